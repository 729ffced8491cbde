//! Axes in another order, added, taken away and repeated.

use super::view;
use crate::array::{Value, build};
use crate::chunk::Dims;
use crate::diag::{Error, Result, axis_error, type_error, value_error};
use crate::ops::{Args, BOTH, EVERYWHERE, Family, Op, Place, normal_axis};

const AXIS: Op = Op { any_length: true, ..Op::of(Family::Shape, BOTH) };

/// The rows that move, add and take away axes.
pub static AXES: &[Op] = &[
    Op {
        name: "transpose",
        params: "a, axes=None",
        aliases: &["permute_dims"],
        doc: "The axes in another order: reversed, unless `axes` names one.\n\nAxis `i` of the result is axis `axes[i]` of the array.",
        examples: "
>>> np.transpose([[1, 2], [3, 4]])
array([[1, 3],
       [2, 4]])
>>> np.transpose(np.ones((1, 2, 3)), (1, 0, 2)).shape
(2, 1, 3)
",
        build: |a| transposed(a, a.ints("axes")?),
        ..AXIS
    },
    Op {
        name: "transpose",
        places: &[Place::Method],
        params: "a, *axes",
        doc: "The axes in another order: reversed, unless `axes` names one.\n\nThe order is given as a tuple or as an argument for each axis.",
        examples: "
>>> np.ones((1, 2, 3)).transpose(1, 0, 2).shape
(2, 1, 3)
>>> da.ones((4, 6), chunks=(2, 3)).transpose().chunks
((3, 3), (2, 2))
",
        build: |a| {
            let order = rest_ints(a, "axes")?;
            transposed(a, order)
        },
        ..AXIS
    },
    Op {
        name: "T",
        places: &[Place::Property],
        params: "a",
        doc: "The array with its axes reversed.",
        examples: "
>>> np.array([[1, 2], [3, 4]]).T
array([[1, 3],
       [2, 4]])
",
        build: |a| transposed(a, None),
        ..AXIS
    },
    Op {
        name: "mT",
        places: &[Place::Property],
        params: "a",
        doc: "The array with its last two axes swapped.",
        examples: "
>>> np.ones((2, 3, 4)).mT.shape
(2, 4, 3)
",
        build: matrix_transpose,
        ..AXIS
    },
    Op {
        name: "matrix_transpose",
        params: "a, /",
        doc: "The array with its last two axes swapped.",
        examples: "
>>> np.matrix_transpose([[1, 2], [3, 4]])
array([[1, 3],
       [2, 4]])
",
        build: matrix_transpose,
        ..AXIS
    },
    Op {
        name: "swapaxes",
        places: EVERYWHERE,
        params: "a, axis1, axis2",
        doc: "The array with two axes swapped.",
        examples: "
>>> x = np.array([[1, 2, 3]])
>>> np.swapaxes(x, 0, 1)
array([[1],
       [2],
       [3]])
",
        build: |a| {
            let array = a.array("a")?;
            let (first, second) = (prefixed(a, "axis1", array.ndim())?, prefixed(a, "axis2", array.ndim())?);
            let mut order: Vec<usize> = (0..array.ndim()).collect();
            order.swap(first, second);
            view(a, build::transpose(&array, &order))
        },
        ..AXIS
    },
    Op {
        name: "moveaxis",
        params: "a, source, destination",
        doc: "The array with some axes moved to other places; the rest keep their order.",
        examples: "
>>> x = np.zeros((3, 4, 5))
>>> np.moveaxis(x, 0, -1).shape
(4, 5, 3)
>>> np.moveaxis(x, [0, 1], [-1, -2]).shape
(5, 4, 3)
",
        build: moveaxis,
        ..AXIS
    },
    Op {
        name: "rollaxis",
        params: "a, axis, start=0",
        doc: "The array with an axis moved back until it lies before `start`.",
        examples: "
>>> np.rollaxis(np.ones((3, 4, 5, 6)), 3, 1).shape
(3, 6, 4, 5)
>>> np.rollaxis(np.ones((3, 4, 5, 6)), 2).shape
(5, 3, 4, 6)
",
        build: rollaxis,
        ..AXIS
    },
    Op {
        name: "squeeze",
        any_length: false,
        places: EVERYWHERE,
        params: "a, axis=None",
        doc: "The array without its axes of length 1, or without those that `axis` names.",
        examples: "
>>> x = np.array([[[0], [1], [2]]])
>>> np.squeeze(x).shape
(3,)
>>> np.squeeze(x, axis=0).shape
(3, 1)
",
        build: squeeze,
        ..AXIS
    },
    Op {
        name: "expand_dims",
        params: "a, axis",
        doc: "The array with new axes of length 1 at these places of the result.",
        examples: "
>>> x = np.array([1, 2])
>>> np.expand_dims(x, axis=0)
array([[1, 2]])
>>> np.expand_dims(x, axis=(0, 2)).shape
(1, 2, 1)
",
        build: expand_dims,
        ..AXIS
    },
];

/// The integers after the first argument, given one by one or as one sequence.
pub(super) fn rest_ints(args: &Args, name: &str) -> Result<Option<Vec<i128>>> {
    let Some(items) = args.get(name).and_then(Value::items) else { return Ok(None) };
    let items = match &items[..] {
        [] | [Value::None] => return Ok(None),
        [one] if one.as_int().is_none() => match one {
            Value::Array(a) if a.ndim() == 1 => crate::array::convert::to_list(&a.block()).items(),
            v => v.items(),
        }
        .ok_or_else(|| args.wrong(name, "integers"))?,
        _ => items,
    };
    let wrong = |v: &Value| {
        let message = format!("{}(): `{name}` must be integers, and holds a {}", args.op.name, v.type_name());
        args.at(name, type_error(message)).help("int(x) makes an integer of a number, and a // b divides into integers")
    };
    items.iter().map(|v| v.as_int().ok_or_else(|| wrong(v))).collect::<Result<_>>().map(Some)
}

fn transposed(args: &Args, axes: Option<Vec<i128>>) -> Result<Value> {
    let array = args.array("a")?;
    let n = array.ndim();
    let Some(axes) = axes else { return view(args, build::reverse_axes(&array)) };
    if axes.len() != n {
        return Err(
            args.at("axes", value_error("axes don't match array").help(format!("name each of the {n} axes once")))
        );
    }
    let order: Dims = axes.iter().map(|&k| normal_axis(k, n)).collect::<Result<_>>().map_err(|e| args.at("axes", e))?;
    if (0..n).any(|k| !order.contains(&k)) {
        return Err(
            args.at("axes", value_error("repeated axis in transpose").help(format!("name each of the {n} axes once")))
        );
    }
    view(args, build::transpose(&array, &order))
}

fn matrix_transpose(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let n = array.ndim();
    if n < 2 {
        return Err(args.at("a", value_error(format!("Input array must be at least 2-dimensional, but it is {n}"))));
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.swap(n - 2, n - 1);
    view(args, build::transpose(&array, &order))
}

/// An axis whose errors start with the parameter's name.
fn prefixed(args: &Args, name: &str, ndim: usize) -> Result<usize> {
    let axis = args.int(name)?.ok_or_else(|| args.wrong(name, "an integer"))?;
    normal_axis(axis, ndim).map_err(|e| args.at(name, named(name, e)))
}

fn named(name: &str, error: Error) -> Error {
    Error { message: format!("{name}: {}", error.message), ..error }
}

fn moveaxis(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let n = array.ndim();
    let axes = |name: &str| -> Result<Vec<usize>> {
        let given = args.ints(name)?.unwrap_or_default();
        let axes = given
            .iter()
            .map(|&k| normal_axis(k, n))
            .collect::<Result<Vec<_>>>()
            .map_err(|e| args.at(name, named(name, e)))?;
        match (0..axes.len()).find(|&i| axes[..i].contains(&axes[i])) {
            Some(_) => Err(args.at(name, value_error(format!("repeated axis in `{name}` argument")))),
            None => Ok(axes),
        }
    };
    let (from, to) = (axes("source")?, axes("destination")?);
    if from.len() != to.len() {
        let error = value_error("`source` and `destination` arguments must have the same number of elements");
        return Err(args.at("destination", error));
    }
    let mut order: Vec<usize> = (0..n).filter(|k| !from.contains(k)).collect();
    let mut moves: Vec<(usize, usize)> = to.into_iter().zip(from).collect();
    moves.sort_unstable();
    moves.into_iter().for_each(|(to, from)| order.insert(to, from));
    view(args, build::transpose(&array, &order))
}

fn rollaxis(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let n = array.ndim();
    let axis = prefixed(args, "axis", n)?;
    let start = args.int("start")?.unwrap_or(0);
    let last = n as i128;
    if !(-last..=last).contains(&start) {
        let error =
            axis_error(format!("'start' arg requires {} <= start < {}, but {start} was passed in", -last, last + 1));
        return Err(args.at("start", error));
    }
    let start = if start < 0 { start + last } else { start } as usize;
    let to = if axis < start { start - 1 } else { start };
    view(args, build::move_axis(&array, axis, to))
}

fn squeeze(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let lengths = array.lengths();
    if array.ndim() == 0 {
        args.axes("axis", 1)?;
        return view(args, array);
    }
    let gone = match args.axes("axis", array.ndim())? {
        None => (0..array.ndim()).filter(|&k| lengths[k] == Some(1)).collect(),
        Some(axes) => axes,
    };
    if let Some(&k) = gone.iter().find(|&&k| lengths[k] != Some(1)) {
        let has = lengths[k].map_or("unknown".to_owned(), |n| n.to_string());
        let error = value_error("cannot select an axis to squeeze out which has size not equal to one");
        return Err(args.at("axis", error.help(format!("axis {k} has size {has}"))));
    }
    view(args, build::squeeze(&array, &gone))
}

fn expand_dims(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let given = args.ints("axis")?.ok_or_else(|| args.wrong("axis", "an integer or a tuple of integers"))?;
    let n = array.ndim() + given.len();
    let mut at =
        given.iter().map(|&k| normal_axis(k, n)).collect::<Result<Vec<_>>>().map_err(|e| args.at("axis", e))?;
    at.sort_unstable();
    if at.windows(2).any(|w| w[0] == w[1]) {
        return Err(args.at("axis", value_error("repeated axis")));
    }
    view(args, build::expand_dims(&array, &at))
}
