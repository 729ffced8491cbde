//! A few elements in memory and plain layers over them: computed at once, without a plan.

use smallvec::SmallVec;

use super::events;
use super::tile::run_map;
use crate::chunk::{Block, cancel};
use crate::diag::Result;
use crate::graph::{Node, Rule, Target};

/// The most elements.
const FEW: u128 = 1024;
/// The most layers one over the other.
const DEEP: usize = 3;

/// The elements of an array that is a few layers over a few elements in memory; none for any other.
pub fn run(node: &Node) -> Option<Result<Block>> {
    if !is_little(node, DEEP) || events::observer().is_some() {
        return None;
    }
    Some(cancel::check().and_then(|()| eval(node)))
}

fn is_little(node: &Node, deep: usize) -> bool {
    match &node.rule {
        Rule::Constant(_) => true,
        Rule::Stored(block) => block.size() as u128 <= FEW,
        Rule::Map(_) => {
            deep > 0
                && node.grid.is_known()
                && node.grid.elements() <= FEW
                && node.inputs.iter().all(|i| is_little(i, deep - 1))
        }
        _ => false,
    }
}

fn eval(node: &Node) -> Result<Block> {
    let Rule::Map(kernel) = &node.rule else {
        return Ok(match &node.rule {
            Rule::Constant(block) | Rule::Stored(block) => block.clone(),
            _ => Block::scratch(node.dtype, &node.shape()),
        });
    };
    let args: SmallVec<[Block; 3]> = node.inputs.iter().map(|i| eval(i)).collect::<Result<_>>()?;
    let shape = node.shape();
    let out = Block::scratch(node.dtype, &shape);
    // SAFETY: the block is fresh.
    run_map(&**kernel, &args, &shape, unsafe { Target::new(out.byte_ptr(), node.dtype, out.size()) })?;
    Ok(out)
}
