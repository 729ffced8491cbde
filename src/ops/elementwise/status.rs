//! What went wrong with numbers while a run went on: NumPy's `RuntimeWarning`s, at the cost of nearly nothing.
//!
//! Arithmetic on floats is watched by the processor itself, whose sticky flags are read once a run. Loops over integers
//! raise the flags here.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A set of `DIVIDE`, `OVERFLOW` and `INVALID`.
pub type Flags = u32;
pub const INVALID: Flags = 1;
pub const DIVIDE: Flags = 4;
pub const OVERFLOW: Flags = 8;
const ALL: Flags = INVALID | DIVIDE | OVERFLOW;

thread_local! {
    static RAISED: Cell<Flags> = const { Cell::new(0) };
}

/// Notes that this happened in the run that this thread is in.
#[cold]
pub fn raise(flags: Flags) {
    RAISED.with(|r| r.set(r.get() | flags));
}

/// Forgets what happened before.
pub fn clear() {
    RAISED.set(0);
    hardware::clear();
}

/// What happened since `clear`, the processor's flags included.
pub fn raised() -> Flags {
    (RAISED.get() | hardware::read()) & ALL
}

/// What loops raised since `clear`.
pub fn raised_by_loops() -> Flags {
    RAISED.get()
}

/// What is not told of.
static IGNORED: AtomicU32 = AtomicU32::new(0);

/// The flags that are not told of.
pub fn ignored() -> Flags {
    IGNORED.load(Relaxed)
}

/// Sets the flags that are not told of.
pub fn set_ignored(flags: Flags) {
    IGNORED.store(flags, Relaxed);
}

/// Warns of each of the flags, as NumPy words it.
#[cold]
pub fn report(flags: Flags, name: &str) {
    for (flag, what) in [(DIVIDE, "divide by zero"), (OVERFLOW, "overflow"), (INVALID, "invalid value")] {
        if flags & !ignored() & flag != 0 {
            crate::diag::warn(format!("RuntimeWarning: {what} encountered in {name}"));
        }
    }
}

/// The SSE control and status register, whose lowest bits are the flags in the order above.
#[cfg(target_arch = "x86_64")]
mod hardware {
    use std::arch::asm;

    const STICKY: u32 = 0x3f;

    pub fn read() -> u32 {
        let mut state = 0u32;
        // SAFETY: it stores the register to a word of ours.
        unsafe { asm!("stmxcsr [{}]", in(reg) &mut state, options(nostack, preserves_flags)) };
        state
    }

    pub fn clear() {
        let state = read();
        if state & STICKY != 0 {
            let state = state & !STICKY;
            // SAFETY: only the sticky flags change, which nothing but this module reads.
            unsafe { asm!("ldmxcsr [{}]", in(reg) &state, options(nostack, preserves_flags)) };
        }
    }
}

/// The floating-point status register, its flags put in the order above.
#[cfg(target_arch = "aarch64")]
mod hardware {
    use std::arch::asm;

    pub fn read() -> u32 {
        let state: u64;
        // SAFETY: reading the register has no effect.
        unsafe { asm!("mrs {}, fpsr", out(reg) state, options(nostack, preserves_flags)) };
        (state & 1) as u32 | ((state >> 1 & 1) as u32) << 2 | ((state >> 2 & 1) as u32) << 3
    }

    pub fn clear() {
        // SAFETY: only the sticky flags change, which nothing but this module reads.
        unsafe { asm!("msr fpsr, {}", in(reg) 0u64, options(nostack, preserves_flags)) };
    }
}

/// Elsewhere only what loops raise is known.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod hardware {
    pub fn read() -> u32 {
        0
    }

    pub fn clear() {}
}
