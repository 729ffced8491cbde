//! What is left of an array without its masked elements, or without the rows that hold some.

use super::create::is_lazy;
use super::masks::answer;
use super::pair::Pair;
use crate::array::{Lazy, Value, build};
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::compose;

pub fn compressed(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "x")?;
    let data = compose::flat(&pair.data)?;
    let array = match &pair.mask {
        None => data,
        Some(_) => build::compress(&data, &compose::flat(&pair.kept()?)?, 0)?,
    };
    answer(args, array)
}

/// Whether each slice along an axis holds a masked element.
fn marked(mask: &Lazy, axis: usize, keep: bool) -> Result<Lazy> {
    let others = (0..mask.ndim()).filter(|k| *k != axis).map(|k| Value::Int(k as i128));
    let named = [("axis", Value::tuple(others)), ("keepdims", Value::Bool(keep))];
    compose::call("any", &[Value::Lazy(mask.clone())], &named)
}

pub fn without(args: &Args, name: &str, axes: &[usize]) -> Result<Value> {
    let pair = Pair::arg(args, name)?;
    if let Some(axis) = axes.iter().find(|a| **a >= pair.data.ndim()) {
        return Err(args.at(name, value_error(format!("{}() needs an array with an axis {axis}", args.op.name))));
    }
    let mask = pair.full_mask();
    let mut data = pair.data.clone();
    for &axis in axes {
        let clear = compose::apply("logical_not", &[Value::Lazy(marked(&mask, axis, false)?)])?;
        data = build::compress(&data, &clear, axis)?;
    }
    answer(args, data)
}

pub fn spread(args: &Args, axes: &[usize]) -> Result<Value> {
    let mut pair = Pair::arg(args, "a")?;
    if pair.data.ndim() != 2 {
        return Err(args.at("a", value_error(format!("{}() works for 2D arrays only", args.op.name))));
    }
    let mask = pair.full_mask();
    for &axis in axes {
        pair.add_mask(&marked(&mask, axis, true)?)?;
    }
    pair.array(is_lazy(args))
}
