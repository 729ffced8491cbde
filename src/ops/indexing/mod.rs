//! Elements by their places: taken, chosen, and put.

mod chosen;
mod coordinates;
mod placed;
mod taken;

pub use chosen::CHOSEN;
pub use coordinates::COORDINATES;
pub use placed::PLACED;
pub use taken::TAKEN;

use crate::array::{Lazy, build};
use crate::chunk::{Block, DType};
use crate::diag::{Result, type_error};
use crate::ops::Args;
use crate::ops::shape::flat;

/// The integers of an argument, computed where it is lazy.
fn integers(args: &Args, name: &str) -> Result<Block> {
    let block = args.block(name)?;
    if block.dtype().is_integer() || block.dtype() == DType::Bool || block.size() == 0 {
        return Ok(block.cast(DType::I64));
    }
    let message = format!(
        "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'",
        block.dtype()
    );
    Err(args.at(name, type_error(message).help("places are integers")))
}

/// The array and the axis of an operation that goes through all of the elements where no axis is given.
fn along(args: &Args, name: &str) -> Result<(Lazy, usize)> {
    let array = args.array(name)?;
    let array = if array.ndim() == 0 { build::expand_dims(&array, &[0]) } else { array };
    match args.axis("axis", array.ndim())? {
        Some(axis) => Ok((array, axis)),
        None => Ok((flat(&array)?, 0)),
    }
}

/// What becomes of a place that is out of range.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Raise,
    Wrap,
    Clip,
}

fn mode(args: &Args) -> Result<Mode> {
    match args.text("mode")?.unwrap_or("raise") {
        "raise" => Ok(Mode::Raise),
        "wrap" => Ok(Mode::Wrap),
        "clip" => Ok(Mode::Clip),
        other => {
            let error =
                crate::diag::value_error(format!("clipmode must be one of 'clip', 'raise', or 'wrap' (got '{other}')"));
            Err(args.at("mode", error))
        }
    }
}

impl Mode {
    /// The place in range for one that may not be; none where that is an error.
    fn place(self, at: i64, len: usize) -> Option<usize> {
        let n = len as i64;
        match self {
            _ if n == 0 => None,
            Mode::Raise => (-n..n).contains(&at).then_some(if at < 0 { at + n } else { at } as usize),
            Mode::Wrap => Some(at.rem_euclid(n) as usize),
            Mode::Clip => Some(at.clamp(0, n - 1) as usize),
        }
    }
}
