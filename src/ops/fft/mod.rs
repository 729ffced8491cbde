//! Fourier transforms, on `rustfft` and `realfft`.

mod calls;
mod frequency;
mod kernel;
mod lines;
mod plans;
mod table;
mod table_more;
mod wrap;

pub use table::TABLE;
pub use table_more::TABLE as MORE;
