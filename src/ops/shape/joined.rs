//! Arrays one after another, beside each other and on top of each other.

use super::fitted::with_axes;
use super::flat;
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::DType;
use crate::diag::{Error, Result, type_error, value_error};
use crate::ops::elementwise::Casting;
use crate::ops::{Args, BOTH, Family, Op, compose, normal_axis};

const JOIN: Op = Op::of(Family::Shape, BOTH);

/// The rows that make one array of several.
pub static JOINED: &[Op] = &[
    Op {
        name: "concatenate",
        aliases: &["concat"],
        params: "arrays, axis=0, out=None, dtype=None, casting='same_kind', allow_unknown_chunksizes=False",
        doc: "Arrays one after another along an axis; without an axis, all of their elements along one.",
        examples: "
>>> a = np.array([[1, 2], [3, 4]])
>>> b = np.array([[5, 6]])
>>> np.concatenate((a, b), axis=0)
array([[1, 2],
       [3, 4],
       [5, 6]])
>>> np.concatenate((a, b.T), axis=1)
array([[1, 2, 5],
       [3, 4, 6]])
>>> np.concatenate((a, b), axis=None)
array([1, 2, 3, 4, 5, 6])
",
        build: concatenate,
        ..JOIN
    },
    Op {
        name: "stack",
        params: "arrays, axis=0, out=None, dtype=None, casting='same_kind'",
        doc: "Arrays of one shape side by side along a new axis.",
        examples: "
>>> np.stack(([1, 2, 3], [4, 5, 6]))
array([[1, 2, 3],
       [4, 5, 6]])
>>> np.stack(([1, 2, 3], [4, 5, 6]), axis=-1)
array([[1, 4],
       [2, 5],
       [3, 6]])
",
        build: stack,
        ..JOIN
    },
    Op {
        name: "vstack",
        aliases: &["row_stack"],
        params: "tup, dtype=None, casting='same_kind', allow_unknown_chunksizes=False",
        doc: "Arrays on top of each other: vectors become rows.",
        examples: "
>>> np.vstack(([1, 2, 3], [4, 5, 6]))
array([[1, 2, 3],
       [4, 5, 6]])
",
        build: |a| stacked(a, 2, |_| 0),
        ..JOIN
    },
    Op {
        name: "hstack",
        params: "tup, dtype=None, casting='same_kind', allow_unknown_chunksizes=False",
        doc: "Arrays beside each other: along the second axis, or the only one.",
        examples: "
>>> np.hstack(([1, 2, 3], [4, 5, 6]))
array([1, 2, 3, 4, 5, 6])
>>> np.hstack(([[1], [2], [3]], [[4], [5], [6]]))
array([[1, 4],
       [2, 5],
       [3, 6]])
",
        build: |a| stacked(a, 1, |first| usize::from(first.ndim() > 1)),
        ..JOIN
    },
    Op {
        name: "dstack",
        params: "tup, allow_unknown_chunksizes=False",
        doc: "Arrays behind each other, along the third axis.",
        examples: "
>>> np.dstack(([1, 2, 3], [2, 3, 4]))
array([[[1, 2],
        [2, 3],
        [3, 4]]])
",
        build: |a| stacked(a, 3, |_| 2),
        ..JOIN
    },
    Op {
        name: "column_stack",
        params: "tup",
        doc: "Vectors as the columns of a matrix; matrices beside them as they are.",
        examples: "
>>> np.column_stack(([1, 2, 3], [2, 3, 4]))
array([[1, 2],
       [2, 3],
       [3, 4]])
",
        build: column_stack,
        ..JOIN
    },
    Op {
        name: "block",
        params: "arrays, allow_unknown_chunksizes=False",
        doc: "An array put together of blocks: the innermost lists along the last axis, the next along the one before it, and so on.",
        examples: "
>>> np.block([[np.eye(2), np.zeros((2, 1))], [np.ones((1, 2)), 5]])
array([[1., 0., 0.],
       [0., 1., 0.],
       [1., 1., 5.]])
>>> np.block([1, 2, 3])
array([1, 2, 3])
",
        build: block,
        ..JOIN
    },
    Op {
        name: "append",
        params: "arr, values, axis=None",
        doc: "The values after the end of an array; without an axis, after all of its elements along one.",
        examples: "
>>> np.append([1, 2, 3], [[4, 5, 6], [7, 8, 9]])
array([1, 2, 3, 4, 5, 6, 7, 8, 9])
>>> np.append([[1, 2, 3], [4, 5, 6]], [[7, 8, 9]], axis=0)
array([[1, 2, 3],
       [4, 5, 6],
       [7, 8, 9]])
",
        build: append,
        ..JOIN
    },
];

/// The dtype that holds them all.
fn common_dtype(arrays: &[Lazy]) -> DType {
    arrays.iter().map(Lazy::dtype).reduce(DType::promote).unwrap_or(DType::F64)
}

/// Arrays of any dtypes one after another; the errors are NumPy's.
pub(in crate::ops) fn join(arrays: &[Lazy], axis: i128, dtype: Option<DType>) -> Result<Lazy> {
    let Some(first) = arrays.first() else { return Err(value_error("need at least one array to concatenate")) };
    if first.ndim() == 0 {
        return Err(
            value_error("zero-dimensional arrays cannot be concatenated").help("np.stack and np.hstack take numbers")
        );
    }
    let axis = normal_axis(axis, first.ndim())?;
    let lengths = first.lengths();
    for (k, array) in arrays.iter().enumerate().skip(1) {
        if array.ndim() != first.ndim() {
            return Err(value_error(format!(
                "all the input arrays must have same number of dimensions, but the array at index 0 has {} dimension(s) and the array at index {k} has {} dimension(s)",
                first.ndim(),
                array.ndim()
            ))
            .help(format!(
                "the shapes are {} and {}; x[None] gives an array one more axis, before its own",
                build::shape_text(&first.node.shape()),
                build::shape_text(&array.node.shape())
            )));
        }
        let differs = |&j: &usize| j != axis && lengths[j].zip(array.lengths()[j]).is_some_and(|(a, b)| a != b);
        if let Some(j) = (0..first.ndim()).find(differs) {
            return Err(value_error(format!(
                "all the input array dimensions except for the concatenation axis must match exactly, but along dimension {j}, the array at index 0 has size {} and the array at index {k} has size {}",
                first.node.shape()[j],
                array.node.shape()[j]
            ))
            .help(format!("the arrays are joined along axis {axis}")));
        }
    }
    let dtype = dtype.unwrap_or_else(|| common_dtype(arrays));
    let cast: Vec<Lazy> = arrays.iter().map(|a| build::cast(a, dtype)).collect();
    build::concat(&cast, axis)
}

fn answer(args: &Args, array: Lazy) -> Result<Value> {
    match args.has("out") && args.get("out").is_some() {
        true => compose::answer(args, array),
        false => args.answer_array(array),
    }
}

fn dtype(args: &Args) -> Result<Option<DType>> {
    if args.has("dtype") { args.dtype("dtype") } else { Ok(None) }
}

/// The dtype that is asked for, to which `casting=` must let every array be cast.
fn checked(args: &Args, arrays: &[Lazy]) -> Result<Option<DType>> {
    let asked = dtype(args)?;
    let rule = if args.has("casting") { args.text("casting")? } else { None };
    let casting = rule.map_or(Ok(Casting::SameKind), Casting::parse)?;
    let to = asked.unwrap_or_else(|| common_dtype(arrays));
    match arrays.iter().map(Lazy::dtype).find(|&from| !casting.allows(from, to)) {
        None => Ok(asked),
        Some(from) => Err(type_error(format!(
            "Cannot cast array data from dtype('{from}') to dtype('{to}') according to the rule '{}'",
            casting.name()
        ))
        .help("pass casting='unsafe' to cast all the same")),
    }
}

fn concatenate(args: &mut Args) -> Result<Value> {
    let arrays = args.arrays("arrays")?;
    let whole = args.raw("axis").is_some_and(Value::is_none);
    let joined = if whole {
        let lines = arrays.iter().map(flat).collect::<Result<Vec<_>>>()?;
        join(&lines, 0, checked(args, &lines)?)
    } else {
        join(&arrays, args.int("axis")?.unwrap_or(0), checked(args, &arrays)?)
    };
    let joined = joined.map_err(|e| args.at("arrays", e))?;
    answer(args, joined)
}

fn stack(args: &mut Args) -> Result<Value> {
    let arrays = args.arrays("arrays")?;
    let Some(first) = arrays.first() else {
        return Err(args.at("arrays", value_error("need at least one array to stack")));
    };
    let axis = args.axis("axis", first.ndim() + 1)?.unwrap_or(0);
    let dtype = checked(args, &arrays)?.unwrap_or_else(|| common_dtype(&arrays));
    let cast: Vec<Lazy> = arrays.iter().map(|a| build::cast(a, dtype)).collect();
    let stacked = build::stack(&cast, axis).map_err(|e| args.at("arrays", e))?;
    answer(args, stacked)
}

/// The arrays with at least `ndim` axes, joined along the axis that the first of them decides.
fn stacked(args: &mut Args, ndim: usize, axis: fn(&Lazy) -> usize) -> Result<Value> {
    let arrays: Vec<Lazy> = args.arrays("tup")?.iter().map(|a| with_axes(a, ndim)).collect();
    let along = arrays.first().map_or(0, axis) as i128;
    let joined = join(&arrays, along, checked(args, &arrays)?).map_err(|e| args.at("tup", e))?;
    answer(args, joined)
}

fn column_stack(args: &mut Args) -> Result<Value> {
    let column = |a: &Lazy| match a.ndim() {
        0 => build::expand_dims(a, &[0, 1]),
        1 => build::expand_dims(a, &[1]),
        _ => a.clone(),
    };
    let arrays: Vec<Lazy> = args.arrays("tup")?.iter().map(column).collect();
    let joined = join(&arrays, 1, None).map_err(|e| args.at("tup", e))?;
    answer(args, joined)
}

/// How deep the lists lie in each other; an error where that differs.
fn list_depth(value: &Value, place: &str) -> Result<usize> {
    match value {
        Value::Tuple(_) => Err(type_error(format!("{place} is a tuple. Only lists can be used to arrange blocks"))),
        Value::List(items) => {
            let items = items.read().clone();
            let mut depth = None;
            for (k, item) in items.iter().enumerate() {
                let place = format!("{place}[{k}]");
                let found = list_depth(item, &place)?;
                match depth {
                    None => depth = Some(found),
                    Some(d) if d != found => return Err(mixed_depths(d + 1, found + 1, &place)),
                    Some(_) => {}
                }
            }
            depth.map(|d| d + 1).ok_or_else(|| value_error(format!("List at {place} cannot be empty")))
        }
        _ => Ok(0),
    }
}

fn mixed_depths(first: usize, found: usize, place: &str) -> Error {
    value_error(format!(
        "List depths are mismatched. First element was at depth {first}, but there is an element at depth {found} ({place})"
    ))
}

fn most_axes(value: &Value) -> Result<usize> {
    match value {
        Value::List(items) => items.read().iter().map(most_axes).try_fold(0, |n, k| k.map(|k| n.max(k))),
        v => convert::to_lazy(v).map(|a| a.ndim()),
    }
}

fn block(args: &mut Args) -> Result<Value> {
    let value = args.need("arrays")?.clone();
    let depth = list_depth(&value, "arrays").map_err(|e| args.at("arrays", e))?;
    let ndim = depth.max(most_axes(&value)?);
    let whole = assembled(&value, depth, ndim).map_err(|e| args.at("arrays", e))?;
    answer(args, whole)
}

/// The block of a nested list; the lists `depth` levels above the arrays are joined along the `depth`-th last axis.
fn assembled(value: &Value, depth: usize, ndim: usize) -> Result<Lazy> {
    match value {
        Value::List(items) => {
            let parts: Vec<Lazy> = items.read().iter().map(|v| assembled(v, depth - 1, ndim)).collect::<Result<_>>()?;
            join(&parts, (ndim - depth) as i128, None)
        }
        v => {
            let array = convert::to_lazy(v)?;
            Ok(build::expand_dims(&array, &(0..ndim - array.ndim()).collect::<Vec<_>>()))
        }
    }
}

fn append(args: &mut Args) -> Result<Value> {
    let (array, values) = (args.array("arr")?, args.array("values")?);
    let joined = match args.int("axis")? {
        None => join(&[flat(&array)?, flat(&values)?], 0, None),
        Some(axis) => join(&[array, values], axis, None),
    };
    answer(args, joined.map_err(|e| args.at("values", e))?)
}
