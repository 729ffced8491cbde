//! Where masked elements lie: stretches that are masked or not, and their ends.

use std::sync::Arc;

use super::pair::Pair;
use super::rows;
use crate::array::{Plain, Slice, Value};
use crate::chunk::Block;
use crate::diag::Result;
use crate::ops::Args;

rows! {
    /// Stretches of elements that are masked or not.
    EDGES;

    "clump_masked" [] FUNCTION
    ("a")
    "The stretches of masked elements of a row, as slices."
    ">>> np.ma.clump_masked(np.ma.array([0, 1, 2, 3, 4], mask=[1, 1, 0, 0, 1]))
[slice(0, 2, None), slice(4, 5, None)]"
    |args| Ok(Value::list(stretches(&mask(args)?, true).into_iter().map(slice)));

    "clump_unmasked" [] FUNCTION
    ("a")
    "The stretches of a row without masked elements, as slices."
    ">>> np.ma.clump_unmasked(np.ma.array([0, 1, 2, 3, 4], mask=[1, 1, 0, 0, 1]))
[slice(2, 4, None)]"
    |args| Ok(Value::list(stretches(&mask(args)?, false).into_iter().map(slice)));

    "flatnotmasked_contiguous" [] FUNCTION
    ("a")
    "The stretches of the flattened array without masked elements, as slices."
    ">>> np.ma.flatnotmasked_contiguous(np.ma.array([0, 1, 2, 3], mask=[0, 1, 0, 0]))
[slice(0, 1, None), slice(2, 4, None)]"
    |args| Ok(Value::list(stretches(&mask(args)?, false).into_iter().map(slice)));

    "flatnotmasked_edges" [] FUNCTION
    ("a")
    "The places of the first and the last element of the flattened array that are not masked; None if all are."
    ">>> np.ma.flatnotmasked_edges(np.ma.array(np.arange(10), mask=[1, 1, 1, 0, 0, 0, 0, 0, 1, 0]))
array([3, 9])"
    |args| Ok(ends(&mask(args)?));

    "notmasked_edges" [] FUNCTION
    ("a, axis=None")
    "The places of the first and the last elements that are not masked, of the flattened array or along an axis."
    ">>> np.ma.notmasked_edges(np.ma.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]]), 1)
[(array([0, 1]), array([1, 0])), (array([0, 1]), array([1, 1]))]"
    edges;

    "notmasked_contiguous" [] FUNCTION
    ("a, axis=None")
    "The stretches without masked elements, of the flattened array, or for a matrix those of each row or column."
    ">>> np.ma.notmasked_contiguous(np.ma.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]]), axis=1)
[[slice(1, 2, None)], [slice(0, 2, None)]]"
    contiguous;
}

/// The mask of the argument in C order.
fn mask(args: &Args) -> Result<Vec<bool>> {
    Ok(Pair::arg(args, "a")?.full_mask().compute()?.to_vec::<bool>())
}

/// The stretches in which a mask is `wanted`.
fn stretches(mask: &[bool], wanted: bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (i, _) in mask.iter().enumerate().filter(|(_, m)| **m == wanted) {
        match found.last_mut() {
            Some((_, end)) if *end == i => *end = i + 1,
            _ => found.push((i, i + 1)),
        }
    }
    found
}

fn slice((start, stop): (usize, usize)) -> Value {
    let int = |n: usize| Value::Int(n as i128);
    Value::Slice(Arc::new(Slice { start: int(start), stop: int(stop), step: Value::None }))
}

fn places(of: &[usize]) -> Value {
    let list: Vec<i64> = of.iter().map(|&n| n as i64).collect();
    Value::Array(Plain::new(Block::from_slice(&[list.len()], &list)))
}

fn ends(mask: &[bool]) -> Value {
    match (mask.iter().position(|m| !m), mask.iter().rposition(|m| !m)) {
        (Some(first), Some(last)) => places(&[first, last]),
        _ => Value::None,
    }
}

/// The lanes of a mask of two axes along one of them, by their places along the other.
fn lanes(block: &Block, axis: usize) -> Vec<Vec<bool>> {
    let turned = if axis == 0 { block.transpose(&[1, 0]) } else { block.clone() };
    let all = turned.to_vec::<bool>();
    let n = turned.shape()[1];
    (0..turned.shape()[0]).map(|k| all[k * n..(k + 1) * n].to_vec()).collect()
}

/// The mask of the argument and an axis of it; none without an axis, or for a row.
fn by_axis(args: &Args) -> Result<Option<(Block, usize)>> {
    let block = Pair::arg(args, "a")?.full_mask().compute()?;
    let axis = args.axis("axis", block.ndim())?.filter(|_| block.ndim() == 2);
    Ok(axis.map(|axis| (block, axis)))
}

fn edges(args: &mut Args) -> Result<Value> {
    let Some((block, axis)) = by_axis(args)? else { return Ok(ends(&mask(args)?)) };
    let lanes = lanes(&block, axis);
    let found = |place: fn(&[bool]) -> Option<usize>| {
        let pairs: Vec<(usize, usize)> =
            lanes.iter().enumerate().filter_map(|(k, lane)| place(lane).map(|p| (k, p))).collect();
        let (across, along): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
        let both = if axis == 0 { [places(&along), places(&across)] } else { [places(&across), places(&along)] };
        Value::tuple(both)
    };
    Ok(Value::list([found(|l| l.iter().position(|m| !m)), found(|l| l.iter().rposition(|m| !m))]))
}

fn contiguous(args: &mut Args) -> Result<Value> {
    let Some((block, axis)) = by_axis(args)? else {
        return Ok(Value::list(stretches(&mask(args)?, false).into_iter().map(slice)));
    };
    let each = lanes(&block, axis).into_iter().map(|l| Value::list(stretches(&l, false).into_iter().map(slice)));
    Ok(Value::list(each))
}
