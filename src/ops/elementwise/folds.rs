//! How a ufunc of two arguments makes one of the elements along an axis.

use super::apply::{Casting, apply_all};
use super::{Ufunc, types, where_select};
use crate::array::{Lazy, build, convert};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::Arg;

/// The most steps of a fold whose order matters.
const MOST_STEPS: usize = 10_000;

/// A ufunc whose folds may be done in any grouping, the names that they have of their own, and what it makes of nothing.
pub struct Fold {
    ufunc: &'static str,
    pub reduction: Option<&'static str>,
    /// Whether that reduction has a `dtype=`, and an `initial=`.
    pub takes_dtype: bool,
    pub takes_initial: bool,
    pub running: Option<&'static str>,
    pub identity: Option<Num>,
}

const USUAL: Fold =
    Fold { ufunc: "", reduction: None, takes_dtype: false, takes_initial: true, running: None, identity: None };

const fn over_nothing(ufunc: &'static str, identity: Option<Num>) -> Fold {
    Fold { ufunc, identity, ..USUAL }
}

const FOLDS: &[Fold] = &[
    Fold { ufunc: "add", reduction: Some("sum"), running: Some("cumsum"), takes_dtype: true, ..USUAL },
    Fold { ufunc: "multiply", reduction: Some("prod"), running: Some("cumprod"), takes_dtype: true, ..USUAL },
    Fold { ufunc: "maximum", reduction: Some("max"), ..USUAL },
    Fold { ufunc: "minimum", reduction: Some("min"), ..USUAL },
    Fold { ufunc: "logical_and", reduction: Some("all"), takes_initial: false, ..USUAL },
    Fold { ufunc: "logical_or", reduction: Some("any"), takes_initial: false, ..USUAL },
    over_nothing("logical_xor", Some(Num::Bool(false))),
    over_nothing("bitwise_and", Some(Num::Int(-1))),
    over_nothing("bitwise_or", Some(Num::Int(0))),
    over_nothing("bitwise_xor", Some(Num::Int(0))),
    over_nothing("hypot", Some(Num::Float(0.0))),
    over_nothing("logaddexp", Some(Num::Float(f64::NEG_INFINITY))),
    over_nothing("logaddexp2", Some(Num::Float(f64::NEG_INFINITY))),
    over_nothing("gcd", Some(Num::Int(0))),
    over_nothing("lcm", None),
    over_nothing("fmax", None),
    over_nothing("fmin", None),
];

/// How the ufunc folds, if the grouping does not matter to it.
pub fn folds(ufunc: &Ufunc) -> Option<&'static Fold> {
    FOLDS.iter().find(|f| f.ufunc == ufunc.name)
}

/// The dtype in which a ufunc folds elements of `dtype`: that of a loop which takes no other and gives the same.
pub fn fold_dtype(ufunc: &'static Ufunc, dtype: DType, asked: Option<DType>) -> Result<DType> {
    let no_loop = || {
        let message =
            format!("No loop matching the specified signature and casting was found for ufunc {}", ufunc.name);
        type_error(message).help("what it makes of two elements must be of their own dtype")
    };
    if ufunc.name.starts_with("logical_") {
        return if asked.is_none_or(|d| d == DType::Bool) { Ok(DType::Bool) } else { Err(no_loop()) };
    }
    let start = match (asked, ufunc.name) {
        (Some(asked), _) => asked,
        (None, "add" | "multiply") => dtype.widened(),
        (None, _) => dtype,
    };
    let found = types::search(ufunc, &[start, start]).and_then(|k| ufunc.signatures().nth(k));
    match found {
        None => Err(types::unsupported(ufunc, &[start, start])),
        Some(l) if l.ins.iter().any(|&d| d != l.out) || asked.is_some_and(|d| d != l.out) => Err(no_loop()),
        Some(l) => Ok(l.out),
    }
}

/// The elements of two arrays together.
pub fn pair(ufunc: &'static Ufunc, a: &Lazy, b: &Lazy) -> Result<Lazy> {
    let args = [Arg::Strong(a.clone()), Arg::Strong(b.clone())];
    apply_all(ufunc, &args, None, Casting::SameKind).map(|mut r| r.swap_remove(0))
}

/// A number and the elements of an array together.
pub fn start_from(ufunc: &'static Ufunc, start: Num, array: &Lazy) -> Result<Lazy> {
    pair(ufunc, &convert::constant(start, array.dtype()), array)
}

/// The length along an axis, which must be known.
pub fn length(array: &Lazy, axis: usize) -> Result<usize> {
    array.lengths()[axis].ok_or_else(|| {
        value_error("the length along that axis is not known yet").help("find it with `.compute_chunk_sizes()` first")
    })
}

/// Elements `from..to` along an axis.
pub fn stretch(array: &Lazy, axis: usize, from: usize, to: usize) -> Result<Lazy> {
    let mut entries = vec![build::Index::Slice(None, None, None); axis];
    entries.push(build::Index::Slice(Some(from as i128), Some(to as i128), None));
    build::index(array, &entries)
}

/// One `value` along an axis, beside the elements of an array.
fn constant_beside(array: &Lazy, axis: usize, value: Num, dtype: DType) -> Lazy {
    let mut shape = array.node.shape();
    shape[axis] = 1;
    convert::whole(Block::full(dtype, &shape, value))
}

/// The elements along an axis made one, in any grouping; the axis stays, with length 1.
pub fn folded(ufunc: &'static Ufunc, array: &Lazy, axis: usize, start: Option<Num>) -> Result<Lazy> {
    let n = length(array, axis)?;
    if n == 0 {
        let identity = start.ok_or_else(|| {
            value_error(format!("zero-size array to reduction operation {} which has no identity", ufunc.name))
        })?;
        return Ok(constant_beside(array, axis, identity, array.dtype()));
    }
    if folds(ufunc).is_none() {
        return Ok(steps(ufunc, array, axis, n, None)?.swap_remove(n - 1));
    }
    let (mut rest, mut left, mut odd) = (array.clone(), n, None);
    while left > 1 {
        let half = left / 2;
        let (a, b) = (stretch(&rest, axis, 0, half)?, stretch(&rest, axis, half, 2 * half)?);
        if left % 2 == 1 {
            let last = stretch(&rest, axis, left - 1, left)?;
            odd = Some(odd.map_or(Ok(last.clone()), |o| pair(ufunc, &last, &o))?);
        }
        (rest, left) = (pair(ufunc, &a, &b)?, half);
    }
    odd.map_or(Ok(rest.clone()), |o| pair(ufunc, &rest, &o))
}

/// The elements along an axis made one from first to last, those alone where a mask is true.
pub fn in_order(
    ufunc: &'static Ufunc,
    array: &Lazy,
    axis: Option<usize>,
    start: Option<Num>,
    mask: Option<&Lazy>,
) -> Result<Lazy> {
    let Some(axis) = axis else {
        return start.map_or(Ok(array.clone()), |start| start_from(ufunc, start, array));
    };
    let Some(start) = start else { return folded(ufunc, array, axis, None) };
    let joined = build::concat(&[constant_beside(array, axis, start, array.dtype()), array.clone()], axis)?;
    let first = constant_beside(array, axis, Num::Bool(true), DType::Bool);
    let mask = mask.map(|mask| build::concat(&[first, mask.clone()], axis)).transpose()?;
    let n = length(&joined, axis)?;
    Ok(steps(ufunc, &joined, axis, n, mask.as_ref())?.swap_remove(n - 1))
}

/// What the ufunc has made of the elements at each of them, one after another; those where a mask is not true change
/// nothing.
pub fn steps(ufunc: &'static Ufunc, array: &Lazy, axis: usize, n: usize, mask: Option<&Lazy>) -> Result<Vec<Lazy>> {
    if n > MOST_STEPS {
        let message =
            format!("the order of np.{}.reduce matters, and {n} steps one after another are too many", ufunc.name);
        return Err(value_error(message).help(format!("at most {MOST_STEPS} are possible")));
    }
    let mut all: Vec<Lazy> = Vec::with_capacity(n);
    for i in 0..n {
        let next = stretch(array, axis, i, i + 1)?;
        let now = match (all.last(), mask) {
            (None, _) => next,
            (Some(before), None) => pair(ufunc, before, &next)?,
            (Some(before), Some(mask)) => {
                let taken = Arg::Strong(pair(ufunc, before, &next)?);
                where_select(&stretch(mask, axis, i, i + 1)?, &taken, &Arg::Strong(before.clone()))?
            }
        };
        all.push(now);
    }
    Ok(all)
}
