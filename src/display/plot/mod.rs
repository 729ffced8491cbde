//! Charts: what is drawn, apart from where. One renderer draws them in the terminal, another one as a scene.

mod axis;
mod braille;
mod colours;
mod paper;
mod raster;
mod screen;

use super::markup::Doc;
use super::scene::{Colour, Scene};
pub use colours::{colour, colour_names, map_names, of_index, series_index};

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
    /// Bars side by side, each from a place to another and from one height to another.
    Bars { from: Vec<f64>, to: Vec<f64>, base: Vec<f64>, top: Vec<f64> },
    /// A matrix as colours, its first row above.
    Image { columns: usize, values: Vec<f64>, range: Option<(f64, f64)>, map: &'static str },
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
    /// Names that stand on the x axis in place of numbers.
    pub names: Vec<(f64, String)>,
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
            Shape::Image { columns, values, range, map } => {
                let range = range.unwrap_or_else(|| axis::extent(values.iter().copied()).unwrap_or((0.0, 1.0)));
                Some(Image { columns: *columns, rows: values.len() / (*columns).max(1), values, range, map })
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
                colours::palette(next - 1)
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
                Shape::Bars { from, to, base, top } => [vec![from, to], vec![base, top]],
                Shape::Image { .. } => continue,
            };
            for ((extent, parts), log) in found.iter_mut().zip(parts).zip(logs) {
                let values = parts.into_iter().flatten().copied().filter(|v| !log || *v > 0.0);
                *extent = axis::wider(*extent, axis::extent(values));
            }
        }
        if let Some(image) = self.image() {
            let edges = |n: usize| Some((-0.5, n as f64 - 0.5));
            found = [axis::wider(found[0], edges(image.columns)), axis::wider(found[1], edges(image.rows))];
        }
        found
    }

    /// Whether some series shows bars.
    fn has_bars(&self) -> bool {
        self.series.iter().any(|s| matches!(s.shape, Shape::Bars { .. }))
    }
}

/// A matrix to show.
struct Image<'a> {
    columns: usize,
    rows: usize,
    values: &'a [f64],
    range: (f64, f64),
    map: &'static str,
}

#[cfg(test)]
mod tests;
