//! The shell on a real terminal: what its screen shows, held against `tests/screens/*.txt`, at two sizes, with and
//! without colours. With `UPDATE=1` in the environment the screens are written anew: then look at them.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take: machines are busy at times.
const LIMIT: Duration = Duration::from_secs(60);

/// A shell on a terminal of its own.
struct Terminal {
    child: Child,
    keys: File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    home: PathBuf,
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
    fn open(name: &str, columns: u16, rows: u16, colour: bool) -> Terminal {
        let (main, other) = open_pty(rows, columns);
        let home = std::env::temp_dir().join(format!("ndsh-terminal-{}-{name}-{columns}-{colour}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).expect("a home");
        let side = || other.try_clone().expect("the terminal");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ndsh"));
        command.args(["--threads", "2", "--memory", "1GB"]).stdin(side()).stdout(side()).stderr(side());
        command.env_clear().env("HOME", &home).env("TERM", "xterm-256color").env("LANG", "C.UTF-8").env("PAGER", "cat");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).current_dir(&home);
        if !colour {
            command.env("NO_COLOR", "1");
        }
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

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys");
    }

    /// Takes what comes within a moment; false if nothing came.
    fn look(&mut self, moment: Duration) -> bool {
        match self.output.recv_timeout(moment) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                true
            }
            Err(_) => false,
        }
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen is as wanted.
    fn wait(&mut self, what: &str, wanted: impl Fn(&Terminal) -> bool) {
        let start = Instant::now();
        while !wanted(self) {
            self.look(Duration::from_millis(50));
            assert!(start.elapsed() < LIMIT, "{what} did not come:\n{}", self.text());
        }
    }

    fn wait_for(&mut self, text: &str) {
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
        let mut text: Vec<&str> = rows.iter().map(|r| r.trim_end()).collect();
        while text.last().is_some_and(|l| l.is_empty()) {
            text.pop();
        }
        text.join("\n") + "\n"
    }

    /// Holds the screen against the committed one.
    fn holds(&mut self, name: &str, colour: bool) {
        let (rows, columns) = self.screen.screen().size();
        let kind = if colour { "colour" } else { "plain" };
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens");
        let path = folder.join(format!("{name}-{columns}x{rows}-{kind}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            while self.look(Duration::from_millis(700)) {}
            std::fs::write(&path, self.shown(colour)).expect("a screen to write");
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

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

/// Plays a scene at each size, with and without colours.
fn scene(name: &str, play: impl Fn(&mut Terminal)) {
    for (columns, rows) in [(80, 24), (140, 40)] {
        for colour in [false, true] {
            let mut terminal = Terminal::open(name, columns, rows, colour);
            terminal.wait_for("In [1]:");
            play(&mut terminal);
            terminal.holds(name, colour);
        }
    }
}

#[test]
fn start() {
    scene("start", |_| {});
}

#[test]
fn summary() {
    scene("summary", |t| {
        t.press("x = da.ones((1000, 1000), chunks=250)\r");
        t.wait_for("In [2]:");
        t.press("x\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn completion() {
    scene("completion", |t| {
        t.press("x = da.ones((1000, 500), chunks=250)\r");
        t.wait_for("In [2]:");
        t.press("x.c\t");
        t.wait_for("compute_chunk_sizes");
        t.press("umsum(axis=\t");
        t.wait_for("of length 500");
    });
}

#[test]
fn help() {
    scene("help", |t| {
        t.press("da.cumsum?\r");
        t.wait_for("In [2]:");
    });
}

#[test]
fn error() {
    scene("error", |t| {
        t.press("x = da.ones((1000, 500), chunks=250)\r");
        t.wait_for("In [2]:");
        t.press("y = 2 * x + np.ones(3)\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn control_c() {
    scene("control_c", |t| {
        t.press("x = 5\r");
        t.wait_for("In [2]:");
        t.press("not wanted");
        t.wait_for("wanted");
        t.press("\x03");
        t.wait("a fresh prompt", |t| t.text().matches("In [2]:").count() == 2);
        t.press("\x03");
        t.wait_for("Leave ndsh?");
        t.press("n\r");
        t.wait("a third prompt", |t| t.text().matches("In [2]:").count() >= 3);
        t.press("x + 1\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn paste() {
    scene("paste", |t| {
        t.press("\x1b[200~>>> x = 20\n>>> x + 1\n21\n>>> for k in range(2):\n...     print(k, x)\n... \n0 20\x1b[201~");
        t.wait_for("0 20");
        t.press("\r");
        t.wait_for("In [2]:");
    });
}

#[test]
fn a_large_paste_is_quick() {
    let mut terminal = Terminal::open("large", 80, 24, true);
    terminal.wait_for("In [1]:");
    let numbers: String = (0..70_000).map(|k| format!("{},\n", 100_000 + k % 10)).collect();
    let start = Instant::now();
    let text = format!("\x1b[200~x = [\n{numbers}]\x1b[201~\rlen(x)\r");
    assert!(text.len() > 500_000);
    let mut keys = terminal.keys.try_clone().expect("the terminal");
    std::thread::spawn(move || keys.write_all(text.as_bytes()));
    terminal.wait_for("Out[2]: 70000");
    println!("{:?}", start.elapsed());
    assert!(start.elapsed() < LIMIT / 2);
}

#[test]
fn control_d_leaves() {
    let mut terminal = Terminal::open("leave", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("\x04");
    let start = Instant::now();
    while terminal.child.try_wait().expect("the shell").is_none() {
        terminal.look(Duration::from_millis(20));
        assert!(start.elapsed() < LIMIT);
    }
    assert_eq!(terminal.child.wait().expect("its end").code(), Some(0));
}

#[test]
fn files_and_errors_carry_no_control_characters() {
    let mut terminal = Terminal::open("control", 80, 24, true);
    terminal.wait_for("In [1]:");
    std::fs::write(terminal.home.join("bad\x1b]0;title\x07name"), "x").expect("a file");
    terminal.press("%ls\r");
    terminal.wait_for("In [2]:");
    terminal.press("'\\x1b[2J'; assert 1 == 2, '\\x1b[2Jgone'\r");
    terminal.wait_for("In [3]:");
    let text = terminal.text();
    assert!(text.contains("bad\\x1b]0;title\\x07name") && text.contains("ndsh"), "{text}");
}
