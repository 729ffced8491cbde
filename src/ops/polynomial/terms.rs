//! Polynomials term by term.

use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Num, c128};
use crate::diag::{Result, type_error, value_error};
use crate::ops::compose::{self, apply, apply_number, apply2};
use crate::ops::{Args, Given, Place, find};

/// What an operation of `np.linalg` gives.
pub fn linalg(name: &str, operands: &[Lazy], named: &[(&str, Value)]) -> Result<Vec<Lazy>> {
    let op = find(Place::Linalg, name).ok_or_else(|| type_error(format!("linalg.{name} is not there")))?;
    let given = |value: Value| Given { value, span: None };
    let operands = operands.iter().map(|a| given(Value::Lazy(a.clone()))).collect();
    let named = named.iter().map(|(n, v)| ((*n).to_owned(), given(v.clone()))).collect();
    match (op.build)(&mut Args::bind(op, operands, named, true)?)? {
        Value::Lazy(a) => Ok(vec![a]),
        value => value.items().unwrap_or_default().iter().map(convert::to_lazy).collect(),
    }
}

/// The coefficients of an argument, in memory.
fn coefficients(args: &Args, name: &str) -> Result<Lazy> {
    let array = args.array(name)?;
    let array = if array.ndim() == 0 { build::expand_dims(&array, &[0]) } else { array };
    if array.ndim() != 1 {
        return Err(args.at(name, value_error("a polynomial's coefficients are a sequence of numbers")));
    }
    Ok(convert::whole(array.compute()?.contiguous()))
}

fn length(array: &Lazy) -> usize {
    array.node.shape()[0]
}

fn stretch(array: &Lazy, from: usize, to: usize) -> Result<Lazy> {
    build::index(array, &[build::Index::Slice(Some(from as i128), Some(to as i128), None)])
}

fn zeros(n: usize, dtype: DType) -> Lazy {
    convert::whole(Block::full(dtype, &[n], Num::Int(0)))
}

/// One after the other, under the dtype that holds both.
fn joined(a: &Lazy, b: &Lazy) -> Result<Lazy> {
    apply("concatenate", &[Value::list([Value::Lazy(a.clone()), Value::Lazy(b.clone())])])
}

/// `n`, ..., 2, 1
fn countdown(n: usize) -> Lazy {
    convert::whole(Block::from_slice(&[n], &(1..=n as i64).rev().collect::<Vec<_>>()))
}

/// Horner's rule.
pub fn value(args: &mut Args) -> Result<Value> {
    let p = coefficients(args, "p")?;
    let x = args.array("x")?;
    let mut y = apply("zeros_like", &[Value::Lazy(x.clone())])?;
    for k in 0..length(&p) {
        let term = build::index(&p, &[build::Index::At(k as i128)])?;
        y = apply2("add", &apply2("multiply", &y, &x)?, &term)?;
    }
    args.answer(y)
}

/// Two polynomials added or subtracted.
pub fn sum(args: &mut Args, name: &str) -> Result<Value> {
    let (a, b) = (coefficients(args, "a1")?, coefficients(args, "a2")?);
    let n = length(&a).max(length(&b));
    let filled = |p: &Lazy| if length(p) < n { joined(&zeros(n - length(p), p.dtype()), p) } else { Ok(p.clone()) };
    args.answer(apply2(name, &filled(&a)?, &filled(&b)?)?)
}

/// The coefficients without zeros in front; at least one stays.
fn trimmed(p: Lazy) -> Result<Lazy> {
    let numbers = p.compute()?.to_vec::<c128>();
    let lead = numbers.iter().take_while(|v| **v == c128::default()).count().min(numbers.len().saturating_sub(1));
    stretch(&p, lead, numbers.len())
}

pub fn product(args: &mut Args) -> Result<Value> {
    // Of no terms, zero is left.
    let terms = |name: &str| {
        let p = trimmed(coefficients(args, name)?)?;
        Ok(if length(&p) == 0 { zeros(1, p.dtype()) } else { p })
    };
    let (a, b) = (terms("a1")?, terms("a2")?);
    args.answer(apply2("convolve", &a, &b)?)
}

pub fn derivative(args: &mut Args) -> Result<Value> {
    let mut p = coefficients(args, "p")?;
    for _ in 0..args.count("m")?.unwrap_or(1) {
        let n = length(&p).saturating_sub(1);
        p = apply2("multiply", &stretch(&p, 0, n)?, &countdown(n))?;
    }
    args.answer(p)
}

pub fn integral(args: &mut Args) -> Result<Value> {
    let mut p = coefficients(args, "p")?;
    let times = args.count("m")?.unwrap_or(1);
    let constants = match args.get("k") {
        None => zeros(times, DType::F64),
        Some(_) => coefficients(args, "k")?,
    };
    if length(&constants) != times && length(&constants) != 1 {
        return Err(args.at("k", value_error("k must be a scalar or a rank-1 array of length 1 or >m.")));
    }
    for m in 0..times {
        let at = if length(&constants) == 1 { 0 } else { m };
        let whole = apply2("divide", &p, &countdown(length(&p)))?;
        p = joined(&whole, &stretch(&constants, at, at + 1)?)?;
    }
    args.answer(p)
}

/// Numbers as an array: of floats where both of two were real.
fn numbers(of: &[c128], real: bool) -> Value {
    Value::Array(Plain::new(match real {
        true => Block::from_slice(&[of.len()], &of.iter().map(|v| v.re).collect::<Vec<f64>>()),
        false => Block::from_slice(&[of.len()], of),
    }))
}

pub fn quotient(args: &mut Args) -> Result<Value> {
    let (u, v) = (coefficients(args, "u")?, coefficients(args, "v")?);
    let real = !u.dtype().is_complex() && !v.dtype().is_complex();
    let (mut rest, divisor) = (u.compute()?.to_vec::<c128>(), v.compute()?.to_vec::<c128>());
    let Some(lead) = divisor.first() else { return Err(args.at("v", value_error("the divisor has no terms"))) };
    let (m, n) = (rest.len() as isize - 1, divisor.len() as isize - 1);
    let scale = c128::new(1.0, 0.0) / lead;
    let mut quotient = vec![c128::default(); (m - n + 1).max(1) as usize];
    for k in 0..(m - n + 1).max(0) as usize {
        let d = scale * rest[k];
        quotient[k] = d;
        rest[k..k + divisor.len()].iter_mut().zip(&divisor).for_each(|(r, v)| *r -= d * v);
    }
    let gone = rest.iter().take(rest.len().saturating_sub(1)).take_while(|v| v.norm() <= 1e-8).count();
    Ok(Value::tuple([numbers(&quotient, real), numbers(&rest[gone..], real)]))
}

pub fn from_roots(args: &mut Args) -> Result<Value> {
    let given = args.array("seq_of_zeros")?;
    let roots = match given.known_shape().as_deref() {
        Some(&[n, m]) if n == m && n > 0 => linalg("eigvals", &[given], &[])?.swap_remove(0),
        Some([_]) | Some([]) => compose::flat(&given)?,
        _ => {
            return Err(args.at("seq_of_zeros", value_error("input must be 1d or non-empty square 2d array.")));
        }
    };
    let dtype = match roots.dtype() {
        d @ (DType::F32 | DType::C64 | DType::C128) => d,
        _ => DType::F64,
    };
    let roots = roots.compute()?.to_vec::<c128>();
    if roots.is_empty() {
        return Ok(Value::Float(1.0));
    }
    let mut p = vec![c128::new(1.0, 0.0)];
    for root in &roots {
        p.push(c128::default());
        for k in (1..p.len()).rev() {
            let before = p[k - 1];
            p[k] -= root * before;
        }
    }
    let paired = roots.iter().all(|r| roots.iter().any(|other| other == &r.conj()));
    let dtype = if paired { dtype.real() } else { dtype };
    Ok(Value::Array(Plain::new(Block::from_slice(&[p.len()], &p).cast(dtype))))
}

pub fn roots(args: &mut Args) -> Result<Value> {
    let p = coefficients(args, "p")?;
    let all = p.compute()?.to_vec::<c128>();
    let zero = |v: &&c128| **v == c128::default();
    let lead = all.iter().take_while(zero).count();
    if lead == all.len() {
        return Ok(numbers(&[], true));
    }
    let trail = all.iter().rev().take_while(zero).count();
    let n = all.len() - lead - trail;
    let dtype = if p.dtype().is_complex() { DType::C128 } else { DType::F64 };
    let p = build::cast(&stretch(&p, lead, all.len() - trail)?, dtype);
    let found = match n {
        0 | 1 => zeros(0, dtype),
        n => {
            let first = build::index(&p, &[build::Index::At(0)])?;
            let row = apply("negative", &[Value::Lazy(apply2("divide", &stretch(&p, 1, n)?, &first)?)])?;
            let row = build::expand_dims(&row, &[0]);
            let below = compose::call("eye", &[Value::Int(n as i128 - 2)], &[("M", Value::Int(n as i128 - 1))])?;
            let companion = if n == 2 { row } else { build::concat(&[row, build::cast(&below, dtype)], 0)? };
            linalg("eigvals", &[convert::whole(companion.compute()?)], &[])?.swap_remove(0)
        }
    };
    let found = real_where_possible(convert::whole(found.compute()?))?;
    args.answer(joined(&found, &zeros(trail, found.dtype()))?)
}

/// As LAPACK's eigenvalues come out: real where all imaginary parts are zero.
fn real_where_possible(array: Lazy) -> Result<Lazy> {
    let imaginary = array.dtype().is_complex() && array.compute()?.to_vec::<c128>().iter().any(|v| v.im != 0.0);
    if imaginary || !array.dtype().is_complex() { Ok(array) } else { apply("real", &[Value::Lazy(array)]) }
}

/// The array plus zero of floats: integers become floats.
pub fn as_floats(array: &Lazy) -> Result<Lazy> {
    apply_number("add", array, Num::Float(0.0))
}
