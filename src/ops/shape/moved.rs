//! Elements in another order along their axes, and elements over again.

use super::{flat, slice};
use crate::array::{Lazy, Value, build};
use crate::chunk::Dims;
use crate::diag::{Result, type_error, value_error};
use crate::ops::{Args, BOTH, EVERYWHERE, Family, Op, normal_axis};

const MOVE: Op = Op::of(Family::Shape, BOTH);

/// The rows that move and repeat elements.
pub static MOVED: &[Op] = &[
    Op {
        name: "flip",
        params: "m, axis=None",
        doc: "The elements in reverse order along some axes, or along all.",
        examples: "
>>> A = np.arange(4).reshape(2, 2)
>>> np.flip(A, 0)
array([[2, 3],
       [0, 1]])
>>> np.flip(A)
array([[3, 2],
       [1, 0]])
",
        build: |a| {
            let array = a.array("m")?;
            let axes = a.axes("axis", array.ndim())?.unwrap_or_else(|| (0..array.ndim()).collect());
            flipped(a, &array, &axes)
        },
        ..MOVE
    },
    Op {
        name: "fliplr",
        params: "m",
        doc: "The elements in reverse order along the second axis: left for right.",
        examples: "
>>> np.fliplr(np.diag([1, 2, 3]))
array([[0, 0, 1],
       [0, 2, 0],
       [3, 0, 0]])
",
        build: |a| flip_one(a, 1),
        ..MOVE
    },
    Op {
        name: "flipud",
        params: "m",
        doc: "The elements in reverse order along the first axis: up for down.",
        examples: "
>>> np.flipud([1, 2, 3])
array([3, 2, 1])
",
        build: |a| flip_one(a, 0),
        ..MOVE
    },
    Op {
        name: "rot90",
        params: "m, k=1, axes=(0, 1)",
        doc: "The plane of two axes turned by `k` right angles, from the first towards the second.",
        examples: "
>>> m = np.array([[1, 2], [3, 4]], int)
>>> np.rot90(m)
array([[2, 4],
       [1, 3]])
>>> np.rot90(m, 2)
array([[4, 3],
       [2, 1]])
",
        build: rot90,
        ..MOVE
    },
    Op {
        name: "roll",
        params: "a, shift, axis=None",
        doc: "The elements moved on along an axis; those that leave at the end come in at the start.\n\nWithout an axis they move through all of the elements in C order.",
        examples: "
>>> np.roll(np.arange(10), 2)
array([8, 9, 0, 1, 2, 3, 4, 5, 6, 7])
>>> x2 = np.arange(10).reshape(2, 5)
>>> np.roll(x2, 1)
array([[9, 0, 1, 2, 3],
       [4, 5, 6, 7, 8]])
>>> np.roll(x2, 1, axis=1)
array([[4, 0, 1, 2, 3],
       [9, 5, 6, 7, 8]])
>>> np.roll(x2, (1, 1), axis=(1, 0))
array([[9, 5, 6, 7, 8],
       [4, 0, 1, 2, 3]])
",
        build: roll,
        ..MOVE
    },
    Op {
        name: "repeat",
        places: EVERYWHERE,
        params: "a, repeats, axis=None",
        doc: "Each element several times: `repeats` of them, or as many as its own entry says.",
        examples: "
>>> np.repeat(3, 4)
array([3, 3, 3, 3])
>>> x = np.array([[1, 2], [3, 4]])
>>> np.repeat(x, 2)
array([1, 1, 2, 2, 3, 3, 4, 4])
>>> np.repeat(x, 3, axis=1)
array([[1, 1, 1, 2, 2, 2],
       [3, 3, 3, 4, 4, 4]])
>>> np.repeat(x, [1, 2], axis=0)
array([[1, 2],
       [3, 4],
       [3, 4]])
",
        build: repeat,
        ..MOVE
    },
    Op {
        name: "tile",
        params: "A, reps",
        doc: "The whole array over again, so many times along each axis.",
        examples: "
>>> np.tile(np.array([0, 1, 2]), 2)
array([0, 1, 2, 0, 1, 2])
>>> np.tile(np.array([0, 1, 2]), (2, 2))
array([[0, 1, 2, 0, 1, 2],
       [0, 1, 2, 0, 1, 2]])
",
        build: tile,
        ..MOVE
    },
];

fn flipped(args: &Args, array: &Lazy, axes: &[usize]) -> Result<Value> {
    known(args, "m", array, axes)?;
    args.answer_view("m", build::flip(array, axes))
}

/// The lengths along these axes; an error if one is not known.
fn known(args: &Args, name: &str, array: &Lazy, axes: &[usize]) -> Result<Vec<usize>> {
    let lengths = array.lengths();
    axes.iter().map(|&k| lengths[k]).collect::<Option<_>>().ok_or_else(|| {
        let message = format!("{}(): the length along an axis is not known before it is computed", args.op.name);
        args.at(name, value_error(message).help("use .compute() first, or .compute_chunk_sizes()"))
    })
}

fn flip_one(args: &mut Args, axis: usize) -> Result<Value> {
    let array = args.array("m")?;
    if array.ndim() <= axis {
        return Err(args.at("m", value_error(format!("Input must be >= {}-d.", axis + 1))));
    }
    flipped(args, &array, &[axis])
}

fn rot90(args: &mut Args) -> Result<Value> {
    let array = args.array("m")?;
    let k = args.int("k")?.unwrap_or(1).rem_euclid(4);
    let named = args.ints("axes")?.unwrap_or_else(|| vec![0, 1]);
    if named.len() != 2 {
        return Err(args.at("axes", value_error("len(axes) must be 2.")));
    }
    let n = array.ndim() as i128;
    if named[0] == named[1] || (named[0] - named[1]).abs() == n {
        return Err(args.at("axes", value_error("Axes must be different.")));
    }
    if named.iter().any(|a| !(-n..n).contains(a)) {
        let message = format!("Axes={named:?} out of range for array of ndim={n}.");
        return Err(args.at("axes", value_error(message.replace('[', "(").replace(']', ")"))));
    }
    let (first, second) = (named[0].rem_euclid(n) as usize, named[1].rem_euclid(n) as usize);
    known(args, "m", &array, &[first, second])?;
    let mut order: Vec<usize> = (0..array.ndim()).collect();
    order.swap(first, second);
    let turned = match k {
        0 => array,
        1 => build::transpose(&build::flip(&array, &[second]), &order),
        2 => build::flip(&array, &[first, second]),
        _ => build::flip(&build::transpose(&array, &order), &[second]),
    };
    args.answer_view("m", turned)
}

/// The places by which `roll` moves; of floats the whole part.
fn shifts(args: &Args) -> Result<Vec<i128>> {
    match args.get("shift").and_then(Value::as_scalar) {
        Some(crate::chunk::Num::Float(v)) if v.is_finite() => Ok(vec![v as i128]),
        _ => args.ints("shift")?.ok_or_else(|| args.wrong("shift", "an integer or a tuple of integers")),
    }
}

fn roll(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let shifts = shifts(args)?;
    let Some(axes) = args.ints("axis")? else {
        let shape = array.node.shape();
        let line = flat(&array)?;
        known(args, "a", &line, &[0])?;
        let rolled = shifts.iter().try_fold(line, |a, &s| roll_axis(&a, 0, s))?;
        return args.answer_array(build::reshape(&rolled, &shape)?);
    };
    let count = shifts.len().max(axes.len());
    if [shifts.len(), axes.len()].iter().any(|&n| n != count && n != 1) {
        return Err(args.at("shift", value_error("'shift' and 'axis' should be scalars or 1D sequences")));
    }
    let mut rolled = array;
    for k in 0..count {
        let axis = normal_axis(axes[k % axes.len()], rolled.ndim()).map_err(|e| args.at("axis", e))?;
        known(args, "a", &rolled, &[axis])?;
        rolled = roll_axis(&rolled, axis, shifts[k % shifts.len()])?;
    }
    args.answer_array(rolled)
}

fn roll_axis(array: &Lazy, axis: usize, shift: i128) -> Result<Lazy> {
    let n = array.node.shape()[axis];
    let first = n - if n == 0 { 0 } else { shift.rem_euclid(n as i128) as usize };
    if first == n {
        return Ok(array.clone());
    }
    build::concat(&[slice(array, axis, first, n)?, slice(array, axis, 0, first)?], axis)
}

fn repeat(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let array = if array.ndim() == 0 { build::expand_dims(&array, &[0]) } else { array };
    let (array, axis) = match args.axis("axis", array.ndim())? {
        Some(axis) => (array, axis),
        None => (flat(&array)?, 0),
    };
    let n = known(args, "a", &array, &[axis])?[0];
    let negative = || args.at("repeats", value_error("repeats may not contain negative values."));
    let counts = args.block("repeats")?;
    if !(counts.dtype().is_integer() || counts.dtype() == crate::chunk::DType::Bool || counts.size() == 0) {
        let message = format!(
            "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'",
            counts.dtype()
        );
        return Err(args.at("repeats", type_error(message)));
    }
    let counts: Vec<i64> = counts.to_vec();
    if counts.iter().any(|&c| c < 0) {
        return Err(negative());
    }
    if let [count] = counts[..] {
        return args.answer_array(repeat_each(&array, axis, n, count as usize)?);
    }
    if counts.len() != n {
        let message = format!("operands could not be broadcast together with shape ({n},) ({},)", counts.len());
        let help = "give one number of repeats, or one for each element along the axis";
        return Err(args.at("repeats", value_error(message).help(help)));
    }
    let places: Vec<usize> = counts.iter().enumerate().flat_map(|(i, &c)| std::iter::repeat_n(i, c as usize)).collect();
    args.answer_array(build::take(&array, axis, places.into()))
}

/// Every element `count` times in a row: a new axis after this one, repeated, and both made one.
fn repeat_each(array: &Lazy, axis: usize, n: usize, count: usize) -> Result<Lazy> {
    let mut wide: Dims = array.node.shape();
    let mut joined = wide.clone();
    wide.insert(axis + 1, count);
    joined[axis] = n.saturating_mul(count);
    let repeated = build::reshape(&build::broadcast_to(&build::expand_dims(array, &[axis + 1]), &wide)?, &joined)?;
    // What is in memory and comes out in one chunk goes there at once.
    let at_once = repeated.grid().chunks() == 1 && array.as_block().is_some() && repeated.size() != Some(0);
    Ok(if at_once { super::repeated::repeated(array, axis, count) } else { repeated })
}

fn tile(args: &mut Args) -> Result<Value> {
    let array = args.array("A")?;
    let reps = args.shape("reps")?;
    let ndim = array.ndim().max(reps.len());
    let lead = ndim - reps.len();
    let rep = |k: usize| k.checked_sub(lead).map_or(1, |j| reps[j]);
    let array = build::expand_dims(&array, &(0..ndim - array.ndim()).collect::<Vec<_>>());
    if (0..ndim).all(|k| rep(k) == 1) {
        return args.answer_array(array);
    }
    let lengths = known(args, "A", &array, &(0..ndim).collect::<Vec<_>>())?;
    // A new axis before each of those that are repeated, so that both can be made one again.
    let many: Vec<usize> = (0..ndim).filter(|&k| rep(k) != 1).collect();
    let at: Vec<usize> = many.iter().enumerate().map(|(i, &k)| i + k).collect();
    let wide: Dims = (0..ndim).flat_map(|k| [Some(rep(k)).filter(|&r| r != 1), Some(lengths[k])]).flatten().collect();
    let joined: Dims = (0..ndim).map(|k| rep(k).saturating_mul(lengths[k])).collect();
    args.answer_array(build::reshape(&build::broadcast_to(&build::expand_dims(&array, &at), &wide)?, &joined)?)
}
