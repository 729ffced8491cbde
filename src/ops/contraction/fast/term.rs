//! A matrix with a sign: what operands are summed from, and what products are added to.

use super::super::gemm::Matrix;
use super::lane::Lane;

/// A part of a matrix in memory. Beyond its rows and columns it counts as zero.
#[derive(Clone, Copy)]
pub struct Term<T> {
    pub ptr: *mut T,
    pub rows: usize,
    pub cols: usize,
    pub down: isize,
    pub across: isize,
    /// One or minus one.
    pub sign: T,
    /// A target whose content counts for nothing: the first product that reaches it is written over it.
    pub fresh: bool,
}

// SAFETY: whoever shares out terms gives each thread targets of its own.
unsafe impl<T> Send for Term<T> {}
unsafe impl<T> Sync for Term<T> {}

impl<T: Lane> Term<T> {
    /// An operand.
    pub fn of(from: &Matrix<T>) -> Term<T> {
        let Matrix { ptr, rows, cols, down, across } = *from;
        Term { ptr: ptr.cast_mut(), rows, cols, down, across, sign: T::one(), fresh: false }
    }

    /// Where an element is. Not to be followed outside of the matrix.
    fn at(&self, row: usize, col: usize) -> *mut T {
        self.ptr.wrapping_offset(row as isize * self.down + col as isize * self.across)
    }

    /// A quarter, 0 to 3 by rows, of the matrix seen as twice `rows` by twice `cols`.
    pub fn quarter(&self, which: usize, rows: usize, cols: usize, negative: bool, fresh: bool) -> Term<T> {
        let (row, col) = (which / 2 * rows, which % 2 * cols);
        Term {
            ptr: self.at(row, col),
            rows: self.rows.saturating_sub(row).min(rows),
            cols: self.cols.saturating_sub(col).min(cols),
            sign: if negative { -self.sign } else { self.sign },
            fresh: self.fresh && fresh,
            ..*self
        }
    }

    /// The quarters of a matrix of twice `rows` by twice `cols`, by rows.
    pub fn quarters(&self, rows: usize, cols: usize) -> [Term<T>; 4] {
        [0, 1, 2, 3].map(|q| self.quarter(q, rows, cols, false, true))
    }

    /// A rectangular part, in bounds.
    pub fn part(&self, row: usize, rows: usize, col: usize, cols: usize) -> Term<T> {
        Term { ptr: self.at(row, col), rows, cols, ..*self }
    }

    /// The beginning of a row.
    pub fn row(&self, row: usize) -> *mut T {
        self.at(row, 0)
    }

    /// The matrix with this sign.
    pub fn signed(&self, sign: T) -> Term<T> {
        Term { sign, ..*self }
    }

    /// Its rows as columns.
    pub fn turned(&self) -> Term<T> {
        Term { rows: self.cols, cols: self.rows, down: self.across, across: self.down, ..*self }
    }
}
