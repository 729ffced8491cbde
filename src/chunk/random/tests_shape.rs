//! The shape of each distribution: Kolmogorov-Smirnov and chi-square statistics, and the odd corners.

use super::Distribution as D;
use super::tests_math::{cdf, mass};
use super::*;

const N: usize = 1 << 16;

/// One of each continuous distribution or more, where the methods differ.
pub fn continuous() -> Vec<D> {
    let mut all = vec![
        D::Random,
        D::RandomF32,
        D::Uniform { low: -2.0, high: 5.0 },
        D::StandardNormal,
        D::Normal { loc: 3.0, scale: 0.5 },
        D::StandardExponential,
        D::Exponential { scale: 4.0 },
        D::Gumbel { loc: 1.0, scale: 2.0 },
        D::Laplace { loc: -1.0, scale: 2.0 },
        D::Logistic { loc: 1.0, scale: 3.0 },
        D::Lognormal { mean: 0.5, sigma: 0.8 },
        D::StandardCauchy,
        D::Rayleigh { scale: 2.0 },
        D::Triangular { left: -1.0, mode: 0.5, right: 4.0 },
        D::Triangular { left: 0.0, mode: 0.0, right: 1.0 },
        D::Wald { mean: 1.0, scale: 0.7 },
        D::Wald { mean: 3.0, scale: 8.0 },
        D::F { dfnum: 5.0, dfden: 12.0 },
        D::F { dfnum: 1.0, dfden: 2.0 },
        D::NoncentralF { dfnum: 5.0, dfden: 12.0, nonc: 3.0 },
    ];
    for (a, b) in [(0.5, 0.5), (2.0, 3.0), (0.3, 4.0), (1.0, 1.0), (20.0, 10.0)] {
        all.push(D::Beta { a, b });
    }
    for (df, nonc) in [(3.0, 2.0), (0.7, 5.0), (1.0, 1.0), (2.0, 0.0), (4.5, 20.0)] {
        all.push(D::NoncentralChisquare { df, nonc });
    }
    for x in [0.3, 1.0, 2.5, 30.0] {
        all.push(D::StandardGamma { shape: x });
        all.push(D::Gamma { shape: x, scale: 2.0 });
        all.push(D::Chisquare { df: x });
        all.push(D::StandardT { df: x });
        all.push(D::Pareto { a: x });
        all.push(D::Power { a: x });
        all.push(D::Weibull { a: x });
    }
    for kappa in [1e-9, 1e-6, 0.5, 4.0, 300.0] {
        all.push(D::Vonmises { mu: 0.0, kappa });
    }
    all.push(D::Vonmises { mu: 1.0, kappa: 2.0 });
    all
}

/// Distributions over whole numbers, on both sides of every change of method.
pub fn discrete() -> Vec<D> {
    let mut all = vec![D::Integers { low: -3, high: 10 }, D::Integers { low: 5, high: 6 }, D::Zipf { a: 2.0 }];
    all.extend([D::Zipf { a: 1.5 }, D::Zipf { a: 4.0 }]);
    all.extend([0.01, 0.5, 4.0, 20.0, 64.0, 127.9, 128.1, 1000.0, 123_456.0].map(|lam| D::Poisson { lam }));
    for (n, p) in [(1, 0.5), (10, 0.3), (100, 0.9), (255, 0.5), (256, 0.5), (1000, 0.3), (1000, 0.95)] {
        all.push(D::Binomial { n, p });
    }
    all.extend([D::Binomial { n: 1_000_000, p: 0.6 }, D::Binomial { n: 1 << 40, p: 1e-11 }]);
    all.extend([0.01, 0.1, 0.5, 0.7, 1.0].map(|p| D::Geometric { p }));
    for (ngood, nbad, nsample) in [
        (20, 30, 10),
        (30, 20, 10),
        (30, 20, 45),
        (20, 30, 45),
        (1, 1, 1),
        (500, 500, 250),
        (1000, 1000, 520),
        (5000, 900, 5000),
    ] {
        all.push(D::Hypergeometric { ngood, nbad, nsample });
    }
    all.extend([D::Hypergeometric { ngood: 1000, nbad: 3000, nsample: 2000 }]);
    all.extend([0.05, 0.5, 0.95].map(|p| D::Logseries { p }));
    for (n, p) in [(3.0, 0.3), (0.5, 0.1), (40.0, 0.2), (7.0, 0.9)] {
        all.push(D::NegativeBinomial { n, p });
    }
    all
}

pub fn all() -> Vec<D> {
    continuous().into_iter().chain(discrete()).collect()
}

#[test]
fn continuous_distributions_have_their_shape() {
    for (number, law) in continuous().into_iter().enumerate() {
        let mut out = vec![0.0; N];
        fill_f64(Stream::new(7, number as u64), &law, 1, &mut out).unwrap();
        out.sort_unstable_by(f64::total_cmp);
        let mut distance = 0f64;
        // Some of the functions are slow: one point in 32 misses at most 32 / N.
        for (i, &x) in out.iter().enumerate().step_by(32) {
            let p = cdf(&law, x);
            assert!((-1e-9..=1.0 + 1e-9).contains(&p), "{law:?}: {x} has {p}");
            distance = distance.max((p - i as f64 / N as f64).abs()).max((p - (i + 1) as f64 / N as f64).abs());
        }
        // The 1e-4 critical value: sqrt(ln(2 / 1e-4) / 2).
        let statistic = (distance + 32.0 / N as f64) * (N as f64).sqrt();
        assert!(statistic < 2.225, "{law:?}: {statistic}");
    }
}

#[test]
fn whole_distributions_have_their_shape() {
    for (number, law) in discrete().into_iter().enumerate() {
        let mut out = vec![0i64; N];
        fill_i64(Stream::new(6, number as u64), &law, 1, &mut out).unwrap();
        out.sort_unstable();
        let (least, most) = (out[0], out[N - 1].min(out[0] + 4_000_000));
        let (mut chi, mut cells, mut expected, mut seen, mut total) = (0.0, 0, 0.0, 0.0, 0.0);
        let mut at = 0;
        for k in least..=most {
            let from = at;
            while at < N && out[at] == k {
                at += 1;
            }
            seen += (at - from) as f64;
            expected += mass(&law, k) * N as f64;
            if expected >= 20.0 {
                chi += (seen - expected).powi(2) / expected;
                cells += 1;
                total += expected;
                (seen, expected) = (0.0, 0.0);
            }
            if N as f64 - total < 20.0 || (mass(&law, k) < 1e-6 && total > 0.9 * N as f64) {
                break;
            }
        }
        let rest = N as f64 - total;
        if rest > 1e-6 * N as f64 {
            chi += ((N - at) as f64 + seen - rest).powi(2) / rest.max(1.0);
            cells += 1;
        }
        // Wilson and Hilferty's critical value at 1e-4.
        let df = f64::from(cells - 1).max(1.0);
        let bound = df * (1.0 - 2.0 / (9.0 * df) + 3.72 * (2.0 / (9.0 * df)).sqrt()).powi(3);
        assert!(chi < bound, "{law:?}: chi-square {chi} of at most {bound} with {cells} cells");
    }
}

/// The ends of the ziggurats' layers and their tails hold one number in a hundred: it takes many to see them.
#[test]
fn ziggurats_are_exact_everywhere() {
    const MANY: usize = 1 << 22;
    const CELLS: usize = 1024;
    for (law, far) in [(D::StandardNormal, 4.2), (D::StandardExponential, 11.0)] {
        let mut out = vec![0.0; MANY];
        fill_f64(Stream::new(12, 12), &law, 0, &mut out).unwrap();
        let mut counts = [0.0; CELLS];
        out.iter().for_each(|&x| counts[((cdf(&law, x) * CELLS as f64) as usize).min(CELLS - 1)] += 1.0);
        let expected = (MANY / CELLS) as f64;
        let chi: f64 = counts.iter().map(|c| (c - expected).powi(2) / expected).sum();
        // 1023 degrees of freedom: within four deviations, sqrt(2 * 1023) each.
        assert!((chi - 1023.0).abs() < 181.0, "{law:?}: chi-square {chi}");
        let tail = MANY as f64 * (1.0 - cdf(&law, far));
        let found = out.iter().filter(|&&x| x > far).count() as f64;
        assert!((found - tail).abs() < 4.0 * tail.sqrt(), "{law:?}: {found} beyond {far}, not {tail}");
    }
}

fn one(law: &D) -> f64 {
    sample_f64(Stream::new(3, 3), law, 5).unwrap()
}

#[test]
fn extreme_parameters_are_safe() {
    let zero = 0.0;
    for law in [
        D::Normal { loc: zero, scale: zero },
        D::Exponential { scale: zero },
        D::Gumbel { loc: zero, scale: zero },
        D::Laplace { loc: zero, scale: zero },
        D::Logistic { loc: zero, scale: zero },
        D::Rayleigh { scale: zero },
        D::Gamma { shape: 3.0, scale: zero },
        D::StandardGamma { shape: zero },
        D::Weibull { a: zero },
        D::Uniform { low: zero, high: zero },
        D::Poisson { lam: zero },
        D::Binomial { n: 0, p: 0.5 },
        D::Binomial { n: 9, p: 0.0 },
        D::NegativeBinomial { n: 3.0, p: 1.0 },
        D::Hypergeometric { ngood: 0, nbad: 0, nsample: 0 },
        D::Hypergeometric { ngood: 0, nbad: 5, nsample: 5 },
    ] {
        assert_eq!(one(&law), 0.0, "{law:?}");
    }
    assert_eq!(one(&D::Lognormal { mean: 0.0, sigma: 0.0 }), 1.0);
    assert_eq!(one(&D::Binomial { n: 9, p: 1.0 }), 9.0);
    assert_eq!(one(&D::Geometric { p: 1.0 }), 1.0);
    assert_eq!(one(&D::Logseries { p: 0.0 }), 1.0);
    assert_eq!(one(&D::Zipf { a: f64::INFINITY }), 1.0);
    assert_eq!(one(&D::Hypergeometric { ngood: 7, nbad: 0, nsample: 5 }), 5.0);
    assert_eq!(one(&D::Hypergeometric { ngood: 7, nbad: 2, nsample: 9 }), 7.0);
    assert_eq!(sample_i64(Stream::new(3, 3), &D::Geometric { p: 1e-300 }, 5), Ok(i64::MAX));
    let (most, many) = (999_999_999, 1_500_000_000);
    let wide = one(&D::Hypergeometric { ngood: most, nbad: most, nsample: many });
    assert!((wide / 7.5e8 - 1.0).abs() < 1e-3, "{wide}");
    assert!(one(&D::Hypergeometric { ngood: most, nbad: 20, nsample: many / 2 }) > 7e8);
    for lam in [1e9, 1e18, 9.2e18] {
        assert!((one(&D::Poisson { lam }) / lam - 1.0).abs() < 1e-3);
    }
    assert!((one(&D::Binomial { n: i64::MAX, p: 0.3 }) / 2.767e18 - 1.0).abs() < 1e-3);
    assert!(one(&D::Binomial { n: i64::MAX, p: 1e-19 }) < 20.0);
}

/// No combination of odd parameters that passes the check hangs or panics.
#[test]
fn odd_parameters_end() {
    let odd = [5e-324, 1e-300, 1e-17, 1e-9, 0.0, 0.5, 1.0, 1.0 + 1e-12, 2.0, 1e9, 1e17, 1e300, f64::MAX];
    let odd: Vec<f64> = odd.into_iter().chain([f64::INFINITY, f64::NAN, -1.0, f64::NEG_INFINITY]).collect();
    for &x in &odd {
        for &y in &odd {
            let n = x as i64;
            let mut laws = vec![
                D::Normal { loc: x, scale: y },
                D::Beta { a: x, b: y },
                D::F { dfnum: x, dfden: y },
                D::Gamma { shape: x, scale: y },
                D::Gumbel { loc: x, scale: y },
                D::Laplace { loc: x, scale: y },
                D::Logistic { loc: x, scale: y },
                D::Lognormal { mean: x, sigma: y },
                D::NegativeBinomial { n: x, p: y },
                D::NoncentralChisquare { df: x, nonc: y },
                D::NoncentralF { dfnum: x, dfden: 2.0, nonc: y },
                D::Vonmises { mu: x, kappa: y },
                D::Wald { mean: x, scale: y },
                D::Uniform { low: x, high: y },
                D::Triangular { left: 0.0, mode: x, right: y },
                D::Binomial { n, p: y },
                D::Hypergeometric { ngood: n, nbad: y as i64, nsample: 3 },
                D::Integers { low: n.into(), high: (y as i64).into() },
            ];
            laws.extend([D::Chisquare { df: x }, D::StandardT { df: x }, D::Pareto { a: x }, D::Power { a: x }]);
            laws.extend([D::Weibull { a: x }, D::Rayleigh { scale: x }, D::Poisson { lam: x }, D::Geometric { p: x }]);
            laws.extend([D::Logseries { p: x }, D::Logseries { p: 1.0 - x }, D::Zipf { a: x }, D::Zipf { a: 1.0 + x }]);
            for law in laws {
                let mut out = [0i64; 24];
                let filled = fill_i64(Stream::new(4, 4), &law, 0, &mut out);
                assert_eq!(filled.is_ok(), law.check().is_ok(), "{law:?}: {filled:?}");
            }
        }
    }
}

#[test]
fn the_check_speaks_as_numpy_does() {
    for (law, words) in [
        (D::Normal { loc: 0.0, scale: -1.0 }, "scale < 0"),
        (D::Integers { low: 5, high: 5 }, "low >= high"),
        (D::Integers { low: 0, high: 1 << 65 }, "out of bounds"),
        (D::Poisson { lam: f64::NAN }, "lam < 0 or lam is NaN"),
        (D::Poisson { lam: 1e30 }, "lam value too large"),
        (D::Binomial { n: -1, p: 0.5 }, "n < 0"),
        (D::Binomial { n: 1, p: f64::NAN }, "p < 0, p > 1 or p is NaN"),
        (D::Beta { a: 0.0, b: 1.0 }, "a <= 0"),
        (D::Geometric { p: 0.0 }, "p <= 0, p > 1 or p contains NaNs"),
        (D::Logseries { p: 1.0 }, "p < 0, p >= 1 or p is NaN"),
        (D::Zipf { a: 1.0 }, "a <= 1 or a is NaN"),
        (D::Triangular { left: 0.0, mode: 2.0, right: 1.0 }, "mode > right"),
        (D::Triangular { left: 0.0, mode: 0.0, right: 0.0 }, "left == right"),
        (D::Uniform { low: 1.0, high: 0.0 }, "high - low < 0"),
        (D::Uniform { low: 0.0, high: f64::INFINITY }, "high - low range exceeds valid bounds"),
        (D::Hypergeometric { ngood: 1, nbad: 1, nsample: 3 }, "ngood + nbad < nsample"),
        (D::NegativeBinomial { n: 1e18, p: 1e-9 }, "n too large or p too small"),
    ] {
        let message = law.check().unwrap_err();
        assert!(message.contains(words), "{message}");
        assert!(fill_f64(Stream::new(0, 0), &law, 0, &mut [0.0]).is_err());
    }
    assert!(one(&D::Normal { loc: f64::NAN, scale: 1.0 }).is_nan());
    assert!(D::Poisson { lam: 1.0 }.is_integer() && !D::Random.is_integer());
}
