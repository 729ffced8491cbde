//! The module `math`: functions of single numbers.

use super::builtins::rows;
use super::module::Constant;
use crate::array::Value;
use crate::diag::{Result, overflow_error, value_error};
use crate::ops::{Args, Op};
use crate::syntax::ast::BinaryOp;

pub static CONSTANTS: &[Constant] = &[
    ("pi", || Value::Float(std::f64::consts::PI)),
    ("e", || Value::Float(std::f64::consts::E)),
    ("tau", || Value::Float(std::f64::consts::TAU)),
    ("inf", || Value::Float(f64::INFINITY)),
    ("nan", || Value::Float(f64::NAN)),
];

pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "acos" "x, /" "The arc cosine." plain;
    "acosh" "x, /" "The inverse hyperbolic cosine." plain;
    "asin" "x, /" "The arc sine." plain;
    "asinh" "x, /" "The inverse hyperbolic sine." plain;
    "atan" "x, /" "The arc tangent." plain;
    "atan2" "y, x, /" "The angle of the point (x, y)." atan2;
    "atanh" "x, /" "The inverse hyperbolic tangent." plain;
    "cbrt" "x, /" "The cube root." plain;
    "ceil" "x, /" "The least int that is not below." whole;
    "comb" "n, k, /" "In how many ways k of n things can be picked." comb;
    "copysign" "x, y, /" "The size of x with the sign of y." copysign;
    "cos" "x, /" "The cosine." plain;
    "cosh" "x, /" "The hyperbolic cosine." plain;
    "degrees" "x, /" "An angle in degrees." plain;
    "dist" "p, q, /" "The distance between two points." dist;
    "erf" "x, /" "The error function." plain;
    "erfc" "x, /" "The complement of the error function." plain;
    "exp" "x, /" "e to the power of x." plain;
    "exp2" "x, /" "2 to the power of x." plain;
    "expm1" "x, /" "exp(x) - 1." plain;
    "fabs" "x, /" "The absolute value." plain;
    "factorial" "n, /" "n!" factorial;
    "floor" "x, /" "The greatest int that is not above." whole;
    "fmod" "x, y, /" "The remainder with the sign of x." fmod;
    "frexp" "x, /" "A fraction from 0.5 to 1 and an exponent whose product x is: x == m * 2**e." frexp;
    "fsum" "iterable, /" "The exact sum of floats, rounded once." fsum;
    "gamma" "x, /" "The gamma function." plain;
    "gcd" "*ints" "The greatest common divisor." gcd;
    "hypot" "*values" "The length of a vector." hypot;
    "isclose" "a, b, *, rel_tol=1e-09, abs_tol=0.0" "Whether two numbers are close." isclose;
    "isfinite" "x, /" "Whether it is neither infinite nor NaN." isfinite;
    "isinf" "x, /" "Whether it is infinite." isinf;
    "isnan" "x, /" "Whether it is NaN." isnan;
    "isqrt" "n, /" "The square root of an int, cut to an int." isqrt;
    "lcm" "*ints" "The least common multiple." lcm;
    "ldexp" "x, i, /" "x * 2**i." ldexp;
    "lgamma" "x, /" "The logarithm of the gamma function." plain;
    "log" "x, base=None, /" "The logarithm." log;
    "log10" "x, /" "The logarithm to base 10." plain;
    "log1p" "x, /" "log(1 + x)." plain;
    "log2" "x, /" "The logarithm to base 2." plain;
    "modf" "x, /" "The part after the point and the whole part." modf;
    "nextafter" "x, y, /" "The next float after x towards y." nextafter;
    "perm" "n, k=None, /" "In how many ways k of n things can be put in a row." perm;
    "pow" "x, y, /" "A power." pow;
    "prod" "iterable, /, *, start=1" "The product of the elements." prod;
    "radians" "x, /" "An angle in radians." plain;
    "remainder" "x, y, /" "The distance of x from the nearest multiple of y." remainder;
    "sin" "x, /" "The sine." plain;
    "sinh" "x, /" "The hyperbolic sine." plain;
    "sqrt" "x, /" "The square root." plain;
    "sumprod" "p, q, /" "The sum of the products of two sequences." sumprod;
    "tan" "x, /" "The tangent." plain;
    "tanh" "x, /" "The hyperbolic tangent." plain;
    "trunc" "x, /" "The number cut to an int." whole;
    "ulp" "x, /" "The distance to the next float." ulp;
};

/// A function of one float.
type Plain = (&'static str, fn(f64) -> f64);

/// The functions of one float.
static PLAIN: &[Plain] = &[
    ("acos", f64::acos),
    ("acosh", f64::acosh),
    ("asin", f64::asin),
    ("asinh", f64::asinh),
    ("atan", f64::atan),
    ("atanh", f64::atanh),
    ("cbrt", f64::cbrt),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("degrees", f64::to_degrees),
    ("erf", libm::erf),
    ("erfc", libm::erfc),
    ("exp", f64::exp),
    ("exp2", f64::exp2),
    ("expm1", f64::exp_m1),
    ("fabs", f64::abs),
    ("gamma", libm::tgamma),
    ("lgamma", libm::lgamma),
    ("log10", f64::log10),
    ("log1p", f64::ln_1p),
    ("log2", f64::log2),
    ("radians", f64::to_radians),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

fn real(args: &Args, name: &str) -> Result<f64> {
    args.float(name)?.ok_or_else(|| args.wrong(name, "a real number"))
}

/// The result of a function of floats, checked as C's math library would.
fn checked(args: &Args, inputs: &[f64], result: f64) -> Result<Value> {
    if result.is_nan() && !inputs.iter().any(|v| v.is_nan()) {
        return Err(args
            .at("x", value_error("math domain error"))
            .help(format!("np.{} gives nan there", args.op.name)));
    }
    if result.is_infinite() && inputs.iter().all(|v| v.is_finite()) {
        let at_zero = matches!(args.op.name, "log" | "log2" | "log10" | "log1p" | "atanh" | "gamma" | "lgamma");
        let error = if at_zero { value_error("math domain error") } else { overflow_error("math range error") };
        return Err(args.at("x", error).help(format!("np.{} gives inf there", args.op.name)));
    }
    Ok(Value::Float(result))
}

fn plain(args: &mut Args) -> Result<Value> {
    let x = real(args, "x")?;
    let function = PLAIN.iter().find(|(n, _)| *n == args.op.name).map_or(f64::abs as fn(f64) -> f64, |(_, f)| *f);
    checked(args, &[x], function(x))
}

fn atan2(args: &mut Args) -> Result<Value> {
    Ok(Value::Float(real(args, "y")?.atan2(real(args, "x")?)))
}

fn copysign(args: &mut Args) -> Result<Value> {
    Ok(Value::Float(real(args, "x")?.copysign(real(args, "y")?)))
}

fn fmod(args: &mut Args) -> Result<Value> {
    let (x, y) = (real(args, "x")?, real(args, "y")?);
    checked(args, &[x, y], x % y)
}

fn pow(args: &mut Args) -> Result<Value> {
    let (x, y) = (real(args, "x")?, real(args, "y")?);
    checked(args, &[x, y], x.powf(y))
}

fn log(args: &mut Args) -> Result<Value> {
    let x = real(args, "x")?;
    let base = args.float("base")?;
    checked(args, &[x], base.map_or(x.ln(), |b| x.ln() / b.ln()))
}

fn whole(args: &mut Args) -> Result<Value> {
    if let Some(i) = args.need("x")?.as_int() {
        return Ok(Value::Int(i));
    }
    let x = real(args, "x")?;
    let cut = match args.op.name {
        "ceil" => x.ceil(),
        "floor" => x.floor(),
        _ => x.trunc(),
    };
    if cut.is_nan() {
        return Err(args.at("x", value_error("cannot convert float NaN to integer")));
    }
    if cut.abs() < 1.7e38 {
        Ok(Value::Int(cut as i128))
    } else {
        Err(args.at("x", overflow_error("the result does not fit an int of 127 bits")))
    }
}

fn isfinite(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(real(args, "x")?.is_finite()))
}

fn isinf(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(real(args, "x")?.is_infinite()))
}

fn isnan(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(real(args, "x")?.is_nan()))
}

fn isclose(args: &mut Args) -> Result<Value> {
    let (a, b) = (real(args, "a")?, real(args, "b")?);
    let (relative, absolute) = (args.float("rel_tol")?.unwrap_or(1e-9), args.float("abs_tol")?.unwrap_or(0.0));
    let far = (a - b).abs();
    Ok(Value::Bool(a == b || (far.is_finite() && far <= (relative * a.abs().max(b.abs())).max(absolute))))
}

fn natural(args: &Args, name: &str) -> Result<i128> {
    match args.int(name)? {
        Some(n) if n >= 0 => Ok(n),
        Some(_) => Err(args.at(name, value_error(format!("{}() not defined for negative values", args.op.name)))),
        None => Err(args.wrong(name, "an integer")),
    }
}

fn too_big(args: &Args) -> crate::diag::Error {
    overflow_error(format!("the result of {}() does not fit an int of 127 bits", args.op.name))
}

fn factorial(args: &mut Args) -> Result<Value> {
    let n = natural(args, "n")?;
    let product = (1..=n).try_fold(1i128, |p, k| p.checked_mul(k));
    product.map(Value::Int).ok_or_else(|| too_big(args))
}

fn comb(args: &mut Args) -> Result<Value> {
    let (n, k) = (natural(args, "n")?, natural(args, "k")?);
    if k > n {
        return Ok(Value::Int(0));
    }
    let ways = (0..k.min(n - k)).try_fold(1i128, |p, i| p.checked_mul(n - i).map(|p| p / (i + 1)));
    ways.map(Value::Int).ok_or_else(|| too_big(args))
}

fn perm(args: &mut Args) -> Result<Value> {
    let n = natural(args, "n")?;
    let k = if args.get("k").is_some() { natural(args, "k")? } else { n };
    if k > n {
        return Ok(Value::Int(0));
    }
    let ways = (0..k).try_fold(1i128, |p, i| p.checked_mul(n - i));
    ways.map(Value::Int).ok_or_else(|| too_big(args))
}

fn isqrt(args: &mut Args) -> Result<Value> {
    Ok(Value::Int(natural(args, "n")?.isqrt()))
}

fn ints(args: &Args) -> Result<Vec<i128>> {
    let items = args.rest("ints");
    items.iter().map(|v| v.as_int().ok_or_else(|| args.wrong("ints", "integers"))).collect()
}

fn divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

fn gcd(args: &mut Args) -> Result<Value> {
    Ok(Value::Int(ints(args)?.into_iter().fold(0, divisor)))
}

fn lcm(args: &mut Args) -> Result<Value> {
    let multiple =
        |a: i128, b: i128| if a == 0 || b == 0 { Some(0) } else { (a / divisor(a, b)).checked_mul(b).map(i128::abs) };
    ints(args)?.into_iter().try_fold(1, multiple).map(Value::Int).ok_or_else(|| too_big(args))
}

fn floats(args: &Args, name: &str) -> Result<Vec<f64>> {
    let items = super::iterate::collect(args.need(name)?).map_err(|e| args.at(name, e))?;
    items.iter().map(|v| v.as_scalar().map(|n| n.as_f64()).ok_or_else(|| args.wrong(name, "real numbers"))).collect()
}

fn hypot(args: &mut Args) -> Result<Value> {
    Ok(Value::Float(floats(args, "values")?.into_iter().fold(0.0, f64::hypot)))
}

/// Shewchuk's sum: the parts that do not overlap add up exactly.
fn fsum(args: &mut Args) -> Result<Value> {
    let mut parts: Vec<f64> = Vec::new();
    for mut x in floats(args, "iterable")? {
        let mut kept = 0;
        for k in 0..parts.len() {
            let mut y = parts[k];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                parts[kept] = low;
                kept += 1;
            }
            x = high;
        }
        parts.truncate(kept);
        parts.push(x);
    }
    Ok(Value::Float(parts.iter().rev().sum()))
}

fn dist(args: &mut Args) -> Result<Value> {
    let (p, q) = (floats(args, "p")?, floats(args, "q")?);
    if p.len() != q.len() {
        return Err(value_error("both points must have the same number of dimensions"));
    }
    Ok(Value::Float(p.iter().zip(&q).fold(0.0, |d, (a, b)| f64::hypot(d, a - b))))
}

fn frexp(args: &mut Args) -> Result<Value> {
    let (m, e) = libm::frexp(real(args, "x")?);
    Ok(Value::tuple([Value::Float(m), Value::Int(e as i128)]))
}

fn ldexp(args: &mut Args) -> Result<Value> {
    let x = real(args, "x")?;
    let i = args.int("i")?.ok_or_else(|| args.wrong("i", "an integer"))?;
    checked(args, &[x], libm::ldexp(x, i.clamp(-10_000, 10_000) as i32))
}

fn modf(args: &mut Args) -> Result<Value> {
    let x = real(args, "x")?;
    let part = if x.is_infinite() { 0.0f64.copysign(x) } else { (x - x.trunc()).copysign(x) };
    Ok(Value::tuple([Value::Float(part), Value::Float(x.trunc())]))
}

fn nextafter(args: &mut Args) -> Result<Value> {
    Ok(Value::Float(libm::nextafter(real(args, "x")?, real(args, "y")?)))
}

fn ulp(args: &mut Args) -> Result<Value> {
    let x = real(args, "x")?.abs();
    let next = libm::nextafter(x, f64::INFINITY);
    Ok(Value::Float(if next.is_infinite() && x.is_finite() { x - libm::nextafter(x, 0.0) } else { next - x }))
}

fn remainder(args: &mut Args) -> Result<Value> {
    let (x, y) = (real(args, "x")?, real(args, "y")?);
    checked(args, &[x, y], libm::remainder(x, y))
}

fn sumprod(args: &mut Args) -> Result<Value> {
    let items = |name: &str| super::iterate::collect(args.need(name)?).map_err(|e| args.at(name, e));
    let (p, q) = (items("p")?, items("q")?);
    if p.len() != q.len() {
        return Err(value_error("Inputs are not the same length"));
    }
    let op = super::operators::binary;
    p.iter().zip(&q).try_fold(Value::Int(0), |sum, (a, b)| op(BinaryOp::Add, &sum, &op(BinaryOp::Multiply, a, b)?))
}

fn prod(args: &mut Args) -> Result<Value> {
    let mut product = args.raw("start").cloned().unwrap_or(Value::Int(1));
    for value in super::iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))? {
        product = super::operators::binary(BinaryOp::Multiply, &product, &value?)?;
    }
    Ok(product)
}
