//! What a run tells: typed events, for whoever looks. Progress, profiles and pictures are observers of one stream.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use parking_lot::Mutex;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A run begins: the names of its stages and the number of chunks of each.
    Planned {
        stages: Vec<(Arc<str>, u128)>,
    },
    TaskStarted {
        stage: usize,
        chunk: u64,
        worker: usize,
        at: Instant,
    },
    TaskFinished {
        stage: usize,
        chunk: u64,
        worker: usize,
        at: Instant,
        bytes: usize,
    },
    /// A chunk was dropped after its last use.
    Dropped {
        stage: usize,
        chunk: u64,
        at: Instant,
    },
    Ended {
        at: Instant,
    },
}

/// Someone who looks at runs. Called from worker threads: be quick.
pub trait Observer: Send + Sync {
    fn see(&self, event: &Event);
}

static WATCHED: AtomicBool = AtomicBool::new(false);
static OBSERVERS: Mutex<Vec<Arc<dyn Observer>>> = Mutex::new(Vec::new());

/// Adds an observer of every run from now on.
pub fn observe(observer: Arc<dyn Observer>) {
    OBSERVERS.lock().push(observer);
    WATCHED.store(true, Relaxed);
}

/// Takes an observer away.
pub fn unobserve(observer: &Arc<dyn Observer>) {
    let mut all = OBSERVERS.lock();
    all.retain(|o| !Arc::ptr_eq(o, observer));
    WATCHED.store(!all.is_empty(), Relaxed);
}

/// How far a run is, for whoever asks from time to time. To keep it costs next to nothing.
#[derive(Debug)]
pub struct Gauge {
    pub stages: Vec<StageGauge>,
    pub began: Instant,
}

/// How far a stage is.
#[derive(Debug)]
pub struct StageGauge {
    pub name: Arc<str>,
    pub tasks: u64,
    pub done: AtomicU64,
}

impl Gauge {
    /// A task of a stage has ended.
    pub fn count(&self, stage: usize) {
        self.stages[stage].done.fetch_add(1, Relaxed);
    }
}

/// Someone who follows the gauges of runs.
pub trait Watcher: Send + Sync {
    fn began(&self, gauge: &Arc<Gauge>);
    fn ended(&self);
}

static WATCHER: OnceLock<Arc<dyn Watcher>> = OnceLock::new();

/// Sets who follows the gauges of runs from now on; the first one stays.
pub fn follow(watcher: Arc<dyn Watcher>) {
    let _ = WATCHER.set(watcher);
}

/// A run that is followed, until this is dropped.
pub struct Followed {
    pub gauge: Arc<Gauge>,
    watcher: &'static Arc<dyn Watcher>,
}

/// Lets the run of these stages be followed, if there is someone who does.
pub fn followed(stages: impl Iterator<Item = (Arc<str>, u128)>) -> Option<Followed> {
    let watcher = WATCHER.get().filter(|_| !is_inside_task())?;
    let stage = |(name, tasks)| StageGauge { name, tasks: u64::try_from(tasks).unwrap_or(u64::MAX), done: 0.into() };
    let gauge = Arc::new(Gauge { stages: stages.map(stage).collect(), began: Instant::now() });
    watcher.began(&gauge);
    Some(Followed { gauge, watcher })
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.watcher.ended();
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Does what a task does. What a function of the user's runs meanwhile is a part of the task, and not told.
pub fn inside_task<R>(run: impl FnOnce() -> R) -> R {
    let before = INSIDE.replace(true);
    let result = run();
    INSIDE.set(before);
    result
}

/// Whether this thread is inside a task.
pub fn is_inside_task() -> bool {
    INSIDE.get()
}

/// Tells the observers, if there are any; the event is made only then.
pub fn tell(event: impl FnOnce() -> Event) {
    if WATCHED.load(Relaxed) && !is_inside_task() {
        let event = event();
        OBSERVERS.lock().iter().for_each(|o| o.see(&event));
    }
}
