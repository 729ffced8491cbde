//! Text that flows: wrapped to the width, and lists of names with what they are.

use unicode_width::UnicodeWidthStr;

use super::markup::{Doc, Line, Role, sanitize};
use super::terminal;

/// A text in lines of at most `width` columns, broken at blanks. Line breaks stay.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|w| !w.is_empty()) {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// A text whose lines are at most `width` columns, broken at blanks; what goes on is indented as far as what it belongs
/// to.
pub fn folded(doc: Doc, width: usize) -> Doc {
    let mut out = Doc::default();
    for line in doc.lines {
        let total: usize = line.pieces.iter().map(|(_, text)| text.width()).sum();
        let framed = line.pieces.iter().any(|(_, text)| text.contains(['│', '┆', '─']));
        if total <= width || framed {
            out.push(line);
        } else {
            fold(line, width, &mut out);
        }
    }
    out
}

fn fold(line: Line, width: usize, out: &mut Doc) {
    let label = |(role, text): &&(Role, String)| {
        *role == Role::Hint || *role == Role::Dim && text.trim_start().starts_with('=')
    };
    let labels: usize = line.pieces.iter().take_while(label).map(|(_, text)| text.width()).sum();
    let indent = if labels > 0 { labels } else { 4 };
    let (mut now, mut used) = (Line::default(), 0);
    for (role, text) in line.pieces {
        for word in unbroken(&text) {
            if used + word.trim_end().width() > width && used > indent {
                if let Some((_, last)) = now.pieces.last_mut() {
                    last.truncate(last.trim_end().len());
                }
                out.push(std::mem::take(&mut now));
                now.pieces.push((Role::Plain, " ".repeat(indent)));
                used = indent;
            }
            used += word.width();
            match now.pieces.last_mut() {
                Some((last, text)) if *last == role => text.push_str(&word),
                _ => now.pieces.push((role, word)),
            }
        }
    }
    out.push(now);
}

/// The words of a text with the blanks after them; short brackets, such as a shape, are one word.
fn unbroken(text: &str) -> Vec<String> {
    const LONGEST: usize = 24;
    let mut words: Vec<String> = Vec::new();
    for word in text.split_inclusive(' ') {
        let open = |w: &String| w.matches('(').count() > w.matches(')').count() && w.len() + word.len() <= LONGEST;
        match words.last_mut().filter(|w| open(w)) {
            Some(last) => last.push_str(word),
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// A text cut to `width` columns, with a `…` where something is left out.
pub fn clipped(text: &str, width: usize) -> String {
    let text = sanitize(text);
    if text.width() <= width {
        return text.into_owned();
    }
    // In ASCII the mark is three points.
    let mark = if terminal::ascii() { 3 } else { 1 };
    let mut cut = String::new();
    for c in text.chars() {
        if cut.width() + UnicodeWidthStr::width(c.to_string().as_str()) + mark > width {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

/// Names with what they are, side by side: the names in a column, what they are wrapped beside it.
pub fn listing(rows: &[(String, String)], role: Role, width: usize) -> Doc {
    const LONGEST: usize = 30;
    let names = rows.iter().map(|(name, _)| name.width()).filter(|w| *w <= LONGEST).max().unwrap_or(0);
    let room = width.saturating_sub(names + 4).max(16);
    let mut doc = Doc::default();
    for (name, what) in rows {
        let mut line = Line::of(Role::Plain, "  ").with(role, name);
        let mut used = name.width();
        if used > names {
            doc.push(std::mem::take(&mut line));
            (line, used) = (Line::of(Role::Plain, "  "), 0);
        }
        for (n, part) in wrap(what, room).iter().enumerate().filter(|(_, part)| !part.is_empty()) {
            if n > 0 {
                doc.push(std::mem::take(&mut line));
                (line, used) = (Line::of(Role::Plain, "  "), 0);
            }
            line = line.with(Role::Plain, &" ".repeat(names + 2 - used)).with(Role::Plain, part);
        }
        doc.push(line);
    }
    doc
}

/// Names in as many columns as fit.
pub fn columns(names: &[String], width: usize) -> Doc {
    let widest = names.iter().map(|n| n.width()).max().unwrap_or(0) + 2;
    let per_line = (width.saturating_sub(2) / widest.max(1)).max(1);
    let mut doc = Doc::default();
    for row in names.chunks(per_line) {
        let mut line = Line::of(Role::Plain, "  ");
        for (k, name) in row.iter().enumerate() {
            line = line.with(Role::Name, name);
            if k + 1 < row.len() {
                line = line.with(Role::Plain, &" ".repeat(widest - name.width()));
            }
        }
        doc.push(line);
    }
    doc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_flows_and_is_cut() {
        assert_eq!(wrap("one two  three\n\nfour", 8), ["one two", "three", "", "four"]);
        assert_eq!(wrap("averylongword a", 5), ["averylongword", "a"]);
        assert_eq!(
            (clipped("abcdef", 4), clipped("abc", 3), clipped("数数数", 4)),
            ("abc…".into(), "abc".into(), "数…".into())
        );
        assert_eq!(clipped("a\x1bb", 9), "a\\x1bb");
    }

    #[test]
    fn long_lines_go_on_below() {
        let doc = Doc {
            lines: vec![Line::of(Role::Error, "Value: ").with(Role::Plain, "shapes (1000, 500) and (3,) do not fit")],
        };
        assert_eq!(folded(doc, 27).to_plain(), "Value: shapes (1000, 500)\n    and (3,) do not fit");
    }

    #[test]
    fn lists_align() {
        let rows =
            [("a".to_owned(), "first".to_owned()), ("bcd".into(), "second one".into()), ("e".into(), String::new())];
        assert_eq!(listing(&rows, Role::Name, 40).to_plain(), "  a    first\n  bcd  second one\n  e");
        let names = ["a", "bb", "ccc"].map(str::to_owned);
        assert_eq!(columns(&names, 12).to_plain(), "  a    bb\n  ccc");
    }
}
