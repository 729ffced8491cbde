//! The continuous distributions.

use super::discrete::poisson;
use super::distribution::Distribution;
use super::element::{ElementRng, Lead, draw_half, draw_own, for_halves, unit_f32, unit_f64};
use super::integers::for_quarters;
use super::inverse::{Base, Map, fill_exponential, fill_normal};
use super::ziggurat::{exponential, normal};
use rand::RngExt;
use rand_distr::{Beta, ChiSquared, Gamma, Triangular};
use std::f64::consts::{PI, TAU};

/// A continuous distribution, prepared.
#[derive(Clone, Debug)]
pub(crate) enum Real {
    Constant(f64),
    Random,
    RandomF32,
    Uniform { low: f64, width: f64 },
    Normal { loc: f64, scale: f64 },
    Exponential { scale: f64 },
    Mapped(Base, Map),
    Beta(Beta<f64>),
    Chisquare(Chi),
    F { num: Chi, den: Chi, dfnum: f64, dfden: f64 },
    Gamma { gamma: Gamma<f64>, scale: f64 },
    NoncentralChisquare(Noncentral),
    NoncentralF { num: Noncentral, den: Chi, dfnum: f64, dfden: f64 },
    StudentT { chi: Chi, df: f64 },
    Triangular(Triangular<f64>),
    Vonmises { mu: f64, kappa: f64, s: f64 },
    Wald { mean: f64, scale: f64 },
}

/// Chi-square; none when the degrees of freedom are too few for a double, and the value is 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chi(Option<ChiSquared<f64>>);

impl Chi {
    fn new(df: f64) -> Chi {
        Chi(ChiSquared::new(df).ok())
    }

    fn draw(&self, rng: &mut ElementRng) -> f64 {
        self.0.map_or(0.0, |law| rng.sample(law))
    }
}

/// Chi-square with non-centrality.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noncentral {
    df: f64,
    nonc: f64,
    rest: Chi,
}

impl Noncentral {
    fn new(df: f64, nonc: f64) -> Noncentral {
        Noncentral { df, nonc, rest: Chi::new(if nonc == 0.0 { df } else { df - 1.0 }) }
    }

    /// As in NumPy: a shifted normal squared and the other degrees of freedom, or, at one degree or less, a Poisson
    /// mixture of central ones.
    fn draw(&self, rng: &mut ElementRng) -> f64 {
        if self.nonc == 0.0 {
            return self.rest.draw(rng);
        }
        if self.df > 1.0 {
            let shifted = normal(rng) + self.nonc.sqrt();
            return self.rest.draw(rng) + shifted * shifted;
        }
        let more = poisson(self.nonc / 2.0, rng);
        Chi::new(self.df + 2.0 * more).draw(rng)
    }
}

/// Whether a parameter is NaN where that is allowed: then every number is NaN, as in NumPy.
fn has_nan(distribution: &Distribution) -> bool {
    use Distribution as D;
    match *distribution {
        D::Normal { loc: x, scale: y }
        | D::Gumbel { loc: x, scale: y }
        | D::Laplace { loc: x, scale: y }
        | D::Logistic { loc: x, scale: y }
        | D::Lognormal { mean: x, sigma: y }
        | D::Wald { mean: x, scale: y }
        | D::Beta { a: x, b: y }
        | D::F { dfnum: x, dfden: y }
        | D::Gamma { shape: x, scale: y }
        | D::NoncentralChisquare { df: x, nonc: y }
        | D::Vonmises { mu: x, kappa: y } => x.is_nan() || y.is_nan(),
        D::Exponential { scale: x }
        | D::Rayleigh { scale: x }
        | D::StandardGamma { shape: x }
        | D::Chisquare { df: x }
        | D::StandardT { df: x }
        | D::Pareto { a: x }
        | D::Power { a: x }
        | D::Weibull { a: x } => x.is_nan(),
        D::NoncentralF { dfnum: x, dfden: y, nonc: z } | D::Triangular { left: x, mode: y, right: z } => {
            x.is_nan() || y.is_nan() || z.is_nan()
        }
        _ => false,
    }
}

impl Real {
    /// Prepares a checked distribution; none when it is one over whole numbers.
    pub(crate) fn new(distribution: &Distribution) -> Result<Option<Real>, String> {
        use Distribution as D;
        if has_nan(distribution) {
            return Ok(Some(Real::Constant(f64::NAN)));
        }
        Ok(Some(match *distribution {
            D::Random => Real::Random,
            D::RandomF32 => Real::RandomF32,
            D::Uniform { low, high } => Real::Uniform { low, width: high - low },
            D::StandardNormal => Real::Normal { loc: 0.0, scale: 1.0 },
            D::Normal { loc, scale } => Real::Normal { loc, scale },
            D::StandardExponential => Real::Exponential { scale: 1.0 },
            D::Exponential { scale } => Real::Exponential { scale },
            D::Beta { a, b } => Real::Beta(Beta::new(a, b).map_err(|e| e.to_string())?),
            D::Chisquare { df } => Real::Chisquare(Chi::new(df)),
            D::F { dfnum, dfden } => Real::F { num: Chi::new(dfnum), den: Chi::new(dfden), dfnum, dfden },
            D::StandardGamma { shape } => gamma(shape, 1.0),
            D::Gamma { shape, scale } => gamma(shape, scale),
            D::Gumbel { loc, scale } => Real::Mapped(Base::Exponential, Map::Gumbel { loc, scale }),
            D::Laplace { loc, scale } => Real::Mapped(Base::Word, Map::Laplace { loc, scale }),
            D::Logistic { loc, scale } => Real::Mapped(Base::Word, Map::Logistic { loc, scale }),
            D::Lognormal { mean, sigma } => Real::Mapped(Base::Normal, Map::Lognormal { mean, sigma }),
            D::NoncentralChisquare { df, nonc } => Real::NoncentralChisquare(Noncentral::new(df, nonc)),
            D::NoncentralF { dfnum, dfden, nonc } => {
                Real::NoncentralF { num: Noncentral::new(dfnum, nonc), den: Chi::new(dfden), dfnum, dfden }
            }
            D::Pareto { a } => Real::Mapped(Base::Exponential, Map::Pareto { inverse: 1.0 / a }),
            D::Power { a } => Real::Mapped(Base::Exponential, Map::Power { inverse: 1.0 / a }),
            D::Rayleigh { scale } => Real::Mapped(Base::Exponential, Map::Rayleigh { scale }),
            D::StandardCauchy => Real::Mapped(Base::Word, Map::Cauchy),
            D::StandardT { df } => Real::StudentT { chi: Chi::new(df), df },
            D::Triangular { left, mode, right } => {
                Real::Triangular(Triangular::new(left, right, mode).map_err(|e| e.to_string())?)
            }
            D::Vonmises { mu, kappa } => Real::Vonmises { mu, kappa, s: vonmises_s(kappa) },
            D::Wald { mean, scale } => Real::Wald { mean, scale },
            D::Weibull { a: 0.0 } => Real::Constant(0.0),
            D::Weibull { a } => Real::Mapped(Base::Exponential, Map::Weibull { inverse: 1.0 / a }),
            _ => return Ok(None),
        }))
    }

    /// What the words of an element start with: half a block for those that mostly need one word.
    fn lead(&self) -> Lead {
        match self {
            Real::Beta(_)
            | Real::Chisquare(_)
            | Real::F { .. }
            | Real::Gamma { .. }
            | Real::NoncentralChisquare(_)
            | Real::NoncentralF { .. }
            | Real::StudentT { .. }
            | Real::Vonmises { .. }
            | Real::Wald { .. } => Lead::Own,
            _ => Lead::Half,
        }
    }

    #[inline]
    fn draw(&self, rng: &mut ElementRng) -> f64 {
        match self {
            Real::Constant(value) => *value,
            Real::Random | Real::RandomF32 => rng.unit(),
            Real::Uniform { low, width } => low + width * rng.unit(),
            Real::Normal { loc, scale } => loc + scale * normal(rng),
            Real::Exponential { scale } => scale * exponential(rng),
            Real::Mapped(base, map) => map.apply(base.draw(rng)),
            Real::Beta(law) => rng.sample(law),
            Real::Chisquare(chi) => chi.draw(rng),
            Real::F { num, den, dfnum, dfden } => num.draw(rng) * dfden / (den.draw(rng) * dfnum),
            Real::Gamma { gamma, scale } => rng.sample(gamma) * scale,
            Real::NoncentralChisquare(law) => law.draw(rng),
            Real::NoncentralF { num, den, dfnum, dfden } => num.draw(rng) * dfden / (den.draw(rng) * dfnum),
            Real::StudentT { chi, df } => {
                let z = normal(rng);
                z * (df / chi.draw(rng)).sqrt()
            }
            Real::Triangular(law) => rng.sample(law),
            Real::Vonmises { mu, kappa, s } => vonmises(*mu, *kappa, *s, rng),
            Real::Wald { mean, scale } => wald(*mean, *scale, rng),
        }
    }

    /// Element `index` alone.
    pub(crate) fn one(&self, key: [u32; 2], index: u64) -> f64 {
        if let Real::RandomF32 = self {
            let mut out = [0.0f32];
            fill_unit_f32(key, index, &mut out);
            return f64::from(out[0]);
        }
        self.draw(&mut ElementRng::new(key, self.lead(), index))
    }

    /// Fills `out` with the elements `first..`.
    pub(crate) fn fill(&self, key: [u32; 2], first: u64, out: &mut [f64]) {
        match *self {
            Real::Constant(value) => out.fill(value),
            Real::Random => for_halves(key, first, out.len(), |at, words| scale(words, None, &mut out[at..])),
            Real::Uniform { low, width } => {
                for_halves(key, first, out.len(), |at, words| scale(words, Some((low, width)), &mut out[at..]));
            }
            Real::RandomF32 => {
                for (slot, index) in out.iter_mut().zip(first..) {
                    *slot = self.one(key, index);
                }
            }
            Real::Normal { loc, scale } => fill_normal(key, first, out, loc, scale),
            Real::Exponential { scale } => fill_exponential(key, first, out, scale),
            Real::Mapped(base, map) => map.fill(base, key, first, out),
            Real::Gamma { gamma, scale } => draw_own(key, first, out, |rng| rng.sample(gamma) * scale),
            _ if self.lead() == Lead::Half => draw_half(key, first, out, |rng| self.draw(rng)),
            _ => draw_own(key, first, out, |rng| self.draw(rng)),
        }
    }
}

fn gamma(shape: f64, scale: f64) -> Real {
    // Only a shape of 0 is refused here, and then the value is 0.
    Gamma::new(shape, 1.0).map_or(Real::Constant(0.0), |gamma| Real::Gamma { gamma, scale })
}

/// Fills `out` with the single-precision numbers `first..` in `[0, 1)`.
pub(crate) fn fill_unit_f32(key: [u32; 2], first: u64, out: &mut [f32]) {
    let mut done = 0;
    for_quarters(key, first, out.len(), |words| {
        for (slot, &word) in out[done..].iter_mut().zip(words) {
            *slot = unit_f32(word);
        }
        done += words.len();
    });
}

/// Writes the words as numbers in `[0, 1)`, or in the range `(low, width)`.
fn scale(words: &[u64], range: Option<(f64, f64)>, out: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as was just checked.
        unsafe { scale_avx2(words, range, out) };
        return;
    }
    scale_plain(words, range, out);
}

/// [`scale_plain`] compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn scale_avx2(words: &[u64], range: Option<(f64, f64)>, out: &mut [f64]) {
    scale_plain(words, range, out);
}

#[inline(always)]
fn scale_plain(words: &[u64], range: Option<(f64, f64)>, out: &mut [f64]) {
    match range {
        None => {
            for (slot, &word) in out.iter_mut().zip(words) {
                *slot = unit_f64(word);
            }
        }
        Some((low, width)) => {
            for (slot, &word) in out.iter_mut().zip(words) {
                *slot = low + width * unit_f64(word);
            }
        }
    }
}

/// The constant of Best and Fisher's envelope; for a tiny `kappa` its first terms.
fn vonmises_s(kappa: f64) -> f64 {
    if kappa < 1e-5 {
        return 1.0 / kappa + kappa;
    }
    let r = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
    let rho = (r - (2.0 * r).sqrt()) / (2.0 * kappa);
    (1.0 + rho * rho) / (2.0 * rho)
}

/// Source: Best and Fisher, "Efficient simulation of the von Mises distribution", Applied Statistics 28 (1979), with
/// NumPy's limits: uniform for a `kappa` below 1e-8, a wrapped normal above 1e6.
fn vonmises(mu: f64, kappa: f64, s: f64, rng: &mut ElementRng) -> f64 {
    if kappa < 1e-8 {
        return PI * (2.0 * rng.unit() - 1.0);
    }
    if kappa > 1e6 {
        return wrap(mu + (1.0 / kappa).sqrt() * normal(rng));
    }
    let cosine = loop {
        let z = (PI * rng.unit()).cos();
        let w = (1.0 + s * z) / (s + z);
        let y = kappa * (s - w);
        let v = rng.unit();
        if y * (2.0 - y) - v >= 0.0 || (y / v).ln() + 1.0 - y >= 0.0 {
            break w.clamp(-1.0, 1.0);
        }
    };
    let angle = cosine.acos();
    wrap(if rng.unit() < 0.5 { mu - angle } else { mu + angle })
}

/// The angle brought to `[-pi, pi]`.
fn wrap(angle: f64) -> f64 {
    let inside = (angle.abs() + PI) % TAU - PI;
    if angle < 0.0 { -inside } else { inside }
}

/// Source: Michael, Schucany and Haas, "Generating random variates using transformations with multiple roots", 1976.
/// The two roots are `mean / root` and `mean * root`; this form of `root` does not cancel.
fn wald(mean: f64, scale: f64, rng: &mut ElementRng) -> f64 {
    let z = normal(rng);
    let a = mean * z * z / (2.0 * scale);
    let root = 1.0 + a + (a * (a + 2.0)).sqrt();
    if rng.unit() * (root + 1.0) <= root { mean / root } else { mean * root }
}
