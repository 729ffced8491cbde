//! Charts in characters: braille dots for lines, blocks for bars, coloured half blocks for matrices.

use super::axis::{Axis, proper};
use super::braille::{Dots, Walk};
use super::colours::mapped;
use super::raster::{Raster, raster};
use super::{Figure, Image, Panel, Series, Shape, Stroke, stands_alone};
use crate::display::canvas::Canvas;
use crate::display::flow::clipped;
use crate::display::markup::{Doc, Line, Role};
use crate::display::scene::Colour;

/// The rows of a panel that stands alone, and of one among several.
const ROWS: (usize, usize) = (16, 10);
/// No panel takes more columns.
const WIDEST: usize = 100;
/// Points are crosses up to so many, and single dots beyond.
const CROSSES: usize = 200;
/// How dense a pixel is without colours.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
/// Parts of a block, from below.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Parts of a block, from the left.
const LEFT_EIGHTHS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// The figure in at most `width` columns.
pub fn figure(figure: &Figure, width: usize, colour: bool) -> Doc {
    let columns = figure.columns.max(1);
    let each = (width.saturating_sub(2 * (columns - 1)) / columns).clamp(16, WIDEST);
    let rows = if figure.panels.len() > 1 { ROWS.1 } else { ROWS.0 };
    let mut doc = Doc::default();
    if !figure.title.is_empty() {
        doc.push(centred(&figure.title, (each * columns).min(width), Role::Header));
    }
    for line in figure.panels.chunks(columns) {
        let mut row = Doc::default();
        for (k, panel) in line.iter().enumerate() {
            let drawn = Frame::new(panel, each, rows, colour).to_doc();
            let gap = (k * (each + 2)).saturating_sub(row.width());
            row = if k == 0 { drawn } else { row.beside(drawn, gap) };
        }
        doc.extend(row);
    }
    doc
}

fn centred(text: &str, width: usize, role: Role) -> Line {
    let line = Line::of(role, text);
    let before = width.saturating_sub(line.width()) / 2;
    Line::of(Role::Plain, &" ".repeat(before)).with(role, text)
}

fn ink(colour: Colour) -> Role {
    // Black and white are what the terminal makes of them.
    if colour == [0; 3] || colour == [255; 3] { Role::Plain } else { Role::Ink(colour) }
}

/// A panel with the places of all that it shows.
struct Frame<'a> {
    panel: &'a Panel,
    width: usize,
    colour: bool,
    x: Axis,
    y: Axis,
    /// The columns of the numbers at the left.
    left: usize,
    columns: usize,
    rows: usize,
    image: Option<(Image<'a>, Raster)>,
}

impl<'a> Frame<'a> {
    fn new(panel: &'a Panel, width: usize, rows: usize, colour: bool) -> Frame<'a> {
        let dotted =
            panel.series.iter().any(|s| matches!(&s.shape, Shape::Line { x, marked: true, .. } if !x.is_empty()));
        // Points at the edges are seen whole.
        let room = if dotted { 0.02 } else { 0.0 };
        let extents = panel.extents().map(|e| proper(e));
        let roomy = |(a, b): (f64, f64), log: bool| if log { (a, b) } else { (a - room * (b - a), b + room * (b - a)) };
        let extents = [roomy(extents[0], panel.log.0), roomy(extents[1], panel.log.1)];
        let around = extents[1];
        let mut y = match (panel.ylim, panel.image()) {
            (lim, _) if panel.log.1 => Axis::log(lim.unwrap_or(around), rows / 3),
            (Some(lim), _) => Axis::of(lim, rows / 3),
            (None, Some(image)) => Axis::of(around, (rows / 3).min(image.rows.max(1))),
            (None, None) if panel.has_bars(true) => Axis::of(around, rows / 3),
            (None, None) => Axis::rounded(around, rows / 3),
        };
        if !panel.names[1].is_empty() {
            y.ticks = panel.names[1].iter().filter(|(at, _)| y.low <= *at && *at <= y.high).cloned().collect();
            let room = width / 3;
            y.ticks.iter_mut().for_each(|(_, text)| *text = clipped(text, room));
        }
        let left = y.ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
        let mut columns = width.saturating_sub(left + 2).max(8);
        let mut height = rows;
        let image = panel.image().map(|image| {
            if image.goes_down() {
                std::mem::swap(&mut y.low, &mut y.high);
            }
            let small = if colour { raster(&image, columns, 2 * rows) } else { raster(&image, columns / 2, rows) };
            (columns, height) =
                if colour { (small.columns, small.rows.div_ceil(2)) } else { (2 * small.columns, small.rows) };
            (image, small)
        });
        let across = panel.xlim.unwrap_or(extents[0]);
        let most = image.as_ref().map_or(usize::MAX, |(image, _)| image.columns.max(1));
        let most = (columns / 9).clamp(1, 10).min(most);
        let mut x = if panel.log.0 { Axis::log(across, most) } else { Axis::of(across, most) };
        if !panel.names[0].is_empty() {
            x.ticks = panel.names[0].iter().filter(|(at, _)| x.low <= *at && *at <= x.high).cloned().collect();
            let room = (columns / x.ticks.len().max(1)).saturating_sub(1).max(3);
            x.ticks.iter_mut().for_each(|(_, text)| *text = clipped(text, room));
        }
        Frame { panel, width, colour, x, y, left, columns, rows: height, image }
    }

    fn to_doc(&self) -> Doc {
        let panel = self.panel;
        let whole = self.left + 2 + self.columns;
        let middle = |text: &str, role: Role| {
            let mut line = centred(text, self.columns, role);
            line.pieces.insert(0, (Role::Plain, " ".repeat(self.left + 2)));
            line
        };
        let mut doc = Doc::default();
        if !panel.title.is_empty() {
            doc.push(middle(&panel.title, Role::Header));
        }
        self.legend(&mut doc);
        if !panel.ylabel.is_empty() {
            doc.push(Line::of(Role::Name, &panel.ylabel));
        }
        let mut canvas = Canvas::new(whole.max(self.width), self.rows + 2);
        self.grid(&mut canvas);
        self.bars(&mut canvas);
        self.lines(&mut canvas);
        self.pixels(&mut canvas);
        self.notes(&mut canvas);
        self.axes(&mut canvas);
        doc.extend(canvas.to_doc());
        if !panel.xlabel.is_empty() {
            doc.push(middle(&panel.xlabel, Role::Name));
        }
        if let Some((image, _)) = &self.image {
            doc.push(self.scale(image));
        }
        doc
    }

    /// The names of the series, if they are asked for and there are any.
    fn legend(&self, doc: &mut Doc) {
        let mut line = Line::of(Role::Plain, &" ".repeat(self.left + 2));
        let mut any = false;
        for (k, (series, colour)) in self.panel.coloured().enumerate() {
            let (Some(label), true) = (&series.label, self.panel.legend) else { continue };
            let sign = match &series.shape {
                Shape::Bars { .. } => "██",
                Shape::Line { stroke: None, .. } => "••",
                Shape::Line { stroke: Some(stroke), .. } => match self.walk(k, *stroke).0 {
                    usize::MAX => "──",
                    1 => "··",
                    _ => "╌╌",
                },
                Shape::Image { .. } => continue,
            };
            if line.width() + label.chars().count() + 6 > self.width && any {
                doc.push(std::mem::replace(&mut line, Line::of(Role::Plain, &" ".repeat(self.left + 2))));
                any = false;
            }
            let between = if any { "   " } else { "" };
            line = line.with(Role::Plain, between).with(ink(colour), sign).with(Role::Plain, &format!(" {label}"));
            any = true;
        }
        if any {
            doc.push(line);
        }
    }

    /// How many dots of a line are drawn and left. Without colours, lines that look alike are told apart by it.
    fn walk(&self, k: usize, stroke: Stroke) -> (usize, usize) {
        let solid = |s: &Series| matches!(s.shape, Shape::Line { stroke: Some(Stroke::Solid), .. });
        let before = self.panel.series[..k].iter().filter(|s| solid(s)).count();
        match (stroke, if self.colour { 0 } else { before % 4 }) {
            (Stroke::Solid, 0) => (usize::MAX, 0),
            (Stroke::Dashed, _) | (Stroke::Solid, 1) => (4, 3),
            (Stroke::Dotted, _) | (Stroke::Solid, 2) => (1, 2),
            (Stroke::DashDot, _) | (Stroke::Solid, _) => (7, 2),
        }
    }

    fn row_of(&self, value: f64) -> usize {
        ((1.0 - self.y.part(value)) * (4 * self.rows - 1) as f64).round().max(0.0) as usize / 4
    }

    fn column_of(&self, value: f64) -> usize {
        (self.x.part(value) * (2 * self.columns - 1) as f64).round().max(0.0) as usize / 2
    }

    fn grid(&self, canvas: &mut Canvas) {
        if !self.panel.grid {
            return;
        }
        for (value, _) in &self.y.ticks {
            (0..self.columns).for_each(|c| canvas.put(self.row_of(*value), self.left + 2 + c, '·', Role::Dim));
        }
        for (value, _) in &self.x.ticks {
            (0..self.rows).for_each(|r| canvas.put(r, self.left + 2 + self.column_of(*value), '·', Role::Dim));
        }
    }

    fn lines(&self, canvas: &mut Canvas) {
        let mut dots = Dots::new(self.columns, self.rows);
        let across = (2 * self.columns - 1) as f64;
        let down = (4 * self.rows - 1) as f64;
        for (k, (series, colour)) in self.panel.coloured().enumerate() {
            let Shape::Line { x, y, stroke, marked } = &series.shape else { continue };
            let place = |k: usize| (self.x.part(x[k]) * across, (1.0 - self.y.part(y[k])) * down);
            if let Some(stroke) = stroke {
                let (drawn, left) = self.walk(k, *stroke);
                let mut walk = Walk::new(drawn.min(1 << 40), left);
                (1..x.len()).for_each(|k| dots.line(place(k - 1), place(k), colour, &mut walk));
            }
            for k in (0..x.len()).filter(|&k| *marked || stands_alone(x, y, k)) {
                let (px, py) = place(k);
                if !(px.is_finite() && py.is_finite()) {
                    continue;
                }
                let (px, py) = (px.round() as i64, py.round() as i64);
                if x.len() <= CROSSES { dots.mark(px, py, colour) } else { dots.dot(px, py, colour) }
            }
        }
        for row in 0..self.rows {
            for column in 0..self.columns {
                if let Some((c, colour)) = dots.at(column, row) {
                    canvas.put(row, self.left + 2 + column, c, ink(colour));
                }
            }
        }
    }

    fn bars(&self, canvas: &mut Canvas) {
        for (series, colour) in self.panel.coloured() {
            let Shape::Bars { from, to, base, top, lying } = &series.shape else { continue };
            if *lying {
                (0..top.len()).for_each(|k| self.lie(canvas, (from[k], to[k]), (base[k], top[k]), ink(colour)));
                continue;
            }
            let mut sums = vec![(0.0, 0.0, 0.0); self.columns];
            for k in 0..top.len() {
                let edges = (self.x.part(from[k]) * self.columns as f64, self.x.part(to[k]) * self.columns as f64);
                share(&mut sums, edges, base[k], top[k]);
            }
            for (column, &(weight, base, top)) in sums.iter().enumerate().filter(|(_, s)| s.0 > 0.3) {
                let (base, top) = (base / weight, top / weight);
                self.bar(canvas, column, base.min(top), base.max(top), ink(colour));
            }
        }
    }

    /// A bar that lies: over the rows whose middle it holds, or the one that it is in; in eighths of columns.
    fn lie(&self, canvas: &mut Canvas, x: (f64, f64), y: (f64, f64), role: Role) {
        let whole = (8 * self.columns) as f64;
        let eighth = |value: f64| (self.x.part(value) * whole).round().clamp(0.0, whole) as usize;
        let (from, to) = (eighth(x.0), eighth(x.1));
        let height = |value: f64| (1.0 - self.y.part(value)) * self.rows as f64;
        let (above, below) = (height(y.1), height(y.0));
        let middle = |row: usize| (above..below).contains(&(row as f64 + 0.5));
        let mut rows: Vec<usize> = (0..self.rows).filter(|row| middle(*row)).collect();
        if rows.is_empty() {
            rows.extend(Some(((above + below) / 2.0).max(0.0) as usize).filter(|row| *row < self.rows));
        }
        for row in rows {
            for column in from / 8..to.div_ceil(8).min(self.columns) {
                let part = (to - 8 * column).min(8);
                let c = if from > 8 * column + 4 { '▐' } else { LEFT_EIGHTHS[part] };
                canvas.put(row, self.left + 2 + column, c, role);
            }
        }
    }

    /// Texts at places, as far as there is room for them.
    fn notes(&self, canvas: &mut Canvas) {
        for (x, y, text) in &self.panel.notes {
            let (row, column) = (self.row_of(*y), self.column_of(*x));
            if row < self.rows && column < self.columns {
                canvas.text(row, self.left + 2 + column, &clipped(text, self.columns - column), Role::Plain);
            }
        }
    }

    /// A bar one column wide, in eighths of rows.
    fn bar(&self, canvas: &mut Canvas, column: usize, low: f64, high: f64, role: Role) {
        let whole = (8 * self.rows) as f64;
        let eighth = |value: f64| (self.y.part(value) * whole).round().clamp(0.0, whole) as usize;
        let (low, mut high_at) = (eighth(low), eighth(high));
        if high_at == low && high != 0.0 && self.y.part(high) > 0.0 {
            high_at += 1;
        }
        for row in low / 8..high_at.div_ceil(8).min(self.rows) {
            let (from, to) = (low.saturating_sub(8 * row), (high_at - 8 * row).min(8));
            let c = match (from, to) {
                (0, to) => EIGHTHS[to],
                (from, 8) if from <= 2 => '█',
                (from, 8) if from <= 5 => '▀',
                (_, 8) => '▔',
                (from, to) => EIGHTHS[(to - from).max(1)],
            };
            canvas.put(self.rows - 1 - row, self.left + 2 + column, c, role);
        }
    }

    fn pixels(&self, canvas: &mut Canvas) {
        let Some((image, small)) = &self.image else { return };
        let part = |x: usize, y: usize| (y < small.rows).then(|| small.parts[y * small.columns + x]).flatten();
        let hue = |part: Option<f64>| part.map(|p| mapped(image.map, p));
        for row in 0..self.rows {
            for column in 0..self.columns {
                let at = self.left + 2 + column;
                if !self.colour {
                    let shade = part(column / 2, row).map_or(0, |p| (p * 4.0).round() as usize);
                    canvas.put(row, at, SHADES[shade], Role::Plain);
                    continue;
                }
                match (hue(part(column, 2 * row)), hue(part(column, 2 * row + 1))) {
                    (Some(above), Some(below)) => canvas.put(row, at, '▀', Role::Pixel(above, below)),
                    (Some(above), None) => canvas.put(row, at, '▀', Role::Ink(above)),
                    (None, Some(below)) => canvas.put(row, at, '▄', Role::Ink(below)),
                    (None, None) => {}
                }
            }
        }
    }

    /// What the colours of a matrix stand for.
    fn scale(&self, image: &Image) -> Line {
        let text = |value: f64| format!("{}", (value * 1e6).round() / 1e6);
        let cells = 16;
        let mut line = Line::of(Role::Plain, &" ".repeat(self.left + 2)).with(Role::Number, &text(image.range.0));
        line = line.with(Role::Plain, " ");
        for k in 0..cells {
            let part = k as f64 / (cells - 1) as f64;
            line = match self.colour {
                true => line.with(Role::Ink(mapped(image.map, part)), "█"),
                false => line.with(Role::Plain, &SHADES[(part * 4.0).round() as usize].to_string()),
            };
        }
        line.with(Role::Plain, " ").with(Role::Number, &text(image.range.1))
    }

    fn axes(&self, canvas: &mut Canvas) {
        let (axis, bottom) = (self.left + 1, self.rows);
        (0..self.rows).for_each(|row| canvas.put(row, axis, '│', Role::Dim));
        (0..self.columns).for_each(|column| canvas.put(bottom, axis + 1 + column, '─', Role::Dim));
        canvas.put(bottom, axis, '└', Role::Dim);
        let mut last = None;
        for (value, text) in &self.y.ticks {
            let row = self.row_of(*value);
            if row >= self.rows || last == Some(row) {
                continue;
            }
            last = Some(row);
            canvas.put(row, axis, '┤', Role::Dim);
            canvas.text(row, self.left - text.chars().count(), text, Role::Number);
        }
        let mut free = 0;
        for (value, text) in &self.x.ticks {
            let at = axis + 1 + self.column_of(*value);
            let columns = text.chars().count();
            let start = (at + 1).saturating_sub(columns.div_ceil(2)).min(self.width.saturating_sub(columns));
            if start < free || at > axis + self.columns {
                continue;
            }
            free = start + columns + 1;
            canvas.put(bottom, at, '┬', Role::Dim);
            canvas.text(bottom + 1, start, text, Role::Number);
        }
    }
}

/// Adds a bar to the columns that it covers: those whose middle it holds, or, if it is narrower than a column, its
/// share of one.
fn share(sums: &mut [(f64, f64, f64)], (from, to): (f64, f64), base: f64, top: f64) {
    if !(top.is_finite() && base.is_finite() && from.is_finite() && to.is_finite()) {
        return;
    }
    let wide = to - from >= 1.0;
    let first = from.floor().max(0.0) as usize;
    for column in first..(to.ceil().max(0.0) as usize).min(sums.len()) {
        let left = column as f64;
        let weight = match wide {
            true => f64::from(u8::from(from <= left + 0.5 && left + 0.5 < to)),
            false => to.min(left + 1.0) - from.max(left),
        };
        let sum = &mut sums[column];
        *sum = (sum.0 + weight, sum.1 + weight * base, sum.2 + weight * top);
    }
}
