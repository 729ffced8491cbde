//! What each family does with axes and chunks, said to people.

use crate::ops::{Family, Place};

/// The rule for shapes and axes, and the rule for chunks, of a family.
pub fn of(family: Family) -> Option<(&'static str, &'static str)> {
    Some(match family {
        Family::Elementwise => (
            "the operands are broadcast: compared from the last axis, lengths must be equal or 1",
            "those of the operands; where they differ, both are cut at the borders of either. A task a chunk, and chains of them run as one, tile by tile",
        ),
        Family::Reduction => (
            "the axes in `axis` (all of them by default) go away; with keepdims=True they stay, with length 1",
            "each chunk is reduced by itself, then the results in a tree; the axes that stay keep their chunks",
        ),
        Family::Cumulative => (
            "as the input; without `axis` the input is read as one long row",
            "as the input; each chunk runs by itself, and waits only for the totals of those before it along the axis",
        ),
        Family::Creation => (
            "what the arguments say",
            "what `chunks=` says: a length for all axes, a tuple with an entry an axis, sizes, or \"auto\" (chunks of about 128 MiB; %config chunk_size)",
        ),
        Family::Random => (
            "what `size` says; without it, what the parameters broadcast to",
            "what `chunks=` says, \"auto\" by default; the numbers depend on the seed and the place alone, so that any chunking gives the same array",
        ),
        Family::Index => (
            "as NumPy: integers drop an axis, slices keep it, lists and masks pick along it",
            "only the chunks that are touched are ever made; a mask's chunks have lengths that only the computation tells",
        ),
        Family::Shape => (
            "the same elements under other axes",
            "moved with the elements; where a new shape cuts across chunks, they are cut anew along the way",
        ),
        Family::Contraction => (
            "the axes that are summed over go away, the others stay",
            "a block product for each pair of chunks that meet, summed in a tree; the axes that stay keep their chunks",
        ),
        Family::Linalg => (
            "the last two axes are matrices, those before them a stack",
            "a matrix method over blocks where it has one; otherwise the matrix becomes a single chunk first",
        ),
        Family::Masked => (
            "those of the data; the mask has the same shape",
            "those of the data; the mask has chunks of its own, which are as large",
        ),
        Family::Custom | Family::Language => return None,
    })
}

/// Where an operation is found: `np.sum`, `x.sum`.
pub fn home(place: Place, name: &str) -> Vec<String> {
    let prefixes: &[&str] = match place {
        Place::Np => &["np."],
        Place::Da => &["da."],
        Place::Method | Place::Property | Place::MaMethod | Place::MaProperty => &["x."],
        Place::Linalg => &["np.linalg.", "da.linalg."],
        Place::Fft => &["np.fft.", "da.fft."],
        Place::Random => &["np.random.", "da.random."],
        Place::Generator => &["rng."],
        Place::Ufunc => &["np.add."],
        Place::Ma => &["np.ma.", "da.ma."],
        Place::Overlap => &["da.overlap."],
        Place::Strides => &["np.lib.stride_tricks."],
        Place::Builtin => &[""],
    };
    prefixes.iter().map(|p| format!("{p}{name}")).collect()
}
