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
const LEFT: usize = 240 << 10;
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
        let cols = even(n, (RIGHT / bytes).max(2 * T::N), 2 * T::N);
        Blocks { rows: even(m, (LEFT / bytes).max(ROWS), ROWS), depth, cols }
    }
}

/// What does products of one size, with memory for the packed blocks.
pub struct Engine<T> {
    size: Size,
    blocks: Blocks,
    left: *mut T,
    right: *mut T,
    _memory: Buffer,
}

impl<T: Lane> Engine<T> {
    pub fn new(size: Size) -> Engine<T> {
        let blocks = Blocks::of::<T>(size);
        let left = blocks.rows * blocks.depth;
        let memory = Buffer::new((left + blocks.cols * blocks.depth) * size_of::<T>());
        let start = memory.as_ptr().cast::<T>();
        Engine { size, blocks, left: start, right: start.wrapping_add(left), _memory: memory }
    }

    /// Does a job. Targets' rows lie in steps of one.
    ///
    /// # Safety
    /// The CPU has AVX2 and FMA; terms are in bounds and targets are no part of operands.
    pub unsafe fn run(&self, job: &Job<T>) -> Result<()> {
        let ([m, k, n], blocks) = (self.size, self.blocks);
        for col in (0..n).step_by(blocks.cols) {
            let cols = blocks.cols.min(n - col);
            for from in (0..k).step_by(blocks.depth) {
                let depth = blocks.depth.min(k - from);
                // SAFETY: the block is as long as its memory, and the caller's.
                unsafe { pack_right(&job.b, Part { lane: col, lanes: cols, from, depth }, self.right) };
                for row in (0..m).step_by(blocks.rows) {
                    cancel::check()?;
                    let part = Part { lane: row, lanes: blocks.rows.min(m - row), from, depth };
                    // SAFETY: the block is as long as its memory, and the caller's.
                    unsafe { rows(job, part, self.left, (self.right, col, cols)) };
                }
            }
        }
        Ok(())
    }
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
