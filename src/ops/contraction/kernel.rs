//! The kernel of all products: sums over shared axes, chunk by chunk.

use std::sync::Arc;

use smallvec::SmallVec;

use super::gemm::{Panel, Product, held, is_best_whole, products};
use crate::array::Lazy;
use crate::array::build::{block, broadcast_shape, common_cut, limit_growth};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Region};
use crate::diag::Result;
use crate::exec::settings;
use crate::graph::{BlockKernel, Need, Node};
use crate::with_dtype;

/// Which axes are which: the first input's are batch, rows, summed; the second's are batch, summed, columns. The result
/// has batch, rows, columns.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    pub batch: usize,
    pub summed: usize,
}

/// A product of two arrays of one dtype. Batch axes broadcast; none if the summed axes do not fit.
pub fn contract(name: &str, a: &Lazy, b: &Lazy, axes: Axes) -> Result<Option<Lazy>> {
    let (rows, cols) = (a.ndim() - axes.batch - axes.summed, b.ndim() - axes.batch - axes.summed);
    let (ga, gb) = (&a.grid().axes, &b.grid().axes);
    let mut out = Vec::with_capacity(axes.batch + rows + cols);
    for k in 0..axes.batch {
        match common_cut(&ga[k], &gb[k]) {
            Some(cut) => out.push(cut),
            None => {
                let (a, b) = (a.node.shape(), b.node.shape());
                return broadcast_shape(name, &[&a[..axes.batch], &b[..axes.batch]]).map(|_| None);
            }
        }
    }
    out.extend_from_slice(&ga[axes.batch..axes.batch + rows]);
    out.extend_from_slice(&gb[axes.batch + axes.summed..]);
    let mut summed = Vec::with_capacity(axes.summed);
    for k in 0..axes.summed {
        let (ka, kb) = (&ga[axes.batch + rows + k], &gb[axes.batch + k]);
        match common_cut(ka, kb).filter(|_| ka.known_len() == kb.known_len()) {
            Some(cut) => summed.push(cut),
            None => return Ok(None),
        }
    }
    let largest = [a, b].map(|x| x.grid().largest_elements() * x.dtype().size() as u128);
    let grid = limit_growth(Grid::new(out), a.dtype(), largest);
    let length: f64 = summed.iter().map(|c| c.len() as f64).product();
    let kernel = Contract { axes, rows, summed: Grid::new(summed), cost: (length * 0.05) as f32 };
    Ok(Some(block(name, Arc::new(kernel), grid, a.dtype(), &[a.clone(), b.clone()])))
}

/// What is made as a whole takes at most this part of the memory, operands and result together.
const SHARE: usize = 4;

#[derive(Debug)]
struct Contract {
    axes: Axes,
    rows: usize,
    /// How the summed axes are cut.
    summed: Grid,
    cost: f32,
}

impl Contract {
    /// The part of an input: its batch axes, then its own axes and the summed ones in their order.
    fn region(&self, input: &Grid, out: &Region, own: std::ops::Range<usize>, sum: &Region, sum_first: bool) -> Region {
        let mut part = Region { start: Dims::new(), len: Dims::new() };
        for k in 0..self.axes.batch {
            let once = input.axes[k].known_len() == Some(1);
            part.start.push(if once { 0 } else { out.start[k] });
            part.len.push(if once { out.len[k].min(1) } else { out.len[k] });
        }
        let from_out = (&out.start[own.clone()], &out.len[own]);
        let from_sum = (&sum.start[..], &sum.len[..]);
        for (start, len) in if sum_first { [from_sum, from_out] } else { [from_out, from_sum] } {
            part.start.extend_from_slice(start);
            part.len.extend_from_slice(len);
        }
        part
    }

    /// The batch axes of the product of these parts.
    fn batches(&self, parts: &[Block]) -> Dims {
        let axes = parts[0].shape()[..self.axes.batch].iter().zip(parts[1].shape());
        axes.map(|(&x, &y)| if x == 1 { y } else { x }).collect()
    }

    /// Puts the sum of the products of pairs of parts into `to`, which nobody else uses.
    fn multiply(&self, node: &Node, parts: &[Block], to: &Block) -> Result<()> {
        let (batch, split) = (self.axes.batch, self.axes.batch + self.rows);
        let batches = self.batches(parts);
        let shared = node.grid.chunks() < settings().threads as u128 && rayon::current_thread_index().is_some();
        let out = Panel::of(to, &batches, split);
        with_dtype!(node.dtype, T => {
            for (k, pair) in parts.chunks_exact(2).enumerate() {
                let a = Panel::of(&pair[0], &batches, split);
                let b = Panel::of(&pair[1], &batches, batch + self.axes.summed);
                // SAFETY: `to` is this task's alone.
                unsafe { products::<T>(&a, &b, &out, Product { first: k == 0, shared })? };
            }
        });
        Ok(())
    }

    fn pieces(&self) -> u64 {
        u64::try_from(self.summed.chunks()).unwrap_or(u64::MAX)
    }
}

impl BlockKernel for Contract {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let out = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
        let (batch, rows) = (self.axes.batch, self.rows);
        let mut needs = Vec::new();
        for k in 0..self.pieces() {
            let sum = self.summed.region(k);
            needs.push((0, self.region(&node.inputs[0].grid, &out, batch..batch + rows, &sum, false)));
            needs.push((1, self.region(&node.inputs[1].grid, &out, batch + rows..node.ndim(), &sum, true)));
        }
        needs
    }

    fn run(&self, node: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (batch, rows) = (self.axes.batch, self.rows);
        let mut shape = self.batches(&parts);
        shape.extend_from_slice(&parts[0].shape()[batch..batch + rows]);
        shape.extend_from_slice(&parts[1].shape()[batch + self.axes.summed..]);
        let out = Block::scratch(node.dtype, &shape);
        self.multiply(node, &parts, &out)?;
        Ok(SmallVec::from_iter([out]))
    }

    fn run_into(&self, node: &Node, parts: &[Block], place: &Block) -> Result<bool> {
        let fits = Panel::is_place(place, self.axes.batch, self.axes.batch + self.rows);
        if fits {
            self.multiply(node, parts, place)?;
        }
        Ok(fits)
    }

    fn whole(&self, node: &Node) -> Option<(Arc<dyn BlockKernel>, Grid)> {
        let plain = self.axes.batch == 0 && self.axes.summed == 1 && node.ndim() == 2 && self.rows == 1;
        let cut = node.grid.chunks().max(self.summed.chunks()) > 1;
        if !plain || !cut || !matches!(node.dtype, DType::F32 | DType::F64) || !node.grid.is_known() {
            return None;
        }
        let (m, k, n) = (node.grid.axes[0].len(), self.summed.axes[0].known_len()?, node.grid.axes[1].len());
        let bytes = (m * k + k * n + m * n).checked_mul(node.dtype.size())?;
        let fits = bytes <= settings().memory / SHARE;
        let kernel = Contract { summed: Grid::whole(&[k]), ..*self };
        (fits && is_best_whole([m, k, n], settings().threads)).then(|| (Arc::new(kernel) as _, Grid::whole(&[m, n])))
    }

    fn reads(&self, node: &Node, k: usize) -> f64 {
        let (batch, rows) = (self.axes.batch, self.rows);
        let counts = |cuts: &[Cut]| cuts.iter().map(|c| c.count() as f64).product::<f64>();
        let own = if k == 0 { batch + rows..node.ndim() } else { batch..batch + rows };
        let again = (0..batch).filter(|&j| node.inputs[k].grid.axes[j].known_len() == Some(1));
        counts(&node.grid.axes[own]) * again.map(|j| node.grid.axes[j].len() as f64).product::<f64>()
    }

    fn packs(&self, k: usize, bytes: u128) -> u128 {
        // Blocks that stay in the second and in the last cache, and sums of quarters of pieces.
        bytes.min(if k == 0 { 1 << 20 } else { 12 << 20 }) + held(bytes)
    }

    fn cost(&self) -> f32 {
        self.cost
    }
}
