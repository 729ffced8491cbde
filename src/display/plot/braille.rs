//! Dots in braille: two across and four down in each character.

use crate::display::scene::Colour;

/// The bit of each dot: by row, then by column.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A field of dots; a character has the colour of its last one.
pub struct Dots {
    pub columns: usize,
    pub rows: usize,
    cells: Vec<(u8, Colour)>,
}

impl Dots {
    /// A field without dots.
    pub fn new(columns: usize, rows: usize) -> Dots {
        Dots { columns, rows, cells: vec![(0, [0; 3]); columns * rows] }
    }

    /// A dot, if it lies in the field; `x` to the right, `y` down.
    pub fn dot(&mut self, x: i64, y: i64, colour: Colour) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x / 2 < self.columns && y / 4 < self.rows {
            let cell = &mut self.cells[y / 4 * self.columns + x / 2];
            *cell = (cell.0 | BITS[y % 4][x % 2], colour);
        }
    }

    /// A cross of dots.
    pub fn mark(&mut self, x: i64, y: i64, colour: Colour) {
        for (dx, dy) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
            self.dot(x + dx, y + dy, colour);
        }
    }

    /// A line between two places in the field; `walk` counts its dots, and says which of them are drawn.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, walk: &mut Walk) {
        let Some((from, to)) = clip(from, to, (2 * self.columns - 1) as f64, (4 * self.rows - 1) as f64) else {
            return;
        };
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil().max(1.0) as usize;
        for k in 0..=steps {
            let part = k as f64 / steps as f64;
            let at = |a: f64, b: f64| (a + (b - a) * part).round() as i64;
            let drawn = if k == 0 { walk.here() } else { walk.step() };
            if drawn {
                self.dot(at(from.0, to.0), at(from.1, to.1), colour);
            }
        }
    }

    /// The character at a place and its colour, if there is a dot in it.
    pub fn at(&self, column: usize, row: usize) -> Option<(char, Colour)> {
        let (bits, colour) = self.cells[row * self.columns + column];
        let c = char::from_u32(0x2800 + u32::from(bits)).filter(|_| bits > 0)?;
        Some((c, colour))
    }
}

/// The dots of a line that are drawn: so many, then so many not.
pub struct Walk {
    drawn: usize,
    left: usize,
    at: usize,
}

impl Walk {
    /// So many dots drawn, and so many left, over and over.
    pub fn new(drawn: usize, left: usize) -> Walk {
        Walk { drawn, left, at: 0 }
    }

    fn here(&self) -> bool {
        self.left == 0 || self.at < self.drawn
    }

    fn step(&mut self) -> bool {
        self.at = (self.at + 1) % (self.drawn + self.left).max(1);
        self.here()
    }
}

/// The part of a line that lies between 0 and `right`, and 0 and `bottom`.
fn clip(from: (f64, f64), to: (f64, f64), right: f64, bottom: f64) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    if !(dx.is_finite() && dy.is_finite()) {
        return None;
    }
    let (mut start, mut end) = (0.0f64, 1.0f64);
    // Half a dot beyond the edges is still drawn at the edge.
    for (delta, room) in
        [(-dx, from.0 + 0.5), (dx, right + 0.5 - from.0), (-dy, from.1 + 0.5), (dy, bottom + 0.5 - from.1)]
    {
        if delta == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if delta < 0.0 {
            start = start.max(room / delta);
        } else {
            end = end.min(room / delta);
        }
    }
    let at = |t: f64| ((from.0 + t * dx).clamp(0.0, right), (from.1 + t * dy).clamp(0.0, bottom));
    (start <= end).then(|| (at(start), at(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_clipped() {
        let mut dots = Dots::new(2, 1);
        dots.line((-10.0, 0.0), (10.0, 0.0), [1; 3], &mut Walk::new(1, 0));
        dots.line((f64::NAN, 0.0), (1.0, 1.0), [1; 3], &mut Walk::new(1, 0));
        dots.line((-10.0, 9.0), (10.0, 9.0), [1; 3], &mut Walk::new(1, 0));
        assert_eq!((dots.at(0, 0), dots.at(1, 0)), (Some(('⠉', [1; 3])), Some(('⠉', [1; 3]))));
        let mut dots = Dots::new(2, 1);
        dots.line((0.0, 0.0), (3.0, 3.0), [1; 3], &mut Walk::new(1, 1));
        assert_eq!((dots.at(0, 0), dots.at(1, 0)), (Some(('⠁', [1; 3])), Some(('⠄', [1; 3]))));
    }
}
