//! The methods of sets.

use std::sync::Arc;

use parking_lot::RwLock;

use super::builtins::rows;
use super::{equality, iterate, operators, text};
use crate::array::Value;
use crate::diag::{Result, key_error};
use crate::ops::{Args, Op};
use crate::syntax::ast::{BinaryOp, CompareOp};

pub static METHODS: &[Op] = rows! { Method;
    "add" "self, value, /" "Puts a value in." add;
    "clear" "self" "Takes all values away." clear;
    "copy" "self" "Another set of the same values." copy;
    "difference" "self, other, /" "The values that the other does not have." difference;
    "discard" "self, value, /" "Takes a value away, if it is there." discard;
    "intersection" "self, other, /" "The values that both have." intersection;
    "issubset" "self, other, /" "Whether the other has every value." issubset;
    "issuperset" "self, other, /" "Whether every value of the other is here." issuperset;
    "remove" "self, value, /" "Takes a value away." remove;
    "symmetric_difference" "self, other, /" "The values that one of the two has." symmetric_difference;
    "union" "self, other, /" "The values that one of the two has, or both." union;
    "update" "self, other, /" "Puts several values in." update;
};

fn this(args: &Args) -> Result<Arc<RwLock<Vec<Value>>>> {
    match args.need("self")? {
        Value::Set(items) => Ok(items.clone()),
        _ => Err(args.wrong("self", "a set")),
    }
}

fn add(args: &mut Args) -> Result<Value> {
    let value = args.need("value")?.clone();
    put(&this(args)?, [value])
}

fn put(set: &Arc<RwLock<Vec<Value>>>, values: impl IntoIterator<Item = Value>) -> Result<Value> {
    for value in values {
        equality::check_key(&value)?;
        let known = set.read().clone();
        if !equality::contains(&known, &value)? {
            set.write().push(value);
        }
    }
    Ok(Value::None)
}

fn clear(args: &mut Args) -> Result<Value> {
    this(args)?.write().clear();
    Ok(Value::None)
}

fn copy(args: &mut Args) -> Result<Value> {
    let items = this(args)?.read().clone();
    equality::set(items)
}

fn with(args: &Args, op: BinaryOp) -> Result<Value> {
    let other = equality::set(iterate::collect(args.need("other")?).map_err(|e| args.at("other", e))?)?;
    operators::binary(op, args.need("self")?, &other)
}

fn difference(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::Subtract)
}

fn intersection(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::BitAnd)
}

fn symmetric_difference(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::BitXor)
}

fn union(args: &mut Args) -> Result<Value> {
    with(args, BinaryOp::BitOr)
}

fn issubset(args: &mut Args) -> Result<Value> {
    let other = equality::set(iterate::collect(args.need("other")?)?)?;
    operators::compare(CompareOp::LessEqual, args.need("self")?, &other)
}

fn issuperset(args: &mut Args) -> Result<Value> {
    let other = equality::set(iterate::collect(args.need("other")?)?)?;
    operators::compare(CompareOp::GreaterEqual, args.need("self")?, &other)
}

fn take(args: &Args) -> Result<bool> {
    let set = this(args)?;
    let known = set.read().clone();
    match equality::place(&known, args.need("value")?)? {
        Some(k) => {
            set.write().remove(k);
            Ok(true)
        }
        None => Ok(false),
    }
}

fn discard(args: &mut Args) -> Result<Value> {
    take(args).map(|_| Value::None)
}

fn remove(args: &mut Args) -> Result<Value> {
    if take(args)? { Ok(Value::None) } else { Err(args.at("value", key_error(text::repr(args.need("value")?)))) }
}

fn update(args: &mut Args) -> Result<Value> {
    let more = iterate::collect(args.need("other")?).map_err(|e| args.at("other", e))?;
    put(&this(args)?, more)
}
