//! The triangular factor of a positive definite matrix, by halves.

use faer::traits::ext::*;
use faer::{MatMut, MatRef};

use super::product::{Share, add, by_columns, row};
use super::triangle::lower;
use crate::chunk::math::simd::vectorize;
use crate::diag::Result;
use crate::ops::linalg::field::Field;

/// The side of matrices that are factored row by row.
const SIDE: usize = 32;
/// Rows that a product is added to at a time.
const ROWS: usize = 128;

/// Makes the upper triangle of a matrix, which is all that is read, into the factor U with `U^H @ U` the matrix. Below the
/// diagonal anything may be left. Says whether the matrix is positive definite.
pub fn cholesky<T: Field>(a: MatMut<'_, T>, shared: bool) -> Result<bool> {
    let n = a.nrows();
    if n <= SIDE {
        return Ok(by_rows(a));
    }
    let half = (n / 2).next_multiple_of(SIDE);
    let (mut square, mut right, _, mut rest) = a.split_at_mut(half, half);
    if !cholesky(square.as_mut(), shared)? {
        return Ok(false);
    }
    let by: Vec<T> =
        (0..half).map(|i| T::from_real_impl(&(-<T::Real as num_traits::One>::one() / square[(i, i)].real()))).collect();
    let turned = conjugated(square.as_ref());
    let square = turned.as_ref().map_or(square.as_ref(), |m| m.as_ref());
    let negate = |x: &mut [T]| x.iter_mut().for_each(|v| *v = T::zero_impl() - *v);
    by_columns(right.as_mut(), Share::of(half * half / 2), shared, &|_, mut part| {
        (0..half).for_each(|i| negate(row(&mut part, i)));
        lower(square.transpose(), Some(&by), part, false)
    })?;
    let mut less = vec![T::default(); half * (n - half)];
    for i in 0..half {
        let to = &mut less[i * (n - half)..(i + 1) * (n - half)];
        to.iter_mut().zip(row(&mut right, i)).for_each(|(to, v)| *to = T::zero_impl() - v.conj());
    }
    let less = MatRef::from_row_major_slice(&less, half, n - half);
    for first in (0..n - half).step_by(ROWS) {
        let (rows, cols) = (ROWS.min(n - half - first), n - half - first);
        let to = rest.as_mut().submatrix_mut(first, first, rows, cols);
        add(to, less.subcols(first, rows).transpose(), right.as_ref().subcols(first, cols), shared)?;
    }
    cholesky(rest, shared)
}

/// The conjugate of a complex matrix.
fn conjugated<T: Field>(a: MatRef<'_, T>) -> Option<faer::Mat<T>> {
    T::DTYPE.is_complex().then(|| faer::Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)].conj()))
}

fn by_rows<T: Field>(mut a: MatMut<'_, T>) -> bool {
    let n = a.nrows();
    for k in 0..n {
        let pivot = a[(k, k)].real();
        if pivot <= <T::Real as Default>::default() {
            return false;
        }
        let root = num_traits::Float::sqrt(pivot);
        let scale = T::from_real_impl(&(<T::Real as num_traits::One>::one() / root));
        let own = row(&mut a, k);
        own[k] = T::from_real_impl(&root);
        own[k + 1..].iter_mut().for_each(|v| *v *= scale);
        let own: [T; SIDE] = std::array::from_fn(|j| own.get(j).copied().unwrap_or_default());
        for i in k + 1..n {
            let by = T::zero_impl() - own[i].conj();
            let to = &mut row(&mut a, i)[i..];
            vectorize(|| to.iter_mut().zip(&own[i..n]).for_each(|(to, &v)| *to += by * v));
        }
    }
    true
}
