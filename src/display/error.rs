//! Errors with the source that made them, as a good compiler shows them.

use unicode_width::UnicodeWidthChar;

use super::markup::{Doc, Line, Role, is_safe};
use super::python::escape;
use crate::diag::{Error, Span};

const TAB: usize = 4;
/// Lines of a longer span that show: two at its start, the last at its end.
const MAX_LINES: usize = 4;
/// Columns of context that stay in sight before a span in a clipped line.
const CONTEXT: usize = 12;

/// An error under its source: what went wrong, where, and what would work.
///
/// `source` is the statement's text, which starts on line `first_line` of the input called `name`; the text is clipped
/// to `width` columns.
pub fn render_error(error: &Error, source: &str, first_line: usize, name: &str, width: usize) -> Doc {
    let mut doc = titled(Role::Error, &error.kind.to_string(), &error.message);
    let excerpt = error.span.map(|span| Excerpt::new(source, span, first_line));
    let gutter = excerpt.as_ref().map_or(1, |e| e.last_number().to_string().len());
    if let Some(excerpt) = excerpt {
        excerpt.render(&mut doc, name, gutter, width);
    }
    if let Some(help) = &error.help {
        for (n, line) in help.split('\n').enumerate() {
            let lead = if n == 0 { "= " } else { "  " };
            let label = if n == 0 { "help: " } else { "      " };
            let line =
                Line::of(Role::Dim, &format!("{:gutter$} {lead}", "")).with(Role::Hint, label).with(Role::Plain, line);
            doc.push(line);
        }
    }
    doc
}

/// A warning: its category, such as `RuntimeWarning`, and what happened.
pub fn render_warning(category: &str, message: &str) -> Doc {
    titled(Role::Warning, category, message)
}

fn titled(role: Role, title: &str, message: &str) -> Doc {
    let mut doc = Doc::text(Role::Header, message);
    if let Some(first) = doc.lines.first_mut() {
        first.pieces.insert(0, (role, format!("{title}: ")));
    }
    doc
}

/// The lines of a source that a span touches.
struct Excerpt<'a> {
    lines: Vec<SourceLine<'a>>,
    /// The column where the span starts, from 1, in characters.
    column: usize,
}

/// A line that a span touches, and which of its bytes.
struct SourceLine<'a> {
    number: usize,
    text: &'a str,
    from: usize,
    to: usize,
}

impl<'a> Excerpt<'a> {
    fn new(source: &'a str, span: Span, first_line: usize) -> Excerpt<'a> {
        let start = floor_boundary(source, span.start as usize);
        let end = floor_boundary(source, span.end as usize).max(start);
        let (mut lines, mut at, mut column) = (Vec::new(), 0, 1);
        for (n, raw) in source.split('\n').enumerate() {
            let (text, after) = (raw.strip_suffix('\r').unwrap_or(raw), at + raw.len());
            let touched = start <= after && (at < end || at <= start);
            if touched {
                let from = start.saturating_sub(at).min(text.len());
                if lines.is_empty() {
                    column = text[..from].chars().count() + 1;
                }
                lines.push(SourceLine { number: first_line + n, text, from, to: (end - at).min(text.len()).max(from) });
            }
            at = after + 1;
        }
        Excerpt { lines, column }
    }

    fn last_number(&self) -> usize {
        self.lines.last().map_or(1, |l| l.number)
    }

    fn render(&self, doc: &mut Doc, name: &str, gutter: usize, width: usize) {
        let Some(first) = self.lines.first() else { return };
        let frame = |text: &str| Line::of(Role::Dim, text);
        let place = format!("{name}:{}:{}", first.number, self.column);
        doc.push(frame(&format!("{:gutter$}--> ", "")).with(Role::Name, &place));
        doc.push(frame(&format!("{:gutter$} |", "")));
        let room = width.saturating_sub(gutter + 4).max(24);
        let skip = self.lines.len() > MAX_LINES;
        for (n, line) in self.lines.iter().enumerate() {
            if skip && n >= 2 && n + 1 < self.lines.len() {
                if n == 2 {
                    doc.push(frame("..."));
                }
                continue;
            }
            let (shown, marks) = line.clip(room);
            let code = frame(&format!("{:>gutter$} |", line.number));
            doc.push(if shown.is_empty() { code } else { code.with(Role::Plain, &format!(" {shown}")) });
            if !marks.is_empty() {
                doc.push(frame(&format!("{:gutter$} | ", "")).with(Role::Error, &marks));
            }
        }
    }
}

/// One character as it shows: its text, its columns, and whether it is marked.
struct Cell {
    text: String,
    width: usize,
    marked: bool,
}

impl SourceLine<'_> {
    /// The line as it shows in at most `room` columns, around the marked part where it is longer, and its carets.
    fn clip(&self, room: usize) -> (String, String) {
        let cells = self.cells();
        let first = cells.iter().position(|c| c.marked).unwrap_or(0);
        let total: usize = cells.iter().map(|c| c.width).sum();
        let before: usize = cells[..first].iter().map(|c| c.width).sum();
        let (mut skip, mut text, mut marks) = (0, String::new(), String::new());
        if total > room {
            let marked: usize = cells.iter().filter(|c| c.marked).map(|c| c.width).sum();
            let lead = CONTEXT.max(room.saturating_sub(marked + 2) / 2);
            skip = before.saturating_sub(lead).min((total + 1).saturating_sub(room));
        }
        let (mut column, mut used) = (0, 0);
        if skip > 0 {
            (text, marks, used) = ("…".into(), " ".into(), 1);
        }
        for cell in &cells {
            let hidden = column < skip;
            column += cell.width;
            if hidden {
                continue;
            }
            if used + cell.width > room - usize::from(column < total) {
                text.push('…');
                break;
            }
            used += cell.width;
            text.push_str(&cell.text);
            marks.push_str(&if cell.marked { "^" } else { " " }.repeat(cell.width));
        }
        (text.trim_end().into(), marks.trim_end().into())
    }

    /// The characters with what they show; an empty mark stands under the place where it is.
    fn cells(&self) -> Vec<Cell> {
        let indent = self.text.len() - self.text.trim_start().len();
        let from = if self.from < indent && self.to > indent { indent } else { self.from };
        let (mut cells, mut column) = (Vec::new(), 0);
        for (at, c) in self.text.char_indices() {
            let text = match c {
                '\t' => " ".repeat(TAB - column % TAB),
                c if is_safe(c) => c.to_string(),
                c => escape(c),
            };
            let width = if text.len() > c.len_utf8() || c == '\t' { text.len() } else { c.width().unwrap_or(0) };
            let marked = (from..self.to).contains(&at) || (from == self.to && at == from);
            cells.push(Cell { text, width, marked });
            column += width;
        }
        if from == self.to && from >= self.text.len() {
            cells.push(Cell { text: " ".into(), width: 1, marked: true });
        }
        cells
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}
