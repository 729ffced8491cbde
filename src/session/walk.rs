//! Scripts that run inside a session: at once, or as a lesson, a statement at a time.

use std::sync::Arc;

use super::{Answer, Session};
use crate::display::{Doc, Line, Role, wrap};
use crate::eval::{self, paint};
use crate::syntax::{Piece, Reader};

/// A script that waits to be run.
#[derive(Clone, Debug)]
pub struct Script {
    /// What errors call it.
    pub name: Arc<str>,
    pub text: String,
    /// Whether it is a lesson: its comments and statements show, and it waits before each statement.
    pub walk: bool,
}

/// What to do with the statement that a lesson shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Run it.
    Next,
    /// Run it and all that follow, without waiting.
    All,
    /// Leave the lesson.
    Leave,
}

/// What asks for a step, where someone is there to be asked.
pub type Pause = fn() -> Step;

/// A piece of a script with the comments above it.
struct Part {
    comments: Vec<String>,
    piece: Option<Piece>,
}

impl Session {
    /// Runs a script; false if it ended early.
    pub(super) fn run_script(&mut self, script: &Script, each: &mut dyn FnMut(&Answer) -> bool) -> bool {
        let outer = self.file.replace(script.name.clone());
        self.depth += 1;
        let done = if script.walk { self.walk(&script.text, each) } else { self.run_all(&script.text, each) };
        self.depth -= 1;
        self.file = outer;
        done
    }

    fn run_all(&mut self, text: &str, each: &mut dyn FnMut(&Answer) -> bool) -> bool {
        parts(text).iter().filter_map(|p| p.piece.as_ref()).all(|piece| self.run_piece(piece, each))
    }

    fn walk(&mut self, text: &str, each: &mut dyn FnMut(&Answer) -> bool) -> bool {
        let mut pause = self.pause;
        for (n, part) in parts(text).iter().enumerate() {
            let mut doc = prose(&part.comments, n == 0);
            // On a terminal the shell leaves a line free below each answer.
            if n > 0 && self.pause.is_none() && !part.comments.is_empty() {
                doc.lines.insert(0, Line::default());
            }
            let Some(piece) = &part.piece else {
                self.show(&doc);
                continue;
            };
            if !doc.is_empty() {
                doc.push(Line::default());
            }
            for (n, mut line) in paint::code(&piece.text).into_iter().enumerate() {
                line.pieces.insert(0, (Role::Prompt, if n == 0 { ">>> " } else { "... " }.to_owned()));
                doc.push(line);
            }
            self.show(&doc);
            match pause.map_or(Step::All, |ask| ask()) {
                Step::Next => {}
                Step::All => pause = None,
                Step::Leave => return true,
            }
            if !self.run_piece(piece, each) {
                return false;
            }
        }
        true
    }

    fn show(&self, doc: &Doc) {
        if !doc.is_empty() {
            // Nobody listening is noticed by the statements.
            let _ = self.world.page(doc);
        }
    }
}

/// Comments as they show, their lines flowing anew: a line of `-- ` is a heading, and so is the first of a lesson.
fn prose(comments: &[String], first: bool) -> Doc {
    let width = eval::width();
    let mut doc = Doc::default();
    let mut paragraph = String::new();
    let flow = |paragraph: &mut String, doc: &mut Doc| {
        if !paragraph.is_empty() {
            wrap(&std::mem::take(paragraph), width).iter().for_each(|l| doc.push(Line::of(Role::Comment, l)));
        }
    };
    for (n, text) in comments.iter().enumerate() {
        let heading = text.strip_prefix("-- ").or_else(|| (first && n == 0).then_some(text.as_str()));
        if text.is_empty() || heading.is_some() {
            flow(&mut paragraph, &mut doc);
            doc.push(heading.map_or_else(Line::default, |title| Line::of(Role::Header, title)));
        } else {
            paragraph.push_str(text);
            paragraph.push(' ');
        }
    }
    flow(&mut paragraph, &mut doc);
    doc
}

/// A script's statements, each with the comments above it; the last part has only comments.
fn parts(text: &str) -> Vec<Part> {
    let mut reader = Reader::new();
    let (mut found, mut comments): (Vec<Part>, Vec<String>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let pieces = reader.push_line(line);
        let fresh = !reader.is_pending() && pieces.is_empty();
        for piece in pieces {
            found.push(Part { comments: std::mem::take(&mut comments), piece: Some(piece) });
        }
        if let Some(said) = line.strip_prefix('#').filter(|_| fresh || !reader.is_pending()) {
            comments.push(said.strip_prefix(' ').unwrap_or(said).to_owned());
        } else if line.trim().is_empty() && comments.last().is_some_and(|c| !c.is_empty()) {
            comments.push(String::new());
        }
    }
    let last = reader.finish();
    found.push(Part { comments, piece: last });
    found
}
