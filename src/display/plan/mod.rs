//! The plan of a run as a table, before it runs: `x.explain()`.

mod facts;
mod hints;
mod tables;

use std::sync::Arc;

pub use super::flow::clipped;
use super::markup::Doc;
use super::picture::Picture;
use crate::array::{Lazy, Value};
use crate::exec;
pub use facts::{Facts, Layer};
pub use tables::{chunk_text, stage_label};

/// The plan of these arrays' run. `name` is what the first of them is called where it was asked for.
pub fn explain(arrays: &[Lazy], name: Option<&str>) -> Picture {
    let facts = Arc::new(Facts::of(arrays));
    let hints = hints::hints(&facts, arrays, name);
    let texts = hints.iter().map(|h| Value::str(h.remedy.as_str()));
    let int = |n: u128| Value::Int(i128::try_from(n).unwrap_or(i128::MAX));
    let (peak, tasks, stages) = (facts.cost.peak(), facts.tasks, facts.plan.stages.len());
    let picture = Picture::new(
        "Explanation",
        Box::new({
            let (facts, hints) = (facts.clone(), hints.clone());
            move |width| draw(&facts, &hints, width)
        }),
    );
    picture
        .with("peak", int(peak))
        .with("limit", int(exec::settings().memory as u128))
        .with("tasks", int(tasks))
        .with("fused_tasks", int(facts.cost.tasks()))
        .with("stages", int(stages as u128))
        .with("remedies", Value::list(texts))
}

fn draw(facts: &Facts, hints: &[hints::Hint], width: usize) -> Doc {
    let mut doc = tables::layers(facts, width);
    doc.extend(tables::lines(facts, width));
    doc.extend(tables::stages(facts, width));
    doc.extend(tables::memory(facts, width));
    doc.extend(tables::repeats(facts, width));
    hints.iter().for_each(|h| doc.extend(h.draw(width)));
    doc
}
