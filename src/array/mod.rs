//! Values: Python's, NumPy's arrays in memory, and lazy arrays over the graph.

pub mod build;
pub mod convert;
mod lazy;
pub mod masked;
mod plain;
pub mod sizes;
pub mod table;
mod value;

pub use lazy::{Lazy, compute};
pub use masked::Masked;
pub use plain::Plain;
pub use table::{Dict, Set};
pub use value::{Object, Range, Slice, Value, set_order};
