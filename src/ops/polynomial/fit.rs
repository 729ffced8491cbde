//! Polynomials that fit points.

use super::terms::{as_floats, linalg};
use crate::array::{Lazy, Value, build};
use crate::chunk::{DType, Num};
use crate::diag::{Result, type_error, value_error, warn};
use crate::ops::Args;
use crate::ops::compose::{self, apply, apply_number, apply2};

/// An equation for each point, and what it is to give.
struct Equations {
    left: Lazy,
    right: Lazy,
    scale: Lazy,
    rcond: f64,
    points: usize,
}

fn turned(a: &Lazy) -> Lazy {
    let order: Vec<usize> = (0..a.ndim()).rev().collect();
    build::transpose(a, &order)
}

fn equations(args: &Args, order: usize) -> Result<Equations> {
    let (x, y) = (as_floats(&args.array("x")?)?, as_floats(&args.array("y")?)?);
    let wrong = |name: &str, text: &str| args.at(name, type_error(text));
    if x.ndim() != 1 {
        return Err(wrong("x", "expected 1D vector for x"));
    }
    if !(1..=2).contains(&y.ndim()) {
        return Err(wrong("y", "expected 1D or 2D array for y"));
    }
    let points = x.node.shape()[0];
    if points == 0 {
        return Err(wrong("x", "expected non-empty vector for x"));
    }
    if points != y.node.shape()[0] {
        return Err(wrong("y", "expected x and y to have same length"));
    }
    let mut left = compose::call("vander", &[Value::Lazy(x.clone())], &[("N", Value::Int(order as i128))])?;
    let mut right = y;
    if args.get("w").is_some() {
        let w = as_floats(&args.array("w")?)?;
        if w.ndim() != 1 || w.node.shape()[0] != points {
            return Err(wrong("w", "expected w and y to have the same length"));
        }
        let column = build::expand_dims(&w, &[1]);
        left = apply2("multiply", &left, &column)?;
        right = apply2("multiply", &right, if right.ndim() == 2 { &column } else { &w })?;
    }
    let eps = if x.dtype() == DType::F32 { f32::EPSILON as f64 } else { f64::EPSILON };
    let rcond = args.float("rcond")?.unwrap_or(points as f64 * eps);
    let squares = apply2("multiply", &left, &left)?;
    let sums = compose::call("sum", &[Value::Lazy(squares)], &[("axis", Value::Int(0))])?;
    let scale = apply("sqrt", &[Value::Lazy(sums)])?;
    Ok(Equations { left: apply2("divide", &left, &scale)?, right, scale, rcond, points })
}

/// `np.polyfit`
pub fn polyfit(args: &mut Args) -> Result<Value> {
    let degree = args.int("deg")?.unwrap_or(0);
    let order = usize::try_from(degree + 1).ok().filter(|n| *n > 0);
    let order = order.ok_or_else(|| args.at("deg", value_error("expected deg >= 0")))?;
    let e = equations(args, order)?;
    let solved = linalg("lstsq", &[e.left.clone(), e.right.clone()], &[("rcond", Value::Float(e.rcond))])?;
    let [solution, residuals, rank, singular] = solved.as_slice() else {
        return Err(type_error("lstsq() gave no solution"));
    };
    let column = if solution.ndim() == 2 { build::expand_dims(&e.scale, &[1]) } else { e.scale.clone() };
    let fitted = apply2("divide", solution, &column)?;
    let full = args.bool("full", false)?;
    if !full && rank.compute()?.first().num.as_int() != Some(order as i128) {
        warn("RankWarning: Polyfit may be poorly conditioned");
    }
    if full {
        let rcond = Value::Float(e.rcond);
        let parts = [&fitted, residuals, rank, singular].map(|a| args.answer(a.clone()));
        let mut parts = parts.into_iter().collect::<Result<Vec<_>>>()?;
        parts.push(rcond);
        return Ok(Value::tuple(parts));
    }
    match args.get("cov") {
        None | Some(Value::Bool(false)) => args.answer(fitted),
        Some(cov) => {
            let unscaled = cov.as_str() == Some("unscaled");
            let cov = covariance(args, &e, order, residuals, unscaled, fitted.ndim() == 2)?;
            args.answers(vec![fitted, cov])
        }
    }
}

fn covariance(args: &Args, e: &Equations, order: usize, residuals: &Lazy, unscaled: bool, many: bool) -> Result<Lazy> {
    let product = apply2("matmul", &turned(&e.left), &e.left)?;
    let inverse = linalg("inv", &[product], &[])?.swap_remove(0);
    let base = apply2("divide", &inverse, &apply2("outer", &e.scale, &e.scale)?)?;
    if unscaled {
        return Ok(base);
    }
    if e.points <= order {
        return Err(
            args.at("cov", value_error("the number of data points must exceed order to scale the covariance matrix"))
        );
    }
    let factor = apply_number("divide", residuals, Num::Int((e.points - order) as i128))?;
    match many {
        true => apply2("multiply", &build::expand_dims(&base, &[2]), &factor),
        false => apply2("multiply", &base, &factor),
    }
}
