//! Rotations of pairs of rows or columns, and what a two by two matrix comes down to, as LAPACK has them.

use num_traits::Float;

/// The size of `a` with the sign of `b`.
pub fn signed<R: Float>(a: R, b: R) -> R {
    let size = a.abs();
    if b.is_sign_negative() { -size } else { size }
}

/// The cosine and the sine that turn `(f, g)` into `(r, 0)`, and r.
pub fn rotation<R: Float>(f: R, g: R) -> (R, R, R) {
    if g == R::zero() {
        return (R::one(), R::zero(), f);
    }
    if f == R::zero() {
        return (R::zero(), signed(R::one(), g), g.abs());
    }
    let most = f.abs().max(g.abs());
    let (f1, g1) = (f / most, g / most);
    let length = (f1 * f1 + g1 * g1).sqrt();
    let r = signed(length, f);
    (f1.abs() / length, g1 / r, r * most)
}

/// A square matrix in columns, whose columns are turned.
#[derive(Clone)]
pub struct Turned<R> {
    pub n: usize,
    pub columns: Vec<Vec<R>>,
}

impl<R: Float> Turned<R> {
    pub fn identity(n: usize) -> Turned<R> {
        let unit = |j: usize| (0..n).map(|i| if i == j { R::one() } else { R::zero() }).collect();
        Turned { n, columns: (0..n).map(unit).collect() }
    }

    /// Turns the columns `j` and `j + 1`.
    pub fn turn(&mut self, j: usize, c: R, s: R) {
        if c == R::one() && s == R::zero() {
            return;
        }
        for i in 0..self.n {
            let (x, y) = (self.columns[j][i], self.columns[j + 1][i]);
            self.columns[j + 1][i] = c * y - s * x;
            self.columns[j][i] = s * y + c * x;
        }
    }
}

/// The eigenvalues of `[[a, b], [b, c]]`, the larger in size first, and the cosine and sine of the first's vector.
pub fn symmetric_pair<R: Float>(a: R, b: R, c: R) -> (R, R, R, R) {
    let half = R::one() / (R::one() + R::one());
    let (sum, df, tb) = (a + c, a - c, b + b);
    let (adf, ab) = (df.abs(), tb.abs());
    let (most, least) = if a.abs() > c.abs() { (a, c) } else { (c, a) };
    let long = |x: R, y: R| x * (R::one() + (y / x) * (y / x)).sqrt();
    let rt = if adf > ab {
        long(adf, ab)
    } else if adf < ab {
        long(ab, adf)
    } else {
        ab * (R::one() + R::one()).sqrt()
    };
    let (rt1, rt2, up) = if sum == R::zero() {
        (half * rt, -half * rt, true)
    } else {
        let up = sum > R::zero();
        let rt1 = half * if up { sum + rt } else { sum - rt };
        (rt1, (most / rt1) * least - (b / rt1) * b, up)
    };
    let over = df >= R::zero();
    let cs = if over { df + rt } else { df - rt };
    let (c1, s1) = if cs.abs() > ab {
        let ct = -tb / cs;
        let s1 = R::one() / (R::one() + ct * ct).sqrt();
        (ct * s1, s1)
    } else if ab == R::zero() {
        (R::one(), R::zero())
    } else {
        let tn = -cs / tb;
        let c1 = R::one() / (R::one() + tn * tn).sqrt();
        (c1, tn * c1)
    };
    if up == over { (rt1, rt2, -s1, c1) } else { (rt1, rt2, c1, s1) }
}

/// The singular values of `[[f, g], [0, h]]`, the larger first, and the sines and cosines of the right and of the left
/// vectors. The values have the signs that these need.
pub fn triangular_pair<R: Float>(f: R, g: R, h: R) -> (R, R, [(R, R); 2]) {
    let (one, zero) = (R::one(), R::zero());
    let two = one + one;
    let swapped = h.abs() > f.abs();
    let (ft, ht) = if swapped { (h, f) } else { (f, h) };
    let (fa, ha, ga) = (ft.abs(), ht.abs(), g.abs());
    let mut most = if swapped { 3 } else { 1 };
    if ga > fa {
        most = 2;
    }
    let (least, largest, clt, crt, slt, srt) = if ga == zero {
        (ha, fa, one, one, zero, zero)
    } else if ga > fa && fa / ga < R::epsilon() / two {
        let least = if ha > one { fa / (ga / ha) } else { (fa / ga) * ha };
        (least, ga, one, ft / g, ht / g, one)
    } else {
        let d = fa - ha;
        let mut l = if d == fa { one } else { d / fa };
        let m = g / ft;
        let mut t = two - l;
        let mm = m * m;
        let s = (t * t + mm).sqrt();
        let r = if l == zero { m.abs() } else { (l * l + mm).sqrt() };
        let a = (s + r) / two;
        t = if mm != zero {
            (m / (s + t) + m / (r + l)) * (one + a)
        } else if l == zero {
            signed(two, ft) * signed(one, g)
        } else {
            g / signed(d, ft) + m / t
        };
        l = (t * t + two * two).sqrt();
        let (crt, srt) = (two / l, t / l);
        (ha / a, fa * a, (crt + srt * m) / a, crt, (ht / ft) * srt / a, srt)
    };
    let (csl, snl, csr, snr) = if swapped { (srt, crt, slt, clt) } else { (clt, slt, crt, srt) };
    let sign = |v: R| signed(one, v);
    let up = match most {
        1 => sign(csr) * sign(csl) * sign(f),
        2 => sign(snr) * sign(csl) * sign(g),
        _ => sign(snr) * sign(snl) * sign(h),
    };
    (signed(largest, up), signed(least, up * sign(f) * sign(h)), [(csr, snr), (csl, snl)])
}

/// The smaller singular value of `[[f, g], [0, h]]`.
pub fn least_value<R: Float>(f: R, g: R, h: R) -> R {
    let (one, zero) = (R::one(), R::zero());
    let (low, high, ga) = (f.abs().min(h.abs()), f.abs().max(h.abs()), g.abs());
    if low == zero {
        return zero;
    }
    let (plus, minus) = (one + low / high, (high - low) / high);
    let square = |v: R| v * v;
    if ga < high {
        let over = square(ga / high);
        return low * ((one + one) / ((plus * plus + over).sqrt() + (minus * minus + over).sqrt()));
    }
    let over = high / ga;
    if over == zero {
        return (low * high) / ga;
    }
    let c = one / ((one + square(plus * over)).sqrt() + (one + square(minus * over)).sqrt());
    let half = (low * c) * over;
    half + half
}
