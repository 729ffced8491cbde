//! What would make a plan better: a rule that it breaks, and a line that can be pasted to mend it.

use super::facts::{Facts, Layer, bytes};
use super::tables::{chunk_text, wrapped};
use crate::array::Lazy;
use crate::diag::counted;
use crate::display::bytes::short_bytes;
use crate::display::markup::{Doc, Line, Role};
use crate::exec;
use crate::exec::cost::Reading;
use crate::graph::{Node, Rule};

/// Chunks below this many bytes are small, where there are many.
const SMALL: u128 = 256 << 10;
/// So many chunks are many.
const MANY: u128 = 256;
/// Chunks below this many bytes are never too large.
const LARGE: u128 = 32 << 20;
/// A task that reads more chunks than this, which others read too, goes across the cut.
const ACROSS: u128 = 4;

/// A rule that a plan breaks, and a line that mends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    pub rule: &'static str,
    pub text: String,
    pub remedy: String,
}

impl Hint {
    /// The hint in at most `width` columns; the remedy stands on a line of its own, as it is pasted.
    pub fn draw(&self, width: usize) -> Doc {
        let mut doc = wrapped("", &format!("Hint ({}): {}", self.rule, self.text), Role::Hint, width);
        doc.push(Line::of(Role::Plain, "    ").with(Role::Text, &self.remedy));
        doc
    }
}

/// The rules, in the order of their weight.
const RULES: [fn(&Asked) -> Option<Hint>; 5] = [fits, small, large, across, recut];

/// What was asked: a plan's facts, its arrays, and how the first is called.
struct Asked<'a> {
    facts: &'a Facts,
    arrays: &'a [Lazy],
    name: Option<&'a str>,
}

/// The rules that a plan breaks.
pub fn hints(facts: &Facts, arrays: &[Lazy], name: Option<&str>) -> Vec<Hint> {
    let asked = Asked { facts, arrays, name };
    RULES.iter().filter_map(|rule| rule(&asked)).collect()
}

fn chunk_bytes(node: &Node) -> u128 {
    node.grid.largest_elements().saturating_mul(node.dtype.size() as u128)
}

/// The size of chunks, as text, that gives every thread a few.
fn good_size(node: &Node) -> String {
    let share = bytes(node) / (8 * exec::settings().threads as u128).max(1);
    let size = share.clamp(1 << 20, crate::array::build::chunk_bytes() as u128);
    format!("{}MiB", (size >> 20).max(1))
}

impl Asked<'_> {
    /// The name that holds a layer's array: the one that its line gives, or the one that was asked about.
    fn name_of(&self, layer: &Layer) -> Option<String> {
        if let (Some(array), Some(name)) = (self.arrays.first(), self.name)
            && array.node.id == layer.node.id
        {
            return Some(name.to_owned());
        }
        let origin = &self.facts.lines[layer.line?];
        let last = self.facts.layers.iter().rev().find(|l| l.line == layer.line)?;
        (last.node.id == layer.node.id).then(|| assigned(&origin.text)).flatten()
    }

    /// The line that cuts a layer's array anew: where it is made, if its line names the chunks, or after that.
    fn recut(&self, layer: &Layer, chunks: &str) -> Option<String> {
        let made = layer.line.and_then(|l| with_chunks(&self.facts.lines[l].text, chunks));
        made.filter(|_| layer.inputs.is_empty()).or_else(|| {
            let name = self.name_of(layer)?;
            let target = if is_name(&name) { name.clone() } else { "x".into() };
            Some(format!("{target} = {name}.rechunk({chunks})"))
        })
    }

    /// The line of a `.rechunk(...)` with other chunks.
    fn recut_here(&self, layer: &Layer, chunks: &str) -> Option<String> {
        let same = |l: &&Layer| l.line == layer.line && matches!(l.node.rule, Rule::Rechunk);
        let nth = self.facts.layers.iter().filter(same).position(|l| l.node.id == layer.node.id)?;
        with_rechunk(&self.facts.lines[layer.line?].text, nth, chunks)
    }

    /// The first layer, from this one downwards, that has a name or names its chunks.
    fn nearest_recut(&self, at: usize, chunks: &str) -> Option<String> {
        // What a kernel makes of whole parts is cut as its inputs are.
        let is_block = matches!(self.facts.layers[at].node.rule, Rule::Block(_));
        let mut waiting = if is_block { self.facts.layers[at].inputs.clone() } else { vec![at] };
        let mut seen = std::collections::HashSet::new();
        while let Some(k) = waiting.pop() {
            let layer = &self.facts.layers[k];
            let fits = layer.node.shape() == self.facts.layers[at].node.shape();
            if let Some(line) = self.recut(layer, chunks).filter(|_| fits) {
                return Some(line);
            }
            waiting.extend(layer.inputs.iter().copied().filter(|i| seen.insert(*i)));
        }
        None
    }
}

fn is_name(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|c| c == '_' || c.is_alphabetic());
    first && text.chars().all(|c| c == '_' || c.is_alphanumeric())
}

/// The name to which a statement gives its value: `x` for `x = da.ones(3)`.
fn assigned(text: &str) -> Option<String> {
    let (name, value) = text.split_once('=')?;
    (is_name(name.trim()) && !value.starts_with('=')).then(|| name.trim().to_owned())
}

/// The statement with other chunks, if it names some: what stands after each `chunks=` up to its end is replaced.
fn with_chunks(text: &str, chunks: &str) -> Option<String> {
    const KEY: &str = "chunks=";
    if !text.contains(KEY) || text.contains('\n') {
        return None;
    }
    let mut out = String::new();
    for (n, piece) in text.split(KEY).enumerate() {
        if n == 0 {
            out.push_str(piece);
            continue;
        }
        out.push_str(&format!("{KEY}{chunks}{}", &piece[argument_end(piece)?..]));
    }
    Some(out)
}

/// The statement with other chunks for its `nth` rechunk.
fn with_rechunk(text: &str, nth: usize, chunks: &str) -> Option<String> {
    const KEY: &str = ".rechunk(";
    let (at, _) = text.match_indices(KEY).nth(nth).filter(|_| !text.contains('\n'))?;
    let (head, piece) = text.split_at(at + KEY.len());
    Some(format!("{head}{chunks}{}", &piece[argument_end(piece)?..]))
}

/// Where an argument of a call ends: at a comma or a bracket that is not its own.
fn argument_end(text: &str) -> Option<usize> {
    let mut depth = 0i32;
    text.find(|c: char| {
        depth += i32::from("([{".contains(c)) - i32::from(")]}".contains(c));
        depth < 0 || (depth == 0 && c == ',')
    })
}

/// An answer must fit in memory.
fn fits(asked: &Asked) -> Option<Hint> {
    let (need, limit) = (asked.facts.answer, exec::settings().memory as u128);
    let array = asked.arrays.iter().max_by_key(|a| bytes(&a.node))?;
    if need <= limit || array.ndim() == 0 {
        return None;
    }
    let elements = limit as f64 / 64.0 / array.dtype().size() as f64;
    let side = (elements.powf(1.0 / array.ndim() as f64) as usize).max(1);
    let side = 10usize.pow(side.ilog10());
    let name = asked.name.filter(|_| asked.arrays.len() == 1).unwrap_or("x");
    let part = vec![format!(":{side}"); array.ndim()].join(", ");
    Some(Hint {
        rule: "an answer must fit in memory",
        text: format!(
            "the answer takes {}, and there are {}. Reduce it, or compute a part of it:",
            short_bytes(need),
            short_bytes(limit)
        ),
        remedy: format!("{name}[{part}].compute()"),
    })
}

/// A chunk should be worth its task.
fn small(asked: &Asked) -> Option<Hint> {
    let layers = &asked.facts.layers;
    let is_small = |l: &Layer| {
        let states = matches!(l.node.rule, Rule::Partial { .. } | Rule::Combine { .. });
        l.node.tasks() >= MANY && chunk_bytes(&l.node) < SMALL && !states && bytes(&l.node) > SMALL
    };
    let (at, layer) =
        layers.iter().enumerate().filter(|(_, l)| is_small(l)).rev().max_by_key(|(_, l)| l.node.tasks())?;
    let size = format!("\"{}\"", good_size(&layer.node));
    Some(Hint {
        rule: "a chunk should be worth its task",
        text: format!(
            "{} has {} of {} each: most of the time would go into keeping count of them. Fewer, larger chunks:",
            layer.node.name,
            counted(layer.node.grid.chunks(), "chunk"),
            short_bytes(chunk_bytes(&layer.node))
        ),
        remedy: asked.recut_here(layer, &size).or_else(|| asked.nearest_recut(at, &size))?,
    })
}

/// Chunks that wait must fit beside each other.
fn large(asked: &Asked) -> Option<Hint> {
    let (facts, limit) = (asked.facts, exec::settings().memory as u128);
    if facts.answer > limit || facts.cost.peak() <= limit {
        return None;
    }
    let weight = |k: usize| facts.cost.stages[k].live.saturating_mul(facts.cost.stages[k].chunk);
    let stage =
        (0..facts.plan.stages.len()).max_by_key(|k| weight(*k).max(chunk_bytes(&facts.plan.stages[*k].node)))?;
    let node = &facts.plan.stages[stage].node;
    if chunk_bytes(node) < LARGE {
        return None;
    }
    let at = facts.layers.iter().position(|l| l.node.id == node.id)?;
    Some(Hint {
        rule: "the chunks at work must fit beside each other",
        text: format!(
            "chunks of {} have {} each, and {} are held at once. Smaller chunks:",
            node.name,
            short_bytes(chunk_bytes(node)),
            facts.cost.stages[stage].live.max(facts.cost.threads as u128)
        ),
        remedy: asked.nearest_recut(at, "\"16MiB\"")?,
    })
}

/// Chunks should lie along the axis that is walked.
fn across(asked: &Asked) -> Option<Hint> {
    let facts = asked.facts;
    let found = facts.cost.stages.iter().enumerate().find_map(|(k, cost)| {
        let late = facts.layers.iter().any(|l| matches!(l.node.rule, Rule::Rechunk) && l.stages.contains(&k));
        let across = |r: &&Reading| {
            // What every task reads whole is read whole under any cut.
            let several = r.chunks >= ACROSS && r.times >= 2.0 && r.chunks < facts.cost.stages[r.stage].tasks;
            // Along all axes there is no better cut than one chunk.
            several && (1..facts.plan.stages[r.stage].node.ndim()).contains(&r.along.len())
        };
        let reading = cost.reads.iter().find(across).filter(|_| !late)?;
        Some((k, reading))
    });
    let (stage, reading) = found?;
    let (reader, from) = (&facts.plan.stages[stage].node, &facts.plan.stages[reading.stage].node);
    let at = facts.layers.iter().position(|l| l.node.id == from.id)?;
    let axes: Vec<String> = reading.along.iter().map(|k| format!("{k}: -1")).collect();
    Some(Hint {
        rule: "chunks should lie along the axis that is walked",
        text: format!(
            "each task of {} reads {} of {}, and each of those is read {:.0} times. Whole chunks along that axis:",
            reader.name,
            counted(reading.chunks, "chunk"),
            from.name,
            reading.times
        ),
        remedy: asked.nearest_recut(at, &format!("{{{}}}", axes.join(", ")))?,
    })
}

/// Cut once, at the start.
fn recut(asked: &Asked) -> Option<Hint> {
    let layers = &asked.facts.layers;
    let is_late = |l: &&Layer| {
        matches!(l.node.rule, Rule::Rechunk)
            && l.inputs.iter().any(|i| layers[*i].is_held && !layers[*i].inputs.is_empty())
    };
    let layer = layers.iter().find(is_late)?;
    let chunks = chunk_text(&layer.node);
    Some(Hint {
        rule: "cut once, at the start",
        text: format!(
            "a rechunk in the middle holds {} until it is cut anew. The chunks that it wants, from the start:",
            short_bytes(bytes(&layer.node))
        ),
        remedy: layer
            .inputs
            .iter()
            .find_map(|i| layers[*i].inputs.iter().find_map(|k| asked.nearest_recut(*k, &chunks)))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_made_of_the_users_line() {
        let text = "x = da.ones((9, 9), chunks=(3, 3)) + 1";
        assert_eq!(with_chunks(text, "\"1MiB\"").as_deref(), Some("x = da.ones((9, 9), chunks=\"1MiB\") + 1"));
        assert_eq!(
            with_chunks("da.ones(9, chunks=3, dtype=int)", "5").as_deref(),
            Some("da.ones(9, chunks=5, dtype=int)")
        );
        assert_eq!(
            with_chunks("da.ones(9, chunks=(3,)) + da.ones(9, chunks=9)", "5").as_deref(),
            Some("da.ones(9, chunks=5) + da.ones(9, chunks=5)")
        );
        assert_eq!(with_chunks("da.ones(9)", "5"), None);
        let text = "y = x.rechunk((1, 9)).rechunk((3, 3)).sum()";
        assert_eq!(with_rechunk(text, 1, "5").as_deref(), Some("y = x.rechunk((1, 9)).rechunk(5).sum()"));
        assert_eq!(with_rechunk(text, 2, "5"), None);
        assert_eq!(assigned("x = 3").as_deref(), Some("x"));
        assert_eq!((assigned("x == 3"), assigned("x[0] = 3"), assigned("f(a=3)")), (None, None, None));
    }
}
