//! Chunks moved and remade: `shuffle`, `reshape_blockwise`, `push`, and `moment`.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::array::build::{self, shape_text};
use crate::array::{Lazy, Value};
use crate::chunk::{Block, Cut, Element, Grid, Num};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::compose::{apply, apply_number, call};
use crate::ops::row::{Family, Op, Place};
use crate::ops::{Args, normal_axis};
use crate::with_dtype;

const CUSTOM: Op = Op::of(Family::Custom, &[Place::Da]);
const BOTH: &[Place] = &[Place::Da, Place::Method];

/// How much larger than the others a chunk may become when small groups are put together.
const TOLERANCE: f64 = 1.25;

pub static TABLE: &[Op] = &[
    Op {
        name: "shuffle",
        places: BOTH,
        params: "x, indexer, axis, chunks='auto'",
        doc: "The elements along an axis in another order, given in groups of places.

Elements of one group end up in one chunk; small groups share a chunk, as long as it stays about as large as the chunks
are.",
        examples: "
>>> x = da.from_array([[1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14, 15, 16]], chunks=(2, 4))
>>> y = x.shuffle([[6, 5, 2], [4, 1], [3, 0, 7]], axis=1)
>>> y.chunks
((2,), (5, 3))
>>> y.compute()
array([[ 7,  6,  3,  5,  2,  4,  1,  8],
       [15, 14, 11, 13, 10, 12,  9, 16]])
",
        build: |args| shuffle(args).map(Value::Lazy),
        ..CUSTOM
    },
    Op {
        name: "reshape_blockwise",
        params: "x, shape, chunks=None",
        doc: "Each chunk under another shape, without moving elements between chunks.

The order of the elements differs from that of `reshape` where the axes that become one are cut. To come back to more
axes, `chunks` says how they are cut.",
        examples: "
>>> x = da.from_array(np.arange(27).reshape(3, 3, 3), chunks=(3, 2, (2, 1)))
>>> y = da.reshape_blockwise(x, (3, 9))
>>> y.chunks
((3,), (4, 2, 2, 1))
>>> y[0].compute()
array([0, 1, 3, 4, 2, 5, 6, 7, 8])
>>> da.reshape_blockwise(y, (3, 3, 3), chunks=x.chunks)[0, 1].compute()
array([3, 4, 5])
",
        build: |args| reshape_blockwise(args).map(Value::Lazy),
        ..CUSTOM
    },
    Op {
        name: "push",
        places: &[Place::Da, Place::Overlap],
        params: "array, n, axis",
        doc: "Each NaN replaced by the last number before it along an axis, at most `n` places on; None for no limit.",
        examples: "
>>> x = da.from_array([1., np.nan, np.nan, np.nan, 5.], chunks=2)
>>> da.push(x, None, 0).compute()
array([1., 1., 1., 1., 5.])
>>> da.push(x, 2, 0).compute()
array([ 1.,  1.,  1., nan,  5.])
",
        build: |args| push(args).map(Value::Lazy),
        ..CUSTOM
    },
    Op {
        name: "moment",
        places: BOTH,
        params: "a, order, axis=None, dtype=None, keepdims=False, ddof=0, split_every=None, out=None",
        doc: "The central moment of an order: the mean of the distances from the mean, to that power.",
        examples: "
>>> da.moment(da.arange(5, chunks=2), 2).compute()
2.0
>>> da.from_array([[0., 1., 5.], [2., 2., 2.]], chunks=2).moment(3, axis=1).compute()
array([6., 0.])
",
        build: |args| {
            let answer = moment(args)?;
            args.answer(answer)
        },
        ..CUSTOM
    },
    Op {
        name: "isnull",
        params: "values",
        doc: "Which elements are NaN.",
        examples: "
>>> da.isnull(da.from_array([1., np.nan], chunks=1)).compute()
array([False,  True])
",
        build: |args| apply("isnan", &[Value::Lazy(args.array("values")?)]).map(Value::Lazy),
        ..CUSTOM
    },
    Op {
        name: "notnull",
        params: "values",
        doc: "Which elements are not NaN.",
        examples: "
>>> da.notnull(da.from_array([1., np.nan], chunks=1)).compute()
array([ True, False])
",
        build: |args| {
            let nan = apply("isnan", &[Value::Lazy(args.array("values")?)])?;
            apply("logical_not", &[Value::Lazy(nan)]).map(Value::Lazy)
        },
        ..CUSTOM
    },
];

fn shuffle(args: &Args) -> Result<Lazy> {
    let x = args.array("x")?;
    let Some(axis) = args.axis("axis", x.ndim())? else { return Err(args.wrong("axis", "an axis")) };
    let cut = x.grid().axes[axis].clone();
    if cut.is_unknown() {
        return Err(args
            .at("x", value_error("shuffle: the sizes of the chunks must be known"))
            .help("x.compute_chunk_sizes() finds them"));
    }
    let wrong = || args.wrong("indexer", "a list of lists of places");
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for group in args.sequence("indexer")? {
        let group = group.items().ok_or_else(wrong)?;
        let place =
            |v: &Value| build::place(v.as_int().ok_or_else(wrong)?, axis, cut.len()).map_err(|e| args.at("indexer", e));
        groups.push(group.iter().map(place).collect::<Result<_>>()?);
    }
    let longest = groups.iter().map(Vec::len).max().unwrap_or(0);
    let x = narrowed(x, axis, longest);
    let sizes = merged(&groups, cut.len() as f64 / cut.count() as f64);
    let places: Vec<usize> = groups.concat();
    let taken = build::take(&x, axis, places.into());
    let mut grid = taken.grid().clone();
    grid.axes[axis] = Cut::sizes(&sizes);
    Ok(build::rechunk(&taken, grid).called("shuffle"))
}

/// The array with smaller chunks along the other axes, where a group is longer than the chunks along this one: so that
/// chunks stay about as large as they are.
fn narrowed(x: Lazy, axis: usize, longest: usize) -> Lazy {
    let old = x.grid().clone();
    if longest as f64 <= old.axes[axis].largest() as f64 * TOLERANCE {
        return x;
    }
    let most = (old.largest_elements() as f64).max(1.0);
    let mut grid = old.clone();
    grid.axes[axis] = Cut::whole(longest);
    let mut open: Vec<usize> = (0..old.ndim()).filter(|&k| k != axis).collect();
    while !open.is_empty() {
        let growth = grid.largest_elements() as f64 / most;
        if growth <= 1.0 {
            break;
        }
        let each = growth.powf(1.0 / open.len() as f64);
        open.retain(|&k| {
            let limit = grid.axes[k].largest() as f64 / each;
            let cut = Cut::sizes(&old.axes[k].iter().flat_map(|n| parts(n, limit)).collect::<Vec<_>>());
            let done = cut == grid.axes[k] || cut.largest() == 1;
            grid.axes[k] = cut;
            !done
        });
    }
    grid.axes[axis] = old.axes[axis].clone();
    build::rechunk(&x, grid)
}

/// A chunk of `n` in equal parts of about `limit`, if it is larger.
fn parts(n: usize, limit: f64) -> Vec<usize> {
    if n as f64 <= TOLERANCE * limit {
        return vec![n];
    }
    let count = ((n as f64 / limit).ceil() as usize).clamp(1, n.max(1));
    (0..count).map(|i| n / count + usize::from(i < n % count)).collect()
}

/// The sizes of the chunks that groups make: they share one while it stays about as large as the chunks are.
fn merged(groups: &[Vec<usize>], usual: f64) -> Vec<usize> {
    let limit = (usual * TOLERANCE) as usize;
    let (mut sizes, mut open) = (Vec::new(), 0);
    for group in groups {
        if open > 0 && open + group.len() > limit {
            sizes.push(open);
            open = group.len();
            continue;
        }
        open += group.len();
        if open as f64 > limit as f64 / TOLERANCE {
            sizes.push(open);
            open = 0;
        }
    }
    sizes.extend((open > 0).then_some(open));
    sizes
}

fn reshape_blockwise(args: &Args) -> Result<Lazy> {
    let x = args.array("x")?;
    let Some(old) = x.known_shape() else {
        return Err(args
            .at("x", value_error("reshape_blockwise: the sizes of the chunks must be known"))
            .help("x.compute_chunk_sizes() finds them"));
    };
    let size: usize = old.iter().product();
    let shape: Vec<usize> = match args.ints("shape")?.as_deref() {
        Some([-1]) => vec![size],
        _ => args.shape("shape")?.to_vec(),
    };
    if shape.iter().product::<usize>() != size {
        let message = format!("cannot reshape array of size {size} into shape {}", shape_text(&shape));
        return Err(args.at("shape", value_error(message)));
    }
    if shape[..] == old[..] {
        return Ok(x);
    }
    let grid = match (args.get("chunks"), shape.len() > x.ndim()) {
        (Some(_), true) => args.grid("chunks", &shape, x.dtype())?,
        (None, true) => {
            return Err(type_error("reshape_blockwise: `chunks` must say how the new axes are cut")
                .help("chunks=y.chunks, those of the array that this one was made of"));
        }
        (Some(_), false) => {
            return Err(args.at("chunks", value_error("reshape_blockwise: `chunks` is for more axes than there were")));
        }
        (None, false) => fewer_axes(&x, &shape)?,
    };
    let same = (0..x.grid().chunks() as u64)
        .all(|k| x.grid().chunks() == grid.chunks() && x.grid().region(k).elements() == grid.region(k).elements());
    if !same {
        return Err(value_error(format!(
            "reshape_blockwise: the chunks of shape {} do not have as many elements as those that they are made of",
            shape_text(&shape)
        )));
    }
    Ok(build::block("reshape-blockwise", Arc::new(Reshaped), grid, x.dtype(), std::slice::from_ref(&x)))
}

/// The grid of an array some of whose axes become one: the chunks along those are counted through.
fn fewer_axes(x: &Lazy, shape: &[usize]) -> Result<Grid> {
    let cuts = &x.grid().axes;
    let mut axes = Vec::with_capacity(shape.len());
    let mut at = 0;
    for &n in shape {
        let mut sizes = vec![1];
        let mut len = 1;
        while at < cuts.len() && (len < n || (cuts[at].len() == 1 && cuts.len() - at > shape.len() - axes.len() - 1)) {
            len *= cuts[at].len();
            sizes = sizes.iter().flat_map(|s| cuts[at].iter().map(move |c| s * c)).collect();
            at += 1;
        }
        if len != n {
            return Err(value_error(format!(
                "reshape_blockwise: an axis of length {n} is no product of neighbouring axes of the shape {}",
                shape_text(&x.node.shape())
            )));
        }
        axes.push(Cut::sizes(&sizes));
    }
    Ok(Grid::new(axes))
}

/// Each chunk under the shape of the chunk of the same number.
#[derive(Debug)]
struct Reshaped;

impl BlockKernel for Reshaped {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        vec![(0, node.inputs[0].grid.region(node.grid.index(coords)))]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let shape = node.grid.size(coords);
        Ok(parts.iter().map(|b| b.contiguous().reshape(&shape)).collect())
    }

    fn cost(&self) -> f32 {
        0.5
    }
}

fn push(args: &Args) -> Result<Lazy> {
    let array = args.array("array")?;
    let axis = normal_axis(args.int("axis")?.unwrap_or(-1), array.ndim()).map_err(|e| args.at("axis", e))?;
    if !array.dtype().is_inexact() {
        return Ok(array);
    }
    let grid = array.grid().clone();
    let mut whole = grid.clone();
    whole.axes[axis] = Cut::whole(grid.axes[axis].len());
    let kernel = Push { axis, most: args.count("n")?.unwrap_or(usize::MAX) };
    let lanes = build::rechunk(&array, whole.clone());
    Ok(build::rechunk(&build::block("push", Arc::new(kernel), whole, array.dtype(), &[lanes]), grid))
}

/// Lanes whose NaNs are replaced by the last number before them, at most `most` places on.
#[derive(Debug)]
struct Push {
    axis: usize,
    most: usize,
}

impl BlockKernel for Push {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        vec![(0, node.grid.region(node.grid.index(coords)))]
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        parts.into_iter().map(|b| Ok(with_dtype!(b.dtype(), T => self.pushed::<T>(&b)))).collect()
    }
}

impl Push {
    fn pushed<T: Element>(&self, block: &Block) -> Block {
        let mut out = block.to_owned_c();
        let (n, inner) = (block.shape()[self.axis], block.shape()[self.axis + 1..].iter().product::<usize>());
        let elements = out.slice_mut::<T>();
        for lane in 0..elements.len() / n.max(1) {
            let first = lane / inner * inner * n + lane % inner;
            let mut last = None;
            for i in 0..n {
                let at = first + i * inner;
                match last {
                    _ if elements[at] == elements[at] => last = Some(i),
                    Some(from) if i - from <= self.most => elements[at] = elements[first + from * inner],
                    _ => {}
                }
            }
        }
        out
    }
}

fn moment(args: &Args) -> Result<Lazy> {
    let array = args.array("a")?;
    let Some(order) = args.count("order")? else { return Err(args.wrong("order", "a number that counts")) };
    let lazy = |a: &Lazy| Value::Lazy(a.clone());
    let given = |name: &'static str| args.get(name).map(|v| (name, v.clone()));
    let axis: Vec<(&str, Value)> = given("axis").into_iter().collect();
    let kept = [&axis[..], &[("keepdims", Value::Bool(true))]].concat();
    let distance = apply("subtract", &[lazy(&array), lazy(&call("mean", &[lazy(&array)], &kept)?)])?;
    let power = apply_number("power", &distance, Num::Int(order as i128))?;
    let more: Vec<(&str, Value)> = ["dtype", "keepdims"].into_iter().filter_map(given).collect();
    let sum = call("sum", &[lazy(&power)], &[&axis[..], &more].concat())?;
    let reduced = args.reduced("axis", array.ndim())?;
    let lengths = array.lengths();
    let n = (0..array.ndim()).filter(|&k| reduced[k]).try_fold(1usize, |n, k| lengths[k].map(|l| n * l));
    let n = n.ok_or_else(|| {
        args.at("a", value_error("moment: the sizes of the chunks must be known"))
            .help("x.compute_chunk_sizes() finds them")
    })?;
    apply_number("divide", &sum, Num::Float(n as f64 - args.float("ddof")?.unwrap_or(0.0)))
}
