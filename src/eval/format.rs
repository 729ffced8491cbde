//! `format(value, spec)`, which f-strings, `str.format` and `%` rest on.

use super::spec::Spec;
use super::{call, text};
use crate::array::Value;
use crate::chunk::Num;
use crate::diag::{Error, Result, type_error, value_error};

/// The value as text, by a format specification.
pub fn format(value: &Value, spec: &str) -> Result<String> {
    if spec.is_empty() {
        // NumPy formats its floats as the Python floats that they are.
        return Ok(match (value, value.as_scalar()) {
            (Value::Scalar(_) | Value::Array(_), Some(num @ (Num::Float(_) | Num::Complex(_)))) => {
                text::str(&Value::number(num))
            }
            _ => text::str(value),
        });
    }
    if let Value::Object(o) = value
        && let Some(method) = o.attribute("__format__")
    {
        return call::call_with(&method, [Value::str(spec)]).map(|v| text::str(&v));
    }
    by_spec(value, &Spec::parse(spec)?)
}

/// The value as text, by a specification that was read.
pub fn by_spec(value: &Value, spec: &Spec) -> Result<String> {
    match value {
        Value::Str(s) => string(s, spec),
        v => match v.as_scalar() {
            Some(num) => number(num, v, spec),
            None => Err(type_error(format!("unsupported format string passed to {}.__format__", v.type_name()))
                .help("str(x) makes a string of it, which can be padded")),
        },
    }
}

fn unknown(kind: char, name: &str) -> Error {
    value_error(format!("Unknown format code '{kind}' for object of type '{name}'"))
}

fn string(s: &str, spec: &Spec) -> Result<String> {
    match spec.kind {
        None | Some('s') => {}
        Some(kind) => return Err(unknown(kind, "str")),
    }
    if spec.align == Some('=') {
        return Err(value_error("'=' alignment not allowed in string format specifier"));
    }
    let cut: String = match spec.precision {
        Some(n) => s.chars().take(n).collect(),
        None => s.to_owned(),
    };
    Ok(spec.pad(&cut, '<', 0))
}

fn number(num: Num, value: &Value, spec: &Spec) -> Result<String> {
    match (num, spec.kind) {
        (Num::Complex(v), kind) => complex(v.re, v.im, kind, spec),
        (_, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%')) | (Num::Float(_), None | Some('n')) => {
            float(num.as_f64(), value, spec)
        }
        (Num::Float(_), Some(kind)) => Err(unknown(kind, "float")),
        _ => int(num.as_int().unwrap_or(0), spec),
    }
}

fn int(v: i128, spec: &Spec) -> Result<String> {
    if spec.precision.is_some() {
        return Err(value_error("Precision not allowed in integer format specifier"));
    }
    let magnitude = v.unsigned_abs();
    let (prefix, digits, group) = match spec.kind {
        None | Some('d' | 'n') => ("", magnitude.to_string(), 3),
        Some('b') => ("0b", format!("{magnitude:b}"), 4),
        Some('o') => ("0o", format!("{magnitude:o}"), 4),
        Some('x') => ("0x", format!("{magnitude:x}"), 4),
        Some('X') => ("0X", format!("{magnitude:X}"), 4),
        Some('c') => {
            let c = u32::try_from(magnitude)
                .ok()
                .and_then(char::from_u32)
                .ok_or_else(|| value_error("%c arg not in range(0x110000)"))?;
            return Ok(spec.pad(&c.to_string(), '<', 0));
        }
        Some(kind) => return Err(unknown(kind, "int")),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(finish(v < 0, prefix, &digits, "", group, spec))
}

/// Puts sign, grouping and padding to digits.
fn finish(negative: bool, prefix: &str, whole: &str, rest: &str, group: usize, spec: &Spec) -> String {
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, '+') => "+",
        (false, ' ') => " ",
        _ => "",
    };
    let lead = sign.len() + prefix.len();
    let mut digits = whole.to_owned();
    if let Some(separator) = spec.grouping {
        if spec.fill == '0' && spec.side('>') == '=' {
            // Zeros that fill are grouped too.
            let room = spec.width.saturating_sub(lead + rest.chars().count());
            while grouped_len(digits.len() + 1, group) <= room {
                digits.insert(0, '0');
            }
        }
        digits = grouped(&digits, group, separator);
    }
    spec.pad(&format!("{sign}{prefix}{digits}{rest}"), '>', lead)
}

fn grouped_len(digits: usize, group: usize) -> usize {
    digits + (digits - 1) / group
}

fn grouped(digits: &str, group: usize, separator: char) -> String {
    let n = digits.len();
    let mut out = String::with_capacity(n + n / group);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (n - i).is_multiple_of(group) && c.is_ascii_alphanumeric() {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

fn float(v: f64, value: &Value, spec: &Spec) -> Result<String> {
    let percent = spec.kind == Some('%');
    let shown = if percent { v * 100.0 } else { v };
    let upper = matches!(spec.kind, Some('E' | 'F' | 'G'));
    let body = if !v.is_finite() {
        if v.is_nan() { "nan".to_owned() } else { "inf".to_owned() }
    } else {
        let size = shown.abs();
        match spec.kind {
            Some('e' | 'E') => exponent(size, spec.precision.unwrap_or(6), spec.alternate),
            Some('f' | 'F' | '%') => fixed(size, spec.precision.unwrap_or(6), spec.alternate),
            Some('g' | 'G' | 'n') => general(size, spec.precision.unwrap_or(6), spec.alternate, false),
            _ => match spec.precision {
                Some(p) => general(size, p, spec.alternate, true),
                None => text::str(value).trim_start_matches('-').to_owned(),
            },
        }
    };
    let body = if upper { body.to_uppercase() } else { body };
    let split = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let (whole, rest) = if v.is_finite() { body.split_at(split) } else { (body.as_str(), "") };
    let rest = if percent { format!("{rest}%") } else { rest.to_owned() };
    Ok(finish(v.is_sign_negative() && !v.is_nan(), "", whole, &rest, 3, spec))
}

fn fixed(v: f64, precision: usize, point: bool) -> String {
    let text = format!("{v:.precision$}");
    if precision == 0 && point { format!("{text}.") } else { text }
}

fn exponent(v: f64, precision: usize, point: bool) -> String {
    let text = format!("{v:.precision$e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let point = if precision == 0 && point { "." } else { "" };
    format!("{digits}{point}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
}

/// C's `%g`: as many significant digits as `precision`, in whichever form is shorter. With `keep`, at least one digit
/// stays after the point, as in `str` of a float.
fn general(v: f64, precision: usize, alternate: bool, keep: bool) -> String {
    let digits = precision.max(1);
    let rounded = format!("{v:.*e}", digits - 1);
    let power: i32 = rounded.split_once('e').and_then(|(_, p)| p.parse().ok()).unwrap_or(0);
    let scientific = power < -4 || power >= digits as i32 - i32::from(keep);
    let text = if scientific {
        exponent(v, digits - 1, alternate)
    } else {
        fixed(v, (digits as i32 - 1 - power).max(0) as usize, alternate)
    };
    if alternate {
        return text;
    }
    let (body, power) = match text.split_once('e') {
        Some((body, power)) => (body, format!("e{power}")),
        None => (text.as_str(), String::new()),
    };
    let trimmed = if body.contains('.') { body.trim_end_matches('0').trim_end_matches('.') } else { body };
    let kept =
        if keep && power.is_empty() && !trimmed.contains('.') { format!("{trimmed}.0") } else { trimmed.to_owned() };
    format!("{kept}{power}")
}

fn complex(re: f64, im: f64, kind: Option<char>, spec: &Spec) -> Result<String> {
    if let Some(kind) = kind.filter(|k| !"eEfFgGn".contains(*k)) {
        return Err(unknown(kind, "complex"));
    }
    if spec.zero || spec.align == Some('=') {
        return Err(value_error("Zero padding is not allowed in complex format specifier"));
    }
    let part = |v: f64, sign: char| -> Result<String> {
        let inner = Spec {
            sign,
            alternate: spec.alternate,
            grouping: spec.grouping,
            precision: spec.precision,
            kind: kind.or(spec.precision.map(|_| 'g')),
            ..Spec::default()
        };
        let text = float(v, &Value::Float(v), &inner)?;
        Ok(if inner.kind.is_none() { text.trim_end_matches(".0").to_owned() } else { text })
    };
    let text = part(re, spec.sign)? + &part(im, '+')? + "j";
    Ok(spec.pad(&if kind.is_none() { format!("({text})") } else { text }, '>', 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_formatted_as_python_does() {
        let cases = [
            (Value::Float(2.71428), ".2f", "2.71"),
            (Value::Float(2.71428), "10.3f", "     2.714"),
            (Value::Float(1234567.891), ",.1f", "1,234,567.9"),
            (Value::Float(0.00001), "g", "1e-05"),
            (Value::Float(100000.0), "g", "100000"),
            (Value::Float(1e6), "g", "1e+06"),
            (Value::Float(1e10), ".3", "1e+10"),
            (Value::Float(3.0), ".3", "3.0"),
            (Value::Float(0.256), ".1%", "25.6%"),
            (Value::Int(1234567), ",", "1,234,567"),
            (Value::Int(-5), "05d", "-0005"),
            (Value::Int(255), "#x", "0xff"),
            (Value::Int(255), "08b", "11111111"),
            (Value::Int(5), "^7", "   5   "),
            (Value::Int(1234), "010,", "00,001,234"),
            (Value::str("ab"), ">5", "   ab"),
            (Value::str("abc"), ".2", "ab"),
            (Value::str("ab"), "*^6", "**ab**"),
            (Value::Float(12.5), "e", "1.250000e+01"),
            (Value::Int(3), ".2f", "3.00"),
            (Value::Bool(true), "d", "1"),
            (Value::Float(f64::NAN), "6.2f", "   nan"),
            (Value::Float(-0.0), ".1f", "-0.0"),
        ];
        for (value, spec, want) in cases {
            assert_eq!(format(&value, spec).as_deref(), Ok(want), "{value:?} with {spec}");
        }
        assert!(format(&Value::Float(1.0), "d").is_err());
        assert!(format(&Value::Int(1), "q").is_err());
    }
}
