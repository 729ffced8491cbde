//! Complex inverse trigonometric and hyperbolic functions.
//!
//! Inverse sine and cosine follow T. Hull, T. Fairgrieve and P. Tang, "Implementing the complex arcsine and arccosine
//! functions using exception handling", 1997; the hyperbolic ones are those of i z.

use super::complex::C;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, PI};

/// Where the arcsine is better had from its complement.
const REAL_CROSSOVER: f64 = 0.6417;
/// Where log(a + sqrt(a² - 1)) is better had from a - 1.
const IMAGINARY_CROSSOVER: f64 = 1.5;
/// Beyond this squares may overflow and 1 is nothing.
const LARGE: f64 = 1e150;

/// Angle between the sides, and the size of the imaginary part, of the inverse sine and cosine of x + i y with
/// coordinates that are not negative: `(asin, acos, imaginary)`.
fn quadrant(x: f64, y: f64) -> (f64, f64, f64) {
    if x > LARGE || y > LARGE {
        let (large, small) = if x > y { (x, y) } else { (y, x) };
        let ratio = small / large;
        return (x.atan2(y), y.atan2(x), LN_2 + large.ln() + 0.5 * (ratio * ratio).ln_1p());
    }
    if y <= f64::EPSILON * (x - 1.0).abs() {
        return near_axis(x, y);
    }
    let r = (x + 1.0).hypot(y);
    let s = (x - 1.0).hypot(y);
    let a = 0.5 * (r + s);
    let b = x / a;
    let (asin, acos) = if b <= REAL_CROSSOVER {
        (b.asin(), b.acos())
    } else {
        let other = if x <= 1.0 {
            (0.5 * (a + x) * (y * y / (r + x + 1.0) + (s + (1.0 - x)))).sqrt()
        } else {
            y * (0.5 * ((a + x) / (r + x + 1.0) + (a + x) / (s + (x - 1.0)))).sqrt()
        };
        (x.atan2(other), other.atan2(x))
    };
    let imaginary = if a <= IMAGINARY_CROSSOVER {
        let rest = if x < 1.0 { y * y / (s + (1.0 - x)) } else { s + (x - 1.0) };
        let less = 0.5 * (y * y / (r + x + 1.0) + rest);
        (less + (less * (a + 1.0)).sqrt()).ln_1p()
    } else {
        (a + (a * a - 1.0).sqrt()).ln()
    };
    (asin, acos, imaginary)
}

/// As [`quadrant`], so near to the real axis that squares of y vanish.
fn near_axis(x: f64, y: f64) -> (f64, f64, f64) {
    if x < 1.0 {
        return (x.asin(), x.acos(), y / ((1.0 - x) * (1.0 + x)).sqrt());
    }
    let root = ((x - 1.0) * (x + 1.0)).sqrt();
    let acos = if root > 0.0 { y / root } else { 0.0 };
    (FRAC_PI_2 - acos, acos, ((x - 1.0) + root).ln_1p())
}

/// Inverse sine, cut along the real axis outside -1 to 1.
pub(super) fn asin(z: C) -> C {
    let (x, y) = (z.re.abs(), z.im.abs());
    let (re, im) = if x.is_nan() || y.is_nan() {
        match (x, y) {
            (_, f64::INFINITY) => (f64::NAN, y),
            (f64::INFINITY, _) => (f64::NAN, x),
            (0.0, _) => (0.0, f64::NAN),
            _ => (f64::NAN, f64::NAN),
        }
    } else if x.is_infinite() || y.is_infinite() {
        (infinite_angle(y, x), f64::INFINITY)
    } else {
        let (asin, _, im) = quadrant(x, y);
        (asin, im)
    };
    C::new(re.copysign(z.re), im.copysign(z.im))
}

/// atan2 of coordinates of which one is infinite.
fn infinite_angle(x: f64, y: f64) -> f64 {
    match (x.is_infinite(), y.is_infinite()) {
        (true, true) => FRAC_PI_4,
        (true, false) => 0.0,
        _ => FRAC_PI_2,
    }
}

/// Inverse cosine, cut along the real axis outside -1 to 1.
pub(super) fn acos(z: C) -> C {
    let (x, y) = (z.re.abs(), z.im.abs());
    if x.is_nan() || y.is_nan() {
        return match (x, y) {
            (f64::INFINITY, _) => C::new(f64::NAN, f64::NEG_INFINITY),
            (_, f64::INFINITY) => C::new(f64::NAN, -z.im),
            (0.0, _) => C::new(FRAC_PI_2, f64::NAN),
            _ => C::new(f64::NAN, f64::NAN),
        };
    }
    let (re, im) = if x.is_infinite() || y.is_infinite() {
        (infinite_angle(x, y), f64::INFINITY)
    } else {
        let (_, acos, im) = quadrant(x, y);
        (acos, im)
    };
    let re = if z.re.is_sign_negative() { PI - re } else { re };
    C::new(re, -im.copysign(z.im))
}

/// asinh z = -i asin(i z)
pub(super) fn asinh(z: C) -> C {
    let w = asin(C::new(-z.im, z.re));
    C::new(w.im, -w.re)
}

/// Inverse hyperbolic cosine: that of the two values of i acos z which has no negative real part.
pub(super) fn acosh(z: C) -> C {
    let w = acos(z);
    if w.re.is_nan() && w.im.is_nan() {
        return w;
    }
    if w.im.is_nan() {
        return C::new(w.im, if z.re == 0.0 { FRAC_PI_2 } else { w.im });
    }
    C::new(w.im.abs(), if w.re.is_nan() { w.re } else { w.re.copysign(z.im) })
}

/// atan z = -i atanh(i z)
pub(super) fn atan(z: C) -> C {
    let w = atanh(C::new(-z.im, z.re));
    C::new(w.im, -w.re)
}

/// x / (x² + y²) of large numbers.
fn real_of_reciprocal(x: f64, y: f64) -> f64 {
    if x.is_infinite() || y.is_infinite() {
        return 0.0;
    }
    if x >= y { 1.0 / (x + y * (y / x)) } else { (x / y) / (y + x * (x / y)) }
}

/// Inverse hyperbolic tangent, cut along the real axis outside -1 to 1.
pub(super) fn atanh(z: C) -> C {
    let (x, y) = (z.re.abs(), z.im.abs());
    let (re, im) = if y == 0.0 && x <= 1.0 {
        (libm::atanh(x), 0.0)
    } else if x == 0.0 {
        (0.0, y.atan())
    } else if x.is_nan() || y.is_nan() {
        match (x, y) {
            (f64::INFINITY, _) => (0.0, f64::NAN),
            (_, f64::INFINITY) => (0.0, FRAC_PI_2),
            _ => (f64::NAN, f64::NAN),
        }
    } else if x > 1e15 || y > 1e15 {
        (real_of_reciprocal(x, y), FRAC_PI_2)
    } else {
        let apart = (1.0 - x) * (1.0 + x);
        let re = if x == 1.0 && y < 1e-100 {
            0.5 * (LN_2 - y.ln())
        } else {
            0.25 * (4.0 * x / ((x - 1.0) * (x - 1.0) + y * y)).ln_1p()
        };
        (re, 0.5 * (2.0 * y).atan2(if y < f64::EPSILON { apart } else { apart - y * y }))
    };
    C::new(re.copysign(z.re), im.copysign(z.im))
}
