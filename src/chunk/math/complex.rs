//! Complex elements.

use super::Math;
use num_complex::Complex;

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

macro_rules! complex {
    ($t:ty) => {
impl Math for Complex<$t> {
    by_element! {
        Complex<$t>:
        exp => Complex::<$t>::exp, exp2 => Complex::<$t>::exp2, expm1 => |z: Complex<$t>| z.exp() - 1.0, log => Complex::<$t>::ln, log2 => Complex::<$t>::log2,
        log10 => Complex::<$t>::log10, log1p => |z: Complex<$t>| (z + 1.0).ln(), sqrt => Complex::<$t>::sqrt, sin => Complex::<$t>::sin, cos => Complex::<$t>::cos, tan => Complex::<$t>::tan,
        asin => Complex::<$t>::asin, acos => Complex::<$t>::acos, atan => Complex::<$t>::atan, sinh => Complex::<$t>::sinh, cosh => Complex::<$t>::cosh,
        tanh => Complex::<$t>::tanh, asinh => Complex::<$t>::asinh, acosh => Complex::<$t>::acosh, atanh => Complex::<$t>::atanh;
        pow => |a: Complex<$t>, b: Complex<$t>| a.powc(b)
    }

    fn pow_scalar(a: &[Self], b: Self, out: &mut [Self]) {
        for (a, out) in a.iter().zip(out) {
            *out = if b == Complex::from(2.0) { a * a } else { a.powc(b) };
        }
    }
}
    };
}
complex!(f32);
complex!(f64);
