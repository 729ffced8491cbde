//! Elements written over others in place: where a mask is true, and at places.

use rayon::prelude::*;

use super::{Block, Element, Places, copy, mask};
use crate::with_dtype;

/// Elements that one thread goes through at a time.
const STRETCH: usize = 1 << 16;

/// Writes over the elements of a C-ordered block where a mask of as many is true: the one value, or the values one after
/// another, which are C-ordered, of the block's dtype, and as many as there are to write.
///
/// # Safety
/// Nobody else uses the block's elements meanwhile.
pub unsafe fn put_where(to: &Block, picks: &[bool], values: &Block) {
    with_dtype!(to.dtype(), T => {
        // SAFETY: the block is C-ordered, and nobody else uses it.
        let to = unsafe { std::slice::from_raw_parts_mut(to.ptr::<T>().cast_mut(), to.size()) };
        match values.slice::<T>() {
            [] => {}
            [one] => {
                let fill = |(to, picks): (&mut [T], &[bool])| {
                    to.iter_mut().zip(picks).for_each(|(t, &m)| *t = if m { *one } else { *t });
                };
                to.par_chunks_mut(STRETCH).zip(picks.par_chunks(STRETCH)).for_each(fill);
            }
            many => {
                let mut rest = many;
                let mut parts = Vec::new();
                for (to, picks) in to.chunks_mut(STRETCH).zip(picks.chunks(STRETCH)) {
                    let (own, later) = rest.split_at(mask::count(picks).min(rest.len()));
                    rest = later;
                    parts.push((to, picks, own));
                }
                parts.into_par_iter().for_each(|(to, picks, values)| in_turn(to, picks, values));
            }
        }
    });
}

/// Gives each picked element the next of the values, without a branch.
fn in_turn<T: Element>(to: &mut [T], picks: &[bool], values: &[T]) {
    let Some(last) = values.len().checked_sub(1) else { return };
    let mut n = 0;
    for (t, &m) in to.iter_mut().zip(picks) {
        let value = values[n.min(last)];
        *t = if m { value } else { *t };
        n += usize::from(m);
    }
}

/// Writes over the elements at the places along an axis, in their order: `values` has the block's shape, but for as many
/// along the axis as there are places.
///
/// # Safety
/// The places are in range, and nobody else uses the block's elements meanwhile.
pub unsafe fn put_along(to: &Block, axis: usize, places: &[usize], values: &Block) {
    let outer = &to.shape()[..axis];
    let (inner, steps) = (&to.shape()[axis + 1..], &to.strides()[axis + 1..]);
    let single = inner.iter().all(|&n| n == 1);
    let (step_to, step_from) = (to.strides()[axis], values.strides()[axis]);
    let mut at = smallvec::SmallVec::<[usize; 4]>::from_elem(0, axis);
    if values.size() == 0 {
        return;
    }
    loop {
        let ahead = |strides: &[isize]| at.iter().zip(strides).map(|(&i, &s)| i as isize * s).sum::<isize>();
        let (first_to, first_from) = (ahead(to.strides()), ahead(values.strides()));
        // SAFETY: the places are in range, and so is what is left of the axes.
        unsafe {
            if single {
                with_dtype!(to.dtype(), T => {
                    let (to, from) = (to.ptr::<T>().cast_mut().offset(first_to), values.ptr::<T>().offset(first_from));
                    for (i, &p) in places.iter().enumerate() {
                        *to.offset(p as isize * step_to) = *from.offset(i as isize * step_from);
                    }
                });
            } else {
                let size = to.dtype().size() as isize;
                let pieces = |own: std::ops::Range<usize>| {
                    for (i, &p) in places.iter().enumerate().filter(|(_, p)| own.contains(p)) {
                        let offset = values.offset() as isize + first_from + i as isize * step_from;
                        let strides = values.strides()[axis + 1..].into();
                        let piece = values.with_layout(offset as usize, inner.into(), strides);
                        let to = to.byte_ptr().offset((first_to + p as isize * step_to) * size);
                        copy::copy_strided(&piece, to, steps);
                    }
                };
                // Each thread has its own stretch of the axis, so that no element is another's too.
                let (n, shares) = (to.shape()[axis], 2 * rayon::current_num_threads());
                if places.len() * inner.iter().product::<usize>() < 4 * STRETCH {
                    pieces(0..n);
                } else {
                    (0..shares).into_par_iter().for_each(|s| pieces(n * s / shares..n * (s + 1) / shares));
                }
            }
        }
        let Some(k) = (0..axis).rev().find(|&k| at[k] + 1 < outer[k]) else { return };
        at[k] += 1;
        at[k + 1..].iter_mut().for_each(|i| *i = 0);
    }
}

/// Writes over the elements of a block where the places of all its axes meet: the one value, or one for each point.
///
/// # Safety
/// The places are in range, and nobody else uses the block's elements meanwhile.
pub unsafe fn put_points(to: &Block, places: &[Places], values: &Block) {
    let Some(points) = places.first().map(|p| p.len()) else { return };
    let lines: smallvec::SmallVec<[(&[usize], isize); 4]> =
        places.iter().zip(to.strides()).map(|(p, &s)| (&**p, s)).collect();
    with_dtype!(to.dtype(), T => {
        let base = to.ptr::<T>().cast_mut();
        let values = values.slice::<T>();
        let step = usize::from(values.len() > 1);
        for i in 0..points.min(if step == 1 { values.len() } else { points * values.len() }) {
            let ahead: isize = lines.iter().map(|(p, s)| p[i] as isize * s).sum();
            // SAFETY: the caller's promise.
            unsafe { *base.offset(ahead) = values[i * step] };
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_and_places_write_in_order() {
        let zeros = || Block::from_slice(&[2, 3], &[0i64; 6]);
        let values = Block::from_slice(&[3], &[7i64, 8, 9]);
        let picks = [true, false, true, false, false, true];
        let places = Places::from(vec![2, 0]);
        let (a, b, c, d) = (zeros(), zeros(), zeros(), zeros());
        // SAFETY: nobody else holds the blocks, and the places are in range.
        unsafe {
            put_where(&a, &picks, &values);
            put_where(&b, &picks, &Block::from_slice(&[1], &[5i64]));
            put_along(&c, 1, &places, &Block::from_slice(&[2, 2], &[1i64, 2, 3, 4]));
            put_points(&d, &[Places::from(vec![1, 1, 0]), Places::from(vec![2, 2, 1])], &values);
        }
        assert_eq!(a.to_vec::<i64>(), [7, 0, 8, 0, 0, 9]);
        assert_eq!(b.to_vec::<i64>(), [5, 0, 5, 0, 0, 5]);
        assert_eq!(c.to_vec::<i64>(), [2, 0, 1, 4, 0, 3]);
        assert_eq!(d.to_vec::<i64>(), [0, 9, 0, 0, 0, 8]);
    }
}
