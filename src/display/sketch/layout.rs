//! Where boxes and arrows go: the layout of `ascii-dag`, with our own boxes drawn over it.

use ascii_dag::{CustomNode, Graph, RenderOptions};

use super::gather::{Pieces, Sketch};
use crate::display::canvas::Canvas;
use crate::display::markup::{Doc, Role};

/// How boxes are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// With a frame; else in brackets.
    framed: bool,
    /// Each on one line.
    joined: bool,
    /// With what goes along the arrows.
    labelled: bool,
}

impl Way {
    /// Whether boxes keep their lines.
    pub fn is_open(&self) -> bool {
        self.framed && !self.joined
    }
}

/// The ways to draw, the roomiest first.
pub fn ways() -> impl Iterator<Item = Way> {
    const WAYS: [[bool; 3]; 6] = [
        [true, false, true],
        [true, true, true],
        [true, false, false],
        [false, true, true],
        [true, true, false],
        [false, true, false],
    ];
    WAYS.into_iter().map(|[framed, joined, labelled]| Way { framed, joined, labelled })
}

/// More boxes or arrows than this take too long to lay out.
const MOST: usize = 240;

/// The picture of a sketch, if it fits into so many columns and lines.
pub fn layout(sketch: &Sketch, way: Way, width: usize, height: usize) -> Option<Doc> {
    let n = sketch.boxes.len();
    if n > MOST || sketch.edges.len() > 4 * MOST {
        return None;
    }
    let texts: Vec<Vec<Pieces>> = sketch.boxes.iter().map(|b| lines(&b.lines, way)).collect();
    let mut graph = Graph::new();
    for (k, text) in texts.iter().enumerate() {
        let (wide, high) = size(text, way);
        let node = CustomNode { label: "", width: wide, height: high, painter: None, payload: "" };
        let _ = graph.add_node(k, node);
    }
    for edge in &sketch.edges {
        let label = edge.label.as_deref().filter(|_| way.labelled);
        let _ = graph.add_edge(edge.from, edge.to, label);
    }
    // One box alone is as wide as its text; the layout of many may be wider than they are.
    let placed = graph.compute_layout();
    let (right, bottom) = placed.nodes().iter().fold((0, 0), |(r, b), n| (r.max(n.x + n.width), b.max(n.y + n.height)));
    if right > width || bottom > height {
        return None;
    }
    let arrows = placed.render_string(&RenderOptions::plain());
    let mut canvas = Canvas::new(placed.width().max(right).min(width), bottom);
    for (y, line) in arrows.lines().enumerate() {
        draw_arrows(&mut canvas, y, line);
    }
    for node in placed.nodes() {
        let Some(text) = texts.get(node.id) else { continue };
        if way.framed {
            frame(&mut canvas, node.x, node.y, node.width, node.height);
        }
        for (k, line) in text.iter().enumerate() {
            let inner = usize::from(way.framed);
            let mut x = node.x + (node.width.saturating_sub(length(line))) / 2;
            for (role, piece) in line {
                canvas.text(node.y + inner + k, x, piece, *role);
                x += piece.chars().count();
            }
        }
    }
    Some(canvas.to_doc())
}

fn frame(canvas: &mut Canvas, x: usize, y: usize, width: usize, height: usize) {
    let (right, bottom) = (x + width - 1, y + height - 1);
    canvas.across(y, x..right, None, Role::Dim);
    canvas.across(bottom, x..right, None, Role::Dim);
    canvas.down(x, y..bottom, None, Role::Dim);
    canvas.down(right, y..bottom, None, Role::Dim);
}

/// A line of arrows: lines are dim, what stands in quotes goes along them.
fn draw_arrows(canvas: &mut Canvas, y: usize, line: &str) {
    let mut quoted = false;
    for (x, c) in line.chars().enumerate() {
        if c == '"' {
            quoted = !quoted;
        } else if c != ' ' {
            let role = if quoted { Role::Number } else { Role::Dim };
            canvas.put(y, x, c, role);
        }
    }
}

fn length(line: &Pieces) -> usize {
    line.iter().map(|(_, text)| text.chars().count()).sum()
}

/// The lines of a box; those without a frame stand in brackets.
fn lines(own: &[Pieces], way: Way) -> Vec<Pieces> {
    if !way.joined {
        return own.to_vec();
    }
    let mut pieces: Pieces = Vec::new();
    for (role, text) in own.iter().flatten() {
        if !pieces.is_empty() {
            pieces.push((Role::Plain, " ".into()));
        }
        pieces.push((*role, text.clone()));
    }
    if !way.framed {
        pieces.insert(0, (Role::Dim, "[".into()));
        pieces.push((Role::Dim, "]".into()));
    }
    vec![pieces]
}

fn size(text: &[Pieces], way: Way) -> (usize, usize) {
    let widest = text.iter().map(length).max().unwrap_or(0);
    if way.framed { (widest + 4, text.len() + 2) } else { (widest, text.len()) }
}
