//! What a run will take, told from its plan before it runs. Nothing here lists tasks: a grid of a thousand million
//! chunks takes no longer than one of four.

use std::collections::HashSet;

use super::reads::parts_read;
use super::scratch;
use super::task_threads;
use crate::chunk::{Dims, Grid, Region, buffer};
use crate::graph::{Plan, Rule, Stage, Work};

/// Bytes, counted past any machine word.
pub type Bytes = u128;

/// What a run will take.
#[derive(Clone, Debug)]
pub struct Cost {
    /// For each stage of the plan.
    pub stages: Vec<StageCost>,
    /// The bytes of the answers.
    pub answer: Bytes,
    /// The most bytes of chunks that wait for their last use.
    pub held: Bytes,
    /// The most bytes that running tasks work in.
    pub work: Bytes,
    /// The threads that run it.
    pub threads: usize,
}

/// What a stage will take.
#[derive(Clone, Debug, Default)]
pub struct StageCost {
    pub tasks: u128,
    /// The bytes of its largest chunk.
    pub chunk: Bytes,
    /// The bytes of all its chunks.
    pub out: Bytes,
    /// The most of its chunks that are held at once.
    pub live: u128,
    /// How its tasks read the chunks of other stages.
    pub reads: Vec<Reading>,
}

/// How the tasks of a stage read the chunks of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub stage: usize,
    /// The most chunks that a task reads.
    pub chunks: u128,
    /// How often each chunk is read, on average.
    pub times: f64,
    /// The axes along which a task reads several.
    pub along: Vec<usize>,
}

impl Cost {
    /// The most bytes in use at once, beyond those in use before.
    pub fn peak(&self) -> Bytes {
        self.answer.saturating_add(self.held).saturating_add(self.work)
    }

    /// The tasks of the plan.
    pub fn tasks(&self) -> u128 {
        self.stages.iter().map(|s| s.tasks).fold(0, u128::saturating_add)
    }
}

/// What the run of a plan will take.
pub fn cost(plan: &Plan) -> Cost {
    let threads = task_threads(plan);
    let mut stages: Vec<StageCost> = plan.stages.iter().map(stage_cost).collect();
    let mut readers = vec![0usize; stages.len()];
    for stage in 0..stages.len() {
        let found = readings(plan, stage, threads);
        for (reading, live) in &found {
            let from = &mut stages[reading.stage];
            readers[reading.stage] += 1;
            // What several stages read waits for the last of them.
            from.live = if readers[reading.stage] > 1 { from.tasks } else { (*live).min(from.tasks) };
        }
        stages[stage].reads = found.into_iter().map(|(reading, _)| reading).collect();
    }
    let mut answer: Bytes = 0;
    for (stage, cost) in stages.iter_mut().enumerate().filter(|(s, _)| plan.outputs.contains(s)) {
        cost.live = 0;
        answer = answer.saturating_add(answer_bytes(&plan.stages[stage], cost));
    }
    let held = stages.iter().map(|s| s.live.saturating_mul(class(s.chunk))).fold(0, u128::saturating_add);
    let work = scratch::bytes(plan, threads);
    Cost { stages, answer, held, work, threads }
}

/// The bytes that a buffer for so many takes.
pub(super) fn class(bytes: Bytes) -> Bytes {
    usize::try_from(bytes).map_or(bytes, |b| if b > usize::MAX / 4 { bytes } else { buffer::size_class(b) as Bytes })
}

fn stage_cost(stage: &Stage) -> StageCost {
    let size = stage.node.dtype.size() as Bytes;
    let grid = stage.grid();
    // A reduction's states are two words for each element, or less.
    let each = if is_states(stage) { 2 * size.max(8) } else { size };
    StageCost {
        tasks: grid.chunks(),
        chunk: grid.largest_elements().saturating_mul(each),
        out: grid.elements().saturating_mul(size),
        live: 0,
        reads: Vec::new(),
    }
}

fn is_states(stage: &Stage) -> bool {
    matches!(stage.node.rule, Rule::Partial { .. } | Rule::Combine { last: false, .. })
}

/// An answer of unknown size is held in chunks, and then joined.
fn answer_bytes(stage: &Stage, cost: &StageCost) -> Bytes {
    if stage.grid().is_known() {
        return class(cost.out);
    }
    class(cost.chunk).saturating_mul(cost.tasks).saturating_add(class(cost.out))
}

/// A box of chunks: the first and the last along each axis.
type ChunkBox = (Dims, Dims);

/// How a stage's tasks read each other stage, with the most of that one's chunks that it makes wait at once.
fn readings(plan: &Plan, stage: usize, threads: usize) -> Vec<(Reading, u128)> {
    let this = &plan.stages[stage];
    if !this.has_leaves && !matches!(this.work, Work::Combine(_) | Work::Output(_)) {
        return Vec::new();
    }
    let grid = task_grid(this);
    let counts = grid.counts();
    let samples = sample_places(&counts);
    let of_samples: Vec<_> = samples.iter().map(|at| touched(plan, this, at, at)).collect();
    let mut found: Vec<(Reading, u128)> = Vec::new();
    for from in (0..stage).filter(|&s| of_samples.iter().flatten().any(|(t, _)| *t == s)) {
        let boxes_at =
            |n: usize| -> Vec<&ChunkBox> { of_samples[n].iter().filter(|(t, _)| *t == from).map(|(_, b)| b).collect() };
        let per_task: Vec<u128> = (0..samples.len()).map(|n| boxes_at(n).iter().map(|b| chunks_in(b)).sum()).collect();
        let most = per_task.iter().copied().max().unwrap_or(0);
        let mean = per_task.iter().sum::<u128>() as f64 / samples.len() as f64;
        let total = plan.stages[from].grid().chunks();
        let times = mean * grid.chunks() as f64 / total as f64;
        let far = (0..samples.len()).any(|n| is_scattered(&boxes_at(n)));
        let window = if far && times > 1.0 { total } else { window(plan, this, from, &counts, &samples).max(most) };
        // Each thread may be at a task of its own, with a batch of the small ones that come before it.
        let ahead = (threads as u128 - 1).saturating_mul(most).saturating_add(threads as u128);
        let ndim = plan.stages[from].grid().ndim();
        let spread = |k: usize| (0..samples.len()).any(|n| places_along(&boxes_at(n), k) > 2);
        let along = (0..ndim).filter(|&k| spread(k)).collect();
        let reading = Reading { stage: from, chunks: most, times, along };
        found.push((reading, window.saturating_add(ahead).min(total)));
    }
    found
}

/// The grid along which a stage's tasks lie.
fn task_grid(stage: &Stage) -> &Grid {
    match stage.work {
        Work::Partial(_) => &stage.node.inputs[0].grid,
        _ => stage.grid(),
    }
}

/// A few places of a grid that stand for all: its first corner, its middle, its last one.
fn sample_places(counts: &Dims) -> Vec<Dims> {
    let mut places: Vec<Dims> = vec![
        counts.iter().map(|_| 0).collect(),
        counts.iter().map(|n| n / 2).collect(),
        counts.iter().enumerate().map(|(k, n)| if k % 2 == 0 { 0 } else { n - 1 }).collect(),
        counts.iter().map(|n| n - 1).collect(),
    ];
    places.dedup();
    places
}

/// The chunks of other stages that the tasks from `low` to `high` read, in boxes.
fn touched(plan: &Plan, stage: &Stage, low: &Dims, high: &Dims) -> Vec<(usize, ChunkBox)> {
    // A product reads thousands of boxes.
    let (mut found, mut seen): (Vec<(usize, ChunkBox)>, HashSet<(usize, ChunkBox)>) = Default::default();
    let mut add = |from: usize, chunks: ChunkBox| {
        if seen.insert((from, chunks.clone())) {
            found.push((from, chunks));
        }
    };
    let mut part = |from: usize, node: &crate::graph::Node, region: &Region| {
        if let Some(chunks) = chunks_of(&node.grid, region) {
            add(from, chunks);
        }
    };
    match (&stage.work, &stage.node.rule) {
        (Work::Stream(expr), _) => parts_read(expr, &spanned(stage.grid(), low, high), &mut part),
        (Work::Partial(exprs), _) => {
            let region = spanned(&stage.node.inputs[0].grid, low, high);
            exprs.iter().for_each(|e| parts_read(e, &region, &mut part));
        }
        (Work::Block(exprs), Rule::Block(kernel)) => {
            let (first, last) = (kernel.needs(&stage.node, low), kernel.needs(&stage.node, high));
            for (n, (k, region)) in first.iter().enumerate() {
                let region = last.get(n).filter(|l| l.0 == *k).map_or(region.clone(), |l| around(region, &l.1));
                parts_read(&exprs[*k], &region, &mut part);
            }
        }
        (Work::Combine(from), Rule::Combine { group, drop, .. }) => {
            let counts = plan.stages[*from].grid().counts();
            add(*from, grouped(&counts, group, drop, low, high));
        }
        // The same chunk by number: the two grids may have other axes.
        (Work::Output(from), _) => {
            let (own, other) = (stage.grid(), plan.stages[*from].grid());
            add(*from, (other.coords(own.index(low)), other.coords(own.index(high))));
        }
        _ => {}
    }
    found
}

/// The states that the steps of a tree from `low` to `high` make one.
fn grouped(counts: &Dims, group: &Dims, drop: &[bool], low: &Dims, high: &Dims) -> ChunkBox {
    let (mut first, mut last, mut kept) = (Dims::new(), Dims::new(), 0);
    for k in 0..counts.len() {
        let dropped = low.len() != counts.len() && drop.get(k).copied().unwrap_or(false);
        let (a, b) = if dropped { (0, 0) } else { (low[kept], high[kept]) };
        kept += usize::from(!dropped);
        first.push((a * group[k]).min(counts[k] - 1));
        last.push(((b + 1) * group[k] - 1).min(counts[k] - 1));
    }
    (first, last)
}

/// The region from the first chunk to the last.
fn spanned(grid: &Grid, low: &Dims, high: &Dims) -> Region {
    let start = grid.start(low);
    let end = grid.start(high).iter().zip(grid.size(high)).map(|(s, n)| s + n).collect::<Dims>();
    Region { len: end.iter().zip(&start).map(|(e, s)| e - s).collect(), start }
}

/// The least region around two.
fn around(a: &Region, b: &Region) -> Region {
    let start: Dims = a.start.iter().zip(&b.start).map(|(x, y)| *x.min(y)).collect();
    let end = |r: &Region, k: usize| r.start[k] + r.len[k];
    let len = (0..start.len()).map(|k| end(a, k).max(end(b, k)) - start[k]).collect();
    Region { start, len }
}

fn chunks_of(grid: &Grid, region: &Region) -> Option<ChunkBox> {
    let ranges: Vec<_> =
        grid.axes.iter().enumerate().map(|(k, cut)| cut.touched(region.start[k], region.len[k])).collect();
    let some = ranges.iter().all(|r| !r.is_empty());
    some.then(|| (ranges.iter().map(|r| r.start).collect(), ranges.iter().map(|r| r.end - 1).collect()))
}

fn chunks_in((first, last): &ChunkBox) -> u128 {
    first.iter().zip(last).map(|(a, b)| (b - a + 1) as u128).fold(1, u128::saturating_mul)
}

fn overlap(a: &ChunkBox, b: &ChunkBox) -> bool {
    (0..a.0.len()).all(|k| a.0[k] <= b.1[k] && b.0[k] <= a.1[k])
}

/// How many places along an axis some boxes cover: two are a chunk and its mirror image, more are a way along it.
fn places_along(boxes: &[&ChunkBox], axis: usize) -> usize {
    let mut ranges: Vec<(usize, usize)> = boxes.iter().map(|(low, high)| (low[axis], high[axis] + 1)).collect();
    ranges.sort_unstable();
    let (mut covered, mut end) = (0, 0);
    for (low, high) in ranges {
        covered += high.saturating_sub(low.max(end));
        end = end.max(high);
    }
    covered
}

/// The least box around the first and the others.
fn around_boxes(first: &ChunkBox, boxes: &[&ChunkBox]) -> ChunkBox {
    let each = |a: &Dims, b: &Dims, pick: fn(usize, usize) -> usize| -> Dims {
        a.iter().zip(b).map(|(&x, &y)| pick(x, y)).collect()
    };
    boxes.iter().fold(first.clone(), |(low, high), b| (each(&low, &b.0, usize::min), each(&high, &b.1, usize::max)))
}

/// Whether a task reads chunks far from each other, as `x + x.T` does: then they may be read again much later.
fn is_scattered(boxes: &[&ChunkBox]) -> bool {
    let Some(first) = boxes.first() else { return false };
    let whole = around_boxes(first, boxes);
    let most: u128 = boxes.iter().map(|b| chunks_in(b)).sum();
    chunks_in(&whole) > most.saturating_mul(2)
}

/// The chunks of `from` that wait at once because neighbouring tasks, in C order, read the same ones.
fn window(plan: &Plan, stage: &Stage, from: usize, counts: &Dims, samples: &[Dims]) -> u128 {
    let of = |low: &Dims, high: &Dims| -> Vec<ChunkBox> {
        touched(plan, stage, low, high).into_iter().filter(|(s, _)| *s == from).map(|(_, b)| b).collect()
    };
    let mut most = 0;
    for at in samples {
        let here = of(at, at);
        let next = |k: usize| {
            let mut next = at.clone();
            next[k] = if at[k] + 1 < counts[k] { at[k] + 1 } else { at[k].saturating_sub(1) };
            next
        };
        let shared =
            |k: &usize| counts[*k] > 1 && of(&next(*k), &next(*k)).iter().any(|b| here.iter().any(|a| overlap(a, b)));
        let Some(axis) = (0..counts.len()).find(shared) else { continue };
        // All that is read while the axes below turn once, and in the step after.
        let (mut low, mut high) = (at.clone(), at.clone());
        let beside = next(axis);
        (low[axis], high[axis]) = (at[axis].min(beside[axis]), at[axis].max(beside[axis]));
        for k in axis + 1..counts.len() {
            (low[k], high[k]) = (0, counts[k] - 1);
        }
        most = most.max(of(&low, &high).iter().map(chunks_in).sum());
    }
    most
}
