//! Several ways to chunk the same work, side by side.

use super::bytes::{format_bytes, format_duration};
use super::flow::folded;
use super::markup::{Doc, Line, Role};
use super::table::table;

/// One way to chunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The chunks as they were asked for.
    pub asked: String,
    /// The most chunks of a layer, and the bytes of its largest one.
    pub chunks: u128,
    pub chunk: u128,
    /// The tasks as they run.
    pub tasks: u128,
    /// The most bytes of memory that the run will take.
    pub peak: u128,
    /// The seconds that the run will take, and those that it took.
    pub projected: f64,
    pub measured: Option<f64>,
}

impl Trial {
    /// The seconds by which trials are compared.
    pub fn seconds(&self) -> f64 {
        self.measured.unwrap_or(self.projected)
    }
}

/// The number of the best trial: the quickest of those that fit into memory; of those nearly as quick, the one that
/// takes the least.
pub fn best_trial(trials: &[Trial], memory: u128) -> Option<usize> {
    let fits = |t: &&Trial| t.peak <= memory;
    let quickest = trials.iter().filter(fits).map(Trial::seconds).min_by(f64::total_cmp)?;
    let near = |t: &Trial| t.peak <= memory && t.seconds() <= quickest * 1.1;
    (0..trials.len()).filter(|&k| near(&trials[k])).min_by_key(|&k| trials[k].peak)
}

/// The trials as a table, and a line that says which is best and why; then those that `failed`, and why.
pub fn draw_sweep(trials: &[Trial], failed: &[(String, String)], memory: u128, threads: usize, width: usize) -> Doc {
    let best = best_trial(trials, memory);
    let measured = trials.iter().any(|t| t.measured.is_some());
    let cell = |text: String| (Role::Number, text);
    let common = |k: usize, t: &Trial| {
        let name = if best == Some(k) { format!("{} ◀", t.asked) } else { t.asked.clone() };
        [
            (if best == Some(k) { Role::Ok } else { Role::Name }, name),
            cell(t.chunks.to_string()),
            cell(format_bytes(t.chunk)),
            cell(t.tasks.to_string()),
            cell(format_bytes(t.peak)),
            cell(format_duration(t.projected)),
        ]
    };
    let rows: Vec<[(Role, String); 6]> = trials.iter().enumerate().map(|(k, t)| common(k, t)).collect();
    let mut doc = if measured {
        let rows: Vec<[(Role, String); 7]> = rows
            .into_iter()
            .zip(trials)
            .map(|([a, b, c, d, e, f], t)| [a, b, c, d, e, f, cell(t.measured.map_or("-".into(), format_duration))])
            .collect();
        table(["Chunks", "Count", "Largest", "Tasks", "Peak", "Projected", "Measured"], &rows, width)
    } else {
        table(["Chunks", "Count", "Largest", "Tasks", "Peak", "Projected"], &rows, width)
    };
    let mut said = verdict(trials, best, memory, threads, measured);
    for (asked, why) in failed {
        said.push(Line::of(Role::Plain, "  ").with(Role::Name, asked).with(Role::Warning, &format!(" fails: {why}")));
    }
    doc.extend(folded(said, width));
    doc
}

fn verdict(trials: &[Trial], best: Option<usize>, memory: u128, threads: usize, measured: bool) -> Doc {
    let Some(best) = best else {
        let text = format!("none fits into the memory of {}: smaller chunks take less", format_bytes(memory));
        return Doc::text(Role::Warning, &text);
    };
    let top = &trials[best];
    let mut doc = Doc::default();
    let kind = if measured { "measured" } else { "projected" };
    let line = Line::of(Role::Ok, &format!("best: {}", top.asked));
    doc.push(line.with(
        Role::Plain,
        &format!(", {} {kind}, {} at most", format_duration(top.seconds()), format_bytes(top.peak)),
    ));
    for trial in trials.iter().enumerate().filter(|(k, _)| *k != best).map(|(_, t)| t) {
        let reason = reason(trial, top, memory, threads);
        doc.push(Line::of(Role::Plain, "  ").with(Role::Name, &trial.asked).with(Role::Plain, &format!(": {reason}")));
    }
    doc
}

/// Why a trial is not the best.
fn reason(trial: &Trial, best: &Trial, memory: u128, threads: usize) -> String {
    if trial.peak > memory {
        return format!("would take {} of the {} of memory there are", format_bytes(trial.peak), format_bytes(memory));
    }
    let slower = trial.seconds() / best.seconds();
    let larger = trial.peak as f64 / best.peak.max(1) as f64;
    let tasks = format!("{} tasks on chunks of {}", trial.tasks, format_bytes(trial.chunk));
    if slower > 1.1 {
        let times = times(slower);
        return match () {
            () if trial.tasks as f64 > 1.5 * best.tasks as f64 => {
                format!("{times} slower: {tasks}, each too little work")
            }
            () if trial.chunks == 1 => format!("{times} slower: a single chunk for {threads} threads"),
            () if trial.chunks < threads as u128 => {
                format!("{times} slower: {} chunks for {threads} threads", trial.chunks)
            }
            () if larger > 1.2 => format!("{times} slower: chunks of {} fit no cache", format_bytes(trial.chunk)),
            () => format!("{times} slower"),
        };
    }
    match larger {
        l if l > 1.2 => format!("as quick, and takes {} the memory", times(l)),
        _ => "as good".into(),
    }
}

fn times(ratio: f64) -> String {
    if ratio < 9.95 { format!("{ratio:.1} times") } else { format!("{ratio:.0} times") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(asked: &str, chunk: u128, tasks: u128, peak: u128, projected: f64) -> Trial {
        Trial { asked: asked.into(), chunks: tasks, chunk, tasks, peak, projected, measured: None }
    }

    #[test]
    fn the_best_is_the_quickest_that_fits() {
        let trials = [
            trial("(10, 10)", 800, 10_000, 1_000_000, 0.5),
            trial("(100, 100)", 80_000, 100, 2_000_000, 0.1),
            trial("(200, 200)", 320_000, 25, 4_000_000, 0.1),
            trial("(1000, 1000)", 8_000_000, 1, 2_000_000_000, 0.05),
        ];
        assert_eq!((best_trial(&trials, 1 << 30), best_trial(&trials, 10)), (Some(1), None));
        let text = draw_sweep(&trials, &[], 1 << 30, 4, 100).to_plain();
        for part in [
            "best: (100, 100), 100 ms projected, 2.00 MB at most",
            "(10, 10): 5.0 times slower: 10000 tasks on chunks of 800 B, each too little work",
            "(200, 200): as quick, and takes 2.0 times the memory",
            "(1000, 1000): would take 2.00 GB of the 1.07 GB of memory there are",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert!(draw_sweep(&trials, &[], 10, 4, 100).to_plain().contains("none fits"));
    }
}
