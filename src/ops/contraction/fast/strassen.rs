//! Strassen's scheme (Strassen, "Gaussian elimination is not optimal", 1969): seven products of sums of quarters instead
//! of eight of quarters. Here the sums are made where the operands are packed, and the products added to each of their
//! targets, so that nothing is held in memory.

use super::blocks::{Job, Size};
use super::lane::Lane;
use super::term::Term;

/// A quarter of a matrix in a sum: which of 0 to 3 by rows, and whether it is subtracted.
type Quarter = (usize, bool);

/// A product of sums of quarters of the operands, and the quarters of the result that it is added to, with whether it is
/// the first to reach it.
#[derive(Clone, Copy)]
struct Row {
    a: &'static [Quarter],
    b: &'static [Quarter],
    to: &'static [(usize, bool, bool)],
}

const PRODUCTS: [Row; 7] = [
    Row { a: &[(0, false), (3, false)], b: &[(0, false), (3, false)], to: &[(0, false, true), (3, false, true)] },
    Row { a: &[(2, false), (3, false)], b: &[(0, false)], to: &[(2, false, true), (3, true, false)] },
    Row { a: &[(0, false)], b: &[(1, false), (3, true)], to: &[(1, false, true), (3, false, false)] },
    Row { a: &[(3, false)], b: &[(2, false), (0, true)], to: &[(0, false, false), (2, false, false)] },
    Row { a: &[(0, false), (1, false)], b: &[(3, false)], to: &[(0, true, false), (1, false, false)] },
    Row { a: &[(2, false), (0, true)], b: &[(0, false), (1, false)], to: &[(3, false, false)] },
    Row { a: &[(1, false), (3, true)], b: &[(2, false), (3, false)], to: &[(0, false, false)] },
];

/// Half of each side, rounded up.
pub fn half(size: Size) -> Size {
    size.map(|n| n.div_ceil(2))
}

/// The seven products that make up one product.
pub fn jobs<T: Lane>([a, b, to]: [Term<T>; 3], size: Size) -> [Job<T>; 7] {
    let [m, k, n] = half(size);
    let b = b.turned();
    PRODUCTS.map(|row| Job {
        a: row.a.iter().map(|&(q, less)| a.quarter(q, m, k, less, false)).collect(),
        // Quarters of the turned operand, the second and the third of which change places.
        b: row.b.iter().map(|&(q, less)| b.quarter(TURNED[q], n, k, less, false)).collect(),
        to: row.to.iter().map(|&(q, less, first)| to.quarter(q, m, n, less, first)).collect(),
    })
}

const TURNED: [usize; 4] = [0, 2, 1, 3];
