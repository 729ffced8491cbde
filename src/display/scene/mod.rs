//! Pictures made of shapes and texts, which become SVG or PNG: plots, chunk grids and graphs alike.

mod png;
mod svg;

pub use svg::escape;

/// Red, green, blue.
pub type Colour = [u8; 3];
/// A place: from the left, and from the top.
pub type Point = (f64, f64);

/// How a shape is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Paint {
    pub fill: Option<Colour>,
    pub stroke: Option<Colour>,
    /// The width of the stroke.
    pub width: f64,
    /// The lengths of dashes and of what is between them; none for an unbroken line.
    pub dashes: Vec<f64>,
}

impl Paint {
    /// A shape of one colour.
    pub fn fill(colour: Colour) -> Paint {
        Paint { fill: Some(colour), stroke: None, width: 1.0, dashes: Vec::new() }
    }

    /// A line of one colour.
    pub fn stroke(colour: Colour, width: f64) -> Paint {
        Paint { fill: None, stroke: Some(colour), width, dashes: Vec::new() }
    }

    /// The same with an outline.
    pub fn outlined(mut self, colour: Colour, width: f64) -> Paint {
        (self.stroke, self.width) = (Some(colour), width);
        self
    }

    /// The same with a dashed line.
    pub fn dashed(mut self, dashes: &[f64]) -> Paint {
        self.dashes = dashes.to_vec();
        self
    }
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A text of one line; its place is on its base line.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub at: Point,
    pub text: String,
    pub size: f64,
    pub anchor: Anchor,
    /// Whether it is read from below upwards.
    pub upright: bool,
    pub colour: Colour,
    /// How wide it is, where that is not left to the letters: a text in columns, whose letters are all as wide.
    pub length: Option<f64>,
}

/// What a picture is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Straight lines from point to point.
    Path {
        points: Vec<Point>,
        closed: bool,
        paint: Paint,
    },
    Circle {
        at: Point,
        radius: f64,
        paint: Paint,
    },
    Text(Label),
    /// A grid of coloured pixels, row by row, stretched to a size.
    Image {
        at: Point,
        size: Point,
        columns: usize,
        pixels: Vec<Colour>,
    },
}

/// A picture: what comes later lies above.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    pub width: f64,
    pub height: f64,
    pub items: Vec<Item>,
    /// Whether the ground is left as it is; otherwise it is white.
    pub clear: bool,
}

impl Scene {
    /// An empty picture on white ground.
    pub fn new(width: f64, height: f64) -> Scene {
        Scene { width, height, items: Vec::new(), clear: false }
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, paint: Paint) {
        self.path(vec![from, to], false, paint);
    }

    /// Lines from point to point; closed, a shape.
    pub fn path(&mut self, points: Vec<Point>, closed: bool, paint: Paint) {
        self.items.push(Item::Path { points, closed, paint });
    }

    /// A rectangle from its upper left corner.
    pub fn rect(&mut self, at: Point, size: Point, paint: Paint) {
        let (right, bottom) = (at.0 + size.0, at.1 + size.1);
        self.path(vec![at, (right, at.1), (right, bottom), (at.0, bottom)], true, paint);
    }

    /// A circle around a place.
    pub fn circle(&mut self, at: Point, radius: f64, paint: Paint) {
        self.items.push(Item::Circle { at, radius, paint });
    }

    /// A text whose start, middle or end stands at a place.
    pub fn text(&mut self, at: Point, text: &str, size: f64, anchor: Anchor, colour: Colour) {
        let (text, upright, length) = (text.into(), false, None);
        self.items.push(Item::Text(Label { at, text, size, anchor, upright, colour, length }));
    }

    /// A text in columns: from its place on, and so wide whatever the font.
    pub fn columns(&mut self, at: Point, text: &str, size: f64, length: f64, colour: Colour) {
        let (text, anchor, length) = (text.into(), Anchor::Start, Some(length));
        self.items.push(Item::Text(Label { at, text, size, anchor, upright: false, colour, length }));
    }

    /// A text that is read from below upwards.
    pub fn upright(&mut self, at: Point, text: &str, size: f64, anchor: Anchor, colour: Colour) {
        let (text, upright, length) = (text.into(), true, None);
        self.items.push(Item::Text(Label { at, text, size, anchor, upright, colour, length }));
    }

    /// Pixels, row by row, stretched from an upper left corner to a size.
    pub fn image(&mut self, at: Point, size: Point, columns: usize, pixels: Vec<Colour>) {
        self.items.push(Item::Image { at, size, columns, pixels });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let mut scene = Scene::new(60.0, 40.0);
        scene.rect((5.0, 5.0), (20.0, 10.0), Paint::fill([255, 0, 0]).outlined([0, 0, 0], 1.0));
        scene.line((0.0, 30.0), (60.0, 30.0), Paint::stroke([0, 0, 255], 2.0).dashed(&[4.0, 2.0]));
        scene.circle((50.0, 10.0), 4.0, Paint::fill([0, 128, 0]));
        scene.text((30.0, 38.0), "a<b & c", 12.0, Anchor::Middle, [0, 0, 0]);
        scene.upright((10.0, 38.0), "up", 12.0, Anchor::Start, [0, 0, 0]);
        scene.columns((30.0, 12.0), "a  b", 12.0, 28.0, [0, 0, 0]);
        scene.image((40.0, 20.0), (8.0, 8.0), 2, vec![[0, 0, 0], [255, 255, 255], [255, 255, 255], [0, 0, 0]]);
        scene
    }

    #[test]
    fn shapes_become_svg() {
        let svg = scene().to_svg();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"40\""), "{svg}");
        assert!(svg.contains("a&lt;b &amp; c") && svg.contains("rotate(-90 10 38)"), "{svg}");
        assert!(svg.contains("textLength=\"28\"") && svg.contains(">a\u{a0}\u{a0}b<"), "{svg}");
        assert!(svg.contains("stroke-dasharray=\"4 2\"") && svg.contains("data:image/png;base64,"), "{svg}");
        assert!(svg.trim_end().ends_with("</svg>"));
    }

    #[test]
    fn shapes_become_png() {
        let png = scene().to_png(1.0).unwrap();
        assert_eq!(&png[1..4], b"PNG");
        let pixels = tiny_skia::Pixmap::decode_png(&png).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (60, 40));
        let at = |x, y| pixels.pixel(x, y).map(|p| [p.red(), p.green(), p.blue()]).unwrap();
        assert_eq!((at(15, 10), at(50, 10), at(1, 1)), ([255, 0, 0], [0, 128, 0], [255, 255, 255]));
        assert_eq!((at(41, 21), at(46, 21)), ([0, 0, 0], [255, 255, 255]));
    }
}
