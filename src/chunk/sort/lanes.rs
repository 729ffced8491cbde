//! Words that are sorted several at a time: what AVX2 does with them.

use std::arch::x86_64::*;

/// A register of words in their signed order.
pub trait Lanes: Copy {
    type Word: Copy + Ord;
    const COUNT: usize;

    /// # Safety
    /// The CPU has AVX2 (here and below).
    unsafe fn splat(word: Self::Word) -> Self;
    /// # Safety
    /// So many words lie at `from`.
    unsafe fn load(from: *const Self::Word) -> Self;
    /// # Safety
    /// There is room for so many words at `to`.
    unsafe fn store(self, to: *mut Self::Word);
    /// A bit for each word below that of `other`.
    ///
    /// # Safety
    /// As above.
    unsafe fn below(self, other: Self) -> usize;
    /// The words whose bits are set first, then the others, each in order.
    ///
    /// # Safety
    /// As above.
    unsafe fn parted(self, bits: usize) -> Self;
    /// The lesser of each two words, and the greater.
    ///
    /// # Safety
    /// As above.
    unsafe fn ordered(self, other: Self) -> (Self, Self);
    /// Word `i` is that of lane `i ^ X`.
    ///
    /// # Safety
    /// As above.
    unsafe fn crossed<const X: usize>(self) -> Self;
    /// The words of `other` in the lanes whose number has that bit.
    ///
    /// # Safety
    /// As above.
    unsafe fn mixed<const BIT: usize>(self, other: Self) -> Self;
}

/// Four words of 64 bits.
#[derive(Clone, Copy)]
pub struct Four(__m256i);

/// Eight words of 32 bits.
#[derive(Clone, Copy)]
pub struct Eight(__m256i);

/// For each set of lanes of `wide` 32-bit words, the order that brings it to the front.
const fn orders<const SETS: usize>(wide: usize) -> [[u32; 8]; SETS] {
    let mut table = [[0; 8]; SETS];
    let lanes = 8 / wide;
    let mut bits = 0;
    while bits < SETS {
        let mut to = 0;
        let mut turn = 0;
        while turn < 2 {
            let mut lane = 0;
            while lane < lanes {
                if (bits >> lane & 1 == 1) == (turn == 0) {
                    let mut part = 0;
                    while part < wide {
                        table[bits][to * wide + part] = (lane * wide + part) as u32;
                        part += 1;
                    }
                    to += 1;
                }
                lane += 1;
            }
            turn += 1;
        }
        bits += 1;
    }
    table
}

/// For each set of four lanes, the order of 32-bit words that brings it to the front.
pub static FOUR: [[u32; 8]; 16] = orders(2);
/// The same for eight lanes.
pub static EIGHT: [[u32; 8]; 256] = orders(1);

impl Lanes for Four {
    type Word = i64;
    const COUNT: usize = 4;

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn splat(word: i64) -> Four {
        Four(_mm256_set1_epi64x(word))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn load(from: *const i64) -> Four {
        // SAFETY: the caller's promise.
        Four(unsafe { _mm256_loadu_si256(from.cast()) })
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn store(self, to: *mut i64) {
        // SAFETY: the caller's promise.
        unsafe { _mm256_storeu_si256(to.cast(), self.0) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn below(self, other: Four) -> usize {
        _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(other.0, self.0))) as usize
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn parted(self, bits: usize) -> Four {
        // SAFETY: four bits make a number below 16.
        let order = unsafe { _mm256_loadu_si256(FOUR.as_ptr().add(bits).cast()) };
        Four(_mm256_permutevar8x32_epi32(self.0, order))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn ordered(self, other: Four) -> (Four, Four) {
        let above = _mm256_cmpgt_epi64(self.0, other.0);
        (Four(_mm256_blendv_epi8(self.0, other.0, above)), Four(_mm256_blendv_epi8(other.0, self.0, above)))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn crossed<const X: usize>(self) -> Four {
        Four(match X {
            1 => _mm256_permute4x64_epi64::<0b10_11_00_01>(self.0),
            2 => _mm256_permute4x64_epi64::<0b01_00_11_10>(self.0),
            _ => _mm256_permute4x64_epi64::<0b00_01_10_11>(self.0),
        })
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn mixed<const BIT: usize>(self, other: Four) -> Four {
        Four(match BIT {
            1 => _mm256_blend_epi32::<0b1100_1100>(self.0, other.0),
            _ => _mm256_blend_epi32::<0b1111_0000>(self.0, other.0),
        })
    }
}

impl Lanes for Eight {
    type Word = i32;
    const COUNT: usize = 8;

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn splat(word: i32) -> Eight {
        Eight(_mm256_set1_epi32(word))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn load(from: *const i32) -> Eight {
        // SAFETY: the caller's promise.
        Eight(unsafe { _mm256_loadu_si256(from.cast()) })
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn store(self, to: *mut i32) {
        // SAFETY: the caller's promise.
        unsafe { _mm256_storeu_si256(to.cast(), self.0) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn below(self, other: Eight) -> usize {
        _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(other.0, self.0))) as usize
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn parted(self, bits: usize) -> Eight {
        // SAFETY: eight bits make a number below 256.
        let order = unsafe { _mm256_loadu_si256(EIGHT.as_ptr().add(bits).cast()) };
        Eight(_mm256_permutevar8x32_epi32(self.0, order))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn ordered(self, other: Eight) -> (Eight, Eight) {
        (Eight(_mm256_min_epi32(self.0, other.0)), Eight(_mm256_max_epi32(self.0, other.0)))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn crossed<const X: usize>(self) -> Eight {
        Eight(match X {
            1 => _mm256_shuffle_epi32::<0b10_11_00_01>(self.0),
            2 => _mm256_shuffle_epi32::<0b01_00_11_10>(self.0),
            3 => _mm256_shuffle_epi32::<0b00_01_10_11>(self.0),
            _ => _mm256_permute4x64_epi64::<0b01_00_11_10>(_mm256_shuffle_epi32::<0b00_01_10_11>(self.0)),
        })
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn mixed<const BIT: usize>(self, other: Eight) -> Eight {
        Eight(match BIT {
            1 => _mm256_blend_epi32::<0b1010_1010>(self.0, other.0),
            2 => _mm256_blend_epi32::<0b1100_1100>(self.0, other.0),
            _ => _mm256_blend_epi32::<0b1111_0000>(self.0, other.0),
        })
    }
}

/// Writes the words below the pivot to the beginning of `to` and the others to its end; gives the number of the former.
///
/// # Safety
/// The CPU has AVX2; `from` and `to` hold `n` words each, and do not overlap.
#[target_feature(enable = "avx2,popcnt")]
pub unsafe fn part<L: Lanes>(from: *const L::Word, n: usize, pivot: L::Word, to: *mut L::Word) -> usize {
    let (mut i, mut low, mut high) = (0, 0, n);
    // SAFETY: what is not yet written lies between `low` and `high`, as many words as are left to read. While those
    // fill two registers, what a store writes too much on one side is not what the other side has written.
    unsafe {
        let limit = L::splat(pivot);
        while i + 2 * L::COUNT <= n {
            let words = L::load(from.add(i));
            let bits = words.below(limit);
            let parted = words.parted(bits);
            parted.store(to.add(low));
            parted.store(to.add(high - L::COUNT));
            let count = bits.count_ones() as usize;
            low += count;
            high -= L::COUNT - count;
            i += L::COUNT;
        }
        while i < n {
            let word = *from.add(i);
            if word < pivot {
                *to.add(low) = word;
                low += 1;
            } else {
                high -= 1;
                *to.add(high) = word;
            }
            i += 1;
        }
    }
    low
}

/// The same for words with their places.
///
/// # Safety
/// The CPU has AVX2; all four hold `n` words each, and what is read does not overlap what is written.
#[target_feature(enable = "avx2,popcnt")]
pub unsafe fn part_pairs(
    (from, places): (*const i64, *const i64),
    n: usize,
    pivot: i64,
    (to, to_places): (*mut i64, *mut i64),
) -> usize {
    let (mut i, mut low, mut high) = (0, 0, n);
    // SAFETY: as in `part`.
    unsafe {
        let limit = Four::splat(pivot);
        while i + 8 <= n {
            let words = Four::load(from.add(i));
            let bits = words.below(limit);
            let (words, places) = (words.parted(bits), Four::load(places.add(i)).parted(bits));
            words.store(to.add(low));
            words.store(to.add(high - 4));
            places.store(to_places.add(low));
            places.store(to_places.add(high - 4));
            let count = bits.count_ones() as usize;
            low += count;
            high -= 4 - count;
            i += 4;
        }
        while i < n {
            let (word, place) = (*from.add(i), *places.add(i));
            high -= usize::from(word >= pivot);
            let at = if word < pivot { low } else { high };
            (*to.add(at), *to_places.add(at)) = (word, place);
            low += usize::from(word < pivot);
            i += 1;
        }
    }
    low
}

/// Sorts `ROWS` registers of words, in C order, by a network: the answer runs down the lanes, one after another.
///
/// # Safety
/// The CPU has AVX2; `words` holds `ROWS` registers.
#[target_feature(enable = "avx2")]
pub unsafe fn network<L: Lanes, const ROWS: usize>(words: *mut L::Word) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut rows: [L; ROWS] = [L::load(words); ROWS];
        for r in 1..ROWS {
            rows[r] = L::load(words.add(r * L::COUNT));
        }
        columns(&mut rows);
        mirrored::<L, ROWS, 1, 1>(&mut rows);
        rows_apart(&mut rows);
        mirrored::<L, ROWS, 3, 2>(&mut rows);
        lanes_apart::<L, ROWS, 1>(&mut rows);
        rows_apart(&mut rows);
        if L::COUNT == 8 {
            mirrored::<L, ROWS, 7, 4>(&mut rows);
            lanes_apart::<L, ROWS, 2>(&mut rows);
            lanes_apart::<L, ROWS, 1>(&mut rows);
            rows_apart(&mut rows);
        }
        for r in 0..ROWS {
            rows[r].store(words.add(r * L::COUNT));
        }
    }
}

/// Sorts each lane by Batcher's odd-even merges.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn columns<L: Lanes, const ROWS: usize>(rows: &mut [L; ROWS]) {
    // SAFETY: the caller's promise.
    unsafe {
        merge_step::<L, ROWS, 1, 1>(rows);
        merge_step::<L, ROWS, 2, 2>(rows);
        merge_step::<L, ROWS, 2, 1>(rows);
        merge_step::<L, ROWS, 4, 4>(rows);
        merge_step::<L, ROWS, 4, 2>(rows);
        merge_step::<L, ROWS, 4, 1>(rows);
        merge_step::<L, ROWS, 8, 8>(rows);
        merge_step::<L, ROWS, 8, 4>(rows);
        merge_step::<L, ROWS, 8, 2>(rows);
        merge_step::<L, ROWS, 8, 1>(rows);
    }
}

/// One step of merging runs of `RUN` rows: the rows that lie `D` apart.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn merge_step<L: Lanes, const ROWS: usize, const RUN: usize, const D: usize>(rows: &mut [L; ROWS]) {
    for a in D % RUN..ROWS {
        let b = a + D;
        if b < ROWS && (a - D % RUN) % (2 * D) < D && a / (2 * RUN) == b / (2 * RUN) {
            // SAFETY: the caller's promise.
            (rows[a], rows[b]) = unsafe { rows[a].ordered(rows[b]) };
        }
    }
}

/// The first step of merging what `BIT` lanes hold with what the next `BIT` hold, of which `X` mirrors the lanes.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn mirrored<L: Lanes, const ROWS: usize, const X: usize, const BIT: usize>(rows: &mut [L; ROWS]) {
    for r in 0..ROWS / 2 {
        let mirror = ROWS - 1 - r;
        // SAFETY: the caller's promise.
        unsafe {
            let (low, high) = rows[r].ordered(rows[mirror].crossed::<X>());
            rows[r] = low.mixed::<BIT>(high);
            rows[mirror] = high.mixed::<BIT>(low).crossed::<X>();
        }
    }
}

/// Orders the words of each row that lie `D` lanes apart.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn lanes_apart<L: Lanes, const ROWS: usize, const D: usize>(rows: &mut [L; ROWS]) {
    for row in rows {
        // SAFETY: the caller's promise.
        unsafe {
            let (low, high) = row.ordered(row.crossed::<D>());
            *row = low.mixed::<D>(high);
        }
    }
}

/// Orders rows that lie half of all apart, then a quarter, and so on.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn rows_apart<L: Lanes, const ROWS: usize>(rows: &mut [L; ROWS]) {
    // SAFETY: the caller's promise.
    unsafe {
        rows_by::<L, ROWS, 8>(rows);
        rows_by::<L, ROWS, 4>(rows);
        rows_by::<L, ROWS, 2>(rows);
        rows_by::<L, ROWS, 1>(rows);
    }
}

/// Orders rows that lie `D` apart.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn rows_by<L: Lanes, const ROWS: usize, const D: usize>(rows: &mut [L; ROWS]) {
    for r in 0..ROWS {
        if r & D == 0 && r + D < ROWS {
            // SAFETY: the caller's promise.
            (rows[r], rows[r + D]) = unsafe { rows[r].ordered(rows[r + D]) };
        }
    }
}
