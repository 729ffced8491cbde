//! The tables of a plan: its layers before they are fused, its stages after, and its memory.

use super::facts::{Facts, Layer};
use crate::diag::counted;
use crate::display::bytes::short_bytes;
use crate::display::flow::clipped;
use crate::display::markup::{Doc, Line, Role};
use crate::display::python::shape_text;
use crate::display::table::table;
use crate::exec;
use crate::graph::{Node, Rule, Work};

/// More rows than this are cut in the middle.
const ROWS: usize = 30;

fn cell(role: Role, text: impl Into<String>) -> (Role, String) {
    (role, text.into())
}

/// The shape of a node's chunks, where it is known.
pub fn chunk_text(node: &Node) -> String {
    let sizes: Vec<Option<usize>> =
        node.grid.axes.iter().map(|cut| (!cut.is_unknown()).then(|| cut.largest())).collect();
    shape_text(&sizes)
}

/// The numbers of the rows to show, with none for those that are left out in the middle.
fn shown(n: usize) -> Vec<Option<usize>> {
    if n <= ROWS {
        return (0..n).map(Some).collect();
    }
    (0..ROWS / 2).map(Some).chain([None]).chain((n - ROWS / 2..n).map(Some)).collect()
}

fn left_out<const N: usize>(n: usize, what: &str) -> [(Role, String); N] {
    std::array::from_fn(|k| match k {
        0 => cell(Role::Dim, "…"),
        1 => cell(Role::Dim, format!("{} {what} more", n - ROWS / 2 * 2)),
        _ => cell(Role::Plain, ""),
    })
}

/// The layers as they were written.
pub fn layers(facts: &Facts, width: usize) -> Doc {
    let n = facts.layers.len();
    let text = format!("As written: {}, {}", counted(n as u128, "layer"), counted(facts.tasks, "task"));
    let mut doc = Doc::text(Role::Header, &text);
    let row = |k: usize| {
        let layer = &facts.layers[k];
        let stages: Vec<String> = layer.stages.iter().map(|s| stage_label(*s)).collect();
        [
            cell(Role::Dim, (k + 1).to_string()),
            cell(Role::Name, layer.node.name.to_string()),
            cell(Role::Dim, layer.line.map_or_else(String::new, |l| facts.line_label(l))),
            cell(Role::Number, layer.node.tasks().to_string()),
            cell(Role::Number, chunk_text(&layer.node)),
            cell(Role::Number, size(layer.read, &layer.node)),
            cell(Role::Number, size(layer.written, &layer.node)),
            cell(Role::Keyword, stages.join(" ")),
        ]
    };
    let rows: Vec<_> = shown(n).into_iter().map(|k| k.map_or_else(|| left_out(n, "layers"), row)).collect();
    doc.extend(table(["#", "Layer", "Line", "Tasks", "Chunk", "In", "Out", "Stage"], &rows, width));
    doc
}

fn size(bytes: u128, node: &Node) -> String {
    match (bytes, node.grid.is_known()) {
        (0, _) => "0".into(),
        (n, true) => short_bytes(n),
        (n, false) => format!("≤ {}", short_bytes(n)),
    }
}

/// `A`, `B`, …: what a stage is called.
pub fn stage_label(stage: usize) -> String {
    super::facts::letters(stage).to_uppercase()
}

/// The text of the lines that made the layers.
pub fn lines(facts: &Facts, width: usize) -> Doc {
    let mut doc = Doc::default();
    let labels: Vec<String> = (0..facts.lines.len()).map(|k| facts.line_label(k)).collect();
    let wide = labels.iter().map(String::len).max().unwrap_or(0);
    for k in shown(labels.len()) {
        let Some(k) = k else {
            doc.push(Line::of(Role::Dim, "  …"));
            continue;
        };
        let text: String = facts.lines[k].text.lines().next().unwrap_or("").to_owned();
        let label = format!("  line {:>wide$}  ", labels[k]);
        let room = width.saturating_sub(label.chars().count()).max(10);
        doc.push(Line::of(Role::Dim, &label).with(Role::Comment, &clipped(&text, room)));
    }
    doc
}

/// The stages that run.
pub fn stages(facts: &Facts, width: usize) -> Doc {
    let n = facts.plan.stages.len();
    let text = format!("As it runs: {}, {}", counted(n as u128, "stage"), counted(facts.cost.tasks(), "task"));
    let mut doc = Doc::text(Role::Header, &text);
    let row = |k: usize| {
        let (stage, cost) = (&facts.plan.stages[k], &facts.cost.stages[k]);
        let held = match facts.plan.outputs.contains(&k) {
            true => "the answer".to_owned(),
            false => format!("{} of {}", cost.live, cost.tasks),
        };
        [
            cell(Role::Keyword, stage_label(k)),
            cell(Role::Name, fused(facts, k)),
            cell(Role::Number, cost.tasks.to_string()),
            cell(Role::Number, reads_text(facts, k)),
            cell(Role::Number, short_bytes(chunk_bytes(&stage.node))),
            cell(Role::Number, held),
        ]
    };
    let rows: Vec<_> = shown(n).into_iter().map(|k| k.map_or_else(|| left_out(n, "stages"), row)).collect();
    doc.extend(table(["Stage", "Layers in one pass", "Tasks", "Reads a task", "Chunk", "Held at once"], &rows, width));
    doc
}

fn chunk_bytes(node: &Node) -> u128 {
    node.grid.largest_elements().saturating_mul(node.dtype.size() as u128)
}

/// The layers that a stage runs in one pass over each chunk: `random → add → sum-partial`.
fn fused(facts: &Facts, stage: usize) -> String {
    let layers: Vec<&Layer> = facts.layers.iter().filter(|l| l.stages.contains(&stage)).collect();
    let names: Vec<&str> = layers.iter().map(|l| &*l.node.name).collect();
    match names.len() {
        0..=6 => names.join(" → "),
        n => format!("{} → … {} more … → {}", names[..2].join(" → "), n - 4, names[n - 2..].join(" → ")),
    }
}

/// What a task of a stage reads.
fn reads_text(facts: &Facts, stage: usize) -> String {
    let texts: Vec<String> =
        facts.cost.stages[stage].reads.iter().map(|r| format!("{} of {}", r.chunks, stage_label(r.stage))).collect();
    match (texts.is_empty(), &facts.plan.stages[stage].work) {
        (true, Work::Stream(_) | Work::Partial(_)) => in_memory(facts, stage),
        (true, _) => "-".into(),
        (false, _) => texts.join(", "),
    }
}

fn in_memory(facts: &Facts, stage: usize) -> String {
    let steps = facts.plan.stages[stage].exprs().iter().flat_map(|e| &e.steps);
    let stored = steps.into_iter().any(|s| matches!(s.node.rule, Rule::Stored(_) | Rule::Chunks(_)));
    if stored { "memory".into() } else { "-".into() }
}

/// The projected peak, and what it is made of.
pub fn memory(facts: &Facts, width: usize) -> Doc {
    let (cost, limit) = (&facts.cost, exec::settings().memory as u128);
    let threads = counted(cost.threads as u128, "thread");
    let parts = [
        (cost.answer, "the answer".to_owned()),
        (cost.held, "chunks held".to_owned()),
        (cost.work, format!("the work of {threads}")),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what} {}", short_bytes(*n))).collect();
    let over = cost.peak() > limit;
    let role = if over { Role::Warning } else { Role::Number };
    let line = Line::of(Role::Header, "Peak memory: ")
        .with(role, &format!("{} at most", short_bytes(cost.peak())))
        .with(Role::Plain, &format!(", of {}", short_bytes(limit)));
    let mut doc = Doc::default();
    doc.push(line);
    if parts.len() > 1 {
        doc.extend(wrapped("  ", &parts.join(", "), Role::Dim, width));
    }
    doc
}

/// What is read more than once, and what becomes of it.
pub fn repeats(facts: &Facts, width: usize) -> Doc {
    let mut doc = Doc::default();
    let twice = |l: &&Layer| l.readers.len() > 1 || (l.stages.len() > 1 && !l.is_held);
    let found: Vec<(usize, &Layer)> = facts.layers.iter().enumerate().filter(|(_, l)| twice(l)).collect();
    let named = |k: usize| format!("#{} {}", k + 1, facts.layers[k].node.name);
    for &(k, layer) in found.iter().take(ROWS / 3) {
        let readers: Vec<String> = layer.readers.iter().map(|r| named(*r)).collect();
        let fate = match &layer.node.rule {
            Rule::Stored(_) | Rule::Chunks(_) => "is in memory".to_owned(),
            _ if layer.is_held => "is computed once and held".to_owned(),
            _ => "is cheaper to make again than to hold".to_owned(),
        };
        let text = format!("{} is read by {}: it {fate}", named(k), listed(&readers));
        doc.extend(wrapped("", &format!("Read twice: {text}"), Role::Plain, width));
    }
    if found.len() > ROWS / 3 {
        doc.push(Line::of(Role::Dim, &format!("… {} more are read twice", found.len() - ROWS / 3)));
    }
    doc
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "the answer".into(),
        [one] => format!("{one} and the answer"),
        [most @ .., last] if names.len() <= 4 => format!("{} and {last}", most.join(", ")),
        _ => format!("{} layers", names.len()),
    }
}

/// A text in lines of at most `width` columns, each after `indent`.
pub fn wrapped(indent: &str, text: &str, role: Role, width: usize) -> Doc {
    let room = width.saturating_sub(indent.len()).max(20);
    let mut doc = Doc::default();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            doc.push(Line::of(role, &format!("{indent}{line}")));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    doc.push(Line::of(role, &format!("{indent}{line}")));
    doc
}
