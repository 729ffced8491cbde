//! Running least and greatest elements.

use crate::array::Lazy;
use crate::chunk::Block;
use crate::diag::Result;
use crate::ops::reduction::{Ordered, better};
use crate::ops::statistics::{LaneOp, lanes};
use crate::with_dtype;

/// The greatest elements so far, or with `MAX` false the least; with `SKIP` NaN is passed over.
#[derive(Debug)]
struct Extremes<const MAX: bool, const SKIP: bool>;

impl<const MAX: bool, const SKIP: bool> Extremes<MAX, SKIP> {
    fn rows<T: Ordered>(rows: &[T], out: &mut [T], n: usize) {
        for (row, out) in rows.chunks_exact(n).zip(out.chunks_exact_mut(n)) {
            let mut best = row[0];
            for (&v, out) in row.iter().zip(out) {
                best = better::<T, MAX, SKIP>(best, v);
                *out = best;
            }
        }
    }
}

impl<const MAX: bool, const SKIP: bool> LaneOp for Extremes<MAX, SKIP> {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        let n = rows.shape()[1].max(1);
        with_dtype!(rows.dtype(), T => Self::rows::<T>(rows.slice(), out.slice_mut(), n));
        Ok(())
    }

    fn cost(&self) -> f32 {
        2.0
    }
}

/// The running extremes that `ufunc` makes along an axis, if it makes any.
pub fn running_extremes(ufunc: &str, array: &Lazy, axis: usize) -> Option<Lazy> {
    let dtype = array.dtype();
    let name = format!("{ufunc}.accumulate");
    Some(match ufunc {
        "maximum" => lanes(&name, array, axis, Extremes::<true, false>, dtype, None),
        "minimum" => lanes(&name, array, axis, Extremes::<false, false>, dtype, None),
        "fmax" => lanes(&name, array, axis, Extremes::<true, true>, dtype, None),
        "fmin" => lanes(&name, array, axis, Extremes::<false, true>, dtype, None),
        _ => return None,
    })
}
