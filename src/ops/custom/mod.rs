//! Functions of the user's that run in the task graph, on blocks.

mod callee;
mod info;
mod kernel;
mod layer;
mod mapped;
mod sample;
mod trace;

pub use mapped::TABLE as MAPPED;
