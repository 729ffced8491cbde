//! Words of some ranks brought to their places.

use rayon::prelude::*;

use super::{LARGE, SMALL, Word, levels, part_by, with_spare};

/// Words that one thread copies or parts at a time.
const STRETCH: usize = 1 << 16;
/// From here on several threads part one list.
const SHARED: usize = 1 << 18;
/// The words from which a pivot near a rank is chosen.
const SAMPLE: usize = 256;

/// Puts the words of these rising ranks in their sorted places, lesser ones before and greater ones after. `done` is
/// called for stretches that are as they stay, perhaps on several threads.
pub fn select<W: Word>(words: &mut [W], ranks: &[usize], done: &(impl Fn(&mut [W]) + Sync)) {
    let n = words.len();
    with_spare(n, |spare| within(words, spare, true, (ranks, 0), levels(n), done));
}

/// Does so with what `from` holds, to where it is or to `to`; the first of it has rank `ranks.1`.
fn within<W: Word>(
    from: &mut [W],
    to: &mut [W],
    stays: bool,
    (ranks, first): (&[usize], usize),
    levels: u32,
    done: &(impl Fn(&mut [W]) + Sync),
) {
    let n = from.len();
    let Some(&rank) = ranks.get(ranks.len() / 2) else {
        return if stays { each(from, done) } else { copied(from, to, done) };
    };
    if n <= SMALL || levels == 0 {
        let home = if stays {
            from
        } else {
            to.copy_from_slice(from);
            to
        };
        if n <= SMALL {
            W::sort_small(home)
        } else {
            home.sort_unstable()
        }
        return done(home);
    }
    let pivot = near(from, rank - first);
    let below = |at: usize| ranks.partition_point(|&r| r < first + at);
    if stays && n >= SHARED {
        let at = part_shared(from, to, pivot);
        // Where all fell on one side, the list is cut as any other below.
        if at > 0 && at < n {
            let (ranks_low, ranks_high) = ranks.split_at(below(at));
            let (low, high) = from.split_at_mut(at);
            let (low_spare, high_spare) = to.split_at_mut(at);
            within(low, low_spare, true, (ranks_low, first), levels - 1, done);
            return within(high, high_spare, true, (ranks_high, first + at), levels - 1, done);
        }
    }
    let (pivot, cut) = part_by(pivot, from, to);
    let (low, high) = to.split_at_mut(cut.at);
    let (low_spare, high_spare) = from.split_at_mut(cut.at);
    let (ranks_low, ranks_high) = ranks.split_at(below(cut.at));
    if cut.same {
        if stays {
            low_spare.fill(pivot);
        }
        done(if stays { low_spare } else { low });
    } else {
        within(low, low_spare, !stays, (ranks_low, first), levels - 1, done);
    }
    within(high, high_spare, !stays, (ranks_high, first + cut.at), levels - 1, done);
}

/// Parts a list on several threads, piece by piece into `to` and from there back: those below the pivot come first.
/// Gives their number.
fn part_shared<W: Word>(from: &mut [W], to: &mut [W], pivot: W) -> usize {
    let cuts: Vec<usize> =
        from.par_chunks(STRETCH).zip(to.par_chunks_mut(STRETCH)).map(|(f, t)| W::part(f, pivot, t)).collect();
    let at = cuts.iter().sum();
    let (mut low, mut high) = from.split_at_mut(at);
    let mut pieces = Vec::with_capacity(cuts.len());
    for (part, cut) in to.chunks(STRETCH).zip(cuts) {
        let (own_low, rest_low) = low.split_at_mut(cut);
        let (own_high, rest_high) = high.split_at_mut(part.len() - cut);
        (low, high) = (rest_low, rest_high);
        pieces.push((part, own_low, own_high));
    }
    pieces.into_par_iter().for_each(|(part, low, high)| {
        let (below, others) = part.split_at(low.len());
        low.copy_from_slice(below);
        high.copy_from_slice(others);
    });
    at
}

fn each<W: Word>(words: &mut [W], done: &(impl Fn(&mut [W]) + Sync)) {
    if words.len() < LARGE { done(words) } else { words.par_chunks_mut(STRETCH).for_each(done) }
}

fn copied<W: Word>(from: &[W], to: &mut [W], done: &(impl Fn(&mut [W]) + Sync)) {
    let copy = |(to, from): (&mut [W], &[W])| {
        to.copy_from_slice(from);
        done(to);
    };
    if to.len() < LARGE {
        copy((to, from));
    } else {
        to.par_chunks_mut(STRETCH).zip(from.par_chunks(STRETCH)).for_each(copy);
    }
}

/// A pivot that leaves what has the rank on the side where there is less, if it can.
fn near<W: Word>(words: &[W], rank: usize) -> W {
    let n = words.len();
    if n < 8 * SAMPLE {
        return super::middle(words);
    }
    let step = n / SAMPLE;
    let mut some: Vec<W> = (0..SAMPLE).map(|i| words[i * step + i * 7919 % step]).collect();
    some.sort_unstable();
    let q = rank as f64 / n as f64;
    let apart = 2.5 * (SAMPLE as f64 * q * (1.0 - q)).sqrt() + 1.0;
    let at = q * SAMPLE as f64 + if q < 0.5 + 1.0 / SAMPLE as f64 { apart } else { -apart };
    some[(at.max(0.0) as usize).min(SAMPLE - 1)]
}
