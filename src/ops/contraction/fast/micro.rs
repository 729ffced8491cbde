//! The innermost kernel: a tile of a product, held in registers, from a strip of each packed operand.

use std::arch::x86_64::*;

use super::lane::Lane;
use super::term::Term;

/// Rows of a tile. It has two vectors of columns: with the twelve sums, two vectors of one operand and one of the other
/// all sixteen registers but one are in use.
pub const ROWS: usize = 6;

/// Elements of the widest row of a tile.
const WIDEST: usize = 16;

/// Memory that is wanted next: asked for piece by piece while a tile is worked on.
#[derive(Clone, Copy)]
pub struct Ahead {
    pub at: *const i8,
    /// Bytes for each four steps along the summed axis.
    pub step: usize,
}

/// Where a tile begins in every target, and whether it is the first product that fresh targets get.
#[derive(Clone, Copy)]
pub struct Place {
    pub row: usize,
    pub col: usize,
    pub first: bool,
}

/// Adds the product of two strips, `depth` long, to a tile of every target.
///
/// # Safety
/// The CPU has AVX2 and FMA, the strips are `depth` times `ROWS` and two vectors long, and the rows of the targets lie in
/// steps of one.
#[inline(always)]
pub unsafe fn tile<T: Lane>(depth: usize, a: *const T, b: *const T, to: &[Term<T>], place: Place, ahead: Ahead) {
    let (mut a, mut b, mut left, mut ahead) = (a, b, depth, ahead);
    let quads = depth / (ROWS * to.len()) / 4;
    // SAFETY: the caller's; prefetching never faults.
    unsafe {
        let mut sums = [[T::empty(); 2]; ROWS];
        for t in to {
            let down = t.down * size_of::<T>() as isize;
            let start = t.ptr.wrapping_offset(place.row as isize * t.down + place.col as isize).cast::<i8>();
            for r in 0..ROWS as isize {
                let row = start.wrapping_offset(r * down);
                _mm_prefetch(row, _MM_HINT_T0);
                _mm_prefetch(row.wrapping_add(63), _MM_HINT_T0);
                for _ in 0..quads {
                    four(&mut sums, &mut a, &mut b, &mut ahead);
                }
                left -= 4 * quads;
            }
        }
        while left >= 4 {
            four(&mut sums, &mut a, &mut b, &mut ahead);
            left -= 4;
        }
        for _ in 0..left {
            one(&mut sums, a, b);
            (a, b) = (a.add(ROWS), b.add(2 * T::N));
        }
        for t in to {
            if place.row + ROWS <= t.rows && place.col + 2 * T::N <= t.cols {
                whole(&sums, t, place);
            } else {
                let mut rows = [[T::default(); WIDEST]; ROWS];
                for (row, sum) in rows.iter_mut().zip(sums) {
                    T::store(row.as_mut_ptr(), sum[0]);
                    T::store(row.as_mut_ptr().add(T::N), sum[1]);
                }
                edge(&rows, t, place);
            }
        }
    }
}

/// A step along the summed axis: a column of one strip times a row of the other.
#[inline(always)]
unsafe fn one<T: Lane>(sums: &mut [[T::V; 2]; ROWS], a: *const T, b: *const T) {
    // SAFETY: the caller's.
    unsafe {
        let (left, right) = (T::load(b), T::load(b.add(T::N)));
        for (r, sum) in sums.iter_mut().enumerate() {
            let x = T::splat(a.add(r));
            *sum = [T::fma(x, left, sum[0]), T::fma(x, right, sum[1])];
        }
    }
}

#[inline(always)]
unsafe fn four<T: Lane>(sums: &mut [[T::V; 2]; ROWS], a: &mut *const T, b: &mut *const T, ahead: &mut Ahead) {
    // SAFETY: the caller's; prefetching never faults.
    unsafe {
        _mm_prefetch(ahead.at, _MM_HINT_T0);
        ahead.at = ahead.at.wrapping_add(ahead.step);
        one(sums, *a, *b);
        one(sums, a.add(ROWS), b.add(2 * T::N));
        one(sums, a.add(2 * ROWS), b.add(4 * T::N));
        one(sums, a.add(3 * ROWS), b.add(6 * T::N));
        (*a, *b) = (a.add(4 * ROWS), b.add(8 * T::N));
    }
}

/// Adds a tile that lies in the target as a whole.
#[inline(always)]
unsafe fn whole<T: Lane>(sums: &[[T::V; 2]; ROWS], t: &Term<T>, place: Place) {
    // SAFETY: the caller's.
    unsafe {
        let sign = T::splat(&t.sign);
        let mut p = t.ptr.offset(place.row as isize * t.down + place.col as isize);
        for sum in sums {
            let old = if t.fresh && place.first { [T::empty(); 2] } else { [T::load(p), T::load(p.add(T::N))] };
            T::store(p, T::fma(sign, sum[0], old[0]));
            T::store(p.add(T::N), T::fma(sign, sum[1], old[1]));
            p = p.wrapping_offset(t.down);
        }
    }
}

/// Adds what of a tile, here in memory, lies in the target.
#[inline(never)]
unsafe fn edge<T: Lane>(sums: &[[T; WIDEST]; ROWS], t: &Term<T>, place: Place) {
    let (rows, cols) = (t.rows.saturating_sub(place.row), t.cols.saturating_sub(place.col).min(2 * T::N));
    for (r, row) in sums.iter().enumerate().take(rows) {
        let start = t.ptr.wrapping_offset((place.row + r) as isize * t.down + place.col as isize);
        for (c, &x) in row.iter().enumerate().take(cols) {
            // SAFETY: the element lies in the target.
            unsafe {
                let old = if t.fresh && place.first { T::default() } else { *start.add(c) };
                *start.add(c) = old + t.sign * x;
            }
        }
    }
}
