//! Lines for the shell itself, such as `%time`: a table, from which help and completion come too.

mod config;
mod files;
mod lessons;
mod names;
mod timing;

use std::sync::Arc;

use super::Session;
use crate::array::Value;
use crate::diag::{Error, Result, name_error, nearest, value_error};
use crate::display::folded;
use crate::eval::{self, Ctx, Flow, Source};
use crate::syntax::ast::{Magic, StmtKind, Text};
use crate::syntax::parse_within;
pub use config::{Setting, settings};
pub use files::shell;
pub use lessons::{LESSONS, Lesson};

/// A line for the shell.
pub struct Row {
    pub name: &'static str,
    /// What follows the name.
    pub usage: &'static str,
    /// What it does, in a line.
    pub doc: &'static str,
    /// What else there is to say.
    pub more: &'static str,
    /// Whether it may stand before a cell, as `%%name`.
    cell: bool,
    /// What may be typed after it.
    pub takes: Takes,
    /// Whether running it again is part of running a session again.
    replays: bool,
    run: fn(&mut Session, &Call) -> Result<Option<Value>>,
}

/// What may be typed after a magic's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    Code,
    File,
    Folder,
    Setting,
    Lesson,
    /// Anything else.
    Words,
}

/// What was typed after a magic's name, and where.
pub struct Call<'a> {
    code: &'a Text,
    source: &'a Arc<Source>,
    ctx: Ctx,
}

macro_rules! magics {
    ($($name:literal $usage:literal $takes:ident $cell:ident $replays:ident $doc:literal $more:literal $run:expr;)*) => {
        &[$(Row {
            name: $name,
            usage: $usage,
            doc: $doc,
            more: $more,
            cell: $cell,
            takes: Takes::$takes,
            replays: $replays,
            run: $run,
        }),*]
    };
}

static MAGICS: &[Row] = magics! {
    "time" "CODE" Code true true "Runs code once and says how long it took."
        "CPU times are those of all threads together, wall time is what the clock says. `%%time` times the lines below it." timing::time;
    "timeit" "CODE" Code true false "Runs code many times and says how long it takes."
        "Once to warm up, then in seven runs of as many loops as take about a second together." timing::timeit;
    "who" "" Nothing false false "Lists the names that you gave." "" names::who;
    "whos" "" Nothing false false "Lists the names that you gave, with types, shapes and bytes."
        "For a lazy array the bytes are those that it would have." names::whos;
    "run" "FILE" File false false "Runs a script in this session, statement by statement."
        "The script's answers show, its names stay. A mistake ends it." files::run;
    "save" "FILE" File false false "Writes the session to a script that runs it again."
        "Statements that failed are left out, and so are lines that only look, such as `%who` and `x?`. `_` and `Out[3]` become the names of what they stood for. A file that is there already is only written over with `%save -f FILE`." files::save;
    "history" "[COUNT]" Words false false "Lists what was typed in this session." "With a number, the last so many." names::history;
    "reset" "" Nothing false true "Forgets every name that you gave, and all answers." "" names::reset;
    "config" "[NAME [VALUE]]" Setting false true "Shows the settings, or sets one."
        "`%config` lists them; `%config threads 4` sets one; `%config threads auto` takes it back." config::config;
    "precision" "[DIGITS]" Words false true "Sets how many digits after the point arrays show."
        "Without a number, back to 8. np.set_printoptions sets more." config::precision;
    "pwd" "" Nothing false false "The current folder." "" files::pwd;
    "cd" "[FOLDER]" Folder false true "Changes the current folder." "`%cd` goes home, `%cd -` back to where you were." files::cd;
    "ls" "[FOLDER]" Folder false false "Lists the files of a folder." "" files::ls;
    "lesson" "[NUMBER]" Lesson false false "Lists the lessons, or walks through one."
        "A statement at a time: Enter runs it, `q` leaves, `a` runs all the rest. The names of the lesson stay, to play with. Off a terminal it does not wait." lessons::lesson;
    "quickref" "" Nothing false false "The language, the lines for the shell and the keys on a page." "" names::quickref;
    "clear" "" Nothing false false "Clears the screen." "So does Ctrl-L." names::clear;
    "env" "[NAME]" Words false false "Shows the variables of the environment, or one of them." "" names::env;
    "lsmagic" "" Nothing false false "Lists the lines for the shell." "" names::lsmagic;
    "matplotlib" "[BACKEND]" Words false false "Nothing: notebooks have it in their first cell." "" nothing;
    "load_ext" "[NAME]" Words false false "Nothing: notebooks have it in their first cell." "" nothing;
};

/// Every line for the shell.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    MAGICS.iter()
}

/// The line for the shell of that name.
pub fn find(name: &str) -> Option<&'static Row> {
    MAGICS.iter().find(|m| m.name == name)
}

/// The mistake of naming one that is not there.
pub fn unknown(name: &str, cell: bool) -> Error {
    let sign = if cell { "%%" } else { "%" };
    let fits = || MAGICS.iter().filter(|m| m.cell || !cell).map(|m| m.name);
    let error = name_error(format!("there is no `{sign}{name}`"));
    match nearest(name, fits()) {
        Some(near) => error.help(format!("did you mean `{sign}{near}`?")),
        None => {
            error.help(format!("there are {}", fits().map(|n| format!("{sign}{n}")).collect::<Vec<_>>().join(", ")))
        }
    }
}

/// Runs `%name rest`, or `%%name` with its cell.
pub fn run(session: &mut Session, magic: &Magic, source: &Arc<Source>) -> Result<Option<Value>> {
    let row = find(&magic.name.text).filter(|m| m.cell || !magic.cell);
    let row = row.ok_or_else(|| unknown(&magic.name.text, magic.cell).at(magic.name.span))?;
    let code = magic.body.as_ref().unwrap_or(&magic.rest);
    if row.takes == Takes::Nothing && !code.text.is_empty() {
        return Err(value_error(format!("`%{}` takes nothing", row.name))
            .at(code.span)
            .help(format!("write `%{}`", row.name)));
    }
    let ctx = Ctx { scope: session.scope.clone(), source: source.clone() };
    (row.run)(session, &Call { code, source, ctx })
}

/// Whether a magic is part of running a session again.
pub fn replays(name: &str) -> bool {
    find(name).is_some_and(|m| m.replays)
}

impl Row {
    /// `%name rest`
    pub fn usage_line(&self) -> String {
        format!("%{} {}", self.name, self.usage).trim_end().to_owned()
    }
}

impl Call<'_> {
    /// Runs the code; the value is that of its last statement, if it is an expression without a `;`.
    fn run(&self) -> Result<Option<Value>> {
        let mut last = None;
        for statement in parse_within(&self.source.text, self.code.span)? {
            last = match &statement.kind {
                StmtKind::Expr(expr) => Some(self.ctx.expr(expr)?).filter(|_| !statement.quiet),
                _ => match self.ctx.statement(&statement)? {
                    Flow::Return(value) => Some(value),
                    _ => None,
                },
            };
        }
        Ok(last)
    }

    /// The words that were typed, without the quotes around them.
    fn words(&self) -> Vec<String> {
        let (mut words, mut quote, mut word): (Vec<String>, Option<char>, Option<String>) = (Vec::new(), None, None);
        for c in self.code.text.chars() {
            match (quote, c) {
                (Some(q), c) if c == q => quote = None,
                (None, '\'' | '"') => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                (None, c) if c.is_whitespace() => words.extend(word.take()),
                (_, c) => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words
    }
}

fn nothing(_: &mut Session, _: &Call) -> Result<Option<Value>> {
    Ok(None)
}

/// A user's path: `~` is home.
pub fn path(text: &str) -> std::path::PathBuf {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    match (text.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => text.into(),
    }
}

/// Shows a page.
fn page(doc: &crate::display::Doc) -> Result<Option<Value>> {
    eval::page(&folded(doc.clone(), eval::width())).map(|()| None)
}
