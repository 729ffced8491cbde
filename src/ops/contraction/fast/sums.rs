//! Sums of matrices in memory.

use super::lane::Lane;
use super::term::Term;

/// Puts `x` plus `y`, with its sign, into `to`, which may be one of them.
///
/// # Safety
/// The CPU has AVX2 and FMA; all three have the size of `to`, and steps of one in the same direction.
pub unsafe fn sum<T: Lane>(to: Term<T>, x: Term<T>, y: Term<T>) {
    let (to, x, y) = if to.across == 1 { (to, x, y) } else { (to.turned(), x.turned(), y.turned()) };
    // SAFETY: the caller's.
    unsafe { by_rows(to, x, y) }
}

#[target_feature(enable = "avx2,fma")]
unsafe fn by_rows<T: Lane>(to: Term<T>, x: Term<T>, y: Term<T>) {
    let (cols, whole) = (to.cols, to.cols / T::N * T::N);
    for i in 0..to.rows {
        let (to, x, z) = (to.row(i), x.row(i), y.row(i));
        // SAFETY: the caller's.
        unsafe {
            let sign = T::splat(&y.sign);
            for j in (0..whole).step_by(T::N) {
                T::store(to.add(j), T::fma(sign, T::load(z.add(j)), T::load(x.add(j))));
            }
            for j in whole..cols {
                *to.add(j) = *x.add(j) + y.sign * *z.add(j);
            }
        }
    }
}

/// What a held level makes of its products, in one pass: `p` is that of the first quarters, and the quarters of the target
/// have the others. The first quarter and the third lack a product each after it.
///
/// # Safety
/// The CPU has AVX2 and FMA; all have the size of `p`, and rows in steps of one.
#[target_feature(enable = "avx2,fma")]
pub unsafe fn gather<T: Lane>(p: Term<T>, quarters: [Term<T>; 4]) {
    let whole = p.cols / T::N * T::N;
    for i in 0..p.rows {
        let rows = [p, quarters[0], quarters[1], quarters[2], quarters[3]].map(|t| t.row(i));
        let to = [rows[1], rows[2], rows[3], rows[4]];
        // SAFETY: the caller's.
        unsafe {
            let one = T::splat(&T::one());
            for j in (0..whole).step_by(T::N) {
                let sums = gathered(rows.map(|r| T::load(r.add(j))), |x, y| T::fma(one, x, y));
                to.iter().zip(sums).for_each(|(r, sum)| T::store(r.add(j), sum));
            }
            for j in whole..p.cols {
                let sums = gathered(rows.map(|r| *r.add(j)), |x, y| x + y);
                to.iter().zip(sums).for_each(|(r, sum)| *r.add(j) = sum);
            }
        }
    }
}

#[inline(always)]
fn gathered<V: Copy>([p, c0, c1, c2, c3]: [V; 5], add: impl Fn(V, V) -> V) -> [V; 4] {
    let both = add(p, c1);
    let third = add(both, c2);
    [p, add(add(both, c3), c0), third, add(third, c3)]
}

/// Puts the columns of `from` into the rows of `to`, in small squares.
///
/// # Safety
/// `to` has as many rows as `from` has columns, and the other way round.
pub unsafe fn mirror<T: Lane>(from: Term<T>, to: Term<T>) {
    const SIDE: usize = 16;
    for row in (0..from.rows).step_by(SIDE) {
        for col in (0..from.cols).step_by(SIDE) {
            for i in row..(row + SIDE).min(from.rows) {
                for j in col..(col + SIDE).min(from.cols) {
                    // SAFETY: in bounds.
                    unsafe { *to.row(j).add(i) = *from.row(i).add(j) };
                }
            }
        }
    }
}
