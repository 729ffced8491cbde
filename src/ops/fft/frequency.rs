//! The frequencies of a transform, and its halves swapped.

use std::sync::Arc;

use crate::array::{Lazy, Value, build};
use crate::chunk::{DType, Num, Region};
use crate::diag::{Error, Kind, Result, value_error};
use crate::graph::{Source, Target};
use crate::ops::{Args, call, compose, normal_axis};

/// Whole numbers from 0 up, and from the middle on those below 0.
#[derive(Debug)]
struct Bins {
    points: usize,
    /// How many are not negative.
    ahead: usize,
}

impl Source for Bins {
    fn fill(&self, _: &[usize], region: &Region, mut out: Target) {
        let at = region.start[0];
        for (k, v) in out.slice::<i64>().iter_mut().enumerate() {
            let i = at + k;
            *v = if i < self.ahead { i as i64 } else { i as i64 - self.points as i64 };
        }
    }
}

/// `count` of the frequencies of `points` samples that lie `d` apart.
fn frequencies(args: &Args, points: i128, count: usize, ahead: usize) -> Result<Value> {
    let n = usize::try_from(points).unwrap_or(0);
    let grid = args.grid("chunks", &[count], DType::F64)?;
    let bins = build::source(args.op.name, Arc::new(Bins { points: n, ahead }), grid, DType::I64);
    let span = match args.get("d").map(|v| (v, v.as_scalar())) {
        None => Num::Float(points as f64),
        Some((_, Some(Num::Complex(d)))) => Num::Complex(d * points as f64),
        Some((_, Some(d))) => Num::Float(d.as_f64() * points as f64),
        Some(_) => {
            let span = compose::apply_number("multiply", &args.array("d")?, Num::Int(points))?;
            return args.answer_array(compose::apply2("divide", &bins, &span)?);
        }
    };
    if span.as_complex().norm() == 0.0 {
        let error = Error::new(Kind::ZeroDivisionError, "float division by zero");
        return Err(error.help("`n` and `d`, the samples and the distance between them, must not be 0"));
    }
    let step = match span {
        Num::Complex(z) => Num::Complex(1.0 / z),
        span => Num::Float(1.0 / span.as_f64()),
    };
    args.answer_array(compose::apply_number("multiply", &bins, step)?)
}

fn points(args: &Args) -> Result<i128> {
    args.need("n")?.as_int().ok_or_else(|| args.at("n", value_error("n should be an integer")))
}

pub fn fftfreq(args: &mut Args) -> Result<Value> {
    let n = points(args)?;
    let Ok(count) = usize::try_from(n) else {
        return Err(args.at("n", value_error("negative dimensions are not allowed")));
    };
    frequencies(args, n, count, count.div_ceil(2))
}

pub fn rfftfreq(args: &mut Args) -> Result<Value> {
    let n = points(args)?;
    let count = usize::try_from(n.div_euclid(2) + 1).unwrap_or(0);
    frequencies(args, n, count, count)
}

/// Moves every axis that is named on by half its length; `more` says that the odd element goes along.
fn shifted(args: &Args, more: bool) -> Result<Value> {
    let array: Lazy = args.array("x")?;
    let axes: Vec<usize> = match args.ints("axes")? {
        None => (0..array.ndim()).collect(),
        Some(axes) => axes
            .into_iter()
            .map(|k| normal_axis(k, array.ndim()).map_err(|e| args.at("axes", e)))
            .collect::<Result<_>>()?,
    };
    let shape = array.node.shape();
    let half = |n: usize| if more { -((n / 2) as i128) } else { (n / 2) as i128 };
    let tuple = |numbers: Vec<i128>| Value::tuple(numbers.into_iter().map(Value::Int));
    let named = [
        ("shift", tuple(axes.iter().map(|&k| half(shape[k])).collect())),
        ("axis", tuple(axes.iter().map(|&k| k as i128).collect())),
    ];
    if axes.is_empty() {
        return args.answer_array(array);
    }
    args.answer_array(call("roll", &[array], &named)?)
}

pub fn fftshift(args: &mut Args) -> Result<Value> {
    shifted(args, false)
}

pub fn ifftshift(args: &mut Args) -> Result<Value> {
    shifted(args, true)
}
