//! `dask.delayed`: calls that are put off until their value is asked for.

use std::any::Any;
use std::sync::Arc;

use parking_lot::RwLock;

use super::array_methods::compute_all;
use super::blocks::chunk;
use super::builtins::rows;
use super::call::Arguments;
use super::{attribute, call, world};
use crate::array::{Object, Value};
use crate::diag::{Result, Span};
use crate::ops::{Args, Function, Op};

/// A value that is still to be made.
#[derive(Clone, Debug)]
struct Delayed {
    work: Arc<Work>,
}

/// How the value of a [`Delayed`] is made.
#[derive(Debug)]
enum Work {
    Value(Value),
    Call {
        function: Value,
        arguments: Arguments,
    },
    Attribute {
        object: Value,
        name: String,
    },
    /// Lazy arrays that are to be written into arrays in memory, to parts of them.
    Write {
        sources: Vec<Value>,
        targets: Vec<Value>,
        regions: Vec<Value>,
    },
}

static METHODS: &[Op] = rows! { Method;
    "compute" "self, **kwargs" "The value." compute;
};

fn put_off(work: Work) -> Value {
    Value::object(Delayed { work: Arc::new(work) })
}

impl Delayed {
    fn name(&self) -> String {
        let of = |value: &Value| match value {
            Value::Object(o) => o.attribute("__name__").and_then(|n| n.as_str().map(str::to_owned)),
            _ => None,
        };
        match &*self.work {
            Work::Value(value) => of(value).unwrap_or_else(|| value.type_name().to_owned()),
            Work::Call { function, .. } => match function.downcast::<Delayed>() {
                Some(inner) => inner.name(),
                None => of(function).unwrap_or_else(|| function.type_name().to_owned()),
            },
            Work::Attribute { name, .. } => name.clone(),
            Work::Write { .. } => "store".to_owned(),
        }
    }

    fn run(&self) -> Result<Value> {
        match &*self.work {
            Work::Value(value) => made(value),
            Work::Attribute { object, name } => attribute::get(&made(object)?, name),
            Work::Write { sources, targets, regions } => {
                super::stored::write(sources, targets, regions).map(|()| Value::None)
            }
            Work::Call { function, arguments } => {
                let positional = arguments.positional.iter().map(|(v, span)| Ok((made(v)?, *span)));
                let named = arguments.named.iter().map(|(name, v, span)| Ok((name.clone(), made(v)?, *span)));
                let arguments =
                    Arguments { positional: positional.collect::<Result<_>>()?, named: named.collect::<Result<_>>()? };
                call::call(&made(function)?, arguments)
            }
        }
    }
}

/// The value with what was put off in it made, and what is lazy computed.
pub fn made(value: &Value) -> Result<Value> {
    if let Some(delayed) = value.downcast::<Delayed>() {
        return delayed.run();
    }
    match value {
        Value::List(_) => Ok(Value::list(each(value)?)),
        Value::Tuple(_) => Ok(Value::tuple(each(value)?)),
        Value::Dict(entries) => {
            let entries = entries.read().clone();
            let entries = entries.iter().map(|(k, v)| Ok((k.clone(), made(v)?))).collect::<Result<_>>()?;
            Ok(Value::Dict(Arc::new(RwLock::new(entries))))
        }
        Value::Lazy(_) => compute_all(std::slice::from_ref(value)).map(|mut values| values.swap_remove(0)),
        value => Ok(value.clone()),
    }
}

fn each(value: &Value) -> Result<Vec<Value>> {
    value.items().unwrap_or_default().iter().map(made).collect()
}

/// Writing that is put off.
pub fn writing(sources: Vec<Value>, targets: Vec<Value>, regions: Vec<Value>) -> Value {
    put_off(Work::Write { sources, targets, regions })
}

/// Whether a value was put off.
pub fn is_delayed(value: &Value) -> bool {
    value.downcast::<Delayed>().is_some()
}

impl Object for Delayed {
    fn type_name(&self) -> &str {
        "Delayed"
    }

    fn repr(&self) -> String {
        format!("Delayed('{}')", self.name())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let this = || Value::object(self.clone());
        match METHODS.iter().find(|op| op.name == name) {
            Some(op) => Some(Value::object(Function::method(op, this()))),
            None if name.starts_with('_') => None,
            None => Some(put_off(Work::Attribute { object: this(), name: name.to_owned() })),
        }
    }

    fn attributes(&self) -> Vec<String> {
        METHODS.iter().map(|op| op.name.to_owned()).collect()
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        let function = Value::object(self.clone());
        Some(Ok(put_off(Work::Call { function, arguments: Arguments { positional, named } })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn compute(args: &mut Args) -> Result<Value> {
    match args.need("self")? {
        value if world::is_dry() => Ok(value.clone()),
        value => made(value),
    }
}

/// `dask.delayed(x)`
pub fn delayed(args: &mut Args) -> Result<Value> {
    args.need("obj").map(|value| match value {
        Value::Object(o) => put_off(Work::Value(o.frozen().unwrap_or_else(|| value.clone()))),
        value => put_off(Work::Value(value.clone())),
    })
}

/// `x.to_delayed()`: for each chunk its array, in lists as deep as there are axes.
pub fn to_delayed(args: &mut Args) -> Result<Value> {
    let Value::Lazy(array) = args.need("a")? else { return Err(args.wrong("a", "a lazy array")) };
    let mut level: Vec<Value> = (0..array.grid().chunks() as u64)
        .map(|k| chunk(array, k).map(|part| put_off(Work::Value(Value::Lazy(part)))))
        .collect::<Result<_>>()?;
    for &count in array.grid().counts().iter().skip(1).rev() {
        level = level.chunks(count).map(|row| Value::list(row.to_vec())).collect();
    }
    Ok(match array.ndim() {
        0 => level.swap_remove(0),
        _ => Value::list(level),
    })
}
