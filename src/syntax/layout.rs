//! What the grammar cannot see, made visible to it: comments, continued lines and blank lines become blanks, and
//! changes of indentation become marks. Every offset in the result can be taken back to the source.

use super::errors;
use super::lexer::{Lexer, Token, TokenKind};
use super::limits::MAX_BLOCKS;
use crate::diag::{Error, Kind, Span, syntax_error};

const INDENT: char = '\u{1}';
const DEDENT: char = '\u{2}';
const SHELL: char = '\u{3}';

/// A text ready for the grammar.
#[derive(Debug)]
pub(super) struct Layout {
    pub text: String,
    /// Where the text and its source go on side by side: offsets into the one and the other.
    anchors: Vec<(usize, usize)>,
}

impl Layout {
    /// Lays out the bytes `start..end` of `source`.
    pub fn new(source: &str, start: usize, end: usize) -> Result<Layout, Error> {
        let Some(part) = source.get(start..end) else {
            return Err(syntax_error("the text to parse is cut in the middle of a character"));
        };
        let mut maker = Maker {
            source,
            layout: Layout { text: String::with_capacity(part.len() + 16), anchors: vec![(0, start)] },
            lexer: Lexer::default(),
            indents: vec![Indent { width: 0, blanks: "" }],
            opener: None,
            first: None,
            ended: true,
            last: start,
        };
        let mut at = start;
        let mut tokens = Vec::new();
        for line in part.split_inclusive('\n') {
            maker.line(line, at, &mut tokens)?;
            at += line.len();
        }
        maker.finish()
    }

    /// The offset in the source of an offset in the text.
    pub fn source_offset(&self, offset: usize) -> usize {
        let after = self.anchors.partition_point(|(text, _)| *text <= offset);
        let (text, source) = self.anchors.get(after.saturating_sub(1)).copied().unwrap_or((0, 0));
        source + (offset - text)
    }

    /// The span in the source of a stretch of the text, without the blanks and marks at its end.
    pub fn source_span(&self, start: usize, end: usize) -> Span {
        let stretch = self.text.get(start..end).unwrap_or("");
        let length = stretch.trim_end_matches([' ', '\n', INDENT, DEDENT]).len();
        let first = self.source_offset(start);
        // Within one statement the text is as long as its source, but marks may stand between two.
        let last = if length == 0 { first } else { self.source_offset(start + length - 1) + 1 };
        Span::new(first, last)
    }
}

/// How far a block is indented.
struct Indent<'s> {
    width: usize,
    blanks: &'s str,
}

struct Maker<'s> {
    source: &'s str,
    layout: Layout,
    lexer: Lexer,
    indents: Vec<Indent<'s>>,
    /// The first word of the last statement line, if it ended with a `:`.
    opener: Option<Token>,
    /// The first word of the last statement line.
    first: Option<Token>,
    /// The last line ended its statement.
    ended: bool,
    /// Where the last code ended in the source.
    last: usize,
}

impl<'s> Maker<'s> {
    fn line(&mut self, line: &'s str, at: usize, tokens: &mut Vec<Token>) -> Result<(), Error> {
        let begins = !self.lexer.is_open();
        tokens.clear();
        self.lexer.blocks = self.indents.len() - 1;
        let result = self.lexer.line(line, at, tokens);
        if begins && !tokens.iter().any(Token::is_code) {
            if result.is_ok() && !self.lexer.is_open() {
                self.blanks(line.len());
                return Ok(());
            }
        } else if begins && let Some(first) = tokens.first().copied() {
            self.indentation(&line[..first.start.min(at + line.len()) - at], first)?;
            errors::check_supported(self.source, tokens)?;
        }
        result?;
        if let (true, Some(first)) = (begins, tokens.first())
            && first.kind == TokenKind::ShellLine
        {
            self.mark(SHELL, at);
        }
        self.copy(at, at + line.len(), tokens);
        let code = tokens.iter().rev().find(|t| t.is_code());
        if let Some(code) = code {
            self.last = code.end;
        }
        if begins || self.first.is_none() {
            self.first = tokens.iter().find(|t| t.is_code()).copied();
            self.opener = self.first.filter(|t| t.kind != TokenKind::ShellLine);
        }
        self.ended = tokens.last().is_some_and(|t| t.kind == TokenKind::End);
        if !self.lexer.is_open() && !code.is_some_and(|t| t.kind == TokenKind::Operator && self.is(t, ":")) {
            self.opener = None;
        }
        Ok(())
    }

    /// Copies a line, with blanks for what the grammar need not see.
    fn copy(&mut self, start: usize, end: usize, tokens: &[Token]) {
        let mut at = start;
        for token in tokens {
            self.blanks(token.start - at);
            match token.kind {
                TokenKind::Comment | TokenKind::Break => self.blanks(token.end - token.start),
                TokenKind::End => {
                    self.layout.text.push('\n');
                    self.blanks(token.end - token.start - 1);
                }
                _ => self.layout.text.push_str(self.source.get(token.start..token.end).unwrap_or("")),
            }
            at = token.end;
        }
        self.blanks(end - at);
    }

    /// Marks the blocks that begin or end before the statement whose first token is `first`.
    fn indentation(&mut self, blanks: &'s str, first: Token) -> Result<(), Error> {
        let width = width(blanks);
        let blanks_span = Span::new(first.start - blanks.len(), first.start);
        let opener = self.opener.take();
        let top = self.indents.last().map_or(0, |i| i.width);
        if width > top {
            if opener.is_none() {
                if let Some(word) = self.first.filter(|f| errors::OPENERS.iter().any(|word| self.is(f, word))) {
                    let word = self.source.get(word.start..word.end).unwrap_or("");
                    return Err(errors::missing_colon(word).at(errors::last_char(self.source, self.last)));
                }
                let help = "remove the blanks before this statement; only the block below a line that ends with `:` is indented";
                return Err(Error::new(Kind::IndentationError, "unexpected indent").at(blanks_span).help(help));
            }
            self.check_mixing(blanks, blanks_span)?;
            if self.indents.len() > MAX_BLOCKS {
                return Err(errors::too_deep("blocks", MAX_BLOCKS).at(first.span()));
            }
            self.indents.push(Indent { width, blanks });
            self.mark(INDENT, first.start - blanks.len());
            return Ok(());
        }
        if let Some(opener) = opener {
            return Err(self.missing_block(opener, first.span()));
        }
        while width < self.indents.last().map_or(0, |i| i.width) {
            self.indents.pop();
            self.mark(DEDENT, first.start - blanks.len());
        }
        if width != self.indents.last().map_or(0, |i| i.width) {
            let error = Error::new(Kind::IndentationError, "unindent does not match any outer indentation level");
            return Err(error.at(blanks_span).help("begin the line below the first character of a line above it"));
        }
        self.check_mixing(blanks, blanks_span)
    }

    /// Tabs and blanks may be mixed only where the meaning does not depend on how wide a tab is.
    fn check_mixing(&self, blanks: &str, span: Span) -> Result<(), Error> {
        let clashes = |i: &Indent| !blanks.starts_with(i.blanks) && !i.blanks.starts_with(blanks);
        if self.indents.iter().any(clashes) {
            let error = Error::new(Kind::IndentationError, "inconsistent use of tabs and spaces in indentation");
            return Err(error.at(span).help("indent with spaces only"));
        }
        Ok(())
    }

    fn missing_block(&self, opener: Token, at: Span) -> Error {
        let word = self.source.get(opener.start..opener.end).unwrap_or("");
        let lambda = self.source.get(opener.start..self.last).is_some_and(|line| line.contains("lambda"));
        if lambda && !errors::OPENERS.contains(&word) {
            let error = syntax_error("expected an expression after the `:` of a lambda");
            return error.at(at).help("a lambda is an expression alone: lambda x: x + 1");
        }
        let message = format!("expected an indented block after `{word}`");
        let help = "indent what belongs to it by four spaces; `pass` does nothing";
        Error::new(Kind::IndentationError, message).at(at).help(help)
    }

    fn finish(mut self) -> Result<Layout, Error> {
        if let Some(error) = self.lexer.unclosed() {
            return Err(error);
        }
        if let Some(opener) = self.opener {
            return Err(self.missing_block(opener, errors::last_char(self.source, self.last)));
        }
        if !self.ended {
            self.layout.text.push('\n');
        }
        for _ in 1..self.indents.len() {
            self.layout.text.push(DEDENT);
        }
        Ok(self.layout)
    }

    fn mark(&mut self, mark: char, source: usize) {
        self.layout.text.push(mark);
        self.layout.anchors.push((self.layout.text.len(), source));
    }

    fn blanks(&mut self, count: usize) {
        self.layout.text.extend(std::iter::repeat_n(' ', count));
    }

    fn is(&self, token: &Token, text: &str) -> bool {
        self.source.get(token.start..token.end) == Some(text)
    }
}

/// How wide these blanks are, a tab reaching to the next multiple of eight.
fn width(blanks: &str) -> usize {
    blanks.chars().fold(0, |width, c| match c {
        '\t' => (width / 8 + 1) * 8,
        '\u{c}' => 0,
        '\u{feff}' | '\r' => width,
        _ => width + 1,
    })
}
