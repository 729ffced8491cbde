//! Products of sums of matrices, block by block: both operands are packed in blocks that stay in the caches, and tiles of
//! their product are added to each target.
//!
//! The loops are those of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). That operands
//! may be sums and targets several is from Huang, Smith, Henry and van de Geijn, "Strassen's Algorithm Reloaded" (SC16):
//! the additions of Strassen's scheme cost no passes over memory of their own.

use super::lane::Lane;
use super::micro::{Ahead, Place, ROWS, tile};
use super::pack::{Part, pack};
use super::term::Term;
use crate::chunk::{Buffer, cancel};
use crate::diag::Result;

/// Steps along the summed axis in a block: two strips of it and a row of sums fit the first cache, or nearly so.
const DEPTH: usize = 640;
/// Bytes of a block of the left operand, which stays in the second cache.
const LEFT: usize = 360 << 10;
/// Bytes of a block of the right operand, which stays in the last cache.
const RIGHT: usize = 10 << 20;

/// The rows, summed length and columns of a product.
pub type Size = [usize; 3];

/// A product: the sum of `a` times the sum of `b`, added to each of `to`.
pub struct Job<T> {
    pub a: Vec<Term<T>>,
    /// Turned: by columns, then the summed axis.
    pub b: Vec<Term<T>>,
    pub to: Vec<Term<T>>,
}

/// About equal parts, multiples of `unit`, of at most `most`.
fn even(len: usize, most: usize, unit: usize) -> usize {
    let parts = len.div_ceil(most);
    len.div_ceil(parts).next_multiple_of(unit)
}

/// Lengths of blocks.
#[derive(Clone, Copy)]
struct Blocks {
    rows: usize,
    depth: usize,
    cols: usize,
}

impl Blocks {
    fn of<T: Lane>([m, k, n]: Size) -> Blocks {
        let depth = even(k, DEPTH, 1);
        let bytes = depth * size_of::<T>();
        let (rows, cols) = ((LEFT / bytes).max(ROWS), (RIGHT / bytes).max(2 * T::N));
        Blocks { rows: even(m, rows, ROWS), depth, cols: even(n, cols, 2 * T::N) }
    }
}

/// Does jobs of one size. Targets' rows lie in steps of one.
///
/// # Safety
/// The CPU has AVX2 and FMA; terms are in bounds and targets are no part of operands.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn run<T: Lane>(jobs: &[Job<T>], size: Size) -> Result<()> {
    let [m, k, n] = size;
    let blocks = Blocks::of::<T>(size);
    let (left, right) = (
        Buffer::new(blocks.rows * blocks.depth * size_of::<T>()),
        Buffer::new(blocks.cols * blocks.depth * size_of::<T>()),
    );
    let (left, right) = (left.as_ptr().cast::<T>(), right.as_ptr().cast::<T>());
    for job in jobs {
        for col in (0..n).step_by(blocks.cols) {
            let cols = blocks.cols.min(n - col);
            for from in (0..k).step_by(blocks.depth) {
                let depth = blocks.depth.min(k - from);
                let part = Part { lane: col, lanes: cols, from, depth };
                // SAFETY: blocks are as long as their buffers, and the caller's.
                unsafe {
                    if T::N == 4 { pack::<T, 8>(&job.b, part, right) } else { pack::<T, 16>(&job.b, part, right) }
                }
                for row in (0..m).step_by(blocks.rows) {
                    cancel::check()?;
                    let rows = blocks.rows.min(m - row);
                    let place = Place { row, col, first: from == 0 };
                    // SAFETY: as above.
                    unsafe {
                        pack::<T, ROWS>(&job.a, Part { lane: row, lanes: rows, from, depth }, left);
                        tiles(depth, (left, rows), (right, cols), &job.to, place);
                    }
                }
            }
        }
    }
    Ok(())
}

/// The tiles of a block of the left operand times one of the right.
#[inline(always)]
unsafe fn tiles<T: Lane>(depth: usize, a: (*const T, usize), b: (*const T, usize), to: &[Term<T>], place: Place) {
    let strip = 2 * T::N * depth;
    let share = strip * size_of::<T>() / a.1.div_ceil(ROWS);
    let step = share / (depth / 4).max(1) + 1;
    for col in (0..b.1).step_by(2 * T::N) {
        let right = b.0.wrapping_add(col * depth);
        for row in (0..a.1).step_by(ROWS) {
            // While a strip of the right operand is used, the next is asked for.
            let at = right.wrapping_add(strip).cast::<i8>().wrapping_add(row / ROWS * share);
            let place = Place { row: place.row + row, col: place.col + col, ..place };
            // SAFETY: the caller's.
            unsafe { tile(depth, a.0.add(row * depth), right, to, place, Ahead { at, step }) };
        }
    }
}
