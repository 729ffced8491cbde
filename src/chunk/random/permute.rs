//! Permutations computed from the index alone, and choices with given probabilities.

use super::Stream;
use super::philox::{self, TAIL_PERMUTE};

/// Up to here a permutation is a shuffled table.
const TABLE: u64 = 4096;
const ROUNDS: usize = 10;

/// A pseudo-random permutation of `0..n`, any element of which can be asked for alone.
///
/// For small `n` it is a table, shuffled in the manner of Fisher and Yates: every permutation is equally likely.
/// Beyond, it is a ten-round Feistel cipher on the smallest number of bits that holds `n`, walked along its cycle
/// until it falls below `n`.
///
/// Source: Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002 (a generalised Feistel network with
/// cycle walking), with keys from Philox and a 64-bit multiplicative mixer for the round function.
#[derive(Clone, Debug)]
pub struct Permuter {
    n: u64,
    method: Method,
}

#[derive(Clone, Debug)]
enum Method {
    Table(Vec<u16>),
    Feistel { keys: [u64; ROUNDS], left: u32, right: u32 },
}

impl Permuter {
    /// The permutation of `0..n` that belongs to `stream`.
    pub fn new(stream: Stream, n: u64) -> Permuter {
        let key = stream.key();
        if n <= TABLE {
            return Permuter { n, method: Method::Table(shuffled(key, n as u16)) };
        }
        let bits = u64::BITS - (n - 1).leading_zeros();
        let mut keys = [0; ROUNDS];
        for (pair, at) in keys.chunks_mut(2).zip(0u64..) {
            pair.copy_from_slice(&philox::block_at(key, TAIL_PERMUTE, at));
        }
        Permuter { n, method: Method::Feistel { keys, left: bits / 2, right: bits - bits / 2 } }
    }

    /// How many elements there are.
    pub fn len(&self) -> u64 {
        self.n
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Element `index` of the permutation; `index` itself when it is not below `n`.
    #[inline]
    pub fn at(&self, index: u64) -> u64 {
        if index >= self.n {
            return index;
        }
        match &self.method {
            Method::Table(table) => table.get(index as usize).copied().map_or(index, u64::from),
            Method::Feistel { keys, left, right } => {
                let mut value = index;
                loop {
                    value = feistel(keys, *left, *right, value);
                    if value < self.n {
                        return value;
                    }
                }
            }
        }
    }

    /// Fills `out` with the elements `first..`.
    pub fn fill(&self, first: u64, out: &mut [u64]) {
        for (slot, index) in out.iter_mut().zip(first..) {
            *slot = self.at(index);
        }
    }
}

/// Ten rounds on `left + right` bits; the halves swap their places and widths in each, an even number of times.
#[inline]
fn feistel(keys: &[u64; ROUNDS], left: u32, right: u32, value: u64) -> u64 {
    let (mask_l, mask_r) = ((1u64 << left) - 1, (1u64 << right) - 1);
    let (mut l, mut r) = (value >> right, value & mask_r);
    for pair in keys.chunks_exact(2) {
        l ^= round(r, pair[0]) & mask_l;
        r ^= round(l, pair[1]) & mask_r;
    }
    l << right | r
}

/// The round function: two multiplications, so that every bit of the half reaches the bits kept.
#[inline]
fn round(half: u64, key: u64) -> u64 {
    let z = (half ^ key).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z >> 32
}

/// A shuffle of `0..n`: with a word of 64 bits for each place, the bias is below `n / 2^64`.
fn shuffled(key: [u32; 2], n: u16) -> Vec<u16> {
    let mut table: Vec<u16> = (0..n).collect();
    let mut words = vec![0u64; usize::from(n).next_multiple_of(2)];
    philox::fill(key, TAIL_PERMUTE, 0, &mut words);
    for at in (1..table.len()).rev() {
        let other = ((u128::from(words[at]) * (at as u128 + 1)) >> 64) as usize;
        table.swap(at, other);
    }
    table
}

/// A permutation of `0..n`, whole: element `i` is [`permute_index`] of `i`.
pub fn permutation(stream: Stream, n: usize) -> Vec<u64> {
    let mut out = vec![0; n];
    Permuter::new(stream, n as u64).fill(0, &mut out);
    out
}

/// Element `index` of the permutation of `0..n` that belongs to `stream`. For many, keep a [`Permuter`].
pub fn permute_index(stream: Stream, n: u64, index: u64) -> u64 {
    Permuter::new(stream, n).at(index)
}

/// The running sums of the probabilities `p`, scaled to end at 1, for [`pick`]; the messages are NumPy's.
pub fn cumulative(p: &[f64]) -> Result<Vec<f64>, String> {
    if p.is_empty() {
        return Err("a cannot be empty unless no samples are taken".to_owned());
    }
    if let Some(at) = p.iter().position(|x| x.is_nan()) {
        return Err(format!("Probabilities contain NaN (p[{at}])"));
    }
    if let Some(at) = p.iter().position(|&x| x < 0.0) {
        return Err(format!("Probabilities are not non-negative (p[{at}] = {})", p[at]));
    }
    let mut cdf = Vec::with_capacity(p.len());
    let (mut sum, mut lost) = (0.0f64, 0.0f64);
    for &x in p {
        // Kahan's summation, as NumPy does for this check.
        let y = x - lost;
        let next = sum + y;
        lost = (next - sum) - y;
        sum = next;
        cdf.push(sum);
    }
    if sum.is_infinite() || (sum - 1.0).abs() > f64::EPSILON.sqrt() {
        return Err(format!("Probabilities do not sum to 1 (they sum to {sum})"));
    }
    for x in &mut cdf {
        *x /= sum;
    }
    Ok(cdf)
}

/// The place of `u`, uniform in `[0, 1)`, among the running sums `cdf`: the inverse of the distribution function.
pub fn pick(cdf: &[f64], u: f64) -> usize {
    cdf.partition_point(|&sum| sum <= u).min(cdf.len().saturating_sub(1))
}
