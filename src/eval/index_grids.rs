//! Objects that make arrays of their index: `np.mgrid`, `np.ogrid`, `np.r_` and `np.c_`.

use std::any::Any;

use super::builtins::rows;
use super::masked_functions;
use crate::array::{Lazy, Object, Plain, Slice, Value, build, convert};
use crate::chunk::{DType, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::{self, Args, Function, Op};

/// What becomes of the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grids {
    /// A full grid of coordinates for each slice.
    Full,
    /// A grid for each slice that is long along its own axis alone.
    Open,
    /// All of the parts one after another.
    Rows,
    /// All of the parts as columns side by side.
    Columns,
    /// All of the parts one after another, as a masked array.
    MaskedRows,
}

static GETITEM: &[Op] = rows! { Method;
    "__getitem__" "self, key, /" "The array that the index describes." get;
};

impl Grids {
    fn name(self) -> &'static str {
        match self {
            Grids::Full => "mgrid",
            Grids::Open => "ogrid",
            Grids::Rows => "r_",
            Grids::Columns => "c_",
            Grids::MaskedRows => "ma.mr_",
        }
    }
}

impl Object for Grids {
    fn type_name(&self) -> &str {
        self.name()
    }

    fn repr(&self) -> String {
        let what = match self {
            Grids::Full | Grids::Open => "0:2, 0:3] makes grids of coordinates",
            Grids::Rows | Grids::Columns | Grids::MaskedRows => "1:4, 7] makes an array of its parts",
        };
        format!("<np.{}: {}[{what}>", self.name(), self.name())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let op = GETITEM.iter().find(|op| op.name == name)?;
        Some(Value::object(Function::method(op, Value::object(*self))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn get(args: &mut Args) -> Result<Value> {
    let Some(grids) = args.need("self")?.downcast::<Grids>().copied() else { return Err(args.wrong("self", "a grid")) };
    let key = args.need("key")?.clone();
    let parts = match &key {
        Value::Tuple(items) => items.to_vec(),
        one => vec![one.clone()],
    };
    match grids {
        Grids::Full | Grids::Open => coordinates(grids, &parts, !matches!(key, Value::Tuple(_))),
        Grids::Rows => joined(&parts, Plan { axis: 0, ndim: 1, place: -1 }),
        Grids::Columns => joined(&parts, Plan { axis: -1, ndim: 2, place: 0 }),
        Grids::MaskedRows => joined_masked(&parts, Plan { axis: 0, ndim: 1, place: -1 }),
    }
}

/// The numbers that a slice describes: by its step, or, where that is imaginary, by their count.
fn numbers(slice: &Slice) -> Result<Lazy> {
    let named = |name: &'static str, value: &Value| (name, value.clone());
    let start = if slice.start.is_none() { Value::Int(0) } else { slice.start.clone() };
    if slice.stop.is_none() {
        return Err(
            value_error("a slice of a grid needs an end").help("0:5 counts from 0 to 4, and 0:1:5j makes 5 numbers")
        );
    }
    match slice.step.as_scalar() {
        Some(Num::Complex(step)) => {
            let count = Value::Int(step.norm() as i128);
            ops::call("linspace", &[], &[named("start", &start), named("stop", &slice.stop), ("num", count)])
        }
        _ => {
            let step = if slice.step.is_none() { Value::Int(1) } else { slice.step.clone() };
            ops::call("arange", &[], &[named("start", &start), named("stop", &slice.stop), ("step", step)])
        }
    }
}

fn plain(array: &Lazy) -> Result<Value> {
    Ok(Value::Array(Plain::new(array.compute()?)))
}

fn coordinates(grids: Grids, parts: &[Value], single: bool) -> Result<Value> {
    let line = |value: &Value| match value {
        Value::Slice(slice) => numbers(slice),
        v => Err(type_error(format!("np.{} takes slices, and not a {}", grids.name(), v.type_name()))),
    };
    let lines: Vec<Lazy> = parts.iter().map(line).collect::<Result<_>>()?;
    if let ([only], true) = (&lines[..], single) {
        return plain(only);
    }
    let n = lines.len();
    let dtype = lines.iter().map(Lazy::dtype).reduce(DType::promote).unwrap_or(DType::I64);
    let open = lines.iter().enumerate().map(|(k, line)| {
        let others: Vec<usize> = (0..n).filter(|&j| j != k).collect();
        build::expand_dims(&build::cast(line, dtype), &others)
    });
    let open: Vec<Lazy> = open.collect();
    if grids == Grids::Open {
        return Ok(Value::tuple(open.iter().map(plain).collect::<Result<Vec<_>>>()?));
    }
    let shape: Vec<usize> = lines.iter().map(|l| l.node.shape()[0]).collect();
    let full: Vec<Lazy> = open.iter().map(|a| build::broadcast_to(a, &shape)).collect::<Result<_>>()?;
    plain(&build::stack(&full, 0)?)
}

/// How the parts of `np.r_` and `np.c_` are put together.
#[derive(Clone, Copy)]
struct Plan {
    axis: i128,
    /// The least number of axes of each part.
    ndim: usize,
    /// Where the first axis of a part with fewer comes.
    place: i128,
}

impl Plan {
    /// What a directive such as `'0,2,1'` says instead.
    fn directed(self, text: &str) -> Result<Plan> {
        let wrong = || {
            value_error(format!("unknown special directive {text:?}"))
                .help("it is up to three integers: 'axis,ndmin,place', such as '0,2'")
        };
        let numbers =
            text.split(',').map(|t| t.trim().parse::<i128>().map_err(|_| wrong())).collect::<Result<Vec<_>>>()?;
        if numbers.len() > 3 {
            return Err(wrong());
        }
        let ndim = numbers.get(1).map_or(Ok(self.ndim), |&n| usize::try_from(n).map_err(|_| wrong()))?;
        Ok(Plan { axis: numbers[0], ndim, place: numbers.get(2).copied().unwrap_or(self.place) })
    }

    /// The new axes of a part that has so many.
    fn new_axes(&self, has: usize) -> Vec<usize> {
        let more = self.ndim.saturating_sub(has);
        let before = match self.place {
            _ if has == 0 => more,
            -1 => more,
            place if place < 0 => (place + more as i128 + 1).clamp(0, more as i128) as usize,
            place => (place as usize).min(more),
        };
        (0..before).chain(before + has..more + has).collect()
    }

    /// A part with as many axes as it needs.
    fn shaped(&self, array: &Lazy) -> Lazy {
        build::expand_dims(array, &self.new_axes(array.ndim()))
    }

    /// What a directive at the front of the parts says, and the parts after it.
    fn read(self, parts: &[Value]) -> Result<(Plan, &[Value])> {
        match parts.split_first() {
            Some((Value::Str(text), rest)) => Ok((self.directed(text)?, rest)),
            _ => Ok((self, parts)),
        }
    }
}

/// As `joined`, for parts that may be masked.
fn joined_masked(parts: &[Value], plan: Plan) -> Result<Value> {
    let (plan, parts) = plan.read(parts)?;
    let part = |value: &Value| {
        let value = if let Value::Slice(slice) = value { plain(&numbers(slice)?)? } else { value.clone() };
        masked_functions::with_axes(&value, &plan.new_axes(masked_functions::axes_of(&value)?))
    };
    masked_functions::joined(parts.iter().map(part).collect::<Result<_>>()?, plan.axis)
}

fn joined(parts: &[Value], plan: Plan) -> Result<Value> {
    let (plan, parts) = plan.read(parts)?;
    let part = |value: &Value| match value {
        Value::Slice(slice) => numbers(slice).map(|a| plan.shaped(&a)),
        Value::Str(_) => Err(value_error("special directives must be the first entry.")),
        v => convert::to_lazy(v).map(|a| plan.shaped(&a)),
    };
    let arrays: Vec<Lazy> = parts.iter().map(part).collect::<Result<_>>()?;
    // Python numbers take the dtype that they have beside the arrays.
    let numbers: Vec<Option<Num>> = parts.iter().map(Value::as_number).collect();
    let strong =
        arrays.iter().zip(&numbers).filter(|(_, n)| n.is_none()).map(|(a, _)| a.dtype()).reduce(DType::promote);
    let dtype = strong.map(|d| numbers.iter().flatten().fold(d, |found, n| found.promote(n.promote_weak(d))));
    if let Some(dtype) = dtype {
        numbers.iter().flatten().try_for_each(|&n| convert::check_fits(n, dtype))?;
    }
    let cast = |a: Lazy| Value::Lazy(dtype.map_or(a.clone(), |d| build::cast(&a, d)));
    let parts: Vec<Value> = arrays.into_iter().map(cast).collect();
    let whole = ops::call("concatenate", &[], &[("arrays", Value::tuple(parts)), ("axis", Value::Int(plan.axis))])?;
    plain(&whole)
}
