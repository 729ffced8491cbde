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
    let found = equality::find(&entries, args.need("key")?)?;
    Ok(found.map(|k| entries[k].1.clone()).or_else(|| args.raw("default").cloned()).unwrap_or(Value::None))
}

fn items(args: &mut Args) -> Result<Value> {
    let entries = this(args)?.read().clone();
    Ok(Value::object(View {
        name: "dict_items",
        items: entries.into_iter().map(|(k, v)| Value::tuple([k, v])).collect(),
    }))
}

fn keys(args: &mut Args) -> Result<Value> {
    let entries = this(args)?.read().clone();
    Ok(Value::object(View { name: "dict_keys", items: entries.into_iter().map(|(k, _)| k).collect() }))
}

fn values(args: &mut Args) -> Result<Value> {
    let entries = this(args)?.read().clone();
    Ok(Value::object(View { name: "dict_values", items: entries.into_iter().map(|(_, v)| v).collect() }))
}

fn pop(args: &mut Args) -> Result<Value> {
    let dict = this(args)?;
    let key = args.need("key")?;
    let found = equality::find(&dict.read().clone(), key)?;
    match (found, args.raw("default")) {
        (Some(k), _) => Ok(dict.write().remove(k).1),
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
    let entries = dict.read().clone();
    if let Some(k) = equality::find(&entries, &key)? {
        return Ok(entries[k].1.clone());
    }
    let value = args.raw("default").cloned().unwrap_or(Value::None);
    equality::insert(&mut dict.write(), key, value.clone())?;
    Ok(value)
}

fn update(args: &mut Args) -> Result<Value> {
    let dict = this(args)?;
    let mut more: Dict = match args.raw("other") {
        Some(Value::Dict(other)) => other.read().clone(),
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
        more.extend(named.read().clone());
    }
    let mut dict = dict.write();
    more.into_iter().try_for_each(|(k, v)| equality::insert(&mut dict, k, v))?;
    Ok(Value::None)
}

/// The keys, values or pairs of a dict.
#[derive(Debug)]
struct View {
    name: &'static str,
    items: Vec<Value>,
}

impl crate::array::Object for View {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("{}({})", self.name, text::repr(&Value::list(self.items.clone())))
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        static GIVEN: &[Op] = rows! { Method;
            "__len__" "self" "The number of elements." given;
            "__iter__" "self" "The elements." given;
        };
        let op = GIVEN.iter().find(|op| op.name == name)?;
        let receiver =
            if name == "__len__" { Value::Int(self.items.len() as i128) } else { Value::list(self.items.clone()) };
        Some(Value::object(crate::ops::Function::method(op, receiver)))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

fn given(args: &mut Args) -> Result<Value> {
    args.need("self").cloned()
}
