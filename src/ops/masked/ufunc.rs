//! Methods of ufuncs that are given masked arrays: `np.add.reduce(m)`, `np.ma.add.outer(a, b)`.

use super::call::{Call, as_lazy};
use super::pair::Pair;
use super::rule::Fill;
use crate::array::{Lazy, Value, build};
use crate::chunk::Num;
use crate::diag::Result;
use crate::ops::{Args, Function, Given, compose};

/// What a method of a ufunc gives: those of `np.ma` pass over masked elements, those of `np` see the data alone.
pub fn method(call: &Call) -> Result<Value> {
    match call.op.name {
        "outer" => outer(call),
        "reduce" | "accumulate" if call.of_ma => fold(call),
        _ => call.bare(false),
    }
}

/// What stands for masked elements where a ufunc folds them.
fn fill(ufunc: &str) -> Fill {
    match ufunc {
        "multiply" | "arctan2" => Fill::Number(Num::Int(1)),
        "maximum" => Fill::Least,
        "minimum" => Fill::Greatest,
        _ => Fill::Number(Num::Int(0)),
    }
}

/// The name of the ufunc whose method is called.
fn name_of(args: &Args) -> Result<&'static str> {
    Ok(args.need("ufunc")?.downcast::<Function>().map_or("", |f| f.op.name))
}

fn fold(call: &Call) -> Result<Value> {
    let args = call.args()?;
    let name = name_of(&args)?;
    let pair = Pair::arg(&args, "array")?;
    let extreme = matches!(name, "maximum" | "minimum");
    let along = match args.raw("axis") {
        Some(axis) => axis.clone(),
        None if extreme && pair.data.ndim() > 1 => Value::None,
        None => Value::Int(0),
    };
    let mut named: Vec<_> = call.named.iter().filter(|(n, _)| n != "axis").cloned().collect();
    named.push(("axis".to_owned(), Given { value: along.clone(), span: None }));
    let filled = pair.filled(fill(name).number(pair.data.dtype()))?;
    let positional = vec![call.positional[0].clone(), Given { value: Value::Lazy(filled), span: None }];
    let data = as_lazy((call.op.build)(&mut Args::bind(call.op, positional, named, true)?)?)?;
    if call.op.name == "accumulate" {
        return Pair::new(data, None).array(call.lazy);
    }
    let keep = ("keepdims", Value::Bool(args.bool("keepdims", false)?));
    let all =
        |mask: &Lazy| compose::call("all", &[Value::Lazy(mask.clone())], &[("axis", along.clone()), keep.clone()]);
    let mask = pair.mask.as_ref().filter(|m| m.ndim() > 0).map(all).transpose()?;
    let pair = Pair::new(data, mask);
    if extreme { pair.array(call.lazy) } else { pair.answer(call.lazy) }
}

/// Masked where one of the two is.
fn outer(call: &Call) -> Result<Value> {
    let data = as_lazy(call.build_data()?)?;
    let args = call.args()?;
    let (a, b) = (Pair::arg(&args, "A")?, Pair::arg(&args, "B")?);
    if a.mask.is_none() && b.mask.is_none() {
        return Pair::new(data, None).array(call.lazy);
    }
    let (a, b) = (a.full_mask(), b.full_mask());
    let tall = build::expand_dims(&a, &(a.ndim()..a.ndim() + b.ndim()).collect::<Vec<_>>());
    Pair::new(data, Some(compose::apply2("logical_or", &tall, &b)?)).array(call.lazy)
}
