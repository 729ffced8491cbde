//! Scripts: from a file, a pipe or the command line, statement by statement, each run as soon as it is complete.

use std::io::{BufRead, IsTerminal, Write};

use crate::diag::{Error, Kind};
use crate::display::{folded, render_error, render_warning, terminal};
use crate::session::{Answer, OUT_WIDTH, Session};
use crate::syntax::{Piece, Reader};

/// How a script runs and what it shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Go on after a statement that fails.
    pub keep_going: bool,
    /// A JSON object a statement.
    pub json: bool,
    /// Build everything, run nothing.
    pub check: bool,
}

/// How a script ended: the exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok = 0,
    Failed = 1,
    Interrupted = 130,
}

/// A script that runs.
struct Run<'a> {
    options: Options,
    /// What errors call the text.
    name: &'a str,
    status: Status,
    /// No further statement runs.
    stop: bool,
}

/// Runs what a stream of lines holds; `name` is what errors call it.
pub fn run(session: &mut Session, mut lines: impl BufRead, name: &str, options: Options) -> Status {
    session.set_dry(options.check);
    let mut run = Run { options, name, status: Status::Ok, stop: false };
    let mut reader = Reader::new();
    let mut bytes = Vec::new();
    let mut number = 0;
    while !run.stop {
        bytes.clear();
        match lines.read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => number += 1,
            Err(error) => {
                eprintln!("ndsh: {name}: {error}");
                return Status::Failed;
            }
        }
        match std::str::from_utf8(&bytes) {
            Ok(line) => reader.push_line(line).iter().for_each(|piece| run.piece(session, piece)),
            Err(error) => run.undecodable(session, &mut reader, &bytes, number, error.valid_up_to()),
        }
    }
    if let Some(piece) = reader.finish() {
        run.piece(session, &piece);
    }
    run.status
}

impl Run<'_> {
    fn piece(&mut self, session: &mut Session, piece: &Piece) {
        if self.stop {
            return;
        }
        session.run_piece(piece, &mut |answer| {
            self.answer(answer);
            !self.stop
        });
    }

    /// A line that is not UTF-8 is a statement that fails.
    fn undecodable(&mut self, session: &mut Session, reader: &mut Reader, bytes: &[u8], number: usize, at: usize) {
        if let Some(piece) = reader.finish() {
            self.piece(session, &piece);
        }
        // The reader goes on counting lines.
        reader.push_line("");
        if self.stop {
            return;
        }
        let byte = bytes.get(at).copied().unwrap_or(0);
        let error = Error::new(
            Kind::UnicodeDecodeError,
            format!("'utf-8' codec can't decode byte 0x{byte:02x} in line {number}, column {}", at + 1),
        )
        .help("scripts are UTF-8 text");
        let text = String::from_utf8_lossy(bytes).trim_end().to_owned();
        let answer = session.failed(&Piece { line: number, text }, error);
        self.answer(&answer);
    }

    fn answer(&mut self, answer: &Answer) {
        if answer.closed {
            (self.stop, self.status) = (true, Status::Ok);
            return;
        }
        if let Some(error) = &answer.error {
            let interrupted = error.kind == Kind::KeyboardInterrupt;
            self.status = if interrupted { Status::Interrupted } else { Status::Failed };
            self.stop = interrupted || !self.options.keep_going;
        }
        let written = if self.options.json { json(answer) } else { self.show(answer) };
        if written.is_err() {
            (self.stop, self.status) = (true, Status::Ok);
        }
    }

    /// What the shell would show: answers on standard output, all else on standard error.
    fn show(&self, answer: &Answer) -> std::io::Result<()> {
        tell(answer, answer.file.as_deref().unwrap_or(self.name));
        if answer.skipped {
            eprintln!("{}:{}: not checked: `{}` needs values", self.name, answer.line, first_line(&answer.source));
        }
        let Some(doc) = answer.shown(terminal::width()) else { return Ok(()) };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", doc.to_stream(&out))?;
        out.flush()
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

fn json(answer: &Answer) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", answer.to_json())?;
    out.flush()
}

/// Shows an answer's warnings and error on standard error.
pub fn tell(answer: &Answer, name: &str) {
    let stream = std::io::stderr();
    for warning in &answer.warnings {
        eprintln!("{}", render_warning(warning).to_stream(&stream));
    }
    if let Some(error) = &answer.error {
        let width = if stream.is_terminal() { terminal::width() } else { OUT_WIDTH };
        let doc = render_error(error, &answer.text.text, answer.text.line, name, width);
        let doc = if stream.is_terminal() { folded(doc, width) } else { doc };
        eprintln!("{}", doc.to_stream(&stream));
    }
}
