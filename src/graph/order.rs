//! In which order of its axes an expression's elements lie in memory.

use std::cmp::Reverse;

use super::{Rule, Step, ViewAxis};
use crate::chunk::{Dims, Strides};

/// What is known of the elements of a step.
enum Lie {
    /// Nothing, or they come from arrays that lie in different orders.
    Apart,
    /// Its steps in memory, or those of what it is made of.
    Steps(Strides),
}

/// The axes of the root, the one with the longest steps in memory first, where all that it is made of lies in an order
/// other than its own.
pub fn memory_order(steps: &[Step], root: usize) -> Option<Dims> {
    let mut lies: Vec<Lie> = Vec::with_capacity(steps.len());
    for step in steps {
        let lie = lie(step, steps, &lies);
        lies.push(lie);
    }
    let Some(Lie::Steps(strides)) = lies.get(root) else { return None };
    let order = falling(strides);
    let shape = steps[root].node.shape();
    let turned = !order.iter().filter(|&&k| shape[k] > 1).is_sorted();
    (turned && steps[root].node.grid.is_known()).then_some(order)
}

/// The axes by falling steps.
fn falling(strides: &[isize]) -> Dims {
    let mut order: Dims = (0..strides.len()).collect();
    order.sort_by_key(|&k| Reverse(strides[k].unsigned_abs()));
    order
}

fn lie(step: &Step, steps: &[Step], lies: &[Lie]) -> Lie {
    match &step.node.rule {
        _ if step.stage.is_some() => Lie::Apart,
        Rule::Stored(block) => {
            let still = block.shape().iter().zip(block.strides()).any(|(&n, &s)| n > 1 && s == 0);
            if still { Lie::Apart } else { Lie::Steps(block.strides().into()) }
        }
        Rule::View { axes, .. } => match &lies[step.args[0]] {
            Lie::Steps(from) => view(axes, from),
            Lie::Apart => Lie::Apart,
        },
        Rule::Map(_) => map(step, steps, lies),
        _ => Lie::Apart,
    }
}

fn view(axes: &[ViewAxis], from: &[isize]) -> Lie {
    let step = |axis: &ViewAxis| match *axis {
        ViewAxis::Of { axis, step, .. } => Some(from[axis] * step),
        ViewAxis::Repeat => None,
    };
    axes.iter().map(step).collect::<Option<Strides>>().map_or(Lie::Apart, Lie::Steps)
}

/// What is smaller than the result is repeated, and lies in any order.
fn map(step: &Step, steps: &[Step], lies: &[Lie]) -> Lie {
    let shape = step.node.shape();
    let large = || step.args.iter().filter(|&&arg| steps[arg].node.shape() == shape);
    let mut found: Option<&Strides> = None;
    for &arg in large() {
        match (&lies[arg], found) {
            (Lie::Steps(strides), None) => found = Some(strides),
            (Lie::Steps(strides), Some(first)) if falling(strides) == falling(first) => {}
            _ => return Lie::Apart,
        }
    }
    found.map_or(Lie::Apart, |strides| Lie::Steps(strides.clone()))
}
