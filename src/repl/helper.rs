//! What the line editor asks while one types.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Context, Helper, Result};
use unicode_width::UnicodeWidthStr;

use super::complete::{Found, complete, shown};
use super::hint::{Hint, hint};
use super::paint::{harmless, painted};
use crate::display::{Doc, Line, Role, terminal};
use crate::eval::Scope;

/// Answers what the line editor asks, from the names of a session.
pub struct Assistant {
    scope: Arc<Scope>,
    /// Whether the text is shown for the last time: the cursor's place does not matter any more.
    done: Cell<bool>,
    /// What stands out in the hint that shows.
    bold: RefCell<Option<(usize, usize)>>,
    /// Whether something else than code is typed.
    asleep: Cell<bool>,
    /// How wide the names of the completions are that show.
    column: Cell<usize>,
}

impl Assistant {
    pub fn new(scope: Arc<Scope>) -> Assistant {
        let (done, asleep) = (Cell::new(false), Cell::new(false));
        Assistant { scope, done, bold: RefCell::new(None), asleep, column: Cell::new(0) }
    }

    /// An entry as it shows once it was typed.
    pub fn entry(&self, prompt: &str, text: &str) -> String {
        let text = if colours() { painted(text, None, &self.scope) } else { harmless(text) };
        format!("{}{text}", self.highlight_prompt(prompt, true))
    }

    /// Says whether something else than code is typed.
    pub fn set_asleep(&self, asleep: bool) {
        self.asleep.set(asleep);
    }
}

/// Clears the rest of the line.
const CLEAR: &str = "\x1b[K";

/// More completions than this show as names alone.
const MOST_WITH_DOCS: usize = 30;

/// A completion: what the list shows and what is typed.
pub struct Candidate {
    display: String,
    text: String,
}

impl rustyline::completion::Candidate for Candidate {
    fn display(&self) -> &str {
        &self.display
    }

    fn replacement(&self) -> &str {
        &self.text
    }
}

impl Helper for Assistant {}
impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = Candidate;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> Result<(usize, Vec<Candidate>)> {
        if self.asleep.get() {
            return Ok((pos, Vec::new()));
        }
        let (start, found) = complete(&line[..pos], &self.scope);
        let docs = found.len() <= MOST_WITH_DOCS;
        let column = found.iter().map(|f| f.text.width()).max().unwrap_or(0).min(30);
        self.column.set(if docs { column } else { usize::MAX });
        let candidate =
            |f: Found| Candidate { display: if docs { shown(&f, column) } else { f.text.clone() }, text: f.text };
        Ok((start, found.into_iter().map(candidate).collect()))
    }
}

impl Hinter for Assistant {
    type Hint = Hint;

    fn hint(&self, line: &str, pos: usize, ctx: &Context<'_>) -> Option<Hint> {
        let found = if pos == line.len() && !self.asleep.get() { hint(line, ctx.history(), &self.scope) } else { None };
        *self.bold.borrow_mut() = found.as_ref().and_then(|h| h.bold);
        found
    }
}

/// Whether the line editor shows colours.
fn colours() -> bool {
    terminal::colours(&std::io::stdout())
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        match colours() && !self.asleep.get() {
            true => painted(line, Some(pos).filter(|_| !self.done.get()), &self.scope).into(),
            false => harmless(line).into(),
        }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if !colours() {
            return prompt.into();
        }
        let label = prompt.trim_end_matches('\n');
        let line_breaks = prompt.get(label.len()..).unwrap_or("");
        format!("{}{line_breaks}", Doc { lines: vec![Line::of(Role::Prompt, label)] }.to_ansi()).into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if !colours() {
            return hint.into();
        }
        let (from, to) = self.bold.borrow().unwrap_or((hint.len(), hint.len()));
        let part = |from: usize, to: usize| hint.get(from..to).unwrap_or("");
        let mut line = Line::default();
        line.pieces.push((Role::Dim, part(0, from).to_owned()));
        line.pieces.push((Role::Header, part(from, to).to_owned()));
        line.pieces.push((Role::Dim, part(to, hint.len()).to_owned()));
        Doc { lines: vec![line] }.to_ansi().into()
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        // What the hint left there goes.
        if !colours() {
            return format!("{candidate}{CLEAR}").into();
        }
        let split = self.column.get().min(candidate.len());
        let split = (0..=split).rev().find(|&k| candidate.is_char_boundary(k)).unwrap_or(0);
        let (name, doc) = candidate.split_at(split);
        let line = Doc { lines: vec![Line::of(Role::Name, name).with(Role::Dim, doc)] };
        format!("{}{CLEAR}", line.to_ansi()).into()
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.done.set(kind == CmdKind::ForcedRefresh);
        true
    }
}
