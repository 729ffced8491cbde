//! The distributions of `numpy.random.Generator` that are drawn element by element, as plain data.

use super::discrete::{POISSON_MAX, hypergeometric_fits};

/// A distribution and its parameters, with NumPy's names and meaning.
///
/// It is plain data: it can be compared, printed and sent to another machine. [`Distribution::check`] says whether the
/// parameters make sense; [`super::Sampler`] is the prepared form that draws numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Uniform doubles in `[0, 1)`, 53 bits each: `random()`.
    Random,
    /// Uniform single-precision numbers in `[0, 1)`, 24 bits each: `random(dtype=float32)`.
    RandomF32,
    /// Uniform in `[low, high)`.
    Uniform { low: f64, high: f64 },
    /// Integers in `low..high` (`high` excluded); the range may be as wide as all of `i64` or `u64`.
    Integers { low: i128, high: i128 },
    /// Normal with mean 0 and deviation 1.
    StandardNormal,
    /// Normal with mean `loc` and deviation `scale`.
    Normal { loc: f64, scale: f64 },
    /// Exponential with mean 1.
    StandardExponential,
    /// Exponential with mean `scale`.
    Exponential { scale: f64 },
    /// Number of events when `lam` are expected.
    Poisson { lam: f64 },
    /// Successes in `n` trials of probability `p`.
    Binomial { n: i64, p: f64 },
    /// Beta on `(0, 1)`.
    Beta { a: f64, b: f64 },
    /// Chi-square with `df` degrees of freedom.
    Chisquare { df: f64 },
    /// Fisher's F.
    F { dfnum: f64, dfden: f64 },
    /// Gamma with mean `shape * scale`.
    Gamma { shape: f64, scale: f64 },
    /// Gamma with scale 1.
    StandardGamma { shape: f64 },
    /// Trials up to and including the first success (1, 2, ...).
    Geometric { p: f64 },
    /// Gumbel (of maxima).
    Gumbel { loc: f64, scale: f64 },
    /// Good ones among `nsample` drawn without replacement from `ngood` good and `nbad` bad.
    Hypergeometric { ngood: i64, nbad: i64, nsample: i64 },
    /// Double exponential.
    Laplace { loc: f64, scale: f64 },
    /// Logistic.
    Logistic { loc: f64, scale: f64 },
    /// Exponential of a normal of mean `mean` and deviation `sigma`.
    Lognormal { mean: f64, sigma: f64 },
    /// Logarithmic series (1, 2, ...).
    Logseries { p: f64 },
    /// Failures before the `n`-th success; `n` need not be whole.
    NegativeBinomial { n: f64, p: f64 },
    /// Chi-square with non-centrality `nonc`.
    NoncentralChisquare { df: f64, nonc: f64 },
    /// F whose numerator has non-centrality `nonc`.
    NoncentralF { dfnum: f64, dfden: f64, nonc: f64 },
    /// Pareto II, also called Lomax (NumPy's `pareto`): the classical one is `1 +` this.
    Pareto { a: f64 },
    /// Density `a x^(a-1)` on `[0, 1]`.
    Power { a: f64 },
    /// Rayleigh.
    Rayleigh { scale: f64 },
    /// Cauchy with median 0 and scale 1.
    StandardCauchy,
    /// Student's t.
    StandardT { df: f64 },
    /// Triangular on `[left, right]` with its peak at `mode`.
    Triangular { left: f64, mode: f64, right: f64 },
    /// Von Mises on `[-pi, pi]`.
    Vonmises { mu: f64, kappa: f64 },
    /// Wald, or inverse Gaussian.
    Wald { mean: f64, scale: f64 },
    /// Weibull with scale 1.
    Weibull { a: f64 },
    /// Zipf, or zeta (1, 2, ...).
    Zipf { a: f64 },
}

/// `Err` with NumPy's words and the value at fault when `bad`.
fn refuse(bad: bool, words: &str, name: &str, value: f64) -> Result<(), String> {
    if bad { Err(format!("{words} ({name} = {value})")) } else { Ok(()) }
}

/// `name` must not be negative; NaN passes, as in NumPy, and gives NaN.
fn not_negative(name: &str, value: f64) -> Result<(), String> {
    refuse(value < 0.0, &format!("{name} < 0"), name, value)
}

/// `name` must be above zero; NaN passes, as in NumPy, and gives NaN.
fn positive(name: &str, value: f64) -> Result<(), String> {
    refuse(value <= 0.0, &format!("{name} <= 0"), name, value)
}

/// `p` must be in `(0, 1]`.
fn probability(p: f64) -> Result<(), String> {
    refuse(!(p > 0.0 && p <= 1.0), "p <= 0, p > 1 or p contains NaNs", "p", p)
}

impl Distribution {
    /// Whether the parameters make sense; the message is NumPy's, with the value at fault.
    pub fn check(&self) -> Result<(), String> {
        use Distribution as D;
        match *self {
            D::Random | D::RandomF32 | D::StandardNormal | D::StandardExponential | D::StandardCauchy => Ok(()),
            D::Uniform { low, high } => check_uniform(low, high),
            D::Integers { low, high } => check_integers(low, high),
            D::Normal { scale, .. }
            | D::Gumbel { scale, .. }
            | D::Laplace { scale, .. }
            | D::Logistic { scale, .. }
            | D::Exponential { scale }
            | D::Rayleigh { scale } => not_negative("scale", scale),
            D::Lognormal { sigma, .. } => not_negative("sigma", sigma),
            D::Gamma { shape, scale } => not_negative("shape", shape).and(not_negative("scale", scale)),
            D::StandardGamma { shape } => not_negative("shape", shape),
            D::Weibull { a } => not_negative("a", a),
            D::Vonmises { kappa, .. } => not_negative("kappa", kappa),
            D::Beta { a, b } => positive("a", a).and(positive("b", b)),
            D::Chisquare { df } | D::StandardT { df } => positive("df", df),
            D::NoncentralChisquare { df, nonc } => positive("df", df).and(not_negative("nonc", nonc)),
            D::F { dfnum, dfden } => positive("dfnum", dfnum).and(positive("dfden", dfden)),
            D::NoncentralF { dfnum, dfden, nonc } => {
                positive("dfnum", dfnum).and(positive("dfden", dfden)).and(not_negative("nonc", nonc))
            }
            D::Pareto { a } | D::Power { a } => positive("a", a),
            D::Wald { mean, scale } => positive("mean", mean).and(positive("scale", scale)),
            D::Triangular { left, mode, right } => check_triangular(left, mode, right),
            D::Geometric { .. }
            | D::Poisson { .. }
            | D::Binomial { .. }
            | D::Hypergeometric { .. }
            | D::Logseries { .. }
            | D::NegativeBinomial { .. }
            | D::Zipf { .. } => self.check_discrete(),
        }
    }

    /// The part of [`Distribution::check`] for the distributions over whole numbers.
    fn check_discrete(&self) -> Result<(), String> {
        use Distribution as D;
        match *self {
            D::Geometric { p } => probability(p),
            D::Poisson { lam } => refuse(lam < 0.0 || lam.is_nan(), "lam < 0 or lam is NaN", "lam", lam).and(refuse(
                lam > POISSON_MAX,
                "lam value too large",
                "lam",
                lam,
            )),
            D::Binomial { n, p } => refuse(n < 0, "n < 0", "n", n as f64).and(refuse(
                !(0.0..=1.0).contains(&p),
                "p < 0, p > 1 or p is NaN",
                "p",
                p,
            )),
            D::Hypergeometric { ngood, nbad, nsample } => hypergeometric_fits(ngood, nbad, nsample),
            D::Logseries { p } => refuse(!(0.0..1.0).contains(&p), "p < 0, p >= 1 or p is NaN", "p", p),
            D::NegativeBinomial { n, p } => {
                refuse(n <= 0.0 || n.is_nan(), "n <= 0", "n", n).and(probability(p))?;
                let most = (1.0 - p) / p * (n + 10.0 * n.sqrt());
                refuse(
                    p < 1.0 && (most > POISSON_MAX || most.is_nan()),
                    "n too large or p too small",
                    "n (1 - p) / p",
                    most,
                )
            }
            D::Zipf { a } => refuse(a <= 1.0 || a.is_nan(), "a <= 1 or a is NaN", "a", a),
            _ => Ok(()),
        }
    }

    /// Whether the numbers drawn are whole (and NumPy gives an integer dtype).
    pub fn is_integer(&self) -> bool {
        use Distribution as D;
        matches!(
            self,
            D::Integers { .. }
                | D::Poisson { .. }
                | D::Binomial { .. }
                | D::Geometric { .. }
                | D::Hypergeometric { .. }
                | D::Logseries { .. }
                | D::NegativeBinomial { .. }
                | D::Zipf { .. }
        )
    }
}

fn check_uniform(low: f64, high: f64) -> Result<(), String> {
    if !(high - low).is_finite() {
        return Err(format!("high - low range exceeds valid bounds (low = {low}, high = {high})"));
    }
    refuse(high < low, "high - low < 0", "high - low", high - low)
}

fn check_integers(low: i128, high: i128) -> Result<(), String> {
    if low >= high {
        return Err(format!("low >= high (low = {low}, high = {high})"));
    }
    if low < i128::from(i64::MIN) || high - 1 > i128::from(u64::MAX) || high - low > 1 << 64 {
        return Err(format!("low or high is out of bounds for every integer dtype (low = {low}, high = {high})"));
    }
    Ok(())
}

fn check_triangular(left: f64, mode: f64, right: f64) -> Result<(), String> {
    if left > mode {
        return Err(format!("left > mode (left = {left}, mode = {mode})"));
    }
    if mode > right {
        return Err(format!("mode > right (mode = {mode}, right = {right})"));
    }
    refuse(left == right, "left == right", "left", left)
}
