//! What masks pick: how many, which elements, and their places. Long masks are shared among threads.

use rayon::prelude::*;

#[cfg(target_arch = "x86_64")]
use super::sort::has_lanes;
use super::{Block, DType, Element};
use crate::with_dtype;

/// Elements of a mask that one thread looks through at a time.
const STRETCH: usize = 1 << 16;

/// How many elements of a mask are true.
pub fn count(mask: &[bool]) -> usize {
    mask.chunks(255).map(|part| part.iter().fold(0u8, |n, &m| n + u8::from(m)) as usize).sum()
}

/// The elements where a mask of the same length is true, in order.
pub fn pick(block: &Block, mask: &[bool]) -> Block {
    let counts = counts(mask, STRETCH);
    let mut out = Block::scratch(block.dtype(), &[counts.iter().sum()]);
    with_dtype!(block.dtype(), T => {
        let from = block.slice::<T>();
        let parts = parts(out.slice_mut::<T>(), &counts);
        let fill = |(k, to): (usize, &mut [T])| {
            let at = k * STRETCH..mask.len().min((k + 1) * STRETCH);
            pick_to(&from[at.clone()], &mask[at], to);
        };
        shared(parts, fill);
    });
    out
}

/// The places where a mask is true, as int64.
pub fn places(mask: &[bool]) -> Block {
    let counts = counts(mask, STRETCH);
    let mut out = Block::scratch(DType::I64, &[counts.iter().sum()]);
    let parts = parts(out.slice_mut::<i64>(), &counts);
    shared(parts, |(k, to)| {
        let first = k * STRETCH;
        places_to(&mask[first..mask.len().min(first + STRETCH)], first as i64, to);
    });
    out
}

/// The places along each axis of a mask of that shape, as int64; the mask is in C order.
pub fn coordinates(mask: &[bool], shape: &[usize]) -> Vec<Block> {
    let Some((&line, outer)) = shape.split_last().filter(|(_, outer)| !outer.is_empty()) else {
        return vec![places(mask)];
    };
    // Lines are as long as the last axis; a stretch has some of them.
    let some = (STRETCH / line.max(1)).max(1);
    let counts = counts(mask, (some * line).max(1));
    let total = counts.iter().sum();
    let mut found: Vec<Block> = shape.iter().map(|_| Block::scratch(DType::I64, &[total])).collect();
    let mut by_part: Vec<Vec<&mut [i64]>> = counts.iter().map(|_| Vec::with_capacity(shape.len())).collect();
    for block in &mut found {
        parts(block.slice_mut::<i64>(), &counts).into_iter().zip(&mut by_part).for_each(|(p, all)| all.push(p));
    }
    let fill = |(k, mut to): (usize, Vec<&mut [i64]>)| {
        let stretch = &mask[k * some * line..mask.len().min((k + 1) * some * line)];
        let mut done = 0;
        for (l, part) in stretch.chunks(line.max(1)).enumerate() {
            let n = count(part);
            let Some((last, before)) = to.split_last_mut() else { return };
            places_to(part, 0, &mut last[done..done + n]);
            let mut rest = k * some + l;
            for (axis, &length) in outer.iter().enumerate().rev() {
                before[axis][done..done + n].fill((rest % length) as i64);
                rest /= length;
            }
            done += n;
        }
    };
    shared(by_part, fill);
    found
}

/// The counts of stretches of a mask.
fn counts(mask: &[bool], stretch: usize) -> Vec<usize> {
    if mask.len() <= stretch {
        return vec![count(mask)];
    }
    mask.par_chunks(stretch).map(count).collect()
}

/// The memory in parts of these lengths.
fn parts<'a, T>(mut rest: &'a mut [T], counts: &[usize]) -> Vec<&'a mut [T]> {
    let mut parts = Vec::with_capacity(counts.len());
    for &n in counts {
        let (own, later) = rest.split_at_mut(n);
        parts.push(own);
        rest = later;
    }
    parts
}

/// Calls `work` for each part and its number, on several threads if there are several.
fn shared<P: Send>(parts: Vec<P>, work: impl Fn((usize, P)) + Sync + Send) {
    if parts.len() == 1 {
        parts.into_iter().enumerate().for_each(work);
    } else {
        parts.into_par_iter().enumerate().for_each(work);
    }
}

/// Writes the picked elements to `out`, which is as long as they are many.
fn pick_to<T: Element>(from: &[T], mask: &[bool], out: &mut [T]) {
    let mut done = (0, 0);
    #[cfg(target_arch = "x86_64")]
    if has_lanes() && from.len() == mask.len() {
        // SAFETY: the CPU has AVX2, and both are as long, of elements of that size.
        done = unsafe {
            match size_of::<T>() {
                8 => lanes::pick_words(from.as_ptr().cast(), mask, out.as_mut_ptr().cast(), out.len()),
                4 => lanes::pick_halves(from.as_ptr().cast(), mask, out.as_mut_ptr().cast(), out.len()),
                _ => done,
            }
        };
    }
    // Without a branch: each element is written, and the next one over it where the mask is false.
    let (i, mut n) = done;
    for (&v, &keep) in from[i..].iter().zip(&mask[i..]) {
        let Some(to) = out.get_mut(n) else { return };
        *to = v;
        n += usize::from(keep);
    }
}

/// Writes the places where the mask is true, counted from `first`, to `out`, which is as long as they are many.
fn places_to(mask: &[bool], first: i64, out: &mut [i64]) {
    let mut done = (0, 0);
    #[cfg(target_arch = "x86_64")]
    if has_lanes() {
        // SAFETY: the CPU has AVX2.
        done = unsafe { lanes::places(mask, first, out.as_mut_ptr(), out.len()) };
    }
    let (from, mut n) = done;
    for (i, &keep) in mask.iter().enumerate().skip(from) {
        let Some(to) = out.get_mut(n) else { return };
        *to = first + i as i64;
        n += usize::from(keep);
    }
}

#[cfg(target_arch = "x86_64")]
mod lanes {
    use std::arch::x86_64::*;

    use crate::chunk::sort::lanes::{EIGHT, FOUR};

    /// The bits of the next 32 elements.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn bits_at(mask: &[bool], i: usize) -> u32 {
        // SAFETY: the caller's promise.
        let bytes = unsafe { _mm256_loadu_si256(mask.as_ptr().add(i).cast()) };
        _mm256_movemask_epi8(_mm256_slli_epi16::<7>(bytes)) as u32
    }

    /// Picks words of 64 bits while there is room for whole registers; gives how many were looked at, and picked.
    ///
    /// # Safety
    /// The CPU has AVX2; `from` has as many words as the mask has elements, and `out` has room for `room`.
    #[target_feature(enable = "avx2,popcnt")]
    pub unsafe fn pick_words(from: *const u64, mask: &[bool], out: *mut u64, room: usize) -> (usize, usize) {
        let (mut i, mut n) = (0, 0);
        // SAFETY: loads end before the mask does, and stores before the room does.
        unsafe {
            while i + 32 <= mask.len() && n + 32 <= room {
                let mut bits = bits_at(mask, i);
                for k in 0..8 {
                    let set = (bits & 15) as usize;
                    let order = _mm256_loadu_si256(FOUR.as_ptr().add(set).cast());
                    let words = _mm256_loadu_si256(from.add(i + 4 * k).cast());
                    _mm256_storeu_si256(out.add(n).cast(), _mm256_permutevar8x32_epi32(words, order));
                    n += set.count_ones() as usize;
                    bits >>= 4;
                }
                i += 32;
            }
        }
        (i, n)
    }

    /// The same for words of 32 bits.
    ///
    /// # Safety
    /// As for [`pick_words`].
    #[target_feature(enable = "avx2,popcnt")]
    pub unsafe fn pick_halves(from: *const u32, mask: &[bool], out: *mut u32, room: usize) -> (usize, usize) {
        let (mut i, mut n) = (0, 0);
        // SAFETY: as above.
        unsafe {
            while i + 32 <= mask.len() && n + 32 <= room {
                let mut bits = bits_at(mask, i);
                for k in 0..4 {
                    let set = (bits & 255) as usize;
                    let order = _mm256_loadu_si256(EIGHT.as_ptr().add(set).cast());
                    let words = _mm256_loadu_si256(from.add(i + 8 * k).cast());
                    _mm256_storeu_si256(out.add(n).cast(), _mm256_permutevar8x32_epi32(words, order));
                    n += set.count_ones() as usize;
                    bits >>= 8;
                }
                i += 32;
            }
        }
        (i, n)
    }

    /// Writes the places of what is true, as [`pick_words`] does.
    ///
    /// # Safety
    /// The CPU has AVX2; `out` has room for `room`.
    #[target_feature(enable = "avx2,popcnt")]
    pub unsafe fn places(mask: &[bool], first: i64, out: *mut i64, room: usize) -> (usize, usize) {
        let (mut i, mut n) = (0, 0);
        // SAFETY: as above.
        unsafe {
            let mut four = _mm256_add_epi64(_mm256_set1_epi64x(first), _mm256_setr_epi64x(0, 1, 2, 3));
            while i + 32 <= mask.len() && n + 32 <= room {
                let mut bits = bits_at(mask, i);
                for _ in 0..8 {
                    let set = (bits & 15) as usize;
                    let order = _mm256_loadu_si256(FOUR.as_ptr().add(set).cast());
                    _mm256_storeu_si256(out.add(n).cast(), _mm256_permutevar8x32_epi32(four, order));
                    four = _mm256_add_epi64(four, _mm256_set1_epi64x(4));
                    n += set.count_ones() as usize;
                    bits >>= 4;
                }
                i += 32;
            }
        }
        (i, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(n: usize) -> Vec<bool> {
        (0..n).map(|i| i * i % 7 < 3).collect()
    }

    #[test]
    fn every_width_picks_alike() {
        for n in [0, 5, 203, 3 * STRETCH + 70] {
            let mask = mask(n);
            let want: Vec<i64> = (0..n as i64).filter(|&i| mask[i as usize]).map(|i| i % 100).collect();
            let block = Block::from_slice(&[n], &(0..n as i64).map(|i| i % 100).collect::<Vec<_>>());
            for dtype in [DType::I8, DType::I16, DType::F32, DType::F64, DType::U64, DType::C64, DType::C128] {
                assert_eq!(pick(&block.cast(dtype), &mask).to_vec::<i64>(), want, "{dtype}");
            }
            assert_eq!(count(&mask), want.len());
        }
        assert_eq!(pick(&Block::from_slice(&[40], &[1i64; 40]), &[false; 40]).size(), 0);
    }

    #[test]
    fn places_and_coordinates_agree() {
        for shape in [[3, 5], [700, 300], [2, 0], [1, 100_000]] {
            let n = shape[0] * shape[1];
            let mask = mask(n);
            let want: Vec<i64> = (0..n as i64).filter(|&i| mask[i as usize]).collect();
            assert_eq!(places(&mask).to_vec::<i64>(), want);
            let found = coordinates(&mask, &shape);
            let line = shape[1] as i64;
            let joined: Vec<i64> =
                found[0].slice::<i64>().iter().zip(found[1].slice::<i64>()).map(|(a, b)| a * line + b).collect();
            assert_eq!(joined, want);
        }
    }
}
