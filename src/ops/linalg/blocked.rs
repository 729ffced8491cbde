//! Matrices in several chunks: factored and solved by columns of blocks, so that no task holds more than a few of them.

use std::sync::Arc;

use faer::traits::ext::*;
use faer::{Accum, Mat, MatMut, MatRef};
use smallvec::SmallVec;

use super::factor::lower_factor;
use super::field::{Field, matrix, set_help, to_block, with_field};
use super::solve::singular;
use crate::array::Lazy;
use crate::array::build::{self, output};
use crate::chunk::{Block, Cut, DType, Grid, Region};
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
    Lower {
        unit: bool,
    },
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
            Step::Lower { .. } | Step::Upper => {
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
        set_help(parts[0].size());
        let _ = coords;
        with_field!(node.dtype, T => match self.step {
            Step::LuPanel => Ok(self.lu_panel::<T>(&parts[0])),
            Step::LuUpdate => Ok(self.lu_update::<T>(&parts)),
            Step::CholeskyPanel => self.cholesky_panel::<T>(&parts[0], node.grid.axes[0].len()),
            Step::CholeskyUpdate => Ok(self.cholesky_update::<T>(&parts, node, coords)),
            Step::Lower { unit } => self.substitute::<T>(&parts, false, unit),
            Step::Upper => self.substitute::<T>(&parts, true, false),
        })
    }

    fn cost(&self) -> f32 {
        self.width as f32
    }
}

fn only<T: Field>(matrix: &Mat<T>) -> SmallVec<[Block; 1]> {
    SmallVec::from_iter([to_block(matrix.as_ref())])
}

/// `to -= a @ b`
fn take_off<T: Field>(to: MatMut<'_, T>, a: MatRef<'_, T>, b: MatRef<'_, T>) {
    faer::linalg::matmul::matmul(to, Accum::Add, a, b, -T::one(), faer::get_global_parallelism());
}

impl Blocked {
    fn end(&self) -> usize {
        self.from + self.width
    }

    /// The column with its rows from `from` on factored, and the order that these rows take.
    fn lu_panel<T: Field>(&self, column: &Block) -> SmallVec<[Block; 1]> {
        let mut column = matrix::<T>(column).to_owned();
        let (n, from) = (column.nrows(), self.from);
        let below = column.as_ref().subrows(from, n - from).to_owned();
        let found = below.partial_piv_lu();
        let (lower, upper) = (found.L(), found.U());
        let packed = Mat::<T>::from_fn(n - from, self.width, |i, j| if i > j { lower[(i, j)] } else { upper[(i, j)] });
        column.as_mut().subrows_mut(from, n - from).copy_from(packed.as_ref());
        let order = (0..from).chain(found.P().arrays().0.iter().map(|i| i + from));
        let order: Vec<i64> = order.map(|i| i as i64).collect();
        SmallVec::from_iter([to_block(column.as_ref()), Block::from_slice(&[n], &order)])
    }

    /// A column to the right after the same elimination: its part, the panel, and the panel's order of rows.
    fn lu_update<T: Field>(&self, parts: &[Block]) -> SmallVec<[Block; 1]> {
        let mut column = ordered(matrix::<T>(&parts[0]), &parts[2]);
        let panel = matrix::<T>(&parts[1]);
        let n = column.nrows();
        let (_, below) = column.as_mut().split_at_row_mut(self.from);
        let (mut top, rest) = below.split_at_row_mut(self.width);
        let square = panel.subrows(self.from, self.width);
        square.solve_unit_lower_triangular_in_place(top.as_mut());
        take_off(rest, panel.subrows(self.end(), n - self.end()), top.as_ref());
        only(&column)
    }

    /// The factor's column, above whose square there are zeros.
    fn cholesky_panel<T: Field>(&self, column: &Block, n: usize) -> Result<SmallVec<[Block; 1]>> {
        let column = matrix::<T>(column);
        let square = lower_factor::<T>(column.subrows(self.from, self.width))?;
        let mut out = Mat::<T>::zeros(n, self.width);
        let mut below = column.subrows(self.end(), n - self.end()).adjoint().to_owned();
        square.solve_lower_triangular_in_place(below.as_mut());
        out.as_mut().subrows_mut(self.from, self.width).copy_from(square.as_ref());
        out.as_mut().subrows_mut(self.end(), n - self.end()).copy_from(below.adjoint());
        Ok(only(&out))
    }

    /// A column to the right less its part of the panel's square; above its own square it is not read again.
    fn cholesky_update<T: Field>(&self, parts: &[Block], node: &Node, coords: &[usize]) -> SmallVec<[Block; 1]> {
        let mut column = matrix::<T>(&parts[0]).to_owned();
        let panel = matrix::<T>(&parts[1]);
        let (n, cols) = (column.nrows(), column.ncols());
        let first = self.end() + node.grid.start(coords)[1];
        let own = panel.subrows(first, cols).adjoint().to_owned();
        take_off(column.as_mut().subrows_mut(first, n - first), panel.subrows(first, n - first), own.as_ref());
        only(&column)
    }

    fn substitute<T: Field>(&self, parts: &[Block], up: bool, unit: bool) -> Result<SmallVec<[Block; 1]>> {
        let mut x = matrix::<T>(&parts[0]).to_owned();
        let column = matrix::<T>(&parts[1]);
        let n = x.nrows();
        let square = column.subrows(self.from, self.width);
        if !unit && (0..self.width).any(|i| square[(i, i)] == T::zero()) {
            return singular();
        }
        let (above, below) = x.as_mut().split_at_row_mut(self.from);
        let (mut own, below) = below.split_at_row_mut(self.width);
        match (up, unit) {
            (true, _) => square.solve_upper_triangular_in_place(own.as_mut()),
            (false, true) => square.solve_unit_lower_triangular_in_place(own.as_mut()),
            (false, false) => square.solve_lower_triangular_in_place(own.as_mut()),
        }
        match up {
            true => take_off(above, column.subrows(0, self.from), own.as_ref()),
            false => take_off(below, column.subrows(self.end(), n - self.end()), own.as_ref()),
        }
        Ok(only(&x))
    }
}

/// The rows in this order.
fn ordered<T: Field>(a: MatRef<'_, T>, order: &Block) -> Mat<T> {
    let order = order.to_vec::<i64>();
    Mat::<T>::from_fn(a.nrows(), a.ncols(), |i, j| a[(order[i] as usize, j)])
}

/// A layer of one step.
fn layer(step: Step, from: usize, width: usize, grid: Grid, inputs: &[Lazy]) -> Lazy {
    let name = match step {
        Step::LuPanel => "lu-panel",
        Step::LuUpdate => "lu-update",
        Step::CholeskyPanel => "cholesky-panel",
        Step::CholeskyUpdate => "cholesky-update",
        Step::Lower { .. } | Step::Upper => "solve-step",
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
    let step = if lower { Step::Lower { unit: false } } else { Step::Upper };
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
    for (k, panel) in panels.columns.iter().enumerate() {
        let inputs: Vec<Lazy> = [panel.clone()].into_iter().chain(panels.orders[k + 1..].iter().cloned()).collect();
        done.push(build::block("lu-rows", Arc::new(Reorder), panel.grid().clone(), a.dtype(), &inputs));
    }
    let order = build::block("lu-order", Arc::new(Orders), Grid::whole(&[n]), DType::I64, &panels.orders);
    Ok((order, build::rechunk(&build::concat(&done, 1)?, a.grid().clone())))
}

fn all_of(node: &Node) -> Vec<Need> {
    node.inputs.iter().enumerate().map(|(k, input)| (k, Region::whole(&input.shape()))).collect()
}

/// A column with its rows put in the orders that later columns ask for.
#[derive(Debug)]
struct Reorder;

impl BlockKernel for Reorder {
    fn needs(&self, node: &Node, _: &[usize]) -> Vec<Need> {
        all_of(node)
    }

    fn run(&self, node: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        with_field!(node.dtype, T => {
            let column = matrix::<T>(&parts[0]).to_owned();
            Ok(only(&parts[1..].iter().fold(column, |column, order| ordered(column.as_ref(), order))))
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
