//! Whether the elements of matrices are of like size, so that sums of far parts lose nothing.

use super::super::gemm::Matrix;
use super::lane::Lane;

/// The mean size of the elements of any row (or column) is at least this part of the largest element.
const LEAST: f64 = 1.0 / 256.0;

/// Sums are made in this many parts, which need not wait for each other.
const PARTS: usize = 8;

/// How much larger than an element of the result what Strassen's scheme makes on the way may be.
const ROOM: f64 = 65536.0;

/// Whether every row of `a` and every column of `b` is about as large as the largest elements of all, and everything is
/// finite and stays so.
///
/// # Safety
/// The CPU has AVX2 and FMA.
pub unsafe fn alike<T: Lane>(a: &Matrix<T>, b: &Matrix<T>, shared: bool) -> bool {
    let turned = Matrix { ptr: b.ptr, rows: b.cols, cols: b.rows, down: b.across, across: b.down };
    // SAFETY: the caller's.
    let (left, right) = (|| unsafe { even_rows(a) }, || unsafe { even_rows(&turned) });
    let (left, right) = if shared { rayon::join(left, right) } else { (left(), right()) };
    match (left, right, T::from(ROOM * a.cols as f64)) {
        (Some(x), Some(y), Some(room)) => (x * y * room).is_finite(),
        _ => false,
    }
}

/// The largest size of an element, if every row is about as large as that.
#[target_feature(enable = "avx2,fma")]
unsafe fn even_rows<T: Lane>(x: &Matrix<T>) -> Option<T> {
    let (sums, largest) = if x.across.abs() <= x.down.abs() { by_rows(x) } else { by_cols(x) };
    let least = sums.into_iter().fold(T::infinity(), T::min);
    let share = T::from(LEAST * x.cols as f64)?;
    // False where anything is no number.
    (largest.is_finite() && least >= share * largest).then_some(largest)
}

/// The sum of sizes for each row (minus one for a row that is not finite), and the largest size.
#[inline(always)]
fn by_rows<T: Lane>(x: &Matrix<T>) -> (Vec<T>, T) {
    let mut largest = T::zero();
    let rows = (0..x.rows).map(|i| {
        let row = x.part(i, 1, 0, x.cols);
        let (mut sums, mut most) = ([T::zero(); PARTS], [T::zero(); PARTS]);
        for k in 0..x.cols / PARTS {
            for p in 0..PARTS {
                // SAFETY: in bounds.
                let size = unsafe { row.at(0, k * PARTS + p) }.abs();
                sums[p] = sums[p] + size;
                most[p] = if size > most[p] { size } else { most[p] };
            }
        }
        for k in x.cols / PARTS * PARTS..x.cols {
            // SAFETY: in bounds.
            let size = unsafe { row.at(0, k) }.abs();
            sums[0] = sums[0] + size;
            most[0] = if size > most[0] { size } else { most[0] };
        }
        let sum = sums.into_iter().fold(T::zero(), |a, b| a + b);
        largest = most.into_iter().fold(largest, T::max);
        if sum.is_finite() { sum } else { -T::one() }
    });
    let sums = rows.collect();
    (sums, largest)
}

/// The same where elements of a column lie next to each other, or nearer than those of a row.
#[inline(always)]
fn by_cols<T: Lane>(x: &Matrix<T>) -> (Vec<T>, T) {
    let (mut sums, mut most) = (vec![T::zero(); x.rows], vec![T::zero(); x.rows]);
    let mut add = |i: usize, v: T| {
        let size = v.abs();
        sums[i] = sums[i] + size;
        most[i] = if size > most[i] { size } else { most[i] };
    };
    for k in 0..x.cols {
        let col = x.part(0, x.rows, k, 1);
        if x.down == 1 {
            // SAFETY: in bounds.
            let col = unsafe { std::slice::from_raw_parts(col.ptr, x.rows) };
            col.iter().enumerate().for_each(|(i, &v)| add(i, v));
        } else {
            // SAFETY: in bounds.
            (0..x.rows).for_each(|i| add(i, unsafe { col.at(i, 0) }));
        }
    }
    sums.iter_mut().filter(|s| !s.is_finite()).for_each(|s| *s = -T::one());
    (sums, most.into_iter().fold(T::zero(), T::max))
}
