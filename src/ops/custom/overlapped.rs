//! Blocks that share elements with their neighbours: `overlap`, `trim_internal` and `map_overlap`.

use super::callee::Callee;
use super::layer::{Argument, arguments, labels_from_end};
use super::mapped::mapped;
use super::margins::{Boundary, Depth, boundaries, depths, overlap, trim, wide_enough};
use crate::array::{Lazy, Value};
use crate::diag::{Result, type_error, value_error};
use crate::ops::row::{Family, Op, Place};
use crate::ops::{Args, normal_axis};

const CUSTOM: Op = Op::of(Family::Custom, &[Place::Da]);
const OVERLAP: Op = Op::of(Family::Custom, &[Place::Overlap]);

pub static TABLE: &[Op] = &[
    Op {
        name: "map_overlap",
        places: &[Place::Da, Place::Overlap],
        params: "func, *args, depth=None, boundary=None, trim=True, align_arrays=True, allow_rechunk=True, name=None, token=None, dtype=None, chunks=None, drop_axis=None, new_axis=None, enforce_ndim=False, meta=None, **kwargs",
        doc: "A function applied to each chunk of arrays together with the elements around it.

`depth` says how many elements of the neighbours a block gets: a number, one an axis, a dict of axes, or (before, after)
pairs. `boundary` says what lies beyond the array's edge: 'none' (nothing), 'reflect', 'periodic', 'nearest' or a number;
one for all axes, a tuple or a dict. What was added is cut off again from what the function gives, unless `trim` is
False. With several arrays, `depth` and `boundary` may be lists with an entry for each.",
        examples: "
>>> x = da.from_array(np.array([1, 1, 2, 3, 3, 3, 2, 1, 1]), chunks=5)
>>> da.map_overlap(lambda b: b - np.roll(b, 1), x, depth=1, boundary=0).compute()
array([ 1,  0,  1,  1,  0,  0, -1, -1,  0])
>>> da.map_overlap(lambda b: b, da.arange(4, chunks=2), depth=1, boundary='none', trim=False).compute()
array([0, 1, 2, 1, 2, 3])
",
        build: |args| {
            let values = args.rest("args");
            map_overlap(args, values)
        },
        ..CUSTOM
    },
    Op {
        name: "map_overlap",
        places: &[Place::Method],
        params: "a, func, depth, boundary=None, trim=True, align_arrays=True, allow_rechunk=True, name=None, token=None, dtype=None, chunks=None, drop_axis=None, new_axis=None, enforce_ndim=False, meta=None, **kwargs",
        doc: "A function applied to each chunk together with the elements around it, as `da.map_overlap` does it.",
        examples: "
>>> x = da.arange(6, chunks=3)
>>> x.map_overlap(lambda b: b + b.size, depth=1, boundary='reflect').compute()
array([ 5,  6,  7,  8,  9, 10])
",
        build: |args| map_overlap(args, vec![Value::Lazy(args.array("a")?)]),
        ..CUSTOM
    },
    Op {
        name: "overlap",
        params: "x, depth, boundary, *, allow_rechunk=True",
        doc: "The array with each chunk made larger by the elements around it.",
        examples: "
>>> x = da.arange(6, chunks=3)
>>> y = da.overlap.overlap(x, depth=1, boundary='periodic')
>>> y.compute()
array([5, 0, 1, 2, 3, 2, 3, 4, 5, 0])
>>> y.chunks
((5, 5),)
",
        build: |args| {
            let array = args.array("x")?;
            let depth = depths(args, args.need("depth")?, array.ndim())?;
            let boundary = boundaries(args, args.get("boundary"), array.ndim())?;
            overlapped(args, &array, &depth, &boundary).map(Value::Lazy)
        },
        ..OVERLAP
    },
    Op {
        name: "trim_internal",
        aliases: &["trim_overlap"],
        places: &[Place::Overlap],
        params: "x, axes, boundary=None",
        doc: "The array with so many elements cut off each chunk at both ends: what `overlap` added.",
        examples: "
>>> x = da.arange(6, chunks=3)
>>> y = da.overlap.overlap(x, depth={0: 1}, boundary={0: 'reflect'})
>>> da.overlap.trim_internal(y, {0: 1}, boundary='reflect').compute()
array([0, 1, 2, 3, 4, 5])
",
        build: |args| {
            let array = args.array("x")?;
            let depth = depths(args, args.need("axes")?, array.ndim())?;
            let boundary = boundaries(args, args.get("boundary"), array.ndim())?;
            trim(args.op.name, &array, &depth, &boundary).map(Value::Lazy)
        },
        ..OVERLAP
    },
];

fn overlapped(args: &Args, array: &Lazy, depth: &[Depth], boundary: &[Boundary]) -> Result<Lazy> {
    let rechunk = if args.has("allow_rechunk") { args.bool("allow_rechunk", true)? } else { true };
    let array = wide_enough(args.op.name, array, depth, rechunk)?;
    overlap(args.op.name, &array, depth, boundary)
}

fn map_overlap(args: &Args, values: Vec<Value>) -> Result<Value> {
    // The old order of the arguments: the array first.
    let mut values = values;
    let mut callee = None;
    if let (Some(Value::Lazy(array)), Some(function @ Value::Object(_))) = (args.get("func"), values.first()) {
        callee = Some(Callee::new(args.op.name, function));
        values = vec![Value::Lazy(array.clone())];
    }
    let callee = callee.map_or_else(|| Callee::of(args, "func"), Ok)?;
    let mut arrays = arrays(args, &values)?;
    if args.bool("align_arrays", true)? {
        arrays = aligned(args, arrays)?;
    }
    let depth = each(args, "depth", &arrays, |value, ndim| match value {
        Some(value) => depths(args, value, ndim),
        None => Ok(vec![Depth::default(); ndim]),
    })?;
    let boundary = each(args, "boundary", &arrays, |value, ndim| boundaries(args, value, ndim))?;
    if depth.iter().flatten().all(|d| d.is_zero()) {
        let values: Vec<Value> = arrays.into_iter().map(Value::Lazy).collect();
        return mapped(args, callee, arguments(&values))?.build().map(Value::Lazy);
    }
    let wide = arrays
        .iter()
        .zip(depth.iter().zip(&boundary))
        .map(|(a, (d, b))| overlapped(args, a, d, b))
        .collect::<Result<Vec<_>>>()?;
    let values: Vec<Argument> = wide.iter().map(|a| Argument::Array(a.clone(), labels_from_end(a.ndim()))).collect();
    let answer = mapped(args, callee, values)?.build()?;
    if !args.bool("trim", true)? {
        return Ok(Value::Lazy(answer));
    }
    let largest = (0..wide.len()).rev().max_by_key(|&i| wide[i].ndim()).unwrap_or(0);
    let (mut depth, mut boundary) = (depth[largest].clone(), boundary[largest].clone());
    follow_axes(args, wide[largest].ndim(), &mut depth, &mut boundary)?;
    trim("map_overlap", &answer, &depth, &boundary).map(Value::Lazy)
}

fn arrays(args: &Args, values: &[Value]) -> Result<Vec<Lazy>> {
    let array = |value: &Value| match value {
        Value::Lazy(a) => Ok(a.clone()),
        Value::Array(_) => crate::array::convert::to_lazy(value),
        other => {
            Err(type_error(format!("{}(): all arguments must be arrays, not {}", args.op.name, other.type_name()))
                .help("give numbers and other arguments by name: da.map_overlap(f, x, depth=1, weight=2)"))
        }
    };
    values.iter().map(array).collect()
}

/// The arrays cut alike, their last axes together.
fn aligned(args: &Args, arrays: Vec<Lazy>) -> Result<Vec<Lazy>> {
    let values = arrays.iter().map(|a| Argument::Array(a.clone(), labels_from_end(a.ndim()))).collect();
    let callee = Callee::of(args, "func")?;
    let mut layer = super::layer::Layer::new(callee, (0..most_axes_of(&arrays)).rev().collect(), values);
    layer.aligned = true;
    layer.grid()?;
    let array = |argument: Argument| match argument {
        Argument::Array(array, _) => Some(array),
        Argument::Value(_) => None,
    };
    Ok(layer.args.into_iter().filter_map(array).collect())
}

fn most_axes_of(arrays: &[Lazy]) -> usize {
    arrays.iter().map(Lazy::ndim).max().unwrap_or(0)
}

/// What an argument says of each array: a list has an entry for each.
fn each<T>(
    args: &Args,
    name: &str,
    arrays: &[Lazy],
    read: impl Fn(Option<&Value>, usize) -> Result<T>,
) -> Result<Vec<T>> {
    match args.get(name) {
        Some(list @ Value::List(_)) => {
            let items = list.items().unwrap_or_default();
            if items.len() != arrays.len() {
                let message =
                    format!("{}(): `{name}` has {} entries for {} arrays", args.op.name, items.len(), arrays.len());
                return Err(args.at(name, value_error(message)));
            }
            items.iter().zip(arrays).map(|(v, a)| read(Some(v).filter(|v| !v.is_none()), a.ndim())).collect()
        }
        value => arrays.iter().map(|a| read(value, a.ndim())).collect(),
    }
}

/// Depths and boundaries without the axes that go, and with nothing along those that come.
fn follow_axes(args: &Args, ndim: usize, depth: &mut Vec<Depth>, boundary: &mut Vec<Boundary>) -> Result<()> {
    if let Some(mut gone) = args.axes("drop_axis", ndim)? {
        gone.sort_unstable();
        for axis in gone.into_iter().rev() {
            depth.remove(axis);
            boundary.remove(axis);
        }
    }
    if let Some(new) = args.ints("new_axis")? {
        let all = depth.len() + new.len();
        let mut new = new.iter().map(|&a| normal_axis(a, all)).collect::<Result<Vec<_>>>()?;
        new.sort_unstable();
        for axis in new {
            depth.insert(axis.min(depth.len()), Depth::default());
            boundary.insert(axis.min(boundary.len()), Boundary::Nothing);
        }
    }
    Ok(())
}
