//! Matrices in several chunks: factored and solved by columns of blocks, so that no task holds more than a few of them.

use std::sync::Arc;

use faer::traits::ext::*;
use faer::{Mat, MatRef};
use smallvec::SmallVec;

use super::dense;
use super::factor::triangular;
use super::field::{Field, matrix, with_field};
use super::solve::singular;
use crate::array::Lazy;
use crate::array::build::{self, output};
use crate::chunk::{Block, Cut, DType, Grid, Num, Region};
use crate::diag::Result;
use crate::graph::{BlockKernel, Need, Node};

/// The most columns of blocks: what is cut finer is taken together.
const MOST: usize = 64;

/// Whether the matrix is in several chunks.
pub fn fits(a: &Lazy) -> bool {
    a.ndim() == 2 && a.grid().is_known() && a.grid().chunks() > 1 && !a.grid().axes.iter().any(Cut::is_empty)
}

/// The matrix in columns of blocks, each a chunk.
fn columns(a: &Lazy) -> Lazy {
    let (rows, cols) = (&a.grid().axes[0], &a.grid().axes[1]);
    let n = cols.len();
    let width = if cols.count() > 1 { cols.largest() } else { rows.largest() };
    let width = width.max(n.div_ceil(MOST)).max(1);
    build::rechunk(a, Grid::new(vec![Cut::whole(rows.len()), Cut::even(n, width)]))
}

/// A step: the column of blocks `from..from + width` is done, and what it does to the others.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// The rows below are eliminated, the largest of each column first.
    LuPanel,
    LuUpdate,
    CholeskyPanel,
    CholeskyUpdate,
    /// The unknowns of these rows are found and taken off the others: those below, or those above.
    Lower,
    Upper,
}

#[derive(Debug)]
struct Blocked {
    step: Step,
    from: usize,
    width: usize,
}

/// The part of an input with the columns of an output chunk.
fn same_columns(k: usize, node: &Node, coords: &[usize], first: usize) -> Need {
    let mut region = Region::whole(&node.inputs[k].shape());
    (region.start[1], region.len[1]) = (node.grid.start(coords)[1] + first, node.grid.size(coords)[1]);
    (k, region)
}

impl BlockKernel for Blocked {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        match self.step {
            Step::LuPanel | Step::CholeskyPanel => {
                let mut region = Region::whole(&node.inputs[0].shape());
                (region.start[1], region.len[1]) = (0, self.width);
                vec![(0, region)]
            }
            Step::LuUpdate | Step::CholeskyUpdate => {
                let mut needs = vec![same_columns(0, node, coords, self.width)];
                needs.extend((1..node.inputs.len()).map(|k| (k, Region::whole(&node.inputs[k].shape()))));
                needs
            }
            Step::Lower | Step::Upper => {
                let mut column = Region::whole(&node.inputs[1].shape());
                (column.start[1], column.len[1]) = match self.step {
                    // A panel is alone in its array; a matrix has them side by side.
                    _ if column.len[1] == self.width => (0, self.width),
                    _ => (self.from, self.width),
                };
                vec![same_columns(0, node, coords, 0), (1, column)]
            }
        }
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        with_field!(node.dtype, T => match self.step {
            Step::LuPanel => self.lu_panel::<T>(&parts[0]),
            Step::LuUpdate => self.lu_update::<T>(&parts),
            Step::CholeskyPanel => self.cholesky_panel::<T>(&parts[0], node.grid.axes[0].len()),
            Step::CholeskyUpdate => self.cholesky_update::<T>(&parts, node, coords),
            Step::Lower => self.substitute::<T>(&parts, false),
            Step::Upper => self.substitute::<T>(&parts, true),
        })
    }

    fn cost(&self) -> f32 {
        self.width as f32
    }
}

/// Minus the adjoint.
fn turned<T: Field>(a: MatRef<'_, T>) -> Mat<T> {
    Mat::from_fn(a.ncols(), a.nrows(), |i, j| T::zero() - a[(j, i)].conj())
}

impl Blocked {
    fn end(&self) -> usize {
        self.from + self.width
    }

    /// The column with its rows from `from` on factored, L with its sign turned, and the order that these rows take.
    fn lu_panel<T: Field>(&self, column: &Block) -> Result<SmallVec<[Block; 1]>> {
        let mut column = column.to_owned_c();
        let (n, from) = (column.shape()[0], self.from);
        let mut swaps = vec![0; self.width];
        dense::eliminate(dense::rows_of::<T>(&mut column).subrows_mut(from, n - from), &mut swaps, dense::shared())?;
        let mut order: Vec<i64> = (0..n as i64).collect();
        swaps.iter().enumerate().for_each(|(i, &p)| order.swap(from + i, from + p));
        Ok(SmallVec::from_iter([column, Block::from_slice(&[n], &order)]))
    }

    /// A column to the right after the same elimination: its part, the panel, and the panel's order of rows.
    fn lu_update<T: Field>(&self, parts: &[Block]) -> Result<SmallVec<[Block; 1]>> {
        let mut column = ordered::<T>(&parts[0], &parts[2], |_, v| v);
        let panel = matrix::<T>(&parts[1]);
        let (n, shared) = (panel.nrows(), dense::shared());
        let (_, below) = dense::rows_of::<T>(&mut column).split_at_row_mut(self.from);
        let (mut top, rest) = below.split_at_row_mut(self.width);
        dense::lower(panel.subrows(self.from, self.width), None, top.as_mut(), shared)?;
        dense::add(rest, panel.subrows(self.end(), n - self.end()), top.as_ref(), shared)?;
        Ok(SmallVec::from_iter([column]))
    }

    /// The factor's column, above whose square there are zeros.
    fn cholesky_panel<T: Field>(&self, column: &Block, n: usize) -> Result<SmallVec<[Block; 1]>> {
        let square = triangular::<T>(&column.part(&[self.from, 0], &[self.width, self.width]), false)?;
        let square = matrix::<T>(&square);
        let mut below = Block::scratch(T::DTYPE, &[self.width, n - self.end()]);
        let under = matrix::<T>(column).subrows(self.end(), n - self.end());
        dense::rows_of::<T>(&mut below).copy_from(under.adjoint());
        dense::solve_triangular(square, true, dense::rows_of::<T>(&mut below), dense::shared())?;
        let mut out = Block::full(T::DTYPE, &[n, self.width], Num::Int(0));
        let mut rows = dense::rows_of::<T>(&mut out);
        rows.as_mut().subrows_mut(self.from, self.width).copy_from(square);
        rows.subrows_mut(self.end(), n - self.end()).copy_from(matrix::<T>(&below).adjoint());
        Ok(SmallVec::from_iter([out]))
    }

    /// A column to the right less its part of the panel's square; above its own square it is not read again.
    fn cholesky_update<T: Field>(
        &self,
        parts: &[Block],
        node: &Node,
        coords: &[usize],
    ) -> Result<SmallVec<[Block; 1]>> {
        let mut column = parts[0].to_owned_c();
        let panel = matrix::<T>(&parts[1]);
        let (n, cols) = (column.shape()[0], column.shape()[1]);
        let first = self.end() + node.grid.start(coords)[1];
        let own = turned(panel.subrows(first, cols));
        let below = dense::rows_of::<T>(&mut column).subrows_mut(first, n - first);
        dense::add(below, panel.subrows(first, n - first), own.as_ref(), dense::shared())?;
        Ok(SmallVec::from_iter([column]))
    }

    fn substitute<T: Field>(&self, parts: &[Block], up: bool) -> Result<SmallVec<[Block; 1]>> {
        let mut out = parts[0].to_owned_c();
        let x = dense::rows_of::<T>(&mut out);
        let column = matrix::<T>(&parts[1]);
        let (n, shared) = (x.nrows(), dense::shared());
        let square = column.subrows(self.from, self.width);
        if (0..self.width).any(|i| square[(i, i)] == T::zero()) {
            return singular();
        }
        let (above, below) = x.split_at_row_mut(self.from);
        let (mut own, below) = below.split_at_row_mut(self.width);
        dense::solve_triangular(square, !up, own.as_mut(), shared)?;
        let less = Mat::from_fn(self.width, own.ncols(), |i, j| T::zero() - own[(i, j)]);
        match up {
            true => dense::add(above, column.subrows(0, self.from), less.as_ref(), shared)?,
            false => dense::add(below, column.subrows(self.end(), n - self.end()), less.as_ref(), shared)?,
        }
        Ok(SmallVec::from_iter([out]))
    }
}

/// The rows in this order, each element as `each` has it by its place.
fn ordered<T: Field>(a: &Block, order: &Block, each: impl Fn((usize, usize), T) -> T) -> Block {
    let mut out = Block::scratch(T::DTYPE, a.shape());
    let (from, mut rows) = (matrix::<T>(a), dense::rows_of::<T>(&mut out));
    for (i, k) in order.to_vec::<i64>().into_iter().enumerate() {
        let to = dense::row(&mut rows, i);
        to.iter_mut().enumerate().for_each(|(j, v)| *v = each((i, j), from[(k as usize, j)]));
    }
    out
}

/// A layer of one step.
fn layer(step: Step, from: usize, width: usize, grid: Grid, inputs: &[Lazy]) -> Lazy {
    let name = match step {
        Step::LuPanel => "lu-panel",
        Step::LuUpdate => "lu-update",
        Step::CholeskyPanel => "cholesky-panel",
        Step::CholeskyUpdate => "cholesky-update",
        Step::Lower | Step::Upper => "solve-step",
    };
    build::block(name, Arc::new(Blocked { step, from, width }), grid, inputs[0].dtype(), inputs)
}

/// The columns of blocks after the first.
fn rest_of(a: &Lazy) -> Grid {
    let cut = &a.grid().axes[1];
    let sizes: Vec<usize> = (1..cut.count()).map(|i| cut.size(i)).collect();
    Grid::new(vec![a.grid().axes[0].clone(), Cut::sizes(&sizes)])
}

/// The panels of a factorization by columns of blocks: each column, factored, and the order of rows it asks for.
pub struct Panels {
    pub columns: Vec<Lazy>,
    orders: Vec<Lazy>,
    /// What was to the right of the matrix, with all that is done to its rows.
    right: Option<Lazy>,
}

/// The LU factorization of a matrix with at least as many rows as columns, and of `right` along with it.
fn lu_panels(a: &Lazy, right: Option<&Lazy>) -> Panels {
    let mut a = columns(a);
    let count = a.grid().axes[1].count();
    let n = a.grid().axes[0].len();
    let mut panels = Panels { columns: Vec::new(), orders: Vec::new(), right: right.map(columns_like) };
    let mut from = 0;
    for k in 0..count {
        let width = a.grid().axes[1].size(0);
        let both = layer(Step::LuPanel, from, width, Grid::whole(&[n, width]), &[a.clone()]);
        let panel = output("lu-column", &both, 0, Grid::whole(&[n, width]), a.dtype());
        let order = output("lu-order", &both, 1, Grid::whole(&[n]), DType::I64);
        if let Some(right) = &mut panels.right {
            let inputs = [right.clone(), panel.clone(), order.clone()];
            *right = update_all(right, from, width, &inputs);
        }
        if k + 1 < count {
            a = layer(Step::LuUpdate, from, width, rest_of(&a), &[a.clone(), panel.clone(), order.clone()]);
        }
        panels.columns.push(panel);
        panels.orders.push(order);
        from += width;
    }
    panels
}

/// As many columns as are to be solved for, each chunk whole from top to bottom.
fn columns_like(b: &Lazy) -> Lazy {
    let axes = &b.grid().axes;
    build::rechunk(b, Grid::new(vec![Cut::whole(axes[0].len()), axes[1].clone()]))
}

/// The step of a panel done to every column of `right`.
fn update_all(right: &Lazy, from: usize, width: usize, inputs: &[Lazy]) -> Lazy {
    let kernel = Arc::new(Beside(Blocked { step: Step::LuUpdate, from, width }));
    build::block("lu-update", kernel, right.grid().clone(), right.dtype(), inputs)
}

/// The step of a panel on columns that are not the matrix's own.
#[derive(Debug)]
struct Beside(Blocked);

impl BlockKernel for Beside {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let mut needs = vec![same_columns(0, node, coords, 0)];
        needs.extend((1..node.inputs.len()).map(|k| (k, Region::whole(&node.inputs[k].shape()))));
        needs
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        self.0.run(node, coords, parts)
    }

    fn cost(&self) -> f32 {
        self.0.cost()
    }
}

/// The x of `a @ x == b` for a matrix in chunks.
pub fn solve(a: &Lazy, b: &Lazy) -> Lazy {
    let panels = lu_panels(a, Some(b));
    let mut x = panels.right.clone().unwrap_or_else(|| b.clone());
    let mut from = a.grid().axes[1].len();
    for panel in panels.columns.iter().rev() {
        let width = panel.grid().axes[1].len();
        from -= width;
        x = layer(Step::Upper, from, width, x.grid().clone(), &[x.clone(), panel.clone()]);
    }
    build::rechunk(&x, Grid::new(vec![a.grid().axes[1].clone(), b.grid().axes[1].clone()]))
}

/// The x of `a @ x == b` for a triangular matrix in chunks.
pub fn solve_triangular(a: &Lazy, b: &Lazy, lower: bool) -> Lazy {
    let by_columns = columns(a);
    let cut = by_columns.grid().axes[1].clone();
    let mut x = columns_like(b);
    let step = if lower { Step::Lower } else { Step::Upper };
    for k in 0..cut.count() {
        let k = if lower { k } else { cut.count() - 1 - k };
        x = layer(step, cut.start(k), cut.size(k), x.grid().clone(), &[x.clone(), by_columns.clone()]);
    }
    build::rechunk(&x, Grid::new(vec![a.grid().axes[1].clone(), b.grid().axes[1].clone()]))
}

/// The lower factor of a positive definite matrix in chunks, in the same chunks.
pub fn cholesky(a: &Lazy) -> Result<Lazy> {
    let mut rest = columns(a);
    let (n, count) = (a.grid().axes[0].len(), rest.grid().axes[1].count());
    let mut found = Vec::with_capacity(count);
    let mut from = 0;
    for k in 0..count {
        let width = rest.grid().axes[1].size(0);
        let panel = layer(Step::CholeskyPanel, from, width, Grid::whole(&[n, width]), &[rest.clone()]);
        if k + 1 < count {
            rest = layer(Step::CholeskyUpdate, from, width, rest_of(&rest), &[rest.clone(), panel.clone()]);
        }
        found.push(panel);
        from += width;
    }
    Ok(build::rechunk(&build::concat(&found, 1)?, a.grid().clone()))
}

/// The order of the rows of `a`, and L and U in one matrix, for a square matrix in chunks.
pub fn lu(a: &Lazy) -> Result<(Lazy, Lazy)> {
    let panels = lu_panels(a, None);
    let n = a.grid().axes[0].len();
    let mut done = Vec::with_capacity(panels.columns.len());
    let mut from = 0;
    for (k, panel) in panels.columns.iter().enumerate() {
        let inputs: Vec<Lazy> = [panel.clone()].into_iter().chain(panels.orders[k + 1..].iter().cloned()).collect();
        let kernel = Arc::new(Reorder { from });
        done.push(build::block("lu-rows", kernel, panel.grid().clone(), a.dtype(), &inputs));
        from += panel.grid().axes[1].len();
    }
    let order = build::block("lu-order", Arc::new(Orders), Grid::whole(&[n]), DType::I64, &panels.orders);
    Ok((order, build::rechunk(&build::concat(&done, 1)?, a.grid().clone())))
}

fn all_of(node: &Node) -> Vec<Need> {
    node.inputs.iter().enumerate().map(|(k, input)| (k, Region::whole(&input.shape()))).collect()
}

/// A column, from a row on, with its rows put in the orders that later columns ask for, and with the sign of L.
#[derive(Debug)]
struct Reorder {
    from: usize,
}

impl BlockKernel for Reorder {
    fn needs(&self, node: &Node, _: &[usize]) -> Vec<Need> {
        all_of(node)
    }

    fn run(&self, node: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        with_field!(node.dtype, T => {
            let own: Vec<i64> = (0..node.shape()[0] as i64).collect();
            let sign = |(i, j): (usize, usize), v: T| if i > self.from + j { T::zero() - v } else { v };
            let column = ordered::<T>(&parts[0], &Block::from_slice(&[own.len()], &own), sign);
            let found = parts[1..].iter().fold(column, |column, order| ordered::<T>(&column, order, |_, v| v));
            Ok(SmallVec::from_iter([found]))
        })
    }
}

/// All orders of rows, one after another, as one.
#[derive(Debug)]
struct Orders;

impl BlockKernel for Orders {
    fn needs(&self, node: &Node, _: &[usize]) -> Vec<Need> {
        all_of(node)
    }

    fn run(&self, node: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let mut rows: Vec<i64> = (0..node.shape()[0] as i64).collect();
        for order in &parts {
            rows = order.to_vec::<i64>().iter().map(|&i| rows[i as usize]).collect();
        }
        Ok(SmallVec::from_iter([Block::from_slice(&[rows.len()], &rows)]))
    }
}
