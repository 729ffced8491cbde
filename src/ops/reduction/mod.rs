//! Reductions: many elements to one, along some axes or all. Each is a fold: plain states and how they take in elements.

mod average;
mod call;
mod extreme;
mod fold;
mod number;
mod spread;
mod summed;
mod sums;
mod table;
mod table_nan;
mod walk;

pub use call::{extreme_of, numbers_for, product_of, select, squares_of, sum_of};
pub use extreme::{Ordered, better};
pub use fold::Folding;
pub use number::Acc;
pub use summed::Summed;
pub use sums::{AsSum, Lift, NanAsOne, NanAsZero, Prod, Sum};
pub use table::TABLE;
pub(super) use table::rows;
pub use table_nan::TABLE as NAN_TABLE;
