//! Running a graph: chunks on a thread pool, tile by tile.

use std::sync::Arc;

use crate::chunk::{Block, Grid};
use crate::diag::{Result, not_implemented};
use crate::graph::Node;

/// Runs the graphs under `nodes` together and gives each one's elements.
pub fn run(nodes: &[Arc<Node>]) -> Result<Vec<Block>> {
    Err(not_implemented(format!("running {} arrays", nodes.len())))
}

/// Runs the graph under `node` and gives its chunks, in C order, and their grid, which is known then.
pub fn run_chunks(node: &Arc<Node>) -> Result<(Grid, Vec<Block>)> {
    Err(not_implemented(format!("running {}", node.name)))
}
