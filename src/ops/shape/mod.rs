//! The same elements under another shape, order or chunking; arrays joined, cut apart, repeated and padded.

mod axes;
mod edited;
mod fitted;
mod joined;
mod moved;
mod padded;
mod padding;
mod repeated;
mod reshaped;
mod split;
mod windows;

pub use axes::AXES;
pub use edited::EDITED;
pub use fitted::FITTED;
pub use joined::JOINED;
pub use moved::MOVED;
pub use padded::PADDED;
pub use reshaped::RESHAPED;
pub use split::SPLIT;
pub use windows::WINDOWS;

pub(in crate::ops) use reshaped::flat;

use crate::array::build::{self, Index};
use crate::array::{Lazy, Value};
use crate::diag::Result;
use crate::ops::Args;

/// The answer for an operation whose array is its parameter `a`: a view of it where it can be one.
fn view(args: &Args, array: Lazy) -> Result<Value> {
    args.answer_view("a", array)
}

/// The elements from `from` to `to` along an axis.
pub(in crate::ops) fn slice(array: &Lazy, axis: usize, from: usize, to: usize) -> Result<Lazy> {
    let mut entries = vec![Index::Slice(None, None, None); axis];
    entries.push(Index::Slice(Some(from as i128), Some(to as i128), None));
    build::index(array, &entries)
}
