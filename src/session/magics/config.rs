//! Settings: a table.

use super::{Call, page};
use crate::array::{Value, build};
use crate::diag::{Error, Result, nearest, value_error};
use crate::display::{self, Doc, Line, Role, format_bytes, terminal};
use crate::session::Session;
use crate::{eval, exec};

/// A setting.
pub struct Setting {
    pub name: &'static str,
    pub doc: &'static str,
    /// Values that make sense, for completion.
    pub values: &'static [&'static str],
    get: fn() -> String,
    /// Sets it; `None` takes it back to what it was at the start.
    set: fn(Option<&str>) -> Result<()>,
}

static SETTINGS: [Setting; 5] = [
    Setting {
        name: "threads",
        doc: "the threads that run graphs",
        values: &["auto", "1", "2", "4", "8"],
        get: || exec::settings().threads.to_string(),
        set: |v| {
            let threads = v.map(|v| number(v, 1..=4096)).transpose()?;
            exec::configure(threads, Some(exec::settings().memory));
            Ok(())
        },
    },
    Setting {
        name: "memory",
        doc: "the memory that they may use",
        values: &["auto", "1GB", "4GB"],
        get: || format_bytes(exec::settings().memory as u128),
        set: |v| {
            let memory = v.map(build::parse_bytes).transpose()?;
            exec::configure(Some(exec::settings().threads), memory);
            Ok(())
        },
    },
    Setting {
        name: "chunk_size",
        doc: "the size that automatic chunks aim at",
        values: &["auto", "1MiB", "16MiB", "128MiB"],
        get: || format_bytes(build::chunk_bytes() as u128),
        set: |v| {
            build::set_chunk_bytes(v.map_or(Ok(128 << 20), build::parse_bytes)?);
            Ok(())
        },
    },
    Setting {
        name: "colour",
        doc: "whether colours show",
        values: &["auto", "on", "off"],
        get: || terminal::colours_set().map_or("auto", |on| if on { "on" } else { "off" }).to_owned(),
        set: |v| {
            let show = match v {
                None => None,
                Some("on" | "true" | "True") => Some(true),
                Some("off" | "false" | "False") => Some(false),
                Some(v) => return Err(value_error(format!("`colour` is on, off or auto, not {v}"))),
            };
            terminal::set_colours(show);
            Ok(())
        },
    },
    Setting {
        name: "precision",
        doc: "the digits after the point that arrays show",
        values: &["auto", "3", "8", "16"],
        get: || eval::text::options().precision.map_or("all".to_owned(), |p| p.to_string()),
        set: |v| {
            let digits = v.map_or(Ok(8), |v| number(v, 0..=100))?;
            eval::text::set_options(display::PrintOptions { precision: Some(digits), ..eval::text::options() });
            Ok(())
        },
    },
];

/// Every setting.
pub fn settings() -> &'static [Setting] {
    &SETTINGS
}

fn number(text: &str, range: std::ops::RangeInclusive<usize>) -> Result<usize> {
    let number = text.parse().ok().filter(|n| range.contains(n));
    number
        .ok_or_else(|| value_error(format!("a number from {} to {} is wanted, not {text}", range.start(), range.end())))
}

fn find(name: &str) -> Result<&'static Setting> {
    let name = name.replace(['-', '.'], "_").replace("color", "colour");
    SETTINGS.iter().find(|s| s.name == name).ok_or_else(|| {
        let error = value_error(format!("there is no setting '{name}'"));
        match nearest(&name, SETTINGS.iter().map(|s| s.name)) {
            Some(near) => error.help(format!("did you mean `%config {near}`?")),
            None => error.help("`%config` lists them all"),
        }
    })
}

pub fn config(_: &mut Session, call: &Call) -> Result<Option<Value>> {
    let at = |e: Error| e.at(call.code.span);
    let words = call.code.text.replace('=', " ");
    let words: Vec<&str> = words.split_whitespace().map(|w| w.trim_matches(['"', '\''])).collect();
    let shown: Vec<&Setting> = match *words.as_slice() {
        [] => SETTINGS.iter().collect(),
        [name] => vec![find(name).map_err(at)?],
        [name, ref value @ ..] => {
            let setting = find(name).map_err(at)?;
            let value = value.concat();
            (setting.set)(Some(value.as_str()).filter(|v| *v != "auto")).map_err(|e| {
                at(e).help(format!("such as `%config {} {}`", setting.name, setting.values.get(1).unwrap_or(&"auto")))
            })?;
            return Ok(None);
        }
    };
    let mut doc = Doc::default();
    for setting in shown {
        let value = (setting.get)();
        let line = Line::of(Role::Plain, "  ").with(Role::Name, &format!("{:<12}", setting.name));
        doc.push(line.with(Role::Number, &format!("{value:<12}")).with(Role::Plain, setting.doc));
    }
    page(&doc)
}

pub fn precision(_: &mut Session, call: &Call) -> Result<Option<Value>> {
    let digits = Some(call.code.text.trim()).filter(|t| !t.is_empty());
    let setting = find("precision")?;
    (setting.set)(digits).map_err(|e| e.at(call.code.span).help("such as `%precision 3`"))?;
    Ok(None)
}
