//! About how long a run will take, told from its plan. Numbers are an ordinary machine's: they are there to compare one
//! plan with another.

use std::collections::HashMap;

use super::cost::{Cost, StageCost};
use crate::graph::{Expr, Node, Plan, Rule, Stage, ViewAxis, Work, element_cost};

/// Nanoseconds that a task takes beside its work.
const TASK: f64 = 1_600.0;
/// Nanoseconds to write a byte to memory, or to read it from there, for what no cache holds.
const BYTE: f64 = 0.1;
/// Bytes of a chunk that a cache holds.
const CACHED: u128 = 1 << 20;
/// Nanoseconds to hand an element to a kernel over whole blocks, and to take it back.
const HANDED: f64 = 2.0;
/// Nanoseconds to pass an element from one layer to the next, in a tile.
const PASSED: f64 = 0.1;
/// How much longer elements take that are made across their rows.
const TURNED: f64 = 5.0;
/// Ways of looking at a layer that are told apart, at most.
const LOOKS: usize = 16;

/// About how many seconds the run of a plan will take.
pub fn seconds(plan: &Plan, cost: &Cost) -> f64 {
    let mut total = 0.0;
    for (k, (stage, costs)) in plan.stages.iter().zip(&cost.stages).enumerate() {
        let tasks = costs.tasks as f64;
        // One large chunk is shared by all threads where its elements do not depend on each other.
        let apart = matches!(stage.work, Work::Block(_) | Work::Combine(_) | Work::Output(_));
        let lanes = if apart { tasks.min(cost.threads as f64) } else { cost.threads as f64 };
        let kept = written(costs, plan.outputs.contains(&k));
        total += (work(stage, cost) + kept + tasks * TASK) / lanes.max(1.0);
    }
    total * 1e-9
}

/// Nanoseconds to write a stage's chunks to memory, where they are not read again while a cache holds them.
fn written(costs: &StageCost, is_answer: bool) -> f64 {
    let again = if costs.chunk > CACHED { 2.0 } else { 0.0 };
    costs.out as f64 * BYTE * if is_answer { 1.0 } else { again }
}

/// Nanoseconds of a stage's own work.
fn work(stage: &Stage, cost: &Cost) -> f64 {
    let fused: f64 = stage.exprs().iter().map(made).sum();
    let own = match (&stage.node.rule, &stage.work) {
        (Rule::Partial { reducer, .. }, _) => stage.node.inputs[0].grid.elements() as f64 * f64::from(reducer.cost()),
        (Rule::Block(kernel), _) => stage.grid().elements() as f64 * (f64::from(kernel.cost()) + HANDED),
        (_, Work::Combine(from)) => cost.stages[*from].out as f64 * BYTE,
        _ => 0.0,
    };
    fused + own
}

/// Nanoseconds to make the elements of a fused expression: each layer as often as there are ways to look at it.
fn made(expr: &Expr) -> f64 {
    // For each step the ways to look at it, each with how much longer its elements take.
    let mut looks: Vec<HashMap<u64, f64>> = vec![HashMap::new(); expr.steps.len()];
    looks[expr.root].insert(0, 1.0);
    let mut total = 0.0;
    for at in (0..expr.steps.len()).rev() {
        let step = &expr.steps[at];
        let mine = std::mem::take(&mut looks[at]);
        total += layer(&step.node, step.stage.is_some()) * mine.values().sum::<f64>();
        let same = matches!(step.node.rule, Rule::Map(_) | Rule::Rechunk | Rule::Partial { .. });
        let longer = if is_turned(&step.node) { TURNED } else { 1.0 };
        for arg in &step.args {
            for (look, times) in mine.iter().take(LOOKS) {
                let look = if same { *look } else { (look ^ step.node.id).wrapping_mul(0x9E37_79B9_7F4A_7C15) };
                looks[*arg].insert(look, (times * longer).min(TURNED));
            }
        }
    }
    total
}

/// Whether a look at an array goes across its rows.
fn is_turned(node: &Node) -> bool {
    let Rule::View { axes, .. } = &node.rule else { return false };
    let from = axes.iter().filter_map(|a| if let ViewAxis::Of { axis, .. } = a { Some(*axis) } else { None });
    !from.is_sorted()
}

/// Nanoseconds of a layer once: of the elements that it makes, or reads from memory.
fn layer(node: &Node, is_held: bool) -> f64 {
    let elements = node.grid.elements() as f64;
    match &node.rule {
        _ if is_held => 0.0,
        Rule::Stored(_) | Rule::Chunks(_) => elements * node.dtype.size() as f64 * BYTE,
        Rule::Constant(_) | Rule::View { .. } | Rule::Rechunk => 0.0,
        _ => elements * (element_cost(node) + PASSED),
    }
}
