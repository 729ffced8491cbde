//! Mean and variance of each distribution against their formulas.

use super::Distribution as D;
use super::*;
use std::f64::consts::PI;

const N: usize = 1 << 17;
const EULER: f64 = 0.577_215_664_901_532_9;

/// The mean and the variance must be within five standard errors; the error of the variance is estimated from the
/// fourth moment of the sample.
fn check(number: usize, law: &D, mean: f64, variance: f64) {
    let mut out = vec![0.0; N];
    fill_f64(Stream::new(5, number as u64), law, 0, &mut out).unwrap();
    let n = N as f64;
    let found = out.iter().sum::<f64>() / n;
    assert!((found - mean).abs() <= 5.0 * (variance / n).sqrt(), "{law:?}: mean {found}, not {mean}");
    let second = out.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let fourth = out.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / n;
    let error = ((fourth - second * second) / n).sqrt();
    assert!((second - variance).abs() <= 5.0 * error, "{law:?}: variance {second}, not {variance} (+- {error})");
}

fn continuous() -> Vec<(D, f64, f64)> {
    let gamma = libm::tgamma;
    let (a, b) = (2.5, 4.0);
    let (d1, d2, nonc) = (6.0, 14.0, 3.0f64);
    let spread = f64::powi(d1 + nonc, 2) + (d1 + 2.0 * nonc) * (d2 - 2.0);
    vec![
        (D::Random, 0.5, 1.0 / 12.0),
        (D::RandomF32, 0.5, 1.0 / 12.0),
        (D::Uniform { low: 2.0, high: 8.0 }, 5.0, 3.0),
        (D::StandardNormal, 0.0, 1.0),
        (D::Normal { loc: -7.0, scale: 3.0 }, -7.0, 9.0),
        (D::StandardExponential, 1.0, 1.0),
        (D::Exponential { scale: 3.0 }, 3.0, 9.0),
        (D::Beta { a, b }, a / (a + b), a * b / ((a + b).powi(2) * (a + b + 1.0))),
        (D::Chisquare { df: 5.0 }, 5.0, 10.0),
        (
            D::F { dfnum: d1, dfden: d2 },
            d2 / (d2 - 2.0),
            2.0 * d2 * d2 * (d1 + d2 - 2.0) / (d1 * (d2 - 2.0).powi(2) * (d2 - 4.0)),
        ),
        (D::Gamma { shape: a, scale: b }, a * b, a * b * b),
        (D::StandardGamma { shape: a }, a, a),
        (D::Gumbel { loc: 1.0, scale: 2.0 }, 1.0 + 2.0 * EULER, 4.0 * PI * PI / 6.0),
        (D::Laplace { loc: 1.0, scale: 2.0 }, 1.0, 8.0),
        (D::Logistic { loc: 1.0, scale: 2.0 }, 1.0, 4.0 * PI * PI / 3.0),
        (D::Lognormal { mean: 0.3, sigma: 0.4 }, (0.3f64 + 0.08).exp(), 0.16f64.exp_m1() * (0.6f64 + 0.16).exp()),
        (D::NoncentralChisquare { df: 3.0, nonc: 2.0 }, 5.0, 14.0),
        (D::NoncentralChisquare { df: 0.5, nonc: 2.0 }, 2.5, 9.0),
        (
            D::NoncentralF { dfnum: d1, dfden: d2, nonc },
            d2 * (d1 + nonc) / (d1 * (d2 - 2.0)),
            2.0 * (d2 / d1).powi(2) * spread / ((d2 - 2.0).powi(2) * (d2 - 4.0)),
        ),
        (D::Pareto { a: 12.0 }, 1.0 / 11.0, 12.0 / (121.0 * 10.0)),
        (D::Power { a }, a / (a + 1.0), a / ((a + 1.0).powi(2) * (a + 2.0))),
        (D::Rayleigh { scale: 3.0 }, 3.0 * (PI / 2.0).sqrt(), (4.0 - PI) / 2.0 * 9.0),
        (D::StandardT { df: 10.0 }, 0.0, 10.0 / 8.0),
        (D::Triangular { left: 1.0, mode: 2.0, right: 5.0 }, 8.0 / 3.0, (1.0 + 4.0 + 25.0 - 2.0 - 5.0 - 10.0) / 18.0),
        (D::Vonmises { mu: 0.5, kappa: 1e8 }, 0.5, 1e-8),
        (D::Wald { mean: 2.0, scale: 5.0 }, 2.0, 8.0 / 5.0),
        (D::Weibull { a }, gamma(1.0 + 1.0 / a), gamma(1.0 + 2.0 / a) - gamma(1.0 + 1.0 / a).powi(2)),
    ]
}

fn discrete() -> Vec<(D, f64, f64)> {
    let mut all = vec![
        (D::Integers { low: -10, high: 11 }, 0.0, (21.0 * 21.0 - 1.0) / 12.0),
        (D::Integers { low: i64::MIN.into(), high: 1 << 63 }, -0.5, 2f64.powi(128) / 12.0),
        (D::Integers { low: 0, high: 1 << 64 }, 2f64.powi(63), 2f64.powi(128) / 12.0),
        (D::Integers { low: 0, high: 1 << 40 }, 2f64.powi(39), 2f64.powi(80) / 12.0),
        (D::Geometric { p: 0.2 }, 5.0, 20.0),
        (D::NegativeBinomial { n: 4.5, p: 0.3 }, 10.5, 35.0),
        (D::NegativeBinomial { n: 1e6, p: 0.5 }, 1e6, 2e6),
    ];
    all.extend([0.3, 4.0, 70.0, 1e4, 1e9].map(|lam| (D::Poisson { lam }, lam, lam)));
    for (n, p) in [(10, 0.4), (100, 0.97), (500, 0.5), (1_000_000_000, 0.25)] {
        let mean = n as f64 * p;
        all.push((D::Binomial { n, p }, mean, mean * (1.0 - p)));
    }
    for (ngood, nbad, nsample) in [(40, 60, 30), (60, 40, 85), (4000, 3000, 2500), (900_000_000, 100_000_000, 77_777)] {
        let (good, all_of_them, draws) = (ngood as f64, (ngood + nbad) as f64, nsample as f64);
        let share = good / all_of_them;
        let variance = draws * share * (1.0 - share) * (all_of_them - draws) / (all_of_them - 1.0);
        all.push((D::Hypergeometric { ngood, nbad, nsample }, draws * share, variance));
    }
    for p in [0.3f64, 0.9] {
        let ln = (-p).ln_1p();
        all.push((D::Logseries { p }, -p / (ln * (1.0 - p)), -p * (p + ln) / ((1.0 - p) * ln).powi(2)));
    }
    let zeta = |s: f64| (1..20_000).map(|k| f64::from(k).powf(-s)).sum::<f64>();
    let mean = zeta(8.0) / zeta(9.0);
    all.push((D::Zipf { a: 9.0 }, mean, zeta(7.0) / zeta(9.0) - mean * mean));
    all
}

#[test]
fn means_and_variances() {
    for (number, (law, mean, variance)) in continuous().into_iter().chain(discrete()).enumerate() {
        check(number, &law, mean, variance);
    }
}
