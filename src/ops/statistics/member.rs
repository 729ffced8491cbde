//! Whether elements are in a list.

use std::sync::Arc;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::keys::{Key, Keys, Sorted, keys_of, sorted_keys};
use super::lanes::gathered;
use super::search::list_and_values;
use crate::array::{Lazy, build};
use crate::chunk::{Block, DType, Element};
use crate::diag::{Result, runtime_error};
use crate::graph::{BlockKernel, Need, Node};
use crate::with_dtype;

/// Elements that one thread looks up at a time.
const STRETCH: usize = 1 << 14;
/// Lists up to here are compared with each element.
const FEW: usize = 8;
/// The widest range of integers of which a table is made.
const WIDE: u64 = 1 << 22;

/// Whether the elements of the second input are in the first, which is of one chunk.
#[derive(Debug)]
struct Member {
    invert: bool,
}

/// For each of `values` whether it is in `list`, or with `invert` whether it is not.
pub fn member(name: &str, list: &Lazy, values: &Lazy, invert: bool) -> Lazy {
    let dtype = list.dtype().promote(values.dtype());
    let inputs = [gathered(&build::cast(list, dtype)), build::cast(values, dtype)];
    build::block(name, Arc::new(Member { invert }), values.grid().clone(), DType::Bool, &inputs)
}

impl BlockKernel for Member {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        list_and_values(node, coords)
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (list, values) = (parts[0].contiguous(), parts[1].contiguous());
        let mut out = Block::scratch(DType::Bool, values.shape());
        let to = out.slice_mut::<bool>();
        let dtype = values.dtype();
        let done = with_dtype!(dtype, T in [Bool I8 I16 I32 I64 U8 U16 U32 U64] => self.by_table(list.slice::<T>(), values.slice::<T>(), to), else false);
        if !done && list.size() <= FEW {
            with_dtype!(dtype, T => self.one_by_one(list.slice::<T>(), values.slice::<T>(), to));
        } else if !done {
            let nan = |i: usize| with_dtype!(dtype, T => values.slice::<T>()[i].is_nan());
            match (keys_of(&list), keys_of(&values)) {
                (Keys::Real(list), Keys::Real(keys)) => self.search(list.slice::<u64>(), keys.slice::<u64>(), &nan, to),
                (Keys::Complex(list), Keys::Complex(keys)) => self.search(&list, &keys, &nan, to),
                _ => return Err(runtime_error("a search among elements of another dtype")),
            }
        }
        Ok(SmallVec::from_iter([out]))
    }

    fn cost(&self) -> f32 {
        5.0
    }
}

impl Member {
    /// Looks integers up in a table of all between the least and the greatest, unless those are too far apart.
    fn by_table<T: Whole>(&self, list: &[T], values: &[T], to: &mut [bool]) -> bool {
        let Some(&first) = list.first() else { return false };
        let (low, high) = list.iter().fold((first, first), |(low, high), &v| (low.min(v), high.max(v)));
        let range = high.above(low);
        if range >= WIDE || list.len() <= 2 && range > 1 << 12 {
            return false;
        }
        let mut table = vec![self.invert; range as usize + 2];
        list.iter().for_each(|v| table[v.above(low) as usize] = !self.invert);
        // What lies outside is looked up behind the greatest, where nothing is.
        fill(values, to, |v| table[v.above(low).min(range + 1) as usize]);
        true
    }

    /// Compares each element with each of a few: a NaN is equal to none.
    fn one_by_one<T: Element>(&self, list: &[T], values: &[T], to: &mut [bool]) {
        fill(values, to, |v| list.iter().fold(false, |any, w| any | (v == *w)) != self.invert);
    }

    /// Looks for the elements' keys in the list's; `nan` says whether a place holds a NaN, which is a member of nothing.
    fn search<K: Key>(&self, list: &[K], keys: &[K], nan: &(dyn Fn(usize) -> bool + Sync), to: &mut [bool]) {
        let list = sorted_keys(list);
        let look = |(i, (o, key)): (usize, (&mut bool, &K))| {
            *o = (list.binary_search(key).is_ok() && !nan(i)) != self.invert;
        };
        to.par_iter_mut().zip(keys).enumerate().with_min_len(STRETCH).for_each(look);
    }
}

fn fill<T: Element>(values: &[T], to: &mut [bool], look: impl Fn(T) -> bool + Sync) {
    let some = |(to, values): (&mut [bool], &[T])| to.iter_mut().zip(values).for_each(|(o, &v)| *o = look(v));
    if values.len() <= STRETCH {
        some((to, values));
    } else {
        to.par_chunks_mut(STRETCH).zip(values.par_chunks(STRETCH)).for_each(some);
    }
}

/// An integer, or a bool.
trait Whole: Element + Ord {
    /// How far it lies above another one; very far for one that lies below.
    fn above(self, low: Self) -> u64;
}

macro_rules! whole {
    ($($t:ident)*) => {$(
        impl Whole for $t {
            #[inline(always)]
            fn above(self, low: $t) -> u64 {
                (self as i64).wrapping_sub(low as i64) as u64
            }
        }
    )*};
}
whole! { bool i8 i16 i32 i64 u8 u16 u32 u64 }
