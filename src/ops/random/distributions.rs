//! The distributions that are drawn element by element: a row each, with the parameters in their order.

use super::source::draw;
use crate::chunk::random::Distribution as D;
use crate::ops::{Family, Op, Place};

const DRAWN: Op = Op::of(Family::Random, &[Place::Random]);

/// The rows of distributions over the real numbers.
pub static CONTINUOUS: &[Op] = &[
    Op {
        name: "uniform",
        params: "low=0.0, high=1.0, size=None, chunks='auto'",
        doc: "Floats spread evenly from `low` up to `high`.",
        examples: "
>>> x = np.random.uniform(-1, 0, 1000)
>>> bool(((x >= -1) & (x < 0)).all())
True
",
        build: |a| draw(a, &[("low", 0.0), ("high", 1.0)], |p| D::Uniform { low: p[0], high: p[1] }),
        ..DRAWN
    },
    Op {
        name: "normal",
        params: "loc=0.0, scale=1.0, size=None, chunks='auto'",
        doc: "Normal numbers of mean `loc` and deviation `scale`.\n\nThe parameters may be arrays: they broadcast, and every element has its own.",
        examples: "
>>> x = da.random.normal(9, 1, size=(1000, 1000), chunks=500)
>>> x.chunks
((500, 500), (500, 500))
>>> bool(abs(x.mean().compute() - 9) < 0.01)
True
>>> np.random.normal([0, 100], 1).shape
(2,)
",
        build: |a| draw(a, &[("loc", 0.0), ("scale", 1.0)], |p| D::Normal { loc: p[0], scale: p[1] }),
        ..DRAWN
    },
    Op {
        name: "standard_normal",
        params: "size=None, dtype=float, chunks='auto'",
        doc: "Normal numbers of mean 0 and deviation 1.",
        examples: "
>>> np.random.standard_normal((2, 3)).shape
(2, 3)
",
        build: |a| draw(a, &[], |_| D::StandardNormal),
        ..DRAWN
    },
    Op {
        name: "exponential",
        params: "scale=1.0, size=None, chunks='auto'",
        doc: "Exponential numbers of mean `scale`.",
        examples: "
>>> bool((np.random.exponential(2.0, 100) >= 0).all())
True
",
        build: |a| draw(a, &[("scale", 1.0)], |p| D::Exponential { scale: p[0] }),
        ..DRAWN
    },
    Op {
        name: "standard_exponential",
        params: "size=None, dtype=float, chunks='auto'",
        doc: "Exponential numbers of mean 1.",
        examples: "
>>> np.random.standard_exponential(5).shape
(5,)
",
        build: |a| draw(a, &[], |_| D::StandardExponential),
        ..DRAWN
    },
    Op {
        name: "gamma",
        params: "shape, scale=1.0, size=None, chunks='auto'",
        doc: "Gamma numbers of mean `shape * scale`.",
        examples: "
>>> np.random.gamma(2.0, 2.0, 5).shape
(5,)
",
        build: |a| draw(a, &[("shape", 0.0), ("scale", 1.0)], |p| D::Gamma { shape: p[0], scale: p[1] }),
        ..DRAWN
    },
    Op {
        name: "standard_gamma",
        params: "shape, size=None, dtype=float, chunks='auto'",
        doc: "Gamma numbers of scale 1.",
        examples: "
>>> np.random.standard_gamma(2.0, 5).shape
(5,)
",
        build: |a| draw(a, &[("shape", 0.0)], |p| D::StandardGamma { shape: p[0] }),
        ..DRAWN
    },
    Op {
        name: "beta",
        params: "a, b, size=None, chunks='auto'",
        doc: "Beta numbers, between 0 and 1.",
        examples: "
>>> x = np.random.beta(2, 3, 100)
>>> bool(((x > 0) & (x < 1)).all())
True
",
        build: |a| draw(a, &[("a", 0.0), ("b", 0.0)], |p| D::Beta { a: p[0], b: p[1] }),
        ..DRAWN
    },
    Op {
        name: "chisquare",
        params: "df, size=None, chunks='auto'",
        doc: "Sums of the squares of `df` standard normal numbers.",
        examples: "
>>> np.random.chisquare(2, 4).shape
(4,)
",
        build: |a| draw(a, &[("df", 0.0)], |p| D::Chisquare { df: p[0] }),
        ..DRAWN
    },
    Op {
        name: "noncentral_chisquare",
        params: "df, nonc, size=None, chunks='auto'",
        doc: "Noncentral chi-square numbers.",
        examples: "
>>> np.random.noncentral_chisquare(3, 20, 4).shape
(4,)
",
        build: |a| draw(a, &[("df", 0.0), ("nonc", 0.0)], |p| D::NoncentralChisquare { df: p[0], nonc: p[1] }),
        ..DRAWN
    },
    Op {
        name: "f",
        params: "dfnum, dfden, size=None, chunks='auto'",
        doc: "Ratios of two chi-square numbers over their degrees of freedom: Fisher's distribution.",
        examples: "
>>> np.random.f(1, 48, 4).shape
(4,)
",
        build: |a| draw(a, &[("dfnum", 0.0), ("dfden", 0.0)], |p| D::F { dfnum: p[0], dfden: p[1] }),
        ..DRAWN
    },
    Op {
        name: "noncentral_f",
        params: "dfnum, dfden, nonc, size=None, chunks='auto'",
        doc: "Noncentral F numbers.",
        examples: "
>>> np.random.noncentral_f(3, 20, 3.0, 4).shape
(4,)
",
        build: |a| {
            draw(a, &[("dfnum", 0.0), ("dfden", 0.0), ("nonc", 0.0)], |p| D::NoncentralF {
                dfnum: p[0],
                dfden: p[1],
                nonc: p[2],
            })
        },
        ..DRAWN
    },
    Op {
        name: "gumbel",
        params: "loc=0.0, scale=1.0, size=None, chunks='auto'",
        doc: "Gumbel numbers: the largest of many.",
        examples: "
>>> np.random.gumbel(0, 0.1, 4).shape
(4,)
",
        build: |a| draw(a, &[("loc", 0.0), ("scale", 1.0)], |p| D::Gumbel { loc: p[0], scale: p[1] }),
        ..DRAWN
    },
    Op {
        name: "laplace",
        params: "loc=0.0, scale=1.0, size=None, chunks='auto'",
        doc: "Laplace numbers: exponential ones to both sides of `loc`.",
        examples: "
>>> np.random.laplace(size=4).shape
(4,)
",
        build: |a| draw(a, &[("loc", 0.0), ("scale", 1.0)], |p| D::Laplace { loc: p[0], scale: p[1] }),
        ..DRAWN
    },
    Op {
        name: "logistic",
        params: "loc=0.0, scale=1.0, size=None, chunks='auto'",
        doc: "Logistic numbers.",
        examples: "
>>> np.random.logistic(10, 1, 4).shape
(4,)
",
        build: |a| draw(a, &[("loc", 0.0), ("scale", 1.0)], |p| D::Logistic { loc: p[0], scale: p[1] }),
        ..DRAWN
    },
    Op {
        name: "lognormal",
        params: "mean=0.0, sigma=1.0, size=None, chunks='auto'",
        doc: "Numbers whose logarithms are normal, of mean `mean` and deviation `sigma`.",
        examples: "
>>> bool((np.random.lognormal(3.0, 1.0, 100) > 0).all())
True
",
        build: |a| draw(a, &[("mean", 0.0), ("sigma", 1.0)], |p| D::Lognormal { mean: p[0], sigma: p[1] }),
        ..DRAWN
    },
    Op {
        name: "pareto",
        params: "a, size=None, chunks='auto'",
        doc: "Pareto II numbers, also called Lomax; add 1 for the classical distribution.",
        examples: "
>>> np.random.pareto(3.0, 4).shape
(4,)
",
        build: |a| draw(a, &[("a", 0.0)], |p| D::Pareto { a: p[0] }),
        ..DRAWN
    },
    Op {
        name: "power",
        params: "a, size=None, chunks='auto'",
        doc: "Numbers between 0 and 1 of density `a * x**(a - 1)`.",
        examples: "
>>> np.random.power(5.0, 4).shape
(4,)
",
        build: |a| draw(a, &[("a", 0.0)], |p| D::Power { a: p[0] }),
        ..DRAWN
    },
    Op {
        name: "rayleigh",
        params: "scale=1.0, size=None, chunks='auto'",
        doc: "Rayleigh numbers.",
        examples: "
>>> np.random.rayleigh(3, 4).shape
(4,)
",
        build: |a| draw(a, &[("scale", 1.0)], |p| D::Rayleigh { scale: p[0] }),
        ..DRAWN
    },
    Op {
        name: "standard_cauchy",
        params: "size=None, chunks='auto'",
        doc: "Cauchy numbers of median 0.",
        examples: "
>>> np.random.standard_cauchy(4).shape
(4,)
",
        build: |a| draw(a, &[], |_| D::StandardCauchy),
        ..DRAWN
    },
    Op {
        name: "standard_t",
        params: "df, size=None, chunks='auto'",
        doc: "Student's t numbers with `df` degrees of freedom.",
        examples: "
>>> np.random.standard_t(10, 4).shape
(4,)
",
        build: |a| draw(a, &[("df", 0.0)], |p| D::StandardT { df: p[0] }),
        ..DRAWN
    },
    Op {
        name: "triangular",
        params: "left, mode, right, size=None, chunks='auto'",
        doc: "Numbers from `left` to `right`, most of them near `mode`.",
        examples: "
>>> x = np.random.triangular(-3, 0, 8, 100)
>>> bool(((x >= -3) & (x <= 8)).all())
True
",
        build: |a| {
            draw(a, &[("left", 0.0), ("mode", 0.0), ("right", 0.0)], |p| D::Triangular {
                left: p[0],
                mode: p[1],
                right: p[2],
            })
        },
        ..DRAWN
    },
    Op {
        name: "vonmises",
        params: "mu, kappa, size=None, chunks='auto'",
        doc: "Angles around `mu`, the closer the larger `kappa` is.",
        examples: "
>>> bool((abs(np.random.vonmises(0.0, 4.0, 100)) <= np.pi).all())
True
",
        build: |a| draw(a, &[("mu", 0.0), ("kappa", 0.0)], |p| D::Vonmises { mu: p[0], kappa: p[1] }),
        ..DRAWN
    },
    Op {
        name: "wald",
        params: "mean, scale, size=None, chunks='auto'",
        doc: "Wald numbers, also called inverse Gaussian.",
        examples: "
>>> bool((np.random.wald(3, 2, 100) > 0).all())
True
",
        build: |a| draw(a, &[("mean", 0.0), ("scale", 0.0)], |p| D::Wald { mean: p[0], scale: p[1] }),
        ..DRAWN
    },
    Op {
        name: "weibull",
        params: "a, size=None, chunks='auto'",
        doc: "Weibull numbers of shape `a` and scale 1.",
        examples: "
>>> np.random.weibull(5.0, 4).shape
(4,)
",
        build: |a| draw(a, &[("a", 0.0)], |p| D::Weibull { a: p[0] }),
        ..DRAWN
    },
];

/// The rows of distributions over whole numbers.
pub static DISCRETE: &[Op] = &[
    Op {
        name: "poisson",
        params: "lam=1.0, size=None, chunks='auto'",
        doc: "Counts of events of which `lam` are expected.",
        examples: "
>>> x = da.random.poisson(5, size=100000)
>>> x.dtype
dtype('int64')
>>> bool(abs(x.mean().compute() - 5) < 0.1)
True
",
        build: |a| draw(a, &[("lam", 1.0)], |p| D::Poisson { lam: p[0] }),
        ..DRAWN
    },
    Op {
        name: "binomial",
        params: "n, p, size=None, chunks='auto'",
        doc: "Successes among `n` trials of probability `p`.",
        examples: "
>>> x = np.random.binomial(10, 0.5, 1000)
>>> bool(((x >= 0) & (x <= 10)).all())
True
",
        build: |a| draw(a, &[("n", 0.0), ("p", 0.0)], |p| D::Binomial { n: p[0] as i64, p: p[1] }),
        ..DRAWN
    },
    Op {
        name: "geometric",
        params: "p, size=None, chunks='auto'",
        doc: "Trials up to the first success of probability `p`.",
        examples: "
>>> bool((np.random.geometric(0.35, 100) >= 1).all())
True
",
        build: |a| draw(a, &[("p", 0.0)], |p| D::Geometric { p: p[0] }),
        ..DRAWN
    },
    Op {
        name: "hypergeometric",
        params: "ngood, nbad, nsample, size=None, chunks='auto'",
        doc: "Good ones among `nsample` drawn from `ngood` good and `nbad` bad.",
        examples: "
>>> bool((np.random.hypergeometric(100, 2, 10, 100) >= 8).all())
True
",
        build: |a| {
            draw(a, &[("ngood", 0.0), ("nbad", 0.0), ("nsample", 0.0)], |p| D::Hypergeometric {
                ngood: p[0] as i64,
                nbad: p[1] as i64,
                nsample: p[2] as i64,
            })
        },
        ..DRAWN
    },
    Op {
        name: "logseries",
        params: "p, size=None, chunks='auto'",
        doc: "Numbers of the logarithmic series.",
        examples: "
>>> np.random.logseries(0.6, 4).dtype
dtype('int64')
",
        build: |a| draw(a, &[("p", 0.0)], |p| D::Logseries { p: p[0] }),
        ..DRAWN
    },
    Op {
        name: "negative_binomial",
        params: "n, p, size=None, chunks='auto'",
        doc: "Failures before the `n`-th success of probability `p`.",
        examples: "
>>> np.random.negative_binomial(1, 0.1, 4).shape
(4,)
",
        build: |a| draw(a, &[("n", 0.0), ("p", 0.0)], |p| D::NegativeBinomial { n: p[0], p: p[1] }),
        ..DRAWN
    },
    Op {
        name: "zipf",
        params: "a, size=None, chunks='auto'",
        doc: "Zipf numbers: `k` with a probability in proportion to `k**-a`.",
        examples: "
>>> bool((np.random.zipf(4.0, 100) >= 1).all())
True
",
        build: |a| draw(a, &[("a", 0.0)], |p| D::Zipf { a: p[0] }),
        ..DRAWN
    },
];
