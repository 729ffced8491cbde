//! The memory that running tasks work in, told from the plan.

use smallvec::SmallVec;

use super::chain::Chain;
use super::cost::{Bytes, class};
use super::tiles::{Tiling, tile_shape};
use crate::chunk::{Dims, Grid};
use crate::graph::{Expr, Node, Plan, Rule, Stage, Step, ViewAxis, Work};

/// What a block kernel puts a few lanes in, to work on them.
const LANES: Bytes = 64 << 10;

/// The most bytes that the threads of a run work in at once, beyond chunks and answers.
pub fn bytes(plan: &Plan, threads: usize) -> Bytes {
    let tiles = plan.stages.iter().map(tiler).max().unwrap_or(0).saturating_mul(threads as Bytes);
    let mut parts: Vec<Bytes> = Vec::new();
    for (stage, this) in plan.stages.iter().enumerate() {
        let at_once = this.grid().chunks().min(threads as u128) as usize;
        let each = own_chunk(this, plan.outputs.contains(&stage)).saturating_add(block_parts(this));
        parts.extend(std::iter::repeat_n(each, at_once));
    }
    // Each thread is at one task: the dearest ones, at worst.
    parts.sort_unstable_by(|a, b| b.cmp(a));
    parts.iter().take(threads).fold(tiles, |sum, b| sum.saturating_add(*b))
}

/// A chunk that a task makes before it has its place: in the answer, or among those that are held.
fn own_chunk(stage: &Stage, is_output: bool) -> Bytes {
    let chunk = chunk_bytes(stage.grid(), &stage.node);
    match stage.work {
        Work::Stream(_) if is_output => 0,
        _ if is_output && !stage.grid().is_known() => 0,
        Work::Output(_) | Work::Partial(_) => 0,
        Work::Combine(_) if !is_output => 0,
        _ => class(chunk),
    }
}

fn chunk_bytes(grid: &Grid, node: &Node) -> Bytes {
    grid.largest_elements().saturating_mul(node.dtype.size() as Bytes)
}

/// The parts that a block kernel is given, where they are not in memory as they are, and what it works in.
fn block_parts(stage: &Stage) -> Bytes {
    let (Work::Block(exprs), Rule::Block(kernel)) = (&stage.work, &stage.node.rule) else { return 0 };
    let counts = stage.grid().counts();
    let middle: Dims = counts.iter().map(|n| n / 2).collect();
    let first: Dims = counts.iter().map(|_| 0).collect();
    let at = |coords: &Dims| {
        kernel.needs(&stage.node, coords).iter().fold(0, |sum: Bytes, (k, region)| {
            let size = stage.node.inputs[*k].dtype.size() as Bytes;
            let elements = region.len.iter().map(|&n| n as u128).fold(1, u128::saturating_mul);
            let whole = matches!(&exprs[*k].steps[..], [Step { node, .. }] if matches!(node.rule, Rule::Stored(_)));
            let part = class(elements.saturating_mul(size));
            let works_in = (part as f64 * kernel.copies() as f64) as Bytes + kernel.packs(*k, part);
            sum.saturating_add(if whole { works_in } else { part.saturating_add(works_in) })
        })
    };
    at(&first).max(at(&middle)).saturating_add(LANES)
}

/// The bytes that a stage's tiler holds at once for a tile.
fn tiler(stage: &Stage) -> Bytes {
    let over = match stage.work {
        Work::Partial(_) => &stage.node.inputs[0].grid,
        _ => stage.grid(),
    };
    let reduced = matches!(stage.work, Work::Partial(_));
    stage.exprs().iter().map(|e| tile_bytes(e, over, reduced)).fold(0, u128::saturating_add)
}

fn tile_bytes(expr: &Expr, grid: &Grid, in_order: bool) -> Bytes {
    let ragged: SmallVec<[bool; 4]> = grid.axes.iter().map(|c| expr.ragged && c.is_unknown()).collect();
    let chains = chains(expr);
    let runs = chains.iter().map(|c| c.nbytes()).max().unwrap_or(0) as Bytes;
    let is_map = matches!(expr.steps[expr.root].node.rule, Rule::Map(_));
    let direct = || is_map && chains.last().is_some_and(|c| c.direct);
    let tiling = Tiling::of(expr, !in_order, false, direct);
    let tile = tile_shape(&grid.largest(), tiling, |k| ragged[k]);
    let elements: u128 = tile.iter().map(|&n| n as u128).product();
    let most = needs(expr, elements).saturating_add(runs);
    // A reduction takes tiles in C order.
    if in_order { most.saturating_add(strided(expr, expr.root, elements)) } else { most }
}

/// The chains of an expression, the root's last if it ends one: they end in elementwise steps that not only elementwise
/// ones use.
fn chains(expr: &Expr) -> Vec<Chain<'_>> {
    let maps = |step: &Step| step.stage.is_none() && matches!(step.node.rule, Rule::Map(_));
    let mut by_maps = vec![0; expr.steps.len()];
    for step in expr.steps.iter().filter(|s| maps(s)) {
        step.args.iter().for_each(|&arg| by_maps[arg] += 1);
    }
    let ends = |&at: &usize| {
        let step = &expr.steps[at];
        maps(step) && step.node.grid.is_known() && (at == expr.root || by_maps[at] < step.uses)
    };
    (0..expr.steps.len()).filter(ends).map(|at| Chain::ending_in(expr, at)).collect()
}

/// The most bytes at once while a tile is computed.
fn needs(expr: &Expr, elements: u128) -> Bytes {
    // For each step: the most at once while it is computed, its result, and how much larger than a tile it is.
    let mut of: Vec<(Bytes, Bytes)> = Vec::with_capacity(expr.steps.len());
    let scale = scales(expr);
    let mut shared = 0;
    for (n, step) in expr.steps.iter().enumerate() {
        // No step takes more than all of its array.
        let taken = ((elements as f64 * scale[n]) as u128).min(step.node.grid.elements());
        let own = class(taken * step.node.dtype.size() as Bytes);
        let (mut most, mut kept): (Bytes, Bytes) = (0, 0);
        for &arg in &step.args {
            most = most.max(kept + of[arg].0);
            kept += of[arg].1;
        }
        let makes = match step.node.rule {
            _ if step.stage.is_some() => own,
            Rule::Constant(_) | Rule::Stored(_) => 0,
            Rule::View { .. } => 0,
            _ => own,
        };
        let result = if matches!(step.node.rule, Rule::View { .. }) && step.stage.is_none() { kept } else { makes };
        // Operands that do not lie one after another are copied first.
        let copies: Bytes = match &step.node.rule {
            Rule::Map(_) if step.stage.is_none() => step.args.iter().map(|&a| strided(expr, a, elements)).sum(),
            Rule::Take { .. } | Rule::Reshape | Rule::Compress { .. } => makes,
            _ => 0,
        };
        if step.uses > 1 {
            shared += result;
        }
        of.push((most.max(kept + makes + copies), result));
    }
    of[expr.root].0 + shared
}

/// The bytes of the copy that an operand needs, if it does not lie in C order.
fn strided(expr: &Expr, arg: usize, elements: u128) -> Bytes {
    let step = &expr.steps[arg];
    match step.node.rule {
        Rule::View { .. } | Rule::Stored(_) | Rule::Chunks(_) => class(elements * step.node.dtype.size() as Bytes),
        _ if step.stage.is_some() => class(elements * step.node.dtype.size() as Bytes),
        _ => 0,
    }
}

/// How many elements of each step an element of the root takes: more than one where a slice steps over some.
fn scales(expr: &Expr) -> Vec<f64> {
    let mut scale = vec![0f64; expr.steps.len()];
    scale[expr.root] = 1.0;
    for n in (0..expr.steps.len()).rev() {
        let step = &expr.steps[n];
        let by = match &step.node.rule {
            Rule::View { axes, .. } => axes
                .iter()
                .map(|a| match a {
                    ViewAxis::Of { step, .. } => step.unsigned_abs().max(1) as f64,
                    ViewAxis::Repeat => 1.0,
                })
                .product(),
            Rule::Take { .. } => 4.0,
            _ => 1.0,
        };
        for &arg in &step.args {
            scale[arg] = scale[arg].max(scale[n] * by);
        }
    }
    scale
}
