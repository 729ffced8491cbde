//! Choosing between arrays, limits, and casts.

use std::sync::Arc;

use super::apply::{Casting, apply, input};
use super::types::common_dtype;
use crate::array::{Lazy, Value, build};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{DType, Element, Num};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::compose::answer;
use crate::ops::{Arg, Args, BOTH, EVERYWHERE, Family, Op, Place, find};
use crate::with_dtype;

const SELECT: Op = Op::of(Family::Elementwise, BOTH);

/// The rows that choose, limit and cast.
pub const OPS: &[Op] = &[
    Op {
        name: "where",
        params: "condition, x=None, y=None, /",
        doc: "Elements of `x` where the condition is true, else those of `y`.\n\nWith the condition alone, the places where it is true, as `nonzero` gives them.",
        examples: "
>>> a = np.arange(10)
>>> np.where(a < 5, a, 10*a)
array([ 0,  1,  2,  3,  4, 50, 60, 70, 80, 90])
>>> np.where([[True, False], [True, True]], [[1, 2], [3, 4]], [[9, 8], [7, 6]])
array([[1, 8],
       [3, 4]])
",
        build: choose,
        ..SELECT
    },
    Op {
        name: "clip",
        places: EVERYWHERE,
        params: "a, a_min=None, a_max=None, out=None, *, min=None, max=None, dtype=None, where=True, casting='same_kind'",
        doc: "The elements with those below the least value raised to it, and those above the greatest lowered to it.\n\nEither bound may be None; both may be arrays.",
        examples: "
>>> np.clip(np.arange(10), 1, 8)
array([1, 1, 2, 3, 4, 5, 6, 7, 8, 8])
>>> np.clip(np.arange(10), 3, None)
array([3, 3, 3, 3, 4, 5, 6, 7, 8, 9])
>>> np.array([-1.5, 0.5, 2.5]).clip(max=1)
array([-1.5,  0.5,  1. ])
",
        build: clip,
        ..SELECT
    },
    Op {
        name: "astype",
        places: &[Place::Method],
        params: "a, dtype, order='K', casting='unsafe', subok=True, copy=True",
        doc: "The elements cast to another dtype: floats are cut towards zero for integers, integers wrap around.",
        examples: "
>>> np.array([1, 2, 2.5]).astype(int)
array([1, 2, 2])
>>> np.array([0, 1, 2]).astype(bool)
array([False,  True,  True])
>>> np.array([300, -1]).astype('uint8')
array([ 44, 255], dtype=uint8)
",
        build: astype,
        ..SELECT
    },
    Op {
        name: "astype",
        params: "x, dtype, /, *, copy=True, device=None",
        doc: "The elements of an array cast to another dtype.",
        examples: "
>>> np.astype(np.array([1, 2, 3]), np.float64)
array([1., 2., 3.])
",
        build: |args| {
            let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
            let cast = build::cast(&args.array("x")?, dtype);
            args.answer_array(cast)
        },
        ..SELECT
    },
];

fn choose(args: &mut Args) -> Result<Value> {
    match (args.raw("x"), args.raw("y")) {
        (None, None) => match find(Place::Np, "nonzero") {
            Some(op) => {
                let given = vec![crate::ops::Given { value: args.need("condition")?.clone(), span: None }];
                (op.build)(&mut Args::bind(op, given, Vec::new(), args.is_lazy())?)
            }
            None => Err(value_error("where() with the condition alone needs `nonzero`, which is not there")
                .help("give it `x` and `y`")),
        },
        (Some(_), Some(_)) => {
            let chosen = where_select(&args.array("condition")?, &args.operand("x")?, &args.operand("y")?)?;
            args.answer_array(chosen)
        }
        _ => Err(value_error("either both or neither of x and y should be given")
            .help("np.where(condition, x, y) takes from x where it holds, else from y")),
    }
}

/// Elements of `x` where the condition is true, else those of `y`.
pub fn where_select(condition: &Lazy, x: &Arg, y: &Arg) -> Result<Lazy> {
    let dtype = common_dtype(&[x.clone(), y.clone()]);
    let inputs = [build::cast(condition, DType::Bool), wrapped(x, dtype)?, wrapped(y, dtype)?];
    build::map("where", Arc::new(Where), dtype, &inputs)
}

/// An operand of `where`, whose Python integers wrap around.
fn wrapped(arg: &Arg, dtype: DType) -> Result<Lazy> {
    match arg {
        Arg::Weak(n) if !n.fits(dtype) && n.fits(DType::I64) => Ok(crate::array::convert::constant(*n, dtype)),
        arg => input(arg, dtype),
    }
}

/// The kernel of `where`.
#[derive(Debug)]
struct Where;

impl MapKernel for Where {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        with_dtype!(out.dtype(), T => pick::<T>(operands, out.slice()));
        Ok(())
    }
}

fn pick<T: Element>(operands: &[Operand], out: &mut [T]) {
    let (x, y) = (operands[1].lane::<T>(), operands[2].lane::<T>());
    let condition = match operands[0].lane::<bool>() {
        Lane::Many(c) => c,
        Lane::One(c) => {
            return match if c { x } else { y } {
                Lane::One(v) => out.fill(v),
                Lane::Many(v) => out.copy_from_slice(v),
            };
        }
    };
    match (x, y) {
        (Lane::Many(x), Lane::Many(y)) => vectorize(move || {
            for (((out, &c), &x), &y) in out.iter_mut().zip(condition).zip(x).zip(y) {
                *out = if c { x } else { y };
            }
        }),
        (Lane::Many(x), Lane::One(y)) => vectorize(move || {
            for ((out, &c), &x) in out.iter_mut().zip(condition).zip(x) {
                *out = if c { x } else { y };
            }
        }),
        (Lane::One(x), Lane::Many(y)) => vectorize(move || {
            for ((out, &c), &y) in out.iter_mut().zip(condition).zip(y) {
                *out = if c { x } else { y };
            }
        }),
        (Lane::One(x), Lane::One(y)) => vectorize(move || {
            for (out, &c) in out.iter_mut().zip(condition) {
                *out = if c { x } else { y };
            }
        }),
    }
}

fn clip(args: &mut Args) -> Result<Value> {
    let bound = |first: &str, second: &str| match (args.get(first), args.get(second)) {
        (Some(_), Some(_)) => Err(value_error(format!("clip(): give `{first}` or `{second}`, not both"))),
        (Some(_), None) => args.operand(first).map(Some),
        (None, Some(_)) => args.operand(second).map(Some),
        (None, None) => Ok(None),
    };
    let (low, high) = (bound("a_min", "min")?, bound("a_max", "max")?);
    let array = args.operand("a")?;
    let all: Vec<Arg> = [Some(array.clone()), low.clone(), high.clone()].into_iter().flatten().collect();
    if all.len() == 1 && array.clone().lazy().dtype() == DType::Bool {
        let message = "ufunc 'positive' did not contain a loop with signature matching types <class 'numpy.dtypes.BoolDType'> -> None";
        return Err(args.at("a", type_error(message)).help("give a bound, or x.astype(int)"));
    }
    let casting = args.text("casting")?.map_or(Ok(Casting::SameKind), Casting::parse)?;
    let dtype = match args.dtype("dtype")? {
        None => common_dtype(&all),
        Some(dtype) => checked(dtype, &all, casting).map_err(|e| args.at("dtype", e))?,
    };
    let mut clipped = input(&array, dtype)?;
    for (name, limit, side) in [("maximum", low, true), ("minimum", high, false)] {
        let Some(limit) = limit else { continue };
        if let Some(limit) = reachable(limit, dtype, side)? {
            clipped = apply(name, &[Arg::Strong(clipped), Arg::Strong(input(&limit, dtype)?)])?;
        }
    }
    if let Some(mask) = args.maybe_array("where")? {
        let kept = match args.get("out") {
            Some(Value::Array(out)) => crate::array::convert::whole(out.block().cast(dtype)),
            _ => crate::array::convert::constant(Num::Bool(false), dtype),
        };
        clipped = where_select(&mask, &Arg::Strong(clipped), &Arg::Strong(kept))?;
    }
    answer(args, clipped)
}

/// The dtype that is asked for, if every operand may be cast to it.
fn checked(dtype: DType, all: &[Arg], casting: Casting) -> Result<DType> {
    for arg in all {
        if let Arg::Strong(a) = arg
            && !casting.allows(a.dtype(), dtype)
        {
            let (from, rule) = (a.dtype(), casting.name());
            let message = format!(
                "Cannot cast ufunc 'clip' input from dtype('{from}') to dtype('{dtype}') with casting rule '{rule}'"
            );
            return Err(type_error(message).help("pass casting='unsafe' to cast all the same"));
        }
    }
    Ok(dtype)
}

/// A bound as it holds for a dtype: an integer beyond the range that never bounds anything is none.
fn reachable(limit: Arg, dtype: DType, lower: bool) -> Result<Option<Arg>> {
    match (&limit, dtype.int_range()) {
        (Arg::Weak(Num::Int(v)), Some((least, greatest)))
            if dtype != DType::Bool && !(least..=greatest).contains(v) =>
        {
            if (*v < least) == lower {
                return Ok(None);
            }
            crate::array::convert::check_fits(Num::Int(*v), dtype).map(|()| None)
        }
        _ => Ok(Some(limit)),
    }
}

/// Whether every element is the same number after a cast: for lazy arrays it takes a run.
fn keeps_values(array: &Lazy, cast: &Lazy) -> Result<bool> {
    let back = build::cast(cast, array.dtype());
    let same = crate::ops::call("array_equal", &[array.clone(), back], &[("equal_nan", Value::Bool(true))])?;
    Ok(same.compute()?.first().num.is_true())
}

fn astype(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
    let same = args.text("casting")? == Some("same_value");
    let casting = args.text("casting")?.filter(|_| !same).map_or(Ok(Casting::Unsafe), Casting::parse)?;
    if !casting.allows(array.dtype(), dtype) {
        let message = format!(
            "Cannot cast array data from dtype('{}') to dtype('{dtype}') according to the rule '{}'",
            array.dtype(),
            casting.name()
        );
        return Err(type_error(message).help("leave out `casting=` to cast all the same"));
    }
    if array.dtype().is_complex() && !dtype.is_complex() && dtype != DType::Bool {
        crate::diag::warn("ComplexWarning: Casting complex values to real discards the imaginary part");
    }
    if let (Some(Value::Array(a)), false) = (args.raw("a"), args.bool("copy", true)?)
        && a.dtype() == dtype
    {
        return Ok(Value::Array(a.clone()));
    }
    let cast = build::cast(&array, dtype);
    if same && !keeps_values(&array, &cast)? {
        let message = format!("could not cast 'same_value' {} to {dtype}", array.dtype());
        return Err(args.at("casting", value_error(message)).help("casting='unsafe' rounds and wraps around"));
    }
    match args.raw("a") {
        Some(Value::Scalar(_)) => args.answer(cast),
        _ => args.answer_array(cast),
    }
}
