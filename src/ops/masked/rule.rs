//! What each operation does to masked arrays.

use super::call::Call;
use super::{reduce, statistics};
use crate::array::Value;
use crate::chunk::Num;
use crate::diag::Result;
use crate::ops::{Family, Op, Place, find};

/// What an operation does to a pair of data and mask.
pub enum Rule {
    /// Each element comes from those of the operands: masked where one of them is.
    Elementwise,
    /// Elements move, and their masks with them.
    Moved,
    /// As `Moved`, for several arrays that become one.
    Joined,
    /// A reduction: masked elements count as this one.
    Filled(Fill),
    /// A way of its own.
    Own(fn(&Call) -> Result<Value>),
    /// A new array.
    Created,
    /// The data alone.
    Data,
    /// A picture of what is computed: of the data and of the mask.
    Drawn,
    /// The data itself, in memory: what is done to it in place is done.
    Plain,
}

/// What stands for masked elements in a reduction.
#[derive(Clone, Copy)]
pub enum Fill {
    Number(Num),
    /// What no element is greater than.
    Greatest,
    /// What no element is less than.
    Least,
}

static RULES: &[(&[&str], Rule)] = &[
    (&["sum", "any"], Rule::Filled(Fill::Number(Num::Int(0)))),
    (&["prod", "all"], Rule::Filled(Fill::Number(Num::Int(1)))),
    (&["min"], Rule::Filled(Fill::Greatest)),
    (&["max"], Rule::Filled(Fill::Least)),
    (&["mean"], Rule::Own(reduce::mean)),
    (&["var"], Rule::Own(|call| reduce::spread(call, false))),
    (&["std"], Rule::Own(|call| reduce::spread(call, true))),
    (&["ptp"], Rule::Own(reduce::range)),
    (&["astype"], Rule::Own(reduce::cast)),
    (&["matmul"], Rule::Own(statistics::matmul)),
    (&["cumsum"], Rule::Own(|call| reduce::running(call, Num::Int(0)))),
    (&["cumprod"], Rule::Own(|call| reduce::running(call, Num::Int(1)))),
    (&["nonzero", "argwhere", "flatnonzero", "count_nonzero"], Rule::Own(|call| reduce::with_zeros(call))),
    (
        &["concatenate", "concat", "stack", "hstack", "vstack", "dstack", "column_stack", "append", "block", "insert"],
        Rule::Joined,
    ),
    (
        &[
            "diagonal",
            "diag",
            "diagflat",
            "repeat",
            "take",
            "compress",
            "copy",
            "tril",
            "triu",
            "take_along_axis",
            "broadcast_to",
            "rechunk",
        ],
        Rule::Moved,
    ),
    (&["partition", "argpartition", "searchsorted", "fill"], Rule::Plain),
    (&["visualize", "explain", "profile", "play"], Rule::Drawn),
    (&["fromfunction"], Rule::Created),
    (
        &["real_if_close", "iscomplexobj", "isrealobj", "shape", "ndim", "size", "result_type", "array", "asarray"],
        Rule::Data,
    ),
];

/// The rule of an operation, where it has one.
pub fn rule(op: &Op) -> Option<&'static Rule> {
    if let Some((_, rule)) = RULES.iter().find(|(names, _)| names.contains(&op.name)) {
        return Some(rule);
    }
    match op.family {
        _ if op.places.contains(&Place::Ufunc) => None,
        Family::Elementwise => Some(&Rule::Elementwise),
        Family::Shape => Some(&Rule::Moved),
        Family::Creation => Some(&Rule::Created),
        _ => None,
    }
}

/// Whether an operation knows what to do with masked arrays.
pub fn has_rule(op: &Op) -> bool {
    find(Place::Ma, op.name).is_some() || rule(op).is_some()
}
