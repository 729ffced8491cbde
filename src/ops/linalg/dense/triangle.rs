//! Equations with triangular matrices, for many right-hand sides at once.

use faer::{MatMut, MatRef};

use super::product::{add, by_columns, row};
use crate::chunk::math::simd::{Task, has_fma, vectorize};
use crate::diag::Result;
use crate::ops::linalg::field::Field;

/// The side of triangles that are solved by loops.
const SIDE: usize = 32;
/// Columns that are worked on together: with as many rows they fit a near cache.
const COLS: usize = 64;

/// Makes each row of `b` into itself and what the rows above it give by `l`, times its own number of `by` (none: 1):
/// `b[i] = by[i] * (b[i] + sum(l[i, k] * b[k] for k < i))`. So for a triangular `a` and `by = -1 / diag(a)`, the x of
/// `a @ x == -b` takes b's place.
pub fn lower<T: Field>(l: MatRef<'_, T>, by: Option<&[T]>, b: MatMut<'_, T>, shared: bool) -> Result<()> {
    let n = l.nrows();
    if n <= SIDE {
        strips(l, by, b);
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
        strips(u.reverse_rows_and_cols(), Some(&turned), b.reverse_rows_mut());
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
    let width = if shared { b.ncols().div_ceil(2).max(16) } else { b.ncols() };
    for i in 0..n {
        row(&mut b, i).iter_mut().for_each(|v| *v = T::zero_impl() - *v);
    }
    by_columns(b, width, shared, &|_, part| match is_lower {
        true => lower(a, Some(&by), part, false),
        false => upper(a, &by, part, false),
    })
}

/// A small triangle, column strip by column strip.
fn strips<T: Field>(l: MatRef<'_, T>, by: Option<&[T]>, mut b: MatMut<'_, T>) {
    let n = l.nrows();
    let mut rows = [[T::default(); SIDE]; SIDE];
    (0..n).for_each(|i| (0..i).for_each(|k| rows[i][k] = l[(i, k)]));
    let mut scale = [T::one_impl(); SIDE];
    by.into_iter().for_each(|by| scale[..n].copy_from_slice(by));
    let mut x = [[T::default(); COLS]; SIDE];
    for col in (0..b.ncols()).step_by(COLS) {
        let cols = COLS.min(b.ncols() - col);
        let mut part = b.as_mut().submatrix_mut(0, col, n, cols);
        (0..n).for_each(|i| x[i][..cols].copy_from_slice(row(&mut part, i)));
        let (l, x) = (&rows[..n], &mut x);
        if has_fma() {
            vectorize(Strip::<T, true> { l, scale: &scale, x, cols });
        } else {
            vectorize(Strip::<T, false> { l, scale: &scale, x, cols });
        }
        (0..n).for_each(|i| row(&mut part, i).copy_from_slice(&x[i][..cols]));
    }
}

/// A few columns of the right-hand sides. `FUSED`: products and sums are rounded once.
struct Strip<'a, T: Field, const FUSED: bool> {
    l: &'a [[T; SIDE]],
    scale: &'a [T; SIDE],
    x: &'a mut [[T; COLS]; SIDE],
    cols: usize,
}

impl<T: Field, const FUSED: bool> Strip<'_, T, FUSED> {
    #[inline(always)]
    fn plus(a: T, b: T, c: T) -> T {
        if FUSED { T::fused(a, b, c) } else { a * b + c }
    }
}

impl<T: Field, const FUSED: bool> Task for Strip<'_, T, FUSED> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let cols = self.cols.min(COLS);
        for (i, l) in self.l.iter().enumerate() {
            let (done, rest) = self.x.split_at_mut(i);
            let own = &mut rest[0][..cols];
            let mut fours = done.chunks_exact(4);
            for (x, l) in fours.by_ref().zip(l.chunks_exact(4)) {
                let (p, q, r, s) = (&x[0][..cols], &x[1][..cols], &x[2][..cols], &x[3][..cols]);
                for j in 0..cols {
                    let first = Self::plus(l[1], q[j], Self::plus(l[0], p[j], own[j]));
                    own[j] = Self::plus(l[3], s[j], Self::plus(l[2], r[j], first));
                }
            }
            for (x, &l) in fours.remainder().iter().zip(&l[i / 4 * 4..]) {
                own.iter_mut().zip(x).for_each(|(own, &x)| *own = Self::plus(l, x, *own));
            }
            let scale = self.scale[i];
            own.iter_mut().for_each(|v| *v *= scale);
        }
    }
}
