//! Tokens, a line at a time: enough to know where comments, strings and brackets begin and end, hence where a
//! statement does. The grammar reads the text itself; this is what must be known before it can.

use super::errors;
use super::limits::MAX_BRACKETS;
use super::scan::{Scan, is_mark, is_shell_line};
use crate::diag::{Error, Span, syntax_error};

/// What a token is, as far as it matters outside of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Name,
    Number,
    /// A string, or a piece of one: its part on this line, or between two holes.
    Str,
    Operator,
    Open,
    Close,
    Comment,
    /// A line break that ends a line but no statement, with the `\` before it if there is one.
    Break,
    /// A line break that ends a statement.
    End,
    /// A line for the shell, such as `%time x`, without its line break.
    ShellLine,
}

/// A token and the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    /// Whether it is more than blanks to the grammar.
    pub fn is_code(&self) -> bool {
        !matches!(self.kind, TokenKind::Comment | TokenKind::Break | TokenKind::End)
    }

    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// What is open, the innermost last.
#[derive(Clone, Copy, Debug)]
enum Frame {
    Bracket { open: char, at: usize },
    Text { quote: &'static str, holes: bool, at: usize },
    Hole { at: usize },
    Spec,
}

/// Reads lines into tokens, and remembers between them what is open.
#[derive(Debug, Default)]
pub(super) struct Lexer {
    stack: Vec<Frame>,
    /// The last line ended with a `\`.
    continued: Option<usize>,
    /// A `%%cell` is being read.
    cell: bool,
    /// Lambdas whose `:` has not come yet: how much was open at each.
    lambdas: Vec<usize>,
    /// Blocks around the line.
    pub blocks: usize,
}

const OPERATORS: [&str; 29] = [
    "**=", "//=", "<<=", ">>=", "...", "->", ":=", "==", "!=", "<=", ">=", "<>", "=>", "**", "//", "<<", ">>", "+=",
    "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=", "&&", "||", "++",
];

impl Lexer {
    /// Whether the statement goes on with the next line.
    pub fn is_open(&self) -> bool {
        !self.stack.is_empty() || self.continued.is_some() || self.cell
    }

    /// What is open at the end of the text that may not be.
    pub fn unclosed(&self) -> Option<Error> {
        if let Some(at) = self.continued {
            let error = syntax_error("the line after this `\\` is missing").at(Span::new(at, at + 1));
            return Some(error.help("remove the `\\`, or go on with the statement on the next line"));
        }
        Some(match *self.stack.iter().rev().find(|f| !matches!(f, Frame::Spec))? {
            Frame::Text { quote, at, .. } => errors::unterminated_string(quote, Span::new(at, at + quote.len())),
            Frame::Bracket { open, at } => errors::never_closed(open, at),
            Frame::Hole { at } => errors::never_closed('{', at),
            Frame::Spec => return None,
        })
    }

    /// Reads the next line, which begins at byte `at` of the text and ends with its line break, if it has one. After
    /// an error the statement counts as ended with this line.
    pub fn line(&mut self, line: &str, at: usize, out: &mut Vec<Token>) -> Result<(), Error> {
        let mut scan = Scan { line, base: at, pos: 0, out };
        let result = if self.cell || (!self.is_open() && is_shell_line(line)) {
            self.shell_line(&mut scan);
            Ok(())
        } else {
            self.continued = None;
            self.scan(&mut scan)
        };
        if result.is_err() {
            *self = Lexer::default();
        }
        if !self.is_open() {
            self.lambdas.clear();
        }
        result
    }

    fn scan(&mut self, s: &mut Scan) -> Result<(), Error> {
        while s.pos < s.line.len() {
            match self.stack.last().copied() {
                Some(Frame::Text { quote, holes, at }) => self.text(s, quote, holes, at, s.pos)?,
                Some(Frame::Spec) => self.spec(s)?,
                _ => self.code(s)?,
            }
        }
        Ok(())
    }

    fn shell_line(&mut self, s: &mut Scan) {
        let blank = s.line.trim().is_empty();
        let body = s.line.trim_end_matches(['\r', '\n']).len();
        if !blank {
            let first = if self.cell { 0 } else { s.line.len() - s.line.trim_start().len() };
            s.pos = body;
            s.push(TokenKind::ShellLine, first);
        }
        self.cell = !blank && (self.cell || s.line.starts_with("%%"));
        let start = if blank { 0 } else { body };
        s.pos = s.line.len();
        if start < s.pos {
            s.push(TokenKind::End, start);
        }
    }

    /// One token of code.
    fn code(&mut self, s: &mut Scan) -> Result<(), Error> {
        let start = s.pos;
        let Some(c) = s.peek() else { return Ok(()) };
        s.pos += c.len_utf8();
        match c {
            ' ' | '\t' | '\u{c}' | '\r' | '\u{feff}' => {}
            '\n' => return self.line_break(s, start),
            '#' => {
                s.pos = s.line.trim_end_matches(['\r', '\n']).len();
                s.push(TokenKind::Comment, start);
            }
            '\\' => {
                if !s.rest().trim_matches('\r').trim_matches('\n').is_empty() {
                    let span = Span::new(s.base + start, s.base + start + 1);
                    return Err(
                        syntax_error("a `\\` outside of a string must be the last character of its line").at(span)
                    );
                }
                s.pos = s.line.len();
                self.continued = Some(s.base + start);
                s.push(TokenKind::Break, start);
            }
            '\'' | '"' => self.open_text(s, start, start)?,
            '0'..='9' => s.number(start),
            '.' if s.peek().is_some_and(|c| c.is_ascii_digit()) => s.number(start),
            '(' | '[' | '{' => {
                self.open(s, Frame::Bracket { open: c, at: s.base + start }, start)?;
                s.push(TokenKind::Open, start);
            }
            ')' | ']' | '}' => {
                self.close(c, s.base + start)?;
                s.push(TokenKind::Close, start);
            }
            c if c == '_' || c.is_alphabetic() => self.word(s, start)?,
            c if c.is_ascii_graphic() => self.operator(s, start),
            c => return Err(errors::bad_character(c, s.base + start)),
        }
        Ok(())
    }

    fn line_break(&mut self, s: &mut Scan, start: usize) -> Result<(), Error> {
        for (i, frame) in self.stack.iter().enumerate() {
            if let (Frame::Text { quote, .. }, Some(Frame::Hole { at })) = (frame, self.stack.get(i + 1))
                && quote.len() == 1
            {
                return Err(errors::never_closed('{', *at));
            }
        }
        s.push(if self.stack.is_empty() { TokenKind::End } else { TokenKind::Break }, start);
        Ok(())
    }

    fn word(&mut self, s: &mut Scan, start: usize) -> Result<(), Error> {
        let rest = s.rest();
        s.pos += rest.find(|c: char| c != '_' && !c.is_alphanumeric() && !is_mark(c)).unwrap_or(rest.len());
        let word = &s.line[start..s.pos];
        let prefix =
            word.len() <= 2 && matches!(&*word.to_ascii_lowercase(), "r" | "u" | "b" | "f" | "br" | "rb" | "fr" | "rf");
        if prefix && s.peek().is_some_and(|c| c == '"' || c == '\'') {
            let quote = s.pos;
            s.pos += 1;
            return self.open_text(s, start, quote);
        }
        if word == "lambda" {
            self.lambdas.push(self.stack.len());
            self.check_depth(s.base + start, s.base + s.pos)?;
        }
        s.push(TokenKind::Name, start);
        Ok(())
    }

    fn operator(&mut self, s: &mut Scan, start: usize) {
        let in_hole = matches!(self.stack.last(), Some(Frame::Hole { .. }));
        let first = s.line.as_bytes().get(start).copied();
        if first == Some(b':') && self.lambdas.last() == Some(&self.stack.len()) {
            self.lambdas.pop();
        } else if in_hole && first == Some(b':') {
            self.stack.push(Frame::Spec);
        } else if let Some(op) = OPERATORS.iter().find(|op| s.line[start..].starts_with(**op)) {
            s.pos = start + op.len();
        }
        s.push(TokenKind::Operator, start);
    }

    /// A string begins at `start` with its prefix, and its quote, of which one character is read, at `quote`.
    fn open_text(&mut self, s: &mut Scan, start: usize, quote: usize) -> Result<(), Error> {
        let kind = match &s.line[quote..] {
            q if q.starts_with("\"\"\"") => "\"\"\"",
            q if q.starts_with("'''") => "'''",
            q if q.starts_with('"') => "\"",
            _ => "'",
        };
        s.pos = quote + kind.len();
        let holes = s.line[start..quote].contains(['f', 'F']);
        let frame = Frame::Text { quote: kind, holes, at: s.base + quote };
        self.open(s, frame, start)?;
        self.text(s, kind, holes, s.base + quote, start)
    }

    /// The inside of a string, up to its end, a hole, or the end of the line; the token begins at `start`.
    fn text(&mut self, s: &mut Scan, quote: &'static str, holes: bool, at: usize, start: usize) -> Result<(), Error> {
        while let Some(c) = s.peek() {
            if s.rest().starts_with(quote) {
                s.pos += quote.len();
                self.stack.pop();
                s.push(TokenKind::Str, start);
                return Ok(());
            }
            if c == '{' && holes && !s.rest().starts_with("{{") {
                s.push(TokenKind::Str, start);
                return self.open_hole(s);
            }
            if c == '}' && holes && !s.rest().starts_with("}}") {
                let error =
                    syntax_error("a single `}` in an f-string").at(Span::new(s.base + s.pos, s.base + s.pos + 1));
                return Err(error.help("write `}}` for the character itself"));
            }
            if c == '\n' && quote.len() == 1 {
                break;
            }
            s.pos += c.len_utf8();
            match c {
                '\\' if s.rest().starts_with("\r\n") => s.pos += 2,
                '\\' => s.pos += s.peek().filter(|c| !(holes && matches!(c, '{' | '}'))).map_or(0, char::len_utf8),
                '{' | '}' if holes => s.pos += 1,
                _ => {}
            }
        }
        s.push(TokenKind::Str, start);
        if quote.len() == 1 && !s.line[..s.pos].ends_with("\\\n") && !s.line[..s.pos].ends_with("\\\r\n") {
            if let Some(at) = self.closed_early(quote) {
                return Err(errors::never_closed('{', at));
            }
            let end = s.base + s.line[..s.pos].trim_end().len();
            let before = at.checked_sub(s.base).and_then(|at| s.line.get(..at)).unwrap_or("");
            if quote == "'" && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']')) {
                return Err(errors::prime(Span::new(at, at + 1)));
            }
            return Err(errors::unterminated_string(quote, Span::new(at, end.max(at + 1))));
        }
        Ok(())
    }

    /// The hole that a quote was meant to end: `f'{x'`.
    fn closed_early(&self, quote: &str) -> Option<usize> {
        match self.stack.get(self.stack.len().checked_sub(3)?..)? {
            [Frame::Text { quote: outer, .. }, Frame::Hole { at }, Frame::Text { .. }] if *outer == quote => Some(*at),
            _ => None,
        }
    }

    fn open_hole(&mut self, s: &mut Scan) -> Result<(), Error> {
        let start = s.pos;
        s.pos += 1;
        self.open(s, Frame::Hole { at: s.base + start }, start)?;
        s.push(TokenKind::Open, start);
        Ok(())
    }

    /// What follows the `:` of a hole.
    fn spec(&mut self, s: &mut Scan) -> Result<(), Error> {
        let start = s.pos;
        let rest = s.rest();
        s.pos += rest.find(['{', '}', '\n']).unwrap_or(rest.len());
        if start < s.pos {
            s.push(TokenKind::Str, start);
        }
        match s.peek() {
            Some('{') => self.open_hole(s),
            Some('}') => {
                self.stack.pop();
                self.stack.pop();
                let start = s.pos;
                s.pos += 1;
                s.push(TokenKind::Close, start);
                Ok(())
            }
            _ => {
                match self.stack.iter().rev().find_map(|f| if let Frame::Hole { at } = f { Some(*at) } else { None }) {
                    Some(at) => Err(errors::never_closed('{', at)),
                    None => Ok(()),
                }
            }
        }
    }

    fn open(&mut self, s: &Scan, frame: Frame, start: usize) -> Result<(), Error> {
        self.stack.push(frame);
        self.check_depth(s.base + start, s.base + s.pos)
    }

    fn check_depth(&self, start: usize, end: usize) -> Result<(), Error> {
        if self.stack.len() + self.lambdas.len() + self.blocks <= MAX_BRACKETS {
            return Ok(());
        }
        let last = self.stack.last();
        let what = if matches!(last, Some(Frame::Bracket { .. })) { "brackets" } else { "expressions" };
        Err(errors::too_deep(what, MAX_BRACKETS).at(Span::new(start, end)))
    }

    fn close(&mut self, close: char, at: usize) -> Result<(), Error> {
        let span = Span::new(at, at + 1);
        let open = match self.stack.last() {
            Some(Frame::Bracket { open, .. }) => *open,
            Some(Frame::Hole { .. }) => '{',
            _ => {
                let error = syntax_error(format!("unmatched '{close}'")).at(span);
                return Err(error.help("there is no bracket open here: remove it, or open one before"));
            }
        };
        if !matches!((open, close), ('(', ')') | ('[', ']') | ('{', '}')) {
            let message = format!("closing parenthesis '{close}' does not match opening parenthesis '{open}'");
            return Err(syntax_error(message).at(span).help(errors::close_first(open)));
        }
        self.stack.pop();
        self.lambdas.retain(|depth| *depth <= self.stack.len());
        Ok(())
    }
}
