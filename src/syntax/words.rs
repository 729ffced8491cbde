//! The words of a text that may be wrong or unfinished: for colours, completion and hints, never for running it.

use super::errors::RESERVED;
use super::lexer::{Lexer, Token, TokenKind};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    Name,
    Keyword,
    Number,
    /// A string, or a piece of one.
    Str,
    Operator,
    Open,
    Close,
    Comment,
    /// What is for the shell: `%time`, `!ls -l`, the `?` of `x?`.
    Shell,
}

/// A word and the bytes that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub kind: WordKind,
    pub start: usize,
    pub end: usize,
}

impl Word {
    /// The text of the word in the text that it was found in.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// The words of a text, blanks left out. What makes no sense is stepped over.
pub fn words(text: &str) -> Vec<Word> {
    let mut lexer = Lexer::default();
    let (mut found, mut at) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        while from < line.len() {
            let mut tokens = Vec::new();
            let result = lexer.line(&line[from..], at + from, &mut tokens);
            tokens.iter().for_each(|t| push(text, t, &mut found));
            let Err(error) = result else { break };
            // A bracket that closes nothing is still one.
            if let Some(span) =
                error.span.filter(|s| matches!(text.get(s.start as usize..s.end as usize), Some(")" | "]" | "}")))
            {
                found.push(Word { kind: WordKind::Close, start: span.start as usize, end: span.end as usize });
            }
            let reached = tokens.last().map_or(0, |t| t.end).max(error.span.map_or(0, |s| s.end as usize));
            let next = reached.saturating_sub(at).max(from + 1);
            from = (next..=line.len()).find(|&i| line.is_char_boundary(i)).unwrap_or(line.len());
        }
        at += line.len();
    }
    found
}

fn push(text: &str, token: &Token, found: &mut Vec<Word>) {
    let (start, end) = (token.start, token.end);
    let kind = match token.kind {
        TokenKind::Name if RESERVED.contains(&&text[start..end]) => WordKind::Keyword,
        TokenKind::Name => WordKind::Name,
        TokenKind::Number => WordKind::Number,
        TokenKind::Str => WordKind::Str,
        TokenKind::Operator => WordKind::Operator,
        TokenKind::Open => WordKind::Open,
        TokenKind::Close => WordKind::Close,
        TokenKind::Comment => WordKind::Comment,
        TokenKind::ShellLine => return shell_line(text, start, end, found),
        TokenKind::Break | TokenKind::End => return,
    };
    found.push(Word { kind, start, end });
}

/// `%time code`, `!command`, `x?`, or a line of a cell.
fn shell_line(text: &str, start: usize, end: usize, found: &mut Vec<Word>) {
    let line = &text[start..end];
    let shell = |start, end| Word { kind: WordKind::Shell, start, end };
    let (head, code) = if line.starts_with('!') {
        (line.len(), "")
    } else if line.starts_with(['%', '?']) {
        let name = line.trim_start_matches(['%', '?']);
        let length = name.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(name.len());
        let head = line.len() - name.len() + if line.starts_with('%') { length } else { 0 };
        (head, &line[head..])
    } else {
        (0, line.trim_end_matches('?'))
    };
    if head > 0 {
        found.push(shell(start, start + head));
    }
    let at = start + head;
    found.extend(words(code).into_iter().map(|w| Word { start: w.start + at, end: w.end + at, ..w }));
    if at + code.len() < end {
        found.push(shell(at + code.len(), end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        words(text).iter().map(|w| format!("{:?}:{}", w.kind, w.of(text))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whole_and_broken_texts_have_words() {
        assert_eq!(shown("if x == 1.5: # so"), "Keyword:if Name:x Operator:== Number:1.5 Operator:: Comment:# so");
        assert_eq!(shown("f(]) + y"), "Name:f Open:( Close:] Close:) Operator:+ Name:y");
        assert_eq!(shown("x = 'ab"), "Name:x Operator:= Str:'ab");
        assert_eq!(shown("%time x.T"), "Shell:%time Name:x Operator:. Name:T");
        assert_eq!(shown("np.sum??"), "Name:np Operator:. Name:sum Shell:??");
        assert_eq!(shown("!ls -l"), "Shell:!ls -l");
        assert_eq!(shown("a × é"), "Name:a Name:é");
        assert_eq!(shown("f'{x}'"), "Str:f' Open:{ Name:x Close:} Str:'");
        for odd in ["", "\n\n", "\\", "'''", "f'{", "%", "?", "!", "%%time\nx\n\ny", "数(]数"] {
            words(odd);
        }
    }
}
