//! Lazy arrays from lazy arrays: the shape and chunk rules of each family. What an operation is called is not known here.

mod alike;
mod assign;
mod chunks;
mod elementwise;
mod fancy;
mod index;
mod masked;
mod reduce;
mod reshape;
mod scatter;
mod view;

pub use assign::{assign, too_deep};
pub use chunks::{chunk_bytes, limit_growth, normalize_chunks, parse_bytes, round_side, set_chunk_bytes};
pub use elementwise::{Cast, broadcast_shape, cast, common_cut, full, map, shape_text, weak_constant};
pub use fancy::places_of;
pub use index::{
    Index, compress, entry_of, index, move_axis, place, places_along, slice_places, stack, take, unknown_axis,
};
pub use reduce::{reduce, reduce_chunks, reduce_to};
pub use reshape::{concat, rechunk, reshape};
pub use view::{Axis, broadcast_to, expand_dims, flip, reverse_axes, squeeze, transpose, view};

use std::sync::Arc;

use super::Lazy;
use crate::chunk::{DType, Grid};
use crate::graph::{BlockKernel, Node, Rule, Source};

/// An array whose elements come from their index alone.
pub fn source(name: &str, source: Arc<dyn Source>, grid: Grid, dtype: DType) -> Lazy {
    Lazy::new(Node::new(name, grid, dtype, Rule::Source(source), []))
}

/// A layer of a kernel over whole parts of its inputs.
pub fn block(name: &str, kernel: Arc<dyn BlockKernel>, grid: Grid, dtype: DType, inputs: &[Lazy]) -> Lazy {
    Lazy::new(Node::new(name, grid, dtype, Rule::Block(kernel), inputs.iter().map(|a| a.node.clone())))
}

/// Output `k` of a block kernel that has several.
pub fn output(name: &str, of: &Lazy, k: usize, grid: Grid, dtype: DType) -> Lazy {
    Lazy::new(Node::new(name, grid, dtype, Rule::Output(k), [of.node.clone()]))
}
