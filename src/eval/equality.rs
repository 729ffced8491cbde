//! `==` of Python's values, and what rests on it: dicts, sets and `in`.

use std::sync::Arc;

use parking_lot::RwLock;

use super::{number, operators, truth};
use crate::array::table::Table;
use crate::array::{Dict, Set, Value};
use crate::diag::{Result, type_error};
use crate::ops::Function;
use crate::syntax::ast::CompareOp;

/// Whether two values are the same thing (`is`).
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::None, Value::None) | (Value::Ellipsis, Value::Ellipsis) => true,
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Int(x), Value::Int(y)) => x == y,
        (Value::Float(x), Value::Float(y)) => x.to_bits() == y.to_bits(),
        (Value::Str(x), Value::Str(y)) => x == y,
        (Value::DType(x), Value::DType(y)) => x == y,
        (Value::Tuple(x), Value::Tuple(y)) => Arc::ptr_eq(x, y) || (x.is_empty() && y.is_empty()),
        (Value::List(x), Value::List(y)) => Arc::ptr_eq(x, y),
        (Value::Set(x), Value::Set(y)) => Arc::ptr_eq(x, y),
        (Value::Dict(x), Value::Dict(y)) => Arc::ptr_eq(x, y),
        (Value::Array(x), Value::Array(y)) => x.is_same(y),
        (Value::Masked(x), Value::Masked(y)) => Arc::ptr_eq(x, y),
        (Value::Lazy(x), Value::Lazy(y)) => Arc::ptr_eq(&x.node, &y.node),
        (Value::Object(x), Value::Object(y)) => Arc::ptr_eq(x, y) || same_objects(a, b),
        _ => false,
    }
}

/// Whether two objects stand for the same type, module or operation.
fn same_objects(a: &Value, b: &Value) -> bool {
    if let (Some(f), Some(g)) = (a.downcast::<Function>(), b.downcast::<Function>()) {
        return std::ptr::eq(f.op, g.op) && f.lazy == g.lazy && f.receiver.is_none() && g.receiver.is_none();
    }
    let named = |v: &Value| match v {
        Value::Object(o) if matches!(o.type_name(), "type" | "module") => Some(o.repr()),
        _ => None,
    };
    named(a).is_some_and(|name| named(b) == Some(name))
}

/// Whether two values are equal, as elements of containers are held against each other.
pub fn equal(a: &Value, b: &Value) -> Result<bool> {
    Ok(match (a, b) {
        (Value::Array(_) | Value::Lazy(_) | Value::Masked(_), _)
        | (_, Value::Array(_) | Value::Lazy(_) | Value::Masked(_)) => {
            return same_or(a, b, || truth::truth(&operators::compare(CompareOp::Equal, a, b)?));
        }
        (Value::Str(x), Value::Str(y)) => x == y,
        (Value::Tuple(x), Value::Tuple(y)) => return all_equal(x, y),
        (Value::List(x), Value::List(y)) => {
            let (x, y) = (x.read().clone(), y.read().clone());
            return all_equal(&x, &y);
        }
        (Value::Set(x), Value::Set(y)) => {
            let (x, y) = (x.read().clone(), y.read().clone());
            return Ok(x.table.len() == y.table.len() && has_all(&y, &x)?);
        }
        (Value::Dict(x), Value::Dict(y)) => {
            let (x, y) = (x.read().clone(), y.read().clone());
            return dicts_equal(&x, &y);
        }
        (Value::Range(x), Value::Range(y)) => x == y || (x.is_empty() && y.is_empty()) || x.iter().eq(y.iter()),
        (Value::Slice(x), Value::Slice(y)) => {
            equal(&x.start, &y.start)? && equal(&x.stop, &y.stop)? && equal(&x.step, &y.step)?
        }
        (Value::DType(d), other) | (other, Value::DType(d)) => {
            crate::ops::dtype_of(other).is_ok_and(|o| o == *d) && !matches!(other, Value::Scalar(_))
        }
        _ => match (a.as_scalar(), b.as_scalar()) {
            (Some(x), Some(y)) => number::equal(x, y),
            _ => same(a, b),
        },
    })
}

fn same_or(a: &Value, b: &Value, other: impl FnOnce() -> Result<bool>) -> Result<bool> {
    if same(a, b) { Ok(true) } else { other() }
}

fn all_equal(x: &[Value], y: &[Value]) -> Result<bool> {
    if x.len() != y.len() {
        return Ok(false);
    }
    super::stack::check()?;
    for (a, b) in x.iter().zip(y) {
        if !same(a, b) && !equal(a, b)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a set has all elements of another one.
pub fn has_all(set: &Set, wanted: &Set) -> Result<bool> {
    for (value, ()) in wanted.table.iter() {
        if find(&set.table, value)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn dicts_equal(x: &Dict, y: &Dict) -> Result<bool> {
    if x.len() != y.len() {
        return Ok(false);
    }
    for (key, value) in x.iter() {
        match get(y, key)? {
            Some(other) if same(value, other) || equal(value, other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Whether a value is among these.
pub fn contains(items: &[Value], value: &Value) -> Result<bool> {
    place(items, value).map(|k| k.is_some())
}

/// The place of a value among these.
pub fn place(items: &[Value], value: &Value) -> Result<Option<usize>> {
    for (k, item) in items.iter().enumerate() {
        if same(item, value) || equal(item, value)? {
            return Ok(Some(k));
        }
    }
    Ok(None)
}

/// An error for a value that may change, and so cannot be a key or in a set.
pub fn check_key(key: &Value) -> Result<()> {
    match key {
        Value::Set(set) if set.read_recursive().frozen => Ok(()),
        Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Array(_) | Value::Slice(_) => {
            let name = if matches!(key, Value::Array(_)) { "numpy.ndarray" } else { key.type_name() };
            Err(type_error(format!("unhashable type: '{name}'")).help("a tuple can be a key"))
        }
        Value::Tuple(items) => items.iter().try_for_each(check_key),
        _ => Ok(()),
    }
}

/// The place of a key in a dict or a set.
pub fn find<V>(table: &Table<V>, key: &Value) -> Result<Option<usize>> {
    table.find(key, |known| Ok(same(known, key) || equal(known, key)?))
}

/// The value of a key in a dict.
pub fn get<'a>(dict: &'a Dict, key: &Value) -> Result<Option<&'a Value>> {
    Ok(find(dict, key)?.and_then(|k| dict.at(k)).map(|(_, value)| value))
}

/// Puts a value into a dict under a key.
pub fn insert(dict: &mut Dict, key: Value, value: Value) -> Result<()> {
    check_key(&key)?;
    match find(dict, &key)? {
        Some(k) => dict.set(k, value),
        None => dict.push((key, value)),
    }
    Ok(())
}

/// Puts an element into a set.
pub fn put(set: &mut Set, value: Value) -> Result<()> {
    check_key(&value)?;
    if find(&set.table, &value)?.is_none() {
        set.table.push((value, ()));
    }
    Ok(())
}

/// The elements of a set.
pub fn elements(items: impl IntoIterator<Item = Value>, frozen: bool) -> Result<Set> {
    let mut set = Set { frozen, ..Set::default() };
    items.into_iter().try_for_each(|item| put(&mut set, item))?;
    Ok(set)
}

/// A set of these.
pub fn set(items: impl IntoIterator<Item = Value>) -> Result<Value> {
    elements(items, false).map(of_set)
}

/// A set as a value.
pub fn of_set(set: Set) -> Value {
    Value::Set(Arc::new(RwLock::new(set)))
}
