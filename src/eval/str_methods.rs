//! The methods of strings.

use std::sync::Arc;

use parking_lot::RwLock;

use super::builtins::rows;
use super::str_parts as parts;
use super::{equality, iterate, str_format};
use crate::array::{Dict, Value};
use crate::diag::{Result, type_error, value_error};
use crate::ops::{Args, Op};

pub static METHODS: &[Op] = rows! { Method;
    "capitalize" "self" "The text with its first letter large and the rest small." capitalize;
    "casefold" "self" "The text in small letters, for comparing." lower;
    "center" "self, width, fill=' ', /" "The text in the middle of so many columns." center;
    "count" "self, part, start=None, end=None, /" "How often a part occurs." count;
    "endswith" "self, suffix, start=None, end=None, /" "Whether the text ends with a suffix, or one of a tuple." endswith;
    "expandtabs" "self, tabsize=8" "The text with tabs as blanks." expandtabs;
    "find" "self, part, start=None, end=None, /" "Where a part first occurs, or -1." find;
    "format" "self, *args, **kwargs" "The text with its holes {} filled." format;
    "format_map" "self, mapping, /" "The text with its holes {name} filled from a dict." format_map;
    "index" "self, part, start=None, end=None, /" "Where a part first occurs." find;
    "isalnum" "self" "Whether all characters are letters or digits." isalnum;
    "isalpha" "self" "Whether all characters are letters." isalpha;
    "isascii" "self" "Whether all characters are ASCII." isascii;
    "isdecimal" "self" "Whether all characters are digits." isdigit;
    "isdigit" "self" "Whether all characters are digits." isdigit;
    "isidentifier" "self" "Whether the text could be a name." isidentifier;
    "islower" "self" "Whether all letters are small." islower;
    "isnumeric" "self" "Whether all characters are digits." isdigit;
    "isprintable" "self" "Whether all characters show." isprintable;
    "isspace" "self" "Whether all characters are blanks." isspace;
    "istitle" "self" "Whether each word begins with a large letter, and only it is large." istitle;
    "isupper" "self" "Whether all letters are large." isupper;
    "join" "self, iterable, /" "Texts put together with this one between them." join;
    "ljust" "self, width, fill=' ', /" "The text at the left of so many columns." ljust;
    "lower" "self" "The text in small letters." lower;
    "lstrip" "self, chars=None, /" "The text without these characters (blanks) at its start." parts::lstrip;
    "partition" "self, sep, /" "What is before a separator, the separator, what is after." parts::partition;
    "removeprefix" "self, prefix, /" "The text without a prefix." parts::removeprefix;
    "removesuffix" "self, suffix, /" "The text without a suffix." parts::removesuffix;
    "replace" "self, old, new, count=-1, /" "The text with one part for another." parts::replace;
    "rfind" "self, part, start=None, end=None, /" "Where a part last occurs, or -1." find;
    "rindex" "self, part, start=None, end=None, /" "Where a part last occurs." find;
    "rjust" "self, width, fill=' ', /" "The text at the right of so many columns." rjust;
    "rpartition" "self, sep, /" "What is before the last separator, it, what is after." parts::rpartition;
    "rsplit" "self, sep=None, maxsplit=-1" "The pieces between separators, counted from the end." parts::rsplit;
    "rstrip" "self, chars=None, /" "The text without these characters (blanks) at its end." parts::rstrip;
    "split" "self, sep=None, maxsplit=-1" "The pieces between separators (blanks)." parts::split;
    "splitlines" "self, keepends=False" "The lines." parts::splitlines;
    "startswith" "self, prefix, start=None, end=None, /" "Whether the text starts with a prefix, or one of a tuple." startswith;
    "strip" "self, chars=None, /" "The text without these characters (blanks) at both ends." parts::strip;
    "swapcase" "self" "Small letters large, and large ones small." swapcase;
    "title" "self" "Each word with a large letter." title;
    "translate" "self, table, /" "The text with characters for others, by a dict of code points." translate;
    "upper" "self" "The text in large letters." upper;
    "zfill" "self, width, /" "The text with zeros before it, up to so many columns." zfill;
};

pub(super) fn this(args: &Args) -> &str {
    args.raw("self").and_then(Value::as_str).unwrap_or("")
}

pub(super) fn part<'a>(args: &'a Args, name: &str) -> Result<&'a str> {
    args.need(name)?.as_str().ok_or_else(|| args.wrong(name, "a string"))
}

pub(super) fn answer(text: impl AsRef<str>) -> Result<Value> {
    Ok(Value::str(text))
}

fn capitalize(args: &mut Args) -> Result<Value> {
    let mut chars = this(args).chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    answer(format!("{first}{}", chars.as_str().to_lowercase()))
}

fn padded(args: &Args, place: impl Fn(usize) -> (usize, usize)) -> Result<Value> {
    let width = args.int("width")?.unwrap_or(0).clamp(0, 1 << 20) as usize;
    let fill = args.text("fill")?.unwrap_or(" ");
    if fill.chars().count() != 1 {
        return Err(args.at("fill", type_error("The fill character must be exactly one character long")));
    }
    let missing = width.saturating_sub(this(args).chars().count());
    let (left, right) = place(missing);
    answer(format!("{}{}{}", fill.repeat(left), this(args), fill.repeat(right)))
}

fn center(args: &mut Args) -> Result<Value> {
    let odd = args.int("width")?.unwrap_or(0) % 2 != 0;
    padded(args, |n| {
        let left = n / 2 + usize::from(n % 2 == 1 && odd);
        (left, n - left)
    })
}

fn ljust(args: &mut Args) -> Result<Value> {
    padded(args, |n| (0, n))
}

fn rjust(args: &mut Args) -> Result<Value> {
    padded(args, |n| (n, 0))
}

/// The part of the text from `start` to `end`, and the number of characters before it; none where it would begin past
/// the end.
fn stretch(args: &Args) -> Result<Option<(&str, usize)>> {
    let text = this(args);
    let length = text.chars().count() as i128;
    let place = |name: &str, default: i128| -> Result<i128> {
        let k = args.int(name)?.unwrap_or(default);
        Ok(if k < 0 { (k + length).max(0) } else { k })
    };
    let (start, end) = (place("start", 0)?, place("end", length)?.min(length));
    if start > end {
        return Ok(None);
    }
    let byte = |k: i128| text.char_indices().nth(k as usize).map_or(text.len(), |(i, _)| i);
    Ok(Some((&text[byte(start)..byte(end)], start as usize)))
}

fn count(args: &mut Args) -> Result<Value> {
    let part = part(args, "part")?;
    let n = stretch(args)?.map_or(0, |(text, _)| match part {
        "" => text.chars().count() + 1,
        part => text.matches(part).count(),
    });
    Ok(Value::Int(n as i128))
}

fn any_of(args: &Args, name: &str, test: impl Fn(&str) -> bool) -> Result<Value> {
    match args.need(name)? {
        Value::Tuple(items) => Ok(Value::Bool(items.iter().any(|v| v.as_str().is_some_and(&test)))),
        _ => Ok(Value::Bool(test(part(args, name)?))),
    }
}

fn startswith(args: &mut Args) -> Result<Value> {
    let stretch = stretch(args)?;
    any_of(args, "prefix", |p| stretch.is_some_and(|(text, _)| text.starts_with(p)))
}

fn endswith(args: &mut Args) -> Result<Value> {
    let stretch = stretch(args)?;
    any_of(args, "suffix", |p| stretch.is_some_and(|(text, _)| text.ends_with(p)))
}

fn expandtabs(args: &mut Args) -> Result<Value> {
    let size = args.int("tabsize")?.unwrap_or(8).clamp(0, 1000) as usize;
    let mut column = 0;
    let mut out = String::new();
    for c in this(args).chars() {
        match c {
            '\t' => {
                let n = if size == 0 { 0 } else { size - column % size };
                out.push_str(&" ".repeat(n));
                column += n;
            }
            c => {
                out.push(c);
                column = if c == '\n' { 0 } else { column + 1 };
            }
        }
    }
    answer(out)
}

/// `find`, `index`, and the same from the end.
fn find(args: &mut Args) -> Result<Value> {
    let part = part(args, "part")?;
    let name = args.op.name;
    let found = stretch(args)?.and_then(|(text, before)| {
        let at = if name.starts_with('r') { text.rfind(part) } else { text.find(part) };
        at.map(|i| (before + text[..i].chars().count()) as i128)
    });
    match found {
        Some(place) => Ok(Value::Int(place)),
        None if name.ends_with("find") => Ok(Value::Int(-1)),
        None => Err(args.at("part", value_error("substring not found"))),
    }
}

fn format_map(args: &mut Args) -> Result<Value> {
    let Value::Dict(named) = args.need("mapping")? else { return Err(args.wrong("mapping", "a dict")) };
    let named = named.read().clone();
    str_format::str_format(this(args), &[], &named).map(Value::str)
}

/// What `translate` takes: a dict of code points, from two texts of one length, or from a dict.
pub fn maketrans(args: &mut Args) -> Result<Value> {
    let code = |c: char| Value::Int(c as i128);
    let mut table = Dict::new();
    let Some(to) = args.text("y")? else {
        let Value::Dict(pairs) = args.need("x")? else { return Err(args.wrong("x", "a dict, or two strings")) };
        for (key, value) in pairs.read().iter() {
            let key = match key.as_str().map(|k| (k.chars().count(), k.chars().next())) {
                Some((1, Some(c))) => code(c),
                Some(_) => return Err(args.wrong("x", "a dict whose keys are single characters or ints")),
                None => key.clone(),
            };
            equality::insert(&mut table, key, value.clone())?;
        }
        return Ok(Value::Dict(Arc::new(RwLock::new(table))));
    };
    let from = part(args, "x")?;
    if from.chars().count() != to.chars().count() {
        return Err(value_error("the first two maketrans arguments must have equal length"));
    }
    for (a, b) in from.chars().zip(to.chars()) {
        equality::insert(&mut table, code(a), code(b))?;
    }
    for c in args.text("z")?.unwrap_or("").chars() {
        equality::insert(&mut table, code(c), Value::None)?;
    }
    Ok(Value::Dict(Arc::new(RwLock::new(table))))
}

fn translate(args: &mut Args) -> Result<Value> {
    let Value::Dict(table) = args.need("table")? else { return Err(args.wrong("table", "a dict")) };
    let table = table.read().clone();
    let mut out = String::new();
    for c in this(args).chars() {
        match equality::get(&table, &Value::Int(c as i128))? {
            None => out.push(c),
            Some(Value::None) => {}
            Some(Value::Str(text)) => out.push_str(text),
            Some(other) => match other.as_int().and_then(|i| u32::try_from(i).ok()).and_then(char::from_u32) {
                Some(c) => out.push(c),
                None => return Err(type_error("character mapping must return integer, None or str")),
            },
        }
    }
    answer(out)
}

fn format(args: &mut Args) -> Result<Value> {
    let positional = args.rest("args");
    let named = match args.raw("kwargs") {
        Some(Value::Dict(named)) => named.read().clone(),
        _ => Dict::new(),
    };
    str_format::str_format(this(args), &positional, &named).map(Value::str)
}

fn every(args: &Args, test: impl Fn(char) -> bool) -> Result<Value> {
    Ok(Value::Bool(!this(args).is_empty() && this(args).chars().all(test)))
}

fn isalnum(args: &mut Args) -> Result<Value> {
    every(args, char::is_alphanumeric)
}

fn isalpha(args: &mut Args) -> Result<Value> {
    every(args, char::is_alphabetic)
}

fn isdigit(args: &mut Args) -> Result<Value> {
    every(args, char::is_numeric)
}

fn isascii(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(this(args).is_ascii()))
}

fn isprintable(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(!this(args).chars().any(|c| c.is_control() || (c.is_whitespace() && c != ' '))))
}

fn istitle(args: &mut Args) -> Result<Value> {
    let (mut inside, mut found) = (false, false);
    for c in this(args).chars() {
        if c.is_uppercase() == inside && (c.is_uppercase() || c.is_lowercase()) {
            return Ok(Value::Bool(false));
        }
        inside = c.is_uppercase() || c.is_lowercase();
        found |= inside;
    }
    Ok(Value::Bool(found))
}

fn isspace(args: &mut Args) -> Result<Value> {
    every(args, char::is_whitespace)
}

fn isidentifier(args: &mut Args) -> Result<Value> {
    let text = this(args);
    Ok(Value::Bool(
        !text.starts_with(char::is_numeric)
            && !text.is_empty()
            && text.chars().all(|c| c == '_' || c.is_alphanumeric()),
    ))
}

fn cased(args: &Args, has: impl Fn(char) -> bool, other: impl Fn(char) -> bool) -> Result<Value> {
    Ok(Value::Bool(this(args).chars().any(has) && !this(args).chars().any(other)))
}

fn islower(args: &mut Args) -> Result<Value> {
    cased(args, char::is_lowercase, char::is_uppercase)
}

fn isupper(args: &mut Args) -> Result<Value> {
    cased(args, char::is_uppercase, char::is_lowercase)
}

fn join(args: &mut Args) -> Result<Value> {
    let items = iterate::collect(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    let texts = items.iter().enumerate().map(|(k, v)| {
        v.as_str().ok_or_else(|| {
            args.at(
                "iterable",
                type_error(format!("sequence item {k}: expected str instance, {} found", v.type_name())),
            )
            .help("\", \".join(str(v) for v in values)")
        })
    });
    answer(texts.collect::<Result<Vec<&str>>>()?.join(this(args)))
}

fn lower(args: &mut Args) -> Result<Value> {
    answer(this(args).to_lowercase())
}

fn upper(args: &mut Args) -> Result<Value> {
    answer(this(args).to_uppercase())
}

fn swapcase(args: &mut Args) -> Result<Value> {
    answer(
        this(args)
            .chars()
            .flat_map(
                |c| if c.is_uppercase() { c.to_lowercase().collect::<Vec<_>>() } else { c.to_uppercase().collect() },
            )
            .collect::<String>(),
    )
}

fn title(args: &mut Args) -> Result<Value> {
    let mut inside = false;
    let turned = this(args).chars().flat_map(|c| {
        let letters: Vec<char> = if inside { c.to_lowercase().collect() } else { c.to_uppercase().collect() };
        inside = c.is_alphabetic();
        letters
    });
    answer(turned.collect::<String>())
}

fn zfill(args: &mut Args) -> Result<Value> {
    let width = args.int("width")?.unwrap_or(0).clamp(0, 1 << 20) as usize;
    let text = this(args);
    let missing = width.saturating_sub(text.chars().count());
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
    answer(format!("{sign}{}{digits}", "0".repeat(missing)))
}
