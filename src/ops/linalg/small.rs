//! Plain loops for small matrices. Sums and products are made in the order in which LAPACK's unblocked routines make
//! them, so that the same digits come, and the same signs.

use faer::traits::ext::*;
use faer::{Mat, MatRef};

use super::field::Field;

/// Whether loops are as quick as blocked routines.
pub fn is_small(rows: usize, cols: usize) -> bool {
    rows.min(cols) <= 24 && rows * cols <= 1 << 12
}

fn zero<T: Field>() -> T::Real {
    <T::Real as ComplexField>::zero_impl()
}

/// L below the diagonal and U from it on; the row with which each row was swapped.
pub struct Lu<T> {
    pub packed: Mat<T>,
    pub swaps: Vec<usize>,
}

/// Gaussian elimination, the largest element of each column first.
pub fn lu<T: Field>(a: MatRef<'_, T>) -> Lu<T> {
    let mut a = a.to_owned();
    let (m, n) = (a.nrows(), a.ncols());
    let mut swaps: Vec<usize> = Vec::with_capacity(m.min(n));
    for j in 0..n {
        for (i, &p) in swaps.iter().enumerate() {
            swap(&mut a, i, p, j);
        }
        for i in 1..m {
            let sum = (0..i.min(j)).fold(T::zero(), |sum, k| T::fused(a[(i, k)], a[(k, j)], sum));
            a[(i, j)] -= sum;
        }
        if j >= m {
            continue;
        }
        let size = |i: usize| a[(i, j)].re_im_sum();
        let largest = (j + 1..m).fold(j, |best, i| if size(i) > size(best) { i } else { best });
        swaps.push(largest);
        let pivot = a[(largest, j)];
        if pivot == T::zero() {
            continue;
        }
        (0..=j).for_each(|k| swap(&mut a, j, largest, k));
        let scale = pivot.recip();
        (j + 1..m).for_each(|i| a[(i, j)] *= scale);
    }
    Lu { packed: a, swaps }
}

fn swap<T: Field>(a: &mut Mat<T>, i: usize, k: usize, col: usize) {
    (a[(i, col)], a[(k, col)]) = (a[(k, col)], a[(i, col)]);
}

impl<T: Field> Lu<T> {
    /// Whether a pivot is 0.
    pub fn is_singular(&self) -> bool {
        (0..self.packed.nrows()).any(|i| self.packed[(i, i)] == T::zero())
    }

    /// Whether the rows were swapped an odd number of times.
    pub fn is_odd(&self) -> bool {
        self.swaps.iter().enumerate().filter(|(i, p)| *i != **p).count() % 2 == 1
    }

    /// Where each row of the factors comes from.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.packed.nrows()).collect();
        self.swaps.iter().enumerate().for_each(|(i, &p)| order.swap(i, p));
        order
    }

    /// The x of `a @ x == b`.
    pub fn solve(&self, b: MatRef<'_, T>) -> Mat<T> {
        let (a, n, order) = (&self.packed, self.packed.nrows(), self.order());
        let alone = b.ncols() == 1;
        let mut x = Mat::<T>::from_fn(n, b.ncols(), |i, j| b[(order[i], j)]);
        for j in 0..b.ncols() {
            for k in 0..n {
                let v = x[(k, j)];
                (k + 1..n).for_each(|i| x[(i, j)] -= v * a[(i, k)]);
            }
            for k in (0..n).rev() {
                let v = if alone { x[(k, j)].divided(a[(k, k)]) } else { x[(k, j)] * a[(k, k)].recip() };
                x[(k, j)] = v;
                (0..k).for_each(|i| x[(i, j)] -= v * a[(i, k)]);
            }
        }
        x
    }
}

/// The lower factor of a matrix of which the lower triangle is read; none if a pivot is not positive.
pub fn cholesky<T: Field>(a: MatRef<'_, T>) -> Option<Mat<T>> {
    let n = a.nrows();
    let mut l = Mat::<T>::zeros(n, n);
    for j in 0..n {
        for i in j..n {
            let sum = (0..j).fold(T::zero(), |sum, k| sum + l[(i, k)] * l[(j, k)].conj());
            l[(i, j)] = a[(i, j)] - sum;
        }
        let pivot = l[(j, j)].real();
        if pivot <= zero::<T>() {
            return None;
        }
        let root = pivot.sqrt();
        l[(j, j)] = T::from_real_impl(&root);
        let scale = root.recip();
        (j + 1..n).for_each(|i| l[(i, j)] = l[(i, j)].mul_real(scale));
    }
    Some(l)
}

/// A reflection that turns a column into a multiple of a unit vector: `1` and what is left below it, and its factor.
pub fn reflect<T: Field>(a: &mut Mat<T>, row: usize, col: usize) -> T {
    let m = a.nrows();
    let alpha = a[(row, col)];
    let largest = (row..m).fold(zero::<T>(), |most, i| if a[(i, col)].abs() > most { a[(i, col)].abs() } else { most });
    let below = (row + 1..m).all(|i| a[(i, col)] == T::zero());
    if below && alpha.imag() == zero::<T>() {
        return T::zero();
    }
    let parts = (row..m).map(|i| a[(i, col)].mul_real(largest.recip()).abs2());
    let length = parts.fold(zero::<T>(), |sum, v| sum + v).sqrt() * largest;
    let beta = if alpha.real() >= zero::<T>() { -length } else { length };
    let scale = (alpha - T::from_real_impl(&beta)).recip();
    (row + 1..m).for_each(|i| a[(i, col)] *= scale);
    a[(row, col)] = T::from_real_impl(&beta);
    (T::from_real_impl(&beta) - alpha).mul_real(beta.recip())
}

/// Takes `factor * v * v^H` of the columns `from..` off them, where v is the reflection in a column.
pub fn apply<T: Field>(a: &mut Mat<T>, v: &[T], factor: T, row: usize, columns: std::ops::Range<usize>) {
    for j in columns {
        let dot = v.iter().enumerate().fold(T::zero(), |sum, (i, v)| sum + v.conj() * a[(row + i, j)]);
        let by = factor * dot;
        v.iter().enumerate().for_each(|(i, v)| a[(row + i, j)] -= *v * by);
    }
}

/// R from the diagonal on, below it the reflections that gave it, and their factors.
pub fn qr<T: Field>(a: MatRef<'_, T>) -> (Mat<T>, Vec<T>) {
    let mut a = a.to_owned();
    let (m, n) = (a.nrows(), a.ncols());
    let factors = (0..m.min(n)).map(|k| {
        let factor = reflect(&mut a, k, k);
        let v = column(&a, k);
        apply(&mut a, &v, factor.conj(), k, k + 1..n);
        factor
    });
    let factors = factors.collect();
    (a, factors)
}

/// The reflection that a column holds below the diagonal.
fn column<T: Field>(a: &Mat<T>, k: usize) -> Vec<T> {
    std::iter::once(T::one()).chain((k + 1..a.nrows()).map(|i| a[(i, k)])).collect()
}

/// The first `cols` columns of the product of the reflections.
pub fn basis<T: Field>(packed: &Mat<T>, factors: &[T], cols: usize) -> Mat<T> {
    let mut q = Mat::<T>::identity(packed.nrows(), cols);
    for k in (0..factors.len()).rev() {
        let v = column(packed, k);
        apply(&mut q, &v, factors[k], k, k..cols);
    }
    q
}
