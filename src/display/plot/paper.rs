//! Charts as scenes, for SVG and PNG.

use std::collections::HashSet;

use super::axis::{Axis, proper};
use super::colours::mapped;
use super::raster::raster;
use super::{Figure, Panel, Shape, Stroke, stands_alone};
use crate::display::scene::{Anchor, Colour, Paint, Point, Scene};

const BLACK: Colour = [30, 30, 30];
const GRID: Colour = [220, 220, 220];
/// The size of numbers and labels, and of titles.
const TEXT: f64 = 12.0;
const TITLE: f64 = 16.0;
/// How wide a letter is beside its size.
const LETTER: f64 = 0.6;
/// No image has more pixels along an axis.
const PIXELS: usize = 600;

/// Points that are drawn one by one, at most.
const MOST_POINTS: usize = 12_000;

/// The figure as a scene.
pub fn figure(figure: &Figure) -> Scene {
    let (width, height) = figure.size;
    let mut scene = Scene::new(width, height);
    let above = if figure.title.is_empty() { 0.0 } else { 2.0 * TITLE };
    if above > 0.0 {
        scene.text((width / 2.0, 1.4 * TITLE), &figure.title, TITLE, Anchor::Middle, BLACK);
    }
    let columns = figure.columns.max(1);
    let rows = figure.panels.len().div_ceil(columns).max(1);
    let size = (width / columns as f64, (height - above) / rows as f64);
    for (k, panel) in figure.panels.iter().enumerate() {
        let at = ((k % columns) as f64 * size.0, above + (k / columns) as f64 * size.1);
        Frame::new(panel, at, size).draw(&mut scene);
    }
    scene
}

/// A panel with the places of all that it shows.
struct Frame<'a> {
    panel: &'a Panel,
    at: Point,
    size: Point,
    x: Axis,
    y: Axis,
}

impl<'a> Frame<'a> {
    fn new(panel: &'a Panel, at: Point, size: Point) -> Frame<'a> {
        let [across, down] = panel.extents();
        let roomy = |(low, high): (f64, f64), by: f64| (low - by * (high - low), high + by * (high - low));
        let around = |lim: Option<(f64, f64)>, found| lim.unwrap_or_else(|| proper(found));
        let image = panel.image();
        let margin = if image.is_some() { 0.0 } else { 0.05 };
        // Bars stand on one axis, and need little room along the other one.
        let bars = [panel.has_bars(true), panel.has_bars(false)];
        let ends = |found: Option<(f64, f64)>, axis: usize| {
            let (low, high) = roomy(proper(found), if bars[1 - axis] { 0.01 } else { margin });
            let grounded = bars[axis] && found.is_some_and(|f| f.0 == 0.0);
            (if grounded { 0.0 } else { low }, high)
        };
        let x = panel.xlim.unwrap_or_else(|| ends(across, 0));
        let y = panel.ylim.unwrap_or_else(|| ends(down, 1));
        let most = ((size.1 / 60.0) as usize).max(2);
        let mut y = if panel.log.1 { Axis::log(around(panel.ylim, down), most) } else { Axis::of(y, most) };
        if !panel.names[1].is_empty() {
            y.ticks = panel.names[1].clone();
        }
        let left = 24.0 + TEXT * LETTER * longest(&y) + if panel.ylabel.is_empty() { 0.0 } else { 1.6 * TEXT };
        let top = if panel.title.is_empty() { 16.0 } else { 2.2 * TITLE };
        let bottom = 2.6 * TEXT + if panel.xlabel.is_empty() { 0.0 } else { 1.6 * TEXT };
        let right = if image.is_some() { 90.0 } else { 24.0 };
        let mut at = (at.0 + left, at.1 + top);
        let mut size = ((size.0 - left - right).max(10.0), (size.1 - top - bottom).max(10.0));
        if let Some(image) = &image {
            if image.goes_down() {
                std::mem::swap(&mut y.low, &mut y.high);
            }
            let cell = (size.0 / image.columns.max(1) as f64).min(size.1 / image.rows.max(1) as f64);
            let fit = |n: usize, room: f64| (cell * n as f64).max(room.min(40.0));
            let fitted = (fit(image.columns, size.0), fit(image.rows, size.1));
            at = (at.0 + (size.0 - fitted.0) / 2.0, at.1 + (size.1 - fitted.1) / 2.0);
            size = fitted;
        }
        let most = ((size.0 / 70.0) as usize).max(3);
        let mut x = if panel.log.0 { Axis::log(around(panel.xlim, across), most) } else { Axis::of(x, most) };
        if !panel.names[0].is_empty() {
            x.ticks = panel.names[0].clone();
        }
        Frame { panel, at, size, x, y }
    }

    fn place(&self, x: f64, y: f64) -> Point {
        (self.at.0 + self.x.part(x) * self.size.0, self.at.1 + (1.0 - self.y.part(y)) * self.size.1)
    }

    /// The place, moved to the nearest one inside the frame.
    fn inside(&self, (x, y): Point) -> Point {
        (x.clamp(self.at.0, self.at.0 + self.size.0), y.clamp(self.at.1, self.at.1 + self.size.1))
    }

    fn draw(&self, scene: &mut Scene) {
        if self.panel.grid {
            self.grid(scene);
        }
        self.image(scene);
        for (series, colour) in self.panel.coloured() {
            match &series.shape {
                Shape::Line { x, y, stroke, marked } => {
                    if let Some(stroke) = stroke {
                        self.line(scene, x, y, Paint::stroke(colour, 1.5).dashed(dashes(*stroke)));
                    }
                    let kept = |&k: &usize| *marked || stands_alone(x, y, k);
                    let (x, y): (Vec<f64>, Vec<f64>) = (0..x.len()).filter(kept).map(|k| (x[k], y[k])).unzip();
                    self.points(scene, &x, &y, colour);
                }
                Shape::Bars { from, to, base, top, .. } => {
                    for k in 0..top.len() {
                        self.bar(scene, (from[k], to[k]), (base[k], top[k]), colour);
                    }
                }
                Shape::Image { .. } => {}
            }
        }
        self.axes(scene);
        self.words(scene);
        for (x, y, text) in &self.panel.notes {
            let at = self.place(*x, *y);
            if self.inside(at) == at {
                scene.text(at, text, TEXT, Anchor::Start, BLACK);
            }
        }
        if self.panel.legend {
            self.legend(scene);
        }
    }

    fn grid(&self, scene: &mut Scene) {
        let (right, bottom) = (self.at.0 + self.size.0, self.at.1 + self.size.1);
        for (value, _) in self.x.ticks.iter().filter(|(v, _)| shown(&self.x, *v)) {
            let x = self.place(*value, self.y.first()).0;
            scene.line((x, self.at.1), (x, bottom), Paint::stroke(GRID, 1.0));
        }
        for (value, _) in self.y.ticks.iter().filter(|(v, _)| shown(&self.y, *v)) {
            let y = self.place(self.x.first(), *value).1;
            scene.line((self.at.0, y), (right, y), Paint::stroke(GRID, 1.0));
        }
    }

    /// A line, broken where there is no number and where it leaves the frame.
    fn line(&self, scene: &mut Scene, x: &[f64], y: &[f64], paint: Paint) {
        let mut run: Vec<Point> = Vec::new();
        let mut end = |run: &mut Vec<Point>| {
            if run.len() > 1 {
                scene.path(thinned(std::mem::take(run)), false, paint.clone());
            }
            run.clear();
        };
        for k in 0..x.len() {
            let at = self.place(x[k], y[k]);
            if !(at.0.is_finite() && at.1.is_finite()) {
                end(&mut run);
                continue;
            }
            let in_frame = self.inside(at) == at;
            if in_frame || !run.is_empty() {
                run.push(self.inside(at));
            }
            if !in_frame {
                end(&mut run);
                run.push(self.inside(at));
            }
        }
        end(&mut run);
    }

    /// Points; those that cover each other are one. Of very many only so many are drawn that they still cover what
    /// all of them would.
    fn points(&self, scene: &mut Scene, x: &[f64], y: &[f64], colour: Colour) {
        let places: Vec<Point> = x.iter().zip(y).map(|(&x, &y)| self.place(x, y)).collect();
        let drawn = |at: &&Point| at.0.is_finite() && at.1.is_finite() && self.inside(**at) == **at;
        let apart = |cell: f64| -> Vec<Point> {
            let mut seen = HashSet::new();
            let new = |at: &&Point| seen.insert(((at.0 / cell) as i64, (at.1 / cell) as i64));
            places.iter().filter(drawn).filter(new).copied().collect()
        };
        let mut cell = 0.5;
        let mut kept = apart(cell);
        while kept.len() > MOST_POINTS && cell < 8.0 {
            cell *= 2.0;
            kept = apart(cell);
        }
        let radius = if x.len() > 2000 { cell.max(1.0) } else { 3.0 };
        kept.into_iter().for_each(|at| scene.circle(at, radius, Paint::fill(colour)));
    }

    fn bar(&self, scene: &mut Scene, x: (f64, f64), y: (f64, f64), colour: Colour) {
        let (a, b) = (self.inside(self.place(x.0, y.0)), self.inside(self.place(x.1, y.1)));
        let size = (b.0 - a.0, (b.1 - a.1).abs());
        if size.0 > 0.0 && size.1 > 0.0 {
            scene.rect((a.0, a.1.min(b.1)), size, Paint::fill(colour));
        }
    }

    fn image(&self, scene: &mut Scene) {
        let Some(image) = self.panel.image() else { return };
        let small = raster(&image, PIXELS.min(image.columns).max(1), PIXELS.min(image.rows).max(1));
        let pixel = |part: &Option<f64>| part.map_or([255; 3], |p| mapped(image.map, p));
        if small.parts.is_empty() {
            return;
        }
        scene.image(self.at, self.size, small.columns, small.parts.iter().map(pixel).collect());
        let (left, top) = (self.at.0 + self.size.0 + 16.0, self.at.1);
        let ramp = (0..64).map(|k| mapped(image.map, 1.0 - f64::from(k) / 63.0)).collect();
        scene.image((left, top), (14.0, self.size.1), 1, ramp);
        let bar = Axis::of(proper(Some(image.range)), 5);
        for (value, text) in &bar.ticks {
            let y = top + (1.0 - bar.part(*value)) * self.size.1;
            scene.line((left + 14.0, y), (left + 18.0, y), Paint::stroke(BLACK, 1.0));
            scene.text((left + 21.0, y + 0.35 * TEXT), text, TEXT, Anchor::Start, BLACK);
        }
    }

    fn axes(&self, scene: &mut Scene) {
        scene.rect(self.at, self.size, Paint::stroke(BLACK, 1.0));
        let bottom = self.at.1 + self.size.1;
        for (value, text) in self.x.ticks.iter().filter(|(v, _)| shown(&self.x, *v)) {
            let x = self.place(*value, self.y.first()).0;
            scene.line((x, bottom), (x, bottom + 4.0), Paint::stroke(BLACK, 1.0));
            scene.text((x, bottom + 5.0 + TEXT), text, TEXT, Anchor::Middle, BLACK);
        }
        for (value, text) in self.y.ticks.iter().filter(|(v, _)| shown(&self.y, *v)) {
            let y = self.place(self.x.first(), *value).1;
            scene.line((self.at.0 - 4.0, y), (self.at.0, y), Paint::stroke(BLACK, 1.0));
            scene.text((self.at.0 - 7.0, y + 0.35 * TEXT), text, TEXT, Anchor::End, BLACK);
        }
    }

    fn words(&self, scene: &mut Scene) {
        let panel = self.panel;
        let middle = (self.at.0 + self.size.0 / 2.0, self.at.1 + self.size.1 / 2.0);
        if !panel.title.is_empty() {
            scene.text((middle.0, self.at.1 - 0.6 * TITLE), &panel.title, TITLE, Anchor::Middle, BLACK);
        }
        if !panel.xlabel.is_empty() {
            let y = self.at.1 + self.size.1 + 3.2 * TEXT;
            scene.text((middle.0, y), &panel.xlabel, TEXT, Anchor::Middle, BLACK);
        }
        if !panel.ylabel.is_empty() {
            let x = self.at.0 - 14.0 - TEXT * LETTER * longest(&self.y);
            scene.upright((x, middle.1), &panel.ylabel, TEXT, Anchor::Middle, BLACK);
        }
    }

    /// Where a box of that size covers the least of what is drawn: one of the corners, the upper right one at first.
    fn corner(&self, size: Point) -> Point {
        let (left, top) = (self.at.0 + 8.0, self.at.1 + 8.0);
        let (right, bottom) = (self.at.0 + self.size.0 - size.0 - 8.0, self.at.1 + self.size.1 - size.1 - 8.0);
        let covered = |at: &Point| {
            let inside = |p: Point| at.0 <= p.0 && p.0 <= at.0 + size.0 && at.1 <= p.1 && p.1 <= at.1 + size.1;
            let points = |shape: &Shape| match shape {
                Shape::Line { x, y, .. } => x.iter().zip(y).filter(|(x, y)| inside(self.place(**x, **y))).count(),
                Shape::Bars { from, top, .. } => from
                    .iter()
                    .zip(top)
                    .filter(|(x, y)| self.place(**x, **y).1 < at.1 + size.1 && inside((self.place(**x, **y).0, at.1)))
                    .count(),
                Shape::Image { .. } => 0,
            };
            self.panel.series.iter().map(|s| points(&s.shape)).sum::<usize>()
        };
        let corners = [(right, top), (left, top), (left, bottom), (right, bottom)];
        corners.into_iter().min_by_key(covered).unwrap_or((right, top))
    }

    /// The names of the series, in a corner.
    fn legend(&self, scene: &mut Scene) {
        let entries: Vec<_> =
            self.panel.coloured().filter_map(|(s, c)| s.label.as_ref().map(|label| (s, c, label))).collect();
        let letters = entries.iter().map(|(.., label)| label.chars().count()).max().unwrap_or(0);
        if letters == 0 {
            return;
        }
        let size = (46.0 + TEXT * LETTER * letters as f64, 8.0 + 1.5 * TEXT * entries.len() as f64);
        let at = self.corner(size);
        scene.rect(at, size, Paint::fill([255; 3]).outlined(GRID, 1.0));
        for (k, (series, colour, label)) in entries.into_iter().enumerate() {
            let y = at.1 + 4.0 + 1.5 * TEXT * (k as f64 + 0.5);
            match &series.shape {
                Shape::Line { stroke: Some(stroke), .. } => {
                    let paint = Paint::stroke(colour, 1.5).dashed(dashes(*stroke));
                    scene.line((at.0 + 8.0, y), (at.0 + 32.0, y), paint);
                }
                Shape::Line { .. } => scene.circle((at.0 + 20.0, y), 3.0, Paint::fill(colour)),
                _ => scene.rect((at.0 + 8.0, y - 4.0), (24.0, 8.0), Paint::fill(colour)),
            }
            scene.text((at.0 + 38.0, y + 0.35 * TEXT), label, TEXT, Anchor::Start, BLACK);
        }
    }
}

fn dashes(stroke: Stroke) -> &'static [f64] {
    match stroke {
        Stroke::Solid => &[],
        Stroke::Dashed => &[6.0, 3.0],
        Stroke::Dotted => &[1.5, 3.0],
        Stroke::DashDot => &[8.0, 3.0, 1.5, 3.0],
    }
}

fn longest(axis: &Axis) -> f64 {
    axis.ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0) as f64
}

fn shown(axis: &Axis, value: f64) -> bool {
    (-1e-9..=1.0 + 1e-9).contains(&axis.part(value))
}

/// A long line with no more than a few points for each unit of its width: the outermost ones.
fn thinned(points: Vec<Point>) -> Vec<Point> {
    const FEW: usize = 4000;
    if points.len() <= FEW {
        return points;
    }
    let group = points.len().div_ceil(FEW / 2);
    let mut kept = Vec::with_capacity(FEW);
    for part in points.chunks(group) {
        let lowest = (0..part.len()).min_by(|&a, &b| part[a].1.total_cmp(&part[b].1)).unwrap_or(0);
        let highest = (0..part.len()).max_by(|&a, &b| part[a].1.total_cmp(&part[b].1)).unwrap_or(0);
        kept.extend([part[lowest.min(highest)], part[lowest.max(highest)]]);
    }
    kept
}
