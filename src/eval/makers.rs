//! What makes values of Python's own types, under the types' names.

use std::sync::Arc;

use super::builtins::rows;
use super::numeric_builtins as numeric;
use super::{equality, iterate, text, truth, types};
use crate::array::{Dict, Range, Slice, Value};
use crate::chunk::{DType, Num};
use crate::diag::{Result, value_error};
use crate::ops::{Args, Op};

/// What makes values of Python's types, under the types' names.
static MAKERS: &[Op] = rows! { Builtin;
    "bool" "x=False, /" "True or False." to_bool;
    "complex" "real=0, imag=0" "A complex number." numeric::to_complex;
    "dict" "items=(), /, **more" "A dict of pairs, and of named values." to_dict;
    "float" "x=0.0, /" "A float from a number or a text." numeric::to_float;
    "frozenset" "iterable=(), /" "The elements, each once, for good." to_frozen;
    "int" "x=0, /, base=10" "An int from a number, cut towards zero, or from a text." numeric::to_int;
    "list" "iterable=(), /" "A list of the elements." to_list;
    "range" "start, stop=None, step=1, /" "The ints from start up to stop, without it." range;
    "set" "iterable=(), /" "The elements, each once." to_set;
    "slice" "start, stop=None, step=None, /" "What start:stop:step is in an index." slice;
    "str" "x='', /" "A value as `print` writes it." to_str;
    "tuple" "iterable=(), /" "A tuple of the elements." to_tuple;
    "type" "x, /" "The type of a value." type_of;
};

/// What makes values of the Python type of that name.
pub fn maker(name: &str) -> Option<&'static Op> {
    MAKERS.iter().find(|m| m.name == name)
}

fn to_bool(args: &mut Args) -> Result<Value> {
    args.raw("x").map_or(Ok(false), truth::truth).map(Value::Bool)
}

fn to_dict(args: &mut Args) -> Result<Value> {
    let mut dict = Dict::new();
    match args.raw("items") {
        None => {}
        Some(Value::Dict(items)) => dict = items.read().clone(),
        Some(items) => {
            for pair in iterate::iter(items).map_err(|e| args.at("items", e))? {
                match &iterate::collect(&pair?)?[..] {
                    [key, value] => equality::insert(&mut dict, key.clone(), value.clone())?,
                    other => {
                        return Err(value_error(format!(
                            "dictionary update sequence element has length {}; 2 is required",
                            other.len()
                        )));
                    }
                }
            }
        }
    }
    if let Some(Value::Dict(more)) = args.raw("more") {
        more.read().iter().try_for_each(|(k, v)| equality::insert(&mut dict, k.clone(), v.clone()))?;
    }
    Ok(Value::Dict(Arc::new(parking_lot::RwLock::new(dict))))
}

fn elements(args: &Args) -> Result<Vec<Value>> {
    args.raw("iterable").map_or(Ok(Vec::new()), |v| iterate::collect(v).map_err(|e| args.at("iterable", e)))
}

fn to_list(args: &mut Args) -> Result<Value> {
    elements(args).map(Value::list)
}

fn to_tuple(args: &mut Args) -> Result<Value> {
    elements(args).map(Value::tuple)
}

fn to_set(args: &mut Args) -> Result<Value> {
    equality::set(elements(args)?)
}

fn to_frozen(args: &mut Args) -> Result<Value> {
    equality::elements(elements(args)?, true).map(equality::of_set)
}

fn to_str(args: &mut Args) -> Result<Value> {
    Ok(Value::str(args.raw("x").map(text::str).unwrap_or_default()))
}

fn range(args: &mut Args) -> Result<Value> {
    let int = |name: &str| args.int(name).map_err(|e| e.help("np.arange and np.linspace step by fractions"));
    let first = int("start")?.ok_or_else(|| args.wrong("start", "an integer"))?;
    let step = int("step")?.unwrap_or(1);
    if step == 0 {
        return Err(args.at("step", value_error("range() arg 3 must not be zero")));
    }
    Ok(Value::Range(match int("stop")? {
        Some(stop) => Range { start: first, stop, step },
        None => Range { start: 0, stop: first, step },
    }))
}

fn slice(args: &mut Args) -> Result<Value> {
    let part = |name: &str| args.raw(name).cloned();
    let (start, stop) = match (part("start"), part("stop")) {
        (Some(stop), None) => (Value::None, stop),
        (start, stop) => (start.unwrap_or(Value::None), stop.unwrap_or(Value::None)),
    };
    Ok(Value::Slice(Arc::new(Slice { start, stop, step: part("step").unwrap_or(Value::None) })))
}

fn type_of(args: &mut Args) -> Result<Value> {
    Ok(types::type_of(args.need("x")?))
}

/// The number that a text is, for a dtype.
pub fn parse_number(text: &str, dtype: DType) -> Result<Num> {
    match dtype {
        d if d.is_integer() => numeric::parse_int(text, 10).map(Num::Int),
        d if d.is_complex() => numeric::parse_complex(text).map(Num::Complex),
        DType::Bool => Ok(Num::Bool(!text.is_empty())),
        _ => numeric::parse_float(text).map(Num::Float),
    }
}
