//! The numbers in which elements of each type are summed.

use super::number::{Acc, Half};
use crate::chunk::{CastFrom, Element, c64, c128, f16};

/// An element type with the numbers in which NumPy sums it.
pub trait Summed: Element {
    /// For sums and products.
    type Sum: Acc;
    /// For means; also for spreads, where a stretch is all there is.
    type Mean: Acc;
    /// For spreads of many stretches.
    type Wide: Acc<Real = f64>;
    /// For spreads of one stretch.
    type Near: Acc;
    /// Whether the mean reads elements through NumPy's casting buffer, whose stretches are summed one after another.
    const BUFFERED: bool;
    fn sum(self) -> Self::Sum;
    fn mean(self) -> Self::Mean;
    fn wide(self) -> Self::Wide;
    fn near(self) -> Self::Near;
    fn is_nan(self) -> bool;
    /// The sum of a run for a mean.
    #[inline(always)]
    fn mean_total(values: &[Self]) -> Self::Mean {
        Self::Mean::total(values, Self::mean)
    }
}

/// The sum of integers as floats add it. Where all partial sums are exact it is found in integers, which vector units
/// are quicker at.
#[inline(always)]
fn integer_total(values: &[i64]) -> f64 {
    let (sum, bits) = values.iter().fold((0i64, 0i64), |(s, b), &v| (s.wrapping_add(v), b | (v ^ (v >> 63))));
    if values.len() <= 1 << 13 && bits < 1 << 40 { sum as f64 } else { f64::total(values, |v| v as f64) }
}

macro_rules! summed {
    ($($t:ident $sum:ident $mean:ident $wide:ident $near:ident $buffered:literal $make_sum:expr, $nan:expr $(, $total:ident)?;)*) => {$(
        impl Summed for $t {
            type Sum = $sum;
            type Mean = $mean;
            type Wide = $wide;
            type Near = $near;
            const BUFFERED: bool = $buffered;
            #[inline(always)]
            fn sum(self) -> $sum {
                let f: fn($t) -> $sum = $make_sum;
                f(self)
            }
            #[inline(always)]
            fn mean(self) -> $mean {
                $mean::cast_from(self)
            }
            #[inline(always)]
            fn wide(self) -> $wide {
                $wide::cast_from(self)
            }
            #[inline(always)]
            fn near(self) -> $near {
                <$near>::cast_from(self)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                let f: fn($t) -> bool = $nan;
                f(self)
            }
            $(
                #[inline(always)]
                fn mean_total(values: &[$t]) -> $mean {
                    $total(values)
                }
            )?
        }
    )*};
}
summed! {
    bool i64 f64 f64 f64 true |v| v as i64, |_| false;
    i8 i64 f64 f64 f64 true |v| v as i64, |_| false;
    i16 i64 f64 f64 f64 true |v| v as i64, |_| false;
    i32 i64 f64 f64 f64 true |v| v as i64, |_| false;
    i64 i64 f64 f64 f64 true |v| v, |_| false, integer_total;
    u8 u64 f64 f64 f64 true |v| v as u64, |_| false;
    u16 u64 f64 f64 f64 true |v| v as u64, |_| false;
    u32 u64 f64 f64 f64 true |v| v as u64, |_| false;
    u64 u64 f64 f64 f64 true |v| v, |_| false;
    f16 Half f32 f64 Half true |v| Half(v.to_f32()), f16::is_nan;
    f32 f32 f32 f64 f32 false |v| v, f32::is_nan;
    f64 f64 f64 f64 f64 false |v| v, f64::is_nan;
    c64 c64 c64 c128 c64 false |v| v, |v| v.re.is_nan() | v.im.is_nan();
    c128 c128 c128 c128 c128 false |v| v, |v| v.re.is_nan() | v.im.is_nan();
}

impl CastFrom<f16> for Half {
    #[inline(always)]
    fn cast_from(v: f16) -> Half {
        Half(v.to_f32())
    }
}
