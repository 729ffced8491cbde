//! `<` of Python's values, and sorting.

use std::cmp::Ordering;

use super::{equality, number, operators, truth};
use crate::array::Value;
use crate::diag::{Error, Result, type_error};
use crate::syntax::ast::CompareOp;

/// How two values are ordered; none where neither is less (NaN).
pub fn order(op: CompareOp, a: &Value, b: &Value) -> Result<Option<Ordering>> {
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Ok(Some(x.cmp(y))),
        (Value::Tuple(x), Value::Tuple(y)) => sequences(op, x, y),
        (Value::List(x), Value::List(y)) => {
            let (x, y) = (x.read().clone(), y.read().clone());
            sequences(op, &x, &y)
        }
        _ => match (a.as_scalar(), b.as_scalar()) {
            (Some(x), Some(y)) => number::order(x, y).ok_or_else(|| unordered(op, a, b)),
            _ => Err(unordered(op, a, b)),
        },
    }
}

fn unordered(op: CompareOp, a: &Value, b: &Value) -> Error {
    type_error(format!(
        "'{}' not supported between instances of '{}' and '{}'",
        op.symbol(),
        a.type_name(),
        b.type_name()
    ))
}

fn sequences(op: CompareOp, x: &[Value], y: &[Value]) -> Result<Option<Ordering>> {
    for (a, b) in x.iter().zip(y) {
        if !equality::equal(a, b)? {
            return order(op, a, b);
        }
    }
    Ok(Some(x.len().cmp(&y.len())))
}

/// Whether `a < b`, for values of any kind.
pub fn less(a: &Value, b: &Value) -> Result<bool> {
    match (a, b) {
        (Value::Array(_) | Value::Lazy(_), _) | (_, Value::Array(_) | Value::Lazy(_)) => {
            truth::truth(&operators::compare(CompareOp::Less, a, b)?)
        }
        _ => Ok(order(CompareOp::Less, a, b)? == Some(Ordering::Less)),
    }
}

/// Sorts by keys, keeping the order of equal ones.
pub fn sort_by_keys(mut items: Vec<(Value, Value)>, reverse: bool) -> Result<Vec<Value>> {
    let mut failed = None;
    items.sort_by(|(a, _), (b, _)| {
        let (a, b) = if reverse { (b, a) } else { (a, b) };
        let ordering = less(a, b).and_then(|l| {
            if l { Ok(Ordering::Less) } else { less(b, a).map(|g| if g { Ordering::Greater } else { Ordering::Equal }) }
        });
        ordering.unwrap_or_else(|e| {
            failed.get_or_insert(e);
            Ordering::Equal
        })
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(items.into_iter().map(|(_, v)| v).collect()),
    }
}
