//! Linear algebra, on `faer`.

mod calls;
mod eigen;
mod factor;
mod field;
mod kernel;
mod named;
mod norms;
mod solve;
mod table;
mod table_more;
mod tall;
mod tall_calls;
#[cfg(test)]
mod tests;

pub use table::TABLE;
pub use table_more::TABLE as MORE;
