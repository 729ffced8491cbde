//! The sources of ranges: each element from its own index.

use crate::chunk::{CastFrom, DType, Element, Num, Region, c64, c128, f16};
use crate::graph::{Source, Target};
use crate::with_dtype;

/// Elements made before they are cast to the array's dtype.
const TILE: usize = 512;

/// `first + i * (second - first)`, reckoned in the array's own dtype, as NumPy's `arange` does.
#[derive(Debug)]
pub struct Steps {
    pub first: Num,
    pub second: Num,
}

impl Source for Steps {
    fn fill(&self, _: &[usize], region: &Region, mut out: Target) {
        let at = region.start[0];
        match out.dtype() {
            DType::F64 => self.reals::<f64>(at, out.slice()),
            DType::F32 => self.reals::<f32>(at, out.slice()),
            DType::F16 => self.halves(at, out.slice()),
            DType::C64 => self.complex::<c64>(at, out.slice()),
            DType::C128 => self.complex::<c128>(at, out.slice()),
            other => {
                with_dtype!(other, T in [Bool I8 I16 I32 I64 U8 U16 U32 U64] => self.integers::<T>(at, out.slice()), else {})
            }
        }
    }
}

impl Steps {
    /// Wraps as the dtype does: the low bits of 64-bit arithmetic are those of any narrower one.
    fn integers<T: Element + CastFrom<i64>>(&self, at: usize, out: &mut [T]) {
        let word = |n: Num| n.to_dtype(T::DTYPE).as_int().unwrap_or(0) as i64;
        let first = word(self.first);
        let delta = word(self.second).wrapping_sub(first);
        let mut value = first.wrapping_add(delta.wrapping_mul(at as i64));
        for o in out {
            *o = T::cast_from(value);
            value = value.wrapping_add(delta);
        }
    }

    fn reals<T: Element + num_traits::Float + CastFrom<f64>>(&self, at: usize, out: &mut [T]) {
        let (first, second) = (self.first.cast::<T>(), self.second.cast::<T>());
        let delta = second - first;
        counted(at, out, |i| first + T::cast_from(i) * delta);
        self.ends(at, out);
    }

    fn halves(&self, at: usize, out: &mut [f16]) {
        let (first, second) = (self.first.cast::<f16>().to_f32(), self.second.cast::<f16>().to_f32());
        counted(at, out, |i| f16::from_f32(first + i as f32 * (second - first)));
        self.ends(at, out);
    }

    fn complex<T: Element>(&self, at: usize, out: &mut [T]) {
        let first = self.first.as_complex();
        let delta = self.second.as_complex() - first;
        counted(at, out, |i| Num::Complex(first + delta * i).cast::<T>());
        self.ends(at, out);
    }

    /// The first two elements are what they were given as, whatever the arithmetic makes of them.
    fn ends<T: Element>(&self, at: usize, out: &mut [T]) {
        for (k, num) in [self.first, self.second].into_iter().enumerate() {
            if let Some(o) = k.checked_sub(at).and_then(|k| out.get_mut(k)) {
                *o = num.cast::<T>();
            }
        }
    }
}

/// Calls `value` with the index of each element as a float, from `at` on.
#[inline(always)]
fn counted<T>(at: usize, out: &mut [T], value: impl Fn(f64) -> T) {
    for (k, tile) in out.chunks_mut(1 << 20).enumerate() {
        let base = (at + (k << 20)) as f64;
        // The index within a tile is exact in 32 bits, which is what vector instructions turn to floats.
        for (i, o) in tile.iter_mut().enumerate() {
            *o = value(base + f64::from(i as i32));
        }
    }
}

/// Numbers evenly spaced from a start to a stop, as NumPy's `linspace` reckons them.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    start: c128,
    delta: c128,
    /// What lies between neighbours; NaN where there are none.
    pub step: c128,
    div: f64,
    /// The place of the end point, which is exactly `stop`.
    last: Option<usize>,
    stop: c128,
}

impl Line {
    pub fn new(start: c128, stop: c128, num: usize, endpoint: bool) -> Line {
        let div = num as f64 - f64::from(u8::from(endpoint));
        let delta = stop - start;
        let step = if div > 0.0 { delta / div } else { c128::new(f64::NAN, 0.0) };
        Line { start, delta, step, div, last: (endpoint && num > 1).then(|| num - 1), stop }
    }

    /// One of the two parts of the numbers from index `at` on.
    fn part(&self, part: fn(c128) -> f64, at: usize, out: &mut [f64]) {
        let (start, delta, step, div) = (part(self.start), part(self.delta), part(self.step), self.div);
        if div <= 0.0 {
            counted(at, out, |i| i * delta + start);
        } else if self.step == c128::default() {
            counted(at, out, |i| i / div * delta + start);
        } else {
            counted(at, out, |i| i * step + start);
        }
        if let Some(o) = self.last.and_then(|k| k.checked_sub(at)).and_then(|k| out.get_mut(k)) {
            *o = part(self.stop);
        }
    }
}

/// What becomes of the numbers of a line.
#[derive(Clone, Copy, Debug)]
pub enum Curve {
    Straight,
    /// `base` to their power.
    Power {
        base: f64,
    },
    /// 10 to their power under a sign, with exact ends.
    Geometric {
        sign: f64,
        first: f64,
        last: Option<(usize, f64)>,
    },
}

impl Curve {
    fn bend(self, at: usize, out: &mut [f64]) {
        match self {
            Curve::Straight => {}
            Curve::Power { base } => out.iter_mut().for_each(|v| *v = base.powf(*v)),
            Curve::Geometric { sign, first, last } => {
                out.iter_mut().for_each(|v| *v = 10f64.powf(*v) * sign);
                for (place, value) in std::iter::once((0, first)).chain(last) {
                    if let Some(o) = place.checked_sub(at).and_then(|k| out.get_mut(k)) {
                        *o = value;
                    }
                }
            }
        }
    }
}

/// The source of `linspace`, `logspace` and `geomspace`.
#[derive(Debug)]
pub struct Spaced {
    pub line: Line,
    pub curve: Curve,
}

impl Source for Spaced {
    fn fill(&self, _: &[usize], region: &Region, mut out: Target) {
        let at = region.start[0];
        let dtype = out.dtype();
        if dtype.is_complex() {
            return with_dtype!(dtype, T in [C64 C128] => self.complex::<T>(at, out.slice()), else {});
        }
        with_dtype!(dtype, T => self.real::<T>(at, out.slice()));
    }

    fn cost(&self) -> f32 {
        match self.curve {
            Curve::Straight => 0.4,
            _ => 15.0,
        }
    }
}

impl Spaced {
    fn real<T: Element + CastFrom<f64>>(&self, at: usize, out: &mut [T]) {
        let mut buffer = [0.0; TILE];
        for (k, tile) in out.chunks_mut(TILE).enumerate() {
            let (buffer, at) = (&mut buffer[..tile.len()], at + k * TILE);
            self.line.part(|c| c.re, at, buffer);
            self.curve.bend(at, buffer);
            if T::DTYPE.is_integer() {
                buffer.iter_mut().for_each(|v| *v = v.floor());
            }
            crate::chunk::copy::cast_slice(buffer, tile);
        }
    }

    fn complex<T: Element + CastFrom<c128>>(&self, at: usize, out: &mut [T]) {
        let (mut re, mut im) = ([0.0; TILE], [0.0; TILE]);
        for (k, tile) in out.chunks_mut(TILE).enumerate() {
            let at = at + k * TILE;
            self.line.part(|c| c.re, at, &mut re[..tile.len()]);
            self.line.part(|c| c.im, at, &mut im[..tile.len()]);
            for (o, (&re, &im)) in tile.iter_mut().zip(re.iter().zip(&im)) {
                *o = T::cast_from(c128::new(re, im));
            }
        }
    }
}
