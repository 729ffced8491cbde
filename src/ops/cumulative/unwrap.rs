//! `np.unwrap`: angles without jumps.

use crate::array::{Lazy, Value, build};
use crate::chunk::Num;
use crate::diag::Result;
use crate::ops::Args;
use crate::ops::compose::{self, apply, apply_number, apply2};

/// Elements `from..` along an axis, or those up to `to`.
fn part(array: &Lazy, axis: usize, from: Option<i128>, to: Option<i128>) -> Result<Lazy> {
    let mut entries = vec![build::Index::Slice(None, None, None); axis];
    entries.push(build::Index::Slice(from, to, None));
    build::index(array, &entries)
}

/// Adds whole periods where neighbours along an axis are further apart than half of one.
pub fn unwrap(args: &mut Args) -> Result<Value> {
    let p = args.array("p")?;
    let axis = args.axis("axis", p.ndim())?.unwrap_or(p.ndim().saturating_sub(1));
    let given = args.get("period").and_then(Value::as_scalar).unwrap_or(Num::Float(std::f64::consts::TAU));
    let period = given.as_f64();
    let far = args.float("discont")?.unwrap_or(period / 2.0);
    let steps = compose::call("diff", &[Value::Lazy(p.clone())], &[("axis", Value::Int(axis as i128))])?;
    let whole = steps.dtype().is_integer() && given.as_int().is_some();
    // A step of just half a period could go either way; of integers with an odd period none is.
    let (half, either) = match (whole, given.as_int()) {
        (true, Some(n)) => (Num::Int(n / 2), n % 2 == 0),
        _ => (Num::Float(period / 2.0), true),
    };
    let shifted = apply_number("mod", &apply_number("add", &steps, half)?, given)?;
    let mut near = apply_number("subtract", &shifted, half)?;
    if either {
        let low = if let Num::Int(n) = half { Num::Int(-n) } else { Num::Float(-period / 2.0) };
        let lowest = apply_number("equal", &near, low)?;
        let up = apply2("logical_and", &lowest, &apply_number("greater", &steps, Num::Int(0))?)?;
        near = apply("where", &[Value::Lazy(up), Value::number(half), Value::Lazy(near)])?;
    }
    let correction = apply2("subtract", &near, &steps)?;
    let small = apply_number("less", &apply("abs", &[Value::Lazy(steps)])?, Num::Float(far))?;
    let correction = apply("where", &[Value::Lazy(small), Value::Int(0), Value::Lazy(correction)])?;
    let summed = compose::call("cumsum", &[Value::Lazy(correction)], &[("axis", Value::Int(axis as i128))])?;
    let rest = apply2("add", &part(&p, axis, Some(1), None)?, &summed)?;
    let first = build::cast(&part(&p, axis, None, Some(1))?, rest.dtype());
    args.answer(build::concat(&[first, rest], axis)?)
}
