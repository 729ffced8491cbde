//! The one joiner: statement to answer. A failed statement leaves every name as it was.

mod guard;
pub mod help;
mod history;
mod log;
pub mod magics;
mod walk;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Instant;

use serde_json::{Value as Json, json};

use crate::array::Value;
use crate::chunk::cancel;
use crate::diag::{self, Error, Kind, Result};
use crate::display::{self, Doc, Line, Role, Summary};
use crate::eval::{self, Ctx, Flow, Names, Scope, Source, Viewer, World};
use crate::graph::{Origin, set_origin};
use crate::syntax::ast::{Stmt, StmtKind, Target, TargetKind};
use crate::syntax::{self, Piece};
pub use guard::quiet_panics;
use history::History;
use log::Log;
pub use walk::{Pause, Script, Step};

/// What came of a statement.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The line on which it starts.
    pub line: usize,
    /// The text of the statement.
    pub source: String,
    /// The text in which it stands: an error's span is in it.
    pub text: Arc<Source>,
    /// The script in which it stands, if that runs inside a session.
    pub file: Option<Arc<str>>,
    /// What it printed, where that is kept.
    pub stdout: String,
    /// The value that the shell shows; none for a quiet statement.
    pub value: Option<Value>,
    /// The number under which the value is kept in `Out`.
    pub number: usize,
    pub error: Option<Error>,
    pub warnings: Vec<String>,
    pub seconds: f64,
    /// Whether the statement was left out of a dry run.
    pub skipped: bool,
    /// Whether nobody reads what is printed any more.
    pub closed: bool,
}

impl Answer {
    /// What the shell shows.
    pub fn shown(&self, width: usize) -> Option<Doc> {
        let value = self.value.as_ref()?;
        let mut doc = display::render_answer(value, &eval::text::options(), width);
        if let Some(hint) = self.uncalled(value) {
            doc.push(Line::of(Role::Dim, &hint));
        }
        (!doc.is_empty()).then_some(doc)
    }

    /// What to say where a function was named, and not called.
    fn uncalled(&self, value: &Value) -> Option<String> {
        let Value::Object(object) = value else { return None };
        let name = self.source.trim();
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            return None;
        }
        let needs = object.needs()?;
        Some(format!("{name}({needs}) calls it, {name}? says what it does"))
    }

    /// The row of `--json`.
    pub fn to_json(&self) -> Json {
        let summary = self.value.as_ref().and_then(Summary::of_value).map_or(Json::Null, |s| s.to_json());
        json!({
            "line": self.line,
            "source": self.source,
            "stdout": self.stdout,
            "out": self.shown(OUT_WIDTH).map(|d| d.to_plain()),
            "error": self.error.as_ref().map(|e| error_json(e, &self.text)),
            "seconds": self.seconds,
            "summary": summary,
        })
    }
}

pub use display::terminal::OUT_WIDTH;

fn error_json(error: &Error, text: &Source) -> Json {
    let mut row = json!({ "kind": error.kind.to_string(), "message": error.message, "line": null, "column": null, "end_column": null, "help": error.help });
    if let Some(span) = error.span {
        let (line, column) = place(&text.text, span.start as usize);
        let (end_line, end_column) = place(&text.text, span.end as usize);
        let first = text.text.lines().nth(line).map_or(column, |l| l.chars().count());
        row["line"] = json!(text.line + line);
        row["column"] = json!(column + 1);
        row["end_column"] = json!(if end_line == line { end_column + 1 } else { first + 1 });
    }
    row
}

/// The line and the column, from 0, of a place in a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or("");
    let line = before.matches('\n').count();
    (line, before.chars().rev().take_while(|c| *c != '\n').count())
}

/// A session: names, and what was asked and answered.
pub struct Session {
    scope: Arc<Scope>,
    world: Arc<World>,
    history: History,
    /// Names that a dry run did not give a value to.
    unbuilt: HashSet<String>,
    log: Log,
    /// The script that the statement asked for.
    pending: Option<Script>,
    /// The script that runs, and how many run inside each other.
    file: Option<Arc<str>>,
    depth: usize,
    /// Whom a lesson waits for.
    pause: Option<Pause>,
}

/// Whether a statement runs now.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// Whether a statement of any session runs now.
pub fn is_running() -> bool {
    RUNNING.load(Relaxed)
}

impl Session {
    /// A session that keeps what is printed for its answers, or writes it to standard output as it comes.
    pub fn new(keep: bool) -> Session {
        let world = World::new(keep);
        let shell = Scope::root(world.clone());
        Session {
            scope: shell.child(),
            world,
            history: History::new(shell),
            unbuilt: HashSet::new(),
            log: Log::default(),
            pending: None,
            file: None,
            depth: 0,
            pause: None,
        }
    }

    /// Sets who shows pages, and whom lessons wait for: for a session on a terminal.
    pub fn set_terminal(&mut self, viewer: Viewer, pause: Pause) {
        self.world.set_viewer(viewer);
        self.pause = Some(pause);
    }

    /// Runs the user's start-up script: its names stay, and nothing else of it.
    pub fn start_up(&mut self, script: &Script, each: &mut dyn FnMut(&Answer) -> bool) {
        self.run_script(script, each);
        self.log = Log::default();
        self.history.restart();
    }

    /// The scope of the user's names, and of what was answered around it.
    pub fn scope(&self) -> Arc<Scope> {
        self.scope.clone()
    }

    /// What was typed, by number; there is nothing under 0.
    pub fn asked(&self) -> Vec<String> {
        self.history.asked()
    }

    /// Forgets every name and every answer.
    pub fn forget(&mut self) {
        self.scope.restore(Arc::default());
        self.history.forget();
    }

    /// Builds everything from now on, and runs nothing.
    pub fn set_dry(&mut self, dry: bool) {
        self.world.set_dry(dry);
    }

    /// The number that the next cell will have.
    pub fn number(&self) -> usize {
        self.history.number + 1
    }

    /// The names that the user gave.
    pub fn names(&self) -> Arc<Names> {
        self.scope.snapshot()
    }

    /// Runs the statements of a piece of text, each when the one before it has run; `each` gets the answers, and says
    /// whether to go on.
    pub fn run_piece(&mut self, piece: &Piece, each: &mut dyn FnMut(&Answer) -> bool) -> bool {
        self.history.begin(&piece.text);
        self.statements(piece, each)
    }

    fn statements(&mut self, piece: &Piece, each: &mut dyn FnMut(&Answer) -> bool) -> bool {
        let statements = match guard::guarded(|| syntax::parse(&piece.text)) {
            Ok(statements) => statements,
            Err(error) => {
                let answer = self.failed(piece, error);
                return each(&answer);
            }
        };
        let source = Arc::new(Source { text: piece.text.clone(), line: piece.line });
        statements.iter().all(|statement| {
            let answer = self.run(statement, &source);
            let script = self.pending.take().filter(|_| answer.error.is_none());
            each(&answer) && script.is_none_or(|script| self.run_script(&script, each))
        })
    }

    /// Runs a text as one cell of a notebook.
    pub fn run_cell(&mut self, text: &str, each: &mut dyn FnMut(&Answer) -> bool) {
        let mut reader = syntax::Reader::new();
        let mut pieces: Vec<Piece> = text.lines().flat_map(|line| reader.push_line(line)).collect();
        pieces.extend(reader.finish());
        self.history.begin(text);
        let _ = pieces.iter().all(|piece| self.statements(piece, each));
        self.world.end_line();
    }

    /// The answer to a text that is not a statement.
    pub fn failed(&self, piece: &Piece, error: Error) -> Answer {
        Answer {
            line: piece.line,
            source: piece.text.clone(),
            text: Arc::new(Source { text: piece.text.clone(), line: piece.line }),
            file: self.file.clone(),
            stdout: String::new(),
            value: None,
            number: self.history.number,
            error: Some(error),
            warnings: Vec::new(),
            seconds: 0.0,
            skipped: false,
            closed: false,
        }
    }

    /// Runs one statement of a text.
    fn run(&mut self, statement: &Stmt, source: &Arc<Source>) -> Answer {
        let (from, to) = (statement.span.start as usize, statement.span.end as usize);
        let own = source.text.get(from..to).unwrap_or(&source.text).to_owned();
        let line = source.line + source.text.get(..from).unwrap_or("").matches('\n').count();
        let before = self.scope.snapshot();
        drop(diag::take_warnings());
        set_origin(Some(Origin { line, text: own.as_str().into() }));
        let start = Instant::now();
        let world = self.world.clone();
        RUNNING.store(true, Relaxed);
        let result = world.enter(|| guard::guarded(|| self.value(statement, source)));
        RUNNING.store(false, Relaxed);
        cancel::clear();
        let seconds = start.elapsed().as_secs_f64();
        set_origin(None);
        let (value, error) = match result {
            Ok(value) => (value, None),
            Err(error) => {
                self.scope.restore(before);
                (None, Some(error))
            }
        };
        // On a terminal.
        let shows = error.is_some() || value.as_ref().is_some_and(|v| !matches!(v, Value::None));
        if self.pause.is_some() && shows {
            self.world.end_line();
        }
        let skipped = error.as_ref().is_some_and(|e| self.is_left_out(statement, e));
        let answer = Answer {
            line,
            source: own,
            text: source.clone(),
            file: self.file.clone(),
            stdout: self.world.take_output(),
            value: value.filter(|v| !v.is_none() && !statement.quiet),
            number: self.history.number,
            error: error.filter(|_| !skipped),
            warnings: diag::take_warnings(),
            seconds,
            skipped,
            closed: self.world.is_closed(),
        };
        if let Some(value) = &answer.value {
            self.history.keep(value);
        }
        if answer.error.is_none() && !skipped {
            self.note(statement, &answer);
        }
        answer
    }

    /// Notes a statement that went well for the script that `%save` writes.
    fn note(&mut self, statement: &Stmt, answer: &Answer) {
        let number = answer.value.as_ref().map(|_| answer.number);
        let replays = match &statement.kind {
            StmtKind::Magic(magic) => magics::replays(&magic.name.text),
            StmtKind::Help { .. } | StmtKind::Shell { .. } => false,
            _ => true,
        };
        let own = self.scope.snapshot().contains_key("_") || assigned(statement).iter().any(|n| n == "_");
        match replays {
            true => self.log.note(&answer.source, statement.quiet, number, own),
            false => self.log.answered(number),
        }
    }

    /// The value of a statement that is an expression or a line for the shell.
    fn value(&mut self, statement: &Stmt, source: &Arc<Source>) -> Result<Option<Value>> {
        cancel::check()?;
        let ctx = Ctx { scope: self.scope.clone(), source: source.clone() };
        eval::within(source, || match &statement.kind {
            StmtKind::Expr(expr) => ctx.expr(expr).map(Some),
            StmtKind::With { items, body } => ctx.with(items, body, true).map(|_| None),
            StmtKind::Magic(magic) => magics::run(self, magic, source),
            StmtKind::Help { name, detail } => help::help(&ctx, name, *detail).map(|()| None),
            StmtKind::Shell { command } => magics::shell(command).map(|()| None),
            _ => ctx.statement(statement).map(|flow| match flow {
                Flow::Return(value) => Some(value),
                _ => None,
            }),
        })
        .map_err(|e| e.at(statement.span))
    }

    /// Whether a statement is left out of a dry run: it needs values, or names that such a statement would have set.
    fn is_left_out(&mut self, statement: &Stmt, error: &Error) -> bool {
        if !self.world.is_dry() {
            return false;
        }
        let unbuilt =
            error.kind == Kind::NameError && error.message.split('\'').nth(1).is_some_and(|n| self.unbuilt.contains(n));
        let left_out = unbuilt || eval::is_dry_error(error);
        if left_out {
            self.unbuilt.extend(assigned(statement));
        }
        left_out
    }
}

/// The names that a statement gives values to.
fn assigned(statement: &Stmt) -> Vec<String> {
    fn names(target: &Target, found: &mut Vec<String>) {
        match &target.kind {
            TargetKind::Name(name) => found.push(name.clone()),
            TargetKind::Unpack(targets) => targets.iter().for_each(|t| names(t, found)),
            TargetKind::Starred(inner) => names(inner, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let mut visit = |s: &Stmt| match &s.kind {
        StmtKind::Assign { targets, .. } => targets.iter().for_each(|t| names(t, &mut found)),
        StmtKind::AugAssign { target, .. } | StmtKind::Annotate { target, .. } | StmtKind::For { target, .. } => {
            names(target, &mut found)
        }
        StmtKind::Def { function, .. } => found.extend(function.name.iter().map(|n| n.text.clone())),
        StmtKind::With { items, .. } => items.iter().filter_map(|i| i.1.as_ref()).for_each(|t| names(t, &mut found)),
        _ => {}
    };
    let mut waiting = vec![statement];
    while let Some(statement) = waiting.pop() {
        visit(statement);
        match &statement.kind {
            StmtKind::If { branches, otherwise } => {
                waiting.extend(branches.iter().flat_map(|b| &b.body).chain(otherwise))
            }
            StmtKind::With { body, .. } => waiting.extend(body),
            StmtKind::Try { body, handlers, otherwise, last } => {
                waiting.extend(handlers.iter().flat_map(|h| &h.body).chain(body).chain(otherwise).chain(last))
            }
            StmtKind::For { body, otherwise, .. } | StmtKind::While { body, otherwise, .. } => {
                waiting.extend(body.iter().chain(otherwise))
            }
            _ => {}
        }
    }
    found
}
