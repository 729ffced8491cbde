//! Charts: what is drawn, apart from where. One renderer draws them in the terminal, another one as a scene.

mod axis;
mod braille;
mod colours;
mod paper;
mod raster;
mod screen;

use super::markup::Doc;
use super::scene::{Colour, Scene};
pub use colours::{colour, colour_names, indexed, map_names, mapped, palette};

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stroke {
    #[default]
    Solid,
    Dashed,
    Dotted,
    DashDot,
}

impl Stroke {
    /// The stroke of matplotlib's sign for it.
    pub fn parse(sign: &str) -> Option<Stroke> {
        match sign {
            "-" | "solid" => Some(Stroke::Solid),
            "--" | "dashed" => Some(Stroke::Dashed),
            ":" | "dotted" => Some(Stroke::Dotted),
            "-." | "dashdot" => Some(Stroke::DashDot),
            _ => None,
        }
    }
}

/// What a series shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line from point to point; what is not a number breaks it. None for no line, and whether there are points.
    Line { x: Vec<f64>, y: Vec<f64>, stroke: Option<Stroke>, marked: bool },
    /// Bars side by side, each from a place to another and from one height to another; or one above the other.
    Bars { from: Vec<f64>, to: Vec<f64>, base: Vec<f64>, top: Vec<f64>, lying: bool },
    /// A matrix as colours, its first row above; `edges` are what the axes are at its left and right, and at its
    /// bottom and top.
    Image { columns: usize, values: Vec<f64>, range: Option<(f64, f64)>, map: &'static str, edges: [(f64, f64); 2] },
}

/// Whether a point of a line has no neighbour that the line could lead to.
fn stands_alone(x: &[f64], y: &[f64], k: usize) -> bool {
    let is_point = |k: usize| x.get(k).zip(y.get(k)).is_some_and(|(x, y)| x.is_finite() && y.is_finite());
    is_point(k) && !is_point(k + 1) && !k.checked_sub(1).is_some_and(is_point)
}

/// One thing that a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub shape: Shape,
    pub label: Option<String>,
    /// A colour of its own; otherwise the next one of the palette.
    pub colour: Option<Colour>,
}

/// One pair of axes and what it shows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Panel {
    pub series: Vec<Series>,
    pub title: String,
    pub xlabel: String,
    pub ylabel: String,
    pub xlim: Option<(f64, f64)>,
    pub ylim: Option<(f64, f64)>,
    /// Names that stand on the x axis and on the y axis in place of numbers.
    pub names: [Vec<(f64, String)>; 2],
    /// Texts at places.
    pub notes: Vec<(f64, f64, String)>,
    pub grid: bool,
    pub legend: bool,
    /// Whether the x axis and the y axis are logarithmic.
    pub log: (bool, bool),
}

/// Panels in rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub panels: Vec<Panel>,
    /// How many panels stand in a row.
    pub columns: usize,
    pub title: String,
    /// The size of a picture of it.
    pub size: (f64, f64),
}

impl Default for Figure {
    fn default() -> Figure {
        Figure { panels: vec![Panel::default()], columns: 1, title: String::new(), size: (640.0, 480.0) }
    }
}

impl Figure {
    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.panels.iter().all(|p| p.series.is_empty())
    }

    /// The figure for a terminal of so many columns.
    pub fn to_doc(&self, width: usize, colour: bool) -> Doc {
        screen::figure(self, width, colour)
    }

    /// The figure as a picture.
    pub fn to_scene(&self) -> Scene {
        paper::figure(self)
    }
}

impl Panel {
    /// The matrix that it shows, if it shows one.
    fn image(&self) -> Option<Image<'_>> {
        self.series.iter().find_map(|s| match &s.shape {
            Shape::Image { columns, values, range, map, edges } => {
                let range = range.unwrap_or_else(|| axis::extent(values.iter().copied()).unwrap_or((0.0, 1.0)));
                let rows = values.len() / (*columns).max(1);
                Some(Image { columns: *columns, rows, values, range, map, edges: *edges })
            }
            _ => None,
        })
    }

    /// The series with the colour of each.
    fn coloured(&self) -> impl Iterator<Item = (&Series, Colour)> {
        let mut next = 0;
        self.series.iter().map(move |series| {
            let colour = series.colour.unwrap_or_else(|| {
                next += 1;
                palette(next - 1)
            });
            (series, colour)
        })
    }

    /// The least and the greatest x and y of all series.
    pub fn extents(&self) -> [Option<(f64, f64)>; 2] {
        let mut found = [None; 2];
        let logs = [self.log.0, self.log.1];
        for series in &self.series {
            let parts: [Vec<&[f64]>; 2] = match &series.shape {
                Shape::Line { x, y, .. } => [vec![x], vec![y]],
                Shape::Bars { from, to, base, top, .. } => [vec![from, to], vec![base, top]],
                Shape::Image { .. } => continue,
            };
            for ((extent, parts), log) in found.iter_mut().zip(parts).zip(logs) {
                let values = parts.into_iter().flatten().copied().filter(|v| !log || *v > 0.0);
                *extent = axis::wider(*extent, axis::extent(values));
            }
        }
        if let Some(image) = self.image() {
            let inner = image.edges.map(|(a, b)| Some((a.min(b), a.max(b))));
            found = [axis::wider(found[0], inner[0]), axis::wider(found[1], inner[1])];
        }
        found
    }

    /// Whether some series shows bars: those that stand, or those that lie.
    fn has_bars(&self, lie: bool) -> bool {
        self.series.iter().any(|s| matches!(s.shape, Shape::Bars { lying, .. } if lying == lie))
    }

    /// The colour that the next series gets that has none of its own.
    pub fn next_colour(&self) -> Colour {
        palette(self.series.iter().filter(|s| s.colour.is_none()).count())
    }
}

/// A matrix to show.
struct Image<'a> {
    columns: usize,
    rows: usize,
    values: &'a [f64],
    range: (f64, f64),
    map: &'static str,
    edges: [(f64, f64); 2],
}

impl Image<'_> {
    /// Whether the y axis goes down: its numbers grow from the first row to the last.
    fn goes_down(&self) -> bool {
        self.edges[1].0 > self.edges[1].1
    }
}

#[cfg(test)]
mod tests;
