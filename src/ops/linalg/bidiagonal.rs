//! Singular vectors of small matrices by a bidiagonal one and implicit QR steps, whose vectors have the signs that
//! LAPACK gives them.

use faer::traits::ext::*;
use faer::{Mat, MatRef};
use num_traits::Float;

use super::field::Field;
use super::rotations::{Turned, least_value, rotation, signed, triangular_pair};
use super::small::{apply, basis, qr, reflect};

/// The longest short side that LAPACK takes apart in this way; longer ones it divides.
pub const MOST: usize = 25;

/// The most steps for each pair of singular values.
const STEPS: usize = 6;

/// U, the singular values, and V; none if they do not come out. `full` makes U and V square.
pub fn svd<T: Field>(a: MatRef<'_, T>, full: bool) -> Option<(Mat<T>, Vec<T::Real>, Mat<T>)> {
    let (m, n) = (a.nrows(), a.ncols());
    let (short, long) = (m.min(n), m.max(n));
    let wide = m < n;
    let tall = if wide { a.adjoint().to_owned() } else { a.to_owned() };
    let rows = if full { long } else { short };
    // A long matrix becomes a triangular one first.
    let steep = if T::DTYPE.is_complex() { long >= short * 17 / 9 } else { long >= short * 11 / 6 };
    if !(steep && long > short) {
        let found = Bidiagonal::of(tall);
        let (left, values, right) = found.values(wide)?;
        let outer = found.with_left(&if wide { right.clone() } else { left.clone() }, rows);
        let inner = found.with_right(&if wide { left } else { right });
        return Some(if wide { (inner, values, outer) } else { (outer, values, inner) });
    }
    let (packed, factors) = qr(tall.as_ref());
    let q = basis(&packed, &factors, rows);
    let r = Mat::<T>::from_fn(short, short, |i, j| if i <= j { packed[(i, j)] } else { T::zero() });
    let found = Bidiagonal::of(if wide { r.adjoint().to_owned() } else { r });
    let (left, values, right) = found.values(false)?;
    let (u, v) = (found.with_left(&left, short), found.with_right(&right));
    let mut outer = q.clone();
    let product = q.as_ref().subcols(0, short) * if wide { &v } else { &u };
    outer.as_mut().subcols_mut(0, short).copy_from(product.as_ref());
    Some(if wide { (u, values, outer) } else { (outer, values, v) })
}

/// A bidiagonal matrix, and the reflections from the left and from the right that gave it.
struct Bidiagonal<T: Field> {
    rows: usize,
    diagonal: Vec<T::Real>,
    above: Vec<T::Real>,
    left: Vec<(Vec<T>, T)>,
    right: Vec<(Vec<T>, T)>,
}

impl<T: Field> Bidiagonal<T> {
    /// Of a matrix with no fewer rows than columns.
    fn of(mut a: Mat<T>) -> Bidiagonal<T> {
        let (m, n) = (a.nrows(), a.ncols());
        let mut found =
            Bidiagonal { rows: m, diagonal: Vec::new(), above: Vec::new(), left: Vec::new(), right: Vec::new() };
        for k in 0..n {
            let factor = reflect(&mut a, k, k);
            found.diagonal.push(a[(k, k)].real());
            let v: Vec<T> = std::iter::once(T::one()).chain((k + 1..m).map(|i| a[(i, k)])).collect();
            apply(&mut a, &v, factor.conj(), k, k + 1..n);
            found.left.push((v, factor));
            if k + 1 == n {
                break;
            }
            let mut row = Mat::<T>::from_fn(n - k - 1, 1, |i, _| a[(k, k + 1 + i)].conj());
            let factor = reflect(&mut row, 0, 0);
            found.above.push(row[(0, 0)].real());
            let v: Vec<T> = std::iter::once(T::one()).chain((1..n - k - 1).map(|i| row[(i, 0)])).collect();
            for i in k + 1..m {
                let dot = v.iter().enumerate().fold(T::zero(), |sum, (j, v)| sum + a[(i, k + 1 + j)] * *v);
                let by = factor * dot;
                v.iter().enumerate().for_each(|(j, v)| a[(i, k + 1 + j)] -= by * v.conj());
            }
            found.right.push((v, factor));
        }
        found
    }

    /// The left vectors of the bidiagonal matrix, its singular values, and the right vectors; `lower` says that it is
    /// the transposed one that is meant.
    fn values(&self, lower: bool) -> Option<(Turned<T::Real>, Vec<T::Real>, Turned<T::Real>)> {
        let n = self.diagonal.len();
        let (mut d, mut e) = (self.diagonal.clone(), self.above.clone());
        let mut turns = Vec::new();
        if lower {
            for i in 0..n.saturating_sub(1) {
                let (c, s, r) = rotation(d[i], e[i]);
                (d[i], e[i], d[i + 1]) = (r, s * d[i + 1], c * d[i + 1]);
                turns.push((c, -s));
            }
        }
        let mut pair = Pair { u: Turned::identity(n), v: Turned::identity(n) };
        pair.steps(&mut d, &mut e)?;
        pair.sort(&mut d);
        let mut u = pair.u;
        for (j, (c, s)) in turns.into_iter().enumerate().rev() {
            for column in &mut u.columns {
                let (x, y) = (column[j], column[j + 1]);
                (column[j + 1], column[j]) = (c * y - s * x, s * y + c * x);
            }
        }
        Some((u, d, pair.v))
    }

    /// The vectors under all reflections from the left, and as many more as make up `cols` columns.
    fn with_left(&self, vectors: &Turned<T::Real>, cols: usize) -> Mat<T> {
        let n = vectors.n;
        let mut out = Mat::<T>::from_fn(self.rows, cols, |i, j| match (i < n, j < n) {
            (true, true) => T::from_real_impl(&vectors.columns[j][i]),
            (false, false) if i == j => T::one(),
            _ => T::zero(),
        });
        self.left.iter().enumerate().rev().for_each(|(k, (v, factor))| apply(&mut out, v, *factor, k, 0..cols));
        out
    }

    fn with_right(&self, vectors: &Turned<T::Real>) -> Mat<T> {
        let n = vectors.n;
        let mut out = Mat::<T>::from_fn(n, n, |i, j| T::from_real_impl(&vectors.columns[j][i]));
        self.right.iter().enumerate().rev().for_each(|(k, (v, factor))| apply(&mut out, v, *factor, k + 1, 0..n));
        out
    }
}

/// The vectors of both sides, which are turned along.
struct Pair<R> {
    u: Turned<R>,
    v: Turned<R>,
}

/// A stretch of the matrix with no zero above the diagonal, and where values come out of it.
#[derive(Clone, Copy)]
struct Stretch {
    first: usize,
    last: usize,
    down: bool,
}

impl<R: Float> Pair<R> {
    /// Turns the bidiagonal matrix into a diagonal one.
    fn steps(&mut self, d: &mut [R], e: &mut [R]) -> Option<()> {
        let n = d.len();
        let number = |v: f64| R::from(v).unwrap_or(R::zero());
        let eps = R::epsilon() / number(2.0);
        let tol = number(10.0).max(number(100.0).min(eps.powf(number(-0.125)))) * eps;
        let floor = number((STEPS * n * n) as f64) * R::min_positive_value();
        let thresh = (tol * lower_bound(d, e)).max(floor);
        let mut left = STEPS * n * n + n;
        let mut old: Option<Stretch> = None;
        let mut end = n;
        while end > 1 {
            let last = end - 1;
            let cut = (0..last).rev().find(|&k| e[k].abs() <= thresh);
            if let Some(k) = cut {
                e[k] = R::zero();
                if k + 1 == last {
                    end = last;
                    continue;
                }
            }
            let first = cut.map_or(0, |k| k + 1);
            if first + 1 == last {
                self.pair(d, e, first);
                end = first;
                continue;
            }
            let down = match old {
                Some(o) if first <= o.last && last >= o.first => o.down,
                _ => d[first].abs() >= d[last].abs(),
            };
            let at = Stretch { first, last, down };
            let Some(least) = converge(d, e, at, tol) else { continue };
            old = Some(at);
            left = left.checked_sub(last - first)?;
            let largest = (first..last).fold(d[last].abs(), |m, k| m.max(d[k].abs()).max(e[k].abs()));
            let shift =
                self.shift(d, e, at, number(n as f64) * tol * (least / largest) <= eps.max(number(0.01) * tol), eps);
            match (shift == R::zero(), down) {
                (true, true) => self.plain_down(d, e, at),
                (true, false) => self.plain_up(d, e, at),
                (false, true) => self.shifted_down(d, e, at, shift),
                (false, false) => self.shifted_up(d, e, at, shift),
            }
            let edge = if down { last - 1 } else { first };
            if e[edge].abs() <= thresh {
                e[edge] = R::zero();
            }
        }
        Some(())
    }

    /// Two values that stand alone.
    fn pair(&mut self, d: &mut [R], e: &mut [R], k: usize) {
        let (large, small, [(cr, sr), (cl, sl)]) = triangular_pair(d[k], e[k], d[k + 1]);
        (d[k], d[k + 1], e[k]) = (large, small, R::zero());
        self.v.turn(k, cr, sr);
        self.u.turn(k, cl, sl);
    }

    fn shift(&self, d: &[R], e: &[R], at: Stretch, flat: bool, eps: R) -> R {
        if flat {
            return R::zero();
        }
        let (near, k) = if at.down { (d[at.first].abs(), at.last - 1) } else { (d[at.last].abs(), at.first) };
        let shift = least_value(d[k], e[k], d[k + 1]);
        if near > R::zero() && (shift / near) * (shift / near) < eps { R::zero() } else { shift }
    }

    fn plain_down(&mut self, d: &mut [R], e: &mut [R], at: Stretch) {
        let (mut c, mut oc, mut os) = (R::one(), R::one(), R::zero());
        for i in at.first..at.last {
            let (c2, s, r) = rotation(d[i] * c, e[i]);
            c = c2;
            if i > at.first {
                e[i - 1] = os * r;
            }
            let (oc2, os2, r) = rotation(oc * r, d[i + 1] * s);
            (oc, os, d[i]) = (oc2, os2, r);
            self.v.turn(i, c, s);
            self.u.turn(i, oc, os);
        }
        let h = d[at.last] * c;
        (d[at.last], e[at.last - 1]) = (h * oc, h * os);
    }

    fn plain_up(&mut self, d: &mut [R], e: &mut [R], at: Stretch) {
        let (mut c, mut oc, mut os) = (R::one(), R::one(), R::zero());
        for i in (at.first + 1..=at.last).rev() {
            let (c2, s, r) = rotation(d[i] * c, e[i - 1]);
            c = c2;
            if i < at.last {
                e[i] = os * r;
            }
            let (oc2, os2, r) = rotation(oc * r, d[i - 1] * s);
            (oc, os, d[i]) = (oc2, os2, r);
            self.v.turn(i - 1, oc, -os);
            self.u.turn(i - 1, c, -s);
        }
        let h = d[at.first] * c;
        (d[at.first], e[at.first]) = (h * oc, h * os);
    }

    fn shifted_down(&mut self, d: &mut [R], e: &mut [R], at: Stretch, shift: R) {
        let top = d[at.first];
        let mut f = (top.abs() - shift) * (signed(R::one(), top) + shift / top);
        let mut g = e[at.first];
        for i in at.first..at.last {
            let (cr, sr, r) = rotation(f, g);
            if i > at.first {
                e[i - 1] = r;
            }
            f = cr * d[i] + sr * e[i];
            e[i] = cr * e[i] - sr * d[i];
            g = sr * d[i + 1];
            d[i + 1] = cr * d[i + 1];
            let (cl, sl, r) = rotation(f, g);
            d[i] = r;
            f = cl * e[i] + sl * d[i + 1];
            d[i + 1] = cl * d[i + 1] - sl * e[i];
            if i + 1 < at.last {
                g = sl * e[i + 1];
                e[i + 1] = cl * e[i + 1];
            }
            self.v.turn(i, cr, sr);
            self.u.turn(i, cl, sl);
        }
        e[at.last - 1] = f;
    }

    fn shifted_up(&mut self, d: &mut [R], e: &mut [R], at: Stretch, shift: R) {
        let low = d[at.last];
        let mut f = (low.abs() - shift) * (signed(R::one(), low) + shift / low);
        let mut g = e[at.last - 1];
        for i in (at.first + 1..=at.last).rev() {
            let (cr, sr, r) = rotation(f, g);
            if i < at.last {
                e[i] = r;
            }
            f = cr * d[i] + sr * e[i - 1];
            e[i - 1] = cr * e[i - 1] - sr * d[i];
            g = sr * d[i - 1];
            d[i - 1] = cr * d[i - 1];
            let (cl, sl, r) = rotation(f, g);
            d[i] = r;
            f = cl * e[i - 1] + sl * d[i - 1];
            d[i - 1] = cl * d[i - 1] - sl * e[i - 1];
            if i > at.first + 1 {
                g = sl * e[i - 2];
                e[i - 2] = cl * e[i - 2];
            }
            self.v.turn(i - 1, cl, -sl);
            self.u.turn(i - 1, cr, -sr);
        }
        e[at.first] = f;
    }

    /// The values positive and falling, each vector with its value.
    fn sort(&mut self, d: &mut [R]) {
        // LAPACK turns the right vectors, but of a single one the left.
        let turned = if d.len() == 1 { &mut self.u } else { &mut self.v };
        for (k, v) in d.iter_mut().enumerate() {
            if v.is_sign_negative() {
                *v = -*v;
                turned.columns[k].iter_mut().for_each(|x| *x = -*x);
            }
        }
        for end in (1..d.len()).rev() {
            let least = (1..=end).fold(0, |best, j| if d[j] <= d[best] { j } else { best });
            if least != end {
                d.swap(least, end);
                self.u.columns.swap(least, end);
                self.v.columns.swap(least, end);
            }
        }
    }
}

/// A number that the smallest singular value does not lie far below.
fn lower_bound<R: Float>(d: &[R], e: &[R]) -> R {
    let Some(first) = d.first() else { return R::zero() };
    let (mut mu, mut least) = (first.abs(), first.abs());
    for i in 1..d.len() {
        if least == R::zero() {
            break;
        }
        mu = d[i].abs() * (mu / (mu + e[i - 1].abs()));
        least = least.min(mu);
    }
    least / R::from(d.len()).unwrap_or(R::one()).sqrt()
}

/// Sets what is negligible above the diagonal to 0, and then has no answer; else a bound of the least singular value.
fn converge<R: Float>(d: &[R], e: &mut [R], at: Stretch, tol: R) -> Option<R> {
    let (edge, beside) = if at.down { (at.last - 1, at.last) } else { (at.first, at.first) };
    if e[edge].abs() <= tol * d[beside].abs() {
        e[edge] = R::zero();
        return None;
    }
    let mut mu = if at.down { d[at.first].abs() } else { d[at.last].abs() };
    let mut least = mu;
    for step in 0..at.last - at.first {
        let (k, next) =
            if at.down { (at.first + step, at.first + step + 1) } else { (at.last - 1 - step, at.last - 1 - step) };
        if e[k].abs() <= tol * mu {
            e[k] = R::zero();
            return None;
        }
        mu = d[next].abs() * (mu / (mu + e[k].abs()));
        least = least.min(mu);
    }
    Some(least)
}
