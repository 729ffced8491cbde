//! The order in which elements are sorted: by value, NaN last.

use crate::chunk::{Element, c64, c128, f16};

/// An element type with an order that has a place for every value.
pub trait Sorted: Element {
    /// Keys are in the order of the values; equal values have equal keys, and so have all NaN.
    type Key: Ord + Copy + Send + Sync;
    fn key(self) -> Self::Key;
    fn is_nan(self) -> bool {
        false
    }
}

macro_rules! plain_keys {
    ($($t:ident)*) => {$(
        impl Sorted for $t {
            type Key = $t;
            #[inline(always)]
            fn key(self) -> $t {
                self
            }
        }
    )*};
}
plain_keys! { bool i8 i16 i32 i64 u8 u16 u32 u64 }

/// A float as an integer in the same order: 0.0 and -0.0 alike, NaN above all.
#[inline(always)]
fn key64(v: f64) -> i64 {
    let bits = (v + 0.0).to_bits() as i64;
    let key = bits ^ (((bits >> 63) as u64) >> 1) as i64;
    if v.is_nan() { i64::MAX } else { key }
}

#[inline(always)]
fn key32(v: f32) -> i32 {
    let bits = (v + 0.0).to_bits() as i32;
    let key = bits ^ (((bits >> 31) as u32) >> 1) as i32;
    if v.is_nan() { i32::MAX } else { key }
}

macro_rules! float_keys {
    ($($t:ident $key:ident |$v:ident| $make:expr, $nan:expr;)*) => {$(
        impl Sorted for $t {
            type Key = $key;
            #[inline(always)]
            fn key(self) -> $key {
                let $v = self;
                $make
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                let $v = self;
                $nan
            }
        }
    )*};
}
type Key32 = (bool, bool, i32, i32);
type Key64 = (bool, bool, i64, i64);
float_keys! {
    f16 i32 |v| key32(v.to_f32()), v.is_nan();
    f32 i32 |v| key32(v), v.is_nan();
    f64 i64 |v| key64(v), v.is_nan();
    c64 Key32 |v| (v.re.is_nan(), v.im.is_nan(), key32(v.re), key32(v.im)), v.re.is_nan() | v.im.is_nan();
    c128 Key64 |v| (v.re.is_nan(), v.im.is_nan(), key64(v.re), key64(v.im)), v.re.is_nan() | v.im.is_nan();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_the_values() {
        let rising = [f64::NEG_INFINITY, -2.0, -1e-320, 0.0, 1e-320, 1.0, f64::INFINITY, f64::NAN];
        assert!(rising.windows(2).all(|w| w[0].key() < w[1].key()));
        assert!(rising.windows(2).all(|w| (w[0] as f32).key() <= (w[1] as f32).key()));
        assert_eq!((0.0f64.key(), (-f64::NAN).key()), ((-0.0f64).key(), f64::NAN.key()));
    }
}
