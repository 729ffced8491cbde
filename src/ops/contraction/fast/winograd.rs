//! Strassen's scheme in Winograd's form (Winograd, "On multiplication of 2x2 matrices", 1971): of fifteen additions the
//! sums are held in memory. Below the held levels is one of Strassen's own form, whose sums are not.

use super::blocks::{Engine, Size};
use super::lane::Lane;
use super::strassen;
use super::sums::{gather, sum};
use super::term::Term;
use crate::diag::Result;

/// The sides of the products that an engine is given after so many held levels.
pub fn leaf(size: Size, held: u32) -> Size {
    strassen::half(size.map(|n| n >> held))
}

/// Elements from one row of held sums to the next: rows begin where lines of the cache do, but not all at the same place
/// of the first cache.
fn step(len: usize) -> usize {
    let lines = len.next_multiple_of(8);
    if lines.is_multiple_of(64) { lines + 8 } else { lines }
}

/// The elements that held sums of this size take, by rows or by columns.
pub fn area(rows: usize, cols: usize) -> usize {
    (rows * step(cols)).max(cols * step(rows))
}

/// The elements of memory that a product works in: `adds` to what is in its target.
pub fn room(size: Size, held: u32, adds: bool) -> usize {
    if held == 0 {
        return 0;
    }
    let [m, k, n] = size.map(|n| n / 2);
    let own = if adds { area(size[0], size[2]) } else { 0 };
    own + area(m, k).max(area(m, n)) + area(k, n) + room([m, k, n], held - 1, true)
}

/// A matrix in held memory: by rows, or by columns if `turned`.
pub fn place<T: Lane>(ptr: *mut T, rows: usize, cols: usize, turned: bool) -> Term<T> {
    let (down, across) = if turned { (1, step(rows) as isize) } else { (step(cols) as isize, 1) };
    Term { ptr, rows, cols, down, across, sign: T::one(), fresh: true }
}

/// The product of two matrices, whose sides are even on every held level, put into or added to a third.
///
/// # Safety
/// As for [`Engine::run`], whose size is that of [`leaf`]; rows or columns of operands lie in steps of one, and `memory`
/// has the [`room`] that is needed.
pub unsafe fn product<T: Lane>(
    engine: &Engine<T>,
    [a, b, to]: [Term<T>; 3],
    size: Size,
    held: u32,
    memory: *mut T,
) -> Result<()> {
    let run = |a, b, to, size, held, memory| unsafe { product(engine, [a, b, to], size, held, memory) };
    if held == 0 {
        // SAFETY: the caller's.
        return strassen::jobs([a, b, to], size).iter().try_for_each(|job| unsafe { engine.run(job) });
    }
    let [m, k, n] = size;
    if !to.fresh {
        let apart = place(memory, m, n, false);
        run(a, b, apart, size, held, memory.wrapping_add(area(m, n)))?;
        // SAFETY: the caller's.
        unsafe { sum(to, to, apart.signed(to.sign)) };
        return Ok(());
    }
    let half = [m / 2, k / 2, n / 2];
    let [m, k, n] = half;
    let [a0, a1, a2, a3] = a.quarters(m, k);
    let [b0, b1, b2, b3] = b.quarters(k, n);
    let out = to.quarters(m, n);
    let (left, right) = (memory, memory.wrapping_add(area(m, k).max(area(m, n))));
    let rest = right.wrapping_add(area(k, n));
    let (s, t, p) = (place(left, m, k, a.down == 1), place(right, k, n, b.down == 1), place(left, m, n, false));
    let less = |t: Term<T>| t.signed(-T::one());
    let added = |t: Term<T>| Term { fresh: false, ..t };
    let inner = |a, b, to| run(a, b, to, half, held - 1, rest);
    // SAFETY: the caller's; sums have their places in memory.
    unsafe {
        sum(s, a0, less(a2));
        sum(t, b3, less(b1));
        inner(s, t, out[2])?;
        sum(s, a2, a3);
        sum(t, b1, less(b0));
        inner(s, t, out[3])?;
        sum(s, s, less(a0));
        sum(t, b3, less(t));
        inner(s, t, out[1])?;
        sum(s, a1, less(s));
        inner(s, b3, out[0])?;
        inner(a0, b0, p)?;
        gather(p, out);
        sum(t, t, less(b2));
    }
    inner(a3, t, added(less(out[2])))?;
    inner(a1, b2, added(out[0]))
}
