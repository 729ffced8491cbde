//! Interpolation, convolution and correlation in one dimension.

use std::sync::Arc;

use rayon::prelude::*;

use super::whole::{WholeOp, whole};
use crate::array::{Lazy, Value, build};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, DType, Element, Grid, Num, c128};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::Args;
use crate::ops::compose::{apply, apply_number};
use crate::ops::elementwise::joined;
use crate::ops::reduction::{Acc, Summed};
use crate::with_dtype;

/// Piecewise linear interpolation between points.
#[derive(Debug)]
struct Interpolate {
    x: Vec<f64>,
    y: Vec<f64>,
    left: f64,
    right: f64,
}

impl Interpolate {
    fn at(&self, v: f64) -> f64 {
        let n = self.x.len();
        if v.is_nan() {
            return v;
        }
        let after = self.x.partition_point(|&x| x <= v);
        if after == 0 {
            return self.left;
        }
        let j = after - 1;
        if j == n - 1 {
            return if v > self.x[j] { self.right } else { self.y[j] };
        }
        if self.x[j] == v {
            return self.y[j];
        }
        let slope = (self.y[j + 1] - self.y[j]) / (self.x[j + 1] - self.x[j]);
        let near = slope * (v - self.x[j]) + self.y[j];
        if !near.is_nan() {
            return near;
        }
        let far = slope * (v - self.x[j + 1]) + self.y[j + 1];
        if far.is_nan() && self.y[j] == self.y[j + 1] { self.y[j] } else { far }
    }
}

impl MapKernel for Interpolate {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        match operands[0].lane::<f64>() {
            Lane::One(v) => out.slice::<f64>().fill(self.at(v)),
            Lane::Many(v) => out.slice::<f64>().iter_mut().zip(v).for_each(|(o, &v)| *o = self.at(v)),
        }
        Ok(())
    }

    fn cost(&self) -> f32 {
        15.0
    }
}

/// `interp`.
pub fn interp(args: &Args) -> Result<Value> {
    let x = args.array("x")?;
    let points = crate::array::compute(&[args.array("xp")?, args.array("fp")?])?;
    if x.dtype().is_complex() || points[0].dtype().is_complex() {
        let message =
            "Cannot cast array data from dtype('complex128') to dtype('float64') according to the rule 'safe'";
        return Err(type_error(message).help("points lie along a real line; only fp may be complex"));
    }
    let x = build::cast(&x, DType::F64);
    let ends = [args.get("left"), args.get("right")].map(|v| v.and_then(Value::as_scalar));
    if points[1].dtype().is_complex() {
        let part = |name: &str, of: fn(c128) -> f64| {
            let ys = points[1].to_vec::<c128>().into_iter().map(of).collect();
            between(args, name, &x, &points, ys, ends.map(|end| end.map(|n| of(n.as_complex()))))
        };
        return args.answer(joined(&part("interp_real", |z| z.re)?, &part("interp_imag", |z| z.im)?)?);
    }
    if ends.iter().flatten().any(|n| matches!(n, Num::Complex(_))) {
        return Err(args.wrong("left", "a real number, as `right` must be"));
    }
    let ys = points[1].to_vec::<f64>();
    args.answer(between(args, "interp", &x, &points, ys, ends.map(|end| end.map(Num::as_f64)))?)
}

/// What lies between points, the second of which are at `ys`.
fn between(
    args: &Args,
    name: &str,
    x: &Lazy,
    points: &[Block],
    mut ys: Vec<f64>,
    [left, right]: [Option<f64>; 2],
) -> Result<Lazy> {
    let mut x = x.clone();
    let mut xs = points[0].to_vec::<f64>();
    if points[0].ndim() != 1 || points[1].ndim() != 1 {
        return Err(args.at("fp", value_error("Data points must be 1-D sequences")));
    }
    if xs.len() != ys.len() {
        return Err(args.at("fp", value_error("fp and xp are not of the same length.")).help(format!(
            "they have {} and {}",
            ys.len(),
            xs.len()
        )));
    }
    if xs.is_empty() {
        return Err(args.at("xp", value_error("array of sample points is empty")));
    }
    if let Some(period) = args.float("period")? {
        if period == 0.0 {
            return Err(args.at("period", value_error("period must be a non-zero value")));
        }
        let period = period.abs();
        x = apply_number("remainder", &x, Num::Float(period))?;
        let mut pairs: Vec<(f64, f64)> = xs.iter().map(|v| v.rem_euclid(period)).zip(ys).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (first, last) = (pairs[0], pairs[pairs.len() - 1]);
        let around = std::iter::once((last.0 - period, last.1)).chain(pairs).chain([(first.0 + period, first.1)]);
        (xs, ys) = around.unzip();
    }
    let (left, right) = (left.unwrap_or(ys[0]), right.unwrap_or(ys[ys.len() - 1]));
    let kernel = Arc::new(Interpolate { x: xs, y: ys, left, right });
    build::map(name, kernel, DType::F64, &[x])
}

/// Sums that are made together.
const NEAR: usize = 1024;

/// Sums of products of a list with another that slides along it.
#[derive(Debug)]
struct Slide {
    /// The first of all the sums that is wanted.
    from: usize,
    len: usize,
}

impl Slide {
    /// The sums of `a[i] * v[j]` for each `i + j`, piece by piece: what a piece takes stays in the nearest cache.
    fn sums<T: Summed>(&self, a: &[T], v: &[T]) -> Block {
        let lift = |values: &[T]| values.iter().map(|&x| x.sum()).collect::<Vec<T::Sum>>();
        let (long, short) = if a.len() < v.len() { (v, a) } else { (a, v) };
        let short = &lift(short)[..];
        let mut out = Block::scratch(<T::Sum as Acc>::Stored::DTYPE, &[self.len]);
        out.slice_mut::<<T::Sum as Acc>::Stored>().par_chunks_mut(NEAR).enumerate().for_each(|(k, to)| {
            let from = self.from + k * NEAR;
            let low = (from + 1).saturating_sub(short.len()).min(long.len());
            let part = &lift(&long[low..(from + to.len()).min(long.len())])[..];
            let sums = &mut vec![T::Sum::ZERO; to.len()][..];
            vectorize(
                #[inline(always)]
                || slide(sums, from - low, part, short),
            );
            to.iter_mut().zip(&*sums).for_each(|(to, &sum)| *to = sum.store());
        });
        out
    }
}

/// The sums from one of them on, few enough to stay in the nearest cache.
#[inline(always)]
fn slide<A: Acc>(sums: &mut [A], from: usize, long: &[A], short: &[A]) {
    for (j, &w) in short.iter().enumerate() {
        let low = from.saturating_sub(j);
        let high = (from + sums.len()).saturating_sub(j).min(long.len());
        if low < high {
            let to = &mut sums[low + j - from..high + j - from];
            to.iter_mut().zip(&long[low..high]).for_each(|(s, &v)| *s = s.plus(v.times(w)).settle());
        }
    }
}

impl WholeOp for Slide {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        let dtype = parts[0].dtype();
        Ok(vec![with_dtype!(dtype, T => self.sums::<T>(parts[0].slice(), parts[1].slice()).cast(dtype))])
    }
}

/// `convolve` and `correlate`.
pub fn slide_along(args: &Args, correlate: bool) -> Result<Value> {
    let (a, v) = (args.array("a")?, args.array("v")?);
    let mode = args.text("mode")?.unwrap_or(if correlate { "valid" } else { "full" });
    let (Some(m), Some(n)) = (a.size(), v.size()) else {
        return Err(value_error(format!("{}: the lengths are not known before they are computed", args.op.name)));
    };
    let (m, n) = (m as usize, n as usize);
    if m == 0 || n == 0 {
        let name = if m == 0 { "a" } else { "v" };
        return Err(args.at(name, value_error(format!("{name} cannot be empty"))));
    }
    if a.ndim() > 1 || v.ndim() > 1 {
        return Err(args.at("a", value_error("object too deep for desired array")).help("both have one dimension"));
    }
    let (long, short) = (m.max(n), m.min(n));
    let (from, len) = match mode {
        "full" => (0, m + n - 1),
        "same" if correlate && m < n => (short / 2, long),
        "same" => ((short - 1) / 2, long),
        "valid" => (short - 1, long - short + 1),
        other => {
            let error = value_error(format!("mode must be one of 'valid', 'same', or 'full' (got '{other}')"));
            return Err(args.at("mode", error));
        }
    };
    let dtype = a.dtype().promote(v.dtype());
    let flat = |x: &Lazy| if x.ndim() == 0 { build::expand_dims(x, &[0]) } else { x.clone() };
    let (a, mut v) = (build::cast(&flat(&a), dtype), build::cast(&flat(&v), dtype));
    if correlate {
        v = build::flip(&v, &[0]);
        if dtype.is_complex() {
            v = apply("conj", &[Value::Lazy(v)])?;
        }
    }
    let mut found = whole(args.op.name, Slide { from, len }, &[a, v], &[(Grid::whole(&[len]), dtype)]);
    args.answer_array(found.swap_remove(0))
}
