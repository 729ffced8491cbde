//! Strassen's scheme (Strassen, "Gaussian elimination is not optimal", 1969): seven products of sums of quarters instead
//! of eight of quarters.

use super::blocks::{Job, Size};
use super::lane::Lane;
use super::term::Term;

/// A quarter of a matrix in a sum: which of 0 to 3 by rows, and whether it is subtracted.
type Quarter = (usize, bool);

/// A product of sums of quarters of the operands, and the quarters of the result that it is added to, with whether it is
/// the first to reach it.
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

/// The size of the products after some levels.
pub fn leaf(size: Size, levels: u32) -> Size {
    (0..levels).fold(size, |size, _| size.map(|n| n.div_ceil(2)))
}

/// The products that make up one product, after `levels` levels.
pub fn jobs<T: Lane>(job: Job<T>, size: Size, levels: u32) -> Vec<Job<T>> {
    if levels == 0 {
        return vec![job];
    }
    let half = leaf(size, 1);
    let [m, k, n] = half;
    let sum = |terms: &[Term<T>], which: &[Quarter], rows: usize, cols: usize| -> Vec<Term<T>> {
        terms.iter().flat_map(|t| which.iter().map(move |&(q, less)| t.quarter(q, rows, cols, less, false))).collect()
    };
    let products = PRODUCTS.iter().flat_map(|row| {
        let b: Vec<Term<T>> = job.b.iter().map(Term::turned).collect();
        let part = Job {
            a: sum(&job.a, row.a, m, k),
            b: sum(&b, row.b, k, n).iter().map(Term::turned).collect(),
            to: job
                .to
                .iter()
                .flat_map(|t| row.to.iter().map(|&(q, less, first)| t.quarter(q, m, n, less, first)))
                .collect(),
        };
        jobs(part, half, levels - 1)
    });
    products.collect()
}
