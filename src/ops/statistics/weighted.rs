//! Quantiles of elements that count as often as their weights say.

use super::lanes::merged;
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::Args;
use crate::ops::compose::{self, apply, apply_number, apply2};

/// The weights of `weights=`, with the axes to look along as the last, as those of the array.
pub fn weights(args: &Args, array: &Lazy, axes: &[bool]) -> Result<Lazy> {
    let mut weights = build::cast(&args.array("weights")?, DType::F64);
    let (want, got) = (array.node.shape(), weights.node.shape());
    if want != got {
        let along: Vec<usize> = (0..want.len()).filter(|&k| axes[k]).collect();
        let fits = along.len() == got.len() && along.iter().zip(&got).all(|(&k, &n)| want[k] == n);
        if args.get("axis").is_none() {
            let text = "Axis must be specified when shapes of a and weights differ.";
            return Err(args.at("weights", type_error(text)));
        }
        if !fits {
            let text = "Shape of weights must be consistent with shape of a along specified axis.";
            return Err(args.at("weights", value_error(text)));
        }
        let others: Vec<usize> = (0..want.len()).filter(|&k| !axes[k]).collect();
        weights = build::broadcast_to(&build::expand_dims(&weights, &others), &want)?;
    }
    merged(&weights, axes)
}

/// The quantiles of each row, as the last axis: the first element at which the weights reach a share `q` of them all.
pub fn quantiles(rows: &Lazy, weights: &Lazy, qs: &[f64], skip: bool) -> Result<Lazy> {
    let last = [("axis", Value::Int(-1))];
    let value = |a: &Lazy| Value::Lazy(a.clone());
    let order = compose::call("argsort", &[value(rows)], &last)?;
    let sorted = compose::call("take_along_axis", &[value(rows), value(&order)], &last)?;
    let mut counts = compose::call("take_along_axis", &[value(weights), value(&order)], &last)?;
    let missing = if rows.dtype().is_inexact() { Some(apply("isnan", &[value(&sorted)])?) } else { None };
    if let (Some(missing), true) = (&missing, skip) {
        counts = apply("where", &[value(missing), Value::Float(0.0), value(&counts)])?;
    }
    let reached = compose::call("cumsum", &[value(&counts)], &last)?;
    let kept = [("axis", Value::Int(-1)), ("keepdims", Value::Bool(true))];
    let total = compose::call("max", &[value(&reached)], &kept)?;
    let shares = apply2("divide", &reached, &total)?;
    let mut found = Vec::with_capacity(qs.len());
    for &q in qs {
        let q = convert::whole(Block::full(DType::F64, &[], Num::Float(q)));
        // Elements without weight are never the answer.
        let enough = apply2(
            "logical_and",
            &apply2("greater_equal", &shares, &q)?,
            &apply_number("greater", &counts, Num::Int(0))?,
        )?;
        let place = compose::call("argmax", &[value(&enough)], &kept)?;
        found.push(compose::call("take_along_axis", &[value(&sorted), value(&place)], &last)?);
    }
    let found = build::concat(&found, rows.ndim() - 1)?;
    match (missing, skip) {
        (Some(missing), false) => {
            let any = compose::call("any", &[value(&missing)], &kept)?;
            apply("where", &[value(&any), Value::Float(f64::NAN), value(&found)])
        }
        _ => Ok(found),
    }
}
