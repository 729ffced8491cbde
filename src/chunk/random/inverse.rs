//! The distributions whose numbers are functions of one normal, exponential or uniform number.
//!
//! The exponential ones are those of NumPy: the inverse distribution function, of which `-ln(1 - u)` is the exponential
//! number.

use super::element::{BULK, ElementRng, draw_half, map_halves, open_f64, unit_f64};
use super::ziggurat::{exponential, normal, quick_exponential, quick_normal, slow_exponential, slow_normal};
use std::f64::consts::PI;

/// A number of which others are functions; each takes one word, nearly always.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    Word,
    Normal,
    Exponential,
}

/// A function of a [`Base`]; but for the log-normal, an inverse distribution function.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Map {
    Lognormal { mean: f64, sigma: f64 },
    Gumbel { loc: f64, scale: f64 },
    Pareto { inverse: f64 },
    Power { inverse: f64 },
    Rayleigh { scale: f64 },
    Weibull { inverse: f64 },
    Laplace { loc: f64, scale: f64 },
    Logistic { loc: f64, scale: f64 },
    Cauchy,
}

impl Base {
    /// The base's number, or a word's bits as they are.
    #[inline]
    pub(crate) fn draw(self, rng: &mut ElementRng) -> f64 {
        match self {
            Base::Word => f64::from_bits(rng.word()),
            Base::Normal => normal(rng),
            Base::Exponential => exponential(rng),
        }
    }
}

impl Map {
    #[inline]
    pub(crate) fn apply(self, x: f64) -> f64 {
        match self {
            Map::Lognormal { mean, sigma } => (mean + sigma * x).exp(),
            Map::Gumbel { loc, scale } => loc - scale * x.ln(),
            Map::Pareto { inverse } => (x * inverse).exp_m1(),
            Map::Power { inverse } => (-(-x).exp_m1()).powf(inverse),
            Map::Rayleigh { scale } => scale * (2.0 * x).sqrt(),
            Map::Weibull { inverse } => x.powf(inverse),
            Map::Laplace { loc, scale } => {
                // The lowest bit, of which the uniform number is free, is the sign.
                let word = x.to_bits();
                let size = -scale * (1.0 - unit_f64(word)).ln();
                if word & 1 == 0 { loc + size } else { loc - size }
            }
            Map::Logistic { loc, scale } => {
                let u = open_f64(x.to_bits());
                loc + scale * (u / (1.0 - u)).ln()
            }
            Map::Cauchy => (PI * (open_f64(x.to_bits()) - 0.5)).tan(),
        }
    }

    /// Fills `out` with the elements `first..`, the base's numbers first.
    pub(crate) fn fill(self, base: Base, key: [u32; 2], first: u64, out: &mut [f64]) {
        for (tile, step) in out.chunks_mut(BULK).zip(0u64..) {
            let start = first.wrapping_add(step * BULK as u64);
            match base {
                Base::Normal => fill_normal(key, start, tile, 0.0, 1.0),
                Base::Exponential => fill_exponential(key, start, tile, 1.0),
                Base::Word => draw_half(key, start, tile, |rng| base.draw(rng)),
            }
            for x in tile {
                *x = self.apply(*x);
            }
        }
    }
}

/// Fills `out` with normal numbers.
pub(crate) fn fill_normal(key: [u32; 2], first: u64, out: &mut [f64], loc: f64, scale: f64) {
    map_halves(
        key,
        first,
        out,
        |word| quick_normal(word).map(|x| loc + scale * x),
        |word, rng| loc + scale * slow_normal(word, rng),
    );
}

/// Fills `out` with exponential numbers.
pub(crate) fn fill_exponential(key: [u32; 2], first: u64, out: &mut [f64], scale: f64) {
    map_halves(
        key,
        first,
        out,
        |word| quick_exponential(word).map(|x| scale * x),
        |word, rng| scale * slow_exponential(word, rng),
    );
}
