//! Counts, orders and selections: histograms, sorting, quantiles, distinct elements, comparisons of whole arrays.

mod bins;
mod compare;
mod histogram;
mod keys;
mod lanes;
mod member;
mod order;
mod quantile;
mod rules;
mod search;
mod sets;
mod signal;
mod table;
mod table_compared;
mod table_ordered;
mod table_searched;
mod unique;
mod weighted;
mod whole;

pub use lanes::{LaneOp, lanes};
pub use table::TABLE as COUNTED;
pub use table_compared::TABLE as COMPARED;
pub use table_ordered::TABLE as ORDERED;
pub use table_searched::TABLE as SEARCHED;
