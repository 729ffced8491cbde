//! Philox4x32-10, a counter-based source of random numbers.
//!
//! Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11, and their Random123
//! library, whose known-answer vectors are in the tests. A block is four 32-bit words, a function of a 128-bit counter
//! and a 64-bit key; it passes BigCrush for every way of walking over counters and keys that the authors tried.
//!
//! A counter holds a position in its first two words and, in the other two, a `tail` that says what the block is for
//! (see the constants below), so no two uses of a key share a block. Words are handed out in pairs: a `u64` is
//! `word[2k] | word[2k + 1] << 32`.

const MUL_0: u32 = 0xD251_1F53;
const MUL_1: u32 = 0xCD9E_8D57;
const WEYL_0: u32 = 0x9E37_79B9;
const WEYL_1: u32 = 0xBB67_AE85;
const ROUNDS: u32 = 10;

/// Two elements per block, 64 bits each; the position is `index / 2`.
pub(crate) const TAIL_HALVES: [u32; 2] = [0, 0];
/// Four elements per block, 32 bits each; the position is `index / 4`.
pub(crate) const TAIL_QUARTERS: [u32; 2] = [0, 1];
/// One element's own blocks, numbered by the first word of the tail; the position is `index`.
pub(crate) const TAIL_OWN: [u32; 2] = [0, 2];
/// Keys of permutations.
pub(crate) const TAIL_PERMUTE: [u32; 2] = [0, 3];

/// The block of `counter` under `key`.
#[inline]
pub fn block(key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let [mut k0, mut k1] = key;
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for _ in 0..ROUNDS {
        let p0 = u64::from(MUL_0) * u64::from(c0);
        let p1 = u64::from(MUL_1) * u64::from(c2);
        (c0, c1, c2, c3) = ((p1 >> 32) as u32 ^ c1 ^ k0, p1 as u32, (p0 >> 32) as u32 ^ c3 ^ k1, p0 as u32);
        k0 = k0.wrapping_add(WEYL_0);
        k1 = k1.wrapping_add(WEYL_1);
    }
    [c0, c1, c2, c3]
}

/// The block at `position` as two 64-bit words.
#[inline]
pub(crate) fn block_at(key: [u32; 2], tail: [u32; 2], position: u64) -> [u64; 2] {
    let [a, b, c, d] = block(key, [position as u32, (position >> 32) as u32, tail[0], tail[1]]);
    [u64::from(a) | u64::from(b) << 32, u64::from(c) | u64::from(d) << 32]
}

/// Fills `out` with the blocks at `first..`, two words each (`out` has an even length).
pub(crate) fn fill(key: [u32; 2], tail: [u32; 2], first: u64, out: &mut [u64]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as was just checked.
        unsafe { avx2::fill(key, tail, first, out) };
        return;
    }
    fill_portable(key, tail, first, out);
}

/// [`fill`] without vector instructions: the same numbers.
pub(crate) fn fill_portable(key: [u32; 2], tail: [u32; 2], first: u64, out: &mut [u64]) {
    for (pair, step) in out.chunks_mut(2).zip(0u64..) {
        let words = block_at(key, tail, first.wrapping_add(step));
        pair.copy_from_slice(&words[..pair.len()]);
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{MUL_0, MUL_1, ROUNDS, WEYL_0, WEYL_1, fill_portable};
    use std::arch::x86_64::*;

    /// Vectors worked on together, to hide the time a multiplication takes.
    const TOGETHER: usize = 2;
    /// Words made in one step: a vector has four 64-bit lanes, one block to a lane, two words to a block.
    const STEP: usize = 8 * TOGETHER;

    /// One word of four blocks, in the low halves of the lanes; the high halves hold anything.
    type Words = __m256i;

    #[target_feature(enable = "avx2")]
    pub fn fill(key: [u32; 2], tail: [u32; 2], first: u64, out: &mut [u64]) {
        let (mut position, mut rest) = (first, out);
        while !rest.is_empty() {
            // The high word of the position stays the same within a run.
            let run = ((1u64 << 32) - u64::from(position as u32)).min(rest.len().div_ceil(2) as u64);
            let (now, later) = rest.split_at_mut(rest.len().min(2 * run as usize));
            fill_run(key, tail, position, now);
            position = position.wrapping_add(run);
            rest = later;
        }
    }

    #[target_feature(enable = "avx2")]
    fn fill_run(key: [u32; 2], tail: [u32; 2], first: u64, out: &mut [u64]) {
        let mut keys = [[_mm256_setzero_si256(); 2]; ROUNDS as usize];
        for (slot, round) in keys.iter_mut().zip(0u32..) {
            let k0 = key[0].wrapping_add(WEYL_0.wrapping_mul(round));
            let k1 = key[1].wrapping_add(WEYL_1.wrapping_mul(round));
            *slot = [_mm256_set1_epi64x(i64::from(k0)), _mm256_set1_epi64x(i64::from(k1))];
        }
        let high = _mm256_set1_epi64x((first >> 32) as i64);
        let tails = tail.map(|word| _mm256_set1_epi64x(i64::from(word)));
        // The order of the blocks in the lanes that makes the two unpacks of `store` put them in sequence.
        let mut low = _mm256_add_epi64(_mm256_set1_epi64x(i64::from(first as u32)), _mm256_set_epi64x(3, 1, 2, 0));
        let whole = out.len() / STEP * STEP;
        let (steps, rest) = out.split_at_mut(whole);
        for step in steps.chunks_exact_mut(STEP) {
            let mut blocks = [[low, high, tails[0], tails[1]]; TOGETHER];
            for counter in &mut blocks {
                counter[0] = low;
                low = _mm256_add_epi64(low, _mm256_set1_epi64x(4));
            }
            // Written out, for the compiler to see what the first rounds have in common from step to step.
            blocks = round(blocks, keys[0]);
            blocks = round(blocks, keys[1]);
            blocks = round(blocks, keys[2]);
            blocks = round(blocks, keys[3]);
            blocks = round(blocks, keys[4]);
            blocks = round(blocks, keys[5]);
            blocks = round(blocks, keys[6]);
            blocks = round(blocks, keys[7]);
            blocks = round(blocks, keys[8]);
            blocks = round(blocks, keys[9]);
            for (words, place) in blocks.into_iter().zip(step.chunks_exact_mut(8)) {
                store(words, place);
            }
        }
        fill_portable(key, tail, first.wrapping_add((whole / 2) as u64), rest);
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn round(mut blocks: [[Words; 4]; TOGETHER], [k0, k1]: [Words; 2]) -> [[Words; 4]; TOGETHER] {
        for block in &mut blocks {
            let [c0, c1, c2, c3] = *block;
            let p0 = _mm256_mul_epu32(c0, _mm256_set1_epi64x(i64::from(MUL_0)));
            let p1 = _mm256_mul_epu32(c2, _mm256_set1_epi64x(i64::from(MUL_1)));
            let n0 = _mm256_xor_si256(upper(p1), _mm256_xor_si256(c1, k0));
            let n2 = _mm256_xor_si256(upper(p0), _mm256_xor_si256(c3, k1));
            *block = [n0, p1, n2, p0];
        }
        blocks
    }

    /// The high halves of the lanes, in the low ones.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn upper(product: __m256i) -> Words {
        _mm256_srli_epi64::<32>(product)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn store([c0, c1, c2, c3]: [Words; 4], out: &mut [u64]) {
        let even = _mm256_blend_epi32::<0b1010_1010>(c0, _mm256_slli_epi64::<32>(c1));
        let odd = _mm256_blend_epi32::<0b1010_1010>(c2, _mm256_slli_epi64::<32>(c3));
        let (left, right) = out.split_at_mut(4);
        put(_mm256_unpacklo_epi64(even, odd), left);
        put(_mm256_unpackhi_epi64(even, odd), right);
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn put(words: __m256i, out: &mut [u64]) {
        if out.len() >= 4 {
            // SAFETY: four words fit, as was just checked, and the store needs no alignment.
            unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), words) }
        }
    }
}
