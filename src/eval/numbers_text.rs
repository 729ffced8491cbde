//! Numbers as text and from text: `np.format_float_positional`, `np.fromstring` and their kin.

use super::builtins::rows;
use super::makers;
use super::{call, iterate};
use crate::array::{Plain, Value, convert};
use crate::chunk::DType;
use crate::diag::{Result, type_error, value_error};
use crate::display::FloatText;
use crate::ops::{Args, Op};

pub static FUNCTIONS: &[Op] = rows! { Np;
    "format_float_positional" "x, precision=None, unique=True, fractional=True, trim='k', sign=False, pad_left=None, pad_right=None, min_digits=None" "A float as text without an exponent." positional;
    "format_float_scientific" "x, precision=None, unique=True, trim='k', sign=False, pad_left=None, exp_digits=None, min_digits=None" "A float as text with an exponent." scientific;
    "fromstring" "string, dtype=float, count=-1, *, sep, like=None" "An array of the numbers in a text, between which stands `sep`." from_string;
    "fromiter" "iter, dtype, count=-1, *, like=None" "An array of the elements of whatever can be gone through." from_iter;
    "mask_indices" "n, mask_func, k=0" "The places of an n-by-n matrix that a function such as np.triu keeps." mask_indices;
};

/// The float and the options that a call asks for.
fn float(args: &Args) -> Result<(f64, DType, FloatText)> {
    let x = args.float("x")?.ok_or_else(|| args.wrong("x", "a real number"))?;
    let dtype = match args.need("x")? {
        Value::Scalar(s) if s.dtype.is_float() => s.dtype,
        Value::Array(a) if a.dtype().is_float() => a.dtype(),
        _ => DType::F64,
    };
    let count = |name: &str| if args.has(name) { args.count(name) } else { Ok(None) };
    let precision = count("precision")?;
    let unique = args.bool("unique", true)?;
    if !unique && precision.is_none() {
        return Err(args.at("unique", value_error("in non-unique mode `precision` must be supplied")));
    }
    let trim = args.text("trim")?.unwrap_or("k");
    let trim = trim.chars().next().filter(|c| "k.0-".contains(*c) && trim.len() == 1);
    let text = FloatText {
        precision,
        unique,
        fractional: !args.has("fractional") || args.bool("fractional", true)?,
        trim: trim.ok_or_else(|| args.at("trim", type_error("if supplied, trim must be 'k', '.', '0' or '-'")))?,
        sign: args.bool("sign", false)?,
        pad_left: count("pad_left")?.unwrap_or(0),
        pad_right: count("pad_right")?.unwrap_or(0),
        exp_digits: count("exp_digits")?.unwrap_or(2),
        min_digits: count("min_digits")?.unwrap_or(0),
    };
    Ok((x, dtype, text))
}

fn positional(args: &mut Args) -> Result<Value> {
    let (x, dtype, text) = float(args)?;
    Ok(Value::str(text.positional(x, dtype)))
}

fn scientific(args: &mut Args) -> Result<Value> {
    let (x, dtype, text) = float(args)?;
    Ok(Value::str(text.scientific(x, dtype)))
}

fn from_string(args: &mut Args) -> Result<Value> {
    let text = args.text("string")?.ok_or_else(|| args.wrong("string", "a string"))?.to_owned();
    let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
    let sep = args.text("sep")?.unwrap_or("").trim();
    let parts: Vec<&str> = match sep {
        "" => text.split_whitespace().collect(),
        sep => text.split(sep).map(str::trim).filter(|t| !t.is_empty()).collect(),
    };
    let most = args.int("count")?.and_then(|n| usize::try_from(n).ok()).unwrap_or(parts.len());
    let number = |t: &&str| makers::parse_number(t, dtype).map(Value::number).map_err(|e| args.at("string", e));
    let numbers = parts.iter().take(most).map(number).collect::<Result<Vec<_>>>()?;
    convert::to_block(&Value::list(numbers), Some(dtype)).map(|b| Value::Array(Plain::new(b)))
}

fn from_iter(args: &mut Args) -> Result<Value> {
    let dtype = args.dtype("dtype")?;
    let most = args.int("count")?.and_then(|n| usize::try_from(n).ok());
    let items = iterate::iter(args.need("iter")?).map_err(|e| args.at("iter", e))?;
    let items = items.take(most.unwrap_or(usize::MAX)).collect::<Result<Vec<_>>>()?;
    if most.is_some_and(|n| items.len() < n) {
        return Err(args.at("iter", value_error(format!("iterator too short: it gave {} elements", items.len()))));
    }
    convert::to_block(&Value::list(items), dtype).map(|b| Value::Array(Plain::new(b)))
}

fn mask_indices(args: &mut Args) -> Result<Value> {
    let n = args.count("n")?.ok_or_else(|| args.wrong("n", "an integer"))?;
    let ones = crate::chunk::Block::full(DType::I64, &[n, n], crate::chunk::Num::Int(1));
    let k = args.raw("k").cloned().unwrap_or(Value::Int(0));
    let kept = call::call_with(args.need("mask_func")?, [Value::Array(Plain::new(ones)), k])?;
    super::operators::row("nonzero", &[&kept])
}
