//! Between blocks in memory and `faer`'s matrices.

use faer::traits::{ComplexField, RealField};
use faer::{Mat, MatRef, Par};
use num_complex::Complex;

use crate::chunk::{Block, DType, Element};
use crate::diag::{Result, linalg_error, type_error};
use crate::exec::settings;
use crate::ops::contraction::Multiply;

/// An element type that `faer` computes with.
pub trait Field: Element + Multiply + ComplexField<Real: Element + RealField + num_traits::Float + Into<f64>> {
    /// Eigenvalues and, in the columns, eigenvectors of a square matrix; none if they did not converge.
    fn eigen(matrix: MatRef<'_, Self>) -> Option<(Vec<(f64, f64)>, Mat<Self::Wide>)>;
    /// Eigenvalues of a square matrix.
    fn eigenvalues(matrix: MatRef<'_, Self>) -> Option<Vec<(f64, f64)>>;
    /// `a * b + c`, of real numbers rounded once.
    fn fused(a: Self, b: Self, c: Self) -> Self;
    /// What the size of a pivot is judged by: the sum of the sizes of its parts.
    fn re_im_sum(self) -> Self::Real;
    /// The quotient.
    fn divided(self, by: Self) -> Self;
    /// The complex type over this one's real type.
    type Wide: Element + ComplexField + From<Complex<Self::Real>>;
}

macro_rules! fields {
    ($($t:ty, $real:ty, $fused:expr, $size:expr;)*) => {$(
        impl Field for $t {
            type Wide = Complex<$real>;
            fn fused(a: $t, b: $t, c: $t) -> $t {
                let f: fn($t, $t, $t) -> $t = $fused;
                f(a, b, c)
            }
            fn re_im_sum(self) -> $real {
                let f: fn($t) -> $real = $size;
                f(self)
            }
            fn divided(self, by: $t) -> $t {
                self / by
            }
            fn eigen(matrix: MatRef<'_, $t>) -> Option<(Vec<(f64, f64)>, Mat<Complex<$real>>)> {
                let found = matrix.eigen().ok()?;
                let values = found.S().column_vector().iter().map(|v| (v.re as f64, v.im as f64)).collect();
                Some((values, found.U().to_owned()))
            }
            fn eigenvalues(matrix: MatRef<'_, $t>) -> Option<Vec<(f64, f64)>> {
                Some(matrix.eigenvalues().ok()?.iter().map(|v| (v.re as f64, v.im as f64)).collect())
            }
        }
    )*};
}
fields! {
    f32, f32, f32::mul_add, f32::abs;
    f64, f64, f64::mul_add, f64::abs;
    Complex<f32>, f32, |a, b, c| a * b + c, |v| v.re.abs() + v.im.abs();
    Complex<f64>, f64, |a, b, c| a * b + c, |v| v.re.abs() + v.im.abs();
}

/// The dtype in which a decomposition is computed: integers become `float64`.
pub fn field_dtype(dtype: DType) -> Result<DType> {
    match dtype {
        DType::F16 => {
            Err(type_error("array type float16 is unsupported in linalg").help("use .astype('float32') first"))
        }
        d if d.is_inexact() => Ok(d),
        _ => Ok(DType::F64),
    }
}

/// The block of two axes (or one: a column) as a matrix. Its type must be the block's.
pub fn matrix<T: Element>(block: &Block) -> MatRef<'_, T> {
    let (shape, strides) = (block.shape(), block.strides());
    let axis = |k: usize| shape.get(k).map_or((1, 1), |&n| (n, strides[k]));
    let (rows, cols) = (axis(0), axis(1));
    // SAFETY: the block's elements are in its buffer, which outlives the matrix.
    unsafe { MatRef::from_raw_parts(block.ptr::<T>(), rows.0, cols.0, rows.1, cols.1) }
}

/// A block with the elements of a matrix.
pub fn to_block<T: Element + ComplexField>(matrix: MatRef<'_, T>) -> Block {
    // Both sides of a tile stay in a near cache.
    const TILE: usize = 32;
    let (rows, cols) = (matrix.nrows(), matrix.ncols());
    let mut block = Block::scratch(T::DTYPE, &[rows, cols]);
    let to = block.slice_mut::<T>();
    for first in (0..rows).step_by(TILE) {
        let last = rows.min(first + TILE);
        for col in (0..cols).step_by(TILE) {
            let part = matrix.submatrix(first, col, last - first, TILE.min(cols - col));
            for i in first..last {
                let to = &mut to[i * cols + col..][..part.ncols()];
                to.iter_mut().zip(part.row(i - first).iter()).for_each(|(to, from)| *to = *from);
            }
        }
    }
    block
}

/// A block of one axis.
pub fn to_vector<T: Element>(elements: impl IntoIterator<Item = T>) -> Block {
    let elements: Vec<T> = elements.into_iter().collect();
    Block::from_slice(&[elements.len()], &elements)
}

/// Lets `faer` use other threads for a matrix of that many elements, where this thread is one of a pool.
pub fn set_help(elements: usize) {
    let threads = settings().threads;
    let many = threads > 1 && elements >= 256 * 256 && rayon::current_thread_index().is_some();
    faer::set_global_parallelism(if many { Par::rayon(threads) } else { Par::Seq });
}

/// Runs the body with `$t` bound to the Rust type of a float or complex dtype.
macro_rules! with_field {
    ($d:expr, $t:ident => $body:expr) => {
        $crate::with_dtype!($d, $t in [F32 F64 C64 C128] => $body, else $crate::ops::linalg::field::unsupported($d))
    };
}
pub(super) use with_field;

/// That decompositions of this type are not there.
pub fn unsupported<R>(dtype: DType) -> Result<R> {
    Err(type_error(format!("array type {dtype} is unsupported in linalg")))
}

/// That a method found no answer.
pub fn did_not_converge<R>(what: &str) -> Result<R> {
    Err(linalg_error(format!("{what} did not converge")).help("the matrix may hold NaN or infinity"))
}
