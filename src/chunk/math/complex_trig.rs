//! Complex trigonometric and hyperbolic functions; the former are the latter of i z.

use super::complex::{C, scaled_exp};

/// sin z = -i sinh(i z)
pub(super) fn sin(z: C) -> C {
    let w = sinh(C::new(-z.im, z.re));
    // An infinity of unknown sign is positive.
    let unknown = w.re.is_infinite() && !z.re.is_finite();
    C::new(w.im, if unknown { w.re.abs() } else { -w.re })
}

/// cos z = cosh(i z)
pub(super) fn cos(z: C) -> C {
    cosh(C::new(-z.im, z.re))
}

/// tan z = -i tanh(i z)
pub(super) fn tan(z: C) -> C {
    let w = tanh(C::new(-z.im, z.re));
    C::new(w.im, -w.re)
}

/// Beyond this the hyperbolic sine and cosine are half an exponential.
const HALF_EXP: f64 = 22.0;

/// (sinh x cos y, cosh x sin y)
pub(super) fn sinh(z: C) -> C {
    let C { re: x, im: y } = z;
    if y == 0.0 {
        return C::new(x.sinh(), y);
    }
    if !y.is_finite() {
        let re = if x == 0.0 { x } else { x.abs() };
        return C::new(if x == 0.0 || x.is_infinite() { re } else { f64::NAN }, f64::NAN);
    }
    let (s, c) = y.sin_cos();
    if x.abs() < HALF_EXP || x.is_nan() {
        return C::new(x.sinh() * c, x.cosh() * s);
    }
    let w = scaled_exp(x.abs(), (0.5 * c, 0.5 * s));
    C::new(w.re * 1f64.copysign(x), w.im)
}

/// (cosh x cos y, sinh x sin y)
pub(super) fn cosh(z: C) -> C {
    let C { re: x, im: y } = z;
    if y == 0.0 {
        return C::new(x.cosh(), if x.is_nan() { y } else { y * 1f64.copysign(x) });
    }
    if !y.is_finite() {
        return match x {
            0.0 => C::new(f64::NAN, 0.0),
            _ if x.is_infinite() => C::new(f64::INFINITY, f64::NAN),
            _ => C::new(f64::NAN, f64::NAN),
        };
    }
    let (s, c) = y.sin_cos();
    if x.abs() < HALF_EXP || x.is_nan() {
        return C::new(x.cosh() * c, x.sinh() * s);
    }
    let w = scaled_exp(x.abs(), (0.5 * c, 0.5 * s));
    C::new(w.re, w.im * 1f64.copysign(x))
}

/// Hyperbolic tangent (W. Kahan, "Branch cuts for complex elementary functions", 1987).
pub(super) fn tanh(z: C) -> C {
    let C { re: x, im: y } = z;
    if x.is_nan() {
        return C::new(x, if y == 0.0 { y } else { f64::NAN });
    }
    if x.is_infinite() {
        let sign = if y.is_finite() { y.sin() * y.cos() } else { y };
        return C::new(1f64.copysign(x), 0f64.copysign(sign));
    }
    if !y.is_finite() {
        return C::new(if x == 0.0 { x } else { f64::NAN }, f64::NAN);
    }
    if x.abs() >= HALF_EXP {
        let decay = (-x.abs()).exp();
        return C::new(1f64.copysign(x), 4.0 * y.sin() * y.cos() * decay * decay);
    }
    let t = y.tan();
    let beta = 1.0 + t * t;
    let s = x.sinh();
    let rho = (1.0 + s * s).sqrt();
    let below = 1.0 + beta * s * s;
    C::new(beta * rho * s / below, t / below)
}
