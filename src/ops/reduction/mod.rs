//! Reductions: many elements to one, along some axes or all. Each is a fold: plain states and how they take in elements.

mod average;
mod call;
mod extreme;
mod fold;
mod number;
mod spread;
mod sums;
mod table;
mod table_nan;
mod walk;

pub use table::TABLE;
pub use table_nan::TABLE as NAN_TABLE;
