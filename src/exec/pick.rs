//! Elements at places along an axis.

use crate::chunk::{Block, Dims, copy};

/// The elements at these places, which are in range, along an axis.
pub fn pick(block: &Block, axis: usize, places: &[usize]) -> Block {
    let mut shape = Dims::from_slice(block.shape());
    shape[axis] = places.len();
    let out = Block::scratch(block.dtype(), &shape);
    if out.size() == 0 {
        return out;
    }
    if !is_dense(&block.shape()[axis + 1..], &block.strides()[axis + 1..]) {
        pieces(block, axis, places, &out);
        return out;
    }
    // SAFETY: the places are in range, and `out` is fresh and C-ordered. Elements move as plain words of their size.
    unsafe {
        match block.dtype().size() {
            1 => lines::<u8>(block, axis, places, &out),
            2 => lines::<u16>(block, axis, places, &out),
            4 => lines::<u32>(block, axis, places, &out),
            8 => lines::<u64>(block, axis, places, &out),
            _ => lines::<u128>(block, axis, places, &out),
        }
    }
    out
}

/// Place by place, each a strided copy.
fn pieces(block: &Block, axis: usize, places: &[usize], out: &Block) {
    let mut len = Dims::from_slice(block.shape());
    len[axis] = 1;
    let mut from = Dims::from_elem(0, block.ndim());
    let mut to = from.clone();
    for (i, &p) in places.iter().enumerate() {
        (from[axis], to[axis]) = (p, i);
        let to = out.part(&to, &len);
        // SAFETY: `out` is fresh, and the part lies in it.
        unsafe { copy::copy_strided(&block.part(&from, &len), to.byte_ptr(), to.strides()) };
    }
}

/// Line by line, where what lies under the axis is one run of memory.
///
/// # Safety
/// The places are in range; `out` is C-ordered, of the picked shape, and no one else uses it.
unsafe fn lines<W: Copy>(block: &Block, axis: usize, places: &[usize], out: &Block) {
    let (shape, strides) = (block.shape(), block.strides());
    let inner: usize = shape[axis + 1..].iter().product();
    let outer: usize = shape[..axis].iter().product();
    let mut to = out.byte_ptr().cast::<W>();
    let mut at = Dims::from_elem(0, axis);
    // SAFETY: every element read is in the block, every one written in `out`.
    unsafe {
        for _ in 0..outer {
            let ahead: isize = at.iter().zip(strides).map(|(&i, &s)| i as isize * s).sum();
            let line = block.byte_ptr().cast::<W>().offset(ahead);
            if inner == 1 {
                for &p in places {
                    *to = *line.offset(p as isize * strides[axis]);
                    to = to.add(1);
                }
            } else {
                for &p in places {
                    std::ptr::copy_nonoverlapping(line.offset(p as isize * strides[axis]), to, inner);
                    to = to.add(inner);
                }
            }
            for k in (0..axis).rev() {
                at[k] += 1;
                if at[k] < shape[k] {
                    break;
                }
                at[k] = 0;
            }
        }
    }
}

/// Whether elements of that shape lie one after another under these strides.
pub fn is_dense(shape: &[usize], strides: &[isize]) -> bool {
    let mut expect = 1;
    shape.iter().zip(strides).rev().all(|(&n, &s)| {
        let fits = n == 1 || s == expect;
        expect *= n as isize;
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_picks_alike() {
        let shape = [3, 4, 5];
        let block = Block::from_slice(&shape, &(0..60).collect::<Vec<i64>>());
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let turned = block.transpose(&order);
            for axis in 0..3 {
                let places = [2, 0, 2];
                let got = pick(&turned, axis, &places);
                let view = turned.view::<i64>();
                let want = view.select(ndarray::Axis(axis), &places);
                assert_eq!(got.to_vec::<i64>(), want.iter().copied().collect::<Vec<_>>(), "{order:?} {axis}");
            }
        }
    }
}
