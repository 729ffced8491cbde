//! Two chunk grids side by side, and which chunks of one are read for each chunk of the other.

use super::chunk_picture;
use crate::chunk::{Cut, Grid};
use crate::display::canvas::Canvas;
use crate::display::markup::{Doc, Line, Role};
use crate::display::plot::palette;
use crate::display::python::tuple_text;

/// Which chunks of one array each of some chunks of another reads.
#[derive(Clone, Debug)]
pub struct Reading {
    pub from: Grid,
    pub to: Grid,
    /// For the first chunks of `to`, in C order, the numbers of those of `from`.
    pub reads: Vec<Vec<u64>>,
}

/// No grid with more chunks along an axis is drawn with numbers in them.
const MOST_ALONG: usize = 10;
/// No more sheets are drawn below each other.
const MOST_SHEETS: usize = 4;
/// No more chunks are listed.
const MOST_LINES: usize = 16;
/// No more numbers stand in a chunk or in a line of the list.
const MOST_NUMBERS: usize = 8;

/// Draws the grids and lists what is read, in at most `width` columns.
pub fn draw_reading(reading: &Reading, names: [&str; 2], width: usize) -> Doc {
    let own = |k: u64| vec![k];
    let read = |k: u64| reading.reads.get(k as usize).cloned().unwrap_or_default();
    let whole = reading.reads.len() as u128 == reading.to.chunks();
    let half = width.saturating_sub(7) / 2;
    let left = headed(names[0], &reading.from, numbered(&reading.from, half, &own), half);
    let of_reads = if whole { numbered(&reading.to, half, &read) } else { None };
    let right = headed(names[1], &reading.to, of_reads, half);
    let middle = 3.max(left.lines.len().min(right.lines.len()) / 2);
    let mut arrow = Doc { lines: vec![Line::default(); middle] };
    arrow.push(Line::of(Role::Keyword, "→"));
    let mut doc = match left.width() + right.width() + 7 <= width {
        true => left.beside(arrow, 3).beside(right, 3),
        false => {
            let mut doc = left;
            doc.push(Line::of(Role::Keyword, "↓"));
            doc.extend(right);
            doc
        }
    };
    doc.push(Line::default());
    doc.extend(counted(reading, names, whole));
    doc.extend(listed(reading, names, width));
    doc
}

/// A grid below its name, its shape and its chunks.
fn headed(name: &str, grid: &Grid, drawn: Option<Doc>, width: usize) -> Doc {
    let lengths = tuple_text(grid.axes.iter().map(length));
    let mut doc = Doc::default();
    doc.push(Line::of(Role::Name, name).with(Role::Plain, " ").with(Role::Number, &lengths));
    let chunks = tuple_text(grid.axes.iter().map(sizes));
    if grid.ndim() > 0 && chunks.chars().count() + 10 <= width {
        doc.push(Line::of(Role::Dim, "in chunks ").with(Role::Number, &chunks));
    }
    doc.extend(drawn.or_else(|| chunk_picture(grid, width)).unwrap_or_default());
    doc
}

fn length(cut: &Cut) -> String {
    cut.known_len().map_or_else(|| "?".into(), |n| n.to_string())
}

/// The sizes along an axis: one, if all are the same or only the last is smaller.
fn sizes(cut: &Cut) -> String {
    match cut {
        Cut::Even { .. } => cut.largest().to_string(),
        Cut::At(_) if cut.count() <= 6 => tuple_text(cut.iter().map(|n| n.to_string())),
        Cut::At(_) => format!("{} sizes", cut.count()),
        Cut::Unknown { .. } => "?".into(),
    }
}

/// A grid whose chunks have numbers in them, if there is room; leading axes become sheets below each other.
fn numbered(grid: &Grid, width: usize, numbers: &dyn Fn(u64) -> Vec<u64>) -> Option<Doc> {
    let counts = grid.counts();
    let split = counts.len().saturating_sub(2);
    let sheets: usize = counts[..split].iter().try_fold(1usize, |p, &n| p.checked_mul(n))?;
    if sheets > MOST_SHEETS || counts.iter().any(|&n| n > MOST_ALONG) {
        return None;
    }
    let [rows, columns] =
        [counts.len().checked_sub(2), counts.len().checked_sub(1)].map(|k| k.map_or(1, |k| counts[k]));
    let each = (rows * columns) as u64;
    let texts: Vec<Vec<(Vec<u64>, String)>> = (0..sheets as u64)
        .map(|sheet| (0..each).map(|k| numbers(sheet * each + k)).map(|n| (n.clone(), cell_text(&n))).collect())
        .collect();
    let cell = texts.iter().flatten().map(|(_, t)| t.chars().count()).max().unwrap_or(1) + 2;
    if columns * (cell + 1) + 1 > width {
        return None;
    }
    let mut doc = Doc::default();
    for (sheet, cells) in texts.iter().enumerate() {
        if split > 0 {
            let at = Grid::new(grid.axes[..split].to_vec()).coords(sheet as u64);
            let places = at.iter().map(usize::to_string).chain([":".into(), ":".into()]);
            doc.push(Line::of(Role::Dim, &format!("[{}]", places.collect::<Vec<_>>().join(", "))));
        }
        doc.extend(sheet_doc(rows, columns, cell, cells));
    }
    Some(doc)
}

fn cell_text(numbers: &[u64]) -> String {
    match numbers.len() {
        0 => "-".into(),
        n if n > 4 => format!("{}…{}", numbers[0], numbers[n - 1]),
        _ => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(" "),
    }
}

fn sheet_doc(rows: usize, columns: usize, cell: usize, cells: &[(Vec<u64>, String)]) -> Doc {
    let (height, width) = (2 * rows, columns * (cell + 1));
    let mut canvas = Canvas::new(width + 1, height + 1);
    (0..=rows).for_each(|r| canvas.across(2 * r, 0..width, None, Role::Dim));
    (0..=columns).for_each(|c| canvas.down(c * (cell + 1), 0..height, None, Role::Dim));
    for (k, (numbers, text)) in cells.iter().enumerate() {
        let (row, column) = (2 * (k / columns) + 1, (k % columns) * (cell + 1) + 1);
        let mut at = column + (cell - text.chars().count()) / 2;
        if numbers.len() > 4 || numbers.is_empty() {
            canvas.text(row, at, text, Role::Number);
            continue;
        }
        for &number in numbers {
            let text = number.to_string();
            canvas.text(row, at, &text, Role::Ink(palette(number as usize)));
            at += text.chars().count() + 1;
        }
    }
    canvas.to_doc()
}

/// How many chunks are read for each, and how often each is read.
fn counted(reading: &Reading, [from, to]: [&str; 2], whole: bool) -> Doc {
    let each = reading.reads.iter().map(Vec::len);
    let (least, most) = (each.clone().min().unwrap_or(0), each.clone().max().unwrap_or(0));
    let total: usize = each.sum();
    let chunks = |least: usize, most: usize| match (least, most) {
        (1, 1) => "1 chunk".into(),
        (a, b) if a == b => format!("{a} chunks"),
        (a, b) => format!("{a} to {b} chunks"),
    };
    let mut text = format!("each chunk of {to} reads {} of {from}", chunks(least, most));
    if whole {
        let times = total as f64 / reading.from.chunks() as f64;
        let used: std::collections::BTreeSet<u64> = reading.reads.iter().flatten().copied().collect();
        let unused = reading.from.chunks() - used.len() as u128;
        match unused {
            0 => text.push_str(&format!("; each chunk of {from} is read {}", spoken(times))),
            n => text.push_str(&format!(
                "; {n} of {from}'s {} chunks {} not read at all",
                reading.from.chunks(),
                if n == 1 { "is" } else { "are" }
            )),
        }
    } else {
        text.push_str(&format!(" (of the first {} of {} looked at)", reading.reads.len(), reading.to.chunks()));
    }
    Doc::text(Role::Plain, &text)
}

fn spoken(times: f64) -> String {
    match times {
        1.0 => "once".into(),
        2.0 => "twice".into(),
        n if n.fract() == 0.0 => format!("{n} times"),
        n => format!("{n:.1} times on average"),
    }
}

/// For each chunk, the chunks that it reads.
fn listed(reading: &Reading, [from, to]: [&str; 2], width: usize) -> Doc {
    let place = |name: &str, grid: &Grid, k: u64| {
        let at: Vec<String> = grid.coords(k).iter().map(usize::to_string).collect();
        format!("{name}[{}]", if at.is_empty() { "()".into() } else { at.join(", ") })
    };
    let shown = reading.reads.len().min(MOST_LINES);
    let names: Vec<String> = (0..shown as u64).map(|k| place(to, &reading.to, k)).collect();
    let columns = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
    let mut doc = Doc::default();
    for (name, reads) in names.iter().zip(&reading.reads) {
        let mut line = Line::of(Role::Plain, "  ").with(Role::Name, &format!("{name:<columns$}"));
        line = line.with(Role::Keyword, " ← ");
        for (n, &k) in reads.iter().enumerate() {
            let text = place(from, &reading.from, k);
            let comma = if n > 0 { ", " } else { "" };
            let left = format!(" and {} more", reads.len() - n);
            let room = width.saturating_sub(line.width() + comma.len() + text.chars().count());
            if n >= MOST_NUMBERS || (room < left.len() && n + 1 < reads.len()) {
                line = line.with(Role::Plain, &left);
                break;
            }
            line = line.with(Role::Plain, comma).with(Role::Ink(palette(k as usize)), &text);
        }
        if reads.is_empty() {
            line = line.with(Role::Dim, "nothing");
        }
        doc.push(line);
    }
    let rest = reading.to.chunks() - shown as u128;
    if rest > 0 {
        doc.push(Line::of(Role::Dim, &format!("  … {rest} more")));
    }
    doc
}
