//! Running a graph: chunks on a thread pool, tile by tile.

mod chain;
mod cores;
pub mod cost;
pub mod events;
mod gate;
mod lineage;
mod little;
mod output;
pub mod pace;
mod parted;
mod parts;
mod pick;
mod reads;
pub mod record;
mod sched;
mod scratch;
pub mod settings;
mod straight;
mod taken;
mod task;
mod tile;
mod tiles;
mod turned;
mod uses;
mod walk;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Instant;

use crate::chunk::{Block, Grid, buffer};
use crate::diag::{Result, memory_error, not_implemented};
use crate::graph::{Node, Plan, Rule, plan, plan_chunks};
pub use lineage::chunks_read;
use output::{Form, Sink};
pub use settings::{Settings, configure, is_dry, machine_memory, needs_values, set_dry, settings};
use tiles::SHARE;

/// Graphs with at most this many elements in every layer run on the calling thread, unless one of them works on whole
/// blocks for more than about [`HEAVY`] nanoseconds.
const INLINE: u128 = 1 << 15;
const HEAVY: f64 = 300_000.0;
/// And so do those of plain layers that take at most about this many nanoseconds: waking other threads takes as long.
const SHORT: f64 = 60_000.0;

/// Runs the graphs under `nodes` together and gives each one's elements.
///
/// # Errors
/// `MemoryError` if the answers do not fit, and whatever a kernel fails with.
pub fn run(nodes: &[Arc<Node>]) -> Result<Vec<Block>> {
    if let [node] = nodes
        && let Rule::Stored(block) | Rule::Constant(block) = &node.rule
    {
        return Ok(vec![block.clone()]);
    }
    if let [node] = nodes
        && let Some(block) = little::run(node)
    {
        return Ok(vec![block?]);
    }
    whole(nodes, Form::Whole)
}

/// As [`run`] for one array, whose answer may lie in memory in the order in which what it is made of lies.
///
/// # Errors
/// As for [`run`].
pub fn run_as_it_lies(node: &Arc<Node>) -> Result<Block> {
    let turned =
        |input: &Arc<Node>| matches!(&input.rule, Rule::Stored(block) if block.ndim() > 1 && !block.is_contiguous());
    let nodes = std::slice::from_ref(node);
    let mut blocks = if node.inputs.iter().any(turned) { whole(nodes, Form::AsItLies)? } else { run(nodes)? };
    Ok(blocks.swap_remove(0))
}

fn whole(nodes: &[Arc<Node>], form: Form) -> Result<Vec<Block>> {
    check_memory(nodes)?;
    let plan = plan(nodes);
    let mut sinks = execute(&plan, form)?;
    let mut blocks: Vec<Option<Block>> = plan.stages.iter().map(|_| None).collect();
    for &stage in &plan.outputs {
        if let Some(sink) = sinks[stage].take() {
            blocks[stage] = Some(sink.finish()?);
        }
    }
    plan.outputs
        .iter()
        .map(|&s| blocks[s].clone().ok_or_else(|| not_implemented("an output that no stage makes")))
        .collect()
}

/// Runs the graph under `node` and gives its chunks, in C order, and their grid, which is known then.
pub fn run_chunks(node: &Arc<Node>) -> Result<(Grid, Vec<Block>)> {
    check_memory(std::slice::from_ref(node))?;
    let plan = plan_chunks(std::slice::from_ref(node));
    let mut sinks = execute(&plan, Form::Chunks)?;
    let sink = sinks[plan.outputs[0]].take().ok_or_else(|| not_implemented("an output that no stage makes"))?;
    Ok(sink.finish_chunks().1)
}

/// What a run of the graphs under `nodes` would take, without a run.
///
/// # Errors
/// `MemoryError` if the answers do not fit.
pub fn foresee(nodes: &[Arc<Node>]) -> Result<cost::Cost> {
    check_memory(nodes)?;
    Ok(cost::cost(&plan(nodes)))
}

/// The tasks whose results a task reads: stages and the numbers of their chunks.
pub fn inputs_of(plan: &Plan, stage: usize, index: u64) -> Vec<(usize, u64)> {
    uses::inputs(plan, stage, index).into_iter().map(|(s, i)| (s as usize, i)).collect()
}

fn execute(plan: &Plan, form: Form) -> Result<Vec<Option<Sink>>> {
    // What is as little as an index may be looked at in a dry run too.
    if !is_little(plan) {
        needs_values()?;
    }
    let (threads, memory) = (task_threads(plan), settings().memory);
    // What ends at once is not followed.
    let followed = (threads > 1 || settings().threads == 1)
        .then(|| events::followed(plan.stages.iter().map(|s| (s.node.name.clone(), s.grid().chunks()))))
        .flatten();
    let observer = events::observer();
    events::tell(&observer, || events::Event::Planned { threads, at: Instant::now() });
    let looks = sched::Looks { gauge: followed.as_ref().map(|f| f.gauge.clone()), observer };
    let run = sched::Run::new(plan, form, threads, memory, looks);
    if threads == 1 {
        run.work(0);
        return run.end();
    }
    let pool = settings::pool()?;
    // By each of its workers, not in a scope: a worker's loop must never be taken up by a thread that is inside a task.
    gate::by_workers(&pool, &|worker| run.work(worker));
    run.end()
}

/// The threads that run a plan: one where there is little to do, and for what a function of the user's runs inside a
/// task, which stays on the worker that runs the task.
fn task_threads(plan: &Plan) -> usize {
    if is_little(plan) || events::is_inside_task() { 1 } else { settings().threads }
}

fn is_little(plan: &Plan) -> bool {
    plan.stages.iter().all(|s| s.grid().chunks() <= 8)
        && (plan.stages.iter().all(|s| stage_elements(s) <= INLINE && !is_heavy(s)) || is_short(plan))
}

/// Whether all of it together is soon done. Whatever is shared among threads in pieces is not: its pieces are the same
/// whatever the number of threads.
fn is_short(plan: &Plan) -> bool {
    let layers = || plan.stages.iter().flat_map(|s| s.exprs()).flat_map(|e| &e.steps).map(|step| &step.node);
    let plain =
        plan.stages.iter().all(|s| !matches!(s.node.rule, Rule::Block(_)) && stage_elements(s) <= SHARE as u128);
    plain && layers().chain(plan.stages.iter().map(|s| &s.node)).map(|n| crate::graph::weight(n)).sum::<f64>() <= SHORT
}

fn stage_elements(stage: &crate::graph::Stage) -> u128 {
    let own = stage.grid().elements();
    match stage.node.rule {
        // A look reads no more than it shows.
        Rule::View { .. } | Rule::Take { .. } => own,
        Rule::Block(ref kernel) => {
            let node = &stage.node;
            let read = |k: usize| node.inputs[k].grid.elements() as f64 * kernel.reads(node, k).min(1.0);
            (0..node.inputs.len()).map(|k| read(k) as u128).max().unwrap_or(0).max(own)
        }
        _ => stage.node.inputs.iter().map(|i| i.grid.elements()).chain([own]).max().unwrap_or(0),
    }
}

fn is_heavy(stage: &crate::graph::Stage) -> bool {
    matches!(&stage.node.rule, Rule::Block(k) if k.cost() as f64 * stage.grid().elements() as f64 > HEAVY)
}

/// Refuses what cannot fit, with the bytes that it would take and those that there are.
fn check_memory(nodes: &[Arc<Node>]) -> Result<()> {
    let bytes: u128 = nodes
        .iter()
        .filter(|n| n.grid.is_known())
        .map(|n| n.grid.elements().saturating_mul(n.dtype.size() as u128))
        .fold(0, u128::saturating_add);
    let limit = settings().memory;
    if bytes <= limit as u128 {
        return Ok(());
    }
    let gb = |b: f64| format!("{:.2} GB", b / 1e9);
    Err(memory_error(format!(
        "the answer would take {} of memory ({bytes} bytes), and there are {} ({} in use)",
        gb(bytes as f64),
        gb(limit as f64),
        gb(buffer::held() as f64)
    ))
    .help("reduce it first (.mean(), .sum(axis=0)), take a part (x[:1000]), or allow more with --memory"))
}
