//! Functions of the user's that run in the task graph, on blocks.

mod callee;
mod gathered;
mod info;
mod kernel;
mod layer;
mod lettered;
mod mapped;
mod margins;
mod overlapped;
mod reduced;
mod sample;
mod trace;

pub use lettered::TABLE as LETTERED;
pub use mapped::TABLE as MAPPED;
pub use overlapped::TABLE as OVERLAPPED;
pub use reduced::TABLE as REDUCED;
