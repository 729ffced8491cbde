//! Writing a ufunc's loops down: one line for each group of dtypes.

use crate::chunk::DType;

/// The dtype of a half-precision loop where the single-precision one has this.
pub const fn half(dtype: DType) -> DType {
    match dtype {
        DType::F32 => DType::F16,
        d => d,
    }
}

/// `loops!(int: (T, T) -> T, |a, b| a.wrapping_add(b))`: a loop for each type `T` of a group of dtypes (`bool`, `int`,
/// `signed`, `unsigned`, `float`, `complex`), calling the function for each element. Half precision goes by way of
/// single precision.
///
/// `loops!(run float: 1 Math::exp)`: a loop for each type of a group, calling a function of one (or `2`) whole runs.
macro_rules! loops {
    (run float: $n:tt $f:expr) => { loops!(@run [f16 f32 f64] $n $f) };
    (run complex: $n:tt $f:expr) => { loops!(@run [c64 c128] $n $f) };
    (@run [$($t:ident)*] $n:tt $f:expr) => { &[$(loops!(@run1 $t $n $f)),*] };
    (@run1 $t:ident 1 $f:expr) => {
        Loop { ins: &[<$t as Element>::DTYPE], out: <$t as Element>::DTYPE, run: |from, out| { drive::run1::<$t>(from, out, $f); Ok(()) } }
    };
    (@run1 $t:ident 2 $f:expr) => {
        Loop { ins: &[<$t as Element>::DTYPE; 2], out: <$t as Element>::DTYPE, run: |from, out| { drive::run2::<$t>(from, out, $f); Ok(()) } }
    };
    (bool: $($rest:tt)*) => { loops!(@each [bool] $($rest)*) };
    (int: $($rest:tt)*) => { loops!(@each [i8 u8 i16 u16 i32 u32 i64 u64] $($rest)*) };
    (signed: $($rest:tt)*) => { loops!(@each [i8 i16 i32 i64] $($rest)*) };
    (unsigned: $($rest:tt)*) => { loops!(@each [u8 u16 u32 u64] $($rest)*) };
    (float: $($rest:tt)*) => { loops!(@each [half f32 f64] $($rest)*) };
    (complex: $($rest:tt)*) => { loops!(@each [c64 c128] $($rest)*) };
    (double: $($rest:tt)*) => { loops!(@each [f64] $($rest)*) };
    (@each [$($t:ident)*] $ins:tt -> $out:ty, $f:expr) => { &[$(loops!(@one $t $ins $out, $f)),*] };
    (@one half ($a:ty) $out:ty, $f:expr) => { loops!(@loop f32 half_unary half [$a] $out, $f) };
    (@one half ($a:ty, $b:ty) $out:ty, $f:expr) => { loops!(@loop f32 half_binary half [$a, $b] $out, $f) };
    (@one $t:ident ($a:ty) $out:ty, $f:expr) => { loops!(@loop $t unary same [$a] $out, $f) };
    (@one $t:ident ($a:ty, $b:ty) $out:ty, $f:expr) => { loops!(@loop $t binary same [$a, $b] $out, $f) };
    (@loop $t:ident $drive:ident $dtype:ident [$($in:ty),*] $out:ty, $f:expr) => {{
        #[allow(dead_code)]
        type T = $t;
        Loop {
            ins: &[$(loops!(@$dtype $in)),*],
            out: loops!(@$dtype $out),
            run: |from, out| {
                drive::$drive::<$($in,)* $out>(from, out, $f);
                Ok(())
            },
        }
    }};
    (@same $t:ty) => { <$t as Element>::DTYPE };
    (@half $t:ty) => { super::loops::half(<$t as Element>::DTYPE) };
}
pub(super) use loops;
