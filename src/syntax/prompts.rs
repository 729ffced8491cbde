//! Prompts of a pasted session: `>>> ` and `... `, `In [3]: `, `   ...: ` and `Out[3]: `.
//!
//! A text whose first line of code has a prompt is a transcript: what has no prompt in it is output. In any other text
//! a prompt is dropped where a statement begins, and nothing else is touched.

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// The first line of a prompt: whatever was being read has ended.
    Fresh(&'l str),
    /// Code that goes on, or that has no prompt.
    Code(&'l str),
    /// Not code: whatever was being read has ended.
    Output,
}

/// Which prompts have been seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Prompts {
    /// Whether the text is a transcript; unknown before its first line of code.
    transcript: Option<bool>,
    /// The statement being read had a prompt.
    prompted: bool,
    /// The last prompt stood alone, as in a notebook: the lines below it are its code.
    notebook: bool,
}

impl Prompts {
    /// What the next line is; `open` while a bracket or string is, `pending` while a statement may go on.
    pub fn line<'l>(&mut self, line: &'l str, open: bool, pending: bool) -> Line<'l> {
        let own = open && !self.prompted;
        if !own && let Some((rest, notebook)) = primary(line) {
            self.transcript.get_or_insert(true);
            self.prompted = true;
            self.notebook = notebook;
            return Line::Fresh(rest);
        }
        if self.prompted
            && pending
            && let Some(rest) = continuation(line)
        {
            return Line::Code(rest);
        }
        let transcript = self.transcript == Some(true);
        if !own && (transcript || self.prompted) && output(line) {
            self.prompted = false;
            self.notebook = false;
            return Line::Output;
        }
        if transcript && !self.notebook && !open {
            self.prompted = false;
            return Line::Output;
        }
        if !transcript && !open {
            self.prompted = false;
            let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
            self.transcript = self.transcript.or((!blank).then_some(false));
        }
        Line::Code(line)
    }
}

/// Whether the text is a transcript.
pub(super) fn is_transcript(text: &str) -> bool {
    let mut code = text.lines().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'));
    code.next().is_some_and(|line| primary(line).is_some())
}

/// What follows a `>>> ` or an `In [3]: `, and whether it is a notebook's prompt on a line of its own.
fn primary(line: &str) -> Option<(&str, bool)> {
    let trimmed = line.trim_start();
    if let Some(rest) = trimmed.strip_prefix(">>>") {
        return after_blank(rest).map(|rest| (rest, false));
    }
    let rest = numbered(trimmed, "In [")?;
    Some((after_blank(rest)?, rest.trim().is_empty()))
}

fn continuation(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("...")?;
    after_blank(rest.strip_prefix(':').unwrap_or(rest))
}

fn output(line: &str) -> bool {
    numbered(line.trim_start(), "Out[").is_some_and(|rest| after_blank(rest).is_some())
}

/// What follows `In [3]:`.
fn numbered<'l>(line: &'l str, prefix: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(prefix)?;
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    digits.strip_prefix("]:").filter(|_| digits.len() < rest.len())
}

/// What follows a prompt: a blank, or nothing.
fn after_blank(rest: &str) -> Option<&str> {
    if rest.trim().is_empty() { Some("") } else { rest.strip_prefix(' ') }
}
