//! String literals and f-strings.

use super::ast::{Conversion, Expr, ExprKind, FHole, FPart};
use super::build::{Builder, Pair};
use super::grammar::Rule;
use crate::diag::{Error, Result, Span, not_implemented, syntax_error};

impl Builder<'_> {
    /// Strings that stand next to each other.
    pub(super) fn strings(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let (mut parts, mut formatted) = (Vec::new(), false);
        for string in pair.into_inner() {
            formatted |= string.as_rule() == Rule::fstring;
            self.string(string, &mut parts)?;
        }
        let kind = match parts.pop() {
            None if !formatted => ExprKind::Str(String::new()),
            Some(FPart::Text(text)) if !formatted => ExprKind::Str(text),
            last => {
                parts.extend(last);
                ExprKind::FString(parts)
            }
        };
        Ok(Expr { kind, span })
    }

    fn string(&mut self, pair: Pair, parts: &mut Vec<FPart>) -> Result<()> {
        let mut raw = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::string_prefix | Rule::fstring_prefix => {
                    raw = part.as_str().contains(['r', 'R']);
                    if part.as_str().contains(['b', 'B']) {
                        let error = not_implemented("a byte string is not part of ndsh").at(self.span(&part));
                        return Err(error.help("remove the `b`"));
                    }
                }
                Rule::string_body => push_text(parts, self.unescape(&part, raw, false)?),
                Rule::fstring_text => push_text(parts, self.unescape(&part, raw, true)?),
                Rule::hole => parts.push(FPart::Hole(Box::new(self.hole(part)?))),
                _ => {}
            }
        }
        Ok(())
    }

    fn hole(&mut self, pair: Pair) -> Result<FHole> {
        let span = self.span(&pair);
        let start = pair.as_span().start() + 1;
        let end = pair.as_span().end() - 1;
        let inner: Vec<Pair> = pair.into_inner().collect();
        let after_label = |from: usize| inner.get(from).map_or(end, |p| p.as_span().start());
        let (mut value, mut label, mut conversion, mut spec) = (None, None, None, None);
        for (i, part) in inner.iter().enumerate() {
            match part.as_rule() {
                Rule::expressions => value = Some(self.expressions(part.clone())?),
                Rule::hole_label => label = Some(self.source(start, after_label(i + 1)).to_string()),
                Rule::conversion => conversion = Some(self.conversion(part)?),
                Rule::spec => spec = Some(self.spec(part.clone())?),
                _ => {}
            }
        }
        let value = value.ok_or_else(|| syntax_error("expected an expression after `{`").at(span))?;
        Ok(FHole { value, label, conversion, spec, span })
    }

    fn conversion(&self, pair: &Pair) -> Result<Conversion> {
        match pair.as_str() {
            "!r" => Ok(Conversion::Repr),
            "!s" => Ok(Conversion::Str),
            "!a" => Ok(Conversion::Ascii),
            other => {
                let error = syntax_error(format!("`{other}` is not a conversion")).at(self.span(pair));
                Err(error.help("there are `!r`, `!s` and `!a`"))
            }
        }
    }

    fn spec(&mut self, pair: Pair) -> Result<Vec<FPart>> {
        let mut parts = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::hole => parts.push(FPart::Hole(Box::new(self.hole(part)?))),
                _ => push_text(&mut parts, part.as_str().to_string()),
            }
        }
        Ok(parts)
    }

    /// The text that a piece of a literal stands for.
    fn unescape(&self, pair: &Pair, raw: bool, braces: bool) -> Result<String> {
        let text = pair.as_str();
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let at = text.len() - rest.len();
            rest = &rest[c.len_utf8()..];
            match c {
                '\\' if !raw => {
                    let length = escape(rest, &mut out).map_err(|(error, length)| {
                        let start = self.source_offset(pair.as_span().start() + at);
                        error.at(Span::new(start, start + 1 + length))
                    })?;
                    rest = &rest[length..];
                }
                '{' | '}' if braces => {
                    out.push(c);
                    rest = rest.strip_prefix(c).unwrap_or(rest);
                }
                '\r' if rest.starts_with('\n') => {}
                c => out.push(c),
            }
        }
        Ok(out)
    }
}

/// Appends text, to the text before it if there is some.
fn push_text(parts: &mut Vec<FPart>, text: String) {
    match parts.last_mut() {
        Some(FPart::Text(last)) => last.push_str(&text),
        _ if text.is_empty() => {}
        _ => parts.push(FPart::Text(text)),
    }
}

/// Undoes one escape, of which `rest` follows the `\`: how many bytes of it belong to the escape.
fn escape(rest: &str, out: &mut String) -> std::result::Result<usize, (Error, usize)> {
    let Some(c) = rest.chars().next() else {
        out.push('\\');
        return Ok(0);
    };
    let simple = match c {
        '\n' => return Ok(1),
        '\r' => return Ok(if rest.starts_with("\r\n") { 2 } else { 1 }),
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '\'' | '"' => c,
        '0'..='7' => return Ok(octal(rest, out)),
        'x' => return hexadecimal(rest, 2, out),
        'u' => return hexadecimal(rest, 4, out),
        'U' => return hexadecimal(rest, 8, out),
        'N' => {
            let error = not_implemented("`\\N{…}` is not part of ndsh");
            return Err((error.help("write the character itself, or its code: `\\u03bc`"), 1));
        }
        // As in Python, a `\` before anything else stands for itself.
        _ => {
            out.push('\\');
            return Ok(0);
        }
    };
    out.push(simple);
    Ok(1)
}

fn octal(rest: &str, out: &mut String) -> usize {
    let digits = rest.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
    let code = rest.get(..digits).and_then(|d| u32::from_str_radix(d, 8).ok());
    out.extend(code.and_then(char::from_u32));
    digits
}

fn hexadecimal(rest: &str, count: usize, out: &mut String) -> std::result::Result<usize, (Error, usize)> {
    let letter = rest.get(..1).unwrap_or("");
    let digits = rest.bytes().skip(1).take(count).take_while(u8::is_ascii_hexdigit).count();
    if digits < count {
        let error = syntax_error(format!("`\\{letter}` needs {count} hexadecimal digits"));
        return Err((error.help("a plain `\\` is written `\\\\`, or the string r'...'"), 1 + digits));
    }
    let code = rest.get(1..1 + count).and_then(|d| u32::from_str_radix(d, 16).ok());
    match code.and_then(char::from_u32) {
        Some(c) => {
            out.push(c);
            Ok(1 + count)
        }
        None => {
            Err((syntax_error(format!("there is no character `\\{}`", rest.get(..1 + count).unwrap_or(""))), 1 + count))
        }
    }
}
