//! The shell on a terminal: prompts, lines of several rows, history.

mod editor;

use std::process::ExitCode;

use rustyline::error::ReadlineError;

use crate::diag::Kind;
use crate::display::{Doc, Line, Role, terminal};
use crate::script::tell;
use crate::session::{Answer, Session};
use crate::syntax::strip_prompts;
use editor::Editor;

/// Runs the shell until its input ends.
pub fn run(check: bool) -> ExitCode {
    let mut editor = match Editor::open() {
        Ok(editor) => editor,
        Err(error) => {
            eprintln!("ndsh: the terminal cannot be used: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "ndsh {}: NumPy-style arrays, lazy and in memory. `np` and `da` are there; Ctrl-D leaves.",
        env!("CARGO_PKG_VERSION")
    );
    let mut session = Session::new(false);
    session.set_dry(check);
    loop {
        match editor.read(session.number()) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => {
                editor.remember(&text);
                session.run_cell(&strip_prompts(&text), &mut |answer| {
                    show(answer);
                    answer.error.is_none()
                });
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("ndsh: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
}

/// Shows what came of a statement.
fn show(answer: &Answer) {
    match &answer.error {
        Some(error) if error.kind == Kind::KeyboardInterrupt => eprintln!("KeyboardInterrupt: {}", error.message),
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
