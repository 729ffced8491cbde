//! Factorizations: triangular, orthogonal, singular values.

use faer::linalg::solvers::Qr as FaerQr;
use faer::traits::ext::*;
use faer::{Mat, MatRef, Side};

use super::bidiagonal;
use super::field::{Field, did_not_converge, matrix, to_block, to_vector, with_field};
use super::kernel::Method;
use super::small;
use crate::chunk::{Block, Num};
use crate::diag::{Result, linalg_error};

/// The triangular factor of a positive definite matrix.
#[derive(Debug)]
pub struct Cholesky {
    pub upper: bool,
}

impl Method for Cholesky {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.factor::<T>(&inputs[0]))
    }
}

impl Cholesky {
    fn factor<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let a = matrix::<T>(a);
        let lower = if self.upper { lower_factor(a.adjoint().to_owned().as_ref())? } else { lower_factor(a)? };
        Ok(vec![if self.upper { to_block(lower.adjoint().to_owned().as_ref()) } else { to_block(lower.as_ref()) }])
    }
}

/// The lower factor of a positive definite matrix, of which the lower triangle is read.
pub fn lower_factor<T: Field>(a: MatRef<'_, T>) -> Result<Mat<T>> {
    let failed = || {
        linalg_error("Matrix is not positive definite")
            .help("it must equal its own adjoint, and have no eigenvalue that is 0 or negative")
    };
    if small::is_small(a.nrows(), a.ncols()) || !all_finite(a) {
        return small::cholesky(a).ok_or_else(failed);
    }
    a.llt(Side::Lower).map(|found| found.L().to_owned()).map_err(|_| failed())
}

/// What `qr` answers with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QrMode {
    Reduced,
    Complete,
    R,
    Raw,
}

/// An orthogonal and an upper triangular factor.
#[derive(Debug)]
pub struct Qr {
    pub mode: QrMode,
}

impl Method for Qr {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => Ok(self.factor::<T>(&inputs[0])))
    }
}

impl Qr {
    fn factor<T: Field>(&self, a: &Block) -> Vec<Block> {
        let a = matrix::<T>(a);
        if a.nrows() == 0 || a.ncols() == 0 {
            return self.of_nothing::<T>(a.nrows(), a.ncols());
        }
        if small::is_small(a.nrows(), a.ncols()) {
            return self.by_loops(a);
        }
        let found = a.qr();
        if self.mode == QrMode::Raw {
            return raw(&found);
        }
        let (mut q, mut r) = match self.mode {
            QrMode::Complete => (found.compute_Q(), found.R().to_owned()),
            _ => (found.compute_thin_Q(), found.thin_R().to_owned()),
        };
        turn(&mut q, &mut r);
        if self.mode == QrMode::R {
            vec![to_block(r.as_ref())]
        } else {
            vec![to_block(q.as_ref()), to_block(r.as_ref())]
        }
    }

    fn by_loops<T: Field>(&self, a: MatRef<'_, T>) -> Vec<Block> {
        let (m, k) = (a.nrows(), a.nrows().min(a.ncols()));
        let (packed, factors) = small::qr(a);
        if self.mode == QrMode::Raw {
            return vec![to_block(packed.transpose().to_owned().as_ref()), to_vector(factors)];
        }
        let rows = if self.mode == QrMode::Complete { m } else { k };
        let r = Mat::<T>::from_fn(rows, a.ncols(), |i, j| if i <= j { packed[(i, j)] } else { T::zero() });
        if self.mode == QrMode::R {
            return vec![to_block(r.as_ref())];
        }
        vec![to_block(small::basis(&packed, &factors, rows).as_ref()), to_block(r.as_ref())]
    }

    fn of_nothing<T: Field>(&self, m: usize, n: usize) -> Vec<Block> {
        let empty = |rows: usize, cols: usize| Block::scratch(T::DTYPE, &[rows, cols]);
        match self.mode {
            QrMode::Reduced => vec![empty(m, 0), empty(0, n)],
            QrMode::Complete => vec![to_block(Mat::<T>::identity(m, m).as_ref()), empty(m, n)],
            QrMode::R => vec![empty(0, n)],
            QrMode::Raw => vec![empty(n, m), Block::scratch(T::DTYPE, &[0])],
        }
    }
}

/// Gives the factors the signs that LAPACK's reflections give them.
fn turn<T: Field>(q: &mut Mat<T>, r: &mut Mat<T>) {
    let k = r.nrows().min(r.ncols()).min(q.ncols());
    let phases: Vec<T> = (0..k).map(|i| phase(r[(i, i)])).collect();
    let k_first = Mat::<T>::from_fn(k, k, |i, j| q[(i, j)] * phases[j]);
    let signs = signs(k_first, q.nrows() == k);
    for (i, (phase, sign)) in phases.into_iter().zip(signs).enumerate() {
        let by = phase * sign;
        (0..q.nrows()).for_each(|row| q[(row, i)] *= by);
        (i..r.ncols()).for_each(|col| r[(i, col)] *= by.conj());
    }
}

/// A number over its size; 1 for 0.
pub fn phase<T: Field>(v: T) -> T {
    let size = v.abs();
    if size == <T::Real as ComplexField>::zero_impl() { T::one() } else { v.mul_real(size.recip()) }
}

/// The signs that reflections of the whole matrix would give the columns of Q, from its upper square, where the
/// diagonal of R is positive (Ballard et al., "Reconstructing Householder vectors from tall-skinny QR", 2014). `square`
/// says that Q has no more rows.
pub fn signs<T: Field>(mut q: Mat<T>, square: bool) -> Vec<T> {
    let n = q.ncols();
    let mut signs = Vec::with_capacity(n);
    for k in 0..n {
        let pivot = q[(k, k)];
        let real = pivot.imag() == <T::Real as ComplexField>::zero_impl();
        let up = pivot.real() >= <T::Real as ComplexField>::zero_impl();
        // The last column of a square matrix is not reflected.
        let sign = if up == (square && k + 1 == n && real) { T::one() } else { T::zero() - T::one() };
        signs.push(sign);
        let shifted = (pivot * sign - T::one()).recip() * sign;
        for i in k + 1..n {
            let factor = q[(i, k)] * shifted;
            for j in k + 1..n {
                let less = factor * q[(k, j)];
                q[(i, j)] -= less;
            }
        }
    }
    signs
}

/// The reflections as LAPACK holds them: below the diagonal of R their vectors, all transposed, and their factors.
fn raw<T: Field>(found: &FaerQr<T>) -> Vec<Block> {
    let (basis, r, coefficients) = (found.Q_basis(), found.R(), found.Q_coeff());
    let (m, n) = (r.nrows(), r.ncols());
    let block = coefficients.nrows();
    let both = Mat::<T>::from_fn(n, m, |j, i| if i > j { basis[(i, j)] } else { r[(i, j)] });
    let factor = |k: usize| {
        let tau = coefficients[(k % block.max(1), k)];
        if tau.is_finite() { tau.recip() } else { T::zero() }
    };
    vec![to_block(both.as_ref()), to_vector((0..m.min(n)).map(factor))]
}

/// The factors P, L and U of a matrix, with `P @ L @ U` the matrix.
#[derive(Debug)]
pub struct Lu;

impl Method for Lu {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => Ok(factor_lu::<T>(&inputs[0])))
    }
}

fn factor_lu<T: Field>(a: &Block) -> Vec<Block> {
    let a = matrix::<T>(a);
    let (m, n) = (a.nrows(), a.ncols());
    if m == 0 || n == 0 {
        let empty = Mat::<T>::zeros(m.min(n), n);
        let eye = Mat::<T>::identity(m, m);
        return vec![
            to_block(eye.as_ref()),
            to_block(Mat::<T>::identity(m, m.min(n)).as_ref()),
            to_block(empty.as_ref()),
        ];
    }
    let eye = |order: &[usize]| {
        let mut rows = Mat::<T>::zeros(m, m);
        order.iter().enumerate().for_each(|(to, &from)| rows[(from, to)] = T::one());
        to_block(rows.as_ref())
    };
    if small::is_small(m, n) {
        let found = small::lu(a);
        let at = |i: usize, j: usize| found.packed[(i, j)];
        let k = m.min(n);
        let lower = Mat::<T>::from_fn(m, k, |i, j| match i.cmp(&j) {
            std::cmp::Ordering::Greater => at(i, j),
            std::cmp::Ordering::Equal => T::one(),
            std::cmp::Ordering::Less => T::zero(),
        });
        let upper = Mat::<T>::from_fn(k, n, |i, j| if i <= j { at(i, j) } else { T::zero() });
        return vec![eye(&found.order()), to_block(lower.as_ref()), to_block(upper.as_ref())];
    }
    let found = a.partial_piv_lu();
    vec![eye(found.P().arrays().0), to_block(found.L()), to_block(found.U())]
}

/// Singular values, and the vectors where they are asked for.
#[derive(Debug)]
pub struct Svd {
    pub full: bool,
    pub vectors: bool,
}

impl Method for Svd {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.factor::<T>(&inputs[0]))
    }
}

impl Svd {
    fn factor<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let a = matrix::<T>(a);
        if !all_finite(a) {
            return self.of_infinite(a);
        }
        if !self.vectors {
            let Ok(values) = a.singular_values() else { return did_not_converge("SVD") };
            return Ok(vec![to_vector(values)]);
        }
        if a.nrows() == 0 || a.ncols() == 0 {
            let (m, n) = if self.full { (a.nrows(), a.ncols()) } else { (0, 0) };
            let u = Mat::<T>::identity(a.nrows(), m);
            let v = Mat::<T>::identity(n, a.ncols());
            return Ok(vec![to_block(u.as_ref()), to_vector::<T::Real>([]), to_block(v.as_ref())]);
        }
        if a.nrows().min(a.ncols()) <= bidiagonal::MOST
            && a.nrows() * a.ncols() <= 1 << 12
            && let Some((u, values, v)) = bidiagonal::svd(a, self.full)
        {
            return Ok(vec![to_block(u.as_ref()), to_vector(values), to_block(v.adjoint().to_owned().as_ref())]);
        }
        let found = if self.full { a.svd() } else { a.thin_svd() };
        let Ok(found) = found else { return did_not_converge("SVD") };
        let values = found.S().column_vector().iter().map(|v| v.real());
        Ok(vec![to_block(found.U()), to_vector(values), to_block(found.V().adjoint().to_owned().as_ref())])
    }
}

impl Svd {
    /// NaN is refused; where there is infinity all is NaN.
    fn of_infinite<T: Field>(&self, a: MatRef<'_, T>) -> Result<Vec<Block>> {
        let (m, n) = (a.nrows(), a.ncols());
        if (0..n).any(|j| (0..m).any(|i| a[(i, j)].is_nan())) {
            return did_not_converge("SVD");
        }
        let k = m.min(n);
        let lost = |dtype, shape: &[usize]| Block::full(dtype, shape, Num::Float(f64::NAN));
        let values = lost(T::DTYPE.real(), &[k]);
        if !self.vectors {
            return Ok(vec![values]);
        }
        let (rows, cols) = if self.full { (m, n) } else { (k, k) };
        Ok(vec![lost(T::DTYPE, &[m, rows]), values, lost(T::DTYPE, &[cols, n])])
    }
}

/// Whether there is neither NaN nor infinity.
pub fn all_finite<T: Field>(a: MatRef<'_, T>) -> bool {
    let rows = if a.row_stride().abs() < a.col_stride().abs() { a.transpose() } else { a };
    (0..rows.nrows()).all(|i| (0..rows.ncols()).all(|j| rows[(i, j)].is_finite()))
}
