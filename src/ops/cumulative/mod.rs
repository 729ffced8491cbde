//! Running sums and products, differences, gradients and the trapezoid rule.

mod call;
mod differences;
mod scan;
mod table;

pub use table::TABLE;
