//! A run as it went: its events, kept to be looked at afterwards.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::events::{Event, Observer, observed};
use crate::chunk::{Block, buffer};
use crate::diag::{Result, runtime_error};
use crate::graph::{Node, Plan, plan};

/// Events that are kept one by one, at most; what comes later is only summed up.
const KEPT: usize = 200_000;

/// A run as it went.
pub struct Recording {
    /// What ran.
    pub plan: Plan,
    pub threads: usize,
    /// From the beginning of the run to its end.
    pub wall: Duration,
    /// What happened, in order.
    pub moments: Vec<Moment>,
    /// For each stage, its sums.
    pub stages: Vec<StageSum>,
    /// Whether there were more events than are kept.
    pub is_cut: bool,
    /// The most bytes in use at once, beyond those in use before.
    pub peak: usize,
}

/// Something that happened, so long after the beginning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub at: Duration,
    pub stage: usize,
    pub chunk: u64,
    pub what: What,
}

/// What happened to a chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    Started {
        worker: usize,
    },
    /// With the bytes of the chunk, and all bytes in use then.
    Finished {
        worker: usize,
        bytes: usize,
        in_use: usize,
    },
    Dropped,
}

/// The tasks of a stage, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageSum {
    pub tasks: u64,
    pub busy: Duration,
    pub bytes: u64,
}

struct Recorder {
    state: Mutex<State>,
}

struct State {
    began: Option<Instant>,
    ended: Option<Instant>,
    threads: usize,
    moments: Vec<Moment>,
    stages: Vec<StageSum>,
    /// When each worker began what it is at.
    since: Vec<Option<Instant>>,
    is_cut: bool,
}

/// Runs the graphs of these nodes and records the run.
pub fn record(nodes: &[Arc<Node>]) -> Result<(Recording, Vec<Block>)> {
    let plan = plan(nodes);
    let state = State {
        began: None,
        ended: None,
        threads: 1,
        moments: Vec::new(),
        stages: vec![StageSum::default(); plan.stages.len()],
        since: Vec::new(),
        is_cut: false,
    };
    let recorder = Arc::new(Recorder { state: Mutex::new(state) });
    let before = buffer::held();
    buffer::reset_peak();
    let start = Instant::now();
    let blocks = observed(recorder.clone(), || super::run(nodes))?;
    let end = Instant::now();
    let peak = buffer::peak().saturating_sub(before);
    let mut state = recorder.state.lock();
    let began = state.began.unwrap_or(start);
    let wall = state.ended.unwrap_or(end).saturating_duration_since(began);
    let mut moments = std::mem::take(&mut state.moments);
    // Workers tell by themselves, so that what they tell may come a little out of order.
    moments.sort_by_key(|m| m.at);
    let stages = std::mem::take(&mut state.stages);
    if stages.len() != plan.stages.len() {
        return Err(runtime_error("another plan ran than was recorded: this is a mistake in ndsh"));
    }
    let (threads, is_cut) = (state.threads, state.is_cut);
    Ok((Recording { plan, threads, wall, moments, stages, is_cut, peak }, blocks))
}

impl Observer for Recorder {
    fn see(&self, event: &Event) {
        let mut state = self.state.lock();
        match *event {
            // A run within the run, such as one that counts sizes, is not this one.
            Event::Planned { threads, at } => {
                state.began.get_or_insert(at);
                state.threads = state.threads.max(threads);
            }
            Event::TaskStarted { stage, chunk, worker, at } => {
                if state.since.len() <= worker {
                    state.since.resize(worker + 1, None);
                }
                state.since[worker] = Some(at);
                state.keep(stage, chunk, at, What::Started { worker });
            }
            Event::TaskFinished { stage, chunk, worker, at, bytes, in_use } => {
                let since = state.since.get_mut(worker).and_then(Option::take).unwrap_or(at);
                if let Some(sum) = state.stages.get_mut(stage) {
                    sum.tasks += 1;
                    sum.busy += at.saturating_duration_since(since);
                    sum.bytes += bytes as u64;
                }
                state.keep(stage, chunk, at, What::Finished { worker, bytes, in_use });
            }
            Event::Dropped { stage, chunk, at } => state.keep(stage, chunk, at, What::Dropped),
            Event::Ended { at } => state.ended = Some(at),
        }
    }
}

impl State {
    fn keep(&mut self, stage: usize, chunk: u64, at: Instant, what: What) {
        if self.moments.len() >= KEPT {
            self.is_cut = true;
            return;
        }
        let at = self.began.map_or(Duration::ZERO, |b| at.saturating_duration_since(b));
        self.moments.push(Moment { at, stage, chunk, what });
    }
}

/// The bytes a second that one copy of memory to memory reads and writes on this machine; measured once.
pub fn memory_speed() -> f64 {
    static SPEED: std::sync::OnceLock<f64> = std::sync::OnceLock::new();
    const SIZE: usize = 64 << 20;
    *SPEED.get_or_init(|| {
        let from = vec![1u8; SIZE];
        let mut to = vec![0u8; SIZE];
        let best = (0..3)
            .map(|_| {
                let start = Instant::now();
                to.copy_from_slice(std::hint::black_box(&from));
                std::hint::black_box(&mut to);
                start.elapsed().as_secs_f64()
            })
            .fold(f64::INFINITY, f64::min);
        2.0 * SIZE as f64 / best.max(1e-9)
    })
}
