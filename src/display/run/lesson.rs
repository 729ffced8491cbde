//! A recorded run, step by step: which chunks wait, run, are held and are dropped, and the bytes held.

use std::collections::HashMap;

use crate::array::Lazy;
use crate::diag::Result;
use crate::display::bytes::{format_duration, short_bytes};
use crate::display::markup::{Doc, Line, Role};
use crate::display::page::{self, Part};
use crate::display::plan::{clipped, stage_label};
use crate::display::sketch::{Edge, Pieces, Sketch, SketchBox, coords_text, drawn, short_name, short_names};
use crate::exec::record::{Moment, Recording, What, record};
use crate::graph::Plan;

/// The cells of a chunk grid that are drawn, at most: across and down.
const CELLS: (usize, usize) = (16, 8);
/// Frames of a text, at most.
const FRAMES: usize = 12;
/// Frames of a page, at most, and its bytes.
const PAGE_FRAMES: usize = 240;
const PAGE_BYTES: usize = 900_000;

/// What a chunk is at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Fate {
    #[default]
    Waiting,
    Running(usize),
    Held,
    /// In the answer.
    Done,
    Dropped,
}

impl Fate {
    /// How it is drawn; a running chunk shows its worker.
    fn mark(self) -> (Role, char) {
        match self {
            Fate::Waiting => (Role::Dim, '·'),
            Fate::Running(worker) => (Role::Warning, char::from_digit(worker as u32 % 36, 36).unwrap_or('?')),
            Fate::Held => (Role::Number, '■'),
            Fate::Done => (Role::Ok, '█'),
            Fate::Dropped => (Role::Dim, '□'),
        }
    }
}

/// A run to be looked at step by step.
pub struct Lesson {
    run: Recording,
}

/// What all chunks are at after some steps.
struct Scene {
    chunks: HashMap<(usize, u64), Fate>,
    /// The bytes of the chunks that are held.
    bytes: HashMap<(usize, u64), usize>,
    in_use: usize,
}

impl Lesson {
    /// Runs these arrays and keeps what happens.
    pub fn of(arrays: &[Lazy]) -> Result<Lesson> {
        let nodes: Vec<_> = arrays.iter().map(|a| a.node.clone()).collect();
        record(&nodes).map(|(run, _)| Lesson { run })
    }

    /// The number of steps.
    pub fn steps(&self) -> usize {
        self.run.moments.len()
    }

    fn plan(&self) -> &Plan {
        &self.run.plan
    }

    /// All that there is after `step` steps.
    fn scene(&self, step: usize) -> Scene {
        let mut scene = Scene { chunks: HashMap::new(), bytes: HashMap::new(), in_use: 0 };
        for moment in &self.run.moments[..step] {
            let key = (moment.stage, moment.chunk);
            match moment.what {
                What::Started { worker } => {
                    scene.chunks.insert(key, Fate::Running(worker));
                }
                What::Finished { bytes, in_use, .. } => {
                    let is_answer = self.plan().outputs.contains(&moment.stage);
                    scene.chunks.insert(key, if is_answer { Fate::Done } else { Fate::Held });
                    scene.bytes.insert(key, bytes);
                    scene.in_use = in_use;
                }
                What::Dropped => {
                    if scene.chunks.get(&key) != Some(&Fate::Done) {
                        scene.chunks.insert(key, Fate::Dropped);
                    }
                    scene.bytes.remove(&key);
                }
            }
        }
        scene
    }

    /// The picture after `step` steps, in at most so many columns and lines. `timed` says when it was, too.
    pub fn frame(&self, step: usize, width: usize, height: usize, timed: bool) -> Doc {
        let step = step.min(self.steps());
        let scene = self.scene(step);
        let mut doc = Doc::default();
        doc.push(self.headline(step, width));
        let room = height.saturating_sub(4);
        let sketch = |flat| Sketch { title: String::new(), boxes: self.boxes(&scene, flat), edges: self.edges() };
        let boxes = [false, true].into_iter().find_map(|flat| drawn(&sketch(flat), width, room));
        doc.extend(boxes.unwrap_or_else(|| self.rows(&scene, width, room)));
        let at = step.checked_sub(1).filter(|_| timed).map(|at| self.run.moments[at].at.as_secs_f64());
        let time = at.map_or_else(String::new, |seconds| format!(", after {}", format_duration(seconds)));
        doc.push(held_line(&scene).with(Role::Plain, &time));
        doc.extend(legend(width));
        doc
    }

    fn headline(&self, step: usize, width: usize) -> Line {
        let text = match step.checked_sub(1) {
            None if self.steps() == 0 => "there is nothing to run, all of it is in memory".to_owned(),
            None => "nothing has begun".to_owned(),
            Some(at) => self.told(&self.run.moments[at]),
        };
        let label = format!("Step {step} of {}: ", self.steps());
        let room = width.saturating_sub(label.len());
        Line::of(Role::Header, &label).with(Role::Plain, &clipped(&text, room))
    }

    /// What happened, in words.
    fn told(&self, moment: &Moment) -> String {
        let at = coords_text(&self.plan().stages[moment.stage].grid().coords(moment.chunk));
        let name = format!("{} {at}", short_name(self.plan(), moment.stage));
        match moment.what {
            What::Started { worker } => format!("worker {worker} begins {name}"),
            What::Finished { worker, bytes, .. } => {
                format!("worker {worker} has made {name}, {}", short_bytes(bytes as u128))
            }
            What::Dropped => format!("{name} is dropped after its last use"),
        }
    }

    fn edges(&self) -> Vec<Edge> {
        let stages = self.plan().stages.iter().enumerate();
        stages.flat_map(|(to, s)| s.inputs().into_iter().map(move |from| Edge { from, to, label: None })).collect()
    }

    /// A box a stage, with its chunks as a grid; `flat` ones have their name on one line.
    fn boxes(&self, scene: &Scene, flat: bool) -> Vec<SketchBox> {
        let each = |stage: usize| {
            let mut lines: Vec<Pieces> = match flat {
                true => vec![vec![(Role::Name, clipped(&short_name(self.plan(), stage), 24))]],
                false => short_names(self.plan(), stage),
            };
            lines.extend(self.grid(stage, scene));
            SketchBox { lines }
        };
        (0..self.plan().stages.len()).map(each).collect()
    }

    /// The chunks of a stage: the last axis across, the others down; what does not fit is `…`.
    fn grid(&self, stage: usize, scene: &Scene) -> Vec<Pieces> {
        let grid = self.plan().stages[stage].grid();
        let counts = grid.counts();
        let across = counts.last().copied().unwrap_or(1);
        let down = counts.iter().rev().skip(1).fold(1usize, |n, c| n.saturating_mul(*c));
        let shown = |n: usize, most: usize| if n > most { most - 1 } else { n };
        let (wide, high) = (shown(across, CELLS.0), shown(down, CELLS.1));
        let mut rows: Vec<Pieces> = Vec::new();
        for row in 0..high {
            let mut pieces: Pieces = Vec::new();
            for column in 0..wide {
                let chunk = (row * across + column) as u64;
                let (role, mark) = scene.chunks.get(&(stage, chunk)).copied().unwrap_or_default().mark();
                pieces.push((
                    role,
                    if column + 1 < wide || wide < across { format!("{mark} ") } else { mark.to_string() },
                ));
            }
            if wide < across {
                pieces.push((Role::Dim, "…".into()));
            }
            rows.push(pieces);
        }
        if high < down {
            rows.push(vec![(Role::Dim, format!("… {} more rows", down - high))]);
        }
        rows
    }

    /// Where the boxes do not fit: a line a stage.
    fn rows(&self, scene: &Scene, width: usize, height: usize) -> Doc {
        let mut doc = Doc::default();
        let n = self.plan().stages.len();
        for stage in 0..n.min(height) {
            let grid = self.plan().stages[stage].grid();
            let name = clipped(&format!("{} {}", stage_label(stage), short_name(self.plan(), stage)), 24);
            let total = grid.chunks();
            let cells = (total.min(width.saturating_sub(48) as u128).max(1)) as u64;
            let mut line = Line::of(Role::Name, &format!("{name:<25}"));
            for cell in 0..cells {
                // A cell stands for a stretch of chunks: it shows the first of them.
                let chunk = (cell as u128 * total / cells as u128) as u64;
                let (role, mark) = scene.chunks.get(&(stage, chunk)).copied().unwrap_or_default().mark();
                line = line.with(role, &mark.to_string());
            }
            let made = scene.chunks.iter().filter(|((s, _), f)| *s == stage && !matches!(f, Fate::Running(_))).count();
            doc.push(line.with(Role::Dim, &format!("  {made} of {total}")));
        }
        if n > height {
            doc.push(Line::of(Role::Dim, &format!("… {} more stages", n - height)));
        }
        doc
    }

    /// The steps to show where not all can be: the first, the last, and some between.
    fn chosen(&self, most: usize) -> Vec<usize> {
        let last = self.steps();
        if last < most {
            return (0..=last).collect();
        }
        (0..most).map(|k| k * last / (most - 1)).collect()
    }

    /// The run as text: some frames, one below the other.
    pub fn text(&self, width: usize) -> Doc {
        let mut doc = Doc::default();
        for (k, step) in self.chosen(FRAMES).into_iter().enumerate() {
            if k > 0 {
                doc.push(Line::default());
            }
            let mut frame = self.frame(step, width, 40, false);
            // What the marks mean is said once.
            if k > 0 {
                frame.lines.truncate(frame.lines.len() - legend(width).lines.len());
            }
            doc.extend(frame);
        }
        if self.steps() >= FRAMES {
            let text =
                format!("{FRAMES} of {} steps are shown here; .play(\"lesson.html\") has more", self.steps() + 1);
            doc.push(Line::default());
            doc.push(Line::of(Role::Dim, &text));
        }
        doc
    }

    /// The run as a page of its own, with a slider.
    pub fn page(&self) -> String {
        let mut most = PAGE_FRAMES;
        loop {
            let frames: Vec<String> =
                self.chosen(most).into_iter().map(|s| page::marked(&self.frame(s, 120, 60, true))).collect();
            if frames.iter().map(String::len).sum::<usize>() <= PAGE_BYTES || most <= 8 {
                // A `<` could end the script early.
                let data = serde_json::json!(frames).to_string().replace('<', "\\u003c");
                let html = format!("{CONTROLS}<script>const frames={data};\n{SCRIPT}</script>");
                return page::page("A run, step by step", &[Part::Html(html)]);
            }
            most /= 2;
        }
    }
}

fn held_line(scene: &Scene) -> Line {
    let held: Vec<usize> = scene
        .bytes
        .iter()
        .filter(|(key, _)| scene.chunks.get(key) == Some(&Fate::Held))
        .map(|(_, bytes)| *bytes)
        .collect();
    let bytes: usize = held.iter().sum();
    let chunks = if held.len() == 1 { "1 chunk".to_owned() } else { format!("{} chunks", held.len()) };
    Line::of(Role::Header, "Held: ").with(Role::Number, &format!("{} in {chunks}", short_bytes(bytes as u128)))
}

fn legend(width: usize) -> Doc {
    let mut doc = Doc::default();
    let mut line = Line::default();
    let fates = [
        (Fate::Waiting, "waits"),
        (Fate::Running(0), "runs, on worker 0"),
        (Fate::Held, "held"),
        (Fate::Dropped, "dropped"),
        (Fate::Done, "in the answer"),
    ];
    for (fate, text) in fates {
        let (role, mark) = fate.mark();
        if line.width() + GAP.len() + 2 + text.len() > width {
            doc.push(std::mem::take(&mut line));
        }
        let gap = if line.pieces.is_empty() { "" } else { GAP };
        line = line.with(Role::Dim, gap).with(role, &mark.to_string()).with(Role::Dim, &format!(" {text}"));
    }
    doc.push(line);
    doc
}

/// What stands between the marks of the legend.
const GAP: &str = "   ";

const CONTROLS: &str = "<p class=\"bar\"><button id=\"back\" title=\"a step back\">◀</button>\
<button id=\"play\">▶ play</button><button id=\"on\" title=\"a step on\">▶</button>\
<input id=\"at\" type=\"range\" min=\"0\" value=\"0\" style=\"flex:1;min-width:8rem\" aria-label=\"step\">\
<span id=\"count\"></span></p><pre id=\"frame\" class=\"wide\"></pre>\
<p>The arrow keys step forwards and back; the space bar lets it go by itself.</p>";

const SCRIPT: &str = r##"
const get = id => document.getElementById(id), at = get("at");
at.max = frames.length - 1;
function show(n) { at.value = Math.max(0, Math.min(frames.length - 1, n)); get("frame").innerHTML = frames[at.value]; get("count").textContent = (+at.value + 1) + " / " + frames.length; }
let timer = null;
function stop() { clearInterval(timer); timer = null; get("play").textContent = "▶ play"; }
get("play").onclick = () => {
  if (timer) return stop();
  if (+at.value === frames.length - 1) show(0);
  get("play").textContent = "❚❚ stop";
  timer = setInterval(() => { show(+at.value + 1); if (+at.value === frames.length - 1) stop(); }, 400);
};
get("back").onclick = () => { stop(); show(+at.value - 1); };
get("on").onclick = () => { stop(); show(+at.value + 1); };
at.oninput = () => { stop(); show(+at.value); };
document.addEventListener("keydown", e => {
  if (e.target === at) return;
  if (e.key === "ArrowRight") { stop(); show(+at.value + 1); }
  if (e.key === "ArrowLeft") { stop(); show(+at.value - 1); }
  if (e.key === " ") { e.preventDefault(); get("play").onclick(); }
});
show(0);
"##;
