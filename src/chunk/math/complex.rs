//! Complex elements: which function does what, and exponentials, logarithms, roots and powers.
//!
//! All is computed in double precision, one element at a time, with the special values and branch cuts of C99, annex G.

use super::Math;
use super::complex_inverse::{acos, acosh, asin, asinh, atan, atanh};
use super::complex_trig::{cos, cosh, sin, sinh, tan, tanh};
use super::double::Double;
use num_complex::Complex;
use std::f64::consts::{LN_2, LOG2_E, LOG10_E};

/// A number in working precision.
pub(super) type C = Complex<f64>;

macro_rules! elements {
    ($t:ty: $($name:ident)*) => {
        impl Math for Complex<$t> {
            $(fn $name(x: &[Self], out: &mut [Self]) {
                for (x, out) in x.iter().zip(out) {
                    let z = $name(C::new(x.re.into(), x.im.into()));
                    *out = Self::new(z.re as $t, z.im as $t);
                }
            })*

            fn pow(a: &[Self], b: &[Self], out: &mut [Self]) {
                for ((a, b), out) in a.iter().zip(b).zip(out) {
                    let z = pow(C::new(a.re.into(), a.im.into()), C::new(b.re.into(), b.im.into()));
                    *out = Self::new(z.re as $t, z.im as $t);
                }
            }

            fn pow_scalar(a: &[Self], b: Self, out: &mut [Self]) {
                if b == Self::new(0.5, 0.0) {
                    return <Self as Math>::sqrt(a, out);
                }
                let b = C::new(b.re.into(), b.im.into());
                for (a, out) in a.iter().zip(out) {
                    let z = pow(C::new(a.re.into(), a.im.into()), b);
                    *out = Self::new(z.re as $t, z.im as $t);
                }
            }
        }
    };
}

elements!(f64: exp exp2 expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh);
elements!(f32: exp exp2 expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh);

/// exp(708), the largest factor that is taken out of an exponential.
const EXP_708: f64 = 3.023383144276055e307;

/// `scale * exp(x)` times both of the pair, without needless overflow; `x` is not negative.
pub(super) fn scaled_exp(x: f64, pair: (f64, f64)) -> C {
    if x < 708.0 {
        let size = x.exp();
        return C::new(size * pair.0, size * pair.1);
    }
    let size = (x - 708.0).exp();
    C::new(pair.0 * EXP_708 * size, pair.1 * EXP_708 * size)
}

fn exp(z: C) -> C {
    let C { re: x, im: y } = z;
    if y == 0.0 {
        return C::new(x.exp(), y);
    }
    if !y.is_finite() {
        return if x == f64::NEG_INFINITY {
            C::new(0.0, 0.0f64.copysign(y))
        } else if x == f64::INFINITY {
            C::new(x, f64::NAN)
        } else {
            C::new(f64::NAN, f64::NAN)
        };
    }
    let (s, c) = y.sin_cos();
    if x > 708.0 {
        return scaled_exp(x, (c, s));
    }
    let size = x.exp();
    C::new(size * c, size * s)
}

fn exp2(z: C) -> C {
    exp(z.scale(LN_2))
}

fn expm1(z: C) -> C {
    let half = (0.5 * z.im).sin();
    C::new(z.re.exp_m1() * z.im.cos() - 2.0 * half * half, z.re.exp() * z.im.sin())
}

/// x² + y² + c for `c` 0 or -1, rounded about once.
fn squares_plus(x: f64, y: f64, c: f64) -> f64 {
    let (x, y) = if x < y { (y, x) } else { (x, y) };
    // Veltkamp's splitting serves CPUs without fused multiply-add as well.
    let square = |v: f64| {
        let high = {
            let t = v * 134217729.0;
            t - (t - v)
        };
        let low = v - high;
        let hi = v * v;
        Double { hi, lo: ((high * high - hi) + 2.0 * high * low) + low * low }
    };
    let (a, b) = (square(x), square(y));
    let first = Double::sum(a.hi, c);
    let second = Double::sum(first.hi, b.hi);
    second.hi + (second.lo + first.lo + a.lo + b.lo)
}

/// log |z|
fn log_abs(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    let large = x.max(y);
    if large > 0.5 && large < 2.0 && x.min(y) < 2.0 {
        let excess = squares_plus(x, y, -1.0);
        return 0.5 * excess.ln_1p();
    }
    if large.is_finite() && large > 1e300 {
        return (x * 0.25).hypot(y * 0.25).ln() + 2.0 * LN_2;
    }
    if large > 0.0 && large < 1e-290 {
        let up = 2f64.powi(100);
        return (x * up).hypot(y * up).ln() - 100.0 * LN_2;
    }
    x.hypot(y).ln()
}

/// Natural logarithm, cut along the negative real axis.
pub(super) fn log(z: C) -> C {
    C::new(log_abs(z.re, z.im), z.im.atan2(z.re))
}

fn log2(z: C) -> C {
    log(z).scale(LOG2_E)
}

fn log10(z: C) -> C {
    log(z).scale(LOG10_E)
}

fn log1p(z: C) -> C {
    let angle = z.im.atan2(z.re + 1.0);
    let small = z.re.abs() < 0.5 && z.im.abs() < 0.5;
    let size = if small {
        let terms = Double::sum(2.0 * z.re, squares_plus(z.re.abs(), z.im.abs(), 0.0));
        0.5 * terms.value().ln_1p()
    } else {
        log_abs(z.re + 1.0, z.im)
    };
    C::new(size, angle)
}

/// Square root with a real part that is not negative.
pub(super) fn sqrt(z: C) -> C {
    let C { re: x, im: y } = z;
    if x == 0.0 && y == 0.0 {
        return C::new(0.0, y);
    }
    if y.is_infinite() {
        return C::new(f64::INFINITY, y);
    }
    if x.is_infinite() {
        let other = if y.is_nan() { y } else { 0.0f64.copysign(y) };
        return if x > 0.0 { C::new(x, other) } else { C::new(other.abs(), f64::INFINITY.copysign(y)) };
    }
    // Powers of four keep the root exact.
    let large = x.abs().max(y.abs());
    let (down, up) = match large {
        v if v > 1e300 => (0.0625, 4.0),
        v if v < 1e-290 => (2f64.powi(108), 2f64.powi(-54)),
        _ => (1.0, 1.0),
    };
    let (x, y) = (x * down, y * down);
    let t = (0.5 * (x.abs() + x.hypot(y))).sqrt();
    if x >= 0.0 { C::new(t * up, y / (2.0 * t) * up) } else { C::new(y.abs() / (2.0 * t) * up, (t * up).copysign(y)) }
}

/// Product by the plain formula.
fn times(a: C, b: C) -> C {
    C::new(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
}

/// 1 / z by Smith's method, as the quotient of complex numbers.
fn one_over(z: C) -> C {
    if z == C::new(0.0, 0.0) {
        return C::new(f64::INFINITY, f64::NAN);
    }
    if z.im.abs() <= z.re.abs() {
        let ratio = z.im / z.re;
        let scale = 1.0 / (z.re + z.im * ratio);
        C::new(scale, (0.0 - ratio) * scale)
    } else {
        let ratio = z.re / z.im;
        let scale = 1.0 / (z.im + z.re * ratio);
        C::new((ratio + 0.0) * scale, (0.0 * ratio - 1.0) * scale)
    }
}

/// a^n by squaring, as NumPy does for |n| < 100.
fn integer_pow(a: C, n: i32) -> C {
    match n {
        1 => return a,
        2 => return times(a, a),
        3 => return times(a, times(a, a)),
        _ => {}
    }
    let mut bits = n.unsigned_abs();
    let (mut result, mut square) = (C::new(1.0, 0.0), a);
    loop {
        if bits & 1 == 1 {
            result = times(result, square);
        }
        bits >>= 1;
        if bits == 0 {
            break;
        }
        square = times(square, square);
    }
    if n < 0 { one_over(result) } else { result }
}

fn pow(a: C, b: C) -> C {
    if b == C::new(0.0, 0.0) {
        return C::new(1.0, 0.0);
    }
    if a == C::new(0.0, 0.0) {
        return if b.re > 0.0 { C::new(0.0, 0.0) } else { C::new(f64::NAN, f64::NAN) };
    }
    if b.im == 0.0 && b.re.trunc() == b.re && b.re.abs() < 100.0 {
        return integer_pow(a, b.re as i32);
    }
    exp(times(b, log(a)))
}
