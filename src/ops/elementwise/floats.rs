//! What floats are made of: signs, exponents, neighbours, and what is not a number.

use super::complex::is_nan;
use super::kernel::{Loop, Watch};
use super::loops::loops;
use super::types::TypeRule;
use super::{USUAL, Ufunc, drive};
use crate::chunk::math::RealMath;
use crate::chunk::{Element, c64, c128, f16};

/// What the loops ask of a float type.
trait Parted: Element {
    /// Its fraction and the power of two that it is multiplied by.
    fn frexp(self) -> (Self, i32);
    /// It times a power of two.
    fn ldexp(self, exponent: i64) -> Self;
    /// The distance to the neighbour that is further from zero.
    fn spacing(self) -> Self;
}

impl Parted for f64 {
    fn frexp(self) -> (f64, i32) {
        if self.is_finite() { libm::frexp(self) } else { (self, 0) }
    }
    fn ldexp(self, exponent: i64) -> f64 {
        libm::ldexp(self, exponent.clamp(-5000, 5000) as i32)
    }
    fn spacing(self) -> f64 {
        if self.is_infinite() { f64::NAN } else { f64::from_bits((self + 0.0).to_bits() + 1) - self }
    }
}

impl Parted for f32 {
    fn frexp(self) -> (f32, i32) {
        if self.is_finite() { libm::frexpf(self) } else { (self, 0) }
    }
    fn ldexp(self, exponent: i64) -> f32 {
        libm::ldexpf(self, exponent.clamp(-5000, 5000) as i32)
    }
    fn spacing(self) -> f32 {
        if self.is_infinite() { f32::NAN } else { f32::from_bits(self.to_bits() + 1) - self }
    }
}

impl Parted for f16 {
    fn frexp(self) -> (f16, i32) {
        let (fraction, exponent) = self.to_f32().frexp();
        (f16::from_f32(fraction), exponent)
    }
    fn ldexp(self, exponent: i64) -> f16 {
        // In double precision no power within reach is rounded, so that there is one rounding.
        f16::from_f64(self.to_f64().ldexp(exponent.clamp(-200, 200)))
    }
    fn spacing(self) -> f16 {
        if !self.is_finite() {
            return f16::NAN;
        }
        // Here it is the distance to the neighbour above.
        match self.to_bits() {
            0x8000 => f16::from_bits(1),
            bits if bits > 0x8000 => f16::from_bits(bits - 1) - self,
            bits => f16::from_bits(bits + 1) - self,
        }
    }
}

/// Loops over a float type and whatever else.
macro_rules! parted {
    ($($t:ident -> $out:ident),*; |$a:ident| $e:expr) => {
        &[$(Loop {
            ins: &[<$t as Element>::DTYPE],
            out: <$out as Element>::DTYPE,
            run: |from, out| {
                drive::unary::<$t, $out>(from, out, |$a| $e);
                Ok(())
            },
        }),*]
    };
    ($(($t:ident, $b:ident)),*; $f:expr) => {
        &[$(Loop {
            ins: &[<$t as Element>::DTYPE, <$b as Element>::DTYPE],
            out: <$t as Element>::DTYPE,
            run: |from, out| {
                drive::binary::<$t, $b, $t>(from, out, $f);
                Ok(())
            },
        }),*]
    };
}

/// The rows about what floats are made of.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "isnan",
        doc: "Whether the element is nan: not a number.",
        examples: "
>>> np.isnan(np.nan)
True
>>> np.isnan([np.log(1.), 1., np.nan])
array([False, False,  True])
",
        loops: &[
            loops!(bool: (T) -> bool, |_| false),
            loops!(int: (T) -> bool, |_| false),
            loops!(float: (T) -> bool, |a| a.is_nan()),
            loops!(complex: (T) -> bool, is_nan),
        ],
        ..USUAL
    },
    Ufunc {
        name: "isinf",
        doc: "Whether the element is infinite, of either sign.",
        examples: "
>>> np.isinf([np.inf, -np.inf, 1.0, np.nan])
array([ True,  True, False, False])
",
        loops: &[
            loops!(bool: (T) -> bool, |_| false),
            loops!(int: (T) -> bool, |_| false),
            loops!(float: (T) -> bool, |a| a.is_infinite()),
            loops!(complex: (T) -> bool, |a| a.re.is_infinite() | a.im.is_infinite()),
        ],
        ..USUAL
    },
    Ufunc {
        name: "isfinite",
        doc: "Whether the element is neither infinite nor nan.",
        examples: "
>>> np.isfinite([1, np.inf, np.nan])
array([ True, False, False])
",
        loops: &[
            loops!(bool: (T) -> bool, |_| true),
            loops!(int: (T) -> bool, |_| true),
            loops!(float: (T) -> bool, |a| a.is_finite()),
            loops!(complex: (T) -> bool, |a| a.re.is_finite() & a.im.is_finite()),
        ],
        ..USUAL
    },
    Ufunc {
        name: "signbit",
        doc: "Whether the sign of the element is minus; -0.0 has one.",
        examples: "
>>> np.signbit(-1.2)
True
>>> np.signbit([1, -2.3, 2.1, -0.0])
array([False,  True, False,  True])
",
        loops: &[loops!(float: (T) -> bool, |a| a.is_sign_negative())],
        ..USUAL
    },
    Ufunc {
        name: "copysign",
        doc: "The first operand with the sign of the second.",
        examples: "
>>> np.copysign(1.3, -1)
-1.3
>>> np.copysign([-1, 0, 1], -1.1)
array([-1., -0., -1.])
",
        loops: &[loops!(run float: 2 RealMath::copysign)],
        ..USUAL
    },
    Ufunc {
        name: "nextafter",
        doc: "The next float after the first operand, on the way to the second.",
        examples: "
>>> np.nextafter(1, 2) == 1 + np.finfo(np.float64).eps
True
>>> np.nextafter([1, 2], [2, 1])
array([1., 2.])
",
        loops: &[loops!(run float: 2 RealMath::nextafter)],
        cost: 3.0,
        ..USUAL
    },
    Ufunc {
        name: "spacing",
        doc: "The distance to the next float that is further from zero.",
        examples: "
>>> np.spacing(1)
2.220446049250313e-16
>>> np.spacing([1., 1e10])
array([2.22044605e-16, 1.90734863e-06])
",
        loops: &[parted!(f16 -> f16, f32 -> f32, f64 -> f64; |a| Parted::spacing(a))],
        ..USUAL
    },
    Ufunc {
        name: "ldexp",
        doc: "`x1 * 2**x2`, where the second operand is an integer.",
        examples: "
>>> np.ldexp(5, np.arange(4))
array([ 5., 10., 20., 40.], dtype=float16)
>>> np.ldexp([0.5, 0.75], 4)
array([ 8., 12.])
",
        loops: &[
            parted!((f16, i32), (f32, i32), (f16, i64), (f32, i64), (f64, i32), (f64, i64); |a, b| Parted::ldexp(a, i64::from(b))),
        ],
        types: TypeRule::Exponent,
        watch: Watch::Overflow,
        cost: 3.0,
        ..USUAL
    },
    Ufunc {
        name: "frexp",
        doc: "The fraction (from 0.5 up to 1) and the power of two that each element is made of, as a tuple.",
        examples: "
>>> np.frexp(np.arange(5))
(array([0.  , 0.5 , 0.5 , 0.75, 0.5 ]), array([0, 1, 2, 2, 3], dtype=int32))
>>> np.frexp(100.0)
(0.78125, 7)
",
        loops: &[parted!(f16 -> f16, f32 -> f32, f64 -> f64; |a| Parted::frexp(a).0)],
        second: &[parted!(f16 -> i32, f32 -> i32, f64 -> i32; |a| Parted::frexp(a).1)],
        cost: 2.0,
        ..USUAL
    },
    Ufunc {
        name: "modf",
        doc: "The part after the point and the part before it, as a tuple; both have the element's sign.",
        examples: "
>>> np.modf([0, 3.5])
(array([0. , 0.5]), array([0., 3.]))
>>> np.modf(-0.5)
(-0.5, -0.0)
",
        loops: &[
            loops!(float: (T) -> T, |a| if a.is_infinite() { (0.0 as T).copysign(a) } else { (a - a.trunc()).copysign(a) }),
        ],
        second: &[loops!(float: (T) -> T, |a| a.trunc())],
        ..USUAL
    },
    Ufunc {
        name: "heaviside",
        doc: "The step function: 0 for negative elements, 1 for positive ones, the second operand at 0.",
        examples: "
>>> np.heaviside([-1.5, 0, 2.0], 0.5)
array([0. , 0.5, 1. ])
>>> np.heaviside([-1.5, 0, 2.0], 1)
array([0., 1., 1.])
",
        loops: &[
            loops!(float: (T, T) -> T, |a, b| if a.is_nan() { a } else if a == 0.0 { b } else if a < 0.0 { 0.0 } else { 1.0 }),
        ],
        ..USUAL
    },
];
