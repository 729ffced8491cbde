//! Arrays from nothing but numbers: constants, ranges, matrices of a pattern, grids, and other values made arrays.

mod converted;
mod diagonals;
mod filled;
mod grids;
mod matrices;
mod ranges;
mod spaced;
mod viewed;

pub use converted::CONVERTED;
pub use filled::FILLED;
pub use grids::{GRIDS, counting};
pub use matrices::MATRICES;
pub use ranges::RANGES;
pub use viewed::VIEWED;
