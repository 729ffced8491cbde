//! The shapes of products, and what each comes down to.

use super::kernel::{Axes, contract};
use crate::array::build::{self, Index, cast, expand_dims, transpose};
use crate::array::{Lazy, Value};
use crate::diag::{Error, Result, index_error, linalg_error, value_error};
use crate::ops::{Args, call, compose, normal_axis};

/// Both arrays in the dtype of their product.
pub fn alike(a: &Lazy, b: &Lazy) -> (Lazy, Lazy) {
    let dtype = a.dtype().promote(b.dtype());
    (cast(a, dtype), cast(b, dtype))
}

/// Two arguments in the dtype of their product.
pub fn pair(args: &Args, a: &str, b: &str) -> Result<(Lazy, Lazy)> {
    Ok(alike(&args.array(a)?, &args.array(b)?))
}

/// A shape without blanks, as NumPy's messages on products have it.
pub fn tight(array: &Lazy) -> String {
    let lengths: Vec<String> = array.lengths().iter().map(|n| n.map_or("nan".into(), |n| n.to_string())).collect();
    if lengths.len() == 1 { format!("({},)", lengths[0]) } else { format!("({})", lengths.join(",")) }
}

/// The length of an axis, as it is shown.
pub fn length_text(array: &Lazy, axis: usize) -> String {
    array.lengths()[axis].map_or("unknown".into(), |n| n.to_string())
}

/// That axis `i` of `a` does not fit axis `j` of `b`.
fn not_aligned(a: &Lazy, i: usize, b: &Lazy, j: usize) -> Error {
    let (m, n) = (length_text(a, i), length_text(b, j));
    let error =
        value_error(format!("shapes {} and {} not aligned: {m} (dim {i}) != {n} (dim {j})", tight(a), tight(b)));
    error.help("the summed axes must have the same length; `.T` turns a matrix around")
}

/// The sum over the last axis of `a` and the last but one of `b` (its only one, if it has one axis).
pub fn dot_arrays(a: &Lazy, b: &Lazy) -> Result<Lazy> {
    if a.ndim() == 0 || b.ndim() == 0 {
        return call("multiply", &[a.clone(), b.clone()], &[]);
    }
    let (a, b) = alike(a, b);
    let axis = b.ndim().saturating_sub(2);
    let first = build::move_axis(&b, axis, 0);
    let product = contract("dot", &a, &first, Axes { batch: 0, summed: 1 })?;
    product.ok_or_else(|| not_aligned(&a, a.ndim() - 1, &b, axis))
}

/// The sum over these axes of `a` and those of `b`.
pub fn tensordot_arrays(a: &Lazy, b: &Lazy, axes: (&[usize], &[usize])) -> Result<Lazy> {
    let (a, b) = alike(a, b);
    let rest = |x: &Lazy, gone: &[usize]| (0..x.ndim()).filter(|k| !gone.contains(k)).collect::<Vec<_>>();
    let a_last = transpose(&a, &[&rest(&a, axes.0), axes.0].concat());
    let b_first = transpose(&b, &[axes.1, &rest(&b, axes.1)].concat());
    let fits = axes.0.len() == axes.1.len();
    let product =
        if fits { contract("tensordot", &a_last, &b_first, Axes { batch: 0, summed: axes.0.len() })? } else { None };
    product.ok_or_else(|| {
        value_error("shape-mismatch for sum").help(format!(
            "the shapes are {} and {}, summed over the axes {:?} and {:?}",
            tight(&a),
            tight(&b),
            axes.0,
            axes.1
        ))
    })
}

/// The conjugate of each element; real ones as they are.
pub fn conj(array: &Lazy) -> Result<Lazy> {
    if array.dtype().is_complex() { call("conj", std::slice::from_ref(array), &[]) } else { Ok(array.clone()) }
}

fn ravel(array: &Lazy) -> Result<Lazy> {
    match array.ndim() {
        0 => Ok(expand_dims(array, &[0])),
        1 => Ok(array.clone()),
        _ => build::reshape(array, &[array.node.shape().iter().product()]),
    }
}

pub fn dot(args: &mut Args) -> Result<Value> {
    let (a, b) = (args.array("a")?, args.array("b")?);
    compose::answer(args, dot_arrays(&a, &b)?)
}

pub fn inner(args: &mut Args) -> Result<Value> {
    let (a, b) = pair(args, "a", "b")?;
    if a.ndim() == 0 || b.ndim() == 0 {
        return args.answer(call("multiply", &[a, b], &[])?);
    }
    let product = contract("inner", &a, &build::move_axis(&b, b.ndim() - 1, 0), Axes { batch: 0, summed: 1 })?;
    args.answer(product.ok_or_else(|| not_aligned(&a, a.ndim() - 1, &b, b.ndim() - 1))?)
}

pub fn vdot(args: &mut Args) -> Result<Value> {
    let (a, b) = pair(args, "a", "b")?;
    let (a, b) = (ravel(&conj(&a)?)?, ravel(&b)?);
    let product = contract("vdot", &a, &b, Axes { batch: 0, summed: 1 })?;
    args.answer(product.ok_or_else(|| not_aligned(&a, 0, &b, 0))?)
}

fn outer_arrays(a: &Lazy, b: &Lazy) -> Result<Lazy> {
    let (a, b) = (ravel(a)?, ravel(b)?);
    call("multiply", &[expand_dims(&a, &[1]), expand_dims(&b, &[0])], &[])
}

pub fn outer(args: &mut Args) -> Result<Value> {
    compose::answer(args, outer_arrays(&args.array("a")?, &args.array("b")?)?)
}

pub fn outer_vectors(args: &mut Args) -> Result<Value> {
    let (a, b) = (args.array("x1")?, args.array("x2")?);
    if a.ndim() != 1 || b.ndim() != 1 {
        return Err(value_error(format!(
            "Input arrays must be one-dimensional, but they are x1.ndim={} and x2.ndim={}.",
            a.ndim(),
            b.ndim()
        ))
        .help("np.outer takes arrays of any shape as flat ones"));
    }
    args.answer(outer_arrays(&a, &b)?)
}

pub fn kron(args: &mut Args) -> Result<Value> {
    let (a, b) = (args.array("a")?, args.array("b")?);
    let ndim = a.ndim().max(b.ndim());
    let pad = |x: &Lazy| expand_dims(x, &(0..ndim - x.ndim()).collect::<Vec<_>>());
    let (a, b) = (pad(&a), pad(&b));
    let spread = |x: &Lazy, odd: usize| expand_dims(x, &(0..ndim).map(|k| 2 * k + 1 - odd).collect::<Vec<_>>());
    let product = call("multiply", &[spread(&a, 0), spread(&b, 1)], &[])?;
    let shape: Vec<usize> = a.node.shape().iter().zip(&b.node.shape()).map(|(m, n)| m * n).collect();
    args.answer(build::reshape(&product, &shape)?)
}

/// The axes of `tensordot`: so many at the end and the start, or those that are named.
fn summed_axes(args: &Args, a: &Lazy, b: &Lazy) -> Result<(Vec<usize>, Vec<usize>)> {
    let many = match args.get("axes") {
        None => Some(2),
        Some(v) => v.as_int(),
    };
    if let Some(n) = many {
        let n = usize::try_from(n).map_err(|_| args.wrong("axes", "not negative"))?;
        let fits = |k: usize| k < b.ndim() && k + a.ndim() >= n && a.lengths()[a.ndim() + k - n] == b.lengths()[k];
        let past = |k: &usize| k + a.ndim() < n || *k >= b.ndim();
        if (0..n).find(|&k| !fits(k)).as_ref().is_some_and(past) {
            let error = index_error("tuple index out of range");
            let help = format!("{n} axes are summed, and the arrays have {} and {}", a.ndim(), b.ndim());
            return Err(args.at("axes", error.help(help)));
        }
        if n > a.ndim() || n > b.ndim() {
            let help = format!("{n} axes are summed, and the shapes are {} and {}", tight(a), tight(b));
            return Err(args.at("axes", value_error("shape-mismatch for sum").help(help)));
        }
        return Ok(((a.ndim() - n..a.ndim()).collect(), (0..n).collect()));
    }
    let sides = args.sequence("axes")?;
    let [left, right] = &sides[..] else { return Err(args.wrong("axes", "an integer, or axes of each array")) };
    let list = |v: &Value, ndim: usize| -> Result<Vec<usize>> {
        let items = if v.as_int().is_some() { vec![v.clone()] } else { v.items().unwrap_or_default() };
        let axis = |v: &Value| {
            let axis = v.as_int().ok_or_else(|| args.wrong("axes", "an integer, or axes of each array"))?;
            normal_axis(axis, ndim).map_err(|e| args.at("axes", index_error(e.message)))
        };
        items.iter().map(axis).collect()
    };
    Ok((list(left, a.ndim())?, list(right, b.ndim())?))
}

pub fn tensordot(args: &mut Args) -> Result<Value> {
    let [a, b] = [0, 1].map(|k| args.op.parameters()[k].name);
    let (a, b) = (args.array(a)?, args.array(b)?);
    let axes = summed_axes(args, &a, &b)?;
    args.answer(tensordot_arrays(&a, &b, (&axes.0, &axes.1))?)
}

/// The components of vectors along an axis.
fn components(array: &Lazy, axis: usize) -> Result<Vec<Lazy>> {
    let last = build::move_axis(array, axis, array.ndim() - 1);
    let n = last.node.shape()[last.ndim() - 1];
    (0..n as i128).map(|i| build::index(&last, &[Index::Ellipsis, Index::At(i)])).collect()
}

pub fn cross(args: &mut Args) -> Result<Value> {
    let names = args.op.parameters();
    let (a, b) = (args.array(names[0].name)?, args.array(names[1].name)?);
    let axis_of = |name: &str, ndim: usize| -> Result<usize> {
        let name = if args.get("axis").is_some() || !args.has(name) { "axis" } else { name };
        Ok(args.axis(name, ndim)?.unwrap_or(ndim.wrapping_sub(1)))
    };
    if a.ndim() == 0 || b.ndim() == 0 {
        let message = "At least one array has zero dimension";
        return Err(if args.has("axisa") { value_error(message) } else { index_error(message) });
    }
    let (u, v) = (components(&a, axis_of("axisa", a.ndim())?)?, components(&b, axis_of("axisb", b.ndim())?)?);
    check_vectors(args, u.len(), v.len())?;
    let product = |i: usize, j: usize| call("multiply", &[u[i].clone(), v[j].clone()], &[]);
    let part = |i: usize, j: usize| match (i < u.len() && j < v.len(), j < u.len() && i < v.len()) {
        (true, true) => call("subtract", &[product(i, j)?, product(j, i)?], &[]),
        (true, false) => product(i, j),
        _ => call("negative", &[product(j, i)?], &[]),
    };
    if u.len() == 2 && v.len() == 2 {
        return args.answer(part(0, 1)?);
    }
    let parts = [part(1, 2)?, part(2, 0)?, part(0, 1)?];
    let ndim = parts[0].ndim() + 1;
    let to = axis_of("axisc", ndim)?;
    args.answer(build::stack(&parts, to)?)
}

fn check_vectors(args: &Args, m: usize, n: usize) -> Result<()> {
    if !args.has("axisa") && (m != 3 || n != 3) {
        return Err(value_error(format!(
            "Both input arrays must be (arrays of) 3-dimensional vectors, but they are {m} and {n} dimensional instead."
        )));
    }
    if !matches!((m, n), (2 | 3, 2 | 3)) {
        return Err(value_error("incompatible dimensions for cross product\n(dimension must be 2 or 3)")
            .help(format!("the vectors have {m} and {n} elements")));
    }
    Ok(())
}

/// The sum of each diagonal along two axes.
pub fn trace(args: &mut Args) -> Result<Value> {
    let whole = args.has("axis1");
    let array = args.array(if whole { "a" } else { "x" })?;
    if array.ndim() < 2 {
        return Err(value_error("diag requires an array of at least two dimensions"));
    }
    let axis =
        |name: &str, default: i128| if whole { args.int(name).map(|v| v.unwrap_or(default)) } else { Ok(default) };
    let (first, second) = if whole { (0, 1) } else { (-2, -1) };
    let named = [
        ("offset", Value::Int(args.int("offset")?.unwrap_or(0))),
        ("axis1", Value::Int(axis("axis1", first)?)),
        ("axis2", Value::Int(axis("axis2", second)?)),
    ];
    let diagonal = call("diagonal", &[array], &named)?;
    let mut named = vec![("axis", Value::Int(-1))];
    if let Some(dtype) = args.dtype("dtype")? {
        named.push(("dtype", Value::DType(dtype)));
    }
    compose::answer(args, call("sum", &[diagonal], &named)?)
}

pub fn multi_dot(args: &mut Args) -> Result<Value> {
    let arrays = args.arrays("arrays")?;
    if arrays.len() < 2 {
        return Err(value_error("Expecting at least two arrays."));
    }
    let last = arrays.len() - 1;
    for (k, a) in arrays.iter().enumerate() {
        let fits = if k == 0 || k == last { matches!(a.ndim(), 1 | 2) } else { a.ndim() == 2 };
        if !fits {
            return Err(linalg_error(format!("{}-dimensional array given. Array must be two-dimensional", a.ndim()))
                .help(format!("array {k} of multi_dot must be a matrix; the first and the last may be vectors")));
        }
    }
    compose::answer(args, chain(&arrays, &order(&arrays), 0, last)?)
}

/// Where to part each stretch of the chain so that the fewest multiplications are made: `best[i][j]` for `i..=j`.
fn order(arrays: &[Lazy]) -> Vec<Vec<usize>> {
    let n = arrays.len();
    let shape = |k: usize| -> (f64, f64) {
        let s = arrays[k].node.shape();
        match (s.as_slice(), k) {
            ([n], 0) => (1.0, *n as f64),
            ([n], _) => (*n as f64, 1.0),
            (s, _) => (s[0] as f64, s[s.len() - 1] as f64),
        }
    };
    let mut cost = vec![vec![0.0; n]; n];
    let mut best = vec![vec![0; n]; n];
    for span in 1..n {
        for i in 0..n - span {
            let j = i + span;
            let price = |k: usize| cost[i][k] + cost[k + 1][j] + shape(i).0 * shape(k).1 * shape(j).1;
            let k = (i..j).min_by(|&x, &y| price(x).total_cmp(&price(y))).unwrap_or(i);
            cost[i][j] = price(k);
            best[i][j] = k;
        }
    }
    best
}

fn chain(arrays: &[Lazy], best: &[Vec<usize>], i: usize, j: usize) -> Result<Lazy> {
    if i == j {
        return Ok(arrays[i].clone());
    }
    let k = best[i][j];
    dot_arrays(&chain(arrays, best, i, k)?, &chain(arrays, best, k + 1, j)?)
}
