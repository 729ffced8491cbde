//! The line editor: prompts, texts of several lines, and where the history lies.

use std::path::PathBuf;

use rustyline::history::FileHistory;
use rustyline::{Config, DefaultEditor, Result};

use crate::display::{Doc, Line, Role};
use crate::syntax::{Completeness, completeness};

/// A line editor with the history of earlier sessions.
pub struct Editor {
    lines: rustyline::Editor<(), FileHistory>,
}

impl Editor {
    pub fn open() -> Result<Editor> {
        let config = Config::builder().auto_add_history(false).max_history_size(10_000)?.build();
        let mut lines = DefaultEditor::with_config(config)?;
        if let Some(path) = history_path() {
            // There is none in the first session.
            let _ = lines.load_history(&path);
        }
        Ok(Editor { lines })
    }

    /// Reads a text for cell `number`: lines, until they are complete.
    pub fn read(&mut self, number: usize) -> Result<String> {
        let first = format!("In [{number}]: ");
        let next = format!("{:>width$}", "...: ", width = first.len());
        let mut text = self.lines.readline(&styled(&first))?;
        while completeness(&text) == Completeness::Incomplete {
            let line = self.lines.readline_with_initial(&styled(&next), (&indent(&text), ""))?;
            text.push('\n');
            text.push_str(&line);
        }
        Ok(text)
    }

    /// Adds a text to the history, and writes it down at once: a session may end in any way.
    pub fn remember(&mut self, text: &str) {
        let added = self.lines.add_history_entry(text.trim_end()).unwrap_or(false);
        let Some(path) = history_path().filter(|_| added) else { return };
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if folder.is_ok() {
            // A history that cannot be kept is no reason to stop.
            let _ = self.lines.append_history(&path);
        }
    }
}

/// A prompt as it is, and as it shows.
fn styled(prompt: &str) -> (String, String) {
    let line = Doc { lines: vec![Line::of(Role::Prompt, prompt)] };
    (prompt.to_owned(), line.to_stream(&std::io::stdout()))
}

/// How far the line after a text begins: as far as its last one, and further after a colon.
fn indent(text: &str) -> String {
    let last = text.lines().next_back().unwrap_or("");
    let blanks: String = last.chars().take_while(|c| *c == ' ').collect();
    if last.trim_end().ends_with(':') { format!("{blanks}    ") } else { blanks }
}

/// Where the history lies: in the folder for the state of programs.
fn history_path() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| folder("XDG_DATA_HOME"))
        .or_else(|| Some(folder("HOME")?.join(".local/state")));
    Some(state?.join("ndsh").join("history"))
}
