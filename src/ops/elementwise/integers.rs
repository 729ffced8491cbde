//! Integer division and what is left of it, common divisors and multiples.

use super::kernel::Loop;
use super::loops::loops;
use super::types::TypeRule;
use super::{USUAL, Ufunc, divide, drive};
use crate::chunk::math::RealMath;
use crate::chunk::{Element, f16};

/// What the loops ask of an integer type.
pub trait Integer: Element + Ord {
    /// -1, 0 or 1.
    fn sign(self) -> Self;
    /// The type that holds every distance from zero.
    type Unsigned;
    /// The distance from zero.
    fn unsigned(self) -> Self::Unsigned;
    /// The distance from zero; the least integer stays as it is.
    fn magnitude(self) -> Self;
    /// The floor quotient; 0 for a divisor of 0.
    fn floor_divide(self, by: Self) -> Self;
    /// The remainder with the divisor's sign; 0 for a divisor of 0.
    fn floor_remainder(self, by: Self) -> Self;
    /// The remainder with the dividend's sign; 0 for a divisor of 0.
    fn cut_remainder(self, by: Self) -> Self;
    /// The greatest common divisor, by Euclid.
    fn gcd(self, other: Self) -> Self;
    /// The least common multiple.
    fn lcm(self, other: Self) -> Self;
}

macro_rules! integer {
    ($($t:ident $u:ident)*, |$a:ident| $unsigned:expr, $sign:expr, |$q:ident, $r:ident, $b:ident| $down:expr) => {$(
        impl Integer for $t {
            #[inline(always)]
            fn sign(self) -> $t {
                let $a = self;
                $sign
            }
            type Unsigned = $u;
            #[inline(always)]
            fn unsigned(self) -> $u {
                let $a = self;
                $unsigned
            }
            #[inline(always)]
            fn magnitude(self) -> $t {
                self.unsigned() as $t
            }
            #[inline(always)]
            fn floor_divide(self, $b: $t) -> $t {
                if $b == 0 {
                    return 0;
                }
                let ($q, $r) = (self.wrapping_div($b), self.wrapping_rem($b));
                $q.wrapping_sub(($r != 0 && $down) as $t)
            }
            #[inline(always)]
            fn floor_remainder(self, $b: $t) -> $t {
                if $b == 0 {
                    return 0;
                }
                let $r = self.wrapping_rem($b);
                if $r != 0 && $down { $r.wrapping_add($b) } else { $r }
            }
            #[inline(always)]
            fn cut_remainder(self, by: $t) -> $t {
                if by == 0 { 0 } else { self.wrapping_rem(by) }
            }
            fn gcd(self, other: $t) -> $t {
                let (mut a, mut b) = (self.unsigned(), other.unsigned());
                while a != 0 {
                    (a, b) = (b % a, a);
                }
                b as $t
            }
            fn lcm(self, other: $t) -> $t {
                let gcd = self.gcd(other);
                if gcd == 0 { 0 } else { self.magnitude().wrapping_div(gcd).wrapping_mul(other.magnitude()) }
            }
        }
    )*};
}
integer!(i8 u8 i16 u16 i32 u32 i64 u64, |a| a.unsigned_abs(), (a > 0) as Self - (a < 0) as Self, |q, r, b| (r < 0) != (b < 0));
integer!(u8 u8 u16 u16 u32 u32 u64 u64, |a| a, (a > 0) as Self, |q, r, b| false);

/// The loops of `floor_divide`.
pub const FLOOR_DIVIDE: &[&[Loop]] = &[divide::FLOOR_DIVIDE, loops!(run float: 2 RealMath::floor_divide)];
/// The loops of `remainder`.
pub const REMAINDER: &[&[Loop]] = &[divide::REMAINDER, loops!(run float: 2 RealMath::remainder)];
/// The loops of `fmod`.
pub const FMOD: &[&[Loop]] = &[divide::CUT_REMAINDER, loops!(run float: 2 RealMath::fmod)];

/// The rows of common divisors and multiples.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "gcd",
        doc: "Greatest common divisor.",
        examples: "
>>> np.gcd(12, 20)
4
>>> np.gcd(np.arange(6), 20)
array([20,  1,  2,  1,  4,  5])
",
        loops: &[loops!(int: (T, T) -> T, Integer::gcd)],
        types: TypeRule::NoBool,
        cost: 20.0,
        ..USUAL
    },
    Ufunc {
        name: "lcm",
        doc: "Least common multiple.",
        examples: "
>>> np.lcm(12, 20)
60
>>> np.lcm(np.arange(6), 20)
array([ 0, 20, 20, 60, 20, 20])
",
        loops: &[loops!(int: (T, T) -> T, Integer::lcm)],
        types: TypeRule::NoBool,
        cost: 20.0,
        ..USUAL
    },
];
