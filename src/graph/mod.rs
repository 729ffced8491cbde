//! The symbolic graph: layers over chunk grids, what kernels are, and how layers are fused into stages.

pub mod kernel;
mod node;
mod numbers;
mod order;
mod plan;
mod whole;

pub use kernel::{Accumulator, BlockKernel, Lane, MapKernel, Need, Operand, Place, Reducer, Source, Target};
pub use node::{
    Node, Origin, Rule, ViewAxis, ancestors, fresh_id, origin, same_unknown, set_origin, total_tasks, view_region,
};
pub use numbers::{Map, Set};
pub use plan::{Expr, Plan, Stage, Step, Work, element_cost, plan, plan_as_written, plan_chunks, weight};
