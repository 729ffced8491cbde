//! Coordinates over grids.

use std::sync::Arc;

use crate::array::{Lazy, Value, build};
use crate::chunk::{CastFrom, Cut, DType, Grid, Num, Region};
use crate::diag::{Result, value_error};
use crate::graph::{Source, Target};
use crate::ops::{Args, BOTH, Family, Op};
use crate::with_dtype;

const GRID: Op = Op::of(Family::Creation, BOTH);

/// The rows of grids of coordinates.
pub static GRIDS: &[Op] = &[
    Op {
        name: "indices",
        params: "dimensions, dtype=int, sparse=False, *, chunks='auto'",
        doc: "The coordinates of every element of an array of that shape: an array an axis, stacked along a new first axis.",
        examples: "
>>> np.indices((2, 3))
array([[[0, 0, 0],
        [1, 1, 1]],

       [[0, 1, 2],
        [0, 1, 2]]])
>>> np.indices((2, 3), sparse=True)
(array([[0],
       [1]]), array([[0, 1, 2]]))
>>> da.indices((4, 5), chunks=(2, 3)).chunks
((1, 1), (2, 2), (3, 2))
",
        build: indices,
        ..GRID
    },
    Op {
        name: "meshgrid",
        params: "*xi, copy=True, sparse=False, indexing='xy'",
        doc: "Matrices of coordinates from vectors of them, one for each vector.\n\nWith `indexing='xy'` the first two axes are swapped, as in plots; `'ij'` keeps them. `sparse=True` leaves axes of length 1.",
        examples: "
>>> xv, yv = np.meshgrid(np.linspace(0, 1, 3), np.linspace(0, 1, 2))
>>> xv
array([[0. , 0.5, 1. ],
       [0. , 0.5, 1. ]])
>>> yv
array([[0., 0., 0.],
       [1., 1., 1.]])
>>> np.meshgrid([1, 2], [3, 4, 5], indexing='ij', sparse=True)[1]
array([[3, 4, 5]])
",
        build: meshgrid,
        ..GRID
    },
];

/// Each element's place along an axis.
#[derive(Debug)]
struct Coordinate {
    /// The axis of the whole array.
    axis: usize,
}

impl Source for Coordinate {
    fn fill(&self, _: &[usize], region: &Region, mut out: Target) {
        let inner: usize = region.len[self.axis + 1..].iter().product();
        let (from, len) = (region.start[self.axis], region.len[self.axis]);
        if inner == 0 || len == 0 {
            return;
        }
        with_dtype!(out.dtype(), T => {
            let (once, again) = out.slice::<T>().split_at_mut(inner * len);
            let place = |i: usize| <T as CastFrom<i64>>::cast_from((from + i) as i64);
            match inner {
                1 => once.iter_mut().enumerate().for_each(|(i, to)| *to = place(i)),
                _ => once.chunks_exact_mut(inner).enumerate().for_each(|(i, run)| run.fill(place(i))),
            }
            again.chunks_exact_mut(once.len()).for_each(|to| to.copy_from_slice(once));
        });
    }
}

/// Each element's place along an axis, in chunks of that grid.
pub fn counting(axis: usize, grid: Grid) -> Lazy {
    build::source("arange", Arc::new(Coordinate { axis }), grid, DType::I64)
}

fn indices(args: &mut Args) -> Result<Value> {
    let shape = args.shape("dimensions")?;
    let dtype = args.dtype("dtype")?.unwrap_or(DType::I64);
    let grid = args.grid("chunks", &shape, dtype)?;
    if args.bool("sparse", false)? {
        let line = |k: usize| {
            let cut = |j: usize| if j == k { grid.axes[j].clone() } else { Cut::whole(1) };
            let grid = Grid::new((0..shape.len()).map(cut).collect());
            args.answer_array(build::source("indices", Arc::new(Coordinate { axis: k }), grid, dtype))
        };
        return Ok(Value::tuple((0..shape.len()).map(line).collect::<Result<Vec<_>>>()?));
    }
    if shape.is_empty() {
        return args.answer_array(build::full("indices", Num::Int(0), dtype, Grid::whole(&[0])));
    }
    let plane = |k: usize| build::source("indices", Arc::new(Coordinate { axis: k }), grid.clone(), dtype);
    let planes: Vec<Lazy> = (0..shape.len()).map(plane).collect();
    args.answer_array(build::stack(&planes, 0)?)
}

fn meshgrid(args: &mut Args) -> Result<Value> {
    let swap = match args.text("indexing")?.unwrap_or("xy") {
        "xy" => true,
        "ij" => false,
        other => {
            let error = value_error(format!("Valid values for `indexing` are 'xy' and 'ij', and not '{other}'."));
            return Err(args.at("indexing", error));
        }
    };
    let vectors = if args.raw("xi").is_some() { args.arrays("xi")? } else { Vec::new() };
    let vectors: Vec<Lazy> =
        vectors.iter().map(|v| build::reshape(v, &[v.node.shape().iter().product()])).collect::<Result<_>>()?;
    let n = vectors.len();
    let axis_of = |k: usize| if swap && n > 1 && k < 2 { 1 - k } else { k };
    let lines = vectors.iter().enumerate().map(|(k, v)| {
        let others: Vec<usize> = (0..n).filter(|&j| j != axis_of(k)).collect();
        build::expand_dims(v, &others)
    });
    let mut lines: Vec<Lazy> = lines.collect();
    if !args.bool("sparse", false)? {
        let mut shape = vec![0; n];
        vectors.iter().enumerate().for_each(|(k, v)| shape[axis_of(k)] = v.node.shape()[0]);
        lines = lines.iter().map(|l| build::broadcast_to(l, &shape)).collect::<Result<_>>()?;
    }
    Ok(Value::tuple(lines.into_iter().map(|l| args.answer_array(l)).collect::<Result<Vec<_>>>()?))
}
