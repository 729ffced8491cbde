//! Values: Python's, NumPy's arrays in memory, and lazy arrays over the graph.

pub mod build;
pub mod convert;
mod lazy;
pub mod masked;
mod plain;
pub mod sizes;
mod value;

pub use lazy::{Lazy, compute};
pub use masked::Masked;
pub use plain::Plain;
pub use value::{Dict, Object, Range, Slice, Value, set_order};
