//! A few elements in memory, and plain layers and reductions over them: computed at once, without a plan.

use std::sync::Arc;

use smallvec::SmallVec;

use super::events;
use super::tile::run_map;
use crate::chunk::{Block, Dims, Region, cancel};
use crate::diag::{Result, runtime_error};
use crate::graph::{Node, Place, Reducer, Rule, Target};

/// The most elements.
const FEW: u128 = 8192;
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
        Rule::Combine { last: true, .. } => {
            deep > 0
                && node.grid.is_known()
                && reduced(node).is_some_and(|(_, _, i)| i.grid.chunks() == 1 && is_little(i, deep - 1))
        }
        _ => false,
    }
}

/// What a reduction of one array in one chunk reduces, how, and along which axes.
fn reduced(node: &Node) -> Option<(&Arc<dyn Reducer>, &[bool], &Node)> {
    let [states] = &node.inputs[..] else { return None };
    match (&states.rule, &states.inputs[..]) {
        (Rule::Partial { reducer, axes }, [input]) if input.grid.is_known() => Some((reducer, axes, input)),
        _ => None,
    }
}

fn eval(node: &Node) -> Result<Block> {
    match &node.rule {
        Rule::Constant(block) | Rule::Stored(block) => Ok(block.clone()),
        Rule::Map(kernel) => {
            let args: SmallVec<[Block; 3]> = node.inputs.iter().map(|i| eval(i)).collect::<Result<_>>()?;
            let shape = node.shape();
            let out = Block::scratch(node.dtype, &shape);
            // SAFETY: the block is fresh.
            let target = unsafe { Target::new(out.byte_ptr(), node.dtype, out.size()) };
            run_map(&**kernel, &args, &shape, target)?;
            Ok(out)
        }
        _ => match reduced(node) {
            Some((reducer, axes, input)) => reduce(&**reducer, axes, input, node),
            None => Err(runtime_error(format!("the layer {} is no plain one", node.name))),
        },
    }
}

fn reduce(reducer: &dyn Reducer, axes: &[bool], input: &Node, node: &Node) -> Result<Block> {
    let shape = input.shape();
    let kept: Dims = shape.iter().zip(axes).map(|(&n, &reduced)| if reduced { 1 } else { n }).collect();
    let mut states = reducer.begin(&kept);
    if !shape.contains(&0) {
        let block = eval(input)?;
        let block = if block.shape() == shape.as_slice() { block } else { block.broadcast_to(&shape) };
        let region = Region { start: Dims::from_elem(0, shape.len()), len: shape.clone() };
        let place = Place { region: &region, origin: &region, reduced: axes, shape: &shape };
        states.fold(&[block.contiguous()], &place)?;
    }
    Ok(states.finish()?.reshape(&node.shape()))
}
