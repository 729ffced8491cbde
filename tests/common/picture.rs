//! A committed screen as a picture, for those who only read.

use ndsh::display::scene::{Colour, Paint, Scene};

/// The size of a cell: so high that lines drawn with letters meet.
const WIDE: f64 = 8.0;
const HIGH: f64 = 16.0;
const LETTERS: f64 = 13.5;
const MARGIN: f64 = 12.0;
/// What is behind all, and what letters without a colour of their own have.
const GROUND: Colour = [0x16, 0x1b, 0x22];
const PLAIN: Colour = [0xc9, 0xd1, 0xd9];
const BRIGHT: Colour = [0xff, 0xff, 0xff];

/// A terminal's first sixteen colours.
const COLOURS: [Colour; 16] = [
    [0x48, 0x4f, 0x58],
    [0xff, 0x7b, 0x72],
    [0x56, 0xd3, 0x64],
    [0xe3, 0xb3, 0x41],
    [0x79, 0xb8, 0xff],
    [0xd2, 0xa8, 0xff],
    [0x56, 0xd4, 0xdd],
    [0xc9, 0xd1, 0xd9],
    [0x8b, 0x94, 0x9e],
    [0xff, 0xa1, 0x98],
    [0x7e, 0xe7, 0x87],
    [0xf2, 0xcc, 0x60],
    [0xa5, 0xd6, 0xff],
    [0xe2, 0xc5, 0xff],
    [0xb3, 0xf0, 0xff],
    [0xff, 0xff, 0xff],
];

/// How strong red, green and blue are in its other colours.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn colour(colour: vt100::Color, otherwise: Colour) -> Colour {
    match colour {
        vt100::Color::Default => otherwise,
        vt100::Color::Idx(k) if k < 16 => COLOURS[usize::from(k)],
        vt100::Color::Idx(k) if k < 232 => {
            [(k - 16) / 36, (k - 16) / 6 % 6, (k - 16) % 6].map(|l| LEVELS[usize::from(l)])
        }
        vt100::Color::Idx(k) => [8 + 10 * (k - 232); 3],
        vt100::Color::Rgb(r, g, b) => [r, g, b],
    }
}

/// The colours of a cell: of its letter, and behind it.
fn colours(cell: &vt100::Cell) -> (Colour, Colour) {
    let plain = if cell.bold() { BRIGHT } else { PLAIN };
    let (ink, ground) = (colour(cell.fgcolor(), plain), colour(cell.bgcolor(), GROUND));
    if cell.inverse() { (ground, ink) } else { (ink, ground) }
}

/// The picture of a screen that is written as `tests/screens` has them with colours.
pub fn svg(text: &str, columns: u16) -> String {
    let rows = text.lines().count() as u16;
    let mut parser = vt100::Parser::new(rows, columns, 0);
    let lines: Vec<String> = text.lines().map(|line| format!("\x1b[m{}", line.replace("\\e", "\x1b"))).collect();
    parser.process(lines.join("\r\n").as_bytes());
    let screen = parser.screen();
    let size = (f64::from(columns) * WIDE + 2.0 * MARGIN, f64::from(rows) * HIGH + 2.0 * MARGIN);
    let mut scene = Scene::new(size.0, size.1);
    scene.clear = true;
    scene.rect((0.0, 0.0), size, Paint::fill(GROUND));
    for row in 0..rows {
        let cells: Vec<&vt100::Cell> = (0..columns).filter_map(|column| screen.cell(row, column)).collect();
        draw_row(&cells, MARGIN + f64::from(row) * HIGH, &mut scene);
    }
    scene.to_svg()
}

/// Draws what is behind a row's letters, then the letters: those of one colour together, up to a wide gap.
fn draw_row(cells: &[&vt100::Cell], top: f64, scene: &mut Scene) {
    let x = |column: usize| MARGIN + column as f64 * WIDE;
    for part in stretches(cells, |cell| colours(cell).1) {
        let ground = colours(cells[part.start]).1;
        if ground != GROUND {
            scene.rect((x(part.start), top), (part.len() as f64 * WIDE, HIGH), Paint::fill(ground));
        }
    }
    for part in stretches(cells, |cell| (colours(cell).0, cell.contents().trim().is_empty(), block(cell))) {
        let text: String = cells[part.clone()].iter().map(|cell| cell.contents()).collect();
        let (first, width) = (cells[part.start], part.len() as f64 * WIDE);
        let ink = colours(first).0;
        match block(first) {
            Some((from, to)) => {
                scene.rect((x(part.start), top + from * HIGH), (width, (to - from) * HIGH), Paint::fill(ink));
            }
            None if text.trim().is_empty() => {}
            None => scene.columns((x(part.start), top + 12.5), &text, LETTERS, width, ink),
        }
    }
}

/// The part of its cell that a block fills: from where down to where.
fn block(cell: &vt100::Cell) -> Option<(f64, f64)> {
    match cell.contents() {
        "█" => Some((0.0, 1.0)),
        "▀" => Some((0.0, 0.5)),
        "▄" => Some((0.5, 1.0)),
        _ => None,
    }
}

/// The stretches of cells that are alike.
fn stretches<T: PartialEq>(cells: &[&vt100::Cell], of: impl Fn(&vt100::Cell) -> T) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (column, cell) in cells.iter().enumerate() {
        match found.last_mut() {
            Some(part) if of(cells[part.start]) == of(cell) => part.end = column + 1,
            _ => found.push(column..column + 1),
        }
    }
    found
}
