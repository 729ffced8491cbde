//! Attributes of arrays that are not operations: what they are.

use super::array_methods::METHODS;
use super::blocks::picker;
use super::flat::Flat;
use super::length::product;
use super::nd_iterators::Flags;
use crate::array::{Lazy, Plain, Value, build};
use crate::chunk::{Block, Cut, DType};
use crate::diag::Result;
use crate::ops::{Function, Op};

/// An attribute of arrays of some kind.
struct Attribute {
    name: &'static str,
    kind: Kind,
    get: fn(&Value) -> Value,
}

/// Which arrays have an attribute.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    All,
    /// Lazy ones.
    Late,
    /// Those in memory.
    Held,
    /// Scalars.
    Single,
}

impl Kind {
    fn has(self, array: &Value) -> bool {
        match self {
            Kind::All => true,
            Kind::Late => matches!(array, Value::Lazy(_)),
            Kind::Held => matches!(array, Value::Array(_)),
            Kind::Single => matches!(array, Value::Scalar(_)),
        }
    }
}

macro_rules! attributes {
    ($($name:literal $kind:ident $get:expr;)*) => {
        &[$(Attribute { name: $name, kind: Kind::$kind, get: $get }),*]
    };
}

static ATTRIBUTES: &[Attribute] = attributes! {
    "shape" All shape;
    "ndim" All |v| Value::Int(lengths(v).len() as i128);
    "size" All |v| size(v, 1);
    "dtype" All |v| Value::DType(dtype(v));
    "itemsize" All |v| Value::Int(dtype(v).size() as i128);
    "nbytes" All |v| size(v, dtype(v).size());
    "chunks" Late |v| with_lazy(v, |a| Value::tuple(a.grid().axes.iter().map(chunk_sizes)));
    "chunksize" Late |v| with_lazy(v, |a| Value::tuple(a.grid().axes.iter().map(|c| if c.is_unknown() { length(None) } else { length(Some(c.largest())) })));
    "numblocks" Late |v| with_lazy(v, |a| Value::tuple(a.grid().counts().iter().map(|&n| Value::Int(n as i128))));
    "npartitions" Late |v| with_lazy(v, |a| Value::Int(a.grid().chunks() as i128));
    "name" Late |v| with_lazy(v, |a| Value::str(format!("{}-{}", a.node.name, a.node.id)));
    "blocks" Late |v| with_lazy(v, |a| picker(a, "blocks"));
    "partitions" Late |v| with_lazy(v, |a| picker(a, "blocks"));
    "vindex" Late |v| with_lazy(v, |a| picker(a, "vindex"));
    "strides" Held |v| with_plain(v, |a| Value::tuple(a.block().strides().iter().map(|s| Value::Int(*s as i128 * a.dtype().size() as i128))));
    "base" Held |v| with_plain(v, |a| a.base().map_or(Value::None, Value::Array));
    "flags" Held |v| with_plain(v, |a| Value::object(Flags { of: a.clone(), scalar: false }));
    "flags" Single |v| with_scalar(v, |of| Value::object(Flags { of, scalar: true }));
    "flat" Single |v| with_scalar(v, |a| Value::object(Flat(a)));
    "strides" Single |_| Value::tuple([]);
    "base" Single |_| Value::None;
    "device" All |_| Value::str("cpu");
    "flat" Late |v| with_lazy(v, |a| build::reshape(a, &[a.node.shape().iter().product()]).map_or(Value::None, Value::Lazy));
    "flat" Held |v| with_plain(v, |a| Value::object(Flat(a.clone())));
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

/// The lengths of the axes; those that are not known are counted when a number is made of them.
fn shape(value: &Value) -> Value {
    match value {
        Value::Lazy(a) => Value::tuple((0..a.ndim()).map(|k| product(a, vec![k], 1))),
        v => Value::tuple(lengths(v).into_iter().map(length)),
    }
}

/// The number of elements times a number.
fn size(value: &Value, by: usize) -> Value {
    match value {
        Value::Lazy(a) => product(a, (0..a.ndim()).collect(), by),
        v => Value::Int(lengths(v).into_iter().flatten().fold(by as i128, |p, n| p.saturating_mul(n as i128))),
    }
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

/// What is made of a scalar as an array of shape `()`.
fn with_scalar(value: &Value, get: impl FnOnce(Plain) -> Value) -> Value {
    match value {
        Value::Scalar(s) => get(Plain::new(Block::scalar(*s))),
        _ => Value::None,
    }
}

fn with_plain(value: &Value, get: impl FnOnce(&Plain) -> Value) -> Value {
    match value {
        Value::Array(a) => get(a),
        _ => Value::None,
    }
}

/// The attribute of that name, if it is one of these.
pub fn get(array: &Value, name: &str) -> Result<Option<Value>> {
    if let Some(attribute) = ATTRIBUTES.iter().find(|a| a.name == name && a.kind.has(array)) {
        return Ok(Some((attribute.get)(array)));
    }
    Ok(method(name).map(|op| Value::object(Function::method(op, array.clone()))))
}

/// The method of that name, if it is one of those that make arrays run.
pub fn method(name: &str) -> Option<&'static Op> {
    METHODS.iter().find(|m| m.name == name)
}

/// The names that `get` knows.
pub fn names(array: &Value) -> impl Iterator<Item = &'static str> {
    ATTRIBUTES.iter().filter(|a| a.kind.has(array)).map(|a| a.name).chain(METHODS.iter().map(|m| m.name))
}
