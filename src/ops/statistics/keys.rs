//! The order in which elements are sorted: by value, NaN last. All sorting is done on integers in that order.

use rayon::prelude::*;

use crate::chunk::{Block, DType, Element, c64, c128, f16};
use crate::with_dtype;

/// An element type with an order that has a place for every value.
pub trait Sorted: Element {
    /// Keys are in the order of the values; equal values have equal keys, and so have all NaN.
    type Key: Key;
    fn key(self) -> Self::Key;
    fn is_nan(self) -> bool;
    /// Sorts values.
    fn sort(values: &mut [Self]);
    /// Puts the elements of these rising ranks in their sorted places, smaller ones before and larger ones after.
    fn split(values: &mut [Self], ranks: &[usize]);
}

/// An integer in the order of the elements.
pub trait Key: Ord + Copy + Send + Sync {
    /// The key with those of all complex numbers that have a NaN in them made one.
    fn joined(self) -> Self {
        self
    }
}

impl Key for u64 {}

impl Key for u128 {
    fn joined(self) -> u128 {
        if self >= ((u64::MAX - 2) as u128) << 64 { u128::MAX } else { self }
    }
}

/// The keys of a block's elements in C order: a block of uint64 for all but complex ones.
pub enum Keys {
    Real(Block),
    Complex(Vec<u128>),
}

/// The keys of the elements of a C-ordered block.
pub fn keys_of(block: &Block) -> Keys {
    match block.dtype() {
        DType::U64 => Keys::Real(block.clone()),
        DType::C64 => Keys::Complex(block.slice::<c64>().iter().map(|v| v.key()).collect()),
        DType::C128 => Keys::Complex(block.slice::<c128>().iter().map(|v| v.key()).collect()),
        d => {
            let mut keys = Block::scratch(DType::U64, block.shape());
            let to = keys.slice_mut::<u64>();
            with_dtype!(d, T in [Bool I8 I16 I32 I64 U8 U16 U32 F16 F32 F64] => to.iter_mut().zip(block.slice::<T>()).for_each(|(k, v)| *k = v.key()), else ());
            Keys::Real(keys)
        }
    }
}

/// From here on one list is sorted by several threads.
const LARGE: usize = 1 << 16;

/// The places of keys in sorted order, equal ones in the order of their coming.
pub fn places<K: Key>(keys: impl Iterator<Item = K>) -> Vec<(K, usize)> {
    let mut pairs: Vec<(K, usize)> = keys.enumerate().map(|(i, k)| (k, i)).collect();
    if pairs.len() < LARGE {
        pairs.sort_unstable()
    } else {
        pairs.par_sort_unstable()
    }
    pairs
}

fn sort_bits<B: Ord + Send>(bits: &mut [B]) {
    if bits.len() < LARGE { bits.sort_unstable() } else { bits.par_sort_unstable() }
}

/// Puts what has these rising ranks in place; `from` is the rank of the first here.
pub fn split_ranks<B: Ord>(values: &mut [B], ranks: &[usize], from: usize) {
    let Some(&rank) = ranks.get(ranks.len() / 2) else { return };
    let (low, _, high) = values.select_nth_unstable(rank - from);
    let (below, above) = (ranks.partition_point(|&r| r < rank), ranks.partition_point(|&r| r <= rank));
    split_ranks(low, &ranks[..below], from);
    split_ranks(high, &ranks[above..], rank + 1);
}

/// An element as an integer of its own size in the same order, and back.
trait Bits: Element {
    type Int: Ord + Copy + Send;
    fn to_bits(self) -> Self::Int;
    fn of_bits(bits: Self::Int) -> Self;

    /// Calls `work` with the values as integers.
    fn with_bits(values: &mut [Self], work: impl FnOnce(&mut [Self::Int])) {
        const { assert!(size_of::<Self>() == size_of::<Self::Int>() && align_of::<Self>() == align_of::<Self::Int>()) }
        let ptr = values.as_mut_ptr();
        let n = values.len();
        for i in 0..n {
            // SAFETY: both types have the same size and alignment; each element is read before it is written over.
            unsafe { ptr.add(i).cast::<Self::Int>().write(ptr.add(i).read().to_bits()) };
        }
        // SAFETY: all elements are integers now.
        work(unsafe { std::slice::from_raw_parts_mut(ptr.cast::<Self::Int>(), n) });
        for i in 0..n {
            // SAFETY: as before, and `of_bits` makes of every integer that `to_bits` gave a value of the type.
            unsafe { ptr.add(i).write(Self::of_bits(ptr.add(i).cast::<Self::Int>().read())) };
        }
    }
}

macro_rules! real {
    ($($t:ident $int:ident |$v:ident| $to:expr, |$b:ident| $of:expr, $key:expr, $nan:expr;)*) => {$(
        impl Bits for $t {
            type Int = $int;
            #[inline(always)]
            fn to_bits(self) -> $int {
                let $v = self;
                $to
            }
            #[inline(always)]
            fn of_bits($b: $int) -> $t {
                $of
            }
        }
        impl Sorted for $t {
            type Key = u64;
            #[inline(always)]
            fn key(self) -> u64 {
                let $v = self;
                $key
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                let $v = self;
                let _ = $v;
                $nan
            }
            fn sort(values: &mut [$t]) {
                Self::with_bits(values, sort_bits);
            }
            fn split(values: &mut [$t], ranks: &[usize]) {
                Self::with_bits(values, |bits| split_ranks(bits, ranks, 0));
            }
        }
    )*};
}

/// Makes functions from the bits of a float to an integer in its order and back: NaN is the greatest.
macro_rules! float_bits {
    ($($t:ident $int:ident $to:ident $of:ident;)*) => {$(
        #[inline(always)]
        fn $to(v: $t) -> $int {
            const TOP: $int = 1 << ($int::BITS - 1);
            let bits = v.to_bits();
            let key = if bits & TOP == 0 { bits | TOP } else { !bits };
            if v.is_nan() { $int::MAX } else { key }
        }
        #[inline(always)]
        fn $of(key: $int) -> $t {
            const TOP: $int = 1 << ($int::BITS - 1);
            match key {
                $int::MAX => $t::NAN,
                _ => $t::from_bits(if key & TOP == 0 { !key } else { key & !TOP }),
            }
        }
    )*};
}
float_bits! {
    f16 u16 to16 of16;
    f32 u32 to32 of32;
    f64 u64 to64 of64;
}

real! {
    bool u8 |v| v as u8, |b| b != 0, v as u64, false;
    i8 u8 |v| v as u8 ^ 0x80, |b| (b ^ 0x80) as i8, (v as i64 as u64) ^ (1 << 63), false;
    i16 u16 |v| v as u16 ^ 0x8000, |b| (b ^ 0x8000) as i16, (v as i64 as u64) ^ (1 << 63), false;
    i32 u32 |v| v as u32 ^ (1 << 31), |b| (b ^ (1 << 31)) as i32, (v as i64 as u64) ^ (1 << 63), false;
    i64 u64 |v| v as u64 ^ (1 << 63), |b| (b ^ (1 << 63)) as i64, (v as u64) ^ (1 << 63), false;
    u8 u8 |v| v, |b| b, v as u64, false;
    u16 u16 |v| v, |b| b, v as u64, false;
    u32 u32 |v| v, |b| b, v as u64, false;
    u64 u64 |v| v, |b| b, v, false;
    f16 u16 |v| to16(v), |b| of16(b), to64(v.to_f64() + 0.0), v.is_nan();
    f32 u32 |v| to32(v), |b| of32(b), to64(v as f64 + 0.0), v.is_nan();
    f64 u64 |v| to64(v), |b| of64(b), to64(v + 0.0), v.is_nan();
}

/// The key of a complex number: those without NaN first, then those with a NaN imaginary part, a NaN real part, both.
fn complex_key(v: c128) -> u128 {
    let pair = |high: u64, low: f64| (high as u128) << 64 | to64(low + 0.0) as u128;
    match (v.re.is_nan(), v.im.is_nan()) {
        (false, false) => pair(to64(v.re + 0.0), v.im),
        (false, true) => pair(u64::MAX - 2, v.re),
        (true, false) => pair(u64::MAX - 1, v.im),
        (true, true) => u128::MAX,
    }
}

macro_rules! complex {
    ($($t:ident)*) => {$(
        impl Sorted for $t {
            type Key = u128;
            fn key(self) -> u128 {
                complex_key(c128::new(self.re as f64, self.im as f64))
            }
            fn is_nan(self) -> bool {
                self.re.is_nan() | self.im.is_nan()
            }
            fn sort(values: &mut [$t]) {
                let old = values.to_vec();
                places(old.iter().map(|v| v.key())).into_iter().zip(values).for_each(|((_, i), v)| *v = old[i]);
            }
            fn split(values: &mut [$t], _: &[usize]) {
                Self::sort(values);
            }
        }
    )*};
}
complex! { c64 c128 }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_the_values() {
        let rising = [f64::NEG_INFINITY, -2.0, -1e-320, 0.0, 1e-320, 1.0, f64::INFINITY, f64::NAN];
        assert!(rising.windows(2).all(|w| w[0].key() < w[1].key()));
        assert!(rising.windows(2).all(|w| (w[0] as f32).key() <= (w[1] as f32).key()));
        assert_eq!((0.0f64.key(), (-f64::NAN).key()), ((-0.0f64).key(), f64::NAN.key()));
        let mut mixed = [1.5, f64::NAN, -3.0, 0.0, f64::INFINITY, 2.0];
        f64::sort(&mut mixed);
        assert_eq!(mixed[..5], [-3.0, 0.0, 1.5, 2.0, f64::INFINITY]);
        assert!(mixed[5].is_nan());
        let mut small = [3i8, -128, 127, 0];
        i8::split(&mut small, &[0, 3]);
        assert_eq!((small[0], small[3]), (-128, 127));
    }
}
