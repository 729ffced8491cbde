//! A shell on a terminal of its own, and what its screen shows.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take: machines are busy at times.
pub const LIMIT: Duration = Duration::from_secs(60);

/// A shell on a terminal of its own.
pub struct Terminal {
    pub child: Child,
    pub keys: File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    pub home: PathBuf,
}

/// The two ends of a new terminal.
fn open_pty(rows: u16, columns: u16) -> (OwnedFd, OwnedFd) {
    let (mut main, mut other) = (0, 0);
    let mut size = libc::winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the call fills the two descriptors, and reads the size; no name and no settings are asked for.
    unsafe {
        let done = libc::openpty(
            &mut main,
            &mut other,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::from_mut(&mut size),
        );
        assert_eq!(done, 0, "a terminal");
        (OwnedFd::from_raw_fd(main), OwnedFd::from_raw_fd(other))
    }
}

impl Terminal {
    pub fn open(name: &str, columns: u16, rows: u16, colour: bool) -> Terminal {
        let (main, other) = open_pty(rows, columns);
        let home = std::env::temp_dir().join(format!("ndsh-terminal-{}-{name}-{columns}-{colour}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).expect("a home");
        let side = || other.try_clone().expect("the terminal");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ndsh"));
        command.args(["--threads", "2", "--memory", "1GB"]).stdin(side()).stdout(side()).stderr(side());
        command.env_clear().env("HOME", &home).env("TERM", "xterm-256color").env("LANG", "C.UTF-8").env("PAGER", "cat");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).current_dir(&home);
        let (name, value) = if colour { ("COLORTERM", "truecolor") } else { ("NO_COLOR", "1") };
        command.env(name, value);
        // SAFETY: only calls that are safe between fork and exec; standard input is the terminal by then.
        unsafe {
            command.pre_exec(|| {
                if libc::setsid() < 0 || libc::ioctl(0, libc::TIOCSCTTY as _, 0) < 0 {
                    return Err(std::io::Error::last_os_error());
                }
                Ok(())
            });
        }
        let child = command.spawn().expect("the shell");
        drop(other);
        let (send, output) = channel();
        let mut reader = File::from(main.try_clone().expect("the terminal"));
        std::thread::spawn(move || {
            let mut bytes = [0; 65536];
            while let Ok(n) = reader.read(&mut bytes) {
                if n == 0 || send.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal { child, keys: File::from(main), output, screen: vt100::Parser::new(rows, columns, 0), home }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys");
    }

    /// Takes what comes within a moment; false if nothing came.
    pub fn look(&mut self, moment: Duration) -> bool {
        match self.output.recv_timeout(moment) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                true
            }
            Err(_) => false,
        }
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&Terminal) -> bool) {
        let start = Instant::now();
        while !wanted(self) {
            self.look(Duration::from_millis(50));
            assert!(start.elapsed() < LIMIT, "{what} did not come:\n{}", self.text());
        }
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |t| t.text().contains(text));
    }

    /// The screen as lines, colours as `\e[…m`.
    fn shown(&self, colour: bool) -> String {
        let screen = self.screen.screen();
        let (_, columns) = screen.size();
        let rows: Vec<String> = match colour {
            false => screen.rows(0, columns).collect(),
            true => {
                let bytes = screen.rows_formatted(0, columns);
                bytes.map(|row| String::from_utf8_lossy(&row).replace('\x1b', "\\e")).collect()
            }
        };
        let rows: Vec<String> = rows.iter().map(|row| without_times(row)).collect();
        let mut text: Vec<&str> = rows.iter().map(|r| r.trim_end()).collect();
        while text.last().is_some_and(|l| l.is_empty()) {
            text.pop();
        }
        text.join("\n") + "\n"
    }

    /// Holds the screen against the committed one.
    pub fn holds(&mut self, name: &str, colour: bool) {
        let (rows, columns) = self.screen.screen().size();
        let kind = if colour { "colour" } else { "plain" };
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens");
        let path = folder.join(format!("{name}-{columns}x{rows}-{kind}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            let (mut shown, mut since) = (self.shown(colour), Instant::now());
            while since.elapsed() < Duration::from_millis(700) {
                self.look(Duration::from_millis(50));
                let now = self.shown(colour);
                if now != shown {
                    (shown, since) = (now, Instant::now());
                }
            }
            std::fs::write(&path, shown).expect("a screen to write");
            return;
        }
        let wanted = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let start = Instant::now();
        while self.shown(colour) != wanted && start.elapsed() < LIMIT / 4 {
            self.look(Duration::from_millis(50));
        }
        assert_eq!(self.shown(colour), wanted, "{}", path.display());
    }
}

/// A line in which how long something took, at its end, is always as long.
fn without_times(line: &str) -> String {
    let Some((before, time)) = line.rsplit_once(", after ") else { return line.to_owned() };
    let end = time.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | ' '))).unwrap_or(time.len());
    format!("{before}, after 1.20 ms{}", &time[end..])
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}
