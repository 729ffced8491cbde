//! Where the chunks of an answer go: straight to their places in one block, or side by side until all sizes are known.

use parking_lot::Mutex;
use rayon::prelude::*;

use super::tile::{LARGE, scratch_in};
use crate::chunk::{Block, DType, Dims, Grid, Region, copy};
use crate::diag::Result;
use crate::graph::{Rule, Stage, Work};

/// How an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Its chunks.
    Chunks,
    /// In one piece, in C order.
    Whole,
    /// In one piece, in the order in which what it is made of lies in memory, if it is one chunk of plain elements.
    AsItLies,
}

/// The answer under construction.
pub struct Sink {
    grid: Grid,
    dtype: DType,
    /// Whether it lies in the order of what it is made of.
    in_order: bool,
    /// The whole answer, where its shape is known and it is wanted in one piece.
    whole: Option<Block>,
    chunks: Mutex<Vec<Option<Block>>>,
}

impl Sink {
    /// A sink for all chunks of a stage.
    pub fn new(stage: &Stage, form: Form) -> Sink {
        let node = &stage.node;
        // The one chunk of a kernel that makes its own block is the answer as it is.
        let made = matches!(node.rule, Rule::Block(_) | Rule::Output(_)) && node.grid.chunks() == 1;
        let direct = form != Form::Chunks && node.grid.is_known() && !made;
        let order = match &stage.work {
            Work::Stream(expr) if form == Form::AsItLies && node.grid.chunks() == 1 => expr.order.as_deref(),
            _ => None,
        };
        let order = order.filter(|_| matches!(node.rule, Rule::Map(_)));
        let whole = direct.then(|| match order {
            Some(order) => scratch_in(node.dtype, &node.shape(), order),
            None => Block::scratch(node.dtype, &node.shape()),
        });
        let n = if direct { 0 } else { node.grid.chunks() as usize };
        Sink {
            grid: node.grid.clone(),
            dtype: node.dtype,
            in_order: order.is_some(),
            whole,
            chunks: Mutex::new(vec![None; n]),
        }
    }

    /// Whether tasks write straight into the answer.
    pub fn is_direct(&self) -> bool {
        self.whole.is_some()
    }

    /// Whether the answer lies in the order in which what it is made of lies.
    pub fn is_in_order(&self) -> bool {
        self.in_order
    }

    /// The bytes of an answer in one piece.
    pub fn nbytes(&self) -> usize {
        self.whole.as_ref().map_or(0, Block::nbytes)
    }

    /// The place of a region in the answer, to write to.
    pub fn place(&self, region: &Region) -> Option<Block> {
        self.whole.as_ref().map(|w| w.part(&region.start, &region.len))
    }

    /// Puts a chunk in; gives it back as it is held from now on.
    pub fn put(&self, index: u64, block: Block) -> Block {
        let Some(place) = self.place(&self.grid.region(index)) else {
            self.chunks.lock()[index as usize] = Some(block.clone());
            return block;
        };
        let is_there = block.byte_ptr() == place.byte_ptr();
        if block.shape() == place.shape() && !is_there {
            // SAFETY: each chunk has its own place, which its task alone writes.
            unsafe { copy::copy_to(&block, place.byte_ptr(), place.strides(), self.nbytes() >= LARGE) };
        }
        place
    }

    /// The whole answer.
    pub fn finish(self) -> Result<Block> {
        match self.whole {
            Some(block) => Ok(block),
            None => {
                let (_, chunks) = Sink { whole: None, ..self }.finish_chunks();
                Ok(assemble(&chunks.0, self.dtype, &chunks.1))
            }
        }
    }

    /// The chunks and their grid, whose sizes are known now.
    pub fn finish_chunks(self) -> (Grid, (Grid, Vec<Block>)) {
        let chunks: Vec<Block> = self.chunks.into_inner().into_iter().flatten().collect();
        let grid = known_grid(&self.grid, &chunks);
        (grid.clone(), (grid, chunks))
    }
}

/// The grid with the sizes that the chunks have.
fn known_grid(grid: &Grid, chunks: &[Block]) -> Grid {
    let counts = grid.counts();
    let axis = |k: usize| {
        let cut = &grid.axes[k];
        if !cut.is_unknown() {
            return cut.clone();
        }
        let sizes: Vec<usize> = (0..counts[k])
            .map(|i| {
                let mut at: Dims = Dims::from_elem(0, counts.len());
                at[k] = i;
                chunks.get(grid.index(&at) as usize).map_or(0, |b| b.shape()[k])
            })
            .collect();
        crate::chunk::Cut::sizes(&sizes)
    };
    Grid::new((0..grid.ndim()).map(axis).collect())
}

/// One block from chunks, in the grid's C order.
fn assemble(grid: &Grid, dtype: DType, chunks: &[Block]) -> Block {
    if let [only] = chunks {
        return only.contiguous();
    }
    let out = Block::scratch(dtype, &grid.shape());
    let place = |(i, block): (usize, &Block)| {
        let to = out.part(&grid.start(&grid.coords(i as u64)), block.shape());
        // SAFETY: the chunks' places do not overlap, and the block is fresh.
        unsafe { copy::copy_strided(block, to.byte_ptr(), to.strides()) };
    };
    if out.nbytes() > 1 << 20 {
        chunks.par_iter().enumerate().for_each(place)
    } else {
        chunks.iter().enumerate().for_each(place)
    }
    out
}

/// Blocks one after another along an axis.
pub fn join(dtype: DType, parts: &[Block], axis: usize) -> Block {
    if let [only] = parts {
        return only.contiguous();
    }
    let mut shape = Dims::from_slice(parts[0].shape());
    shape[axis] = parts.iter().map(|p| p.shape()[axis]).sum();
    let out = Block::scratch(dtype, &shape);
    let mut at = Dims::from_elem(0, shape.len());
    for part in parts {
        let to = out.part(&at, part.shape());
        // SAFETY: the block is fresh, and the parts do not overlap.
        unsafe { copy::copy_strided(part, to.byte_ptr(), to.strides()) };
        at[axis] += part.shape()[axis];
    }
    out
}
