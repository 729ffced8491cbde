//! Factorizations of matrices in memory, whose work is nearly all products: halves of halves for LU and Cholesky, panels of
//! reflections for QR. Rows lie one after another, as blocks have them.

mod cholesky;
mod lu;
mod product;
mod reflections;
mod tile;
mod triangle;
mod turn;

#[cfg(test)]
mod tests;

pub use cholesky::cholesky;
pub use lu::{Lu, eliminate};
pub use product::{add, all_finite, row, rows_of, shared};
pub use reflections::Reflections;
pub use triangle::{lower, solve_triangular};
pub use turn::turned;
