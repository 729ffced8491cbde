//! About how long a run will take, told from its plan. Numbers are an ordinary machine's: they are there to compare one
//! plan with another.

use super::cost::Cost;
use crate::graph::{Plan, Rule, Stage, Work, element_cost};

/// Nanoseconds that a task takes beside its work.
const TASK: f64 = 4_000.0;
/// Nanoseconds to write a byte to memory and read it back, for chunks that no cache holds.
const BYTE: f64 = 0.25;
/// Bytes of a chunk that a cache holds.
const CACHED: u128 = 1 << 20;

/// About how many seconds the run of a plan will take.
pub fn seconds(plan: &Plan, cost: &Cost) -> f64 {
    let mut total = 0.0;
    for (stage, costs) in plan.stages.iter().zip(&cost.stages) {
        let tasks = costs.tasks as f64;
        // One large chunk is shared by all threads where its elements do not depend on each other.
        let apart = matches!(stage.work, Work::Block(_) | Work::Combine(_) | Work::Output(_));
        let lanes = if apart { tasks.min(cost.threads as f64) } else { cost.threads as f64 };
        let kept = if costs.chunk > CACHED { costs.out as f64 * BYTE } else { 0.0 };
        total += (work(stage, cost) + kept + tasks * TASK) / lanes.max(1.0);
    }
    total * 1e-9
}

/// Nanoseconds of a stage's own work.
fn work(stage: &Stage, cost: &Cost) -> f64 {
    let fused: f64 =
        stage.exprs().iter().flat_map(|e| &e.steps).filter(|s| s.stage.is_none()).map(|s| layer(&s.node)).sum();
    let own = match (&stage.node.rule, &stage.work) {
        (Rule::Partial { reducer, .. }, _) => stage.node.inputs[0].grid.elements() as f64 * f64::from(reducer.cost()),
        (Rule::Block(kernel), _) => stage.grid().elements() as f64 * f64::from(kernel.cost()),
        (_, Work::Combine(from)) => cost.stages[*from].out as f64 * BYTE,
        _ => 0.0,
    };
    fused + own
}

fn layer(node: &crate::graph::Node) -> f64 {
    node.grid.elements() as f64 * element_cost(node)
}
