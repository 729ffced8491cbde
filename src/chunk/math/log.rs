//! Logarithms of doubles, and the inverse hyperbolic functions, which are logarithms.
//!
//! x = 2^k z with z in an interval around c, and log x = k log 2 + log c + log(1 + r), r = z/c - 1 (P. Tang,
//! "Table-driven implementation of the logarithm function", 1990). The interval around 1 has c = 1, so that nothing
//! is lost there; r is kept as a double-double, and the parts k log 2 + log c are added exactly.

use super::double::{Double, fma, polynomial};
use super::tabled::Tabled;
use super::tables::{LOG_HIGH, LOG_INVERSE, LOG_LOW, LOG_OFFSET};
use std::f64::consts::{LOG2_E, LOG10_E};

const LN2_HIGH: f64 = 0.6931471805598903;
const LN2_LOW: f64 = 5.497923018708371e-14;
const PER_LN2: Double = Double { hi: LOG2_E, lo: 2.0355273740931033e-17 };
const PER_LN10: Double = Double { hi: LOG10_E, lo: 1.098319650216765e-17 };

const EXPONENT: u64 = 0xfff << 52;
/// 2^52 + 2^51 as bits: a small integer added to them gives that sum.
const INTEGER: u64 = 0x4338_0000_0000_0000;

/// z and the scaled correction of a positive normal number, and a key that holds k and the interval.
#[inline(always)]
pub(super) fn reduce(x: Double) -> (Double, u64) {
    let bits = x.hi.to_bits();
    let key = bits.wrapping_sub(LOG_OFFSET);
    let exponent = key & EXPONENT;
    let down = f64::from_bits(1.0f64.to_bits().wrapping_sub(exponent));
    (Double { hi: f64::from_bits(bits.wrapping_sub(exponent)), lo: x.lo * down }, key)
}

/// 1/c and log(c) of a key.
#[inline(always)]
fn centre(key: u64) -> [f64; 2] {
    let index = (key >> 45 & 127) as usize;
    [f64::from_bits(LOG_INVERSE[index]), f64::from_bits(LOG_HIGH[index])]
}

/// As [`centre`], with the rounding error of the logarithm.
#[inline(always)]
pub(super) fn centre_exact(key: u64) -> [f64; 3] {
    let index = (key >> 45 & 127) as usize;
    [f64::from_bits(LOG_INVERSE[index]), f64::from_bits(LOG_HIGH[index]), f64::from_bits(LOG_LOW[index])]
}

/// k of a key; the arithmetic shift is spelt for instruction sets without one.
#[inline(always)]
fn whole(key: u64) -> f64 {
    let k = (key.wrapping_add(1024 << 52) >> 52).wrapping_add(INTEGER);
    f64::from_bits(k) - (f64::from_bits(INTEGER) + 1024.0)
}

/// r = z/c - 1
#[inline(always)]
fn ratio(z: Double, inverse: f64) -> Double {
    let ratio = Double::product(z.hi, inverse);
    Double { hi: ratio.hi - 1.0, lo: fma(z.lo, inverse, ratio.lo) }
}

/// log(1 + r) - r for small r.
#[inline(always)]
fn rest(r: f64) -> f64 {
    r * r * polynomial(r, [-0.5, 1.0 / 3.0, -0.25, 0.2, -1.0 / 6.0, 1.0 / 7.0])
}

/// log of what was reduced, nearly as a sum: good to half an ulp and a few percent.
#[inline(always)]
fn log(z: Double, key: u64, [inverse, high]: [f64; 2]) -> Double {
    let k = whole(key);
    let r = ratio(z, inverse);
    let sum = Double::fast_sum(fma(k, LN2_HIGH, high), r.hi);
    sum.plus_low(fma(k, LN2_LOW, r.lo) + rest(r.value()))
}

/// log of what was reduced to about 2^-66 of its value.
#[inline(always)]
pub(super) fn log_exact(z: Double, key: u64, [inverse, high, low]: [f64; 3]) -> Double {
    let k = whole(key);
    let exact = ratio(z, inverse);
    let r = exact.value();
    let half = Double::product(r, -0.5 * r);
    let first = Double::fast_sum(fma(k, LN2_HIGH, high), exact.hi);
    let second = Double::fast_sum(first.hi, half.hi);
    let poly = polynomial(r, [1.0 / 3.0, -0.25, 0.2, -1.0 / 6.0, 1.0 / 7.0, -0.125, 1.0 / 9.0]);
    let tail = fma(r * r * r, poly, half.lo) + (exact.lo + fma(k, LN2_LOW, low));
    second.plus_low(first.lo + tail).normal()
}

#[inline(always)]
fn log2(z: Double, key: u64, [inverse, high]: [f64; 2]) -> f64 {
    let r = ratio(z, inverse);
    let natural = Double::fast_sum(high, r.hi).plus_low(rest(r.value()) + r.lo).normal();
    Double::fast_sum(whole(key), 0.0).add_smaller(natural.times(PER_LN2)).value()
}

/// Below this the inverse hyperbolic functions are their arguments.
const LINEAR: f64 = 1e-9;

#[inline(always)]
fn with_sign(log: f64, x: f64) -> f64 {
    (if x.abs() < LINEAR { x.abs() } else { log }).copysign(x)
}

/// The argument of the logarithm that is asinh |x|.
#[inline(always)]
fn asinh_inner(x: f64) -> Double {
    let a = x.abs();
    let square = Double::product(a, a);
    let root = Double::sum(square.hi, 1.0).plus_low(square.lo).normal().sqrt();
    Double::fast_sum(root.hi, a).plus_low(root.lo).normal()
}

/// The argument of the logarithm that is acosh x.
#[inline(always)]
fn acosh_inner(x: f64) -> Double {
    let square = Double::product(x, x);
    let root = Double::fast_sum(square.hi, -1.0).plus_low(square.lo).normal().sqrt();
    Double::fast_sum(x, root.hi).plus_low(root.lo).normal()
}

/// The argument of the logarithm that is 2 atanh |x|.
#[inline(always)]
fn atanh_inner(x: f64) -> Double {
    let a = x.abs();
    Double::fast_sum(1.0, a).over(Double::fast_sum(1.0, -a)).normal()
}

/// Implements [`Tabled`] on the table of logarithms.
macro_rules! logarithm {
    (
        $name:ident, $low:expr, $x:ident, $inner:expr,
        |$z:ident, $key:ident, $row:ident| $finish:expr, $fine:expr, $scalar:expr
    ) => {
        pub(super) struct $name;

        impl Tabled<f64, 2> for $name {
            const LOW: bool = $low;
            #[inline(always)]
            fn prepare($x: f64) -> (Double, u64) {
                reduce($inner)
            }
            #[inline(always)]
            fn row(key: u64) -> [f64; 2] {
                centre(key)
            }
            #[inline(always)]
            fn finish($x: f64, $z: Double, $key: u64, $row: [f64; 2]) -> f64 {
                let _ = $x;
                $finish
            }
            #[inline(always)]
            fn hard($x: f64) -> bool {
                !$fine
            }
            fn scalar($x: f64) -> f64 {
                $scalar
            }
        }
    };
}

#[inline(always)]
fn positive_normal(x: f64) -> bool {
    (f64::MIN_POSITIVE..f64::INFINITY).contains(&x)
}

logarithm!(Log, false, x, Double::from(x), |z, key, row| log(z, key, row).value(), positive_normal(x), x.ln());
logarithm!(Log2, false, x, Double::from(x), |z, key, row| log2(z, key, row), positive_normal(x), x.log2());
logarithm!(
    Log10,
    false,
    x,
    Double::from(x),
    |z, key, row| log(z, key, row).normal().times(PER_LN10).value(),
    positive_normal(x),
    x.log10()
);
logarithm!(
    Log1p,
    true,
    x,
    Double::sum(1.0, x),
    |z, key, row| log(z, key, row).value().copysign(x),
    (x > -1.0 && x < 1e300),
    x.ln_1p()
);
logarithm!(
    Asinh,
    true,
    x,
    asinh_inner(x),
    |z, key, row| with_sign(log(z, key, row).value(), x),
    (x.abs() < 1e150),
    libm::asinh(x)
);
logarithm!(
    Acosh,
    true,
    x,
    acosh_inner(x),
    |z, key, row| log(z, key, row).value(),
    (1.0..1e150).contains(&x),
    if x < 1.0 { f64::NAN } else { libm::acosh(x) }
);
logarithm!(
    Atanh,
    true,
    x,
    atanh_inner(x),
    |z, key, row| with_sign(0.5 * log(z, key, row).value(), x),
    (x.abs() < 1.0),
    libm::atanh(x)
);
