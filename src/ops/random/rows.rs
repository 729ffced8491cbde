//! Distributions of whole vectors: along the last axis lies one draw.

use std::sync::Arc;

use super::generator::next_stream;
use crate::array::{Value, build};
use crate::chunk::random::{Distribution, Sampler, Stream, cumulative, sample_i64};
use crate::chunk::{CastFrom, DType, Dims, Element, Region};
use crate::diag::{Result, value_error};
use crate::graph::{Source, Target};
use crate::ops::{Args, Family, Op, Place};
use crate::with_dtype;

const VECTOR: Op = Op::of(Family::Random, &[Place::Random]);

/// The rows of distributions of vectors.
pub static VECTORS: &[Op] = &[
    Op {
        name: "multinomial",
        params: "n, pvals, size=None, chunks='auto'",
        doc: "How often each of several outcomes comes up in `n` trials.",
        examples: "
>>> np.random.multinomial(20, [1/6.]*6).sum()
20
>>> np.random.multinomial(20, [1/6.]*6, size=2).shape
(2, 6)
",
        build: multinomial,
        ..VECTOR
    },
    Op {
        name: "multivariate_hypergeometric",
        places: &[Place::Generator],
        params: "colors, nsample, size=None, method='marginals', chunks='auto'",
        doc: "How many of each colour are among `nsample` drawn without replacement.",
        examples: "
>>> rng = np.random.default_rng(0)
>>> rng.multivariate_hypergeometric([16, 8, 4], 6).sum()
6
",
        build: multivariate_hypergeometric,
        ..VECTOR
    },
    Op {
        name: "dirichlet",
        params: "alpha, size=None, chunks='auto'",
        doc: "Vectors of shares that add up to 1.",
        examples: "
>>> np.random.dirichlet((10, 5, 3), 20).shape
(20, 3)
",
        build: dirichlet,
        ..VECTOR
    },
    Op {
        name: "multivariate_normal",
        params: "mean, cov, size=None, check_valid='warn', tol=1e-8, *, method='svd', chunks='auto'",
        doc: "Normal vectors of a mean and a covariance matrix.",
        examples: "
>>> np.random.multivariate_normal([0, 0], [[1, 0], [0, 100]], 5).shape
(5, 2)
",
        build: multivariate_normal,
        ..VECTOR
    },
];

/// Draws one vector; `first` is the number of its first element.
trait Row: std::fmt::Debug + Send + Sync {
    fn draw(&self, stream: Stream, first: u64, out: &mut [f64]) -> Result<()>;
    /// Draws vectors of `n` elements whose numbers follow each other.
    fn draw_all(&self, stream: Stream, first: u64, n: usize, out: &mut [f64]) -> Result<()> {
        let mut rows = out.chunks_exact_mut(n.max(1)).zip(0u64..);
        rows.try_for_each(|(row, k)| self.draw(stream, first.wrapping_add(k.wrapping_mul(n as u64)), row))
    }
}

/// Elements of vectors that are drawn at once.
const BATCH: usize = 1024;

/// The source of vectors along the last axis.
#[derive(Debug)]
struct Vectors<R> {
    stream: Stream,
    row: R,
}

impl<R: Row> Source for Vectors<R> {
    fn fill(&self, shape: &[usize], region: &Region, mut out: Target) {
        with_dtype!(out.dtype(), T in [I64 F64] => self.vectors::<T>(shape, region, out.slice()), else {});
    }

    fn cost(&self) -> f32 {
        60.0
    }
}

impl<R: Row> Vectors<R> {
    fn vectors<T: Element + CastFrom<f64>>(&self, shape: &[usize], region: &Region, out: &mut [T]) {
        let last = shape.len() - 1;
        let (n, from, len) = (shape[last], region.start[last], region.len[last]);
        let outer = Region { start: region.start[..last].into(), len: region.len[..last].into() };
        let mut numbers = vec![0u64; outer.elements()];
        super::source::runs(&shape[..last], &outer, &mut numbers, |at, o| {
            o.iter_mut().zip(at..).for_each(|(o, i)| *o = i)
        });
        let most = (BATCH / n.max(1)).max(1);
        let mut rows = vec![0.0; most * n];
        let (mut left, mut out) = (&numbers[..], out);
        while let [number, ..] = *left {
            let count = left.iter().zip(number..).take(most).take_while(|(a, b)| **a == *b).count();
            let (some, rest) = out.split_at_mut(count * len);
            (left, out) = (&left[count..], rest);
            // The parameters were checked when the array was made.
            let drawn = self.row.draw_all(self.stream, number.wrapping_mul(n as u64), n, &mut rows[..count * n]);
            let value = |v: f64| if drawn.is_ok() { T::cast_from(v) } else { T::default() };
            for (to, row) in some.chunks_exact_mut(len.max(1)).zip(rows.chunks_exact(n.max(1))) {
                to.iter_mut().zip(&row[from..]).for_each(|(o, &v)| *o = value(v));
            }
        }
    }
}

/// An array of vectors of `n` elements.
fn vectors(args: &Args, n: usize, dtype: DType, row: impl Row + 'static) -> Result<Value> {
    let mut shape: Dims = args.maybe_shape("size")?.unwrap_or_default();
    shape.push(n);
    row.draw(Stream::new(0, 0), 0, &mut vec![0.0; n])?;
    let grid = args.grid("chunks", &shape, dtype)?;
    let source = Vectors { stream: next_stream(args), row };
    args.answer_array(build::source(args.op.name, Arc::new(source), grid, dtype))
}

/// The numbers of a parameter that is a vector.
fn vector(args: &Args, name: &str) -> Result<Vec<f64>> {
    let block = args.block(name)?;
    if block.ndim() != 1 || block.size() == 0 {
        return Err(args.wrong(name, "a vector of numbers"));
    }
    Ok(block.to_vec())
}

#[derive(Debug)]
struct Multinomial {
    n: i64,
    chances: Vec<f64>,
}

impl Row for Multinomial {
    fn draw(&self, stream: Stream, first: u64, out: &mut [f64]) -> Result<()> {
        let (mut left, mut rest) = (self.n, 1.0);
        out.fill(0.0);
        let last = self.chances.len() - 1;
        for (k, &p) in self.chances[..last].iter().enumerate() {
            let p = if rest > 0.0 { (p / rest).clamp(0.0, 1.0) } else { 0.0 };
            let n = sample_i64(stream, &Distribution::Binomial { n: left, p }, first.wrapping_add(k as u64))
                .map_err(value_error)?;
            out[k] = n as f64;
            left -= n;
            rest -= self.chances[k];
        }
        out[last] = left as f64;
        Ok(())
    }
}

fn multinomial(args: &mut Args) -> Result<Value> {
    let n = args.count("n")?.ok_or_else(|| args.wrong("n", "an integer"))?;
    let chances = vector(args, "pvals")?;
    if chances.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(args.at("pvals", value_error("pvals < 0, pvals > 1 or pvals contains NaNs")));
    }
    let head: f64 = chances[..chances.len() - 1].iter().sum();
    let filled: Vec<f64> = chances[..chances.len() - 1].iter().copied().chain([(1.0 - head).max(0.0)]).collect();
    if head > 1.0 + 1e-12 {
        return Err(args.at("pvals", value_error(format!("sum(pvals[:-1]) > 1.0 (it is {head})"))));
    }
    cumulative(&filled).map_err(|e| args.at("pvals", value_error(e.replace("Probabilities", "pvals"))))?;
    vectors(args, chances.len(), DType::I64, Multinomial { n: n as i64, chances: filled })
}

#[derive(Debug)]
struct Colours {
    colours: Vec<i64>,
    nsample: i64,
}

impl Row for Colours {
    fn draw(&self, stream: Stream, first: u64, out: &mut [f64]) -> Result<()> {
        let mut left = self.nsample;
        let mut others: i64 = self.colours.iter().sum();
        for (k, (o, &ngood)) in out.iter_mut().zip(&self.colours).enumerate() {
            others -= ngood;
            let urn = Distribution::Hypergeometric { ngood, nbad: others, nsample: left };
            let n = if others == 0 {
                left
            } else {
                sample_i64(stream, &urn, first.wrapping_add(k as u64)).map_err(value_error)?
            };
            *o = n as f64;
            left -= n;
        }
        Ok(())
    }
}

fn multivariate_hypergeometric(args: &mut Args) -> Result<Value> {
    let colours: Vec<i64> = vector(args, "colors")?.into_iter().map(|v| v as i64).collect();
    let nsample = args.count("nsample")?.ok_or_else(|| args.wrong("nsample", "an integer"))? as i64;
    if colours.iter().any(|&n| n < 0) {
        return Err(args.at("colors", value_error("colors must contain only nonnegative integers.")));
    }
    if nsample > colours.iter().sum() {
        return Err(args.at("nsample", value_error("nsample > sum(colors)")));
    }
    vectors(args, colours.len(), DType::I64, Colours { colours, nsample })
}

#[derive(Debug)]
struct Dirichlet {
    parts: Vec<Sampler>,
}

impl Row for Dirichlet {
    fn draw(&self, stream: Stream, first: u64, out: &mut [f64]) -> Result<()> {
        for (k, (o, part)) in out.iter_mut().zip(&self.parts).enumerate() {
            *o = part.sample_f64(stream, first.wrapping_add(k as u64));
        }
        let sum: f64 = out.iter().sum();
        out.iter_mut().for_each(|o| *o /= sum);
        Ok(())
    }
}

fn dirichlet(args: &mut Args) -> Result<Value> {
    let alpha = vector(args, "alpha")?;
    if alpha.iter().any(|&a| !(a >= 0.0)) {
        return Err(args.at("alpha", value_error("alpha < 0")));
    }
    let part = |&shape: &f64| Sampler::new(&Distribution::StandardGamma { shape }).map_err(value_error);
    let parts = alpha.iter().map(part).collect::<Result<_>>()?;
    vectors(args, alpha.len(), DType::F64, Dirichlet { parts })
}

#[derive(Debug)]
struct Normals {
    mean: Vec<f64>,
    /// The lower triangle whose product with its transpose is the covariance, row after row.
    root: Vec<f64>,
}

impl Row for Normals {
    fn draw(&self, stream: Stream, first: u64, out: &mut [f64]) -> Result<()> {
        self.draw_all(stream, first, self.mean.len(), out)
    }

    fn draw_all(&self, stream: Stream, first: u64, n: usize, out: &mut [f64]) -> Result<()> {
        let mut plain = vec![0.0; out.len()];
        crate::chunk::random::fill_f64(stream, &Distribution::StandardNormal, first, &mut plain)
            .map_err(value_error)?;
        for (out, plain) in out.chunks_exact_mut(n).zip(plain.chunks_exact(n)) {
            for (i, o) in out.iter_mut().enumerate() {
                let row = &self.root[i * n..i * n + i + 1];
                *o = self.mean[i] + row.iter().zip(plain).map(|(a, b)| a * b).sum::<f64>();
            }
        }
        Ok(())
    }
}

fn multivariate_normal(args: &mut Args) -> Result<Value> {
    let mean = vector(args, "mean")?;
    let n = mean.len();
    let cov = args.block("cov")?;
    if cov.shape() != [n, n] {
        let error = value_error("mean and cov must have same length");
        return Err(
            args.at("cov", error.help(format!("the mean has {n} numbers, so the covariance is a {n} by {n} matrix")))
        );
    }
    let root = lower_root(&cov.to_vec::<f64>(), n)
        .ok_or_else(|| args.at("cov", value_error("covariance is not symmetric positive-semidefinite.")))?;
    vectors(args, n, DType::F64, Normals { mean, root })
}

/// Cholesky's factor of a positive-semidefinite matrix; none for any other.
fn lower_root(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let scale = (0..n).map(|i| matrix[i * n + i].abs()).fold(0.0, f64::max);
    let mut root = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let done: f64 = (0..j).map(|k| root[i * n + k] * root[j * n + k]).sum();
            let left = matrix[i * n + j] - done;
            if (matrix[i * n + j] - matrix[j * n + i]).abs() > 1e-8 * scale {
                return None;
            }
            root[i * n + j] = if i == j {
                if left < -1e-8 * scale {
                    return None;
                }
                left.max(0.0).sqrt()
            } else if root[j * n + j] > 1e-12 * scale.sqrt() {
                left / root[j * n + j]
            } else if left.abs() <= 1e-8 * scale {
                0.0
            } else {
                return None;
            };
        }
    }
    Some(root)
}
