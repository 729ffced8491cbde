//! Masked arrays: what each family of operations does to a pair of data and mask.
//!
//! A call with a masked array among its arguments comes here instead of to the row's own code. The row's operation is
//! then built for the data and, where elements move, for the mask too, so that lazy arrays and those in memory, and all
//! families, need no code of their own.

mod call;
mod choose;
mod create;
mod domain;
mod edges;
mod fills;
mod left;
mod masks;
mod pair;
mod reduce;
mod rule;
mod statistics;
mod ufunc;

pub use call::{dispatch, holds, of_list};
pub use choose::CHOSEN;
pub use create::CREATED;
pub use edges::EDGES;
pub use fills::FILLS;
pub use masks::MASKS;
pub use rule::has_rule;
pub use statistics::STATISTICS;

use super::{Family, Op, Place};

/// A function of `np.ma` and `da.ma`.
const FUNCTION: Op = Op::of(Family::Masked, &[Place::Ma]);
/// A function that is also a method of masked arrays.
const BOTH_WAYS: Op = Op::of(Family::Masked, &[Place::Ma, Place::MaMethod]);
/// A method of masked arrays.
const METHOD: Op = Op::of(Family::Masked, &[Place::MaMethod]);
/// An attribute of masked arrays.
const PROPERTY: Op = Op::of(Family::Masked, &[Place::MaProperty]);

/// Rows of this family: name, other names, where they are, parameters, doc, examples, code.
macro_rules! rows {
    ($(#[$doc:meta])* $table:ident; $($name:literal $aliases:tt $base:ident ($params:literal) $text:literal $examples:literal $build:expr;)*) => {
        $(#[$doc])*
        pub static $table: &[crate::ops::Op] = &[$(crate::ops::Op {
            name: $name,
            aliases: &$aliases,
            params: $params,
            doc: $text,
            examples: $examples,
            build: $build,
            ..super::$base
        }),*];
    };
}
use rows;
