//! The innermost loops of products and of triangles: a few rows times a strip of columns, with the sums in registers.

use faer::{MatMut, MatRef};

use super::product::row;
use crate::chunk::math::simd::{Task, has_fma, vectorize};
use crate::chunk::{Element, cancel};
use crate::diag::Result;
use crate::ops::linalg::field::Field;

/// The bytes of a strip's row: two vectors.
pub const WIDTH: usize = 64;
/// Elements of the left operand that are used for strip after strip: they stay in the second cache.
const LEFT: usize = 1 << 15;

/// Calls the function with the rows of a tile and the columns of a strip for a type: all sums fit the registers.
macro_rules! sized {
    ($t:ty, $f:ident($($arg:expr),*)) => {
        match (WIDTH / size_of::<$t>(), <$t as Element>::DTYPE.is_complex()) {
            (4, _) => $f::<$t, 2, 4>($($arg),*),
            (_, true) => $f::<$t, 2, 8>($($arg),*),
            (8, _) => $f::<$t, 6, 8>($($arg),*),
            _ => $f::<$t, 6, 16>($($arg),*),
        }
    };
}

/// `a * b + c`, rounded once where that is quick.
#[inline(always)]
fn plus<T: Field, const FUSED: bool>(a: T, b: T, c: T) -> T {
    if FUSED { T::fused(a, b, c) } else { a * b + c }
}

/// Adds to each of `R` rows the products of its factors, which lie `along` apart, with the rows of a strip.
///
/// # Safety
/// Each of `factors` points to as many elements as the strip has rows.
#[inline(always)]
pub unsafe fn tile<T: Field, const R: usize, const W: usize, const FUSED: bool>(
    factors: [*const T; R],
    along: usize,
    strip: &[[T; W]],
    sums: &mut [[T; W]; R],
) {
    let mut held = *sums;
    for (k, x) in strip.iter().enumerate() {
        for r in 0..R {
            // SAFETY: the caller's.
            let by = unsafe { *factors[r].add(k * along) };
            for j in 0..W {
                held[r][j] = plus::<T, FUSED>(by, x[j], held[r][j]);
            }
        }
    }
    *sums = held;
}

/// A matrix whose rows lie in steps of one, copied where they do not.
fn in_rows<'a, T: Field>(a: MatRef<'a, T>, room: &'a mut Vec<T>) -> (*const T, usize) {
    if a.col_stride() == 1 && a.row_stride() >= 0 {
        return (a.as_ptr(), a.row_stride() as usize);
    }
    room.resize(a.nrows() * a.ncols(), T::default());
    MatMut::from_row_major_slice_mut(&mut room[..], a.nrows(), a.ncols()).copy_from(a);
    (room.as_ptr(), a.ncols())
}

/// `to += a @ b` where rows of `to` lie in steps of one and the summed axis is short.
pub fn add<T: Field>(to: MatMut<'_, T>, a: MatRef<'_, T>, b: MatRef<'_, T>) -> Result<()> {
    sized!(T, add_strips(to, a, b))
}

fn add_strips<T: Field, const R: usize, const W: usize>(
    mut to: MatMut<'_, T>,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
) -> Result<()> {
    let mut room = Vec::new();
    let (left, step) = in_rows(a, &mut room);
    let (m, depth) = (a.nrows(), a.ncols());
    let mut strip = vec![[T::default(); W]; depth];
    let rows = (LEFT / depth.max(1)).max(R) / R * R;
    for first in (0..m).step_by(rows) {
        let rows = rows.min(m - first);
        for col in (0..b.ncols()).step_by(W) {
            cancel::check()?;
            let cols = W.min(b.ncols() - col);
            gather(&mut strip, b.subcols(col, cols));
            let to = to.as_mut().submatrix_mut(first, col, rows, cols);
            // SAFETY: the rows are in bounds.
            let left = unsafe { left.add(first * step) };
            if has_fma() {
                vectorize(Sums::<T, R, W, true> { to, left, step, strip: &strip });
            } else {
                vectorize(Sums::<T, R, W, false> { to, left, step, strip: &strip });
            }
        }
    }
    Ok(())
}

/// Copies a few columns, one row after another.
pub fn gather<T: Field, const W: usize>(strip: &mut [[T; W]], from: MatRef<'_, T>) {
    let cols = from.ncols();
    if from.col_stride() == 1 && cols == W {
        for (k, to) in strip.iter_mut().enumerate() {
            assert!(k < from.nrows());
            // SAFETY: the row is in bounds, and its elements lie in steps of one.
            unsafe {
                to.as_mut_ptr().copy_from_nonoverlapping(from.as_ptr().offset(k as isize * from.row_stride()), W)
            };
        }
        return;
    }
    for (k, to) in strip.iter_mut().enumerate() {
        *to = std::array::from_fn(|j| if j < cols { from[(k, j)] } else { T::default() });
    }
}

/// A strip of columns, to which products are added. `FUSED`: products and sums are rounded once.
struct Sums<'a, T: Field, const R: usize, const W: usize, const FUSED: bool> {
    to: MatMut<'a, T>,
    left: *const T,
    step: usize,
    strip: &'a [[T; W]],
}

impl<T: Field, const R: usize, const W: usize, const FUSED: bool> Task for Sums<'_, T, R, W, FUSED> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (m, cols, down) = (self.to.nrows(), self.to.ncols(), self.to.row_stride());
        let to = self.to.as_ptr_mut();
        let mut i = 0;
        // SAFETY: rows before `m` and columns before `cols` are in bounds, and rows lie in steps of one.
        unsafe {
            while i + R <= m {
                let factors = std::array::from_fn(|r| self.left.add((i + r) * self.step));
                let mut sums = [[T::default(); W]; R];
                let place = |r: usize| to.offset((i + r) as isize * down);
                if cols == W {
                    (0..R).for_each(|r| sums[r] = place(r).cast::<[T; W]>().read());
                    tile::<T, R, W, FUSED>(factors, 1, self.strip, &mut sums);
                    (0..R).for_each(|r| place(r).cast::<[T; W]>().write(sums[r]));
                } else {
                    (0..R).for_each(|r| sums[r].as_mut_ptr().copy_from_nonoverlapping(place(r), cols));
                    tile::<T, R, W, FUSED>(factors, 1, self.strip, &mut sums);
                    (0..R).for_each(|r| place(r).copy_from_nonoverlapping(sums[r].as_ptr(), cols));
                }
                i += R;
            }
            while i < m {
                let place = to.offset(i as isize * down);
                let mut sums = [[T::default(); W]];
                sums[0].as_mut_ptr().copy_from_nonoverlapping(place, cols);
                tile::<T, 1, W, FUSED>([self.left.add(i * self.step)], 1, self.strip, &mut sums);
                place.copy_from_nonoverlapping(sums[0].as_ptr(), cols);
                i += 1;
            }
        }
    }
}

/// A small triangle: `b[i] = by[i] * (b[i] + sum(l[i, k] * b[k] for k < i))`, strip by strip. The rows of `b` lie in
/// steps of one.
pub fn lower<T: Field>(l: MatRef<'_, T>, by: Option<&[T]>, b: MatMut<'_, T>) {
    sized!(T, lower_strips(l, by, b));
}

fn lower_strips<T: Field, const R: usize, const W: usize>(l: MatRef<'_, T>, by: Option<&[T]>, mut b: MatMut<'_, T>) {
    let n = l.nrows();
    let mut room = Vec::new();
    let (left, step) = in_rows(l, &mut room);
    let ones = vec![T::one_impl(); if by.is_none() { n } else { 0 }];
    let by = by.unwrap_or(&ones);
    let mut strip = vec![[T::default(); W]; n];
    for col in (0..b.ncols()).step_by(W) {
        let cols = W.min(b.ncols() - col);
        let mut part = b.as_mut().submatrix_mut(0, col, n, cols);
        gather(&mut strip, part.as_ref());
        if has_fma() {
            vectorize(Triangle::<T, R, W, true> { left, step, by, strip: &mut strip });
        } else {
            vectorize(Triangle::<T, R, W, false> { left, step, by, strip: &mut strip });
        }
        (0..n).for_each(|i| row(&mut part, i).copy_from_slice(&strip[i][..cols]));
    }
}

/// A strip of columns, of which a triangle is taken off.
struct Triangle<'a, T: Field, const R: usize, const W: usize, const FUSED: bool> {
    left: *const T,
    step: usize,
    by: &'a [T],
    strip: &'a mut [[T; W]],
}

impl<T: Field, const R: usize, const W: usize, const FUSED: bool> Triangle<'_, T, R, W, FUSED> {
    /// The rows from `i` on, `N` of them.
    #[inline(always)]
    fn rows<const N: usize>(&mut self, i: usize) {
        let (done, own) = self.strip.split_at_mut(i);
        let Some(own) = own.first_chunk_mut::<N>() else { return };
        // SAFETY: the rows are the triangle's, which has as many as the strip.
        let factors: [*const T; N] = std::array::from_fn(|r| unsafe { self.left.add((i + r) * self.step) });
        let mut sums = *own;
        // SAFETY: each row of the triangle has at least `i` elements.
        unsafe { tile::<T, N, W, FUSED>(factors, 1, done, &mut sums) };
        for r in 0..N {
            for k in 0..r {
                // SAFETY: the element is in bounds.
                let l = unsafe { *factors[r].add(i + k) };
                for j in 0..W {
                    sums[r][j] = plus::<T, FUSED>(l, sums[k][j], sums[r][j]);
                }
            }
            let by = self.by[i + r];
            (0..W).for_each(|j| sums[r][j] *= by);
        }
        *own = sums;
    }
}

impl<T: Field, const R: usize, const W: usize, const FUSED: bool> Task for Triangle<'_, T, R, W, FUSED> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let n = self.strip.len();
        let mut i = 0;
        while i + R <= n {
            self.rows::<R>(i);
            i += R;
        }
        while i < n {
            self.rows::<1>(i);
            i += 1;
        }
    }
}
