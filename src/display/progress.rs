//! Bars that show how far a long run is: on standard error, on a terminal, gone when it is done.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use parking_lot::{Condvar, Mutex};

use super::bytes::{format_duration, short_bytes};
use super::terminal::{self, Changed};
use crate::chunk::buffer;
use crate::exec;
use crate::exec::events::{self, Gauge, Watcher};

/// Seconds after which a run shows bars, unless something else is asked for.
pub const USUAL: f64 = 0.5;
/// Layers that have a bar of their own, at most.
const LAYERS: usize = 6;
/// The columns from which the bar of all tasks and what there is to say of them stand on one line.
const WIDE: usize = 76;
const TEMPLATE: &str = "{wide_bar} {percent:>3}%  {msg}";
const NARROW_TEMPLATE: &str = "{wide_bar} {percent:>3}%\n  {wide_msg}\n  {prefix}";
/// How often bars move.
const STEP: Duration = Duration::from_millis(100);

/// What the thread that draws bars and those that run share.
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

struct State {
    run: Option<Arc<Gauge>>,
    bars: Option<Bars>,
    after: f64,
    /// Whether the drawing thread sleeps until it is woken.
    asleep: bool,
}

static SHARED: Shared =
    Shared { state: Mutex::new(State { run: None, bars: None, after: USUAL, asleep: false }), wake: Condvar::new() };

/// Follows all runs from now on.
pub fn install() {
    let drawing = std::thread::Builder::new().name("ndsh-bars".into()).spawn(draw);
    // Without a thread to draw them there are no bars, and nothing else is lost.
    if drawing.is_ok() {
        events::follow(Arc::new(Follower));
    }
}

/// Sets after how many seconds runs show bars; gives what was set before.
pub fn show_after(seconds: f64) -> f64 {
    std::mem::replace(&mut SHARED.state.lock().after, seconds)
}

/// Ends the bars of the run that is shown, if there is one.
pub fn hide() {
    let mut state = SHARED.state.lock();
    state.run = None;
    if let Some(bars) = state.bars.take() {
        bars.clear();
    }
}

struct Follower;

impl Watcher for Follower {
    fn began(&self, gauge: &Arc<Gauge>) {
        let mut state = SHARED.state.lock();
        // What runs within a run is a part of it.
        if state.run.is_none() {
            state.run = Some(gauge.clone());
            if state.asleep {
                SHARED.wake.notify_one();
            }
        }
    }

    fn ended(&self) {
        hide();
    }
}

/// Draws bars, for ever.
fn draw() {
    let mut state = SHARED.state.lock();
    loop {
        let Some(run) = state.run.clone() else {
            state.asleep = true;
            SHARED.wake.wait(&mut state);
            state.asleep = false;
            continue;
        };
        if run.began.elapsed().as_secs_f64() >= state.after {
            state.bars.get_or_insert_with(|| Bars::of(&run)).draw(&run);
        }
        let step = STEP.min(Duration::from_secs_f64(state.after.clamp(0.01, 1.0)));
        SHARED.wake.wait_for(&mut state, step);
    }
}

/// The bars of a run: one for all of it, and some for its layers.
struct Bars {
    all: MultiProgress,
    whole: ProgressBar,
    layers: Vec<(usize, ProgressBar)>,
    /// What one types meanwhile does not show: it would stand in the bars, and they in it.
    _quiet: Option<Changed>,
}

impl Bars {
    fn of(run: &Gauge) -> Bars {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let total = run.stages.iter().map(|s| s.tasks).fold(0, u64::saturating_add);
        let whole = all.add(ProgressBar::new(total));
        let width = terminal::width();
        whole.set_style(style(if width < WIDE { NARROW_TEMPLATE } else { TEMPLATE }));
        let mut largest: Vec<usize> = (0..run.stages.len()).filter(|&k| run.stages[k].tasks > 1).collect();
        largest.sort_by_key(|&k| std::cmp::Reverse(run.stages[k].tasks));
        // Bars that do not fit on the screen would leave their upper ends behind.
        largest.truncate(LAYERS.min(terminal::rows().saturating_sub(4)));
        largest.sort_unstable();
        let counts = largest.iter().map(|&k| 2 * run.stages[k].tasks.to_string().len() + 4).max().unwrap_or(0);
        let (name, bar) = layer_widths(width.saturating_sub(counts));
        let template = format!("  {{prefix:{name}!}} {{bar:{bar}}} {{pos}} of {{len}}");
        let layers = largest.into_iter().map(|k| {
            let bar = all.add(ProgressBar::new(run.stages[k].tasks));
            bar.set_style(style(&template));
            bar.set_prefix(run.stages[k].name.to_string());
            (k, bar)
        });
        let quiet = Changed::with(|settings| settings.c_lflag &= !libc::ECHO);
        Bars { layers: layers.collect(), whole, all, _quiet: quiet }
    }

    fn draw(&self, run: &Gauge) {
        let done = run.stages.iter().map(|s| s.done.load(Relaxed)).fold(0, u64::saturating_add);
        let total = self.whole.length().unwrap_or(0);
        let spent = run.began.elapsed().as_secs_f64();
        let left = match spent / done as f64 * total.saturating_sub(done) as f64 {
            _ if done == 0 => "time left unknown".to_owned(),
            seconds if seconds < 1.0 => "less than 1 s left".to_owned(),
            seconds => format!("{} left", format_duration(seconds.round())),
        };
        let (held, limit) = (buffer::held() as u128, exec::settings().memory as u128);
        let memory = format!("{} of {}", short_bytes(held), short_bytes(limit));
        // Where there is room the template has all on one line; elsewhere memory has a line of its own.
        self.whole.set_prefix(format!("{memory} held"));
        let narrow = terminal::width() < WIDE;
        let memory = if narrow { String::new() } else { format!(", {memory}") };
        self.whole.set_message(format!("{done} of {total} tasks, {left}{memory}"));
        self.whole.set_position(done);
        for (stage, bar) in &self.layers {
            bar.set_position(run.stages[*stage].done.load(Relaxed));
        }
    }

    fn clear(self) {
        self.layers.iter().for_each(|(_, bar)| bar.finish_and_clear());
        self.whole.finish_and_clear();
        // A terminal that is gone needs no clearing.
        let _ = self.all.clear();
    }
}

/// The columns of a layer's name and of its bar, where both have so many together.
fn layer_widths(room: usize) -> (usize, usize) {
    let name = if room < 46 { 12 } else { 16 };
    (name, room.saturating_sub(name + 4).clamp(4, 24))
}

/// A style with bars of blocks, or of ASCII where the terminal shows no more.
fn style(template: &str) -> ProgressStyle {
    let plain = ProgressStyle::default_bar();
    let marks = if terminal::ascii() { "#- " } else { "█▉▊▋▌▍▎▏ " };
    // The templates are ours, and right; a wrong one would leave the plain bar.
    ProgressStyle::with_template(template).unwrap_or(plain).progress_chars(marks)
}
