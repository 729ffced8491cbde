//! From a graph to stages. What can run tile by tile is fused into whatever uses it; a stage stands only where chunks
//! must be held: reductions, block kernels, and what is dear to make and read again.

use std::sync::Arc;

use smallvec::SmallVec;

use super::numbers::{Map, Set};
use super::order::memory_order;
use super::whole::made_whole;
use super::{Node, Rule, ViewAxis, ancestors};
use crate::chunk::{Dims, Grid};

/// Made again up to this many nanoseconds an element, rather than held.
const REMAKE: f64 = 4.0;
/// The same for what comes from its index alone: it needs no memory to make again.
const REMAKE_SOURCE: f64 = 24.0;
/// The same for what a kernel over whole parts reads, which is put in memory in any case, if it is no larger than that.
const REMAKE_PART: f64 = 0.2;
const PART_BYTES: u128 = 256 << 20;

/// A chain longer than this is cut by a stage, so that walking it needs no deep stack.
const DEEPEST: usize = 200;

/// What will run: stages in an order in which each stands on earlier ones only.
#[derive(Debug)]
pub struct Plan {
    pub stages: Vec<Stage>,
    /// The stage of each array that was asked for.
    pub outputs: Vec<usize>,
}

/// A layer whose chunks are held, with all that is fused into it.
#[derive(Debug)]
pub struct Stage {
    pub node: Arc<Node>,
    pub work: Work,
    /// Whether the expressions read chunks of other stages.
    pub has_leaves: bool,
}

/// What a stage does for a chunk.
#[derive(Debug)]
pub enum Work {
    /// Computes the chunk tile by tile.
    Stream(Expr),
    /// Reduces the chunk tile by tile, to states.
    Partial(Vec<Expr>),
    /// Makes groups of another stage's states one.
    Combine(usize),
    /// Runs a block kernel over parts that the expressions give.
    Block(Vec<Expr>),
    /// Takes an output of another stage's block kernel.
    Output(usize),
}

/// Fused layers, flat: inputs before what uses them.
#[derive(Debug, Default)]
pub struct Expr {
    pub steps: Vec<Step>,
    pub root: usize,
    /// Whether tiles should be square, because some input is read across its rows.
    pub turned: bool,
    /// The order of the axes in which the elements lie in memory, where it is another one and the same for all inputs.
    pub order: Option<Dims>,
    /// Whether it reads held chunks whose sizes are known only at run time: such axes are not tiled.
    pub ragged: bool,
}

impl Expr {
    /// Whether a step's elements are in memory, so that a look at them is all that is needed.
    pub fn in_memory(&self, at: usize) -> bool {
        let mut step = &self.steps[at];
        while let (Rule::View { .. }, None, [arg]) = (&step.node.rule, step.stage, &step.args[..]) {
            step = &self.steps[*arg];
        }
        step.stage.is_some() || matches!(step.node.rule, Rule::Stored(_) | Rule::Chunks(_) | Rule::Constant(_))
    }
}

/// One fused layer.
#[derive(Debug)]
pub struct Step {
    pub node: Arc<Node>,
    /// The stage that holds this layer's chunks, if one does.
    pub stage: Option<usize>,
    pub args: SmallVec<[usize; 3]>,
    /// How many steps use this one.
    pub uses: usize,
}

impl Stage {
    /// The grid of this stage's tasks.
    pub fn grid(&self) -> &Grid {
        &self.node.grid
    }

    /// The stages whose chunks this one reads, in order.
    pub fn inputs(&self) -> Vec<usize> {
        let mut found = match self.work {
            Work::Combine(from) | Work::Output(from) => vec![from],
            _ => self.exprs().iter().flat_map(|e| &e.steps).filter_map(|s| s.stage).collect(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The layers that run in one pass over each chunk, inputs first, its own the last. Numbers are no layers.
    pub fn layers(&self) -> Vec<&Arc<Node>> {
        let steps = self.exprs().iter().flat_map(|e| &e.steps);
        let inner = steps.filter(|s| s.stage.is_none() && s.node.id != self.node.id).map(|s| &s.node);
        let mut found: Vec<&Arc<Node>> = Vec::new();
        for node in inner.filter(|n| !matches!(n.rule, Rule::Constant(_))) {
            if !found.iter().any(|f| f.id == node.id) {
                found.push(node);
            }
        }
        found.push(&self.node);
        found
    }

    pub fn exprs(&self) -> &[Expr] {
        match &self.work {
            Work::Stream(e) => std::slice::from_ref(e),
            Work::Partial(e) | Work::Block(e) => e,
            Work::Combine(_) | Work::Output(_) => &[],
        }
    }
}

/// Plans the run of these arrays together, each of which is wanted in one piece.
pub fn plan(outputs: &[Arc<Node>]) -> Plan {
    let order = ancestors(outputs);
    match made_whole(&order, outputs) {
        Some(outputs) => plan_chunks(&outputs),
        None => fused(&order, outputs),
    }
}

/// Plans the run of these arrays together, chunk by chunk.
pub fn plan_chunks(outputs: &[Arc<Node>]) -> Plan {
    fused(&ancestors(outputs), outputs)
}

fn fused(order: &[Arc<Node>], outputs: &[Arc<Node>]) -> Plan {
    staged(order, &held_nodes(order, outputs), outputs)
}

/// The plan in which nothing is fused: each layer a stage. It is for looking at.
pub fn plan_as_written(outputs: &[Arc<Node>]) -> Plan {
    let order = ancestors(outputs);
    let is_layer = |n: &&Arc<Node>| !matches!(n.rule, Rule::Constant(_)) || outputs.iter().any(|o| o.id == n.id);
    let held = order.iter().filter(is_layer).map(|n| n.id).collect();
    staged(&order, &held, outputs)
}

/// The plan with a stage for each of the `held` nodes.
fn staged(order: &[Arc<Node>], held: &Set<u64>, outputs: &[Arc<Node>]) -> Plan {
    let mut stages: Vec<Stage> = Vec::new();
    let mut of: Map<u64, usize> = Map::default();
    for node in order.iter().filter(|n| held.contains(&n.id)) {
        let exprs = || node.inputs.iter().map(|input| expr(input, &of, false)).collect::<Vec<_>>();
        let input_stage = || of.get(&node.inputs[0].id).copied().unwrap_or(0);
        let work = match &node.rule {
            Rule::Partial { .. } => Work::Partial(exprs()),
            Rule::Block(_) => Work::Block(exprs()),
            Rule::Combine { .. } => Work::Combine(input_stage()),
            Rule::Output(_) => Work::Output(input_stage()),
            _ => Work::Stream(expr(node, &of, true)),
        };
        let mut stage = Stage { node: node.clone(), work, has_leaves: false };
        stage.has_leaves = stage.exprs().iter().any(|e| e.steps.iter().any(|s| s.stage.is_some()));
        of.insert(node.id, stages.len());
        stages.push(stage);
    }
    let outputs = outputs.iter().map(|n| of[&n.id]).collect();
    Plan { stages, outputs }
}

fn is_barrier(node: &Node) -> bool {
    matches!(node.rule, Rule::Partial { .. } | Rule::Combine { .. } | Rule::Block(_) | Rule::Output(_))
}

/// About how many nanoseconds an element of a layer takes by itself.
pub fn element_cost(node: &Node) -> f64 {
    match &node.rule {
        Rule::Map(k) => k.cost() as f64,
        Rule::Source(s) => s.cost() as f64,
        Rule::Compress { .. } => 1.5,
        Rule::Take { .. } | Rule::Reshape | Rule::Concat { .. } => 0.5,
        _ => 0.0,
    }
}

/// About how many nanoseconds a layer's work takes, for the share that it has of a stage's time.
pub fn weight(node: &Node) -> f64 {
    let over = |node: &Node| node.grid.elements() as f64;
    match &node.rule {
        Rule::Block(kernel) => over(node) * kernel.cost() as f64,
        Rule::Partial { reducer, .. } => over(&node.inputs[0]) * reducer.cost() as f64,
        Rule::Combine { .. } => over(&node.inputs[0]),
        _ => over(node) * (element_cost(node) + 0.05),
    }
}

/// Who reads a node: the stage it is fused into, by which way of looking, and how often each element.
#[derive(Clone, PartialEq)]
struct Reader {
    stage: u64,
    look: u64,
    times: f64,
    /// Whether it is a kernel over whole parts.
    parts: bool,
}

/// The nodes whose chunks are held: barriers, outputs, and what costs more to make again than to hold.
fn held_nodes(order: &[Arc<Node>], outputs: &[Arc<Node>]) -> Set<u64> {
    let mut cost: Map<u64, f64> = Map::default();
    for node in order {
        let below: f64 = node.inputs.iter().filter(|i| !is_barrier(i)).map(|i| cost[&i.id]).sum();
        cost.insert(node.id, element_cost(node) + below);
    }
    let mut readers: Map<u64, Vec<Reader>> = Map::default();
    let mut held: Set<u64> = outputs.iter().map(|n| n.id).chain(too_deep(order)).collect();
    for node in order.iter().rev() {
        let mine = readers.remove(&node.id).unwrap_or_default();
        if is_barrier(node) || should_hold(node, &mine, cost[&node.id]) {
            held.insert(node.id);
        }
        let from = if held.contains(&node.id) {
            vec![Reader { stage: node.id, look: 0, times: 1.0, parts: false }]
        } else {
            mine
        };
        for (k, input) in node.inputs.iter().enumerate() {
            let known = readers.entry(input.id).or_default();
            for reader in &from {
                let next = look_through(node, k, input, reader);
                match known.iter_mut().find(|r| r.stage == next.stage && r.look == next.look) {
                    Some(same) => same.times = same.times.max(next.times),
                    None => known.push(next),
                }
            }
        }
    }
    held
}

/// Every so many layers of a long chain.
fn too_deep(order: &[Arc<Node>]) -> Vec<u64> {
    let mut depth: Map<u64, usize> = Map::default();
    let mut cut = Vec::new();
    for node in order {
        let below = node.inputs.iter().filter(|i| !is_barrier(i)).map(|i| depth[&i.id]).max().unwrap_or(0);
        let here = if below >= DEEPEST { 0 } else { below + 1 };
        if here == 0 {
            cut.push(node.id);
        }
        depth.insert(node.id, here);
    }
    cut
}

fn should_hold(node: &Node, readers: &[Reader], cost: f64) -> bool {
    let times: f64 = readers.iter().map(|r| r.times).sum();
    let limit = match node.rule {
        Rule::Constant(_) | Rule::Stored(_) | Rule::Chunks(_) | Rule::View { .. } | Rule::Rechunk => return false,
        Rule::Source(_) => REMAKE_SOURCE,
        _ if readers.iter().any(|r| r.parts) && node.grid.elements() * node.dtype.size() as u128 <= PART_BYTES => {
            REMAKE_PART
        }
        _ => REMAKE,
    };
    (times - 1.0) * cost > limit
}

/// How a reader of `node` reads its input `k`.
fn look_through(node: &Node, k: usize, input: &Node, reader: &Reader) -> Reader {
    let ratio = || node.grid.elements() as f64 / (input.grid.elements() as f64).max(1.0);
    // The number of the input is mixed in before the product: neighbours among the numbers of nodes stay apart.
    let mark = |look: u64| (look ^ node.id ^ ((k as u64) << 48)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    match &node.rule {
        Rule::Map(_) => Reader { times: reader.times * ratio().max(1.0), ..reader.clone() },
        Rule::Rechunk => reader.clone(),
        Rule::View { axes, .. } if axes.contains(&ViewAxis::Repeat) || matches!(node.rule, Rule::Take { .. }) => {
            Reader { look: mark(reader.look), times: reader.times * ratio().max(1.0), ..reader.clone() }
        }
        Rule::Block(kernel) => {
            Reader { look: mark(reader.look), times: kernel.reads(node, k), stage: node.id, parts: true }
        }
        Rule::Partial { .. } => reader.clone(),
        _ => Reader { look: mark(reader.look), ..reader.clone() },
    }
}

/// The fused expression under `root`: down to sources, arrays in memory, and stages. `inside` opens the root itself.
fn expr(root: &Arc<Node>, stages: &Map<u64, usize>, inside: bool) -> Expr {
    let mut expr = Expr::default();
    let mut seen = Map::default();
    let root_id = root.id;
    let mut build = Build { expr: &mut expr, stages, seen: &mut seen, open: inside.then_some(root_id) };
    let at = build.add(root);
    expr.root = at;
    if expr.turned && !expr.ragged {
        expr.order = memory_order(&expr.steps, at);
    }
    expr
}

struct Build<'a> {
    expr: &'a mut Expr,
    stages: &'a Map<u64, usize>,
    seen: &'a mut Map<u64, usize>,
    /// The node that is opened even if it is a stage: the stage's own.
    open: Option<u64>,
}

impl Build<'_> {
    /// Adds a node after its inputs, without recursion, so that a chain of any length is fine.
    fn add(&mut self, root: &Arc<Node>) -> usize {
        let mut stack: Vec<(Arc<Node>, bool)> = vec![(root.clone(), false)];
        while let Some((node, ready)) = stack.pop() {
            if self.seen.contains_key(&node.id) {
                continue;
            }
            let stage = self.stages.get(&node.id).copied().filter(|_| self.open != Some(node.id));
            if stage.is_none() && !ready {
                stack.push((node.clone(), true));
                stack.extend(node.inputs.iter().rev().map(|i| (i.clone(), false)));
                continue;
            }
            self.push(&node, stage);
        }
        self.seen[&root.id]
    }

    fn push(&mut self, node: &Arc<Node>, stage: Option<usize>) {
        if let (Rule::Rechunk, None) = (&node.rule, stage) {
            let at = self.seen[&node.inputs[0].id];
            self.seen.insert(node.id, at);
            return;
        }
        let args: SmallVec<[usize; 3]> = match stage {
            Some(_) => SmallVec::new(),
            None => node.inputs.iter().map(|i| self.seen[&i.id]).collect(),
        };
        for &arg in &args {
            self.expr.steps[arg].uses += 1;
        }
        if stage.is_none() {
            self.expr.turned |= reads_across(node);
        }
        let kept = stage.is_some() || matches!(node.rule, Rule::Chunks(_));
        self.expr.ragged |= kept && !node.grid.is_known();
        self.seen.insert(node.id, self.expr.steps.len());
        self.expr.steps.push(Step { node: node.clone(), stage, args, uses: 0 });
    }
}

/// Whether neighbours along the last axis come from elements far apart.
fn reads_across(node: &Node) -> bool {
    match &node.rule {
        Rule::View { axes, base } => match axes.last() {
            Some(ViewAxis::Of { axis, .. }) => axis + 1 != base.len() && axes.len() > 1,
            _ => false,
        },
        Rule::Stored(block) => match block.strides() {
            [outer @ .., last] => {
                outer.iter().zip(block.shape()).any(|(s, &n)| n > 1 && *s != 0 && s.abs() < last.abs())
            }
            [] => false,
        },
        _ => false,
    }
}
