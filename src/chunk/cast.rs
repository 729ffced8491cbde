//! How a value of one element type becomes one of another.

use half::f16;

use super::{c64, c128};

/// How a value of one element type becomes one of another: C's rules, as NumPy's `astype` has them.
pub trait CastFrom<S> {
    fn cast_from(value: S) -> Self;
}

macro_rules! all_elements {
    ($m:ident) => {
        $m! { bool i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64 c64 c128 }
    };
}

macro_rules! cast_from_all {
    ($($t:ident)*) => {
        /// A type that every element type casts to.
        pub trait CastFromAll: $(CastFrom<$t> +)* Sized {}
        impl<T: $(CastFrom<$t> +)*> CastFromAll for T {}
    };
}
all_elements!(cast_from_all);

macro_rules! int_to_int {
    ($($from:ident)*; $to:tt) => {$( int_to_int!(@ $from $to); )*};
    (@ $from:ident [$($to:ident)*]) => {$(
        impl CastFrom<$from> for $to {
            #[inline(always)]
            fn cast_from(v: $from) -> $to { v as $to }
        }
    )*};
}
int_to_int!(i8 i16 i32 i64 u8 u16 u32 u64 bool; [i8 i16 i32 i64 u8 u16 u32 u64]);
int_to_int!(i8 i16 i32 i64 u8 u16 u32 u64; [f32 f64]);
int_to_int!(f32 f64; [f32 f64]);

/// C's float to integer conversion on x86-64 and most others: out of range gives the least value. What is out of range is
/// replaced before the conversion, so that the compiler sees vectors.
macro_rules! float_to_int {
    ($($from:ident as $via:ident in $range:expr => [$($to:ident)*];)*) => {$($(
        impl CastFrom<$from> for $to {
            #[inline(always)]
            fn cast_from(v: $from) -> $to {
                let inside = $range.contains(&v);
                // SAFETY: what is converted is in range.
                let whole = unsafe { if inside { v } else { 0.0 }.to_int_unchecked::<$via>() };
                (if inside { whole } else { $via::MIN }) as $to
            }
        }
    )*)*};
}
float_to_int! {
    f64 as i32 in (-2147483648.999999..2147483648.0) => [i8 i16 i32 u8 u16];
    f32 as i32 in (-2147483648.0..2147483648.0) => [i8 i16 i32 u8 u16];
    f64 as i64 in (-9223372036854775808.0..9223372036854775808.0) => [i64];
}
impl CastFrom<f64> for u32 {
    #[inline(always)]
    fn cast_from(v: f64) -> u32 {
        i64::cast_from(v) as u32
    }
}
impl CastFrom<f64> for u64 {
    #[inline(always)]
    fn cast_from(v: f64) -> u64 {
        if v >= 9223372036854775808.0 { v as u64 } else { i64::cast_from(v) as u64 }
    }
}

macro_rules! through {
    ($($from:ident $via:expr => $t:ident [$($to:ident)*];)*) => {$( through!(@ $from $via => $t [$($to)*]); )*};
    (@ $from:ident $via:expr => $t:ident [$($to:ident)*]) => {$(
        impl CastFrom<$from> for $to {
            #[inline(always)]
            fn cast_from(v: $from) -> $to {
                let f: fn($from) -> $t = $via;
                <$to as CastFrom<$t>>::cast_from(f(v))
            }
        }
    )*};
}
through! {
    f32 |v| v as f64 => f64 [i64 u32 u64];
    f16 |v| v.to_f64() => f64 [i8 i16 i32 i64 u8 u16 u32 u64];
    f16 |v| v.to_f32() => f32 [f32 f64];
    c64 |v| v.re => f32 [i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64];
    c128 |v| v.re => f64 [i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64];
    bool |v| v as u8 => u8 [f16 f32 f64];
}

macro_rules! to_half {
    ($($from:ident)*) => {$(
        impl CastFrom<$from> for f16 {
            #[inline(always)]
            fn cast_from(v: $from) -> f16 { f16::from_f64(v as f64) }
        }
    )*};
}
to_half!(i8 i16 i32 i64 u8 u16 u32 u64 f64);

impl CastFrom<f32> for f16 {
    #[inline(always)]
    fn cast_from(v: f32) -> f16 {
        f16::from_f32(v)
    }
}
impl CastFrom<f16> for f16 {
    #[inline(always)]
    fn cast_from(v: f16) -> f16 {
        v
    }
}

macro_rules! to_complex {
    ($($from:ident)*) => {$(
        impl CastFrom<$from> for c64 {
            #[inline(always)]
            fn cast_from(v: $from) -> c64 { c64::new(<f32 as CastFrom<$from>>::cast_from(v), 0.0) }
        }
        impl CastFrom<$from> for c128 {
            #[inline(always)]
            fn cast_from(v: $from) -> c128 { c128::new(<f64 as CastFrom<$from>>::cast_from(v), 0.0) }
        }
    )*};
}
to_complex!(bool i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64);

macro_rules! complex_to_complex {
    ($($from:ident $to:ident $p:ident;)*) => {$(
        impl CastFrom<$from> for $to {
            #[inline(always)]
            fn cast_from(v: $from) -> $to { $to::new(v.re as $p, v.im as $p) }
        }
    )*};
}
complex_to_complex! { c64 c64 f32; c64 c128 f64; c128 c64 f32; c128 c128 f64; }

macro_rules! to_bool {
    ($($from:ident)*) => {$(
        impl CastFrom<$from> for bool {
            #[inline(always)]
            fn cast_from(v: $from) -> bool { v != <$from>::default() }
        }
    )*};
}
all_elements!(to_bool);
