//! The methods of strings that take a text to pieces, or take something off it.

use super::str_methods::{answer, part, this};
use crate::array::Value;
use crate::diag::{Result, value_error};
use crate::ops::Args;

/// Whether a character is to be stripped.
fn stripped(args: &Args) -> Result<impl Fn(char) -> bool + use<>> {
    let chars = args.text("chars")?.map(str::to_owned);
    Ok(move |c: char| chars.as_ref().map_or(c.is_whitespace(), |set| set.contains(c)))
}

pub fn strip(args: &mut Args) -> Result<Value> {
    let gone = stripped(args)?;
    answer(this(args).trim_matches(gone))
}

pub fn lstrip(args: &mut Args) -> Result<Value> {
    let gone = stripped(args)?;
    answer(this(args).trim_start_matches(gone))
}

pub fn rstrip(args: &mut Args) -> Result<Value> {
    let gone = stripped(args)?;
    answer(this(args).trim_end_matches(gone))
}

fn three(pieces: [&str; 3]) -> Result<Value> {
    Ok(Value::tuple(pieces.map(Value::str)))
}

pub fn partition(args: &mut Args) -> Result<Value> {
    let (text, sep) = (this(args), separator(args, "sep")?);
    three(text.split_once(sep).map_or([text, "", ""], |(a, b)| [a, sep, b]))
}

pub fn rpartition(args: &mut Args) -> Result<Value> {
    let (text, sep) = (this(args), separator(args, "sep")?);
    three(text.rsplit_once(sep).map_or(["", "", text], |(a, b)| [a, sep, b]))
}

fn separator<'a>(args: &'a Args, name: &str) -> Result<&'a str> {
    let sep = part(args, name)?;
    if sep.is_empty() { Err(args.at(name, value_error("empty separator"))) } else { Ok(sep) }
}

pub fn removeprefix(args: &mut Args) -> Result<Value> {
    answer(this(args).strip_prefix(part(args, "prefix")?).unwrap_or(this(args)))
}

pub fn removesuffix(args: &mut Args) -> Result<Value> {
    answer(this(args).strip_suffix(part(args, "suffix")?).unwrap_or(this(args)))
}

pub fn replace(args: &mut Args) -> Result<Value> {
    let (old, new) = (part(args, "old")?, part(args, "new")?);
    let count = args.int("count")?.unwrap_or(-1);
    answer(if count < 0 { this(args).replace(old, new) } else { this(args).replacen(old, new, count as usize) })
}

pub fn split(args: &mut Args) -> Result<Value> {
    let most = args.int("maxsplit")?.filter(|n| *n >= 0).map_or(usize::MAX, |n| n as usize);
    let text = this(args);
    let pieces: Vec<&str> = match args.get("sep") {
        Some(_) => text.splitn(most.saturating_add(1), separator(args, "sep")?).collect(),
        None if most == usize::MAX => text.split_whitespace().collect(),
        None => {
            let mut rest = text.trim_start();
            let mut pieces = Vec::new();
            while !rest.is_empty() {
                let end = if pieces.len() == most { None } else { rest.find(char::is_whitespace) };
                let (piece, after) = end.map_or((rest, ""), |i| (&rest[..i], rest[i..].trim_start()));
                pieces.push(piece);
                rest = after;
            }
            pieces
        }
    };
    Ok(Value::list(pieces.into_iter().map(Value::str)))
}

pub fn rsplit(args: &mut Args) -> Result<Value> {
    let most = args.int("maxsplit")?.filter(|n| *n >= 0).map_or(usize::MAX, |n| n as usize);
    let text = this(args);
    let mut pieces: Vec<&str> = match args.get("sep") {
        Some(_) => text.rsplitn(most.saturating_add(1), separator(args, "sep")?).collect(),
        None => {
            let mut rest = text.trim_end();
            let mut pieces = Vec::new();
            while !rest.is_empty() {
                let start =
                    if pieces.len() == most { None } else { rest.char_indices().rfind(|(_, c)| c.is_whitespace()) };
                let (before, piece) =
                    start.map_or(("", rest), |(i, c)| (rest[..i].trim_end(), &rest[i + c.len_utf8()..]));
                pieces.push(piece);
                rest = before;
            }
            pieces
        }
    };
    pieces.reverse();
    Ok(Value::list(pieces.into_iter().map(Value::str)))
}

pub fn splitlines(args: &mut Args) -> Result<Value> {
    let keep = args.bool("keepends", false)?;
    let mut rest = this(args);
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
        let mark =
            rest[end..].chars().next().map_or(0, |c| if rest[end..].starts_with("\r\n") { 2 } else { c.len_utf8() });
        lines.push(Value::str(&rest[..if keep { end + mark } else { end }]));
        rest = &rest[end + mark..];
    }
    Ok(Value::list(lines))
}
