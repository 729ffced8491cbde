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

/// A warning, such as `RuntimeWarning: divide by zero encountered in divide`.
pub fn render_warning(warning: &str) -> Doc {
    match warning.split_once(": ") {
        Some(("Note", message)) => titled(Role::Warning, "Note", message),
        Some((category, message)) if category.ends_with("Warning") && !category.contains(char::is_whitespace) => {
            titled(Role::Warning, category, message)
        }
        _ => titled(Role::Warning, "Warning", warning),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::value_error;

    /// The text of an error at the place of `mark` in `source`.
    fn shown(source: &str, mark: &str, width: usize) -> String {
        let start = source.find(mark).unwrap();
        let error = value_error("no").at(Span::new(start, start + mark.len()));
        render_error(&error, source, 9, "run.nd", width).to_plain()
    }

    #[test]
    fn the_span_is_underlined() {
        let error = value_error("operands could not be broadcast together with shapes (2,) (3,)")
            .at(Span::new(4, 25))
            .help("make the lengths equal, or one of them 1\nor slice");
        let want = "\
ValueError: operands could not be broadcast together with shapes (2,) (3,)
  --> <stdin>:12:5
   |
12 | x = np.ones(2) + np.ones(3)
   |     ^^^^^^^^^^^^^^^^^^^^^
   = help: make the lengths equal, or one of them 1
           or slice";
        assert_eq!(render_error(&error, "x = np.ones(2) + np.ones(3)\n", 12, "<stdin>", 80).to_plain(), want);
    }

    #[test]
    fn several_lines_are_marked_each() {
        let text = shown("a = f(\n    1,\n    2,\n    3,\n    4,\n) + 1", "f(\n    1,\n    2,\n    3,\n    4,\n)", 80);
        let want = "\
ValueError: no
  --> run.nd:9:5
   |
 9 | a = f(
   |     ^^
10 |     1,
   |     ^^
...
14 | ) + 1
   | ^";
        assert_eq!(text, want);
    }

    #[test]
    fn carets_stand_under_what_is_seen() {
        let marks = |source, mark| {
            let text = shown(source, mark, 80);
            text.lines().skip(3).map(String::from).collect::<Vec<_>>()
        };
        assert_eq!(marks("\tx\t+ y", "+"), ["9 |     x   + y", "  |         ^"]);
        assert_eq!(marks("数 = é + \"😀\" + z", "z"), ["9 | 数 = é + \"😀\" + z", "  |                 ^"]);
        assert_eq!(marks("'\x1b[31m' + z\r\n", "z"), ["9 | '\\x1b[31m' + z", "  |              ^"]);
        assert_eq!(marks("f(", ""), ["9 | f(", "  | ^"]);
        let end = render_error(&value_error("no").at(Span::new(2, 2)), "f(", 1, "-", 80).to_plain();
        assert!(end.ends_with("1 | f(\n  |   ^") && end.contains("-:1:3"), "{end}");
    }

    #[test]
    fn long_lines_are_clipped_around_the_span() {
        let source = format!("{} + bad + {}", "a + ".repeat(60), "数 + ".repeat(60));
        for mark in ["bad", "a + a", "数 + ", source.as_str(), &source[200..399]] {
            let text = shown(&source, mark, 60);
            let widths: Vec<usize> = text.lines().map(unicode_width::UnicodeWidthStr::width).collect();
            assert!(widths.iter().all(|&w| w <= 60), "{text}");
            assert!(text.lines().nth(4).unwrap().contains('^'), "{text}");
        }
        let text = shown(&source, "bad", 60);
        let lines: Vec<&str> = text.lines().collect();
        let at = unicode_width::UnicodeWidthStr::width(&lines[3][..lines[3].find("bad").unwrap()]);
        assert_eq!(lines[4].find("^^^"), Some(at), "{text}");
    }

    #[test]
    fn odd_spans_and_texts_are_safe() {
        for (start, end) in [(0, 0), (1, 2), (2, 900), (900, 901), (3, 1)] {
            for source in ["", "é", "\n\n", "数\n\t"] {
                for width in [0, 10, 80] {
                    render_error(&value_error("bad\nworse \x1b[2J").at(Span::new(start, end)), source, 1, "", width);
                }
            }
        }
        assert!(!render_error(&value_error("\x1b[2J"), "", 1, "", 80).to_plain().contains('\x1b'));
        assert_eq!(
            render_warning("RuntimeWarning: overflow").lines[0].pieces[0],
            (Role::Warning, "RuntimeWarning: ".into())
        );
        assert_eq!(render_warning("take care: now").to_plain(), "Warning: take care: now");
    }
}
