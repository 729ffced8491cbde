//! Objects that make arrays of their index: `np.mgrid`, `np.ogrid`, `np.r_` and `np.c_`.

use std::any::Any;

use super::builtins::rows;
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
            Grids::Rows | Grids::Columns => "1:4, 7] makes an array of its parts",
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
        Grids::Rows => joined(&parts, |a| build::expand_dims(&a, if a.ndim() == 0 { &[0] } else { &[] }), 0),
        Grids::Columns => joined(&parts, column, -1),
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

/// A vector or a number as a column.
fn column(array: Lazy) -> Lazy {
    match array.ndim() {
        0 => build::expand_dims(&array, &[0, 1]),
        1 => build::expand_dims(&array, &[1]),
        _ => array,
    }
}

fn joined(parts: &[Value], shaped: fn(Lazy) -> Lazy, axis: i128) -> Result<Value> {
    let part = |value: &Value| match value {
        Value::Slice(slice) => numbers(slice).map(shaped),
        Value::Str(_) => Err(value_error("np.r_ and np.c_ take no directives in strings here")
            .help("np.concatenate and np.stack name an axis")),
        v => convert::to_lazy(v).map(shaped),
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
    let whole = ops::call("concatenate", &[], &[("arrays", Value::tuple(parts)), ("axis", Value::Int(axis))])?;
    plain(&whole)
}
