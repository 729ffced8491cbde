//! Linear algebra, on `faer`.

mod beside;
mod bidiagonal;
mod blocked;
mod calls;
mod dense;
mod eigen;
mod equations;
mod factor;
mod field;
mod kernel;
mod named;
mod norms;
mod rotations;
mod small;
mod solve;
mod squares;
mod table;
mod table_more;
mod tall;
mod tall_calls;
mod tridiagonal;
mod values;

pub use named::named;
pub use table::TABLE;
pub use table_more::TABLE as MORE;
