//! Pictures of chunk grids as scenes, for SVG and PNG.

use super::edge::{Edge, Room};
use super::{proportions, response};
use crate::chunk::{Cut, Grid};
use crate::display::scene::{Anchor, Colour, Paint, Point, Scene};

const FACE: Colour = [0xf6, 0xd8, 0xae];
const TOP: Colour = [0xfa, 0xe8, 0xcf];
const SIDE: Colour = [0xea, 0xc2, 0x8c];
const LINE: Colour = [0x8b, 0x5e, 0x1a];
const INK: Colour = [0x33, 0x33, 0x33];
const TEXT: f64 = 13.0;
const MARGIN: f64 = 12.0;
/// No chunk is drawn shorter than this.
const CELL: usize = 4;
/// So many leading axes are drawn as repeats.
const REPEATS: usize = 3;

/// The grid as a scene whose longest edge is about `size` long.
pub fn chunk_scene(grid: &Grid, size: f64) -> Scene {
    let split = grid.ndim().saturating_sub(3);
    let (repeats, axes) = grid.axes.split_at(split);
    let mut drawing = Drawing { scene: Scene::new(0.0, 0.0), right: 0.0, bottom: 0.0 };
    let mut top = MARGIN;
    let shown = if repeats.len() > REPEATS { REPEATS - 1 } else { repeats.len() };
    for axis in &repeats[..shown] {
        let edge = edge(axis, size * 0.5, size * 0.5);
        drawing.strip(&edge, (MARGIN, top));
        top += 2.2 * TEXT;
    }
    if repeats.len() > shown {
        let text = format!("… {} more axes ×", repeats.len() - shown);
        drawing.text((MARGIN, top + TEXT), &text, Anchor::Start);
        top += 2.2 * TEXT;
    }
    match axes {
        [] => drawing.sheet(&one(), &one(), (MARGIN, top)),
        [x] => drawing.sheet(&Edge { size: String::new(), ..one() }, &edge(x, size, size), (MARGIN, top)),
        [y, x] => {
            let [high, wide] = proportions([y, x]);
            drawing.sheet(&edge(y, size * high, size), &edge(x, size * wide, size), (MARGIN, top));
        }
        [z, y, x] => {
            let [deep, high, wide] = proportions([z, y, x]);
            let z = edge(z, size * deep * 0.5, size * 0.5);
            drawing.solid(&z, &edge(y, size * high, size), &edge(x, size * wide, size), (MARGIN, top));
        }
        _ => {}
    }
    drawing.scene.width = drawing.right + MARGIN;
    drawing.scene.height = drawing.bottom + MARGIN;
    drawing.scene.clear = true;
    drawing.scene
}

/// The edge of a single chunk without an axis.
fn one() -> Edge {
    Edge { cuts: vec![0, 24], gap: None, size: String::new(), left_out: None, loose: false }
}

fn edge(cut: &Cut, want: f64, most: f64) -> Edge {
    let want = (want.round() as usize).max((10.0 * response(1.0)) as usize);
    Edge::of(cut, Room { want, most: (most.round() as usize).max(want), cell: CELL })
}

struct Drawing {
    scene: Scene,
    right: f64,
    bottom: f64,
}

impl Drawing {
    fn reach(&mut self, at: Point) {
        (self.right, self.bottom) = (self.right.max(at.0), self.bottom.max(at.1));
    }

    fn text(&mut self, at: Point, text: &str, anchor: Anchor) {
        let width = 0.62 * TEXT * text.chars().count() as f64;
        let end = match anchor {
            Anchor::Start => at.0 + width,
            Anchor::Middle => at.0 + width / 2.0,
            Anchor::End => at.0,
        };
        self.reach((end, at.1 + 0.3 * TEXT));
        self.scene.text(at, text, TEXT, anchor, INK);
    }

    /// A face: a corner, the two directions, and the cuts along them.
    fn face(&mut self, corner: Point, across: (Point, &Edge), down: (Point, &Edge), fill: Colour) {
        let ((a, x), (d, y)) = (across, down);
        let at = |i: usize, j: usize| {
            let (i, j) = (i as f64, j as f64);
            (corner.0 + a.0 * i + d.0 * j, corner.1 + a.1 * i + d.1 * j)
        };
        let (w, h) = (x.span(), y.span());
        let outline = vec![at(0, 0), at(w, 0), at(w, h), at(0, h)];
        outline.iter().for_each(|&p| self.reach(p));
        self.scene.path(outline.clone(), true, Paint::fill(fill));
        let thin = |edge: &Edge| {
            let paint = Paint::stroke(LINE, 1.0);
            if edge.loose { paint.dashed(&[3.0, 3.0]) } else { paint }
        };
        x.inner().iter().for_each(|&i| self.scene.line(at(i, 0), at(i, h), thin(x)));
        y.inner().iter().for_each(|&j| self.scene.line(at(0, j), at(w, j), thin(y)));
        self.scene.path(outline, true, Paint::stroke(LINE, 2.0));
        // Where chunks are left out, the face is open.
        if let Some((from, to)) = x.gap {
            let gap = vec![at(from + 1, 0), at(to - 1, 0), at(to - 1, h), at(from + 1, h)];
            self.scene.path(gap, true, Paint::fill([255; 3]).outlined([255; 3], 2.0));
        }
        if let Some((from, to)) = y.gap {
            let gap = vec![at(0, from + 1), at(w, from + 1), at(w, to - 1), at(0, to - 1)];
            self.scene.path(gap, true, Paint::fill([255; 3]).outlined([255; 3], 2.0));
        }
    }

    fn below(&mut self, at: Point, edge: &Edge) {
        self.text((at.0.max(0.31 * TEXT * edge.size.len() as f64), at.1), &edge.label().join(" "), Anchor::Middle);
    }

    fn beside(&mut self, at: Point, edge: &Edge) {
        for (k, line) in edge.label().iter().enumerate() {
            self.text((at.0, at.1 + 1.3 * TEXT * k as f64), line, Anchor::Start);
        }
    }

    fn sheet(&mut self, y: &Edge, x: &Edge, at: Point) {
        self.face(at, ((1.0, 0.0), x), ((0.0, 1.0), y), FACE);
        let (w, h) = (x.span() as f64, y.span() as f64);
        self.below((at.0 + w / 2.0, at.1 + h + 1.4 * TEXT), x);
        self.beside((at.0 + w + 8.0, at.1 + h / 2.0 + 0.35 * TEXT), y);
    }

    /// A cuboid: its front below at the left, its depth up to the right.
    fn solid(&mut self, z: &Edge, y: &Edge, x: &Edge, at: Point) {
        let (w, h, d) = (x.span() as f64, y.span() as f64, z.span() as f64);
        let back = (0.8, -0.6);
        let front = (at.0, at.1 + 0.6 * d);
        self.face(front, ((1.0, 0.0), x), (back, z), TOP);
        self.face((front.0 + w, front.1), (back, z), ((0.0, 1.0), y), SIDE);
        self.face(front, ((1.0, 0.0), x), ((0.0, 1.0), y), FACE);
        self.below((front.0 + w / 2.0, front.1 + h + 1.4 * TEXT), x);
        self.beside((front.0 + w + 0.8 * d + 8.0, at.1 + h / 2.0 + 0.35 * TEXT), y);
        self.beside((front.0 + w + 0.4 * d + 10.0, front.1 + h - 0.3 * d + 1.1 * TEXT), z);
    }

    /// A leading axis as a bar.
    fn strip(&mut self, edge: &Edge, at: Point) {
        let bar = Edge { cuts: vec![0, 12], size: String::new(), ..one() };
        self.face(at, ((1.0, 0.0), edge), ((0.0, 1.0), &bar), TOP);
        let label = format!("{} ×", edge.label().join(" "));
        self.text((at.0 + edge.span() as f64 + 8.0, at.1 + 11.0), &label, Anchor::Start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_become_scenes_that_hold_all_they_draw() {
        let (e, w) = (Cut::even, Cut::whole);
        let unknown = Cut::Unknown { mask: 1, over: Box::new(e(10, 5)) };
        let huge = 10usize.pow(15);
        for axes in [
            vec![],
            vec![w(5)],
            vec![e(1000, 10)],
            vec![unknown, e(5000, 2500)],
            vec![e(huge, 1), w(3)],
            vec![e(10000, 400), e(1000, 250), w(100)],
            vec![e(6, 2); 7],
        ] {
            let scene = chunk_scene(&Grid::new(axes), 200.0);
            assert!(scene.width > 20.0 && scene.width < 700.0 && scene.height > 20.0 && scene.height < 600.0);
            assert!(scene.items.len() < 400);
        }
    }
}
