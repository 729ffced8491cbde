//! Functions of `np.ma` that call functions: on lanes, over axes, at places.

use std::sync::Arc;

use super::builtins::rows;
use super::call::{self, Arguments};
use super::{attribute, index, iterate};
use crate::array::{Slice, Value, convert};
use crate::chunk::Dims;
use crate::diag::{Result, value_error};
use crate::ops::{self, Args, Op, Place, normal_axis};

/// What `np.ma` has of these.
pub static FUNCTIONS: &[Op] = rows! { Ma;
    "apply_along_axis" "func1d, axis, arr, *args, **kwargs" "A function of one-dimensional masked arrays applied to every lane along an axis." along_axis;
    "apply_over_axes" "func, a, axes" "A function of a masked array and an axis applied over several axes, which are kept with length 1." over_axes;
    "ndenumerate" "a, compressed=True" "The places of an array, each with its element; without those that are masked, unless `compressed=False`." ndenumerate;
};

/// The value as a masked array.
pub fn as_masked(value: &Value) -> Result<Value> {
    super::operators::named_function(Place::Ma, "asarray", &[value])
}

fn method(value: &Value, name: &str, arguments: impl IntoIterator<Item = Value>) -> Result<Value> {
    call::call_with(&attribute::get(value, name)?, arguments)
}

fn lengths(value: &Value) -> Result<Dims> {
    Ok(convert::to_lazy(&attribute::get(value, "data")?)?.node.shape())
}

fn ints(values: impl IntoIterator<Item = usize>) -> Value {
    Value::tuple(values.into_iter().map(|n| Value::Int(n as i128)))
}

/// The places of a shape in C order.
fn places(shape: &[usize]) -> impl Iterator<Item = Vec<usize>> + Send + use<> {
    let shape = shape.to_vec();
    let all: usize = shape.iter().product();
    (0..all).map(move |mut n| {
        let mut at = vec![0; shape.len()];
        for k in (0..shape.len()).rev() {
            at[k] = n % shape[k];
            n /= shape[k];
        }
        at
    })
}

fn along_axis(args: &mut Args) -> Result<Value> {
    let array = as_masked(args.need("arr")?)?;
    let shape = lengths(&array)?;
    let axis = args.axis("axis", shape.len())?.ok_or_else(|| args.wrong("axis", "an integer"))?;
    let others: Vec<usize> = (0..shape.len()).filter(|k| *k != axis).map(|k| shape[k]).collect();
    let mut found = Vec::new();
    for at in places(&others) {
        let mut key: Vec<Value> = at.iter().map(|&i| Value::Int(i as i128)).collect();
        key.insert(axis, Value::Slice(Arc::new(Slice { start: Value::None, stop: Value::None, step: Value::None })));
        let lane = index::get(&array, &Value::tuple(key))?;
        let mut given = Arguments::of(std::iter::once(lane).chain(args.rest("args")));
        if let Some(Value::Dict(named)) = args.raw("kwargs") {
            let named = named.read();
            given.named.extend(named.iter().filter_map(|(k, v)| Some((k.as_str()?.to_owned(), v.clone(), None))));
        }
        found.push(call::call(args.need("func1d")?, given)?);
    }
    if found.is_empty() {
        return Err(args.at("arr", value_error("Cannot apply_along_axis when any iteration dimensions are 0")));
    }
    let all = ops::masked::of_list(&Value::list(found))?;
    let own = lengths(&all)?.len() - 1;
    let parts: Vec<usize> = others.iter().copied().chain(lengths(&all)?.iter().skip(1).copied()).collect();
    let whole = method(&all, "reshape", [ints(parts)])?;
    // The axes of what the function gives take the place of the lanes' axis.
    let order = (0..axis).chain(others.len()..others.len() + own).chain(axis..others.len());
    method(&whole, "transpose", [ints(order)])
}

fn over_axes(args: &mut Args) -> Result<Value> {
    let mut value = as_masked(args.need("a")?)?;
    let ndim = lengths(&value)?.len();
    let axes = args.ints("axes")?.unwrap_or_default();
    for axis in axes {
        let axis = normal_axis(axis, ndim).map_err(|e| args.at("axes", e))?;
        let done = call::call_with(args.need("func")?, [value.clone(), Value::Int(axis as i128)])?;
        let done = as_masked(&done)?;
        let kept = match lengths(&done)?.len() {
            n if n == ndim => done,
            n if n + 1 == ndim => {
                super::operators::named_function(Place::Np, "expand_dims", &[&done, &Value::Int(axis as i128)])?
            }
            _ => {
                let error = value_error("function is not returning an array of the correct shape");
                return Err(args.at("func", error.help("it may drop the axis that it is given, and no other")));
            }
        };
        value = kept;
    }
    Ok(value)
}

fn ndenumerate(args: &mut Args) -> Result<Value> {
    let array = as_masked(args.need("a")?)?;
    let compressed = args.bool("compressed", true)?;
    let pairs = places(&lengths(&array)?).map(move |at| {
        let key = ints(at);
        index::get(&array, &key).map(|v| (key, v))
    });
    let counts = move |pair: &Result<(Value, Value)>| {
        !(compressed && pair.as_ref().is_ok_and(|p| matches!(&p.1, Value::Masked(m) if m.is_single())))
    };
    let pairs = pairs.filter(counts).map(|pair| pair.map(|(key, v)| Value::tuple([key, v])));
    Ok(iterate::stream("ndenumerate", pairs))
}

/// `np.ma.mr_`: parts one after another, as a masked array.
pub fn joined(parts: Vec<Value>, axis: i128) -> Result<Value> {
    let op = ops::find(Place::Np, "concatenate");
    let function = op.map(|op| Value::object(ops::Function::masked(op, false)));
    let function = function.ok_or_else(|| value_error("concatenate is not there"))?;
    let parts = parts.iter().map(as_masked).collect::<Result<Vec<_>>>()?;
    call::call_with(&function, [Value::tuple(parts), Value::Int(axis)])
}

/// A part with new axes of length 1 at these places.
pub fn with_axes(value: &Value, new: &[usize]) -> Result<Value> {
    let masked = as_masked(value)?;
    match new {
        [] => Ok(masked),
        new => super::operators::named_function(Place::Np, "expand_dims", &[&masked, &ints(new.iter().copied())]),
    }
}

/// The number of axes of a part.
pub fn axes_of(value: &Value) -> Result<usize> {
    match value {
        Value::Masked(m) => Ok(m.ndim()),
        value => Ok(convert::to_lazy(value)?.ndim()),
    }
}
