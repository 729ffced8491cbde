//! The loop of kernels that look something up: gathers do not vectorise well, so each block is prepared with vectors,
//! looked up, and finished with vectors.

use super::double::Double;
use super::step::{BLOCK, Block, Real, Step, mend};
use std::marker::PhantomData;

/// A function of one element in three steps, and one that is always right.
pub(super) trait Tabled<T: Real, const N: usize> {
    /// Whether the number has a lower part.
    const LOW: bool;
    /// What comes before the table: a number, and a key into it.
    fn prepare(x: T) -> (Double, u64);
    /// The table's row for a key.
    fn row(key: u64) -> [f64; N];
    /// The value, without branches; anything where [`Tabled::hard`] holds.
    fn finish(x: T, number: Double, key: u64, row: [f64; N]) -> T;
    /// Whether `x` needs the scalar routine.
    fn hard(x: T) -> bool;
    /// The value for any `x`, also used without fused multiply-add.
    fn scalar(x: T) -> T;
}

/// What a block holds between its steps.
pub(super) struct Scratch<const N: usize> {
    pub high: [f64; BLOCK],
    pub low: [f64; BLOCK],
    pub keys: [u64; BLOCK],
    pub rows: [[f64; BLOCK]; N],
}

impl<const N: usize> Scratch<N> {
    /// An empty block.
    pub fn new() -> Self {
        Self { high: [0.0; BLOCK], low: [0.0; BLOCK], keys: [0; BLOCK], rows: [[0.0; BLOCK]; N] }
    }

    /// Fills the rows of the keys.
    #[inline(always)]
    pub fn look_up(&mut self, row: impl Fn(u64) -> [f64; N]) {
        for i in 0..BLOCK {
            let found = row(self.keys[i]);
            for (column, found) in self.rows.iter_mut().zip(found) {
                column[i] = found;
            }
        }
    }

    /// The row of element `i`.
    #[inline(always)]
    pub fn row(&self, i: usize) -> [f64; N] {
        std::array::from_fn(|j| self.rows[j][i])
    }
}

/// The step of a [`Tabled`] kernel.
pub(super) struct Table<F, const N: usize>(PhantomData<F>);

impl<T: Real, F: Tabled<T, N>, const N: usize> Step<T> for Table<F, N> {
    type Scratch = Scratch<N>;
    fn scratch() -> Scratch<N> {
        Scratch::new()
    }
    #[inline(always)]
    fn step(a: &Block<T>, _: &Block<T>, out: &mut Block<T>, scratch: &mut Scratch<N>) {
        let mut hard = false;
        for i in 0..BLOCK {
            let (number, key) = F::prepare(a[i]);
            (scratch.high[i], scratch.keys[i]) = (number.hi, key);
            if F::LOW {
                scratch.low[i] = number.lo;
            }
            hard |= F::hard(a[i]);
        }
        scratch.look_up(F::row);
        for i in 0..BLOCK {
            let lo = if F::LOW { scratch.low[i] } else { 0.0 };
            out[i] = F::finish(a[i], Double { hi: scratch.high[i], lo }, scratch.keys[i], scratch.row(i));
        }
        if hard {
            mend(a, out, F::hard, F::scalar);
        }
    }
    fn scalar(a: T, _: T) -> T {
        F::scalar(a)
    }
}
