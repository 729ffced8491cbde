//! Remainders and floor division, as C's `fmod` and NumPy's `npy_divmod` have them.

use super::step::Kernel2;

/// C's remainder, with the sign of the dividend.
pub(super) struct Fmod;

/// Python's remainder, with the sign of the divisor.
pub(super) struct Remainder;

/// Python's floor division.
pub(super) struct FloorDivide;

macro_rules! divide {
    ($t:ident, $integers:expr, $tiny:expr, $fmod:ident, $modulo:ident, $floor_divide:ident, $hard:ident) => {
        /// The truncated quotient is right or one too large; both are told by the sign of an exact remainder.
        #[inline(always)]
        fn $fmod(a: $t, b: $t) -> $t {
            let rest = (-(a / b).trunc()).mul_add(b, a);
            let beyond = rest != 0.0 && (rest < 0.0) != (a < 0.0);
            (if beyond { rest.abs() - b.abs() } else { rest }).abs().copysign(a)
        }

        #[inline(always)]
        fn $hard(a: $t, b: $t) -> bool {
            !((a / b).abs() < $integers && b.abs() > $tiny && b.abs() < $t::INFINITY)
        }

        #[inline(always)]
        fn $modulo(rest: $t, b: $t) -> $t {
            let moved = if (b < 0.0) != (rest < 0.0) { rest + b } else { rest };
            if rest != 0.0 { moved } else { (0.0 as $t).copysign(b) }
        }

        #[inline(always)]
        fn $floor_divide(a: $t, b: $t, rest: $t) -> $t {
            let quotient = (a - rest) / b;
            let down = rest != 0.0 && (b < 0.0) != (rest < 0.0);
            let quotient = if down { quotient - 1.0 } else { quotient };
            let floor = quotient.floor();
            let floor = if quotient - floor > 0.5 { floor + 1.0 } else { floor };
            if quotient != 0.0 { floor } else { (0.0 as $t).copysign(a / b) }
        }

        impl Kernel2<$t> for Fmod {
            #[inline(always)]
            fn eval(a: $t, b: $t) -> $t {
                $fmod(a, b)
            }
            #[inline(always)]
            fn hard(a: $t, b: $t) -> bool {
                $hard(a, b)
            }
            fn scalar(a: $t, b: $t) -> $t {
                a % b
            }
        }

        impl Kernel2<$t> for Remainder {
            #[inline(always)]
            fn eval(a: $t, b: $t) -> $t {
                $modulo($fmod(a, b), b)
            }
            #[inline(always)]
            fn hard(a: $t, b: $t) -> bool {
                $hard(a, b)
            }
            fn scalar(a: $t, b: $t) -> $t {
                if b == 0.0 { a % b } else { $modulo(a % b, b) }
            }
        }

        impl Kernel2<$t> for FloorDivide {
            #[inline(always)]
            fn eval(a: $t, b: $t) -> $t {
                $floor_divide(a, b, $fmod(a, b))
            }
            #[inline(always)]
            fn hard(a: $t, b: $t) -> bool {
                $hard(a, b)
            }
            fn scalar(a: $t, b: $t) -> $t {
                if b == 0.0 { a / b } else { $floor_divide(a, b, a % b) }
            }
        }
    };
}

divide!(f64, 4503599627370496.0, 1e-290, fmod_f64, modulo_f64, floor_divide_f64, hard_f64);
divide!(f32, 8388608.0, 1e-30, fmod_f32, modulo_f32, floor_divide_f32, hard_f32);
