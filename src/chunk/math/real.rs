//! Real elements.

use super::{Math, RealMath};

macro_rules! by_element {
    ($t:ty: $($unary:ident => $f:expr),*; $($binary:ident => $g:expr),*) => {
        $(fn $unary(x: &[$t], out: &mut [$t]) {
            for (x, out) in x.iter().zip(out) {
                *out = $f(*x);
            }
        })*
        $(fn $binary(a: &[$t], b: &[$t], out: &mut [$t]) {
            for ((a, b), out) in a.iter().zip(b).zip(out) {
                *out = $g(*a, *b);
            }
        })*
    };
}

impl Math for f64 {
    by_element! {
        f64:
        exp => f64::exp, exp2 => f64::exp2, expm1 => f64::exp_m1, log => f64::ln, log2 => f64::log2,
        log10 => f64::log10, log1p => f64::ln_1p, sqrt => f64::sqrt, sin => f64::sin, cos => f64::cos, tan => f64::tan,
        asin => f64::asin, acos => f64::acos, atan => f64::atan, sinh => f64::sinh, cosh => f64::cosh,
        tanh => f64::tanh, asinh => f64::asinh, acosh => f64::acosh, atanh => f64::atanh;
        pow => f64::powf
    }

    fn pow_scalar(a: &[f64], b: f64, out: &mut [f64]) {
        for (a, out) in a.iter().zip(out) {
            *out = if b == 2.0 {
                a * a
            } else if b == 0.5 {
                a.sqrt()
            } else if b == -1.0 {
                1.0 / a
            } else {
                a.powf(b)
            };
        }
    }
}

impl RealMath for f64 {
    by_element! {
        f64:
        cbrt => f64::cbrt, floor => f64::floor, ceil => f64::ceil, trunc => f64::trunc, rint => f64::round_ties_even;
        atan2 => f64::atan2, hypot => f64::hypot, logaddexp => |a: f64, b: f64| a.max(b) + (-(a - b).abs()).exp().ln_1p(),
        logaddexp2 => |a: f64, b: f64| a.max(b) + (-(a - b).abs()).exp2().ln_1p() * std::f64::consts::LOG2_E,
        copysign => f64::copysign, nextafter => libm::nextafter, fmod => |a: f64, b: f64| a % b,
        remainder => |a: f64, b: f64| a - b * (a / b).floor(), floor_divide => |a: f64, b: f64| (a / b).floor()
    }
}
impl Math for f32 {
    by_element! {
        f32:
        exp => f32::exp, exp2 => f32::exp2, expm1 => f32::exp_m1, log => f32::ln, log2 => f32::log2,
        log10 => f32::log10, log1p => f32::ln_1p, sqrt => f32::sqrt, sin => f32::sin, cos => f32::cos, tan => f32::tan,
        asin => f32::asin, acos => f32::acos, atan => f32::atan, sinh => f32::sinh, cosh => f32::cosh,
        tanh => f32::tanh, asinh => f32::asinh, acosh => f32::acosh, atanh => f32::atanh;
        pow => f32::powf
    }

    fn pow_scalar(a: &[f32], b: f32, out: &mut [f32]) {
        for (a, out) in a.iter().zip(out) {
            *out = if b == 2.0 {
                a * a
            } else if b == 0.5 {
                a.sqrt()
            } else if b == -1.0 {
                1.0 / a
            } else {
                a.powf(b)
            };
        }
    }
}

impl RealMath for f32 {
    by_element! {
        f32:
        cbrt => f32::cbrt, floor => f32::floor, ceil => f32::ceil, trunc => f32::trunc, rint => f32::round_ties_even;
        atan2 => f32::atan2, hypot => f32::hypot, logaddexp => |a: f32, b: f32| a.max(b) + (-(a - b).abs()).exp().ln_1p(),
        logaddexp2 => |a: f32, b: f32| a.max(b) + (-(a - b).abs()).exp2().ln_1p() * std::f32::consts::LOG2_E,
        copysign => f32::copysign, nextafter => libm::nextafterf, fmod => |a: f32, b: f32| a % b,
        remainder => |a: f32, b: f32| a - b * (a / b).floor(), floor_divide => |a: f32, b: f32| (a / b).floor()
    }
}
