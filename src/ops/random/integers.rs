//! Uniform numbers: integers between bounds, and floats from 0 to 1.

use std::sync::Arc;

use super::source::{Whole, drawn, integer_dtype, of, varying};
use crate::array::{Value, build};
use crate::chunk::random::{Distribution, Stream, sample_integer};
use crate::chunk::{DType, Dims};
use crate::diag::{Result, value_error};
use crate::graph::{MapKernel, Operand, Target};
use crate::ops::{Args, Family, Op, Place};
use crate::with_dtype;

const RANDOM: Op = Op::of(Family::Random, &[Place::Random]);

/// The rows of uniform numbers.
pub static INTEGERS: &[Op] = &[
    Op {
        name: "randint",
        params: "low, high=None, size=None, dtype=int, chunks='auto'",
        doc: "Integers from `low` up to `high`, which is not among them.\n\n`randint(n)` draws from 0 to n - 1.",
        examples: "
>>> np.random.randint(0, 100, (4, 5)).shape
(4, 5)
>>> da.random.randint(5, size=10, chunks=4).chunks
((4, 4, 2),)
>>> np.random.randint(2, size=3, dtype=np.uint8).dtype
dtype('uint8')
",
        build: |a| integers(a, false),
        ..RANDOM
    },
    Op {
        name: "random_integers",
        params: "low, high=None, size=None, chunks='auto'",
        doc: "Integers from `low` up to `high`, which is among them; without `high`, from 1 up to `low`.",
        examples: "
>>> x = np.random.random_integers(6, size=1000)
>>> x.min(), x.max()
(1, 6)
",
        build: from_one,
        ..RANDOM
    },
    Op {
        name: "integers",
        places: &[Place::Generator],
        params: "low, high=None, size=None, dtype=np.int64, endpoint=False, chunks='auto'",
        doc: "Integers from `low` up to `high`, which is among them only with `endpoint=True`.",
        examples: "
>>> rng = np.random.default_rng(1)
>>> rng.integers(0, 10, size=(2, 3)).shape
(2, 3)
>>> int(rng.integers(3, 3, endpoint=True))
3
",
        build: |a| {
            let endpoint = a.bool("endpoint", false)?;
            integers(a, endpoint)
        },
        ..RANDOM
    },
    Op {
        name: "random",
        params: "size=None, dtype=float, chunks='auto'",
        doc: "Floats from 0 up to 1, which is not among them.",
        examples: "
>>> np.random.random((3, 2)).shape
(3, 2)
>>> x = da.random.random((1000, 1000), chunks=500)
>>> bool(abs(x.mean().compute() - 0.5) < 0.01)
True
",
        build: |a| {
            let shape = a.maybe_shape("size")?.unwrap_or_default();
            unit(a, &shape)
        },
        ..RANDOM
    },
    Op {
        name: "random_sample",
        aliases: &["ranf", "sample"],
        params: "size=None, chunks='auto'",
        doc: "Floats from 0 up to 1, which is not among them.",
        examples: "
>>> np.random.random_sample(4).dtype
dtype('float64')
",
        build: |a| {
            let shape = a.maybe_shape("size")?.unwrap_or_default();
            unit(a, &shape)
        },
        ..RANDOM
    },
    Op {
        name: "rand",
        params: "*shape, chunks='auto'",
        doc: "Floats from 0 up to 1, in an array of as many axes as there are arguments.",
        examples: "
>>> np.random.rand(3, 2).shape
(3, 2)
",
        build: |a| {
            let shape = rest_shape(a)?;
            unit(a, &shape)
        },
        ..RANDOM
    },
    Op {
        name: "randn",
        params: "*shape, chunks='auto'",
        doc: "Normal numbers of mean 0 and deviation 1, in an array of as many axes as there are arguments.",
        examples: "
>>> np.random.randn(2, 4).shape
(2, 4)
",
        build: |a| {
            let shape = rest_shape(a)?;
            let array = drawn(a, &Distribution::StandardNormal, DType::F64, &shape)?;
            a.answer(array)
        },
        ..RANDOM
    },
];

fn rest_shape(args: &Args) -> Result<Dims> {
    if args.raw("shape").is_some() { args.shape("shape") } else { Ok(Dims::new()) }
}

fn unit(args: &Args, shape: &[usize]) -> Result<Value> {
    let single = args.has("dtype") && args.dtype("dtype")? == Some(DType::F32);
    let array = match single {
        true => drawn(args, &Distribution::RandomF32, DType::F32, shape)?,
        false => drawn(args, &Distribution::Random, DType::F64, shape)?,
    };
    args.answer(array)
}

fn from_one(args: &mut Args) -> Result<Value> {
    if args.get("high").is_some() {
        return integers(args, true);
    }
    let last = whole(args, "low")?.ok_or_else(|| args.wrong("low", "an integer"))?;
    if last < 1 {
        return Err(args.at("low", value_error(format!("low > high (1 > {last})"))));
    }
    let size = args.maybe_shape("size")?.unwrap_or_default();
    let array = drawn(args, &Distribution::Integers { low: 1, high: last + 1 }, DType::I64, &size)?;
    args.answer(array)
}

fn integers(args: &mut Args, endpoint: bool) -> Result<Value> {
    let dtype = integer_dtype(args)?;
    let size = args.maybe_shape("size")?;
    let is_number = |name: &str| args.get(name).is_none_or(|v| v.as_scalar().is_some());
    if !is_number("low") || !is_number("high") {
        return integers_between(args, size, dtype, endpoint);
    }
    let low = whole(args, "low")?.ok_or_else(|| args.wrong("low", "an integer"))?;
    let (low, high) = match whole(args, "high")? {
        Some(high) => (low, high),
        None => (0, low),
    };
    let last = if endpoint { high } else { high - 1 };
    let (least, most) = dtype.int_range().unwrap_or((0, 0));
    for (name, value, bound) in
        [("low", low, low < least || low > most), ("high", high, last > most || last < least - 1)]
    {
        if bound {
            return Err(args.at(name, value_error(format!("{name} is out of bounds for {dtype} ({name} = {value})"))));
        }
    }
    if low > last {
        let sign = if endpoint { ">" } else { ">=" };
        let error = value_error(format!("low {sign} high ({low} {sign} {high})"));
        return Err(args.at("high", error.help("there must be at least one integer between the bounds")));
    }
    let array = drawn(args, &Distribution::Integers { low, high: last + 1 }, dtype, &size.unwrap_or_default())?;
    args.answer(array)
}

/// An integer bound; a float is cut to one, as NumPy does.
fn whole(args: &Args, name: &str) -> Result<Option<i128>> {
    match args.get(name).and_then(Value::as_scalar) {
        Some(crate::chunk::Num::Float(v)) if v.is_finite() => Ok(Some(v as i128)),
        _ => args.int(name),
    }
}

/// Integers between bounds that are arrays.
fn integers_between(args: &mut Args, size: Option<Dims>, dtype: DType, endpoint: bool) -> Result<Value> {
    let (low, high) = match args.maybe_array("high")? {
        Some(high) => (args.array("low")?, high),
        None => (crate::array::convert::constant(crate::chunk::Num::Int(0), DType::I64), args.array("low")?),
    };
    for (name, bound) in [("low", &low), ("high", &high)] {
        if !bound.dtype().is_integer() {
            return Err(args.wrong(name, "an integer or an array of integers"));
        }
    }
    let bounds = vec![build::cast(&low, DType::I64), build::cast(&high, DType::I64)];
    let array = varying(args, bounds, size, dtype, |stream| Arc::new(Between { stream, endpoint }))?;
    args.answer(array)
}

/// Integers between the second operand and the third; the first is the element's number.
#[derive(Debug)]
struct Between {
    stream: Stream,
    endpoint: bool,
}

impl MapKernel for Between {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        if out.dtype() == DType::Bool {
            let mut bits = vec![0u8; out.len()];
            self.each(operands, &mut bits)?;
            out.slice::<bool>().iter_mut().zip(bits).for_each(|(o, b)| *o = b != 0);
            return Ok(());
        }
        with_dtype!(out.dtype(), T in [I8 I16 I32 I64 U8 U16 U32 U64] => self.each(operands, out.slice::<T>()), else Ok(()))
    }

    fn cost(&self) -> f32 {
        30.0
    }
}

impl Between {
    fn each<T: Whole>(&self, operands: &[Operand], out: &mut [T]) -> Result<()> {
        let (numbers, low, high) = (operands[0].lane::<u64>(), operands[1].lane::<i64>(), operands[2].lane::<i64>());
        let (least, most) = T::DTYPE.int_range().unwrap_or((0, 0));
        for (i, o) in out.iter_mut().enumerate() {
            let low = i128::from(of(low, i));
            let end = i128::from(of(high, i)) + i128::from(self.endpoint);
            if low < least || end > most + 1 {
                return Err(value_error(format!("the bounds {low} and {end} are out of range for {}", T::DTYPE)));
            }
            let distribution = Distribution::Integers { low, high: end };
            *o = sample_integer(self.stream, &distribution, of(numbers, i)).map_err(value_error)?;
        }
        Ok(())
    }
}
