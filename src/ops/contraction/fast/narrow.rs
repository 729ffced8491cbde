//! Products with a few vectors: each element of the larger matrix is used but a few times, so that all depends on reading
//! it fast.

use super::lane::Lane;
use super::plain::{Plain, parts};
use super::share::spread;
use super::term::Term;
use crate::chunk::cancel;
use crate::diag::Result;

/// Terms of a sum that are made apart, on any number of threads.
const DEPTH: usize = 1 << 15;
/// Rows whose sums are made at once where columns lie in steps of one: they fit the first cache.
const LINES: usize = 2048;
/// Elements of a part of the matrix.
const PART: usize = 1 << 17;
/// Elements of a row that are read before those of another.
const STRETCH: usize = 128;

/// Makes a product with few rows or few columns.
///
/// # Safety
/// As for [`Plain::make`].
pub unsafe fn multiply<T: Lane>(whole: Plain<T>, threads: usize) -> Result<()> {
    let Plain { a, b, to, .. } = whole;
    let (matrix, vectors, to) = if to.cols <= to.rows { (a, b, to) } else { (b.turned(), a.turned(), to.turned()) };
    for v in 0..vectors.cols {
        let column = vectors.part(0, vectors.rows, v, 1);
        let apart: Vec<T>;
        let vector = if column.down == 1 {
            // SAFETY: in bounds, and the caller's: nobody writes to the operands.
            unsafe { std::slice::from_raw_parts(column.ptr, column.rows) }
        } else {
            // SAFETY: as above.
            apart = (0..column.rows).map(|k| unsafe { *column.row(k) }).collect();
            &apart[..]
        };
        // SAFETY: the caller's.
        unsafe { times(matrix, vector, to.part(0, to.rows, v, 1), threads)? };
    }
    Ok(())
}

/// A matrix times a vector.
unsafe fn times<T: Lane>(matrix: Term<T>, vector: &[T], to: Term<T>, threads: usize) -> Result<()> {
    let (rows, len) = (matrix.rows, matrix.cols);
    let depths: Vec<_> = parts(len, DEPTH, 1).collect();
    let high = (PART / len.min(DEPTH)).clamp(1, LINES);
    let mut sums = vec![T::zero(); rows * depths.len()];
    let places = depths.iter().zip(sums.chunks_mut(rows));
    let jobs: Vec<_> =
        places.flat_map(|(&d, sums)| sums.chunks_mut(high).enumerate().map(move |(i, s)| (i * high, d, s))).collect();
    spread(threads, jobs, |(row, (from, depth), sums)| {
        cancel::check()?;
        let part = matrix.part(row, sums.len(), from, depth);
        // SAFETY: the caller's.
        unsafe { part_times(part, &vector[from..from + depth], sums) };
        Ok(())
    })?;
    for i in 0..rows {
        let sum = (0..depths.len()).fold(T::zero(), |sum, p| sum + sums[p * rows + i]);
        let place = to.row(i);
        // SAFETY: in bounds.
        unsafe { *place = if to.fresh { sum } else { *place + sum } };
    }
    Ok(())
}

/// Puts the products of the rows of a part with the vector into `sums`.
#[target_feature(enable = "avx2,fma")]
unsafe fn part_times<T: Lane>(part: Term<T>, vector: &[T], sums: &mut [T]) {
    // SAFETY: in bounds, and the caller's.
    unsafe {
        match (part.across, part.down) {
            (1, _) => {
                let (fours, rest) = sums.as_chunks_mut::<4>();
                let done = 4 * fours.len();
                for (i, four) in fours.iter_mut().enumerate() {
                    *four = along([0, 1, 2, 3].map(|k| part.row(4 * i + k).cast_const()), vector);
                }
                for (i, sum) in rest.iter_mut().enumerate() {
                    [*sum] = along([part.row(done + i).cast_const()], vector);
                }
            }
            (_, 1) => across(part, vector, sums),
            _ => {
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = (0..vector.len()).fold(T::zero(), |s, k| s + *part.part(i, 1, k, 1).ptr * vector[k]);
                }
            }
        }
    }
}

/// The sums of products of some rows with a vector: memory gives more of several rows side by side.
#[inline(always)]
unsafe fn along<T: Lane, const ROWS: usize>(rows: [*const T; ROWS], vector: &[T]) -> [T; ROWS] {
    let whole = vector.len() / (4 * T::N) * (4 * T::N);
    // SAFETY: the caller's.
    unsafe {
        let mut sums = [[T::empty(); 4]; ROWS];
        for from in (0..whole).step_by(STRETCH) {
            for (row, sums) in rows.iter().zip(&mut sums) {
                let mut some = *sums;
                for k in (from..whole.min(from + STRETCH)).step_by(4 * T::N) {
                    for (p, sum) in some.iter_mut().enumerate() {
                        let at = k + p * T::N;
                        *sum = T::fma(T::load(row.add(at)), T::load(vector.as_ptr().add(at)), *sum);
                    }
                }
                *sums = some;
            }
        }
        let one = T::splat(&T::one());
        std::array::from_fn(|r| {
            let (row, sums) = (rows[r], sums[r]);
            let mut lanes = [T::zero(); 8];
            let pair = [T::fma(one, sums[0], sums[1]), T::fma(one, sums[2], sums[3])];
            T::store(lanes.as_mut_ptr(), T::fma(one, pair[0], pair[1]));
            let sum = lanes.into_iter().fold(T::zero(), |s, x| s + x);
            (whole..vector.len()).fold(sum, |s, k| s + *row.add(k) * vector[k])
        })
    }
}

/// The same for many rows at once, column by column.
#[inline(always)]
unsafe fn across<T: Lane>(part: Term<T>, vector: &[T], sums: &mut [T]) {
    let cols = part.turned();
    let whole = vector.len() / 4 * 4;
    sums.fill(T::zero());
    // SAFETY: the caller's.
    unsafe {
        (0..whole).step_by(4).for_each(|k| columns([0, 1, 2, 3].map(|j| (cols.row(k + j), vector[k + j])), sums));
        (whole..vector.len()).for_each(|k| columns([(cols.row(k), vector[k])], sums));
    }
}

/// Adds a few columns, each times its factor.
#[inline(always)]
unsafe fn columns<T: Lane, const N: usize>(columns: [(*mut T, T); N], sums: &mut [T]) {
    let whole = sums.len() / T::N * T::N;
    // SAFETY: the caller's.
    unsafe {
        let factors = columns.each_ref().map(|c| T::splat(&c.1));
        for i in (0..whole).step_by(T::N) {
            let place = sums.as_mut_ptr().add(i);
            let mut sum = T::load(place);
            for j in 0..N {
                sum = T::fma(factors[j], T::load(columns[j].0.add(i)), sum);
            }
            T::store(place, sum);
        }
        for i in whole..sums.len() {
            sums[i] = columns.iter().fold(sums[i], |sum, c| sum + c.1 * *c.0.add(i));
        }
    }
}
