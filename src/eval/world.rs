//! What a session shares with all that runs in it: where `print` writes, and whether anything is run at all.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::Mutex;

use super::plotting::Open;
use crate::diag::{Error, Kind, NEEDS_VALUES, Result};
use crate::display::{Doc, terminal};
use crate::exec;
pub use crate::exec::{is_dry, needs_values};

/// Where `print` writes.
#[derive(Debug)]
enum Sink {
    /// Straight to standard output.
    Stdout,
    /// Kept until it is taken.
    Kept(String),
}

/// What a session shares with all that runs in it.
#[derive(Debug)]
pub struct World {
    sink: Mutex<Sink>,
    dry: AtomicBool,
    /// Nobody reads standard output any more.
    closed: AtomicBool,
    /// Whether the line that was printed last did not end.
    open_line: AtomicBool,
    /// Who shows pages on a terminal.
    viewer: Mutex<Option<Viewer>>,
    /// The figures that are drawn on.
    pub(super) figures: Open,
}

/// What shows a page: on a terminal, a long one a screen at a time.
pub type Viewer = fn(&Doc) -> std::io::Result<()>;

thread_local! {
    static CURRENT: RefCell<Option<Arc<World>>> = const { RefCell::new(None) };
}

thread_local! {
    /// Whether this thread only tries something out, so that nothing is printed.
    static MUTED: Cell<bool> = const { Cell::new(false) };
}

/// Does something; what it prints is lost.
pub fn muted<R>(run: impl FnOnce() -> R) -> R {
    let before = MUTED.replace(true);
    let result = run();
    MUTED.set(before);
    result
}

impl World {
    /// A world whose output is kept, or goes straight to standard output.
    pub fn new(keep: bool) -> Arc<World> {
        let sink = if keep { Sink::Kept(String::new()) } else { Sink::Stdout };
        Arc::new(World {
            sink: Mutex::new(sink),
            dry: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            open_line: AtomicBool::new(false),
            viewer: Mutex::new(None),
            figures: Open::default(),
        })
    }

    /// Sets what shows pages.
    pub fn set_viewer(&self, viewer: Viewer) {
        *self.viewer.lock() = Some(viewer);
    }

    /// Shows a page, such as a help text.
    pub fn page(&self, doc: &Doc) -> Result<()> {
        let viewer = *self.viewer.lock();
        match viewer {
            Some(view) => view(doc).or(Ok(())),
            None => self.show(doc),
        }
    }

    /// Whether everything is built and nothing is run.
    pub fn is_dry(&self) -> bool {
        self.dry.load(Relaxed)
    }

    pub fn set_dry(&self, dry: bool) {
        self.dry.store(dry, Relaxed);
    }

    /// Whether what is printed is kept for the answers.
    pub fn keeps(&self) -> bool {
        matches!(&*self.sink.lock(), Sink::Kept(_))
    }

    /// What was printed since it was last taken.
    pub fn take_output(&self) -> String {
        match &mut *self.sink.lock() {
            Sink::Kept(text) => std::mem::take(text),
            Sink::Stdout => String::new(),
        }
    }

    /// Prints. Nobody listening is an interruption.
    pub fn print(&self, text: &str) -> Result<()> {
        if MUTED.get() {
            return Ok(());
        }
        match &mut *self.sink.lock() {
            Sink::Kept(kept) => {
                kept.push_str(text);
                Ok(())
            }
            Sink::Stdout => {
                if !text.is_empty() {
                    self.open_line.store(!text.ends_with('\n'), Relaxed);
                }
                let mut out = std::io::stdout().lock();
                let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
                done.map_err(|e| {
                    self.closed.store(true, Relaxed);
                    Error::new(Kind::KeyboardInterrupt, format!("standard output is closed: {e}"))
                })
            }
        }
    }

    /// Ends the line that was printed last, if it did not end: what the shell shows next begins on a line of its own.
    pub fn end_line(&self) {
        if self.open_line.swap(false, Relaxed) {
            // Nobody listening is noticed by what prints.
            let _ = self.print("\n");
        }
    }

    /// Shows a text below what was printed, in colours where standard output is a terminal that has them.
    pub fn show(&self, doc: &Doc) -> Result<()> {
        let kept = matches!(&*self.sink.lock(), Sink::Kept(_));
        let text = if kept { doc.to_plain() } else { doc.to_stream(&std::io::stdout()) };
        self.print(&format!("{text}\n"))
    }

    /// Whether what is shown has colours.
    pub fn colours(&self) -> bool {
        matches!(&*self.sink.lock(), Sink::Stdout) && terminal::colours(&std::io::stdout())
    }

    /// The columns of what is shown.
    pub fn width(&self) -> usize {
        match &*self.sink.lock() {
            Sink::Kept(_) => terminal::OUT_WIDTH,
            Sink::Stdout => terminal::width(),
        }
    }

    /// Whether nobody reads standard output any more.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// The world in which this thread runs, if it runs in one.
    pub fn current() -> Option<Arc<World>> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Does something in this world, on this thread.
    pub fn enter<R>(self: &Arc<World>, run: impl FnOnce() -> R) -> R {
        let before = CURRENT.replace(Some(self.clone()));
        let dry = exec::set_dry(self.is_dry());
        let result = run();
        exec::set_dry(dry);
        CURRENT.set(before);
        result
    }
}

/// Whether an error only says that a dry run has no values.
pub fn is_dry_error(error: &Error) -> bool {
    error.message == NEEDS_VALUES
}

/// Shows a page in the world of this thread.
pub fn page(doc: &Doc) -> Result<()> {
    World::current().unwrap_or_else(|| World::new(false)).page(doc)
}

/// Prints in the world of this thread, or straight to standard output if it has none.
pub fn print(text: &str) -> Result<()> {
    World::current().unwrap_or_else(|| World::new(false)).print(text)
}

/// Shows a text in the world of this thread.
pub fn show(doc: &Doc) -> Result<()> {
    World::current().unwrap_or_else(|| World::new(false)).show(doc)
}

/// The columns of what is shown in the world of this thread.
pub fn width() -> usize {
    World::current().map_or_else(terminal::width, |w| w.width())
}

/// Whether what is shown in the world of this thread has colours.
pub fn colours() -> bool {
    World::current().is_some_and(|w| w.colours())
}
