//! Eigenvectors of small symmetric matrices by a tridiagonal one and implicit QL or QR steps, whose vectors have the
//! signs that LAPACK gives them.

use faer::Mat;
use faer::traits::ext::*;
use num_traits::Float;

use super::field::Field;
use super::rotations::{Turned, rotation, signed, symmetric_pair};
use super::small::{apply, reflect};

/// The largest side that LAPACK takes apart in this way; larger ones it divides.
pub const MOST: usize = 25;

/// The most steps for each eigenvalue.
const STEPS: usize = 30;

/// The eigenvalues, rising, and the eigenvectors of a Hermitian matrix of which the lower triangle is read; none if
/// they do not come out.
pub fn eigen<T: Field>(a: &Mat<T>) -> Option<(Vec<T::Real>, Mat<T>)> {
    let n = a.nrows();
    let (mut d, mut e, reflections) = tridiagonal(a);
    let mut z = Turned::identity(n);
    steps(&mut d, &mut e, &mut z)?;
    sort(&mut d, &mut z);
    let mut vectors = Mat::<T>::from_fn(n, n, |i, j| T::from_real_impl(&z.columns[j][i]));
    for (k, (v, factor)) in reflections.iter().enumerate().rev() {
        apply(&mut vectors, v, *factor, k + 1, 0..n);
    }
    Some((d, vectors))
}

/// The diagonal and the one below it of a tridiagonal matrix with the same eigenvalues, and the reflections to it.
fn tridiagonal<T: Field>(a: &Mat<T>) -> (Vec<T::Real>, Vec<T::Real>, Vec<(Vec<T>, T)>) {
    let n = a.nrows();
    let mut a = Mat::<T>::from_fn(n, n, |i, j| if i >= j { a[(i, j)] } else { a[(j, i)].conj() });
    let mut found = (Vec::with_capacity(n), Vec::with_capacity(n), Vec::with_capacity(n));
    for k in 0..n {
        found.0.push(a[(k, k)].real());
        if k + 1 == n {
            break;
        }
        let factor = reflect(&mut a, k + 1, k);
        found.1.push(a[(k + 1, k)].real());
        let v: Vec<T> = std::iter::once(T::one()).chain((k + 2..n).map(|i| a[(i, k)])).collect();
        both_sides(&mut a, &v, factor, k + 1);
        found.2.push((v, factor));
    }
    found
}

/// The reflection on both sides of what lies from `from` on.
fn both_sides<T: Field>(a: &mut Mat<T>, v: &[T], factor: T, from: usize) {
    let n = v.len();
    if factor == T::zero() {
        return;
    }
    let row = |i: usize| (0..n).fold(T::zero(), |sum, j| sum + a[(from + i, from + j)] * v[j]) * factor;
    let x: Vec<T> = (0..n).map(row).collect();
    let dot = x.iter().zip(v).fold(T::zero(), |sum, (x, v)| sum + x.conj() * *v);
    let half = (T::one() + T::one()).recip();
    let alpha = T::zero() - half * factor * dot;
    let w: Vec<T> = x.iter().zip(v).map(|(x, v)| *x + alpha * *v).collect();
    for j in 0..n {
        for i in 0..n {
            let less = v[i] * w[j].conj() + w[i] * v[j].conj();
            a[(from + i, from + j)] -= less;
        }
        let real = a[(from + j, from + j)].real();
        a[(from + j, from + j)] = T::from_real_impl(&real);
    }
}

/// Turns the tridiagonal matrix into a diagonal one, block by block.
fn steps<R: Float>(d: &mut [R], e: &mut [R], z: &mut Turned<R>) -> Option<()> {
    let n = d.len();
    let mut left = n * STEPS;
    let mut first = 0;
    while first < n {
        if first > 0 {
            e[first - 1] = R::zero();
        }
        let mut last = first;
        while last + 1 < n {
            let size = e[last].abs();
            if size <= d[last].abs().sqrt() * d[last + 1].abs().sqrt() * (R::epsilon() * half()) {
                e[last] = R::zero();
                break;
            }
            last += 1;
        }
        let (low, high) = (first, last);
        first = last + 1;
        if low == high {
            continue;
        }
        match d[high].abs() < d[low].abs() {
            true => upward(d, e, z, high, low, &mut left)?,
            false => downward(d, e, z, low, high, &mut left)?,
        }
        if (low..high).any(|i| e[i] != R::zero()) {
            first = low;
        }
    }
    Some(())
}

fn half<R: Float>() -> R {
    R::one() / (R::one() + R::one())
}

fn negligible<R: Float>(e: R, a: R, b: R) -> bool {
    let eps = R::epsilon() * half();
    e * e <= eps * eps * a.abs() * b.abs() + R::min_positive_value()
}

/// The shift of a step: from the two by two matrix at the end where values come out first.
fn shift<R: Float>(near: R, next: R, off: R, far: R) -> R {
    let g = (next - near) / (off + off);
    far - near + off / (g + signed(g.hypot(R::one()), g))
}

/// QL steps: values come out at the low end.
fn downward<R: Float>(
    d: &mut [R],
    e: &mut [R],
    z: &mut Turned<R>,
    low: usize,
    end: usize,
    left: &mut usize,
) -> Option<()> {
    let mut l = low;
    while l <= end {
        let m = (l..end).find(|&m| negligible(e[m], d[m], d[m + 1])).unwrap_or(end);
        if m < end {
            e[m] = R::zero();
        }
        if m == l {
            l += 1;
            continue;
        }
        if m == l + 1 {
            let (rt1, rt2, c, s) = symmetric_pair(d[l], e[l], d[l + 1]);
            z.turn(l, c, s);
            (d[l], d[l + 1], e[l]) = (rt1, rt2, R::zero());
            l += 2;
            continue;
        }
        *left = left.checked_sub(1)?;
        let mut g = shift(d[l], d[l + 1], e[l], d[m]);
        let (mut s, mut c, mut p) = (R::one(), R::one(), R::zero());
        for i in (l..m).rev() {
            let (f, b) = (s * e[i], c * e[i]);
            let turned = rotation(g, f);
            (c, s) = (turned.0, turned.1);
            if i + 1 != m {
                e[i + 1] = turned.2;
            }
            g = d[i + 1] - p;
            let r = (d[i] - g) * s + (c + c) * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            z.turn(i, c, -s);
        }
        d[l] = d[l] - p;
        e[l] = g;
    }
    Some(())
}

/// QR steps: values come out at the high end.
fn upward<R: Float>(
    d: &mut [R],
    e: &mut [R],
    z: &mut Turned<R>,
    high: usize,
    end: usize,
    left: &mut usize,
) -> Option<()> {
    let mut l = high as isize;
    let end = end as isize;
    while l >= end {
        let at = l as usize;
        let low = end as usize;
        let m = (low + 1..=at).rev().find(|&m| negligible(e[m - 1], d[m], d[m - 1])).unwrap_or(low);
        if m > low {
            e[m - 1] = R::zero();
        }
        if m == at {
            l -= 1;
            continue;
        }
        if m + 1 == at {
            let (rt1, rt2, c, s) = symmetric_pair(d[at - 1], e[at - 1], d[at]);
            z.turn(at - 1, c, s);
            (d[at - 1], d[at], e[at - 1]) = (rt1, rt2, R::zero());
            l -= 2;
            continue;
        }
        *left = left.checked_sub(1)?;
        let mut g = shift(d[at], d[at - 1], e[at - 1], d[m]);
        let (mut s, mut c, mut p) = (R::one(), R::one(), R::zero());
        for i in m..at {
            let (f, b) = (s * e[i], c * e[i]);
            let turned = rotation(g, f);
            (c, s) = (turned.0, turned.1);
            if i != m {
                e[i - 1] = turned.2;
            }
            g = d[i] - p;
            let r = (d[i + 1] - g) * s + (c + c) * b;
            p = s * r;
            d[i] = g + p;
            g = c * r - b;
            z.turn(i, c, s);
        }
        d[at] = d[at] - p;
        e[at - 1] = g;
    }
    Some(())
}

/// The values rising, each vector with its value.
fn sort<R: Float>(d: &mut [R], z: &mut Turned<R>) {
    for i in 0..d.len() {
        let least = (i + 1..d.len()).fold(i, |best, j| if d[j] < d[best] { j } else { best });
        if least != i {
            d.swap(i, least);
            z.columns.swap(i, least);
        }
    }
}
