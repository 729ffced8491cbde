//! Layers whose kernels make all of their output with less work than chunk by chunk: where all of it is wanted, they run
//! over the whole, and whatever reads them sees its own chunks.

use std::sync::Arc;

use super::numbers::{Map, Set};
use super::{Node, Rule};

/// The same graph under `outputs`, whose ancestors are `order`, with such layers made whole; none if there are none. All
/// layers keep their numbers.
pub fn made_whole(order: &[Arc<Node>], outputs: &[Arc<Node>]) -> Option<Vec<Arc<Node>>> {
    if !order.iter().any(|node| whole(node).is_some()) {
        return None;
    }
    let wanted = wanted(order, outputs);
    // What readers see, and the layer itself where it is another.
    let mut seen: Map<u64, Arc<Node>> = Map::default();
    let mut itself: Map<u64, Arc<Node>> = Map::default();
    for node in order {
        let inputs = node.inputs.iter().map(|i| seen[&i.id].clone()).collect();
        let same = Node {
            inputs,
            name: node.name.clone(),
            grid: node.grid.clone(),
            rule: node.rule.clone(),
            origin: node.origin.clone(),
            ..**node
        };
        match whole(node).filter(|_| wanted.contains(&node.id)) {
            Some((rule, grid)) => {
                let made = Arc::new(Node { rule, grid, ..same });
                seen.insert(
                    node.id,
                    Node::new(node.name.clone(), node.grid.clone(), node.dtype, Rule::Rechunk, [made.clone()]),
                );
                itself.insert(node.id, made);
            }
            None => {
                seen.insert(node.id, Arc::new(same));
            }
        }
    }
    (!itself.is_empty()).then(|| outputs.iter().map(|o| itself.get(&o.id).unwrap_or(&seen[&o.id]).clone()).collect())
}

fn whole(node: &Node) -> Option<(Rule, crate::chunk::Grid)> {
    match &node.rule {
        Rule::Block(kernel) => kernel.whole(node).map(|(kernel, grid)| (Rule::Block(kernel), grid)),
        _ => None,
    }
}

/// The layers all of whose elements are read: those that are asked for, and what is read by these and is no larger.
fn wanted(order: &[Arc<Node>], outputs: &[Arc<Node>]) -> Set<u64> {
    let mut wanted: Set<u64> = outputs.iter().map(|o| o.id).collect();
    for node in order.iter().rev() {
        if wanted.contains(&node.id) {
            let reads_all = |input: &Node| match node.rule {
                Rule::View { .. } | Rule::Take { .. } => input.grid.elements() <= node.grid.elements(),
                _ => true,
            };
            wanted.extend(node.inputs.iter().filter(|i| reads_all(i)).map(|i| i.id));
        }
    }
    wanted
}
