//! What a session did, as a script that does it again.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::syntax::{Word, WordKind, words};

/// A statement that went well.
#[derive(Clone, Debug)]
struct Entry {
    text: String,
    /// Nothing of it showed.
    quiet: bool,
    /// The number under which its answer is kept, if it has one that is.
    answer: Option<usize>,
    /// What `_`, `__` and `___` stood for: the numbers of the last answers, the last one first.
    recent: [Option<usize>; 3],
}

/// The statements that went well, in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
    recent: [Option<usize>; 3],
}

impl Log {
    /// Notes a statement. `own` says that `_` is a name of the user's there.
    pub fn note(&mut self, text: &str, quiet: bool, answer: Option<usize>, own: bool) {
        let recent = if own { [None; 3] } else { self.recent };
        self.entries.push(Entry { text: text.to_owned(), quiet, answer, recent });
        self.answered(answer);
    }

    /// Notes an answer alone, of what is not part of the script.
    pub fn answered(&mut self, answer: Option<usize>) {
        if answer.is_some() {
            self.recent = [answer, self.recent[0], self.recent[1]];
        }
    }

    /// The script, and the number of its statements.
    pub fn script(&self) -> (String, usize) {
        let mut needed = BTreeSet::new();
        let texts: Vec<String> = self.entries.iter().map(|e| e.resolved(&mut needed)).collect();
        let mut out =
            format!("# A session of ndsh {}: `ndsh` and this file's name run it again.\n", env!("CARGO_PKG_VERSION"));
        for (k, (entry, text)) in self.entries.iter().zip(&texts).enumerate() {
            let semi = if entry.quiet { ";" } else { "" };
            // An answer is kept under its cell's number: the last one of the cell is the one that is meant.
            let last = !self.entries[k + 1..].iter().any(|e| e.answer == entry.answer);
            let _ = match entry.answer.filter(|n| needed.contains(n) && last) {
                Some(n) if text.starts_with('%') => writeln!(out, "{text}{semi}\n_{n} = _"),
                Some(n) => writeln!(out, "_{n} = {text}\n_{n}{semi}"),
                // A cell goes on up to an empty line.
                None if text.starts_with("%%") => writeln!(out, "{text}\n"),
                None => writeln!(out, "{text}{semi}"),
            };
        }
        (out, self.entries.len())
    }
}

impl Entry {
    /// The text with `_` and `Out[3]` made the names of what they stood for, which are added to `needed`.
    fn resolved(&self, needed: &mut BTreeSet<usize>) -> String {
        let found = words(&self.text);
        let (mut out, mut at) = (String::new(), 0);
        let after_dot = |k: usize| k > 0 && found[k - 1].of(&self.text) == ".";
        for (k, word) in found.iter().enumerate() {
            if word.start < at || word.kind != WordKind::Name || after_dot(k) {
                continue;
            }
            let Some((number, end)) = self.answer_at(&found[k..], word) else { continue };
            needed.insert(number);
            out.push_str(&self.text[at..word.start]);
            let _ = write!(out, "_{number}");
            at = end;
        }
        out.push_str(&self.text[at..]);
        out
    }

    /// The number of the answer that a name and what follows it stand for, and where that ends.
    fn answer_at(&self, words: &[Word], word: &Word) -> Option<(usize, usize)> {
        let text = |k: usize| words.get(k).map_or("", |w| w.of(&self.text));
        match word.of(&self.text) {
            "_" => Some((self.recent[0]?, word.end)),
            "__" => Some((self.recent[1]?, word.end)),
            "___" => Some((self.recent[2]?, word.end)),
            "Out" if text(1) == "[" && text(3) == "]" => Some((text(2).parse().ok()?, words.get(3)?.end)),
            name => Some((name.strip_prefix('_')?.parse().ok()?, word.end)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_get_names() {
        let mut log = Log::default();
        log.note("6 * 7", false, Some(1), false);
        log.note("x = _ + Out[1]", false, None, false);
        log.note("x", true, None, false);
        log.note("x.sum(), y._", false, Some(4), false);
        let (text, count) = log.script();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!((count, lines), (4, vec!["_1 = 6 * 7", "_1", "x = _1 + _1", "x;", "x.sum(), y._"]));
    }
}
