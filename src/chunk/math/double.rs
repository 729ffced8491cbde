//! Double-double arithmetic: unevaluated sums of a double and its rounding error (Dekker 1971, Knuth).

/// An unevaluated sum `hi + lo` with `|lo|` far below `|hi|`.
#[derive(Clone, Copy)]
pub(super) struct Double {
    pub hi: f64,
    pub lo: f64,
}

/// `a * b + c` rounded once; kernels run only where this is one instruction.
#[inline(always)]
pub(super) fn fma(a: f64, b: f64, c: f64) -> f64 {
    a.mul_add(b, c)
}

/// One of two values; never a branch, which would double the code behind it.
#[inline(always)]
pub(super) fn select(condition: bool, yes: f64, no: f64) -> f64 {
    std::hint::select_unpredictable(condition, yes, no)
}

/// The polynomial `c[0] + c[1] x + …` of at most eight terms, summed by halves (Estrin) to keep chains of dependent
/// steps short.
#[inline(always)]
pub(super) fn polynomial<const N: usize>(x: f64, c: [f64; N]) -> f64 {
    let (square, fourth) = (x * x, x * x * (x * x));
    let at = |i: usize| if i < N { c[i] } else { 0.0 };
    let two = |i: usize| if i + 1 < N { fma(at(i + 1), x, at(i)) } else { at(i) };
    let four = |i: usize| if i + 2 < N { fma(two(i + 2), square, two(i)) } else { two(i) };
    if N > 4 { fma(four(4), fourth, four(0)) } else { four(0) }
}

impl Double {
    /// The double itself.
    #[inline(always)]
    pub fn from(hi: f64) -> Self {
        Self { hi, lo: 0.0 }
    }

    /// `a + b` exactly, where `|a| >= |b|` or `a` is zero.
    #[inline(always)]
    pub fn fast_sum(a: f64, b: f64) -> Self {
        let hi = a + b;
        Self { hi, lo: b - (hi - a) }
    }

    /// `a + b` exactly.
    #[inline(always)]
    pub fn sum(a: f64, b: f64) -> Self {
        let hi = a + b;
        let from_b = hi - a;
        Self { hi, lo: (a - (hi - from_b)) + (b - from_b) }
    }

    /// `a * b` exactly.
    #[inline(always)]
    pub fn product(a: f64, b: f64) -> Self {
        let hi = a * b;
        Self { hi, lo: fma(a, b, -hi) }
    }

    /// One of two sums.
    #[inline(always)]
    pub fn select(condition: bool, yes: Self, no: Self) -> Self {
        Self { hi: select(condition, yes.hi, no.hi), lo: select(condition, yes.lo, no.lo) }
    }

    /// The sum times 1 or -1.
    #[inline(always)]
    pub fn signed(self, sign: f64) -> Self {
        Self { hi: self.hi * sign, lo: self.lo * sign }
    }

    /// With `lo` more in the lower part.
    #[inline(always)]
    pub fn plus_low(self, lo: f64) -> Self {
        Self { hi: self.hi, lo: self.lo + lo }
    }

    /// Rounded to a double.
    #[inline(always)]
    pub fn value(self) -> f64 {
        self.hi + self.lo
    }

    /// The same sum with the smallest lower part.
    #[inline(always)]
    pub fn normal(self) -> Self {
        Self::fast_sum(self.hi, self.lo)
    }

    /// `self + other`, where `|self| >= |other|` or `self` is zero.
    #[inline(always)]
    pub fn add_smaller(self, other: Self) -> Self {
        Self::fast_sum(self.hi, other.hi).plus_low(self.lo + other.lo)
    }

    /// `self * other`.
    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        let p = Self::product(self.hi, other.hi);
        p.plus_low(fma(self.hi, other.lo, self.lo * other.hi))
    }

    /// `self / other`; the upper part is the plain quotient with at most two roundings.
    #[inline(always)]
    pub fn over(self, other: Self) -> Self {
        let inverse = 1.0 / other.hi;
        let hi = self.hi * inverse;
        let rest = fma(-hi, other.lo, fma(-hi, other.hi, self.hi) + self.lo);
        Self { hi, lo: rest * inverse }
    }

    /// Square root of a positive sum, or of zero.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        let hi = self.hi.sqrt();
        let rest = fma(-hi, hi, self.hi) + self.lo;
        let lo = if hi > 0.0 { rest / (hi + hi) } else { 0.0 };
        Self { hi, lo }
    }
}
