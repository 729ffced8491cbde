//! Sorting by counting: words of a narrow range, and those of one or two bytes.

use rayon::prelude::*;

use super::{LARGE, Word};

/// The widest range that is counted.
const WIDE: u64 = 1 << 17;
/// Words that one thread writes at a time.
const STRETCH: usize = 1 << 16;

/// The least word and how far the greatest lies above it, where that is little beside their number.
pub fn narrow<W: Word>(words: &[W]) -> Option<(W, u64)> {
    let limit = WIDE.min(words.len() as u64 / 4);
    let range = |some: &mut dyn Iterator<Item = &W>| {
        let first = *some.next()?;
        let (low, high) = some.fold((first, first), |(low, high), &w| (low.min(w), high.max(w)));
        Some((low, high.above(low))).filter(|(_, range)| *range < limit)
    };
    // Most lists that are not narrow show it in a few of their words.
    range(&mut words.iter().step_by(words.len() / 32 + 1))?;
    let first = *words.first()?;
    let (low, high) = if words.len() < LARGE {
        ends(words, first)
    } else {
        let join = |a: (W, W), b: (W, W)| (a.0.min(b.0), a.1.max(b.1));
        words.par_chunks(STRETCH).map(|part| ends(part, first)).reduce(|| (first, first), join)
    };
    Some((low, high.above(low))).filter(|(_, range)| *range < limit)
}

fn ends<W: Word>(words: &[W], first: W) -> (W, W) {
    words.iter().fold((first, first), |(low, high), &w| (low.min(w), high.max(w)))
}

/// Sorts words that lie at most `range` above the least.
pub fn sort<W: Word>(words: &mut [W], least: W, range: u64, done: &(impl Fn(&mut [W]) + Sync)) {
    let counts = tally(words, range as usize + 1, |w| w.above(least) as usize);
    write(words, &counts, |k| least.plus(k as u64), done);
}

/// Sorts such words and writes the places from which they come, equal ones in the order of their coming.
pub fn sort_places<W: Word>(words: &mut [W], places: &mut [i64], least: W, range: u64) {
    let n = range as usize + 1;
    let number = |w: W| w.above(least) as usize;
    let share = words.len().div_ceil(rayon::current_num_threads()).max(LARGE).max(4 * n);
    let counts: Vec<Vec<u32>> = words.par_chunks(share).map(|part| tally(part, n, number)).collect();
    // Where each share's places of each word begin.
    let mut begin = 0;
    let mut starts: Vec<Vec<usize>> = counts.iter().map(|_| Vec::with_capacity(n)).collect();
    for k in 0..n {
        for (counts, starts) in counts.iter().zip(&mut starts) {
            starts.push(begin);
            begin += counts[k] as usize;
        }
    }
    let to = Shared(places.as_mut_ptr());
    words.par_chunks(share).zip(starts).enumerate().for_each(|(s, (part, mut starts))| {
        for (i, &word) in part.iter().enumerate() {
            let at = &mut starts[number(word)];
            // SAFETY: each share writes its own places of each word, as many as were counted.
            unsafe { to.at(*at).write((s * share + i) as i64) };
            *at += 1;
        }
    });
    sort(words, least, range, &|_| {});
}

/// Memory of which each thread writes its own part.
struct Shared(*mut i64);

// SAFETY: whoever writes through it sees to it that nobody else writes there.
unsafe impl Sync for Shared {}

impl Shared {
    unsafe fn at(&self, n: usize) -> *mut i64 {
        // SAFETY: the caller's promise that it is in bounds.
        unsafe { self.0.add(n) }
    }
}

/// Sorts bytes.
pub fn sort_bytes(bytes: &mut [u8], done: &(impl Fn(&mut [u8]) + Sync)) {
    if bytes.len() <= 32 {
        bytes.sort_unstable();
        return done(bytes);
    }
    let counts = tally(bytes, 1 << 8, |b| b as usize);
    write(bytes, &counts, |k| k as u8, done);
}

/// Sorts numbers of two bytes.
pub fn sort_pairs_of_bytes(numbers: &mut [u16], done: &(impl Fn(&mut [u16]) + Sync)) {
    if numbers.len() < 1 << 13 {
        numbers.sort_unstable();
        return done(numbers);
    }
    let counts = tally(numbers, 1 << 16, |b| b as usize);
    write(numbers, &counts, |k| k as u16, done);
}

/// How often each number comes, of which there are `n`.
fn tally<W: Copy + Sync>(words: &[W], n: usize, number: impl Fn(W) -> usize + Sync) -> Vec<u32> {
    let count = |words: &[W]| {
        // Neighbours that are alike are counted in turn, so that none waits for the one before.
        let mut counts = [vec![0u32; n], vec![0u32; n]];
        for pair in words.chunks(2) {
            pair.iter().zip(&mut counts).for_each(|(&w, counts)| counts[number(w)] += 1);
        }
        let [mut all, odd] = counts;
        all.iter_mut().zip(odd).for_each(|(a, b)| *a += b);
        all
    };
    let share = words.len().div_ceil(rayon::current_num_threads()).max(LARGE).max(4 * n);
    if words.len() <= share {
        return count(words);
    }
    let add = |mut a: Vec<u32>, b: Vec<u32>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    words.par_chunks(share).map(count).reduce_with(add).unwrap_or_default()
}

/// Writes each number as often as it was counted, in order.
fn write<W: Copy + Send>(
    words: &mut [W],
    counts: &[u32],
    of: impl Fn(usize) -> W + Sync,
    done: &(impl Fn(&mut [W]) + Sync),
) {
    let mut ends = Vec::with_capacity(counts.len());
    let mut end = 0;
    for &count in counts {
        end += count as usize;
        ends.push(end);
    }
    let stretch = |(i, part): (usize, &mut [W])| {
        let (from, mut at) = (i * STRETCH, 0);
        let mut k = ends.partition_point(|&e| e <= from);
        while at < part.len() {
            let end = (ends[k] - from).min(part.len());
            part[at..end].fill(of(k));
            (at, k) = (end, k + 1);
        }
        done(part);
    };
    if words.len() < LARGE {
        words.chunks_mut(STRETCH).enumerate().for_each(stretch);
    } else {
        words.par_chunks_mut(STRETCH).enumerate().for_each(stretch);
    }
}
