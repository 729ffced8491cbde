//! `"…%d…" % values`

use super::spec::Spec;
use super::{equality, format, text};
use crate::array::Value;
use crate::chunk::Num;
use crate::diag::{Result, key_error, overflow_error, type_error, value_error};

/// The text with its `%` conversions filled.
pub fn format(template: &str, values: &Value) -> Result<String> {
    let mut rest: Vec<Value> = match values {
        Value::Tuple(items) => items.to_vec(),
        one => vec![one.clone()],
    };
    rest.reverse();
    let mut out = String::new();
    let mut chars = template.chars().peekable();
    let mut named = false;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        if chars.peek() == Some(&'%') {
            chars.next();
            out.push('%');
            continue;
        }
        let mut key = None;
        if chars.peek() == Some(&'(') {
            chars.next();
            key = Some(chars.by_ref().take_while(|c| *c != ')').collect::<String>());
            named = true;
        }
        let mut spec = Spec { align: Some('>'), ..Spec::default() };
        while let Some(flag) = chars.next_if(|c| "-+ #0".contains(*c)) {
            match flag {
                '-' => spec.align = Some('<'),
                '+' => spec.sign = '+',
                ' ' if spec.sign != '+' => spec.sign = ' ',
                '#' => spec.alternate = true,
                '0' if spec.align != Some('<') => (spec.fill, spec.align) = ('0', Some('=')),
                _ => {}
            }
        }
        spec.width = count(&mut chars, &mut rest)?.unwrap_or(0);
        if chars.next_if_eq(&'.').is_some() {
            spec.precision = Some(count(&mut chars, &mut rest)?.unwrap_or(0));
        }
        while chars.next_if(|c| "hlL".contains(*c)).is_some() {}
        let kind = chars.next().ok_or_else(|| value_error("incomplete format"))?;
        let value = match &key {
            Some(key) => lookup(values, key)?,
            None => rest.pop().ok_or_else(|| type_error("not enough arguments for format string"))?,
        };
        out.push_str(&one(&value, kind, spec)?);
    }
    if !rest.is_empty() && !named && !matches!(values, Value::Dict(_)) {
        return Err(type_error("not all arguments converted during string formatting"));
    }
    Ok(out)
}

fn count(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, rest: &mut Vec<Value>) -> Result<Option<usize>> {
    if chars.next_if_eq(&'*').is_some() {
        let value = rest.pop().and_then(|v| v.as_int()).ok_or_else(|| type_error("* wants int"))?;
        return Ok(Some(value.clamp(0, 1 << 20) as usize));
    }
    let mut digits = String::new();
    while let Some(c) = chars.next_if(char::is_ascii_digit) {
        digits.push(c);
    }
    if digits.is_empty() {
        return Ok(None);
    }
    digits
        .parse()
        .ok()
        .filter(|n| *n <= 1 << 20)
        .map(Some)
        .ok_or_else(|| value_error(format!("{digits} is too much for a format")))
}

fn lookup(values: &Value, key: &str) -> Result<Value> {
    let Value::Dict(dict) = values else { return Err(type_error("format requires a mapping")) };
    let dict = dict.read_recursive();
    equality::get(&dict, &Value::str(key))?.cloned().ok_or_else(|| key_error(text::repr(&Value::str(key))))
}

fn one(value: &Value, kind: char, mut spec: Spec) -> Result<String> {
    let text = match kind {
        's' => text::str(value),
        'r' => text::repr(value),
        'a' => super::fstring::convert(value, crate::syntax::ast::Conversion::Ascii),
        'c' if value.as_str().is_some() => text::str(value),
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => return integer(value, kind, spec),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'c' => {
            if value.as_scalar().is_none_or(|n| matches!(n, Num::Complex(_))) {
                return Err(type_error(format!("must be real number, not {}", value.type_name())));
            }
            spec.kind = Some(kind);
            return format::by_spec(value, &spec);
        }
        other => return Err(value_error(format!("unsupported format character '{other}'"))),
    };
    if spec.fill == '0' {
        (spec.fill, spec.align) = (' ', Some('>'));
    }
    spec.kind = None;
    format::by_spec(&Value::str(text), &spec)
}

/// `%d` and its like; a precision is the least number of digits.
fn integer(value: &Value, kind: char, mut spec: Spec) -> Result<String> {
    let decimal = "diu".contains(kind);
    let wanted = if decimal { "a real number" } else { "an integer" };
    let wrong = || type_error(format!("%{kind} format: {wanted} is required, not {}", value.type_name()));
    let whole = match value.as_scalar() {
        Some(Num::Float(v)) if decimal && v.is_nan() => return Err(value_error("cannot convert float NaN to integer")),
        Some(Num::Float(v)) if decimal && v.is_infinite() => {
            return Err(overflow_error("cannot convert float infinity to integer"));
        }
        Some(Num::Float(v)) if decimal => v as i128,
        Some(n) => n.as_int().ok_or_else(wrong)?,
        None => return Err(wrong()),
    };
    spec.kind = Some(if decimal { 'd' } else { kind });
    let Some(least) = spec.precision.take() else { return format::by_spec(&Value::Int(whole), &spec) };
    let bare = Spec { width: 0, ..spec.clone() };
    let text = format::by_spec(&Value::Int(whole), &bare)?;
    let digits = text.trim_start_matches(['-', '+', ' ']);
    let (sign, digits) = (&text[..text.len() - digits.len()], digits);
    let (prefix, digits) = digits.split_at(if spec.alternate && !decimal { 2 } else { 0 });
    Ok(spec.pad(&format!("{sign}{prefix}{digits:0>least$}"), '>', sign.len() + prefix.len()))
}
