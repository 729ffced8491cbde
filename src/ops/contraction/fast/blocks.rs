//! Products of sums of matrices, block by block: both operands are packed in blocks that stay in the caches, and tiles of
//! their product are added to each target.
//!
//! The loops are those of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). That operands
//! may be sums and targets several is from Huang, Smith, Henry and van de Geijn, "Strassen's Algorithm Reloaded" (SC16):
//! the additions of Strassen's scheme cost no passes over memory of their own.

use rayon::prelude::*;

use super::lane::Lane;
use super::micro::{Ahead, Place, ROWS, tile};
use super::pack::{Part, pack};
use super::term::Term;
use crate::chunk::{Buffer, cancel};
use crate::diag::Result;

/// Steps along the summed axis in a block: two strips of it and a row of sums fit the first cache, or nearly so.
const DEPTH: usize = 640;
/// Bytes of a block of the left operand, which stays in the second cache.
const LEFT: usize = 240 << 10;
/// Bytes of a block of the right operand, which stays in the last cache.
const RIGHT: usize = 10 << 20;

/// Strips of the right operand that one thread packs at a time.
const STRIPS: usize = 8;

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
    /// For a product that `threads` work on.
    fn of<T: Lane>([m, k, n]: Size, threads: usize) -> Blocks {
        let depth = even(k, DEPTH, 1);
        let bytes = depth * size_of::<T>();
        let rows = (LEFT / bytes).max(ROWS);
        let turns = m.div_ceil(rows).next_multiple_of(threads);
        let cols = even(n, (RIGHT / bytes).max(2 * T::N), 2 * T::N);
        Blocks { rows: m.div_ceil(turns).next_multiple_of(ROWS), depth, cols }
    }
}

/// Calls `each` with 0 to `count`, by several threads if there are.
fn spread(threads: usize, count: usize, each: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    if threads == 1 {
        return (0..count).try_for_each(each);
    }
    (0..count).into_par_iter().with_max_len(1).try_for_each(|i| each(i))
}

/// Packed blocks: those of the left operand, one for each thread, and the right one's that all share.
struct Packed<T> {
    _memory: Buffer,
    left: *mut T,
    right: *mut T,
}

// SAFETY: each thread writes blocks and strips of its own, and what is shared is only read while tiles are made.
unsafe impl<T> Send for Packed<T> {}
unsafe impl<T> Sync for Packed<T> {}

impl<T: Lane> Packed<T> {
    fn new(blocks: Blocks, threads: usize) -> Packed<T> {
        let left = threads * blocks.rows * blocks.depth;
        let memory = Buffer::new((left + blocks.cols * blocks.depth) * size_of::<T>());
        let start = memory.as_ptr().cast::<T>();
        Packed { left: start, right: start.wrapping_add(left), _memory: memory }
    }

    /// A strip of the right operand.
    fn strip(&self, at: usize) -> *mut T {
        self.right.wrapping_add(at)
    }

    /// The block of the left operand that this thread packs.
    fn own(&self, blocks: Blocks, threads: usize) -> *mut T {
        let thread = if threads == 1 { 0 } else { rayon::current_thread_index().unwrap_or(0) };
        self.left.wrapping_add(thread * blocks.rows * blocks.depth)
    }
}

/// Does jobs of one size, on so many threads: on more than one only from one of the pool. Targets' rows lie in steps of
/// one.
///
/// # Safety
/// The CPU has AVX2 and FMA; terms are in bounds and targets are no part of operands.
pub unsafe fn run<T: Lane>(jobs: &[Job<T>], size: Size, threads: usize) -> Result<()> {
    let [m, k, n] = size;
    let blocks = Blocks::of::<T>(size, threads);
    let packed = Packed::<T>::new(blocks, threads);
    let strips = if threads == 1 { blocks.cols } else { STRIPS * 2 * T::N };
    for job in jobs {
        for col in (0..n).step_by(blocks.cols) {
            let cols = blocks.cols.min(n - col);
            for from in (0..k).step_by(blocks.depth) {
                let depth = blocks.depth.min(k - from);
                spread(threads, cols.div_ceil(strips), |i| {
                    let part = Part { lane: col + i * strips, lanes: strips.min(cols - i * strips), from, depth };
                    // SAFETY: the strips are this call's, and the caller's.
                    unsafe { pack_right(&job.b, part, packed.strip(i * strips * depth)) };
                    Ok(())
                })?;
                spread(threads, m.div_ceil(blocks.rows), |i| {
                    cancel::check()?;
                    let row = i * blocks.rows;
                    let part = Part { lane: row, lanes: blocks.rows.min(m - row), from, depth };
                    // SAFETY: the block is this thread's, the targets' rows this call's, and the caller's.
                    unsafe { rows(job, part, packed.own(blocks, threads), (packed.strip(0), col, cols)) };
                    Ok(())
                })?;
            }
        }
    }
    Ok(())
}

/// Packs strips of the right operand.
#[target_feature(enable = "avx2,fma")]
unsafe fn pack_right<T: Lane>(from: &[Term<T>], part: Part, to: *mut T) {
    // SAFETY: the caller's.
    unsafe { if T::N == 4 { pack::<T, 8>(from, part, to) } else { pack::<T, 16>(from, part, to) } }
}

/// Packs a block of the left operand, and adds its product with one of the right.
#[target_feature(enable = "avx2,fma")]
unsafe fn rows<T: Lane>(job: &Job<T>, part: Part, left: *mut T, (right, col, cols): (*const T, usize, usize)) {
    let Part { lane: row, lanes, from, depth } = part;
    let strip = 2 * T::N * depth;
    let share = strip * size_of::<T>() / lanes.div_ceil(ROWS);
    let step = share / (depth / 4).max(1) + 1;
    // SAFETY: blocks are as long as their memory, and the caller's.
    unsafe {
        pack::<T, ROWS>(&job.a, part, left);
        for j in (0..cols).step_by(2 * T::N) {
            let b = right.add(j * depth);
            for i in (0..lanes).step_by(ROWS) {
                // While a strip of the right operand is used, the next is asked for.
                let at = b.wrapping_add(strip).cast::<i8>().wrapping_add(i / ROWS * share);
                let place = Place { row: row + i, col: col + j, first: from == 0 };
                tile(depth, left.add(i * depth), b, &job.to, place, Ahead { at, step });
            }
        }
    }
}
