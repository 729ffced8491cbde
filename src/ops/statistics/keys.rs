//! The order in which elements are sorted: by value, NaN last. All sorting is done on integers in that order.

use rayon::prelude::*;

use crate::chunk::{Block, DType, Element, c64, c128, f16, sort};
use crate::with_dtype;

/// An element type with an order that has a place for every value.
pub trait Sorted: Element {
    /// Keys are in the order of the values; equal values have equal keys, and so have all NaN.
    type Key: Key;
    fn key(self) -> Self::Key;
    fn is_nan(self) -> bool;
    /// Writes the values in order to `to`, which is as long as they are many.
    fn sort(values: &[Self], to: &mut [Self]);
    /// Writes the values with those of these rising ranks in their sorted places, smaller ones before and larger ones
    /// after.
    fn split(values: &[Self], to: &mut [Self], ranks: &[usize]);
}

/// An integer in the order of the elements.
pub trait Key: Ord + Copy + Send + Sync {
    /// The key of all NaN, where the elements have any.
    const LAST: Self;
    /// The key with those of all complex numbers that have a NaN in them made one.
    fn joined(self) -> Self {
        self
    }
    /// Sorts keys and writes the places from which they come, equal ones in the order of their coming.
    fn order(keys: &mut [Self], places: &mut [i64]);
    /// Puts the keys of these rising ranks in place, lesser ones before and greater ones after.
    fn part(keys: &mut [Self], ranks: &[usize]) {
        split_ranks(keys, ranks, 0);
    }
}

impl Key for u64 {
    const LAST: u64 = u64::MAX;
    fn part(keys: &mut [u64], ranks: &[usize]) {
        as_signed(keys, |words| sort::select(words, ranks, &|_| ()));
    }

    fn order(keys: &mut [u64], places: &mut [i64]) {
        as_signed(keys, |words| sort::sort_places(words, places));
    }
}

/// Has `work` see keys as signed integers of the same order.
fn as_signed(keys: &mut [u64], work: impl FnOnce(&mut [i64])) {
    // SAFETY: both types have the same size and alignment, and any value is good for either.
    let words = unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast::<i64>(), keys.len()) };
    let turn = |part: &mut [i64]| part.iter_mut().for_each(|w| *w ^= i64::MIN);
    let turn_all =
        |words: &mut [i64]| if words.len() < LARGE { turn(words) } else { words.par_chunks_mut(LARGE).for_each(turn) };
    turn_all(words);
    work(words);
    turn_all(words);
}

impl Key for u128 {
    const LAST: u128 = u128::MAX;

    fn order(keys: &mut [u128], places: &mut [i64]) {
        let sorted = self::places(keys.iter().copied());
        sorted.into_iter().zip(keys).zip(places).for_each(|(((key, at), k), p)| (*k, *p) = (key, at as i64));
    }
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
            with_dtype!(d, T in [Bool I8 I16 I32 I64 U8 U16 U32 F16 F32 F64] => {
                let some = |(to, from): (&mut [u64], &[T])| to.iter_mut().zip(from).for_each(|(k, v)| *k = v.key());
                let from = block.slice::<T>();
                if from.len() < LARGE { some((to, from)) } else { to.par_chunks_mut(LARGE / 4).zip(from.par_chunks(LARGE / 4)).for_each(some) }
            }, else ());
            Keys::Real(keys)
        }
    }
}

/// From here on one list is sorted by several threads.
const LARGE: usize = 1 << 16;

/// Keys in order, and the places from which they come, equal ones in the order of their coming.
pub fn ordered<K: Key>(mut keys: Vec<K>) -> (Vec<K>, Block) {
    let mut places = Block::scratch(DType::I64, &[keys.len()]);
    K::order(&mut keys, places.slice_mut::<i64>());
    (keys, places)
}

/// The same as pairs.
pub fn places<K: Key>(keys: impl Iterator<Item = K>) -> Vec<(K, usize)> {
    let mut pairs: Vec<(K, usize)> = keys.enumerate().map(|(i, k)| (k, i)).collect();
    if pairs.len() < LARGE {
        pairs.sort_unstable()
    } else {
        pairs.par_sort_unstable()
    }
    pairs
}

/// Keys in order.
pub fn sorted_keys<K: Key>(keys: &[K]) -> Vec<K> {
    let mut sorted = keys.to_vec();
    if sorted.len() < LARGE {
        sorted.sort_unstable()
    } else {
        sorted.par_sort_unstable()
    }
    sorted
}

/// Puts what has these rising ranks in place; `from` is the rank of the first here.
pub fn split_ranks<B: Ord>(values: &mut [B], ranks: &[usize], from: usize) {
    let Some(&rank) = ranks.get(ranks.len() / 2) else { return };
    let (low, _, high) = values.select_nth_unstable(rank - from);
    let (below, above) = (ranks.partition_point(|&r| r < rank), ranks.partition_point(|&r| r <= rank));
    split_ranks(low, &ranks[..below], from);
    split_ranks(high, &ranks[above..], rank + 1);
}

/// An integer by which elements of its size are sorted.
pub trait Ordered: Copy + Ord + Send + Sync {
    /// Sorts; `done` is called for stretches that are in their order.
    fn sort(values: &mut [Self], done: &(impl Fn(&mut [Self]) + Sync));
    /// Puts what has these rising ranks in place, lesser ones before and greater ones after.
    fn select(values: &mut [Self], ranks: &[usize], done: &(impl Fn(&mut [Self]) + Sync));
}

macro_rules! words {
    ($($t:ident)*) => {$(
        impl Ordered for $t {
            fn sort(values: &mut [$t], done: &(impl Fn(&mut [$t]) + Sync)) {
                sort::sort(values, done);
            }
            fn select(values: &mut [$t], ranks: &[usize], done: &(impl Fn(&mut [$t]) + Sync)) {
                sort::select(values, ranks, done);
            }
        }
    )*};
}
words! { i32 i64 }

macro_rules! bytes {
    ($($t:ident $sort:ident;)*) => {$(
        impl Ordered for $t {
            fn sort(values: &mut [$t], done: &(impl Fn(&mut [$t]) + Sync)) {
                sort::$sort(values, done);
            }
            fn select(values: &mut [$t], _: &[usize], done: &(impl Fn(&mut [$t]) + Sync)) {
                sort::$sort(values, done);
            }
        }
    )*};
}
bytes! {
    u8 sort_bytes;
    u16 sort_pairs_of_bytes;
}

/// An element as an integer of its own size in the same order, and back.
trait Bits: Element {
    type Int: Ordered;
    fn to_bits(self) -> Self::Int;
    fn of_bits(bits: Self::Int) -> Self;

    /// Calls `work` with the values as integers, where `to` lies, and with what makes values of them again.
    fn with_bits(values: &[Self], to: &mut [Self], work: impl FnOnce(&mut [Self::Int], fn(&mut [Self::Int]))) {
        const { assert!(size_of::<Self>() == size_of::<Self::Int>() && align_of::<Self>() == align_of::<Self::Int>()) }
        // SAFETY: both types have the same size and alignment, and the memory is read as values again only after `work`
        // has made values of all integers.
        let bits = unsafe { std::slice::from_raw_parts_mut(to.as_mut_ptr().cast::<Self::Int>(), to.len()) };
        let convert = |(to, from): (&mut [Self::Int], &[Self])| {
            to.iter_mut().zip(from).for_each(|(b, v)| *b = v.to_bits());
        };
        if values.len() < LARGE {
            convert((bits, values));
        } else {
            bits.par_chunks_mut(LARGE).zip(values.par_chunks(LARGE)).for_each(convert);
        }
        work(bits, |part| {
            let ptr = part.as_mut_ptr();
            for i in 0..part.len() {
                // SAFETY: as before; each integer is read before it is written over, and `of_bits` makes of every one
                // that `to_bits` gave a value of the type.
                unsafe { ptr.add(i).cast::<Self>().write(Self::of_bits(ptr.add(i).read())) };
            }
        });
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
            fn sort(values: &[$t], to: &mut [$t]) {
                Self::with_bits(values, to, |bits, back| Ordered::sort(bits, &back));
            }
            fn split(values: &[$t], to: &mut [$t], ranks: &[usize]) {
                Self::with_bits(values, to, |bits, back| Ordered::select(bits, ranks, &back));
            }
        }
    )*};
}

/// Makes functions from the bits of a float to an integer in its order and back: NaN is the greatest.
macro_rules! float_bits {
    ($($t:ident $int:ident $to:ident $of:ident;)*) => {$(
        #[inline(always)]
        fn $to(v: $t) -> $int {
            let bits = v.to_bits() as $int;
            let key = bits ^ (bits >> ($int::BITS - 1) & $int::MAX);
            if v.is_nan() { $int::MAX } else { key }
        }
        #[inline(always)]
        fn $of(key: $int) -> $t {
            let bits = key ^ (key >> ($int::BITS - 1) & $int::MAX);
            if key == $int::MAX { $t::NAN } else { $t::from_bits(bits as _) }
        }
    )*};
}
float_bits! {
    f16 i16 to16 of16;
    f32 i32 to32 of32;
    f64 i64 to64 of64;
}

/// A signed integer as an unsigned one in the same order.
#[inline(always)]
fn raised(v: i64) -> u64 {
    v as u64 ^ (1 << 63)
}

real! {
    bool u8 |v| v as u8, |b| b != 0, v as u64, false;
    i8 u8 |v| v as u8 ^ 0x80, |b| (b ^ 0x80) as i8, raised(v as i64), false;
    i16 u16 |v| v as u16 ^ 0x8000, |b| (b ^ 0x8000) as i16, raised(v as i64), false;
    i32 i32 |v| v, |b| b, raised(v as i64), false;
    i64 i64 |v| v, |b| b, raised(v), false;
    u8 u8 |v| v, |b| b, v as u64, false;
    u16 u16 |v| v, |b| b, v as u64, false;
    u32 i32 |v| (v ^ 1 << 31) as i32, |b| b as u32 ^ 1 << 31, v as u64, false;
    u64 i64 |v| (v ^ 1 << 63) as i64, |b| b as u64 ^ 1 << 63, v, false;
    f16 u16 |v| to16(v) as u16 ^ 0x8000, |b| of16((b ^ 0x8000) as i16), raised(to64(v.to_f64() + 0.0)), v.is_nan();
    f32 i32 |v| to32(v), |b| of32(b), raised(to64(v as f64 + 0.0)), v.is_nan();
    f64 i64 |v| to64(v), |b| of64(b), raised(to64(v + 0.0)), v.is_nan();
}

/// The key of a complex number: those without NaN first, then those with a NaN imaginary part, a NaN real part, both.
fn complex_key(v: c128) -> u128 {
    let pair = |high: u64, low: f64| (high as u128) << 64 | raised(to64(low + 0.0)) as u128;
    match (v.re.is_nan(), v.im.is_nan()) {
        (false, false) => pair(raised(to64(v.re + 0.0)), v.im),
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
            fn sort(values: &[$t], to: &mut [$t]) {
                places(values.iter().map(|v| v.key())).into_iter().zip(to).for_each(|((_, i), v)| *v = values[i]);
            }
            fn split(values: &[$t], to: &mut [$t], _: &[usize]) {
                Self::sort(values, to);
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
        let mut mixed = [0.0; 6];
        f64::sort(&[1.5, f64::NAN, -3.0, 0.0, f64::INFINITY, 2.0], &mut mixed);
        assert_eq!(mixed[..5], [-3.0, 0.0, 1.5, 2.0, f64::INFINITY]);
        assert!(mixed[5].is_nan());
        let mut small = [0i8; 4];
        i8::split(&[3, -128, 127, 0], &mut small, &[0, 3]);
        assert_eq!((small[0], small[3]), (-128, 127));
    }
}
