//! The command line: arguments to a shell or a script, and its exit status.

use std::ffi::OsString;
use std::io::{BufReader, IsTerminal};
use std::process::ExitCode;

use lexopt::prelude::*;
use ndsh::array::build::parse_bytes;
use ndsh::chunk::cancel;
use ndsh::eval::stack;
use ndsh::script::{self, Options, Status};
use ndsh::session::{self, Session};
use ndsh::{exec, repl};

const HELP: &str = "\
ndsh: a shell for chunked arrays, with a NumPy-style array language

    ndsh                     a shell on a terminal; on a pipe, a script from standard input
    ndsh FILE.nd | ndsh -    a script; `-` is standard input
    ndsh -e 'CODE'           a few statements; may be given several times

      --keep-going           go on after a statement that fails (the exit status stays 1)
      --json                 an object a statement, JSON Lines
      --check                build everything and run nothing: syntax, shapes, dtypes
      --threads N            the threads that run graphs (default: all cores)
      --memory SIZE          the memory that they may use, such as 4GB
  -h, --help
  -V, --version

exit status: 0 all went well; 1 a statement failed; 2 usage; 130 interrupted";

/// What the command line asks for.
#[derive(Default)]
struct Command {
    options: Options,
    code: Vec<String>,
    file: Option<OsString>,
    threads: Option<usize>,
    memory: Option<usize>,
    /// Something to print instead of running anything.
    say: Option<String>,
}

fn parse() -> Result<Command, lexopt::Error> {
    let mut command = Command::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => command.say = Some(HELP.to_owned()),
            Short('V') | Long("version") => command.say = Some(format!("ndsh {}", env!("CARGO_PKG_VERSION"))),
            Short('e') => command.code.push(parser.value()?.string()?),
            Long("keep-going") => command.options.keep_going = true,
            Long("json") => command.options.json = true,
            Long("check") => command.options.check = true,
            Long("threads") => {
                let value = parser.value()?;
                let threads = value.parse().ok().filter(|n| (1..=4096).contains(n));
                command.threads =
                    Some(threads.ok_or_else(|| format!("--threads takes a number from 1 to 4096, not {value:?}"))?);
            }
            Long("memory") => {
                let value = parser.value()?.string()?;
                command.memory = Some(parse_bytes(&value).map_err(|e| format!("--memory: {}", e.message))?);
            }
            Value(file) if command.file.is_none() => command.file = Some(file),
            other => return Err(other.unexpected()),
        }
    }
    if command.file.is_some() && !command.code.is_empty() {
        return Err("give a FILE or -e, not both".into());
    }
    Ok(command)
}

fn main() -> ExitCode {
    let command = match parse() {
        Ok(command) => command,
        Err(error) => return usage(&error.to_string()),
    };
    if let Some(text) = &command.say {
        println!("{text}");
        return ExitCode::SUCCESS;
    }
    if command.threads.is_some() || command.memory.is_some() {
        exec::configure(command.threads, command.memory);
    }
    session::quiet_panics();
    match stack::run_big(move || run(&command)) {
        Some(code) => code,
        None => ExitCode::FAILURE,
    }
}

fn usage(message: &str) -> ExitCode {
    eprintln!("ndsh: {message}\nTry `ndsh --help`.");
    ExitCode::from(2)
}

fn run(command: &Command) -> ExitCode {
    let stdin = std::io::stdin();
    let status = match &command.file {
        _ if !command.code.is_empty() => {
            let text = command.code.join("\n");
            with_session(command, |session| script::run(session, text.as_bytes(), "<-e>", command.options))
        }
        None if stdin.is_terminal() && !command.options.json => {
            on_interrupt(false);
            return repl::run(command.options.check);
        }
        Some(file) if file != "-" => {
            let name = file.to_string_lossy();
            match std::fs::File::open(file) {
                Ok(lines) => {
                    with_session(command, |session| script::run(session, BufReader::new(lines), &name, command.options))
                }
                Err(error) => return usage(&format!("{name}: {}", plain(&error))),
            }
        }
        _ => with_session(command, |session| script::run(session, stdin.lock(), "<stdin>", command.options)),
    };
    ExitCode::from(status as u8)
}

/// What went wrong with a file, without the number of the error.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        _ => error.to_string(),
    }
}

fn with_session(command: &Command, run: impl FnOnce(&mut Session) -> Status) -> Status {
    on_interrupt(true);
    run(&mut Session::new(command.options.json))
}

/// Ctrl-C stops the statement that runs. Without one it ends the program; in a script also if it comes again.
fn on_interrupt(script: bool) {
    let handler = move || {
        if !session::is_running() || (script && cancel::requested()) {
            std::process::exit(Status::Interrupted as i32);
        }
        cancel::request();
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        eprintln!("ndsh: Ctrl-C will not be noticed: {error}");
    }
}
