//! Polynomials by their coefficients, the highest power first; and windows, which taper a row of numbers.

mod fit;
mod rows;
mod terms;
mod windows;

pub use rows::POLYNOMIALS;
pub use windows::WINDOWS;
