//! The calls of running sums and products.

use super::scan::{Running, scan};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Cut, Num};
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::compose::{self, flat, takes};
use crate::ops::reduction::numbers_for;

/// `cumsum`, `cumprod` and their forms that pass over NaN; without an axis the array is flattened first.
pub fn running(args: &Args, product: bool, skip: bool) -> Result<Value> {
    let array = args.array("a")?;
    let (array, axis) = match args.axis("axis", array.ndim().max(1))? {
        Some(axis) if array.ndim() > 0 => (array, axis),
        _ => (flat(&array)?, 0),
    };
    compose::answer(args, run(args, &array, axis, Running { product, skip })?)
}

/// `cumulative_sum` and `cumulative_prod`.
pub fn cumulative(args: &Args, product: bool) -> Result<Value> {
    let array = args.array("x")?;
    let array = if array.ndim() == 0 { flat(&array)? } else { array };
    let axis = match (args.axis("axis", array.ndim())?, array.ndim()) {
        (Some(axis), _) => axis,
        (None, 1) => 0,
        (None, _) => {
            let text = "For arrays which have more than one dimension ``axis`` argument is required.";
            return Err(args.at("x", value_error(text)).help("give axis= the axis to run along"));
        }
    };
    let sums = run(args, &array, axis, Running { product, skip: false })?;
    if !args.bool("include_initial", false)? {
        return compose::answer(args, sums);
    }
    let mut grid = sums.grid().clone();
    grid.axes[axis] = Cut::whole(1);
    let first = build::full("initial", Num::Int(product as i128), sums.dtype(), grid);
    compose::answer(args, build::concat(&[first, sums], axis)?)
}

fn run(args: &Args, array: &Lazy, axis: usize, running: Running) -> Result<Lazy> {
    debug_assert!(takes(args, "dtype"));
    let asked = args.dtype("dtype")?;
    let array = match asked {
        None => array.clone(),
        Some(dtype) if running.skip => {
            build::cast(&numbers_for(array, dtype, Num::Int(running.product.into()))?, dtype)
        }
        Some(dtype) => build::cast(array, dtype),
    };
    scan(args.op.name, &array, axis, running, asked.unwrap_or(array.dtype().widened()))
}
