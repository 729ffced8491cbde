//! Powers.

use super::kernel::{Loop, Watch};
use super::{USUAL, Ufunc, drive};
use crate::chunk::math::Math;
use crate::chunk::{Element, c64, c128, f16};
use crate::diag::{Result, value_error};
use crate::graph::{Lane, Operand, Target};

/// Whole-number powers of integers, by squaring; they wrap around.
trait IntegerPower: Element + Ord {
    fn power(self, exponent: Self) -> Self;
    fn square(self) -> Self;
}

macro_rules! integer_power {
    ($($t:ident)*) => {$(
        impl IntegerPower for $t {
            #[inline(always)]
            fn power(self, mut exponent: $t) -> $t {
                let (mut base, mut result): ($t, $t) = (self, 1);
                while exponent > 0 {
                    if exponent & 1 == 1 {
                        result = result.wrapping_mul(base);
                    }
                    base = base.wrapping_mul(base);
                    exponent >>= 1;
                }
                result
            }
            #[inline(always)]
            fn square(self) -> $t {
                self.wrapping_mul(self)
            }
        }
    )*};
}
integer_power!(i8 u8 i16 u16 i32 u32 i64 u64);

fn integers<T: IntegerPower>(from: &[Operand], out: &mut Target) -> Result<()> {
    let zero = T::default();
    let negative = match from[1].lane::<T>() {
        Lane::One(b) => b < zero && !out.is_empty(),
        Lane::Many(b) => b.iter().any(|&b| b < zero),
    };
    if negative {
        return Err(value_error("Integers to negative integer powers are not allowed.")
            .help("make the base a float: `x.astype(float) ** n`, or `np.float_power(x, n)`"));
    }
    match from[1].lane::<T>() {
        Lane::One(b) if b.num().as_int() == Some(2) => drive::unary::<T, T>(from, out, T::square),
        _ => drive::binary::<T, T, T>(from, out, T::power),
    }
    Ok(())
}

fn inexact<T: Element + Math>(from: &[Operand], out: &mut Target) -> Result<()> {
    match (from[0].lane::<T>(), from[1].lane::<T>()) {
        (Lane::Many(a), Lane::One(b)) => T::pow_scalar(a, b, out.slice()),
        _ => drive::run2::<T>(from, out, T::pow),
    }
    Ok(())
}

macro_rules! powers {
    ($run:ident: $($t:ident)*) => {
        &[$(Loop { ins: &[<$t as Element>::DTYPE; 2], out: <$t as Element>::DTYPE, run: $run::<$t> }),*]
    };
}

/// The rows of powers.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "power",
        aliases: &["pow"],
        doc: "The first operand to the power of the second, element by element.\n\nIntegers wrap around past their range, and have no negative powers: make them floats for that.",
        examples: "
>>> np.power(np.arange(6), 3)
array([  0,   1,   8,  27,  64, 125])
>>> np.power([2.0, 4.0], [-1, 0.5])
array([0.5, 2. ])
>>> np.array([1, 2, 3]) ** 2
array([1, 4, 9])
",
        loops: &[
            powers!(integers: i8 u8 i16 u16 i32 u32 i64 u64),
            powers!(inexact: f16 f32 f64),
            powers!(inexact: c64 c128),
        ],
        watch: Watch::Power,
        cost: 3.0,
        ..USUAL
    },
    Ufunc {
        name: "float_power",
        doc: "The first operand to the power of the second, always in double precision.",
        examples: "
>>> np.float_power([1, 2, 3], -1)
array([1.        , 0.5       , 0.33333333])
>>> np.float_power(np.arange(4), 2)
array([0., 1., 4., 9.])
",
        loops: &[powers!(inexact: f64), powers!(inexact: c128)],
        watch: Watch::Power,
        cost: 3.0,
        ..USUAL
    },
];
