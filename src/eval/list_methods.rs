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
    "index" "self, value, start=0, stop=None, /" "The place of a value, from `start` on." index;
    "insert" "self, index, value, /" "Puts a value at a place." insert;
    "pop" "self, index=-1, /" "Takes the value at a place (the last) away and gives it." pop;
    "remove" "self, value, /" "Takes the first such value away." remove;
    "reverse" "self" "Turns the order around." reverse;
    "sort" "self, *, key=None, reverse=False" "Puts the values in rising order." sort_in_place;
};

pub static TUPLE_METHODS: &[Op] = rows! { Method;
    "count" "self, value, /" "How often a value is there." count;
    "index" "self, value, start=0, stop=None, /" "The place of a value, from `start` on." index;
};

/// The list itself.
fn this(args: &Args) -> Result<Arc<RwLock<Vec<Value>>>> {
    match args.need("self")? {
        Value::List(items) => Ok(items.clone()),
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
    equality::place(&items(args), args.need("value")?)?.ok_or_else(|| not_there(args))
}

/// A value is not in the sequence.
fn not_there(args: &Args) -> crate::diag::Error {
    let shown = args.raw("value").map(super::text::repr).unwrap_or_default();
    args.at(
        "value",
        value_error(match (args.raw("self"), args.op.name) {
            (Some(Value::Tuple(_)), _) => "tuple.index(x): x not in tuple".to_owned(),
            (_, "remove") => "list.remove(x): x not in list".to_owned(),
            (of, _) => format!("{shown} is not in {}", of.map_or("list", Value::type_name)),
        }),
    )
}

fn index(args: &mut Args) -> Result<Value> {
    let items = items(args);
    let n = items.len() as i128;
    let end = |name: &str, usual: i128| {
        let at = args.int(name)?.unwrap_or(usual);
        Ok((if at < 0 { at + n } else { at }).clamp(0, n) as usize)
    };
    let (from, to) = (end("start", 0)?, end("stop", n)?);
    let part = items.get(from..to).unwrap_or_default();
    let found = equality::place(part, args.need("value")?)?;
    found.map(|k| Value::Int((from + k) as i128)).ok_or_else(|| not_there(args))
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
