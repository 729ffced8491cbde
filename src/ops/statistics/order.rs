//! Sorting, places in sorted order, partitions, and the largest elements.

use super::keys::{Key, Keys, Sorted, keys_of, ordered};
use super::lanes::{LaneOp, each_row, lanes};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, Cut, DType, Num};
use crate::diag::{Result, axis_error, type_error, value_error};
use crate::ops::Args;
use crate::ops::compose::flat;
use crate::with_dtype;

/// Sorts each lane.
#[derive(Debug)]
struct Sort;

impl LaneOp for Sort {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        with_dtype!(rows.dtype(), T => each_row::<T, T>(rows, out, T::sort));
        Ok(())
    }
}

/// The places that would sort each lane.
#[derive(Debug)]
struct Places;

impl LaneOp for Places {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        each_keys(rows, out, Sorting);
        Ok(())
    }
}

/// What makes places of the keys of a lane.
trait OfKeys: Sync {
    fn fill<K: Key>(&self, keys: impl Iterator<Item = K>, to: &mut [i64]);
}

impl<J: OfKeys> OfKeys for &J {
    fn fill<K: Key>(&self, keys: impl Iterator<Item = K>, to: &mut [i64]) {
        (**self).fill(keys, to);
    }
}

struct Sorting;

impl OfKeys for Sorting {
    fn fill<K: Key>(&self, keys: impl Iterator<Item = K>, to: &mut [i64]) {
        K::order(&mut keys.collect::<Vec<K>>(), to);
    }
}

/// Fills each row of `out` from the keys of the same row.
fn each_keys(rows: &Block, out: &mut Block, job: impl OfKeys) {
    match keys_of(rows) {
        Keys::Real(wide) => each_row::<u64, i64>(&wide, out, |from, to| job.fill(from.iter().copied(), to)),
        Keys::Complex(keys) => {
            let (n, m) = (rows.shape()[1].max(1), out.shape()[1].max(1));
            let to = out.slice_mut::<i64>();
            keys.chunks_exact(n).zip(to.chunks_exact_mut(m)).for_each(|(from, to)| job.fill(from.iter().copied(), to));
        }
    }
}

/// Elements at some ranks in their sorted places, smaller ones before and larger ones after.
#[derive(Debug)]
struct Partition {
    ranks: Vec<usize>,
    /// Whether places are asked for instead of values.
    places: bool,
}

struct Splitting<'a>(&'a [usize]);

impl OfKeys for Splitting<'_> {
    fn fill<K: Key>(&self, keys: impl Iterator<Item = K>, to: &mut [i64]) {
        let keys: Vec<K> = keys.collect();
        let mut split = keys.clone();
        K::part(&mut split, self.0);
        let mut ends: Vec<K> = self.0.iter().map(|&rank| split[rank]).collect();
        ends.dedup();
        // What lies below the first of these keys, what is equal to it, what lies between it and the next, and so on.
        let class = |key: K| {
            let below = ends.partition_point(|&end| end < key);
            2 * below + usize::from(ends.get(below) == Some(&key))
        };
        let mut next = vec![0; 2 * ends.len() + 2];
        keys.iter().for_each(|&key| next[class(key) + 1] += 1);
        (1..next.len()).for_each(|k| next[k] += next[k - 1]);
        for (i, &key) in keys.iter().enumerate() {
            let place = &mut next[class(key)];
            to[*place] = i as i64;
            *place += 1;
        }
    }
}

impl LaneOp for Partition {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        if self.places {
            each_keys(rows, out, Splitting(&self.ranks));
            return Ok(());
        }
        with_dtype!(rows.dtype(), T => each_row::<T, T>(rows, out, |from, to| T::split(from, to, &self.ranks)));
        Ok(())
    }

    fn cost(&self) -> f32 {
        8.0
    }
}

/// The array and the axis to sort along: the last if none was given, the flattened array for `None`.
fn along(args: &Args, name: &str) -> Result<(Lazy, usize)> {
    let array = args.array(name)?;
    match args.raw("axis") {
        Some(Value::None) => Ok((flat(&array)?, 0)),
        None if array.ndim() == 0 => {
            Err(args.at(name, axis_error("axis -1 is out of bounds for array of dimension 0")))
        }
        None => Ok((array.clone(), array.ndim() - 1)),
        Some(_) => Ok((array.clone(), args.axis("axis", array.ndim())?.unwrap_or(0))),
    }
}

/// `sort` and `argsort`.
pub fn sorted(args: &Args, places: bool) -> Result<Value> {
    if let Some(kind) = args.text("kind")?
        && !["quicksort", "mergesort", "heapsort", "stable"].contains(&kind)
    {
        let error = value_error(format!("sort kind must be one of 'quick', 'heap', or 'stable' (got '{kind}')"));
        return Err(args.at("kind", error));
    }
    if places && args.array("a")?.ndim() == 0 && args.raw("axis").is_none_or(|a| matches!(a.as_int(), Some(0 | -1))) {
        return args.answer_array(build::expand_dims(&crate::array::convert::constant(Num::Int(0), DType::I64), &[0]));
    }
    let (array, axis) = along(args, "a")?;
    let found = if places { sort_places(&array, axis) } else { sort_lanes(&array, axis) };
    args.answer_array(found)
}

/// The array sorted along an axis.
pub fn sort_lanes(array: &Lazy, axis: usize) -> Lazy {
    lanes("sort", array, axis, Sort, array.dtype(), None)
}

/// The places that sort the array along an axis.
pub fn sort_places(array: &Lazy, axis: usize) -> Lazy {
    lanes("argsort", array, axis, Places, DType::I64, None)
}

/// The method `sort`, which sorts an array in memory in place.
pub fn sort_in_place(args: &Args) -> Result<Value> {
    let (array, axis) = along(args, "a")?;
    let sorted = sort_lanes(&array, axis);
    match args.need("a")? {
        Value::Array(to) => {
            let block = sorted.compute()?.reshape(to.shape());
            // SAFETY: `write` keeps others away.
            to.write(|b| unsafe { b.overwrite(&block) });
            Ok(Value::None)
        }
        _ => Ok(Value::Lazy(sorted)),
    }
}

/// `x.partition(...)`
pub fn partition_in_place(args: &Args) -> Result<Value> {
    match (args.need("a")?, partition(args, false)?) {
        (Value::Array(to), Value::Array(from)) => {
            let block = from.block().reshape(to.shape());
            // SAFETY: `write` keeps others away.
            to.write(|b| unsafe { b.overwrite(&block) });
            Ok(Value::None)
        }
        (_, partitioned) => Ok(partitioned),
    }
}

/// `partition` and `argpartition`.
pub fn partition(args: &Args, places: bool) -> Result<Value> {
    let (array, axis) = along(args, "a")?;
    let name = if places { "argpartition" } else { "partition" };
    let n = array.lengths()[axis].unwrap_or(0) as i128;
    let mut ranks = Vec::new();
    for k in args.ints("kth")?.unwrap_or_default() {
        if !(-n..n).contains(&k) && array.size() != Some(0) {
            return Err(args.at("kth", value_error(format!("kth(={k}) out of bounds ({n})"))));
        }
        ranks.push(if k < 0 { k + n } else { k } as usize);
    }
    ranks.sort_unstable();
    ranks.dedup();
    let dtype = if places { DType::I64 } else { array.dtype() };
    args.answer_array(lanes(name, &array, axis, Partition { ranks, places }, dtype, None))
}

/// The `k` largest elements of each lane, largest first; the smallest, smallest first, for a negative `k`.
#[derive(Debug)]
struct Top {
    k: usize,
    smallest: bool,
}

impl OfKeys for Top {
    fn fill<K: Key>(&self, keys: impl Iterator<Item = K>, to: &mut [i64]) {
        let k = to.len();
        let order = |a: &(K, usize), b: &(K, usize)| {
            let keys = if self.smallest { a.0.cmp(&b.0) } else { b.0.cmp(&a.0) };
            keys.then(a.1.cmp(&b.1))
        };
        // The best so far and what may be among them; when there are many, all but the best go.
        let room = 2 * k + 1024;
        let mut pairs: Vec<(K, usize)> = Vec::with_capacity(room);
        let mut worst: Option<K> = None;
        for (i, key) in keys.enumerate() {
            if worst.is_some_and(|w| if self.smallest { key >= w } else { key <= w }) {
                continue;
            }
            pairs.push((key, i));
            if pairs.len() == room {
                worst = Some(pairs.select_nth_unstable_by(k.max(1) - 1, order).1.0);
                pairs.truncate(k);
            }
        }
        pairs.sort_unstable_by(order);
        pairs.truncate(k);
        pairs.into_iter().zip(to).for_each(|((_, p), t)| *t = p as i64);
    }
}

impl LaneOp for Top {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        let mut places = Block::scratch(DType::I64, out.shape());
        each_keys(rows, &mut places, self);
        let (n, m) = (rows.shape()[1], out.shape()[1]);
        let at = places.slice::<i64>();
        with_dtype!(rows.dtype(), T => {
            let from = rows.slice::<T>();
            out.slice_mut::<T>().iter_mut().enumerate().for_each(|(i, o)| *o = from[i / m * n + at[i] as usize]);
        });
        Ok(())
    }

    fn cost(&self) -> f32 {
        8.0
    }
}

/// The places of what `Top` picks.
#[derive(Debug)]
struct TopPlaces(Top);

impl LaneOp for TopPlaces {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        each_keys(rows, out, &self.0);
        Ok(())
    }
}

/// Picks the largest of each chunk.
#[derive(Debug)]
struct ChunkTop {
    axis: usize,
    top: Top,
}

impl crate::graph::BlockKernel for ChunkTop {
    fn needs(&self, node: &crate::graph::Node, coords: &[usize]) -> Vec<crate::graph::Need> {
        let grid = &node.inputs[0].grid;
        vec![(0, crate::chunk::Region { start: grid.start(coords), len: grid.size(coords) })]
    }

    fn run(&self, _: &crate::graph::Node, _: &[usize], parts: Vec<Block>) -> Result<smallvec::SmallVec<[Block; 1]>> {
        let axis = self.axis;
        let last = parts[0].ndim() - 1;
        let mut order: Vec<usize> = (0..=last).collect();
        order.swap(axis, last);
        let turned = parts[0].transpose(&order);
        let n = turned.shape()[last];
        let m = self.top.k.min(n);
        let count: usize = turned.shape()[..last].iter().product();
        let mut out = Block::scratch(turned.dtype(), &[count, m]);
        self.top.run(&turned.contiguous().reshape(&[count, n]), &mut out)?;
        let mut shape = turned.shape().to_vec();
        shape[last] = m;
        Ok(smallvec::SmallVec::from_iter([out.reshape(&shape).transpose(&order)]))
    }
}

/// `topk` and `argtopk`.
pub fn topk(args: &Args, places: bool) -> Result<Value> {
    let array = args.array("a")?;
    let k = args.int("k")?.unwrap_or(1);
    let axis = match array.ndim() {
        0 => return Err(args.at("a", axis_error("topk needs an array of at least one dimension"))),
        n => args.axis("axis", n)?.unwrap_or(n - 1),
    };
    let Some(n) = array.lengths()[axis] else {
        return Err(args
            .at("a", value_error("topk: the length of the axis is not known before it is computed"))
            .help("a mask made it: use .compute() first, or .compute_chunk_sizes()"));
    };
    let top = || Top { k: k.unsigned_abs().min(n as u128) as usize, smallest: k < 0 };
    let len = top().k;
    if places {
        return args.answer_array(lanes("argtopk", &array, axis, TopPlaces(top()), DType::I64, Some(len)));
    }
    let mut input = array.clone();
    let cut = &array.grid().axes[axis];
    if cut.count() > 1 && len < cut.largest() {
        let mut grid = array.grid().clone();
        grid.axes[axis] = Cut::sizes(&cut.iter().map(|n| n.min(len)).collect::<Vec<_>>());
        input = build::block(
            "topk-partial",
            std::sync::Arc::new(ChunkTop { axis, top: top() }),
            grid,
            array.dtype(),
            &[array],
        );
    }
    args.answer_array(lanes("topk", &input, axis, top(), input.dtype(), Some(len)))
}

/// `lexsort`: the places that sort by the last key first, along an axis.
pub fn lexsort(args: &Args) -> Result<Value> {
    let keys = args.arrays("keys")?;
    let Some(last) = keys.last() else {
        return Err(args.at("keys", type_error("need sequence of keys with len > 0 in lexsort")));
    };
    if keys.iter().any(|k| k.lengths() != last.lengths()) {
        return Err(args
            .at("keys", value_error("all keys need to be the same shape"))
            .help("each key has an element for each place"));
    }
    let ndim = last.ndim();
    if ndim == 0 {
        return args.answer(crate::array::convert::constant(Num::Int(0), DType::I64));
    }
    let axis = args.axis("axis", ndim)?.unwrap_or(ndim - 1);
    let mut turned: Vec<usize> = (0..ndim).filter(|k| *k != axis).chain([axis]).collect();
    let keys: Vec<Lazy> = keys.iter().map(|k| build::transpose(k, &turned)).collect();
    let blocks: Vec<Block> = crate::array::compute(&keys)?.iter().map(Block::contiguous).collect();
    let shape = blocks[0].shape().to_vec();
    let places = crate::exec::settings::pool()?.install(|| rows_ordered(&blocks, shape[ndim - 1]));
    let order = crate::array::convert::whole(Block::from_slice(&shape, &places));
    turned = (0..ndim).map(|k| turned.iter().position(|t| *t == k).unwrap_or(k)).collect();
    args.answer_array(build::transpose(&order, &turned))
}

/// For each row of `n` elements the places that sort it by keys, the last one first.
fn rows_ordered(keys: &[Block], n: usize) -> Vec<i64> {
    let mut places = Vec::with_capacity(keys[0].size());
    for row in 0..keys[0].size() / n.max(1) {
        let mut order = None;
        for key in keys {
            let part = key.reshape(&[key.size()]).sub(&[row * n], &[n], &[1]).contiguous();
            order = Some(match keys_of(&part) {
                Keys::Real(keys) => by(order, keys.slice::<u64>()),
                Keys::Complex(keys) => by(order, &keys),
            });
        }
        places.extend(order.iter().flat_map(|o: &Block| o.to_vec::<i64>()));
    }
    places
}

/// An order sorted by keys; places with equal keys stay as they are.
fn by<K: Key>(order: Option<Block>, keys: &[K]) -> Block {
    let Some(order) = order else { return ordered(keys.to_vec()).1 };
    let old = order.slice::<i64>();
    let (_, mut places) = ordered(old.iter().map(|&i| keys[i as usize]).collect());
    places.slice_mut::<i64>().iter_mut().for_each(|p| *p = old[*p as usize]);
    places
}
