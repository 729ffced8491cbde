//! Differences between neighbours, gradients, and areas under curves.

use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{DType, Num};
use crate::diag::{Result, index_error, type_error, value_error};
use crate::ops::compose::{self, apply_number, apply2, flat};
use crate::ops::{Args, normal_axis};

/// The elements from `start` to `stop` along an axis, as a slice takes them.
fn part(array: &Lazy, axis: usize, start: Option<i128>, stop: Option<i128>) -> Result<Lazy> {
    let mut entries = vec![build::Index::Slice(None, None, None); axis];
    entries.push(build::Index::Slice(start, stop, None));
    build::index(array, &entries)
}

/// The differences of neighbours along an axis.
fn differences(array: &Lazy, axis: usize) -> Result<Lazy> {
    let name = if array.dtype() == DType::Bool { "not_equal" } else { "subtract" };
    apply2(name, &part(array, axis, Some(1), None)?, &part(array, axis, None, Some(-1))?)
}

/// `diff`.
pub fn diff(args: &Args) -> Result<Value> {
    let mut array = args.array("a")?;
    let n = args.int("n")?.unwrap_or(1);
    if n < 0 {
        return Err(args.at("n", value_error(format!("order must be non-negative but got {n}"))));
    }
    if array.ndim() == 0 {
        return Err(args.at("a", value_error("diff requires input that is at least one dimensional")));
    }
    let axis = args.axis("axis", array.ndim())?.unwrap_or(array.ndim() - 1);
    if n == 0 {
        return args.answer(array);
    }
    let (before, after) = (ends(args, "prepend", &array, axis)?, ends(args, "append", &array, axis)?);
    if before.is_some() || after.is_some() {
        array = joined(&[before, Some(array), after].into_iter().flatten().collect::<Vec<_>>(), axis)?;
    }
    for _ in 0..n {
        array = differences(&array, axis)?;
    }
    args.answer_array(array)
}

/// Arrays one after another, as one dtype.
fn joined(arrays: &[Lazy], axis: usize) -> Result<Lazy> {
    let dtype = arrays.iter().map(Lazy::dtype).reduce(DType::promote).unwrap_or(DType::F64);
    build::concat(&arrays.iter().map(|a| build::cast(a, dtype)).collect::<Vec<_>>(), axis)
}

/// What is put before or after the array; a number stands for one along the axis.
fn ends(args: &Args, name: &str, array: &Lazy, axis: usize) -> Result<Option<Lazy>> {
    let Some(more) = args.maybe_array(name)? else { return Ok(None) };
    if more.ndim() > 0 {
        return Ok(Some(more));
    }
    let mut shape = array.node.shape();
    shape[axis] = 1;
    build::broadcast_to(&more, &shape).map(Some)
}

/// `ediff1d`.
pub fn ediff1d(args: &Args) -> Result<Value> {
    let array = flat(&args.array("ary")?)?;
    let mut parts = vec![apply2("subtract", &part(&array, 0, Some(1), None)?, &part(&array, 0, None, Some(-1))?)?];
    for (name, at) in [("to_begin", 0), ("to_end", parts.len())] {
        if let Some(more) = args.maybe_array(name)? {
            if !more.dtype().casts_same_kind(array.dtype()) {
                let text = format!("dtype of `{name}` must be compatible with input `ary` under the `same_kind` rule.");
                return Err(args.at(name, type_error(text)));
            }
            let more = build::cast(&flat(&more)?, array.dtype());
            if at == 0 { parts.insert(0, more) } else { parts.push(more) }
        }
    }
    args.answer_array(build::concat(&parts, 0)?)
}

/// `trapezoid`.
pub fn trapezoid(args: &Args) -> Result<Value> {
    let y = args.array("y")?;
    if y.ndim() == 0 {
        return Err(args.at("y", index_error("trapezoid needs an array of at least one dimension")));
    }
    // A negative axis is counted from the end of each array by itself.
    let named = args.int("axis")?.unwrap_or(-1);
    let axis = args.axis("axis", y.ndim())?.unwrap_or(y.ndim() - 1);
    let sums = apply2("add", &part(&y, axis, Some(1), None)?, &part(&y, axis, None, Some(-1))?)?;
    let scaled = match args.maybe_array("x")? {
        None => apply_number("multiply", &sums, args.get("dx").and_then(Value::as_scalar).unwrap_or(Num::Float(1.0)))?,
        Some(x) if x.ndim() == 1 => {
            let steps = differences(&x, 0)?;
            let new: Vec<usize> = (0..y.ndim()).filter(|&k| k != axis).collect();
            apply2("multiply", &build::expand_dims(&steps, &new), &sums)?
        }
        Some(x) => apply2("multiply", &differences(&x, normal_axis(named, x.ndim())?)?, &sums)?,
    };
    let halved = apply_number("divide", &scaled, Num::Float(2.0))?;
    let sum = compose::call("sum", &[Value::Lazy(halved)], &[("axis", Value::Int(named))])?;
    args.answer(sum)
}

/// How far apart the points along an axis are.
enum Spacing {
    Even(Num),
    Places(Lazy),
}

/// `gradient`.
pub fn gradient(args: &Args) -> Result<Value> {
    let f = args.array("f")?;
    let f = if f.dtype().is_inexact() || f.dtype() == DType::Bool { f } else { build::cast(&f, DType::F64) };
    let axes = args.axes("axis", f.ndim())?.unwrap_or_else(|| (0..f.ndim()).collect());
    let spacings = spacings(args, &f, &axes)?;
    let order = args.int("edge_order")?.unwrap_or(1);
    if !(1..=2).contains(&order) {
        return Err(args.at("edge_order", value_error("'edge_order' greater than 2 not supported")));
    }
    let mut found = Vec::new();
    for (&axis, spacing) in axes.iter().zip(&spacings) {
        let n = f.lengths()[axis].unwrap_or(0);
        if n < order as usize + 1 {
            let text = "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.";
            return Err(args.at("f", value_error(text)).help(format!("axis {axis} has {n}")));
        }
        found.push(match spacing {
            Spacing::Even(h) => even(&f, axis, *h, order == 2)?,
            Spacing::Places(x) => uneven(&f, axis, x, order == 2)?,
        });
    }
    match found.len() {
        1 => args.answer(found.swap_remove(0)),
        _ => args.answers(found),
    }
}

fn spacings(args: &Args, f: &Lazy, axes: &[usize]) -> Result<Vec<Spacing>> {
    let given = args.get("varargs").and_then(Value::items).unwrap_or_default();
    let spacing = |v: &Value, axis: usize| -> Result<Spacing> {
        if let Some(h) = v.as_scalar() {
            return Ok(Spacing::Even(h));
        }
        let x = convert::to_lazy(v)?;
        if x.ndim() != 1 || x.lengths()[0] != f.lengths()[axis] {
            return Err(args.at(
                "varargs",
                value_error("when 1d, distances must match the length of the corresponding dimension"),
            ));
        }
        Ok(Spacing::Places(if x.dtype().is_inexact() { x } else { build::cast(&x, DType::F64) }))
    };
    match given.len() {
        0 => Ok(axes.iter().map(|_| Spacing::Even(Num::Float(1.0))).collect()),
        1 if given[0].as_scalar().is_some() => axes.iter().map(|&k| spacing(&given[0], k)).collect(),
        n if n == axes.len() => given.iter().zip(axes).map(|(v, &k)| spacing(v, k)).collect(),
        n => Err(type_error(format!(
            "gradient() takes one spacing, or one for each of the {} axes, not {n}",
            axes.len()
        ))),
    }
}

fn pick(f: &Lazy, axis: usize, at: i128) -> Result<Lazy> {
    part(f, axis, Some(at), if at == -1 { None } else { Some(at + 1) })
}

/// `a * f[i] + b * f[j] ...` along an axis.
fn weighted(f: &Lazy, axis: usize, terms: &[(Lazy, i128)]) -> Result<Lazy> {
    let mut sum: Option<Lazy> = None;
    for (weight, at) in terms {
        let term = apply2("multiply", weight, &pick(f, axis, *at)?)?;
        sum = Some(match sum {
            None => term,
            Some(sum) => apply2("add", &sum, &term)?,
        });
    }
    sum.ok_or_else(|| value_error("gradient has no terms"))
}

fn number(v: f64) -> Lazy {
    convert::constant(Num::Float(v), DType::F64)
}

fn even(f: &Lazy, axis: usize, h: Num, second: bool) -> Result<Lazy> {
    let twice = Num::Float(2.0 * h.as_f64());
    let inner = apply2("subtract", &part(f, axis, Some(2), None)?, &part(f, axis, None, Some(-2))?)?;
    let inner = apply_number("divide", &inner, twice)?;
    let (first, last) = if second {
        let d = h.as_f64();
        let ends = |c: f64, places: [i128; 3]| {
            let weights = [(-1.5 * c / d, places[0]), (2.0 * c / d, places[1]), (-0.5 * c / d, places[2])];
            weighted(f, axis, &weights.map(|(w, at)| (build::cast(&number(w), f.dtype()), at)))
        };
        let last = weighted(
            f,
            axis,
            &[(0.5 / d, -3), (-2.0 / d, -2), (1.5 / d, -1)].map(|(w, at)| (build::cast(&number(w), f.dtype()), at)),
        )?;
        (ends(1.0, [0, 1, 2])?, last)
    } else {
        let first = apply2("subtract", &pick(f, axis, 1)?, &pick(f, axis, 0)?)?;
        let last = apply2("subtract", &pick(f, axis, -1)?, &pick(f, axis, -2)?)?;
        (apply_number("divide", &first, h)?, apply_number("divide", &last, h)?)
    };
    build::concat(&[first, inner, last], axis)
}

/// A list of weights along an axis of `f`.
fn along(x: &Lazy, f: &Lazy, axis: usize) -> Lazy {
    build::expand_dims(x, &(0..f.ndim()).filter(|&k| k != axis).collect::<Vec<_>>())
}

fn uneven(f: &Lazy, axis: usize, x: &Lazy, second: bool) -> Result<Lazy> {
    let dx = differences(x, 0)?;
    let (d1, d2) = (part(&dx, 0, None, Some(-1))?, part(&dx, 0, Some(1), None)?);
    let sum = apply2("add", &d1, &d2)?;
    let a = apply2("divide", &apply_number("multiply", &d2, Num::Float(-1.0))?, &apply2("multiply", &d1, &sum)?)?;
    let b = apply2("divide", &apply2("subtract", &d2, &d1)?, &apply2("multiply", &d1, &d2)?)?;
    let c = apply2("divide", &d1, &apply2("multiply", &d2, &sum)?)?;
    let term = |w: &Lazy, from, to| apply2("multiply", &along(w, f, axis), &part(f, axis, from, to)?);
    let inner = apply2("add", &term(&a, None, Some(-2))?, &term(&b, Some(1), Some(-1))?)?;
    let inner = apply2("add", &inner, &term(&c, Some(2), None)?)?;
    let (first, last) = if second {
        uneven_ends(f, axis, &dx)?
    } else {
        let first = apply2("subtract", &pick(f, axis, 1)?, &pick(f, axis, 0)?)?;
        let last = apply2("subtract", &pick(f, axis, -1)?, &pick(f, axis, -2)?)?;
        let at = |i| Ok::<_, crate::diag::Error>(along(&pick(&dx, 0, i)?, f, axis));
        (apply2("divide", &first, &at(0)?)?, apply2("divide", &last, &at(-1)?)?)
    };
    build::concat(&[first, inner, last], axis)
}

/// The second-order gradients at both ends.
fn uneven_ends(f: &Lazy, axis: usize, dx: &Lazy) -> Result<(Lazy, Lazy)> {
    let end = |near: i128, next: i128, sign: f64, places: [i128; 3]| -> Result<Lazy> {
        let (d1, d2) = (along(&pick(dx, 0, near)?, f, axis), along(&pick(dx, 0, next)?, f, axis));
        let sum = apply2("add", &d1, &d2)?;
        let twice = apply2("add", &apply_number("multiply", &d1, Num::Float(2.0))?, &d2)?;
        let a =
            apply_number("multiply", &apply2("divide", &twice, &apply2("multiply", &d1, &sum)?)?, Num::Float(-sign))?;
        let b = apply_number("multiply", &apply2("divide", &sum, &apply2("multiply", &d1, &d2)?)?, Num::Float(sign))?;
        let c = apply_number("multiply", &apply2("divide", &d1, &apply2("multiply", &d2, &sum)?)?, Num::Float(-sign))?;
        let mut terms = vec![(a, places[0]), (b, places[1]), (c, places[2])];
        if sign < 0.0 {
            terms.reverse();
        }
        weighted(f, axis, &terms)
    };
    Ok((end(0, 1, 1.0, [0, 1, 2])?, end(-1, -2, -1.0, [-1, -2, -3])?))
}
