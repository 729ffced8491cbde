//! Evenly spaced numbers: by their step, and by their count.

use std::sync::Arc;

use super::spaced::{Curve, Line, Spaced, Steps};
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{Block, DType, Num, c128};
use crate::diag::{Error, Kind, Result, type_error, value_error};
use crate::ops::compose::{apply, apply_number, apply2};
use crate::ops::{Args, BOTH, Family, Op};

const RANGE: Op = Op::of(Family::Creation, BOTH);

/// The rows of ranges.
pub static RANGES: &[Op] = &[
    Op {
        name: "arange",
        params: "start=0, stop=None, step=1, dtype=None, *, chunks='auto', like=None, name=None, meta=None, device=None",
        doc: "Numbers from `start` up to `stop`, which is not among them, by steps of `step`.\n\n`arange(stop)` starts at 0. With a step that is no integer prefer `linspace`, whose length is certain.",
        examples: "
>>> np.arange(3)
array([0, 1, 2])
>>> np.arange(3, 7)
array([3, 4, 5, 6])
>>> np.arange(3, 7, 2)
array([3, 5])
>>> np.arange(5, 0, -1.5)
array([5. , 3.5, 2. , 0.5])
>>> da.arange(10, chunks=4).chunks
((4, 4, 2),)
",
        build: arange,
        ..RANGE
    },
    Op {
        name: "linspace",
        params: "start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, chunks='auto', name=None, device=None",
        doc: "`num` numbers, evenly spaced from `start` to `stop`.\n\n`endpoint=False` leaves `stop` out; `retstep=True` gives the step too.",
        examples: "
>>> np.linspace(2.0, 3.0, num=5)
array([2.  , 2.25, 2.5 , 2.75, 3.  ])
>>> np.linspace(2.0, 3.0, num=5, endpoint=False)
array([2. , 2.2, 2.4, 2.6, 2.8])
>>> np.linspace(2.0, 3.0, num=5, retstep=True)
(array([2.  , 2.25, 2.5 , 2.75, 3.  ]), 0.25)
>>> np.linspace([0, 10], [1, 20], num=3)
array([[ 0. , 10. ],
       [ 0.5, 15. ],
       [ 1. , 20. ]])
>>> da.linspace(0, 1, 5, chunks=2).compute()
array([0.  , 0.25, 0.5 , 0.75, 1.  ])
",
        build: linspace,
        ..RANGE
    },
    Op {
        name: "logspace",
        params: "start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0, *, chunks='auto'",
        doc: "`num` numbers, evenly spaced on a logarithmic scale from `base**start` to `base**stop`.",
        examples: "
>>> np.logspace(2.0, 3.0, num=4)
array([ 100.        ,  215.443469  ,  464.15888336, 1000.        ])
>>> np.logspace(0, 4, num=5, base=2.0)
array([ 1.,  2.,  4.,  8., 16.])
>>> np.logspace(0, 2, num=3, base=[2, 3])
array([[1., 1.],
       [2., 3.],
       [4., 9.]])
",
        build: logspace,
        ..RANGE
    },
    Op {
        name: "geomspace",
        params: "start, stop, num=50, endpoint=True, dtype=None, axis=0, *, chunks='auto'",
        doc: "`num` numbers from `start` to `stop`, each the same multiple of the one before.",
        examples: "
>>> np.geomspace(1, 1000, num=4)
array([   1.,   10.,  100., 1000.])
>>> np.geomspace(1, 256, num=9)
array([  1.,   2.,   4.,   8.,  16.,  32.,  64., 128., 256.])
>>> np.geomspace(-1000, -1, num=4)
array([-1000.,  -100.,   -10.,    -1.])
>>> np.geomspace([1, 10], [100, 1000], num=3)
array([[   1.,   10.],
       [  10.,  100.],
       [ 100., 1000.]])
>>> np.geomspace(1j, 1000j, num=4)
array([0.   +1.j, 0.  +10.j, 0. +100.j, 0.+1000.j])
",
        build: geomspace,
        ..RANGE
    },
];

fn arange(args: &mut Args) -> Result<Value> {
    let (given_start, given_stop) = (number(args, "start")?, number(args, "stop")?);
    let (start, stop) = match (given_start, given_stop) {
        (Some(start), Some(stop)) => (start, stop),
        (None, Some(stop)) => ((Num::Int(0), DType::I64), stop),
        (Some(stop), None) => ((Num::Int(0), DType::I64), stop),
        (None, None) => {
            return Err(type_error("arange() requires stop to be specified.").help("np.arange(10) counts from 0 to 9"));
        }
    };
    let step = number(args, "step")?.unwrap_or((Num::Int(1), DType::I64));
    let inferred = [start, stop, step].iter().fold(DType::I64, |d, n| d.promote(n.1));
    let dtype = args.dtype("dtype")?.unwrap_or(inferred);
    let len = range_length(start.0, stop.0, step.0)?;
    if dtype == DType::Bool && len > 2 {
        return Err(type_error("arange() is only supported for booleans when the result has at most length 2."));
    }
    for num in [start.0, sum(start.0, step.0)].into_iter().take(len) {
        convert::check_fits(num, dtype)?;
    }
    let source = Steps { first: start.0, second: sum(start.0, step.0) };
    let grid = args.grid("chunks", &[len], dtype)?;
    args.answer_array(build::source("arange", Arc::new(source), grid, dtype))
}

/// A number argument with the dtype that it brings.
fn number(args: &Args, name: &str) -> Result<Option<(Num, DType)>> {
    let Some(value) = args.get(name) else { return Ok(None) };
    let num = value.as_scalar().ok_or_else(|| args.wrong(name, "a number"))?;
    let dtype = match value {
        Value::Scalar(s) => s.dtype,
        Value::Array(a) => a.dtype(),
        _ => num.dtype(),
    };
    Ok(Some((num, dtype)))
}

fn sum(a: Num, b: Num) -> Num {
    match (a.as_int(), b.as_int()) {
        (Some(a), Some(b)) => Num::Int(a.saturating_add(b)),
        _ if matches!(a, Num::Complex(_)) || matches!(b, Num::Complex(_)) => {
            Num::Complex(a.as_complex() + b.as_complex())
        }
        _ => Num::Float(a.as_f64() + b.as_f64()),
    }
}

/// How many steps there are before `stop`.
fn range_length(start: Num, stop: Num, step: Num) -> Result<usize> {
    let too_many =
        || value_error("Maximum allowed size exceeded").help("the range would have more than 2**63 - 1 elements");
    if let (Some(a), Some(b), Some(s)) = (start.as_int(), stop.as_int(), step.as_int()) {
        if s == 0 {
            return Err(zero_step("division by zero"));
        }
        let span = if s > 0 { b - a } else { a - b };
        let n = if span <= 0 { 0 } else { (span - 1) / s.abs() + 1 };
        return usize::try_from(n).ok().filter(|&n| n <= isize::MAX as usize).ok_or_else(too_many);
    }
    let real = |from: f64, to: f64, by: f64| ((to - from) / by).ceil();
    let n = if [start, stop, step].iter().any(|n| matches!(n, Num::Complex(_))) {
        let ratio = (stop.as_complex() - start.as_complex()) / step.as_complex();
        ratio.re.ceil().min(ratio.im.ceil())
    } else {
        if step.as_f64() == 0.0 {
            return Err(zero_step("float division by zero"));
        }
        real(start.as_f64(), stop.as_f64(), step.as_f64())
    };
    if !(n < 9.2e18) {
        return Err(too_many());
    }
    Ok(n.max(0.0) as usize)
}

fn zero_step(message: &str) -> Error {
    Error::new(Kind::ZeroDivisionError, message).help("the step of a range cannot be 0")
}

/// The ends and the count that `linspace` and its kin are given.
struct Ends {
    start: Num,
    stop: Num,
    num: usize,
    endpoint: bool,
    dtype: DType,
}

fn ends(args: &Args) -> Result<Ends> {
    let need = |name: &str| number(args, name).and_then(|n| n.ok_or_else(|| args.wrong(name, "a number")));
    let ((start, a), (stop, b)) = (need("start")?, need("stop")?);
    let num = args.int("num")?.unwrap_or(50);
    let count = usize::try_from(num)
        .map_err(|_| args.at("num", value_error(format!("Number of samples, {num}, must be non-negative."))))?;
    let weak = |name: &str, d: DType| {
        if matches!(args.get(name), Some(Value::Scalar(_) | Value::Array(_))) && d.is_inexact() {
            d
        } else {
            d.promote(DType::F64)
        }
    };
    let inferred = weak("start", a).promote(weak("stop", b));
    let dtype = args.dtype("dtype")?.unwrap_or(inferred);
    Ok(Ends { start, stop, num: count, endpoint: args.bool("endpoint", true)?, dtype })
}

impl Ends {
    fn line(&self) -> Line {
        Line::new(self.start.as_complex(), self.stop.as_complex(), self.num, self.endpoint)
    }

    fn array(self, args: &Args, curve: Curve) -> Result<Lazy> {
        if args.has("axis") {
            args.axis("axis", 1)?;
        }
        let source = Spaced { line: self.line(), curve };
        let grid = args.grid("chunks", &[self.num], self.dtype)?;
        Ok(build::source(args.op.name, Arc::new(source), grid, self.dtype))
    }
}

/// The numbers between arrays, along a new first axis, and what lies between neighbours.
fn between(args: &Args, start: &Lazy, stop: &Lazy) -> Result<(Lazy, Lazy)> {
    let num = args.count("num")?.unwrap_or(50);
    let span = apply2("subtract", stop, start)?;
    let endpoint = args.bool("endpoint", true)?;
    let parts = if endpoint { num.saturating_sub(1) } else { num };
    let step = apply_number("divide", &span, Num::Float(if parts > 0 { parts as f64 } else { f64::NAN }))?;
    let counts: Vec<f64> = (0..num).map(|k| k as f64).collect();
    let counts = convert::whole(Block::from_slice(&[num], &counts));
    let counts = build::expand_dims(&counts, &(1..=span.ndim()).collect::<Vec<_>>());
    let step_or_span = if parts > 0 { &step } else { &span };
    let array = apply2("add", &apply2("multiply", &counts, step_or_span)?, start)?;
    let array = if endpoint && num > 1 { with_end(&array, -1, stop)? } else { array };
    Ok((array, step))
}

/// The array with its first or last (-1) part along the first axis given.
fn with_end(array: &Lazy, place: i128, value: &Lazy) -> Result<Lazy> {
    let part = |from, to| build::index(array, &[build::Index::Slice(from, to, None)]);
    let (old, rest) = match place {
        0 => (part(None, Some(1))?, part(Some(1), None)?),
        _ => (part(Some(-1), None)?, part(None, Some(-1))?),
    };
    let new = build::broadcast_to(&build::expand_dims(value, &[0]), &old.node.shape())?;
    let new = build::cast(&new, array.dtype());
    build::concat(&if place == 0 { [new, rest] } else { [rest, new] }, 0)
}

/// The numbers along the axis and in the dtype that the call asks for.
fn placed(args: &Args, mut array: Lazy) -> Result<Value> {
    if let Some(dtype) = args.dtype("dtype")? {
        let whole = if dtype.is_integer() { apply("floor", &[Value::Lazy(array)])? } else { array };
        array = build::cast(&whole, dtype);
    }
    let axis = if args.has("axis") { args.axis("axis", array.ndim())?.unwrap_or(0) } else { 0 };
    args.answer_array(build::move_axis(&array, 0, axis))
}

/// An end of the numbers as floats.
fn floats(args: &Args, name: &str) -> Result<Lazy> {
    apply_number("multiply", &args.array(name)?, Num::Float(1.0))
}

/// `linspace` between arrays: the axis along which the numbers go comes first, or where `axis` says.
fn between_arrays(args: &Args) -> Result<Value> {
    let (array, step) = between(args, &floats(args, "start")?, &floats(args, "stop")?)?;
    let array = placed(args, array)?;
    Ok(if args.bool("retstep", false)? { Value::tuple([array, args.answer(step)?]) } else { array })
}

/// `logspace` between arrays, or of several bases.
fn powers_between(args: &Args) -> Result<Value> {
    let (mut start, stop) = (floats(args, "start")?, floats(args, "stop")?);
    let base = match args.get("base") {
        None => convert::constant(Num::Float(10.0), DType::F64),
        Some(_) => args.array("base")?,
    };
    if base.ndim() > 0 {
        // Its axes are those of the ends.
        start = apply2("add", &start, &apply_number("multiply", &base, Num::Float(0.0))?)?;
    }
    placed(args, apply2("power", &base, &between(args, &start, &stop)?.0)?)
}

/// `geomspace` between arrays or complex numbers: powers of ten under the sign of the start.
fn multiples_between(args: &Args) -> Result<Value> {
    let (start, stop) = (floats(args, "start")?, floats(args, "stop")?);
    let ends = crate::array::compute(&[start, stop])?;
    if ends.iter().any(|end| end.to_vec::<c128>().contains(&c128::default())) {
        return Err(zero_end());
    }
    let [start, stop] = [&ends[0], &ends[1]].map(|end| convert::whole(end.contiguous()));
    let sign = apply("sign", &[Value::Lazy(start.clone())])?;
    let (start, stop) = (apply2("divide", &start, &sign)?, apply2("divide", &stop, &sign)?);
    let log = |end: &Lazy| apply("log10", &[Value::Lazy(end.clone())]);
    let (logs, _) = between(args, &log(&start)?, &log(&stop)?)?;
    let mut array = apply2("power", &convert::constant(Num::Float(10.0), DType::F64), &logs)?;
    let num = args.count("num")?.unwrap_or(50);
    if num > 0 {
        array = with_end(&array, 0, &start)?;
    }
    if num > 1 && args.bool("endpoint", true)? {
        array = with_end(&array, -1, &stop)?;
    }
    placed(args, apply2("multiply", &array, &sign)?)
}

fn zero_end() -> Error {
    value_error("Geometric sequence cannot include zero").help("no multiple of a number leads to or from 0")
}

fn is_complex(args: &Args, name: &str) -> bool {
    args.get(name).and_then(Value::as_scalar).is_some_and(|n| matches!(n, Num::Complex(_)))
}

/// Whether one of the ends is an array with axes.
fn has_array_ends(args: &Args) -> Result<bool> {
    let wide = |name: &str| -> Result<bool> {
        let value = args.need(name)?;
        Ok(value.as_scalar().is_none() && args.array(name)?.ndim() > 0)
    };
    Ok(wide("start")? || wide("stop")? || (args.has("base") && args.get("base").is_some() && wide("base")?))
}

fn linspace(args: &mut Args) -> Result<Value> {
    if has_array_ends(args)? {
        return between_arrays(args);
    }
    let ends = ends(args)?;
    let (step, dtype) = (ends.line().step, ends.dtype);
    let array = ends.array(args, Curve::Straight)?;
    if !args.bool("retstep", false)? {
        return args.answer_array(array);
    }
    let step = if dtype.is_complex() { Value::Complex(step) } else { Value::Float(step.re) };
    Ok(Value::tuple([args.answer_array(array)?, step]))
}

fn logspace(args: &mut Args) -> Result<Value> {
    if has_array_ends(args)? || ["start", "stop", "base"].into_iter().any(|name| is_complex(args, name)) {
        return powers_between(args);
    }
    let ends = ends(args)?;
    let base = args.float("base")?.unwrap_or(10.0);
    let array = ends.array(args, Curve::Power { base })?;
    args.answer_array(array)
}

fn geomspace(args: &mut Args) -> Result<Value> {
    let real = |name: &str| args.need(name).map(|v| v.as_scalar().filter(|n| !matches!(n, Num::Complex(_))));
    match (real("start")?, real("stop")?) {
        (Some(a), Some(b)) if (a.as_f64() < 0.0) == (b.as_f64() < 0.0) || a.as_f64() == 0.0 || b.as_f64() == 0.0 => {}
        _ => return multiples_between(args),
    }
    let mut ends = ends(args)?;
    let (start, stop) = (ends.start.as_f64(), ends.stop.as_f64());
    if start == 0.0 || stop == 0.0 {
        return Err(zero_end());
    }
    let sign = start.signum();
    ends.start = Num::Float((start * sign).log10());
    ends.stop = Num::Float((stop * sign).log10());
    let last = if ends.endpoint { ends.num.checked_sub(1).filter(|&n| n > 0) } else { None };
    let array = ends.array(args, Curve::Geometric { sign, first: start, last: last.map(|at| (at, stop)) })?;
    args.answer_array(array)
}
