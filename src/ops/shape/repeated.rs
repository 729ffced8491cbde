//! Every element of an array several times in a row.

use std::sync::Arc;

use rayon::prelude::*;
use smallvec::{SmallVec, smallvec};

use crate::array::{Lazy, build};
use crate::chunk::{Block, Cut, Grid, Region};
use crate::diag::Result;
use crate::graph::{BlockKernel, Need, Node};
use crate::with_dtype;

/// Elements that one thread writes at a time.
const STRETCH: usize = 1 << 15;

/// An array in one chunk with every element along an axis `count` times in a row.
pub fn repeated(array: &Lazy, axis: usize, count: usize) -> Lazy {
    let mut grid: Grid = array.grid().clone();
    grid.axes[axis] = Cut::whole(grid.axes[axis].len() * count);
    build::block("repeat", Arc::new(Repeat { axis, count }), grid, array.dtype(), std::slice::from_ref(array))
}

#[derive(Debug)]
struct Repeat {
    axis: usize,
    count: usize,
}

impl BlockKernel for Repeat {
    fn needs(&self, node: &Node, _: &[usize]) -> Vec<Need> {
        vec![(0, Region::whole(&node.inputs[0].shape()))]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let from = parts[0].contiguous();
        let inner: usize = from.shape()[self.axis + 1..].iter().product();
        let mut out = Block::scratch(node.dtype, &node.grid.size(coords));
        let (row, count) = (inner.max(1), self.count.max(1));
        // Some rows, each of which comes several times.
        let some = (STRETCH / (row * count)).max(1);
        with_dtype!(node.dtype, T => {
            let fill = |(to, from): (&mut [T], &[T])| {
                if row == 1 {
                    to.chunks_exact_mut(count).zip(from).for_each(|(to, v)| to.fill(*v));
                } else {
                    to.chunks_mut(row * count).zip(from.chunks(row)).for_each(|(to, from)| {
                        to.chunks_mut(row).for_each(|to| to.copy_from_slice(from));
                    });
                }
            };
            out.slice_mut::<T>().par_chunks_mut(some * row * count).zip(from.slice::<T>().par_chunks(some * row)).for_each(fill);
        });
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        0.5
    }
}
