//! Orthogonal factors by reflections, a panel of them at a time as `I - V @ T @ V^H` (Schreiber and Van Loan, "A
//! storage-efficient WY representation for products of Householder transformations", 1989).

use faer::traits::ext::*;
use faer::{MatMut, MatRef};
use num_traits::Float;

use super::product::{Share, add, by_columns, row, rows_of};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, Num};
use crate::diag::Result;
use crate::ops::linalg::field::Field;

/// The reflections of a panel.
const WIDTH: usize = 32;

/// Reflections, the first of which is applied last.
pub struct Reflections<T: Field> {
    rows: usize,
    panels: Vec<Panel<T>>,
}

/// Some neighbouring reflections: they leave the rows before `first` as they are.
struct Panel<T: Field> {
    first: usize,
    width: usize,
    /// The vectors, one after another, with ones on the diagonal and zeros above it.
    v: Vec<T>,
    /// Their conjugates, where these are others.
    conj: Option<Vec<T>>,
    /// The triangular factor by rows, and its adjoint; both with their signs turned.
    t: Vec<T>,
    t_adjoint: Vec<T>,
}

impl<T: Field> Reflections<T> {
    /// Makes a matrix into R, with zeros below the diagonal.
    pub fn of(mut a: MatMut<'_, T>, shared: bool) -> Result<Reflections<T>> {
        let (m, n) = (a.nrows(), a.ncols());
        let k = m.min(n);
        let mut panels = Vec::with_capacity(k.div_ceil(WIDTH));
        for first in (0..k).step_by(WIDTH) {
            let width = WIDTH.min(k - first);
            let below = a.as_mut().subrows_mut(first, m - first);
            let (_, below) = below.split_at_col_mut(first);
            let (own, rest) = below.split_at_col_mut(width);
            let panel = Panel::of(first, own)?;
            panel.apply(rest, true, shared)?;
            panels.push(panel);
        }
        Ok(Reflections { rows: m, panels })
    }

    /// The factor of each reflection, as LAPACK has them.
    pub fn factors(&self) -> Vec<T> {
        self.panels.iter().flat_map(|p| (0..p.width).map(|j| T::zero() - p.t[j * p.width + j])).collect()
    }

    /// Row j has the j-th vector from `j + 1` on.
    pub fn vectors_into(&self, mut to: MatMut<'_, T>) {
        for p in &self.panels {
            let m = self.rows - p.first;
            for j in 0..p.width {
                let at = p.first + j;
                row(&mut to, at)[at + 1..].copy_from_slice(&p.v[j * m + j + 1..(j + 1) * m]);
            }
        }
    }

    /// The first columns of the product of all reflections.
    pub fn basis(&self, cols: usize, shared: bool) -> Result<Block> {
        let mut out = Block::full(T::DTYPE, &[self.rows, cols], Num::Int(0));
        let mut q = rows_of::<T>(&mut out);
        (0..cols.min(self.rows)).for_each(|i| q[(i, i)] = T::one());
        for p in self.panels.iter().rev() {
            let part = q.as_mut().submatrix_mut(p.first, p.first, self.rows - p.first, cols - p.first);
            p.apply(part, false, shared)?;
        }
        Ok(out)
    }
}

impl<T: Field> Panel<T> {
    /// Makes columns into their part of R.
    fn of(first: usize, mut a: MatMut<'_, T>) -> Result<Panel<T>> {
        let (m, width) = (a.nrows(), a.ncols());
        let mut v = vec![T::default(); m * width];
        for i in 0..m {
            row(&mut a, i).iter().enumerate().for_each(|(j, &x)| v[j * m + i] = x);
        }
        let mut factors = Vec::with_capacity(width);
        for j in 0..width {
            let (done, rest) = v.split_at_mut((j + 1) * m);
            let own = &mut done[j * m + j..];
            let (beta, factor) = reflect(own);
            factors.push(factor);
            own[0] = T::one();
            let by = factor.conj();
            for other in rest.chunks_mut(m) {
                let other = &mut other[j..];
                vectorize(|| less(other, own, by * dot(own, other)));
            }
            own[0] = beta;
        }
        for i in 0..m {
            let to = row(&mut a, i);
            to.iter_mut().enumerate().for_each(|(j, x)| *x = if i <= j { v[j * m + i] } else { T::zero() });
        }
        for j in 0..width {
            v[j * m..j * m + j].fill(T::zero());
            v[j * m + j] = T::one();
        }
        let conj = T::DTYPE.is_complex().then(|| v.iter().map(|x| x.conj()).collect());
        let mut panel = Panel { first, width, v, conj, t: Vec::new(), t_adjoint: Vec::new() };
        panel.join(m, &factors)?;
        Ok(panel)
    }

    /// The triangular factor, from the products of the vectors.
    fn join(&mut self, m: usize, factors: &[T]) -> Result<()> {
        let width = self.width;
        let mut products = vec![T::default(); width * width];
        let v = MatRef::from_column_major_slice(&self.v, m, width);
        add(MatMut::from_row_major_slice_mut(&mut products, width, width), self.adjoint(m), v, false)?;
        let mut t = vec![T::default(); width * width];
        for (j, &factor) in factors.iter().enumerate() {
            for i in 0..j {
                let sum = (i..j).fold(T::zero(), |sum, k| sum + t[i * width + k] * products[k * width + j]);
                t[i * width + j] = T::zero() - sum * factor;
            }
            t[j * width + j] = T::zero() - factor;
        }
        self.t_adjoint = (0..width * width).map(|at| t[at % width * width + at / width].conj()).collect();
        self.t = t;
        Ok(())
    }

    fn adjoint(&self, m: usize) -> MatRef<'_, T> {
        MatRef::from_row_major_slice(self.conj.as_ref().unwrap_or(&self.v), self.width, m)
    }

    /// Applies the reflections, or their adjoints, to as many rows.
    fn apply(&self, c: MatMut<'_, T>, adjoint: bool, shared: bool) -> Result<()> {
        let (m, width) = (c.nrows(), self.width);
        let v = MatRef::from_column_major_slice(&self.v, m, width);
        let t = MatRef::from_row_major_slice(if adjoint { &self.t_adjoint } else { &self.t }, width, width);
        by_columns(c, Share::of(2 * m * width), shared, &|_, mut part| {
            let n = part.ncols();
            let mut sums = vec![T::default(); 2 * width * n];
            let (inner, outer) = sums.split_at_mut(width * n);
            add(MatMut::from_row_major_slice_mut(inner, width, n), self.adjoint(m), part.as_ref(), false)?;
            let inner = MatRef::from_row_major_slice(inner, width, n);
            add(MatMut::from_row_major_slice_mut(outer, width, n), t, inner, false)?;
            add(part.as_mut(), v, MatRef::from_row_major_slice(outer, width, n), false)
        })
    }
}

/// A reflection that turns a column into a multiple of a unit vector: below the first element its vector is left, which
/// has a 1 there. Gives the first element, and the reflection's factor.
fn reflect<T: Field>(column: &mut [T]) -> (T, T) {
    let alpha = column[0];
    let below = length(&column[1..]);
    let zero = <T::Real as Default>::default();
    if below == zero && alpha.imag() == zero {
        return (alpha, T::zero());
    }
    let length = below.hypot(Float::hypot(alpha.real(), alpha.imag()));
    let beta = if alpha.real() >= zero { -length } else { length };
    let scale = T::one().divided(alpha - T::from_real_impl(&beta));
    let rest = &mut column[1..];
    vectorize(|| rest.iter_mut().for_each(|v| *v *= scale));
    (T::from_real_impl(&beta), (T::from_real_impl(&beta) - alpha).mul_real(beta.recip()))
}

/// The root of the sum of squares; of very small and very large elements as parts of the largest.
fn length<T: Field>(v: &[T]) -> T::Real {
    let sum = vectorize(|| dot(v, v)).real();
    let wide: f64 = sum.into();
    let (low, high) = if T::DTYPE.real() == crate::chunk::DType::F32 { (1e-30, 1e35) } else { (1e-280, 1e300) };
    if wide > low && wide < high {
        return sum.sqrt();
    }
    let zero = <T::Real as Default>::default();
    let largest = v.iter().fold(zero, |most, v| if v.abs() > most { v.abs() } else { most });
    if largest == zero {
        return sum.sqrt();
    }
    v.iter().fold(zero, |sum, v| sum + v.mul_real(largest.recip()).abs2()).sqrt() * largest
}

/// The sum of `conj(a) * b`.
#[inline(always)]
fn dot<T: Field>(a: &[T], b: &[T]) -> T {
    const LANES: usize = 16;
    let mut sums = [T::default(); LANES];
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = a.remainder().iter().zip(b.remainder()).fold(T::default(), |sum, (x, y)| sum + x.conj() * *y);
    for (a, b) in a.zip(b) {
        (0..LANES).for_each(|k| sums[k] += a[k].conj() * b[k]);
    }
    sums.into_iter().fold(rest, |sum, v| sum + v)
}

/// `to -= by * v`
#[inline(always)]
fn less<T: Field>(to: &mut [T], v: &[T], by: T) {
    to.iter_mut().zip(v).for_each(|(to, &v)| *to -= by * v);
}
