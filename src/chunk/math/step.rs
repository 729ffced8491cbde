//! The loops that drive element kernels over runs, block by block.
//!
//! Elements a kernel cannot treat (huge arguments, subnormal results …) are recognised by a cheap test and done again by
//! a scalar routine.

use super::simd::{Level, level};
use std::marker::PhantomData;

/// Element types of the kernels.
pub(super) trait Real: Copy {
    /// A value in the domain of every function, to fill blocks up.
    const ONE: Self;
}

impl Real for f32 {
    const ONE: Self = 1.0;
}

impl Real for f64 {
    const ONE: Self = 1.0;
}

/// Elements treated at once: few enough for single values, enough to keep the vector units busy.
pub(super) const BLOCK: usize = 64;

/// What a step reads or writes.
pub(super) type Block<T> = [T; BLOCK];

/// The treatment of one block; functions of one argument ignore the second.
pub(super) trait Step<T: Real> {
    /// Working memory of a run.
    type Scratch;
    /// Fresh working memory.
    fn scratch() -> Self::Scratch;
    /// Fills `out`; implementations are `#[inline(always)]`.
    fn step(a: &Block<T>, b: &Block<T>, out: &mut Block<T>, scratch: &mut Self::Scratch);
    /// The value of one element without fused multiply-add.
    fn scalar(a: T, b: T) -> T;
}

type StepFn<T, S> = unsafe fn(&Block<T>, &Block<T>, &mut Block<T>, &mut S);

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn step_avx2<T: Real, S: Step<T>>(a: &Block<T>, b: &Block<T>, out: &mut Block<T>, scratch: &mut S::Scratch) {
    S::step(a, b, out, scratch);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn step_avx512<T: Real, S: Step<T>>(a: &Block<T>, b: &Block<T>, out: &mut Block<T>, scratch: &mut S::Scratch) {
    S::step(a, b, out, scratch);
}

/// The step compiled for this CPU; none without fused multiply-add.
fn compiled<T: Real, S: Step<T>>() -> Option<StepFn<T, S::Scratch>> {
    match level() {
        Level::Plain => None,
        Level::Fused => Some(S::step),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => Some(step_avx2::<T, S>),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => Some(step_avx512::<T, S>),
        #[cfg(not(target_arch = "x86_64"))]
        Level::Avx2 | Level::Avx512 => None,
    }
}

/// Runs a step over two runs; the last block is filled up.
pub(super) fn run<T: Real, S: Step<T>>(a: &[T], b: &[T], out: &mut [T]) {
    let length = a.len().min(b.len()).min(out.len());
    let (a, b, out) = (&a[..length], &b[..length], &mut out[..length]);
    let Some(step) = compiled::<T, S>() else {
        return a.iter().zip(b).zip(out).for_each(|((a, b), out)| *out = S::scalar(*a, *b));
    };
    let mut scratch = S::scratch();
    let ((a, rest_a), (b, rest_b), (out, rest)) = (a.as_chunks(), b.as_chunks(), out.as_chunks_mut());
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        // SAFETY: the step was chosen by the features that were detected.
        unsafe { step(a, b, out, &mut scratch) };
    }
    if !rest.is_empty() {
        let (mut a, mut b, mut out) = ([T::ONE; BLOCK], [T::ONE; BLOCK], [T::ONE; BLOCK]);
        a[..rest.len()].copy_from_slice(rest_a);
        b[..rest.len()].copy_from_slice(rest_b);
        // SAFETY: as above.
        unsafe { step(&a, &b, &mut out, &mut scratch) };
        rest.copy_from_slice(&out[..rest.len()]);
    }
}

/// A function of one element, in a form that vectorises and one that is always right.
pub(super) trait Kernel<T: Real> {
    /// The value, without branches; anything where [`Kernel::hard`] holds.
    fn eval(x: T) -> T;
    /// Whether `x` needs the scalar routine.
    #[inline(always)]
    fn hard(_: T) -> bool {
        false
    }
    /// The value for any `x`, also used without fused multiply-add.
    fn scalar(x: T) -> T;
}

/// As [`Kernel`], of two elements.
pub(super) trait Kernel2<T: Real> {
    /// The value, without branches; anything where [`Kernel2::hard`] holds.
    fn eval(a: T, b: T) -> T;
    /// Whether the pair needs the scalar routine.
    #[inline(always)]
    fn hard(_: T, _: T) -> bool {
        false
    }
    /// The value for any pair, also used without fused multiply-add.
    fn scalar(a: T, b: T) -> T;
}

/// The step of a [`Kernel`].
pub(super) struct Each<F>(PhantomData<F>);

impl<T: Real, F: Kernel<T>> Step<T> for Each<F> {
    type Scratch = ();
    fn scratch() {}
    #[inline(always)]
    fn step(a: &Block<T>, _: &Block<T>, out: &mut Block<T>, (): &mut ()) {
        let mut hard = false;
        for i in 0..BLOCK {
            out[i] = F::eval(a[i]);
            hard |= F::hard(a[i]);
        }
        if hard {
            mend(a, out, F::hard, F::scalar);
        }
    }
    fn scalar(a: T, _: T) -> T {
        F::scalar(a)
    }
}

/// The step of a [`Kernel2`].
pub(super) struct Pairs<F>(PhantomData<F>);

impl<T: Real, F: Kernel2<T>> Step<T> for Pairs<F> {
    type Scratch = ();
    fn scratch() {}
    #[inline(always)]
    fn step(a: &Block<T>, b: &Block<T>, out: &mut Block<T>, (): &mut ()) {
        let mut hard = false;
        for i in 0..BLOCK {
            out[i] = F::eval(a[i], b[i]);
            hard |= F::hard(a[i], b[i]);
        }
        if hard {
            mend_pairs::<T, F>(a, b, out);
        }
    }
    fn scalar(a: T, b: T) -> T {
        F::scalar(a, b)
    }
}

/// Does the hard elements of a block again.
#[cold]
#[inline(never)]
pub(super) fn mend<T: Real>(x: &Block<T>, out: &mut Block<T>, hard: impl Fn(T) -> bool, scalar: impl Fn(T) -> T) {
    for (x, out) in x.iter().zip(out) {
        if hard(*x) {
            *out = scalar(*x);
        }
    }
}

#[cold]
#[inline(never)]
fn mend_pairs<T: Real, F: Kernel2<T>>(a: &Block<T>, b: &Block<T>, out: &mut Block<T>) {
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        if F::hard(*a, *b) {
            *out = F::scalar(*a, *b);
        }
    }
}
