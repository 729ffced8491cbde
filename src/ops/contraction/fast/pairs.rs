//! A level of Strassen's scheme, in Winograd's form, that several threads work at.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::lane::Lane;
use super::plain::{Plain, parts};
use super::share::{multiply, spread};
use super::sums::{gather, sum};
use super::term::Term;
use super::winograd::{area, place};
use crate::chunk::Buffer;
use crate::diag::Result;

/// Matrices are at least this long: what is lost by waiting, and by passes over memory, is less than what is gained.
const LEAST: usize = 1800;
/// Matrices up to this length are best made as a whole: parts of longer ones have as many levels themselves.
const MOST: usize = 6144;
/// The seventh product is made in so many parts each way.
const CUTS: usize = 2;
/// Rows of the result that are put together at a time.
const ROWS: usize = 8;

/// Whether a product is made so.
pub fn pays<T: Lane>(whole: &Plain<T>, threads: usize) -> bool {
    let in_steps = |t: &Term<T>| t.down == 1 || t.across == 1;
    let least = whole.size().into_iter().min().unwrap_or(0);
    let large = least >= LEAST && whole.levels > 0;
    large && threads.is_multiple_of(2) && whole.to.fresh && in_steps(&whole.a) && in_steps(&whole.b)
}

/// Whether a product with these sides takes less work as a whole than in parts.
pub fn is_best_whole(sides: [usize; 3], threads: usize) -> bool {
    threads.is_multiple_of(2) && sides.into_iter().all(|n| (LEAST..=MOST).contains(&n))
}

/// The most bytes of sums and products that are held for an operand of so many bytes.
pub fn held(bytes: u128) -> u128 {
    let least = LEAST.pow(2) * size_of::<f64>();
    if bytes < least as u128 { 0 } else { bytes * 3 / 4 }
}

/// Makes a product for which it [`pays`].
///
/// # Safety
/// As for [`Plain::make`].
pub unsafe fn product<T: Lane>(whole: Plain<T>, threads: usize) -> Result<()> {
    let [m, k, n] = whole.size().map(|n| n / 2 * 2);
    let core = whole.rows(0, m).cols(0, n);
    // SAFETY: the caller's; parts of the target do not overlap.
    unsafe {
        halved(Plain { levels: whole.levels - 1, ..core.depth(0, k) }, threads)?;
        let rest = |part: Plain<T>| if part.size().contains(&0) { Ok(()) } else { multiply(part, threads) };
        rest(core.depth(k, whole.a.cols - k))?;
        rest(whole.rows(m, whole.a.rows - m))?;
        rest(whole.rows(0, m).cols(n, whole.b.cols - n))
    }
}

/// The same where all sides are even. Each half of the threads makes three products for itself, in memory of its own, and
/// then parts of the seventh: whoever is ready first makes more of them.
unsafe fn halved<T: Lane>(whole: Plain<T>, threads: usize) -> Result<()> {
    let [m, k, n] = whole.size().map(|n| n / 2);
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (whole.a.quarters(m, k), whole.b.quarters(k, n));
    let out = whole.to.quarters(m, n);
    let rooms = [area(m, k).max(area(m, n)), area(k, n), area(m, k), area(k, n), area(m, n), area(m, n)];
    let memory = Buffer::new(rooms.iter().sum::<usize>() * size_of::<T>());
    let mut next: *mut T = memory.as_ptr().cast();
    let places = rooms.map(|room| {
        let place = next;
        next = next.wrapping_add(room);
        place
    });
    let (left, right) = (whole.a.down == 1, whole.b.down == 1);
    let [s, other] = [places[0], places[2]].map(|p| place(p, m, k, left));
    let [t, another] = [places[1], places[3]].map(|p| place(p, k, n, right));
    let [first, fourth, last] = [places[0], places[4], places[5]].map(|p| place(p, m, n, false));
    let less = |t: Term<T>| t.signed(-T::one());
    let part = |a, b, to| Plain { a, b, to, ..whole };
    let make = |p: Plain<T>| unsafe { multiply(p, threads / 2) };
    let seventh = part(a1, b2, last);
    let pieces: Vec<_> =
        parts(m, m.div_ceil(CUTS), ROWS).flat_map(|r| parts(n, n.div_ceil(CUTS), ROWS).map(move |c| (r, c))).collect();
    let next = AtomicUsize::new(0);
    let rest = || loop {
        let Some(&((row, rows), (col, cols))) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) else { return Ok(()) };
        make(seventh.rows(row, rows).cols(col, cols))?;
    };
    // SAFETY: the caller's; what is made side by side has places of its own.
    let one = || unsafe {
        sum(s, a0, less(a2));
        sum(t, b3, less(b1));
        make(part(s, t, out[2]))?;
        make(part(a0, b0, first))?;
        sum(t, t, b0);
        sum(t, t, less(b2));
        make(part(a3, t, fourth))?;
        rest()
    };
    // SAFETY: the same.
    let two = || unsafe {
        sum(other, a2, a3);
        sum(another, b1, less(b0));
        make(part(other, another, out[3]))?;
        sum(other, other, less(a0));
        sum(another, b3, less(another));
        make(part(other, another, out[1]))?;
        sum(other, a1, less(other));
        make(part(other, b3, out[0]))?;
        rest()
    };
    let (one, two) = rayon::join(one, two);
    one.and(two)?;
    spread(threads, parts(m, ROWS, 1).collect(), |(from, len)| {
        let [first, fourth, last] = [first, fourth, last].map(|t| t.part(from, len, 0, n));
        let out = out.map(|t| t.part(from, len, 0, n));
        // SAFETY: these rows are this call's alone.
        unsafe {
            gather(first, out);
            sum(out[2], out[2], less(fourth));
            sum(out[0], out[0], last);
        }
        Ok(())
    })
}
