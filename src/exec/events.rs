//! What a run tells: typed events, for whoever looks. Progress, profiles and pictures are observers of one stream.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A run begins, on so many threads.
    Planned {
        threads: usize,
        at: Instant,
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
        /// The bytes of its result.
        bytes: usize,
        /// All bytes in use then.
        in_use: usize,
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

thread_local! {
    static OBSERVER: RefCell<Option<Arc<dyn Observer>>> = const { RefCell::new(None) };
}

/// Does something, and lets an observer see the runs that this thread begins meanwhile.
pub fn observed<R>(observer: Arc<dyn Observer>, run: impl FnOnce() -> R) -> R {
    let before = OBSERVER.replace(Some(observer));
    let result = run();
    OBSERVER.set(before);
    result
}

/// Who looks at the runs that this thread begins. What runs inside a task is a part of it, and not told.
pub fn observer() -> Option<Arc<dyn Observer>> {
    OBSERVER.with_borrow(Clone::clone).filter(|_| !is_inside_task())
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

/// Tells an observer, if there is one; the event is made only then.
pub fn tell(observer: &Option<Arc<dyn Observer>>, event: impl FnOnce() -> Event) {
    if let Some(observer) = observer {
        observer.see(&event());
    }
}
