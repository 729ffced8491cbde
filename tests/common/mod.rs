//! What the tests of examples share: examples read from a text, and run in a session.

use ndsh::session::{Answer, Session};
use ndsh::syntax::Piece;

/// An example: what is typed, and what is shown.
pub struct Example {
    pub typed: String,
    pub shown: String,
}

/// The examples of a doctest text: `>>> ` lines, `... ` lines that go on, and what follows up to the next.
pub fn examples(text: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    for line in text.lines() {
        // As in Python's docs, an empty line that is shown.
        let line = if line.trim() == "<BLANKLINE>" { "" } else { line.trim_end() };
        if let Some(code) = line.strip_prefix(">>> ") {
            found.push(Example { typed: code.to_owned(), shown: String::new() });
        } else if let (Some(code), Some(last)) =
            (line.strip_prefix("... "), found.last_mut().filter(|e| e.shown.is_empty()))
        {
            last.typed.push('\n');
            last.typed.push_str(code);
        } else if let Some(last) = found.last_mut() {
            last.shown.push_str(line);
            last.shown.push('\n');
        }
    }
    found
}

/// The answers of a session to a text of statements.
pub fn answers(session: &mut Session, typed: &str) -> Vec<Answer> {
    let mut all = Vec::new();
    session.run_piece(&Piece { line: 1, text: typed.to_owned() }, &mut |answer| {
        all.push(answer.clone());
        true
    });
    all
}

/// What a session shows: what is printed, the answers, and the mistakes.
pub fn text_of(answers: &[Answer]) -> String {
    let mut text = String::new();
    for answer in answers {
        text.push_str(&answer.stdout);
        if let Some(doc) = answer.shown(80) {
            text.push_str(&doc.to_plain());
            text.push('\n');
        }
        if let Some(error) = &answer.error {
            text.push_str(&format!("{error}\n"));
        }
    }
    text.lines().map(|l| format!("{}\n", l.trim_end())).collect()
}
