//! Bits.

use super::integers::Integer;
use super::kernel::Loop;
use super::loops::loops;
use super::{USUAL, Ufunc, drive};
use crate::array::Value;
use crate::chunk::Element;
use crate::diag::{Result, value_error};
use crate::ops::{Args, Family, Op, Place};

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
        loops: &[loops!(int: (T) -> u8, |a| Integer::unsigned(a).count_ones() as u8)],
        ..USUAL
    },
];

const TEXT: Op = Op::of(Family::Custom, &[Place::Np]);

/// The rows that write integers down in other bases.
pub const OPS: &[Op] = &[
    Op {
        name: "binary_repr",
        params: "num, width=None",
        doc: "The bits of an integer as text.\n\nA negative one has a minus sign or, where a width is given, is its two's complement.",
        examples: "
>>> np.binary_repr(3)
'11'
>>> np.binary_repr(-3)
'-11'
>>> np.binary_repr(-3, width=5)
'11101'
",
        build: binary_repr,
        ..TEXT
    },
    Op {
        name: "base_repr",
        params: "number, base=2, padding=0",
        doc: "An integer as text in a base from 2 to 36, with `padding` zeros before it.",
        examples: "
>>> np.base_repr(5)
'101'
>>> np.base_repr(6, 5)
'11'
>>> np.base_repr(7, base=5, padding=3)
'00012'
",
        build: base_repr,
        ..TEXT
    },
];

fn integer(args: &Args, name: &str) -> Result<i128> {
    args.int(name)?.ok_or_else(|| args.wrong(name, "an integer"))
}

fn binary_repr(args: &mut Args) -> Result<Value> {
    let num = integer(args, "num")?;
    let Some(width) = args.count("width")? else {
        let sign = if num < 0 { "-" } else { "" };
        return Ok(Value::str(format!("{sign}{:b}", num.unsigned_abs())));
    };
    let needed =
        if num < 0 { 129 - (-(num + 1)).leading_zeros() as usize } else { 128 - num.leading_zeros().min(127) as usize };
    if needed > width || width > 127 {
        let message = format!("Insufficient bit width={width} provided for binwidth={needed}");
        return Err(args.at("width", value_error(message)));
    }
    let bits = if num < 0 { (1u128 << width).wrapping_add_signed(num) } else { num.unsigned_abs() };
    Ok(Value::str(format!("{bits:0width$b}")))
}

fn base_repr(args: &mut Args) -> Result<Value> {
    let (num, base) = (integer(args, "number")?, args.count("base")?.unwrap_or(2));
    if !(2..=36).contains(&base) {
        return Err(args.at("base", value_error(format!("a base must be from 2 to 36, and is {base}"))));
    }
    let (mut rest, mut digits) = (num.unsigned_abs(), Vec::new());
    while rest > 0 {
        let digit = (rest % base as u128) as usize;
        digits.push(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] as char);
        rest /= base as u128;
    }
    let padding = args.count("padding")?.unwrap_or(0).min(1 << 20);
    digits.extend(std::iter::repeat_n('0', if num == 0 { padding.max(1) } else { padding }));
    if num < 0 {
        digits.push('-');
    }
    Ok(Value::str(digits.into_iter().rev().collect::<String>()))
}
