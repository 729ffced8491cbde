//! Integers in a range, without bias.
//!
//! Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): the high half of
//! `word * range`, drawn again when the low half is below `2^bits mod range`.

use super::element::{BULK, ElementRng, for_halves};
use super::philox::{self, TAIL_QUARTERS};

/// The integer types that a random array may have.
pub trait IntegerElement: Copy + Default + Send + Sync + 'static {
    /// The low bits of a two's-complement word.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! integer_element {
    ($($t:ty)*) => {$(
        impl IntegerElement for $t {
            #[inline(always)]
            fn from_bits(bits: u64) -> $t {
                bits as $t
            }
        }
    )*};
}
integer_element!(i8 i16 i32 i64 u8 u16 u32 u64);

/// A prepared range of integers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    /// The least integer, in two's complement.
    low: u64,
    /// How many integers there are, less one.
    last: u64,
}

impl Range {
    /// `low..high`, with `low < high` at most `2^64` apart.
    pub(crate) fn new(low: i128, high: i128) -> Range {
        Range { low: low as u64, last: (high - 1 - low) as u64 }
    }

    /// Whether 32 bits are enough for each element.
    fn narrow(self) -> bool {
        self.last <= u64::from(u32::MAX)
    }

    /// Fills `out` with the elements `first..`.
    pub(crate) fn fill<T: IntegerElement>(self, key: [u32; 2], first: u64, out: &mut [T]) {
        if self.narrow() {
            self.fill_narrow(key, first, out);
        } else if self.last == u64::MAX {
            for_halves(key, first, out.len(), |at, words| {
                for (slot, &word) in out[at..].iter_mut().zip(words) {
                    *slot = T::from_bits(self.low.wrapping_add(word));
                }
            });
        } else {
            let threshold = self.wide_threshold();
            for_halves(key, first, out.len(), |at, words| {
                for ((slot, &word), index) in out[at..].iter_mut().zip(words).zip(first.wrapping_add(at as u64)..) {
                    *slot = T::from_bits(self.wide(key, index, word, threshold));
                }
            });
        }
    }

    /// Element `index` alone.
    pub(crate) fn one<T: IntegerElement>(self, key: [u32; 2], index: u64) -> T {
        let mut out = [T::default()];
        self.fill(key, index, &mut out);
        out[0]
    }

    fn wide_threshold(self) -> u64 {
        let range = self.last + 1;
        range.wrapping_neg() % range
    }

    #[inline]
    fn wide(self, key: [u32; 2], index: u64, word: u64, threshold: u64) -> u64 {
        let range = u128::from(self.last) + 1;
        let mut product = u128::from(word) * range;
        if (product as u64) < threshold {
            let mut rng = ElementRng::own(key, index);
            while (product as u64) < threshold {
                product = u128::from(rng.word()) * range;
            }
        }
        self.low.wrapping_add((product >> 64) as u64)
    }

    fn fill_narrow<T: IntegerElement>(self, key: [u32; 2], first: u64, out: &mut [T]) {
        let range = self.last + 1;
        let threshold = ((1u64 << 32) % range) as u32;
        let mut done = 0;
        for_quarters(key, first, out.len(), |words| {
            let slots = &mut out[done..done + words.len()];
            if scale(words, range, self.low, threshold, slots) {
                let start = first.wrapping_add(done as u64);
                for ((slot, &word), index) in slots.iter_mut().zip(words).zip(start..) {
                    if (u64::from(word) * range) as u32 >= threshold {
                        continue;
                    }
                    *slot = T::from_bits(self.low.wrapping_add(redraw(key, index, range, threshold)));
                }
            }
            done += words.len();
        });
    }
}

/// Writes `low + (word * range >> 32)` for each word; whether some must be drawn again.
fn scale<T: IntegerElement>(words: &[u32], range: u64, low: u64, threshold: u32, out: &mut [T]) -> bool {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as was just checked.
        return unsafe { scale_avx2(words, range, low, threshold, out) };
    }
    scale_plain(words, range, low, threshold, out)
}

/// [`scale_plain`] compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn scale_avx2<T: IntegerElement>(words: &[u32], range: u64, low: u64, threshold: u32, out: &mut [T]) -> bool {
    scale_plain(words, range, low, threshold, out)
}

#[inline(always)]
fn scale_plain<T: IntegerElement>(words: &[u32], range: u64, low: u64, threshold: u32, out: &mut [T]) -> bool {
    let threshold = u64::from(threshold);
    let mut again = 0u64;
    for (slot, &word) in out.iter_mut().zip(words) {
        let product = u64::from(word) * range;
        // The sign bit is set when the low half is below the threshold.
        again |= (product & 0xffff_ffff).wrapping_sub(threshold);
        *slot = T::from_bits(low.wrapping_add(product >> 32));
    }
    again >> 63 != 0
}

/// An offset below `range` from the element's own sub-stream, after its first word was rejected.
#[cold]
fn redraw(key: [u32; 2], index: u64, range: u64, threshold: u32) -> u64 {
    let mut rng = ElementRng::own(key, index);
    loop {
        let product = (rng.word() >> 32) * range;
        if product as u32 >= threshold {
            return product >> 32;
        }
    }
}

/// Calls `each` for runs of elements `first..`, with one 32-bit word for each of them.
#[inline]
pub(crate) fn for_quarters(key: [u32; 2], first: u64, count: usize, mut each: impl FnMut(&[u32])) {
    let mut buffer = [0u64; BULK];
    let mut done = 0;
    while done < count {
        let index = first.wrapping_add(done as u64);
        let skip = (index % 4) as usize;
        let now = (count - done).min(2 * BULK - skip);
        let pairs = &mut buffer[..(skip + now).div_ceil(4) * 2];
        philox::fill(key, TAIL_QUARTERS, index / 4, pairs);
        each(&as_words(pairs)[skip..skip + now]);
        done += now;
    }
}

/// The halves of each pair, low half first.
#[inline]
fn as_words(pairs: &mut [u64]) -> &[u32] {
    if cfg!(target_endian = "big") {
        for pair in pairs.iter_mut() {
            *pair = pair.rotate_left(32);
        }
    }
    // SAFETY: a `u64` is two `u32`s of any bits, more strictly aligned, and the borrow is handed over.
    unsafe { std::slice::from_raw_parts(pairs.as_ptr().cast(), 2 * pairs.len()) }
}
