//! Factorizations: triangular, orthogonal, singular values.

use faer::linalg::solvers::Qr as FaerQr;
use faer::traits::ext::*;
use faer::{Mat, MatRef, Side};

use super::field::{Field, did_not_converge, matrix, to_block, to_vector, with_field};
use super::kernel::Method;
use crate::chunk::Block;
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
        let side = if self.upper { Side::Upper } else { Side::Lower };
        let found = matrix::<T>(a).llt(side).map_err(|_| linalg_error("Matrix is not positive definite"))?;
        let lower = found.L();
        if (0..lower.nrows()).any(|i| lower[(i, i)].is_nan()) {
            return Err(linalg_error("Matrix is not positive definite"));
        }
        Ok(vec![if self.upper { to_block(lower.adjoint().to_owned().as_ref()) } else { to_block(lower) }])
    }
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
        let found = a.qr();
        match self.mode {
            QrMode::Reduced => vec![to_block(found.compute_thin_Q().as_ref()), to_block(found.thin_R())],
            QrMode::Complete => vec![to_block(found.compute_Q().as_ref()), to_block(found.R())],
            QrMode::R => vec![to_block(found.thin_R())],
            QrMode::Raw => raw(&found),
        }
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
    let found = a.partial_piv_lu();
    let (forward, _) = found.P().arrays();
    let mut order = Mat::<T>::zeros(m, m);
    forward.iter().enumerate().for_each(|(to, &from)| order[(from, to)] = T::one());
    vec![to_block(order.as_ref()), to_block(found.L()), to_block(found.U())]
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
            return did_not_converge("SVD");
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
        let found = if self.full { a.svd() } else { a.thin_svd() };
        let Ok(found) = found else { return did_not_converge("SVD") };
        let values = found.S().column_vector().iter().map(|v| v.real());
        Ok(vec![to_block(found.U()), to_vector(values), to_block(found.V().adjoint().to_owned().as_ref())])
    }
}

/// Whether there is neither NaN nor infinity.
pub fn all_finite<T: Field>(a: MatRef<'_, T>) -> bool {
    (0..a.ncols()).all(|j| (0..a.nrows()).all(|i| a[(i, j)].is_finite()))
}
