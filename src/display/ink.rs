//! A text in its columns as a picture: what is drawn with box characters becomes lines, so that no font decides.

use std::collections::{BTreeMap, HashSet};

use super::markup::{Doc, Role};
use super::scene::{Colour, Paint, Point, Scene};

/// The size of a cell.
const WIDE: f64 = 8.0;
const HIGH: f64 = 17.0;
const MARGIN: f64 = 12.0;
const LETTERS: f64 = 13.0;

/// The text as a picture.
pub fn scene(doc: &Doc) -> Scene {
    let cells = cells(doc);
    let columns = cells.iter().map(|c| c.x + 1).max().unwrap_or(0);
    let mut scene = Scene::new(columns as f64 * WIDE + 2.0 * MARGIN, doc.lines.len() as f64 * HIGH + 2.0 * MARGIN);
    draw_lines(&cells, &mut scene);
    draw_words(&cells, &mut scene);
    scene
}

/// A cell of a text: its column, its line, its character and what that is.
struct Cell {
    x: usize,
    y: usize,
    c: char,
    role: Role,
}

fn cells(doc: &Doc) -> Vec<Cell> {
    let mut found = Vec::new();
    for (y, line) in doc.lines.iter().enumerate() {
        let pieces = line.pieces.iter().flat_map(|(role, text)| text.chars().map(move |c| (*role, c)));
        found.extend(pieces.enumerate().filter(|(_, (_, c))| *c != ' ').map(|(x, (role, c))| Cell { x, y, c, role }));
    }
    found
}

/// The lines of a box character, from its middle to the left, to the right, up and down.
fn strokes(c: char) -> Option<[bool; 4]> {
    const LINES: [(&str, [u8; 4]); 16] = [
        ("─═━╌", [1, 1, 0, 0]),
        ("│┆║┃┊", [0, 0, 1, 1]),
        ("┌╔", [0, 1, 0, 1]),
        ("┐╗", [1, 0, 0, 1]),
        ("└╚", [0, 1, 1, 0]),
        ("┘╝", [1, 0, 1, 0]),
        ("├╞╠", [0, 1, 1, 1]),
        ("┤╡╣", [1, 0, 1, 1]),
        ("┬╤╦", [1, 1, 0, 1]),
        ("┴╧╩", [1, 1, 1, 0]),
        ("┼╪╬", [1, 1, 1, 1]),
        ("╴", [1, 0, 0, 0]),
        ("╶", [0, 1, 0, 0]),
        ("╵", [0, 0, 1, 0]),
        ("╷", [0, 0, 0, 1]),
        ("↓", [0, 0, 1, 1]),
    ];
    LINES.iter().find(|(all, _)| all.contains(c)).map(|(_, ends)| ends.map(|e| e == 1))
}

/// Stretches along lines: for each line and colour, where they begin and end.
type Stretches = BTreeMap<(usize, Colour), Vec<(f64, f64)>>;

fn draw_lines(cells: &[Cell], scene: &mut Scene) {
    let (mut across, mut down) = (Stretches::new(), Stretches::new());
    // What ends at the frame of a box goes on to its line.
    let bars: HashSet<(usize, usize)> = cells.iter().filter(|c| c.c == '─').map(|c| (c.x, c.y)).collect();
    let reach = |x: usize, y: Option<usize>| if y.is_some_and(|y| bars.contains(&(x, y))) { 1.0 } else { 0.5 };
    for cell in cells {
        let Some([left, right, up, below]) = strokes(cell.c) else { continue };
        let (x, y) = (cell.x as f64 + 0.5, cell.y as f64 + 0.5);
        let ink = colour(cell.role);
        let half = |on: bool| if on { 0.5 } else { 0.0 };
        if left || right {
            across.entry((cell.y, ink)).or_default().push((x - half(left), x + half(right)));
        }
        if up || below {
            let top = if up { reach(cell.x, cell.y.checked_sub(1)) } else { 0.0 };
            let bottom = if below { reach(cell.x, Some(cell.y + 1)) } else { 0.0 };
            down.entry((cell.x, ink)).or_default().push((y - top, y + bottom));
        }
        if cell.c == '↓' {
            let (x, y) = place(x, y + reach(cell.x, Some(cell.y + 1)));
            scene.path(vec![(x - 3.0, y - 6.0), (x + 3.0, y - 6.0), (x, y)], true, Paint::fill(ink));
        }
    }
    for ((row, ink), stretches) in across {
        for (from, to) in joined(stretches) {
            scene.line(place(from, row as f64 + 0.5), place(to, row as f64 + 0.5), Paint::stroke(ink, 1.0));
        }
    }
    for ((column, ink), stretches) in down {
        for (from, to) in joined(stretches) {
            scene.line(place(column as f64 + 0.5, from), place(column as f64 + 0.5, to), Paint::stroke(ink, 1.0));
        }
    }
}

fn place(x: f64, y: f64) -> Point {
    (MARGIN + x * WIDE, MARGIN + y * HIGH)
}

/// Stretches in order, those that touch made one.
fn joined(stretches: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    for (from, to) in stretches {
        match found.last_mut() {
            Some((_, end)) if from <= *end => *end = end.max(to),
            _ => found.push((from, to)),
        }
    }
    found
}

/// Words of one role, with single blanks between them, as one text.
fn draw_words(cells: &[Cell], scene: &mut Scene) {
    let mut word: Option<(&Cell, String, usize)> = None;
    for cell in cells.iter().filter(|c| strokes(c.c).is_none()) {
        match &mut word {
            Some((first, text, end)) if first.y == cell.y && first.role == cell.role && cell.x <= *end + 1 => {
                if cell.x > *end {
                    text.push(' ');
                }
                text.push(cell.c);
                *end = cell.x + 1;
            }
            _ => write(word.replace((cell, cell.c.to_string(), cell.x + 1)), scene),
        }
    }
    write(word, scene);
}

fn write(word: Option<(&Cell, String, usize)>, scene: &mut Scene) {
    if let Some((first, text, end)) = word {
        let (x, y) = place(first.x as f64, first.y as f64);
        let length = (end - first.x) as f64 * WIDE;
        scene.columns((x, y + 12.5), &text, LETTERS, length, colour(first.role));
    }
}

/// The colour of a role on white.
pub fn colour(role: Role) -> Colour {
    match role {
        Role::Plain | Role::Operator | Role::Header | Role::Match => [0x1f, 0x23, 0x28],
        Role::Number | Role::Hint => [0x0b, 0x72, 0x85],
        Role::Text | Role::Ok | Role::Prompt => [0x2b, 0x8a, 0x3e],
        Role::Dtype | Role::Warning | Role::Edge | Role::Grid => [0x9a, 0x67, 0x00],
        Role::Name => [0x1c, 0x4f, 0xd8],
        Role::Keyword => [0x86, 0x2e, 0x9c],
        Role::Comment | Role::Dim => [0x86, 0x8e, 0x96],
        Role::Error | Role::Unknown => [0xc9, 0x2a, 0x2a],
        Role::Ink(ink) | Role::Pixel(ink, _) => ink,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::markup::Line;

    #[test]
    fn boxes_are_lines_and_words_keep_their_columns() {
        let mut doc = Doc::default();
        doc.push(Line::of(Role::Dim, "┌──┐").with(Role::Name, " a <b>"));
        let svg = scene(&doc).to_svg();
        assert!(svg.contains("M16 20.5L40 20.5"), "{svg}");
        assert!(svg.contains("a\u{a0}&lt;b&gt;</text>"), "{svg}");
    }
}
