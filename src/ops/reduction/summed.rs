//! The numbers in which elements of each type are summed.

use super::number::{Acc, Half, each};
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
    /// The sum of a run.
    #[inline(always)]
    fn sum_total(values: &[Self]) -> Self::Sum {
        Self::Sum::total(values, Self::sum)
    }
    /// The sums of runs of one length.
    #[inline(always)]
    fn sum_totals(runs: [&[Self]; 4]) -> [Self::Sum; 4] {
        Self::Sum::totals(runs, Self::sum)
    }
    /// The sums of runs of one length for means.
    #[inline(always)]
    fn mean_totals(runs: [&[Self]; 4]) -> [Self::Mean; 4] {
        Self::Mean::totals(runs, Self::mean)
    }
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

/// Elements of small integers whose sum 32 bits hold.
const FEW: usize = 1 << 15;

/// The sum of integers of at most 16 bits, added in 32 bits as long as these hold them.
#[inline(always)]
fn small_total<T: Copy + Into<i32>>(values: &[T]) -> i64 {
    values.chunks(FEW).fold(0, |s, few| s + few.iter().fold(0i32, |s, &v| s.wrapping_add(v.into())) as i64)
}

/// How many are true, counted in bytes as long as these hold the counts.
#[inline(always)]
fn true_total(values: &[bool]) -> i64 {
    const LANES: usize = 64;
    let mut all = 0;
    for part in values.chunks(LANES * 255) {
        let (many, rest) = part.as_chunks::<LANES>();
        let mut lanes = [0u8; LANES];
        for group in many {
            for k in 0..LANES {
                lanes[k] = lanes[k].wrapping_add(group[k] as u8);
            }
        }
        all += lanes.iter().map(|&n| n as i64).sum::<i64>() + rest.iter().map(|&v| v as i64).sum::<i64>();
    }
    all
}

/// The sum of integers of at most 32 bits as floats add it: no partial sum of so few is inexact.
#[inline(always)]
fn exact_total<T: Copy + Into<i64>>(values: &[T]) -> f64 {
    values.iter().fold(0i64, |s, &v| s.wrapping_add(v.into())) as f64
}

macro_rules! summed {
    ($($t:ident $sum:ident $mean:ident $wide:ident $near:ident $buffered:literal $make_sum:expr, $nan:expr $(, $sums:expr, $total:expr)?;)*) => {$(
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
                fn sum_total(values: &[$t]) -> $sum {
                    ($sums)(values)
                }
                #[inline(always)]
                fn mean_total(values: &[$t]) -> $mean {
                    ($total)(values)
                }
                #[inline(always)]
                fn sum_totals(runs: [&[$t]; 4]) -> [$sum; 4] {
                    each(runs, Acc::ZERO, Self::sum_total)
                }
                #[inline(always)]
                fn mean_totals(runs: [&[$t]; 4]) -> [$mean; 4] {
                    each(runs, Acc::ZERO, Self::mean_total)
                }
            )?
        }
    )*};
}
summed! {
    bool i64 f64 f64 f64 true |v| v as i64, |_| false, true_total, |v| true_total(v) as f64;
    i8 i64 f64 f64 f64 true |v| v as i64, |_| false, small_total, |v| small_total(v) as f64;
    i16 i64 f64 f64 f64 true |v| v as i64, |_| false, small_total, |v| small_total(v) as f64;
    i32 i64 f64 f64 f64 true |v| v as i64, |_| false, |v| i64::total(v, |v| v as i64), exact_total;
    i64 i64 f64 f64 f64 true |v| v, |_| false, |v| i64::total(v, |v| v), integer_total;
    u8 u64 f64 f64 f64 true |v| v as u64, |_| false, |v| small_total(v) as u64, |v| small_total(v) as f64;
    u16 u64 f64 f64 f64 true |v| v as u64, |_| false, |v| small_total(v) as u64, |v| small_total(v) as f64;
    u32 u64 f64 f64 f64 true |v| v as u64, |_| false, |v| u64::total(v, |v| v as u64), exact_total;
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
