//! Where statements end: lines go in, whole statements come out.

use std::borrow::Cow;

use super::lexer::{Lexer, Token, TokenKind};
use super::prompts::{Line, Prompts, is_transcript};

/// The source of a statement (or of several that share a line), without its prompts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The line on which it begins, from 1.
    pub line: usize,
    pub text: String,
}

/// Whether a text can run, or waits for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    Incomplete,
}

/// What a statement still waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// No statement has begun.
    #[default]
    Idle,
    /// A bracket, a string, a continued line or a cell is open at its first line.
    Open,
    /// A decorator: the next statement belongs to it.
    Decorated,
    /// A block: what is indented, and `else` and its like, still belong to it.
    Block,
    /// A line that should have begun a block, but has no `:`. What is indented belongs to it all the same.
    Broken,
}

/// Words that go on with the block before them.
const CLAUSES: [&str; 4] = ["elif", "else", "except", "finally"];

/// Words that begin a block.
const OPENERS: [&str; 12] =
    ["if", "for", "while", "def", "class", "with", "try", "async", "elif", "else", "except", "finally"];

/// Cuts a stream of lines into statements, each as soon as it is complete: when its brackets and strings are closed,
/// and, if it has a block, when a line comes that is not part of it.
#[derive(Debug, Default)]
pub struct Reader {
    lexer: Lexer,
    prompts: Prompts,
    state: State,
    text: String,
    /// The tokens of the line being read, from its first physical line on.
    tokens: Vec<Token>,
    /// Lines read so far.
    lines: usize,
    /// The line on which the statement begins.
    start: usize,
}

impl Reader {
    pub fn new() -> Reader {
        Reader::default()
    }

    /// Whether a statement has begun and waits for more.
    pub fn is_pending(&self) -> bool {
        self.state != State::Idle
    }

    /// Takes a line, with or without its line break, and gives the statements that are now complete.
    pub fn push_line(&mut self, line: &str) -> Vec<Piece> {
        self.lines += 1;
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut pieces = Vec::new();
        match self.prompts.line(line, self.lexer.is_open(), self.is_pending()) {
            Line::Code(code) => self.code(code, &mut pieces),
            Line::Output => pieces.extend(self.finish()),
            Line::Fresh(code) => {
                pieces.extend(self.finish());
                self.code(code, &mut pieces);
            }
        }
        pieces
    }

    /// No more lines come: gives the statement that was waiting, complete or not.
    pub fn finish(&mut self) -> Option<Piece> {
        let waiting = self.is_pending();
        self.state = State::Idle;
        self.lexer = Lexer::default();
        self.tokens.clear();
        let text = std::mem::take(&mut self.text);
        waiting.then(|| Piece { line: self.start, text: text.trim_end().to_string() })
    }

    fn code(&mut self, line: &str, pieces: &mut Vec<Piece>) {
        if !self.lexer.is_open() {
            let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
            if blank && self.state == State::Idle {
                return;
            }
            let goes_on = line.starts_with([' ', '\t']) || CLAUSES.contains(&first_word(line));
            if !blank && !goes_on && self.is_pending() && self.state != State::Decorated {
                pieces.extend(self.finish());
            }
        }
        if self.state == State::Idle {
            self.start = self.lines;
            self.state = State::Open;
        }
        let at = self.text.len();
        self.text.push_str(line);
        self.text.push('\n');
        // What is wrong with the line is said when the statement is parsed.
        let failed = self.lexer.line(&self.text[at..], at, &mut self.tokens).is_err();
        if self.lexer.is_open() {
            return;
        }
        let code = self.tokens.iter().any(Token::is_code);
        if self.state == State::Open || (self.state == State::Decorated && code) {
            self.state = self.after_first_line(failed);
        }
        self.tokens.clear();
        if self.state == State::Idle {
            self.state = State::Open;
            pieces.extend(self.finish());
        }
    }

    /// What a statement waits for after its first line, which is now complete.
    fn after_first_line(&self, failed: bool) -> State {
        let word = self.tokens.first().map_or("", |t| self.word(t));
        let code: Vec<&Token> = self.tokens.iter().filter(|t| t.is_code()).collect();
        let ends_with_colon = code.last().is_some_and(|t| t.kind == TokenKind::Operator && self.word(t) == ":");
        if word == "@" {
            return State::Decorated;
        }
        if ends_with_colon {
            return State::Block;
        }
        if !OPENERS.contains(&word) {
            return State::Idle;
        }
        if failed || !self.has_colon(&code) {
            return State::Broken;
        }
        // All on one line: a `def` is complete, an `if` may have an `else`.
        if matches!(word, "def" | "class" | "with") { State::Idle } else { State::Block }
    }

    /// Whether a `:` stands outside of all brackets.
    fn has_colon(&self, code: &[&Token]) -> bool {
        let mut depth = 0i32;
        code.iter().any(|t| {
            match t.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            depth == 0 && t.kind == TokenKind::Operator && self.word(t) == ":"
        })
    }

    fn word(&self, token: &Token) -> &str {
        self.text.get(token.start..token.end).unwrap_or("")
    }
}

fn first_word(line: &str) -> &str {
    let end = line.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(line.len());
    &line[..end]
}

/// Whether a text typed at a prompt can run. `text` has the lines typed so far, without the line break after the last
/// one; an empty last line ends a block.
pub fn completeness(text: &str) -> Completeness {
    let mut reader = Reader::new();
    let mut last = "";
    for line in text.split('\n') {
        reader.push_line(line);
        last = line;
    }
    let ends_blocks = text.contains('\n') && last.trim().is_empty();
    let waits = match reader.state {
        State::Idle | State::Broken => false,
        State::Open => true,
        State::Block | State::Decorated => reader.lexer.is_open() || !ends_blocks,
    };
    if waits { Completeness::Incomplete } else { Completeness::Complete }
}

/// The code of a pasted session: prompts and output are dropped if its first line of code has a prompt; a text without
/// prompts stays as it is.
pub fn strip_prompts(text: &str) -> Cow<'_, str> {
    if !is_transcript(text) {
        return Cow::Borrowed(text);
    }
    let mut reader = Reader::new();
    let mut pieces: Vec<String> = Vec::new();
    for line in text.lines() {
        pieces.extend(reader.push_line(line).into_iter().map(|p| p.text));
    }
    pieces.extend(reader.finish().map(|p| p.text));
    let mut code = pieces.join("\n");
    if text.ends_with('\n') && !code.is_empty() {
        code.push('\n');
    }
    Cow::Owned(code)
}
