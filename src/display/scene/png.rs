//! Pictures as PNG, drawn by tiny-skia; the letters are those of Noto Sans Mono.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use tiny_skia::{
    Color, FillRule, FilterQuality, Mask, Paint as Brush, Path, PathBuilder, Pattern, Pixmap, PixmapPaint,
    PremultipliedColorU8, SpreadMode, Stroke, StrokeDash, Transform,
};

use super::{Anchor, Colour, Item, Label, Paint, Point, Scene};
use crate::diag::{Error, Result, value_error};
use crate::display::ascii::to_ascii;

/// No picture has more pixels along an edge.
const LARGEST: f64 = 20_000.0;

fn too_large(width: f64, height: f64) -> Error {
    value_error(format!("a picture of {width} by {height} pixels cannot be drawn"))
}

fn encoded(pixels: &Pixmap) -> Result<Vec<u8>> {
    pixels.encode_png().map_err(|e| value_error(format!("the picture cannot be written as PNG: {e}")))
}

/// A PNG of pixels, row by row.
pub fn pixels(columns: usize, pixels: &[Colour]) -> Result<Vec<u8>> {
    encoded(&pixmap(columns, pixels)?)
}

fn pixmap(columns: usize, colours: &[Colour]) -> Result<Pixmap> {
    let rows = colours.len() / columns.max(1);
    let map = Pixmap::new(columns as u32, rows as u32);
    let mut map = map.ok_or_else(|| too_large(columns as f64, rows as f64))?;
    for (pixel, &[r, g, b]) in map.pixels_mut().iter_mut().zip(colours) {
        if let Some(colour) = PremultipliedColorU8::from_rgba(r, g, b, 255) {
            *pixel = colour;
        }
    }
    Ok(map)
}

fn brush([r, g, b]: Colour) -> Brush<'static> {
    let mut brush = Brush::default();
    brush.set_color_rgba8(r, g, b, 255);
    brush
}

fn paint_path(map: &mut Pixmap, path: &Path, paint: &Paint, turn: Transform) {
    if let Some(fill) = paint.fill {
        map.fill_path(path, &brush(fill), FillRule::Winding, turn, None::<&Mask>);
    }
    if let Some(colour) = paint.stroke {
        let dashes = paint.dashes.iter().map(|&d| d as f32).collect();
        let stroke = Stroke { width: paint.width as f32, dash: StrokeDash::new(dashes, 0.0), ..Stroke::default() };
        map.stroke_path(path, &brush(colour), &stroke, turn, None::<&Mask>);
    }
}

fn path_of(points: &[Point], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (k, &(x, y)) in points.iter().enumerate() {
        if k == 0 { path.move_to(x as f32, y as f32) } else { path.line_to(x as f32, y as f32) }
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// The heights of letters that there are.
const HEIGHTS: [(f64, RasterHeight); 2] = [(15.0, RasterHeight::Size16), (f64::INFINITY, RasterHeight::Size20)];

/// A text, pixel by pixel: how much ink each has, the columns and the rows.
fn ink(text: &str, size: f64) -> (Vec<u8>, usize, usize) {
    let height = HEIGHTS.iter().find(|(most, _)| size < *most).map_or(RasterHeight::Size16, |(_, h)| *h);
    let step = get_raster_width(FontWeight::Regular, height);
    let (columns, rows) = (step * text.chars().count(), height as usize);
    let mut ink = vec![0; columns * rows];
    for (k, c) in text.chars().enumerate() {
        let Some(letter) =
            get_raster(c, FontWeight::Regular, height).or_else(|| get_raster('?', FontWeight::Regular, height))
        else {
            continue;
        };
        for (y, row) in letter.rows().enumerate() {
            ink[y * columns + k * step..][..row.len()].copy_from_slice(row);
        }
    }
    (ink, columns, rows)
}

/// The text with what comes nearest in ASCII for letters that there are not.
fn spelled(text: &str) -> String {
    let has = |c: char| get_raster(c, FontWeight::Regular, RasterHeight::Size16).is_some();
    text.chars().map(|c| if has(c) { c.to_string() } else { to_ascii(&c.to_string()) }).collect()
}

fn draw_text(map: &mut Pixmap, label: &Label, scale: f64) -> Result<()> {
    let (mut ink, mut columns, mut rows) = ink(&spelled(&label.text), label.size);
    let back = match label.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => columns as f64 / 2.0,
        Anchor::End => columns as f64,
    };
    let above = rows as f64 * 0.75;
    let corner = match label.upright {
        false => (label.at.0 - back, label.at.1 - above),
        true => {
            ink = (0..columns)
                .rev()
                .flat_map(|x| (0..rows).map(move |y| (x, y)))
                .map(|(x, y)| ink[y * columns + x])
                .collect();
            std::mem::swap(&mut columns, &mut rows);
            (label.at.0 - above, label.at.1 + back - rows as f64)
        }
    };
    if columns == 0 {
        return Ok(());
    }
    let mut text = Pixmap::new(columns as u32, rows as u32).ok_or_else(|| too_large(columns as f64, rows as f64))?;
    let [r, g, b] = label.colour;
    for (pixel, &alpha) in text.pixels_mut().iter_mut().zip(&ink) {
        let part = |c: u8| (u16::from(c) * u16::from(alpha) / 255) as u8;
        if let Some(colour) = PremultipliedColorU8::from_rgba(part(r), part(g), part(b), alpha) {
            *pixel = colour;
        }
    }
    let turn = Transform::from_row(scale as f32, 0.0, 0.0, scale as f32, 0.0, 0.0)
        .pre_translate(corner.0.round() as f32, corner.1.round() as f32);
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    map.draw_pixmap(0, 0, text.as_ref(), &paint, turn, None);
    Ok(())
}

fn draw_image(map: &mut Pixmap, at: Point, size: Point, image: &Pixmap, turn: Transform) {
    let stretch = Transform::from_row(
        (size.0 / f64::from(image.width())) as f32,
        0.0,
        0.0,
        (size.1 / f64::from(image.height())) as f32,
        at.0 as f32,
        at.1 as f32,
    );
    let shader = Pattern::new(image.as_ref(), SpreadMode::Pad, FilterQuality::Nearest, 1.0, stretch);
    let brush = Brush { shader, anti_alias: false, ..Brush::default() };
    let area = tiny_skia::Rect::from_xywh(at.0 as f32, at.1 as f32, size.0 as f32, size.1 as f32);
    if let Some(area) = area {
        map.fill_rect(area, &brush, turn, None);
    }
}

impl Scene {
    /// The picture as PNG, so many pixels for each unit of its size.
    ///
    /// # Errors
    /// `ValueError` for a picture without pixels or with too many.
    pub fn to_png(&self, scale: f64) -> Result<Vec<u8>> {
        let (width, height) = ((self.width * scale).ceil(), (self.height * scale).ceil());
        if !(1.0..=LARGEST).contains(&width) || !(1.0..=LARGEST).contains(&height) {
            return Err(too_large(width, height));
        }
        let mut map = Pixmap::new(width as u32, height as u32).ok_or_else(|| too_large(width, height))?;
        if !self.clear {
            map.fill(Color::WHITE);
        }
        let turn = Transform::from_scale(scale as f32, scale as f32);
        for item in &self.items {
            match item {
                Item::Path { points, closed, paint } => {
                    if let Some(path) = path_of(points, *closed) {
                        paint_path(&mut map, &path, paint, turn);
                    }
                }
                Item::Circle { at, radius, paint } => {
                    if let Some(path) = PathBuilder::from_circle(at.0 as f32, at.1 as f32, *radius as f32) {
                        paint_path(&mut map, &path, paint, turn);
                    }
                }
                Item::Text(label) => draw_text(&mut map, label, scale)?,
                Item::Image { at, size, columns, pixels } => {
                    draw_image(&mut map, *at, *size, &pixmap(*columns, pixels)?, turn);
                }
            }
        }
        encoded(&map)
    }
}
