//! Eigenvalues and eigenvectors.

use faer::traits::ext::*;
use faer::{Mat, MatRef, Side};
use num_complex::Complex;

use super::dense::all_finite;
use super::field::{Field, did_not_converge, matrix, to_block, to_vector, with_field};
use super::kernel::Method;
use super::{tridiagonal, values};
use crate::chunk::{Block, Num};
use crate::diag::{Result, linalg_error};

/// Of a symmetric (Hermitian) matrix, of which one triangle is read.
#[derive(Debug)]
pub struct Symmetric {
    pub lower: bool,
    pub vectors: bool,
}

impl Method for Symmetric {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.of::<T>(&inputs[0]))
    }
}

impl Symmetric {
    fn of<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let mut a = matrix::<T>(a).to_owned();
        // The diagonal of such a matrix is real; what it has beside is not read.
        (0..a.nrows()).for_each(|i| a[(i, i)] = T::from_real_impl(&a[(i, i)].real()));
        let a = a.as_ref();
        let side = if self.lower { Side::Lower } else { Side::Upper };
        if a.nrows() == 0 {
            let values = to_vector::<T::Real>([]);
            return Ok(if self.vectors { vec![values, Block::scratch(T::DTYPE, &[0, 0])] } else { vec![values] });
        }
        if !all_finite(a) {
            return did_not_converge("Eigenvalues");
        }
        if !self.vectors {
            // A matrix and its transposed have the same ones.
            let found = values::of_symmetric(if self.lower { a } else { a.transpose() });
            let Some(values) = found.or_else(|| a.self_adjoint_eigenvalues(side).ok()) else {
                return did_not_converge("Eigenvalues");
            };
            return Ok(vec![to_vector(values)]);
        }
        if a.nrows() <= tridiagonal::MOST {
            let lower = if self.lower { a.to_owned() } else { a.adjoint().to_owned() };
            if let Some((values, vectors)) = tridiagonal::eigen(&lower) {
                return Ok(vec![to_vector(values), to_block(vectors.as_ref())]);
            }
        }
        let Ok(found) = a.self_adjoint_eigen(side) else { return did_not_converge("Eigenvalues") };
        let values = found.S().column_vector().iter().map(|v| v.real());
        Ok(vec![to_vector(values), to_block(found.U())])
    }
}

/// The singular values of a symmetric (Hermitian) matrix, from its eigenvalues, and the vectors where they are wanted.
#[derive(Debug)]
pub struct HermitianSvd {
    pub vectors: bool,
}

impl Method for HermitianSvd {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.of::<T>(&inputs[0]))
    }
}

impl HermitianSvd {
    fn of<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let found = Symmetric { lower: true, vectors: self.vectors }.of::<T>(a)?;
        let values = found[0].to_vec::<T::Real>();
        let size = |k: usize| values[k].abs();
        let mut order: Vec<usize> = (0..values.len()).rev().collect();
        order.sort_by(|&i, &j| size(j).partial_cmp(&size(i)).unwrap_or(std::cmp::Ordering::Equal));
        let sizes = to_vector(order.iter().map(|&k| size(k)));
        let Some(vectors) = found.get(1) else { return Ok(vec![sizes]) };
        let vectors = matrix::<T>(vectors);
        let n = values.len();
        let u = Mat::<T>::from_fn(n, n, |i, j| vectors[(i, order[j])]);
        let zero = <T::Real as ComplexField>::zero_impl();
        let turned = |j: usize, v: T| match values[order[j]] {
            s if s < zero => -v,
            s if s > zero => v,
            s => v.mul_real(s),
        };
        let v = Mat::<T>::from_fn(n, n, |i, j| turned(i, u[(j, i)].conj()));
        Ok(vec![to_block(u.as_ref()), sizes, to_block(v.as_ref())])
    }
}

/// Of any square matrix; the answers are complex.
#[derive(Debug)]
pub struct General {
    pub vectors: bool,
}

impl Method for General {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.of::<T>(&inputs[0]))
    }
}

impl General {
    fn of<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let a = matrix::<T>(a);
        if !all_finite(a) {
            return Err(linalg_error("Array must not contain infs or NaNs")
                .help("np.isfinite shows where they are, np.nan_to_num replaces them"));
        }
        let wide = |(re, im): (f64, f64)| Num::Complex(Complex::new(re, im)).cast::<T::Wide>();
        if a.nrows() == 0 {
            let values = to_vector::<T::Wide>([]);
            return Ok(if self.vectors {
                vec![values, Block::scratch(<T::Wide as crate::chunk::Element>::DTYPE, &[0, 0])]
            } else {
                vec![values]
            });
        }
        let order = isolating(a);
        let a = Mat::<T>::from_fn(a.nrows(), a.nrows(), |i, j| a[(order[i], order[j])]);
        if !self.vectors {
            let Some(values) = T::eigenvalues(a.as_ref()) else { return did_not_converge("Eigenvalues") };
            return Ok(vec![to_vector(values.into_iter().map(wide))]);
        }
        let Some((values, vectors)) = T::eigen(a.as_ref()) else { return did_not_converge("Eigenvalues") };
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(to, &from)| places[from] = to);
        let vectors = Mat::from_fn(order.len(), order.len(), |i, j| vectors[(places[i], j)]);
        let block = to_block(normalized(vectors).as_ref());
        Ok(vec![to_vector(values.into_iter().map(wide)), block])
    }
}

/// An order of the rows and columns in which those that hold an eigenvalue by themselves are at the ends, as LAPACK
/// balances a matrix: a triangular matrix stays so, or becomes upper triangular.
fn isolating<T: Field>(a: MatRef<'_, T>) -> Vec<usize> {
    let n = a.nrows();
    let mut order: Vec<usize> = (0..n).collect();
    let (mut first, mut last) = (0, n);
    let mut again = true;
    while again && last > 0 {
        again = false;
        let mut i = last;
        while i > 0 {
            i -= 1;
            let alone = (0..last).all(|j| i == j || a[(order[i], order[j])] == T::zero());
            if alone {
                last -= 1;
                order.swap(i, last);
                again = last > 0;
            }
        }
    }
    again = true;
    while again {
        again = false;
        let mut j = first;
        while j < last {
            let alone = (first..last).all(|i| i == j || a[(order[i], order[j])] == T::zero());
            if alone {
                order.swap(j, first);
                first += 1;
                again = true;
            }
            j += 1;
        }
    }
    order
}

/// Columns of length 1 whose largest element is real, as LAPACK has them.
fn normalized<C: faer::traits::ComplexField>(mut vectors: Mat<C>) -> Mat<C> {
    for j in 0..vectors.ncols() {
        let column = vectors.col(j);
        let norm = column.norm_l2();
        let real = column.iter().all(|v| v.imag() == <C::Real as ComplexField>::zero_impl());
        let largest = column.iter().fold(C::zero(), |best, v| if v.abs2() > best.abs2() { v.copy() } else { best });
        let mut scale = C::from_real_impl(&norm.recip());
        if !real {
            scale = (scale * largest.conj()).mul_real(largest.abs().recip());
        }
        for i in 0..vectors.nrows() {
            vectors[(i, j)] = vectors[(i, j)].copy() * scale.copy();
        }
    }
    vectors
}
