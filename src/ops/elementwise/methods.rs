//! What a ufunc of two arguments does along an axis: `np.add.reduce` and its kin.

use std::collections::HashMap;

use super::apply::{Casting, apply_all};
use super::folds::{Fold, fold_dtype, folded, folds, in_order, length, pair, start_from, steps, stretch};
use super::{Ufunc, find_ufunc};
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType};
use crate::diag::{Result, index_error, type_error, value_error};
use crate::ops::compose::answer;
use crate::ops::cumulative::running_extremes;
use crate::ops::{Arg, Args, Family, Function, Op, Place};

const METHOD: Op = Op::of(Family::Elementwise, &[Place::Ufunc]);

/// The rows of ufuncs' methods; the ufunc is the first parameter.
pub static METHODS: &[Op] = &[
    Op {
        name: "reduce",
        params: "ufunc, array, /, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True",
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
        params: "ufunc, A, B, /, *, dtype=None",
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
        doc: "Changes the elements of an array in memory at these places along its first axis, again for a place named twice.\n\nA tuple of arrays names places along several axes. A ufunc of one operand takes no `b`.",
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

fn any_ufunc(args: &Args) -> Result<&'static Ufunc> {
    let found = args.need("ufunc")?.downcast::<Function>().and_then(|f| find_ufunc(f.op.name));
    found.ok_or_else(|| type_error("that is not a ufunc"))
}

fn ufunc(args: &Args) -> Result<&'static Ufunc> {
    let found = any_ufunc(args)?;
    if found.arity() != 2 || found.results() != 1 {
        let message = format!("{} only supported for binary functions with one result", args.op.name);
        return Err(value_error(message).help(format!(
            "np.{} takes {} and gives {}",
            found.name,
            found.arity(),
            found.results()
        )));
    }
    Ok(found)
}

/// The array argument in the dtype in which the ufunc folds it.
fn operand(args: &Args, ufunc: &'static Ufunc) -> Result<Lazy> {
    let array = args.array("array")?;
    let dtype = fold_dtype(ufunc, array.dtype(), args.dtype("dtype")?).map_err(|e| args.at("array", e))?;
    Ok(build::cast(&array, dtype))
}

/// The one axis that the call runs along.
fn one_axis(args: &Args, array: &Lazy) -> Result<usize> {
    if array.ndim() == 0 {
        return Err(args.at("array", type_error(format!("cannot {} on a scalar", args.op.name))));
    }
    match axes(args, array)?[..] {
        [axis] => Ok(axis),
        _ => Err(args.at("axis", value_error(format!("{} does not allow multiple axes", args.op.name)))),
    }
}

/// The axes of the call: the first one if none is named, all for `None`.
fn axes(args: &Args, array: &Lazy) -> Result<Vec<usize>> {
    match args.raw("axis") {
        None => Ok((0..array.ndim().min(1)).collect()),
        Some(Value::Int(0 | -1)) if array.ndim() == 0 => Ok(Vec::new()),
        Some(_) => Ok(args.axes("axis", array.ndim())?.unwrap_or_else(|| (0..array.ndim()).collect())),
    }
}

/// The mask of `where=`, unless it takes every element.
fn mask(args: &Args, array: &Lazy) -> Result<Option<Lazy>> {
    if matches!(args.get("where"), None | Some(Value::Bool(true))) {
        return Ok(None);
    }
    let mask = build::cast(&args.array("where")?, DType::Bool);
    build::broadcast_to(&mask, &array.node.shape()).map(Some).map_err(|e| args.at("where", e))
}

/// A reduction's own arguments out of the call's.
fn named_call(args: &Args, fold: &Fold, name: &str, array: &Lazy, axes: &[usize], keep: bool) -> Result<Lazy> {
    let axes = axes.iter().map(|&k| Value::Int(k as i128));
    let mut given = vec![("axis", Value::tuple(axes)), ("keepdims", Value::Bool(keep))];
    if fold.takes_dtype {
        given.push(("dtype", Value::DType(array.dtype())));
    }
    if fold.takes_initial && args.has("initial") {
        given.extend(args.get("initial").map(|v| ("initial", v.clone())));
    }
    if args.has("where") {
        given.extend(args.get("where").map(|v| ("where", v.clone())));
    }
    crate::ops::call(name, std::slice::from_ref(array), &given)
}

fn reduce(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let array = operand(args, ufunc)?;
    let axes = axes(args, &array)?;
    let keep = args.bool("keepdims", false)?;
    let known = folds(ufunc);
    let initial = args.get("initial").map(|v| convert::stored_number(v, array.dtype())).transpose();
    let initial = initial.map_err(|e| args.at("initial", e))?;
    if let Some((fold, name)) = known.and_then(|f| Some((f, f.reduction?))) {
        let result = named_call(args, fold, name, &array, &axes, keep)?;
        return answer(
            args,
            match initial {
                Some(start) if !fold.takes_initial => start_from(ufunc, start, &result)?,
                _ => result,
            },
        );
    }
    if known.is_none() && axes.len() > 1 {
        let message =
            format!("reduction operation '{}' is not reorderable, so at most one axis may be specified", ufunc.name);
        return Err(args.at("axis", value_error(message)));
    }
    let start = initial.or(known.and_then(|f| f.identity));
    let mask = mask(args, &array)?;
    if mask.is_some() && start.is_none() {
        let message = format!(
            "reduction operation '{}' does not have an identity, so to use a where mask one has to specify 'initial'",
            ufunc.name
        );
        return Err(args.at("where", value_error(message)).help("give initial= a value to start from"));
    }
    let result = match known {
        None => in_order(ufunc, &array, axes.first().copied(), start, mask.as_ref())?,
        Some(fold) => {
            let fill = fold.identity.or(start);
            let array = match (mask, fill) {
                (Some(mask), Some(fill)) => crate::ops::reduction::select(&mask, &array, fill)?,
                _ => array,
            };
            let result = axes.iter().try_fold(array, |array, &axis| folded(ufunc, &array, axis, start))?;
            start.map_or(Ok(result.clone()), |start| start_from(ufunc, start, &result))?
        }
    };
    answer(args, if keep { result } else { build::squeeze(&result, &axes) })
}

fn accumulate(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let array = operand(args, ufunc)?;
    let axis = one_axis(args, &array)?;
    let known = folds(ufunc);
    if let Some(running) = known.and_then(|f| f.running) {
        let given = [("dtype", Value::DType(array.dtype())), ("axis", Value::Int(axis as i128))];
        return answer(args, crate::ops::call(running, &[array], &given)?);
    }
    let n = length(&array, axis)?;
    if n == 0 {
        return answer(args, array);
    }
    if known.is_none() {
        let all = build::concat(&steps(ufunc, &array, axis, n, None)?, axis)?;
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
    let operands = [Arg::Strong(tall), Arg::Strong(b)];
    args.answer(apply_all(ufunc, &operands, args.dtype("dtype")?, Casting::SameKind)?.swap_remove(0))
}

fn reduce_at(args: &mut Args) -> Result<Value> {
    let ufunc = ufunc(args)?;
    let array = operand(args, ufunc)?;
    let axis = one_axis(args, &array)?;
    let n = length(&array, axis)?;
    let starts = starts(args, ufunc, n)?;
    if starts.is_empty() {
        return answer(args, stretch(&array, axis, 0, 0)?);
    }
    let mut pieces = Vec::with_capacity(starts.len());
    for (k, &start) in starts.iter().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(n).max(start + 1);
        let piece = stretch(&array, axis, start, end)?;
        pieces.push(match folds(ufunc).and_then(|f| Some((f, f.reduction?))) {
            Some((fold, name)) => named_call(args, fold, name, &piece, &[axis], true)?,
            None => folded(ufunc, &piece, axis, None)?,
        });
    }
    answer(args, build::concat(&pieces, axis)?)
}

/// Where each piece of `reduceat` begins.
fn starts(args: &Args, ufunc: &Ufunc, n: usize) -> Result<Vec<usize>> {
    let block = args.block("indices")?;
    if block.ndim() != 1 {
        let depth = if block.ndim() == 0 { "small" } else { "deep" };
        return Err(args
            .at("indices", value_error(format!("object of too {depth} depth for desired array")))
            .help("indices are one list of integers"));
    }
    let place = |&at: &i64| {
        usize::try_from(at).ok().filter(|&k| k < n).ok_or_else(|| {
            let message = format!("index {at} out-of-bounds in {}.reduceat [0, {n})", ufunc.name);
            args.at("indices", index_error(message))
        })
    };
    block.cast(DType::I64).to_vec::<i64>().iter().map(place).collect()
}

fn at(args: &mut Args) -> Result<Value> {
    let ufunc = if args.get("b").is_none() { any_ufunc(args)? } else { ufunc(args)? };
    let Some(Value::Array(array)) = args.raw("a").cloned() else { return Err(args.wrong("a", "an array in memory")) };
    let given = 1 + usize::from(args.get("b").is_some());
    if ufunc.arity() != given {
        let message = format!("np.{} takes {} operands, and {given} were given", ufunc.name, ufunc.arity());
        return Err(value_error(message));
    }
    if array.ndim() == 0 {
        return Err(args.wrong("a", "an array with an axis"));
    }
    if !array.is_writable() {
        return Err(args.at("a", value_error("assignment destination is read-only")));
    }
    let places = spots(args, array.shape())?;
    let depth = places.first().map_or(1, Vec::len);
    let mut shape = vec![places.len()];
    shape.extend(&array.shape()[depth..]);
    let other = match args.get("b") {
        None => None,
        Some(_) => Some(build::broadcast_to(&beside(args, &array)?, &shape)?.compute()?),
    };
    let ins: Vec<DType> = std::iter::once(array.dtype()).chain(other.iter().map(Block::dtype)).collect();
    let result_dtype = ufunc.result_dtype(&ins);
    if result_dtype.is_some_and(|d| !d.casts_same_kind(array.dtype())) {
        let (from, to) = (result_dtype.unwrap_or(DType::F64), array.dtype());
        let message = format!(
            "Cannot cast ufunc '{}' output from dtype('{from}') to dtype('{to}') with casting rule 'same_kind'",
            ufunc.name
        );
        return Err(type_error(message));
    }
    // What names a place again waits for the next round.
    let mut seen: HashMap<&[usize], usize> = HashMap::new();
    let rounds: Vec<usize> = places
        .iter()
        .map(|p| {
            let times = seen.entry(p).or_default();
            *times += 1;
            *times
        })
        .collect();
    for round in 1..=rounds.iter().copied().max().unwrap_or(0) {
        let now: Vec<usize> = (0..places.len()).filter(|&k| rounds[k] == round).collect();
        let block = array.block();
        let rows: Vec<Lazy> = now.iter().map(|&k| convert::whole(spot(&block, &places[k], depth))).collect();
        let old = build::concat(&rows, 0)?;
        let result = match &other {
            None => super::apply(ufunc.name, &[Arg::Strong(old)])?,
            Some(other) => pair(ufunc, &old, &build::take(&convert::whole(other.clone()), 0, now.clone().into()))?,
        };
        let result = result.compute()?.cast(array.dtype());
        array.write(|block| {
            for (i, &k) in now.iter().enumerate() {
                let (start, row) = region(block, &places[k]);
                let from = spot(&result, &[i], 1).reshape(&row);
                // SAFETY: `write` keeps others away from the elements.
                unsafe { block.part(&start, &row).overwrite(&from) };
            }
        });
    }
    Ok(Value::None)
}

/// Where the part of a block at a place along its first axes starts, and its shape.
fn region(block: &Block, place: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let (mut start, mut row) = (vec![0; block.ndim()], block.shape().to_vec());
    start[..place.len()].copy_from_slice(place);
    row[..place.len()].fill(1);
    (start, row)
}

/// The part of a block at a place along its first `depth` axes, as a row of one.
fn spot(block: &Block, place: &[usize], depth: usize) -> Block {
    let (start, row) = region(block, place);
    let mut shape = vec![1];
    shape.extend(&row[depth..]);
    block.part(&start, &row).reshape(&shape)
}

/// The second operand of `at`: a Python number takes the array's dtype where it can.
fn beside(args: &Args, array: &Plain) -> Result<Lazy> {
    Ok(match args.operand("b")? {
        Arg::Weak(num) => convert::constant(num, num.promote_weak(array.dtype())),
        Arg::Strong(b) => b,
    })
}

/// The places that `indices` names along the first axis, or, as a tuple of arrays, along several.
fn spots(args: &Args, shape: &[usize]) -> Result<Vec<Vec<usize>>> {
    let Value::Tuple(parts) = args.need("indices")? else {
        return Ok(places(args, shape[0])?.into_iter().map(|p| vec![p]).collect());
    };
    if parts.len() > shape.len() {
        return Err(args.at("indices", index_error("too many indices for array")));
    }
    let parts = parts.iter().map(convert::to_lazy).collect::<Result<Vec<_>>>()?;
    if parts.iter().any(|p| !p.dtype().is_integer()) {
        return Err(args.wrong("indices", "integers, or a tuple of arrays of them"));
    }
    let shapes: Vec<_> = parts.iter().map(|p| p.node.shape()).collect();
    let views: Vec<&[usize]> = shapes.iter().map(|s| s.as_slice()).collect();
    let common = build::broadcast_shape("at", &views)?;
    let mut spots = vec![Vec::with_capacity(parts.len()); common.iter().product()];
    for (axis, part) in parts.iter().enumerate() {
        let numbers = build::broadcast_to(part, &common)?.compute()?.contiguous().cast(DType::I64).to_vec::<i64>();
        for (spot, &i) in spots.iter_mut().zip(&numbers) {
            spot.push(build::place(i.into(), axis, shape[axis])?);
        }
    }
    Ok(spots)
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
