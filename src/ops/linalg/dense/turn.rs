//! Triangles of matrices turned: rows become columns, tile by tile.

use faer::MatRef;

use super::product::{row, rows_of};
use crate::chunk::Block;
use crate::ops::linalg::field::Field;

/// The side of a tile: as wide as two lines of the cache for the widest reals.
const SIDE: usize = 16;

/// The transposed of a square matrix, of which only the lower (or upper) triangle is turned; above (or below) it anything
/// may be.
pub fn turned<T: Field>(a: MatRef<'_, T>, lower: bool) -> Block {
    let n = a.nrows();
    let mut out = Block::scratch(T::DTYPE, &[n, n]);
    let mut to = rows_of::<T>(&mut out);
    for i in (0..n).step_by(SIDE) {
        let rows = SIDE.min(n - i);
        let across = if lower { 0..i + 1 } else { i..n };
        for j in across.step_by(SIDE) {
            let cols = SIDE.min(n - j);
            let mut tile = [[T::default(); SIDE]; SIDE];
            for (r, own) in tile.iter_mut().enumerate().take(rows) {
                for (c, v) in own.iter_mut().enumerate().take(cols) {
                    // SAFETY: the element is in bounds.
                    *v = unsafe { *a.get_unchecked(i + r, j + c) };
                }
            }
            for c in 0..cols {
                let own = &mut row(&mut to, j + c)[i..i + rows];
                own.iter_mut().zip(&tile).for_each(|(v, from)| *v = from[c]);
            }
        }
    }
    out
}
