//! Products: sums over shared axes.

mod einsum;
mod gemm;
mod kernel;
mod rules;
mod table;

#[cfg(test)]
mod tests;

pub use table::TABLE;
