//! Long texts a screen at a time, and single keys.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::display::terminal::{self, Changed};
use crate::display::{Doc, Line, Role};
use crate::session::Step;

/// Shows a text; through a pager if it is longer than the screen.
pub fn view(doc: &Doc) -> std::io::Result<()> {
    let text = doc.to_stream(&std::io::stdout());
    if doc.lines.len() + 2 > terminal::rows() && through_pager(&text) {
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Gives a text to the user's pager; false if there is none.
fn through_pager(text: &str) -> bool {
    let pager = std::env::var("PAGER").ok().filter(|p| !p.trim().is_empty()).unwrap_or_else(|| "less".into());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if program.ends_with("less") && std::env::var_os("LESS").is_none() {
        command.env("LESS", "RFX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // Someone who leaves the pager early has seen enough.
        let _ = input.write_all(text.as_bytes()).and_then(|()| input.write_all(b"\n"));
    }
    child.wait().is_ok()
}

/// Waits for a key before a lesson's next statement.
pub fn pause() -> Step {
    let ask = Doc { lines: vec![Line::of(Role::Dim, "    Enter runs it, a all the rest, q leaves ")] };
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{}", ask.to_stream(&out)).and_then(|()| out.flush());
    let key = read_key();
    // The question goes.
    let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
    match key {
        Some(b'\r' | b'\n' | b' ') => Step::Next,
        Some(b'a' | b'A') => Step::All,
        Some(b'q' | b'Q' | 3 | 4) | None => Step::Leave,
        Some(_) => Step::Next,
    }
}

/// A key as it is pressed, without waiting for the end of a line; none if no more come.
fn read_key() -> Option<u8> {
    let keys = Changed::keys()?;
    let mut byte = [0];
    let read = terminal::pressed(&mut byte);
    drop(keys);
    (read == 1).then_some(byte[0])
}
