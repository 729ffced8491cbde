//! Counts, orders and selections: histograms, sorting, quantiles, distinct elements, comparisons of whole arrays.

mod bins;
mod histogram;
mod rules;
mod table;

pub use table::TABLE;
