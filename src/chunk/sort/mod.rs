//! Sorting whole numbers: a quicksort that goes back and forth between two memories, several words at a time.

mod counted;
#[cfg(target_arch = "x86_64")]
pub(super) mod lanes;
mod places;
mod select;

pub use counted::{sort_bytes, sort_pairs_of_bytes};
pub use places::sort_places;
pub use select::select;

use super::{Buffer, cancel};

/// Lists up to here are sorted by a network.
const SMALL: usize = 64;
/// Lists from here on are shared by threads.
const LARGE: usize = 1 << 15;
/// The most words of a network.
const ROOM: usize = 128;

/// A whole number in its signed order.
pub trait Word: Copy + Ord + Send + Sync + Default + 'static {
    const MAX: Self;
    /// How far it lies above a lesser one.
    fn above(self, least: Self) -> u64;
    /// The one that lies so far above.
    fn plus(self, more: u64) -> Self;
    /// The next greater one.
    fn next(self) -> Self;
    /// Writes the words below the pivot to the beginning of `to`, which is as long as `from`, and the others to its
    /// end; gives the number of the former.
    fn part(from: &[Self], pivot: Self, to: &mut [Self]) -> usize;
    /// Sorts at most [`SMALL`] words.
    fn sort_small(words: &mut [Self]);
}

macro_rules! word {
    ($($t:ident $lanes:ident;)*) => {$(
        impl Word for $t {
            const MAX: $t = $t::MAX;

            fn above(self, least: $t) -> u64 {
                (self as i64).wrapping_sub(least as i64) as u64
            }

            fn plus(self, more: u64) -> $t {
                (self as i64).wrapping_add(more as i64) as $t
            }

            fn next(self) -> $t {
                self.saturating_add(1)
            }

            fn part(from: &[$t], pivot: $t, to: &mut [$t]) -> usize {
                #[cfg(target_arch = "x86_64")]
                if has_lanes() && to.len() == from.len() {
                    // SAFETY: the CPU has AVX2, and both are as long.
                    return unsafe { lanes::part::<lanes::$lanes>(from.as_ptr(), from.len(), pivot, to.as_mut_ptr()) };
                }
                part_each(from, pivot, to)
            }

            fn sort_small(words: &mut [$t]) {
                #[cfg(target_arch = "x86_64")]
                if words.len() > 3 && has_lanes() {
                    return by_network::<lanes::$lanes>(words);
                }
                words.sort_unstable();
            }
        }
    )*};
}
word! {
    i32 Eight;
    i64 Four;
}

#[cfg(target_arch = "x86_64")]
pub(super) fn has_lanes() -> bool {
    std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("popcnt")
}

/// Sorts words by the least network that holds them; what it holds more is greater than all.
#[cfg(target_arch = "x86_64")]
fn by_network<L: lanes::Lanes<Word: Word>>(words: &mut [L::Word]) {
    let n = words.len();
    let rows = n.div_ceil(L::COUNT).next_power_of_two().max(2);
    let mut room = std::mem::MaybeUninit::<[L::Word; ROOM]>::uninit();
    let ptr = room.as_mut_ptr().cast::<L::Word>();
    // SAFETY: the caller asked for the CPU's lanes; the room holds sixteen registers, and of as many as the network
    // takes every word is written first.
    let room = unsafe {
        ptr.copy_from_nonoverlapping(words.as_ptr(), n);
        (n..rows * L::COUNT).for_each(|i| ptr.add(i).write(L::Word::MAX));
        match rows {
            2 => lanes::network::<L, 2>(ptr),
            4 => lanes::network::<L, 4>(ptr),
            8 => lanes::network::<L, 8>(ptr),
            _ => lanes::network::<L, 16>(ptr),
        }
        std::slice::from_raw_parts(ptr, rows * L::COUNT)
    };
    for (lane, part) in words.chunks_mut(rows).enumerate() {
        part.iter_mut().zip(room[lane..].iter().step_by(L::COUNT)).for_each(|(w, r)| *w = *r);
    }
}

fn part_each<W: Word>(from: &[W], pivot: W, to: &mut [W]) -> usize {
    let (mut low, mut high) = (0, to.len());
    for &word in from {
        let below = word < pivot;
        high -= usize::from(!below);
        to[if below { low } else { high }] = word;
        low += usize::from(below);
    }
    low
}

/// Sorts words. `done` is called for stretches that are in their order, perhaps on several threads. Where it is asked to
/// stop, words stay as they come.
pub fn sort<W: Word>(words: &mut [W], done: &(impl Fn(&mut [W]) + Sync)) {
    if words.len() <= SMALL {
        W::sort_small(words);
        return done(words);
    }
    if let Some((least, range)) = counted::narrow(words) {
        return counted::sort(words, least, range, done);
    }
    with_spare(words.len(), |spare| quick(words, spare, true, levels(words.len()), done));
}

/// How often a list may be cut before its cuts count as bad.
fn levels(n: usize) -> u32 {
    2 * n.max(2).ilog2() + 8
}

/// Calls `work` with memory for so many words.
fn with_spare<W: Word, R>(n: usize, work: impl FnOnce(&mut [W]) -> R) -> R {
    let buffer = Buffer::new(n * size_of::<W>());
    // SAFETY: the buffer is large enough, aligned for any word, and has a value in every byte, as all buffers have that
    // were zeroed when they were made; nobody else holds it.
    work(unsafe { std::slice::from_raw_parts_mut(buffer.as_ptr().cast::<W>(), n) })
}

/// Sorts what `from` holds, to where it is or to `to`.
fn quick<W: Word>(from: &mut [W], to: &mut [W], stays: bool, levels: u32, done: &(impl Fn(&mut [W]) + Sync)) {
    let n = from.len();
    if cancel::requested() {
        return;
    }
    if n < LARGE {
        alone(from, to, stays, levels);
        return done(if stays { from } else { to });
    }
    let (pivot, cut) = cut(from, to);
    let (low, high) = to.split_at_mut(cut.at);
    let (low_spare, high_spare) = from.split_at_mut(cut.at);
    let same = |low: &mut [W], spare: &mut [W]| {
        if stays {
            spare.fill(pivot);
        }
        done(if stays { spare } else { low });
    };
    let levels = levels.saturating_sub(1);
    rayon::join(
        || if cut.same { same(low, low_spare) } else { quick(low, low_spare, !stays, levels, done) },
        || quick(high, high_spare, !stays, levels, done),
    );
}

/// The same on this thread alone.
fn alone<W: Word>(from: &mut [W], to: &mut [W], stays: bool, levels: u32) {
    let n = from.len();
    if n <= SMALL || levels == 0 {
        let home = if stays {
            from
        } else {
            to.copy_from_slice(from);
            to
        };
        return if n <= SMALL { W::sort_small(home) } else { home.sort_unstable() };
    }
    let (pivot, cut) = cut(from, to);
    let (low, high) = to.split_at_mut(cut.at);
    let (low_spare, high_spare) = from.split_at_mut(cut.at);
    match cut.same {
        true if stays => low_spare.fill(pivot),
        true => {}
        false => alone(low, low_spare, !stays, levels - 1),
    }
    alone(high, high_spare, !stays, levels - 1);
}

/// Where a list was cut, and whether all before are the same.
struct Cut {
    at: usize,
    same: bool,
}

/// Parts a list by a word of its middle: those below it, then the others; where none is below, those like it.
fn cut<W: Word>(from: &[W], to: &mut [W]) -> (W, Cut) {
    part_by(middle(from), from, to)
}

fn part_by<W: Word>(pivot: W, from: &[W], to: &mut [W]) -> (W, Cut) {
    let at = W::part(from, pivot, to);
    if at > 0 {
        return (pivot, Cut { at, same: false });
    }
    let at = if pivot == W::MAX { from.len() } else { W::part(from, pivot.next(), to) };
    if at == from.len() {
        to.fill(pivot);
    }
    (pivot, Cut { at, same: true })
}

/// A word near the middle of the order, from some that lie apart.
fn middle<W: Word>(words: &[W]) -> W {
    let n = words.len();
    let of_three = |at: usize, step: usize| median(words[at], words[at + step], words[at + 2 * step]);
    let of_nine = |at: usize, step: usize| {
        median(of_three(at, step / 3), of_three(at + step, step / 3), of_three(at + 2 * step, step / 3))
    };
    let step = n / 3;
    match n {
        0..512 => of_three(step / 2, step),
        512..16384 => of_nine(step / 6, step),
        _ => median(
            of_nine(step / 18, step / 3),
            of_nine(step + step / 18, step / 3),
            of_nine(2 * step + step / 18, step / 3),
        ),
    }
}

fn median<W: Word>(a: W, b: W, c: W) -> W {
    a.min(b).max(a.max(b).min(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn noise(n: usize, of: u64) -> Vec<i64> {
        let mut seed = 0x9E37_79B9_7F4A_7C15u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) % of
        };
        (0..n).map(|_| next() as i64 - (of / 2) as i64).collect()
    }

    #[test]
    fn words_come_in_order() {
        for n in [0, 1, 2, 7, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 1000, 5000, 100_000] {
            for of in [1, 2, 5, 100, 1 << 40] {
                let mut wide = noise(n, of);
                wide.iter_mut().step_by(17).for_each(|w| *w = i64::MAX);
                let mut want = wide.clone();
                want.sort_unstable();
                let mut short: Vec<i32> = wide.iter().map(|&w| w as i32).collect();
                let mut want_short = short.clone();
                want_short.sort_unstable();
                sort(&mut wide, &|_| {});
                sort(&mut short, &|_| {});
                assert!(wide == want && short == want_short, "{n} of {of}");
                let mut ranks = vec![0, n / 3, n - n.min(1)];
                ranks.retain(|&r| r < n);
                ranks.dedup();
                let mut parted = noise(n, of);
                let want: Vec<i64> = {
                    let mut v = parted.clone();
                    v.sort_unstable();
                    v
                };
                select(&mut parted, &ranks, &|_| {});
                for &r in &ranks {
                    assert!(parted[r] == want[r] && parted[..r].iter().all(|v| *v <= want[r]), "{n} of {of}: {r}");
                }
                parted.sort_unstable();
                assert_eq!(parted, want);
            }
        }
    }
}
