//! Driving a function of one element over runs of them, compiled for vector instructions.

use crate::chunk::math::simd::{Task, vectorize};
use crate::chunk::{Element, f16};
use crate::graph::{Lane, Operand, Target};
use half::slice::HalfFloatSliceExt;

/// Elements that go through a buffer on the stack at once.
const BLOCK: usize = 256;

struct One<'a, A, R, F> {
    a: &'a [A],
    out: &'a mut [R],
    f: F,
}

impl<A: Copy, R, F: Fn(A) -> R> Task for One<'_, A, R, F> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (out, &a) in self.out.iter_mut().zip(self.a) {
            *out = (self.f)(a);
        }
    }
}

struct Two<'a, A, B, R, F> {
    a: &'a [A],
    b: &'a [B],
    out: &'a mut [R],
    f: F,
}

impl<A: Copy, B: Copy, R, F: Fn(A, B) -> R> Task for Two<'_, A, B, R, F> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for ((out, &a), &b) in self.out.iter_mut().zip(self.a).zip(self.b) {
            *out = (self.f)(a, b);
        }
    }
}

fn apply1<A: Copy, R: Copy>(a: Lane<'_, A>, out: &mut [R], f: impl Fn(A) -> R) {
    match a {
        Lane::One(a) => out.fill(f(a)),
        Lane::Many(a) => vectorize(One { a, out, f }),
    }
}

fn apply2<A: Copy, B: Copy, R: Copy>(a: Lane<'_, A>, b: Lane<'_, B>, out: &mut [R], f: impl Fn(A, B) -> R) {
    match (a, b) {
        (Lane::One(a), Lane::One(b)) => out.fill(f(a, b)),
        (Lane::Many(a), Lane::One(b)) => vectorize(One { a, out, f: move |a| f(a, b) }),
        (Lane::One(a), Lane::Many(b)) => vectorize(One { a: b, out, f: move |b| f(a, b) }),
        (Lane::Many(a), Lane::Many(b)) => vectorize(Two { a, b, out, f }),
    }
}

/// A function of one element.
pub fn unary<A: Element, R: Element>(from: &[Operand], out: &mut Target, f: impl Fn(A) -> R) {
    apply1(from[0].lane(), out.slice(), f);
}

/// A function of two elements.
pub fn binary<A: Element, B: Element, R: Element>(from: &[Operand], out: &mut Target, f: impl Fn(A, B) -> R) {
    apply2(from[0].lane(), from[1].lane(), out.slice(), f);
}

/// What a function of single-precision numbers gives, as the result of the same function of half-precision ones.
pub trait FromSingle: Copy + Default {
    fn put(results: &[Self], out: &mut Target, at: usize);
}

impl FromSingle for f32 {
    fn put(results: &[f32], out: &mut Target, at: usize) {
        out.slice::<f16>()[at..at + results.len()].convert_from_f32_slice(results);
    }
}

impl FromSingle for bool {
    fn put(results: &[bool], out: &mut Target, at: usize) {
        out.slice::<bool>()[at..at + results.len()].copy_from_slice(results);
    }
}

/// `n` elements of a run of half-precision numbers from `at`, as single-precision ones.
fn widen<'a>(from: &Operand, at: usize, n: usize, buffer: &'a mut [f32; BLOCK]) -> Lane<'a, f32> {
    match from.lane::<f16>() {
        Lane::One(v) => Lane::One(v.to_f32()),
        Lane::Many(v) => {
            v[at..at + n].convert_to_f32_slice(&mut buffer[..n]);
            Lane::Many(&buffer[..n])
        }
    }
}

/// A function of one half-precision number by way of single precision.
pub fn half_unary<A, R: FromSingle>(from: &[Operand], out: &mut Target, f: impl Fn(f32) -> R) {
    let (mut a, mut r) = ([0.0; BLOCK], [R::default(); BLOCK]);
    for at in (0..out.len()).step_by(BLOCK) {
        let n = BLOCK.min(out.len() - at);
        apply1(widen(&from[0], at, n, &mut a), &mut r[..n], &f);
        R::put(&r[..n], out, at);
    }
}

/// A function of two half-precision numbers by way of single precision.
pub fn half_binary<A, B, R: FromSingle>(from: &[Operand], out: &mut Target, f: impl Fn(f32, f32) -> R) {
    let (mut a, mut b, mut r) = ([0.0; BLOCK], [0.0; BLOCK], [R::default(); BLOCK]);
    for at in (0..out.len()).step_by(BLOCK) {
        let n = BLOCK.min(out.len() - at);
        apply2(widen(&from[0], at, n, &mut a), widen(&from[1], at, n, &mut b), &mut r[..n], &f);
        R::put(&r[..n], out, at);
    }
}

/// A function of a whole run.
pub fn run1<T: Element>(from: &[Operand], out: &mut Target, f: impl Fn(&[T], &mut [T])) {
    let out = out.slice::<T>();
    match from[0].lane::<T>() {
        Lane::Many(a) => f(a, out),
        Lane::One(a) => {
            let mut one = [a];
            f(&[a], &mut one);
            out.fill(one[0]);
        }
    }
}

/// A function of two whole runs.
pub fn run2<T: Element>(from: &[Operand], out: &mut Target, f: impl Fn(&[T], &[T], &mut [T])) {
    let out = out.slice::<T>();
    match (from[0].lane::<T>(), from[1].lane::<T>()) {
        (Lane::Many(a), Lane::Many(b)) => f(a, b, out),
        (Lane::One(a), Lane::One(b)) => {
            let mut one = [a];
            f(&[a], &[b], &mut one);
            out.fill(one[0]);
        }
        (Lane::Many(a), Lane::One(b)) => {
            let b = [b; BLOCK];
            a.chunks(BLOCK).zip(out.chunks_mut(BLOCK)).for_each(|(a, out)| f(a, &b[..a.len()], out));
        }
        (Lane::One(a), Lane::Many(b)) => {
            let a = [a; BLOCK];
            b.chunks(BLOCK).zip(out.chunks_mut(BLOCK)).for_each(|(b, out)| f(&a[..b.len()], b, out));
        }
    }
}
