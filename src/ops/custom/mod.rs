//! Functions of the user's that run in the task graph, on blocks.

mod awaited;
mod callee;
mod chunked;
mod gathered;
mod gufunc;
mod info;
mod kernel;
mod lanes;
mod layer;
mod lettered;
mod mapped;
mod margins;
mod overlapped;
mod pieces;
mod reduced;
mod sample;
mod signature;
mod split;
mod trace;
mod vectorized;

pub use awaited::TABLE as AWAITED;
pub use callee::named_of;
pub use chunked::TABLE as CHUNKED;
pub use gufunc::TABLE as GUFUNCS;
pub use lanes::TABLE as LANES;
pub use lettered::TABLE as LETTERED;
pub use mapped::TABLE as MAPPED;
pub use overlapped::TABLE as OVERLAPPED;
pub use pieces::TABLE as PIECES;
pub use reduced::TABLE as REDUCED;
pub use vectorized::TABLE as VECTORIZED;
