//! Recursion, bounded: a clear error long before the stack ends.

use std::cell::Cell;

use crate::diag::{Error, Kind, Result};
use crate::exec::settings;

/// The stack that the shell runs on.
const BIG: usize = 512 << 20;
/// What may be used of it.
const BIG_USE: usize = 448 << 20;
/// What may be used of the stack of a thread that was not started here.
const SMALL_USE: usize = 1 << 20;
/// Calls within calls.
const MAX_CALLS: usize = 1000;

thread_local! {
    /// The address at which this thread began, and how far from it it may go.
    static RANGE: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

/// Runs something on a thread with a big stack, and gives what it gave.
pub fn run_big<R: Send>(run: impl FnOnce() -> R + Send) -> Option<R> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("shell".into()).stack_size(BIG);
        let handle = thread.spawn_scoped(scope, || {
            RANGE.set((here(), BIG_USE));
            run()
        });
        handle.ok()?.join().ok()
    })
}

#[inline(never)]
fn here() -> usize {
    let marker = 0u8;
    std::ptr::from_ref(&marker) as usize
}

/// An error if the stack is nearly used up.
pub fn check() -> Result<()> {
    let at = here();
    let (start, most) = RANGE.get();
    if start == 0 {
        // Of a worker's own stack, the run that called this has used some.
        RANGE.set((at, settings::worker_stack().map_or(SMALL_USE, |n| n / 4 * 3)));
        return Ok(());
    }
    if start.saturating_sub(at) < most { Ok(()) } else { Err(too_deep()) }
}

fn too_deep() -> Error {
    Error::new(Kind::RecursionError, "maximum recursion depth exceeded")
        .help("a function that calls itself needs a case in which it stops")
}

/// Counts a call while `run` goes on.
pub fn deeper<R>(run: impl FnOnce() -> Result<R>) -> Result<R> {
    let calls = CALLS.get();
    if calls >= MAX_CALLS {
        return Err(too_deep());
    }
    CALLS.set(calls + 1);
    let result = run();
    CALLS.set(calls);
    result
}
