//! What is there: names, history, the lines for the shell.

use std::io::{IsTerminal, Write};

use super::{Call, page, rows};
use crate::array::Value;
use crate::diag::{Result, value_error};
use crate::display::{Doc, Line, Role, clipped, format_bytes, listing};
use crate::eval::{self, attribute, paint, print};
use crate::session::{Session, help};

/// The user's names, in order.
fn given(session: &Session) -> Vec<(String, Value)> {
    let mut names: Vec<_> = session.names().iter().map(|(n, v)| (n.to_string(), v.clone())).collect();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    names
}

pub fn who(session: &mut Session, _: &Call) -> Result<Option<Value>> {
    let names: Vec<String> = given(session).into_iter().map(|(n, _)| n).collect();
    print(&if names.is_empty() { "No names yet.\n".to_owned() } else { format!("{}\n", names.join("\t")) })?;
    Ok(None)
}

/// A name's row: type, bytes, and what it is.
fn row(name: String, value: &Value) -> [String; 4] {
    let array = matches!(value, Value::Array(_) | Value::Lazy(_));
    let bytes = attribute(value, "nbytes").ok().filter(|_| array);
    let bytes = bytes.map_or("", |_| "unknown").to_owned();
    let known = attribute(value, "nbytes").ok().filter(|_| array).and_then(|v| v.as_int());
    let bytes = known.map_or(bytes, |n| format_bytes(n as u128));
    // The first line of several would be a frame.
    let framed = |v: &Value| matches!(v, Value::Object(o) if o.repr().contains('\n'));
    let what = if framed(value) {
        String::new()
    } else if array {
        eval::help::brief(value)
    } else {
        eval::text::repr(value).replace('\n', " ")
    };
    [name, value.type_name().to_owned(), bytes, what]
}

pub fn whos(session: &mut Session, _: &Call) -> Result<Option<Value>> {
    let rows: Vec<[String; 4]> = given(session).into_iter().map(|(name, value)| row(name, &value)).collect();
    if rows.is_empty() {
        print("No names yet.\n")?;
        return Ok(None);
    }
    let header = ["Name", "Type", "Bytes", "Is"];
    let wide = |k: usize| rows.iter().map(|r| r[k].chars().count()).max().unwrap_or(0).max(header[k].len());
    let (a, b, c) = (wide(0), wide(1), wide(2));
    let mut doc =
        Doc::text(Role::Header, &format!("{:a$}  {:b$}  {:>c$}  {}", header[0], header[1], header[2], header[3]));
    let room = eval::width().saturating_sub(a + b + c + 6).max(20);
    for [name, kind, bytes, is] in rows {
        let line = Line::of(Role::Name, &format!("{name:a$}  ")).with(Role::Plain, &format!("{kind:b$}  "));
        doc.push(line.with(Role::Number, &format!("{bytes:>c$}  ")).with(Role::Plain, &clipped(&is, room)));
    }
    page(&doc)
}

pub fn history(session: &mut Session, call: &Call) -> Result<Option<Value>> {
    let most = match call.code.text.trim() {
        "" => usize::MAX,
        n => n.parse().map_err(|_| {
            value_error(format!("`%history` takes a count, not {n}")).at(call.code.span).help("write `%history 10`")
        })?,
    };
    let asked = session.asked();
    let mut doc = Doc::default();
    for (number, text) in asked.iter().enumerate().skip(1.max(asked.len().saturating_sub(most))) {
        let label = format!("{number:>4}: ");
        for (n, mut line) in paint::code(text.trim_end()).into_iter().enumerate() {
            line.pieces.insert(0, (Role::Dim, if n == 0 { label.clone() } else { " ".repeat(label.len()) }));
            doc.push(line);
        }
    }
    page(&doc)
}

pub fn reset(session: &mut Session, _: &Call) -> Result<Option<Value>> {
    session.forget();
    Ok(None)
}

pub fn quickref(_: &mut Session, _: &Call) -> Result<Option<Value>> {
    page(&help::quickref(eval::width()))
}

pub fn clear(_: &mut Session, _: &Call) -> Result<Option<Value>> {
    let mut out = std::io::stdout();
    if out.is_terminal() {
        // A terminal that is gone needs no clearing.
        let _ = out.write_all(b"\x1b[H\x1b[2J").and_then(|()| out.flush());
    }
    Ok(None)
}

pub fn env(_: &mut Session, call: &Call) -> Result<Option<Value>> {
    if let Some(name) = call.words().first() {
        let value = std::env::var_os(name).ok_or_else(|| {
            value_error(format!("there is no variable '{name}' in the environment")).help("`%env` lists them")
        })?;
        return Ok(Some(Value::str(value.to_string_lossy())));
    }
    let mut all: Vec<(String, String)> =
        std::env::vars_os().map(|(k, v)| (k.to_string_lossy().into(), v.to_string_lossy().into())).collect();
    all.sort();
    page(&listing(&all, Role::Name, eval::width()))
}

pub fn lsmagic(_: &mut Session, _: &Call) -> Result<Option<Value>> {
    let rows: Vec<_> = rows().map(|r| (r.usage_line(), r.doc.to_owned())).collect();
    page(&listing(&rows, Role::Name, eval::width()))
}
