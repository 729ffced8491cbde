//! Masks that are alike: made by the same operations of the same arrays.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::array::Lazy;
use crate::chunk::Cut;
use crate::graph::{Node, Rule, ancestors};

/// A mask over more layers than these is only like itself.
const LAYERS: usize = 256;

/// The number by which axes that masks made are known to be alike: the same for masks of the same elements, below any
/// ravel, over the same chunks.
pub fn mask_id(mask: &Lazy, over: &Cut) -> u64 {
    let layers = ancestors(std::slice::from_ref(&mask.node));
    let mut ids: HashMap<u64, u64> = HashMap::new();
    if layers.len() <= LAYERS {
        for node in &layers {
            let id = structure(node, &ids).unwrap_or(node.id);
            ids.insert(node.id, id);
        }
    }
    let mut hasher = DefaultHasher::new();
    (ids.get(&mask.node.id).unwrap_or(&mask.node.id), over).hash(&mut hasher);
    hasher.finish()
}

/// A number that two layers share which do the same to the same; none for layers that are only like themselves.
fn structure(node: &Node, ids: &HashMap<u64, u64>) -> Option<u64> {
    let rule = match &node.rule {
        Rule::Reshape | Rule::Rechunk => return ids.get(&node.inputs.first()?.id).copied(),
        Rule::Constant(block) => format!("{:?}", block.first()),
        // A kernel is data: what it shows of itself is all of it, but for the elements of blocks.
        Rule::Map(_) | Rule::View { .. } => format!("{:?}", node.rule),
        _ => return None,
    };
    if rule.contains("Block(") {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    (rule, node.dtype, node.shape()).hash(&mut hasher);
    for input in &node.inputs {
        (ids.get(&input.id)?, input.shape()).hash(&mut hasher);
    }
    Some(hasher.finish())
}
