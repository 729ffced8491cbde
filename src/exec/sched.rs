//! The scheduler: tasks come into being when they are about to run, deep before wide, and a chunk is dropped after its
//! last use.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use smallvec::SmallVec;

use super::events::{Event, Gauge, Observer, inside_task, tell};
use super::output::{Form, Sink};
use super::task::{self, Held, Store};
use super::tile::Shelf;
use super::uses::{TaskId, count_uses, inputs};
use crate::chunk::{Block, buffer, cancel};
use crate::diag::{Error, Result, runtime_error};
use crate::graph::{Accumulator, Map, Plan, Rule, Work};

/// Small tasks are taken this many at a time.
const BATCH: usize = 16;
/// Tasks below this many elements are small.
const SMALL: u128 = 4096;
/// How long a worker without a task stays awake and looks out for what others share out: to be waked up takes long.
const AWAKE: Duration = Duration::from_micros(500);
/// How long it sleeps between two looks after that.
const ASLEEP: Duration = Duration::from_micros(200);

/// A task that has come into being.
struct Slot {
    /// Inputs that are not there yet.
    missing: u32,
    /// Whether all its inputs have been asked for.
    opened: bool,
    /// Reads of its result that are still to come.
    uses: u32,
    waiters: SmallVec<[TaskId; 1]>,
    held: Option<std::sync::Arc<Held>>,
}

/// A task whose inputs are being asked for, one by one.
struct Frame {
    task: TaskId,
    inputs: SmallVec<[TaskId; 4]>,
    next: usize,
}

#[derive(Default)]
struct State {
    slots: Map<TaskId, Slot>,
    ready: Vec<TaskId>,
    frames: Vec<Frame>,
    /// The next chunk of each output to ask for.
    goals: Vec<(usize, u64, u64)>,
    running: usize,
    done: bool,
    fault: Option<Error>,
}

/// Who looks at a run.
pub struct Looks {
    pub gauge: Option<Arc<Gauge>>,
    pub observer: Option<Arc<dyn Observer>>,
}

/// A run in progress.
pub struct Run<'a> {
    plan: &'a Plan,
    sinks: Vec<Option<Sink>>,
    /// How often each chunk of a stage is read; stages that are missing here have each chunk read once.
    uses: Vec<Option<Map<u64, u32>>>,
    small: Vec<bool>,
    alone: bool,
    memory: usize,
    looks: Looks,
    state: Mutex<State>,
    wake: Condvar,
}

impl<'a> Run<'a> {
    /// A run whose outputs are wanted in that form.
    pub fn new(plan: &'a Plan, form: Form, threads: usize, memory: usize, looks: Looks) -> Run<'a> {
        let mut sinks: Vec<Option<Sink>> = plan.stages.iter().map(|_| None).collect();
        for &stage in &plan.outputs {
            sinks[stage].get_or_insert_with(|| Sink::new(&plan.stages[stage], form));
        }
        let mut goals: Vec<(usize, u64, u64)> =
            plan.outputs.iter().map(|&s| (s, 0, plan.stages[s].grid().chunks() as u64)).collect();
        goals.reverse();
        let small = plan.stages.iter().map(|s| task_elements(s) < SMALL).collect();
        let widest = plan.stages.iter().map(|s| s.grid().chunks()).max().unwrap_or(0);
        let alone = threads > 1 && widest < 2 * threads as u128;
        let uses = count_uses(plan);
        let state = Mutex::new(State { goals, ..State::default() });
        Run { plan, sinks, uses, small, alone, memory, looks, state, wake: Condvar::new() }
    }

    /// Works until the run has ended. Every thread of the pool calls it.
    pub fn work(&self, worker: usize) {
        let mut batch: SmallVec<[TaskId; BATCH]> = SmallVec::new();
        let mut finished: SmallVec<[(TaskId, Result<Held>); BATCH]> = SmallVec::new();
        // Since when there has been nothing to do.
        let mut idle: Option<Instant> = None;
        loop {
            {
                let mut state = self.state.lock();
                for (task, result) in finished.drain(..) {
                    self.finish(&mut state, task, result);
                }
                if state.done {
                    return;
                }
                self.take(&mut state, &mut batch);
                if batch.is_empty() {
                    if state.running == 0 {
                        state.done = true;
                        self.wake.notify_all();
                        return;
                    }
                    if idle.is_some_and(|since| since.elapsed() > AWAKE) {
                        self.wake.wait_for(&mut state, ASLEEP);
                    }
                } else {
                    idle = None;
                }
            }
            if batch.is_empty() {
                self.help(idle.get_or_insert_with(Instant::now));
            }
            finished.extend(batch.drain(..).map(|task| (task, self.run(task, worker))));
        }
    }

    /// Does what a task on another thread has shared out. `idle`: since when there has been nothing of that.
    fn help(&self, idle: &mut Instant) {
        loop {
            if rayon::yield_now() == Some(rayon::Yield::Executed) {
                *idle = Instant::now();
                continue;
            }
            let wanted = || self.state.try_lock().is_some_and(|state| state.done || !state.ready.is_empty());
            if idle.elapsed() > AWAKE || wanted() {
                return;
            }
            (0..64).for_each(|_| std::hint::spin_loop());
        }
    }

    fn run(&self, task: TaskId, worker: usize) -> Result<Held> {
        let (stage, chunk) = (task.0 as usize, task.1);
        tell(&self.looks.observer, || Event::TaskStarted { stage, chunk, worker, at: Instant::now() });
        let body = || task::run(self.plan, stage, chunk, self, self.sinks[stage].as_ref(), self.alone);
        let result = inside_task(|| catch_unwind(AssertUnwindSafe(body))).unwrap_or_else(|panic| {
            let name = &self.plan.stages[stage].node.name;
            Err(runtime_error(format!("{name}: the kernel failed on chunk {chunk}: {}", task::panic_text(panic)))
                .help("this is a mistake in ndsh; the session goes on as it was"))
        });
        let bytes = result.as_ref().map_or(0, Held::nbytes);
        tell(&self.looks.observer, || Event::TaskFinished {
            stage,
            chunk,
            worker,
            at: Instant::now(),
            bytes,
            in_use: buffer::held(),
        });
        result
    }

    /// Takes tasks that can run: ready ones first, so that the run goes deep before it goes wide.
    fn take(&self, state: &mut State, batch: &mut SmallVec<[TaskId; BATCH]>) {
        while state.fault.is_none() && !cancel::requested() {
            let Some(task) = state.ready.pop().or_else(|| self.expand(state)) else { break };
            batch.push(task);
            if batch.len() >= BATCH || !self.small[task.0 as usize] {
                break;
            }
        }
        if cancel::requested() && state.fault.is_none() {
            state.fault = cancel::check().err();
        }
        state.running += batch.len();
    }

    /// Asks for inputs until some task can run.
    fn expand(&self, state: &mut State) -> Option<TaskId> {
        loop {
            if state.running > 0 && buffer::held() > self.memory && state.frames.is_empty() {
                return None;
            }
            let Some(frame) = state.frames.last_mut() else {
                let goal = self.next_goal(state)?;
                self.open(state, goal, None);
                continue;
            };
            let task = frame.task;
            match frame.inputs.get(frame.next).copied() {
                Some(input) => {
                    frame.next += 1;
                    self.ask(state, input, task);
                }
                None => {
                    state.frames.pop();
                    let slot = state.slots.get_mut(&task)?;
                    slot.opened = true;
                    if slot.missing == 0 {
                        return Some(task);
                    }
                }
            }
        }
    }

    fn next_goal(&self, state: &mut State) -> Option<TaskId> {
        while let Some((stage, next, end)) = state.goals.last_mut() {
            if next < end {
                *next += 1;
                let task = (*stage as u32, *next - 1);
                if !state.slots.contains_key(&task) {
                    return Some(task);
                }
            } else {
                state.goals.pop();
            }
        }
        None
    }

    fn ask(&self, state: &mut State, input: TaskId, by: TaskId) {
        match state.slots.get_mut(&input) {
            Some(slot) if slot.held.is_some() => {}
            Some(slot) => {
                slot.waiters.push(by);
                self.count_missing(state, by);
            }
            None => {
                self.open(state, input, Some(by));
                self.count_missing(state, by);
            }
        }
    }

    fn count_missing(&self, state: &mut State, task: TaskId) {
        if let Some(slot) = state.slots.get_mut(&task) {
            slot.missing += 1;
        }
    }

    /// Brings a task into being.
    fn open(&self, state: &mut State, task: TaskId, by: Option<TaskId>) {
        let stage = task.0 as usize;
        let output = self.sinks[stage].is_some();
        let read = match &self.uses[stage] {
            Some(counts) => counts.get(&task.1).copied().unwrap_or(0),
            None => u32::from(!output),
        };
        let slot = Slot { missing: 0, opened: false, uses: read, waiters: by.into_iter().collect(), held: None };
        state.slots.insert(task, slot);
        state.frames.push(Frame { task, inputs: self.inputs(task), next: 0 });
    }

    /// The tasks whose results a task reads, each once.
    fn inputs(&self, task: TaskId) -> SmallVec<[TaskId; 4]> {
        inputs(self.plan, task.0 as usize, task.1)
    }

    fn finish(&self, state: &mut State, task: TaskId, result: Result<Held>) {
        state.running -= 1;
        if let Some(gauge) = &self.looks.gauge {
            gauge.count(task.0 as usize);
        }
        let held = match result {
            Ok(held) => held,
            Err(error) => {
                state.fault.get_or_insert(error);
                state.frames.clear();
                state.ready.clear();
                state.goals.clear();
                return;
            }
        };
        let mut waiters = SmallVec::new();
        if let Some(slot) = state.slots.get_mut(&task) {
            waiters = std::mem::take(&mut slot.waiters);
            if slot.uses > 0 {
                slot.held = Some(std::sync::Arc::new(held));
            } else if self.sinks[task.0 as usize].is_none() || self.uses[task.0 as usize].is_none() {
                state.slots.remove(&task);
            }
        }
        self.release_inputs(state, task);
        for waiter in waiters {
            if let Some(slot) = state.slots.get_mut(&waiter) {
                slot.missing -= 1;
                if slot.missing == 0 && slot.opened {
                    state.ready.push(waiter);
                }
            }
        }
        if !state.ready.is_empty() {
            self.wake.notify_one();
        }
    }

    /// The inputs of a task have been read once more; those read for the last time are dropped.
    fn release_inputs(&self, state: &mut State, task: TaskId) {
        if !self.reads_stages(task.0 as usize) {
            return;
        }
        for input in self.inputs(task) {
            if let Some(slot) = state.slots.get_mut(&input) {
                slot.uses = slot.uses.saturating_sub(1);
                if slot.uses == 0 {
                    state.slots.remove(&input);
                    tell(&self.looks.observer, || Event::Dropped {
                        stage: input.0 as usize,
                        chunk: input.1,
                        at: Instant::now(),
                    });
                }
            }
        }
    }

    fn reads_stages(&self, stage: usize) -> bool {
        let stage = &self.plan.stages[stage];
        stage.has_leaves || matches!(stage.work, Work::Combine(_) | Work::Output(_))
    }

    /// The sinks, once the run has ended; or what went wrong.
    pub fn end(self) -> Result<Vec<Option<Sink>>> {
        tell(&self.looks.observer, || Event::Ended { at: Instant::now() });
        match self.state.into_inner().fault {
            Some(error) => Err(error),
            None => Ok(self.sinks),
        }
    }

    fn held(&self, stage: usize, index: u64) -> Result<std::sync::Arc<Held>> {
        let state = self.state.lock();
        let slot = state.slots.get(&(stage as u32, index));
        slot.and_then(|s| s.held.clone()).ok_or_else(|| {
            runtime_error(format!(
                "chunk {index} of {} was dropped too early: this is a mistake in ndsh",
                self.plan.stages[stage].node.name
            ))
        })
    }
}

impl Shelf for Run<'_> {
    fn chunk(&self, stage: usize, index: u64) -> Result<Block> {
        self.output(stage, index, 0)
    }
}

impl Store for Run<'_> {
    fn states(&self, stage: usize, index: u64) -> Result<Box<dyn Accumulator>> {
        let taken = match &*self.held(stage, index)? {
            Held::States(states) => states.lock().take(),
            Held::Blocks(_) => None,
        };
        taken.ok_or_else(|| runtime_error("states were read twice: this is a mistake in ndsh"))
    }

    fn output(&self, stage: usize, index: u64, k: usize) -> Result<Block> {
        match &*self.held(stage, index)? {
            Held::Blocks(blocks) if k < blocks.len() => Ok(blocks[k].clone()),
            _ => Err(runtime_error(format!("{} has no output {k}", self.plan.stages[stage].node.name))),
        }
    }
}

/// The elements that a task of a stage works on.
fn task_elements(stage: &crate::graph::Stage) -> u128 {
    match stage.node.rule {
        Rule::Partial { .. } => stage.node.inputs[0].grid.largest_elements(),
        Rule::Block(_) => u128::MAX,
        _ => stage.grid().largest_elements(),
    }
}
