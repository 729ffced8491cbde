//! The methods of dicts.

use std::sync::Arc;

use parking_lot::RwLock;

use super::builtins::rows;
use super::{equality, iterate, text};
use crate::array::{Dict, Value};
use crate::diag::{Result, key_error, value_error};
use crate::ops::{Args, Op};

pub static METHODS: &[Op] = rows! { Method;
    "fromkeys" "self, iterable, value=None, /" "A dict of these keys, all with one value." fromkeys;
    "clear" "self" "Takes all keys away." clear;
    "copy" "self" "Another dict of the same keys and values." copy;
    "get" "self, key, default=None, /" "The value of a key, or a default." get;
    "items" "self" "Pairs of keys and values." items;
    "keys" "self" "The keys." keys;
    "pop" "self, key, default=None, /" "Takes a key away and gives its value." pop;
    "popitem" "self" "Takes the last pair away and gives it." popitem;
    "setdefault" "self, key, default=None, /" "The value of a key, which is set first if it is not there." setdefault;
    "update" "self, other=(), /, **more" "Sets keys from another dict, from pairs, and from names." update;
    "values" "self" "The values." values;
};

fn this(args: &Args) -> Result<Arc<RwLock<Dict>>> {
    match args.need("self")? {
        Value::Dict(dict) => Ok(dict.clone()),
        _ => Err(args.wrong("self", "a dict")),
    }
}

fn clear(args: &mut Args) -> Result<Value> {
    this(args)?.write().clear();
    Ok(Value::None)
}

fn copy(args: &mut Args) -> Result<Value> {
    let entries = this(args)?.read().clone();
    Ok(Value::Dict(Arc::new(RwLock::new(entries))))
}

/// `dict.fromkeys`
pub fn fromkeys(args: &mut Args) -> Result<Value> {
    let value = args.raw("value").cloned().unwrap_or(Value::None);
    let mut entries = Dict::new();
    for key in iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))? {
        equality::insert(&mut entries, key?, value.clone())?;
    }
    Ok(Value::Dict(Arc::new(RwLock::new(entries))))
}

fn get(args: &mut Args) -> Result<Value> {
    equality::check_key(args.need("key")?)?;
    let dict = this(args)?;
    let entries = dict.read_recursive();
    let found = equality::get(&entries, args.need("key")?)?;
    Ok(found.cloned().or_else(|| args.raw("default").cloned()).unwrap_or(Value::None))
}

fn items(args: &mut Args) -> Result<Value> {
    View::of(args, "dict_items", |(k, v)| Value::tuple([k.clone(), v.clone()]))
}

fn keys(args: &mut Args) -> Result<Value> {
    View::of(args, "dict_keys", |(k, _)| k.clone())
}

fn values(args: &mut Args) -> Result<Value> {
    View::of(args, "dict_values", |(_, v)| v.clone())
}

fn pop(args: &mut Args) -> Result<Value> {
    let dict = this(args)?;
    let key = args.need("key")?;
    let found = equality::find(&dict.read_recursive(), key)?;
    match (found.and_then(|k| dict.write().remove(k)), args.raw("default")) {
        (Some((_, value)), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(args.at("key", key_error(text::repr(key)))),
    }
}

fn popitem(args: &mut Args) -> Result<Value> {
    let last = this(args)?.write().pop();
    last.map(|(k, v)| Value::tuple([k, v])).ok_or_else(|| key_error("'popitem(): dictionary is empty'"))
}

fn setdefault(args: &mut Args) -> Result<Value> {
    let dict = this(args)?;
    let key = args.need("key")?.clone();
    if let Some(value) = equality::get(&dict.read_recursive(), &key)? {
        return Ok(value.clone());
    }
    let value = args.raw("default").cloned().unwrap_or(Value::None);
    equality::insert(&mut dict.write(), key, value.clone())?;
    Ok(value)
}

fn update(args: &mut Args) -> Result<Value> {
    let dict = this(args)?;
    let mut more: Vec<(Value, Value)> = match args.raw("other") {
        Some(Value::Dict(other)) => other.read().iter().cloned().collect(),
        None => Vec::new(),
        Some(other) => {
            let pair = |v: Value| match &iterate::collect(&v)?[..] {
                [key, value] => Ok((key.clone(), value.clone())),
                _ => Err(value_error("update() takes pairs of a key and a value")),
            };
            iterate::collect(other)?.into_iter().map(pair).collect::<Result<_>>()?
        }
    };
    if let Some(Value::Dict(named)) = args.raw("more") {
        more.extend(named.read().iter().cloned());
    }
    let mut dict = dict.write();
    more.into_iter().try_for_each(|(k, v)| equality::insert(&mut dict, k, v))?;
    Ok(Value::None)
}

/// The keys, values or pairs of a dict, as they are when they are looked at.
#[derive(Debug)]
struct View {
    name: &'static str,
    dict: Arc<RwLock<Dict>>,
    part: fn(&(Value, Value)) -> Value,
}

impl View {
    fn of(args: &Args, name: &'static str, part: fn(&(Value, Value)) -> Value) -> Result<Value> {
        Ok(Value::object(View { name, dict: this(args)?, part }))
    }

    fn now(&self) -> Vec<Value> {
        self.dict.read_recursive().iter().map(self.part).collect()
    }
}

/// The set that the keys or the pairs of a dict are to an operator.
pub fn as_set(value: &Value) -> Option<Result<Value>> {
    let view = value.downcast::<View>().filter(|view| view.name != "dict_values")?;
    Some(equality::set(view.now()))
}

impl crate::array::Object for View {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("{}({})", self.name, text::repr(&Value::list(self.now())))
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        static GIVEN: &[Op] = rows! { Method;
            "__len__" "self" "The number of elements." given;
            "__iter__" "self" "The elements." given;
        };
        let op = GIVEN.iter().find(|op| op.name == name)?;
        let receiver = match name {
            "__len__" => Value::Int(self.dict.read_recursive().len() as i128),
            _ => Value::list(self.now()),
        };
        Some(Value::object(crate::ops::Function::method(op, receiver)))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

fn given(args: &mut Args) -> Result<Value> {
    args.need("self").cloned()
}
