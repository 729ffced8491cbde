//! Words sorted with the places from which they come.

use rayon::prelude::*;

use super::{LARGE, SMALL, Word, counted, levels, middle, sort, with_spare};

/// Words, and for each one its place.
struct Pairs<'a> {
    words: &'a mut [i64],
    places: &'a mut [i64],
}

impl Pairs<'_> {
    fn len(&self) -> usize {
        self.words.len()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (low, high) = self.words.split_at_mut(at);
        let (low_places, high_places) = self.places.split_at_mut(at);
        (Pairs { words: low, places: low_places }, Pairs { words: high, places: high_places })
    }

    fn copy_from(&mut self, other: &Pairs<'_>) {
        self.words.copy_from_slice(other.words);
        self.places.copy_from_slice(other.places);
    }
}

/// Sorts words and writes the places from which they come; equal ones in the order of their coming.
pub fn sort_places(words: &mut [i64], places: &mut [i64]) {
    let n = words.len();
    if let Some((least, range)) = counted::narrow(words) {
        return counted::sort_places(words, places, least, range);
    }
    let number = |(k, part): (usize, &mut [i64])| {
        part.iter_mut().enumerate().for_each(|(i, p)| *p = (k * LARGE + i) as i64);
    };
    if n < LARGE {
        number((0, places));
        if n <= SMALL {
            return small(Pairs { words, places });
        }
    } else {
        places.par_chunks_mut(LARGE).enumerate().for_each(number);
    }
    with_spare(n, |spare| {
        with_spare(n, |spare_places| {
            let (from, to) = (Pairs { words, places }, Pairs { words: spare, places: spare_places });
            quick(from, to, true, levels(n));
        });
    });
}

/// Sorts what `from` holds, to where it is or to `to`.
fn quick(from: Pairs<'_>, mut to: Pairs<'_>, stays: bool, levels: u32) {
    let n = from.len();
    if n <= SMALL || levels == 0 {
        let home = if stays {
            from
        } else {
            to.copy_from(&from);
            to
        };
        return if n <= SMALL { small(home) } else { each(home) };
    }
    let mut pivot = middle(from.words);
    let mut at = part(&from, pivot, &mut to);
    let same = at == 0;
    if same {
        if pivot == i64::MAX {
            at = n;
            to.copy_from(&from);
        } else {
            pivot += 1;
            at = part(&from, pivot, &mut to);
        }
    }
    let ((mut low, high), (mut low_spare, high_spare)) = (to.split(at), from.split(at));
    let first = || {
        if same {
            let home = if stays {
                low_spare.copy_from(&low);
                &mut low_spare
            } else {
                &mut low
            };
            sort(home.places, &|_| {});
        } else {
            quick(low, low_spare, !stays, levels - 1);
        }
    };
    let second = || quick(high, high_spare, !stays, levels - 1);
    if n < LARGE {
        first();
        second();
    } else {
        rayon::join(first, second);
    }
}

/// Writes what is below the pivot to the beginning of `to` and the rest to its end; gives the number of the former.
fn part(from: &Pairs<'_>, pivot: i64, to: &mut Pairs<'_>) -> usize {
    #[cfg(target_arch = "x86_64")]
    if super::has_lanes() {
        // SAFETY: the CPU has AVX2, and all four are as long.
        return unsafe {
            super::lanes::part_pairs(
                (from.words.as_ptr(), from.places.as_ptr()),
                from.len(),
                pivot,
                (to.words.as_mut_ptr(), to.places.as_mut_ptr()),
            )
        };
    }
    let (mut low, mut high) = (0, from.len());
    for (&word, &place) in from.words.iter().zip(from.places.iter()) {
        let below = word < pivot;
        high -= usize::from(!below);
        let at = if below { low } else { high };
        (to.words[at], to.places[at]) = (word, place);
        low += usize::from(below);
    }
    low
}

/// Sorts a few pairs: how far each word lies above the least is sorted with its number in its last bits.
fn small(pairs: Pairs<'_>) {
    let n = pairs.len();
    let Some(&first) = pairs.words.first() else { return };
    let (low, high) = pairs.words.iter().fold((first, first), |(low, high), &w| (low.min(w), high.max(w)));
    if high.above(low) >= 1 << 57 {
        return each(pairs);
    }
    let (mut keys, mut places) = ([0i64; SMALL], [0i64; SMALL]);
    let keys = &mut keys[..n];
    for (i, (key, &word)) in keys.iter_mut().zip(pairs.words.iter()).enumerate() {
        *key = (word.above(low) << 6) as i64 | i as i64;
    }
    i64::sort_small(keys);
    let mut twins = false;
    for (i, &key) in keys.iter().enumerate() {
        places[i] = pairs.places[(key & 63) as usize];
        twins |= i > 0 && keys[i - 1] >> 6 == key >> 6;
    }
    pairs.places.copy_from_slice(&places[..n]);
    pairs.words.iter_mut().zip(keys.iter()).for_each(|(w, key)| *w = low.plus((key >> 6) as u64));
    if twins {
        let mut rest = &mut pairs.places[..];
        for run in pairs.words.chunk_by(|a, b| a == b) {
            let (own, later) = rest.split_at_mut(run.len());
            own.sort_unstable();
            rest = later;
        }
    }
}

/// Sorts pairs as such.
fn each(pairs: Pairs<'_>) {
    let mut all: Vec<(i64, i64)> = pairs.words.iter().copied().zip(pairs.places.iter().copied()).collect();
    all.sort_unstable();
    all.into_iter().zip(pairs.words).zip(pairs.places).for_each(|((pair, w), p)| (*w, *p) = pair);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::sort::tests::noise;

    #[test]
    fn places_come_with_their_words() {
        for n in [0, 1, 2, 7, 33, 64, 65, 1000, 100_000] {
            for of in [1, 2, 100, 1 << 20, 1 << 62] {
                let given = noise(n, of);
                let mut want: Vec<(i64, i64)> = given.iter().copied().zip(0..).collect();
                want.sort_unstable();
                let (mut words, mut places) = (given, vec![0; n]);
                sort_places(&mut words, &mut places);
                assert!(words.into_iter().zip(places).eq(want), "{n} of {of}");
            }
        }
    }
}
