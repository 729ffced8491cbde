//! Gaussian elimination by halves (Toledo, "Locality of reference in LU decomposition with partial pivoting", 1997).

use faer::{MatMut, MatRef};

use super::product::{Share, add, by_columns, row, rows_of};
use super::triangle::{lower, upper};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, Num};
use crate::diag::Result;
use crate::ops::linalg::field::{Field, matrix};

/// The width of columns that are eliminated one by one.
const NARROW: usize = 8;
/// The most right-hand sides that a thread solves for at a time, and columns of an inverse that it makes.
const SIDES: usize = 512;
const INVERTED: usize = 128;

/// U from the diagonal on and below it L, with its sign turned; the row with which each row was swapped.
pub struct Lu {
    pub packed: Block,
    pub swaps: Vec<usize>,
}

/// Eliminates below the diagonal, the largest element of each column first: what is below becomes L with its sign turned.
pub fn eliminate<T: Field>(a: MatMut<'_, T>, swaps: &mut [usize], shared: bool) -> Result<()> {
    let (m, n) = (a.nrows(), a.ncols());
    if n > m {
        let (mut left, mut right) = a.split_at_col_mut(m);
        eliminate(left.as_mut(), swaps, shared)?;
        exchange(right.as_mut(), swaps);
        return lower(left.as_ref(), None, right, shared);
    }
    if n <= NARROW {
        narrow(a, swaps);
        return Ok(());
    }
    let half = (n / 2).next_multiple_of(NARROW);
    let (mut left, mut right) = a.split_at_col_mut(half);
    let (first, second) = swaps.split_at_mut(half);
    eliminate(left.as_mut(), first, shared)?;
    let (square, below) = left.as_ref().split_at_row(half);
    by_columns(right.as_mut(), Share::of(half * half / 2), shared, &|_, mut part| {
        exchange(part.as_mut(), first);
        lower(square, None, part.subrows_mut(0, half), false)
    })?;
    let (top, mut rest) = right.split_at_row_mut(half);
    add(rest.as_mut(), below, top.as_ref(), shared)?;
    eliminate(rest, second, shared)?;
    exchange(left.subrows_mut(half, m - half), second);
    second.iter_mut().for_each(|s| *s += half);
    Ok(())
}

/// Swaps rows one after another.
fn exchange<T: Field>(a: MatMut<'_, T>, swaps: &[usize]) {
    let (ptr, step, cols) = (a.as_ptr_mut(), a.row_stride(), a.ncols());
    for (i, &p) in swaps.iter().enumerate() {
        if i != p {
            assert!(i < a.nrows() && p < a.nrows());
            // SAFETY: both rows are in bounds, and are two.
            unsafe {
                std::ptr::swap_nonoverlapping(ptr.offset(i as isize * step), ptr.offset(p as isize * step), cols);
            }
        }
    }
}

/// A few columns one by one, in memory where each lies by itself.
fn narrow<T: Field>(mut a: MatMut<'_, T>, swaps: &mut [usize]) {
    let (m, n) = (a.nrows(), a.ncols());
    let mut columns = vec![T::default(); m * n];
    for i in 0..m {
        row(&mut a, i).iter().enumerate().for_each(|(j, &v)| columns[j * m + i] = v);
    }
    for j in 0..n {
        let (done, rest) = columns.split_at_mut((j + 1) * m);
        let own = &mut done[j * m..];
        let p = j + vectorize(|| largest(&own[j..]));
        swaps[j] = p;
        own.swap(j, p);
        let pivot = own[j];
        done[..j * m].chunks_mut(m).chain(rest.chunks_mut(m)).for_each(|c| c.swap(j, p));
        if pivot == T::zero_impl() {
            continue;
        }
        let below = &mut done[j * m + j + 1..];
        vectorize(|| scale(below, pivot));
        for other in rest.chunks_mut(m) {
            let by = other[j];
            let other = &mut other[j + 1..];
            vectorize(|| other.iter_mut().zip(&*below).for_each(|(x, &l)| *x += l * by));
        }
    }
    for i in 0..m {
        row(&mut a, i).iter_mut().enumerate().for_each(|(j, v)| *v = columns[j * m + i]);
    }
}

/// Divides by the pivot and turns the sign.
#[inline(always)]
fn scale<T: Field>(column: &mut [T], pivot: T) {
    let size: f64 = pivot.re_im_sum().into();
    if size >= f64::from(f32::MIN_POSITIVE) {
        let by = T::zero_impl() - T::one_impl().divided(pivot);
        column.iter_mut().for_each(|v| *v *= by);
    } else {
        column.iter_mut().for_each(|v| *v = T::zero_impl() - v.divided(pivot));
    }
}

/// The first of the largest elements.
#[inline(always)]
fn largest<T: Field>(column: &[T]) -> usize {
    let mut most = [<T::Real as Default>::default(); 8];
    let tail = column.chunks_exact(8).remainder().iter();
    for eight in column.chunks_exact(8) {
        most.iter_mut().zip(eight).for_each(|(m, v)| {
            let size = v.re_im_sum();
            *m = if size > *m { size } else { *m };
        });
    }
    most.iter_mut().zip(tail).for_each(|(m, v)| {
        let size = v.re_im_sum();
        *m = if size > *m { size } else { *m };
    });
    let top = most.into_iter().fold(<T::Real as Default>::default(), |a, b| if b > a { b } else { a });
    let own = column.first().map_or(top, |v| v.re_im_sum());
    // A pivot that is no number is not replaced.
    if own != own { 0 } else { column.iter().position(|v| v.re_im_sum() == top).unwrap_or(0) }
}

impl Lu {
    /// Of a matrix of any shape.
    pub fn of<T: Field>(a: &Block, shared: bool) -> Result<Lu> {
        let mut packed = a.to_owned_c();
        let mut swaps = vec![0; a.shape()[0].min(a.shape()[1])];
        eliminate(rows_of::<T>(&mut packed), &mut swaps, shared)?;
        Ok(Lu { packed, swaps })
    }

    pub fn matrix<T: Field>(&self) -> MatRef<'_, T> {
        matrix::<T>(&self.packed)
    }

    /// The diagonal of U.
    pub fn pivots<T: Field>(&self) -> Vec<T> {
        let u = self.matrix::<T>();
        (0..self.swaps.len()).map(|i| u[(i, i)]).collect()
    }

    /// Whether the rows were swapped an odd number of times.
    pub fn is_odd(&self) -> bool {
        self.swaps.iter().enumerate().filter(|(i, p)| *i != **p).count() % 2 == 1
    }

    /// Where each row of the factors comes from.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.packed.shape()[0]).collect();
        self.swaps.iter().enumerate().for_each(|(i, &p)| order.swap(i, p));
        order
    }

    /// The x of `a @ x == b`; none if a pivot is 0.
    pub fn solve<T: Field>(&self, b: &Block, shared: bool) -> Result<Option<Block>> {
        let Some(by) = self.turned::<T>() else { return Ok(None) };
        let packed = self.matrix::<T>();
        let right = b.contiguous();
        let mut out = Block::scratch(T::DTYPE, b.shape());
        let mut x = rows_of::<T>(&mut out);
        let cols = x.ncols();
        for (i, from) in self.order().into_iter().enumerate() {
            let from = &right.slice::<T>()[from * cols..(from + 1) * cols];
            row(&mut x, i).iter_mut().zip(from).for_each(|(x, &v)| *x = T::zero_impl() - v);
        }
        by_columns(x, Share { most: SIDES, work: packed.nrows().pow(2) }, shared, &|_, mut x| {
            lower(packed, None, x.as_mut(), false)?;
            upper(packed, &by, x, false)
        })?;
        Ok(Some(out))
    }

    /// The inverse; none if a pivot is 0.
    pub fn inverse<T: Field>(&self, shared: bool) -> Result<Option<Block>> {
        let Some(by) = self.turned::<T>() else { return Ok(None) };
        let packed = self.matrix::<T>();
        let n = packed.nrows();
        let mut out = Block::full(T::DTYPE, &[n, n], Num::Int(0));
        let minus = T::zero_impl() - T::one_impl();
        by_columns(rows_of::<T>(&mut out), Share { most: INVERTED, work: n * n }, shared, &|first, mut x| {
            (0..x.ncols()).for_each(|j| x[(first + j, j)] = minus);
            // Above these columns' own rows the inverse of L is zero.
            let own = packed.submatrix(first, first, n - first, n - first);
            lower(own, None, x.as_mut().subrows_mut(first, n - first), false)?;
            upper(packed, &by, x, false)
        })?;
        let order = self.order();
        let mut x = rows_of::<T>(&mut out);
        let mut own = vec![T::default(); n];
        for i in 0..n {
            let row = row(&mut x, i);
            own.copy_from_slice(row);
            order.iter().zip(&own).for_each(|(&to, &v)| row[to] = v);
        }
        Ok(Some(out))
    }

    /// What rows are multiplied by in the end, with its sign turned.
    fn turned<T: Field>(&self) -> Option<Vec<T>> {
        let one = T::zero_impl() - T::one_impl();
        self.pivots::<T>().into_iter().map(|p| (p != T::zero_impl()).then(|| one.divided(p))).collect()
    }
}
