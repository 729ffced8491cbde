//! Comparisons of whole arrays, covariance and correlation.

use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{DType, Num};
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::compose::{apply, apply_number, apply2, call};

fn all(array: Lazy) -> Result<Lazy> {
    apply("all", &[Value::Lazy(array)])
}

/// `allclose`.
pub fn allclose(args: &Args) -> Result<Value> {
    let named: Vec<(&str, Value)> =
        ["rtol", "atol", "equal_nan"].into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
    let close = call("isclose", &[args.need("a")?.clone(), args.need("b")?.clone()], &named)?;
    truth(args, all(close)?)
}

/// A single truth: Python's own where nothing is lazy.
fn truth(args: &Args, found: Lazy) -> Result<Value> {
    match args.is_lazy() {
        true => Ok(Value::Lazy(found)),
        false => Ok(Value::Bool(found.compute()?.first().num.is_true())),
    }
}

fn settled(args: &Args, found: bool) -> Result<Value> {
    truth(args, convert::constant(Num::Bool(found), DType::Bool))
}

/// `array_equal`.
pub fn array_equal(args: &Args) -> Result<Value> {
    let (a, b) = (args.array("a1")?, args.array("a2")?);
    if a.lengths() != b.lengths() {
        return settled(args, false);
    }
    let mut same = apply2("equal", &a, &b)?;
    if args.bool("equal_nan", false)? && a.dtype().is_inexact() && b.dtype().is_inexact() {
        let nan = |x: &Lazy| apply("isnan", &[Value::Lazy(x.clone())]);
        same = apply2("logical_or", &same, &apply2("logical_and", &nan(&a)?, &nan(&b)?)?)?;
    }
    truth(args, all(same)?)
}

/// `array_equiv`.
pub fn array_equiv(args: &Args) -> Result<Value> {
    let (a, b) = (args.array("a1")?, args.array("a2")?);
    if build::broadcast_shape("array_equiv", &[&a.node.shape(), &b.node.shape()]).is_err() {
        return settled(args, false);
    }
    truth(args, all(apply2("equal", &a, &b)?)?)
}

/// The observations as rows of two dimensions, a variable each.
fn variables(args: &Args, name: &str, rowvar: bool, dtype: DType) -> Result<Option<Lazy>> {
    let Some(array) = args.maybe_array(name)? else { return Ok(None) };
    if array.ndim() > 2 {
        return Err(args.at(name, value_error(format!("{name} has more than 2 dimensions"))));
    }
    let array = build::cast(&array, dtype);
    let flat = array.ndim() < 2;
    let array = match array.ndim() {
        0 => build::expand_dims(&array, &[0, 1]),
        1 => build::expand_dims(&array, &[0]),
        _ => array,
    };
    // The first array is turned whenever it has two axes, the second unless it is one row.
    let one = if name == "y" { array.node.shape()[0] == 1 } else { flat };
    Ok(Some(if !rowvar && !one { build::reverse_axes(&array) } else { array }))
}

/// Weights that multiply: how often each observation came, and how much it counts.
fn weights(args: &Args, n: Option<usize>) -> Result<Option<Lazy>> {
    let mut all: Option<Lazy> = None;
    for name in ["fweights", "aweights"] {
        let Some(w) = args.maybe_array(name)? else { continue };
        if w.ndim() != 1 || w.lengths()[0] != n {
            return Err(args.at(name, value_error(format!("incompatible numbers of samples and {name}"))));
        }
        if !crate::chunk::DType::casts_safely(w.dtype(), DType::I64) && name == "fweights" {
            return Err(args.at(name, crate::diag::type_error("fweights must be integer")));
        }
        let w = build::cast(&w, DType::F64);
        all = Some(match all {
            None => w,
            Some(old) => apply2("multiply", &old, &w)?,
        });
    }
    Ok(all)
}

/// The covariance matrix that the arguments ask for.
fn covariance(args: &Args, weighted: bool) -> Result<Lazy> {
    let rowvar = args.bool("rowvar", true)?;
    let main = if weighted { "m" } else { "x" };
    let arrays = [Some(args.array(main)?), args.maybe_array("y")?];
    let dtype = arrays.iter().flatten().fold(DType::F64, |d, a| d.promote(a.dtype()));
    let dtype = args.dtype("dtype")?.unwrap_or(dtype);
    let mut x = variables(args, main, rowvar, dtype)?.ok_or_else(|| args.wrong(main, "an array"))?;
    if let Some(y) = variables(args, "y", rowvar, dtype)? {
        x = build::concat(&[x, y], 0)?;
    }
    let n = x.lengths()[1];
    let w = if weighted { weights(args, n)? } else { None };
    let bias = weighted && args.bool("bias", false)?;
    let ddof = if weighted { args.int("ddof")? } else { None }.unwrap_or(if bias { 0 } else { 1 }) as f64;
    let axis = [("axis", Value::Int(1)), ("keepdims", Value::Bool(true))];
    let (mean, total) = match &w {
        None => (call("mean", &[Value::Lazy(x.clone())], &axis)?, None),
        Some(w) => {
            let total = apply("sum", &[Value::Lazy(w.clone())])?;
            let sum = call("sum", &[Value::Lazy(apply2("multiply", &x, w)?)], &axis)?;
            (apply2("divide", &sum, &total)?, Some(total))
        }
    };
    let x = apply2("subtract", &x, &mean)?;
    let scaled = match &w {
        None => x.clone(),
        Some(w) => apply2("multiply", &x, w)?,
    };
    let conjugate = if dtype.is_complex() { apply("conj", &[Value::Lazy(scaled.clone())])? } else { scaled };
    let product = apply2("matmul", &x, &build::reverse_axes(&conjugate))?;
    let count = match total {
        None => convert::constant(Num::Float(n.unwrap_or(0) as f64), DType::F64),
        Some(total) => total,
    };
    let fact = match (&w, weighted && args.get("aweights").is_some()) {
        (Some(w), true) if ddof != 0.0 => {
            let a = build::cast(&args.array("aweights")?, DType::F64);
            let more = apply("sum", &[Value::Lazy(apply2("multiply", w, &a)?)])?;
            let share = apply_number("multiply", &apply2("divide", &more, &count)?, Num::Float(ddof))?;
            apply2("subtract", &count, &share)?
        }
        _ => apply_number("subtract", &count, Num::Float(ddof))?,
    };
    let fact = apply_number("maximum", &fact, Num::Float(0.0))?;
    if n.is_some_and(|n| w.is_none() && n as f64 <= ddof) {
        crate::diag::warn("RuntimeWarning: Degrees of freedom <= 0 for slice");
    }
    let one = convert::constant(Num::Float(1.0), DType::F64);
    let scaled = apply2("multiply", &product, &apply2("divide", &one, &fact)?)?;
    Ok(build::cast(&scaled, product.dtype()))
}

/// Without the axes of length 1.
fn squeezed(array: Lazy) -> Lazy {
    let gone: Vec<usize> = (0..array.ndim()).filter(|&k| array.lengths()[k] == Some(1)).collect();
    build::squeeze(&array, &gone)
}

/// `cov`.
pub fn cov(args: &Args) -> Result<Value> {
    args.answer_array(squeezed(covariance(args, true)?))
}

/// `corrcoef`.
pub fn corrcoef(args: &Args) -> Result<Value> {
    let c = covariance(args, false)?;
    if c.node.shape()[0] == 1 {
        let c = squeezed(c);
        return args.answer(apply2("divide", &c, &c)?);
    }
    let spread = apply(
        "sqrt",
        &[Value::Lazy(apply("real", &[Value::Lazy(call("diagonal", &[Value::Lazy(c.clone())], &[])?)])?)],
    )?;
    let c = apply2("divide", &c, &build::expand_dims(&spread, &[1]))?;
    let c = apply2("divide", &c, &build::expand_dims(&spread, &[0]))?;
    if c.dtype().is_complex() {
        return args.answer_array(c);
    }
    args.answer_array(call("clip", &[Value::Lazy(c), Value::Int(-1), Value::Int(1)], &[])?)
}
