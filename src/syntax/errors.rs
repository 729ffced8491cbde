//! Mistakes that are found before, or besides, the grammar.

use super::lexer::Token;
use crate::diag::{Error, Span, not_implemented, syntax_error};

/// Words of Python that ndsh leaves out, and what would work.
const LEFT_OUT: [(&str, &str); 4] = [
    ("class", "ndsh has functions (`def`) and arrays, but no classes"),
    ("yield", "answer with a list, or use a generator expression `(f(x) for x in y)`"),
    ("async", "arrays are computed in parallel without it"),
    ("await", "arrays are computed in parallel without it"),
];

/// Words that begin a statement with a block.
pub(super) const OPENERS: [&str; 10] =
    ["if", "elif", "else", "for", "while", "with", "def", "try", "except", "finally"];

/// The words that are no names.
pub(super) const RESERVED: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Refuses a statement that begins with something ndsh leaves out.
pub(super) fn check_supported(source: &str, tokens: &[Token]) -> Result<(), Error> {
    let Some(first) = tokens.first() else { return Ok(()) };
    left_out(source.get(first.start..first.end).unwrap_or("")).map_or(Ok(()), |error| Err(error.at(first.span())))
}

/// What to say about a word that ndsh leaves out, if it is one.
pub(super) fn left_out(word: &str) -> Option<Error> {
    let (word, help) = LEFT_OUT.iter().find(|(w, _)| *w == word)?;
    Some(not_implemented(format!("`{word}` is not part of ndsh")).help(*help))
}

/// Deeper than the limit allows.
pub(super) fn too_deep(what: &str, limit: usize) -> Error {
    syntax_error(format!("too many nested {what} (more than {limit})")).help("give the inner part a name first")
}

/// The character that ends at byte `end`.
pub(super) fn last_char(source: &str, end: usize) -> Span {
    let last = source.get(..end).and_then(|s| s.chars().next_back());
    Span::new(end - last.map_or(0, char::len_utf8), end)
}

/// A line that should begin a block.
pub(super) fn missing_colon(word: &str) -> Error {
    syntax_error(format!("expected `:` at the end of the `{word}` line")).help("add a `:`")
}

/// The partner of an opening bracket.
pub(super) fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// A bracket without its partner.
pub(super) fn never_closed(open: char, at: usize) -> Error {
    let error = syntax_error(format!("'{open}' was never closed")).at(Span::new(at, at + 1));
    error.help(format!("add the missing `{}`", closing(open)))
}

/// What to do where another bracket than the last one opened is closed.
pub(super) fn close_first(open: char) -> String {
    format!("close the `{open}` first: add a `{}` before it", closing(open))
}

/// The head of a block and the statement after it, without the `:` between them.
pub(super) fn missing_colon_before(word: &str, found: &str) -> Error {
    syntax_error(format!("expected `:` before `{found}`"))
        .help(format!("a `:` stands between `{word} …` and what it does"))
}

/// A quote right after an operand: `x'`.
pub(super) fn prime(span: Span) -> Error {
    syntax_error("a quote begins a string, and has no meaning after a value")
        .at(span)
        .help("`x.T` turns a matrix around")
}

/// A string without its end.
pub(super) fn unterminated_string(quote: &str, span: Span) -> Error {
    if quote.len() == 3 {
        let error = syntax_error("unterminated triple-quoted string literal").at(span);
        return error.help(format!("close it with `{quote}`"));
    }
    let help = format!("close it with `{quote}` on the same line; a string of several lines takes three quotes");
    syntax_error("unterminated string literal").at(span).help(help)
}

/// A character that stands for nothing.
pub(super) fn bad_character(c: char, at: usize) -> Error {
    let code = c as u32;
    let (shown, help) = match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => (format!("`{c}`"), "use a plain quote: `'`".to_string()),
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => {
            (format!("`{c}`"), "use a plain quote: `\"`".to_string())
        }
        '\u{2212}' | '\u{2012}' | '\u{2013}' | '\u{2014}' => (format!("`{c}`"), "use a plain minus: `-`".to_string()),
        '×' | '·' | '⋅' | '∗' => (format!("`{c}`"), "to multiply, use `*`".to_string()),
        '÷' => (format!("`{c}`"), "to divide, use `/`".to_string()),
        '≤' | '≥' | '≠' => {
            let plain = if c == '≤' {
                "<="
            } else if c == '≥' {
                ">="
            } else {
                "!="
            };
            (format!("`{c}`"), format!("write `{plain}`"))
        }
        '…' => (format!("`{c}`"), "write three dots: `...`".to_string()),
        '²' | '³' => (format!("`{c}`"), format!("write `**{}`", if c == '²' { 2 } else { 3 })),
        c if c.is_whitespace() => (format!("U+{code:04X}, a special blank,"), "use an ordinary space".to_string()),
        c if c.is_control() || is_invisible(c) => {
            (format!("U+{code:04X}, which does not show,"), "remove it".to_string())
        }
        c => (format!("`{c}` (U+{code:04X})"), "such a character can only stand in a string or a comment".to_string()),
    };
    syntax_error(format!("the character {shown} has no meaning here")).at(Span::new(at, at + c.len_utf8())).help(help)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{ad}')
}
