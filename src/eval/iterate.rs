//! Going through values one by one.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{call, index};
use crate::array::{Object, Value, set_order, sizes};
use crate::diag::{Result, type_error};

/// Values one by one.
pub type Iter = Box<dyn Iterator<Item = Result<Value>> + Send>;

/// The elements of a value.
pub fn iter(value: &Value) -> Result<Iter> {
    Ok(match value {
        Value::Tuple(items) => {
            let items = items.clone();
            Box::new((0..items.len()).map(move |k| Ok(items[k].clone())))
        }
        Value::List(items) => {
            // As in Python, what is appended on the way comes too.
            let items = items.clone();
            Box::new((0..).map_while(move |k| items.read().get(k).cloned().map(Ok)))
        }
        Value::Set(items) => Box::new(set_order(&items.read().values()).into_iter().map(Ok)),
        Value::Dict(items) => Box::new(items.read().iter().map(|(k, _)| Ok(k.clone())).collect::<Vec<_>>().into_iter()),
        Value::Range(r) => Box::new(r.iter().map(|v| Ok(Value::Int(v)))),
        Value::Str(text) => {
            let chars: Vec<char> = text.chars().collect();
            Box::new(chars.into_iter().map(|c| Ok(Value::str(c.to_string()))))
        }
        Value::Array(a) if a.ndim() == 0 => return Err(type_error("iteration over a 0-d array")),
        Value::Array(a) => parts(value, a.shape()[0]),
        Value::Masked(m) => parts(value, len(&m.data)?),
        Value::Lazy(a) if a.ndim() == 0 => return Err(type_error("iteration over a 0-d array")),
        Value::Lazy(a) => {
            let counted = sizes::count_for(a, "a loop")?;
            let n = counted.node.shape()[0];
            parts(&Value::Lazy(counted), n)
        }
        Value::Object(object) if object.items().is_some() => {
            Box::new(value.items().unwrap_or_default().into_iter().map(Ok))
        }
        Value::Object(object) => match object.attribute("__iter__") {
            Some(method) => return iter(&call::call_with(&method, [])?),
            None => match value.downcast::<Stream>() {
                Some(stream) => {
                    let source = stream.source.clone();
                    Box::new(std::iter::from_fn(move || source.lock().next()))
                }
                None => return Err(not_iterable(value)),
            },
        },
        _ => return Err(not_iterable(value)),
    })
}

fn not_iterable(value: &Value) -> crate::diag::Error {
    let error = type_error(format!("'{}' object is not iterable", value.type_name()));
    if value.as_int().is_some() { error.help("range(n) counts from 0 to n - 1") } else { error }
}

fn parts(value: &Value, n: usize) -> Iter {
    let value = value.clone();
    Box::new((0..n).map(move |k| index::get(&value, &Value::Int(k as i128))))
}

/// All elements of a value.
pub fn collect(value: &Value) -> Result<Vec<Value>> {
    iter(value)?.collect()
}

/// The number of elements of a value.
pub fn len(value: &Value) -> Result<usize> {
    let unsized_object = || type_error("len() of unsized object");
    Ok(match value {
        Value::Str(s) => s.chars().count(),
        Value::Tuple(items) => items.len(),
        Value::List(items) => items.read().len(),
        Value::Set(items) => items.read().table.len(),
        Value::Dict(items) => items.read().len(),
        Value::Range(r) => r.len(),
        Value::Array(a) => *a.shape().first().ok_or_else(unsized_object)?,
        Value::Masked(m) => len(&m.data)?,
        Value::Lazy(a) if a.ndim() == 0 => return Err(unsized_object()),
        Value::Lazy(a) => sizes::count_for(a, "len()")?.node.shape()[0],
        Value::Object(o) if o.items().is_some() => o.items().map_or(0, |items| items.len()),
        Value::Object(o) => match o.attribute("__len__") {
            Some(method) => return call::call_with(&method, []).map(|n| n.as_int().unwrap_or(0) as usize),
            None => return Err(no_len(value)),
        },
        _ => return Err(no_len(value)),
    })
}

fn no_len(value: &Value) -> crate::diag::Error {
    let error = type_error(format!("object of type '{}' has no len()", value.type_name()));
    error.help(if value.as_scalar().is_some() {
        "it is a single number"
    } else {
        "lists, strings, dicts and arrays have one"
    })
}

/// An iterator as a value: each element comes once.
pub struct Stream {
    name: &'static str,
    source: Arc<Mutex<Iter>>,
}

/// A value that gives these elements, each once.
pub fn stream(name: &'static str, source: impl Iterator<Item = Result<Value>> + Send + 'static) -> Value {
    Value::object(Stream { name, source: Arc::new(Mutex::new(Box::new(source))) })
}

impl Stream {
    /// The next element; none at the end.
    pub fn next(&self) -> Option<Result<Value>> {
        self.source.lock().next()
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stream({})", self.name)
    }
}

impl Object for Stream {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("<{} object>", self.name)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
