//! Weighted means.

use super::call::{Call, mean_of, sum_of};
use crate::array::{Lazy, Value, build};
use crate::chunk::DType;
use crate::diag::{Error, Kind, Result, type_error, value_error};
use crate::ops::Args;
use crate::ops::compose::{apply, apply2};

/// `average`.
pub fn average(args: &Args) -> Result<Value> {
    let call = Call::read(args)?;
    let integral = !call.array.dtype().is_inexact();
    let (mean, weight) = match args.maybe_array("weights")? {
        None => {
            let out = if integral { DType::F64 } else { call.array.dtype() };
            let ones = build::cast(&apply("ones_like", &[Value::Lazy(call.array.clone())])?, out);
            (mean_of(&call, &call.array, out, false)?, call.reduce(&ones, sum_of(out, out, None))?)
        }
        Some(weights) => {
            let weights = spread_out(&call, weights)?;
            let dtype = call.array.dtype().promote(weights.dtype());
            let dtype = if integral { dtype.promote(DType::F64) } else { dtype };
            let total = call.reduce(&build::cast(&weights, dtype), sum_of(dtype, dtype, None))?;
            if !args.is_lazy() && total.compute()?.to_vec::<crate::chunk::c128>().contains(&Default::default()) {
                let error = Error::new(Kind::ZeroDivisionError, "Weights sum to zero, can't be normalized");
                return Err(args.at("weights", error));
            }
            let scaled = apply2("multiply", &build::cast(&call.array, dtype), &build::cast(&weights, dtype))?;
            let sum = call.reduce(&scaled, sum_of(dtype, dtype, None))?;
            (apply2("divide", &sum, &total)?, total)
        }
    };
    if args.bool("returned", false)? { args.answers(vec![mean, weight]) } else { args.answer(mean) }
}

/// Weights of the array's shape: those of one dimension lie along the one axis that is reduced.
fn spread_out(call: &Call<'_>, weights: Lazy) -> Result<Lazy> {
    let (shape, own) = (call.array.node.shape(), weights.node.shape());
    if shape == own {
        return Ok(weights);
    }
    let reduced: Vec<usize> = (0..shape.len()).filter(|&k| call.axes[k]).collect();
    let given = call.args.get("axis").is_some();
    if !given {
        let error = type_error("Axis must be specified when shapes of a and weights differ.");
        return Err(call.args.at("weights", error));
    }
    if own.len() != reduced.len() || own.iter().zip(&reduced).any(|(&n, &k)| n != shape[k]) {
        let error = value_error("Shape of weights must be consistent with shape of a along specified axis.");
        return Err(call.args.at("weights", error).help(format!(
            "a has shape {} and the weights {}",
            build::shape_text(&shape),
            build::shape_text(&own)
        )));
    }
    let new: Vec<usize> = (0..shape.len()).filter(|k| !reduced.contains(k)).collect();
    build::broadcast_to(&build::expand_dims(&weights, &new), &shape)
}
