//! Random arrays: every element from the seed, the array's own number and the element's index alone.

mod distributions;
mod generator;
mod integers;
mod pick;
mod rows;
mod seeds;
mod source;

pub use distributions::{CONTINUOUS, DISCRETE};
pub use generator::{BoundRandom, GENERATORS, Generator, untouched};
pub use integers::INTEGERS;
pub use pick::PICKED;
pub use rows::VECTORS;
pub use seeds::SEEDS;
