//! Python's functions of numbers, and the numbers' methods.

use super::builtins::rows;
use super::{operators, world};
use crate::array::Value;
use crate::chunk::{Num, c128};
use crate::diag::{Result, overflow_error, type_error, value_error, warn};
use crate::ops::{Args, Op};
use crate::syntax::ast::BinaryOp;

pub static INT_METHODS: &[Op] = rows! { Method;
    "conjugate" "self" "The number itself." itself;
    "bit_length" "self" "How many bits the number takes." bit_length;
    "bit_count" "self" "How many bits are set in the absolute value." bit_count;
    "is_integer" "self" "Whether it is a whole number." is_integer;
    "as_integer_ratio" "self" "Two ints whose ratio is the number." integer_ratio;
};

pub static FLOAT_METHODS: &[Op] = rows! { Method;
    "conjugate" "self" "The number itself." itself;
    "hex" "self" "The float in base 16, exactly, such as '0x1.8000000000000p+1'." float_hex;
    "is_integer" "self" "Whether it is a whole number." is_integer;
    "as_integer_ratio" "self" "Two ints whose ratio is the number." integer_ratio;
};

pub static COMPLEX_METHODS: &[Op] = rows! { Method;
    "conjugate" "self" "The number with the sign of its imaginary part turned." conjugate;
};

fn itself(args: &mut Args) -> Result<Value> {
    match args.need("self")? {
        Value::Bool(v) => Ok(Value::Int(*v as i128)),
        v => Ok(v.clone()),
    }
}

fn conjugate(args: &mut Args) -> Result<Value> {
    Ok(Value::Complex(num(args, "self")?.as_complex().conj()))
}

fn bit_length(args: &mut Args) -> Result<Value> {
    let bits = args.int("self")?.unwrap_or(0).unsigned_abs();
    Ok(Value::Int((u128::BITS - bits.leading_zeros()) as i128))
}

fn bit_count(args: &mut Args) -> Result<Value> {
    Ok(Value::Int(args.int("self")?.unwrap_or(0).unsigned_abs().count_ones() as i128))
}

fn float_hex(args: &mut Args) -> Result<Value> {
    let v = num(args, "self")?.as_f64();
    let sign = if v.is_sign_negative() { "-" } else { "" };
    let (bits, exponent) = (v.to_bits() & ((1 << 52) - 1), (v.to_bits() >> 52 & 0x7ff) as i32);
    Ok(Value::str(match (v, exponent) {
        (v, _) if v.is_nan() => "nan".to_owned(),
        (v, _) if v.is_infinite() => format!("{sign}inf"),
        (0.0, _) => format!("{sign}0x0.0p+0"),
        (_, 0) => format!("{sign}0x0.{bits:013x}p-1022"),
        (_, e) => format!("{sign}0x1.{bits:013x}p{:+}", e - 1023),
    }))
}

/// `float.fromhex`
pub fn from_hex(args: &mut Args) -> Result<Value> {
    let text = args.text("string")?.unwrap_or("").trim().to_lowercase();
    let wrong = || args.at("string", value_error("invalid hexadecimal floating-point string"));
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let size = match rest {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        rest => {
            let rest = rest.strip_prefix("0x").unwrap_or(rest);
            let (digits, exponent) = rest.split_once('p').unwrap_or((rest, "0"));
            let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
            let exponent: i32 = exponent.parse().map_err(|_| wrong())?;
            let all = format!("{whole}{part}");
            if all.is_empty() || all.len() > 30 {
                return Err(wrong());
            }
            let number = u128::from_str_radix(&all, 16).map_err(|_| wrong())?;
            libm::ldexp(number as f64, exponent.saturating_sub(4 * part.len() as i32))
        }
    };
    Ok(Value::Float(if negative { -size } else { size }))
}

fn is_integer(args: &mut Args) -> Result<Value> {
    let v = num(args, "self")?.as_f64();
    Ok(Value::Bool(v.is_finite() && v.fract() == 0.0))
}

fn integer_ratio(args: &mut Args) -> Result<Value> {
    if let Some(i) = args.need("self")?.as_int() {
        return Ok(Value::tuple([Value::Int(i), Value::Int(1)]));
    }
    let v = num(args, "self")?.as_f64();
    if !v.is_finite() {
        return Err(value_error("cannot convert NaN or infinity to an integer ratio"));
    }
    let (mut top, mut bottom) = (v, 1i128);
    while top.fract() != 0.0 {
        top *= 2.0;
        bottom = bottom.checked_mul(2).ok_or_else(|| overflow_error("the ratio does not fit ints of 127 bits"))?;
    }
    Ok(Value::tuple([Value::Int(top as i128), Value::Int(bottom)]))
}

/// The number that an argument is; a lazy one of a single element is computed.
fn num(args: &Args, name: &str) -> Result<Num> {
    let value = args.need(name)?;
    scalar(value)?.ok_or_else(|| args.wrong(name, "a number"))
}

/// The number of a value of a single element.
fn scalar(value: &Value) -> Result<Option<Num>> {
    let block = match value {
        Value::Array(a) if a.size() == 1 => a.block(),
        Value::Lazy(a) if a.size() == Some(1) => {
            world::needs_values()?;
            a.compute()?
        }
        Value::Array(_) | Value::Lazy(_) => {
            return Err(type_error("only length-1 arrays can be converted to Python scalars")
                .help("x[0] is one element; x.astype(int) and x.astype(float) convert all of them"));
        }
        v => return Ok(v.as_scalar()),
    };
    Ok(Some(block.first().num))
}

/// `abs(x)`
pub fn abs(args: &mut Args) -> Result<Value> {
    match args.need("x")? {
        v @ (Value::Array(_) | Value::Lazy(_) | Value::Masked(_) | Value::Scalar(_)) => {
            operators::row("absolute", &[v])
        }
        v => match v.as_number() {
            Some(Num::Float(v)) => Ok(Value::Float(v.abs())),
            Some(Num::Complex(v)) => Ok(Value::Float(v.re.hypot(v.im))),
            Some(n) => {
                let int = n.as_int().unwrap_or(0).checked_abs();
                int.map(Value::Int).ok_or_else(|| overflow_error("the result does not fit an int of 127 bits"))
            }
            None => Err(args.at("x", type_error(format!("bad operand type for abs(): '{}'", v.type_name())))),
        },
    }
}

fn based(args: &Args, write: impl Fn(u128) -> String) -> Result<Value> {
    let v = args.int("x")?.ok_or_else(|| args.wrong("x", "an integer"))?;
    Ok(Value::str(format!("{}{}", if v < 0 { "-" } else { "" }, write(v.unsigned_abs()))))
}

/// `bin(x)`
pub fn bin(args: &mut Args) -> Result<Value> {
    based(args, |v| format!("{v:#b}"))
}

/// `hex(x)`
pub fn hex(args: &mut Args) -> Result<Value> {
    based(args, |v| format!("{v:#x}"))
}

/// `oct(x)`
pub fn oct(args: &mut Args) -> Result<Value> {
    based(args, |v| format!("{v:#o}"))
}

/// `divmod(x, y)`
pub fn divmod(args: &mut Args) -> Result<Value> {
    let (x, y) = (args.need("x")?, args.need("y")?);
    let part = |op| operators::binary(op, x, y);
    Ok(Value::tuple([part(BinaryOp::FloorDivide)?, part(BinaryOp::Remainder)?]))
}

/// The number whose product with another is 1 but for multiples of a modulus.
fn inverse(value: i128, modulus: i128) -> Option<i128> {
    let (mut a, mut b) = (value.rem_euclid(modulus), modulus.abs());
    let (mut x, mut y) = (1i128, 0i128);
    while b != 0 {
        let q = a / b;
        (a, b) = (b, a - q * b);
        (x, y) = (y, x - q * y);
    }
    (a == 1).then(|| x.rem_euclid(modulus))
}

/// `pow(base, exp, mod)`
pub fn pow(args: &mut Args) -> Result<Value> {
    let (base, exp) = (args.need("base")?, args.need("exp")?);
    let Some(modulus) = args.get("mod") else { return operators::binary(BinaryOp::Power, base, exp) };
    let (Some(base), Some(mut exp), Some(modulus)) = (base.as_int(), exp.as_int(), modulus.as_int()) else {
        return Err(type_error("pow() 3rd argument not allowed unless all arguments are integers"));
    };
    if modulus == 0 {
        return Err(value_error("pow() 3rd argument cannot be 0"));
    }
    let times = |a: i128, b: i128| {
        a.checked_mul(b).map(|v| v.rem_euclid(modulus)).ok_or_else(|| overflow_error("pow(): the modulus is too large"))
    };
    let base = match exp < 0 {
        true => inverse(base, modulus).ok_or_else(|| value_error("base is not invertible for the given modulus"))?,
        false => base,
    };
    exp = exp.abs();
    let (mut result, mut square) = (1i128.rem_euclid(modulus), base.rem_euclid(modulus));
    while exp > 0 {
        if exp & 1 == 1 {
            result = times(result, square)?;
        }
        exp >>= 1;
        if exp > 0 {
            square = times(square, square)?;
        }
    }
    Ok(Value::Int(result))
}

/// `round(number, ndigits)`
pub fn round(args: &mut Args) -> Result<Value> {
    let digits = args.int("ndigits")?;
    let value = args.need("number")?;
    if let Value::Array(_) | Value::Lazy(_) | Value::Masked(_) | Value::Scalar(_) = value {
        let rounded = operators::row("round", &[value, &Value::Int(digits.unwrap_or(0))])?;
        return Ok(match (&rounded, digits) {
            (Value::Scalar(s), None) => {
                s.num.as_int().or_else(|| Some(s.num.as_f64() as i128)).map_or(rounded.clone(), Value::Int)
            }
            _ => rounded,
        });
    }
    match (value.as_number(), digits) {
        (Some(Num::Float(v)), None) if !v.is_finite() => Err(match v.is_nan() {
            true => value_error("cannot convert float NaN to integer"),
            false => overflow_error("cannot convert float infinity to integer"),
        }),
        (Some(Num::Float(v)), None) => whole(v.round_ties_even()).map(Value::Int),
        (Some(Num::Float(v)), Some(n)) => Ok(Value::Float(round_float(v, n))),
        (Some(Num::Int(_) | Num::Bool(_)), n) => round_int(value.as_int().unwrap_or(0), n.unwrap_or(0)).map(Value::Int),
        _ => Err(args.at("number", type_error(format!("type {} doesn't define __round__ method", value.type_name())))),
    }
}

/// A float rounded to so many decimal digits, as its exact decimal expansion is.
fn round_float(v: f64, digits: i128) -> f64 {
    if !v.is_finite() || digits > 300 {
        return v;
    }
    if digits >= 0 {
        return format!("{v:.*}", digits as usize).parse().unwrap_or(v);
    }
    let scale = 10f64.powi((-digits).min(400) as i32);
    if scale.is_infinite() { 0f64.copysign(v) } else { (v / scale).round_ties_even() * scale }
}

fn round_int(v: i128, digits: i128) -> Result<i128> {
    if digits >= 0 {
        return Ok(v);
    }
    let Some(scale) = u32::try_from(-digits).ok().and_then(|d| 10i128.checked_pow(d)) else { return Ok(0) };
    let (down, rest) = (v.div_euclid(scale), v.rem_euclid(scale));
    let up = 2 * rest > scale || (2 * rest == scale && down % 2 != 0);
    Ok((down + up as i128) * scale)
}

fn whole(v: f64) -> Result<i128> {
    if v.abs() < 1.7e38 { Ok(v as i128) } else { Err(overflow_error(format!("{v:e} does not fit an int of 127 bits"))) }
}

/// What is told of a complex scalar that is made real.
const REAL_ALONE: &str = "ComplexWarning: Casting complex values to real discards the imaginary part";

/// `int(x, base)`
pub fn to_int(args: &mut Args) -> Result<Value> {
    match args.raw("x") {
        None => Ok(Value::Int(0)),
        Some(Value::Str(text)) => {
            let base = args.int("base")?.unwrap_or(10);
            parse_int(text, base).map(Value::Int).map_err(|e| args.at("x", e))
        }
        Some(value) => match scalar(value).map_err(|e| args.at("x", e))? {
            Some(Num::Float(v)) if v.is_nan() => Err(args.at("x", value_error("cannot convert float NaN to integer"))),
            Some(Num::Float(v)) if v.is_infinite() => {
                Err(args.at("x", overflow_error("cannot convert float infinity to integer")))
            }
            Some(Num::Float(v)) => whole(v.trunc()).map(Value::Int),
            Some(Num::Complex(z)) if matches!(value, Value::Scalar(_)) => {
                warn(REAL_ALONE);
                whole(z.re.trunc()).map(Value::Int)
            }
            Some(n) if n.as_int().is_some() => Ok(Value::Int(n.as_int().unwrap_or(0))),
            _ => Err(args.at(
                "x",
                type_error(format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                    value.type_name()
                )),
            )),
        },
    }
}

/// The int that a text is in a base.
pub fn parse_int(text: &str, base: i128) -> Result<i128> {
    let wrong = || {
        let error =
            value_error(format!("invalid literal for int() with base {base}: {}", crate::display::repr_text(text)));
        match parse_float(text) {
            Ok(_) => error.help("int(float(x)) reads a number with a point, and cuts it"),
            Err(_) => error.help("the text must be a whole number, such as '42'"),
        }
    };
    let clean = text.trim().replace('_', "");
    let (negative, digits) = match clean.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, clean.strip_prefix('+').unwrap_or(&clean)),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed =
        [("0x", 16), ("0o", 8), ("0b", 2)].into_iter().find(|(p, b)| lower.starts_with(p) && (base == 0 || base == *b));
    let (digits, base) = match prefixed {
        Some((_, b)) => (&lower[2..], b),
        None => (lower.as_str(), if base == 0 { 10 } else { base }),
    };
    if !(2..=36).contains(&base) {
        return Err(value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    if digits.is_empty() || digits.starts_with(['+', '-']) || !digits.chars().all(|c| c.is_digit(base as u32)) {
        return Err(wrong());
    }
    let value = i128::from_str_radix(digits, base as u32)
        .map_err(|_| overflow_error(format!("{text} does not fit an int of 127 bits")))?;
    Ok(if negative { -value } else { value })
}

/// `float(x)`
pub fn to_float(args: &mut Args) -> Result<Value> {
    match args.raw("x") {
        None => Ok(Value::Float(0.0)),
        Some(Value::Str(text)) => parse_float(text).map(Value::Float).map_err(|e| args.at("x", e)),
        Some(value) => match scalar(value).map_err(|e| args.at("x", e))? {
            Some(n) if !matches!(n, Num::Complex(_)) => Ok(Value::Float(n.as_f64())),
            Some(Num::Complex(z)) if matches!(value, Value::Scalar(_)) => {
                warn(REAL_ALONE);
                Ok(Value::Float(z.re))
            }
            _ => Err(args.at(
                "x",
                type_error(format!("float() argument must be a string or a real number, not '{}'", value.type_name())),
            )),
        },
    }
}

/// The float that a text is.
pub fn parse_float(text: &str) -> Result<f64> {
    let wrong = || {
        value_error(format!("could not convert string to float: {}", crate::display::repr_text(text)))
            .help("a number is written with a point: '1.5', '2e-3', 'nan'")
    };
    let clean = text.trim().to_ascii_lowercase().replace('_', "");
    let bare = clean.trim_start_matches(['+', '-']);
    let known = ["inf", "infinity", "nan"].contains(&bare);
    if !known && !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(wrong());
    }
    clean.parse().map_err(|_| wrong())
}

/// `complex(real, imag)`
pub fn to_complex(args: &mut Args) -> Result<Value> {
    if let Some(Value::Str(text)) = args.raw("real") {
        return parse_complex(text).map(Value::Complex).map_err(|e| args.at("real", e));
    }
    let part = |name: &str| if args.raw(name).is_none() { Ok(Num::Int(0)) } else { num(args, name) };
    let (first, second) = (part("real")?, part("imag")?);
    let (a, b) = (first.as_complex(), second.as_complex());
    // A real number has no imaginary part to add: the sign of a zero stays.
    let re = if matches!(second, Num::Complex(_)) { a.re - b.im } else { a.re };
    let im = if matches!(first, Num::Complex(_)) { a.im + b.re } else { b.re };
    Ok(Value::Complex(c128::new(re, im)))
}

/// The complex number that a text is, such as `1+2j`.
pub fn parse_complex(text: &str) -> Result<c128> {
    let wrong = || value_error("complex() arg is a malformed string");
    let clean = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
    let Some(body) = clean.strip_suffix(['j', 'J']) else {
        return parse_float(clean).map(|v| c128::new(v, 0.0)).map_err(|_| wrong());
    };
    let split = body
        .char_indices()
        .filter(|&(i, c)| i > 0 && (c == '+' || c == '-') && !body[..i].ends_with(['e', 'E']))
        .map(|(i, _)| i)
        .next_back();
    let (re, im) = body.split_at(split.unwrap_or(0));
    let imaginary = match im {
        "" | "+" => Ok(1.0),
        "-" => Ok(-1.0),
        im => parse_float(im),
    };
    let real = if re.is_empty() { Ok(0.0) } else { parse_float(re) };
    Ok(c128::new(real.map_err(|_| wrong())?, imaginary.map_err(|_| wrong())?))
}
