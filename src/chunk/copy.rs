//! Moving elements between layouts: strided copies, blocked transposition, casts.

use super::math::simd::{Level, level, vectorize};
use super::{Block, CastFrom, DType, Element};

/// The side of the squares in which a transposition goes, in elements.
const SQUARE: usize = 16;
/// Rows at most this long are copied by columns.
const NARROW: usize = 8;
/// As many of them at once.
const ROWS: usize = 512;
/// Bytes of a row that is worth going past the caches, and of a copy that is.
const ROW: usize = 1 << 10;
const MANY: usize = 8 << 10;

/// Casts each element.
pub fn cast_slice<S: Element, T: Element + CastFrom<S>>(from: &[S], to: &mut [T]) {
    vectorize(move || {
        for (t, &s) in to.iter_mut().zip(from) {
            *t = T::cast_from(s);
        }
    });
}

/// Copies a block's elements to memory of the same type and shape with other strides.
///
/// # Safety
/// `to` with `strides` reaches only valid elements of the block's type, which no one else uses meanwhile.
pub unsafe fn copy_strided(from: &Block, to: *mut u8, strides: &[isize]) {
    // SAFETY: the caller's promise.
    unsafe { copy_to(from, to, strides, false) }
}

/// The same for a part of what is larger than the caches, which long rows go `past`.
///
/// # Safety
/// As for [`copy_strided`].
pub unsafe fn copy_to(from: &Block, to: *mut u8, strides: &[isize], past: bool) {
    if from.size() == 0 {
        return;
    }
    let axes = merged_axes(from.shape(), from.strides(), strides);
    // SAFETY: elements are moved as plain words of their size.
    unsafe {
        if from.nbytes() >= MANY && axes[axes.len() - 1].is_row(from.dtype().size()) && past {
            rows_past_caches(from.byte_ptr(), to, &axes, from.dtype().size() as isize);
            return fence();
        }
        match from.dtype().size() {
            1 => copy_axes(from.byte_ptr().cast::<u8>(), to.cast(), &axes),
            2 => copy_axes(from.byte_ptr().cast::<u16>(), to.cast(), &axes),
            4 => copy_axes(from.byte_ptr().cast::<u32>(), to.cast(), &axes),
            8 => copy_axes(from.byte_ptr().cast::<u64>(), to.cast(), &axes),
            _ => copy_axes(from.byte_ptr().cast::<u128>(), to.cast(), &axes),
        }
    }
    debug_assert!(from.dtype().size() != 16 || from.dtype() == DType::C128);
}

/// Copies bytes past the caches where the machine can: for targets larger than the caches, whose lines would otherwise be
/// fetched from memory only to be overwritten.
///
/// # Safety
/// Both stretches are valid and do not overlap.
pub unsafe fn copy_past_caches(from: *const u8, to: *mut u8, bytes: usize) {
    // SAFETY: the caller's promise.
    unsafe { row_past_caches(from, to, bytes) };
    fence();
}

/// The same without waiting for it to arrive.
///
/// # Safety
/// Both ends are valid for so many bytes, and do not overlap.
unsafe fn row_past_caches(from: *const u8, to: *mut u8, bytes: usize) {
    // SAFETY: the caller's promise, and the features are there at that level.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        if level() >= Level::Avx2 {
            return stream(from, to, bytes);
        }
        std::ptr::copy_nonoverlapping(from, to, bytes);
    }
}

/// Copies rows past the caches.
///
/// # Safety
/// The strides stay in bounds, and the last axis goes by ones at both ends.
unsafe fn rows_past_caches(from: *const u8, to: *mut u8, axes: &[Axis], size: isize) {
    // SAFETY: the caller's promise.
    unsafe {
        match axes {
            [] => {}
            [row] => row_past_caches(from, to, row.len * size as usize),
            [a, rest @ ..] => {
                for i in 0..a.len as isize {
                    rows_past_caches(from.offset(i * a.from * size), to.offset(i * a.to * size), rest, size);
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn stream(from: *const u8, to: *mut u8, bytes: usize) {
    use std::arch::x86_64::{_mm256_loadu_si256, _mm256_stream_si256};
    let head = to.align_offset(64).min(bytes);
    let tail = head + (bytes - head) / 64 * 64;
    // SAFETY: all that is touched lies within `bytes`, and what is streamed is aligned.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, head);
        for at in (head..tail).step_by(64) {
            let (low, high) = (_mm256_loadu_si256(from.add(at).cast()), _mm256_loadu_si256(from.add(at + 32).cast()));
            _mm256_stream_si256(to.add(at).cast(), low);
            _mm256_stream_si256(to.add(at + 32).cast(), high);
        }
        std::ptr::copy_nonoverlapping(from.add(tail), to.add(tail), bytes - tail);
    }
}

/// Has what went past the caches arrive before whatever is written later.
fn fence() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every such machine has it.
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}

/// An axis of a copy: its length and the steps at both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    len: usize,
    from: isize,
    to: isize,
}

impl Axis {
    /// Whether it is a long row at both ends.
    fn is_row(&self, size: usize) -> bool {
        (self.from, self.to) == (1, 1) && self.len * size >= ROW
    }
}

/// The axes of a copy, by falling steps at the target, neighbours that continue each other made one.
fn merged_axes(shape: &[usize], from: &[isize], to: &[isize]) -> smallvec::SmallVec<[Axis; 4]> {
    let mut axes: smallvec::SmallVec<[Axis; 4]> =
        (0..shape.len()).filter(|&k| shape[k] != 1).map(|k| Axis { len: shape[k], from: from[k], to: to[k] }).collect();
    axes.sort_by_key(|a| std::cmp::Reverse(a.to.unsigned_abs()));
    let mut k = 0;
    while k + 1 < axes.len() {
        let (outer, inner) = (axes[k], axes[k + 1]);
        let n = inner.len as isize;
        if outer.from == inner.from * n && outer.to == inner.to * n {
            axes[k] = Axis { len: outer.len * inner.len, ..inner };
            axes.remove(k + 1);
            k = k.saturating_sub(1);
        } else {
            k += 1;
        }
    }
    if axes.is_empty() {
        axes.push(Axis { len: 1, from: 1, to: 1 });
    }
    turn_last(&mut axes);
    axes
}

/// Puts the axis along which the source runs next to the one along which the target runs, so that both go square by
/// square.
fn turn_last(axes: &mut smallvec::SmallVec<[Axis; 4]>) {
    let near = (0..axes.len()).filter(|&k| axes[k].from != 0).min_by_key(|&k| axes[k].from.unsigned_abs());
    if let Some(k) = near.filter(|&k| k + 2 < axes.len()) {
        let axis = axes.remove(k);
        axes.insert(axes.len() - 1, axis);
    }
}

unsafe fn copy_axes<W: Copy>(from: *const W, to: *mut W, axes: &[Axis]) {
    // SAFETY: the caller's strides stay in bounds.
    unsafe {
        match axes {
            [] => {}
            [a] => copy_run(from, to, *a),
            [a, b] if b.from.abs() > a.from.abs() && a.from != 0 => copy_turned(from, to, *a, *b),
            [a, b] if b.len <= NARROW && a.len > b.len => copy_narrow(from, to, *a, *b),
            [a, rest @ ..] => {
                for i in 0..a.len as isize {
                    copy_axes(from.offset(i * a.from), to.offset(i * a.to), rest);
                }
            }
        }
    }
}

#[inline(always)]
unsafe fn copy_run<W: Copy>(from: *const W, to: *mut W, a: Axis) {
    // SAFETY: the caller's strides stay in bounds.
    unsafe {
        match (a.from, a.to) {
            (1, 1) => std::ptr::copy_nonoverlapping(from, to, a.len),
            (0, 1) => std::slice::from_raw_parts_mut(to, a.len).fill(*from),
            // Steps that the compiler knows become vector code.
            (2, 1) => vectorize(move || spaced::<W, 2>(from, to, a.len)),
            (-1, 1) => vectorize(move || spaced::<W, -1>(from, to, a.len)),
            (step, 1) => {
                for i in 0..a.len as isize {
                    *to.offset(i) = *from.offset(i * step);
                }
            }
            _ => {
                for i in 0..a.len as isize {
                    *to.offset(i * a.to) = *from.offset(i * a.from);
                }
            }
        }
    }
}

/// A copy of short rows: column by column over some of them at a time.
unsafe fn copy_narrow<W: Copy>(from: *const W, to: *mut W, a: Axis, b: Axis) {
    // SAFETY: the caller's strides stay in bounds.
    unsafe {
        match (a.from, a.to, b.from, b.to) {
            (1, 2, 0, 1) => return vectorize(move || repeated::<W, 2>(from, to, a.len)),
            (1, 3, 0, 1) => return vectorize(move || repeated::<W, 3>(from, to, a.len)),
            (1, 4, 0, 1) => return vectorize(move || repeated::<W, 4>(from, to, a.len)),
            _ => {}
        }
    }
    for i in (0..a.len).step_by(ROWS) {
        let some = Axis { len: ROWS.min(a.len - i), ..a };
        for j in 0..b.len as isize {
            let i = i as isize;
            // SAFETY: the caller's strides stay in bounds.
            unsafe { copy_run(from.offset(i * a.from + j * b.from), to.offset(i * a.to + j * b.to), some) };
        }
    }
}

/// Elements that lie `STEP` apart, one behind the other.
///
/// # Safety
/// Both ends stay in bounds and do not overlap.
#[inline(always)]
unsafe fn spaced<W: Copy, const STEP: isize>(from: *const W, to: *mut W, len: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        for i in 0..len as isize {
            *to.offset(i) = *from.offset(i * STEP);
        }
    }
}

/// Elements that lie together, each so many times one after another.
///
/// # Safety
/// Both ends stay in bounds and do not overlap.
#[inline(always)]
unsafe fn repeated<W: Copy, const TIMES: usize>(from: *const W, to: *mut W, len: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        for i in 0..len {
            for k in 0..TIMES {
                *to.add(i * TIMES + k) = *from.add(i);
            }
        }
    }
}

/// A copy whose target runs along the axis on which the source jumps: square by square, so that both stay in cache.
unsafe fn copy_turned<W: Copy>(from: *const W, to: *mut W, a: Axis, b: Axis) {
    for i in (0..a.len).step_by(SQUARE) {
        let rows = SQUARE.min(a.len - i) as isize;
        for j in (0..b.len).step_by(SQUARE) {
            let columns = SQUARE.min(b.len - j) as isize;
            // SAFETY: the caller's strides stay in bounds.
            unsafe {
                let from = from.offset(i as isize * a.from + j as isize * b.from);
                let to = to.offset(i as isize * a.to + j as isize * b.to);
                for r in 0..rows {
                    for c in 0..columns {
                        *to.offset(r * a.to + c * b.to) = *from.offset(r * a.from + c * b.from);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_of_axes_copies_alike() {
        let shape = [3, 18, 20];
        let b = Block::from_slice(&shape, &(0..shape.iter().product::<usize>() as i32).collect::<Vec<_>>());
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let t = b.transpose(&order);
            let want: Vec<i32> = t.view::<i32>().iter().copied().collect();
            assert_eq!(t.to_owned_c().slice::<i32>(), want, "{order:?}");
        }
    }
}
