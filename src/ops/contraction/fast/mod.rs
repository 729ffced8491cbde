//! The product of matrices of floats on CPUs with AVX2 and FMA: blocks that fit the caches, and for large matrices one or
//! two levels of Strassen's scheme.
//!
//! Strassen's scheme has larger errors than plain sums: they grow with the largest elements of the whole operands, not of
//! one row and one column. So it is used only where no row and no column is much smaller than the others, and nothing is
//! infinite or no number (see [`scale`]); then its errors are a few times those of plain sums. Products of integers that
//! are exact as plain sums stay exact: sums and differences of integers are.

mod blocks;
mod lane;
mod micro;
mod pack;
mod scale;
mod strassen;
mod term;

#[cfg(test)]
mod tests;

use super::gemm::{Matrix, Out, Product};
use crate::diag::Result;
use blocks::{Job, Size};
pub use lane::Lane;
use term::Term;

/// Halves of matrices are at least this long.
const HALF: usize = 300;
/// Multiplications from which on other threads help.
const SHARED: usize = 1 << 18;
/// Below this, in every direction, there is nothing to gain from tiles.
const LEAST: usize = 4;

/// Whether products of this size are made well here.
pub fn suits(rows: usize, cols: usize) -> bool {
    rows.min(cols) >= LEAST
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
    let levels =
        if levels::<T>(size) > 0 && unsafe { scale::alike(&a, &b, threads > 1) } { levels::<T>(size) } else { 0 };
    let to = Term {
        ptr: out.ptr,
        rows: a.rows,
        cols: b.cols,
        down: out.step as isize,
        across: 1,
        sign: T::one(),
        fresh: how.first,
    };
    let job = Job { a: vec![Term::of(&a)], b: vec![Term::of(&b).turned()], to: vec![to] };
    // SAFETY: the caller's.
    unsafe { blocks::run(&strassen::jobs(job, size, levels), strassen::leaf(size, levels), threads) }
}

/// How many levels of Strassen's scheme pay.
fn levels<T: Lane>([m, k, n]: Size) -> u32 {
    (m.min(k).min(n) / HALF).checked_ilog2().unwrap_or(0).min(T::LEVELS)
}
