//! Pictures of graphs: `x.visualize()`. A box a task where that fits, a box a layer where it does not.

mod dot;
mod gather;
mod layout;

use std::collections::HashMap;
use std::sync::Arc;

use super::markup::{Doc, Line, Role};
use super::picture::Picture;
use super::{ink, page};
use crate::array::Lazy;
use crate::diag::{Result, value_error};
use crate::graph::Plan;
pub use gather::{Edge, Pieces, Sketch, SketchBox, coords_text, short_name, short_names};

/// Lines of a picture on a terminal, at most.
const LINES: usize = 40;
/// Tasks that a file shows one by one, at most.
const FILE_TASKS: usize = 200;
/// Tasks that the terminal tries to show one by one, at most.
const TASKS: usize = 60;
/// The room of a picture in a file.
const FILE_ROOM: (usize, usize) = (1200, 600);

/// The rooms of a picture that is made of dots, and how large it is drawn; a coarser one is taken where the file of the
/// finer one would be too large.
const DOT_ROOMS: [((usize, usize), f64); 3] = [((300, 160), 2.0), ((300, 160), 1.0), ((140, 60), 1.0)];
/// Bytes of a file, at most.
const FILE_BYTES: usize = 1 << 20;

/// What of a graph is drawn.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// As it runs, culled and fused, rather than as it was written.
    pub optimized: bool,
    /// Only what this chunk of the first array stands on.
    pub chunk: Option<Vec<usize>>,
}

/// The graph of these arrays, drawn in the terminal.
pub fn visualize(arrays: &[Lazy], look: &Look) -> Picture {
    let views = Arc::new(Views::of(arrays, look, TASKS));
    Picture::new("Graph", Box::new(move |width| views.draw(width, LINES)))
}

/// The graph of these arrays as a file of the format that `extension` names.
pub fn visualize_file(arrays: &[Lazy], look: &Look, extension: &str) -> Result<Vec<u8>> {
    let views = Views::of(arrays, look, FILE_TASKS);
    let doc = |(wide, high)| views.draw(wide, high);
    match extension {
        "dot" | "gv" => Ok(dot::dot(views.finest()).into_bytes()),
        "svg" => Ok(ink::scene(&doc(FILE_ROOM)).to_svg().into_bytes()),
        "html" | "htm" => Ok(page::page("Task graph", &[page::Part::Picture(doc(FILE_ROOM))]).into_bytes()),
        "png" => dots(doc),
        "txt" => Ok(format!("{}\n", doc(FILE_ROOM).to_plain()).into_bytes()),
        other => Err(value_error(format!("a graph cannot be written as .{other}"))
            .help("there are .svg, .png, .html, .dot and .txt")),
    }
}

/// The picture as dots, as fine as its file allows.
fn dots(doc: impl Fn((usize, usize)) -> Doc) -> Result<Vec<u8>> {
    let mut drawn = DOT_ROOMS.iter().map(|(room, scale)| ink::scene(&doc(*room)).to_png(*scale));
    let small = |file: &Result<Vec<u8>>| file.as_ref().is_ok_and(|bytes| bytes.len() <= FILE_BYTES);
    let too_large = || value_error("the picture is too large for dots").help("write it as .svg");
    drawn.find(small).unwrap_or_else(|| Err(too_large()))
}

/// The picture of a sketch with its boxes as they are, if it fits.
pub fn drawn(sketch: &Sketch, width: usize, height: usize) -> Option<Doc> {
    layout::ways().filter(layout::Way::is_open).find_map(|way| layout::layout(sketch, way, width, height))
}

/// The stages of a plan, drawn in a room of so many columns and lines.
pub fn plan_picture(plan: &Plan, width: usize, height: usize) -> Doc {
    let (boxes, edges) = gather::layers_of(plan, &HashMap::new());
    let layers = Sketch { title: String::new(), boxes, edges };
    let chains = layers.chained();
    Views { sketches: vec![layers, chains] }.draw(width, height)
}

/// A graph at several levels of detail, the finest first.
struct Views {
    sketches: Vec<Sketch>,
}

impl Views {
    fn of(arrays: &[Lazy], look: &Look, most: usize) -> Views {
        let graph = gather::Graph::of(arrays, look);
        let mut sketches = Vec::new();
        if let Some(tasks) = graph.tasks(most) {
            sketches.push(tasks);
        }
        let layers = graph.layers();
        let chains = layers.chained();
        sketches.push(layers);
        sketches.push(chains);
        Views { sketches }
    }

    fn finest(&self) -> &Sketch {
        &self.sketches[0]
    }

    /// The finest of the pictures that fits.
    fn draw(&self, width: usize, height: usize) -> Doc {
        let coarse = self.sketches.last().unwrap_or(&self.sketches[0]);
        let room = height.saturating_sub(1);
        let mut drawn = self.sketches.iter().flat_map(|s| layout::ways().map(move |way| (s, way)));
        let fitting = drawn.find_map(|(s, way)| Some((s, layout::layout(s, way, width, room)?)));
        let (sketch, mut doc) = fitting.unwrap_or_else(|| (coarse, listed(coarse, room)));
        let mut all = Doc::default();
        all.push(Line::of(Role::Header, &sketch.title));
        doc.lines.truncate(room);
        all.extend(doc);
        all
    }
}

/// A graph that is too large to be drawn: its boxes in order, those in the middle left out.
fn listed(sketch: &Sketch, height: usize) -> Doc {
    let n = sketch.boxes.len();
    let keep = height.saturating_sub(1) / 2;
    let mut above: HashMap<usize, Vec<usize>> = HashMap::new();
    sketch.edges.iter().for_each(|e| above.entry(e.to).or_default().push(e.from + 1));
    let mut doc = Doc::default();
    for (k, item) in sketch.boxes.iter().enumerate() {
        if n > 2 * keep && (keep..n - keep).contains(&k) {
            if k == keep {
                doc.push(Line::of(Role::Dim, &format!("   … {} more …", n - 2 * keep)));
            }
            continue;
        }
        let mut line = Line::of(Role::Dim, &format!("{:>5}  ", k + 1));
        for (role, text) in item.lines.iter().flatten() {
            line = line.with(*role, text).with(Role::Plain, "  ");
        }
        if let Some(from) = above.get(&k) {
            let shown: Vec<String> = from.iter().take(4).map(usize::to_string).collect();
            let more = if from.len() > 4 { ", …" } else { "" };
            line = line.with(Role::Dim, &format!("← {}{more}", shown.join(", ")));
        }
        doc.push(line);
    }
    doc
}
