//! Semantic markup: text whose pieces say what they are, and its renderers.

use std::borrow::Cow;
use std::io::IsTerminal;

use owo_colors::{DynColors, OwoColorize, Style, XtermColors};
use unicode_width::UnicodeWidthStr;

use super::ascii::to_ascii;
use super::plot::indexed;
use super::python::{escape, is_printable};
use super::scene::Colour;
use super::terminal;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Role {
    #[default]
    Plain,
    Header,
    Number,
    /// A string of the language.
    Text,
    Dtype,
    Name,
    Keyword,
    Operator,
    Comment,
    Error,
    Warning,
    Hint,
    /// What frames the rest: borders, line numbers.
    Dim,
    Prompt,
    Ok,
    /// A name that stands for nothing, a bracket without its partner.
    Unknown,
    /// A bracket and its partner.
    Match,
    /// The outline of a drawing.
    Edge,
    /// A line inside of a drawing.
    Grid,
    /// A colour of its own, or the nearest that the terminal has.
    Ink(Colour),
    /// Two of them: of the letter, and behind it.
    Pixel(Colour, Colour),
}

impl Role {
    fn style(self) -> Option<Style> {
        let style = Style::new();
        Some(match self {
            Role::Plain | Role::Operator => return None,
            Role::Header => style.bold(),
            Role::Number => style.cyan(),
            Role::Text => style.green(),
            Role::Dtype => style.yellow(),
            Role::Name => style.blue(),
            Role::Keyword => style.magenta(),
            Role::Comment | Role::Dim => style.bright_black(),
            Role::Error => style.red().bold(),
            Role::Warning => style.yellow().bold(),
            Role::Hint => style.cyan().bold(),
            Role::Prompt => style.green().bold(),
            Role::Ok => style.green(),
            Role::Unknown => style.red(),
            Role::Match => style.bold().underline(),
            Role::Edge => style.yellow().bold(),
            Role::Grid => style.yellow(),
            Role::Ink(ink) => style.color(shade(ink)),
            Role::Pixel(ink, ground) => style.color(shade(ink)).on_color(shade(ground)),
        })
    }
}

/// A colour as the terminal shows it: as it is, or as the nearest of 256.
fn shade(colour: Colour) -> DynColors {
    match terminal::true_colours() {
        true => DynColors::Rgb(colour[0], colour[1], colour[2]),
        false => DynColors::Xterm(XtermColors::from(indexed(colour))),
    }
}

/// A line: pieces of text, each with its role.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Line {
    pub pieces: Vec<(Role, String)>,
}

impl Line {
    /// A line of one piece.
    pub fn of(role: Role, text: &str) -> Line {
        Line::default().with(role, text)
    }

    /// The line with a piece more. Its control characters are escaped; it holds no line break.
    pub fn with(mut self, role: Role, text: &str) -> Line {
        if !text.is_empty() {
            self.pieces.push((role, sanitize(text).replace('\n', "\\n")));
        }
        self
    }

    /// The columns that it takes.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

/// Lines of text that know what their pieces are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Doc {
    pub lines: Vec<Line>,
}

impl Doc {
    /// A text of any number of lines in one role.
    pub fn text(role: Role, text: &str) -> Doc {
        Doc { lines: text.split('\n').map(|line| Line::of(role, line)).collect() }
    }

    /// Puts a line below.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Puts another text below this one.
    pub fn extend(&mut self, other: Doc) {
        self.lines.extend(other.lines);
    }

    /// The columns of the longest line.
    pub fn width(&self) -> usize {
        self.lines.iter().map(Line::width).max().unwrap_or(0)
    }

    /// This text with another at its right, so many columns between them.
    pub fn beside(mut self, other: Doc, gap: usize) -> Doc {
        let width = self.width();
        let height = self.lines.len().max(other.lines.len());
        self.lines.resize_with(height, Line::default);
        for (line, right) in self.lines.iter_mut().zip(other.lines) {
            if !right.pieces.is_empty() {
                line.pieces.push((Role::Plain, " ".repeat(width + gap - line.width())));
                line.pieces.extend(right.pieces);
            }
        }
        self
    }

    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The bare text, without a line break at the end.
    pub fn to_plain(&self) -> String {
        self.render(|_, text, out| out.push_str(text))
    }

    /// The text with ANSI colours, without a line break at the end.
    pub fn to_ansi(&self) -> String {
        self.render(|role, text, out| match role.style() {
            Some(style) => out.push_str(&text.style(style).to_string()),
            None => out.push_str(text),
        })
    }

    /// The text for a terminal with colours or anything else, in ASCII where no more is shown.
    pub fn to_text(&self, colour: bool) -> String {
        let text = if colour { self.to_ansi() } else { self.to_plain() };
        if terminal::ascii() { to_ascii(&text) } else { text }
    }

    /// The text for a stream.
    pub fn to_stream(&self, stream: &impl IsTerminal) -> String {
        self.to_text(terminal::colours(stream))
    }

    fn render(&self, mut piece: impl FnMut(Role, &str, &mut String)) -> String {
        let mut out = String::new();
        for (n, line) in self.lines.iter().enumerate() {
            if n > 0 {
                out.push('\n');
            }
            line.pieces.iter().for_each(|(role, text)| piece(*role, text, &mut out));
        }
        out
    }
}

/// Text from outside made safe to show: control characters, and those that turn the direction of text, are escaped.
/// Line breaks and tabs stay.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_safe) {
        return Cow::Borrowed(text);
    }
    let show = |c: char| if is_safe(c) { c.to_string() } else { escape(c) };
    Cow::Owned(text.chars().map(show).collect())
}

/// Whether a terminal shows the character and does nothing else. Joiners are harmless, and emoji need them.
pub(super) fn is_safe(c: char) -> bool {
    matches!(c, '\n' | '\t' | '\u{a0}' | '\u{3000}' | '\u{200d}') || is_printable(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_pass() {
        assert_eq!(sanitize("a\tb\nc é 数"), "a\tb\nc é 数");
        assert_eq!(sanitize("\x1b[31mred\r\x07\u{9b}\u{202e}"), "\\x1b[31mred\\x0d\\x07\\x9b\\u202e");
        assert_eq!(Line::of(Role::Plain, "a\nb").pieces, [(Role::Plain, "a\\nb".to_string())]);
    }

    #[test]
    fn the_renderers_agree_on_the_text() {
        let mut doc = Doc::text(Role::Plain, "one\ntwo");
        doc.push(Line::of(Role::Error, "ValueError").with(Role::Plain, ": no"));
        assert_eq!(doc.to_plain(), "one\ntwo\nValueError: no");
        assert_eq!(doc.to_ansi(), "one\ntwo\n\x1b[31;1mValueError\x1b[0m: no");
        assert!(Doc::default().is_empty());
    }
}
