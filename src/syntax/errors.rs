//! What is wrong with a text, said to someone who did not write the grammar: what was expected, after what, and what
//! would work.

use super::lexer::{Lexer, Token, TokenKind};
use crate::diag::{Error, Span, not_implemented, syntax_error};

/// Words of Python that ndsh leaves out, and what would work.
const LEFT_OUT: [(&str, &str); 12] = [
    ("class", "ndsh has functions (`def`) and arrays, but no classes"),
    ("try", "an error ends its statement and leaves every name as it was; test beforehand with `if`"),
    ("except", "an error ends its statement and leaves every name as it was"),
    ("finally", "an error ends its statement and leaves every name as it was"),
    ("raise", "use `assert test, \"message\"` to stop a statement"),
    ("with", "write the statements one after the other"),
    ("yield", "answer with a list, or use a generator expression `(f(x) for x in y)`"),
    ("global", "a function answers with `return`; assign what it returns"),
    ("nonlocal", "a function answers with `return`; assign what it returns"),
    ("async", "arrays are computed in parallel without it"),
    ("await", "arrays are computed in parallel without it"),
    ("@", "a decorator is a call: write `f = decorate(f)` after the `def`"),
];

/// Words that begin a statement with a block.
const OPENERS: [&str; 6] = ["if", "elif", "else", "for", "while", "def"];

/// The words that are no names.
pub(super) const RESERVED: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Refuses a statement that begins with something ndsh leaves out.
pub(super) fn check_supported(source: &str, tokens: &[Token]) -> Result<(), Error> {
    let Some(first) = tokens.first() else { return Ok(()) };
    left_out(text(source, first)).map_or(Ok(()), |error| Err(error.at(first.span())))
}

fn left_out(word: &str) -> Option<Error> {
    let (word, help) = LEFT_OUT.iter().find(|(w, _)| *w == word)?;
    let what = if *word == "@" { "a decorator".to_string() } else { format!("`{word}`") };
    Some(not_implemented(format!("{what} is not part of ndsh")).help(*help))
}

/// Deeper than the limit allows.
pub(super) fn too_deep(what: &str, limit: usize) -> Error {
    syntax_error(format!("too many nested {what} (more than {limit})")).help("give the inner part a name first")
}

/// A bracket without its partner.
pub(super) fn never_closed(open: char, at: usize) -> Error {
    let close = match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    };
    let error = syntax_error(format!("'{open}' was never closed")).at(Span::new(at, at + 1));
    error.help(format!("add the missing `{close}`"))
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
            let plain = if c == '≤' { "<=" } else if c == '≥' { ">=" } else { "!=" };
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
    syntax_error(format!("the character {shown} has no meaning here"))
        .at(Span::new(at, at + c.len_utf8()))
        .help(help)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{ad}')
}

/// The place where the grammar could not go on, and what is around it.
struct Place<'s> {
    source: &'s str,
    /// The code of the statement, and the line break that ends it.
    tokens: Vec<Token>,
    /// Which of them the grammar did not expect.
    at: usize,
}

/// Says what is wrong where the grammar could not go on: at byte `offset` of `source`, in the part from `start`.
pub(super) fn explain(source: &str, start: usize, end: usize, offset: usize) -> Error {
    let Some(place) = Place::find(source, start, end, offset) else {
        return syntax_error("the statement ends too early").at(Span::new(end.max(1) - 1, end));
    };
    let error = place
        .left_out()
        .or_else(|| place.foreign_operator())
        .or_else(|| place.wrong_equals())
        .or_else(|| place.malformed_number())
        .or_else(|| place.wrong_keyword())
        .or_else(|| place.missing_colon())
        .or_else(|| place.missing_operand())
        .or_else(|| place.missing_brackets_of_call())
        .or_else(|| place.missing_separator())
        .unwrap_or_else(|| place.unexpected());
    error.at(place.span())
}

impl<'s> Place<'s> {
    fn find(source: &'s str, start: usize, end: usize, offset: usize) -> Option<Place<'s>> {
        let (mut lexer, mut tokens, mut line_tokens) = (Lexer::default(), Vec::new(), Vec::new());
        let mut at = start;
        for line in source.get(start..end)?.split_inclusive('\n') {
            line_tokens.clear();
            lexer.line(line, at, &mut line_tokens).ok()?;
            at += line.len();
            tokens.extend(line_tokens.iter().filter(|t| t.is_code() || t.kind == TokenKind::End));
            if !lexer.is_open() {
                if at > offset && tokens.iter().any(Token::is_code) {
                    break;
                }
                tokens.clear();
            }
        }
        if tokens.last().is_none_or(|t| t.kind != TokenKind::End) {
            let last = tokens.last()?.end;
            tokens.push(Token { kind: TokenKind::End, start: last, end: last });
        }
        let at = tokens.iter().position(|t| t.end > offset || t.kind == TokenKind::End)?;
        Some(Place { source, tokens, at })
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    fn word(&self, index: Option<usize>) -> &'s str {
        let token = index.and_then(|i| self.token(i)).filter(|t| t.kind != TokenKind::End);
        token.map_or("", |t| text(self.source, t))
    }

    /// What was not expected; empty at the end of the statement.
    fn found(&self) -> &'s str {
        self.word(Some(self.at))
    }

    fn before(&self, steps: usize) -> &'s str {
        self.word(self.at.checked_sub(steps))
    }

    fn next(&self) -> &'s str {
        self.word(Some(self.at + 1))
    }

    fn kind(&self, index: Option<usize>) -> Option<TokenKind> {
        index.and_then(|i| self.token(i)).map(|t| t.kind)
    }

    /// The first word of the statement, also after a `;`.
    fn first(&self) -> &'s str {
        let begin = (0..self.at).rev().find(|i| self.word(Some(*i)) == ";" && self.bracket_before(*i).is_none());
        self.word(Some(begin.map_or(0, |i| i + 1)))
    }

    /// Where the token is; at the end of a statement, its last character.
    fn span(&self) -> Span {
        match (self.token(self.at), self.at.checked_sub(1).and_then(|i| self.token(i))) {
            (Some(t), Some(last)) if t.kind == TokenKind::End => Span::new(last.end - 1, last.end),
            (Some(t), _) => t.span(),
            _ => Span::default(),
        }
    }

    /// The innermost bracket open before a token: its index.
    fn bracket_before(&self, index: usize) -> Option<usize> {
        let mut closed = 0;
        (0..index).rev().find(|i| match self.kind(Some(*i)) {
            Some(TokenKind::Close) => {
                closed += 1;
                false
            }
            Some(TokenKind::Open) if closed > 0 => {
                closed -= 1;
                false
            }
            kind => kind == Some(TokenKind::Open),
        })
    }

    /// Whether a token ends an operand, so that an operator may follow.
    fn ends_operand(&self, index: Option<usize>) -> bool {
        match self.kind(index) {
            Some(TokenKind::Name) => {
                let word = self.word(index);
                !RESERVED.contains(&word) || matches!(word, "True" | "False" | "None")
            }
            Some(TokenKind::Number | TokenKind::Close | TokenKind::Str) => true,
            Some(TokenKind::Operator) => self.word(index) == "...",
            _ => false,
        }
    }

    fn left_out(&self) -> Option<Error> {
        let name = self.kind(Some(self.at)) == Some(TokenKind::Name);
        if name && self.before(1) != "." { left_out(self.found()) } else { None }
    }

    fn foreign_operator(&self) -> Option<Error> {
        let found = self.found();
        let sign = self.before(1);
        let twice = (sign == "++" || (sign == "-" && self.before(2) == "-")) && !self.begins_operand(self.at);
        let (what, help) = match found {
            "&&" => ("`&&` is not an operator", "use `and`, or `&` between arrays"),
            "||" => ("`||` is not an operator", "use `or`, or `|` between arrays"),
            "!" => ("`!` is not an operator", "use `not`, or `~` on arrays"),
            "<>" => ("`<>` is not an operator", "use `!=`"),
            "=>" => ("`=>` is not an operator", "use `>=` to compare; a function is `lambda x: …`"),
            ":=" => ("`:=` is not part of ndsh", "assign with `=` on a line of its own"),
            "?" => ("`?` has no meaning here", "ask about a name with `name?`; a condition is `a if test else b`"),
            "$" | "`" => return Some(syntax_error(format!("`{found}` has no meaning here"))),
            "->" => ("`->` has no meaning here", "it stands between the parameters and the `:` of a `def`"),
            _ if twice && sign == "++" => ("`++` is not an operator", "use `+= 1`"),
            _ if twice => ("`--` is not an operator", "use `-= 1`"),
            _ => return None,
        };
        Some(syntax_error(what).help(help))
    }

    fn wrong_equals(&self) -> Option<Error> {
        if self.found() != "=" || !self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        let bracket = self.bracket_before(self.at);
        if matches!(self.first(), "if" | "elif" | "while" | "assert" | "return") && bracket.is_none() {
            return Some(syntax_error("`=` assigns and cannot stand here").help("use `==` to compare"));
        }
        let call = self.word(bracket) == "(" && self.ends_operand(bracket.and_then(|b| b.checked_sub(1)));
        let (what, help) = match self.word(bracket) {
            "(" if call => ("only a name can stand before `=` in a call", "use `==` to compare"),
            "{" => ("`=` cannot stand here", "in a dict, write `key: value`; use `==` to compare"),
            "" => return None,
            _ => ("`=` cannot stand within brackets", "use `==` to compare"),
        };
        Some(syntax_error(what).help(help))
    }

    fn malformed_number(&self) -> Option<Error> {
        let word = self.found();
        if self.kind(Some(self.at)) != Some(TokenKind::Number) || self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        let help = match word {
            w if w.contains("__") || w.ends_with('_') => "a single `_` may stand between two digits",
            w if w.starts_with("0x") || w.starts_with("0X") => "after `0x` come digits and the letters a to f",
            w if w.starts_with("0b") || w.starts_with("0B") => "after `0b` come the digits 0 and 1",
            w if w.starts_with("0o") || w.starts_with("0O") => "after `0o` come the digits 0 to 7",
            w if w.ends_with(['e', 'E', '+', '-']) => "after the `e` comes the exponent: `1e5`",
            _ => "a name cannot begin with a digit; to multiply, write `*`",
        };
        Some(syntax_error(format!("invalid number `{word}`")).help(help))
    }

    fn wrong_keyword(&self) -> Option<Error> {
        let (found, before) = (self.found(), self.before(1));
        if self.kind(Some(self.at)) != Some(TokenKind::Name) || !RESERVED.contains(&found) {
            return None;
        }
        if self.at == 0 {
            let before = match found {
                "elif" => "an `if`",
                "else" => "an `if`, `for` or `while`",
                _ => return None,
            };
            let help = format!("it must stand right below the block, indented like its opener");
            return Some(syntax_error(format!("`{found}` without {before} before it")).help(help));
        }
        let name_expected = matches!(before, "." | "def" | "as" | "import" | "from") || self.next() == "=";
        if name_expected && !matches!(found, "import" | "as") {
            let help = format!("choose another one, such as `{found}_`");
            return Some(syntax_error(format!("`{found}` is a word of the language and cannot be a name")).help(help));
        }
        if OPENERS[..1].contains(&found) && self.ends_operand(self.at.checked_sub(1)) {
            return Some(syntax_error("`if` without `else`").help("a condition is `a if test else b`"));
        }
        None
    }

    fn missing_colon(&self) -> Option<Error> {
        let opener = OPENERS.contains(&self.first()) && self.bracket_before(self.at).is_none();
        let complete = self.ends_operand(self.at.checked_sub(1)) || self.before(1) == "else";
        let has_colon = (0..self.at).any(|i| self.word(Some(i)) == ":" && self.bracket_before(i).is_none());
        if !opener || !complete || has_colon {
            return None;
        }
        let word = self.first();
        if word == "for" && !(0..self.at).any(|i| self.word(Some(i)) == "in") {
            return Some(syntax_error("expected `in`").help("a loop is `for x in values:`"));
        }
        if self.kind(Some(self.at)) != Some(TokenKind::End) {
            return None;
        }
        Some(syntax_error(format!("expected `:` at the end of the `{word}` line")).help("add a `:`"))
    }

    /// Whether an operand begins at a token.
    fn begins_operand(&self, index: usize) -> bool {
        let kind = self.kind(Some(index));
        matches!(kind, Some(TokenKind::Number | TokenKind::Str | TokenKind::Open))
            || (kind == Some(TokenKind::Name) && self.ends_operand(Some(index)))
    }

    fn missing_operand(&self) -> Option<Error> {
        let before = self.before(1);
        let what = match before {
            "" => return None,
            "." | "import" | "as" | "def" | "from" => "a name",
            "for" | "del" => "a name to assign to",
            "pass" | "break" | "continue" => return None,
            _ => "an expression",
        };
        if self.ends_operand(self.at.checked_sub(1)) || self.begins_operand(self.at) {
            return None;
        }
        let found = self.found();
        let place = if found.is_empty() || what == "a name" {
            format!("after `{before}`")
        } else {
            format!("after `{before}`, not `{found}`")
        };
        let error = syntax_error(format!("expected {what} {place}"));
        Some(match (before, found) {
            ("=", "=") => error.help("use `==` to compare, a single `=` to assign"),
            ("{", "}") => error.help("write the expression between the braces; `{{}}` shows braces"),
            ("print", _) => error.help("call it: print(...)"),
            _ => error,
        })
    }

    /// `print x`
    fn missing_brackets_of_call(&self) -> Option<Error> {
        let name = self.at == 1 && self.kind(Some(0)) == Some(TokenKind::Name) && self.begins_operand(1);
        if !name {
            return None;
        }
        let (name, found) = (self.before(1), self.found());
        if matches!(name, "print" | "help" | "exit" | "quit" | "len" | "exec") {
            return Some(syntax_error(format!("expected `(` after `{name}`")).help(format!("call it: {name}(...)")));
        }
        let error = syntax_error(format!("unexpected `{}` after `{name}`", short(found)));
        Some(error.help(format!("is an operator missing between them, or the brackets of a call: `{name}(...)`?")))
    }

    /// Within brackets, after an operand.
    fn missing_separator(&self) -> Option<Error> {
        let bracket = self.bracket_before(self.at)?;
        if !self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        let close = match self.word(Some(bracket)) {
            "(" => ")",
            "[" => "]",
            _ => "}",
        };
        let error = syntax_error(format!("expected `,` or `{close}` before `{}`", short(self.found())));
        let operand = self.begins_operand(self.at);
        Some(if operand { error.help("is a comma or an operator missing?") } else { error })
    }

    fn unexpected(&self) -> Error {
        let (found, before) = (short(self.found()), self.before(1));
        if found.is_empty() {
            return syntax_error("the statement ends too early");
        }
        if before.is_empty() {
            let error = syntax_error(format!("a statement cannot begin with `{found}`"));
            return if found == "%" { error.help("a `%` line is `%name`, such as `%time x.sum()`") } else { error };
        }
        let error = syntax_error(format!("unexpected `{found}` after `{}`", short(before)));
        let operands = self.ends_operand(self.at.checked_sub(1)) && self.begins_operand(self.at);
        if operands { error.help("is an operator or a `,` missing between them?") } else { error }
    }
}

/// A word that is not too long to be shown in a message.
fn short(word: &str) -> String {
    let line = word.lines().next().unwrap_or("");
    if line.chars().count() <= 24 { line.to_string() } else { line.chars().take(20).chain("…".chars()).collect() }
}

fn text<'s>(source: &'s str, token: &Token) -> &'s str {
    source.get(token.start..token.end).unwrap_or("")
}
