//! The product of matrices of floats on CPUs with AVX2 and FMA: blocks that fit the caches, for large matrices a few levels
//! of Strassen's scheme, and each thread with a part of the result of its own.
//!
//! Strassen's scheme has larger errors than plain sums: they grow with the largest elements of the whole operands, not of
//! one row and one column. So it is used only where no row and no column is much smaller than the others, and nothing is
//! infinite or no number (see [`scale`]); then its errors are a few times those of plain sums. Products of integers that
//! are exact as plain sums stay exact: sums and differences of integers are.

mod blocks;
mod lane;
mod micro;
mod narrow;
mod pack;
mod plain;
mod scale;
mod share;
mod strassen;
mod sums;
mod term;
mod winograd;

#[cfg(test)]
mod tests;

use super::gemm::{Matrix, Out, Product};
use crate::diag::Result;
pub use lane::Lane;
pub use plain::held;
use plain::{Plain, levels};
use term::Term;

/// Multiplications from which on other threads help.
const SHARED: usize = 1 << 19;
/// Below this, in any direction, there is nothing to gain from tiles.
const LEAST: usize = 4;

/// The product of matrices that fit each other and are not empty.
///
/// # Safety
/// The CPU has AVX2 and FMA; `out` has as many rows and columns and is no part of the operands.
pub unsafe fn multiply<T: Lane>(a: Matrix<T>, b: Matrix<T>, out: Out<T>, how: Product) -> Result<()> {
    let size = [a.rows, a.cols, b.cols];
    let many = how.shared && size.iter().product::<usize>() > SHARED;
    let threads = if many { rayon::current_num_threads() } else { 1 };
    let to = Term {
        ptr: out.ptr,
        rows: a.rows,
        cols: b.cols,
        down: out.step as isize,
        across: 1,
        sign: T::one(),
        fresh: how.first,
    };
    // SAFETY: the caller's.
    let fast = levels::<T>(size) > 0 && unsafe { scale::alike(&a, &b, threads > 1) };
    let whole = Plain { a: Term::of(&a), b: Term::of(&b), to, fast };
    // SAFETY: the caller's.
    unsafe {
        if a.rows.min(b.cols) < LEAST {
            return narrow::multiply(whole, threads);
        }
        let turned = a.ptr == b.ptr && (a.rows, a.down, a.across) == (b.cols, b.across, b.down);
        if turned && how.first { share::symmetric(whole, threads) } else { share::multiply(whole, threads) }
    }
}
