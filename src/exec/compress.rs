//! Picking the elements where a mask is true.

use crate::chunk::{Block, Element};
use crate::with_dtype;

/// The elements of a contiguous one-dimensional block where the mask is true.
pub fn compress(block: &Block, mask: &[bool]) -> Block {
    let mut out = Block::scratch(block.dtype(), &[mask.len()]);
    let n = with_dtype!(block.dtype(), T => pick(block.slice::<T>(), mask, out.slice_mut::<T>()));
    out.part(&[0], &[n])
}

/// Without a branch: each element is written, and the next one over it where the mask is false.
fn pick<T: Element>(from: &[T], mask: &[bool], out: &mut [T]) -> usize {
    let mut n = 0;
    for (&v, &keep) in from.iter().zip(mask) {
        // `n` never passes the number of elements seen, which is below the length of `out`.
        out[n] = v;
        n += keep as usize;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_in_order() {
        let block = Block::from_slice(&[5], &[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(compress(&block, &[true, false, true, true, false]).to_vec::<f64>(), [1.0, 3.0, 4.0]);
        assert_eq!(compress(&block, &[false; 5]).size(), 0);
    }
}
