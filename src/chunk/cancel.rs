//! The wish to stop: set from outside (Ctrl-C), looked at between tiles and inside long kernels.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::diag::{Error, Kind, Result};

static WISH: AtomicBool = AtomicBool::new(false);

/// Asks whatever runs to stop.
pub fn request() {
    WISH.store(true, Relaxed);
}

/// Forgets the wish; true if there was one.
pub fn clear() -> bool {
    WISH.swap(false, Relaxed)
}

/// Whether something asked to stop.
pub fn requested() -> bool {
    WISH.load(Relaxed)
}

/// An error if something asked to stop.
pub fn check() -> Result<()> {
    if requested() {
        Err(Error::new(Kind::KeyboardInterrupt, "stopped; every name is as it was before"))
    } else {
        Ok(())
    }
}
