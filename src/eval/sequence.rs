//! Operators on strings, lists, tuples, sets and dicts.

use super::{dict_methods, equality, iterate};
use crate::array::{Set, Value};
use crate::chunk::cancel;
use crate::diag::{Result, memory_error, type_error};
use crate::syntax::ast::BinaryOp;

/// The most elements of a repeated sequence.
const MOST: usize = 1 << 32;

/// `a op b` where the operator is a sequence's or a set's.
pub fn binary(op: BinaryOp, a: &Value, b: &Value) -> Option<Result<Value>> {
    match op {
        BinaryOp::Add => concat(a, b),
        BinaryOp::Multiply => match (count(b), count(a)) {
            (Some(n), _) if is_sequence(a) => Some(repeat(a, n)),
            (_, Some(n)) if is_sequence(b) => Some(repeat(b, n)),
            _ if (is_sequence(a) && is_python(b)) || (is_sequence(b) && is_python(a)) => {
                let other = if is_sequence(a) { b } else { a };
                Some(Err(type_error(format!("can't multiply sequence by non-int of type '{}'", other.type_name()))))
            }
            _ => None,
        },
        BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::BitXor | BinaryOp::Subtract => match (a, b) {
            (Value::Set(x), Value::Set(y)) => Some(sets(op, &x.read().clone(), &y.read().clone())),
            (Value::Dict(x), Value::Dict(y)) if op == BinaryOp::BitOr => {
                Some(merge(x.read().clone(), &y.read().clone()))
            }
            _ => views(op, a, b),
        },
        _ => None,
    }
}

/// `a op b` where one of the two is the keys or the pairs of a dict.
fn views(op: BinaryOp, a: &Value, b: &Value) -> Option<Result<Value>> {
    let (x, y) = (dict_methods::as_set(a), dict_methods::as_set(b));
    if x.is_none() && y.is_none() {
        return None;
    }
    let set =
        |found: Option<Result<Value>>, value: &Value| found.unwrap_or_else(|| equality::set(iterate::collect(value)?));
    Some(set(x, a).and_then(|x| binary(op, &x, &set(y, b)?).unwrap_or(Ok(Value::None))))
}

fn is_sequence(value: &Value) -> bool {
    matches!(value, Value::Str(_) | Value::List(_) | Value::Tuple(_))
}

fn is_python(value: &Value) -> bool {
    is_sequence(value) || value.as_number().is_some() || matches!(value, Value::None | Value::Dict(_) | Value::Set(_))
}

/// How often to repeat: what is an int, but not an array.
fn count(value: &Value) -> Option<i128> {
    if matches!(value, Value::Array(_)) { None } else { value.as_int() }
}

fn concat(a: &Value, b: &Value) -> Option<Result<Value>> {
    let wrong = |name: &str| {
        let error = type_error(format!("can only concatenate {name} (not \"{}\") to {name}", b.type_name()));
        Some(Err(match name {
            "str" => error.help("str(x) makes a string of a value; f\"{x}\" does too"),
            _ if b.as_number().is_some() => error.help("to add a number to each element: np.array([1, 2]) + 1"),
            _ => error.help(format!("{name}(x) makes a {name} of a sequence")),
        }))
    };
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Some(Ok(Value::str(format!("{x}{y}")))),
        (Value::List(x), Value::List(y)) => {
            let (mut items, more) = (x.read().clone(), y.read().clone());
            items.extend(more);
            Some(Ok(Value::list(items)))
        }
        (Value::Tuple(x), Value::Tuple(y)) => Some(Ok(Value::tuple(x.iter().chain(y.iter()).cloned()))),
        (Value::Str(_), b) if is_python(b) => wrong("str"),
        (Value::List(_), b) if is_python(b) => wrong("list"),
        (Value::Tuple(_), b) if is_python(b) => wrong("tuple"),
        _ => None,
    }
}

fn repeat(value: &Value, n: i128) -> Result<Value> {
    let n = n.max(0) as usize;
    let check = |len: usize| match len.checked_mul(n) {
        Some(total) if total <= MOST => Ok(total),
        _ => Err(memory_error(format!("{len} elements {n} times are too many for a {}", value.type_name()))),
    };
    let items = match value {
        Value::Str(s) => {
            check(s.len())?;
            return Ok(Value::str(s.repeat(n)));
        }
        Value::Tuple(items) => items.to_vec(),
        v => v.items().unwrap_or_default(),
    };
    let mut repeated = Vec::with_capacity(check(items.len())?);
    for _ in 0..n {
        cancel::check()?;
        repeated.extend(items.iter().cloned());
    }
    Ok(if matches!(value, Value::Tuple(_)) { Value::tuple(repeated) } else { Value::list(repeated) })
}

fn sets(op: BinaryOp, x: &Set, y: &Set) -> Result<Value> {
    let mut kept = Vec::new();
    for (item, ()) in x.table.iter() {
        let both = equality::find(&y.table, item)?.is_some();
        if both == (op == BinaryOp::BitAnd) || op == BinaryOp::BitOr {
            kept.push(item.clone());
        }
    }
    if matches!(op, BinaryOp::BitOr | BinaryOp::BitXor) {
        for (item, ()) in y.table.iter() {
            if equality::find(&x.table, item)?.is_none() {
                kept.push(item.clone());
            }
        }
    }
    equality::elements(kept, x.frozen).map(equality::of_set)
}

fn merge(mut x: crate::array::Dict, y: &crate::array::Dict) -> Result<Value> {
    y.iter().try_for_each(|(k, v)| equality::insert(&mut x, k.clone(), v.clone()))?;
    Ok(Value::Dict(std::sync::Arc::new(parking_lot::RwLock::new(x))))
}
