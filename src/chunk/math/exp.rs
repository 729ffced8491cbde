//! Exponential functions of doubles.
//!
//! Reduction to |r| <= ln2/256 with a table of 2^(i/128) and its rounding errors (P. Tang, "Table-driven
//! implementation of the exponential function", 1989), a Taylor polynomial, and a compensated last sum.

use super::double::{Double, fma, polynomial};
use super::tabled::Tabled;
use super::tables::{EXP_POWER, EXP_TAIL};

/// Added and taken away again, it rounds a small double to an integer, which its lower bits show.
pub(super) const SHIFT: f64 = 6755399441055744.0;

const STEPS_PER_UNIT: f64 = 184.6649652337873;
const STEP_HIGH: f64 = 0.0054152123481245725;
const STEP_LOW: f64 = 1.8117553233174215e-19;

/// Below this size of the argument its exponential, and that of its negative, are normal numbers.
pub(super) const EXP_LIMIT: f64 = 708.0;

/// The remainder r, and a key that holds the number of steps of log(2)/128 taken away.
#[inline(always)]
pub(super) fn reduce(x: Double) -> (Double, u64) {
    let shifted = fma(x.hi, STEPS_PER_UNIT, SHIFT);
    let steps = shifted - SHIFT;
    let upper = fma(-steps, STEP_HIGH, x.hi);
    let lower = fma(-steps, STEP_LOW, x.lo);
    (Double::fast_sum(upper, lower), shifted.to_bits())
}

/// 2^(steps / 128) and the relative error of it.
#[inline(always)]
pub(super) fn power(key: u64) -> [f64; 2] {
    let index = (key & 127) as usize;
    [f64::from_bits(EXP_POWER[index].wrapping_add(key << 45)), f64::from_bits(EXP_TAIL[index])]
}

/// exp of what was reduced, rounded once more.
#[inline(always)]
pub(super) fn exp(r: f64, [scale, tail]: [f64; 2]) -> f64 {
    let square = r * r;
    let poly = polynomial(r, [0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0]);
    fma(scale, fma(square, poly, tail + r), scale)
}

/// exp - 1 - r of a remainder.
#[inline(always)]
fn rest(r: Double, tail: f64) -> f64 {
    let poly = polynomial(r.hi, [0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0]);
    fma(r.hi * r.hi, poly, tail + r.lo)
}

/// exp - 1 as a sum.
#[inline(always)]
fn expm1(r: Double, [scale, tail]: [f64; 2]) -> Double {
    let product = Double::product(scale, r.hi);
    let less = Double::sum(scale, -1.0);
    let sum = Double::fast_sum(less.hi, product.hi);
    sum.plus_low(less.lo + fma(scale, rest(r, tail), product.lo))
}

/// Implements [`Tabled`] on the table of exponentials.
macro_rules! exponential {
    (
        $name:ident, $low:expr, $x:ident, $prepare:expr,
        |$r:ident, $row:ident| $finish:expr, $hard:expr, $scalar:expr
    ) => {
        pub(super) struct $name;

        impl Tabled<f64, 2> for $name {
            const LOW: bool = $low;
            #[inline(always)]
            fn prepare($x: f64) -> (Double, u64) {
                $prepare
            }
            #[inline(always)]
            fn row(key: u64) -> [f64; 2] {
                power(key)
            }
            #[inline(always)]
            fn finish($x: f64, $r: Double, _: u64, $row: [f64; 2]) -> f64 {
                let _ = $x;
                $finish
            }
            #[inline(always)]
            fn hard($x: f64) -> bool {
                let _ = $x;
                $hard
            }
            fn scalar($x: f64) -> f64 {
                $scalar
            }
        }
    };
}

exponential!(Exp, false, x, reduce(Double::from(x)), |r, row| exp(r.hi, row), x.abs() >= EXP_LIMIT, x.exp());
exponential!(Exp2, false, x, reduce2(x), |r, row| exp2(r.hi, row), x.abs() >= 1022.0, x.exp2());
exponential!(
    Expm1,
    true,
    x,
    reduce(Double::from(x)),
    |r, row| expm1(r, row).value().copysign(x),
    x.abs() >= EXP_LIMIT,
    x.exp_m1()
);
exponential!(Sinh, true, x, reduce(Double::from(x.abs())), |r, row| sinh(x, r, row), x.abs() >= EXP_LIMIT, x.sinh());
exponential!(Cosh, true, x, reduce(Double::from(x.abs())), |r, row| cosh(r, row), x.abs() >= EXP_LIMIT, x.cosh());
exponential!(Tanh, true, x, reduce_twice(x), |r, row| tanh(x, r, row), false, x.tanh());

#[inline(always)]
fn reduce2(x: f64) -> (Double, u64) {
    let shifted = x + SHIFT / 128.0;
    (Double::from(x - (shifted - SHIFT / 128.0)), shifted.to_bits())
}

#[inline(always)]
fn exp2(r: f64, [scale, tail]: [f64; 2]) -> f64 {
    let poly = polynomial(r, [0.24022650695910072, 0.05550410866482158, 0.009618129107628477, 0.0013333558146428443]);
    fma(scale, fma(r * r, poly, fma(r, std::f64::consts::LN_2, tail)), scale)
}

#[inline(always)]
fn sinh(x: f64, r: Double, row: [f64; 2]) -> f64 {
    let less = expm1(r, row).normal();
    let power = Double::sum(less.hi, 1.0).plus_low(less.lo);
    (0.5 * less.add_smaller(less.over(power)).value()).copysign(x)
}

#[inline(always)]
fn cosh(r: Double, [scale, tail]: [f64; 2]) -> f64 {
    let product = Double::product(scale, r.hi);
    let power = Double::fast_sum(scale, product.hi).plus_low(fma(scale, rest(r, tail), product.lo)).normal();
    0.5 * power.add_smaller(Double::from(1.0).over(power)).value()
}

/// Beyond this the hyperbolic tangent rounds to 1.
const TANH_LIMIT: f64 = 22.0;

#[inline(always)]
fn reduce_twice(x: f64) -> (Double, u64) {
    let x = x.abs();
    reduce(Double::from(2.0 * if x > TANH_LIMIT { TANH_LIMIT } else { x }))
}

#[inline(always)]
fn tanh(x: f64, r: Double, row: [f64; 2]) -> f64 {
    let less = expm1(r, row).normal();
    less.over(Double::sum(less.hi, 2.0).plus_low(less.lo)).value().copysign(x)
}
