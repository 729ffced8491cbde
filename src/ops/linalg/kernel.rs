//! Methods that need whole matrices: a kernel that applies one to each matrix of a stack.

use std::fmt::Debug;
use std::sync::Arc;

use smallvec::SmallVec;

use super::field::set_help;
use crate::array::Lazy;
use crate::array::build::{block, broadcast_shape, common_cut, expand_dims, output};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Region, cancel};
use crate::diag::{Result, value_error};
use crate::graph::{BlockKernel, Need, Node};

/// What is done with one matrix (or a matrix and a right-hand side): the answers, in order.
pub trait Method: Debug + Send + Sync {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>>;
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
    let kernel = Each { method, batch, several: answers.len() > 1, cost: cost(inputs, first) };
    let node = block(name, Arc::new(kernel), grid(&first.shape), first.dtype, &padded);
    if answers.len() == 1 {
        return Ok(vec![node]);
    }
    Ok(answers.iter().enumerate().map(|(k, a)| output(name, &node, k, grid(&a.shape), a.dtype)).collect())
}

/// About how many nanoseconds an element of the first answer takes: each element of a matrix is gone over about as
/// often as its shorter side is long.
fn cost(inputs: &[(Lazy, usize)], first: &Answer) -> f32 {
    let work = |(a, core): &(Lazy, usize)| {
        let sides = &a.node.shape()[a.ndim() - core..];
        sides.iter().product::<usize>() as f32 * sides.iter().copied().min().unwrap_or(1) as f32
    };
    let made = first.shape.iter().product::<usize>().max(1) as f32;
    (inputs.iter().map(work).sum::<f32>() / made).max(1.0)
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
        set_help(parts.iter().map(|p| p.size() / count.max(1)).max().unwrap_or(0));
        if count == 1 {
            let cores: Vec<Block> = parts.iter().map(|p| self.core(p, &Dims::from_elem(0, self.batch))).collect();
            let answers = self.method.run(&cores)?;
            return Ok(answers
                .into_iter()
                .map(|b| {
                    let shape = [&stack[..], b.shape()].concat();
                    b.reshape(&shape)
                })
                .collect());
        }
        if count == 0 {
            return self.nothing(&stack, &parts);
        }
        let mut outs: SmallVec<[Block; 1]> = SmallVec::new();
        let mut at = Dims::from_elem(0, self.batch);
        for i in 0..count {
            let cores: Vec<Block> = parts.iter().map(|p| self.core(p, &at)).collect();
            let answers = self.method.run(&cores)?;
            for (k, answer) in answers.iter().enumerate() {
                if i == 0 {
                    outs.push(Block::scratch(answer.dtype(), &[&stack[..], answer.shape()].concat()));
                }
                put(&mut outs[k], i, answer);
            }
            cancel::check()?;
            next(&mut at, &stack);
        }
        Ok(outs)
    }

    fn copies(&self) -> f32 {
        2.0
    }

    fn cost(&self) -> f32 {
        self.cost
    }
}

impl Each {
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

/// Writes the `i`-th answer of a stack.
fn put(out: &mut Block, i: usize, answer: &Block) {
    crate::with_dtype!(answer.dtype(), T => {
        let from = answer.contiguous();
        let from = from.slice::<T>();
        out.slice_mut::<T>()[i * from.len()..(i + 1) * from.len()].copy_from_slice(from);
    });
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
