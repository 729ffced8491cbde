//! Rounding, to whole numbers and to decimals.

use std::sync::Arc;

use num_traits::Float;

use super::apply::apply;
use super::kernel::Loop;
use super::loops::loops;
use super::parts::{imaginary, joined, real};
use super::{USUAL, Ufunc, drive};
use crate::array::{Lazy, Value, build};
use crate::chunk::math::RealMath;
use crate::chunk::{DType, Element, Num, c64, c128, f16};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::{Arg, Args, BOTH, Family, Op, Place};

/// The loops of a rounding that leaves integers as they are.
macro_rules! whole {
    ($f:ident) => {
        &[loops!(bool: (T) -> T, |a| a), loops!(int: (T) -> T, |a| a), loops!(run float: 1 RealMath::$f)]
    };
}

/// The rows of rounding to whole numbers.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "floor",
        doc: "The largest whole number that is not above the element, as a float; integers stay as they are.",
        examples: "
>>> np.floor([-1.7, -1.5, -0.2, 0.2, 1.5, 1.7, 2.0])
array([-2., -2., -1.,  0.,  1.,  1.,  2.])
",
        loops: whole!(floor),
        ..USUAL
    },
    Ufunc {
        name: "ceil",
        doc: "The smallest whole number that is not below the element, as a float; integers stay as they are.",
        examples: "
>>> np.ceil([-1.7, -1.5, -0.2, 0.2, 1.5, 1.7, 2.0])
array([-1., -1., -0.,  1.,  2.,  2.,  2.])
",
        loops: whole!(ceil),
        ..USUAL
    },
    Ufunc {
        name: "trunc",
        doc: "The whole number next to the element on the way to zero, as a float; integers stay as they are.",
        examples: "
>>> np.trunc([-1.7, -1.5, -0.2, 0.2, 1.5, 1.7, 2.0])
array([-1., -1., -0.,  0.,  1.,  1.,  2.])
",
        loops: whole!(trunc),
        ..USUAL
    },
    Ufunc {
        name: "rint",
        doc: "The nearest whole number; halves go to the even one.",
        examples: "
>>> np.rint([-1.7, -1.5, -0.2, 0.2, 1.5, 1.7, 2.0])
array([-2., -2., -0.,  0.,  2.,  2.,  2.])
",
        loops: &[
            loops!(run float: 1 RealMath::rint),
            loops!(complex: (T) -> T, |a| T::new(a.re.round_ties_even(), a.im.round_ties_even())),
        ],
        ..USUAL
    },
];

const ROUND: Op = Op::of(Family::Elementwise, BOTH);

/// The rows of the other roundings.
pub const OPS: &[Op] = &[
    Op {
        name: "round",
        aliases: &["around"],
        places: &[Place::Np, Place::Da],
        params: "a, decimals=0, out=None",
        doc: "The nearest number with that many decimals; halves go to the even one.\n\nNegative `decimals` round left of the point.",
        examples: "
>>> np.round([.37, 1.64])
array([0., 2.])
>>> np.round([.37, 1.64], decimals=1)
array([0.4, 1.6])
>>> np.round([.5, 1.5, 2.5, 3.5, 4.5])
array([0., 2., 2., 4., 4.])
>>> np.round([1, 2, 3, 11], decimals=-1)
array([ 0,  0,  0, 10])
",
        build: round,
        ..ROUND
    },
    Op {
        name: "round",
        places: &[Place::Method],
        params: "a, decimals=0, out=None",
        doc: "The nearest number with that many decimals; halves go to the even one.",
        examples: "
>>> np.array([1.25, -3.75]).round(1)
array([ 1.2, -3.8])
",
        build: round,
        ..ROUND
    },
    Op {
        name: "fix",
        params: "x, out=None",
        doc: "The whole number next to the element on the way to zero.",
        examples: "
>>> np.fix(3.14)
3.0
>>> np.fix([2.1, 2.9, -2.1, -2.9])
array([ 2.,  2., -2., -2.])
",
        build: |args| {
            let whole = apply("trunc", &[args.operand("x")?])?;
            crate::ops::compose::answer(args, whole)
        },
        ..ROUND
    },
];

fn round(args: &mut Args) -> Result<Value> {
    let decimals = match args.int("decimals")? {
        None if matches!(args.raw("decimals"), Some(Value::None)) => return Err(args.wrong("decimals", "an integer")),
        None => 0,
        Some(d) if (-400..=400).contains(&d) => d as i32,
        Some(d) => {
            return Err(
                args.at("decimals", value_error(format!("round(): `decimals` is {d}, and no float has that many")))
            );
        }
    };
    let array = args.operand("a")?.lazy();
    if array.dtype() == DType::Bool && decimals != 0 {
        let name = if decimals > 0 { "multiply" } else { "divide" };
        let message = format!(
            "Cannot cast ufunc '{name}' output from dtype('float64') to dtype('bool') with casting rule 'same_kind'"
        );
        return Err(args.at("a", type_error(message)).help("x.astype(int) makes integers of the bools"));
    }
    let rounded = to_decimals(&array, decimals)?;
    crate::ops::compose::answer(args, rounded)
}

/// The array rounded to that many decimals, as NumPy does it: scaled up, to whole numbers, and scaled down.
pub fn to_decimals(array: &Lazy, decimals: i32) -> Result<Lazy> {
    let dtype = array.dtype();
    let strong = |a: &Lazy| Arg::Strong(a.clone());
    if dtype.is_integer() && decimals >= 0 {
        return Ok(array.clone());
    }
    if dtype.is_complex() {
        return joined(&to_decimals(&real(array)?, decimals)?, &to_decimals(&imaginary(array)?, decimals)?);
    }
    if decimals == 0 || dtype == DType::Bool {
        return apply("rint", &[strong(array)]);
    }
    if matches!(dtype, DType::F32 | DType::F64) {
        let kernel = Decimals { scale: 10f64.powi(decimals.abs()), up: decimals > 0 };
        return build::map("round", Arc::new(kernel), dtype, std::slice::from_ref(array));
    }
    let scale = Arg::Weak(Num::Float(10f64.powi(decimals.abs())));
    let (there, back) = if decimals > 0 { ("multiply", "divide") } else { ("divide", "multiply") };
    let scaled = apply(there, &[strong(array), scale.clone()])?;
    let whole = apply("rint", &[Arg::Strong(scaled)])?;
    let rounded = apply(back, &[Arg::Strong(whole), scale])?;
    Ok(build::cast(&rounded, dtype))
}

/// Rounds floats to decimals: scaled up (or down) to whole numbers and back.
#[derive(Debug)]
struct Decimals {
    scale: f64,
    up: bool,
}

impl Decimals {
    fn lane<T: Float + Element>(&self, operand: &Operand, out: &mut [T]) {
        let scale = T::from(self.scale).unwrap_or_else(T::infinity);
        let one = |v: T| match self.up {
            true => whole(v * scale) / scale,
            false => whole(v / scale) * scale,
        };
        match operand.lane::<T>() {
            Lane::Many(values) => out.iter_mut().zip(values).for_each(|(o, &v)| *o = one(v)),
            Lane::One(value) => out.fill(one(value)),
        }
    }
}

/// The nearest whole number; halves go to the even one.
#[inline(always)]
fn whole<T: Float>(v: T) -> T {
    // Past this no float has a fraction; adding it and taking it away rounds as the machine does, to even.
    let big = T::from(if std::mem::size_of::<T>() == 4 { 8_388_608.0 } else { 4_503_599_627_370_496.0 });
    let Some(big) = big else { return v };
    if v.abs() < big { ((v.abs() + big) - big).copysign(v) } else { v }
}

impl MapKernel for Decimals {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        match out.dtype() {
            DType::F32 => self.lane::<f32>(&operands[0], out.slice()),
            _ => self.lane::<f64>(&operands[0], out.slice()),
        }
        Ok(())
    }

    fn cost(&self) -> f32 {
        0.8
    }
}
