//! The same elements under another shape or other chunks, and what shapes there are.

use super::axes::rest_ints;
use super::view;
use crate::array::{Lazy, Value, build};
use crate::chunk::{Cut, Dims, Grid, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::{Args, BOTH, EVERYWHERE, Family, Op, Place, layout};

const SHAPE: Op = Op::of(Family::Shape, BOTH);

/// The rows that give the elements another shape.
pub static RESHAPED: &[Op] = &[
    Op {
        name: "reshape",
        params: "a, /, shape=None, order='C', *, newshape=None, copy=None, merge_chunks=True, limit=None",
        doc: "The same elements under another shape.\n\nOne length may be -1: it is what is left. Any shape of the same size works, whatever the chunks are.",
        examples: "
>>> np.reshape(np.arange(6), (3, 2))
array([[0, 1],
       [2, 3],
       [4, 5]])
>>> np.reshape([[1, 2, 3], [4, 5, 6]], (3, -1), order='F')
array([[1, 5],
       [4, 3],
       [2, 6]])
>>> da.reshape(da.zeros((6, 4), chunks=2), (8, 3)).shape
(8, 3)
",
        build: |a| {
            let shape = match a.ints("shape")? {
                Some(shape) => Some(shape),
                None => a.ints("newshape")?,
            };
            reshape(a, shape)
        },
        ..SHAPE
    },
    Op {
        name: "reshape",
        places: &[Place::Method],
        params: "a, *shape, order='C', copy=None, merge_chunks=True, limit=None",
        doc: "The same elements under another shape, given as a tuple or as an argument for each axis.\n\nOne length may be -1: it is what is left.",
        examples: "
>>> np.arange(6).reshape(2, 3)
array([[0, 1, 2],
       [3, 4, 5]])
>>> np.arange(6).reshape((3, -1)).shape
(3, 2)
",
        build: |a| {
            let empty = a
                .get("shape")
                .and_then(Value::items)
                .is_some_and(|items| matches!(&items[..], [v] if v.items().is_some_and(|i| i.is_empty())));
            let shape = if empty { Some(Vec::new()) } else { rest_ints(a, "shape")? };
            reshape(a, shape)
        },
        ..SHAPE
    },
    Op {
        name: "ravel",
        any_length: true,
        places: EVERYWHERE,
        params: "a, order='C'",
        doc: "The elements along one axis.",
        examples: "
>>> x = np.array([[1, 2, 3], [4, 5, 6]])
>>> np.ravel(x)
array([1, 2, 3, 4, 5, 6])
>>> x.ravel(order='F')
array([1, 4, 2, 5, 3, 6])
",
        build: |a| {
            let flat = raveled(a)?;
            view(a, flat)
        },
        ..SHAPE
    },
    Op {
        name: "flatten",
        any_length: true,
        places: &[Place::Method],
        params: "a, order='C'",
        doc: "A copy of the elements along one axis.",
        examples: "
>>> np.array([[1, 2], [3, 4]]).flatten()
array([1, 2, 3, 4])
>>> np.array([[1, 2], [3, 4]]).flatten('F')
array([1, 3, 2, 4])
",
        build: |a| {
            let flat = raveled(a)?;
            a.answer_array(flat)
        },
        ..SHAPE
    },
    Op {
        name: "resize",
        places: BOTH,
        params: "a, new_shape",
        doc: "The elements under a shape of any size: over again from the start where there are too few.",
        examples: "
>>> np.resize(np.array([[0, 1], [2, 3]]), (2, 3))
array([[0, 1, 2],
       [3, 0, 1]])
>>> np.resize(np.array([[0, 1], [2, 3]]), (2, 4))
array([[0, 1, 2, 3],
       [0, 1, 2, 3]])
",
        build: resize,
        ..SHAPE
    },
    Op {
        name: "resize",
        places: &[Place::Method],
        params: "a, *new_shape, refcheck=True",
        doc: "Gives the array under a name another shape of any size, with zeros where there are too few elements.\n\nThe name stands for the new array from then on; other names of the old one keep it. `np.resize(a, shape)` gives a new array, and repeats the elements.",
        examples: "
>>> a = np.array([[0, 1], [2, 3]])
>>> a.resize((2, 3))
>>> a
array([[0, 1, 2],
       [3, 0, 0]])
>>> a.resize(2)
>>> a
array([0, 1])
",
        build: resized,
        ..SHAPE
    },
    Op {
        name: "rechunk",
        places: &[Place::Da, Place::Method],
        params: "a, chunks='auto', threshold=None, block_size_limit=None, balance=False, method=None",
        doc: "The same array in other chunks.\n\n`chunks` is a number, a tuple with an entry for each axis, a dict of axes, -1 for whole axes, \"auto\", or a size such as \"64MiB\". `balance=True` makes the chunks of an axis as equal as can be.",
        examples: "
>>> x = da.ones((10, 10), chunks=(5, 5))
>>> x.rechunk((3, 10)).chunks
((3, 3, 3, 1), (10,))
>>> x.rechunk({0: -1}).chunks
((10,), (5, 5))
",
        build: rechunk,
        ..SHAPE
    },
    Op {
        name: "shape",
        params: "a",
        doc: "The length of each axis.",
        examples: "
>>> np.shape([[1, 3]])
(1, 2)
>>> np.shape(0)
()
",
        build: |a| {
            Ok(Value::tuple(
                a.array("a")?
                    .lengths()
                    .into_iter()
                    .map(|n| n.map_or(Value::Float(f64::NAN), |n| Value::Int(n as i128))),
            ))
        },
        ..SHAPE
    },
    Op {
        name: "ndim",
        any_length: true,
        params: "a",
        doc: "The number of axes.",
        examples: "
>>> np.ndim([[1, 2, 3], [4, 5, 6]])
2
",
        build: |a| Ok(Value::Int(a.array("a")?.ndim() as i128)),
        ..SHAPE
    },
    Op {
        name: "size",
        params: "a, axis=None",
        doc: "The number of elements, of all or along some axes.",
        examples: "
>>> a = np.array([[1, 2, 3], [4, 5, 6]])
>>> np.size(a)
6
>>> np.size(a, axis=1)
3
",
        build: size,
        ..SHAPE
    },
];

/// The elements in C order along one axis.
pub(in crate::ops) fn flat(array: &Lazy) -> Result<Lazy> {
    if array.ndim() == 1 {
        return Ok(array.clone());
    }
    let shape = array.node.shape();
    let n = shape.iter().try_fold(1usize, |n, &k| n.checked_mul(k)).unwrap_or(usize::MAX);
    build::reshape(array, &[n])
}

/// Whether the order of the elements is Fortran's; of `A` and `K`, whether that is how they lie in memory.
fn fortran(args: &Args, array: &Lazy) -> Result<bool> {
    let lies_so = || array.as_block().is_some_and(|b| layout::orders(&b) == (false, true));
    match args.text("order")?.unwrap_or("C") {
        "F" | "f" => Ok(true),
        "C" | "c" => Ok(false),
        "A" | "a" | "K" | "k" => Ok(lies_so()),
        other => {
            Err(args.at("order", value_error(format!("order must be one of 'C', 'F', 'A', or 'K' (got '{other}')"))))
        }
    }
}

fn raveled(args: &Args) -> Result<Lazy> {
    let array = args.array("a")?;
    if matches!(args.text("order")?, Some("K" | "k"))
        && let Some(block) = array.as_block()
    {
        let mut order: Vec<usize> = (0..array.ndim()).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(block.strides()[k].unsigned_abs()));
        return flat(&build::transpose(&array, &order));
    }
    if fortran(args, &array)? { flat(&build::reverse_axes(&array)) } else { flat(&array) }
}

fn reshape(args: &mut Args, shape: Option<Vec<i128>>) -> Result<Value> {
    let array = args.array("a")?;
    let Some(shape) = shape else {
        return Err(type_error("reshape() needs a shape").help("np.reshape(x, (2, 3)) and x.reshape(2, 3) work"));
    };
    if let ([-1], 1) = (&shape[..], array.ndim()) {
        return view(args, array);
    }
    let shape = settled(args, &array, &shape)?;
    if !fortran(args, &array)? {
        return view(args, build::reshape(&array, &shape)?);
    }
    let reversed: Dims = shape.iter().rev().copied().collect();
    view(args, build::reverse_axes(&build::reshape(&build::reverse_axes(&array), &reversed)?))
}

/// The shape with its unknown length, if it has one, worked out.
fn settled(args: &Args, array: &Lazy, shape: &[i128]) -> Result<Dims> {
    let unknown = shape.iter().filter(|n| **n < 0).count();
    if unknown > 1 {
        return Err(args.at(
            "shape",
            value_error("can only specify one unknown dimension")
                .help("write -1 for one length only; it is worked out from the others"),
        ));
    }
    let known: u128 = shape.iter().filter(|n| **n >= 0).map(|&n| n as u128).fold(1, u128::saturating_mul);
    let text = |n: &i128| if *n < 0 { "newaxis".to_owned() } else { n.to_string() };
    let left = match array.size() {
        Some(size) if unknown == 1 && (known == 0 || size % known != 0) => {
            let shown = shape.iter().map(text).collect::<Vec<_>>().join(",");
            let comma = if shape.len() == 1 { "," } else { "" };
            let error = value_error(format!("cannot reshape array of size {size} into shape ({shown}{comma})"));
            return Err(args.at(
                "shape",
                error.help(format!(
                    "its shape is {}; the lengths that are given must divide {size}",
                    build::shape_text(&array.node.shape())
                )),
            ));
        }
        Some(size) => size / known.max(1),
        None => 1,
    };
    let length =
        |&n: &i128| usize::try_from(if n < 0 { left as i128 } else { n }).ok().filter(|&n| n <= isize::MAX as usize);
    let too_long = || args.at("shape", value_error("Maximum allowed dimension exceeded"));
    shape.iter().map(|n| length(n).ok_or_else(too_long)).collect()
}

fn resize(args: &mut Args) -> Result<Value> {
    let array = flat(&args.array("a")?)?;
    let shape = args.shape("new_shape")?;
    let (have, want) = (array.node.shape()[0], shape.iter().product::<usize>());
    let grid = || Grid::whole(&shape);
    if have == 0 || want == 0 {
        return args.answer_array(build::full("resize", Num::Int(0), array.dtype(), grid()));
    }
    let times = want.div_ceil(have);
    let wide = build::broadcast_to(&build::expand_dims(&array, &[0]), &[times, have])?;
    let long = build::index(&flat(&wide)?, &[build::Index::Slice(None, Some(want as i128), None)])?;
    args.answer_array(build::reshape(&long, &shape)?)
}

/// The array that `x.resize(shape)` puts in the place of `x`.
fn resized(args: &mut Args) -> Result<Value> {
    let given = match &args.rest("new_shape")[..] {
        [one] => one.items().unwrap_or_else(|| vec![one.clone()]),
        several => several.to_vec(),
    };
    let length = |v: &Value| v.as_int().and_then(|n| usize::try_from(n).ok());
    let shape: Option<Dims> = given.iter().map(length).collect();
    let shape =
        shape.ok_or_else(|| args.at("new_shape", value_error("all elements of `new_shape` must be non-negative")))?;
    let array = flat(&args.array("a")?)?;
    let (have, want) = (array.node.shape()[0], shape.iter().product::<usize>());
    let long = match want > have {
        true => {
            let more = build::full("resize", Num::Int(0), array.dtype(), Grid::whole(&[want - have]));
            build::concat(&[array, more], 0)?
        }
        false => build::index(&array, &[build::Index::Slice(None, Some(want as i128), None)])?,
    };
    args.answer_array(build::reshape(&long, &shape)?)
}

fn rechunk(args: &mut Args) -> Result<Value> {
    let array = match args.need("a")? {
        Value::Lazy(a) => a.clone(),
        _ if args.is_da() => args.array("a")?,
        _ => {
            return Err(args
                .wrong("a", "a lazy array")
                .help("an array in memory has no chunks: da.from_array(x, chunks=...) gives it some"));
        }
    };
    let limit = args.get("block_size_limit").map(|v| match v.as_int() {
        Some(bytes) => Value::str(format!("{bytes}B")),
        None => v.clone(),
    });
    let auto = args.get("chunks").is_none_or(|c| c.as_str() == Some("auto"));
    let chunks = if auto { limit.as_ref() } else { args.get("chunks") };
    if !array.grid().is_known() && chunks.is_some_and(|c| c.as_int() == Some(-1)) {
        return Err(args.at("a", value_error("rechunk: the lengths of the array are not known before it is computed")));
    }
    let grid = build::normalize_chunks(chunks, &array.node.shape(), array.dtype(), Some(array.grid()));
    let mut grid = grid.map_err(|e| args.at("chunks", e))?;
    if args.bool("balance", false)? {
        grid.axes = grid.axes.iter().map(balanced).collect();
    }
    Ok(Value::Lazy(build::rechunk(&array, grid)))
}

/// Chunks as equal as can be: as many as there are, or one less where some are but leftovers.
fn balanced(cut: &Cut) -> Cut {
    let mut sizes: Vec<usize> = cut.iter().collect();
    sizes.sort_unstable();
    let (Some(&least), Some(&most)) = (sizes.first(), sizes.last()) else { return cut.clone() };
    if cut.is_unknown() {
        return cut.clone();
    }
    let middle = sizes.len() / 2;
    let median = if sizes.len().is_multiple_of(2) { (sizes[middle - 1] + sizes[middle]) / 2 } else { sizes[middle] };
    let count = sizes.len() - usize::from(2 * least <= most);
    let spread = |c: &Cut| c.largest() - c.size(c.count() - 1);
    let tries = (median - median / 2..=median + median / 2).map(|n| Cut::even(cut.len(), n));
    tries.filter(|c| c.count() == count).min_by_key(spread).unwrap_or_else(|| cut.clone())
}

fn size(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let axes = args.axes("axis", array.ndim())?;
    let lengths = array.lengths();
    let counted = (0..array.ndim()).filter(|k| axes.as_ref().is_none_or(|a| a.contains(k)));
    let total = counted.map(|k| lengths[k].map(|n| n as i128)).try_fold(1i128, |n, k| k.map(|k| n.saturating_mul(k)));
    Ok(total.map_or(Value::Float(f64::NAN), Value::Int))
}
