//! Finding one's way around the place where the grammar could not go on.

use super::errors::{RESERVED, last_char};
use super::lexer::{Lexer, Token, TokenKind};
use crate::diag::Span;

/// The place where the grammar could not go on, and what is around it.
pub(super) struct Place<'s> {
    pub source: &'s str,
    /// The code of the statement, and the line break that ends it.
    pub tokens: Vec<Token>,
    /// Which of them the grammar did not expect.
    pub at: usize,
}

impl<'s> Place<'s> {
    pub fn find(source: &'s str, start: usize, end: usize, offset: usize) -> Option<Place<'s>> {
        let (mut lexer, mut tokens, mut line_tokens) = (Lexer::default(), Vec::new(), Vec::new());
        let mut at = start;
        for line in source.get(start..end)?.split_inclusive('\n') {
            line_tokens.clear();
            lexer.line(line, at, &mut line_tokens).ok()?;
            at += line.len();
            tokens.extend(line_tokens.iter().filter(|t| t.is_code() || t.kind == TokenKind::End));
            if !lexer.is_open() {
                if (at > offset || at == end) && tokens.iter().any(Token::is_code) {
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

    pub fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    pub fn word(&self, index: Option<usize>) -> &'s str {
        let token = index.and_then(|i| self.token(i)).filter(|t| t.kind != TokenKind::End);
        token.map_or("", |t| text(self.source, t))
    }

    /// What was not expected; empty at the end of the statement.
    pub fn found(&self) -> &'s str {
        self.word(Some(self.at))
    }

    pub fn before(&self, steps: usize) -> &'s str {
        self.word(self.at.checked_sub(steps))
    }

    pub fn next(&self) -> &'s str {
        self.word(Some(self.at + 1))
    }

    pub fn kind(&self, index: Option<usize>) -> Option<TokenKind> {
        index.and_then(|i| self.token(i)).map(|t| t.kind)
    }

    /// The first word of the statement, also after a `;`.
    pub fn first(&self) -> &'s str {
        let begin = (0..self.at).rev().find(|i| self.word(Some(*i)) == ";" && self.bracket_before(*i).is_none());
        self.word(Some(begin.map_or(0, |i| i + 1)))
    }

    /// Where the token is; at the end of a statement, its last character.
    pub fn span(&self) -> Span {
        match (self.token(self.at), self.at.checked_sub(1).and_then(|i| self.token(i))) {
            (Some(t), Some(last)) if t.kind == TokenKind::End => last_char(self.source, last.end),
            (Some(t), _) => t.span(),
            _ => Span::default(),
        }
    }

    /// The innermost bracket open before a token: its index.
    pub fn bracket_before(&self, index: usize) -> Option<usize> {
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
    pub fn ends_operand(&self, index: Option<usize>) -> bool {
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

    /// The tokens before this one within the same brackets, the last first.
    pub fn level(&self) -> impl Iterator<Item = &'s str> + '_ {
        let bracket = self.bracket_before(self.at);
        let from = bracket.map_or(0, |b| b + 1);
        (from..self.at).rev().filter(move |i| self.bracket_before(*i) == bracket).map(|i| self.word(Some(i)))
    }

    /// Whether an operand begins at a token.
    pub fn begins_operand(&self, index: usize) -> bool {
        let kind = self.kind(Some(index));
        matches!(kind, Some(TokenKind::Number | TokenKind::Str | TokenKind::Open))
            || (kind == Some(TokenKind::Name) && self.ends_operand(Some(index)))
    }
}

/// What a token says.
pub(super) fn text<'s>(source: &'s str, token: &Token) -> &'s str {
    source.get(token.start..token.end).unwrap_or("")
}
