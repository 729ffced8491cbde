//! Run-time dispatch to wider vector instructions.
//!
//! The code of kernels is ordinary scalar expressions without branches; inside a function compiled for AVX2 and FMA the
//! compiler turns loops over them into vector code.

use std::sync::atomic::{AtomicU8, Ordering};

/// What the CPU can do, in rising order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Nothing beyond the compile-time target, and no fused multiply-add.
    Plain = 1,
    /// A fused multiply-add is part of the compile-time target.
    Fused = 2,
    /// AVX2 with FMA and bit manipulation.
    Avx2 = 3,
    /// AVX-512 F, DQ, BW and VL as well.
    Avx512 = 4,
}

static LEVEL: AtomicU8 = AtomicU8::new(0);

/// The level of this CPU; detected once.
#[inline]
pub fn level() -> Level {
    match LEVEL.load(Ordering::Relaxed) {
        1 => Level::Plain,
        2 => Level::Fused,
        3 => Level::Avx2,
        4 => Level::Avx512,
        _ => detect(),
    }
}

/// Whether `f64::mul_add` is one instruction inside [`vectorize`] rather than a slow library call.
#[inline]
pub fn has_fma() -> bool {
    level() > Level::Plain
}

#[cold]
fn detect() -> Level {
    let found = detect_level();
    LEVEL.store(found as u8, Ordering::Relaxed);
    found
}

#[cfg(target_arch = "x86_64")]
fn detect_level() -> Level {
    use std::arch::is_x86_feature_detected as has;
    let avx2 = has!("avx2") && has!("fma") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt");
    let avx512 = has!("avx512f") && has!("avx512dq") && has!("avx512bw") && has!("avx512vl");
    match (avx2, avx512) {
        (true, true) => Level::Avx512,
        (true, false) => Level::Avx2,
        (false, _) => Level::Plain,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect_level() -> Level {
    if cfg!(target_arch = "aarch64") { Level::Fused } else { Level::Plain }
}

/// Something to run under [`vectorize`].
///
/// Only what is inlined there is compiled for the wider instructions. Small closures are, and those marked
/// `#[inline(always)]`; they are called by reference, since a call that consumes one goes through a function that
/// nothing makes inline.
pub trait Task {
    /// What it gives.
    type Output;
    /// Does it; mark every implementation `#[inline(always)]`.
    fn run(self) -> Self::Output;
}

impl<R, F: FnMut() -> R> Task for F {
    type Output = R;
    #[inline(always)]
    fn run(mut self) -> R {
        self()
    }
}

/// Runs `task` compiled for AVX2 and FMA where the CPU has them, else plainly.
#[inline(always)]
pub fn vectorize<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    if level() >= Level::Avx2 {
        // SAFETY: the features were detected.
        return unsafe { with_avx2(task) };
    }
    task.run()
}

/// As [`vectorize`], with AVX-512 where the CPU has it; for long kernels only, since it adds a third copy of the code.
#[inline(always)]
pub fn vectorize_wide<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    if level() == Level::Avx512 {
        // SAFETY: the features were detected.
        return unsafe { with_avx512(task) };
    }
    vectorize(task)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn with_avx2<T: Task>(task: T) -> T::Output {
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn with_avx512<T: Task>(task: T) -> T::Output {
    task.run()
}
