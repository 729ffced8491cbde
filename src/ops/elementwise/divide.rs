//! Loops of integer division: divisors of zero are told of, one divisor for all divides by multiplying, and many divide
//! small integers as doubles, several at once.

use super::integers::Integer;
use super::kernel::Loop;
use super::{drive, status};
use crate::chunk::Element;
use crate::chunk::math::simd::vectorize;
use crate::diag::Result;
use crate::graph::{Lane, Operand, Target};

/// Which result of a division a loop gives.
const FLOOR: u8 = 0;
const REST: u8 = 1;
const CUT_REST: u8 = 2;

fn run<T: Quick, const GIVES: u8>(from: &[Operand], out: &mut Target) -> Result<()> {
    let zero = T::default();
    let any_zero = match from[1].lane::<T>() {
        Lane::One(b) => b == zero,
        Lane::Many(b) => vectorize(move || b.iter().fold(false, |any, &b| any | (b == zero))),
    };
    if any_zero {
        status::raise(status::DIVIDE);
    }
    if GIVES != CUT_REST && !any_zero {
        if let Lane::One(b) = from[1].lane::<T>()
            && let Some(divisor) = Divisor::new(b.wide(), T::DTYPE.size() as u32 * 8)
        {
            drive::unary::<T, T>(from, out, |a| {
                let quotient = a.divided(divisor);
                if GIVES == FLOOR { quotient } else { a.rest(quotient, b) }
            });
            return Ok(());
        }
        if T::SMALL {
            drive::binary::<T, T, T>(
                from,
                out,
                |a, b| if GIVES == FLOOR { a.quotient(b) } else { a.rest(a.quotient(b), b) },
            );
            return Ok(());
        }
    }
    match GIVES {
        FLOOR => drive::binary::<T, T, T>(from, out, T::floor_divide),
        REST => drive::binary::<T, T, T>(from, out, T::floor_remainder),
        _ => drive::binary::<T, T, T>(from, out, T::cut_remainder),
    }
    Ok(())
}

/// A divisor of 2 or more for integers of some width, as the multiplier and shift that divide by it.
#[derive(Clone, Copy)]
pub struct Divisor {
    magic: u64,
    shift: u32,
}

/// Quotients of unsigned integers by a divisor of their width; products are found in integers of twice that, and all else
/// in integers that vector units have.
macro_rules! divisions {
    ($($name:ident $t:ident in $work:ident by $double:ident;)*) => {$(
        #[inline(always)]
        fn $name(self, n: $t) -> $t {
            let high = ((self.magic as $t as $double * n as $double) >> $t::BITS) as $work;
            let n = n as $work;
            ((((n - high) >> 1) + high) >> self.shift) as $t
        }
    )*};
}

impl Divisor {
    fn new(by: i128, bits: u32) -> Option<Divisor> {
        let by = u64::try_from(by).ok().filter(|&b| b >= 2)?;
        if bits == 8 {
            // 2^16 / by, rounded up or one more: for bytes the error is below one.
            return Some(Divisor { magic: (1 << 16) / by + 1, shift: 0 });
        }
        let shift = by.ilog2();
        if by.is_power_of_two() {
            return Some(Divisor { magic: 0, shift: shift - 1 });
        }
        // The multiplier 2^bits + magic is 2^(1 + bits + shift) / by, rounded up; its highest bit is left out.
        let scaled = (1u128 << (bits + shift)) / by as u128;
        let rest = (1u128 << (bits + shift)) % by as u128;
        let magic = (2 * scaled + u128::from(2 * rest >= by as u128)) as u64;
        Some(Divisor { magic: magic.wrapping_add(1), shift })
    }

    #[inline(always)]
    fn divide_8(self, n: u8) -> u8 {
        ((n as u32 * self.magic as u16 as u32) >> 16) as u16 as u8
    }

    divisions! {
        divide_16 u16 in u16 by u32;
        divide_32 u32 in u32 by u64;
        divide u64 in u64 by u128;
    }
}

/// Quick ways to divide, for divisors other than zero.
pub trait Quick: Integer {
    /// Whether doubles hold the type's values and quotients.
    const SMALL: bool;
    /// The floor quotient of a small type.
    fn quotient(self, by: Self) -> Self;
    /// The floor quotient by a positive divisor.
    fn divided(self, by: Divisor) -> Self;
    /// What a floor quotient leaves.
    fn rest(self, quotient: Self, by: Self) -> Self;
    fn wide(self) -> i128;
}

/// A whole number as an integer; one that is out of range as the end of the range. The bounds are written so that the
/// compiler sees vectors, which the language's own cast keeps it from.
#[inline(always)]
#[allow(clippy::manual_clamp)]
fn whole(v: f64) -> i32 {
    // SAFETY: neither NaN nor out of range, since `max` and `min` take the bound for NaN.
    unsafe { v.max(i32::MIN as f64).min(i32::MAX as f64).to_int_unchecked() }
}

macro_rules! quick {
    ($($t:ident $u:ident $small:literal |$q:ident| $from:expr, $divide:ident;)*) => {$(
        impl Quick for $t {
            const SMALL: bool = $small;
            #[inline(always)]
            fn quotient(self, by: $t) -> $t {
                let $q = (self as f64 / by as f64).floor();
                $from
            }
            #[inline(always)]
            fn divided(self, by: Divisor) -> $t {
                // All bits of what is negative are turned, before and after: that is rounding down.
                let sign = if self < $t::default() { !$t::default() } else { $t::default() };
                by.$divide((self ^ sign) as $u) as $t ^ sign
            }
            #[inline(always)]
            fn rest(self, quotient: $t, by: $t) -> $t {
                self.wrapping_sub(quotient.wrapping_mul(by))
            }
            fn wide(self) -> i128 {
                self as i128
            }
        }
    )*};
}
quick! {
    i8 u8 true |q| whole(q) as i8, divide_8;
    u8 u8 true |q| whole(q) as u8, divide_8;
    i16 u16 true |q| whole(q) as i16, divide_16;
    u16 u16 true |q| whole(q) as u16, divide_16;
    i32 u32 true |q| if q > i32::MAX as f64 { i32::MIN } else { whole(q) }, divide_32;
    u32 u32 true |q| whole(q - 2147483648.0) as u32 ^ 0x8000_0000, divide_32;
    i64 u64 false |q| q as i64, divide;
    u64 u64 false |q| q as u64, divide;
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident $gives:ident $($t:ident)*) => {
        $(#[$doc])*
        pub const $name: &[Loop] = &[$(Loop { ins: &[<$t as Element>::DTYPE; 2], out: <$t as Element>::DTYPE, run: run::<$t, $gives> }),*];
    };
}
table! {
    /// Floor quotients.
    FLOOR_DIVIDE FLOOR i8 u8 i16 u16 i32 u32 i64 u64
}
table! {
    /// What floor quotients leave.
    REMAINDER REST i8 u8 i16 u16 i32 u32 i64 u64
}
table! {
    /// What quotients cut towards zero leave.
    CUT_REMAINDER CUT_REST i8 u8 i16 u16 i32 u32 i64 u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplying_divides() {
        for by in [
            2u64,
            3,
            5,
            7,
            10,
            16,
            641,
            1 << 32,
            (1 << 32) + 1,
            u64::MAX / 2,
            u64::MAX / 2 + 1,
            u64::MAX / 2 + 2,
            u64::MAX - 1,
            u64::MAX,
        ] {
            let divisor = Divisor::new(by as i128, 64).unwrap();
            for n in [0, 1, by - 1, by, by.wrapping_add(1), by.wrapping_mul(2), u64::MAX / 3, u64::MAX - 1, u64::MAX] {
                assert_eq!(divisor.divide(n), n / by, "{n} / {by}");
            }
        }
    }

    #[test]
    fn every_byte_is_divided() {
        for by in 2..=255u8 {
            let (narrow, wide) = (Divisor::new(by as i128, 8).unwrap(), Divisor::new(by as i128 * 257, 16).unwrap());
            for n in 0..=255u8 {
                assert_eq!(narrow.divide_8(n), n / by, "{n} / {by}");
                for n in [n as u16, n as u16 * 257, !(n as u16)] {
                    assert_eq!(wide.divide_16(n), n / (by as u16 * 257), "{n} / {by} * 257");
                }
                if let Ok(by @ 2..) = i8::try_from(by) {
                    let n = n as i8;
                    assert_eq!(n.divided(Divisor::new(by as i128, 8).unwrap()), n.floor_divide(by), "{n} / {by}");
                }
            }
            let long = Divisor::new(by as i128 * 16843009, 32).unwrap();
            for n in [0, 1, 16843008, 16843009, u32::MAX - 1, u32::MAX, by as u32 * 16843009] {
                assert_eq!(long.divide_32(n), n / (by as u32 * 16843009), "{n} / {by} * 16843009");
            }
        }
    }
}
