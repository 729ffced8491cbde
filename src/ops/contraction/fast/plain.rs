//! The product of two matrices as one thread makes it: in pieces that are not too large, each with as many levels of
//! Strassen's scheme as pay.

use super::blocks::{Engine, Job, Size};
use super::lane::Lane;
use super::micro::ROWS;
use super::term::Term;
use super::winograd;
use crate::chunk::Buffer;
use crate::diag::Result;

/// Halves of matrices are at least this long.
const HALF: usize = 240;
/// Where sums are held, the most rows and columns of a piece: they take about three quarters of a piece's memory, and as
/// much again where the piece is added to what is there.
const PIECE: usize = 3072;

/// How many levels of Strassen's scheme pay.
pub fn deepest([m, k, n]: Size) -> u32 {
    (m.min(k).min(n) / HALF).checked_ilog2().unwrap_or(0)
}

/// The most bytes of sums that are held for an operand of so many bytes.
pub fn held(bytes: u128) -> u128 {
    let least = (4 * HALF).pow(2) * size_of::<f64>();
    let most = PIECE.pow(2) * size_of::<f64>();
    if bytes < least as u128 { 0 } else { bytes.min(most as u128) * 3 / 4 }
}

/// About equal parts, of at most `most`: where each begins, and how long it is.
pub fn parts(len: usize, most: usize, unit: usize) -> impl Iterator<Item = (usize, usize)> {
    let step = len.div_ceil(len.div_ceil(most)).next_multiple_of(unit);
    (0..len).step_by(step).map(move |from| (from, step.min(len - from)))
}

/// A product: `a` times `b`, put into or added to `to`.
#[derive(Clone, Copy)]
pub struct Plain<T> {
    pub a: Term<T>,
    pub b: Term<T>,
    pub to: Term<T>,
    /// The most levels of Strassen's scheme that may be used.
    pub levels: u32,
}

impl<T: Lane> Plain<T> {
    pub fn size(&self) -> Size {
        [self.a.rows, self.a.cols, self.b.cols]
    }

    /// Some rows of the result.
    pub fn rows(&self, from: usize, len: usize) -> Plain<T> {
        Plain { a: self.a.part(from, len, 0, self.a.cols), to: self.to.part(from, len, 0, self.to.cols), ..*self }
    }

    /// Some columns of the result.
    pub fn cols(&self, from: usize, len: usize) -> Plain<T> {
        Plain { b: self.b.part(0, self.b.rows, from, len), to: self.to.part(0, self.to.rows, from, len), ..*self }
    }

    /// Some of the sums, those from the first on before the others.
    pub fn depth(&self, from: usize, len: usize) -> Plain<T> {
        let to = Term { fresh: self.to.fresh && from == 0, ..self.to };
        Plain { a: self.a.part(0, self.a.rows, from, len), b: self.b.part(from, len, 0, self.b.cols), to, ..*self }
    }

    /// Makes the product.
    ///
    /// # Safety
    /// The CPU has AVX2 and FMA; the target is no part of the operands, nor is another thread at it.
    pub unsafe fn make(&self) -> Result<()> {
        let [m, k, n] = self.size();
        if deepest([m, k, n]).min(self.levels) == 0 {
            // SAFETY: the caller's.
            return unsafe { self.whole() };
        }
        // Flat matrices are cut up into ones that are less so: levels come from the shortest side.
        let most = PIECE.min(2 * m.min(k).min(n));
        for (row, rows) in parts(m, most, ROWS) {
            for (col, cols) in parts(n, most, 2 * T::N) {
                for (from, depth) in parts(k, most, 1) {
                    // SAFETY: the caller's.
                    unsafe { self.rows(row, rows).cols(col, cols).depth(from, depth).piece()? };
                }
            }
        }
        Ok(())
    }

    /// Without Strassen's scheme.
    unsafe fn whole(&self) -> Result<()> {
        let job = Job { a: vec![self.a], b: vec![self.b.turned()], to: vec![self.to] };
        // SAFETY: the caller's.
        unsafe { Engine::new(self.size()).run(&job) }
    }

    /// With as many levels as pay, for all but a few last rows and columns: so that the smallest parts are made of whole
    /// tiles.
    unsafe fn piece(&self) -> Result<()> {
        let [m, k, n] = self.size();
        let levels = deepest([m, k, n]).min(self.levels);
        let in_steps = |t: &Term<T>| t.down == 1 || t.across == 1;
        let held = if in_steps(&self.a) && in_steps(&self.b) { levels.saturating_sub(1) } else { 0 };
        let even = |len: usize, unit: usize| len - len % (unit << levels);
        let (rows, cols, depth) = (even(m, ROWS), even(n, 2 * T::N), k - k % (1 << held));
        if levels == 0 {
            // SAFETY: the caller's.
            return unsafe { self.whole() };
        }
        let core = self.rows(0, rows).cols(0, cols);
        let size = [rows, depth, cols];
        let room = winograd::room(size, held, !self.to.fresh);
        let memory = Buffer::new(room * size_of::<T>());
        let engine = Engine::new(winograd::leaf(size, held));
        let Plain { a, b, to, .. } = core.depth(0, depth);
        // SAFETY: the caller's.
        unsafe {
            winograd::product(&engine, [a, b, to], size, held, memory.as_ptr().cast())?;
            if depth < k {
                core.depth(depth, k - depth).whole()?;
            }
            if rows < m {
                self.rows(rows, m - rows).whole()?;
            }
            if cols < n {
                self.rows(0, rows).cols(cols, n - cols).whole()?;
            }
        }
        Ok(())
    }
}
