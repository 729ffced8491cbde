//! What was typed in a file of sessions: a line after `>>> ` and those after `... ` that go on.

use std::iter::Peekable;

/// The statement that begins with `first`, the rest of a `>>> ` line. Its lines are put to `out` as they stand.
pub fn typed<'a>(first: &str, lines: &mut Peekable<impl Iterator<Item = &'a str>>, out: &mut String) -> String {
    let mut text = first.to_owned();
    out.push_str(&format!(">>> {first}\n"));
    while let Some(more) = lines.next_if(|l| l.starts_with("...")) {
        text.push('\n');
        text.push_str(more.strip_prefix("... ").unwrap_or(""));
        out.push_str(&format!("{more}\n"));
    }
    text
}
