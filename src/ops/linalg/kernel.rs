//! Methods that need whole matrices: a kernel that applies one to each matrix of a stack.

use std::fmt::Debug;
use std::sync::Arc;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::field::set_help;
use super::{beside, dense};
use crate::array::Lazy;
use crate::array::build::{block, broadcast_shape, common_cut, expand_dims, output};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Region, cancel};
use crate::diag::{Result, value_error};
use crate::exec::settings;
use crate::graph::{BlockKernel, Need, Node};

/// About how many nanoseconds the smallest matrix takes.
const EACH: f32 = 300.0;
/// The most matrices that a thread takes at a time.
const PIECE: usize = 1024;
/// Elements up to which one thread is enough.
const LITTLE: usize = 4096;

/// What is done with one matrix (or a matrix and a right-hand side): the answers, in order.
pub trait Method: Debug + Send + Sync {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>>;

    /// About how many nanoseconds a look at an element takes; what is not made of products takes more.
    fn weight(&self) -> f32 {
        2.0
    }
}

/// An answer's dtype, and its shape for one matrix.
pub struct Answer {
    pub dtype: DType,
    pub shape: Dims,
}

impl Answer {
    pub fn new(dtype: DType, shape: &[usize]) -> Answer {
        Answer { dtype, shape: shape.into() }
    }
}

/// The method applied to each matrix of stacks. `cores` says how many of the last axes of each input are the matrix;
/// the axes before them broadcast.
pub fn each(name: &str, method: Arc<dyn Method>, inputs: &[(Lazy, usize)], answers: Vec<Answer>) -> Result<Vec<Lazy>> {
    let batch = inputs.iter().map(|(a, core)| a.ndim() - core).max().unwrap_or(0);
    let padded: Vec<Lazy> =
        inputs.iter().map(|(a, core)| expand_dims(a, &(0..batch + core - a.ndim()).collect::<Vec<_>>())).collect();
    let mut cuts: Vec<Cut> = Vec::with_capacity(batch);
    for k in 0..batch {
        let mut cut = Cut::whole(1);
        for a in &padded {
            let both = common_cut(&cut, &a.grid().axes[k]);
            cut = match both {
                Some(cut) => cut,
                None => {
                    let shapes: Vec<Dims> = padded.iter().map(|a| a.node.shape()[..batch].into()).collect();
                    let shapes: Vec<&[usize]> = shapes.iter().map(|s| &s[..]).collect();
                    broadcast_shape(name, &shapes)?;
                    return Err(value_error(format!("{name}: the stacks of matrices do not fit each other")));
                }
            };
        }
        cuts.push(cut);
    }
    let grid = |shape: &[usize]| Grid::new(cuts.iter().cloned().chain(shape.iter().map(|&n| Cut::whole(n))).collect());
    let Some(first) = answers.first() else { return Ok(Vec::new()) };
    let cost = EACH / made(first) + looks(inputs, first) * method.weight();
    let kernel = Each { method, batch, several: answers.len() > 1, cost };
    let node = block(name, Arc::new(kernel), grid(&first.shape), first.dtype, &padded);
    if answers.len() == 1 {
        return Ok(vec![node]);
    }
    Ok(answers.iter().enumerate().map(|(k, a)| output(name, &node, k, grid(&a.shape), a.dtype)).collect())
}

/// How many elements are looked at for one of the first answer: each element of a matrix about as often as its shorter
/// side is long.
fn looks(inputs: &[(Lazy, usize)], first: &Answer) -> f32 {
    let work = |(a, core): &(Lazy, usize)| {
        let sides = &a.node.shape()[a.ndim() - core..];
        sides.iter().product::<usize>() as f32 * sides.iter().copied().min().unwrap_or(1) as f32
    };
    (inputs.iter().map(work).sum::<f32>() / made(first)).max(1.0)
}

/// The elements of an answer for one matrix.
fn made(answer: &Answer) -> f32 {
    answer.shape.iter().product::<usize>().max(1) as f32
}

#[derive(Debug)]
struct Each {
    method: Arc<dyn Method>,
    batch: usize,
    several: bool,
    cost: f32,
}

impl BlockKernel for Each {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let (start, len) = (node.grid.start(coords), node.grid.size(coords));
        let part = |(k, input): (usize, &Arc<Node>)| {
            let mut region = Region::whole(&input.shape());
            for axis in 0..self.batch {
                if input.grid.axes[axis].known_len() != Some(1) {
                    (region.start[axis], region.len[axis]) = (start[axis], len[axis]);
                }
            }
            (k, region)
        };
        node.inputs.iter().enumerate().map(part).collect()
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let size = node.grid.size(coords);
        let stack: Dims = size[..self.batch].into();
        let count: usize = stack.iter().product();
        if count == 0 {
            return self.nothing(&stack, &parts);
        }
        if count > 1 {
            return self.all(&stack, count, &parts);
        }
        let cores: Vec<Block> = parts.iter().map(|p| self.core(p, &Dims::from_elem(0, self.batch))).collect();
        let whole = |b: Block| {
            let shape = [&stack[..], b.shape()].concat();
            b.reshape(&shape)
        };
        Ok(beside::run(&self.method, cores)?.into_iter().map(whole).collect())
    }

    fn copies(&self) -> f32 {
        2.0
    }

    fn cost(&self) -> f32 {
        self.cost
    }
}

/// Results of several threads, each of which writes matrices of its own.
struct Outs(Vec<(*mut u8, usize)>);

// SAFETY: no matrix is written by two threads, and none is read before all are done.
unsafe impl Sync for Outs {}

impl Outs {
    /// Writes the `i`-th answers.
    fn put(&self, i: usize, answers: &[Block]) {
        for ((to, bytes), answer) in self.0.iter().zip(answers) {
            let from = answer.contiguous();
            debug_assert_eq!(from.nbytes(), *bytes);
            // SAFETY: the results have room for as many answers of that size.
            unsafe { std::ptr::copy_nonoverlapping(from.byte_ptr(), to.add(i * bytes), from.nbytes().min(*bytes)) };
        }
    }
}

impl Each {
    /// The method for each of several matrices, shared out to threads that have nothing else to do.
    fn all(&self, stack: &[usize], count: usize, parts: &[Block]) -> Result<SmallVec<[Block; 1]>> {
        set_help(0);
        let cores: Vec<Block> = parts.iter().map(|p| self.core(p, &Dims::from_elem(0, self.batch))).collect();
        let first = self.method.run(&cores)?;
        let made = |a: &Block| Block::scratch(a.dtype(), &[stack, a.shape()].concat());
        let mut outs: SmallVec<[Block; 1]> = first.iter().map(made).collect();
        let places = outs.iter_mut().zip(&first).map(|(out, a)| (own_bytes(out), a.nbytes()));
        let places = Outs(places.collect());
        places.put(0, &first);
        let piece = count.div_ceil(4 * settings().threads).clamp(1, PIECE);
        let some = |k: usize| -> Result<()> {
            let (from, to) = (k * piece, count.min((k + 1) * piece));
            let mut at = place(from, stack);
            let mut cores: Vec<Block> = cores.iter().map(|c| Block::scratch(c.dtype(), c.shape())).collect();
            for i in from..to {
                for (core, part) in cores.iter_mut().zip(parts) {
                    copy_core(core, &self.core(part, &at));
                }
                places.put(i, &self.method.run(&cores)?);
                next(&mut at, stack);
            }
            cancel::check()
        };
        let pieces = count.div_ceil(piece);
        if dense::shared() && count * cores.iter().map(Block::size).sum::<usize>() > LITTLE {
            (0..pieces).into_par_iter().with_max_len(1).try_for_each(some)?;
        } else {
            (0..pieces).try_for_each(some)?;
        }
        Ok(outs)
    }

    /// The matrix of a part at a place in the stack.
    fn core(&self, part: &Block, at: &[usize]) -> Block {
        let mut offset = part.offset() as isize;
        for k in 0..self.batch {
            if part.shape()[k] != 1 {
                offset += at[k] as isize * part.strides()[k];
            }
        }
        part.with_layout(offset as usize, part.shape()[self.batch..].into(), part.strides()[self.batch..].into())
    }

    /// The answers for an empty stack: their shapes come from a matrix of zeros that nobody sees.
    fn nothing(&self, stack: &[usize], parts: &[Block]) -> Result<SmallVec<[Block; 1]>> {
        let one = |p: &Block| {
            let zeros = Block::full(p.dtype(), &p.shape()[self.batch..], crate::chunk::Num::Int(0));
            identity_like(zeros)
        };
        let answers = self.method.run(&parts.iter().map(one).collect::<Vec<_>>())?;
        debug_assert!(self.several == (answers.len() > 1));
        Ok(answers.iter().map(|a| Block::scratch(a.dtype(), &[stack, a.shape()].concat())).collect())
    }
}

/// Zeros with ones on the diagonal, so that no method fails on them.
fn identity_like(mut block: Block) -> Block {
    let shape: Dims = block.shape().into();
    if let [rows, cols] = shape[..] {
        let dtype = block.dtype();
        crate::with_dtype!(dtype, T => {
            let elements = block.slice_mut::<T>();
            (0..rows.min(cols)).for_each(|i| elements[i * cols + i] = crate::chunk::Num::Int(1).cast::<T>());
        });
    }
    block
}

/// The memory of a block that no one else has.
fn own_bytes(block: &mut Block) -> *mut u8 {
    crate::with_dtype!(block.dtype(), T => block.slice_mut::<T>().as_mut_ptr().cast())
}

/// Copies a matrix (or a vector) into one of the same shape.
fn copy_core(to: &mut Block, from: &Block) {
    crate::with_dtype!(from.dtype(), T => {
        let read = from.ptr::<T>();
        let (shape, strides) = (from.shape(), from.strides());
        let (cols, across) = shape.last().map_or((1, 0), |&n| (n, strides[shape.len() - 1]));
        let down = if shape.len() == 2 { strides[0] } else { 0 };
        for (i, row) in to.slice_mut::<T>().chunks_exact_mut(cols.max(1)).enumerate() {
            for (j, v) in row.iter_mut().enumerate() {
                // SAFETY: the element is one of the matrix's.
                *v = unsafe { *read.offset(i as isize * down + j as isize * across) };
            }
        }
    });
}

/// Where in a stack its `i`-th matrix is.
fn place(i: usize, stack: &[usize]) -> Dims {
    let mut at = Dims::from_elem(0, stack.len());
    let mut left = i;
    for k in (0..stack.len()).rev() {
        at[k] = left % stack[k];
        left /= stack[k];
    }
    at
}

fn next(at: &mut [usize], stack: &[usize]) {
    for k in (0..at.len()).rev() {
        at[k] += 1;
        if at[k] < stack[k] {
            return;
        }
        at[k] = 0;
    }
}
