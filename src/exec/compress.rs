//! Picking the elements where a mask is true.

use crate::chunk::{Block, Element};
use crate::with_dtype;

/// The elements of a contiguous one-dimensional block where the mask is true.
pub fn compress(block: &Block, mask: &[bool]) -> Block {
    let mut out = Block::scratch(block.dtype(), &[mask.len()]);
    let n = with_dtype!(block.dtype(), T => pick(block.slice::<T>(), mask, out.slice_mut::<T>()));
    out.part(&[0], &[n])
}

/// Writes the picked elements to the beginning of `out`, which is as long as the mask, and counts them. What follows
/// them in `out` may be overwritten.
fn pick<T: Element>(from: &[T], mask: &[bool], out: &mut [T]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if size_of::<T>() == 8
        && std::arch::is_x86_feature_detected!("avx2")
        && from.len() == mask.len()
        && out.len() == mask.len()
    {
        // SAFETY: the CPU has AVX2, and all three are equally long, of elements of 8 bytes.
        return unsafe { words::pick(from.as_ptr().cast(), mask, out.as_mut_ptr().cast()) };
    }
    pick_each(from, mask, out)
}

/// Without a branch: each element is written, and the next one over it where the mask is false.
fn pick_each<T: Element>(from: &[T], mask: &[bool], out: &mut [T]) -> usize {
    let mut n = 0;
    for (&v, &keep) in from.iter().zip(mask) {
        // `n` never passes the number of elements seen, which is below the length of `out`.
        out[n] = v;
        n += keep as usize;
    }
    n
}

#[cfg(target_arch = "x86_64")]
mod words {
    use std::arch::x86_64::*;

    /// For four mask bits, the lanes (as pairs of 32-bit words) that move the picked words to the front.
    const LANES: [[u32; 8]; 16] = lanes();

    const fn lanes() -> [[u32; 8]; 16] {
        let mut table = [[0; 8]; 16];
        let mut bits = 0;
        while bits < 16 {
            let (mut to, mut from) = (0, 0);
            while from < 4 {
                if bits >> from & 1 == 1 {
                    table[bits][2 * to] = 2 * from as u32;
                    table[bits][2 * to + 1] = 2 * from as u32 + 1;
                    to += 1;
                }
                from += 1;
            }
            bits += 1;
        }
        table
    }

    /// Four words at a time: a table says how to move the picked ones to the front.
    ///
    /// # Safety
    /// The CPU has AVX2; `from` and `out` have as many words as `mask` has elements.
    #[target_feature(enable = "avx2,popcnt")]
    pub unsafe fn pick(from: *const u64, mask: &[bool], out: *mut u64) -> usize {
        let (mut i, mut n) = (0, 0);
        // SAFETY: a load or store of four words at i or n ends before the end, as n <= i and i + 32 <= len.
        unsafe {
            while i + 32 <= mask.len() {
                let bytes = _mm256_loadu_si256(mask.as_ptr().add(i).cast());
                let mut bits = _mm256_movemask_epi8(_mm256_slli_epi16::<7>(bytes)) as u32;
                for k in 0..8 {
                    let four = (bits & 15) as usize;
                    let lanes = _mm256_loadu_si256(LANES[four].as_ptr().cast());
                    let words = _mm256_loadu_si256(from.add(i + 4 * k).cast());
                    _mm256_storeu_si256(out.add(n).cast(), _mm256_permutevar8x32_epi32(words, lanes));
                    n += four.count_ones() as usize;
                    bits >>= 4;
                }
                i += 32;
            }
            while i < mask.len() {
                *out.add(n) = *from.add(i);
                n += mask[i] as usize;
                i += 1;
            }
        }
        n
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::DType;

    #[test]
    fn picks_in_order() {
        let block = Block::from_slice(&[5], &[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(compress(&block, &[true, false, true, true, false]).to_vec::<f64>(), [1.0, 3.0, 4.0]);
        assert_eq!(compress(&block, &[false; 5]).size(), 0);
    }

    #[test]
    fn every_width_picks_alike() {
        let n = 203;
        let mask: Vec<bool> = (0..n).map(|i| i * i % 7 < 3).collect();
        let want: Vec<i64> = (0..n as i64).filter(|&i| mask[i as usize]).map(|i| i % 100).collect();
        let block = Block::from_slice(&[n], &(0..n as i64).map(|i| i % 100).collect::<Vec<_>>());
        for dtype in [DType::I8, DType::I16, DType::F32, DType::F64, DType::U64, DType::C64, DType::C128] {
            assert_eq!(compress(&block.cast(dtype), &mask).to_vec::<i64>(), want, "{dtype}");
        }
    }
}
