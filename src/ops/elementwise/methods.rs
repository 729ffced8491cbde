//! What a ufunc of two arguments does along an axis: `np.add.reduce` and its kin.

use super::apply::{Casting, apply_all};
use super::{Ufunc, find_ufunc};
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::compose::answer;
use crate::ops::cumulative::running_extremes;
use crate::ops::{Arg, Args, Family, Function, Op, Place};

const METHOD: Op = Op::of(Family::Elementwise, &[Place::Ufunc]);
/// The most steps of a fold whose order matters.
const MOST_STEPS: usize = 10_000;

/// The rows of ufuncs' methods; the ufunc is the first parameter.
pub static METHODS: &[Op] = &[
    Op {
        name: "reduce",
        params: "ufunc, array, /, axis=0, dtype=None, out=None, keepdims=False, initial=None",
        doc: "The elements along an axis made one by the ufunc, from first to last.",
        examples: "
>>> np.add.reduce([[1, 2], [3, 4]])
array([4, 6])
>>> np.bitwise_or.reduce([1, 2, 8])
11
",
        build: reduce,
        ..METHOD
    },
    Op {
        name: "accumulate",
        params: "ufunc, array, /, axis=0, dtype=None, out=None",
        doc: "What the ufunc has made of the elements along an axis, at each of them.",
        examples: "
>>> np.maximum.accumulate([1, 3, 2, 5])
array([1, 3, 3, 5])
",
        build: accumulate,
        ..METHOD
    },
    Op {
        name: "outer",
        params: "ufunc, A, B, /",
        doc: "The ufunc of every element of `A` with every element of `B`.",
        examples: "
>>> np.multiply.outer([1, 2, 3], [4, 5])
array([[ 4,  5],
       [ 8, 10],
       [12, 15]])
",
        build: outer,
        ..METHOD
    },
    Op {
        name: "reduceat",
        params: "ufunc, array, /, indices, axis=0, dtype=None, out=None",
        doc: "The elements made one from each index up to the next.",
        examples: "
>>> np.add.reduceat(np.arange(8), [0, 4, 6])
array([ 6,  9, 13])
",
        build: reduce_at,
        ..METHOD
    },
    Op {
        name: "at",
        in_place: true,
        params: "ufunc, a, indices, b=None, /",
        doc: "Changes the elements of an array in memory at these places along its first axis, again for a place named twice.",
        examples: "
>>> a = np.array([1, 2, 3, 4])
>>> np.add.at(a, [0, 0, 1], 10)
>>> a
array([21, 12,  3,  4])
",
        build: at,
        ..METHOD
    },
];

/// A ufunc whose folds have names of their own, and what it makes of nothing.
struct Fold {
    ufunc: &'static str,
    reduction: Option<&'static str>,
    running: Option<&'static str>,
    identity: Option<Num>,
}

const fn fold(ufunc: &'static str, reduction: &'static str, running: Option<&'static str>) -> Fold {
    Fold { ufunc, reduction: Some(reduction), running, identity: None }
}

const fn over_nothing(ufunc: &'static str, identity: Option<Num>) -> Fold {
    Fold { ufunc, reduction: None, running: None, identity }
}

/// The ufuncs whose folds may be done in any grouping.
const FOLDS: &[Fold] = &[
    fold("add", "sum", Some("cumsum")),
    fold("multiply", "prod", Some("cumprod")),
    fold("maximum", "max", None),
    fold("minimum", "min", None),
    fold("logical_and", "all", None),
    fold("logical_or", "any", None),
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

fn ufunc(args: &Args) -> Result<&'static Ufunc> {
    let found = args.need("ufunc")?.downcast::<Function>().and_then(|f| find_ufunc(f.op.name));
    let found = found.ok_or_else(|| type_error("that is not a ufunc"))?;
    if found.arity() != 2 || found.results() != 1 {
        let message = format!("{} only supported for binary functions with one result", args.op.name);
        return Err(type_error(message).help(format!(
            "np.{} takes {} and gives {}",
            found.name,
            found.arity(),
            found.results()
        )));
    }
    Ok(found)
}

fn folds(ufunc: &Ufunc) -> Option<&'static Fold> {
    FOLDS.iter().find(|f| f.ufunc == ufunc.name)
}

/// The elements of two arrays together.
fn pair(ufunc: &'static Ufunc, a: &Lazy, b: &Lazy) -> Result<Lazy> {
    let args = [Arg::Strong(a.clone()), Arg::Strong(b.clone())];
    apply_all(ufunc, &args, None, Casting::SameKind).map(|mut r| r.swap_remove(0))
}

fn length(array: &Lazy, axis: usize) -> Result<usize> {
    array.lengths()[axis].ok_or_else(|| {
        value_error("the length along that axis is not known yet").help("find it with `.compute_chunk_sizes()` first")
    })
}

/// Elements `from..to` along an axis.
fn stretch(array: &Lazy, axis: usize, from: usize, to: usize) -> Result<Lazy> {
    let mut entries = vec![build::Index::Slice(None, None, None); axis];
    entries.push(build::Index::Slice(Some(from as i128), Some(to as i128), None));
    build::index(array, &entries)
}

/// The elements along an axis made one; the axis stays, with length 1.
fn folded(ufunc: &'static Ufunc, array: &Lazy, axis: usize) -> Result<Lazy> {
    let n = length(array, axis)?;
    let known = folds(ufunc);
    if n == 0 {
        let Some(identity) = known.and_then(|f| f.identity) else {
            return Err(value_error(format!(
                "zero-size array to reduction operation {} which has no identity",
                ufunc.name
            )));
        };
        let mut shape = array.node.shape();
        shape[axis] = 1;
        return Ok(convert::whole(Block::full(array.dtype(), &shape, identity)));
    }
    if known.is_none() {
        let mut all = steps(ufunc, array, axis, n)?;
        return Ok(all.swap_remove(n - 1));
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

/// What the ufunc has made of the elements at each of them, one after another.
fn steps(ufunc: &'static Ufunc, array: &Lazy, axis: usize, n: usize) -> Result<Vec<Lazy>> {
    if n > MOST_STEPS {
        let message =
            format!("the order of np.{}.reduce matters, and {n} steps one after another are too many", ufunc.name);
        return Err(value_error(message).help(format!("at most {MOST_STEPS} are possible")));
    }
    let mut all: Vec<Lazy> = Vec::with_capacity(n);
    for i in 0..n {
        let next = stretch(array, axis, i, i + 1)?;
        let now = all.last().map_or(Ok(next.clone()), |before| pair(ufunc, before, &next))?;
        all.push(now);
    }
    Ok(all)
}

/// The array argument, cast where `dtype=` is given.
fn operand(args: &Args) -> Result<Lazy> {
    let array = args.array("array")?;
    Ok(args.dtype("dtype")?.map_or(array.clone(), |d| build::cast(&array, d)))
}

fn named(args: &Args, names: &[&'static str]) -> Vec<(&'static str, Value)> {
    names.iter().filter_map(|n| args.get(n).map(|v| (*n, v.clone()))).collect()
}

fn reduce(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let array = operand(args)?;
    let axes = match args.raw("axis") {
        None => vec![0],
        Some(_) => args.axes("axis", array.ndim())?.unwrap_or_else(|| (0..array.ndim()).collect()),
    };
    let keep = args.bool("keepdims", false)?;
    if let Some(reduction) = folds(ufunc).and_then(|f| f.reduction) {
        let mut given = named(args, &["dtype", "keepdims", "initial"]);
        let axes = axes.iter().map(|&k| Value::Int(k as i128));
        given.push(("axis", if array.ndim() == 0 { Value::None } else { Value::tuple(axes) }));
        return answer(args, crate::ops::call(reduction, &[array], &given)?);
    }
    let mut result = array;
    for &axis in &axes {
        result = folded(ufunc, &result, axis)?;
    }
    if args.get("initial").is_some() {
        let initial = Arg::Weak(args.operand("initial")?.lazy().compute()?.first().num);
        result = apply_all(ufunc, &[initial, Arg::Strong(result)], None, Casting::SameKind)?.swap_remove(0);
    }
    let result = if keep { result } else { build::squeeze(&result, &axes) };
    answer(args, result)
}

fn accumulate(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let array = operand(args)?;
    let axis = args.axis("axis", array.ndim())?.unwrap_or(0);
    if array.ndim() == 0 {
        return Err(args.at("array", type_error("cannot accumulate on a scalar")));
    }
    let known = folds(ufunc);
    if let Some(running) = known.and_then(|f| f.running) {
        let mut given = named(args, &["dtype"]);
        given.push(("axis", Value::Int(axis as i128)));
        return answer(args, crate::ops::call(running, &[array], &given)?);
    }
    let n = length(&array, axis)?;
    if n == 0 {
        return answer(args, array);
    }
    if known.is_none() {
        let all = build::concat(&steps(ufunc, &array, axis, n)?, axis)?;
        return answer(args, all);
    }
    if let Some(running) = running_extremes(ufunc.name, &array, axis) {
        return answer(args, running);
    }
    let (mut result, mut reach) = (array, 1);
    while reach < n {
        // Each round reads the last one twice: in memory it is not made twice.
        result = convert::whole(result.compute()?);
        let later = pair(ufunc, &stretch(&result, axis, 0, n - reach)?, &stretch(&result, axis, reach, n)?)?;
        result = build::concat(&[stretch(&result, axis, 0, reach)?, later], axis)?;
        reach *= 2;
    }
    answer(args, result)
}

fn outer(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let (a, b) = (args.array("A")?, args.array("B")?);
    let tall = build::expand_dims(&a, &(a.ndim()..a.ndim() + b.ndim()).collect::<Vec<_>>());
    args.answer(pair(ufunc, &tall, &b)?)
}

fn reduce_at(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let array = operand(args)?;
    let axis = args.axis("axis", array.ndim())?.unwrap_or(0);
    let n = length(&array, axis)?;
    let Some(starts) = args.ints("indices")? else { return Err(args.wrong("indices", "a sequence of integers")) };
    let starts = starts
        .into_iter()
        .map(|i| build::place(i, axis, n))
        .collect::<Result<Vec<_>>>()
        .map_err(|e| args.at("indices", e))?;
    let mut pieces = Vec::with_capacity(starts.len());
    for (k, &start) in starts.iter().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(n).max(start + 1);
        let piece = stretch(&array, axis, start, end)?;
        pieces.push(match folds(ufunc).and_then(|f| f.reduction) {
            Some(reduction) => crate::ops::call(
                reduction,
                &[piece],
                &[("axis", Value::Int(axis as i128)), ("keepdims", Value::Bool(true))],
            )?,
            None => folded(ufunc, &piece, axis)?,
        });
    }
    answer(args, build::concat(&pieces, axis)?)
}

fn at(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let Some(Value::Array(array)) = args.raw("a").cloned() else { return Err(args.wrong("a", "an array in memory")) };
    if array.ndim() == 0 {
        return Err(args.wrong("a", "an array with an axis"));
    }
    let places = places(args, array.shape()[0])?;
    let mut shape: Vec<usize> = array.shape().to_vec();
    shape[0] = places.len();
    let other = build::broadcast_to(&args.array("b")?, &shape)?.compute()?;
    let result_dtype = ufunc.result_dtype(&[array.dtype(), other.dtype()]);
    if result_dtype.is_some_and(|d| !d.casts_same_kind(array.dtype())) {
        let (from, to) = (result_dtype.unwrap_or(DType::F64), array.dtype());
        let message = format!(
            "Cannot cast ufunc '{}' output from dtype('{from}') to dtype('{to}') with casting rule 'same_kind'",
            ufunc.name
        );
        return Err(type_error(message));
    }
    let mut seen = vec![0usize; array.shape()[0]];
    let rounds: Vec<usize> = places
        .iter()
        .map(|&p| {
            seen[p] += 1;
            seen[p]
        })
        .collect();
    for round in 1..=rounds.iter().copied().max().unwrap_or(0) {
        let now: Vec<usize> = (0..places.len()).filter(|&k| rounds[k] == round).collect();
        let old = build::take(&convert::whole(array.block()), 0, now.iter().map(|&k| places[k]).collect());
        let new = build::take(&convert::whole(other.clone()), 0, now.clone().into());
        let result = pair(ufunc, &old, &new)?.compute()?;
        array.write(|block| {
            for (i, &k) in now.iter().enumerate() {
                let mut row = block.shape().to_vec();
                row[0] = 1;
                let mut start = vec![0; row.len()];
                start[0] = places[k];
                let to = block.part(&start, &row);
                start[0] = i;
                // SAFETY: `write` keeps others away from the elements.
                unsafe { to.overwrite(&result.part(&start, &row)) };
            }
        });
    }
    Ok(Value::None)
}

/// The places that `indices` names along an axis of length `n`: integers, or where a mask is true.
fn places(args: &Args, n: usize) -> Result<Vec<usize>> {
    let block = args.block("indices")?;
    match block.dtype() {
        DType::Bool if block.shape() == [n] => {
            Ok(block.to_vec::<bool>().iter().enumerate().filter(|(_, b)| **b).map(|(k, _)| k).collect())
        }
        d if d.is_integer() => block.to_vec::<i64>().iter().map(|&i| build::place(i.into(), 0, n)).collect(),
        _ => Err(args.wrong("indices", "integers, or a mask as long as the first axis")),
    }
}
