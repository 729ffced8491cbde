//! Elements taken from their places.

use std::sync::Arc;

use rayon::prelude::*;
use smallvec::{SmallVec, smallvec};

use super::{Mode, along, integers, mode};
use crate::array::build::{self, Index};
use crate::array::{Lazy, Value, convert};
use crate::chunk::{Block, Cut, DType, Grid, Region, mask};
use crate::diag::{Error, Result, index_error, value_error};
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::shape::flat;
use crate::ops::{Args, BOTH, Family, Op, Place};
use crate::with_dtype;

const TAKE: Op = Op::of(Family::Index, BOTH);

/// The rows that take elements from their places.
pub static TAKEN: &[Op] = &[
    Op {
        name: "take",
        places: &[Place::Np, Place::Method],
        params: "a, indices, axis=None, out=None, mode='raise'",
        doc: "The elements at these places along an axis; without an axis, among all of the elements in C order.\n\n`mode` says what becomes of places out of range: `raise` an error, `wrap` them around, `clip` them.",
        examples: "
>>> a = np.array([4, 3, 5, 7, 6, 8])
>>> np.take(a, [0, 1, 4])
array([4, 3, 6])
>>> np.take(a, [[0, 1], [2, 3]])
array([[4, 3],
       [5, 7]])
>>> np.take(a, [7, -1], mode='clip')
array([8, 4])
",
        build: |args| {
            let (array, axis) = along(args, "a")?;
            take(args, array, axis)
        },
        ..TAKE
    },
    Op {
        name: "take",
        places: &[Place::Da],
        params: "a, indices, axis=0, out=None, mode='raise'",
        doc: "The elements at these places along an axis, the first one if none is named, as in Dask.",
        examples: "
>>> da.take(da.arange(6, chunks=2).reshape(3, 2), [2, 0]).compute()
array([[4, 5],
       [0, 1]])
",
        build: |args| match args.raw("axis") {
            None if args.array("a")?.ndim() > 0 => {
                let array = args.array("a")?;
                take(args, array, 0)
            }
            _ => {
                let (array, axis) = along(args, "a")?;
                take(args, array, axis)
            }
        },
        ..TAKE
    },
    Op {
        name: "take_along_axis",
        params: "arr, indices, axis=-1",
        doc: "For each line along an axis, the elements at its own places, such as `argsort` gives.",
        examples: "
>>> a = np.array([[10, 30, 20], [60, 40, 50]])
>>> ai = np.array([[0, 2, 1], [1, 2, 0]])
>>> np.take_along_axis(a, ai, axis=1)
array([[10, 20, 30],
       [40, 50, 60]])
",
        build: take_along_axis,
        ..TAKE
    },
    Op {
        name: "compress",
        any_length: true,
        params: "condition, a, axis=None, out=None",
        doc: "The slices along an axis for which a condition is true; without an axis, the elements.",
        examples: "
>>> a = np.array([[1, 2], [3, 4], [5, 6]])
>>> np.compress([0, 1], a, axis=0)
array([[3, 4]])
>>> np.compress([False, True], a, axis=1)
array([[2],
       [4],
       [6]])
>>> np.compress([False, True], a)
array([2])
",
        build: compress,
        ..TAKE
    },
    Op {
        name: "compress",
        any_length: true,
        places: &[crate::ops::Place::Method],
        params: "a, condition, axis=None, out=None",
        doc: "The slices along an axis for which a condition is true; without an axis, the elements.",
        examples: "
>>> np.array([1, 2, 3]).compress([True, False, True])
array([1, 3])
",
        build: compress,
        ..TAKE
    },
    Op {
        name: "extract",
        any_length: true,
        params: "condition, arr",
        doc: "The elements for which a condition is true, in C order.",
        examples: "
>>> arr = np.arange(12).reshape((3, 4))
>>> np.extract(arr % 3 == 0, arr)
array([0, 3, 6, 9])
",
        build: extract,
        ..TAKE
    },
];

fn take(args: &Args, array: Lazy, axis: usize) -> Result<Value> {
    let (places, mode) = (integers(args, "indices")?, mode(args)?);
    let len = array.lengths()[axis].ok_or_else(|| args.wrong("a", "an array whose length along the axis is known"))?;
    let mut at = places.contiguous();
    if mode != Mode::Raise && len > 0 {
        let place = |p: &mut i64| *p = mode.place(*p, len).unwrap_or_default() as i64;
        at.slice_mut::<i64>().iter_mut().for_each(place);
    }
    let mut entries = vec![Index::Slice(None, None, None); axis];
    entries.push(Index::List(at));
    let taken = build::index(&array, &entries).map_err(|e| args.at("indices", e))?;
    crate::ops::compose::answer(args, taken)
}

fn take_along_axis(args: &mut Args) -> Result<Value> {
    let (mut array, mut places) = (args.array("arr")?, args.array("indices")?);
    if !places.dtype().is_integer() {
        return Err(args.at("indices", index_error("`indices` must be an integer array")));
    }
    let axis = if args.raw("axis").is_some_and(Value::is_none) {
        array = flat(&array)?;
        0
    } else {
        let axis = args.axis("axis", array.ndim())?;
        axis.or(array.ndim().checked_sub(1)).ok_or_else(|| args.wrong("arr", "an array of at least one dimension"))?
    };
    if array.ndim() != places.ndim() {
        return Err(args.at("indices", value_error("`indices` and `arr` must have the same number of dimensions")));
    }
    let (mut from, mut to) = (array.node.shape(), places.node.shape());
    (from[axis], to[axis]) = (1, 1);
    let mut shape = build::broadcast_shape("take_along_axis", &[&from, &to]).map_err(|e| args.at("indices", e))?;
    shape[axis] = array.node.shape()[axis];
    array = build::broadcast_to(&array, &shape)?;
    shape[axis] = places.node.shape()[axis];
    places = build::broadcast_to(&build::cast(&places, DType::I64), &shape)?;
    args.answer_array(lines(&array, &places, axis)?)
}

/// The elements of each line of an array at its own places.
fn lines(array: &Lazy, places: &Lazy, axis: usize) -> Result<Lazy> {
    let mut axes = Vec::new();
    for k in 0..array.ndim() {
        let (a, p) = (&array.grid().axes[k], &places.grid().axes[k]);
        axes.push(if k == axis { p.clone() } else { build::common_cut(a, p).unwrap_or_else(|| Cut::whole(a.len())) });
    }
    let inputs = [array.clone(), places.clone()];
    Ok(build::block("take_along_axis", Arc::new(Along { axis }), Grid::new(axes), array.dtype(), &inputs))
}

/// The elements of the first input's lines along an axis at the places that the second one's lines hold.
#[derive(Debug)]
struct Along {
    axis: usize,
}

/// Elements that one thread takes at a time.
const STRETCH: usize = 1 << 14;

impl Along {
    fn outside(&self, place: i64, len: usize) -> Error {
        index_error(format!("index {place} is out of bounds for axis {} with size {len}", self.axis))
    }
}

impl BlockKernel for Along {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let places = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
        let mut lines = places.clone();
        (lines.start[self.axis], lines.len[self.axis]) = (0, node.inputs[0].shape()[self.axis]);
        vec![(0, lines), (1, places)]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let shape = node.grid.size(coords);
        let len = parts[0].shape()[self.axis];
        let inner: usize = shape[self.axis + 1..].iter().product();
        let count = shape[self.axis];
        let (from, places) = (parts[0].contiguous(), parts[1].contiguous());
        let mut out = Block::scratch(node.dtype, &shape);
        with_dtype!(node.dtype, T => {
            let (from, places) = (from.slice::<T>(), places.slice::<i64>());
            let line = (count * inner).max(1);
            let some = (STRETCH / inner.max(1)).max(1) * inner.max(1);
            // Some rows of one line, which lie one after another.
            let rows = |from: &[T], (to, places): (&mut [T], &[i64])| -> Result<()> {
                for (to, places) in to.chunks_mut(inner).zip(places.chunks(inner)) {
                    for (j, (o, &p)) in to.iter_mut().zip(places).enumerate() {
                        let at = super::Mode::Raise.place(p, len).ok_or_else(|| self.outside(p, len))?;
                        *o = from[at * inner + j];
                    }
                }
                Ok(())
            };
            let lines = out.slice_mut::<T>().par_chunks_mut(line).zip(places.par_chunks(line)).enumerate();
            lines.with_min_len((STRETCH / line).max(1)).try_for_each(|(k, (to, places))| {
                let from = &from[k * len * inner..(k + 1) * len * inner];
                to.par_chunks_mut(some).zip(places.par_chunks(some)).try_for_each(|part| rows(from, part))
            })?;
        });
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        4.0
    }
}

fn compress(args: &mut Args) -> Result<Value> {
    let (array, axis) = along(args, "a")?;
    let condition = args.array("condition")?;
    if condition.ndim() != 1 {
        return Err(args.at("condition", value_error("condition must be a 1-d array")));
    }
    let picked = where_true(args, &array, axis, &condition)?;
    crate::ops::compose::answer(args, picked)
}

fn extract(args: &mut Args) -> Result<Value> {
    let array = flat(&args.array("arr")?)?;
    let condition = flat(&args.array("condition")?)?;
    let picked = where_true(args, &array, 0, &condition)?;
    args.answer_array(picked)
}

/// The slices along an axis for which a condition is true. One in memory may be shorter than the axis.
fn where_true(args: &Args, array: &Lazy, axis: usize, condition: &Lazy) -> Result<Lazy> {
    let condition = build::cast(condition, DType::Bool);
    if let Value::Lazy(_) = args.need("condition")? {
        return build::compress(array, &condition, axis).map_err(|e| args.at("condition", e));
    }
    let condition = condition.compute()?;
    if array.ndim() == 1 && array.lengths()[0] == Some(condition.size()) {
        return build::compress(array, &convert::whole(condition), 0).map_err(|e| args.at("condition", e));
    }
    let mut entries = vec![Index::Slice(None, None, None); axis];
    entries.push(Index::List(mask::places(condition.contiguous().slice::<bool>())));
    build::index(array, &entries).map_err(|e| args.at("condition", e))
}
