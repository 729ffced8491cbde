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
mod pairs;
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
use plain::{Plain, deepest};
use term::Term;

/// The most bytes of sums that are held for an operand of so many bytes.
pub fn held(bytes: u128) -> u128 {
    plain::held(bytes) + pairs::held(bytes)
}

/// Whether a product of matrices with these sides takes less work as a whole than in parts, by so many threads.
pub fn is_best_whole(sides: [usize; 3], threads: usize) -> bool {
    pairs::is_best_whole(sides, threads)
}

/// Multiplications from which on other threads help: they take longer than it takes to wake a thread.
const SHARED: usize = 1 << 22;
/// Below this, in any direction, there is nothing to gain from tiles.
const LEAST: usize = 4;

/// A product, with at most so many levels of Strassen's scheme.
fn whole<T: Lane>(a: &Matrix<T>, b: &Matrix<T>, out: &Out<T>, fresh: bool, levels: u32) -> Plain<T> {
    let (rows, cols) = (a.rows, b.cols);
    let to = Term { ptr: out.ptr, rows, cols, down: out.step as isize, across: 1, sign: T::one(), fresh };
    Plain { a: Term::of(a), b: Term::of(b), to, levels }
}

/// The product of matrices that fit each other and are not empty.
///
/// # Safety
/// The CPU has AVX2 and FMA; `out` has as many rows and columns and is no part of the operands.
pub unsafe fn multiply<T: Lane>(a: Matrix<T>, b: Matrix<T>, out: Out<T>, how: Product) -> Result<()> {
    let size = [a.rows, a.cols, b.cols];
    let many = how.shared && size.iter().product::<usize>() > SHARED;
    let threads = if many { rayon::current_num_threads() } else { 1 };
    // SAFETY: the caller's.
    let alike = deepest(size) > 0 && unsafe { scale::alike(&a, &b, threads > 1) };
    let whole = whole(&a, &b, &out, how.first, if alike { T::LEVELS } else { 0 });
    // SAFETY: the caller's.
    unsafe {
        if a.rows.min(b.cols) < LEAST {
            return narrow::multiply(whole, threads);
        }
        let turned = a.ptr == b.ptr && (a.rows, a.down, a.across) == (b.cols, b.across, b.down);
        if turned && how.first { share::symmetric(whole, threads) } else { share::multiply(whole, threads) }
    }
}
