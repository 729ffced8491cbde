//! Operators: Python's on Python's values, the table's operations where an array takes part.

use std::cmp::Ordering;

use super::call::Arguments;
use super::{call, equality, iterate, number, order, percent, sequence, truth};
use crate::array::{Set, Value};
use crate::chunk::{DType, Num};
use crate::diag::{Error, Result, not_implemented, type_error};
use crate::ops::{self, Function, Place};
use crate::syntax::ast::{BinaryOp, CompareOp, UnaryOp};

/// The row of the table that does a binary operator on arrays.
pub fn row_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "add",
        BinaryOp::Subtract => "subtract",
        BinaryOp::Multiply => "multiply",
        BinaryOp::Divide => "divide",
        BinaryOp::FloorDivide => "floor_divide",
        BinaryOp::Remainder => "remainder",
        BinaryOp::Power => "power",
        BinaryOp::MatMul => "matmul",
        BinaryOp::BitAnd => "bitwise_and",
        BinaryOp::BitOr => "bitwise_or",
        BinaryOp::BitXor => "bitwise_xor",
        BinaryOp::ShiftLeft => "left_shift",
        BinaryOp::ShiftRight => "right_shift",
    }
}

fn compare_row(op: CompareOp) -> Option<&'static str> {
    Some(match op {
        CompareOp::Equal => "equal",
        CompareOp::NotEqual => "not_equal",
        CompareOp::Less => "less",
        CompareOp::LessEqual => "less_equal",
        CompareOp::Greater => "greater",
        CompareOp::GreaterEqual => "greater_equal",
        _ => return None,
    })
}

fn unary_row(op: UnaryOp) -> Option<&'static str> {
    Some(match op {
        UnaryOp::Negative => "negative",
        UnaryOp::Positive => "positive",
        UnaryOp::Invert => "invert",
        UnaryOp::Not => return None,
    })
}

const COMPARISONS: [&str; 6] = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"];

/// Calls an operation of the table.
pub fn row(name: &str, operands: &[&Value]) -> Result<Value> {
    let Some(op) = ops::find(Place::Np, name) else { return Err(not_implemented(format!("{name} is not there yet"))) };
    let dry = super::world::is_dry();
    // These operators of masked arrays are the functions of `np.ma`; the others are those of `np`.
    let own = ["add", "subtract", "multiply", "divide", "floor_divide", "power"].contains(&name)
        || COMPARISONS.contains(&name);
    let masked = own && operands.iter().any(|v| matches!(v, Value::Masked(_)));
    let function = if masked { Function::masked(op, dry) } else { Function::new(op, dry) };
    call::call(&Value::object(function), Arguments::of(operands.iter().map(|v| (*v).clone())))
}

/// Calls an operation that is found in a place.
pub fn named_function(place: Place, name: &str, operands: &[&Value]) -> Result<Value> {
    let Some(op) = ops::find(place, name) else { return Err(not_implemented(format!("{name} is not there yet"))) };
    call::call_with(&Value::object(Function::new(op, false)), operands.iter().map(|v| (*v).clone()))
}

/// An operator between a scalar and a number or another scalar, at once.
fn of_numbers(name: &str, a: &Value, b: &Value) -> Option<Result<Value>> {
    let is_number = |v: &Value| matches!(v, Value::Scalar(_)) || v.as_number().is_some();
    if !is_number(a) || !is_number(b) || super::world::is_dry() {
        return None;
    }
    ops::elementwise::of_numbers(ops::elementwise::find_ufunc(name)?, &[a, b])
}

fn is_boolean_array(value: &Value) -> bool {
    match value {
        Value::Array(a) => a.dtype() == DType::Bool,
        Value::Lazy(a) => a.dtype() == DType::Bool,
        _ => false,
    }
}

/// The number of a single one, Python's or NumPy's.
fn number_of(value: &Value) -> Option<Num> {
    match value {
        Value::Scalar(s) => Some(s.num),
        value => value.as_number(),
    }
}

fn is_array(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Lazy(_) | Value::Scalar(_) | Value::Masked(_))
}

/// Whether an operator between them is the table's: one is an array, and the other can be its operand.
fn is_tables(a: &Value, b: &Value) -> bool {
    (is_array(a) || is_array(b)) && is_operand(a) && is_operand(b)
}

fn is_operand(value: &Value) -> bool {
    is_array(value)
        || value.as_number().is_some()
        || matches!(value, Value::List(_) | Value::Tuple(_) | Value::Range(_))
}

/// `a op b`
pub fn binary(op: BinaryOp, a: &Value, b: &Value) -> Result<Value> {
    if let (Some(x), Some(y)) = (a.as_number(), b.as_number()) {
        return number::binary(op, x, y).unwrap_or_else(|| Err(unsupported(op, a, b))).map(Value::number);
    }
    if let Some(result) = sequence::binary(op, a, b) {
        return result;
    }
    if is_tables(a, b) {
        // As NumPy's arrays have it: the square is an operation of its own, which keeps booleans small.
        if op == BinaryOp::Power && is_boolean_array(a) && matches!(number_of(b), Some(Num::Int(2))) {
            return row("square", &[a]);
        }
        return of_numbers(row_name(op), a, b).unwrap_or_else(|| row(row_name(op), &[a, b]));
    }
    match (op, a) {
        (BinaryOp::Remainder, Value::Str(text)) => percent::format(text, b).map(Value::str),
        _ => own_operator(op, a, b).unwrap_or_else(|| Err(unsupported(op, a, b))),
    }
}

/// An operator that an object has by itself, under the name of its row.
fn own_operator(op: BinaryOp, a: &Value, b: &Value) -> Option<Result<Value>> {
    let own = |x: &Value, name: &str| match x {
        Value::Object(o) => o.attribute(name),
        _ => None,
    };
    if let Some(method) = own(a, &format!("__{}__", row_name(op))) {
        return Some(call::call_with(&method, [b.clone()]));
    }
    let method = own(b, &format!("__r{}__", row_name(op)))?;
    Some(call::call_with(&method, [a.clone()]))
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Tuple(_))
}

fn unsupported(op: BinaryOp, a: &Value, b: &Value) -> Error {
    let error = type_error(format!(
        "unsupported operand type(s) for {}: '{}' and '{}'",
        op.symbol(),
        a.type_name(),
        b.type_name()
    ));
    match (op, a, b) {
        (BinaryOp::Add, Value::Str(_), _) | (BinaryOp::Add, _, Value::Str(_)) => {
            error.help("str(x) makes a string of a value; f\"{x}\" does too")
        }
        _ if is_list(a) || is_list(b) => error.help("arrays do arithmetic, lists do not: np.array([1, 2])"),
        (BinaryOp::BitXor, ..) => error.help("a power is written with `**`"),
        _ => error,
    }
}

/// `op a`
pub fn unary(op: UnaryOp, a: &Value) -> Result<Value> {
    let unsupported = || type_error(format!("bad operand type for unary {}: '{}'", op.symbol(), a.type_name()));
    if let Some(num) = a.as_number() {
        return number::unary(op, num).unwrap_or_else(|| Err(unsupported())).map(Value::number);
    }
    match unary_row(op) {
        Some(name) if is_array(a) => row(name, &[a]),
        _ => Err(unsupported()),
    }
}

/// `a op b` of a comparison.
pub fn compare(op: CompareOp, a: &Value, b: &Value) -> Result<Value> {
    let bool = |v: Result<bool>| v.map(Value::Bool);
    match op {
        CompareOp::Is => return Ok(Value::Bool(equality::same(a, b))),
        CompareOp::IsNot => return Ok(Value::Bool(!equality::same(a, b))),
        CompareOp::In => return bool(contains(b, a)),
        CompareOp::NotIn => return bool(contains(b, a).map(|v| !v)),
        _ => {}
    }
    if is_tables(a, b)
        && let Some(name) = compare_row(op)
    {
        return of_numbers(name, a, b).unwrap_or_else(|| row(name, &[a, b]));
    }
    match op {
        CompareOp::Equal => bool(equality::equal(a, b)),
        CompareOp::NotEqual => bool(equality::equal(a, b).map(|v| !v)),
        _ => match (a, b) {
            (Value::Set(x), Value::Set(y)) => bool(subset(op, &x.read().clone(), &y.read().clone())),
            _ => Ok(Value::Bool(holds(op, order::order(op, a, b)?))),
        },
    }
}

fn holds(op: CompareOp, ordering: Option<Ordering>) -> bool {
    match op {
        CompareOp::Less => ordering == Some(Ordering::Less),
        CompareOp::LessEqual => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
        CompareOp::Greater => ordering == Some(Ordering::Greater),
        _ => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn subset(op: CompareOp, x: &Set, y: &Set) -> Result<bool> {
    let (small, large) = if matches!(op, CompareOp::Less | CompareOp::LessEqual) { (x, y) } else { (y, x) };
    let all = equality::has_all(large, small)?;
    let strict = matches!(op, CompareOp::Less | CompareOp::Greater);
    Ok(all && (!strict || small.table.len() < large.table.len()))
}

/// Whether `value in holder`.
fn contains(holder: &Value, value: &Value) -> Result<bool> {
    match (holder, value) {
        (Value::Str(text), Value::Str(part)) => Ok(text.contains(&**part)),
        (Value::Str(_), v) => {
            Err(type_error(format!("'in <string>' requires string as left operand, not {}", v.type_name())))
        }
        (Value::Dict(dict), key) => {
            equality::check_key(key)?;
            Ok(equality::find(&dict.read_recursive(), key)?.is_some())
        }
        (Value::Set(items), value) => {
            if !matches!(value, Value::Set(_)) {
                equality::check_key(value)?;
            }
            equality::find(&items.read_recursive().table, value).map(|k| k.is_some())
        }
        (Value::List(items), value) => equality::contains(&items.read_recursive(), value),
        (Value::Range(r), v) if v.as_int().is_some() => {
            let v = v.as_int().unwrap_or_default();
            Ok((0..r.len() as i128).contains(&((v - r.start) / r.step)) && (v - r.start) % r.step == 0)
        }
        (Value::Array(_) | Value::Lazy(_), v) => truth::truth(&row("any", &[&compare(CompareOp::Equal, holder, v)?])?),
        _ => match iterate::collect(holder) {
            Ok(items) => equality::contains(&items, value),
            Err(_) => Err(type_error(format!("argument of type '{}' is not iterable", holder.type_name()))
                .help("what stands after `in` is a list, a range, a string, a dict or an array")),
        },
    }
}
