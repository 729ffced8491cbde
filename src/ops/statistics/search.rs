//! Places in sorted arrays, membership, and counts of small integers.

use std::any::Any;
use std::sync::Arc;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::keys::{Key, Keys, keys_of};
use super::lanes::gathered;
use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, DType, Element, Grid, Region};
use crate::diag::{Result, runtime_error, type_error, value_error};
use crate::graph::{Accumulator, BlockKernel, Need, Node, Place, Reducer};
use crate::ops::Args;
use crate::ops::compose::{apply, flat};

/// What is asked of a sorted list for each element.
#[derive(Clone, Copy, Debug)]
enum Ask {
    /// The place before equal elements, or after them.
    Place { right: bool },
    /// The same, counted from the end of a falling list.
    Falling { right: bool },
}

/// Looks up the elements of the second input in the first, which is sorted and of one chunk.
#[derive(Debug)]
struct Search(Ask);

/// All of a list, and the chunk's own part of the values that are looked for in it.
pub fn list_and_values(node: &Node, coords: &[usize]) -> Vec<Need> {
    let list = Region::whole(&node.inputs[0].grid.shape());
    let grid = &node.inputs[1].grid;
    vec![(0, list), (1, Region { start: grid.start(coords), len: grid.size(coords) })]
}

impl BlockKernel for Search {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        list_and_values(node, coords)
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (sorted, values) = (parts[0].contiguous(), parts[1].contiguous());
        let mut out = Block::scratch(DType::I64, values.shape());
        let to = out.slice_mut::<i64>();
        match (keys_of(&sorted), keys_of(&values)) {
            (Keys::Real(list), Keys::Real(keys)) => self.look(list.slice::<u64>(), keys.slice::<u64>(), to),
            (Keys::Complex(list), Keys::Complex(keys)) => self.look(&list, &keys, to),
            _ => return Err(runtime_error("a search among elements of another dtype")),
        }
        Ok(SmallVec::from_iter([out]))
    }

    fn cost(&self) -> f32 {
        20.0
    }
}

impl Search {
    /// Writes the places of the keys in the list.
    fn look<K: Key>(&self, list: &[K], keys: &[K], to: &mut [i64]) {
        let (Ask::Place { right } | Ask::Falling { right }) = self.0;
        let look = |(to, keys): (&mut [i64], &[K])| {
            if right {
                places_in(list, keys, to, |k, key| k <= key);
            } else {
                places_in(list, keys, to, |k, key| k < key);
            }
            if let Ask::Falling { .. } = self.0 {
                to.iter_mut().for_each(|p| *p = list.len() as i64 - *p);
            }
        };
        if keys.len() < 1 << 13 {
            return look((to, keys));
        }
        to.par_chunks_mut(1 << 12).zip(keys.par_chunks(1 << 12)).for_each(look);
    }
}

/// Writes for each key how many of the list's, which is sorted, are `before` it. Some keys are searched for in step, so
/// that one does not wait for the memory of another.
fn places_in<K: Key>(list: &[K], keys: &[K], to: &mut [i64], before: impl Fn(K, K) -> bool) {
    const STEP: usize = 16;
    for (to, keys) in to.chunks_mut(STEP).zip(keys.chunks(STEP)) {
        let mut low = [0usize; STEP];
        let mut n = list.len();
        while n > 1 {
            let half = n / 2;
            for (low, &key) in low.iter_mut().zip(keys) {
                // SAFETY: `low + n` never passes the list's length.
                let middle = unsafe { *list.get_unchecked(*low + half - 1) };
                *low += if before(middle, key) { half } else { 0 };
            }
            n -= half;
        }
        for ((to, low), &key) in to.iter_mut().zip(low).zip(keys) {
            *to = low as i64 + i64::from(n == 1 && before(list[low], key));
        }
    }
}

/// The answers for `values`, of any shape, from a sorted list.
fn look_up(name: &str, sorted: &Lazy, values: &Lazy, ask: Ask) -> Lazy {
    let dtype = sorted.dtype().promote(values.dtype());
    let out = DType::I64;
    let inputs = [gathered(&build::cast(sorted, dtype)), build::cast(values, dtype)];
    if values.size() == Some(0) {
        return build::full(name, crate::chunk::Num::Int(0), out, values.grid().clone());
    }
    build::block(name, Arc::new(Search(ask)), values.grid().clone(), out, &inputs)
}

/// The dtype for a search: a Python number takes the list's.
fn values_of(args: &Args, name: &str, dtype: DType) -> Result<Lazy> {
    match args.need(name)?.as_number() {
        Some(num) if num.promote_weak(dtype) == dtype && num.fits(dtype) => build::weak_constant(num, dtype),
        _ => args.array(name),
    }
}

/// `searchsorted`.
pub fn searchsorted(args: &Args) -> Result<Value> {
    let sorted = args.array("a")?;
    if sorted.ndim() != 1 {
        return Err(args
            .at("a", value_error("object too deep for desired array"))
            .help("searchsorted looks in an array of one dimension"));
    }
    let right = side(args)?;
    let sorted = match args.get("sorter") {
        None => sorted,
        Some(sorter) => apply("take", &[Value::Lazy(sorted), sorter.clone()])?,
    };
    let values = values_of(args, "v", sorted.dtype())?;
    args.answer(look_up("searchsorted", &sorted, &values, Ask::Place { right }))
}

fn side(args: &Args) -> Result<bool> {
    match args.text("side")?.unwrap_or("left") {
        "left" => Ok(false),
        "right" => Ok(true),
        other => {
            Err(args.at("side", value_error(format!("search side must be one of 'left' or 'right' (got '{other}')"))))
        }
    }
}

/// `digitize`.
pub fn digitize(args: &Args) -> Result<Value> {
    let bins = args.array("bins")?;
    if bins.ndim() != 1 {
        return Err(args
            .at("bins", value_error("object of too small depth for desired array"))
            .help("bins have one dimension"));
    }
    let edges = bins.compute()?.to_vec::<f64>();
    let rising = edges.windows(2).all(|w| w[0] <= w[1]);
    let falling = edges.windows(2).all(|w| w[0] >= w[1]);
    if !rising && !falling {
        return Err(args.at("bins", value_error("bins must be monotonically increasing or decreasing")));
    }
    let values = values_of(args, "x", bins.dtype())?;
    if values.dtype().is_complex() {
        return Err(args.at("x", type_error("x may not be complex")));
    }
    let right = args.bool("right", false)?;
    let (list, ask) = match rising {
        true => (bins, Ask::Place { right: !right }),
        false => (build::flip(&bins, &[0]), Ask::Falling { right }),
    };
    args.answer(look_up("digitize", &list, &values, ask))
}

/// `isin` and `in1d`.
pub fn isin(args: &Args, element: &str, test: &str) -> Result<Value> {
    let values = args.array(element)?;
    let values = if args.op.name == "in1d" { flat(&values)? } else { values };
    // As in NumPy, a set is one thing that no number equals.
    let test = match args.need(test)? {
        Value::Set(_) => crate::array::convert::whole(Block::scratch(values.dtype(), &[0])),
        _ => flat(&args.array(test)?)?,
    };
    let invert = args.bool("invert", false)?;
    if test.size() == Some(0) || values.size() == Some(0) {
        let found = build::full(args.op.name, crate::chunk::Num::Bool(invert), DType::Bool, values.grid().clone());
        return args.answer_array(found);
    }
    args.answer_array(super::member::member(args.op.name, &test, &values, invert))
}

/// The reducer of `bincount`, to counts or to sums of weights.
#[derive(Debug)]
struct Tally {
    minimum: usize,
    weighted: bool,
}

struct Tallied {
    minimum: usize,
    weighted: bool,
    counts: Vec<i64>,
    sums: Vec<f64>,
}

impl Reducer for Tally {
    fn begin(&self, _: &[usize]) -> Box<dyn Accumulator> {
        Box::new(Tallied { minimum: self.minimum, weighted: self.weighted, counts: Vec::new(), sums: Vec::new() })
    }

    fn dtype(&self) -> DType {
        if self.weighted { DType::F64 } else { DType::I64 }
    }

    fn cost(&self) -> f32 {
        1.0
    }
}

fn grow<T: Element>(to: &mut Vec<T>, n: usize) {
    if to.len() < n {
        to.resize(n, T::default());
    }
}

impl Accumulator for Tallied {
    fn fold(&mut self, tiles: &[Block], _: &Place<'_>) -> Result<()> {
        let tile = tiles[0].contiguous();
        let values = tile.slice::<i64>();
        let Some(&most) = values.iter().max() else { return Ok(()) };
        if values.iter().any(|&v| v < 0) {
            return Err(value_error("'list' argument must have no negative elements")
                .help("bincount counts integers from 0 on"));
        }
        if most >= 1 << 34 {
            return Err(crate::diag::memory_error(format!(
                "bincount of {most} would take {} bytes",
                (most as u64).saturating_mul(8)
            )));
        }
        if self.weighted {
            grow(&mut self.sums, most as usize + 1);
            let weights = tiles[1].contiguous();
            values.iter().zip(weights.slice::<f64>()).for_each(|(&v, &w)| self.sums[v as usize] += w);
        } else {
            grow(&mut self.counts, most as usize + 1);
            values.iter().for_each(|&v| self.counts[v as usize] += 1);
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        let other =
            other.into_any().downcast::<Self>().map_err(|_| runtime_error("different counts cannot be merged"))?;
        grow(&mut self.counts, other.counts.len());
        grow(&mut self.sums, other.sums.len());
        self.counts.iter_mut().zip(other.counts).for_each(|(a, b)| *a += b);
        self.sums.iter_mut().zip(other.sums).for_each(|(a, b)| *a += b);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Block> {
        if self.weighted {
            grow(&mut self.sums, self.minimum);
            return Ok(Block::from_slice(&[self.sums.len()], &self.sums));
        }
        grow(&mut self.counts, self.minimum);
        Ok(Block::from_slice(&[self.counts.len()], &self.counts))
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn nbytes(&self) -> usize {
        8 * (self.counts.len() + self.sums.len())
    }
}

/// `bincount`.
pub fn bincount(args: &Args) -> Result<Value> {
    let array = args.array("x")?;
    if array.ndim() != 1 {
        return Err(args
            .at("x", value_error(format!("bincount takes an array of one dimension, not {}", array.ndim())))
            .help("x.ravel() has one"));
    }
    if !array.dtype().casts_safely(DType::I64) && array.dtype() != DType::U64 && array.size() != Some(0) {
        let text = format!(
            "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'",
            array.dtype()
        );
        return Err(args.at("x", type_error(text)).help("x.astype(int) makes integers"));
    }
    let minimum = args.count("minlength")?.unwrap_or(0);
    let mut inputs = vec![build::cast(&array, DType::I64)];
    let weights = args.maybe_array("weights")?;
    if let Some(weights) = &weights {
        if weights.lengths() != array.lengths() {
            return Err(args.at("weights", value_error("The weights and list don't have the same length.")));
        }
        inputs.push(build::rechunk(&build::cast(weights, DType::F64), array.grid().clone()));
    }
    let reducer = Arc::new(Tally { minimum, weighted: weights.is_some() });
    let grid = Grid::new(vec![build::unknown_axis(minimum.max(1 << 20))]);
    args.answer_array(build::reduce_to("bincount", &inputs, reducer, grid, None))
}
