//! The kernel of functions over chunks: for each chunk of the answer it takes a chunk of each argument, or all chunks
//! along an axis that the answer does not have, and calls the function.

use std::sync::Arc;

use parking_lot::RwLock;
use smallvec::SmallVec;

use super::callee::{Callee, shapes_text};
use crate::array::build::shape_text;
use crate::array::{Plain, Value};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Region, cancel};
use crate::diag::{Result, runtime_error, value_error};
use crate::graph::{BlockKernel, Need, Node, same_unknown};

/// How an argument of the function is made.
#[derive(Clone, Debug)]
pub enum Part {
    /// As it was given.
    Value(Value),
    /// From the chunks of an input.
    Blocks {
        input: usize,
        /// For each axis of the input, which of its chunks.
        axes: SmallVec<[Along; 4]>,
        /// Whether several chunks are put together; otherwise they come in lists.
        joined: bool,
    },
}

/// Which chunks of an axis of an input a chunk of the answer takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Along {
    /// The one with its own number along that axis of the answer.
    One(usize),
    /// So many for each chunk along that axis of the answer.
    Group(usize, usize),
    /// All of them.
    All,
}

/// What the function has to give for a chunk: one of the answers.
#[derive(Clone, Debug)]
pub struct Promise {
    pub grid: Grid,
    pub dtype: DType,
}

/// A function over chunks.
#[derive(Debug)]
pub struct Blockwise {
    pub callee: Callee,
    pub parts: Vec<Part>,
    pub named: Vec<(String, Part)>,
    /// One, unless the function gives several arrays.
    pub promises: Vec<Promise>,
    /// Whether the function gives a tuple.
    pub several: bool,
    /// Whether it is told which chunk it works on.
    pub block_id: bool,
    /// Whether it is told all about that chunk.
    pub block_info: bool,
}

impl Along {
    /// The chunks of an axis for the chunk at `coords` of the answer.
    fn chunks(self, cut: &Cut, coords: &[usize]) -> std::ops::Range<usize> {
        match self {
            Along::All => 0..cut.count(),
            Along::One(_) if cut.count() == 1 => 0..1,
            Along::One(k) => coords[k]..coords[k] + 1,
            Along::Group(k, n) => coords[k] * n..((coords[k] + 1) * n).min(cut.count()),
        }
    }

    /// The axis of the answer along which its chunks go.
    pub fn axis(self) -> Option<usize> {
        match self {
            Along::One(k) | Along::Group(k, _) => Some(k),
            Along::All => None,
        }
    }
}

impl Part {
    /// The regions that it is made of, in order.
    pub fn regions(&self, inputs: &[Arc<Node>], coords: &[usize]) -> Vec<Need> {
        let Part::Blocks { input, axes, joined } = self else { return Vec::new() };
        let grid = &inputs[*input].grid;
        let ranges: Vec<_> = grid.axes.iter().zip(axes).map(|(cut, along)| along.chunks(cut, coords)).collect();
        if *joined {
            let start: Dims = grid.axes.iter().zip(&ranges).map(|(cut, r)| cut.start(r.start)).collect();
            let end = |(cut, r): (&Cut, &std::ops::Range<usize>)| cut.start(r.end - 1) + cut.size(r.end - 1);
            let len = grid.axes.iter().zip(&ranges).zip(&start).map(|(both, s)| end(both) - s).collect();
            return vec![(*input, Region { start, len })];
        }
        let mut all = Vec::new();
        let mut at: Dims = ranges.iter().map(|r| r.start).collect();
        loop {
            all.push((*input, Region { start: grid.start(&at), len: grid.size(&at) }));
            let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < ranges[k].end) else { return all };
            at[k] += 1;
            for j in k + 1..at.len() {
                at[j] = ranges[j].start;
            }
        }
    }

    /// The argument, from the blocks of its regions.
    fn value(&self, inputs: &[Arc<Node>], coords: &[usize], blocks: &mut impl Iterator<Item = Block>) -> Result<Value> {
        match self {
            Part::Value(value) => Ok(value.clone()),
            Part::Blocks { input, axes, joined } => {
                let cuts = &inputs[*input].grid.axes;
                let several = |(cut, along): (&Cut, &Along)| {
                    (!matches!(along, Along::One(_))).then(|| along.chunks(cut, coords).len())
                };
                let counts: Vec<usize> = match joined {
                    true => Vec::new(),
                    false => cuts.iter().zip(axes).filter_map(several).collect(),
                };
                nested(&counts, blocks)
            }
        }
    }
}

/// Lists in lists, as many deep as there are counts, of arrays.
fn nested(counts: &[usize], blocks: &mut impl Iterator<Item = Block>) -> Result<Value> {
    match counts.split_first() {
        None => blocks
            .next()
            .map(|b| Value::Array(Plain::new(b)))
            .ok_or_else(|| runtime_error("a block is missing: this is a mistake in ndsh")),
        Some((&n, rest)) => {
            let items = (0..n).map(|_| nested(rest, blocks)).collect::<Result<Vec<_>>>()?;
            Ok(Value::List(Arc::new(RwLock::new(items))))
        }
    }
}

impl Blockwise {
    fn arguments(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().chain(self.named.iter().map(|(_, part)| part))
    }

    /// The regions that all arguments are made of, in order.
    pub fn regions(&self, inputs: &[Arc<Node>], coords: &[usize]) -> Vec<Need> {
        self.arguments().flat_map(|part| part.regions(inputs, coords)).collect()
    }

    /// All arguments for a chunk: the positional ones, then the named ones.
    pub fn values(
        &self,
        inputs: &[Arc<Node>],
        coords: &[usize],
        blocks: Vec<Block>,
    ) -> Result<(Vec<Value>, Vec<(String, Value)>)> {
        let mut blocks = blocks.into_iter();
        let positional = self.parts.iter().map(|p| p.value(inputs, coords, &mut blocks)).collect::<Result<_>>()?;
        let mut named = Vec::with_capacity(self.named.len() + 2);
        for (name, part) in &self.named {
            named.push((name.clone(), part.value(inputs, coords, &mut blocks)?));
        }
        if self.block_id {
            named.push(("block_id".to_owned(), super::info::ints(coords)));
        }
        if self.block_info {
            named.push(("block_info".to_owned(), super::info::block_info(self, inputs, coords)));
        }
        Ok((positional, named))
    }

    /// The lengths of the chunk's axes that are as long as those of an argument's block, whatever that is.
    fn carried(&self, node: &Node, promise: &Promise, shapes: &[Dims]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        for part in self.arguments() {
            let Part::Blocks { input, axes, joined: true } = part else { continue };
            for (axis, along) in axes.iter().enumerate() {
                let cut = &node.inputs[*input].grid.axes[axis];
                if let Along::One(k) = *along
                    && promise.grid.axes.get(k).is_some_and(|own| same_unknown(own, cut))
                {
                    found.push((k, shapes[at][axis]));
                }
            }
            at += 1;
        }
        found
    }

    /// Checks a block against what was promised for the chunk.
    fn checked(&self, block: Block, promise: &Promise, coords: &[usize], carried: &[(usize, usize)]) -> Result<Block> {
        let mut want = promise.grid.size(&self.own_coords(promise, coords));
        carried.iter().for_each(|&(k, n)| want[k] = n);
        let settled = |k: usize| carried.iter().any(|(c, _)| *c == k);
        let fits = block.ndim() == want.len()
            && promise.grid.axes.iter().enumerate().zip(want.iter().zip(block.shape())).all(
                |((k, cut), (&want, &got))| match cut {
                    Cut::Unknown { .. } if !settled(k) => got <= want,
                    _ => got == want,
                },
            );
        let block = match fits {
            true => block,
            // A number is an array of one element.
            false if block.ndim() == 0 && want.iter().all(|&n| n == 1) => block.reshape(&want),
            false => {
                return Err(self.misshapen(
                    block.shape(),
                    &want,
                    coords,
                    carried.is_empty() && !promise.grid.is_known(),
                ));
            }
        };
        self.callee.promised(block, promise.dtype)
    }

    /// Where the chunk lies in an answer, which has a single chunk along the axes beyond those that all answers share.
    fn own_coords(&self, promise: &Promise, coords: &[usize]) -> Dims {
        (0..promise.grid.ndim()).map(|k| if k < coords.len() { coords[k] } else { 0 }).collect()
    }

    fn misshapen(&self, got: &[usize], want: &[usize], coords: &[usize], most: bool) -> crate::diag::Error {
        let Callee { name, operation, .. } = &self.callee;
        let promised = if most && got.len() == want.len() { "at most " } else { "" };
        let error = value_error(format!(
            "{operation}: {name} returned an array of shape {} for chunk {}, where {promised}{} was promised",
            shape_text(got),
            shape_text(coords),
            shape_text(want)
        ));
        match *operation {
            "map_blocks" if got.len() == want.len() => {
                error.help(format!("say what sizes it gives: chunks={}", shape_text(got)))
            }
            "map_blocks" => error.help(format!(
                "say which axes go (drop_axis=), which come (new_axis=) and what sizes they have: chunks={}",
                shape_text(got)
            )),
            "map_overlap" => {
                error.help("it must keep the shape of its block; or say trim=False, and chunks= as for map_blocks")
            }
            _ => error,
        }
    }
}

impl BlockKernel for Blockwise {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        self.regions(&node.inputs, coords)
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        cancel::check()?;
        let shapes: Vec<Dims> = parts.iter().map(|b| b.shape().into()).collect();
        let (positional, named) = self.values(&node.inputs, coords, parts)?;
        let answer = self.callee.call(positional, named).map_err(|e| {
            let given = match shapes.len() {
                0 => String::new(),
                1 => format!(", given a block of shape {}", shapes_text(shapes.iter().map(|s| &s[..]))),
                _ => format!(", given blocks of shapes {}", shapes_text(shapes.iter().map(|s| &s[..]))),
            };
            self.callee.failed(e, &format!("on chunk {}{given}", shape_text(coords)))
        })?;
        let answers = match self.several {
            false => vec![answer],
            true => several(&self.callee, &answer, self.promises.len())?,
        };
        let carried =
            |p| if node.inputs.iter().all(|i| i.grid.is_known()) { Vec::new() } else { self.carried(node, p, &shapes) };
        let each = answers.iter().zip(&self.promises);
        each.map(|(a, p)| self.checked(self.callee.block(a)?, p, coords, &carried(p))).collect()
    }

    fn reads(&self, node: &Node, k: usize) -> f64 {
        let counts = node.grid.counts();
        let reads = |part: &Part| match part {
            Part::Blocks { input, axes, .. } if *input == k => counts
                .iter()
                .enumerate()
                .filter(|(d, _)| axes.iter().all(|a| a.axis() != Some(*d)))
                .map(|(_, &n)| n as f64)
                .product(),
            _ => 0.0,
        };
        self.arguments().map(reads).sum()
    }

    fn cost(&self) -> f32 {
        50.0
    }
}

/// The arrays of a tuple that a function gave.
pub fn several(callee: &Callee, answer: &Value, count: usize) -> Result<Vec<Value>> {
    match answer.items() {
        Some(items) if items.len() == count => Ok(items),
        items => {
            let got = items.map_or_else(|| format!("a {}", answer.type_name()), |i| format!("{} of them", i.len()));
            Err(value_error(format!(
                "{}: {} must return {count} arrays, and returned {got}",
                callee.operation, callee.name
            )))
        }
    }
}
