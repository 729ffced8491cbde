//! The kernel of all transforms: lines along an axis that lies whole in each chunk.

use std::sync::Arc;

use smallvec::SmallVec;

use super::lines::{Transform, Way, transform};
use crate::array::Lazy;
use crate::array::build::{block, chunk_bytes, rechunk, round_side};
use crate::chunk::{Block, Cut, DType, Region};
use crate::diag::{Result, runtime_error};
use crate::exec::settings;
use crate::graph::{BlockKernel, Need, Node};

/// The transforms of the lines of an array of floats along an axis.
pub fn along(name: &str, array: &Lazy, axis: usize, transform: Transform) -> Lazy {
    let whole = whole_lines(array, axis);
    let mut grid = whole.grid().clone();
    grid.axes[axis] = Cut::whole(transform.out_len());
    let real = array.dtype().real();
    let dtype = if transform.way == Way::Whole { real } else { real.complex() };
    block(name, Arc::new(Along { axis, transform }), grid, dtype, &[whole])
}

/// The array with every line in one chunk. Chunks that grow too large for it are cut along the other axes.
fn whole_lines(array: &Lazy, axis: usize) -> Lazy {
    let mut grid = array.grid().clone();
    if grid.axes[axis].count() == 1 {
        return array.clone();
    }
    let most = grid.largest_elements().max(chunk_bytes() as u128 / array.dtype().size() as u128);
    grid.axes[axis] = Cut::whole(grid.axes[axis].len());
    while grid.largest_elements() > most {
        let others = (0..grid.ndim()).filter(|&k| k != axis);
        let Some(k) = others.max_by_key(|&k| grid.axes[k].largest()) else { break };
        let (len, largest) = (grid.axes[k].len(), grid.axes[k].largest());
        if largest <= 1 {
            break;
        }
        grid.axes[k] = Cut::even(len, round_side(len, largest.div_ceil(2)));
    }
    rechunk(array, grid)
}

#[derive(Debug)]
struct Along {
    axis: usize,
    transform: Transform,
}

impl BlockKernel for Along {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let mut part = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
        part.start[self.axis] = 0;
        part.len[self.axis] = node.inputs[0].grid.axes[self.axis].len().min(self.transform.read_len());
        vec![(0, part)]
    }

    fn run(&self, node: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let shared = node.grid.chunks() < settings().threads as u128 && rayon::current_thread_index().is_some();
        let done = match node.dtype.real() {
            DType::F32 => transform::<f32>(self.transform, &parts[0], self.axis, shared)?,
            DType::F64 => transform::<f64>(self.transform, &parts[0], self.axis, shared)?,
            other => return Err(runtime_error(format!("fft: there are no transforms of {other}"))),
        };
        Ok(SmallVec::from_iter([done]))
    }

    fn cost(&self) -> f32 {
        1.0 + (self.transform.points as f32).log2()
    }
}
