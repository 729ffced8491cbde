//! The line editor: texts of any number of lines, and the keys.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rustyline::history::{History, MemHistory};
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Event, EventContext, EventHandler, KeyCode,
    KeyEvent, Modifiers, Movement, RepeatCount, Result,
};

use super::helper::Assistant;
use super::history;
use crate::eval::Scope;
use crate::syntax::{Completeness, completeness};

/// The blanks of a block.
const STEP: usize = 4;

/// A line editor with the history of earlier sessions.
pub struct Editor {
    lines: rustyline::Editor<Assistant, MemHistory>,
    path: Option<PathBuf>,
    last: String,
    /// Whether there was no text when Ctrl-C was pressed last.
    empty: Arc<AtomicBool>,
}

impl Editor {
    /// An editor that knows the names of a scope.
    pub fn open(scope: Arc<Scope>) -> Result<Editor> {
        let config = Config::builder()
            .auto_add_history(false)
            .max_history_size(history::MOST)?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .color_mode(ColorMode::Forced)
            .indent_size(STEP as u8)
            .tab_stop(STEP as u8)
            .build();
        let mut lines = {
            let kept = MemHistory::with_config(&config);
            rustyline::Editor::with_history(config, kept)?
        };
        lines.set_helper(Some(Assistant::new(scope)));
        let key = |code, modifiers| Event::from(KeyEvent(code, modifiers));
        lines.bind_sequence(key(KeyCode::Enter, Modifiers::NONE), EventHandler::Conditional(Box::new(Enter)));
        lines.bind_sequence(key(KeyCode::Char('j'), Modifiers::CTRL), EventHandler::Conditional(Box::new(Enter)));
        lines.bind_sequence(key(KeyCode::Enter, Modifiers::ALT), EventHandler::Conditional(Box::new(NewLine)));
        lines.bind_sequence(key(KeyCode::Tab, Modifiers::NONE), EventHandler::Conditional(Box::new(Tab)));
        lines.bind_sequence(key(KeyCode::Backspace, Modifiers::NONE), EventHandler::Conditional(Box::new(Back)));
        let empty = Arc::new(AtomicBool::new(true));
        let interrupt = Interrupt(empty.clone());
        lines.bind_sequence(key(KeyCode::Char('C'), Modifiers::CTRL), EventHandler::Conditional(Box::new(interrupt)));
        let path = history::path();
        // There is none in the first session.
        for entry in path.as_deref().map_or_else(|| Ok(Vec::new()), history::load).unwrap_or_default() {
            lines.history_mut().add_owned(entry)?;
        }
        Ok(Editor { lines, path, last: String::new(), empty })
    }

    /// Reads a text for cell `number`.
    pub fn read(&mut self, number: usize) -> Result<String> {
        self.lines.readline(&format!("In [{number}]: "))
    }

    /// Whether there was no text when Ctrl-C was pressed last.
    pub fn was_empty(&self) -> bool {
        self.empty.load(Relaxed)
    }

    /// Asks something that is answered in a line.
    pub fn ask(&mut self, question: &str) -> Result<String> {
        let helper = self.lines.helper_mut().map(|h| h.set_asleep(true));
        let answer = self.lines.readline(question);
        if let (Some(()), Some(helper)) = (helper, self.lines.helper_mut()) {
            helper.set_asleep(false);
        }
        answer
    }

    /// Adds a text to the history, and writes it down at once: a session may end in any way.
    pub fn remember(&mut self, text: &str) {
        let text = text.trim_end();
        if text.trim().is_empty() || text == self.last {
            return;
        }
        self.last = text.to_owned();
        let _ = self.lines.history_mut().add(text);
        if let Some(path) = &self.path {
            // A history that cannot be kept is no reason to stop.
            let _ = history::append(path, text);
        }
    }
}

/// How far the line after a text begins: as far as its last one, further after a colon or an open bracket, less far
/// after what ends a block.
fn indent(before: &str) -> usize {
    let last = before.rsplit('\n').next().unwrap_or("");
    let blanks = last.len() - last.trim_start_matches(' ').len();
    let code = last.trim();
    let ends = ["return", "break", "continue", "pass"].iter().any(|w| code == *w || code.starts_with(&format!("{w} ")));
    match () {
        _ if code.ends_with([':', '(', '[', '{']) => blanks + STEP,
        _ if ends => blanks.saturating_sub(STEP),
        _ => blanks,
    }
}

fn new_line(ctx: &EventContext) -> Cmd {
    let before = ctx.line().get(..ctx.pos()).unwrap_or("");
    Cmd::Insert(1, format!("\n{}", " ".repeat(indent(before))))
}

/// Enter runs what is complete, and begins another line of what is not. A block is complete with the blank line after
/// it; where the cursor stands within one that was written before, Enter does not break its line but runs it.
struct Enter;

impl ConditionalEventHandler for Enter {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        match completeness(ctx.line()) {
            Completeness::Incomplete if within_block(ctx) => Some(Cmd::AcceptLine),
            Completeness::Incomplete => Some(new_line(ctx)),
            Completeness::Complete => Some(Cmd::AcceptLine),
        }
    }
}

/// Whether the cursor stands before the end of a text that lacks no more than the blank line after its block.
fn within_block(ctx: &EventContext) -> bool {
    let text = ctx.line().trim_end();
    ctx.pos() < text.len() && matches!(completeness(&format!("{text}\n\n")), Completeness::Complete)
}

/// Ctrl-C does what it does; whether it cleared something is noted.
struct Interrupt(Arc<AtomicBool>);

impl ConditionalEventHandler for Interrupt {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        self.0.store(ctx.line().is_empty(), Relaxed);
        None
    }
}

/// Another line in any case.
struct NewLine;

impl ConditionalEventHandler for NewLine {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        Some(new_line(ctx))
    }
}

/// The blanks before the cursor, if there is nothing else on its line.
fn only_blanks(ctx: &EventContext) -> Option<usize> {
    let before = ctx.line().get(..ctx.pos())?.rsplit('\n').next()?;
    before.chars().all(|c| c == ' ').then_some(before.len())
}

/// Tab completes, and indents where there is nothing to complete.
struct Tab;

impl ConditionalEventHandler for Tab {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        let blanks = only_blanks(ctx)?;
        if blanks == 0 && !ctx.line().contains('\n') {
            return None;
        }
        Some(Cmd::Insert(1, " ".repeat(STEP - blanks % STEP)))
    }
}

/// Backspace takes an indentation away as a whole.
struct Back;

impl ConditionalEventHandler for Back {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        let blanks = only_blanks(ctx).filter(|b| *b >= STEP && b % STEP == 0)?;
        (blanks > 0).then_some(Cmd::Kill(Movement::BackwardChar(STEP as RepeatCount)))
    }
}
