//! Tall and narrow matrices in chunks of rows: QR of each chunk, then of the R's one under another.

use std::sync::Arc;

use faer::Mat;
use smallvec::SmallVec;

use super::calls::many;
use super::factor::{Qr, QrMode, Svd, phase, signs};
use super::field::{matrix, set_help, to_vector, with_field};
use super::kernel::{Answer, Method, each};
use crate::array::Lazy;
use crate::array::build::{self, expand_dims, output};
use crate::chunk::{Block, Cut, Grid, Region};
use crate::diag::Result;
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::call;
use crate::ops::contraction::conj;

/// Whether the matrix has several chunks of rows and one of columns, and is tall enough to gain from that.
pub fn fits(a: &Lazy) -> bool {
    let grid = a.grid();
    a.ndim() == 2
        && grid.is_known()
        && grid.axes[1].count() == 1
        && grid.axes[0].count() > 1
        && !grid.axes[1].is_empty()
        && grid.axes[0].len() >= 2 * grid.axes[1].len()
}

/// The elements of a piece of a matrix: it stays in a near cache.
const PIECE: usize = 1 << 15;

/// A tall matrix of one chunk in pieces of rows, which threads can work on.
pub fn in_pieces(a: &Lazy) -> Lazy {
    let grid = a.grid();
    if a.ndim() != 2 || !grid.is_known() || grid.chunks() != 1 {
        return a.clone();
    }
    let (m, n) = (grid.axes[0].len(), grid.axes[1].len());
    let rows = (PIECE / n.max(1)).max(8 * n);
    if n == 0 || m < 4 * rows {
        return a.clone();
    }
    build::rechunk(a, Grid::new(vec![Cut::even(m, m.div_ceil(m / rows)), Cut::whole(n)]))
}

/// The same matrix with at least as many rows in each chunk as it has columns.
fn thick(a: &Lazy) -> Lazy {
    let (rows, n) = (&a.grid().axes[0], a.grid().axes[1].len());
    if rows.iter().all(|m| m >= n) {
        return a.clone();
    }
    let mut sizes: Vec<usize> = Vec::new();
    let mut open = 0;
    for m in rows.iter() {
        open += m;
        if open >= n {
            sizes.push(open);
            open = 0;
        }
    }
    match sizes.last_mut() {
        Some(last) => *last += open,
        None => sizes.push(open),
    }
    build::rechunk(a, Grid::new(vec![Cut::sizes(&sizes), Cut::whole(n)]))
}

/// Q in chunks of rows and R, with the signs that reflections of the whole matrix give them.
pub fn qr(a: &Lazy) -> Result<(Lazy, Lazy)> {
    let a = thick(a);
    let (n, dtype, rows) = (a.grid().axes[1].len(), a.dtype(), a.grid().axes[0].clone());
    let chunk = build::block(
        "qr-chunk",
        Arc::new(ChunkQr { mode: QrMode::Reduced, columns: n }),
        a.grid().clone(),
        dtype,
        std::slice::from_ref(&a),
    );
    let q = output("qr-chunk-q", &chunk, 0, a.grid().clone(), dtype);
    let stacked = Grid::new(vec![Cut::even(rows.count() * n, n), Cut::whole(n)]);
    let r = output("qr-chunk-r", &chunk, 1, stacked.clone(), dtype);
    let answers = vec![Answer::new(dtype, &[rows.count() * n, n]), Answer::new(dtype, &[n, n])];
    let top = many("qr", Qr { mode: QrMode::Reduced }, &r, answers)?;
    let joined = build::block(
        "qr-join",
        Arc::new(Join { columns: n }),
        Grid::new(vec![rows.clone(), Cut::whole(n)]),
        dtype,
        &[q, build::rechunk(&top[0], stacked)],
    );
    let head = build::index(&joined, &[build::Index::Slice(None, Some(n as i128), None)])?;
    let kernel = Arc::new(Signs { square: rows.len() == n });
    let signs =
        each("qr-signs", kernel, &[(head, 2), (top[1].clone(), 2)], vec![Answer::new(dtype, &[n])])?.swap_remove(0);
    let turned = |x: &Lazy, s: &Lazy| call("multiply", &[x.clone(), s.clone()], &[]);
    let back = conj(&expand_dims(&signs, &[1]))?;
    Ok((turned(&joined, &signs)?, turned(&top[1], &back)?))
}

/// The triangular factor alone, its rows with any sign.
pub fn triangle(a: &Lazy) -> Result<Lazy> {
    let a = thick(a);
    let (n, dtype, count) = (a.grid().axes[1].len(), a.dtype(), a.grid().axes[0].count());
    let stacked = Grid::new(vec![Cut::even(count * n, n), Cut::whole(n)]);
    let kernel = Arc::new(ChunkQr { mode: QrMode::R, columns: n });
    let r = build::block("qr-chunk", kernel, stacked, dtype, std::slice::from_ref(&a));
    many("qr", Qr { mode: QrMode::R }, &r, vec![Answer::new(dtype, &[n, n])]).map(|mut found| found.swap_remove(0))
}

/// U in chunks of rows, the singular values, and V's adjoint.
pub fn svd(a: &Lazy) -> Result<Vec<Lazy>> {
    let (q, r) = qr(a)?;
    let (n, dtype) = (a.grid().axes[1].len(), a.dtype());
    let answers = vec![Answer::new(dtype, &[n, n]), Answer::new(dtype.real(), &[n]), Answer::new(dtype, &[n, n])];
    let small = many("svd", Svd { full: false, vectors: true }, &r, answers)?;
    let u = call("matmul", &[q, small[0].clone()], &[])?;
    Ok(vec![u, small[1].clone(), small[2].clone()])
}

/// QR of each chunk of rows.
#[derive(Debug)]
struct ChunkQr {
    mode: QrMode,
    columns: usize,
}

impl BlockKernel for ChunkQr {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let grid = &node.inputs[0].grid;
        vec![(0, Region { start: grid.start(coords), len: grid.size(coords) })]
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        set_help(0);
        Qr { mode: self.mode }.run(&parts).map(SmallVec::from_vec)
    }

    fn cost(&self) -> f32 {
        0.6 * self.columns as f32
    }
}

/// The product of a chunk's Q with its rows of the Q above it.
#[derive(Debug)]
struct Join {
    columns: usize,
}

impl BlockKernel for Join {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let own = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
        let n = own.len[1];
        let above = Region { start: SmallVec::from_slice(&[coords[0] * n, 0]), len: SmallVec::from_slice(&[n, n]) };
        vec![(0, own), (1, above)]
    }

    fn run(&self, node: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        set_help(0);
        let product = with_field!(node.dtype, T => {
            Ok(super::field::to_block((matrix::<T>(&parts[0]) * matrix::<T>(&parts[1])).as_ref()))
        })?;
        Ok(SmallVec::from_iter([product]))
    }

    fn cost(&self) -> f32 {
        0.1 * self.columns as f32
    }
}

/// What the columns of Q, given by its upper square, and the rows of R are multiplied by to have LAPACK's signs.
#[derive(Debug)]
struct Signs {
    square: bool,
}

impl Method for Signs {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => {
            let (head, r) = (matrix::<T>(&inputs[0]), matrix::<T>(&inputs[1]));
            let n = head.ncols();
            let phases: Vec<T> = (0..n).map(|i| phase(r[(i, i)])).collect();
            let found = signs(Mat::<T>::from_fn(n, n, |i, j| head[(i, j)] * phases[j]), self.square);
            Ok(vec![to_vector(phases.into_iter().zip(found).map(|(p, s)| p * s))])
        })
    }
}
