//! Sets of two arrays' distinct elements.

use std::cmp::Ordering;

use super::keys::{Key, Keys, Sorted, keys_of, ordered};
use super::unique::{Distinct, answer, at_places};
use super::whole::{WholeOp, unknown, whole};
use crate::array::{Value, build};
use crate::chunk::{Block, DType, mask};
use crate::diag::Result;
use crate::ops::Args;
use crate::ops::compose::{self, flat};
use crate::with_dtype;

/// How two sets are made one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Set {
    Union,
    Intersection,
    Difference,
    Either,
}

/// A set of two.
#[derive(Debug)]
struct Combined {
    set: Set,
    /// Whether the first of each common element is told.
    places: bool,
    /// Whether there may be a NaN.
    floats: bool,
}

impl Combined {
    /// For each set the first places of the elements that are in both.
    fn common<K: Key>(&self, a: &[K], b: &[K]) -> [Vec<usize>; 2] {
        let (x, y) = (firsts(a), firsts(b));
        let nan = Some(K::LAST).filter(|_| self.floats);
        let of = |set: &[(K, usize)], key: K| set.binary_search_by(|p| p.0.cmp(&key)).ok().map(|i| set[i].1);
        x.iter().filter(|p| Some(p.0) != nan).filter_map(|p| of(&y, p.0).map(|other| (p.1, other))).unzip().into()
    }
}

/// The distinct keys in order, each with its first place.
fn firsts<K: Key>(keys: &[K]) -> Vec<(K, usize)> {
    let (keys, places) = ordered(keys.iter().map(|k| k.joined()).collect());
    let places = places.slice::<i64>();
    let new = |&i: &usize| i == 0 || keys[i - 1] != keys[i];
    (0..keys.len()).filter(new).map(|i| (keys[i], places[i] as usize)).collect()
}

impl Combined {
    /// The elements that are kept, in order.
    fn elements<T: Sorted>(&self, first: &[T], second: &[T]) -> Block {
        if self.set == Set::Union {
            return distinct(&joined(T::DTYPE, first, second));
        }
        let (a, b) = (distinct_of(first), distinct_of(second));
        let (x, y) = (a.slice::<T>(), b.slice::<T>());
        let (mut in_y, mut in_x) = (vec![false; x.len()], vec![false; y.len()]);
        each_common(x, y, |i, j| (in_y[i], in_x[j]) = (true, true));
        let turned = |mask: &[bool]| mask.iter().map(|m| !m).collect::<Vec<_>>();
        match self.set {
            Set::Intersection => mask::pick(&a, &in_y),
            Set::Difference => mask::pick(&a, &turned(&in_y)),
            _ => {
                let (a, b) = (mask::pick(&a, &turned(&in_y)), mask::pick(&b, &turned(&in_x)));
                let both = joined(T::DTYPE, a.slice::<T>(), b.slice::<T>());
                let mut sorted = Block::scratch(T::DTYPE, both.shape());
                T::sort(both.slice::<T>(), sorted.slice_mut::<T>());
                sorted
            }
        }
    }
}

/// Calls `each` with the places of elements that are in both of two rising lists. A NaN is in no other list.
fn each_common<T: Sorted>(x: &[T], y: &[T], mut each: impl FnMut(usize, usize)) {
    let (mut i, mut j) = (0, 0);
    // What lies beyond the next element of the other list is looked for in steps that double.
    while let (Some(a), Some(b)) = (x.get(i), y.get(j)) {
        match a.key().cmp(&b.key()) {
            Ordering::Less => i += ahead(&x[i..], b.key()),
            Ordering::Greater => j += ahead(&y[j..], a.key()),
            Ordering::Equal => {
                if !a.is_nan() {
                    each(i, j);
                }
                (i, j) = (i + 1, j + 1);
            }
        }
    }
}

/// How many elements of a rising list are below a key.
fn ahead<T: Sorted>(list: &[T], key: T::Key) -> usize {
    let mut step = 1;
    while step < list.len() && list[step].key() < key {
        step *= 2;
    }
    let low = step / 2;
    low + list[low..list.len().min(step + 1)].partition_point(|v| v.key() < key)
}

fn distinct(block: &Block) -> Block {
    with_dtype!(block.dtype(), T => distinct_of(block.slice::<T>()))
}

fn distinct_of<T: Sorted>(values: &[T]) -> Block {
    Distinct::alone(true).values(values).swap_remove(0)
}

/// Two lists, one behind the other.
fn joined<T: Sorted>(dtype: DType, first: &[T], second: &[T]) -> Block {
    let mut both = Block::scratch(dtype, &[first.len() + second.len()]);
    let (a, b) = both.slice_mut::<T>().split_at_mut(first.len());
    a.copy_from_slice(first);
    b.copy_from_slice(second);
    both
}

impl WholeOp for Combined {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        if !self.places {
            let (a, b) = (&parts[0], &parts[1]);
            return Ok(vec![with_dtype!(a.dtype(), T => self.elements(a.slice::<T>(), b.slice::<T>()))]);
        }
        let common = match (keys_of(&parts[0]), keys_of(&parts[1])) {
            (Keys::Real(a), Keys::Real(b)) => self.common(a.slice::<u64>(), b.slice::<u64>()),
            (Keys::Complex(a), Keys::Complex(b)) => self.common(&a, &b),
            _ => return Err(crate::diag::runtime_error("sets of different dtypes")),
        };
        let kept = at_places(&parts[0], &common[0]);
        let list = |at: Vec<usize>| Block::from_slice(&[at.len()], &at.iter().map(|&i| i as i64).collect::<Vec<_>>());
        Ok(std::iter::once(kept).chain(common.into_iter().map(list)).collect())
    }
}

/// `union1d`, `intersect1d`, `setdiff1d` and `setxor1d`.
pub fn sets(args: &Args, set: Set) -> Result<Value> {
    let (a, b) = (flat(&args.array("ar1")?)?, flat(&args.array("ar2")?)?);
    if set == Set::Difference && args.bool("assume_unique", false)? {
        // What is distinct already stays in its order.
        let others = [Value::Lazy(a.clone()), Value::Lazy(b)];
        let kept = compose::call("isin", &others, &[("invert", Value::Bool(true))])?;
        return args.answer_array(build::compress(&a, &kept, 0)?);
    }
    // Arrays are joined with a Python number as an operator takes it.
    let dtype = match args.need("ar2")?.as_number() {
        Some(number) if set == Set::Union => number.promote_weak(a.dtype()),
        _ => a.dtype().promote(b.dtype()),
    };
    let (m, n) = (a.node.shape()[0], b.node.shape()[0]);
    let places = set == Set::Intersection && args.bool("return_indices", false)?;
    let mut results = vec![(unknown(m + n), dtype)];
    if places {
        results.extend([(unknown(m), DType::I64), (unknown(n), DType::I64)]);
    }
    let cast = [build::cast(&a, dtype), build::cast(&b, dtype)];
    let mut found = whole(args.op.name, Combined { set, places, floats: dtype.is_inexact() }, &cast, &results);
    if set == Set::Difference {
        found[0] = build::cast(&found[0], a.dtype());
    }
    answer(args, found)
}
