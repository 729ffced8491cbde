//! Layers of functions over chunks: labels say which axes of the arguments and of the answer go together.

use std::sync::Arc;

use smallvec::SmallVec;

use super::callee::Callee;
use super::kernel::{Along, Blockwise, Part, Promise};
use super::{sample, trace};
use crate::array::build::{self, common_cut};
use crate::array::{Lazy, Value};
use crate::chunk::{Cut, DType, Grid};
use crate::diag::{Result, value_error};

/// How many times as many elements as its arguments' chunks a chunk of unknown size may have.
const MOST: usize = 4;

/// An argument of the function.
#[derive(Clone, Debug)]
pub enum Argument {
    /// Handed over as it is; a lazy array computed.
    Value(Value),
    /// Block by block: a label for each axis.
    Array(Lazy, Vec<usize>),
}

/// What a function makes of the chunks along an axis.
#[derive(Clone, Debug)]
pub enum Adjust {
    /// Chunks of this size.
    Size(usize),
    /// Chunks of these sizes.
    Sizes(Vec<usize>),
    /// Chunks of sizes that only the run tells.
    Unknown,
    /// What this function makes of each chunk's size.
    Call(Value),
}

/// A layer that is being made.
pub struct Layer {
    pub callee: Callee,
    /// What a picture calls it.
    pub name: String,
    /// The labels of the answer's axes.
    pub out: Vec<usize>,
    pub args: Vec<Argument>,
    pub named: Vec<(String, Value)>,
    /// Whether chunks along axes that the answer does not have are put together, or come in lists.
    pub joined: bool,
    /// Whether arrays are cut alike by their elements; otherwise chunks go together by their numbers.
    pub aligned: bool,
    pub new_axes: Vec<(usize, Cut)>,
    pub adjust: Vec<(usize, Adjust)>,
    pub dtype: Option<DType>,
}

impl Layer {
    /// A layer without anything special.
    pub fn new(callee: Callee, out: Vec<usize>, args: Vec<Argument>) -> Layer {
        let name = callee.layer_name();
        Layer {
            callee,
            name,
            out,
            args,
            named: Vec::new(),
            joined: true,
            aligned: false,
            new_axes: Vec::new(),
            adjust: Vec::new(),
            dtype: None,
        }
    }

    /// The lazy array of the answer.
    pub fn build(mut self) -> Result<Lazy> {
        let grid = self.grid()?;
        if let Some(traced) = trace::traced(&self, &grid) {
            return Ok(traced);
        }
        let (mut kernel, inputs) = self.kernel(&grid)?;
        let dtype = match self.dtype {
            Some(dtype) => dtype,
            None => sample::dtype(&kernel, &inputs, grid.ndim())?,
        };
        kernel.promises = vec![Promise { grid: grid.clone(), dtype }];
        Ok(build::block(&self.name, Arc::new(kernel), grid, dtype, &inputs))
    }

    /// The grid of the answer. The arrays are cut alike, if they are to be.
    pub fn grid(&mut self) -> Result<Grid> {
        let mut cuts: Vec<(usize, Cut)> = Vec::new();
        for argument in &self.args {
            if let Argument::Array(array, labels) = argument {
                for (cut, &label) in array.grid().axes.iter().zip(labels) {
                    match cuts.iter_mut().find(|(l, _)| *l == label) {
                        None => cuts.push((label, cut.clone())),
                        Some((_, known)) => *known = self.both(known, cut, label)?,
                    }
                }
            }
        }
        if self.aligned {
            self.align(&cuts);
        }
        cuts.extend(self.new_axes.iter().cloned());
        let most = self.largest_chunk();
        let axes = self.out.iter().enumerate().map(|(k, label)| {
            let cut = cuts.iter().rev().find(|(l, _)| l == label).map(|(_, cut)| cut);
            let cut = cut.ok_or_else(|| {
                value_error(format!("{}: no array has the index of axis {k} of the answer", self.callee.operation))
            })?;
            match self.adjust.iter().find(|(l, _)| l == label) {
                Some((_, adjust)) => self.adjusted(cut, adjust, k, most),
                None => Ok(cut.clone()),
            }
        });
        axes.collect::<Result<_>>().map(Grid::new)
    }

    /// The cut of two axes that go together.
    fn both(&self, a: &Cut, b: &Cut, label: usize) -> Result<Cut> {
        let lengths = |c: &Cut| c.known_len().map_or("an unknown length".to_owned(), |n| format!("length {n}"));
        if self.aligned {
            return common_cut(a, b).ok_or_else(|| {
                value_error(format!(
                    "{}: axes that go together have {} and {}",
                    self.callee.operation,
                    lengths(a),
                    lengths(b)
                ))
            });
        }
        match (a.count(), b.count()) {
            (x, y) if x == y || y == 1 => Ok(a.clone()),
            (1, _) => Ok(b.clone()),
            (x, y) => Err(value_error(format!(
                "{}: the arrays have {x} and {y} chunks along {}, where they go together",
                self.callee.operation,
                ordinal(label)
            ))
            .help("chunks go together by their numbers: x.rechunk(y.chunks) cuts arrays of one shape alike")),
        }
    }

    fn align(&mut self, cuts: &[(usize, Cut)]) {
        for argument in &mut self.args {
            if let Argument::Array(array, labels) = argument {
                let cut = |(cut, label): (&Cut, &usize)| match cuts.iter().find(|(l, _)| l == label) {
                    Some((_, common)) if cut.known_len() != Some(1) => common.clone(),
                    _ => cut.clone(),
                };
                let grid = Grid::new(array.grid().axes.iter().zip(labels.iter()).map(cut).collect());
                if grid != *array.grid() {
                    *array = build::rechunk(array, grid);
                }
            }
        }
    }

    /// The most elements that a chunk of unknown size may have: some times what a chunk of an argument has.
    fn largest_chunk(&self) -> usize {
        let sizes = self.args.iter().map(|a| match a {
            Argument::Array(array, _) => array.grid().largest_elements().min(usize::MAX as u128) as usize,
            Argument::Value(_) => 1,
        });
        sizes.max().unwrap_or(1).saturating_mul(MOST)
    }

    fn adjusted(&self, cut: &Cut, adjust: &Adjust, k: usize, most: usize) -> Result<Cut> {
        let count = cut.count();
        match adjust {
            Adjust::Size(size) => Ok(Cut::sizes(&vec![*size; count])),
            Adjust::Sizes(sizes) if sizes.len() == count => Ok(Cut::sizes(sizes)),
            Adjust::Sizes(sizes) => Err(value_error(format!(
                "{}: axis {k} of the answer has {count} chunks, and sizes of {} chunks were given",
                self.callee.operation,
                sizes.len()
            ))
            .help("give a size for each chunk, or one number for all of them")),
            Adjust::Unknown => {
                let over = Cut::sizes(&vec![most.max(cut.largest()); count]);
                Ok(Cut::Unknown { mask: crate::graph::fresh_id(), over: Box::new(over) })
            }
            Adjust::Call(function) => {
                let callee = Callee::new(self.callee.operation, function);
                let size = |n: usize| {
                    let size = callee.call(vec![Value::Int(n as i128)], Vec::new())?;
                    size.as_int()
                        .and_then(|n| usize::try_from(n).ok())
                        .ok_or_else(|| value_error(format!("{}: adjust_chunks must give sizes", self.callee.operation)))
                };
                Ok(Cut::sizes(&cut.iter().map(size).collect::<Result<Vec<_>>>()?))
            }
        }
    }

    /// The kernel, without its promises, and its inputs.
    pub fn kernel(&self, grid: &Grid) -> Result<(Blockwise, Vec<Lazy>)> {
        let mut inputs: Vec<Lazy> = Vec::new();
        let mut part = |argument: &Argument| match argument {
            Argument::Value(Value::Lazy(whole)) => {
                inputs.push(whole.clone());
                let axes = SmallVec::from_elem(Along::All, whole.ndim());
                Part::Blocks { input: inputs.len() - 1, axes, joined: true }
            }
            Argument::Value(value) => Part::Value(value.clone()),
            Argument::Array(array, labels) => {
                inputs.push(array.clone());
                let along = |label: &usize| self.out.iter().position(|l| l == label).map_or(Along::All, Along::One);
                Part::Blocks { input: inputs.len() - 1, axes: labels.iter().map(along).collect(), joined: self.joined }
            }
        };
        let parts = self.args.iter().map(&mut part).collect();
        let named = self.named.iter().map(|(n, v)| (n.clone(), part(&Argument::Value(v.clone())))).collect::<Vec<_>>();
        let given = |name: &str| named.iter().any(|(n, _)| n == name);
        let (block_id, block_info) = ("block_id", "block_info");
        let kernel = Blockwise {
            block_id: self.callee.takes(block_id) && !given(block_id),
            block_info: self.callee.takes(block_info) && !given(block_info),
            callee: self.callee.clone(),
            parts,
            named,
            promises: vec![Promise { grid: grid.clone(), dtype: self.dtype.unwrap_or(DType::F64) }],
            several: false,
        };
        Ok((kernel, inputs))
    }
}

/// The axis that all arrays count from the end.
fn ordinal(label: usize) -> String {
    match label {
        0 => "the last axis".to_owned(),
        1 => "the last axis but one".to_owned(),
        _ => format!("axis -{}", label + 1),
    }
}

/// The labels of an array whose last axes go together with those of others: 0 for the last axis.
pub fn labels_from_end(ndim: usize) -> Vec<usize> {
    (0..ndim).rev().collect()
}

/// The arguments of a function over chunks: lazy arrays go block by block, their last axes together.
pub fn arguments(values: &[Value]) -> Vec<Argument> {
    let argument = |value: &Value| match value {
        Value::Lazy(array) => Argument::Array(array.clone(), labels_from_end(array.ndim())),
        value => Argument::Value(value.clone()),
    };
    values.iter().map(argument).collect()
}

/// The most axes that an argument has.
pub fn most_axes(args: &[Argument]) -> usize {
    let ndim = |a: &Argument| if let Argument::Array(array, _) = a { array.ndim() } else { 0 };
    args.iter().map(ndim).max().unwrap_or(0)
}
