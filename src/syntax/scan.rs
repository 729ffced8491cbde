//! A line, and how far its tokens are read.

use super::lexer::{Token, TokenKind};

/// A line and how far it is read.
pub(super) struct Scan<'l, 'o> {
    pub line: &'l str,
    pub base: usize,
    pub pos: usize,
    pub out: &'o mut Vec<Token>,
}

impl<'l> Scan<'l, '_> {
    pub fn rest(&self) -> &'l str {
        &self.line[self.pos..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// A token from `start`, an offset in the line, to here.
    pub fn push(&mut self, kind: TokenKind, start: usize) {
        self.out.push(Token { kind, start: self.base + start, end: self.base + self.pos });
    }

    /// A number, or what looks enough like one.
    pub fn number(&mut self, start: usize) {
        let hex = self.line[start..].starts_with("0x") || self.line[start..].starts_with("0X");
        while let Some(c) = self.peek() {
            let signed = matches!(c, '+' | '-') && !hex && self.line[..self.pos].ends_with(['e', 'E']);
            if !(c.is_alphanumeric() || matches!(c, '_' | '.') || signed) {
                break;
            }
            self.pos += c.len_utf8();
        }
        self.push(TokenKind::Number, start);
    }
}

/// Characters that may stand within a name without being letters or digits.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{b7}' | '\u{203f}' | '\u{2040}')
}

/// Whether a statement that begins with this line is one for the shell: `%time x`, `!ls`, `?np.sum`, `np.sum??`.
pub(super) fn is_shell_line(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with(['%', '!', '?']) {
        return true;
    }
    let asked = line.trim_end_matches('?');
    asked.len() < line.len() && !asked.is_empty() && asked.chars().all(|c| c == '_' || c == '.' || c.is_alphanumeric())
}
