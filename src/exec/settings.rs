//! What a run may use: threads and memory.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::cores::{cores, roam, stay};
use crate::chunk::buffer;
use crate::diag::{NEEDS_VALUES, Result, runtime_error};

thread_local! {
    static DRY: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread builds everything and runs nothing.
pub fn is_dry() -> bool {
    DRY.get()
}

/// Says whether this thread builds everything and runs nothing from now on; gives what it did before.
pub fn set_dry(dry: bool) -> bool {
    DRY.replace(dry)
}

/// An error in a dry run: what needs values cannot go on.
pub fn needs_values() -> Result<()> {
    if DRY.get() { Err(runtime_error(NEEDS_VALUES)) } else { Ok(()) }
}

/// The threads and the memory of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub threads: usize,
    /// Bytes.
    pub memory: usize,
}

static THREADS: AtomicUsize = AtomicUsize::new(0);
static MEMORY: AtomicUsize = AtomicUsize::new(0);
static POOL: Mutex<Option<Arc<ThreadPool>>> = Mutex::new(None);
static BESIDE: Mutex<Option<Arc<ThreadPool>>> = Mutex::new(None);

/// What runs use now: all cores and the machine's memory, unless set.
pub fn settings() -> Settings {
    let or = |set: usize, default: fn() -> usize| if set > 0 { set } else { default() };
    Settings { threads: or(THREADS.load(Relaxed), cores), memory: or(MEMORY.load(Relaxed), machine_memory) }
}

/// Sets what runs may use; `None` goes back to the machine's own.
pub fn configure(threads: Option<usize>, memory: Option<usize>) {
    let threads = threads.map_or(0, |n| n.max(1));
    if THREADS.swap(threads, Relaxed) != threads {
        *POOL.lock() = None;
        *BESIDE.lock() = None;
    }
    MEMORY.store(memory.unwrap_or(0), Relaxed);
    buffer::set_idle_limit((settings().memory / 16).min(1 << 30));
}

/// The bytes of memory that the machine has, and a process may use; the system is asked once.
pub fn machine_memory() -> usize {
    static MEMORY: OnceLock<usize> = OnceLock::new();
    *MEMORY.get_or_init(read_memory)
}

fn read_memory() -> usize {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total =
        info.lines().find_map(|l| l.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse::<usize>().ok());
    let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|s| s.trim().parse::<usize>().ok());
    total.map_or(8 << 30, |kb| kb * 1024).min(group.unwrap_or(usize::MAX))
}

/// The stack of each thread of the pool.
const STACK: usize = 16 << 20;

thread_local! {
    static WORKER: Cell<bool> = const { Cell::new(false) };
}

/// The stack of this thread, if it is one of the pool's.
pub fn worker_stack() -> Option<usize> {
    WORKER.get().then_some(STACK)
}

/// The thread pool, made at its first use.
pub fn pool() -> Result<Arc<ThreadPool>> {
    made(&POOL, "ndsh", stay)
}

/// The pool of what is left behind when a run is stopped, made at its first use.
pub fn beside() -> Result<Arc<ThreadPool>> {
    made(&BESIDE, "ndsh-beside", |_, threads| roam(threads))
}

/// Leaves what the other pool works on behind: what comes next there has threads of its own.
pub fn leave_beside() {
    *BESIDE.lock() = None;
}

fn made(pool: &Mutex<Option<Arc<ThreadPool>>>, name: &'static str, begin: fn(usize, usize)) -> Result<Arc<ThreadPool>> {
    let mut pool = pool.lock();
    if let Some(pool) = &*pool {
        return Ok(pool.clone());
    }
    let threads = settings().threads;
    let made = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(move |i| format!("{name}-{i}"))
        .stack_size(STACK)
        .start_handler(move |i| {
            WORKER.set(true);
            begin(i, threads);
        })
        .build()
        .map_err(|e| runtime_error(format!("the thread pool could not start: {e}")))?;
    let made = Arc::new(made);
    *pool = Some(made.clone());
    Ok(made)
}
