//! Standard normal and exponential numbers by the ziggurat method: one word and one comparison for 98 of 100.
//!
//! Source: Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Software 5 (2000), in
//! the variant of J. Doornik, "An improved ziggurat method to generate normal random samples" (2005), that takes the
//! layer and the position from separate bits. It is the method of `rand_distr`, laid out here so that the usual case
//! runs in a tight loop over words made in bulk.

use super::element::{ElementRng, open_f64};
use super::ziggurat_tables::{EXPONENTIAL, NORMAL};

/// The layer that a word chooses with its low bits: its right edge and the next one's.
#[inline]
fn layer(table: &[f64; 257], word: u64) -> (usize, f64, f64) {
    let at = (word & 0xff) as usize;
    (at, table[at], table[at + 1])
}

/// The normal number of a word, when it falls well within its layer.
#[inline]
pub(crate) fn quick_normal(word: u64) -> Option<f64> {
    let (_, edge, inner) = layer(&NORMAL, word);
    let x = signed(word) * edge;
    (x.abs() < inner).then_some(x)
}

/// The exponential number of a word, when it falls well within its layer.
#[inline]
pub(crate) fn quick_exponential(word: u64) -> Option<f64> {
    let (_, edge, inner) = layer(&EXPONENTIAL, word);
    let x = open_f64(word) * edge;
    (x < inner).then_some(x)
}

/// A standard normal number.
#[inline]
pub(crate) fn normal(rng: &mut ElementRng) -> f64 {
    let word = rng.word();
    quick_normal(word).unwrap_or_else(|| slow_normal(word, rng))
}

/// A standard exponential number.
#[inline]
pub(crate) fn exponential(rng: &mut ElementRng) -> f64 {
    let word = rng.word();
    quick_exponential(word).unwrap_or_else(|| slow_exponential(word, rng))
}

/// The high 52 bits, in `[-1, 1)`.
#[inline]
fn signed(word: u64) -> f64 {
    f64::from_bits(0x4000_0000_0000_0000 | (word >> 12)) - 3.0
}

/// [`normal`] from a word that may fall in the tail or at a layer's end.
#[cold]
#[inline(never)]
pub(crate) fn slow_normal(mut word: u64, rng: &mut ElementRng) -> f64 {
    let density = |x: f64| (-0.5 * x * x).exp();
    loop {
        if let Some(x) = quick_normal(word) {
            return x;
        }
        let (at, edge, inner) = layer(&NORMAL, word);
        let u = signed(word);
        if at == 0 {
            return normal_tail(rng).copysign(u);
        }
        let x = u * edge;
        let (low, high) = (density(edge), density(inner));
        if high + (low - high) * rng.unit() < density(x) {
            return x;
        }
        word = rng.word();
    }
}

/// Source: G. Marsaglia, "Generating a variable from the tail of the normal distribution", Technometrics 6 (1964).
fn normal_tail(rng: &mut ElementRng) -> f64 {
    let start = NORMAL[1];
    loop {
        let x = -(1.0 - rng.unit()).ln() / start;
        let y = -(1.0 - rng.unit()).ln();
        if 2.0 * y >= x * x {
            return start + x;
        }
    }
}

/// [`exponential`] from a word that may fall in the tail or at a layer's end.
#[cold]
#[inline(never)]
pub(crate) fn slow_exponential(mut word: u64, rng: &mut ElementRng) -> f64 {
    loop {
        if let Some(x) = quick_exponential(word) {
            return x;
        }
        let (at, edge, inner) = layer(&EXPONENTIAL, word);
        if at == 0 {
            return EXPONENTIAL[1] - (1.0 - rng.unit()).ln();
        }
        let x = open_f64(word) * edge;
        let (low, high) = ((-edge).exp(), (-inner).exp());
        if high + (low - high) * rng.unit() < (-x).exp() {
            return x;
        }
        word = rng.word();
    }
}
