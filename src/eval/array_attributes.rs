//! Attributes of arrays that are not operations: what they are, and what makes a lazy one run.

use super::builtins::rows;
use super::world;
use crate::array::{Lazy, Value, compute};
use crate::chunk::{Cut, DType};
use crate::diag::Result;
use crate::ops::{Args, Function, Op};

/// An attribute of any array, and whether lazy ones alone have it.
struct Attribute {
    name: &'static str,
    lazy: bool,
    get: fn(&Value) -> Value,
}

macro_rules! attributes {
    ($($name:literal $lazy:literal $get:expr;)*) => {
        &[$(Attribute { name: $name, lazy: $lazy, get: $get }),*]
    };
}

static ATTRIBUTES: &[Attribute] = attributes! {
    "shape" false |v| Value::tuple(lengths(v).into_iter().map(length));
    "ndim" false |v| Value::Int(lengths(v).len() as i128);
    "size" false |v| product(&lengths(v), 1);
    "dtype" false |v| Value::DType(dtype(v));
    "itemsize" false |v| Value::Int(dtype(v).size() as i128);
    "nbytes" false |v| product(&lengths(v), dtype(v).size());
    "chunks" true |v| with_lazy(v, |a| Value::tuple(a.grid().axes.iter().map(chunk_sizes)));
    "chunksize" true |v| with_lazy(v, |a| Value::tuple(a.grid().axes.iter().map(|c| if c.is_unknown() { length(None) } else { length(Some(c.largest())) })));
    "numblocks" true |v| with_lazy(v, |a| Value::tuple(a.grid().counts().iter().map(|&n| Value::Int(n as i128))));
    "npartitions" true |v| with_lazy(v, |a| Value::Int(a.grid().chunks() as i128));
    "name" true |v| with_lazy(v, |a| Value::str(format!("{}-{}", a.node.name, a.node.id)));
};

/// The methods that make lazy arrays run.
static METHODS: &[Op] = rows! { Method;
    "compute" "a, **kwargs" "Runs the graph: the values of a lazy array." run;
    "persist" "a, **kwargs" "Runs the graph and holds the chunks: the same lazy array, its chunks in memory." persist;
    "visualize" "a, *args, **kwargs" "Draws the graph." super::dask::visualize;
};

fn dtype(value: &Value) -> DType {
    match value {
        Value::Array(a) => a.dtype(),
        Value::Lazy(a) => a.dtype(),
        Value::Scalar(s) => s.dtype,
        _ => DType::F64,
    }
}

fn lengths(value: &Value) -> Vec<Option<usize>> {
    match value {
        Value::Array(a) => a.shape().iter().map(|&n| Some(n)).collect(),
        Value::Lazy(a) => a.lengths(),
        _ => Vec::new(),
    }
}

fn length(n: Option<usize>) -> Value {
    n.map_or(Value::Float(f64::NAN), |n| Value::Int(n as i128))
}

fn product(lengths: &[Option<usize>], by: usize) -> Value {
    let product = lengths.iter().try_fold(by as i128, |p, n| n.map(|n| p.saturating_mul(n as i128)));
    product.map_or(Value::Float(f64::NAN), Value::Int)
}

fn chunk_sizes(cut: &Cut) -> Value {
    let size = |n: usize| if cut.is_unknown() { length(None) } else { length(Some(n)) };
    Value::tuple(cut.iter().map(size))
}

fn with_lazy(value: &Value, get: impl FnOnce(&Lazy) -> Value) -> Value {
    match value {
        Value::Lazy(a) => get(a),
        _ => Value::None,
    }
}

/// The attribute of that name, if it is one of these.
pub fn get(array: &Value, name: &str) -> Result<Option<Value>> {
    let lazy = matches!(array, Value::Lazy(_));
    if let Some(attribute) = ATTRIBUTES.iter().find(|a| a.name == name && (lazy || !a.lazy)) {
        return Ok(Some((attribute.get)(array)));
    }
    let method = METHODS.iter().find(|m| m.name == name);
    Ok(method.map(|op| Value::object(Function::method(op, array.clone()))))
}

/// The names that `get` knows.
pub fn names(array: &Value) -> impl Iterator<Item = &'static str> + use<> {
    let lazy = matches!(array, Value::Lazy(_));
    ATTRIBUTES.iter().filter(move |a| lazy || !a.lazy).map(|a| a.name).chain(METHODS.iter().map(|m| m.name))
}

/// What several values compute to, with a single run; what is not lazy stays as it is.
pub fn compute_all(values: &[Value]) -> Result<Vec<Value>> {
    let lazies: Vec<Lazy> =
        values.iter().filter_map(|v| if let Value::Lazy(a) = v { Some(a.clone()) } else { None }).collect();
    if world::is_dry() || lazies.is_empty() {
        return Ok(values.to_vec());
    }
    let mut blocks = compute(&lazies)?.into_iter();
    let value = |v: &Value| match v {
        Value::Lazy(_) => blocks.next().map_or(Value::None, crate::array::convert::plain_value),
        v => v.clone(),
    };
    Ok(values.iter().map(value).collect())
}

fn run(args: &mut Args) -> Result<Value> {
    compute_all(&[args.need("a")?.clone()]).map(|mut values| values.swap_remove(0))
}

fn persist(args: &mut Args) -> Result<Value> {
    match args.need("a")? {
        Value::Lazy(a) if !world::is_dry() => a.persist().map(Value::Lazy),
        v => Ok(v.clone()),
    }
}
