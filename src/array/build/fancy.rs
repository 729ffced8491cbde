//! Several integer arrays in one index.

use super::Index;
use crate::array::Lazy;
use crate::diag::{Result, not_implemented};

/// The elements at which several lists of places meet; each entry has its axis.
pub fn gather_many(array: &Lazy, entries: &[(usize, &Index)]) -> Result<Lazy> {
    Err(not_implemented(format!(
        "{} lists of places in one index of an array of {} dimensions",
        entries.len(),
        array.ndim()
    ))
    .help("index one axis at a time: x[[1, 2]][:, [3, 4]]"))
}
