//! Distinct elements, and sets of them.

use super::keys::Sorted;
use super::order::{places, sort};
use super::whole::{WholeOp, unknown, whole};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, Cut, DType, Dims, Grid};
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::compose::flat;
use crate::with_dtype;

/// What is told of distinct elements besides themselves.
#[derive(Clone, Copy, Debug)]
struct Told {
    index: bool,
    inverse: bool,
    counts: bool,
}

/// The distinct elements of a flat array.
#[derive(Debug)]
struct Distinct {
    told: Told,
    /// Whether all NaN count as one.
    equal_nan: bool,
    /// The shape of the inverse.
    shape: Dims,
}

impl Distinct {
    fn find<T: Sorted>(&self, values: &[T]) -> Vec<Block> {
        let apart = |a: T, b: T| a.key() != b.key() || (!self.equal_nan && a.is_nan());
        let Told { index, inverse, counts } = self.told;
        if !(index || inverse || counts) {
            let mut sorted = values.to_vec();
            sort(&mut sorted);
            let mut last: Option<T> = None;
            sorted.retain(|&v| last.replace(v).is_none_or(|l| apart(l, v)));
            return vec![Block::from_slice(&[sorted.len()], &sorted)];
        }
        let order = places(values);
        let starts: Vec<usize> =
            (0..order.len()).filter(|&i| i == 0 || apart(values[order[i - 1]], values[order[i]])).collect();
        let list = |v: Vec<i64>| Block::from_slice(&[v.len()], &v);
        let firsts: Vec<T> = starts.iter().map(|&i| values[order[i]]).collect();
        let mut found = vec![Block::from_slice(&[firsts.len()], &firsts)];
        if index {
            found.push(list(starts.iter().map(|&i| order[i] as i64).collect()));
        }
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([order.len()]).take(starts.len()).collect();
        if inverse {
            let mut back = vec![0i64; order.len()];
            for (k, (&from, &to)) in starts.iter().zip(&ends).enumerate() {
                order[from..to].iter().for_each(|&i| back[i] = k as i64);
            }
            let block = list(back);
            let fits = block.size() == self.shape.iter().product::<usize>();
            found.push(if fits { block.reshape(&self.shape) } else { block });
        }
        if counts {
            found.push(list(starts.iter().zip(&ends).map(|(&a, &b)| (b - a) as i64).collect()));
        }
        found
    }
}

impl WholeOp for Distinct {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        Ok(with_dtype!(parts[0].dtype(), T => self.find(parts[0].slice::<T>())))
    }
}

/// The distinct slices of an array along its first axis.
#[derive(Debug)]
struct DistinctRows(Told);

impl DistinctRows {
    fn find<T: Sorted>(&self, block: &Block) -> Vec<Block> {
        let (n, width) = (block.shape()[0], block.shape()[1..].iter().product::<usize>());
        let values = block.slice::<T>();
        let row = |i: usize| &values[i * width..(i + 1) * width];
        let order_of = |a: usize, b: usize| row(a).iter().map(|v| v.key()).cmp(row(b).iter().map(|v| v.key()));
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| order_of(a, b));
        let starts: Vec<usize> = (0..n).filter(|&i| i == 0 || order_of(order[i - 1], order[i]).is_ne()).collect();
        let mut shape = block.shape().to_vec();
        shape[0] = starts.len();
        let rows: Vec<T> = starts.iter().flat_map(|&i| row(order[i]).iter().copied()).collect();
        let list = |v: Vec<i64>| Block::from_slice(&[v.len()], &v);
        let mut found = vec![Block::from_slice(&shape, &rows)];
        if self.0.index {
            found.push(list(starts.iter().map(|&i| order[i] as i64).collect()));
        }
        if self.0.inverse {
            let mut back = vec![0i64; n];
            for i in 0..n {
                back[order[i]] = starts.partition_point(|&s| s <= i) as i64 - 1;
            }
            found.push(list(back));
        }
        if self.0.counts {
            let ends = starts.iter().skip(1).copied().chain([n]);
            found.push(list(starts.iter().zip(ends).map(|(&a, b)| (b - a) as i64).collect()));
        }
        found
    }
}

impl WholeOp for DistinctRows {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        Ok(with_dtype!(parts[0].dtype(), T => self.find::<T>(&parts[0])))
    }
}

fn told(args: &Args) -> Result<Told> {
    Ok(Told {
        index: args.bool("return_index", false)?,
        inverse: args.bool("return_inverse", false)?,
        counts: args.bool("return_counts", false)?,
    })
}

fn answer(args: &Args, mut found: Vec<Lazy>) -> Result<Value> {
    if found.len() == 1 {
        return args.answer_array(found.swap_remove(0));
    }
    args.answers(found)
}

/// The grids of `index`, `inverse` and `counts` where they are asked for, after that of the elements.
fn results(told: Told, first: (Grid, DType), most: usize, inverse: Grid) -> Vec<(Grid, DType)> {
    let list = || (unknown(most), DType::I64);
    let more = [(told.index, list()), (told.inverse, (inverse, DType::I64)), (told.counts, list())];
    std::iter::once(first).chain(more.into_iter().filter(|(asked, _)| *asked).map(|(_, r)| r)).collect()
}

/// `unique`.
pub fn unique(args: &Args) -> Result<Value> {
    let array = args.array("ar")?;
    let told = told(args)?;
    let Some(axis) = args.axis("axis", array.ndim())? else {
        return answer(args, distinct(&array, told, args.bool("equal_nan", true)?)?);
    };
    let turned = build::move_axis(&array, axis, 0);
    let Some(shape) = turned.known_shape() else {
        return Err(args.at("ar", value_error("unique: the shape of the array is not known before it is computed")));
    };
    let mut grid = Grid::whole(&shape);
    grid.axes[0] = build::unknown_axis(shape[0]);
    let first = (grid, array.dtype());
    let mut found =
        whole("unique", DistinctRows(told), &[turned], &results(told, first, shape[0], Grid::whole(&shape[..1])));
    found[0] = build::move_axis(&found[0], 0, axis);
    answer(args, found)
}

fn distinct(array: &Lazy, told: Told, equal_nan: bool) -> Result<Vec<Lazy>> {
    let flattened = flat(array)?;
    let most = flattened.node.shape()[0];
    let shape = array.known_shape();
    let inverse = shape.as_ref().map_or_else(|| unknown(most), |s| Grid::whole(s));
    let op = Distinct { told, equal_nan, shape: shape.unwrap_or_default() };
    Ok(whole("unique", op, &[flattened], &results(told, (unknown(most), array.dtype()), most, inverse)))
}

/// `unique_values`, `unique_counts`, `unique_inverse` and `unique_all` of the Array API.
pub fn unique_parts(args: &Args, index: bool, inverse: bool, counts: bool) -> Result<Value> {
    answer(args, distinct(&args.array("x")?, Told { index, inverse, counts }, false)?)
}

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
}

impl Combined {
    fn find<T: Sorted>(&self, a: &[T], b: &[T]) -> Vec<Block> {
        let (x, y) = (firsts(a), firsts(b));
        let has = |set: &[(T::Key, usize)], key: T::Key| set.binary_search_by(|p| p.0.cmp(&key)).ok();
        let mut keep: Vec<(T::Key, T)> = Vec::new();
        let from_a = |inside: bool| {
            x.iter().filter(|p| has(&y, p.0).is_some() == inside).map(|p| (p.0, a[p.1])).collect::<Vec<_>>()
        };
        match self.set {
            Set::Union => {
                keep.extend(x.iter().map(|p| (p.0, a[p.1])));
                keep.extend(y.iter().filter(|p| has(&x, p.0).is_none()).map(|p| (p.0, b[p.1])));
            }
            Set::Intersection => keep = from_a(true),
            Set::Difference => keep = from_a(false),
            Set::Either => {
                keep = from_a(false);
                keep.extend(y.iter().filter(|p| has(&x, p.0).is_none()).map(|p| (p.0, b[p.1])));
            }
        }
        keep.sort_unstable_by(|p, q| p.0.cmp(&q.0));
        let values: Vec<T> = keep.iter().map(|p| p.1).collect();
        let mut found = vec![Block::from_slice(&[values.len()], &values)];
        if self.places {
            for set in [&x, &y] {
                let at: Vec<i64> = keep.iter().filter_map(|p| has(set, p.0).map(|i| set[i].1 as i64)).collect();
                found.push(Block::from_slice(&[at.len()], &at));
            }
        }
        found
    }
}

/// The distinct elements in order, each with its first place.
fn firsts<T: Sorted>(values: &[T]) -> Vec<(T::Key, usize)> {
    let mut pairs: Vec<_> = values.iter().enumerate().map(|(i, v)| (v.key(), i)).collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|p| p.0);
    pairs
}

impl WholeOp for Combined {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        Ok(with_dtype!(parts[0].dtype(), T => self.find::<T>(parts[0].slice(), parts[1].slice())))
    }
}

/// `union1d`, `intersect1d`, `setdiff1d` and `setxor1d`.
pub fn sets(args: &Args, set: Set) -> Result<Value> {
    let (a, b) = (flat(&args.array("ar1")?)?, flat(&args.array("ar2")?)?);
    let dtype = a.dtype().promote(b.dtype());
    let (m, n) = (a.node.shape()[0], b.node.shape()[0]);
    let places = set == Set::Intersection && args.bool("return_indices", false)?;
    let mut results = vec![(unknown(m + n), dtype)];
    if places {
        results.extend([(unknown(m), DType::I64), (unknown(n), DType::I64)]);
    }
    answer(
        args,
        whole(args.op.name, Combined { set, places }, &[build::cast(&a, dtype), build::cast(&b, dtype)], &results),
    )
}

/// The places of what is not zero, along each axis or as rows.
#[derive(Debug)]
struct NotZero {
    rows: bool,
}

impl WholeOp for NotZero {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        let block = &parts[0];
        let flat: Vec<usize> = with_dtype!(block.dtype(), T => {
            block.slice::<T>().iter().enumerate().filter(|(_, v)| **v != T::default()).map(|(i, _)| i).collect()
        });
        let shape = block.shape();
        let steps: Vec<usize> = (0..shape.len()).map(|k| shape[k + 1..].iter().product()).collect();
        let at = |i: usize, k: usize| (i / steps[k].max(1) % shape[k].max(1)) as i64;
        if self.rows {
            let all: Vec<i64> = flat.iter().flat_map(|&i| (0..shape.len()).map(move |k| at(i, k))).collect();
            return Ok(vec![Block::from_slice(&[flat.len(), shape.len()], &all)]);
        }
        Ok((0..shape.len())
            .map(|k| Block::from_slice(&[flat.len()], &flat.iter().map(|&i| at(i, k)).collect::<Vec<_>>()))
            .collect())
    }
}

/// `nonzero`: a list of places for each axis.
pub fn nonzero(args: &Args) -> Result<Value> {
    let array = args.array("a")?;
    if array.ndim() == 0 {
        return Err(args.at(
            "a",
            value_error("Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead."),
        ));
    }
    args.answers(places_of(&array))
}

fn places_of(array: &Lazy) -> Vec<Lazy> {
    let most = array.node.shape().iter().product();
    // All axes are picked alike, so that they can be combined.
    let axis: Cut = build::unknown_axis(most);
    let results: Vec<_> = (0..array.ndim()).map(|_| (Grid::new(vec![axis.clone()]), DType::I64)).collect();
    whole("nonzero", NotZero { rows: false }, std::slice::from_ref(array), &results)
}

/// `argwhere`: a row for each element that is not zero.
pub fn argwhere(args: &Args) -> Result<Value> {
    let array = args.array("a")?;
    let most = array.node.shape().iter().product();
    let grid = Grid::new(vec![build::unknown_axis(most), Cut::whole(array.ndim())]);
    let mut found = whole("argwhere", NotZero { rows: true }, &[array], &[(grid, DType::I64)]);
    args.answer_array(found.swap_remove(0))
}

/// `flatnonzero`.
pub fn flatnonzero(args: &Args) -> Result<Value> {
    let array = flat(&args.array("a")?)?;
    args.answer_array(places_of(&array).swap_remove(0))
}
