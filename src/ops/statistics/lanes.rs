//! Kernels over whole lanes: the elements along one axis, gathered into one chunk.

use std::fmt::Debug;
use std::sync::Arc;

use rayon::prelude::*;
use smallvec::SmallVec;

use crate::array::{Lazy, build, convert};
use crate::chunk::{Block, Cut, DType, Dims, Element, Grid, Region};
use crate::diag::Result;
use crate::exec::settings;
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::compose::flat;

/// What is done with each lane.
pub trait LaneOp: Debug + Send + Sync + 'static {
    /// Fills each row of `out` from the same row of `rows`; both are C-ordered, of two dimensions.
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()>;
    fn cost(&self) -> f32 {
        30.0
    }
    /// How many times the bytes of a row it works in besides.
    fn copies(&self) -> f32 {
        0.0
    }
}

/// The kernel that brings an axis to the end, runs over the rows and puts it back.
#[derive(Debug)]
struct Lanes<O> {
    axis: usize,
    op: O,
    dtype: DType,
    /// The length of a row of the result; that of the input where it is none.
    len: Option<usize>,
    /// How many times the bytes of a chunk all threads work in besides.
    copies: f32,
}

impl<O: LaneOp> BlockKernel for Lanes<O> {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let grid = &node.inputs[0].grid;
        let mut region = Region { start: grid.start(coords), len: grid.size(coords) };
        (region.start[self.axis], region.len[self.axis]) = (0, grid.axes[self.axis].len());
        vec![(0, region)]
    }

    fn run(&self, _: &Node, _: &[usize], mut parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let part = parts.swap_remove(0);
        let mut order: Vec<usize> = (0..part.ndim()).filter(|&k| k != self.axis).collect();
        order.push(self.axis);
        let turned = part.transpose(&order);
        drop(part);
        let mut shape = Dims::from_slice(turned.shape());
        let n = shape[shape.len() - 1];
        let lanes = shape[..shape.len() - 1].iter().product();
        let rows = turned.contiguous().reshape(&[lanes, n]);
        let m = self.len.unwrap_or(n);
        let mut out = Block::scratch(self.dtype, &[lanes, m]);
        self.op.run(&rows, &mut out)?;
        if let Some(last) = shape.last_mut() {
            *last = m;
        }
        Ok(SmallVec::from_iter([out.reshape(&shape).transpose_back(&order)]))
    }

    fn cost(&self) -> f32 {
        self.op.cost()
    }

    fn copies(&self) -> f32 {
        self.copies
    }
}

/// The lanes of an array along an axis, each made a lane of `len` elements of `dtype` (as long as it was for none).
pub fn lanes<O: LaneOp>(name: &str, array: &Lazy, axis: usize, op: O, dtype: DType, len: Option<usize>) -> Lazy {
    let array = &in_memory_if_empty(array);
    let unknown = array.grid().axes[axis].is_unknown();
    let mut grid = array.grid().clone();
    let array = if unknown {
        array.clone()
    } else {
        grid.axes[axis] = Cut::whole(grid.axes[axis].len());
        build::rechunk(array, grid.clone())
    };
    grid.axes[axis] = match (len, unknown) {
        (Some(n), _) => Cut::whole(n),
        (None, true) => build::unknown_axis(grid.axes[axis].len()),
        (None, false) => grid.axes[axis].clone(),
    };
    if grid.is_known() && array.grid().is_known() && grid.elements() == 0 {
        return build::full(name, crate::chunk::Num::Int(0), dtype, grid);
    }
    let rows = array.grid().largest_elements() / (array.grid().axes[axis].len() as u128).max(1);
    let copies = op.copies() * (settings().threads as f32 / rows.max(1) as f32).min(1.0);
    build::block(name, Arc::new(Lanes { axis, op, dtype, len, copies }), grid, dtype, &[array])
}

/// An array without elements as one in memory, which nothing needs to compute.
fn in_memory_if_empty(array: &Lazy) -> Lazy {
    match array.size() {
        Some(0) => convert::whole(Block::scratch(array.dtype(), &array.node.shape())),
        _ => array.clone(),
    }
}

/// Calls `each` for every row and the same row of the result, on several threads where that pays.
pub fn each_row<T: Element, U: Element>(rows: &Block, out: &mut Block, each: impl Fn(&[T], &mut [U]) + Send + Sync) {
    let (n, m) = (rows.shape()[1], out.shape()[1]);
    let (from, to) = (rows.slice::<T>(), out.slice_mut::<U>());
    if m == 0 {
        return;
    }
    if n == 0 {
        to.chunks_exact_mut(m).for_each(|to| each(&[], to));
    } else if from.len() > 1 << 15 && rows.shape()[0] > 1 {
        let some = ((1 << 13) / n).max(1);
        to.par_chunks_mut(m * some).zip(from.par_chunks(n * some)).for_each(|(to, from)| {
            to.chunks_exact_mut(m).zip(from.chunks_exact(n)).for_each(|(to, from)| each(from, to));
        });
    } else {
        to.chunks_exact_mut(m).zip(from.chunks_exact(n)).for_each(|(to, from)| each(from, to));
    }
}

/// The array with the marked axes made one, the last.
pub fn merged(array: &Lazy, axes: &[bool]) -> Result<Lazy> {
    if axes.iter().all(|a| *a) {
        return flat(array);
    }
    let (kept, gone): (Vec<usize>, Vec<usize>) = (0..array.ndim()).partition(|&k| !axes[k]);
    let turned = build::transpose(array, &[kept.clone(), gone.clone()].concat());
    if gone.len() == 1 {
        return Ok(turned);
    }
    let shape = turned.node.shape();
    let last: usize = shape[kept.len()..].iter().product();
    build::reshape(&turned, &[&shape[..kept.len()], &[last]].concat())
}

/// A whole array as one chunk.
pub fn gathered(array: &Lazy) -> Lazy {
    let array = in_memory_if_empty(array);
    if array.grid().is_known() { build::rechunk(&array, Grid::whole(&array.node.shape())) } else { array }
}
