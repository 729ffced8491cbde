//! Eigenvalues and singular values without vectors: by way of a tridiagonal or a bidiagonal matrix, whose values come out
//! of squares, without roots.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::tridiag::{tridiag_in_place, tridiag_in_place_scratch};
use faer::linalg::svd::bidiag::{bidiag_in_place, bidiag_in_place_scratch};
use faer::traits::ext::*;
use faer::{Mat, MatRef, get_global_parallelism};
use num_traits::Float;

use super::field::Field;
use super::rotations::symmetric_pair;
use super::squares::singular;

/// The eigenvalues, rising, of a Hermitian matrix of which the lower triangle is read; none if they do not come out.
pub fn of_symmetric<T: Field>(a: MatRef<'_, T>) -> Option<Vec<T::Real>> {
    let n = a.nrows();
    let (mut a, mut factors, par) = (a.to_owned(), Mat::<T>::zeros(1, n - 1), get_global_parallelism());
    let mut memory = MemBuffer::new(tridiag_in_place_scratch::<T>(n, par, Default::default()));
    tridiag_in_place(a.as_mut(), factors.as_mut(), par, MemStack::new(&mut memory), Default::default());
    let mut d: Vec<T::Real> = (0..n).map(|i| a[(i, i)].real()).collect();
    let mut e: Vec<T::Real> = (1..n).map(|i| a[(i, i - 1)].abs()).collect();
    eigenvalues(&mut d, &mut e)?;
    Some(d)
}

/// The singular values, falling, of a matrix that has no fewer rows than columns; none if they do not come out.
pub fn of_any<T: Field>(a: MatRef<'_, T>) -> Option<Vec<T::Real>> {
    let (m, n) = (a.nrows(), a.ncols());
    let (mut a, par) = (a.to_owned(), get_global_parallelism());
    let (mut left, mut right) = (Mat::<T>::zeros(1, n), Mat::<T>::zeros(1, n - 1));
    let mut memory = MemBuffer::new(bidiag_in_place_scratch::<T>(m, n, par, Default::default()));
    let stack = MemStack::new(&mut memory);
    bidiag_in_place(a.as_mut(), left.as_mut(), right.as_mut(), par, stack, Default::default());
    let d: Vec<T::Real> = (0..n).map(|i| a[(i, i)].abs()).collect();
    let e: Vec<T::Real> = (1..n).map(|i| a[(i - 1, i)].abs()).collect();
    singular(&d, &e)
}

/// The matrix times a power of two and one over that power, where squares of its numbers would overflow or vanish; none
/// where they are fine as they are.
pub fn tamed<T: Field>(a: MatRef<'_, T>) -> Option<(Mat<T>, T::Real)> {
    let zero = <T::Real as Default>::default();
    let rows = if a.row_stride().abs() < a.col_stride().abs() { a.transpose() } else { a };
    let sizes = rows.row_iter().flat_map(|row| row.iter().map(|v| v.re_im_sum()));
    let largest = sizes.fold(zero, |most, v| if v > most { v } else { most });
    let edge = <T::Real as num_traits::NumCast>::from(65536.0).unwrap_or(largest);
    let least = Float::sqrt(<T::Real as Float>::min_positive_value()) * edge;
    let most = Float::sqrt(<T::Real as Float>::max_value()) / edge;
    if largest == zero || (least..most).contains(&largest) {
        return None;
    }
    let by = power(zero, largest);
    Some((Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)].mul_real(by)), <T::Real as num_traits::One>::one() / by))
}

/// The power of two that brings the largest number near two to the power `to`.
pub fn power<R: Float>(to: R, largest: R) -> R {
    if largest == R::zero() {
        return R::one();
    }
    let most = R::max_value().log2().floor() - R::from(24).unwrap_or(R::one());
    (to - largest.log2()).floor().min(most).max(-most).exp2()
}

/// The most steps for each value.
const STEPS: usize = 30;

/// The eigenvalues, rising, of a symmetric tridiagonal matrix with the diagonal `d` and `e` below it, in d's place; none
/// if they do not come out. By QL steps on the squares of `e` (Pal, Walker and Kahan; Parlett, "The Symmetric Eigenvalue
/// Problem", 1980, section 8-15).
pub fn eigenvalues<R: Float>(d: &mut [R], e: &mut [R]) -> Option<()> {
    let largest = d.iter().chain(e.iter()).fold(R::zero(), |most, v| most.max(v.abs()));
    let scale = power(R::zero(), largest);
    d.iter_mut().for_each(|v| *v = *v * scale);
    e.iter_mut().for_each(|v| *v = (*v * scale) * (*v * scale));
    let mut left = d.len() * STEPS;
    let mut first = 0;
    while first < d.len() {
        let last = (first..d.len() - 1).find(|&k| is_nothing(e[k], d[k], d[k + 1])).unwrap_or(d.len() - 1);
        block(&mut d[first..=last], &mut e[first..last], &mut left)?;
        first = last + 1;
    }
    d.iter_mut().for_each(|v| *v = *v / scale);
    d.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    Some(())
}

/// Whether the square of an element beside the diagonal is nothing to those on it.
#[inline(always)]
fn is_nothing<R: Float>(square: R, a: R, b: R) -> bool {
    square <= R::epsilon() * R::epsilon() * (a * b).abs() + R::min_positive_value()
}

/// A block of the matrix: values come out at its beginning, where the smaller ones shall be.
fn block<R: Float>(d: &mut [R], e: &mut [R], left: &mut usize) -> Option<()> {
    let n = d.len();
    if d[n - 1].abs() < d[0].abs() {
        d.reverse();
        e.reverse();
    }
    let mut l = 0;
    while l + 1 < n {
        let m = (l..n - 1).find(|&m| is_nothing(e[m], d[m], d[m + 1])).unwrap_or(n - 1);
        if m < n - 1 {
            e[m] = R::zero();
        }
        if m == l {
            l += 1;
        } else if m == l + 1 {
            let (large, small, ..) = symmetric_pair(d[l], e[l].sqrt(), d[l + 1]);
            (d[l], d[l + 1]) = (large, small);
            l += 2;
        } else {
            *left = left.checked_sub(1)?;
            step(&mut d[l..=m], &mut e[l..m]);
        }
    }
    Some(())
}

/// One QL step with the shift of the two by two matrix at the beginning.
fn step<R: Float>(d: &mut [R], e: &mut [R]) {
    let root = e[0].sqrt();
    let half = (d[1] - d[0]) / (root + root);
    let shift = d[0] - root / (half + half.hypot(R::one()).copysign(half));
    let m = e.len();
    let (mut c, mut s, mut gamma) = (R::one(), R::zero(), d[m] - shift);
    let mut p = gamma * gamma;
    for i in (0..m).rev() {
        let square = e[i];
        let r = p + square;
        if i + 1 < m {
            e[i + 1] = s * r;
        }
        let before = (c, gamma);
        (c, s) = (p / r, square / r);
        gamma = c * (d[i] - shift) - s * before.1;
        d[i + 1] = before.1 + (d[i] - gamma);
        p = if c == R::zero() { before.0 * square } else { gamma * gamma / c };
    }
    e[0] = s * p;
    d[0] = shift + gamma;
}
