//! A mistake in the shell's own code is an error of the statement, and not the end of the session.

use std::panic::{AssertUnwindSafe, catch_unwind};

use parking_lot::Mutex;

use crate::diag::{Result, runtime_error};

/// Where the last panic was.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// From now on a panic writes nothing: whoever catches it tells.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        *PLACE.lock() = info.location().map_or(String::new(), |l| format!(" ({}:{})", l.file(), l.line()));
    }));
}

/// Does something; a panic in it is an error.
pub fn guarded<R>(run: impl FnOnce() -> Result<R>) -> Result<R> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|t| (*t).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Err(runtime_error(format!("{text}{}", std::mem::take(&mut *PLACE.lock())))
            .help("this is a mistake in ndsh; the session goes on as it was"))
    })
}
