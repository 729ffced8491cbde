//! Inverse tangent, sine and cosine of doubles.
//!
//! All are the angle of a point with double-double coordinates. The ratio of the smaller to the larger coordinate is
//! taken to the nearest quarter c by the addition theorem: atan(a/b) = atan(c) + atan((a - c b) / (b + c a)).

use super::double::{Double, fma, polynomial, select};
use super::exp::SHIFT;
use super::step::{Kernel, Kernel2};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

const PI_2: Double = Double { hi: FRAC_PI_2, lo: 6.123233995736766e-17 };
const WHOLE_PI: Double = Double { hi: PI, lo: 1.2246467991473532e-16 };

/// Near-minimax coefficients of (atan(t)/t - 1)/t² in t² up to 1/64 (Chebyshev interpolation).
const ATAN: [f64; 7] = [
    -0.3333333333333333,
    0.19999999999999019,
    -0.14285714284709664,
    0.11111110725159364,
    -0.0909083840634619,
    0.07685648548558978,
    -0.06354007207040986,
];

/// atan(c) for the quarters c, chosen by comparisons.
#[inline(always)]
fn atan_quarter(c: f64) -> Double {
    let pick = |values: [f64; 5]| {
        let upper = select(c > 0.875, values[4], values[3]);
        let middle = select(c > 0.375, values[2], values[1]);
        select(c > 0.125, select(c > 0.625, upper, middle), values[0])
    };
    Double {
        hi: pick([0.0, 0.24497866312686414, 0.4636476090008061, 0.6435011087932844, FRAC_PI_4]),
        lo: pick([0.0, 1.0698755618734451e-17, 2.2698777452961687e-17, 1.5834785051444286e-17, 3.061616997868383e-17]),
    }
}

/// Angle between 0 and pi/4 of the point (b, a), 0 <= a <= b: that of a quarter and a smaller sum.
#[inline(always)]
fn octant(a: Double, b: Double) -> (Double, Double) {
    let c = 0.25 * (fma(a.hi / b.hi, 4.0, SHIFT) - SHIFT);
    let above = Double { hi: fma(-c, b.hi, a.hi), lo: fma(-c, b.lo, a.lo) };
    let den = fma(c, a.hi, b.hi);
    let below = Double { hi: den, lo: fma(c, a.hi, b.hi - den) + fma(c, a.lo, b.lo) };
    let t = above.over(below);
    let square = t.hi * t.hi;
    (atan_quarter(c), t.plus_low(square * t.hi * polynomial(square, ATAN)))
}

/// Angle between 0 and pi of the point (x, y), y >= 0.
#[inline(always)]
fn angle(y: Double, x: Double) -> f64 {
    let left = x.hi.is_sign_negative();
    let sign = 1.0f64.copysign(x.hi);
    let x = x.signed(sign);
    let steep = y.hi > x.hi;
    let (base, t) = octant(Double::select(steep, x, y), Double::select(steep, y, x));
    let sign = select(steep, -sign, sign);
    let flat = Double::select(left, WHOLE_PI, Double::from(0.0));
    let start = Double::select(steep, PI_2, flat).add_smaller(base.signed(sign));
    start.add_smaller(t.signed(sign)).value()
}

/// sqrt(1 - x²)
#[inline(always)]
fn other_leg(x: f64) -> Double {
    let square = Double::product(x, x);
    Double::fast_sum(1.0, -square.hi).plus_low(-square.lo).normal().sqrt()
}

pub(super) struct Atan;

impl Kernel<f64> for Atan {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        angle(Double::from(x.abs()), Double::from(1.0)).copysign(x)
    }
    #[inline(always)]
    fn hard(x: f64) -> bool {
        x.abs() >= 1e300
    }
    fn scalar(x: f64) -> f64 {
        x.atan()
    }
}

pub(super) struct Asin;

impl Kernel<f64> for Asin {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        angle(Double::from(x.abs()), other_leg(x)).copysign(x)
    }
    fn scalar(x: f64) -> f64 {
        x.asin()
    }
}

pub(super) struct Acos;

impl Kernel<f64> for Acos {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        angle(other_leg(x), Double::from(x))
    }
    fn scalar(x: f64) -> f64 {
        x.acos()
    }
}

pub(super) struct Atan2;

impl Kernel2<f64> for Atan2 {
    #[inline(always)]
    fn eval(y: f64, x: f64) -> f64 {
        angle(Double::from(y.abs()), Double::from(x)).copysign(y)
    }
    #[inline(always)]
    fn hard(y: f64, x: f64) -> bool {
        let (y, x) = (y.abs(), x.abs());
        let in_range = |v: f64| v > 1e-150 && v < 1e150;
        !((in_range(y) || y == 0.0) && (in_range(x) || x == 0.0) && x + y > 0.0)
    }
    fn scalar(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }
}
