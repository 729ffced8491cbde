//! A reduction that threads have shared along an axis that is kept.

use std::any::Any;

use super::output::join;
use crate::chunk::Block;
use crate::diag::{Result, runtime_error};
use crate::graph::{Accumulator, Place};

/// The states of parts of one chunk, one behind the other. They are all there is along the reduced axes.
pub struct Parted(pub Vec<Box<dyn Accumulator>>);

impl Accumulator for Parted {
    fn fold(&mut self, _: &[Block], _: &Place<'_>) -> Result<()> {
        Err(runtime_error("the parts of a reduction are complete"))
    }

    fn merge(&mut self, _: Box<dyn Accumulator>) -> Result<()> {
        Err(runtime_error("the parts of a reduction are all that there is along its axes"))
    }

    fn finish(self: Box<Self>) -> Result<Block> {
        let parts: Vec<Block> = self.0.into_iter().map(|s| Ok(flat(s.finish()?))).collect::<Result<_>>()?;
        Ok(join(parts[0].dtype(), &parts, 0))
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn nbytes(&self) -> usize {
        self.0.iter().map(|s| s.nbytes()).sum()
    }
}

fn flat(block: Block) -> Block {
    let block = block.contiguous();
    block.reshape(&[block.size()])
}
