//! Elements at places along an axis.

use crate::chunk::{Block, Dims, c_strides, copy};

/// The elements at these places, which are in range, along an axis.
pub fn pick(block: &Block, axis: usize, places: &[usize]) -> Block {
    let mut shape = Dims::from_slice(block.shape());
    shape[axis] = places.len();
    let out = Block::scratch(block.dtype(), &shape);
    // SAFETY: the places are in range, and `out` is fresh and C-ordered.
    unsafe { pick_to(block, axis, places, out.byte_ptr()) };
    out
}

/// Writes them in C order to `to`.
///
/// # Safety
/// The places are in range; `to` has room for the elements, and no one else uses it.
pub unsafe fn pick_to(block: &Block, axis: usize, places: &[usize], to: *mut u8) {
    if places.is_empty() || block.size() == 0 {
        return;
    }
    // SAFETY: the caller's promise. Elements move as plain words of their size.
    unsafe {
        if !is_dense(&block.shape()[axis + 1..], &block.strides()[axis + 1..]) {
            return pieces(block, axis, places, to);
        }
        match block.dtype().size() {
            1 => lines::<u8>(block, axis, places, to),
            2 => lines::<u16>(block, axis, places, to),
            4 => lines::<u32>(block, axis, places, to),
            8 => lines::<u64>(block, axis, places, to),
            _ => lines::<u128>(block, axis, places, to),
        }
    }
}

/// Place by place, each a strided copy.
///
/// # Safety
/// As for [`pick_to`].
unsafe fn pieces(block: &Block, axis: usize, places: &[usize], to: *mut u8) {
    let mut len = Dims::from_slice(block.shape());
    len[axis] = 1;
    let mut from = Dims::from_elem(0, block.ndim());
    let mut shape = Dims::from_slice(block.shape());
    shape[axis] = places.len();
    let strides = c_strides(&shape);
    for (i, &p) in places.iter().enumerate() {
        from[axis] = p;
        let ahead = i * strides[axis] as usize * block.dtype().size();
        // SAFETY: the caller's promise: the part lies in what `to` has room for.
        unsafe { copy::copy_strided(&block.part(&from, &len), to.add(ahead), &strides) };
    }
}

/// Line by line, where what lies under the axis is one run of memory.
///
/// # Safety
/// As for [`pick_to`].
unsafe fn lines<W: Copy>(block: &Block, axis: usize, places: &[usize], to: *mut u8) {
    let (shape, strides) = (block.shape(), block.strides());
    let inner: usize = shape[axis + 1..].iter().product();
    let outer: usize = shape[..axis].iter().product();
    let mut to = to.cast::<W>();
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
