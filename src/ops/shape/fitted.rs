//! Arrays made to fit each other: axes that broadcasting adds, and elements that it repeats.

use crate::array::{Lazy, Value, build};
use crate::chunk::Dims;
use crate::diag::{Result, value_error};
use crate::ops::{Args, BOTH, Family, Op, Place};

const FIT: Op = Op::of(Family::Shape, BOTH);

/// The rows that make arrays fit each other.
pub static FITTED: &[Op] = &[
    Op {
        name: "atleast_1d",
        params: "*arys",
        doc: "The arrays with at least one axis.",
        examples: "
>>> np.atleast_1d(1.0)
array([1.])
>>> np.atleast_1d(1, [3, 4])
(array([1]), array([3, 4]))
",
        build: |a| at_least(a, 1),
        ..FIT
    },
    Op {
        name: "atleast_2d",
        params: "*arys",
        doc: "The arrays with at least two axes; new ones come first.",
        examples: "
>>> np.atleast_2d(np.arange(3.0))
array([[0., 1., 2.]])
>>> np.atleast_2d(3.0)
array([[3.]])
",
        build: |a| at_least(a, 2),
        ..FIT
    },
    Op {
        name: "atleast_3d",
        params: "*arys",
        doc: "The arrays with at least three axes; a vector lies along the middle one.",
        examples: "
>>> np.atleast_3d(np.arange(3.0)).shape
(1, 3, 1)
>>> np.atleast_3d(np.ones((4, 3))).shape
(4, 3, 1)
",
        build: |a| at_least(a, 3),
        ..FIT
    },
    Op {
        name: "broadcast_to",
        params: "a, shape, *, subok=False, chunks=None, meta=None",
        doc: "The array repeated to a larger shape by the rules of broadcasting, without a copy.",
        examples: "
>>> np.broadcast_to(np.array([1, 2, 3]), (3, 3))
array([[1, 2, 3],
       [1, 2, 3],
       [1, 2, 3]])
>>> da.broadcast_to(da.ones(3), (2, 3)).shape
(2, 3)
",
        build: broadcast_to,
        ..FIT
    },
    Op {
        name: "broadcast_arrays",
        params: "*args, subok=False",
        doc: "The arrays broadcast against each other, to one shape.",
        examples: "
>>> x, y = np.broadcast_arrays([[1, 2, 3]], [[4], [5]])
>>> x
array([[1, 2, 3],
       [1, 2, 3]])
>>> y
array([[4, 4, 4],
       [5, 5, 5]])
",
        build: broadcast_arrays,
        ..FIT
    },
    Op {
        name: "broadcast_shapes",
        places: &[Place::Np],
        params: "*args",
        doc: "The shape to which these shapes broadcast.",
        examples: "
>>> np.broadcast_shapes((1, 2), (3, 1), (3, 2))
(3, 2)
>>> np.broadcast_shapes((6, 7), (5, 6, 1), (7,), (5, 1, 7))
(5, 6, 7)
",
        build: broadcast_shapes,
        ..FIT
    },
];

/// The array with at least `n` axes, as `atleast_1d` and its kin place new ones.
pub(super) fn with_axes(array: &Lazy, n: usize) -> Lazy {
    match (n, array.ndim()) {
        (3, 1) => build::expand_dims(array, &[0, 2]),
        (3, 2) => build::expand_dims(array, &[2]),
        (n, has) => build::expand_dims(array, &(0..n.saturating_sub(has)).collect::<Vec<_>>()),
    }
}

fn at_least(args: &mut Args, n: usize) -> Result<Value> {
    let values = args.get("arys").and_then(Value::items).unwrap_or_default();
    let arrays = if values.is_empty() { Vec::new() } else { args.arrays("arys")? };
    let answer = |(value, array): (&Value, &Lazy)| args.answer_view_of(value, with_axes(array, n));
    let mut answers = values.iter().zip(&arrays).map(answer).collect::<Result<Vec<_>>>()?;
    Ok(if answers.len() == 1 { answers.remove(0) } else { Value::tuple(answers) })
}

fn broadcast_to(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let shape = args.shape("shape")?;
    let mut wide = build::broadcast_to(&array, &shape).map_err(|e| args.at("shape", e))?;
    if let Some(chunks) = args.get("chunks") {
        let grid = build::normalize_chunks(Some(chunks), &shape, array.dtype(), Some(wide.grid()));
        wide = build::rechunk(&wide, grid.map_err(|e| args.at("chunks", e))?);
    }
    args.answer_view("a", wide).map(read_only)
}

/// A view of an array in memory, through which nothing is written.
fn read_only(value: Value) -> Value {
    match value {
        Value::Array(plain) => Value::Array(plain.read_only()),
        value => value,
    }
}

fn broadcast_arrays(args: &mut Args) -> Result<Value> {
    let values = args.get("args").and_then(Value::items).unwrap_or_default();
    let arrays = if values.is_empty() { Vec::new() } else { args.arrays("args")? };
    let shapes: Vec<Dims> = arrays.iter().map(|a| a.node.shape()).collect();
    let shape = common_shape(&shapes)?;
    let answer = |(value, array): (&Value, &Lazy)| args.answer_view_of(value, build::broadcast_to(array, &shape)?);
    Ok(Value::tuple(values.iter().zip(&arrays).map(answer).collect::<Result<Vec<_>>>()?))
}

fn common_shape(shapes: &[Dims]) -> Result<Dims> {
    let views: Vec<&[usize]> = shapes.iter().map(|s| s.as_slice()).collect();
    let text = |k: usize| build::shape_text(views[k]);
    build::broadcast_shape("broadcast", &views).map_err(|e| {
        let clash = (1..views.len()).find_map(|j| (0..j).find(|&i| build::broadcast_shape("", &[views[i], views[j]]).is_err()).map(|i| (i, j)));
        match clash {
            Some((i, j)) => value_error(format!(
                "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {i} with shape {} and arg {j} with shape {}.",
                text(i),
                text(j)
            )),
            None => e,
        }
    })
}

fn broadcast_shapes(args: &mut Args) -> Result<Value> {
    let values = args.get("args").and_then(Value::items).unwrap_or_default();
    let wrong = || args.wrong("args", "shapes: integers, or tuples of them");
    let shape = |v: &Value| -> Result<Dims> {
        let items = if v.as_int().is_some() { vec![v.clone()] } else { v.items().ok_or_else(wrong)? };
        items.iter().map(|n| n.as_int().and_then(|n| usize::try_from(n).ok()).ok_or_else(wrong)).collect()
    };
    let shapes: Vec<Dims> = values.iter().map(shape).collect::<Result<_>>()?;
    Ok(Value::tuple(common_shape(&shapes)?.into_iter().map(|n| Value::Int(n as i128))))
}
