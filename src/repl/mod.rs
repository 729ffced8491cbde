//! The shell on a terminal: prompts, texts of several lines, history, help as one types.

mod complete;
mod context;
mod editor;
mod helper;
mod hint;
mod history;
mod page;
mod paint;

use std::path::PathBuf;
use std::process::ExitCode;

use rustyline::error::ReadlineError;

use crate::diag::Kind;
use crate::display::terminal::{self, Changed};
use crate::display::{Doc, Line, Role, folded};
use crate::script::tell;
use crate::session::{Answer, Script, Session};
use crate::syntax::strip_prompts;
use editor::Editor;

/// Runs the shell until its input ends; without the user's start-up script if it is to be `plain`.
pub fn run(check: bool, plain: bool) -> ExitCode {
    let mut session = Session::new(false);
    let mut editor = match Editor::open(session.scope()) {
        Ok(editor) => editor,
        Err(error) => {
            eprintln!("ndsh: the terminal cannot be used: {error}");
            return ExitCode::FAILURE;
        }
    };
    session.set_dry(check);
    session.set_terminal(page::view, page::pause);
    // Ctrl-C leaves no mark in what is shown, and what is typed while something runs shows at the next prompt alone.
    let _settings = Changed::with(|settings| settings.c_lflag &= !(libc::ECHOCTL | libc::ECHO));
    greet();
    if !plain {
        start_up(&mut session);
    }
    let mut interrupts = 0;
    loop {
        match editor.read(session.number()) {
            Ok(text) if text.trim().is_empty() => interrupts = 0,
            Ok(text) if LEAVING.contains(&text.trim()) => return ExitCode::SUCCESS,
            Ok(text) => {
                interrupts = 0;
                editor.remember(&text);
                session.run_cell(&strip_prompts(&text), &mut |answer| {
                    show(answer);
                    answer.error.is_none()
                });
            }
            Err(ReadlineError::Interrupted) => {
                interrupts = if editor.was_empty() { interrupts + 1 } else { 1 };
                if interrupts > 1 && leaves(&mut editor) {
                    return ExitCode::SUCCESS;
                }
            }
            Err(ReadlineError::Eof) => return ExitCode::SUCCESS,
            Err(ReadlineError::Signal(_)) => {}
            Err(error) => {
                eprintln!("ndsh: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
}

/// What people type to leave.
const LEAVING: [&str; 4] = ["exit", "quit", "exit()", "quit()"];

fn greet() {
    let out = std::io::stdout();
    let mut doc = Doc {
        lines: vec![
            Line::of(Role::Header, concat!("ndsh ", env!("CARGO_PKG_VERSION")))
                .with(Role::Plain, ": NumPy's arrays, in memory (np) and lazy in chunks (da)"),
        ],
    };
    doc.push(Line::of(Role::Dim, "? asks, %lesson teaches, Tab completes, Ctrl-D leaves"));
    println!("{}\n", folded(doc, terminal::width()).to_stream(&out));
}

/// Whether the user, who pressed Ctrl-C twice, wants to leave.
fn leaves(editor: &mut Editor) -> bool {
    match editor.ask("Leave ndsh? [y/N] ") {
        Ok(answer) => matches!(answer.trim(), "y" | "Y" | "yes"),
        Err(ReadlineError::Eof | ReadlineError::Interrupted) => true,
        Err(_) => false,
    }
}

/// Where the user's start-up script lies: in the folder for settings.
fn start_up_path() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let settings = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(settings.join("ndsh").join("startup.nd"))
}

/// Runs the user's start-up script, if there is one. A mistake in it shows and ends it.
fn start_up(session: &mut Session) {
    let Some(path) = start_up_path() else { return };
    let Ok(text) = std::fs::read_to_string(&path) else { return };
    let name = path.to_string_lossy().into_owned();
    let script = Script { name: name.as_str().into(), text, walk: false };
    session.start_up(&script, &mut |answer| {
        tell(answer, &name);
        answer.error.is_none()
    });
}

/// Shows what came of a statement.
fn show(answer: &Answer) {
    match &answer.error {
        Some(error) if error.kind == Kind::KeyboardInterrupt => {
            let said = Line::of(Role::Plain, &format!("KeyboardInterrupt: {}", error.message));
            eprintln!("{}", folded(Doc { lines: vec![said] }, terminal::width()).to_plain());
        }
        _ => tell(answer, &answer.file.as_ref().map_or(format!("In [{}]", answer.number), |f| f.to_string())),
    }
    if answer.error.is_some() {
        eprintln!();
    }
    let Some(doc) = answer.shown(terminal::width()) else { return };
    println!("{}\n", labelled(answer.number, doc).to_stream(&std::io::stdout()));
}

/// The answer after its label; one of several lines begins on a line of its own.
fn labelled(number: usize, doc: Doc) -> Doc {
    let label = format!("Out[{number}]: ");
    let mut lines = doc.lines.into_iter();
    let mut out = Doc::default();
    match (lines.next(), lines.len()) {
        (Some(mut only), 0) => {
            only.pieces.insert(0, (Role::Prompt, label));
            out.push(only);
        }
        (first, _) => {
            out.push(Line::of(Role::Prompt, label.trim_end()));
            first.into_iter().chain(lines).for_each(|line| out.push(line));
        }
    }
    out
}
