//! Arithmetic of Python's numbers: integers exact, floats and complex numbers as C has them.

use std::cmp::Ordering;

use crate::chunk::{Num, c128};
use crate::diag::{Error, Kind, Result, overflow_error, value_error};
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// `a op b`; none if numbers do not have the operator.
pub fn binary(op: BinaryOp, a: Num, b: Num) -> Option<Result<Num>> {
    use BinaryOp::*;
    if let (BitAnd | BitOr | BitXor, Num::Bool(x), Num::Bool(y)) = (op, a, b) {
        return Some(Ok(Num::Bool(match op {
            BitAnd => x & y,
            BitOr => x | y,
            _ => x ^ y,
        })));
    }
    match (a.as_int(), b.as_int(), a, b) {
        (Some(x), Some(y), ..) => ints(op, x, y),
        (_, _, Num::Complex(_), _) | (_, _, _, Num::Complex(_)) => {
            complexes(op, a.as_complex(), b.as_complex()).map(|r| r.map(Num::Complex))
        }
        _ => floats(op, a.as_f64(), b.as_f64()),
    }
}

fn zero_division(message: &str) -> Error {
    Error::new(Kind::ZeroDivisionError, message)
        .help("NumPy's numbers and arrays give inf or nan with a warning: np.float64(1) / 0")
}

fn too_big(op: BinaryOp, x: i128, y: i128) -> Error {
    overflow_error(format!("the result of {x} {} {y} does not fit an int of 127 bits", op.symbol()))
        .help("floats go further: write one of the numbers with a `.0`")
}

fn ints(op: BinaryOp, x: i128, y: i128) -> Option<Result<Num>> {
    use BinaryOp::*;
    let exact = |v: Option<i128>| Some(v.map(Num::Int).ok_or_else(|| too_big(op, x, y)));
    match op {
        Add => exact(x.checked_add(y)),
        Subtract => exact(x.checked_sub(y)),
        Multiply => exact(x.checked_mul(y)),
        Divide if y == 0 => Some(Err(zero_division("division by zero"))),
        Divide => Some(Ok(Num::Float(true_divide(x, y)))),
        FloorDivide if y == 0 => Some(Err(zero_division("integer division by zero"))),
        Remainder if y == 0 => Some(Err(zero_division("integer modulo by zero"))),
        FloorDivide => exact(x.checked_div(y).map(|q| if x % y != 0 && (x < 0) != (y < 0) { q - 1 } else { q })),
        Remainder => exact(Some(x.checked_rem(y).map_or(0, |r| if r != 0 && (r < 0) != (y < 0) { r + y } else { r }))),
        Power if y < 0 => floats(op, x as f64, y as f64),
        Power => exact(int_power(x, y)),
        BitAnd => exact(Some(x & y)),
        BitOr => exact(Some(x | y)),
        BitXor => exact(Some(x ^ y)),
        ShiftLeft | ShiftRight if y < 0 => Some(Err(value_error("negative shift count"))),
        ShiftLeft if x == 0 => exact(Some(0)),
        ShiftLeft => exact(u32::try_from(y).ok().filter(|n| *n < 127).and_then(|n| x.checked_mul(1i128 << n))),
        ShiftRight => exact(Some(x >> y.min(127))),
        MatMul => None,
    }
}

/// The quotient, rounded once.
fn true_divide(x: i128, y: i128) -> f64 {
    const EXACT: u128 = 1 << 53;
    if x.unsigned_abs() <= EXACT && y.unsigned_abs() <= EXACT {
        return x as f64 / y as f64;
    }
    let (over, under) = (x.unsigned_abs(), y.unsigned_abs());
    // A quotient of at least 55 bits, its last one set where anything is left over, is rounded once as a whole.
    let wide = |v: u128| 128 - v.leading_zeros();
    let shift = (wide(under) + 55).saturating_sub(wide(over));
    let (up, down) = (shift.min(over.leading_zeros()), shift.saturating_sub(over.leading_zeros()));
    let over = over << up;
    let (mut quotient, mut rest) = (over / under, over % under);
    for _ in 0..down {
        rest <<= 1;
        quotient <<= 1;
        if rest >= under {
            rest -= under;
            quotient |= 1;
        }
    }
    let size = (quotient | u128::from(rest != 0)) as f64 * 0.5f64.powi(shift as i32);
    if (x < 0) != (y < 0) { -size } else { size }
}

fn int_power(base: i128, exponent: i128) -> Option<i128> {
    match (base, exponent) {
        (_, 0) | (1, _) => Some(1),
        (0, _) => Some(0),
        (-1, e) => Some(if e % 2 == 0 { 1 } else { -1 }),
        (b, e) => u32::try_from(e).ok().and_then(|e| b.checked_pow(e)),
    }
}

fn floats(op: BinaryOp, x: f64, y: f64) -> Option<Result<Num>> {
    use BinaryOp::*;
    Some(match op {
        Add => Ok(Num::Float(x + y)),
        Subtract => Ok(Num::Float(x - y)),
        Multiply => Ok(Num::Float(x * y)),
        Divide | FloorDivide if y == 0.0 => Err(zero_division("division by zero")),
        Remainder if y == 0.0 => Err(zero_division("float modulo by zero")),
        Divide => Ok(Num::Float(x / y)),
        FloorDivide => Ok(Num::Float(floor_mod(x, y).0)),
        Remainder => Ok(Num::Float(floor_mod(x, y).1)),
        Power => power(x, y),
        _ => return None,
    })
}

/// Python's quotient and remainder of floats: the remainder has the divisor's sign.
pub fn floor_mod(x: f64, y: f64) -> (f64, f64) {
    let mut rest = x % y;
    let mut quotient = (x - rest) / y;
    if rest == 0.0 {
        rest = 0f64.copysign(y);
    } else if (y < 0.0) != (rest < 0.0) {
        rest += y;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0f64.copysign(x / y), rest);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, rest)
}

fn power(x: f64, y: f64) -> Result<Num> {
    if x == 0.0 && y < 0.0 {
        return Err(zero_division("zero to a negative power"));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y.fract() != 0.0 {
        return complex_power(c128::new(x, 0.0), c128::new(y, 0.0)).map(Num::Complex);
    }
    let result = x.powf(y);
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(overflow_error("(34, 'Numerical result out of range')"));
    }
    Ok(Num::Float(result))
}

fn complexes(op: BinaryOp, x: c128, y: c128) -> Option<Result<c128>> {
    use BinaryOp::*;
    Some(match op {
        Add => Ok(x + y),
        Subtract => Ok(x - y),
        Multiply => Ok(x * y),
        Divide if y == c128::default() => Err(zero_division("division by zero")),
        Divide => Ok(divide(x, y)),
        Power => complex_power(x, y),
        _ => return None,
    })
}

/// Smith's division, which does not overflow on the way.
fn divide(x: c128, y: c128) -> c128 {
    if y.re.abs() >= y.im.abs() {
        let ratio = y.im / y.re;
        let scale = y.re + y.im * ratio;
        c128::new((x.re + x.im * ratio) / scale, (x.im - x.re * ratio) / scale)
    } else {
        let ratio = y.re / y.im;
        let scale = y.re * ratio + y.im;
        c128::new((x.re * ratio + x.im) / scale, (x.im * ratio - x.re) / scale)
    }
}

fn complex_power(x: c128, y: c128) -> Result<c128> {
    if y == c128::default() {
        return Ok(c128::new(1.0, 0.0));
    }
    if x == c128::default() {
        return if y.re > 0.0 && y.im == 0.0 {
            Ok(x)
        } else {
            Err(zero_division("zero to a negative or complex power"))
        };
    }
    if y.im == 0.0 && y.re.fract() == 0.0 && y.re.abs() <= 100.0 {
        let power = whole_power(x, y.re.abs() as u32);
        return Ok(if y.re < 0.0 { divide(c128::new(1.0, 0.0), power) } else { power });
    }
    let (size, angle) = (x.re.hypot(x.im), x.im.atan2(x.re));
    let mut len = size.powf(y.re);
    let mut phase = angle * y.re;
    if y.im != 0.0 {
        len /= (angle * y.im).exp();
        phase += y.im * size.ln();
    }
    Ok(c128::new(len * phase.cos(), len * phase.sin()))
}

fn whole_power(x: c128, mut n: u32) -> c128 {
    let (mut result, mut square) = (c128::new(1.0, 0.0), x);
    while n > 0 {
        if n & 1 == 1 {
            result *= square;
        }
        n >>= 1;
        square *= square;
    }
    result
}

/// `op a`; none if the number does not have the operator.
pub fn unary(op: UnaryOp, a: Num) -> Option<Result<Num>> {
    let int = |v: Option<i128>| {
        Some(v.map(Num::Int).ok_or_else(|| overflow_error("the result does not fit an int of 127 bits")))
    };
    match (op, a.as_int(), a) {
        (UnaryOp::Negative, Some(v), _) => int(v.checked_neg()),
        (UnaryOp::Positive, Some(v), _) => int(Some(v)),
        (UnaryOp::Invert, Some(v), _) => int(Some(!v)),
        (UnaryOp::Negative, _, Num::Float(v)) => Some(Ok(Num::Float(-v))),
        (UnaryOp::Negative, _, Num::Complex(v)) => Some(Ok(Num::Complex(-v))),
        (UnaryOp::Positive, _, v) => Some(Ok(v)),
        _ => None,
    }
}

/// How two numbers are ordered (`Some(None)` with a NaN); none for complex numbers.
pub fn order(a: Num, b: Num) -> Option<Option<Ordering>> {
    match (a.as_int(), b.as_int(), a, b) {
        (_, _, Num::Complex(_), _) | (_, _, _, Num::Complex(_)) => None,
        (Some(x), Some(y), ..) => Some(Some(x.cmp(&y))),
        (Some(x), None, ..) => Some(int_with_float(x, b.as_f64())),
        (None, Some(y), ..) => Some(int_with_float(y, a.as_f64()).map(Ordering::reverse)),
        _ => Some(a.as_f64().partial_cmp(&b.as_f64())),
    }
}

/// An int held against a float, exactly.
fn int_with_float(x: i128, y: f64) -> Option<Ordering> {
    const LIMIT: f64 = 1.7014118346046923e38;
    if y.is_nan() {
        return None;
    }
    if y >= LIMIT {
        return Some(Ordering::Less);
    }
    if y < -LIMIT {
        return Some(Ordering::Greater);
    }
    let whole = y.floor();
    Some(x.cmp(&(whole as i128)).then(if y > whole { Ordering::Less } else { Ordering::Equal }))
}

/// Whether two numbers are equal.
pub fn equal(a: Num, b: Num) -> bool {
    match order(a, b) {
        Some(ordering) => ordering == Some(Ordering::Equal),
        None => a.as_complex() == b.as_complex(),
    }
}
