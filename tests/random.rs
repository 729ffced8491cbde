//! Random arrays: the same seed gives the same array, in memory and lazily, under any chunking and through any slice.

use ndsh::session::Session;
use ndsh::syntax::Piece;

/// A shell with NumPy's and Dask's names.
struct Shell(Session);

impl Shell {
    fn new() -> Shell {
        let mut shell = Shell(Session::new(true));
        shell.shown("import numpy as np");
        shell.shown("import dask.array as da");
        shell
    }

    /// What is shown for a statement: its answer, or its mistake.
    fn shown(&mut self, typed: &str) -> String {
        let mut text = String::new();
        self.0.run_piece(&Piece { line: 1, text: typed.to_owned() }, &mut |answer| {
            if let Some(doc) = answer.shown(1 << 20) {
                text.push_str(&doc.to_plain());
            }
            if let Some(error) = &answer.error {
                text.push_str(&error.to_string());
            }
            true
        });
        text.trim_end().to_owned()
    }
}

/// A call of every distribution; `size` and more go in before the bracket.
const CALLS: &[&str] = &[
    "random(",
    "random_sample(",
    "randint(-5, 300, ",
    "randint(0, 200, dtype=np.uint8, ",
    "uniform(-1, 2, ",
    "uniform([0, 1, 2, 3, 4, 5, 6, 7, 8], 10, ",
    "normal(9, 2, ",
    "normal(np.arange(9), np.arange(6).reshape(6, 1), ",
    "standard_normal(",
    "exponential(2, ",
    "standard_exponential(",
    "poisson(5, ",
    "poisson(50, ",
    "poisson(np.arange(9), ",
    "binomial(10, 0.4, ",
    "binomial(1000, 0.3, ",
    "beta(2, 3, ",
    "chisquare(3, ",
    "f(3, 4, ",
    "gamma(2, 3, ",
    "standard_gamma(0.5, ",
    "geometric(0.3, ",
    "gumbel(0, 1, ",
    "hypergeometric(30, 20, 15, ",
    "laplace(0, 1, ",
    "logistic(0, 1, ",
    "lognormal(0, 1, ",
    "logseries(0.5, ",
    "negative_binomial(5, 0.4, ",
    "noncentral_chisquare(3, 2, ",
    "noncentral_f(3, 4, 2, ",
    "pareto(3, ",
    "power(3, ",
    "rayleigh(2, ",
    "standard_cauchy(",
    "standard_t(5, ",
    "triangular(0, 1, 3, ",
    "vonmises(0, 2, ",
    "wald(2, 3, ",
    "weibull(2, ",
    "zipf(3, ",
    "choice(100, ",
    "choice(5, p=[0.1, 0.2, 0.3, 0.2, 0.2], ",
    "choice(100, replace=False, ",
    "choice(np.arange(100) * 2, ",
];

#[test]
fn a_seed_gives_one_array_under_every_chunking() {
    let mut shell = Shell::new();
    let mut wrong = Vec::new();
    for call in CALLS {
        shell.shown(&format!("a = np.random.default_rng(7).{call}size=(6, 9))"));
        for chunks in ["(6, 9)", "(2, 4)", "1", "((1, 5), (3, 3, 2, 1))"] {
            let typed = format!("b = da.random.default_rng(7).{call}size=(6, 9), chunks={chunks})");
            let built = shell.shown(&typed);
            for part in ["[:]", "[2:5, ::3]", "[::-1, 4]", "[[5, 0, 3]]"] {
                let same = shell.shown(&format!("bool((a{part} == b{part}.compute()).all())"));
                if same != "True" {
                    wrong.push(format!("{call}...) in {chunks}, {part}: {built} {same}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn calls_draw_different_numbers_and_seeds_bring_them_back() {
    let mut shell = Shell::new();
    for (typed, want) in [
        ("rng = np.random.default_rng(3)", ""),
        ("a = rng.random(5); b = rng.random(5)", ""),
        ("bool((a == b).any())", "False"),
        ("rng = da.random.default_rng(3)", ""),
        ("c = rng.random(5, chunks=2); d = rng.random(5)", ""),
        ("bool((a == c.compute()).all()), bool((b == d.compute()).all())", "(True, True)"),
        ("bool((c.compute() == c.compute()).all())", "True"),
        ("bool((np.random.default_rng(4).random(5) == a).any())", "False"),
        ("np.random.RandomState(3).rand(2, 2).shape", "(2, 2)"),
        (
            "da.random.default_rng(1).permuted(np.arange(12).reshape(3, 4), axis=1).sum(axis=1).compute()",
            "array([ 6, 22, 38])",
        ),
    ] {
        assert_eq!(shell.shown(typed), want, "{typed}");
    }
}

#[test]
fn permutations_hold_every_element_once() {
    let mut shell = Shell::new();
    for n in [0, 1, 2, 10, 5000, 100_000] {
        let typed = format!("int(np.random.permutation({n}).sum()) == sum(range({n}))");
        assert_eq!(shell.shown(&typed), "True", "{typed}");
        let typed = format!("len(set(np.random.permutation({n}).tolist())) == {n}");
        if n <= 5000 {
            assert_eq!(shell.shown(&typed), "True", "{typed}");
        }
    }
}

#[test]
fn shapes_dtypes_and_chunks() {
    let mut shell = Shell::new();
    for (typed, want) in [
        ("da.random.randint(0, 100, (4, 5)).chunks", "((4,), (5,))"),
        ("da.random.random((5000, 5000)).chunks", "((2500, 2500), (2500, 2500))"),
        ("np.random.random().dtype", "dtype('float64')"),
        ("np.shape(np.random.normal())", "()"),
        ("np.random.normal([0, 1]).shape", "(2,)"),
        ("np.random.normal([0, 1], size=(3, 2)).shape", "(3, 2)"),
        ("np.random.random(3, dtype=np.float32).dtype", "dtype('float32')"),
        ("np.random.poisson(3, 4).dtype", "dtype('int64')"),
        ("np.random.default_rng(0).integers(0, 2, 3, dtype=bool).dtype", "dtype('bool')"),
        ("np.random.multinomial(5, [0.5, 0.5], (2, 3)).sum(axis=-1)", "array([[5, 5, 5],\n       [5, 5, 5]])"),
        ("np.random.choice([[1, 2], [3, 4]], 3).shape", "(3, 2)"),
        ("np.random.rand(0, 3).shape", "(0, 3)"),
    ] {
        assert_eq!(shell.shown(typed), want, "{typed}");
    }
}

#[test]
fn parameters_out_of_range_are_refused() {
    let mut shell = Shell::new();
    for (typed, want) in [
        ("np.random.randint(5, 5)", "ValueError: low >= high"),
        ("np.random.randint(0, 300, dtype=np.uint8)", "ValueError: high is out of bounds for uint8"),
        ("np.random.randint(0, 3, dtype=float)", "TypeError: Unsupported dtype"),
        ("np.random.normal(0, -1)", "ValueError: scale < 0"),
        ("np.random.normal(0, [1, -1])", "ValueError: scale < 0"),
        ("da.random.poisson(-1)", "ValueError: lam < 0"),
        ("np.random.normal([0, 1], size=(3, 3))", "ValueError: Output size (3, 3) is not compatible"),
        ("np.random.choice(3, 5, replace=False)", "ValueError: Cannot take a larger sample"),
        ("np.random.choice(2, p=[0.1, 0.2])", "ValueError: Probabilities do not sum to 1"),
        ("np.random.choice(0)", "ValueError: a must be a positive integer"),
        ("np.random.seed(-1)", "ValueError: expected a non-negative integer"),
        ("np.random.shuffle(da.arange(3))", "TypeError: shuffle(): `x` must be an array in memory"),
        ("np.random.random(-1)", "ValueError: negative dimensions are not allowed"),
    ] {
        let got = shell.shown(typed);
        assert!(got.starts_with(want), "{typed}\n  wanted: {want}\n  got:    {got}");
    }
}
