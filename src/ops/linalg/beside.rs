//! Large matrices are worked on beside the pool: most methods cannot stop in the middle, so that whoever waits for one
//! leaves it behind when asked to stop.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::field::set_help;
use super::kernel::Method;
use crate::chunk::{Block, cancel};
use crate::diag::{Result, runtime_error};
use crate::exec::settings;

/// Elements of a matrix that is large: the slowest method takes about a tenth of a second for it.
const LARGE: usize = 300 * 300;
/// How often it is looked at whether to stop.
const LOOK: Duration = Duration::from_millis(10);

/// Runs a method on one matrix.
///
/// # Errors
/// Whatever the method fails with, and `KeyboardInterrupt`.
pub fn run(method: &Arc<dyn Method>, inputs: Vec<Block>) -> Result<Vec<Block>> {
    let elements = inputs.iter().map(Block::size).max().unwrap_or(0);
    if elements < LARGE {
        set_help(elements);
        return method.run(&inputs);
    }
    let (send, made) = channel();
    let method = method.clone();
    settings::beside()?.spawn(move || {
        set_help(elements);
        // Whoever waited may have left.
        let _ = send.send(catch_unwind(AssertUnwindSafe(|| method.run(&inputs))));
    });
    loop {
        match made.recv_timeout(LOOK) {
            Ok(Ok(answers)) => return answers,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(RecvTimeoutError::Disconnected) => return Err(runtime_error("a decomposition came to no end")),
            Err(RecvTimeoutError::Timeout) => cancel::check().inspect_err(|_| settings::leave_beside())?,
        }
    }
}
