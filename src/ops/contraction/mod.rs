//! Products: sums over shared axes.

mod einsum;
mod gemm;
mod gufunc;
mod kernel;
mod notation;
mod path;
mod rules;
mod table;

#[cfg(test)]
mod tests;

pub use rules::conj;
pub use table::TABLE;
