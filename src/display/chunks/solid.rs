//! Three axes: a cuboid in perspective. The last axis goes across its front, the one before it down, and the first
//! one back.

use super::edge::{Edge, Room};
use super::{ASPECT, MOST, below, cut_role, draw_sheet, longest, proportions, write_label};
use crate::chunk::Cut;
use crate::display::canvas::Canvas;
use crate::display::markup::{Doc, Role};

/// The rows that the longest edge takes where it goes down, the half of the columns where it goes across, and the rows
/// where it goes back.
const USUAL: [f64; 3] = [3.0, 6.0, 9.0];
/// The most rows that the depth takes.
const DEEPEST: usize = 5;

/// The cuboid in at most `width` columns.
pub fn solid(z: &Cut, y: &Cut, x: &Cut, width: usize) -> Option<Doc> {
    let [deep, high, wide] = proportions([z, y, x]);
    let want = |usual: f64, part: f64| (usual * part).round().max(2.0) as usize;
    let z = Edge::of(z, Room { want: want(USUAL[0], deep), most: DEEPEST, cell: 1 });
    let most = MOST.0 - 2;
    // The lines of the side are hard to tell apart where cuts are a row apart.
    let cell = if 2 * y.count() <= most { 2 } else { 1 };
    let y = Edge::of(y, Room { want: want(USUAL[1], high), most, cell });
    let depth = z.span();
    let beside = (depth + 2 + longest(&y.label())).max(depth / 2 + 3 + longest(&z.label()));
    let most = width.checked_sub(beside + 1).filter(|&n| n >= 6)?.min(MOST.1 - 8);
    let x = Edge::of(x, Room { want: want(USUAL[2] * ASPECT, wide).max(6).min(most), most, cell: 2 });
    let (down, across) = (y.span(), x.span());
    let mut canvas = Canvas::new(width, depth + down + 3);
    draw_sheet(&mut canvas, (depth, 0), &y, &x);
    draw_top(&mut canvas, &z, &x);
    draw_side(&mut canvas, &z, &y, across);
    below(&mut canvas, depth + down + 1, &x, width)?;
    write_label(&mut canvas, down.saturating_sub(y.label().len() - 1) / 2, across + depth + 2, &y.label());
    let row = (depth + down + 1 - depth.div_ceil(2)).max(down / 2 + y.label().len());
    write_label(&mut canvas, row, across + (depth + down).saturating_sub(row) + 2, &z.label());
    Some(canvas.to_doc())
}

/// Whether something at this depth is left out.
fn is_gap(z: &Edge, depth: usize) -> bool {
    z.gap.is_some_and(|(from, to)| from < depth && depth < to)
}

/// A line that goes back from (`row`, `column`).
fn draw_back(canvas: &mut Canvas, z: &Edge, row: usize, column: usize, role: Role) {
    for k in 1..z.span() {
        let mark = if is_gap(z, k) || role == Role::Dim { '⋰' } else { '╱' };
        canvas.put(row - k, column + k, mark, role);
    }
}

fn draw_top(canvas: &mut Canvas, z: &Edge, x: &Edge) {
    let (depth, across) = (z.span(), x.span());
    for &cut in z.cuts.iter().skip(1) {
        let role = if cut == depth { Role::Edge } else { cut_role(z) };
        let gap = if z.loose && cut < depth { Some((0, usize::MAX)) } else { x.gap.map(|(a, b)| (a + cut, b + cut)) };
        canvas.across(depth - cut, cut..across + cut, gap, role);
    }
    for &cut in x.inner() {
        draw_back(canvas, z, depth, cut, cut_role(x));
        canvas.put(0, depth + cut, '┬', Role::Edge);
    }
    [0, across].iter().for_each(|&at| draw_back(canvas, z, depth, at, Role::Edge));
    canvas.put(0, depth, '┌', Role::Edge);
}

fn draw_side(canvas: &mut Canvas, z: &Edge, y: &Edge, across: usize) {
    let (depth, down) = (z.span(), y.span());
    for &cut in z.cuts.iter().skip(1) {
        let role = if cut == depth { Role::Edge } else { cut_role(z) };
        let gap = y.gap.map(|(a, b)| (a + depth - cut, b + depth - cut));
        let gap = if z.loose && cut < depth { Some((0, usize::MAX)) } else { gap };
        canvas.down(across + cut, depth - cut..depth - cut + down, gap, role);
    }
    for &cut in y.inner() {
        draw_back(canvas, z, depth + cut, across, cut_role(y));
        canvas.put(cut, across + depth, '┤', Role::Edge);
    }
    draw_back(canvas, z, depth, across, Role::Edge);
    draw_back(canvas, z, depth + down, across, Role::Edge);
    canvas.put(down, across + depth, '┘', Role::Edge);
    canvas.put(0, across + depth, '┐', Role::Edge);
}
