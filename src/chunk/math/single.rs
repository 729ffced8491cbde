//! The commonest functions of single-precision elements, computed as doubles with polynomials that are good to about
//! 2^-31, and rounded once. Polynomials are Chebyshev interpolations, which come close to minimax.

use super::double::{fma, polynomial, select};
use super::exp::SHIFT;
use super::step::Kernel;
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2, LN_2, LOG2_E, LOG10_E};

/// (exp(r) - 1 - r) / r² for |r| <= log(2) / 2.
const EXP: [f64; 6] = [
    0.500000001346581,
    0.16666666681623252,
    0.041666464925284696,
    0.00833331092547181,
    0.0013933649996443562,
    0.00019890990832277647,
];

/// (atanh(s)/s - 1) / s² in s², for s² <= 0.03.
const ATANH: [f64; 4] = [0.3333333327439562, 0.20000063238889185, 0.1427514893101773, 0.11672305095117871];

/// (sin(r)/r - 1) / r² in r², for |r| <= pi/4.
const SIN: [f64; 4] = [-0.1666666666384345, 0.00833333187010827, -0.00019840084250637795, 2.7249603786849848e-06];

/// (cos(r) - 1) / r² in r², for |r| <= pi/4.
const COS: [f64; 5] =
    [-0.499999999999637, 0.041666666637272816, -0.0013888885079419227, 2.4799858567352736e-05, -2.7236805032192474e-07];

/// `x` between the bounds; no number stays one.
#[inline(always)]
fn clamp(x: f64, low: f64, high: f64) -> f64 {
    let x = select(x < low, low, x);
    select(x > high, high, x)
}

/// 2^k and exp(r) - 1 of k log(2) + r.
#[inline(always)]
fn exp_parts(x: f64) -> (f64, f64) {
    let shifted = fma(x, LOG2_E, SHIFT);
    let r = fma(-(shifted - SHIFT), LN_2, x);
    let scale = f64::from_bits(1.0f64.to_bits().wrapping_add(shifted.to_bits() << 52));
    (scale, fma(r * r, polynomial(r, EXP), r))
}

#[inline(always)]
fn exp(x: f64) -> f64 {
    let (scale, rest) = exp_parts(clamp(x, -200.0, 200.0));
    fma(scale, rest, scale)
}

#[inline(always)]
fn exp2(x: f64) -> f64 {
    let x = clamp(x, -300.0, 300.0);
    let shifted = x + SHIFT;
    let r = (x - (shifted - SHIFT)) * LN_2;
    let scale = f64::from_bits(1.0f64.to_bits().wrapping_add(shifted.to_bits() << 52));
    fma(scale, fma(r * r, polynomial(r, EXP), r), scale)
}

#[inline(always)]
fn tanh(x: f64) -> f64 {
    let (scale, rest) = exp_parts(2.0 * clamp(x.abs(), 0.0, 20.0));
    let less = fma(scale, rest, scale - 1.0);
    (less / (less + 2.0)).copysign(x)
}

/// k and log(z) of x = 2^k z, for positive x and z between sqrt(1/2) and sqrt(2).
#[inline(always)]
fn log_parts(x: f64) -> (f64, f64) {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const INTEGER: u64 = SHIFT.to_bits();
    let above = x.to_bits().wrapping_sub(ROOT_HALF);
    let k = (above.wrapping_add(1024 << 52) >> 52).wrapping_add(INTEGER);
    let z = f64::from_bits(x.to_bits().wrapping_sub(above & 0xfff << 52));
    let s = (z - 1.0) / (z + 1.0);
    let square = s * s;
    let series = fma(square, polynomial(square, ATANH), 1.0);
    (f64::from_bits(k) - (SHIFT + 1024.0), 2.0 * s * series)
}

#[inline(always)]
fn log(x: f64, of_two: f64, per_log: f64) -> f64 {
    let (k, rest) = log_parts(x);
    fma(k, of_two, rest * per_log)
}

/// sin(x + quarters * pi/2)
#[inline(always)]
fn sin_shifted(x: f64, quarters: u64) -> f64 {
    let shifted = fma(x, FRAC_2_PI, SHIFT);
    let k = shifted - SHIFT;
    let r = fma(-k, 6.123233995736766e-17, fma(-k, FRAC_PI_2, x));
    let turns = shifted.to_bits().wrapping_add(quarters);
    let square = r * r;
    let s = fma(square * r, polynomial(square, SIN), r);
    let c = fma(square, polynomial(square, COS), 1.0);
    let value = select(turns & 1 == 0, s, c);
    f64::from_bits(value.to_bits() ^ (turns << 62 & 1 << 63))
}

macro_rules! single {
    ($name:ident, $x:ident, $eval:expr, $hard:expr, $scalar:expr) => {
        pub(super) struct $name;

        impl Kernel<f32> for $name {
            #[inline(always)]
            fn eval(x: f32) -> f32 {
                let $x = f64::from(x);
                $eval as f32
            }
            #[inline(always)]
            fn hard($x: f32) -> bool {
                let _ = $x;
                $hard
            }
            fn scalar($x: f32) -> f32 {
                $scalar
            }
        }
    };
}

single!(Exp, x, exp(x), false, x.exp());
single!(Exp2, x, exp2(x), false, x.exp2());
single!(Tanh, x, tanh(x), false, x.tanh());
single!(Log, x, log(x, LN_2, 1.0), !(x > 0.0 && x < f32::INFINITY), x.ln());
single!(Log2, x, log(x, 1.0, LOG2_E), !(x > 0.0 && x < f32::INFINITY), x.log2());
single!(Log10, x, log(x, std::f64::consts::LOG10_2, LOG10_E), !(x > 0.0 && x < f32::INFINITY), x.log10());
single!(Sin, x, select(x == 0.0, x, sin_shifted(x, 0)), x.abs() >= 1e9, x.sin());
single!(Cos, x, sin_shifted(x, 1), x.abs() >= 1e9, x.cos());
