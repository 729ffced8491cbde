//! Element-wise mathematical functions over contiguous runs.
//!
//! Every function takes whole slices, so that a table of operations can hold `<T as Math>::exp` and the like. Lengths
//! should be equal; the shortest one counts. Special values follow C99 and NumPy.

#![allow(clippy::neg_cmp_op_on_partial_ord, reason = "what is no number must fail the tests")]
#![allow(clippy::needless_range_loop, reason = "blocks have several columns")]

mod addexp;
mod atan;
mod complex;
mod complex_inverse;
mod complex_trig;
mod divide;
mod double;
mod exp;
mod log;
mod pow;
mod real;
pub mod simd;
mod single;
mod small;
mod step;
mod tabled;
mod tables;
#[cfg(test)]
mod tests;
mod trig;

/// A function of one argument over runs.
pub type Unary<T> = fn(&[T], &mut [T]);

/// A function of two arguments over runs.
pub type Binary<T> = fn(&[T], &[T], &mut [T]);

/// A function of a run and one value.
pub type BinaryScalar<T> = fn(&[T], T, &mut [T]);

macro_rules! declare {
    (unary { $($(#[$doc:meta])* $unary:ident,)* } binary { $($(#[$doc2:meta])* $binary:ident,)* }) => {
        $($(#[$doc])* fn $unary(x: &[Self], out: &mut [Self]);)*
        $($(#[$doc2])* fn $binary(a: &[Self], b: &[Self], out: &mut [Self]);)*
    };
}

/// Functions that real and complex elements share.
pub trait Math: Copy {
    declare! {
        unary {
            /// e to the power x.
            exp,
            /// 2 to the power x.
            exp2,
            /// exp(x) - 1, exact for small x.
            expm1,
            /// Natural logarithm.
            log,
            /// Logarithm to base 2.
            log2,
            /// Logarithm to base 10.
            log10,
            /// log(1 + x), exact for small x.
            log1p,
            /// Square root.
            sqrt,
            /// Sine of radians.
            sin,
            /// Cosine of radians.
            cos,
            /// Tangent of radians.
            tan,
            /// Inverse sine.
            asin,
            /// Inverse cosine.
            acos,
            /// Inverse tangent.
            atan,
            /// Hyperbolic sine.
            sinh,
            /// Hyperbolic cosine.
            cosh,
            /// Hyperbolic tangent.
            tanh,
            /// Inverse hyperbolic sine.
            asinh,
            /// Inverse hyperbolic cosine.
            acosh,
            /// Inverse hyperbolic tangent.
            atanh,
        }
        binary {
            /// a to the power b.
            pow,
        }
    }

    /// Every element to the power `b`; 2, 1, 0, -1 and 0.5 are squares, copies, ones, reciprocals and square roots.
    fn pow_scalar(a: &[Self], b: Self, out: &mut [Self]);
}

/// Functions of real elements only.
pub trait RealMath: Math {
    declare! {
        unary {
            /// Cube root.
            cbrt,
            /// Largest integer not above x.
            floor,
            /// Smallest integer not below x.
            ceil,
            /// Integer part.
            trunc,
            /// Nearest integer, halves to even.
            rint,
        }
        binary {
            /// Angle of the point (b, a).
            atan2,
            /// sqrt(a² + b²) without needless overflow.
            hypot,
            /// log(exp(a) + exp(b)).
            logaddexp,
            /// log2(2^a + 2^b).
            logaddexp2,
            /// Magnitude of a with the sign of b.
            copysign,
            /// Next representable value after a in the direction of b.
            nextafter,
            /// C remainder: it has the sign of a.
            fmod,
            /// Python remainder: it has the sign of b.
            remainder,
            /// Python floor division.
            floor_divide,
        }
    }
}
