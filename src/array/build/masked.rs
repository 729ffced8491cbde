//! The elements that a mask in memory picks of an array in memory: at once, and not chunk by chunk.

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::array::{Lazy, convert};
use crate::chunk::{Block, Cut, Grid, Region, mask};
use crate::diag::Result;
use crate::graph::{BlockKernel, Need, Node};

/// The elements of an array in one piece of memory where a mask over all of it is true.
pub fn of_one_piece(array: &Lazy, picks: &Lazy, axis: usize) -> Option<Lazy> {
    let all = axis == 0 && picks.ndim() == array.ndim() && array.ndim() > 0 && array.grid().chunks() == 1;
    let (elements, picks) = array.as_block().zip(picks.as_block()).filter(|_| all)?;
    let picks = picks.contiguous();
    let grid = Grid::new(vec![Cut::whole(mask::count(picks.slice::<bool>()))]);
    let inputs = [elements, picks].map(convert::whole);
    Some(super::block("getitem", Arc::new(Picked), grid, array.dtype(), &inputs))
}

/// The elements of the first input where the second is true.
#[derive(Debug)]
struct Picked;

impl BlockKernel for Picked {
    fn needs(&self, node: &Node, _: &[usize]) -> Vec<Need> {
        node.inputs.iter().enumerate().map(|(k, n)| (k, Region::whole(&n.shape()))).collect()
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (elements, picks) = (parts[0].contiguous(), parts[1].contiguous());
        Ok(smallvec![mask::pick(&elements, picks.slice::<bool>())])
    }

    fn cost(&self) -> f32 {
        1.0
    }
}
