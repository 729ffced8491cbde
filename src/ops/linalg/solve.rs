//! Linear equations, inverses and determinants.

use faer::traits::ext::*;
use faer::{Mat, MatRef};

use super::dense::{self, all_finite};
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

    fn weight(&self) -> f32 {
        0.1
    }
}

fn solve<T: Field>(a: &Block, b: &Block) -> Result<Vec<Block>> {
    let (left, right) = (matrix::<T>(a), matrix::<T>(b));
    if left.nrows() == 0 || right.ncols() == 0 {
        return Ok(vec![Block::scratch(T::DTYPE, b.shape())]);
    }
    let found = if small::is_small(left.nrows(), left.ncols()) {
        let lu = small::lu(left);
        (!lu.is_singular()).then(|| shaped(to_block(lu.solve(right).as_ref()), b))
    } else {
        dense::Lu::of::<T>(a, dense::shared())?.solve::<T>(b, dense::shared())?
    };
    found.map_or_else(singular, |x| Ok(vec![x]))
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

    fn weight(&self) -> f32 {
        0.1
    }
}

impl Inverse {
    fn of<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let view = matrix::<T>(a);
        let n = view.nrows();
        if n == 0 {
            return Ok(vec![Block::scratch(T::DTYPE, &[0, 0])]);
        }
        let found = if small::is_small(n, n) {
            let lu = small::lu(view);
            (!lu.is_singular()).then(|| to_block(lu.solve(Mat::<T>::identity(n, n).as_ref()).as_ref()))
        } else {
            dense::Lu::of::<T>(a, dense::shared())?.inverse::<T>(dense::shared())?
        };
        match found {
            Some(x) => Ok(vec![x]),
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
        with_field!(inputs[0].dtype(), T => self.of::<T>(&inputs[0]))
    }

    fn weight(&self) -> f32 {
        0.1
    }
}

impl Determinant {
    fn of<T: Field>(&self, a: &Block) -> Result<Vec<Block>> {
        let (sign, log) = sign_and_log::<T>(a)?;
        if self.both {
            return Ok(vec![Block::scalar(Scalar::of(sign)), Block::scalar(Scalar::of(log))]);
        }
        let size = Num::Float(<T::Real as Into<f64>>::into(log).exp()).cast::<T::Real>();
        Ok(vec![Block::scalar(Scalar::of(sign.mul_real(size)))])
    }
}

fn sign_and_log<T: Field>(a: &Block) -> Result<(T, T::Real)> {
    let view = matrix::<T>(a);
    let (zero, one) = (<T::Real as ComplexField>::zero_impl(), T::one());
    if view.nrows() == 0 {
        return Ok((one, zero));
    }
    let (swaps, pivots): (bool, Vec<T>) = if small::is_small(view.nrows(), view.ncols()) {
        let lu = small::lu(view);
        (lu.is_odd(), (0..view.nrows()).map(|i| lu.packed[(i, i)]).collect())
    } else {
        let lu = dense::Lu::of::<T>(a, dense::shared())?;
        (lu.is_odd(), lu.pivots())
    };
    let mut sign = if swaps { T::zero() - one } else { one };
    let mut log = 0.0;
    for x in pivots {
        let size = x.abs();
        let wide: f64 = size.into();
        if wide == 0.0 {
            let low = Num::Float(f64::NEG_INFINITY).cast::<T::Real>();
            return Ok((T::zero(), low));
        }
        sign *= sign_of(x);
        log += wide.ln();
    }
    Ok((sign, Num::Float(log).cast::<T::Real>()))
}

/// The number over its size; of a real one its sign, of NaN too.
fn sign_of<T: Field>(x: T) -> T {
    if x.imag() == <T::Real as ComplexField>::zero_impl() {
        let down = x.real() < <T::Real as ComplexField>::zero_impl();
        return if down { T::zero() - T::one() } else { T::one() };
    }
    x.mul_real(x.abs().recip())
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

    fn weight(&self) -> f32 {
        0.1
    }
}

impl Triangular {
    fn solve<T: Field>(&self, a: &Block, b: &Block) -> Result<Vec<Block>> {
        let left = matrix::<T>(a);
        if has_zero(left) {
            return singular();
        }
        let mut x = b.to_owned_c();
        dense::solve_triangular(left, self.lower, dense::rows_of::<T>(&mut x), dense::shared())?;
        Ok(vec![x])
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
