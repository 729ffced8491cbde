//! Pictures of chunk grids, in characters: the sizes stand on the edges, and what is left out is said.

mod drawing;
mod edge;
mod reading;
mod solid;

pub use drawing::chunk_scene;
use edge::{Edge, Room};
pub use reading::{Reading, draw_reading};

use super::canvas::Canvas;
use super::markup::{Doc, Line, Role};
use crate::chunk::{Cut, Grid};

/// No picture is drawn in fewer columns.
const LEAST: usize = 12;
/// The most rows and columns between the outer lines of a picture.
const MOST: (usize, usize) = (10, 32);
/// The rows that a square of one chunk takes, and the columns that the longest edge does.
const USUAL: (f64, f64) = (6.0, 20.0);
/// A cell of the terminal is about twice as high as wide.
const ASPECT: f64 = 2.0;
/// So many leading axes are drawn as repeats.
const REPEATS: usize = 3;

/// The picture of a chunk grid in at most `width` columns; none where there is no room for one.
pub fn chunk_picture(grid: &Grid, width: usize) -> Option<Doc> {
    if width < LEAST {
        return None;
    }
    let split = grid.ndim().saturating_sub(3);
    let (repeats, axes) = grid.axes.split_at(split);
    let mut doc = repeated(repeats, width);
    doc.extend(match axes {
        [] => Doc::text(Role::Edge, "┌─┐\n└─┘"),
        [x] => row(x, width)?,
        [y, x] => sheet(y, x, width)?,
        [z, y, x] => solid::solid(z, y, x, width)?,
        _ => return None,
    });
    (doc.width() <= width).then_some(doc)
}

/// How long an edge looks beside one that is so many times longer: a long edge must not make the others vanish.
fn response(ratio: f64) -> f64 {
    if ratio <= 3.0 { ratio } else { (3.0 + (ratio / 3.0).ln()).min(5.0) }
}

/// How long edges are drawn, the longest as 1.
fn proportions<const N: usize>(axes: [&Cut; N]) -> [f64; N] {
    let longest = axes.iter().map(|c| c.len()).max().unwrap_or(1).max(1) as f64;
    axes.map(|c| 1.0 / response(longest / c.len().max(1) as f64))
}

/// The roles of a cut and of the outline.
fn cut_role(edge: &Edge) -> Role {
    if edge.loose { Role::Dim } else { Role::Grid }
}

/// The canvas's dashes where chunks are left out, or where nobody knows the place of a cut.
fn dashes(loose: bool, gap: Option<(usize, usize)>) -> Option<(usize, usize)> {
    if loose { Some((0, usize::MAX)) } else { gap }
}

/// A rectangle with its cuts, whose upper left corner is at (`row`, `column`).
fn draw_sheet(canvas: &mut Canvas, at: (usize, usize), y: &Edge, x: &Edge) {
    let (row, column) = at;
    let (height, width) = (y.span(), x.span());
    let shift = |gap: Option<(usize, usize)>, by: usize| gap.map(|(a, b)| (a + by, b + by));
    let (gap_x, gap_y) = (shift(x.gap, column), shift(y.gap, row));
    for &cut in y.inner() {
        canvas.across(row + cut, column..column + width, dashes(y.loose, gap_x), cut_role(y));
    }
    for &cut in x.inner() {
        canvas.down(column + cut, row..row + height, dashes(x.loose, gap_y), cut_role(x));
    }
    [row, row + height].iter().for_each(|&r| canvas.across(r, column..column + width, gap_x, Role::Edge));
    [column, column + width].iter().for_each(|&c| canvas.down(c, row..row + height, gap_y, Role::Edge));
}

/// A label of an axis below it, in the middle of its columns; in two lines if one is too long. None if there is no
/// room for it.
fn below(canvas: &mut Canvas, row: usize, edge: &Edge, width: usize) -> Option<()> {
    let lines = match edge.label().join(" ") {
        label if label.chars().count() <= width => vec![label],
        _ => edge.label(),
    };
    let columns = longest(&lines);
    let at = (edge.span() + 1).saturating_sub(columns) / 2;
    write_label(canvas, row, at, &lines);
    (columns <= width).then_some(())
}

fn write_label(canvas: &mut Canvas, row: usize, column: usize, lines: &[String]) {
    for (k, line) in lines.iter().enumerate() {
        canvas.text(row + k, column, line, Role::Number);
    }
}

fn longest(lines: &[String]) -> usize {
    lines.iter().map(|l| l.chars().count()).max().unwrap_or(0)
}

/// One axis, as a row of chunks.
fn row(x: &Cut, width: usize) -> Option<Doc> {
    let most = (width - 1).min(2 * MOST.1);
    let x = Edge::of(x, Room { want: (USUAL.1 as usize).min(most), most, cell: 2 });
    let y = Edge { cuts: vec![0, 2], gap: None, size: String::new(), left_out: None, loose: false };
    let mut canvas = Canvas::new(width, 5);
    draw_sheet(&mut canvas, (0, 0), &y, &x);
    below(&mut canvas, 3, &x, width)?;
    Some(canvas.to_doc())
}

/// Two axes, as a rectangle.
fn sheet(y: &Cut, x: &Cut, width: usize) -> Option<Doc> {
    let [high, wide] = proportions([y, x]);
    let scale = (USUAL.0 / high).min(USUAL.1 / ASPECT / wide);
    let want = |part: f64| (scale * part).round().max(1.0) as usize;
    let y = Edge::of(y, Room { want: want(high), most: MOST.0, cell: 1 });
    let beside = y.label();
    let most = width.checked_sub(longest(&beside) + 2).filter(|&n| n >= 8)?.min(MOST.1);
    let x = Edge::of(x, Room { want: want(ASPECT * wide).max(4).min(most), most, cell: 2 });
    let mut canvas = Canvas::new(width, y.span() + 3);
    draw_sheet(&mut canvas, (0, 0), &y, &x);
    below(&mut canvas, y.span() + 1, &x, width)?;
    write_label(&mut canvas, y.span().saturating_sub(beside.len() - 1) / 2, x.span() + 2, &beside);
    Some(canvas.to_doc())
}

/// Leading axes: each a bar, and a sign that all below is there once for each of its places.
fn repeated(axes: &[Cut], width: usize) -> Doc {
    let mut doc = Doc::default();
    let shown = if axes.len() > REPEATS { REPEATS - 1 } else { axes.len() };
    for axis in &axes[..shown] {
        let label = |edge: &Edge| format!(" {} ×", edge.label().join(" "));
        let most = |label: usize| width.saturating_sub(label + 1).clamp(6, 20);
        let room = |most: usize| Room { want: most.min(12), most, cell: 2 };
        let first = Edge::of(axis, room(most(8)));
        let edge = Edge::of(axis, room(most(label(&first).chars().count())));
        let mut canvas = Canvas::new(edge.span() + 1, 1);
        let end = edge.span();
        canvas.across(0, 0..end, edge.gap, cut_role(&edge));
        edge.cuts.iter().for_each(|&at| {
            let mark = if at == 0 {
                '├'
            } else if at == end {
                '┤'
            } else {
                '┼'
            };
            canvas.put(0, at, mark, Role::Edge);
        });
        let label = label(&edge);
        doc.lines.extend(canvas.to_doc().lines.into_iter().map(|line| line.with(Role::Number, &label)));
    }
    let rest = &axes[shown..];
    if !rest.is_empty() {
        let chunks = rest.iter().map(|c| c.count() as u128).fold(1, u128::saturating_mul);
        doc.push(Line::of(Role::Number, &format!("… {} more axes × ({chunks} chunks)", rest.len())));
    }
    doc
}

#[cfg(test)]
mod tests;
