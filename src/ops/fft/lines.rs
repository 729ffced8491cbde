//! Transforms of the lines of a block along an axis, several lines at a time.

use std::sync::Arc;

use num_complex::Complex;
use rayon::prelude::*;
use realfft::{ComplexToReal, FftError, RealToComplex};
use rustfft::Fft;

use super::plans::Real;
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, Dims, Element, Strides, cancel};
use crate::diag::{Result, runtime_error};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// Real or complex elements to as many complex ones.
    Full { inverse: bool },
    /// Real elements to the first half of their complex ones, of which the others are the mirror.
    Half,
    /// The first half of complex elements to the real ones that they stand for.
    Whole,
}

/// A transform of lines.
#[derive(Clone, Copy, Debug)]
pub struct Transform {
    pub way: Way,
    /// The points of a line: a longer one is cut, a shorter one filled with zeros.
    pub points: usize,
    /// What every element is multiplied by in the end.
    pub factor: f64,
    /// Whether the complex side of `Half` and `Whole` is conjugated.
    pub conj: bool,
}

impl Transform {
    /// The elements of a line of the result.
    pub fn out_len(&self) -> usize {
        if self.way == Way::Half { self.points / 2 + 1 } else { self.points }
    }

    /// The most elements of a line that are read.
    pub fn read_len(&self) -> usize {
        if self.way == Way::Whole { self.points / 2 + 1 } else { self.points }
    }
}

enum Plan<R> {
    Complex(Arc<dyn Fft<R>>),
    Half(Arc<dyn RealToComplex<R>>),
    Whole(Arc<dyn ComplexToReal<R>>),
}

impl<R: Real> Plan<R> {
    fn scratch_len(&self) -> usize {
        match self {
            Plan::Complex(plan) => plan.get_inplace_scratch_len(),
            Plan::Half(plan) => plan.get_scratch_len(),
            Plan::Whole(plan) => plan.get_scratch_len(),
        }
    }
}

/// All lines of a block, and where their results go.
struct Job<'a, R> {
    transform: Transform,
    plan: Plan<R>,
    input: &'a Block,
    /// The lengths and steps of the input's other axes.
    others: (Dims, Strides),
    /// The elements of a line of the input, and the step between them.
    line: (usize, isize),
    /// The results' memory: so many elements from one of a line to the next.
    out: *mut u8,
    inner: usize,
}

// SAFETY: the input is only read, and each line of the results is written by the one thread that has it.
unsafe impl<R: Real> Sync for Job<'_, R> {}

/// What a thread works in.
struct Room<R> {
    real: Vec<R>,
    complex: Vec<Complex<R>>,
    scratch: Vec<Complex<R>>,
    starts: Vec<isize>,
}

/// Transforms the lines of `input` along `axis`. `shared` says whether other threads may help.
pub fn transform<R: Real>(transform: Transform, input: &Block, axis: usize, shared: bool) -> Result<Block>
where
    Complex<R>: Element,
{
    let mut shape: Dims = input.shape().into();
    shape[axis] = transform.out_len();
    let mut block = Block::scratch(if transform.way == Way::Whole { R::DTYPE } else { Complex::<R>::DTYPE }, &shape);
    let out = match transform.way {
        Way::Whole => block.slice_mut::<R>().as_mut_ptr().cast::<u8>(),
        _ => block.slice_mut::<Complex<R>>().as_mut_ptr().cast::<u8>(),
    };
    let others = |k: &usize| *k != axis;
    let plan = match transform.way {
        Way::Full { inverse } if input.dtype().is_complex() => Plan::Complex(R::complex(transform.points, inverse)),
        Way::Whole => Plan::Whole(R::whole(transform.points)),
        _ => Plan::Half(R::half(transform.points)),
    };
    let job = Job {
        transform,
        plan,
        input,
        others: (
            (0..input.ndim()).filter(others).map(|k| input.shape()[k]).collect(),
            (0..input.ndim()).filter(others).map(|k| input.strides()[k]).collect(),
        ),
        line: (input.shape()[axis].min(transform.read_len()), input.strides()[axis]),
        out,
        inner: shape[axis + 1..].iter().product(),
    };
    job.run(shared)?;
    Ok(block)
}

/// The elements of a tile of lines: few enough for a near cache, enough lines to use whole cache lines.
const TILE: usize = 1 << 14;

impl<R: Real> Job<'_, R>
where
    Complex<R>: Element,
{
    fn run(&self, shared: bool) -> Result<()> {
        let lines: usize = self.others.0.iter().product();
        let wide = (TILE / self.transform.points).clamp(if self.inner == 1 { 1 } else { 8 }, 64);
        let tiles = lines.div_ceil(wide);
        let tile = |room: &mut Room<R>, k: usize| {
            cancel::check()?;
            self.tile(k * wide, wide.min(lines - k * wide), room).map_err(|e| runtime_error(format!("fft: {e}")))
        };
        if shared && tiles > 1 && lines * self.transform.points > 4 * TILE {
            return (0..tiles).into_par_iter().try_for_each_init(|| self.room(), tile);
        }
        let mut room = self.room();
        (0..tiles).try_for_each(|k| tile(&mut room, k))
    }

    fn room(&self) -> Room<R> {
        let zero = Complex::new(R::zero(), R::zero());
        let scratch = vec![zero; self.plan.scratch_len()];
        Room { real: Vec::new(), complex: Vec::new(), scratch, starts: Vec::new() }
    }

    /// Lines `from..from + count`.
    fn tile(&self, from: usize, count: usize, room: &mut Room<R>) -> std::result::Result<(), FftError> {
        self.find_starts(from, count, &mut room.starts);
        let (n, half) = (self.transform.points, self.transform.points / 2 + 1);
        match &self.plan {
            Plan::Complex(plan) => {
                let (to, pitch) = self.target(from, count, &mut room.complex);
                self.gather(&room.starts, to, pitch, n);
                to.chunks_mut(pitch).for_each(|line| plan.process_with_scratch(&mut line[..n], &mut room.scratch));
                self.finish(from, to, pitch, self.scale());
            }
            Plan::Half(plan) => {
                let pitch = pitch(n);
                room.real.resize(count * pitch, R::zero());
                self.gather(&room.starts, &mut room.real, pitch, n);
                let (to, wide) = self.target(from, count, &mut room.complex);
                for (line, to) in room.real.chunks_mut(pitch).zip(to.chunks_mut(wide)) {
                    plan.process_with_scratch(&mut line[..n], &mut to[..half], &mut room.scratch)?;
                    if let Way::Full { inverse } = self.transform.way {
                        mirror(&mut to[..n], inverse);
                    }
                }
                self.finish(from, to, wide, self.scale());
            }
            Plan::Whole(plan) => {
                let pitch = pitch(half);
                room.complex.resize(count * pitch, Complex::new(R::zero(), R::zero()));
                self.gather(&room.starts, &mut room.complex, pitch, half);
                let (to, wide) = self.target(from, count, &mut room.real);
                for (line, to) in room.complex.chunks_mut(pitch).zip(to.chunks_mut(wide)) {
                    if self.transform.conj {
                        line.iter_mut().for_each(|v| *v = v.conj());
                    }
                    line[0].im = R::zero();
                    if n.is_multiple_of(2) {
                        line[half - 1].im = R::zero();
                    }
                    plan.process_with_scratch(&mut line[..half], &mut to[..n], &mut room.scratch)?;
                }
                let factor = R::cast_from(self.transform.factor);
                self.finish(from, to, wide, |v| v * factor + R::zero());
            }
        }
        Ok(())
    }

    /// Where in the input the lines begin.
    fn find_starts(&self, from: usize, count: usize, starts: &mut Vec<isize>) {
        let (lengths, steps) = &self.others;
        let mut at = Dims::from_elem(0, lengths.len());
        let mut left = from;
        for k in (0..lengths.len()).rev() {
            at[k] = left % lengths[k];
            left /= lengths[k];
        }
        starts.clear();
        for _ in 0..count {
            starts.push(at.iter().zip(steps).map(|(&i, &s)| i as isize * s).sum());
            for k in (0..lengths.len()).rev() {
                at[k] += 1;
                if at[k] < lengths[k] {
                    break;
                }
                at[k] = 0;
            }
        }
    }

    /// Copies the lines that begin at these places, each to `n` elements, `pitch` apart.
    fn gather<E: Element>(&self, starts: &[isize], to: &mut [E], pitch: usize, n: usize) {
        let (len, step) = self.line;
        let base = self.input.ptr::<E>();
        // SAFETY: the line's elements are in the block.
        let read = |start: isize, i: usize| unsafe { *base.offset(start + i as isize * step) };
        if step == 1 {
            for (&start, line) in starts.iter().zip(to.chunks_mut(pitch)) {
                // SAFETY: the line's elements are in the block, one after another.
                line[..len].copy_from_slice(unsafe { std::slice::from_raw_parts(base.offset(start), len) });
            }
        } else if self.inner == 1 {
            for (&start, line) in starts.iter().zip(to.chunks_mut(pitch)) {
                line[..len].iter_mut().enumerate().for_each(|(i, v)| *v = read(start, i));
            }
        } else {
            for i in 0..len {
                starts.iter().enumerate().for_each(|(k, &start)| to[k * pitch + i] = read(start, i));
            }
        }
        if len < n {
            to.chunks_mut(pitch).for_each(|line| line[len..n].fill(E::default()));
        }
    }

    /// Where lines of the result are made, and how far apart: in their place where they lie one after another.
    fn target<'b, O: Element>(&self, from: usize, count: usize, room: &'b mut Vec<O>) -> (&'b mut [O], usize) {
        let n = self.transform.out_len();
        if self.inner == 1 {
            // SAFETY: these lines of the results are this thread's alone, and the results outlive the job.
            return (unsafe { std::slice::from_raw_parts_mut(self.out.cast::<O>().add(from * n), count * n) }, n);
        }
        let pitch = pitch(n);
        room.resize(count * pitch, O::default());
        (&mut room[..], pitch)
    }

    /// What is done with each complex element in the end. A zero has no sign, but for what is conjugated.
    fn scale(&self) -> impl Fn(Complex<R>) -> Complex<R> + use<R> {
        let (factor, zero) = (R::cast_from(self.transform.factor), R::zero());
        let side = if self.transform.conj { -R::one() } else { R::one() };
        move |v| Complex::new(v.re * factor + zero, (v.im * factor + zero) * side)
    }

    /// Puts the lines in their place, each element as `scale` has it.
    fn finish<O: Element>(&self, from: usize, lines: &mut [O], pitch: usize, scale: impl Fn(O) -> O) {
        if self.inner == 1 {
            vectorize(|| lines.iter_mut().for_each(|v| *v = scale(*v)));
            return;
        }
        let n = self.transform.out_len();
        let out = self.out.cast::<O>();
        let place = |line: usize| (line / self.inner) * n * self.inner + line % self.inner;
        let places: smallvec::SmallVec<[usize; 64]> = (from..from + lines.len() / pitch).map(place).collect();
        for i in 0..n {
            for (k, &place) in places.iter().enumerate() {
                // SAFETY: in bounds of the results, and of a line that is this thread's alone.
                unsafe { *out.add(place + i * self.inner) = scale(lines[k * pitch + i]) };
            }
        }
    }
}

/// From one line of a tile to the next: long lines do not begin at the same place of a cache's sets.
fn pitch(n: usize) -> usize {
    if n < 256 { n } else { n + 4 }
}

/// The second half of a line of which the first is there; for an inverse transform it is turned around.
fn mirror<R: Real>(line: &mut [Complex<R>], inverse: bool) {
    let n = line.len();
    for k in 1..n.div_ceil(2) {
        let v = line[k];
        let turned = Complex::new(v.re, R::zero() - v.im);
        (line[k], line[n - k]) = if inverse { (turned, v) } else { (v, turned) };
    }
}
