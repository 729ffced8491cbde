//! Where the time of a run went: `x.profile()`.

use std::sync::Arc;
use std::time::Duration;

use super::{report, stream};
use crate::array::{Lazy, Value};
use crate::diag::Result;
use crate::diag::counted;
use crate::display::bytes::{format_duration, short_bytes};
use crate::display::markup::{Doc, Line, Role};
use crate::display::picture::Picture;
use crate::display::plan::{Facts, clipped, stage_label};
use crate::display::table::table;
use crate::exec::record::{Recording, memory_speed, record};
use crate::graph::{Rule, weight};

/// Rows of a table, at most: those that took longest.
const ROWS: usize = 12;

/// A run and what it says.
pub struct Profile {
    pub facts: Facts,
    pub run: Recording,
    /// The bytes that tasks read from arrays in memory and from chunks, and made.
    pub moved: f64,
}

/// Runs these arrays and says where the time went.
pub fn profile(arrays: &[Lazy]) -> Result<Profile> {
    let facts = Facts::of(arrays);
    let nodes: Vec<_> = arrays.iter().map(|a| a.node.clone()).collect();
    let (run, _) = record(&nodes)?;
    let moved = bytes_moved(&facts, &run);
    Ok(Profile { facts, run, moved })
}

impl Profile {
    /// The profile as a value that is shown.
    pub fn picture(self) -> Picture {
        let this = Arc::new(self);
        let seconds = Value::Float(this.run.wall.as_secs_f64());
        let (busy, tasks, peak) = (this.busy().as_secs_f64(), this.tasks(), this.run.peak);
        let draw = this.clone();
        Picture::new("Profile", Box::new(move |width| draw.draw(width)))
            .with("seconds", seconds)
            .with("busy", Value::Float(busy))
            .with("tasks", Value::Int(tasks as i128))
            .with("peak", Value::Int(peak as i128))
    }

    /// The profile as a page of its own.
    pub fn page(&self) -> String {
        report::report(self)
    }

    /// The time that all workers were at work.
    fn busy(&self) -> Duration {
        self.run.stages.iter().map(|s| s.busy).sum()
    }

    fn tasks(&self) -> u64 {
        self.run.stages.iter().map(|s| s.tasks).sum()
    }

    /// All of it, in at most `width` columns.
    pub fn draw(&self, width: usize) -> Doc {
        if self.tasks() == 0 {
            return Doc::text(Role::Plain, "There was nothing to run: all of it is in memory already.");
        }
        let mut doc = self.tables(width);
        doc.extend(stream::stream(&self.run, width));
        doc
    }

    /// All but the task stream.
    pub fn tables(&self, width: usize) -> Doc {
        let mut doc = self.sums();
        doc.extend(self.by_stage(width));
        doc.extend(self.by_layer(width));
        doc.extend(self.by_line(width));
        doc
    }

    /// The run in a few numbers.
    pub fn sums(&self) -> Doc {
        let wall = self.run.wall.as_secs_f64();
        let all = wall * self.run.threads as f64;
        let busy = self.busy().as_secs_f64();
        let waiting = (all - busy).max(0.0);
        let rate = |n: f64| if wall > 0.0 { n / wall } else { 0.0 };
        let speed = rate(self.moved);
        let given = memory_speed();
        let mut doc = Doc::default();
        let line = |label: &str, text: String| Line::of(Role::Header, label).with(Role::Plain, &text);
        doc.push(line(
            "Time:    ",
            format!(
                "{} on {}, {} ({:.0} a second)",
                format_duration(wall),
                counted(self.run.threads as u128, "thread"),
                counted(self.tasks() as u128, "task"),
                rate(self.tasks() as f64)
            ),
        ));
        doc.push(line(
            "Threads: ",
            format!(
                "{} at work, {} waiting ({:.0} %)",
                format_duration(busy),
                format_duration(waiting),
                100.0 * waiting / all.max(1e-12)
            ),
        ));
        doc.push(line(
            "Bytes:   ",
            format!(
                "{} read and made, {}/s: {:.0} % of a copy's {}/s",
                short_bytes(self.moved as u128),
                short_bytes(speed as u128),
                100.0 * speed / given,
                short_bytes(given as u128)
            ),
        ));
        doc.push(line("Memory:  ", format!("{} in use at most", short_bytes(self.run.peak as u128))));
        doc
    }

    fn by_stage(&self, width: usize) -> Doc {
        let busy = self.busy().as_secs_f64().max(1e-12);
        let mut order: Vec<usize> = (0..self.run.stages.len()).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(self.run.stages[k].busy));
        let row = |&k: &usize| {
            let sum = &self.run.stages[k];
            let names: Vec<&str> = self.run.plan.stages[k].layers().iter().map(|n| &*n.name).collect();
            let time = sum.busy.as_secs_f64();
            [
                (Role::Keyword, stage_label(k)),
                (Role::Name, clipped(&names.join(" → "), 60)),
                (Role::Number, sum.tasks.to_string()),
                (Role::Number, format_duration(time)),
                (Role::Number, format!("{:.0} %", 100.0 * time / busy)),
                (Role::Number, format_duration(time / sum.tasks.max(1) as f64)),
                (Role::Number, short_bytes(sum.bytes as u128)),
            ]
        };
        let rows: Vec<_> = order.iter().take(ROWS).map(row).collect();
        let mut doc = Doc::text(Role::Header, &titled("By stage", order.len()));
        doc.extend(table(["Stage", "Layers", "Tasks", "Time", "Share", "A task", "Made"], &rows, width));
        doc
    }

    /// For each layer the time that is its: a stage's time is shared out by what its layers should take.
    fn layer_times(&self) -> Vec<f64> {
        let mut times = vec![0.0; self.facts.layers.len()];
        for (k, sum) in self.run.stages.iter().enumerate() {
            let own: Vec<usize> =
                (0..self.facts.layers.len()).filter(|&l| self.facts.layers[l].stages.contains(&k)).collect();
            let all: f64 = own.iter().map(|&l| weight(&self.facts.layers[l].node)).sum();
            for l in own {
                times[l] += sum.busy.as_secs_f64() * weight(&self.facts.layers[l].node) / all.max(1e-12);
            }
        }
        times
    }

    fn by_layer(&self, width: usize) -> Doc {
        let times = self.layer_times();
        let busy = self.busy().as_secs_f64().max(1e-12);
        let order = longest(&times);
        let row = |&k: &usize| {
            let layer = &self.facts.layers[k];
            let stages: Vec<String> = layer.stages.iter().map(|s| stage_label(*s)).collect();
            [
                (Role::Name, layer.node.name.to_string()),
                (Role::Dim, layer.line.map_or_else(String::new, |l| self.facts.line_label(l))),
                (Role::Keyword, stages.join(" ")),
                (Role::Number, format_duration(times[k])),
                (Role::Number, format!("{:.0} %", 100.0 * times[k] / busy)),
            ]
        };
        let rows: Vec<_> = order.iter().take(ROWS).map(row).collect();
        let title = titled("By layer, where several share a stage as their costs are reckoned", order.len());
        let mut doc = Doc::text(Role::Header, &title);
        doc.extend(table(["Layer", "Line", "Stage", "Time", "Share"], &rows, width));
        doc
    }

    fn by_line(&self, width: usize) -> Doc {
        let times = self.layer_times();
        let mut lines = vec![0.0; self.facts.lines.len()];
        for (k, layer) in self.facts.layers.iter().enumerate() {
            if let Some(line) = layer.line {
                lines[line] += times[k];
            }
        }
        let busy = self.busy().as_secs_f64().max(1e-12);
        let order = longest(&lines);
        let room = width.saturating_sub(40).max(20);
        let row = |&k: &usize| {
            let text = self.facts.lines[k].text.lines().next().unwrap_or("");
            [
                (Role::Dim, self.facts.line_label(k)),
                (Role::Number, format_duration(lines[k])),
                (Role::Number, format!("{:.0} %", 100.0 * lines[k] / busy)),
                (Role::Comment, clipped(text, room)),
            ]
        };
        let rows: Vec<_> = order.iter().take(ROWS).map(row).collect();
        let mut doc = Doc::text(Role::Header, &titled("By line", order.len()));
        doc.extend(table(["Line", "Time", "Share", "Source"], &rows, width));
        doc
    }
}

/// The numbers of the entries, the greatest first.
fn longest(times: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..times.len()).collect();
    order.sort_by(|a, b| times[*b].total_cmp(&times[*a]));
    order
}

fn titled(what: &str, n: usize) -> String {
    if n > ROWS { format!("{what}: the {ROWS} longest of {n}") } else { what.to_owned() }
}

/// The bytes that tasks read from arrays in memory and from chunks, and made.
fn bytes_moved(facts: &Facts, run: &Recording) -> f64 {
    let made: f64 = run.stages.iter().map(|s| s.bytes as f64).sum();
    let stored = |l: &&crate::display::plan::Layer| matches!(l.node.rule, Rule::Stored(_) | Rule::Chunks(_));
    let from_memory: f64 = facts.layers.iter().filter(stored).map(|l| l.written as f64 * l.stages.len() as f64).sum();
    let from_chunks: f64 =
        facts.cost.stages.iter().flat_map(|s| &s.reads).map(|r| r.times * facts.cost.stages[r.stage].out as f64).sum();
    made + from_memory + from_chunks
}
