//! Lazy arrays: a handle on a node of the graph.

use std::sync::Arc;

use crate::chunk::{Block, Cut, DType, Dims, Grid, Strides};
use crate::diag::Result;
use crate::exec;
use crate::graph::{Node, Rule, ViewAxis, total_tasks};

/// An array yet to be computed. Its shape and dtype are settled; along an axis that a mask made, the length is not.
#[derive(Clone, Debug)]
pub struct Lazy {
    pub node: Arc<Node>,
}

impl Lazy {
    pub fn new(node: Arc<Node>) -> Lazy {
        Lazy { node }
    }

    /// The elements of `block` in chunks of `grid`.
    pub fn stored(block: Block, grid: Grid) -> Lazy {
        Lazy::new(Node::new("array", grid, block.dtype(), Rule::Stored(block), []))
    }

    pub fn dtype(&self) -> DType {
        self.node.dtype
    }

    pub fn grid(&self) -> &Grid {
        &self.node.grid
    }

    pub fn ndim(&self) -> usize {
        self.node.ndim()
    }

    /// The same array under another name of its last layer.
    pub fn called(&self, name: &str) -> Lazy {
        let node = &self.node;
        Lazy::new(Node::new(name, node.grid.clone(), node.dtype, node.rule.clone(), node.inputs.iter().cloned()))
    }

    /// The length of each axis, where it is known.
    pub fn lengths(&self) -> Vec<Option<usize>> {
        self.grid().axes.iter().map(Cut::known_len).collect()
    }

    /// The shape, if all of it is known.
    pub fn known_shape(&self) -> Option<Dims> {
        self.grid().is_known().then(|| self.node.shape())
    }

    /// The number of elements, if it is known.
    pub fn size(&self) -> Option<u128> {
        self.grid().is_known().then(|| self.grid().elements())
    }

    pub fn nbytes(&self) -> Option<u128> {
        self.size().map(|n| n.saturating_mul(self.dtype().size() as u128))
    }

    /// The bytes of the largest chunk.
    pub fn chunk_nbytes(&self) -> Option<u128> {
        self.grid().is_known().then(|| self.grid().largest_elements().saturating_mul(self.dtype().size() as u128))
    }

    /// The tasks of its whole graph.
    pub fn tasks(&self) -> u128 {
        total_tasks(std::slice::from_ref(&self.node))
    }

    /// The elements, where the array is no more than a look at some in memory: nothing runs.
    pub fn as_block(&self) -> Option<Block> {
        look(&self.node)
    }

    /// Runs the graph.
    pub fn compute(&self) -> Result<Block> {
        compute(std::slice::from_ref(self)).map(|mut blocks| blocks.swap_remove(0))
    }

    /// As `compute`, with the elements in the order in which those lie in memory that they are made of, as NumPy's
    /// functions on elements leave them.
    pub fn compute_as_it_lies(&self) -> Result<Block> {
        exec::run_as_it_lies(&self.node)
    }

    /// Runs the graph and holds the chunks: the same array, its chunks in memory.
    pub fn persist(&self) -> Result<Lazy> {
        let (grid, chunks) = exec::run_chunks(&self.node)?;
        Ok(Lazy::new(Node::new(self.node.name.clone(), grid, self.dtype(), Rule::Chunks(chunks.into()), [])))
    }
}

fn look(node: &Node) -> Option<Block> {
    match &node.rule {
        Rule::Stored(block) => Some(block.clone()),
        Rule::View { axes, base } => Some(view_of(&look(node.inputs.first()?)?, axes, base, &node.shape())),
        Rule::Reshape => {
            let block = look(node.inputs.first()?)?;
            block.is_contiguous().then(|| block.reshape(&node.shape()))
        }
        Rule::Rechunk => look(node.inputs.first()?),
        _ => None,
    }
}

/// The look that a view takes at a block.
fn view_of(block: &Block, axes: &[ViewAxis], base: &Dims, shape: &Dims) -> Block {
    let mut first: Vec<usize> = base.to_vec();
    let mut strides = Strides::new();
    for axis in axes {
        match *axis {
            ViewAxis::Of { axis, start, step } => {
                first[axis] = start;
                strides.push(block.strides()[axis] * step);
            }
            ViewAxis::Repeat => strides.push(0),
        }
    }
    let ahead: isize = first.iter().zip(block.strides()).map(|(&i, &s)| i as isize * s).sum();
    let offset = if shape.contains(&0) { block.offset() } else { (block.offset() as isize + ahead) as usize };
    block.with_layout(offset, shape.clone(), strides)
}

/// Runs the graphs of several arrays together; what they share runs once.
pub fn compute(arrays: &[Lazy]) -> Result<Vec<Block>> {
    let nodes: Vec<_> = arrays.iter().map(|a| a.node.clone()).collect();
    exec::run(&nodes)
}
