//! Entries of earlier sessions, on disk: a line each, only ever appended to.
//!
//! Each entry is written whole by one call, under a lock, after the end of the last whole line: sessions that write at
//! once, or one that is killed while it writes, spoil no entry but their own.

use std::fs::{File, OpenOptions};
use std::io::{Read, Result, Seek, SeekFrom, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Entries that a session begins with, at most.
pub const MOST: usize = 10_000;
/// Bytes of the file that are read, at most: its end.
const LARGEST: u64 = 8 << 20;
/// Bytes of an entry that is worth keeping.
const LONGEST: usize = 64 << 10;

/// Where the history lies: in the folder for the state of programs.
pub fn path() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| folder("XDG_DATA_HOME"))
        .or_else(|| Some(folder("HOME")?.join(".local/state")));
    Some(state?.join("ndsh").join("history"))
}

/// The last entries of a file, the oldest first. What is no text is left out.
pub fn load(path: &Path) -> Result<Vec<String>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let from = length.saturating_sub(LARGEST);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity((length - from) as usize);
    file.read_to_end(&mut bytes)?;
    let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
    if from > 0 && !lines.is_empty() {
        lines.remove(0);
    }
    let entries = lines.iter().rev().filter_map(|l| decode(std::str::from_utf8(l).ok()?)).take(MOST);
    let mut entries: Vec<String> = entries.collect();
    entries.reverse();
    Ok(entries)
}

/// Adds an entry at the end of a file, which only its owner may read.
pub fn append(path: &Path, entry: &str) -> Result<()> {
    if entry.len() > LONGEST {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    lock(&file);
    let mut line = encode(entry);
    if !ends_whole(&mut file)? {
        line.insert(0, '\n');
    }
    file.write_all(line.as_bytes())
}

/// Waits for the others that write, but not for ever: the lock goes with the file.
fn lock(file: &File) {
    for _ in 0..50 {
        // SAFETY: the descriptor is the open file's.
        if unsafe { libc::flock(file.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) } == 0 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// Whether the file ends with a whole line.
fn ends_whole(file: &mut File) -> Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last[0] == b'\n')
}

fn encode(entry: &str) -> String {
    let mut line = entry.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    line.push('\n');
    line
}

/// The entry of a line; none for an empty one, and for the mark of a file's kind.
fn decode(line: &str) -> Option<String> {
    if line.trim().is_empty() || line.starts_with("#V") {
        return None;
    }
    if !line.contains('\\') {
        return Some(line.to_owned());
    }
    let (mut entry, mut chars) = (String::with_capacity(line.len()), line.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => entry.push('\n'),
                Some('r') => entry.push('\r'),
                Some(other) => entry.push(other),
                None => {}
            },
            c => entry.push(c),
        }
    }
    Some(entry)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn temporary(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("ndsh-history-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder.join("deep").join("history")
    }

    #[test]
    fn entries_come_back_as_they_were() {
        let path = temporary("whole");
        for entry in ["x = 1", "for k in y:\n    f('\\n')\n", "é \\ 数"] {
            append(&path, entry).unwrap();
        }
        assert_eq!(load(&path).unwrap(), ["x = 1", "for k in y:\n    f('\\n')\n", "é \\ 数"]);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_end_spoils_nothing_else() {
        let path = temporary("broken");
        append(&path, "one").unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"tw\xff").unwrap();
        append(&path, "three").unwrap();
        assert_eq!(load(&path).unwrap(), ["one", "three"]);
    }

    #[test]
    fn several_write_at_once() {
        let path = temporary("several");
        std::thread::scope(|scope| {
            for t in 0..4 {
                let path = &path;
                scope.spawn(move || (0..50).for_each(|k| append(path, &format!("{t}\n{k}").repeat(20)).unwrap()));
            }
        });
        let entries = load(&path).unwrap();
        assert_eq!(entries.len(), 200);
        let whole = |e: &String| (0..4).any(|t| (0..50).any(|k| *e == format!("{t}\n{k}").repeat(20)));
        assert!(entries.iter().all(whole));
    }
}
