//! Reductions as trees: each chunk to states, then groups of states to one.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::array::Lazy;
use crate::chunk::{Cut, Dims, Grid};
use crate::diag::Result;
use crate::graph::{Node, Reducer, Rule};

/// How many states become one at each level of a tree over one axis, where `split_every` does not say.
const SPLIT_EVERY: usize = 4;

/// The reduction of inputs of one shape and grid (the first's) over the axes that `axes` marks.
///
/// `split_every` is how many chunks a step of the tree takes in. Empty axes are the caller's to refuse.
pub fn reduce(
    name: &str,
    inputs: &[Lazy],
    reducer: Arc<dyn Reducer>,
    axes: &[bool],
    keepdims: bool,
    split_every: Option<usize>,
) -> Result<Lazy> {
    let grid = inputs[0].grid();
    let kept = |k: usize| if axes[k] { Cut::whole(1) } else { grid.axes[k].clone() };
    let out = (0..grid.ndim()).filter(|&k| keepdims || !axes[k]).map(kept).collect();
    let drop = axes.iter().map(|&a| a && !keepdims).collect();
    Ok(tree(name, inputs, reducer, axes, Grid::new(out), drop, split_every))
}

/// The reduction of all of the inputs to a result of one chunk with its own shape, such as a histogram.
pub fn reduce_to(
    name: &str,
    inputs: &[Lazy],
    reducer: Arc<dyn Reducer>,
    out: Grid,
    split_every: Option<usize>,
) -> Lazy {
    let axes: SmallVec<[bool; 4]> = SmallVec::from_elem(true, inputs[0].ndim());
    tree(name, inputs, reducer, &axes, out, axes.clone(), split_every)
}

/// Each chunk alone reduced over one axis: along it the result has as many elements as there were chunks, each in a
/// chunk of its own.
pub fn reduce_chunks(name: &str, input: &Lazy, reducer: Arc<dyn Reducer>, axis: usize) -> Lazy {
    let axes: SmallVec<[bool; 4]> = (0..input.ndim()).map(|k| k == axis).collect();
    let mut grid = input.grid().clone();
    grid.axes[axis] = Cut::even(grid.axes[axis].count(), 1);
    let dtype = reducer.dtype();
    let rule = Rule::Partial { reducer: reducer.clone(), axes: axes.clone() };
    let states = Node::new(format!("{name}-partial"), grid.clone(), dtype, rule, [input.node.clone()]);
    let group = Dims::from_elem(1, input.ndim());
    let drop = axes.iter().map(|_| false).collect();
    Lazy::new(Node::new(name, grid, dtype, Rule::Combine { reducer, group, last: true, drop }, [states]))
}

fn tree(
    name: &str,
    inputs: &[Lazy],
    reducer: Arc<dyn Reducer>,
    axes: &[bool],
    out: Grid,
    drop: SmallVec<[bool; 4]>,
    split_every: Option<usize>,
) -> Lazy {
    let grid = inputs[0].grid();
    let dtype = reducer.dtype();
    let states =
        (0..grid.ndim()).map(|k| if axes[k] { Cut::even(grid.axes[k].count(), 1) } else { grid.axes[k].clone() });
    let rule = Rule::Partial { reducer: reducer.clone(), axes: axes.into() };
    let nodes = inputs.iter().map(|a| a.node.clone());
    let mut node = Node::new(format!("{name}-partial"), Grid::new(states.collect()), dtype, rule, nodes);
    let reduced = axes.iter().filter(|a| **a).count().max(1);
    let every = split_every.unwrap_or(SPLIT_EVERY) as f64;
    let group_size = (every.powf(1.0 / reduced as f64) as usize).max(2);
    let group: Dims = axes.iter().map(|&a| if a { group_size } else { 1 }).collect();
    while (0..grid.ndim()).any(|k| node.grid.axes[k].count() > group[k] && axes[k]) {
        let merged = |k: usize| {
            let cut = &node.grid.axes[k];
            if axes[k] { Cut::even(cut.count().div_ceil(group[k]), 1) } else { cut.clone() }
        };
        let next = Grid::new((0..grid.ndim()).map(merged).collect());
        let rule = Rule::Combine { reducer: reducer.clone(), group: group.clone(), last: false, drop: SmallVec::new() };
        node = Node::new(format!("{name}-combine"), next, dtype, rule, [node]);
    }
    Lazy::new(Node::new(name, out, dtype, Rule::Combine { reducer, group, last: true, drop }, [node]))
}
