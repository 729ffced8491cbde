//! Random numbers that depend on the seed, the stream and the element's own index, and on nothing else.
//!
//! The source is counter-based (Philox, see [`philox`]): there is no state to carry from one element to the next, so
//! another chunking, another number of threads, a slice or another machine gives the same array. Every random array
//! has its own [`Stream`]; element `i` of it is a pure function of `(seed, stream, i)`.
//!
//! ```text
//! Distribution --(prepare once per task)--> Sampler --(fill, tile after tile)--> numbers
//! ```

mod continuous;
mod discrete;
mod distribution;
mod element;
mod integers;
mod inverse;
mod permute;
pub mod philox;
mod sampler;
mod ziggurat;
mod ziggurat_tables;

pub use distribution::Distribution;
pub use element::ElementRng;
pub use integers::IntegerElement;
pub use permute::{Permuter, cumulative, permutation, permute_index, pick};
pub use sampler::Sampler;

/// Where an array's numbers come from: the user's seed, and the number of the array among those built from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stream {
    /// The user's seed.
    pub seed: u64,
    /// The array's own number.
    pub stream: u64,
}

impl Stream {
    /// The stream number `stream` of `seed`.
    pub const fn new(seed: u64, stream: u64) -> Stream {
        Stream { seed, stream }
    }

    /// The key of the counter-based source: for one seed, no two streams share it, and the other way round.
    pub(crate) const fn key(self) -> [u32; 2] {
        let seed = mix64(self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
        let key = mix64(seed.wrapping_add(self.stream.wrapping_mul(0xd1b5_4a32_d192_ed03)));
        [key as u32, (key >> 32) as u32]
    }
}

/// A bijection of the 64-bit words that spreads every bit over all the others.
///
/// Source: variant 13 of D. Stafford's mixers, as in SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub(crate) const fn mix64(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A seed from the operating system, for when the user gives none.
pub fn entropy_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    if let Ok(now) = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) {
        hasher.write_u128(now.as_nanos());
    }
    hasher.finish()
}

/// Fills `out` with elements `first_index..` as doubles; whole numbers are converted.
///
/// Prepares a [`Sampler`] each time: for many tiles, make one and keep it.
pub fn fill_f64(stream: Stream, distribution: &Distribution, first_index: u64, out: &mut [f64]) -> Result<(), String> {
    Sampler::new(distribution)?.fill_f64(stream, first_index, out);
    Ok(())
}

/// Like [`fill_f64`], in single precision.
pub fn fill_f32(stream: Stream, distribution: &Distribution, first_index: u64, out: &mut [f32]) -> Result<(), String> {
    Sampler::new(distribution)?.fill_f32(stream, first_index, out);
    Ok(())
}

/// Like [`fill_f64`], as 64-bit integers; a continuous distribution is rounded toward zero.
pub fn fill_i64(stream: Stream, distribution: &Distribution, first_index: u64, out: &mut [i64]) -> Result<(), String> {
    Sampler::new(distribution)?.fill_i64(stream, first_index, out);
    Ok(())
}

/// Like [`fill_i64`], into any integer type: the same numbers, kept to the type's bits.
pub fn fill_integers<T: IntegerElement>(
    stream: Stream,
    distribution: &Distribution,
    first_index: u64,
    out: &mut [T],
) -> Result<(), String> {
    Sampler::new(distribution)?.fill_integers(stream, first_index, out);
    Ok(())
}

/// Element `index` alone, without preparing tables: for parameters that change from element to element.
///
/// The number is the one that the fill functions give for the same parameters.
///
/// Where only a location and a scale change, a whole fill is faster and gives the same numbers to the last bit:
/// `Normal` is `loc + scale * StandardNormal`, `Exponential` is `scale * StandardExponential`, `Gamma` is
/// `StandardGamma * scale`, and `Uniform` is `low + (high - low) * Random`.
pub fn sample_f64(stream: Stream, distribution: &Distribution, index: u64) -> Result<f64, String> {
    Ok(Sampler::light(distribution)?.sample_f64(stream, index))
}

/// Like [`sample_f64`], as an integer.
pub fn sample_i64(stream: Stream, distribution: &Distribution, index: u64) -> Result<i64, String> {
    Ok(Sampler::light(distribution)?.sample_integer(stream, index))
}

/// Like [`sample_i64`], for any integer type.
pub fn sample_integer<T: IntegerElement>(stream: Stream, distribution: &Distribution, index: u64) -> Result<T, String> {
    Ok(Sampler::light(distribution)?.sample_integer(stream, index))
}

#[cfg(test)]
mod tests_math;
#[cfg(test)]
mod tests_moments;
#[cfg(test)]
mod tests_shape;
#[cfg(test)]
mod tests_source;
