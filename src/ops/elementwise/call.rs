//! Calls of ufuncs with their keywords: `out=`, `where=`, `dtype=`, `casting=`.

use super::apply::{Casting, apply_all, of_numbers};
use super::{Ufunc, find_ufunc, where_select};
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{DType, Num};
use crate::diag::{Result, runtime_error, type_error, value_error};
use crate::ops::{Arg, Args};

/// What changes how a call goes.
const KEYWORDS: [&str; 4] = ["out", "where", "casting", "dtype"];

/// Builds a call of the ufunc whose row this is.
pub fn call(args: &mut Args) -> Result<Value> {
    let name = args.op.name;
    let ufunc = find_ufunc(name).ok_or_else(|| runtime_error(format!("there is no ufunc '{name}'")))?;
    let names: &[&str] = if ufunc.arity() == 1 { &["x"] } else { &["x1", "x2"] };
    let plain = !args.is_da() && KEYWORDS.iter().all(|k| args.raw(k).is_none());
    if plain && let Some(answer) = of_numbers(ufunc, &names.iter().map(|n| args.need(n)).collect::<Result<Vec<_>>>()?) {
        return answer;
    }
    let operands = names.iter().map(|n| args.operand(n)).collect::<Result<Vec<_>>>()?;
    let casting = args.text("casting")?.map_or(Ok(Casting::SameKind), Casting::parse)?;
    let results = apply_all(ufunc, &operands, args.dtype("dtype")?, casting)?;
    let mask = mask(args)?;
    let outs = outs(args, ufunc)?;
    let mut answers = Vec::with_capacity(results.len());
    for (result, out) in results.into_iter().zip(&outs) {
        answers.push(masked(ufunc, result, mask.as_ref(), out.as_ref(), casting)?);
    }
    if outs.iter().any(Option::is_some) {
        return written(ufunc, args, answers, outs);
    }
    match ufunc.results() {
        1 => args.answer_as_it_lies(answers.swap_remove(0)),
        _ => args.answers(answers),
    }
}

/// The array of `where=`, unless it is just `True`.
fn mask(args: &Args) -> Result<Option<Lazy>> {
    match args.get("where") {
        None | Some(Value::Bool(true)) => Ok(None),
        Some(_) => {
            let mask = args.array("where")?;
            match mask.dtype() {
                DType::Bool => Ok(Some(mask)),
                d => Err(args.at(
                    "where",
                    type_error(format!(
                        "Cannot cast array data from dtype('{d}') to dtype('bool') according to the rule 'safe'"
                    )),
                )),
            }
        }
    }
}

/// The arrays of `out=`, one for each result.
fn outs(args: &Args, ufunc: &Ufunc) -> Result<Vec<Option<Plain>>> {
    let wanted = || args.wrong("out", "an array in memory, or a tuple with one for each result");
    let one = |v: &Value| match v {
        Value::None => Ok(None),
        Value::Array(a) => Ok(Some(a.clone())),
        Value::Lazy(_) => Err(wanted().help("a lazy array is never written to; assign the answer to a name instead")),
        _ => Err(wanted()),
    };
    let mut outs = match args.get("out") {
        None => Vec::new(),
        Some(Value::Tuple(items)) => items.iter().map(one).collect::<Result<Vec<_>>>()?,
        Some(v) => vec![one(v)?],
    };
    if outs.len() > ufunc.results() {
        return Err(args.at(
            "out",
            value_error(format!(
                "{} gives {} results, and `out` has {} arrays",
                ufunc.name,
                ufunc.results(),
                outs.len()
            )),
        ));
    }
    outs.resize(ufunc.results(), None);
    Ok(outs)
}

/// The result where the mask is true, and elsewhere what `out` holds, or 0.
fn masked(ufunc: &Ufunc, result: Lazy, mask: Option<&Lazy>, out: Option<&Plain>, casting: Casting) -> Result<Lazy> {
    if let Some(out) = out
        && !casting.allows(result.dtype(), out.dtype())
    {
        let (from, to) = (result.dtype(), out.dtype());
        let message = format!(
            "Cannot cast ufunc '{}' output from dtype('{from}') to dtype('{to}') with casting rule '{}'",
            ufunc.name,
            casting.name()
        );
        return Err(type_error(message).help(format!("give an `out` of dtype {from}, or pass casting='unsafe'")));
    }
    match (mask, out) {
        (None, _) => Ok(result),
        (Some(mask), None) => where_select(mask, &Arg::Strong(result), &Arg::Weak(Num::Bool(false))),
        (Some(mask), Some(out)) => {
            let result = build::cast(&result, out.dtype());
            where_select(mask, &Arg::Strong(result), &Arg::Strong(convert::whole(out.block())))
        }
    }
}

/// Computes the results and writes each over its array.
fn written(ufunc: &Ufunc, args: &Args, results: Vec<Lazy>, outs: Vec<Option<Plain>>) -> Result<Value> {
    let mut values = Vec::with_capacity(results.len());
    for (result, out) in results.into_iter().zip(outs) {
        let block = result.compute()?;
        values.push(match out {
            None => convert::plain_value(block),
            Some(out) => {
                let shape = build::broadcast_shape(ufunc.name, &[block.shape(), out.shape()])?;
                if shape.as_slice() != out.shape() {
                    let (from, to) = (build::shape_text(&shape), build::shape_text(out.shape()));
                    let message = format!(
                        "non-broadcastable output operand with shape {to} doesn't match the broadcast shape {from}"
                    );
                    return Err(args.at("out", value_error(message)));
                }
                let from = block.broadcast_to(&shape);
                drop(block);
                out.put(from);
                Value::Array(out)
            }
        });
    }
    Ok(if values.len() == 1 { values.swap_remove(0) } else { Value::tuple(values) })
}
