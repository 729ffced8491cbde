//! The methods of sets.

use std::sync::Arc;

use parking_lot::RwLock;

use super::builtins::rows;
use super::{equality, iterate, operators, text};
use crate::array::{Set, Value};
use crate::diag::{Result, key_error};
use crate::ops::{Args, Op};
use crate::syntax::ast::{BinaryOp, CompareOp};

/// What a set and a frozenset have.
pub static METHODS: &[Op] = rows! { Method;
    "copy" "self" "Another set of the same values." copy;
    "difference" "self, *others" "The values that the others do not have." difference;
    "intersection" "self, *others" "The values that all have." intersection;
    "isdisjoint" "self, other, /" "Whether no value is in both." isdisjoint;
    "issubset" "self, other, /" "Whether the other has every value." issubset;
    "issuperset" "self, other, /" "Whether every value of the other is here." issuperset;
    "symmetric_difference" "self, other, /" "The values that one of the two has." symmetric_difference;
    "union" "self, *others" "The values that any of them has." union;
};

/// What changes a set.
pub static CHANGES: &[Op] = rows! { Method;
    "add" "self, value, /" "Puts a value in." add;
    "clear" "self" "Takes all values away." clear;
    "difference_update" "self, *others" "Takes away what the others have." difference_update;
    "discard" "self, value, /" "Takes a value away, if it is there." discard;
    "intersection_update" "self, *others" "Keeps what all the others have." intersection_update;
    "pop" "self" "Takes a value away and gives it." pop;
    "remove" "self, value, /" "Takes a value away." remove;
    "symmetric_difference_update" "self, other, /" "Makes it the values that one of the two has." symmetric_update;
    "update" "self, *others" "Puts several values in." update;
};

fn this(args: &Args) -> Result<Arc<RwLock<Set>>> {
    match args.need("self")? {
        Value::Set(items) => Ok(items.clone()),
        _ => Err(args.wrong("self", "a set")),
    }
}

fn add(args: &mut Args) -> Result<Value> {
    let value = args.need("value")?.clone();
    put(&this(args)?, [value])
}

fn put(set: &Arc<RwLock<Set>>, values: impl IntoIterator<Item = Value>) -> Result<Value> {
    values.into_iter().try_for_each(|value| equality::put(&mut set.write(), value)).map(|()| Value::None)
}

fn clear(args: &mut Args) -> Result<Value> {
    this(args)?.write().table.clear();
    Ok(Value::None)
}

fn copy(args: &mut Args) -> Result<Value> {
    Ok(equality::of_set(this(args)?.read().clone()))
}

fn other(args: &Args) -> Result<Value> {
    equality::set(iterate::collect(args.need("other")?).map_err(|e| args.at("other", e))?)
}

/// The set with each of the others in turn.
fn with(args: &Args, op: BinaryOp) -> Result<Value> {
    let mut result = equality::of_set(this(args)?.read().clone());
    for other in args.rest("others") {
        let other = equality::set(iterate::collect(&other).map_err(|e| args.at("others", e))?)?;
        result = operators::binary(op, &result, &other)?;
    }
    Ok(result)
}

/// Makes the set what another one is.
fn become_set(args: &Args, result: Value) -> Result<Value> {
    if let Value::Set(result) = result {
        let result = result.read().clone();
        *this(args)?.write() = result;
    }
    Ok(Value::None)
}

fn difference(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::Subtract)
}

fn difference_update(args: &mut Args) -> Result<Value> {
    become_set(args, with(args, BinaryOp::Subtract)?)
}

fn intersection(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::BitAnd)
}

fn intersection_update(args: &mut Args) -> Result<Value> {
    become_set(args, with(args, BinaryOp::BitAnd)?)
}

fn symmetric_difference(args: &mut Args) -> Result<Value> {
    operators::binary(BinaryOp::BitXor, args.need("self")?, &other(args)?)
}

fn symmetric_update(args: &mut Args) -> Result<Value> {
    let result = symmetric_difference(args)?;
    become_set(args, result)
}

fn union(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::BitOr)
}

fn isdisjoint(args: &mut Args) -> Result<Value> {
    let both = operators::binary(BinaryOp::BitAnd, args.need("self")?, &other(args)?)?;
    Ok(Value::Bool(both.items().is_none_or(|items| items.is_empty())))
}

fn pop(args: &mut Args) -> Result<Value> {
    let first = this(args)?.write().table.pop_first();
    first.map(|(value, ())| value).ok_or_else(|| key_error("'pop from an empty set'"))
}

fn issubset(args: &mut Args) -> Result<Value> {
    operators::compare(CompareOp::LessEqual, args.need("self")?, &other(args)?)
}

fn issuperset(args: &mut Args) -> Result<Value> {
    operators::compare(CompareOp::GreaterEqual, args.need("self")?, &other(args)?)
}

fn take(args: &Args) -> Result<bool> {
    let set = this(args)?;
    let value = args.need("value")?;
    equality::check_key(value)?;
    let found = equality::find(&set.read_recursive().table, value)?;
    Ok(found.and_then(|k| set.write().table.remove(k)).is_some())
}

fn discard(args: &mut Args) -> Result<Value> {
    take(args).map(|_| Value::None)
}

fn remove(args: &mut Args) -> Result<Value> {
    if take(args)? { Ok(Value::None) } else { Err(args.at("value", key_error(text::repr(args.need("value")?)))) }
}

fn update(args: &mut Args) -> Result<Value> {
    for more in args.rest("others") {
        put(&this(args)?, iterate::collect(&more).map_err(|e| args.at("others", e))?)?;
    }
    Ok(Value::None)
}
