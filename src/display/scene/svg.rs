//! Pictures as SVG: one text that needs nothing else.

use std::fmt::Write;

use super::{Anchor, Colour, Item, Label, Paint, Point, Scene, png};

/// A number without needless digits.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

fn hex([r, g, b]: Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A text as it may stand in XML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn paint(paint: &Paint) -> String {
    let mut out = format!("fill=\"{}\"", paint.fill.map_or_else(|| "none".into(), hex));
    if let Some(stroke) = paint.stroke {
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", hex(stroke), number(paint.width));
    }
    if !paint.dashes.is_empty() {
        let dashes: Vec<String> = paint.dashes.iter().map(|&d| number(d)).collect();
        let _ = write!(out, " stroke-dasharray=\"{}\"", dashes.join(" "));
    }
    out
}

fn path(points: &[Point], closed: bool, how: &Paint) -> String {
    let mut data = String::new();
    for (k, (x, y)) in points.iter().enumerate() {
        let _ = write!(data, "{}{} {}", if k == 0 { 'M' } else { 'L' }, number(*x), number(*y));
    }
    format!("<path d=\"{data}{}\" {}/>", if closed { "Z" } else { "" }, paint(how))
}

fn label(l: &Label) -> String {
    let anchor = match l.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let (x, y) = (number(l.at.0), number(l.at.1));
    let turn = if l.upright { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
    let (size, colour) = (number(l.size), hex(l.colour));
    let Some(length) = l.length else {
        let text = escape(&l.text);
        return format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{colour}\"{turn}>{text}</text>"
        );
    };
    // Blanks that do not break are not made fewer either.
    format!(
        "<text class=\"c\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\" textLength=\"{}\" \
         lengthAdjust=\"spacingAndGlyphs\" fill=\"{colour}\">{}</text>",
        number(length),
        escape(&l.text).replace(' ', "\u{a0}")
    )
}

/// What texts in columns are written with.
const COLUMNS: &str = "<style>.c{font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}</style>\n";

fn image(at: Point, size: Point, columns: usize, pixels: &[Colour]) -> String {
    let data = png::pixels(columns, pixels).map(|bytes| base64(&bytes)).unwrap_or_default();
    format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
         style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{data}\"/>",
        number(at.0),
        number(at.1),
        number(size.0),
        number(size.1)
    )
}

/// Bytes as letters, six bits each.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().enumerate().fold(0u32, |b, (k, &byte)| b | u32::from(byte) << (16 - 8 * k));
        for k in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * k)) as usize & 63];
            out.push(if k <= group.len() { letter as char } else { '=' });
        }
    }
    out
}

impl Scene {
    /// The picture as SVG.
    pub fn to_svg(&self) -> String {
        let (width, height) = (number(self.width), number(self.height));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\">\n"
        );
        if self.items.iter().any(|item| matches!(item, Item::Text(Label { length: Some(_), .. }))) {
            out.push_str(COLUMNS);
        }
        if !self.clear {
            out.push_str("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        }
        for item in &self.items {
            out.push_str(&match item {
                Item::Path { points, closed, paint } => path(points, *closed, paint),
                Item::Circle { at, radius, paint: how } => format!(
                    "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>",
                    number(at.0),
                    number(at.1),
                    number(*radius),
                    paint(how)
                ),
                Item::Text(l) => label(l),
                Item::Image { at, size, columns, pixels } => image(*at, *size, *columns, pixels),
            });
            out.push('\n');
        }
        out.push_str("</svg>\n");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_letters() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!((number(1.0), number(-0.001), number(2.345)), ("1".into(), "0".into(), "2.35".into()));
    }
}
