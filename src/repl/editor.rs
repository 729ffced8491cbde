//! The line editor: texts of any number of lines, and the keys.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::Mutex;
use rustyline::history::{History, MemHistory};
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Event, EventContext, EventHandler, KeyCode,
    KeyEvent, Modifiers, Movement, RepeatCount, Result,
};
use unicode_width::UnicodeWidthChar;

use super::helper::Assistant;
use super::history;
use crate::display::terminal;
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
    form: Arc<Form>,
}

/// How a text is shown: after its prompt, or below it where it has several lines, so that they stand in one column.
#[derive(Default)]
struct Form {
    below: AtomicBool,
    /// The text that is to go on below its prompt: what is before the cursor, and after it.
    moved: Mutex<Option<(String, String)>>,
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
        let form = Arc::new(Form::default());
        for enter in [key(KeyCode::Enter, Modifiers::NONE), key(KeyCode::Char('j'), Modifiers::CTRL)] {
            lines.bind_sequence(enter, EventHandler::Conditional(Box::new(Enter(form.clone()))));
        }
        let another = NewLine(form.clone());
        lines.bind_sequence(key(KeyCode::Enter, Modifiers::ALT), EventHandler::Conditional(Box::new(another)));
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
        Ok(Editor { lines, path, last: String::new(), empty, form })
    }

    /// Reads a text for cell `number`.
    pub fn read(&mut self, number: usize) -> Result<String> {
        let prompt = format!("In [{number}]: ");
        self.form.below.store(false, Relaxed);
        *self.form.moved.lock() = None;
        let text = self.lines.readline(&prompt)?;
        let moved = self.form.moved.lock().take();
        let below = format!("{}\n", prompt.trim_end());
        match moved {
            Some((left, right)) => {
                clear(&prompt, &text);
                self.form.below.store(true, Relaxed);
                self.lines.readline_with_initial(&below, (&left, &right))
            }
            None => {
                if text.contains('\n')
                    && let Some(helper) = self.lines.helper()
                    && clear(&prompt, &text)
                {
                    println!("{}", helper.entry(&below, &text));
                }
                Ok(text)
            }
        }
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
    let count = |brackets: [char; 3]| code.chars().filter(|c| brackets.contains(c)).count();
    match () {
        _ if code.ends_with(':') || count(['(', '[', '{']) > count([')', ']', '}']) => blanks + STEP,
        _ if ends => blanks.saturating_sub(STEP),
        _ => blanks,
    }
}

/// Takes an entry from the screen, below which the cursor stands; false if its begin is not on the screen any more.
fn clear(prompt: &str, text: &str) -> bool {
    let rows = rows(prompt.chars().chain(text.chars()), terminal::width());
    if rows >= terminal::rows() {
        return false;
    }
    print!("\x1b[{rows}A\r\x1b[J");
    // Where nothing can be written nothing is seen either.
    std::io::stdout().flush().is_ok()
}

/// The rows that a text takes on a screen of so many columns.
fn rows(text: impl Iterator<Item = char>, columns: usize) -> usize {
    let (mut rows, mut column) = (1, 0);
    for c in text {
        let width = c.width().unwrap_or(0);
        if c == '\n' || column + width > columns {
            rows += 1;
            column = 0;
        }
        column += width;
    }
    rows + usize::from(column == columns)
}

/// Begins another line. The first one moves the text below its prompt.
fn new_line(ctx: &EventContext, form: &Form) -> Cmd {
    let (before, after) = ctx.line().split_at_checked(ctx.pos()).unwrap_or((ctx.line(), ""));
    let line = format!("\n{}", " ".repeat(indent(before)));
    if form.below.load(Relaxed) {
        return Cmd::Insert(1, line);
    }
    *form.moved.lock() = Some((format!("{before}{line}"), after.to_owned()));
    Cmd::AcceptLine
}

/// Enter runs what is complete, and begins another line of what is not. A block is complete with the blank line after
/// it; where the cursor stands within one that was written before, Enter does not break its line but runs it.
struct Enter(Arc<Form>);

impl ConditionalEventHandler for Enter {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        match completeness(ctx.line()) {
            Completeness::Incomplete if within_block(ctx) => Some(Cmd::AcceptLine),
            Completeness::Incomplete => Some(new_line(ctx, &self.0)),
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
struct NewLine(Arc<Form>);

impl ConditionalEventHandler for NewLine {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, ctx: &EventContext) -> Option<Cmd> {
        Some(new_line(ctx, &self.0))
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
        let last_line = !ctx.line().get(ctx.pos()..)?.contains('\n');
        // A count of characters would be that of the key: one.
        match blanks == STEP {
            true => Some(Cmd::Kill(Movement::BeginningOfLine)),
            false => last_line.then_some(Cmd::Dedent(Movement::WholeLine)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn rows_are_those_of_the_screen() {
        let of = |text: &str| rows(text.chars(), 4);
        assert_eq!(
            [of(""), of("abc"), of("abcd"), of("abcde"), of("a\nb"), of("数数数"), of("a数数")],
            [1, 1, 2, 2, 2, 2, 2]
        );
    }
}
