//! The methods of lists, tuples and ranges.

use std::sync::Arc;

use parking_lot::RwLock;

use super::builtins::{rows, sort};
use super::{equality, iterate, sequence_index};
use crate::array::Value;
use crate::diag::{Result, index_error, value_error};
use crate::ops::{Args, Op};

pub static METHODS: &[Op] = rows! { Method;
    "append" "self, value, /" "Puts a value at the end." append;
    "clear" "self" "Takes all values away." clear;
    "copy" "self" "Another list of the same values." copy;
    "count" "self, value, /" "How often a value is there." count;
    "extend" "self, iterable, /" "Puts several values at the end." extend;
    "index" "self, value, /" "The place of a value." index;
    "insert" "self, index, value, /" "Puts a value at a place." insert;
    "pop" "self, index=-1, /" "Takes the value at a place (the last) away and gives it." pop;
    "remove" "self, value, /" "Takes the first such value away." remove;
    "reverse" "self" "Turns the order around." reverse;
    "sort" "self, *, key=None, reverse=False" "Puts the values in rising order." sort_in_place;
};

pub static TUPLE_METHODS: &[Op] = rows! { Method;
    "count" "self, value, /" "How often a value is there." count;
    "index" "self, value, /" "The place of a value." index;
};

/// The list itself.
fn this(args: &Args) -> Result<Arc<RwLock<Vec<Value>>>> {
    match args.need("self")? {
        Value::List(items) | Value::Set(items) => Ok(items.clone()),
        _ => Err(args.wrong("self", "a list")),
    }
}

fn append(args: &mut Args) -> Result<Value> {
    this(args)?.write().push(args.need("value")?.clone());
    Ok(Value::None)
}

fn clear(args: &mut Args) -> Result<Value> {
    this(args)?.write().clear();
    Ok(Value::None)
}

fn copy(args: &mut Args) -> Result<Value> {
    let items = this(args)?.read().clone();
    Ok(Value::list(items))
}

fn items(args: &Args) -> Vec<Value> {
    args.rest("self")
}

fn count(args: &mut Args) -> Result<Value> {
    let value = args.need("value")?;
    let mut n = 0;
    for item in items(args) {
        n += i128::from(equality::same(&item, value) || equality::equal(&item, value)?);
    }
    Ok(Value::Int(n))
}

fn extend(args: &mut Args) -> Result<Value> {
    let more = iterate::collect(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    this(args)?.write().extend(more);
    Ok(Value::None)
}

fn found(args: &Args) -> Result<usize> {
    let value = args.need("value")?;
    equality::place(&items(args), value)?.ok_or_else(|| {
        args.at(
            "value",
            value_error(format!(
                "{} is not in {}",
                super::text::repr(value),
                args.raw("self").map_or("list", Value::type_name)
            )),
        )
    })
}

fn index(args: &mut Args) -> Result<Value> {
    found(args).map(|k| Value::Int(k as i128))
}

fn insert(args: &mut Args) -> Result<Value> {
    let list = this(args)?;
    let mut list = list.write();
    let n = list.len() as i128;
    let at = args.int("index")?.unwrap_or(0);
    let at = if at < 0 { at + n } else { at }.clamp(0, n) as usize;
    list.insert(at, args.need("value")?.clone());
    Ok(Value::None)
}

fn pop(args: &mut Args) -> Result<Value> {
    let list = this(args)?;
    let mut list = list.write();
    if list.is_empty() {
        return Err(index_error("pop from empty list"));
    }
    let at = args.raw("index").cloned().unwrap_or(Value::Int(-1));
    let k = sequence_index::place("pop", &at, list.len())?;
    Ok(list.remove(k))
}

fn remove(args: &mut Args) -> Result<Value> {
    let k = found(args)?;
    this(args)?.write().remove(k);
    Ok(Value::None)
}

fn reverse(args: &mut Args) -> Result<Value> {
    this(args)?.write().reverse();
    Ok(Value::None)
}

fn sort_in_place(args: &mut Args) -> Result<Value> {
    let list = this(args)?;
    let items = list.read().clone();
    let sorted = sort(items, args.get("key"), args.bool("reverse", false)?)?;
    *list.write() = sorted;
    Ok(Value::None)
}
