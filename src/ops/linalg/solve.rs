//! Linear equations, inverses and determinants.

use faer::prelude::Solve as _;
use faer::traits::ext::*;
use faer::{Mat, MatRef};

use super::factor::all_finite;
use super::field::{Field, did_not_converge, matrix, to_block, to_vector, with_field};
use super::kernel::Method;
use super::small;
use crate::chunk::{Block, Num, Scalar};
use crate::diag::{Result, linalg_error};

/// That a matrix has no inverse.
pub fn singular<R>() -> Result<R> {
    Err(linalg_error("Singular matrix").help("np.linalg.lstsq and np.linalg.pinv work for such a matrix"))
}

fn has_zero<T: Field>(u: MatRef<'_, T>) -> bool {
    (0..u.nrows()).any(|i| u[(i, i)] == T::zero())
}

/// `a` with as many axes as `like`.
fn shaped(a: Block, like: &Block) -> Block {
    if like.ndim() == 1 {
        let n = a.size();
        a.reshape(&[n])
    } else {
        a
    }
}

/// The x of `a @ x == b`.
#[derive(Debug)]
pub struct Solve;

impl Method for Solve {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => solve::<T>(&inputs[0], &inputs[1]))
    }
}

fn solve<T: Field>(a: &Block, b: &Block) -> Result<Vec<Block>> {
    let (left, right) = (matrix::<T>(a), matrix::<T>(b));
    if left.nrows() == 0 || right.ncols() == 0 {
        return Ok(vec![Block::scratch(T::DTYPE, b.shape())]);
    }
    let Some(x) = solved(left, right) else { return singular() };
    Ok(vec![shaped(to_block(x.as_ref()), b)])
}

/// The x of `a @ x == b`; none if a pivot is 0.
fn solved<T: Field>(a: MatRef<'_, T>, b: MatRef<'_, T>) -> Option<Mat<T>> {
    if small::is_small(a.nrows(), a.ncols()) {
        let lu = small::lu(a);
        return (!lu.is_singular()).then(|| lu.solve(b));
    }
    let lu = a.partial_piv_lu();
    (!has_zero(lu.U())).then(|| lu.solve(b))
}

/// The inverse.
#[derive(Debug)]
pub struct Inverse {
    /// NaN for a singular matrix, rather than an error.
    pub quiet: bool,
}

impl Method for Inverse {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.of::<T>(&inputs[0]))
    }
}

impl Inverse {
    fn of<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let a = matrix::<T>(a);
        let n = a.nrows();
        if n == 0 {
            return Ok(vec![Block::scratch(T::DTYPE, &[0, 0])]);
        }
        match solved(a, Mat::<T>::identity(n, n).as_ref()) {
            Some(x) => Ok(vec![to_block(x.as_ref())]),
            None if self.quiet => Ok(vec![Block::full(T::DTYPE, &[n, n], Num::Float(f64::NAN))]),
            None => singular(),
        }
    }
}

/// The determinant, by its sign and the logarithm of its size; `both` answers with these two.
#[derive(Debug)]
pub struct Determinant {
    pub both: bool,
}

impl Method for Determinant {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => Ok(self.of::<T>(&inputs[0])))
    }
}

impl Determinant {
    fn of<T: Field>(&self, a: &Block) -> Vec<Block> {
        let (sign, log) = sign_and_log(matrix::<T>(a));
        if self.both {
            return vec![Block::scalar(Scalar::of(sign)), Block::scalar(Scalar::of(log))];
        }
        let size = Num::Float(<T::Real as Into<f64>>::into(log).exp()).cast::<T::Real>();
        vec![Block::scalar(Scalar::of(sign.mul_real(size)))]
    }
}

fn sign_and_log<T: Field>(a: MatRef<'_, T>) -> (T, T::Real) {
    let (zero, one) = (<T::Real as ComplexField>::zero_impl(), T::one());
    if a.nrows() == 0 {
        return (one, zero);
    }
    let (swaps, pivots): (bool, Vec<T>) = if small::is_small(a.nrows(), a.ncols()) {
        let lu = small::lu(a);
        (lu.is_odd(), (0..a.nrows()).map(|i| lu.packed[(i, i)]).collect())
    } else {
        let lu = a.partial_piv_lu();
        (odd(lu.P().arrays().0), (0..a.nrows()).map(|i| lu.U()[(i, i)]).collect())
    };
    let mut sign = if swaps { T::zero() - one } else { one };
    let mut log = 0.0;
    for x in pivots {
        let size = x.abs();
        let wide: f64 = size.into();
        if wide == 0.0 {
            let low = Num::Float(f64::NEG_INFINITY).cast::<T::Real>();
            return (T::zero(), low);
        }
        sign *= sign_of(x);
        log += wide.ln();
    }
    (sign, Num::Float(log).cast::<T::Real>())
}

/// The number over its size; of a real one its sign, of NaN too.
fn sign_of<T: Field>(x: T) -> T {
    if x.imag() == <T::Real as ComplexField>::zero_impl() {
        let down = x.real() < <T::Real as ComplexField>::zero_impl();
        return if down { T::zero() - T::one() } else { T::one() };
    }
    x.mul_real(x.abs().recip())
}

/// Whether an order of rows takes an odd number of swaps.
fn odd(order: &[usize]) -> bool {
    let mut seen = vec![false; order.len()];
    let mut swaps = 0;
    for start in 0..order.len() {
        let (mut at, mut length) = (start, 0);
        while !seen[at] {
            seen[at] = true;
            at = order[at];
            length += 1;
        }
        swaps += usize::from(length > 0 && length % 2 == 0);
    }
    swaps % 2 == 1
}

/// The x of `a @ x == b` for a triangular `a`.
#[derive(Debug)]
pub struct Triangular {
    pub lower: bool,
}

impl Method for Triangular {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.solve::<T>(&inputs[0], &inputs[1]))
    }
}

impl Triangular {
    fn solve<T: Field>(&self, a: &Block, b: &Block) -> Result<Vec<Block>> {
        let left = matrix::<T>(a);
        if has_zero(left) {
            return singular();
        }
        let mut x = matrix::<T>(b).to_owned();
        if self.lower {
            left.solve_lower_triangular_in_place(&mut x);
        } else {
            left.solve_upper_triangular_in_place(&mut x);
        }
        Ok(vec![shaped(to_block(x.as_ref()), b)])
    }
}

/// The x that makes `a @ x - b` smallest, the squares of what is left, the rank and the singular values.
#[derive(Debug)]
pub struct LeastSquares {
    /// Singular values below this part of the largest count as 0.
    pub cutoff: f64,
}

impl Method for LeastSquares {
    fn run(&self, inputs: &[Block]) -> Result<Vec<Block>> {
        with_field!(inputs[0].dtype(), T => self.solve::<T>(&inputs[0], &inputs[1]))
    }
}

impl LeastSquares {
    fn solve<T: Field>(&self, a: &Block, b: &Block) -> Result<Vec<Block>> {
        let (left, right) = (matrix::<T>(a), matrix::<T>(b));
        if !all_finite(left) {
            return did_not_converge("SVD in Linear Least Squares");
        }
        let (m, n, k) = (left.nrows(), left.ncols(), right.ncols());
        if m == 0 || n == 0 {
            let zeros = Mat::<T>::zeros(n, k);
            let x = shaped(to_block(zeros.as_ref()), b);
            let rest = (0..k).map(|j| squares(right.col(j).iter().copied()));
            return Ok(vec![x, to_vector(rest), Block::scalar(Scalar::of(0i32)), to_vector::<T::Real>([])]);
        }
        let Ok(svd) = left.thin_svd() else { return did_not_converge("SVD in Linear Least Squares") };
        let values: Vec<T::Real> = svd.S().column_vector().iter().map(|v| v.real()).collect();
        let wide = |v: T::Real| -> f64 { v.into() };
        let least = self.cutoff * wide(values[0]);
        let rank = values.iter().filter(|&&v| wide(v) > least).count();
        let mut turned = svd.U().adjoint() * right;
        for (i, v) in values.iter().enumerate() {
            let scale = if i < rank { v.recip() } else { <T::Real as ComplexField>::zero_impl() };
            (0..k).for_each(|j| turned[(i, j)] = turned[(i, j)].mul_real(scale));
        }
        let x = svd.V() * &turned;
        let left_over = right - left * &x;
        let rest = (0..k).map(|j| squares(left_over.col(j).iter().copied()));
        let rest = to_vector(rest.collect::<Vec<T::Real>>());
        Ok(vec![shaped(to_block(x.as_ref()), b), rest, Block::scalar(Scalar::of(rank as i32)), to_vector(values)])
    }
}

fn squares<T: Field>(values: impl Iterator<Item = T>) -> T::Real {
    values.fold(<T::Real as ComplexField>::zero_impl(), |sum, v| sum + v.abs2())
}
