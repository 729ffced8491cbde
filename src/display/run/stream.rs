//! What each worker was at, all through a run, in letters; and the memory in use.

use std::time::Duration;

use crate::display::bytes::{format_duration, short_bytes};
use crate::display::markup::{Doc, Line, Role};
use crate::display::plan::stage_label;
use crate::exec::record::{Recording, What};

/// Workers that have a line, at most.
const WORKERS: usize = 16;

/// A task of a worker.
pub struct Piece {
    pub worker: usize,
    pub stage: usize,
    pub chunk: u64,
    pub from: Duration,
    pub to: Duration,
}

/// The tasks of a run, in the order in which they ended.
pub fn pieces(run: &Recording) -> Vec<Piece> {
    let mut since: Vec<Option<Duration>> = Vec::new();
    let mut found = Vec::new();
    for moment in &run.moments {
        match moment.what {
            What::Started { worker } => {
                if since.len() <= worker {
                    since.resize(worker + 1, None);
                }
                since[worker] = Some(moment.at);
            }
            What::Finished { worker, .. } => {
                if let Some(from) = since.get_mut(worker).and_then(Option::take) {
                    found.push(Piece { worker, stage: moment.stage, chunk: moment.chunk, from, to: moment.at });
                }
            }
            What::Dropped => {}
        }
    }
    found
}

/// The bytes in use, as they changed.
pub fn memory(run: &Recording) -> Vec<(Duration, usize)> {
    let in_use = |m: &crate::exec::record::Moment| match m.what {
        What::Finished { in_use, .. } => Some((m.at, in_use)),
        _ => None,
    };
    run.moments.iter().filter_map(in_use).collect()
}

/// The task stream: a line a worker, a column a stretch of time.
pub fn stream(run: &Recording, width: usize) -> Doc {
    let columns = width.saturating_sub(18).clamp(20, 200);
    let step = run.wall.as_secs_f64() / columns as f64;
    let mut doc = Doc::default();
    if step <= 0.0 || run.moments.is_empty() {
        return doc;
    }
    let pieces = pieces(run);
    let title = format!(
        "Task stream: a column is {}, its letter the stage that took most of it{}",
        format_duration(step),
        if run.is_cut { "; the end was not recorded" } else { "" }
    );
    doc.push(Line::of(Role::Header, &title));
    let workers = pieces.iter().map(|p| p.worker + 1).max().unwrap_or(0);
    for worker in 0..workers.min(WORKERS) {
        let own = pieces.iter().filter(|p| p.worker == worker);
        doc.push(worker_line(worker, own, columns, step, run.stages.len()));
    }
    if workers > WORKERS {
        doc.push(Line::of(Role::Dim, &format!("   … {} more workers", workers - WORKERS)));
    }
    doc.push(memory_line(run, columns, step));
    doc
}

fn worker_line<'a>(
    worker: usize,
    own: impl Iterator<Item = &'a Piece>,
    columns: usize,
    step: f64,
    stages: usize,
) -> Line {
    let mut times = vec![vec![0.0f64; stages]; columns];
    for piece in own {
        let (from, to) = (piece.from.as_secs_f64() / step, piece.to.as_secs_f64() / step);
        for column in from as usize..=(to as usize).min(columns - 1) {
            let inside = to.min(column as f64 + 1.0) - from.max(column as f64);
            times[column][piece.stage] += inside.max(0.0);
        }
    }
    let mut line = Line::of(Role::Dim, &format!("{worker:>5} "));
    for column in &times {
        let most = (0..stages).max_by(|a, b| column[*a].total_cmp(&column[*b])).unwrap_or(0);
        let busy: f64 = column.iter().sum();
        line = if busy < 0.05 {
            line.with(Role::Dim, "·")
        } else {
            line.with(stage_role(most), &stage_label(most).chars().take(1).collect::<String>())
        };
    }
    line
}

/// The role whose colour a stage has.
pub fn stage_role(stage: usize) -> Role {
    const ROLES: [Role; 5] = [Role::Name, Role::Text, Role::Keyword, Role::Dtype, Role::Number];
    ROLES[stage % ROLES.len()]
}

fn memory_line(run: &Recording, columns: usize, step: f64) -> Line {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let mut most = vec![0usize; columns];
    for (at, bytes) in memory(run) {
        let column = ((at.as_secs_f64() / step) as usize).min(columns - 1);
        most[column] = most[column].max(bytes);
    }
    // Where nothing ended, what was there before stays.
    for k in 1..columns {
        if most[k] == 0 {
            most[k] = most[k - 1];
        }
    }
    let top = most.iter().copied().max().unwrap_or(0).max(1);
    let bars: String = most.iter().map(|&b| BARS[(b * 7).div_ceil(top).min(7)]).collect();
    Line::of(Role::Dim, "bytes ").with(Role::Number, &bars).with(Role::Dim, &format!(" {}", short_bytes(top as u128)))
}
