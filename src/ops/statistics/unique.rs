//! Distinct elements, and the places of what is not zero.

use rayon::prelude::*;

use super::keys::{Key, Keys, Sorted, keys_of, ordered};
use super::whole::{WholeOp, unknown, whole};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Places, mask};
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::compose::flat;
use crate::ops::linalg::named;
use crate::with_dtype;

/// Elements that one thread looks through at a time.
const STRETCH: usize = 1 << 16;

/// What is told of distinct elements besides themselves.
#[derive(Clone, Copy, Debug)]
struct Told {
    index: bool,
    inverse: bool,
    counts: bool,
}

/// The distinct elements of a flat array.
#[derive(Debug)]
pub struct Distinct {
    told: Told,
    /// Whether all NaN count as one.
    equal_nan: bool,
    /// The shape of the inverse.
    shape: Dims,
}

impl Distinct {
    /// The distinct elements alone.
    pub fn alone(equal_nan: bool) -> Distinct {
        Distinct { told: Told { index: false, inverse: false, counts: false }, equal_nan, shape: Dims::new() }
    }

    /// Whether an element is another than the one before it in sorted order; `nan` says whether that is a NaN.
    fn apart<K: Key>(&self, before: K, next: K, nan: impl FnOnce() -> bool) -> bool {
        before.joined() != next.joined() || (!self.equal_nan && nan())
    }

    /// The distinct elements, and how often each comes where that is asked for.
    pub fn values<T: Sorted>(&self, values: &[T]) -> Vec<Block> {
        let n = values.len();
        let mut sorted = Block::scratch(T::DTYPE, &[n]);
        T::sort(values, sorted.slice_mut::<T>());
        let list = sorted.slice::<T>();
        let news = self.news(n, |at| self.apart(list[at - 1].key(), list[at].key(), || list[at - 1].is_nan()));
        let news = news.slice::<bool>();
        let mut found = vec![mask::pick(&sorted, news)];
        if self.told.counts {
            found.push(counts(news));
        }
        found
    }

    /// The first place of each distinct element, and what else is told; `nan` says whether a place holds a NaN.
    fn told<K: Key>(&self, keys: &[K], nan: &(dyn Fn(usize) -> bool + Sync)) -> (Block, Vec<Block>) {
        let n = keys.len();
        let (keys, order) = ordered(keys.to_vec());
        let order = order.slice::<i64>();
        let news = self.news(n, |at| self.apart(keys[at - 1], keys[at], || nan(order[at - 1] as usize)));
        let news = news.slice::<bool>();
        let firsts = mask::pick(&Block::from_slice(&[n], order), news);
        let mut found = Vec::new();
        if self.told.index {
            found.push(firsts.clone());
        }
        if self.told.inverse {
            let mut block = Block::scratch(DType::I64, &[n]);
            let back = block.slice_mut::<i64>();
            let mut k = -1;
            for (&at, &new) in order.iter().zip(news) {
                k += i64::from(new);
                back[at as usize] = k;
            }
            let fits = n == self.shape.iter().product::<usize>();
            found.push(if fits { block.reshape(&self.shape) } else { block });
        }
        if self.told.counts {
            found.push(counts(news));
        }
        (firsts, found)
    }

    /// Where an element of a sorted list is another than the one before it.
    fn news(&self, n: usize, is_new: impl Fn(usize) -> bool + Sync) -> Block {
        let mut news = Block::scratch(DType::Bool, &[n]);
        let mark = |(k, part): (usize, &mut [bool])| {
            let first = k * STRETCH;
            part.iter_mut().enumerate().for_each(|(i, new)| *new = first + i == 0 || is_new(first + i));
        };
        news.slice_mut::<bool>().par_chunks_mut(STRETCH).enumerate().for_each(mark);
        news
    }
}

/// How long the runs are that begin where `news` is true.
fn counts(news: &[bool]) -> Block {
    let mut starts = mask::places(news);
    let counts = starts.slice_mut::<i64>();
    let mut end = news.len() as i64;
    for count in counts.iter_mut().rev() {
        let start = *count;
        *count = end - start;
        end = start;
    }
    starts
}

/// The elements at some places of a flat block.
pub fn at_places(block: &Block, places: &[usize]) -> Block {
    with_dtype!(block.dtype(), T => {
        let values = block.slice::<T>();
        Block::from_slice(&[places.len()], &places.iter().map(|&i| values[i]).collect::<Vec<T>>())
    })
}

impl WholeOp for Distinct {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        let block = &parts[0];
        if !(self.told.index || self.told.inverse) {
            return Ok(with_dtype!(block.dtype(), T => self.values(block.slice::<T>())));
        }
        let nan = |i: usize| with_dtype!(block.dtype(), T => block.slice::<T>()[i].is_nan());
        let (firsts, mut found) = match keys_of(block) {
            Keys::Real(keys) => self.told(keys.slice::<u64>(), &nan),
            Keys::Complex(keys) => self.told(&keys, &nan),
        };
        found.insert(0, at_places(block, &Places::in_range(&firsts)));
        Ok(found)
    }
}

/// The distinct slices of an array along its first axis.
#[derive(Debug)]
struct DistinctRows(Told);

impl DistinctRows {
    /// The place of the first of each distinct row, and what else is told.
    fn find<K: Key>(&self, keys: &[K], n: usize) -> (Vec<usize>, Vec<Block>) {
        let width = keys.len() / n.max(1);
        let row = |i: usize| &keys[i * width..(i + 1) * width];
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| row(a).cmp(row(b)));
        let starts: Vec<usize> = (0..n).filter(|&i| i == 0 || row(order[i - 1]) != row(order[i])).collect();
        let firsts: Vec<usize> = starts.iter().map(|&i| order[i]).collect();
        let list = |v: Vec<i64>| Block::from_slice(&[v.len()], &v);
        let mut found = Vec::new();
        if self.0.index {
            found.push(list(firsts.iter().map(|&i| i as i64).collect()));
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
        (firsts, found)
    }
}

impl WholeOp for DistinctRows {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        let block = &parts[0];
        let n = block.shape()[0];
        let (firsts, mut found) = match keys_of(block) {
            Keys::Real(keys) => self.find(keys.slice::<u64>(), n),
            Keys::Complex(keys) => self.find(&keys, n),
        };
        let width = block.size() / n.max(1);
        let flat: Vec<usize> = firsts.iter().flat_map(|&i| i * width..(i + 1) * width).collect();
        let mut shape = block.shape().to_vec();
        shape[0] = firsts.len();
        found.insert(0, at_places(block, &flat).reshape(&shape));
        Ok(found)
    }
}

fn told(args: &Args) -> Result<Told> {
    Ok(Told {
        index: args.bool("return_index", false)?,
        inverse: args.bool("return_inverse", false)?,
        counts: args.bool("return_counts", false)?,
    })
}

pub fn answer(args: &Args, mut found: Vec<Lazy>) -> Result<Value> {
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
    let found = answer(args, distinct(&args.array("x")?, Told { index, inverse, counts }, false)?)?;
    match (index, inverse, counts) {
        (true, ..) => named(found, "UniqueAllResult", &["values", "indices", "inverse_indices", "counts"]),
        (_, true, _) => named(found, "UniqueInverseResult", &["values", "inverse_indices"]),
        _ => named(found, "UniqueCountsResult", &["values", "counts"]),
    }
}

/// Where a C-ordered block is not zero.
fn not_zero(block: &Block) -> Block {
    if block.dtype() == DType::Bool {
        return block.clone();
    }
    let mut mask = Block::scratch(DType::Bool, block.shape());
    let to = mask.slice_mut::<bool>();
    with_dtype!(block.dtype(), T => {
        let mark = |(to, from): (&mut [bool], &[T])| {
            to.iter_mut().zip(from).for_each(|(t, v)| *t = *v != T::default());
        };
        to.par_chunks_mut(STRETCH).zip(block.slice::<T>().par_chunks(STRETCH)).for_each(mark);
    });
    mask
}

/// The places of what is not zero, along each axis or as rows.
#[derive(Debug)]
struct NotZero {
    rows: bool,
}

impl WholeOp for NotZero {
    fn run(&self, parts: &[Block]) -> Result<Vec<Block>> {
        let block = &parts[0];
        let found = mask::coordinates(not_zero(block).slice::<bool>(), block.shape());
        if !self.rows {
            return Ok(found);
        }
        let (count, ndim) = (found[0].size(), block.ndim());
        let mut rows = Block::scratch(DType::I64, &[count, ndim]);
        if ndim == 0 {
            return Ok(vec![rows]);
        }
        let columns: Vec<&[i64]> = found.iter().map(Block::slice::<i64>).collect();
        let fill = |(i, row): (usize, &mut [i64])| row.iter_mut().zip(&columns).for_each(|(to, from)| *to = from[i]);
        rows.slice_mut::<i64>().par_chunks_mut(ndim).enumerate().with_min_len(1 << 12).for_each(fill);
        Ok(vec![rows])
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
