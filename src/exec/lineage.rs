//! Which chunks of one array feed which of another, told from the graph without running it.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::task::group_members;
use super::walk::{flat_boxes, flat_runs, place_groups, touched_chunks};
use crate::chunk::{Dims, Region};
use crate::graph::{Node, Rule, view_region};

/// The numbers of the chunks of `source` that chunk `index` of `target` is made from. `source` is `target` itself or an
/// array that it stands on.
pub fn chunks_read(target: &Arc<Node>, index: u64, source: &Node) -> BTreeSet<u64> {
    let mut walk = Lineage { source, found: BTreeSet::new(), seen: HashSet::new(), stack: Vec::new() };
    walk.reach(target, target.grid.region(index));
    while let Some((node, region)) = walk.stack.pop() {
        walk.visit(&node, &region);
    }
    walk.found
}

struct Lineage<'a> {
    source: &'a Node,
    found: BTreeSet<u64>,
    /// The parts of nodes that were come by.
    seen: HashSet<(u64, Region)>,
    /// Those whose inputs are still to be looked at.
    stack: Vec<(Arc<Node>, Region)>,
}

impl Lineage<'_> {
    fn reach(&mut self, node: &Arc<Node>, region: Region) {
        if node.id == self.source.id {
            let grid = &node.grid;
            touched_chunks(&grid.axes, &region, |at| {
                self.found.insert(grid.index(at));
            });
        } else if !node.inputs.is_empty() && self.seen.insert((node.id, region.clone())) {
            self.stack.push((node.clone(), region));
        }
    }

    fn visit(&mut self, node: &Arc<Node>, region: &Region) {
        let along = |axis: usize, start: usize, len: usize| {
            let mut part = region.clone();
            (part.start[axis], part.len[axis]) = (start, len);
            part
        };
        match &node.rule {
            Rule::Map(_) => {
                node.inputs.iter().for_each(|input| self.reach(input, Node::broadcast_region(input, region)));
            }
            Rule::View { axes, base } => self.reach(&node.inputs[0], view_region(axes, base, region)),
            Rule::Rechunk => self.reach(&node.inputs[0], region.clone()),
            Rule::Reshape => {
                let mut starts = Vec::new();
                let run = flat_runs(&node.shape(), region, |s| starts.push(s));
                for start in starts {
                    flat_boxes(&node.inputs[0].shape(), start, run, |part| self.reach(&node.inputs[0], part));
                }
            }
            Rule::Concat { axis } => {
                let mut begin = 0;
                for input in &node.inputs {
                    let len = input.grid.axes[*axis].len();
                    let low = region.start[*axis].max(begin);
                    let high = (region.start[*axis] + region.len[*axis]).min(begin + len);
                    if low < high {
                        self.reach(input, along(*axis, low - begin, high - low));
                    }
                    begin += len;
                }
            }
            Rule::Take { axis, index } => {
                let places = &index[region.start[*axis]..][..region.len[*axis]];
                for group in place_groups(places, &node.inputs[0].grid.axes[*axis]) {
                    self.reach(&node.inputs[0], along(*axis, group.low, group.high - group.low));
                }
            }
            Rule::Compress { axis } => {
                let part = |n: usize| Dims::from_slice(&[n]);
                let mask = Region { start: part(region.start[*axis]), len: part(region.len[*axis]) };
                self.reach(&node.inputs[0], region.clone());
                self.reach(&node.inputs[1], mask);
            }
            _ => self.by_chunk(node, region),
        }
    }

    /// What works chunk by chunk: every chunk that the region touches.
    fn by_chunk(&mut self, node: &Arc<Node>, region: &Region) {
        let mut chunks = Vec::new();
        touched_chunks(&node.grid.axes, region, |at| chunks.push(Dims::from_slice(at)));
        for at in chunks {
            let index = node.grid.index(&at);
            match &node.rule {
                Rule::Partial { .. } => {
                    node.inputs.iter().for_each(|input| self.reach(input, node.inputs[0].grid.region(index)));
                }
                Rule::Combine { .. } => {
                    let input = &node.inputs[0];
                    let members = group_members(node, &input.grid, index);
                    members.into_iter().for_each(|member| self.reach(input, input.grid.region(member)));
                }
                Rule::Block(kernel) => {
                    kernel.needs(node, &at).into_iter().for_each(|(k, part)| self.reach(&node.inputs[k], part));
                }
                Rule::Output(_) => self.reach(&node.inputs[0], node.inputs[0].grid.region(index)),
                _ => {}
            }
        }
    }
}
