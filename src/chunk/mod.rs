//! Element types, memory, blocks and chunk grids: what everything above is made of.

mod block;
pub mod buffer;
pub mod cancel;
mod cast;
pub mod copy;
mod dtype;
mod grid;
pub mod mask;
pub mod math;
mod places;
pub mod put;
pub mod random;
mod scalar;
pub mod sort;

pub use block::{Block, Dims, Strides, c_strides};
pub use buffer::Buffer;
pub use cast::{CastFrom, CastFromAll};
pub use dtype::{DType, Element, NumKind, c64, c128, element};
pub use grid::{Cut, Grid, Region};
pub use half::f16;
pub use places::Places;
pub use scalar::{Num, Scalar};
