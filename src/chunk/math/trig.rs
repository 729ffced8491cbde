//! Sine, cosine and tangent of doubles.
//!
//! Reduction by multiples of pi/2 in three doubles (Cody and Waite 1980) to a double-double of at most pi/4, then the
//! near-minimax polynomials (Chebyshev interpolation). The terms that decide the rounding are double-doubles.

use super::double::{Double, fma, polynomial, select};
use super::exp::SHIFT;
use super::tabled::Tabled;
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

const PI_2_MIDDLE: f64 = 6.123233995736766e-17;
const PI_2_LOW: f64 = -1.4973849048591698e-33;

/// Arguments from here on leave the reduction.
const LIMIT: f64 = 1e9;

/// -1/6 as a double-double.
const SIXTH: Double = Double { hi: -1.0 / 6.0, lo: -9.25185853854297e-18 };
/// (sin(r)/r - 1 + r²/6) / r⁴ in r², for |r| <= pi/4.
const SIN: [f64; 6] = [
    0.008333333333333333,
    -0.0001984126984126896,
    2.755731922232177e-06,
    -2.5052107234660045e-08,
    1.6058684042184812e-10,
    -7.595286007480728e-13,
];
/// (cos(r) - 1 + r²/2) / r⁴ in r², for |r| <= pi/4.
const COS: [f64; 6] = [
    0.041666666666666664,
    -0.0013888888888887393,
    2.4801587298760048e-05,
    -2.755731726880539e-07,
    2.0876145659059344e-09,
    -1.1382588535352522e-11,
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

/// sin r, with the cubic term rounded only at the end.
#[inline(always)]
fn sin_reduced(r: Double, square: Double) -> Double {
    let cube = Double::product(square.hi, r.hi);
    let term = cube.plus_low(square.lo * r.hi).times(SIXTH);
    let rest = fma(-0.5 * square.hi, r.lo, r.lo) + term.lo;
    let low = fma(square.hi * cube.hi, polynomial(square.hi, SIN), rest);
    Double::fast_sum(r.hi, term.hi).plus_low(low)
}

/// cos r, with the quadratic term rounded only at the end.
#[inline(always)]
fn cos_reduced(r: Double, square: Double) -> Double {
    let half = 0.5 * square.hi;
    let poly = polynomial(square.hi, COS);
    let low = fma(0.5, square.lo, r.hi * r.lo);
    Double::fast_sum(1.0, -half).plus_low(fma(square.hi * square.hi, poly, -low))
}

#[inline(always)]
fn sign_of(flip: u64) -> u64 {
    flip << 62 & 1 << 63
}

#[inline(always)]
fn sin(x: f64, r: Double, turns: u64) -> f64 {
    let square = Double::product(r.hi, r.hi);
    let (s, c) = (sin_reduced(r, square).value(), cos_reduced(r, square).value());
    let value = select(turns & 1 == 0, s, c);
    select(x == 0.0, x, f64::from_bits(value.to_bits() ^ sign_of(turns)))
}

#[inline(always)]
fn cos(_: f64, r: Double, turns: u64) -> f64 {
    let square = Double::product(r.hi, r.hi);
    let (s, c) = (sin_reduced(r, square).value(), cos_reduced(r, square).value());
    let value = select(turns & 1 == 0, c, s);
    f64::from_bits(value.to_bits() ^ sign_of(turns.wrapping_add(1)))
}

#[inline(always)]
fn tan(x: f64, r: Double, turns: u64) -> f64 {
    let square = Double::product(r.hi, r.hi);
    let (s, c) = (sin_reduced(r, square).normal(), cos_reduced(r, square).normal());
    let odd = turns & 1 == 1;
    let value = Double::select(odd, c, s).over(Double::select(odd, s.signed(-1.0), c)).value();
    select(x == 0.0, x, value)
}

/// The reduction and the rest are steps of their own, since one long chain of operations keeps the CPU waiting.
macro_rules! trigonometric {
    ($name:ident, $finish:ident) => {
        pub(super) struct $name;

        impl Tabled<f64, 0> for $name {
            const LOW: bool = true;
            #[inline(always)]
            fn prepare(x: f64) -> (Double, u64) {
                let (turns, r) = reduce(x);
                (r, turns)
            }
            #[inline(always)]
            fn row(_: u64) -> [f64; 0] {
                []
            }
            #[inline(always)]
            fn finish(x: f64, r: Double, turns: u64, _: [f64; 0]) -> f64 {
                $finish(x, r, turns)
            }
            #[inline(always)]
            fn hard(x: f64) -> bool {
                x.abs() >= LIMIT
            }
            fn scalar(x: f64) -> f64 {
                x.$finish()
            }
        }
    };
}

trigonometric!(Sin, sin);
trigonometric!(Cos, cos);
trigonometric!(Tan, tan);
