//! Files and folders: scripts that run, sessions that are saved, the system's shell.

use std::io::Write;
use std::process::{Command, Stdio};

use parking_lot::Mutex;

use super::{Call, page, path};
use crate::array::Value;
use crate::diag::{self, Error, Kind, Result, runtime_error, value_error};
use crate::display::terminal::Changed;
use crate::display::{columns, sanitize};
use crate::eval::{self, World, print};
use crate::session::{Script, Session};
use crate::syntax::ast::Text;

/// Scripts that run scripts, at most.
const DEEPEST: usize = 16;

/// What went wrong with a file.
fn trouble(name: &str, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::new(Kind::FileNotFoundError, format!("there is no file or folder '{name}'"))
                .help("`%ls` lists what is there")
        }
        _ => runtime_error(format!("{name}: {error}")),
    }
}

fn one_name(call: &Call, what: &str) -> Result<String> {
    match call.words().as_slice() {
        [name] => Ok(name.clone()),
        [] => {
            Err(value_error(format!("`%{what}` needs the name of a file")).help(format!("such as `%{what} work.nd`")))
        }
        _ => Err(value_error(format!("`%{what}` takes one file"))
            .at(call.code.span)
            .help("put quotes around a name with blanks")),
    }
}

pub fn run(session: &mut Session, call: &Call) -> Result<Option<Value>> {
    let name = one_name(call, "run")?;
    if session.depth >= DEEPEST {
        return Err(
            Error::new(Kind::RecursionError, format!("more than {DEEPEST} scripts run each other")).at(call.code.span)
        );
    }
    let bytes = std::fs::read(path(&name)).map_err(|e| trouble(&name, &e).at(call.code.span))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let message = format!("'{name}' is not UTF-8 text: a bad byte at {}", e.utf8_error().valid_up_to());
        Error::new(Kind::UnicodeDecodeError, message).at(call.code.span)
    })?;
    session.pending = Some(Script { name: name.as_str().into(), text, walk: false });
    Ok(None)
}

pub fn save(session: &mut Session, call: &Call) -> Result<Option<Value>> {
    let mut words = call.words();
    let force = words.first().is_some_and(|w| w == "-f");
    if force {
        words.remove(0);
    }
    let name = match words.as_slice() {
        [name] => name,
        _ => {
            return Err(value_error("`%save` needs the name of a file")
                .at(call.code.span)
                .help("such as `%save work.nd`"));
        }
    };
    let (text, count) = session.log.script();
    let mut open = std::fs::OpenOptions::new();
    open.write(true).create(force).create_new(!force).truncate(force);
    let file = open.open(path(name)).and_then(|mut file| file.write_all(text.as_bytes()));
    file.map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => runtime_error(format!("'{name}' is there already"))
            .help(format!("to write over it: `%save -f {name}`"))
            .at(call.code.span),
        _ => trouble(name, &e).at(call.code.span),
    })?;
    let plural = if count == 1 { "" } else { "s" };
    print(&format!("{count} statement{plural} written; `%run {0}` or `ndsh {0}` runs them again.\n", sanitize(name)))?;
    Ok(None)
}

pub fn pwd(_: &mut Session, _: &Call) -> Result<Option<Value>> {
    let folder = std::env::current_dir().map_err(|e| trouble(".", &e))?;
    Ok(Some(Value::str(folder.to_string_lossy())))
}

/// The folder before the last `%cd`.
static BEFORE: Mutex<Option<std::path::PathBuf>> = Mutex::new(None);

pub fn cd(_: &mut Session, call: &Call) -> Result<Option<Value>> {
    let name = call.words().into_iter().next().unwrap_or_else(|| "~".into());
    let here = std::env::current_dir().ok();
    let to = match (name.as_str(), BEFORE.lock().clone()) {
        ("-", Some(before)) => before,
        ("-", None) => return Err(value_error("there was no folder before this one").at(call.code.span)),
        _ => path(&name),
    };
    std::env::set_current_dir(&to).map_err(|e| trouble(&name, &e).at(call.code.span))?;
    *BEFORE.lock() = here;
    let now = std::env::current_dir().unwrap_or(to);
    print(&format!("{}\n", sanitize(&now.to_string_lossy())))?;
    Ok(None)
}

pub fn ls(_: &mut Session, call: &Call) -> Result<Option<Value>> {
    let name = call.words().into_iter().next().unwrap_or_else(|| ".".into());
    let entries = std::fs::read_dir(path(&name)).map_err(|e| trouble(&name, &e).at(call.code.span))?;
    let mut names: Vec<String> = entries
        .filter_map(std::result::Result::ok)
        .map(|e| {
            let mark = if e.path().is_dir() { "/" } else { "" };
            format!("{}{mark}", sanitize(&e.file_name().to_string_lossy()).replace('\n', "\\n"))
        })
        .filter(|n| !n.starts_with('.'))
        .collect();
    names.sort();
    page(&columns(&names, eval::width()))
}

/// `!command`: the system's shell runs it.
pub fn shell(command: &Text) -> Result<()> {
    if World::current().is_some_and(|w| w.is_dry()) {
        return Ok(());
    }
    let failed = |e: std::io::Error| runtime_error(format!("the command could not start: {e}")).at(command.span);
    let mut line = Command::new("sh");
    line.arg("-c").arg(&command.text);
    let kept = World::current().is_some_and(|w| w.keeps());
    let status = if kept {
        let output = line.stdin(Stdio::null()).output().map_err(failed)?;
        eval::print(&String::from_utf8_lossy(&output.stdout))?;
        eval::print(&String::from_utf8_lossy(&output.stderr))?;
        output.status
    } else {
        // What is typed for the command shows.
        let _settings = Changed::with(|settings| settings.c_lflag |= libc::ECHO);
        line.status().map_err(failed)?
    };
    if let Some(code) = status.code().filter(|c| *c != 0) {
        diag::warn(format!("the command ended with status {code}"));
    }
    Ok(())
}
