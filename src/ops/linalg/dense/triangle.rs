//! Equations with triangular matrices, for many right-hand sides at once.

use faer::{MatMut, MatRef};

use super::product::{Share, add, by_columns, row};
use super::tile;
use crate::diag::Result;
use crate::ops::linalg::field::Field;

/// The side of triangles that are solved by loops.
const SIDE: usize = 64;

/// Makes each row of `b` into itself and what the rows above it give by `l`, times its own number of `by` (none: 1):
/// `b[i] = by[i] * (b[i] + sum(l[i, k] * b[k] for k < i))`. So for a triangular `a` and `by = -1 / diag(a)`, the x of
/// `a @ x == -b` takes b's place.
pub fn lower<T: Field>(l: MatRef<'_, T>, by: Option<&[T]>, b: MatMut<'_, T>, shared: bool) -> Result<()> {
    let n = l.nrows();
    if n <= SIDE {
        tile::lower(l, by, b);
        return Ok(());
    }
    let half = (n / 2).next_multiple_of(SIDE);
    let (top, mut below) = b.split_at_row_mut(half);
    let (mut top, by) = (top, by.map(|by| by.split_at(half)));
    lower(l.submatrix(0, 0, half, half), by.map(|b| b.0), top.as_mut(), shared)?;
    add(below.as_mut(), l.submatrix(half, 0, n - half, half), top.as_ref(), shared)?;
    lower(l.submatrix(half, half, n - half, n - half), by.map(|b| b.1), below, shared)
}

/// The same with what the rows below a row give.
pub fn upper<T: Field>(u: MatRef<'_, T>, by: &[T], b: MatMut<'_, T>, shared: bool) -> Result<()> {
    let n = u.nrows();
    if n <= SIDE {
        let turned: Vec<T> = by.iter().rev().copied().collect();
        tile::lower(u.reverse_rows_and_cols(), Some(&turned), b.reverse_rows_mut());
        return Ok(());
    }
    let half = (n / 2).next_multiple_of(SIDE);
    let (mut top, mut below) = b.split_at_row_mut(half);
    upper(u.submatrix(half, half, n - half, n - half), &by[half..], below.as_mut(), shared)?;
    add(top.as_mut(), u.submatrix(0, half, half, n - half), below.as_ref(), shared)?;
    upper(u.submatrix(0, 0, half, half), &by[..half], top, shared)
}

/// Puts the x of `a @ x == b` for a triangular `a` in b's place.
pub fn solve_triangular<T: Field>(a: MatRef<'_, T>, is_lower: bool, mut b: MatMut<'_, T>, shared: bool) -> Result<()> {
    let n = a.nrows();
    let by: Vec<T> = (0..n).map(|i| (T::zero_impl() - T::one_impl()).divided(a[(i, i)])).collect();
    for i in 0..n {
        row(&mut b, i).iter_mut().for_each(|v| *v = T::zero_impl() - *v);
    }
    by_columns(b, Share::of(n * n / 2), shared, &|_, part| match is_lower {
        true => lower(a, Some(&by), part, false),
        false => upper(a, &by, part, false),
    })
}
