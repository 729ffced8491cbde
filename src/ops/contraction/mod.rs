//! Products: sums over shared axes.

mod einsum;
#[cfg(target_arch = "x86_64")]
mod fast;
mod gemm;
mod gufunc;
mod kernel;
mod notation;
mod path;
mod rules;
mod table;

#[cfg(test)]
mod tests;

pub use gemm::{Matrix, Multiply, Out, Product};
pub use rules::conj;
pub use table::TABLE;
