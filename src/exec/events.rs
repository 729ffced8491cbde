//! What a run tells: typed events, for whoever looks. Progress, profiles and pictures are observers of one stream.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
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
