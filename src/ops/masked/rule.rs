//! What each operation does to masked arrays.

use super::call::Call;
use super::{reduce, statistics, ufunc};
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
    (&["sum", "any", "nansum"], Rule::Filled(Fill::Number(Num::Int(0)))),
    (&["prod", "all", "nanprod"], Rule::Filled(Fill::Number(Num::Int(1)))),
    (&["min", "nanmin"], Rule::Filled(Fill::Greatest)),
    (&["max", "nanmax"], Rule::Filled(Fill::Least)),
    (&["mean"], Rule::Own(reduce::mean)),
    (&["var"], Rule::Own(|call| reduce::spread(call, false))),
    (&["std"], Rule::Own(|call| reduce::spread(call, true))),
    (&["ptp"], Rule::Own(reduce::range)),
    (&["astype"], Rule::Own(reduce::cast)),
    (&["matmul"], Rule::Own(statistics::matmul)),
    (&["cumsum", "nancumsum"], Rule::Own(|call| reduce::running(call, Num::Int(0)))),
    (&["cumprod", "nancumprod"], Rule::Own(|call| reduce::running(call, Num::Int(1)))),
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

/// What NumPy's own functions make of masked arrays in memory where they do not know of masks.
pub enum Blind {
    /// The data alone.
    Data,
    /// A masked array without a mask, a scalar for shape `()`.
    Bare,
    /// The same, an array for shape `()` too.
    BareArray,
}

static BLIND: &[(&[&str], Blind)] = &[
    (
        &[
            // products
            "outer",
            "vdot",
            "tensordot",
            "einsum",
            "cross",
            "convolve",
            "cov",
            "corrcoef",
            // linear algebra
            "norm",
            "vector_norm",
            "matrix_norm",
            "det",
            "slogdet",
            "cond",
            "matrix_rank",
            "eig",
            "eigh",
            "eigvals",
            "eigvalsh",
            "svdvals",
            // Fourier transforms
            "fft",
            "ifft",
            "fft2",
            "ifft2",
            "fftn",
            "ifftn",
            "rfft",
            "irfft",
            "rfft2",
            "irfft2",
            "rfftn",
            "irfftn",
            "hfft",
            "ihfft",
            "fftshift",
            "ifftshift",
            // counts and places
            "histogram",
            "histogram2d",
            "histogramdd",
            "histogram_bin_edges",
            "digitize",
            "bincount",
            "count_nonzero",
            "isin",
            "in1d",
            "array_equal",
            "array_equiv",
            "interp",
            "lexsort",
            "sort_complex",
            // without NaNs
            "nanmedian",
            "nanargmax",
            "nanargmin",
            "nanpercentile",
            "nanquantile",
            "percentile",
            "quantile",
            "trapezoid",
            // chosen and copied
            "where",
            "select",
            "choose",
            "broadcast_to",
            "broadcast_arrays",
            "copy",
            "ascontiguousarray",
            "asfortranarray",
            "asarray_chkfinite",
            "pad",
            "tril",
            "triu",
            "sliding_window_view",
            // functions and polynomials
            "sinc",
            "unwrap",
            "iscomplex",
            "polyfit",
            "polyval",
            "roots",
            "poly",
            "polymul",
            "ix_",
            "polyder",
            "polyint",
            "vander",
        ],
        Blind::Data,
    ),
    (
        &[
            "dot",
            "inner",
            "inv",
            "solve",
            "svd",
            "qr",
            "pinv",
            "cholesky",
            "lstsq",
            "correlate",
            "delete",
            "meshgrid",
            "diagflat",
            "resize",
            "piecewise",
            "cumulative_sum",
            "cumulative_prod",
        ],
        Blind::Bare,
    ),
    (&["ptp"], Blind::BareArray),
];

/// What NumPy's function of that name makes of masked arrays, where it does not know of masks.
pub fn blind(op: &Op) -> Option<&'static Blind> {
    BLIND
        .iter()
        .find(|(names, _)| names.contains(&op.name) && !op.places.contains(&Place::Ufunc))
        .map(|(_, blind)| blind)
}

/// The rule of an operation, where it has one.
pub fn rule(op: &Op) -> Option<&'static Rule> {
    if let Some((_, rule)) = RULES.iter().find(|(names, _)| names.contains(&op.name)) {
        return Some(rule);
    }
    match op.family {
        _ if op.places.contains(&Place::Ufunc) && op.name == "at" => Some(&Rule::Plain),
        _ if op.places.contains(&Place::Ufunc) => Some(&Rule::Own(ufunc::method)),
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
