//! The generator of one element, and the bulk generation of the first words of many.

use super::philox::{self, TAIL_HALVES, TAIL_OWN};
use rand::TryRng;
use std::convert::Infallible;

/// Words made at once in the bulk: they stay in the nearest cache.
pub(crate) const BULK: usize = 512;

/// The random words of one element: first those made in bulk, then the blocks of its own sub-stream.
///
/// What it gives depends on the key, the element's index and the [`Lead`] alone.
#[derive(Clone, Debug)]
pub struct ElementRng {
    key: [u32; 2],
    index: u64,
    /// Words at hand; the first `left` are still to be given, last one first.
    words: [u64; 2],
    left: u32,
    /// Number of the element's next own block.
    next_block: u32,
}

/// What an element's words start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// Half a block, shared with the neighbour, then own blocks: for distributions that mostly need one word.
    Half,
    /// Own blocks only: for distributions that mostly need two words or more.
    Own,
}

impl ElementRng {
    /// The words of element `index`.
    pub(crate) fn new(key: [u32; 2], lead: Lead, index: u64) -> ElementRng {
        match lead {
            Lead::Half => {
                let words = philox::block_at(key, TAIL_HALVES, index / 2);
                ElementRng::after_half(key, index, words[(index % 2) as usize])
            }
            Lead::Own => ElementRng::after_own(key, index, philox::block_at(key, TAIL_OWN, index)),
        }
    }

    #[inline]
    fn after_half(key: [u32; 2], index: u64, first: u64) -> ElementRng {
        ElementRng { key, index, words: [first, 0], left: 1, next_block: 0 }
    }

    #[inline]
    fn after_own(key: [u32; 2], index: u64, [first, second]: [u64; 2]) -> ElementRng {
        ElementRng { key, index, words: [second, first], left: 2, next_block: 1 }
    }

    /// The own blocks of an element whose share of a bulk block was not enough.
    pub(crate) fn own(key: [u32; 2], index: u64) -> ElementRng {
        ElementRng { key, index, words: [0, 0], left: 0, next_block: 0 }
    }

    #[inline(never)]
    fn refill(&mut self) -> u64 {
        let [first, second] = philox::block_at(self.key, [self.next_block, TAIL_OWN[1]], self.index);
        self.next_block = self.next_block.wrapping_add(1);
        self.words[0] = second;
        self.left = 1;
        first
    }

    /// The next word.
    #[inline]
    pub(crate) fn word(&mut self) -> u64 {
        match self.left {
            0 => self.refill(),
            1 => {
                self.left = 0;
                self.words[0]
            }
            _ => {
                self.left = 1;
                self.words[1]
            }
        }
    }

    /// A double in `[0, 1)`.
    #[inline]
    pub(crate) fn unit(&mut self) -> f64 {
        unit_f64(self.word())
    }
}

impl TryRng for ElementRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for bytes in dst.chunks_mut(8) {
            bytes.copy_from_slice(&self.word().to_le_bytes()[..bytes.len()]);
        }
        Ok(())
    }
}

/// The 53 high bits of a word as a double in `[0, 1)`: exactly `(word >> 11) * 2^-53`.
///
/// The 21 high bits and the 32 low ones are put into the significands of two doubles whose last places are worth
/// `2^-21` and `2^-53`; the sums are exact. Unlike an integer conversion this runs in AVX2 registers.
#[inline]
pub(crate) fn unit_f64(word: u64) -> f64 {
    const HIGH: u64 = (1023 + 31) << 52;
    const LOW: u64 = (1023 - 1) << 52;
    const BIASES: f64 = 2_147_483_648.0 + 0.5;
    let high = f64::from_bits(HIGH | (word >> 43));
    let low = f64::from_bits(LOW | ((word >> 11) & 0xffff_ffff));
    (high - BIASES) + low
}

/// The 52 high bits of a word as a double in `(0, 1)`.
#[inline]
pub(crate) fn open_f64(word: u64) -> f64 {
    f64::from_bits(0x3ff0_0000_0000_0000 | (word >> 12)) - (1.0 - f64::EPSILON / 2.0)
}

/// The 24 high bits of a word as a single-precision number in `[0, 1)`.
#[inline]
pub(crate) fn unit_f32(word: u32) -> f32 {
    (word >> 8) as i32 as f32 * (1.0 / 16_777_216.0)
}

/// Calls `each(index_in_out, words)` for runs of at most [`BULK`] elements, with one 64-bit word for each of them.
#[inline]
pub(crate) fn for_halves(key: [u32; 2], first: u64, count: usize, mut each: impl FnMut(usize, &[u64])) {
    let mut buffer = [0u64; BULK + 2];
    let mut done = 0;
    while done < count {
        let index = first.wrapping_add(done as u64);
        let skip = (index % 2) as usize;
        let now = (count - done).min(BULK);
        philox::fill(key, TAIL_HALVES, index / 2, &mut buffer[..(skip + now).next_multiple_of(2)]);
        each(done, &buffer[skip..skip + now]);
        done += now;
    }
}

/// Draws every element of `out` with `quick` from one word, or with `slow` when that will not do.
#[inline]
pub(crate) fn map_halves<T>(
    key: [u32; 2],
    first: u64,
    out: &mut [T],
    quick: impl Fn(u64) -> Option<T>,
    slow: impl Fn(u64, &mut ElementRng) -> T,
) {
    for_halves(key, first, out.len(), |at, words| {
        for ((slot, &word), step) in out[at..].iter_mut().zip(words).zip(0u64..) {
            *slot = match quick(word) {
                Some(value) => value,
                None => slow(word, &mut ElementRng::own(key, first.wrapping_add(at as u64).wrapping_add(step))),
            };
        }
    });
}

/// Draws every element of `out` with `draw`, from one word made in bulk and then its own sub-stream.
#[inline]
pub(crate) fn draw_half<T>(key: [u32; 2], first: u64, out: &mut [T], mut draw: impl FnMut(&mut ElementRng) -> T) {
    for_halves(key, first, out.len(), |at, words| {
        for ((slot, &word), index) in out[at..].iter_mut().zip(words).zip(first.wrapping_add(at as u64)..) {
            *slot = draw(&mut ElementRng::after_half(key, index, word));
        }
    });
}

/// Draws every element of `out` with `draw`, from its own sub-stream, whose first two words are made in bulk.
#[inline]
pub(crate) fn draw_own<T>(key: [u32; 2], first: u64, out: &mut [T], mut draw: impl FnMut(&mut ElementRng) -> T) {
    let mut buffer = [0u64; BULK];
    for (slots, step) in out.chunks_mut(BULK / 2).zip(0u64..) {
        let start = first.wrapping_add(step * (BULK / 2) as u64);
        philox::fill(key, TAIL_OWN, start, &mut buffer[..2 * slots.len()]);
        for ((slot, pair), step) in slots.iter_mut().zip(buffer.chunks_exact(2)).zip(0u64..) {
            *slot = draw(&mut ElementRng::after_own(key, start.wrapping_add(step), [pair[0], pair[1]]));
        }
    }
}
