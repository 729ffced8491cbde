use super::simd::has_fma;
use super::{Binary, Math, RealMath, Unary};
use half::f16;
use num_complex::Complex;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Lines of function, two arguments, nearest value, and how far the exact value is from it.
const REFERENCE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/math_ulp.tsv"));

/// A function of the platform's library.
type Scalar = fn(f64) -> f64;

macro_rules! unary_table {
    ($t:ty) => {
        unary_table!(@ $t: exp exp2 expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh
            acosh atanh; cbrt)
    };
    (@ $t:ty: $($math:ident)*; $($real:ident)*) => {
        vec![
            $((stringify!($math), <$t as Math>::$math as Unary<$t>),)*
            $((stringify!($real), <$t as RealMath>::$real as Unary<$t>),)*
        ]
    };
}

const BINARY: [(&str, Binary<f64>); 5] = [
    ("pow", <f64 as Math>::pow),
    ("atan2", <f64 as RealMath>::atan2),
    ("hypot", <f64 as RealMath>::hypot),
    ("logaddexp", <f64 as RealMath>::logaddexp),
    ("logaddexp2", <f64 as RealMath>::logaddexp2),
];

fn call<T: Copy>(f: Unary<T>, x: T) -> T {
    let mut out = [x];
    f(&[x], &mut out);
    out[0]
}

fn call2<T: Copy>(f: Binary<T>, a: T, b: T) -> T {
    let mut out = [a];
    f(&[a], &[b], &mut out);
    out[0]
}

fn find<F: Copy>(table: &[(&str, F)], name: &str) -> Option<F> {
    table.iter().find(|(other, _)| *other == name).map(|(_, f)| *f)
}

fn ulp(x: f64) -> f64 {
    let x = x.abs().max(f64::MIN_POSITIVE);
    f64::from_bits(x.to_bits() + 1) - x
}

/// Equal bits, or both no number.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// The lines of the reference: name, arguments, nearest value, distance.
fn reference() -> impl Iterator<Item = (&'static str, f64, Option<f64>, f64, f64)> {
    REFERENCE.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |cell: &str| u64::from_str_radix(cell, 16).ok().map(f64::from_bits);
        let read = |i: usize| number(cells[i]).expect("bits in hexadecimal");
        (cells[0], read(1), number(cells[2]), read(3), cells[4].parse().expect("a distance"))
    })
}

#[test]
fn doubles_are_within_the_promised_error() {
    let unary = unary_table!(f64);
    for (name, x, y, nearest, off) in reference() {
        let got = match y {
            Some(y) => call2(find(&BINARY, name).expect(name), x, y),
            None => call(find(&unary, name).expect(name), x),
        };
        let error = ((got - nearest) / ulp(nearest) - off).abs();
        let limit = match name {
            "asinh" | "acosh" | "logaddexp" | "logaddexp2" => 1.0,
            "tanh" => 0.65,
            _ => 0.55,
        };
        // The platform's library is less exact.
        let limit = if has_fma() { limit } else { 4.0 };
        assert!(error <= limit, "{name}({x:e}, {y:?}) = {got:e}: {error} ulp");
    }
}

#[test]
fn singles_are_doubles_rounded() {
    let (singles, doubles) = (unary_table!(f32), unary_table!(f64));
    for (name, x, ..) in reference() {
        if let (Some(single), Some(double)) = (find(&singles, name), find(&doubles, name)) {
            let x = x as f32;
            let (got, want) = (call(single, x), call(double, x.into()) as f32);
            let apart = (i64::from(got.to_bits()) - i64::from(want.to_bits())).abs();
            let limit = if has_fma() { 1 } else { 4 };
            assert!(apart <= limit || (got.is_nan() && want.is_nan()), "{name}({x:e}) = {got:e}, not {want:e}");
        }
    }
}

#[test]
fn the_length_of_a_run_makes_no_difference() {
    let x: Vec<f64> = (0..200).map(|i| f64::from(i) * 0.37 - 20.0).collect();
    for (name, f) in unary_table!(f64) {
        for length in [0, 1, 7, 63, 64, 65, 128, 200] {
            let mut out = vec![0.0; length];
            f(&x[..length], &mut out);
            for (x, out) in x.iter().zip(&out) {
                assert!(same(*out, call(f, *x)), "{name}({x}) in a run of {length}");
            }
        }
    }
}

const SPECIAL: [f64; 22] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    -3.0,
    0.5,
    -0.5,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
    5e-324,
    -1e-310,
    1e300,
    -1e300,
    709.9,
    -745.0,
    -746.0,
    1024.0,
    -1074.0,
    7.5,
];

/// The class of a value: what special values must agree in.
fn class(x: f64) -> (bool, bool, bool, bool) {
    (x.is_nan(), x.is_infinite(), x == 0.0, !x.is_nan() && x.is_sign_negative())
}

#[test]
fn special_values_are_those_of_the_platform() {
    let platform: [(&str, Scalar); 18] = [
        ("exp", f64::exp),
        ("exp2", f64::exp2),
        ("expm1", f64::exp_m1),
        ("log", f64::ln),
        ("log2", f64::log2),
        ("log10", f64::log10),
        ("log1p", f64::ln_1p),
        ("sqrt", f64::sqrt),
        ("sin", f64::sin),
        ("cos", f64::cos),
        ("tan", f64::tan),
        ("asin", f64::asin),
        ("acos", f64::acos),
        ("atan", f64::atan),
        ("sinh", f64::sinh),
        ("cosh", f64::cosh),
        ("tanh", f64::tanh),
        ("cbrt", f64::cbrt),
    ];
    let unary = unary_table!(f64);
    for (name, f) in platform {
        for x in SPECIAL {
            let got = call(find(&unary, name).expect(name), x);
            assert_eq!(class(got), class(f(x)), "{name}({x:e}) = {got:e}, not {:e}", f(x));
        }
    }
    assert!(call(<f64 as Math>::acosh, -342308.2).is_nan());
    for a in SPECIAL {
        for b in SPECIAL {
            let pairs = [
                ("pow", call2(<f64 as Math>::pow, a, b), a.powf(b)),
                ("atan2", call2(<f64 as RealMath>::atan2, a, b), a.atan2(b)),
                ("hypot", call2(<f64 as RealMath>::hypot, a, b), a.hypot(b)),
                ("fmod", call2(<f64 as RealMath>::fmod, a, b), a % b),
            ];
            for (name, got, want) in pairs {
                assert_eq!(class(got), class(want), "{name}({a:e}, {b:e}) = {got:e}, not {want:e}");
            }
        }
    }
}

/// Arguments people type.
fn nice_arguments() -> Vec<f64> {
    let mut x: Vec<f64> = (-60..=60).map(|i| f64::from(i) * 0.5).collect();
    x.extend((-40..=40).map(|i| f64::from(i) / 10.0));
    x.extend((-36..=36).map(|i| f64::from(i) * PI / 12.0));
    x.extend((-20..=20).map(|i| 10f64.powi(i)));
    x.extend((-20..=20).map(|i| 2f64.powi(i)));
    x.extend((1..100).map(|i| f64::from(i) / 100.0));
    x.extend((1..30).map(|i| f64::from(i) / 7.0));
    x
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn nice_arguments_give_what_the_c_library_gives() {
    let platform: [(&str, Scalar); 11] = [
        ("exp", f64::exp),
        ("exp2", f64::exp2),
        ("log", f64::ln),
        ("log2", f64::log2),
        ("sin", f64::sin),
        ("cos", f64::cos),
        ("tan", f64::tan),
        ("asin", f64::asin),
        ("acos", f64::acos),
        ("atan", f64::atan),
        ("sqrt", f64::sqrt),
    ];
    let (unary, arguments) = (unary_table!(f64), nice_arguments());
    for (name, f) in platform {
        let ours = find(&unary, name).expect(name);
        let differ: Vec<f64> = arguments.iter().copied().filter(|x| !same(call(ours, *x), f(*x))).collect();
        // Neither side rounds every value correctly.
        assert!(differ.len() * 100 <= arguments.len(), "{name} differs at {differ:?}");
    }
}

#[test]
fn values_people_look_at() {
    let unary = unary_table!(f64);
    let cases = [
        ("sin", PI, 1.2246467991473532e-16),
        ("cos", FRAC_PI_2, 6.123233995736766e-17),
        ("tan", FRAC_PI_4, 0.9999999999999999),
        ("exp", 1.0, std::f64::consts::E),
        ("exp", 0.0, 1.0),
        ("cos", 0.0, 1.0),
        ("log", 10.0, std::f64::consts::LN_10),
        ("log", 1.0, 0.0),
        ("cbrt", 27.0, 3.0),
        ("tanh", 25.0, 1.0),
        ("tanh", -700.0, -1.0),
    ];
    for (name, x, want) in cases {
        let got = call(find(&unary, name).expect(name), x);
        assert!(same(got, want), "{name}({x}) = {got:e}, not {want:e}");
    }
    for i in -1074..1024 {
        let power = call(<f64 as Math>::exp2, f64::from(i));
        assert!(same(power, 2f64.powi(1).powf(f64::from(i))), "exp2({i}) = {power:e}");
        assert!(same(call(<f64 as Math>::log2, power), f64::from(i)), "log2 of 2^{i}");
    }
    for i in -300..=300 {
        // These lie all but halfway between two doubles.
        if i == 23 || i == 210 {
            continue;
        }
        let power: f64 = format!("1e{i}").parse().expect("a number");
        assert!(same(call2(<f64 as Math>::pow, 10.0, f64::from(i)), power), "10^{i}");
        assert!(same(call(<f64 as Math>::log10, power), f64::from(i)), "log10 of 10^{i}");
    }
    for base in -12i64..=12 {
        for n in 0..15 {
            let got = call2(<f64 as Math>::pow, base as f64, f64::from(n));
            assert!(same(got, base.pow(n) as f64), "{base}^{n} = {got}");
        }
    }
}

#[test]
fn fixed_exponents_are_plain_operations() {
    let x: [f64; 8] = [0.1, -3.0, 1e200, 1e-200, f64::INFINITY, -0.0, 7.25, f64::NAN];
    let f = |b: f64| {
        let mut out = [0.0; 8];
        <f64 as Math>::pow_scalar(&x, b, &mut out);
        out
    };
    for (i, x) in x.into_iter().enumerate() {
        let wanted = [(2.0, x * x), (1.0, x), (0.0, 1.0), (-1.0, 1.0 / x), (0.5, x.sqrt()), (3.0, x.powf(3.0))];
        for (b, want) in wanted {
            assert!(same(f(b)[i], want), "{x:e}^{b} = {:e}, not {want:e}", f(b)[i]);
        }
    }
}

#[test]
fn division_rounds_down_as_in_python() {
    let infinity = f64::INFINITY;
    let cases = [
        (7.0, 2.0, 1.0, 3.0),
        (-7.0, 2.0, 1.0, -4.0),
        (7.0, -2.0, -1.0, -4.0),
        (-7.0, -2.0, -1.0, 3.0),
        (6.0, -2.0, -0.0, -3.0),
        (0.0, -3.0, -0.0, -0.0),
        (1.0, infinity, 1.0, 0.0),
        (-1.0, infinity, infinity, -1.0),
        (infinity, 2.0, f64::NAN, f64::NAN),
        (1.0, 0.0, f64::NAN, infinity),
        (-1.0, 0.0, f64::NAN, f64::NEG_INFINITY),
        (1.0, 0.1, 0.09999999999999995, 9.0),
        (1e300, 7.0, 1.0, 1.4285714285714286e299),
    ];
    for (a, b, remainder, quotient) in cases {
        let got = (call2(<f64 as RealMath>::remainder, a, b), call2(<f64 as RealMath>::floor_divide, a, b));
        assert!(same(got.0, remainder) && same(got.1, quotient), "{a:e} by {b:e}: {got:?}");
    }
}

#[test]
fn halves_step_to_their_neighbours() {
    let step = |a: f16, b: f16| call2(<f16 as RealMath>::nextafter, a, b).to_bits();
    let (zero, one) = (f16::ZERO, f16::ONE);
    assert_eq!((step(one, zero), step(zero, one), step(zero, -one)), (0x3bff, 1, 0x8001));
    assert_eq!((step(-one, -f16::INFINITY), step(f16::MAX, f16::INFINITY)), (0xbc01, 0x7c00));
    assert_eq!(call(<f16 as Math>::exp, one), f16::from_f64(1f64.exp()));
}

#[test]
fn complex_values_follow_the_c_standard() {
    type C = Complex<f64>;
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let cases: [(Unary<C>, C, C); 17] = [
        (<C as Math>::sqrt, C::new(-4.0, 0.0), C::new(0.0, 2.0)),
        (<C as Math>::sqrt, C::new(-4.0, -0.0), C::new(0.0, -2.0)),
        (<C as Math>::sqrt, C::new(3.0, 4.0), C::new(2.0, 1.0)),
        (<C as Math>::sqrt, C::new(nan, inf), C::new(inf, inf)),
        (<C as Math>::log, C::new(-1.0, 0.0), C::new(0.0, PI)),
        (<C as Math>::log, C::new(-1.0, -0.0), C::new(0.0, -PI)),
        (<C as Math>::log, C::new(0.0, 0.0), C::new(-inf, 0.0)),
        (<C as Math>::exp, C::new(-inf, inf), C::new(0.0, 0.0)),
        (<C as Math>::exp, C::new(nan, 0.0), C::new(nan, 0.0)),
        (<C as Math>::asin, C::new(2.0, 0.0), C::new(FRAC_PI_2, 1.3169578969248166)),
        (<C as Math>::acos, C::new(2.0, -0.0), C::new(0.0, 1.3169578969248166)),
        (<C as Math>::acos, C::new(-inf, inf), C::new(3.0 * FRAC_PI_4, -inf)),
        (<C as Math>::atanh, C::new(1.0, 0.0), C::new(inf, 0.0)),
        (<C as Math>::tanh, C::new(inf, 1.0), C::new(1.0, 0.0)),
        (<C as Math>::sinh, C::new(0.0, nan), C::new(0.0, nan)),
        (<C as Math>::cosh, C::new(inf, inf), C::new(inf, nan)),
        (<C as Math>::asinh, C::new(nan, 0.0), C::new(nan, 0.0)),
    ];
    for (i, (f, z, want)) in cases.into_iter().enumerate() {
        let got = call(f, z);
        assert!(same(got.re, want.re) && same(got.im, want.im), "case {i}: {z} gives {got}, not {want}");
    }
    let square = call2(<C as Math>::pow, C::new(1.0, 2.0), C::new(2.0, 0.0));
    assert_eq!(square, C::new(-3.0, 4.0));
}
