//! Bits.

use super::kernel::Loop;
use super::loops::loops;
use super::{USUAL, Ufunc, drive};
use crate::chunk::Element;

/// The rows that work on bits.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "bitwise_and",
        doc: "The bits that both operands have: `&`.",
        examples: "
>>> np.bitwise_and(13, 17)
1
>>> np.bitwise_and([11, 7], [4, 25])
array([0, 1])
>>> np.array([True, True]) & np.array([True, False])
array([ True, False])
",
        loops: &[loops!(bool: (T, T) -> T, |a, b| a & b), loops!(int: (T, T) -> T, |a, b| a & b)],
        ..USUAL
    },
    Ufunc {
        name: "bitwise_or",
        doc: "The bits that either operand has: `|`.",
        examples: "
>>> np.bitwise_or(13, 16)
29
>>> np.bitwise_or([33, 4], 1)
array([33,  5])
",
        loops: &[loops!(bool: (T, T) -> T, |a, b| a | b), loops!(int: (T, T) -> T, |a, b| a | b)],
        ..USUAL
    },
    Ufunc {
        name: "bitwise_xor",
        doc: "The bits that just one of the operands has: `^`.",
        examples: "
>>> np.bitwise_xor(13, 17)
28
>>> np.bitwise_xor([True, True], [False, True])
array([ True, False])
",
        loops: &[loops!(bool: (T, T) -> T, |a, b| a ^ b), loops!(int: (T, T) -> T, |a, b| a ^ b)],
        ..USUAL
    },
    Ufunc {
        name: "invert",
        aliases: &["bitwise_not", "bitwise_invert"],
        doc: "Every bit turned: `~`. For booleans it is `not`.",
        examples: "
>>> np.invert(np.array([13], dtype='uint8'))
array([242], dtype=uint8)
>>> np.invert([True, False])
array([False,  True])
",
        loops: &[loops!(bool: (T) -> T, |a| !a), loops!(int: (T) -> T, |a| !a)],
        ..USUAL
    },
    Ufunc {
        name: "left_shift",
        aliases: &["bitwise_left_shift"],
        doc: "Bits moved to the left: `<<`. Past the width of the type nothing is left.",
        examples: "
>>> np.left_shift(5, 2)
20
>>> np.left_shift(5, [1, 2, 3])
array([10, 20, 40])
",
        loops: &[
            loops!(int: (T, T) -> T, |a, b| if (b as u64) < T::BITS as u64 { a.wrapping_shl(b as u32) } else { 0 }),
        ],
        ..USUAL
    },
    Ufunc {
        name: "right_shift",
        aliases: &["bitwise_right_shift"],
        doc: "Bits moved to the right: `>>`. Past the width of the type only the sign is left.",
        examples: "
>>> np.right_shift(10, 1)
5
>>> np.right_shift(10, [1, 2, 3])
array([5, 2, 1])
",
        loops: &[loops!(int: (T, T) -> T, |a, b| {
            let within = (b as u64) < T::BITS as u64;
            a.wrapping_shr(if within { b as u32 } else { T::BITS - 1 }) & if within || T::MIN != 0 { !0 } else { 0 }
        })],
        ..USUAL
    },
    Ufunc {
        name: "bitwise_count",
        doc: "How many bits of the distance from zero are 1.",
        examples: "
>>> np.bitwise_count(1023)
10
>>> np.bitwise_count([2**i - 1 for i in range(4)])
array([0, 1, 2, 3], dtype=uint8)
",
        loops: &[
            loops!(@each [i8] (T) -> u8, |a| a.unsigned_abs().count_ones() as u8),
            loops!(@each [u8] (T) -> u8, |a| a.count_ones() as u8),
            loops!(@each [i16] (T) -> u8, |a| a.unsigned_abs().count_ones() as u8),
            loops!(@each [u16] (T) -> u8, |a| a.count_ones() as u8),
            loops!(@each [i32] (T) -> u8, |a| a.unsigned_abs().count_ones() as u8),
            loops!(@each [u32] (T) -> u8, |a| a.count_ones() as u8),
            loops!(@each [i64] (T) -> u8, |a| a.unsigned_abs().count_ones() as u8),
            loops!(@each [u64] (T) -> u8, |a| a.count_ones() as u8),
        ],
        ..USUAL
    },
];
