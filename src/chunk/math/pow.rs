//! Powers, cube root and hypotenuse of doubles.

use super::double::{Double, fma, polynomial, select};
use super::exp::{self, EXP_LIMIT};
use super::log;
use super::step::{BLOCK, Block, Kernel, Kernel2, Step};
use super::tabled::Scratch;

/// a^b = exp(b log |a|), with the logarithm good to 2^-66 of its value, and the sign of odd powers.
pub(super) struct Pow;

impl Step<f64> for Pow {
    type Scratch = (Scratch<3>, Scratch<2>);
    fn scratch() -> Self::Scratch {
        (Scratch::new(), Scratch::new())
    }
    #[inline(always)]
    fn step(a: &Block<f64>, b: &Block<f64>, out: &mut Block<f64>, (logs, powers): &mut Self::Scratch) {
        for i in 0..BLOCK {
            let (z, key) = log::reduce(Double::from(a[i].abs()));
            (logs.high[i], logs.keys[i]) = (z.hi, key);
        }
        logs.look_up(log::centre_exact);
        let mut hard = false;
        for i in 0..BLOCK {
            let log = log::log_exact(Double::from(logs.high[i]), logs.keys[i], logs.row(i));
            let product = Double::product(b[i], log.hi).plus_low(b[i] * log.lo);
            let beyond = !(in_range(a[i], b[i]) && product.hi.abs() < EXP_LIMIT);
            hard |= beyond;
            let (r, key) = exp::reduce(product);
            (powers.high[i], powers.keys[i]) = (select(beyond, f64::NAN, r.hi), key);
        }
        powers.look_up(exp::power);
        for i in 0..BLOCK {
            out[i] = signed(exp::exp(powers.high[i], powers.row(i)), a[i], b[i]);
        }
        if hard {
            mend(a, b, out);
        }
    }
    fn scalar(a: f64, b: f64) -> f64 {
        a.powf(b)
    }
}

#[inline(always)]
fn in_range(a: f64, b: f64) -> bool {
    a.abs() >= f64::MIN_POSITIVE && a.abs() < f64::INFINITY && b.abs() < 1e18
}

/// The power of a negative base, from that of its size.
#[inline(always)]
fn signed(size: f64, a: f64, b: f64) -> f64 {
    let half = 0.5 * b;
    let negative = select(half.trunc() == half, size, -size);
    let negative = select(b.trunc() == b, negative, f64::NAN);
    select(a < 0.0, negative, size)
}

/// Does again what came out as no number.
#[cold]
#[inline(never)]
fn mend(a: &Block<f64>, b: &Block<f64>, out: &mut Block<f64>) {
    for ((a, b), out) in a.iter().zip(b).zip(out) {
        if out.is_nan() {
            *out = a.powf(*b);
        }
    }
}

/// x³ rounded once.
pub(super) struct Cube;

impl Kernel<f64> for Cube {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        let square = Double::product(x, x);
        let cube = Double::product(square.hi, x);
        fma(square.lo, x, cube.lo) + cube.hi
    }
    #[inline(always)]
    fn hard(x: f64) -> bool {
        !(x.abs() > 1e-90 && x.abs() < 1e102)
    }
    fn scalar(x: f64) -> f64 {
        x.powf(3.0)
    }
}

/// An estimate from the bits and a polynomial (fdlibm `s_cbrt.c`), then a Newton step with an exact remainder.
pub(super) struct Cbrt;

impl Kernel<f64> for Cbrt {
    #[inline(always)]
    fn eval(x: f64) -> f64 {
        const THIRD: u64 = 0x5555_5556;
        const BIAS: u64 = 0x2a9f_7893;
        const POLY: [f64; 5] =
            [1.87595182427177, -1.8849797954337717, 1.6214297201053545, -0.758397934778766, 0.14599619288661245];
        let a = x.abs();
        let rough = f64::from_bits(((((a.to_bits() >> 32) * THIRD) >> 32) + BIAS) << 32);
        let inverse = 1.0 / a;
        let t = rough * polynomial(rough * rough * rough * inverse, POLY);
        let third = (1.0 / 3.0) * inverse * t;
        let step = |t: f64| {
            let square = Double::product(t, t);
            let cube = Double::product(square.hi, t);
            ((a - cube.hi) - fma(square.lo, t, cube.lo)) * third
        };
        let t = t + step(t);
        (t + step(t)).copysign(x)
    }
    #[inline(always)]
    fn hard(x: f64) -> bool {
        !(x.abs() > 1e-290 && x.abs() < 1e300)
    }
    fn scalar(x: f64) -> f64 {
        x.cbrt()
    }
}

/// The root of the sum of squares as a double-double.
pub(super) struct Hypot;

impl Kernel2<f64> for Hypot {
    #[inline(always)]
    fn eval(a: f64, b: f64) -> f64 {
        let (a, b) = (a.abs(), b.abs());
        let (large, small) = if a > b { (a, b) } else { (b, a) };
        let sum = Double::product(large, large).add_smaller(Double::product(small, small));
        sum.normal().sqrt().value()
    }
    #[inline(always)]
    fn hard(a: f64, b: f64) -> bool {
        let fine = |v: f64| (v > 1e-130 && v < 1e150) || v == 0.0;
        !(fine(a.abs()) && fine(b.abs()))
    }
    fn scalar(a: f64, b: f64) -> f64 {
        a.hypot(b)
    }
}
