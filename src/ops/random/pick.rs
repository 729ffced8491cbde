//! Choices and permutations.

use std::sync::Arc;

use rayon::prelude::*;
use smallvec::{SmallVec, smallvec};

use super::generator::next_stream;
use super::source::runs;
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::random::{Distribution, Permuter, Sampler, Stream, cumulative, pick};
use crate::chunk::{Block, Cut, DType, Grid, Region};
use crate::diag::{Result, value_error};
use crate::graph::{BlockKernel, Need, Node, Source, Target};
use crate::ops::{Args, Family, Op, Place};
use crate::with_dtype;

const PICK: Op = Op::of(Family::Random, &[Place::Random]);

/// The rows that choose from what is there and put it in another order.
pub static PICKED: &[Op] = &[
    Op {
        name: "choice",
        params: "a, size=None, replace=True, p=None, axis=0, shuffle=True, chunks='auto'",
        doc: "Elements chosen from an array, or from the numbers below an integer.\n\n`p` gives each a probability; `replace=False` chooses none of them twice.",
        examples: "
>>> np.random.choice(5, 3).shape
(3,)
>>> sorted(np.random.choice([3, 1, 2], 3, replace=False).tolist())
[1, 2, 3]
>>> np.random.choice([10, 20], 4, p=[0, 1])
array([20, 20, 20, 20])
",
        build: choice,
        ..PICK
    },
    Op {
        name: "permutation",
        params: "x, axis=0, chunks='auto'",
        doc: "The elements of an array along an axis in another order, or the numbers below an integer in one.",
        examples: "
>>> sorted(np.random.permutation(5).tolist())
[0, 1, 2, 3, 4]
>>> np.random.permutation(np.ones((3, 4))).shape
(3, 4)
",
        build: permutation,
        ..PICK
    },
    Op {
        name: "permuted",
        places: &[Place::Generator],
        params: "x, axis=None, out=None",
        doc: "A copy with the elements along an axis in another order, each line in one of its own.\n\nWithout `axis` all elements change places.",
        examples: "
>>> rng = np.random.default_rng(3)
>>> rng.permuted(np.arange(6).reshape(2, 3), axis=1).sum(axis=1)
array([ 3, 12])
",
        build: permuted,
        ..PICK
    },
    Op {
        name: "shuffle",
        in_place: true,
        params: "x, axis=0",
        doc: "Puts the elements of an array in memory, or of a list, in another order, in place.",
        examples: "
>>> x = np.arange(5)
>>> np.random.shuffle(x)
>>> sorted(x.tolist())
[0, 1, 2, 3, 4]
",
        build: shuffle,
        ..PICK
    },
];

/// What is chosen from: places below `n`, and how likely each is.
struct Urn {
    n: usize,
    chances: Option<Vec<f64>>,
}

fn urn(args: &Args) -> Result<(Urn, Option<Lazy>)> {
    let value = args.need("a")?;
    let (n, array) = match value.as_int() {
        Some(n) => (usize::try_from(n).unwrap_or(0), None),
        None => {
            let array = args.array("a")?;
            let axis = args.axis("axis", array.ndim())?.unwrap_or(0);
            let n = array.lengths().get(axis).copied().flatten();
            (n.ok_or_else(|| args.wrong("a", "an array of a known length, or an integer"))?, Some(array))
        }
    };
    let chances = args.maybe_array("p")?.map(|p| p.compute().map(|b| b.to_vec::<f64>())).transpose()?;
    if let Some(p) = chances.as_ref().filter(|p| p.len() != n) {
        return Err(args.at("p", value_error(format!("a and p must have same size ({n} and {})", p.len()))));
    }
    Ok((Urn { n, chances }, array))
}

fn choice(args: &mut Args) -> Result<Value> {
    let (urn, array) = urn(args)?;
    let shape = args.maybe_shape("size")?.unwrap_or_default();
    let count: usize = shape.iter().product();
    if urn.n == 0 && count > 0 {
        return Err(args.at("a", value_error("a must be a positive integer unless no samples are taken")));
    }
    let replace = args.bool("replace", true)?;
    if !replace && count > urn.n {
        let error = value_error("Cannot take a larger sample than population when replace is False");
        return Err(args.at("size", error.help(format!("{count} are asked for, and there are {}", urn.n))));
    }
    let source: Arc<dyn Source> = match (&urn.chances, replace) {
        (None, true) if urn.n == 0 => Arc::new(Shuffled(Permuter::new(next_stream(args), 0))),
        (None, true) => {
            let sampler = Sampler::new(&Distribution::Integers { low: 0, high: urn.n as i128 }).map_err(value_error)?;
            Arc::new(super::source::Random { stream: next_stream(args), sampler, cost: 1.5 })
        }
        (Some(p), true) => Arc::new(Weighted::new(next_stream(args), p).map_err(|e| args.at("p", e))?),
        (None, false) => Arc::new(Shuffled(Permuter::new(next_stream(args), urn.n as u64))),
        (Some(p), false) => Arc::new(Listed(without_replacement(args, p, count)?)),
    };
    let grid = args.grid("chunks", &shape, DType::I64)?;
    let places = build::source("choice", source, grid, DType::I64);
    match array {
        None => args.answer(places),
        Some(array) => {
            let axis = args.axis("axis", array.ndim())?.unwrap_or(0);
            args.answer(at_places(&array, axis, &places))
        }
    }
}

/// The elements of an array along an axis at places that are drawn when it runs.
fn at_places(array: &Lazy, axis: usize, places: &Lazy) -> Lazy {
    let mut axes = array.grid().axes[..axis].to_vec();
    axes.extend(places.grid().axes.iter().cloned());
    axes.extend(array.grid().axes[axis + 1..].iter().cloned());
    build::block("choice", Arc::new(Pick { axis }), Grid::new(axes), array.dtype(), &[array.clone(), places.clone()])
}

/// Elements that one thread picks at a time.
const STRETCH: usize = 1 << 14;

/// The elements of the first input along an axis at the places that the second one holds.
#[derive(Debug)]
struct Pick {
    axis: usize,
}

impl BlockKernel for Pick {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let (start, len) = (node.grid.start(coords), node.grid.size(coords));
        let (array, places) = (&node.inputs[0], node.inputs[1].ndim());
        let (a, b) = (self.axis, self.axis + places);
        let part = |all: &[usize], whole: usize| [&all[..a], &[whole], &all[b..]].concat().into();
        let from = Region { start: part(&start, 0), len: part(&len, array.shape()[a]) };
        let at = Region { start: start[a..b].into(), len: len[a..b].into() };
        vec![(0, from), (1, at)]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let len = node.grid.size(coords);
        let (from, places) = (parts[0].contiguous(), parts[1].contiguous());
        let places = places.slice::<i64>();
        let outer: usize = from.shape()[..self.axis].iter().product();
        let inner: usize = from.shape()[self.axis + 1..].iter().product();
        let n = from.shape()[self.axis];
        let mut out = Block::scratch(node.dtype, &len);
        with_dtype!(node.dtype, T => {
            let (from, out) = (from.slice::<T>(), out.slice_mut::<T>());
            let line = (places.len() * inner).max(1);
            let some = (STRETCH / inner.max(1)).max(1);
            for (o, line) in out.chunks_mut(line).enumerate().take(outer) {
                let from = &from[o * n * inner..];
                let parts = line.par_chunks_mut(some * inner.max(1)).zip(places.par_chunks(some));
                parts.for_each(|(to, places)| match inner {
                    1 => to.iter_mut().zip(places).for_each(|(to, &p)| *to = from[p as usize]),
                    _ => to.chunks_exact_mut(inner.max(1)).zip(places).for_each(|(to, &p)| {
                        to.copy_from_slice(&from[p as usize * inner..][..inner]);
                    }),
                });
            }
        });
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        3.0
    }
}

/// Places with given chances.
#[derive(Debug)]
struct Weighted {
    stream: Stream,
    sampler: Sampler,
    sums: Vec<f64>,
}

impl Weighted {
    fn new(stream: Stream, chances: &[f64]) -> Result<Weighted> {
        let sampler = Sampler::new(&Distribution::Random).map_err(value_error)?;
        Ok(Weighted { stream, sampler, sums: cumulative(chances).map_err(value_error)? })
    }
}

impl Source for Weighted {
    fn fill(&self, shape: &[usize], region: &Region, mut out: Target) {
        let mut buffer = [0.0; 256];
        runs(shape, region, out.slice::<i64>(), |at, o| {
            for (k, tile) in o.chunks_mut(buffer.len()).enumerate() {
                let units = &mut buffer[..tile.len()];
                self.sampler.fill_f64(self.stream, at.wrapping_add(256 * k as u64), units);
                tile.iter_mut().zip(units).for_each(|(o, u)| *o = pick(&self.sums, *u) as i64);
            }
        });
    }

    fn cost(&self) -> f32 {
        20.0
    }
}

/// The numbers below one, in another order.
#[derive(Debug)]
struct Shuffled(Permuter);

impl Source for Shuffled {
    fn fill(&self, shape: &[usize], region: &Region, mut out: Target) {
        runs(shape, region, out.slice::<i64>(), |at, o| {
            o.iter_mut().zip(at..).for_each(|(o, i)| *o = self.0.at(i) as i64);
        });
    }

    fn cost(&self) -> f32 {
        15.0
    }
}

/// Places that are already there.
#[derive(Debug)]
struct Listed(Vec<i64>);

impl Source for Listed {
    fn fill(&self, shape: &[usize], region: &Region, mut out: Target) {
        runs(shape, region, out.slice::<i64>(), |at, o| o.copy_from_slice(&self.0[at as usize..at as usize + o.len()]));
    }
}

/// `count` places, none twice: those whose exponential numbers, each over its chance, come first.
fn without_replacement(args: &Args, chances: &[f64], count: usize) -> Result<Vec<i64>> {
    cumulative(chances).map_err(|e| args.at("p", value_error(e)))?;
    if chances.iter().filter(|p| **p > 0.0).count() < count {
        return Err(args.at("p", value_error("Fewer non-zero entries in p than size")));
    }
    let mut times = vec![0.0; chances.len()];
    let sampler = Sampler::new(&Distribution::StandardExponential).map_err(value_error)?;
    sampler.fill_f64(next_stream(args), 0, &mut times);
    let mut order: Vec<(f64, i64)> = (0..).zip(&times).zip(chances).map(|((i, t), p)| (t / p, i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(order.into_iter().take(count).map(|(_, i)| i).collect())
}

/// The numbers below `n` in another order.
fn places(args: &Args, n: usize) -> Vec<usize> {
    crate::chunk::random::permutation(next_stream(args), n).into_iter().map(|i| i as usize).collect()
}

fn permutation(args: &mut Args) -> Result<Value> {
    if let Some(n) = args.need("x")?.as_int() {
        let n = usize::try_from(n).map_err(|_| args.wrong("x", "an array or an integer that is not negative"))?;
        let grid = args.grid("chunks", &[n], DType::I64)?;
        let source = Shuffled(Permuter::new(next_stream(args), n as u64));
        return args.answer_array(build::source("permutation", Arc::new(source), grid, DType::I64));
    }
    let array = args.array("x")?;
    let axis = args.axis("axis", array.ndim())?.unwrap_or(0);
    let n = array.lengths().get(axis).copied().flatten();
    let n = n.ok_or_else(|| args.wrong("x", "an array of a known length, or an integer"))?;
    let mixed = build::take(&array, axis, places(args, n).into());
    args.answer_array(mixed)
}

fn permuted(args: &mut Args) -> Result<Value> {
    let array = args.array("x")?;
    let Some(shape) = array.known_shape() else { return Err(args.wrong("x", "an array of known lengths")) };
    let Some(axis) = args.axis("axis", array.ndim())? else {
        let size = shape.iter().product();
        let flat = build::reshape(&array, &[size])?;
        let mixed = build::take(&flat, 0, places(args, size).into());
        return args.answer_array(build::reshape(&mixed, &shape)?);
    };
    let last = array.ndim() - 1;
    let mut turned = build::move_axis(&array, axis, last);
    let mut grid = turned.grid().clone();
    grid.axes[last] = Cut::whole(shape[axis]);
    turned = build::rechunk(&turned, grid.clone());
    let kernel = Arc::new(Lines { stream: next_stream(args) });
    let mixed = build::block("permuted", kernel, grid, array.dtype(), &[turned]);
    args.answer_array(build::move_axis(&mixed, last, axis))
}

/// The elements of each line along the last axis in an order of its own.
#[derive(Debug)]
struct Lines {
    stream: Stream,
}

impl BlockKernel for Lines {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        vec![(0, Region { start: node.grid.start(coords), len: node.grid.size(coords) })]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let mut out = parts[0].to_owned_c();
        let shape = node.shape();
        let last = shape.len() - 1;
        let n = shape[last].max(1);
        let lines = &shape[..last];
        let region = Region { start: node.grid.start(&coords[..last]), len: node.grid.size(&coords[..last]) };
        let mut numbers = vec![0u64; region.elements()];
        runs(lines, &region, &mut numbers, |at, o| o.iter_mut().zip(at..).for_each(|(o, i)| *o = i));
        with_dtype!(node.dtype, T => {
            for (line, number) in out.slice_mut::<T>().chunks_exact_mut(n).zip(numbers) {
                let order = Permuter::new(Stream::new(self.stream.seed ^ number.rotate_left(32), self.stream.stream), n as u64);
                let old = line.to_vec();
                (0..).zip(line).for_each(|(i, to)| *to = old[order.at(i) as usize]);
            }
        });
        Ok(smallvec![out])
    }
}

fn shuffle(args: &mut Args) -> Result<Value> {
    match args.need("x")? {
        Value::Array(x) => {
            let axis = args.axis("axis", x.ndim())?.unwrap_or(0);
            let n =
                x.shape().get(axis).copied().ok_or_else(|| args.wrong("x", "an array of at least one dimension"))?;
            shuffle_plain(x, axis, places(args, n))?;
        }
        Value::List(list) => {
            let order = places(args, list.read().len());
            let mut items = list.write();
            let old = items.clone();
            items.iter_mut().zip(order).for_each(|(to, i)| *to = old[i].clone());
        }
        Value::Lazy(_) => {
            return Err(args
                .wrong("x", "an array in memory")
                .help("`permutation` gives a lazy array in another order"));
        }
        _ => return Err(args.wrong("x", "an array in memory or a list")),
    }
    Ok(Value::None)
}

fn shuffle_plain(x: &Plain, axis: usize, order: Vec<usize>) -> Result<()> {
    let mixed = build::take(&convert::whole(x.block()), axis, order.into()).compute()?;
    // SAFETY: `write` keeps others away.
    x.write(|block| unsafe { block.overwrite(&mixed) });
    Ok(())
}
