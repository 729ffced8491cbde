mod axes;
mod reshaped;

pub use axes::AXES;
pub use reshaped::RESHAPED;

pub(in crate::ops) use reshaped::flat;

use crate::array::{Lazy, Value};
use crate::diag::Result;
use crate::ops::Args;

/// The answer for an operation whose array is its parameter `a`: a view of it where it can be one.
fn view(args: &Args, array: Lazy) -> Result<Value> {
    args.answer_view("a", array)
}
