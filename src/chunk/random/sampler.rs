//! A distribution made ready to draw numbers.

use super::continuous::{Real, fill_unit_f32};
use super::discrete::Whole;
use super::integers::Range;
use super::{Distribution, IntegerElement, Stream};

/// Elements converted at once.
const TILE: usize = 256;

/// A [`Distribution`] with its constants and tables worked out: made once per task, used tile after tile.
#[derive(Clone, Debug)]
pub struct Sampler(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Real(Real),
    Whole(Whole),
    /// A range, and whether it has negative numbers.
    Range(Range, bool),
}

impl Sampler {
    /// Checks and prepares a distribution.
    pub fn new(distribution: &Distribution) -> Result<Sampler, String> {
        Sampler::prepare(distribution, true)
    }

    /// Like [`Sampler::new`] without the tables that pay for themselves over many elements; the numbers are the same.
    pub fn light(distribution: &Distribution) -> Result<Sampler, String> {
        Sampler::prepare(distribution, false)
    }

    fn prepare(distribution: &Distribution, tables: bool) -> Result<Sampler, String> {
        distribution.check()?;
        if let Distribution::Integers { low, high } = *distribution {
            return Ok(Sampler(Kind::Range(Range::new(low, high), low < 0)));
        }
        if let Some(whole) = Whole::new(distribution, tables)? {
            return Ok(Sampler(Kind::Whole(whole)));
        }
        match Real::new(distribution)? {
            Some(real) => Ok(Sampler(Kind::Real(real))),
            None => Err(format!("{distribution:?} cannot be drawn")),
        }
    }

    /// Fills `out` with the elements `first_index..` as doubles; whole numbers are converted.
    pub fn fill_f64(&self, stream: Stream, first_index: u64, out: &mut [f64]) {
        let key = stream.key();
        match &self.0 {
            Kind::Real(real) => real.fill(key, first_index, out),
            Kind::Whole(whole) => {
                let fill = |at, tile: &mut [i64]| whole.fill(key, at, tile);
                converted(first_index, out, fill, |x| x as f64);
            }
            Kind::Range(range, true) => {
                let fill = |at, tile: &mut [i64]| range.fill(key, at, tile);
                converted(first_index, out, fill, |x| x as f64);
            }
            Kind::Range(range, false) => {
                let fill = |at, tile: &mut [u64]| range.fill(key, at, tile);
                converted(first_index, out, fill, |x| x as f64);
            }
        }
    }

    /// Fills `out` in single precision. For [`Distribution::Random`] and [`Distribution::RandomF32`] the numbers are
    /// made of 24 random bits each, and are below 1; for the others, the doubles are rounded.
    pub fn fill_f32(&self, stream: Stream, first_index: u64, out: &mut [f32]) {
        if let Kind::Real(Real::Random | Real::RandomF32) = &self.0 {
            return fill_unit_f32(stream.key(), first_index, out);
        }
        let fill = |at, tile: &mut [f64]| self.fill_f64(stream, at, tile);
        converted(first_index, out, fill, |x| x as f32);
    }

    /// Fills `out` with 64-bit integers; continuous numbers are rounded toward zero.
    pub fn fill_i64(&self, stream: Stream, first_index: u64, out: &mut [i64]) {
        match &self.0 {
            Kind::Whole(whole) => whole.fill(stream.key(), first_index, out),
            _ => self.fill_integers(stream, first_index, out),
        }
    }

    /// Like [`Sampler::fill_i64`], kept to the bits of any integer type.
    pub fn fill_integers<T: IntegerElement>(&self, stream: Stream, first_index: u64, out: &mut [T]) {
        let key = stream.key();
        match &self.0 {
            Kind::Range(range, _) => range.fill(key, first_index, out),
            Kind::Whole(whole) => {
                let fill = |at, tile: &mut [i64]| whole.fill(key, at, tile);
                converted(first_index, out, fill, |x| T::from_bits(x as u64));
            }
            Kind::Real(real) => {
                let fill = |at, tile: &mut [f64]| real.fill(key, at, tile);
                converted(first_index, out, fill, |x| T::from_bits(x as i64 as u64));
            }
        }
    }

    /// Element `index` alone, as [`Sampler::fill_f64`] gives it.
    pub fn sample_f64(&self, stream: Stream, index: u64) -> f64 {
        match &self.0 {
            Kind::Real(real) => real.one(stream.key(), index),
            Kind::Whole(whole) => whole.one(stream.key(), index) as f64,
            Kind::Range(range, true) => range.one::<i64>(stream.key(), index) as f64,
            Kind::Range(range, false) => range.one::<u64>(stream.key(), index) as f64,
        }
    }

    /// Element `index` alone, as [`Sampler::fill_integers`] gives it.
    pub fn sample_integer<T: IntegerElement>(&self, stream: Stream, index: u64) -> T {
        match &self.0 {
            Kind::Real(real) => T::from_bits(real.one(stream.key(), index) as i64 as u64),
            Kind::Whole(whole) => T::from_bits(whole.one(stream.key(), index) as u64),
            Kind::Range(range, _) => range.one(stream.key(), index),
        }
    }
}

/// Fills `out` through a small buffer of another type.
fn converted<S: Copy + Default, T>(
    first_index: u64,
    out: &mut [T],
    fill: impl Fn(u64, &mut [S]),
    convert: impl Fn(S) -> T,
) {
    let mut buffer = [S::default(); TILE];
    for (slots, step) in out.chunks_mut(TILE).zip(0u64..) {
        let tile = &mut buffer[..slots.len()];
        fill(first_index.wrapping_add(step * TILE as u64), tile);
        for (slot, &value) in slots.iter_mut().zip(&*tile) {
            *slot = convert(value);
        }
    }
}
