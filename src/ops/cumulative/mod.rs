//! Running sums and products, differences, gradients and the trapezoid rule.

mod call;
mod differences;
mod extremes;
mod scan;
mod table;
mod unwrap;

pub use extremes::running_extremes;
pub use table::TABLE;
