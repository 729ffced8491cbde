//! Kernels over whole inputs, each in one chunk, with one or several results.

use std::fmt::Debug;
use std::sync::Arc;

use smallvec::SmallVec;

use super::lanes::gathered;
use crate::array::{Lazy, build};
use crate::chunk::{Block, DType, Grid, Region};
use crate::diag::Result;
use crate::graph::{BlockKernel, Need, Node};

/// What is done with the whole inputs.
pub trait WholeOp: Debug + Send + Sync + 'static {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>>;
}

#[derive(Debug)]
struct Whole<O>(O);

impl<O: WholeOp> BlockKernel for Whole<O> {
    fn needs(&self, node: &Node, _: &[usize]) -> Vec<Need> {
        node.inputs.iter().enumerate().map(|(k, n)| (k, Region::whole(&n.grid.shape()))).collect()
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let parts: Vec<Block> = parts.into_iter().map(|p| p.contiguous()).collect();
        Ok(self.0.run(&parts)?.into())
    }

    fn cost(&self) -> f32 {
        50.0
    }
}

/// The results of a kernel over whole inputs, each with its grid of one chunk and its dtype.
pub fn whole<O: WholeOp>(name: &str, op: O, inputs: &[Lazy], results: &[(Grid, DType)]) -> Vec<Lazy> {
    let inputs: Vec<Lazy> = inputs.iter().map(gathered).collect();
    let (grid, dtype) = results[0].clone();
    let first = build::block(name, Arc::new(Whole(op)), grid, dtype, &inputs);
    if results.len() == 1 {
        return vec![first];
    }
    let output = |(k, (grid, dtype)): (usize, &(Grid, DType))| build::output(name, &first, k, grid.clone(), *dtype);
    results.iter().enumerate().map(output).collect()
}

/// A grid of one axis of at most `most` elements, their number yet unknown.
pub fn unknown(most: usize) -> Grid {
    Grid::new(vec![build::unknown_axis(most)])
}
