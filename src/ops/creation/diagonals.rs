//! Kernels along diagonals and of triangles.

use smallvec::{SmallVec, smallvec};

use crate::chunk::{Block, Cut, Dims, Element, Num, Region, Strides};
use crate::diag::Result;
use crate::graph::{BlockKernel, Lane, MapKernel, Need, Node, Operand, Source, Target};
use crate::with_dtype;

/// The source of `eye`: ones where the column is the row plus `offset`.
#[derive(Debug)]
pub struct Band {
    pub offset: isize,
}

impl Source for Band {
    fn fill(&self, _: &[usize], region: &Region, mut out: Target) {
        with_dtype!(out.dtype(), T => {
            let (zero, one) = (Num::Int(0).cast::<T>(), Num::Int(1).cast::<T>());
            rows(region, out.slice::<T>(), |row, from, out| {
                out.fill(zero);
                let at = row as isize + self.offset - from as isize;
                if let Some(o) = usize::try_from(at).ok().and_then(|at| out.get_mut(at)) {
                    *o = one;
                }
            });
        });
    }
}

/// The source of `tri`: ones up to the column that is the row plus `offset`.
#[derive(Debug)]
pub struct Corner {
    pub offset: isize,
}

impl Source for Corner {
    fn fill(&self, _: &[usize], region: &Region, mut out: Target) {
        with_dtype!(out.dtype(), T => {
            let (zero, one) = (Num::Int(0).cast::<T>(), Num::Int(1).cast::<T>());
            rows(region, out.slice::<T>(), |row, from, out| {
                let ones = (row as isize + self.offset + 1 - from as isize).clamp(0, out.len() as isize) as usize;
                let (inside, outside) = out.split_at_mut(ones);
                inside.fill(one);
                outside.fill(zero);
            });
        });
    }
}

/// Calls `each` with every row of a matrix region: its number, its first column, its elements.
fn rows<T>(region: &Region, out: &mut [T], mut each: impl FnMut(usize, usize, &mut [T])) {
    let columns = region.len[1];
    if columns == 0 {
        return;
    }
    for (r, row) in out.chunks_exact_mut(columns).enumerate() {
        each(region.start[0] + r, region.start[1], row);
    }
}

/// The second operand where the first, a mask, is `inside`; zero elsewhere.
#[derive(Debug)]
pub struct Keep {
    pub inside: bool,
}

impl MapKernel for Keep {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        with_dtype!(out.dtype(), T => keep::<T>(operands[0].lane(), operands[1].lane(), self.inside, out.slice()));
        Ok(())
    }
}

fn keep<T: Element>(mask: Lane<'_, bool>, values: Lane<'_, T>, inside: bool, out: &mut [T]) {
    match values {
        Lane::One(v) => out.fill(v),
        Lane::Many(v) => out.copy_from_slice(v),
    }
    match mask {
        Lane::One(m) if m == inside => {}
        Lane::One(_) => out.fill(T::default()),
        Lane::Many(m) => {
            for (o, &m) in out.iter_mut().zip(m) {
                *o = if m == inside { *o } else { T::default() };
            }
        }
    }
}

/// The first operand to the power of the second, an integer that is not negative, by repeated multiplication.
#[derive(Debug)]
pub struct Powers;

impl MapKernel for Powers {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        with_dtype!(out.dtype(), T in [I64 U64] => {
            return wide(operands, out.slice::<T>(), |a: T, b: T| a.wrapping_mul(b), 1);
        }, else {});
        with_dtype!(out.dtype(), T in [F32 F64] => wide(operands, out.slice::<T>(), |a: T, b: T| a * b, 1.0), else {
            with_dtype!(out.dtype(), T in [C64 C128] => wide(operands, out.slice::<T>(), |a: T, b: T| a * b, T::new(1.0, 0.0)), else Ok(()))
        })
    }
}

fn wide<T: Element>(operands: &[Operand], out: &mut [T], times: impl Fn(T, T) -> T, one: T) -> Result<()> {
    let (x, n) = (operands[0].lane::<T>(), operands[1].lane::<i64>());
    for (i, o) in out.iter_mut().enumerate() {
        let (x, n) = (at(x, i), at(n, i));
        *o = (0..n).fold(one, |p, _| times(p, x));
    }
    Ok(())
}

fn at<T: Copy>(lane: Lane<'_, T>, i: usize) -> T {
    match lane {
        Lane::One(v) => v,
        Lane::Many(v) => v[i],
    }
}

/// How long the diagonal is that starts `offset` columns to the right (or rows down).
pub fn diagonal_length(rows: usize, columns: usize, offset: isize) -> usize {
    let (down, right) = starts(offset);
    rows.saturating_sub(down).min(columns.saturating_sub(right))
}

/// The row and the column where a diagonal starts.
fn starts(offset: isize) -> (usize, usize) {
    ((-offset).max(0) as usize, offset.max(0) as usize)
}

/// A diagonal's cut: at the borders of chunks along both axes.
pub fn diagonal_cut(rows: &Cut, columns: &Cut, offset: isize, len: usize) -> Cut {
    let (down, right) = starts(offset);
    let mut at: Vec<usize> = vec![0, len];
    for (cut, skip) in [(rows, down), (columns, right)] {
        at.extend((1..cut.count()).filter_map(|i| cut.start(i).checked_sub(skip)).filter(|&s| s < len));
    }
    at.sort_unstable();
    at.dedup();
    if len == 0 { Cut::whole(0) } else { Cut::sizes(&at.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>()) }
}

/// The diagonal over the last two axes, along a new last axis.
#[derive(Debug)]
pub struct Diagonal {
    pub offset: isize,
}

impl BlockKernel for Diagonal {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let (mut start, mut len) = (node.grid.start(coords), node.grid.size(coords));
        let (down, right) = starts(self.offset);
        let (at, n) = (start.pop().unwrap_or(0), len.pop().unwrap_or(0));
        start.extend([at + down, at + right]);
        len.extend([n, n]);
        vec![(0, Region { start, len })]
    }

    fn reads(&self, node: &Node, k: usize) -> f64 {
        node.grid.elements() as f64 / (node.inputs[k].grid.elements() as f64).max(1.0)
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let block = &parts[0];
        let k = block.ndim() - 2;
        let mut strides = Strides::from(&block.strides()[..k]);
        strides.push(block.strides()[k] + block.strides()[k + 1]);
        let shape: Dims = block.shape()[..=k].into();
        Ok(smallvec![block.with_layout(block.offset(), shape, strides).to_owned_c()])
    }

    fn cost(&self) -> f32 {
        1.0
    }
}

/// A matrix with its input, a vector, on a diagonal.
#[derive(Debug)]
pub struct OnDiagonal {
    pub offset: isize,
}

impl OnDiagonal {
    /// The part of the vector in the chunk at `coords`: its first element, and how many.
    fn part(&self, node: &Node, coords: &[usize]) -> (usize, usize) {
        let (start, len) = (node.grid.start(coords), node.grid.size(coords));
        let (down, right) = starts(self.offset);
        let n = node.inputs[0].shape()[0];
        let from = start[0].saturating_sub(down).max(start[1].saturating_sub(right));
        let end = |k: usize, skip: usize| (start[k] + len[k]).saturating_sub(skip);
        let to = end(0, down).min(end(1, right)).min(n);
        (from.min(n), to.saturating_sub(from))
    }
}

impl BlockKernel for OnDiagonal {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        match self.part(node, coords) {
            (_, 0) => Vec::new(),
            (start, len) => vec![(0, Region { start: smallvec![start], len: smallvec![len] })],
        }
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (start, len) = (node.grid.start(coords), node.grid.size(coords));
        let mut out = Block::full(node.dtype, &len, Num::Int(0));
        if let Some(part) = parts.first() {
            let (down, right) = starts(self.offset);
            let (from, _) = self.part(node, coords);
            let first = (from + down - start[0]) * len[1] + (from + right - start[1]);
            let part = part.contiguous();
            with_dtype!(node.dtype, T => {
                let out = out.slice_mut::<T>();
                part.slice::<T>().iter().enumerate().for_each(|(i, &v)| out[first + i * (len[1] + 1)] = v);
            });
        }
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        0.5
    }
}
