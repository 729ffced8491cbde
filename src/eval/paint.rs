//! Code in colours.

use crate::display::{Line, Role};
use crate::syntax::{Word, WordKind, words};

/// What colours a word that is not a name.
pub fn role(kind: WordKind) -> Role {
    match kind {
        WordKind::Name | WordKind::Open | WordKind::Close => Role::Plain,
        WordKind::Keyword => Role::Keyword,
        WordKind::Number => Role::Number,
        WordKind::Str => Role::Text,
        WordKind::Operator => Role::Operator,
        WordKind::Comment => Role::Comment,
        WordKind::Shell => Role::Keyword,
    }
}

/// A text of any number of lines, each word in its role; `role_of` gives the roles.
pub fn paint(text: &str, mut role_of: impl FnMut(usize, &Word) -> Role) -> Vec<Line> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (k, word) in words(text).iter().enumerate() {
        pieces.push((Role::Plain, &text[at..word.start]));
        pieces.push((role_of(k, word), word.of(text)));
        at = word.end;
    }
    pieces.push((Role::Plain, &text[at..]));
    let mut lines = vec![Line::default()];
    for (role, piece) in pieces {
        for (n, part) in piece.split('\n').enumerate() {
            if n > 0 {
                lines.push(Line::default());
            }
            if let Some(last) = lines.last_mut() {
                *last = std::mem::take(last).with(role, part);
            }
        }
    }
    lines
}

/// Code in the colours of its words alone.
pub fn code(text: &str) -> Vec<Line> {
    paint(text, |_, word| role(word.kind))
}
