//! `"…{}…".format(...)`

use super::{attribute, format, fstring, index};
use crate::array::{Dict, Value};
use crate::diag::{Result, index_error, key_error, value_error};
use crate::syntax::ast::Conversion;

/// What the holes of a template are filled with.
struct Filling<'a> {
    positional: &'a [Value],
    named: &'a Dict,
    /// The next hole without a name.
    next: usize,
}

/// The template with its holes filled.
pub fn str_format(template: &str, positional: &[Value], named: &Dict) -> Result<String> {
    fill(template, &mut Filling { positional, named, next: 0 }, 0)
}

fn fill(template: &str, filling: &mut Filling, depth: usize) -> Result<String> {
    if depth > 2 {
        return Err(value_error("Max string recursion exceeded"));
    }
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err(value_error("Single '}' encountered in format string"));
        }
        let end = closing(rest).ok_or_else(|| value_error("expected '}' before end of string"))?;
        out.push_str(&hole(&rest[..end], filling, depth)?);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Where the brace that is open closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(i),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn hole(text: &str, filling: &mut Filling, depth: usize) -> Result<String> {
    let (head, spec) = text.split_once(':').unwrap_or((text, ""));
    let (field, conversion) = match head.split_once('!') {
        Some((field, "r")) => (field, Some(Conversion::Repr)),
        Some((field, "s")) => (field, Some(Conversion::Str)),
        Some((field, "a")) => (field, Some(Conversion::Ascii)),
        Some((_, other)) => return Err(value_error(format!("Unknown conversion specifier '{other}'"))),
        None => (head, None),
    };
    let value = lookup(field, filling)?;
    let spec = fill(spec, filling, depth + 1)?;
    match conversion {
        Some(conversion) => format::format(&Value::str(fstring::convert(&value, conversion)), &spec),
        None => format::format(&value, &spec),
    }
}

fn lookup(field: &str, filling: &mut Filling) -> Result<Value> {
    let end = field.find(['.', '[']).unwrap_or(field.len());
    let (first, mut path) = field.split_at(end);
    let place = match first {
        "" => {
            filling.next += 1;
            Some(filling.next - 1)
        }
        name => name.parse::<usize>().ok(),
    };
    let mut value = match place {
        Some(k) => filling
            .positional
            .get(k)
            .cloned()
            .ok_or_else(|| index_error(format!("Replacement index {k} out of range for positional args tuple")))?,
        None => {
            let found = filling.named.iter().find(|(k, _)| k.as_str() == Some(first));
            found.map(|(_, v)| v.clone()).ok_or_else(|| key_error(format!("'{first}'")))?
        }
    };
    while !path.is_empty() {
        let (next, after) = match path.strip_prefix('[') {
            Some(inner) => {
                let (key, after) = inner.split_once(']').ok_or_else(|| value_error("Missing ']' in format string"))?;
                let key = key.parse().map_or_else(|_| Value::str(key), Value::Int);
                (index::get(&value, &key)?, after)
            }
            None => {
                let name = &path[1..];
                let end = name.find(['.', '[']).unwrap_or(name.len());
                (attribute::get(&value, &name[..end])?, &name[end..])
            }
        };
        (value, path) = (next, after);
    }
    Ok(value)
}
