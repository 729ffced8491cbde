//! The command line: arguments to a shell or a script, and its exit status.

mod usage;

use std::ffi::OsString;
use std::io::{BufReader, IsTerminal};
use std::process::ExitCode;

use lexopt::prelude::*;
use ndsh::array::build::parse_bytes;
use ndsh::chunk::{buffer, cancel};
use ndsh::eval::stack;
use ndsh::script::{self, Options, Status};
use ndsh::session::{self, Session};
use ndsh::{display, exec, repl};
use usage::{Flag, OPTIONS, SHELLS};

/// What the command line asks for.
#[derive(Default)]
struct Command {
    options: Options,
    code: Vec<String>,
    file: Option<OsString>,
    threads: Option<usize>,
    memory: Option<usize>,
    /// A shell without the start-up script.
    plain: bool,
    /// Something to print instead of running anything.
    say: Option<String>,
}

fn parse() -> Result<Command, lexopt::Error> {
    let mut command = Command::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        let option = OPTIONS.iter().find(|o| match &argument {
            Short(c) => o.short == Some(*c),
            Long(name) => o.long == Some(*name),
            Value(_) => false,
        });
        match (option.map(|o| o.flag), argument) {
            (Some(flag), _) => set(&mut command, flag, &mut parser)?,
            (None, Value(file)) if command.file.is_none() => command.file = Some(file),
            (None, other) => return Err(other.unexpected()),
        }
    }
    if command.file.is_some() && !command.code.is_empty() {
        return Err("give a FILE or -e, not both".into());
    }
    Ok(command)
}

/// Does what an option says.
fn set(command: &mut Command, flag: Flag, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
    match flag {
        Flag::Code => command.code.push(parser.value()?.string()?),
        Flag::KeepGoing => command.options.keep_going = true,
        Flag::Json => command.options.json = true,
        Flag::Check => command.options.check = true,
        Flag::NoStartup => command.plain = true,
        Flag::Threads => {
            let value = parser.value()?;
            let threads = value.parse().ok().filter(|n| (1..=4096).contains(n));
            command.threads =
                Some(threads.ok_or_else(|| format!("--threads takes a number from 1 to 4096, not {value:?}"))?);
        }
        Flag::Memory => {
            let value = parser.value()?.string()?;
            command.memory = Some(parse_bytes(&value).map_err(|e| format!("--memory: {}", e.message))?);
        }
        Flag::Man => command.say = Some(usage::manual()),
        Flag::Completions => {
            let shell = parser.value()?.string()?;
            let wrong = || format!("--completions takes one of {}, not {shell}", SHELLS.join(", "));
            command.say = Some(usage::completions(&shell).ok_or_else(wrong)?);
        }
        Flag::Help => command.say = Some(usage::help()),
        Flag::Version => command.say = Some(format!("ndsh {}", env!("CARGO_PKG_VERSION"))),
    }
    Ok(())
}

fn main() -> ExitCode {
    buffer::keep_lists();
    let command = match parse() {
        Ok(command) => command,
        Err(error) => return refuse(&error.to_string()),
    };
    if let Some(text) = &command.say {
        println!("{}", text.trim_end());
        return ExitCode::SUCCESS;
    }
    if command.threads.is_some() || command.memory.is_some() {
        exec::configure(command.threads, command.memory);
    }
    session::quiet_panics();
    if std::io::stderr().is_terminal() {
        display::progress::install();
    }
    match stack::run_big(move || run(&command)) {
        Some(code) => code,
        None => ExitCode::FAILURE,
    }
}

fn refuse(message: &str) -> ExitCode {
    eprintln!("ndsh: {}\nTry `ndsh --help`.", display::sanitize(message));
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
            return repl::run(command.options.check, command.plain);
        }
        Some(file) if file != "-" => {
            let name = file.to_string_lossy();
            match std::fs::File::open(file) {
                Ok(lines) => {
                    with_session(command, |session| script::run(session, BufReader::new(lines), &name, command.options))
                }
                Err(error) => return refuse(&format!("{name}: {}", plain(&error))),
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
            display::progress::hide();
            std::process::exit(Status::Interrupted as i32);
        }
        cancel::request();
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        eprintln!("ndsh: Ctrl-C will not be noticed: {error}");
    }
}
