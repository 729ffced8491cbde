//! Factorizations: triangular, orthogonal, singular values.

use faer::traits::ext::*;
use faer::{Mat, MatRef};

use super::bidiagonal;
use super::dense::{self, Reflections};
use super::field::{Field, did_not_converge, matrix, to_block, to_vector, with_field};
use super::kernel::Method;
use super::{small, values};
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

    fn weight(&self) -> f32 {
        0.04
    }
}

impl Cholesky {
    fn factor<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        Ok(vec![triangular::<T>(a, self.upper)?])
    }
}

/// The triangular factor of a positive definite matrix, of which only that triangle is read.
pub fn triangular<T: Field>(a: &Block, upper: bool) -> Result<Block> {
    let failed = || {
        linalg_error("Matrix is not positive definite")
            .help("it must equal its own adjoint, and have no eigenvalue that is 0 or negative")
    };
    let view = matrix::<T>(a);
    if small::is_small(view.nrows(), view.ncols()) || !dense::all_finite(view) {
        let lower = if upper { view.adjoint().to_owned() } else { view.to_owned() };
        let found = small::cholesky(lower.as_ref()).ok_or_else(failed)?;
        return Ok(if upper { to_block(found.adjoint().to_owned().as_ref()) } else { to_block(found.as_ref()) });
    }
    // The lower triangle, turned, is the upper one of the conjugate matrix.
    let mut u = if upper { a.to_owned_c() } else { dense::turned(view, true) };
    let mut rows = dense::rows_of::<T>(&mut u);
    if !dense::cholesky(rows.as_mut(), dense::shared())? {
        return Err(failed());
    }
    if !upper {
        u = dense::turned(rows.as_ref(), false);
    }
    let mut rows = dense::rows_of::<T>(&mut u);
    let n = rows.nrows();
    (0..n).for_each(|i| dense::row(&mut rows, i)[if upper { 0..i } else { i + 1..n }].fill(T::zero()));
    Ok(u)
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
        with_field!(inputs[0].dtype(), T => self.factor::<T>(&inputs[0]))
    }

    fn weight(&self) -> f32 {
        0.3
    }
}

impl Qr {
    fn factor<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let view = matrix::<T>(a);
        let (m, n) = (view.nrows(), view.ncols());
        if m == 0 || n == 0 {
            return Ok(self.of_nothing::<T>(m, n));
        }
        if small::is_small(m, n) {
            return Ok(self.by_loops(view));
        }
        let mut r = a.to_owned_c();
        let found = Reflections::of(dense::rows_of::<T>(&mut r), dense::shared())?;
        let k = m.min(n);
        let top = if k < m { r.part(&[0, 0], &[k, n]).to_owned_c() } else { r.clone() };
        match self.mode {
            QrMode::R => Ok(vec![top]),
            QrMode::Reduced => Ok(vec![found.basis(k, dense::shared())?, top]),
            QrMode::Complete => Ok(vec![found.basis(m, dense::shared())?, r]),
            QrMode::Raw => {
                let mut both = r.transpose(&[1, 0]).to_owned_c();
                found.vectors_into(dense::rows_of::<T>(&mut both));
                Ok(vec![both, to_vector(found.factors())])
            }
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

/// The factors P, L and U of a matrix, with `P @ L @ U` the matrix.
#[derive(Debug)]
pub struct Lu;

impl Method for Lu {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => factor_lu::<T>(&inputs[0]))
    }

    fn weight(&self) -> f32 {
        0.05
    }
}

fn factor_lu<T: Field>(a: &Block) -> Result<Vec<Block>> {
    let view = matrix::<T>(a);
    let (m, n) = (view.nrows(), view.ncols());
    if m == 0 || n == 0 {
        let empty = Mat::<T>::zeros(m.min(n), n);
        let eye = Mat::<T>::identity(m, m);
        let lower = Mat::<T>::identity(m, m.min(n));
        return Ok(vec![to_block(eye.as_ref()), to_block(lower.as_ref()), to_block(empty.as_ref())]);
    }
    let eye = |order: &[usize]| {
        let mut rows = Mat::<T>::zeros(m, m);
        order.iter().enumerate().for_each(|(to, &from)| rows[(from, to)] = T::one());
        to_block(rows.as_ref())
    };
    if small::is_small(m, n) {
        let found = small::lu(view);
        let (lower, upper) = halves(found.packed.as_ref(), T::one());
        return Ok(vec![eye(&found.order()), lower, upper]);
    }
    let found = dense::Lu::of::<T>(a, dense::shared())?;
    let (lower, upper) = halves(found.matrix::<T>(), T::zero() - T::one());
    Ok(vec![eye(&found.order()), lower, upper])
}

/// L and U out of one matrix, where what is below the diagonal is to be multiplied by a sign.
fn halves<T: Field>(packed: MatRef<'_, T>, sign: T) -> (Block, Block) {
    let (m, n) = (packed.nrows(), packed.ncols());
    let k = m.min(n);
    let (mut lower, mut upper) = (Block::scratch(T::DTYPE, &[m, k]), Block::scratch(T::DTYPE, &[k, n]));
    let (mut l, mut u) = (dense::rows_of::<T>(&mut lower), dense::rows_of::<T>(&mut upper));
    for i in 0..m {
        let row = dense::row(&mut l, i);
        row.fill(T::zero());
        (0..i.min(k)).for_each(|j| row[j] = packed[(i, j)] * sign);
        if i < k {
            row[i] = T::one();
            let row = dense::row(&mut u, i);
            row[..i].fill(T::zero());
            (i..n).for_each(|j| row[j] = packed[(i, j)]);
        }
    }
    (lower, upper)
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
        if !dense::all_finite(a) {
            return self.of_infinite(a);
        }
        let tame = values::tamed(a);
        let a = tame.as_ref().map_or(a, |(tame, _)| tame.as_ref());
        let sizes = |mut values: Vec<T::Real>| {
            tame.iter().for_each(|(_, back)| values.iter_mut().for_each(|v| *v *= *back));
            to_vector(values)
        };
        if !self.vectors {
            let Some(values) = singular_values(a) else { return did_not_converge("SVD") };
            return Ok(vec![sizes(values)]);
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
            return Ok(vec![to_block(u.as_ref()), sizes(values), to_block(v.adjoint().to_owned().as_ref())]);
        }
        let found = if self.full { a.svd() } else { a.thin_svd() };
        let Ok(found) = found else { return did_not_converge("SVD") };
        let values = found.S().column_vector().iter().map(|v| v.real()).collect();
        Ok(vec![to_block(found.U()), sizes(values), to_block(found.V().adjoint().to_owned().as_ref())])
    }
}

/// The singular values alone; none if they do not come out.
fn singular_values<T: Field>(a: MatRef<'_, T>) -> Option<Vec<T::Real>> {
    let tall = if a.nrows() < a.ncols() { a.transpose() } else { a };
    // A much longer matrix becomes a triangular one first.
    let steep = tall.nrows() >= tall.ncols() * 11 / 6;
    let found = (!steep && tall.ncols() > 0).then(|| values::of_any(tall)).flatten();
    found.or_else(|| a.singular_values().ok())
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
