//! A graph as boxes and arrows: of its tasks, of its layers, or of its layers with chains of them in one box.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Look;
use crate::array::Lazy;
use crate::diag::counted;
use crate::display::bytes::short_bytes;
use crate::display::markup::Role;
use crate::display::plan::{chunk_text, clipped};
use crate::exec;
use crate::graph::{Node, Plan, plan, plan_as_written};

/// Boxes and arrows between them.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    pub title: String,
    /// Those above come first.
    pub boxes: Vec<SketchBox>,
    pub edges: Vec<Edge>,
}

/// A line of a box, in pieces.
pub type Pieces = Vec<(Role, String)>;

/// A box: its lines of text, the first its name.
#[derive(Clone, Debug)]
pub struct SketchBox {
    pub lines: Vec<Pieces>,
}

/// An arrow, by the numbers of its boxes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub label: Option<String>,
}

/// The most tasks that are followed from one chunk; beyond that layers are drawn without their counts.
const FOLLOWED: usize = 20_000;

/// A graph with what of it is looked at.
pub struct Graph {
    plan: Plan,
    look: Look,
    /// The chunk that is asked about, by its number.
    chunk: Option<u64>,
}

impl Graph {
    /// The graph of these arrays. The chunk of `look` lies in the first one's grid.
    pub fn of(arrays: &[Lazy], look: &Look) -> Graph {
        let roots: Vec<Arc<Node>> = arrays.iter().map(|a| a.node.clone()).collect();
        let plan = if look.optimized { plan(&roots) } else { plan_as_written(&roots) };
        let chunk = look.chunk.as_ref().map(|at| plan.stages[plan.outputs[0]].grid().index(at));
        Graph { plan, look: look.clone(), chunk }
    }

    fn total(&self) -> u128 {
        self.plan.stages.iter().map(|s| s.grid().chunks()).fold(0, u128::saturating_add)
    }

    fn title(&self, tasks: u128) -> String {
        let what = match (&self.look.chunk, self.look.optimized) {
            (Some(at), _) => format!("what chunk {} stands on", coords_text(at)),
            (None, true) => "the graph as it runs".into(),
            (None, false) => "the graph as it was written".into(),
        };
        let layers = if self.look.optimized { "stage" } else { "layer" };
        let count = counted(self.plan.stages.len() as u128, layers);
        format!("{}: {count}, {}", capital(&what), counted(tasks, "task"))
    }

    /// The tasks that are looked at, inputs first, if there are at most `most`.
    fn wanted(&self, most: usize) -> Option<Vec<(usize, u64)>> {
        let mut found: HashSet<(usize, u64)> = HashSet::new();
        let mut waiting: Vec<(usize, u64)> = Vec::new();
        let all = self.chunk.is_none() && !self.look.optimized;
        match self.chunk {
            Some(chunk) => waiting.push((self.plan.outputs[0], chunk)),
            None => {
                let from: Vec<usize> =
                    if all { (0..self.plan.stages.len()).collect() } else { self.plan.outputs.clone() };
                if from.iter().map(|s| self.plan.stages[*s].grid().chunks()).sum::<u128>() > most as u128 {
                    return None;
                }
                for stage in from {
                    waiting.extend((0..self.plan.stages[stage].grid().chunks() as u64).map(|i| (stage, i)));
                }
            }
        }
        while let Some(task) = waiting.pop() {
            if found.insert(task) && !all {
                waiting.extend(exec::inputs_of(&self.plan, task.0, task.1));
            }
            if found.len() > most || waiting.len() > 4 * FOLLOWED {
                return None;
            }
        }
        let mut tasks: Vec<(usize, u64)> = found.into_iter().collect();
        tasks.sort_unstable();
        Some(tasks)
    }

    /// A box a task, if there are at most `most`.
    pub fn tasks(&self, most: usize) -> Option<Sketch> {
        let tasks = self.wanted(most)?;
        let place: HashMap<(usize, u64), usize> = tasks.iter().enumerate().map(|(k, t)| (*t, k)).collect();
        let mut edges = Vec::new();
        for (to, (stage, index)) in tasks.iter().enumerate() {
            let inputs = exec::inputs_of(&self.plan, *stage, *index);
            let from = inputs.into_iter().filter_map(|t| place.get(&t).copied());
            edges.extend(from.map(|from| Edge { from, to, label: None }));
        }
        let boxes = tasks.iter().map(|(stage, index)| {
            let node = &self.plan.stages[*stage].node;
            let at = coords_text(&node.grid.coords(*index));
            let mut lines = short_names(&self.plan, *stage);
            lines.push(vec![(Role::Number, at)]);
            SketchBox { lines }
        });
        Some(Sketch { title: self.title(tasks.len() as u128), boxes: boxes.collect(), edges })
    }

    /// A box a layer, with the bytes of its array on the arrows from it.
    pub fn layers(&self) -> Sketch {
        let wanted = self.chunk.and_then(|_| self.wanted(FOLLOWED));
        let mut needed: HashMap<usize, u128> = HashMap::new();
        wanted.iter().flatten().for_each(|t| *needed.entry(t.0).or_default() += 1);
        let tasks = if wanted.is_some() { needed.values().sum() } else { self.total() };
        let (boxes, edges) = layers_of(&self.plan, &needed);
        Sketch { title: self.title(tasks), boxes, edges }
    }
}

/// A box a stage, and the bytes of its array on the arrows from it. `needed` says how many tasks are, where not all.
pub fn layers_of(plan: &Plan, needed: &HashMap<usize, u128>) -> (Vec<SketchBox>, Vec<Edge>) {
    let mut boxes = Vec::new();
    let mut edges = Vec::new();
    for (k, stage) in plan.stages.iter().enumerate() {
        let total = stage.grid().chunks();
        let count = match needed.get(&k) {
            Some(n) if *n < total => format!("{n} of {total}"),
            _ => total.to_string(),
        };
        let mut lines = names(plan, k);
        lines.push(vec![(Role::Number, format!("{count} × {}", chunk_text(&stage.node)))]);
        boxes.push(SketchBox { lines });
        edges.extend(stage.inputs().into_iter().map(|from| Edge {
            from,
            to: k,
            label: Some(short_bytes(bytes(&plan.stages[from].node))),
        }));
    }
    (boxes, edges)
}

/// What a task of a stage is called: its layers, those in the middle left out.
pub fn short_name(plan: &Plan, stage: usize) -> String {
    let layers = plan.stages[stage].layers();
    match &layers[..] {
        [] => plan.stages[stage].node.name.to_string(),
        [only] => only.name.to_string(),
        [first, last] => format!("{} → {}", first.name, last.name),
        [first, .., last] => format!("{} → … → {}", first.name, last.name),
    }
}

/// What a task of a stage is called, for a narrow box: its first layer, and below it its last.
pub fn short_names(plan: &Plan, stage: usize) -> Vec<Pieces> {
    let layers = plan.stages[stage].layers();
    let lines = match &layers[..] {
        [first, last] => vec![first.name.to_string(), format!("→ {}", last.name)],
        [first, .., last] => vec![format!("{} → …", first.name), format!("→ {}", last.name)],
        _ => vec![short_name(plan, stage)],
    };
    lines.into_iter().map(|line| vec![(Role::Name, clipped(&line, 24))]).collect()
}

/// The names of a stage's layers, a few on a line.
pub fn names(plan: &Plan, stage: usize) -> Vec<Pieces> {
    const WIDE: usize = 30;
    const MOST: usize = 8;
    let layers = plan.stages[stage].layers();
    let mut names: Vec<String> = layers.iter().map(|n| n.name.to_string()).collect();
    if names.len() > MOST {
        let more = names.len() - MOST;
        names.splice(MOST / 2..names.len() - MOST / 2, [format!("… {more} more …")]);
    }
    let mut lines: Vec<String> = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let piece = if k == 0 { name.clone() } else { format!("→ {name}") };
        match lines.last_mut() {
            Some(line) if line.chars().count() + piece.chars().count() < WIDE => {
                line.push(' ');
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines.into_iter().map(|line| vec![(Role::Name, line)]).collect()
}

fn bytes(node: &Node) -> u128 {
    node.grid.elements().saturating_mul(node.dtype.size() as u128)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// `(0, 1)`
pub fn coords_text(at: &[usize]) -> String {
    let texts: Vec<String> = at.iter().map(usize::to_string).collect();
    if let [one] = &texts[..] { format!("({one},)") } else { format!("({})", texts.join(", ")) }
}

impl Sketch {
    /// The sketch with each chain of boxes, where one alone leads to the next, as one box.
    pub fn chained(&self) -> Sketch {
        let n = self.boxes.len();
        let (mut above, mut below) = (vec![Vec::new(); n], vec![0usize; n]);
        for edge in &self.edges {
            above[edge.to].push(edge.from);
            below[edge.from] += 1;
        }
        // The first box of each one's chain.
        let mut head: Vec<usize> = (0..n).collect();
        for k in 0..n {
            if let [only] = above[k][..]
                && below[only] == 1
            {
                head[k] = head[only];
            }
        }
        let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
        (0..n).for_each(|k| members.entry(head[k]).or_default().push(k));
        let heads: Vec<usize> = (0..n).filter(|&k| head[k] == k).collect();
        let place: HashMap<usize, usize> = heads.iter().enumerate().map(|(at, h)| (*h, at)).collect();
        let boxes = heads.iter().map(|h| self.chain(&members[h])).collect();
        let between = self.edges.iter().filter(|e| head[e.from] != head[e.to]);
        let edges =
            between.map(|e| Edge { from: place[&head[e.from]], to: place[&head[e.to]], label: e.label.clone() });
        Sketch { title: self.title.clone(), boxes, edges: edges.collect() }
    }

    fn chain(&self, members: &[usize]) -> SketchBox {
        let name = |k: usize| self.boxes[k].lines.first().and_then(|l| l.first()).map_or("", |p| p.1.as_str());
        let (first, last) = (members[0], members[members.len() - 1]);
        if members.len() == 1 {
            return self.boxes[first].clone();
        }
        let text = match members.len() {
            2 => format!("{} → {}", name(first), name(last)),
            3 => format!("{} → {} → {}", name(first), name(members[1]), name(last)),
            n => format!("{} → … {} more … → {}", name(first), n - 2, name(last)),
        };
        let counts = self.boxes[last].lines.last().cloned();
        SketchBox { lines: [vec![(Role::Name, text)]].into_iter().chain(counts).collect() }
    }
}
