//! What counts as true.

use super::world;
use crate::array::{Lazy, Value};
use crate::chunk::{Block, DType};
use crate::diag::{Error, Result, value_error};

/// Whether a value counts as true.
pub fn truth(value: &Value) -> Result<bool> {
    Ok(match value {
        Value::None => false,
        Value::Str(s) => !s.is_empty(),
        Value::Tuple(items) => !items.is_empty(),
        Value::List(items) => !items.read().is_empty(),
        Value::Set(items) => !items.read().table.is_empty(),
        Value::Dict(items) => !items.read().is_empty(),
        Value::Range(r) => !r.is_empty(),
        Value::Scalar(s) => s.num.is_true(),
        Value::Array(a) => return of_block(&a.block()),
        Value::Lazy(a) => return of_lazy(a),
        Value::Masked(m) if m.is_single() => false,
        Value::Masked(m) => return truth(&m.data),
        v => v.as_number().is_none_or(|n| n.is_true()),
    })
}

fn of_block(block: &Block) -> Result<bool> {
    match block.size() {
        1 => Ok(block.cast(DType::Bool).first().num.is_true()),
        0 => Err(value_error(
            "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.",
        )),
        _ => Err(ambiguous()),
    }
}

fn ambiguous() -> Error {
    value_error("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
        .help("for `and`, `or` and `not` of every element use `&`, `|` and `~`")
}

fn of_lazy(array: &Lazy) -> Result<bool> {
    if array.size().is_some_and(|n| n > 1) {
        return Err(ambiguous());
    }
    world::needs_values()?;
    of_block(&array.compute()?)
}
