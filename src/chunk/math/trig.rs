//! Sine, cosine and tangent of doubles.
//!
//! Reduction by multiples of pi/2 in three doubles (Cody and Waite 1980) to a double-double of at most pi/4, then the
//! minimax polynomials of fdlibm (Sun Microsystems, `k_sin.c` and `k_cos.c`) with compensated last sums.

use super::double::{Double, fma, polynomial, select};
use super::exp::SHIFT;
use super::step::Kernel;
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

const PI_2_MIDDLE: f64 = 6.123233995736766e-17;
const PI_2_LOW: f64 = -1.4973849048591698e-33;

/// Arguments from here on leave the reduction.
const LIMIT: f64 = 1e9;

const SIN: [f64; 6] = [
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10,
];
const COS: [f64; 6] = [
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11,
];

/// The multiple of pi/2 nearest to `x`, in the lower bits, and what remains.
#[inline(always)]
fn reduce(x: f64) -> (u64, Double) {
    let shifted = fma(x, FRAC_2_PI, SHIFT);
    let k = shifted - SHIFT;
    let first = fma(-k, FRAC_PI_2, x);
    let middle = Double::product(-k, PI_2_MIDDLE);
    // What is left of x is zero or at least an ulp of x, so it is the larger term.
    let r = Double::fast_sum(first, middle.hi);
    (shifted.to_bits(), r.plus_low(fma(-k, PI_2_LOW, middle.lo)))
}

#[inline(always)]
fn sin_reduced(r: Double, square: f64) -> Double {
    let poly = polynomial(square, SIN);
    Double { hi: r.hi, lo: fma(square * r.hi, poly, fma(-0.5 * square, r.lo, r.lo)) }
}

#[inline(always)]
fn cos_reduced(r: Double, square: f64) -> Double {
    let half = 0.5 * square;
    let half_low = fma(0.5 * r.hi, r.hi, -half);
    let sum = Double::fast_sum(1.0, -half);
    let poly = polynomial(square, COS);
    sum.plus_low(fma(square * square, poly, -fma(r.hi, r.lo, half_low)))
}

#[inline(always)]
fn sign_of(flip: u64) -> u64 {
    flip << 62 & 1 << 63
}

/// sin(x + quarters * pi/2)
#[inline(always)]
fn sin_shifted(x: f64, quarters: u64) -> f64 {
    let (k, r) = reduce(x);
    let k = k.wrapping_add(quarters);
    let square = r.hi * r.hi;
    let (s, c) = (sin_reduced(r, square).value(), cos_reduced(r, square).value());
    let value = select(k & 1 == 0, s, c);
    f64::from_bits(value.to_bits() ^ sign_of(k))
}

fn too_large(x: f64) -> bool {
    x.abs() >= LIMIT
}

pub(super) struct Sin;

impl Kernel<f64> for Sin {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        let value = sin_shifted(x, 0);
        select(x == 0.0, x, value)
    }
    #[inline(always)]
    fn hard(x: f64) -> bool {
        too_large(x)
    }
    fn scalar(x: f64) -> f64 {
        x.sin()
    }
}

pub(super) struct Cos;

impl Kernel<f64> for Cos {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        sin_shifted(x, 1)
    }
    #[inline(always)]
    fn hard(x: f64) -> bool {
        too_large(x)
    }
    fn scalar(x: f64) -> f64 {
        x.cos()
    }
}

pub(super) struct Tan;

impl Kernel<f64> for Tan {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        let (k, r) = reduce(x);
        let square = r.hi * r.hi;
        let (s, c) = (sin_reduced(r, square).normal(), cos_reduced(r, square).normal());
        let odd = k & 1 == 1;
        let value = Double::select(odd, c, s).over(Double::select(odd, s.signed(-1.0), c)).value();
        select(x == 0.0, x, value)
    }
    #[inline(always)]
    fn hard(x: f64) -> bool {
        too_large(x)
    }
    fn scalar(x: f64) -> f64 {
        x.tan()
    }
}
