//! The singular values of bidiagonal matrices, from the squares of their elements.

use num_traits::Float;

use super::values::power;

/// The most transforms for each value.
const STEPS: usize = 30;

/// The singular values, falling, of a bidiagonal matrix with the diagonal `d` and `e` above it; none if they do not come
/// out. By the qd algorithm with differences and shifts (Fernando and Parlett, "Accurate singular values and differential
/// qd algorithms", 1994); shifts as Parlett and Marques choose them ("An implementation of the dqds algorithm", 2000).
pub fn singular<R: Float>(d: &[R], e: &[R]) -> Option<Vec<R>> {
    let largest = d.iter().chain(e).fold(R::zero(), |most, v| most.max(v.abs()));
    if largest == R::zero() {
        return Some(vec![R::zero(); d.len()]);
    }
    // Squares of small values shall not vanish, nor sums of large ones overflow.
    let scale = power(R::max_value().log2().floor() / number(2.0) - number(8.0), largest);
    let square = |v: &R| (*v * scale) * (*v * scale);
    let mut run = Squares {
        q: d.iter().map(square).collect(),
        e: e.iter().map(square).collect(),
        next: (vec![R::zero(); d.len()], vec![R::zero(); e.len()]),
        d: vec![R::zero(); d.len()],
        least: vec![R::zero(); d.len()],
        found: Vec::with_capacity(d.len()),
        left: (d.len() + 10) * STEPS,
    };
    let mut parts = vec![Part { first: 0, end: d.len(), sum: (R::zero(), R::zero()) }];
    while let Some(part) = parts.pop() {
        run.part(part, &mut parts)?;
    }
    let mut found: Vec<R> = run.found.into_iter().map(|v| v.max(R::zero()).sqrt() / scale).collect();
    found.sort_unstable_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
    Some(found)
}

fn number<R: Float>(v: f64) -> R {
    R::from(v).unwrap_or(R::one())
}

/// Some of the values, all of them less by the sum of the shifts, which is held with what it is rounded by.
struct Part<R> {
    first: usize,
    end: usize,
    sum: (R, R),
}

/// The squares of a bidiagonal matrix, and what they are transformed into.
struct Squares<R> {
    q: Vec<R>,
    e: Vec<R>,
    next: (Vec<R>, Vec<R>),
    /// The differences that the last transform went through, and the least of them up to each.
    d: Vec<R>,
    least: Vec<R>,
    found: Vec<R>,
    left: usize,
}

impl<R: Float> Squares<R> {
    fn part(&mut self, part: Part<R>, parts: &mut Vec<Part<R>>) -> Option<()> {
        let Part { mut first, mut end, mut sum } = part;
        let tol = number::<R>(100.0) * R::epsilon();
        let nothing = tol * tol;
        // What part of the least difference is tried as a shift where nothing more is known; none before the first transform.
        let mut guess: Option<R> = None;
        let mut turned = false;
        while end > first {
            let n = end - first;
            if n == 1 || self.e[end - 2] <= nothing * (sum.0 + self.q[end - 1]) {
                self.found.push(self.q[end - 1] + sum.0);
                (end, turned) = (end - 1, false);
                continue;
            }
            if n == 2 || self.e[end - 3] <= nothing * (sum.0 + self.q[end - 1].min(self.q[end - 2])) {
                let both = pair(self.q[end - 2], self.e[end - 2], self.q[end - 1]);
                self.found.extend(both.map(|v| v + sum.0));
                (end, turned) = (end - 2, false);
                continue;
            }
            if !turned && self.q[first] * number(1.5) < self.q[end - 1] {
                self.q[first..end].reverse();
                self.e[first..end - 1].reverse();
                guess = None;
            }
            turned = true;
            if let Some(k) = (first..end - 1).rev().find(|&k| self.e[k] <= nothing * sum.0 || self.e[k] == R::zero()) {
                parts.push(Part { first, end: k + 1, sum });
                (first, turned, guess) = (k + 1, false, None);
                continue;
            }
            let (shift, known) = guess.map_or((R::zero(), true), |part| self.shift(first, end, part));
            let used = self.transformed(first, end, shift, sum.0, tol)?;
            self.q[first..end].copy_from_slice(&self.next.0[first..end]);
            self.e[first..end - 1].copy_from_slice(&self.next.1[first..end - 1]);
            sum = plus(sum, used);
            guess = Some(match guess {
                Some(part) if !known && used == shift => part + (R::one() - part) / number(3.0),
                _ => number(0.25),
            });
        }
        Some(())
    }

    /// Transforms with a shift, or a smaller one if that turns out to be larger than the least value. Gives the shift.
    fn transformed(&mut self, first: usize, end: usize, shift: R, sum: R, tol: R) -> Option<R> {
        let mut shift = shift;
        let mut failed = 0;
        loop {
            self.left = self.left.checked_sub(1)?;
            self.transform(first, end, shift);
            let (least, before) = (self.least[end - 1], self.least[end - 2]);
            if least >= R::zero() {
                return Some(shift);
            }
            if before > R::zero()
                && self.next.1[end - 2] < tol * (sum + self.d[end - 2])
                && self.d[end - 1].abs() < tol * sum
            {
                // The last value has come out: it is nothing to the shifts.
                self.next.0[end - 1] = R::zero();
                (self.d[end - 1], self.least[end - 1]) = (R::zero(), R::zero());
                return Some(shift);
            }
            failed += 1;
            shift = match failed {
                1 if before > R::zero() => (shift + least) * (R::one() - number::<R>(2.0) * R::epsilon()),
                1 | 2 => shift * number(0.25),
                _ => R::zero(),
            }
            .max(R::zero());
        }
    }

    /// Writes the transform of a part beside it.
    fn transform(&mut self, first: usize, end: usize, shift: R) {
        let (q, e) = (&self.q[first..end], &self.e[first..end - 1]);
        let (to_q, to_e) = (&mut self.next.0[first..end], &mut self.next.1[first..end - 1]);
        let (ds, mins) = (&mut self.d[first..end], &mut self.least[first..end]);
        let mut d = q[0] - shift;
        let mut least = d;
        (ds[0], mins[0]) = (d, d);
        for k in 0..e.len() {
            to_q[k] = d + e[k];
            if to_q[k] == R::zero() {
                (to_e[k], d) = (R::zero(), q[k + 1] - shift);
            } else {
                let by = q[k + 1] / to_q[k];
                to_e[k] = e[k] * by;
                d = d * by - shift;
            }
            least = if d < least { d } else { least };
            (ds[k + 1], mins[k + 1]) = (d, least);
        }
        to_q[e.len()] = d;
    }

    /// A shift that is rarely larger than the least value, and whether it is near that: if not it is a part of the least
    /// difference.
    fn shift(&self, first: usize, end: usize, part: R) -> (R, bool) {
        let (dn, dn1) = (self.d[end - 1], self.d[end - 2]);
        let (least, least1) = (self.least[end - 1], self.least[end - 2]);
        let found = match (least == dn, least1 == dn1) {
            _ if least <= R::zero() => Some(R::zero()),
            (true, true) => Some(self.near(end)),
            (true, false) => self.residual(first, end - 1, end),
            (false, _) if least == dn1 => self.residual(first, end - 2, end),
            _ => None,
        };
        (found.unwrap_or(least * part), found.is_some())
    }

    /// A shift where the least value is at the end: the distance from the others tells how near the difference is to it.
    fn near(&self, end: usize) -> R {
        let (dn, least, least2) = (self.d[end - 1], self.least[end - 1], self.least[end - 3]);
        let b1 = self.q[end - 1].sqrt() * self.e[end - 2].sqrt();
        let b2 = self.q[end - 2].sqrt() * self.e[end - 3].sqrt();
        let a2 = self.q[end - 2] + self.e[end - 2];
        let gap2 = least2 * number(0.75) - a2;
        let gap1 = a2 - dn - if gap2 > R::zero() && gap2 > b2 { b2 / gap2 * b2 } else { b1 + b2 };
        if gap1 > R::zero() && gap1 > b1 {
            return (dn - b1 / gap1 * b1).max(least * number(0.5));
        }
        let mut shift = R::zero();
        if dn > b1 {
            shift = dn - b1;
        }
        if a2 > b1 + b2 {
            shift = shift.min(a2 - (b1 + b2));
        }
        shift.max(least * number(1.0 / 3.0))
    }

    /// A shift from the residual of the vector that belongs to the difference `at`; none if it is too large to tell.
    fn residual(&self, first: usize, at: usize, end: usize) -> Option<R> {
        let mut norm = R::zero();
        if at + 1 < end {
            if self.e[at] > self.q[at + 1] {
                return None;
            }
            norm = self.e[at] / self.q[at + 1];
        }
        let mut share = R::one();
        for k in (first..at).rev() {
            if self.e[k] > self.q[k] {
                return None;
            }
            let before = share;
            share = share * self.e[k] / self.q[k];
            norm = norm + share;
            if share == R::zero() || number::<R>(100.0) * share.max(before) < norm || norm > number(0.563) {
                break;
            }
        }
        let norm = norm * number(1.05);
        (norm < number(0.563)).then(|| self.d[at] * (R::one() - norm.sqrt()) / (R::one() + norm))
    }
}

/// A sum with one number more, and what it is rounded by.
fn plus<R: Float>((sum, rest): (R, R), v: R) -> (R, R) {
    if v < sum {
        let rest = rest + v;
        let more = sum + rest;
        return (more, rest - (more - sum));
    }
    let more = sum + v;
    (more, sum - (more - v) + rest)
}

/// Both values where two are left.
fn pair<R: Float>(a: R, e: R, b: R) -> [R; 2] {
    let (a, b) = if b > a { (b, a) } else { (a, b) };
    if b == R::zero() {
        return [a + e, b];
    }
    if e <= b * (R::epsilon() * R::epsilon()) {
        return [a, b];
    }
    let half = ((a - b) + e) / number(2.0);
    let s = b * (e / half);
    let s = if s <= half {
        b * (e / (half * (R::one() + (R::one() + s / half).sqrt())))
    } else {
        b * (e / (half + half.sqrt() * (half + s).sqrt()))
    };
    let large = a + (s + e);
    [large, b * (a / large)]
}
