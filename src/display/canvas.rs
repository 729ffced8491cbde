//! A canvas of characters, on which lines that meet become the corners and crossings of box drawing.

use std::ops::Range;

use super::markup::{Doc, Line, Role};

const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const UP: u8 = 4;
const DOWN: u8 = 8;

/// The character for each set of arms.
const LINES: [char; 16] = [' ', '╴', '╶', '─', '╵', '┘', '└', '┴', '╷', '┐', '┌', '┬', '│', '┤', '├', '┼'];

#[derive(Clone, Copy, Default)]
struct Cell {
    /// The arms of the lines that go through the cell.
    arms: u8,
    /// Whether its line is a dashed one.
    dashed: bool,
    /// A character that stands before any line.
    mark: Option<char>,
    role: Role,
}

/// A canvas; what lies outside of it is not drawn.
pub struct Canvas {
    width: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    /// An empty canvas.
    pub fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, cells: vec![Cell::default(); width * height] }
    }

    fn cell(&mut self, row: usize, column: usize) -> Option<&mut Cell> {
        if column >= self.width {
            return None;
        }
        self.cells.get_mut(row * self.width + column)
    }

    fn arm(&mut self, row: usize, column: usize, arms: u8, dashed: bool, role: Role) {
        if let Some(cell) = self.cell(row, column) {
            cell.arms |= arms;
            cell.dashed = dashed;
            cell.role = role;
        }
    }

    /// A line along a row, its ends included; it is dashed inside `gap`.
    pub fn across(&mut self, row: usize, columns: Range<usize>, gap: Option<(usize, usize)>, role: Role) {
        for column in columns.start..=columns.end {
            let left = if column > columns.start { LEFT } else { 0 };
            let right = if column < columns.end { RIGHT } else { 0 };
            let dashed = gap.is_some_and(|(from, to)| from < column && column < to);
            self.arm(row, column, left | right, dashed, role);
        }
    }

    /// A line along a column, its ends included; it is dashed inside `gap`.
    pub fn down(&mut self, column: usize, rows: Range<usize>, gap: Option<(usize, usize)>, role: Role) {
        for row in rows.start..=rows.end {
            let up = if row > rows.start { UP } else { 0 };
            let down = if row < rows.end { DOWN } else { 0 };
            let dashed = gap.is_some_and(|(from, to)| from < row && row < to);
            self.arm(row, column, up | down, dashed, role);
        }
    }

    /// A character, whatever was there.
    pub fn put(&mut self, row: usize, column: usize, mark: char, role: Role) {
        if let Some(cell) = self.cell(row, column) {
            cell.mark = Some(mark);
            cell.role = role;
        }
    }

    /// A text along a row.
    pub fn text(&mut self, row: usize, column: usize, text: &str, role: Role) {
        text.chars().enumerate().for_each(|(k, c)| self.put(row, column + k, c, role));
    }

    /// What is drawn, without blanks at the ends of lines and empty lines at the end.
    pub fn to_doc(&self) -> Doc {
        let mut doc = Doc::default();
        for row in self.cells.chunks(self.width.max(1)) {
            let end = row.iter().rposition(|c| c.character() != ' ').map_or(0, |n| n + 1);
            let mut pieces: Vec<(Role, String)> = Vec::new();
            for cell in &row[..end] {
                let c = cell.character();
                match pieces.last_mut() {
                    Some((role, text)) if *role == cell.role || c == ' ' => text.push(c),
                    _ => pieces.push((cell.role, c.to_string())),
                }
            }
            doc.push(Line { pieces });
        }
        let used = doc.lines.iter().rposition(|line| !line.pieces.is_empty()).map_or(0, |n| n + 1);
        doc.lines.truncate(used);
        doc
    }
}

impl Cell {
    fn character(&self) -> char {
        match (self.mark, self.dashed, self.arms) {
            (Some(mark), ..) => mark,
            (None, true, a) if a == LEFT | RIGHT => '╌',
            (None, true, a) if a == UP | DOWN => '┊',
            (None, _, arms) => LINES[usize::from(arms)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_meet() {
        let mut canvas = Canvas::new(9, 3);
        canvas.across(0, 0..8, Some((4, 8)), Role::Plain);
        canvas.across(2, 0..8, Some((4, 8)), Role::Plain);
        [0, 4, 8].iter().for_each(|&c| canvas.down(c, 0..2, None, Role::Plain));
        canvas.text(1, 1, "abc", Role::Number);
        assert_eq!(canvas.to_doc().to_plain(), "┌───┬╌╌╌┐\n│abc│   │\n└───┴╌╌╌┘");
    }
}
