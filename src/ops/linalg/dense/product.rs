//! What all factorizations are made of: sums with products, and work spread over columns.

use faer::{MatMut, MatRef};

use super::tile;
use crate::chunk::Block;
use crate::chunk::math::simd::vectorize;
use crate::diag::Result;
use crate::exec::settings;
use crate::ops::contraction::{Matrix, Out, Product};
use crate::ops::linalg::field::Field;

/// The longest sums for which operands are used as they lie.
const SHORT: usize = 128;
/// Multiplications from which on other threads help: they take longer than it takes to wake a thread.
const SHARED: usize = 1 << 21;

/// Whether other threads of the pool may help this one.
pub fn shared() -> bool {
    settings().threads > 1 && rayon::current_thread_index().is_some()
}

/// `to += a @ b`, where the rows or the columns of `to` lie in steps of one.
pub fn add<T: Field>(to: MatMut<'_, T>, a: MatRef<'_, T>, b: MatRef<'_, T>, shared: bool) -> Result<()> {
    if to.nrows() == 0 || to.ncols() == 0 || a.ncols() == 0 {
        return Ok(());
    }
    let turned = to.col_stride() != 1;
    let (to, a, b) = if turned { (to.transpose_mut(), b.transpose(), a.transpose()) } else { (to, a, b) };
    if a.ncols() <= SHORT && !T::DTYPE.is_complex() {
        return by_columns(to, Share::of(a.nrows() * a.ncols()), shared, &|first, part| {
            let cols = part.ncols();
            tile::add(part, a, b.subcols(first, cols))
        });
    }
    let view = |x: MatRef<'_, T>| Matrix {
        ptr: x.as_ptr(),
        rows: x.nrows(),
        cols: x.ncols(),
        down: x.row_stride(),
        across: x.col_stride(),
    };
    let out = Out { ptr: to.as_ptr_mut(), step: to.row_stride() as usize };
    T::multiply(view(a), view(b), out, Product { first: false, shared })
}

/// The matrix of a block of two axes (or one: a column) for writing.
pub fn rows_of<T: Field>(block: &mut Block) -> MatMut<'_, T> {
    let (rows, cols) = (block.shape()[0], block.shape().get(1).copied().unwrap_or(1));
    MatMut::from_row_major_slice_mut(block.slice_mut::<T>(), rows, cols)
}

/// A row, of which the elements lie in steps of one.
pub fn row<'a, T: Field>(a: &'a mut MatMut<'_, T>, i: usize) -> &'a mut [T] {
    assert!(i < a.nrows() && (a.col_stride() == 1 || a.ncols() <= 1));
    // SAFETY: the row is in bounds, its elements lie in steps of one, and the matrix is borrowed.
    unsafe { std::slice::from_raw_parts_mut(a.as_ptr_mut().offset(i as isize * a.row_stride()), a.ncols()) }
}

/// What is done with columns: at most so many at a time, each of which takes so many multiplications.
#[derive(Clone, Copy)]
pub struct Share {
    pub most: usize,
    pub work: usize,
}

impl Share {
    /// Columns that may be done all at once.
    pub fn of(work: usize) -> Share {
        Share { most: usize::MAX, work }
    }
}

/// Does something to columns, some at a time: by several threads where they may help and there is much to do. `each`
/// gets the number of the first one.
pub fn by_columns<T: Field>(
    x: MatMut<'_, T>,
    share: Share,
    shared: bool,
    each: &(dyn Fn(usize, MatMut<'_, T>) -> Result<()> + Sync),
) -> Result<()> {
    fn part<T: Field>(
        first: usize,
        x: MatMut<'_, T>,
        width: usize,
        shared: bool,
        each: &(dyn Fn(usize, MatMut<'_, T>) -> Result<()> + Sync),
    ) -> Result<()> {
        if x.ncols() <= width {
            return each(first, x);
        }
        let half = (x.ncols() / 2).next_multiple_of(8);
        let (left, right) = x.split_at_col_mut(half);
        if !shared {
            part(first, left, width, shared, each)?;
            return part(first + half, right, width, shared, each);
        }
        let both =
            rayon::join(|| part(first, left, width, shared, each), || part(first + half, right, width, shared, each));
        both.0.and(both.1)
    }
    let shared = shared && x.ncols() * share.work > SHARED;
    let width = if shared { x.ncols().div_ceil(2) } else { x.ncols() };
    part(0, x, width.min(share.most).max(16), shared, each)
}

/// Whether there is neither NaN nor infinity.
pub fn all_finite<T: Field>(a: MatRef<'_, T>) -> bool {
    let rows = if a.row_stride().abs() < a.col_stride().abs() { a.transpose() } else { a };
    if rows.col_stride() != 1 {
        return (0..rows.nrows()).all(|i| (0..rows.ncols()).all(|j| T::is_finite_impl(&rows[(i, j)])));
    }
    (0..rows.nrows()).all(|i| {
        // SAFETY: the row is in bounds and its elements lie in steps of one.
        let row =
            unsafe { std::slice::from_raw_parts(rows.as_ptr().offset(i as isize * rows.row_stride()), rows.ncols()) };
        vectorize(|| row.iter().fold(true, |all, v| all & T::is_finite_impl(v)))
    })
}
