//! What there is to say of a plan: layers as they were written, and the stages that run.

use std::collections::HashMap;
use std::sync::Arc;

use crate::array::Lazy;
use crate::exec::cost::{Cost, cost};
use crate::graph::{Node, Origin, Plan, Rule, ancestors, plan};

/// A plan and what it will take.
pub struct Facts {
    pub layers: Vec<Layer>,
    /// The lines that made the layers, in the order of their coming.
    pub lines: Vec<Origin>,
    pub plan: Plan,
    pub cost: Cost,
    /// The tasks before layers are fused.
    pub tasks: u128,
    /// The bytes of the answers.
    pub answer: u128,
}

/// A layer as it was written.
pub struct Layer {
    pub node: Arc<Node>,
    /// Its line among `lines`.
    pub line: Option<usize>,
    /// The layers that it reads.
    pub inputs: Vec<usize>,
    pub read: u128,
    pub written: u128,
    /// The stages in which it runs: several where it is made again.
    pub stages: Vec<usize>,
    /// Whether its chunks are held by a stage of its own.
    pub is_held: bool,
    /// The layers that read it.
    pub readers: Vec<usize>,
}

impl Facts {
    /// The facts of these arrays' run.
    pub fn of(arrays: &[Lazy]) -> Facts {
        let roots: Vec<Arc<Node>> = arrays.iter().map(|a| a.node.clone()).collect();
        let plan = plan(&roots);
        let cost = cost(&plan);
        let nodes: Vec<Arc<Node>> = ancestors(&roots).into_iter().filter(|n| !is_number(n)).collect();
        let place: HashMap<u64, usize> = nodes.iter().enumerate().map(|(k, n)| (n.id, k)).collect();
        let stages = stages_of(&plan);
        let mut lines: Vec<Origin> = Vec::new();
        let mut layers: Vec<Layer> = Vec::with_capacity(nodes.len());
        for node in &nodes {
            let line = node.origin.as_ref().map(|o| known_line(&mut lines, o));
            let mut inputs: Vec<usize> = node.inputs.iter().filter_map(|i| place.get(&i.id).copied()).collect();
            inputs.dedup();
            layers.push(Layer {
                line,
                inputs,
                read: bytes_read(node),
                written: bytes(node),
                stages: stages.get(&node.id).cloned().unwrap_or_default(),
                is_held: plan.stages.iter().any(|s| s.node.id == node.id),
                readers: Vec::new(),
                node: node.clone(),
            });
        }
        for k in 0..layers.len() {
            for input in layers[k].inputs.clone() {
                layers[input].readers.push(k);
            }
        }
        let tasks = nodes.iter().map(|n| n.tasks()).fold(0, u128::saturating_add);
        let answer = roots.iter().map(|n| bytes(n)).fold(0, u128::saturating_add);
        Facts { layers, lines, plan, cost, tasks, answer }
    }

    /// How a line is called in the tables: its number, with a letter where several have the same.
    pub fn line_label(&self, k: usize) -> String {
        let number = self.lines[k].line;
        let same: Vec<usize> = (0..self.lines.len()).filter(|&i| self.lines[i].line == number).collect();
        match same.iter().position(|&i| i == k) {
            Some(at) if same.len() > 1 => format!("{number}{}", letters(at)),
            _ => number.to_string(),
        }
    }
}

/// The place of a line in the list of lines, into which it is put.
fn known_line(lines: &mut Vec<Origin>, origin: &Origin) -> usize {
    lines.iter().position(|l| l == origin).unwrap_or_else(|| {
        lines.push(origin.clone());
        lines.len() - 1
    })
}

/// `a`, `b`, …, `z`, `ba`, …
pub fn letters(mut n: usize) -> String {
    let mut text = String::new();
    loop {
        text.insert(0, (b'a' + (n % 26) as u8) as char);
        n /= 26;
        if n == 0 {
            return text;
        }
    }
}

/// A constant is no layer: it is a part of what uses it.
fn is_number(node: &Node) -> bool {
    matches!(node.rule, Rule::Constant(_))
}

/// The stages in which each node runs.
fn stages_of(plan: &Plan) -> HashMap<u64, Vec<usize>> {
    let mut of: HashMap<u64, Vec<usize>> = HashMap::new();
    for (k, stage) in plan.stages.iter().enumerate() {
        let steps = stage.exprs().iter().flat_map(|e| &e.steps).filter(|s| s.stage.is_none());
        let nodes: Vec<u64> = steps.map(|s| s.node.id).chain([stage.node.id]).collect();
        for id in nodes {
            let stages = of.entry(id).or_default();
            if stages.last() != Some(&k) {
                stages.push(k);
            }
        }
        // A new cut of what is fused is no step of its own.
        for input in &stage.node.inputs {
            let mut node = input;
            while matches!(node.rule, Rule::Rechunk) && !plan.stages.iter().any(|s| s.node.id == node.id) {
                of.entry(node.id).or_default().push(k);
                node = &node.inputs[0];
            }
        }
    }
    of
}

/// The bytes of a layer's array; along unknown axes, the most that there can be.
pub fn bytes(node: &Node) -> u128 {
    node.grid.elements().saturating_mul(node.dtype.size() as u128)
}

/// The bytes that a layer's tasks read from its inputs.
fn bytes_read(node: &Node) -> u128 {
    let own = node.grid.elements() as f64;
    let read = |k: usize, input: &Node| {
        let size = input.dtype.size() as f64;
        let all = bytes(input) as f64;
        match &node.rule {
            _ if is_number(input) => 0.0,
            Rule::View { .. } | Rule::Take { .. } => (own * size).min(all),
            Rule::Block(kernel) => all * kernel.reads(node, k),
            _ => all,
        }
    };
    node.inputs.iter().enumerate().map(|(k, i)| read(k, i) as u128).fold(0, u128::saturating_add)
}
