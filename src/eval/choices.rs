//! The functions of `itertools` that choose from pools: products, permutations, combinations.

use super::iterate;
use super::itertools::{count_of, pool};
use crate::array::Value;
use crate::diag::Result;
use crate::ops::Args;

/// The tuples of the values at each of these lists of places.
fn picked(
    name: &'static str,
    values: Vec<Value>,
    mut places: impl FnMut() -> Option<Vec<usize>> + Send + 'static,
) -> Value {
    iterate::stream(
        name,
        std::iter::from_fn(move || places().map(|p| Ok(Value::tuple(p.into_iter().map(|k| values[k].clone()))))),
    )
}

/// Counts through lists of places: `next` makes one into the one that follows, and is false after the last.
fn counting(
    first: Option<Vec<usize>>,
    mut next: impl FnMut(&mut Vec<usize>) -> bool,
) -> impl FnMut() -> Option<Vec<usize>> {
    let mut now = first;
    move || {
        let found = now.clone()?;
        if !now.as_mut().is_some_and(&mut next) {
            now = None;
        }
        Some(found)
    }
}

pub fn combinations(args: &mut Args) -> Result<Value> {
    let values = pool(args, "iterable")?;
    let (n, r) = (values.len(), count_of(args, "r", None)?.unwrap_or(0));
    let first = (r <= n).then(|| (0..r).collect());
    let next = move |places: &mut Vec<usize>| {
        let Some(k) = (0..r).rev().find(|&k| places[k] != k + n - r) else { return false };
        places[k] += 1;
        (k + 1..r).for_each(|j| places[j] = places[j - 1] + 1);
        true
    };
    Ok(picked("itertools.combinations", values, counting(first, next)))
}

pub fn combinations_again(args: &mut Args) -> Result<Value> {
    let values = pool(args, "iterable")?;
    let (n, r) = (values.len(), count_of(args, "r", None)?.unwrap_or(0));
    let first = (n > 0 || r == 0).then(|| vec![0; r]);
    let next = move |places: &mut Vec<usize>| {
        let Some(k) = (0..r).rev().find(|&k| places[k] + 1 < n) else { return false };
        let place = places[k] + 1;
        places[k..].fill(place);
        true
    };
    Ok(picked("itertools.combinations_with_replacement", values, counting(first, next)))
}

pub fn permutations(args: &mut Args) -> Result<Value> {
    let values = pool(args, "iterable")?;
    let n = values.len();
    let r = count_of(args, "r", Some(n))?.unwrap_or(n);
    let first = (r <= n).then(|| (0..r).collect());
    // The next list of different places in the order of a dictionary.
    let next = move |places: &mut Vec<usize>| {
        for k in (0..r).rev() {
            let free = |places: &[usize], from: usize| (from..n).find(|p| !places.contains(p));
            if let Some(place) = free(&places[..k], places[k] + 1) {
                places[k] = place;
                for j in k + 1..r {
                    places[j] = free(&places[..j], 0).unwrap_or(0);
                }
                return true;
            }
        }
        false
    };
    Ok(picked("itertools.permutations", values, counting(first, next)))
}

pub fn product(args: &mut Args) -> Result<Value> {
    let pools = args.rest("iterables").iter().map(iterate::collect).collect::<Result<Vec<_>>>();
    let pools = pools.map_err(|e| args.at("iterables", e))?;
    let repeat = count_of(args, "repeat", Some(1))?.unwrap_or(1);
    let pools: Vec<Vec<Value>> = std::iter::repeat_n(pools, repeat).flatten().collect();
    let lengths: Vec<usize> = pools.iter().map(Vec::len).collect();
    let first = lengths.iter().all(|n| *n > 0).then(|| vec![0; lengths.len()]);
    let next = move |places: &mut Vec<usize>| {
        let Some(k) = (0..places.len()).rev().find(|&k| places[k] + 1 < lengths[k]) else { return false };
        places[k] += 1;
        places[k + 1..].fill(0);
        true
    };
    let mut places = counting(first, next);
    Ok(iterate::stream(
        "itertools.product",
        std::iter::from_fn(move || {
            places().map(|p| Ok(Value::tuple(p.iter().zip(&pools).map(|(k, pool)| pool[*k].clone()))))
        }),
    ))
}
