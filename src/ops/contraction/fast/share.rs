//! Products that several threads make: each a part of the result, so that none waits for another.

use rayon::prelude::*;

use super::lane::Lane;
use super::micro::ROWS;
use super::pairs;
use super::plain::{Plain, parts};
use super::sums::mirror;
use super::term::Term;
use crate::diag::Result;

/// A symmetric result is halved down to this.
const SQUARE: usize = 192;
/// Terms of the sums that are made apart where the result is small.
const DEPTH: usize = 1 << 13;
/// The most elements of a small result.
const SMALL: usize = 1 << 12;

/// Calls `each` with all of `items`, by several threads if there are.
pub fn spread<I: Send>(threads: usize, items: Vec<I>, each: impl Fn(I) -> Result<()> + Sync + Send) -> Result<()> {
    if threads == 1 {
        return items.into_iter().try_for_each(each);
    }
    items.into_par_iter().with_max_len(1).try_for_each(each)
}

/// Makes a product.
///
/// # Safety
/// As for [`Plain::make`].
pub unsafe fn multiply<T: Lane>(whole: Plain<T>, threads: usize) -> Result<()> {
    let [m, k, n] = whole.size();
    if m * n <= SMALL && k >= 2 * DEPTH {
        // SAFETY: the caller's.
        return unsafe { deep(whole, threads) };
    }
    if threads == 1 {
        // SAFETY: the caller's.
        return unsafe { whole.make() };
    }
    if pairs::pays(&whole, threads) {
        // SAFETY: the caller's.
        return unsafe { pairs::product(whole, threads) };
    }
    // Of all ways to cut the result up for so many threads, the one whose parts are squarest: least is packed.
    let ways = (1..=threads).filter(|r| threads.is_multiple_of(*r)).map(|r| (r, threads / r));
    let (down, across) = ways.min_by_key(|(r, c)| m.div_ceil(*r) + n.div_ceil(*c)).unwrap_or((1, threads));
    let rows = parts(m, m.div_ceil(down), ROWS);
    let cols: Vec<_> = parts(n, n.div_ceil(across), 2 * T::N).collect();
    let places: Vec<_> = rows.flat_map(|r| cols.iter().map(move |c| (r, *c))).collect();
    // SAFETY: parts of the target do not overlap, and the caller's.
    spread(threads, places, |((row, rows), (col, cols))| unsafe { whole.rows(row, rows).cols(col, cols).make() })
}

/// A small result of long sums: parts of the sums are made side by side, each for itself, and added in their order. The
/// parts are the same on any number of threads.
unsafe fn deep<T: Lane>(whole: Plain<T>, threads: usize) -> Result<()> {
    let [m, k, n] = whole.size();
    let pieces: Vec<_> = parts(k, DEPTH, 1).collect();
    let mut apart = vec![T::zero(); pieces.len() * m * n];
    let jobs: Vec<_> = pieces.iter().zip(apart.chunks_mut(m * n)).collect();
    spread(threads, jobs, |(&(from, len), out)| {
        let to = Term { ptr: out.as_mut_ptr(), rows: m, cols: n, down: n as isize, fresh: true, ..whole.to };
        // SAFETY: each part has a target of its own, and the caller's.
        unsafe { Plain { to, ..whole.depth(from, len) }.make() }
    })?;
    for (p, part) in apart.chunks(m * n).enumerate() {
        for (i, row) in part.chunks(n).enumerate() {
            let to = whole.to.row(i);
            for (j, &x) in row.iter().enumerate() {
                // SAFETY: in bounds.
                unsafe { *to.add(j) = if p == 0 && whole.to.fresh { x } else { *to.add(j) + x } };
            }
        }
    }
    Ok(())
}

/// Makes the product of a matrix with itself turned: what lies above the diagonal is that below it.
///
/// # Safety
/// As for [`Plain::make`], and the target is put into.
pub unsafe fn symmetric<T: Lane>(whole: Plain<T>, threads: usize) -> Result<()> {
    let [m, k, n] = whole.size();
    if m <= SQUARE || (m * n <= SMALL && k >= 2 * DEPTH) {
        // SAFETY: the caller's.
        return unsafe { multiply(whole, threads) };
    }
    let half = (m / 2).next_multiple_of(2 * T::N);
    let below = whole.rows(half, m - half).cols(0, half);
    let squares = [whole.rows(0, half).cols(0, half), whole.rows(half, m - half).cols(half, n - half)];
    // SAFETY: parts of the target do not overlap, and the caller's.
    unsafe {
        multiply(below, threads)?;
        mirror(below.to, whole.to.part(0, half, half, n - half));
    }
    // SAFETY: the same.
    spread(threads, squares.into(), |square| unsafe { symmetric(square, threads.div_ceil(2)) })
}
