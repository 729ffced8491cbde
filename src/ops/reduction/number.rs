//! The arithmetic of sums, products and spreads, digit for digit as NumPy's loops do it.

use std::hint::black_box;

use num_complex::Complex;

use crate::chunk::{Block, Element, c64, c128, f16};

/// A running sum or product.
pub trait Acc: Copy + Send + Sync + std::fmt::Debug + 'static {
    type Real: Acc;
    /// The element type that holds it.
    type Stored: Element;
    fn store(self) -> Self::Stored;
    fn load(stored: Self::Stored) -> Self;
    const ZERO: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// The product as NumPy's loops over many states have it: complex ones are fused where the machine can.
    #[inline(always)]
    fn times_across(self, other: Self) -> Self {
        self.times(other)
    }
    /// The value as NumPy stores it between steps; only half precision differs.
    fn settle(self) -> Self {
        self
    }
    /// The sums of runs of one length, each in NumPy's order. Reading them side by side, memory gives more in the same
    /// time than it does for one after another.
    fn totals<T: Copy, const N: usize>(runs: [&[T]; N], lift: impl Fn(T) -> Self + Copy) -> [Self; N];
    /// The sum of a run, in NumPy's order. The quarters of a long one are read side by side.
    #[inline(always)]
    fn total<T: Copy>(values: &[T], lift: impl Fn(T) -> Self + Copy) -> Self {
        if values.len() < LONG || !values.len().is_multiple_of(4 * BLOCK) {
            let [sum] = Self::totals([values], lift);
            return sum;
        }
        let quarter = |k: usize| &values[values.len() / 4 * k..][..values.len() / 4];
        let [a, b, c, d] = Self::totals([quarter(0), quarter(1), quarter(2), quarter(3)], lift);
        a.plus(b).plus(c.plus(d))
    }
    /// The running product times those of a run.
    fn product<T: Copy>(self, values: &[T], lift: impl Fn(T) -> Self + Copy) -> Self;
    /// The sum over a count.
    fn over(self, count: f64) -> Self;
    /// The squared distance from `mean`.
    fn distance2(self, mean: Self) -> Self::Real;
    /// The squared distance as a product with the conjugate, which is how the forms that pass over NaN have it.
    #[inline(always)]
    fn distance2_conjugate(self, mean: Self) -> Self::Real {
        self.distance2(mean)
    }
    /// The value a part of the way to another.
    fn toward(self, other: Self, part: f64) -> Self;
    /// The value in double precision, and back.
    fn wide(self) -> c128;
    fn narrow(wide: c128) -> Self;
    fn of_int(value: i128) -> Self {
        Self::narrow(c128::new(value as f64, 0.0))
    }
    /// The values as elements of a block of one dimension.
    fn block(values: &[Self]) -> Block;
}

/// The most elements of a block that eight sums take in turn.
const BLOCK: usize = 128;
/// Elements of a run whose quarters are read side by side.
const LONG: usize = 16 * BLOCK;

/// What becomes of each, in a loop: what the array's own `map` calls is not always compiled with the code around it.
#[inline(always)]
pub fn each<A: Copy, B: Copy, const N: usize>(of: [A; N], first: B, f: impl Fn(A) -> B) -> [B; N] {
    let mut out = [first; N];
    for k in 0..N {
        out[k] = f(of[k]);
    }
    out
}

/// Halves of a run, as NumPy's pairwise summation cuts it, from `leaf` sums of at most `BLOCK` numbers.
#[inline(always)]
fn halves<A: Copy>(len: usize, parts: usize, zero: A, leaf: impl Fn(usize, usize) -> A, add: impl Fn(A, A) -> A) -> A {
    if len * parts <= BLOCK {
        return leaf(0, len);
    }
    // Stretches still to be summed, a length of 0 standing for one addition; depth is at most log2(len) + 1.
    let mut todo = [(0usize, 0usize); 130];
    let mut sums = [zero; 66];
    let (mut waiting, mut held) = (1, 0);
    todo[0] = (0, len);
    while waiting > 0 {
        waiting -= 1;
        let (start, n) = todo[waiting];
        if n == 0 {
            held -= 1;
            sums[held - 1] = add(sums[held - 1], sums[held]);
        } else if n * parts <= BLOCK {
            sums[held] = leaf(start, n);
            held += 1;
        } else {
            let half = n * parts / 2;
            let half = (half - half % 8) / parts;
            todo[waiting] = (0, 0);
            todo[waiting + 1] = (start + half, n - half);
            todo[waiting + 2] = (start, half);
            waiting += 3;
        }
    }
    sums[0]
}

macro_rules! real_acc {
    ($t:ident) => {
        impl Acc for $t {
            type Real = $t;
            type Stored = $t;
            #[inline(always)]
            fn store(self) -> $t {
                self
            }
            #[inline(always)]
            fn load(stored: $t) -> $t {
                stored
            }
            const ZERO: $t = 0.0;
            const ONE: $t = 1.0;
            #[inline(always)]
            fn plus(self, other: $t) -> $t {
                self + other
            }
            #[inline(always)]
            fn times(self, other: $t) -> $t {
                self * other
            }
            #[inline(always)]
            fn totals<T: Copy, const N: usize>(runs: [&[T]; N], lift: impl Fn(T) -> $t + Copy) -> [$t; N] {
                halves(
                    runs.first().map_or(0, |run| run.len()),
                    1,
                    [0.0; N],
                    #[inline(always)]
                    |from, n| {
                        each(
                            runs,
                            0.0,
                            #[inline(always)]
                            |run| {
                                let v = &run[from..from + n];
                                if n < 8 {
                                    return v.iter().fold(-0.0, |s, &x| s + lift(x));
                                }
                                let (eights, rest) = v.as_chunks::<8>();
                                let mut r: [$t; 8] = std::array::from_fn(|k| lift(eights[0][k]));
                                for e in &eights[1..] {
                                    for k in 0..8 {
                                        r[k] += lift(e[k]);
                                    }
                                }
                                // The order in which they are added at the end would else decide how vectors hold them.
                                let r = black_box(r);
                                let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
                                rest.iter().fold(sum, |s, &x| s + lift(x))
                            },
                        )
                    },
                    #[inline(always)]
                    |a: [$t; N], b: [$t; N]| std::array::from_fn(|k| a[k] + b[k]),
                )
            }
            #[inline(always)]
            fn product<T: Copy>(self, values: &[T], lift: impl Fn(T) -> $t + Copy) -> $t {
                values.iter().fold(self, |p, &x| p * lift(x))
            }
            #[inline(always)]
            fn over(self, count: f64) -> $t {
                (self as f64 / count) as $t
            }
            #[inline(always)]
            fn toward(self, other: $t, part: f64) -> $t {
                self + ((other - self) as f64 * part) as $t
            }
            #[inline(always)]
            fn distance2(self, mean: $t) -> $t {
                (self - mean) * (self - mean)
            }
            #[inline(always)]
            fn wide(self) -> c128 {
                c128::new(self as f64, 0.0)
            }
            #[inline(always)]
            fn narrow(wide: c128) -> $t {
                wide.re as $t
            }
            fn block(values: &[$t]) -> Block {
                Block::from_slice(&[values.len()], values)
            }
        }
    };
}
real_acc!(f32);
real_acc!(f64);

macro_rules! complex_acc {
    ($t:ident $p:ident) => {
        impl Acc for $t {
            type Real = $p;
            type Stored = $t;
            #[inline(always)]
            fn store(self) -> $t {
                self
            }
            #[inline(always)]
            fn load(stored: $t) -> $t {
                stored
            }
            const ZERO: $t = Complex { re: 0.0, im: 0.0 };
            const ONE: $t = Complex { re: 1.0, im: 0.0 };
            #[inline(always)]
            fn plus(self, other: $t) -> $t {
                self + other
            }
            #[inline(always)]
            fn times(self, other: $t) -> $t {
                self * other
            }
            #[inline(always)]
            fn totals<T: Copy, const N: usize>(runs: [&[T]; N], lift: impl Fn(T) -> $t + Copy) -> [$t; N] {
                halves(
                    runs.first().map_or(0, |run| run.len()),
                    2,
                    [Self::ZERO; N],
                    #[inline(always)]
                    |from, n| {
                        each(
                            runs,
                            Self::ZERO,
                            #[inline(always)]
                            |run| {
                                let v = &run[from..from + n];
                                if n < 4 {
                                    return v.iter().fold($t::new(-0.0, -0.0), |s, &x| s + lift(x));
                                }
                                let (fours, rest) = v.as_chunks::<4>();
                                let mut r: [$t; 4] = std::array::from_fn(|k| lift(fours[0][k]));
                                for f in &fours[1..] {
                                    for k in 0..4 {
                                        r[k] += lift(f[k]);
                                    }
                                }
                                rest.iter().fold((r[0] + r[1]) + (r[2] + r[3]), |s, &x| s + lift(x))
                            },
                        )
                    },
                    #[inline(always)]
                    |a: [$t; N], b: [$t; N]| std::array::from_fn(|k| a[k] + b[k]),
                )
            }
            #[inline(always)]
            fn product<T: Copy>(self, values: &[T], lift: impl Fn(T) -> $t + Copy) -> $t {
                values.iter().fold(self, |p, &x| p * lift(x))
            }
            #[inline(always)]
            fn over(self, count: f64) -> $t {
                let scale = 1.0 / count;
                // The division is one of complex numbers, whose parts spoil each other where they are not finite.
                let (re, im) = (self.re as f64 + self.im as f64 * 0.0, self.im as f64 - self.re as f64 * 0.0);
                $t::new((re * scale) as $p, (im * scale) as $p)
            }
            #[inline(always)]
            fn times_across(self, other: $t) -> $t {
                let re = self.re.mul_add(other.re, -(self.im * other.im));
                $t::new(re, self.re.mul_add(other.im, self.im * other.re))
            }
            #[inline(always)]
            fn toward(self, other: $t, part: f64) -> $t {
                self + (other - self) * part as $p
            }
            #[inline(always)]
            fn distance2(self, mean: $t) -> $p {
                let d = self - mean;
                d.re * d.re + d.im * d.im
            }
            #[inline(always)]
            fn distance2_conjugate(self, mean: $t) -> $p {
                let d = self - mean;
                d.re.mul_add(d.re, d.im * d.im)
            }
            #[inline(always)]
            fn wide(self) -> c128 {
                c128::new(self.re as f64, self.im as f64)
            }
            #[inline(always)]
            fn narrow(wide: c128) -> $t {
                $t::new(wide.re as $p, wide.im as $p)
            }
            fn block(values: &[$t]) -> Block {
                Block::from_slice(&[values.len()], values)
            }
        }
    };
}
complex_acc!(c64 f32);
complex_acc!(c128 f64);

macro_rules! int_acc {
    ($t:ident) => {
        impl Acc for $t {
            type Real = f64;
            type Stored = $t;
            #[inline(always)]
            fn store(self) -> $t {
                self
            }
            #[inline(always)]
            fn load(stored: $t) -> $t {
                stored
            }
            const ZERO: $t = 0;
            const ONE: $t = 1;
            #[inline(always)]
            fn plus(self, other: $t) -> $t {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn times(self, other: $t) -> $t {
                self.wrapping_mul(other)
            }
            #[inline(always)]
            fn totals<T: Copy, const N: usize>(runs: [&[T]; N], lift: impl Fn(T) -> $t + Copy) -> [$t; N] {
                let mut sums = [0; N];
                let len = runs.first().map_or(0, |run| run.len());
                for from in (0..len).step_by(BLOCK) {
                    for (sum, run) in sums.iter_mut().zip(&runs) {
                        let part = &run[from..len.min(from + BLOCK)];
                        *sum = part.iter().fold(*sum, |s: $t, &x| s.wrapping_add(lift(x)));
                    }
                }
                sums
            }
            #[inline(always)]
            fn product<T: Copy>(self, values: &[T], lift: impl Fn(T) -> $t + Copy) -> $t {
                let (fours, rest) = values.as_chunks::<4>();
                let mut p = [self, 1, 1, 1];
                for four in fours {
                    for k in 0..4 {
                        p[k] = p[k].wrapping_mul(lift(four[k]));
                    }
                }
                let all = p[0].wrapping_mul(p[1]).wrapping_mul(p[2].wrapping_mul(p[3]));
                rest.iter().fold(all, |p, &x| p.wrapping_mul(lift(x)))
            }
            #[inline(always)]
            fn over(self, count: f64) -> $t {
                (self as f64 / count) as $t
            }
            #[inline(always)]
            fn toward(self, other: $t, part: f64) -> $t {
                (self as f64 + (other as f64 - self as f64) * part) as $t
            }
            #[inline(always)]
            fn distance2(self, mean: $t) -> f64 {
                let d = self as f64 - mean as f64;
                d * d
            }
            #[inline(always)]
            fn wide(self) -> c128 {
                c128::new(self as f64, 0.0)
            }
            #[inline(always)]
            fn narrow(wide: c128) -> $t {
                wide.re as $t
            }
            fn of_int(value: i128) -> $t {
                value as $t
            }
            fn block(values: &[$t]) -> Block {
                Block::from_slice(&[values.len()], values)
            }
        }
    };
}
int_acc!(i64);
int_acc!(u64);

/// A half-precision number while it is worked with: single precision, rounded where NumPy stores it.
#[derive(Clone, Copy, Debug)]
pub struct Half(pub f32);

impl Acc for Half {
    type Real = Half;
    type Stored = f16;
    #[inline(always)]
    fn store(self) -> f16 {
        f16::from_f32(self.0)
    }
    #[inline(always)]
    fn load(stored: f16) -> Half {
        Half(stored.to_f32())
    }
    const ZERO: Half = Half(0.0);
    const ONE: Half = Half(1.0);
    #[inline(always)]
    fn plus(self, other: Half) -> Half {
        Half(self.0 + other.0)
    }
    #[inline(always)]
    fn times(self, other: Half) -> Half {
        Half(self.0 * other.0)
    }
    #[inline(always)]
    fn settle(self) -> Half {
        Half(f16::from_f32(self.0).to_f32())
    }
    #[inline(always)]
    fn totals<T: Copy, const N: usize>(runs: [&[T]; N], lift: impl Fn(T) -> Half + Copy) -> [Half; N] {
        let sums = f32::totals(
            runs,
            #[inline(always)]
            move |x| lift(x).0,
        );
        sums.map(Half)
    }
    #[inline(always)]
    fn product<T: Copy>(self, values: &[T], lift: impl Fn(T) -> Half + Copy) -> Half {
        Half(self.0.product(
            values,
            #[inline(always)]
            move |x| lift(x).0,
        ))
    }
    #[inline(always)]
    fn over(self, count: f64) -> Half {
        Half(f16::from_f64(self.0 as f64 / count).to_f32())
    }
    #[inline(always)]
    fn toward(self, other: Half, part: f64) -> Half {
        Half(self.0 + (other.0 - self.0) * part as f32)
    }
    #[inline(always)]
    fn distance2(self, mean: Half) -> Half {
        let d = Half(self.0 - mean.0).settle().0;
        Half(d * d).settle()
    }
    #[inline(always)]
    fn wide(self) -> c128 {
        c128::new(self.0 as f64, 0.0)
    }
    #[inline(always)]
    fn narrow(wide: c128) -> Half {
        Half(wide.re as f32)
    }
    fn block(values: &[Half]) -> Block {
        Block::from_slice(&[values.len()], &values.iter().map(|v| f16::from_f32(v.0)).collect::<Vec<_>>())
    }
}
