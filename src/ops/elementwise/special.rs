//! Closeness, and the special functions sinc and i0.

use std::f64::consts::PI;
use std::sync::Arc;

use super::apply::apply;
use super::drive;
use super::select::where_select;
use crate::array::{Lazy, Value, build};
use crate::chunk::{DType, Num, f16};
use crate::diag::{Result, type_error};
use crate::graph::{MapKernel, Operand, Target};
use crate::ops::{Arg, Args, BOTH, Family, Op};

const SPECIAL: Op = Op::of(Family::Elementwise, BOTH);

/// The rows of closeness and special functions.
pub const OPS: &[Op] = &[
    Op {
        name: "isclose",
        params: "a, b, rtol=1e-05, atol=1e-08, equal_nan=False",
        doc: "Whether elements are equal within a tolerance: `abs(a - b) <= atol + rtol * abs(b)`.",
        examples: "
>>> np.isclose([1e10, 1e-7], [1.00001e10, 1e-8])
array([ True, False])
>>> np.isclose([1.0, np.nan], [1.0, np.nan], equal_nan=True)
array([ True,  True])
",
        build: |args| {
            let close = isclose(args)?;
            args.answer(close)
        },
        ..SPECIAL
    },
    Op {
        name: "sinc",
        params: "x",
        doc: "sin(pi x) / (pi x), and 1 at 0.",
        examples: "
>>> np.sinc(0)
1.0
>>> np.sinc([0.5, 1.5])
array([ 0.63661977, -0.21220659])
",
        build: sinc,
        ..SPECIAL
    },
    Op {
        name: "i0",
        params: "x",
        doc: "Modified Bessel function of the first kind, of order 0.",
        examples: "
>>> np.i0(0.)
array(1.)
>>> np.i0([0, 1, 2, 3])
array([1.        , 1.26606588, 2.2795853 , 4.88079259])
",
        build: i0,
        ..SPECIAL
    },
];

fn strong(array: &Lazy) -> Arg {
    Arg::Strong(array.clone())
}

fn float(value: f64) -> Arg {
    Arg::Weak(Num::Float(value))
}

/// The ufunc of that name over what other ufuncs gave.
fn of(name: &str, operands: &[&Lazy]) -> Result<Lazy> {
    apply(name, &operands.iter().map(|a| strong(a)).collect::<Vec<_>>())
}

/// Whether elements are close, as an array of booleans: what `isclose` and `allclose` answer.
pub fn isclose(args: &Args) -> Result<Lazy> {
    let a = args.operand("a")?;
    let b = match args.operand("b")? {
        Arg::Strong(b) if !b.dtype().is_inexact() => Arg::Strong(build::cast(&b, DType::F64)),
        Arg::Weak(n) if n.as_int().is_some() => float(n.as_f64()),
        b => b,
    };
    let tolerance = |name: &str, default: f64| match args.get(name) {
        None => Ok(float(default)),
        Some(_) => args.operand(name),
    };
    let (rtol, atol) = (tolerance("rtol", 1e-5)?, tolerance("atol", 1e-8)?);
    let distance = of("absolute", &[&apply("subtract", &[a.clone(), b.clone()])?])?;
    let scaled = apply("multiply", &[rtol, Arg::Strong(apply("absolute", std::slice::from_ref(&b))?)])?;
    let near = of("less_equal", &[&distance, &apply("add", &[atol, Arg::Strong(scaled)])?])?;
    let near = of("logical_and", &[&near, &apply("isfinite", std::slice::from_ref(&b))?])?;
    let close = of("logical_or", &[&near, &apply("equal", &[a.clone(), b.clone()])?])?;
    if !args.bool("equal_nan", false)? {
        return Ok(close);
    }
    let nans = of("logical_and", &[&apply("isnan", &[a])?, &apply("isnan", &[b])?])?;
    of("logical_or", &[&close, &nans])
}

fn sinc(args: &mut Args) -> Result<Value> {
    let x = apply("multiply", &[args.operand("x")?, float(PI)])?;
    let tiny = match x.dtype() {
        DType::F16 => f16::EPSILON.to_f64(),
        DType::F32 => f32::EPSILON.into(),
        DType::F64 => f64::EPSILON,
        _ => 1e-20,
    };
    let y = where_select(&x, &strong(&x), &float(tiny))?;
    let answer = of("divide", &[&of("sin", &[&y])?, &y])?;
    args.answer(answer)
}

fn i0(args: &mut Args) -> Result<Value> {
    let x = args.operand("x")?.lazy();
    if x.dtype().is_complex() {
        return Err(args.at("x", type_error("i0 not supported for complex values")));
    }
    let x = if x.dtype().is_inexact() { x } else { build::cast(&x, DType::F64) };
    let answer = build::map("i0", Arc::new(Bessel), x.dtype(), std::slice::from_ref(&x))?;
    args.answer_array(answer)
}

/// The kernel of `i0`.
#[derive(Debug)]
struct Bessel;

impl MapKernel for Bessel {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        match out.dtype() {
            DType::F16 => drive::half_unary::<f32, f32>(operands, &mut out, |x| bessel(x.into()) as f32),
            DType::F32 => drive::unary(operands, &mut out, |x: f32| bessel(x.into()) as f32),
            _ => drive::unary(operands, &mut out, bessel),
        }
        Ok(())
    }

    fn cost(&self) -> f32 {
        40.0
    }
}

/// Up to here the power series is summed, whose terms are all positive; beyond it the asymptotic one.
const SERIES: f64 = 30.0;

/// The modified Bessel function of the first kind and order 0.
fn bessel(x: f64) -> f64 {
    let x = x.abs();
    let (mut term, mut sum) = (1.0, 1.0);
    if x <= SERIES {
        let square = 0.25 * x * x;
        for k in 1..120 {
            term *= square / (k * k) as f64;
            sum += term;
            if term <= 1e-18 * sum {
                break;
            }
        }
        return sum;
    }
    for k in 1..30 {
        let odd = (2 * k - 1) as f64;
        term *= odd * odd / (8.0 * x * k as f64);
        sum += term;
        if term <= 1e-18 * sum {
            break;
        }
    }
    x.exp() * sum / (2.0 * PI * x).sqrt()
}
