//! Functions that the tests compare the samples with.

use super::Distribution as D;
use std::f64::consts::PI;

/// The regularised lower incomplete gamma function, by its series or its continued fraction.
pub fn gamma_p(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = (a * x.ln() - x - libm::lgamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-15 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return front * sum;
    }
    let mut fraction = 0.0;
    for i in (1..120).rev() {
        let i = f64::from(i);
        fraction = i * (a - i) / (x + 2.0 * i + 1.0 - a + fraction);
    }
    1.0 - front / (x + 1.0 - a + fraction)
}

/// The regularised incomplete beta function, by Lentz's evaluation of its continued fraction.
pub fn beta_i(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return f64::from(u8::from(x >= 1.0));
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_i(b, a, 1.0 - x);
    }
    let front = (libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let (mut f, mut c, mut d) = (1.0, 1.0, 0.0);
    for i in 0..120 {
        let m = f64::from(i / 2);
        let term = match i {
            0 => 1.0,
            _ if i % 2 == 0 => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            _ => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        };
        d = 1.0 / (1.0 + term * d);
        c = 1.0 + term / c;
        f *= c * d;
    }
    front * (f - 1.0)
}

pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / 2f64.sqrt())
}

fn vonmises_cdf(mu: f64, kappa: f64, x: f64) -> f64 {
    let density = |t: f64| (kappa * ((t - mu).cos() - 1.0)).exp();
    let area = |to: f64| {
        let step = (to + PI) / 400.0;
        (0..400).map(|i| density(-PI + (f64::from(i) + 0.5) * step) * step).sum::<f64>()
    };
    area(x) / area(PI)
}

/// The distribution function of a continuous distribution.
pub fn cdf(distribution: &D, x: f64) -> f64 {
    match *distribution {
        D::Random | D::RandomF32 => x,
        D::Uniform { low, high } => (x - low) / (high - low),
        D::StandardNormal => normal_cdf(x),
        D::Normal { loc, scale } => normal_cdf((x - loc) / scale),
        D::StandardExponential => -(-x).exp_m1(),
        D::Exponential { scale } => -(-x / scale).exp_m1(),
        D::Beta { a, b } => beta_i(a, b, x),
        D::Chisquare { df } => gamma_p(df / 2.0, x / 2.0),
        D::F { dfnum, dfden } => beta_i(dfnum / 2.0, dfden / 2.0, dfnum * x / (dfnum * x + dfden)),
        D::StandardGamma { shape } => gamma_p(shape, x),
        D::Gamma { shape, scale } => gamma_p(shape, x / scale),
        D::Gumbel { loc, scale } => (-(-(x - loc) / scale).exp()).exp(),
        D::Laplace { loc, scale } if x < loc => 0.5 * ((x - loc) / scale).exp(),
        D::Laplace { loc, scale } => 1.0 - 0.5 * (-(x - loc) / scale).exp(),
        D::Logistic { loc, scale } => 1.0 / (1.0 + (-(x - loc) / scale).exp()),
        D::Lognormal { mean, sigma } => normal_cdf((x.ln() - mean) / sigma),
        D::NoncentralChisquare { df, nonc } => {
            let mut weight = (-nonc / 2.0).exp();
            (0..50).fold(0.0, |sum, j| {
                let j = f64::from(j);
                let term = weight * gamma_p(df / 2.0 + j, x / 2.0);
                weight *= nonc / 2.0 / (j + 1.0);
                sum + term
            })
        }
        D::NoncentralF { dfnum, dfden, nonc } => {
            let mut weight = (-nonc / 2.0).exp();
            (0..50).fold(0.0, |sum, j| {
                let j = f64::from(j);
                let term = weight * beta_i(dfnum / 2.0 + j, dfden / 2.0, dfnum * x / (dfnum * x + dfden));
                weight *= nonc / 2.0 / (j + 1.0);
                sum + term
            })
        }
        D::Pareto { a } => -(-a * x.ln_1p()).exp_m1(),
        D::Power { a } => x.powf(a),
        D::Rayleigh { scale } => -(-0.5 * (x / scale).powi(2)).exp_m1(),
        D::StandardCauchy => 0.5 + x.atan() / PI,
        D::StandardT { df } => {
            let tail = 0.5 * beta_i(df / 2.0, 0.5, df / (df + x * x));
            if x < 0.0 { tail } else { 1.0 - tail }
        }
        D::Triangular { left, mode, right } if x < mode => (x - left).powi(2) / ((right - left) * (mode - left)),
        D::Triangular { left, mode, right } => 1.0 - (right - x).powi(2) / ((right - left) * (right - mode)),
        D::Vonmises { mu, kappa } => vonmises_cdf(mu, kappa, x),
        D::Wald { mean, scale } => {
            let (root, ratio) = ((scale / x).sqrt(), x / mean);
            normal_cdf(root * (ratio - 1.0)) + (2.0 * scale / mean).exp() * normal_cdf(-root * (ratio + 1.0))
        }
        D::Weibull { a } => -(-x.powf(a)).exp_m1(),
        _ => f64::NAN,
    }
}

fn ln_choose(n: f64, k: f64) -> f64 {
    libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)
}

/// The probability of `k` in a distribution over whole numbers.
pub fn mass(distribution: &D, k: i64) -> f64 {
    let x = k as f64;
    match *distribution {
        D::Integers { low, high } => 1.0 / (high - low) as f64,
        D::Poisson { lam } => (x * lam.ln() - lam - libm::lgamma(x + 1.0)).exp(),
        D::Binomial { n, .. } if k > n => 0.0,
        D::Binomial { n, p } => (ln_choose(n as f64, x) + x * p.ln() + (n as f64 - x) * (-p).ln_1p()).exp(),
        D::Geometric { p } => p * (1.0 - p).powf(x - 1.0),
        D::Hypergeometric { ngood, nbad, nsample } => {
            if k > ngood || nsample - k > nbad || k > nsample {
                return 0.0;
            }
            let (good, bad, draws) = (ngood as f64, nbad as f64, nsample as f64);
            (ln_choose(good, x) + ln_choose(bad, draws - x) - ln_choose(good + bad, draws)).exp()
        }
        D::Logseries { p } => -p.powf(x) / (x * (-p).ln_1p()),
        D::NegativeBinomial { n, p } => {
            (libm::lgamma(n + x) - libm::lgamma(n) - libm::lgamma(x + 1.0) + n * p.ln() + x * (-p).ln_1p()).exp()
        }
        D::Zipf { a } => x.powf(-a) / zeta(a),
        _ => f64::NAN,
    }
}

/// Riemann's zeta function above 1, by the first terms and the rest's integral.
fn zeta(a: f64) -> f64 {
    const TERMS: f64 = 1000.0;
    let sum: f64 = (1..1000).map(|k| f64::from(k).powf(-a)).sum();
    sum + TERMS.powf(1.0 - a) / (a - 1.0) + 0.5 * TERMS.powf(-a)
}
