//! A recorded run on the terminal: arrow keys step forwards and back, the space bar lets it go by itself, `q` leaves.

use std::io::{Read, Write};
use std::time::Duration;

use super::lesson::Lesson;
use crate::diag::{Result, runtime_error};
use crate::display::markup::{Line, Role};
use crate::display::terminal;

/// How long a step stays where the run goes by itself.
const STEP: Duration = Duration::from_millis(350);
/// Another screen, without a cursor; and back.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    On,
    Back,
    First,
    Last,
    Toggle,
    Quit,
    Other,
}

/// The keys by the bytes that they send.
const KEYS: [(&[u8], Key); 16] = [
    (b"\x1b[C", Key::On),
    (b"\x1b[B", Key::On),
    (b"\x1bOC", Key::On),
    (b"l", Key::On),
    (b"\r", Key::On),
    (b"\x1b[D", Key::Back),
    (b"\x1b[A", Key::Back),
    (b"\x1bOD", Key::Back),
    (b"h", Key::Back),
    (b"\x1b[H", Key::First),
    (b"r", Key::First),
    (b"\x1b[F", Key::Last),
    (b" ", Key::Toggle),
    (b"q", Key::Quit),
    (b"\x1b", Key::Quit),
    (b"\x03", Key::Quit),
];

/// A terminal that gives each key at once, until this is dropped.
struct Raw {
    before: libc::termios,
}

impl Raw {
    fn new() -> Result<Raw> {
        let failed = || runtime_error(format!("the terminal cannot be read: {}", std::io::Error::last_os_error()));
        // SAFETY: the calls read and set the structure that they are given.
        unsafe {
            let mut before: libc::termios = std::mem::zeroed();
            if libc::tcgetattr(libc::STDIN_FILENO, &mut before) != 0 {
                return Err(failed());
            }
            let mut raw = before;
            raw.c_lflag &= !(libc::ICANON | libc::ECHO | libc::ISIG);
            raw.c_iflag &= !(libc::ICRNL | libc::IXON);
            if libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, &raw) != 0 {
                return Err(failed());
            }
            Ok(Raw { before })
        }
    }

    /// The next key, if one comes in time; without a time, whenever it comes.
    fn key(&self, time: Option<Duration>) -> Option<Key> {
        let mut wait = libc::pollfd { fd: libc::STDIN_FILENO, events: libc::POLLIN, revents: 0 };
        let time = time.map_or(-1, |t| t.as_millis() as i32);
        // SAFETY: one structure, which the call fills.
        if unsafe { libc::poll(&mut wait, 1, time) } <= 0 {
            return None;
        }
        let mut bytes = [0u8; 16];
        let n = std::io::stdin().lock().read(&mut bytes).unwrap_or(0);
        if n == 0 {
            return Some(Key::Quit);
        }
        Some(KEYS.iter().find(|(sent, _)| *sent == &bytes[..n]).map_or(Key::Other, |k| k.1))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // SAFETY: the structure is the one that the terminal gave.
        unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, &self.before) };
        put(LEAVE);
    }
}

/// Writes to the terminal; one that is gone shows nothing.
fn put(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Shows a run on the terminal until the user leaves it.
///
/// # Errors
/// `RuntimeError` if the terminal cannot be read key by key.
pub fn play(lesson: &Lesson) -> Result<()> {
    let raw = Raw::new()?;
    put(ENTER);
    let (mut step, mut runs) = (0, true);
    loop {
        show(lesson, step, runs);
        match raw.key(runs.then_some(STEP)) {
            None => step += 1,
            Some(Key::On) => (step, runs) = (step + 1, false),
            Some(Key::Back) => (step, runs) = (step.saturating_sub(1), false),
            Some(Key::First) => step = 0,
            Some(Key::Last) => step = lesson.steps(),
            Some(Key::Toggle) => {
                // At the end it begins anew.
                (step, runs) = (if step >= lesson.steps() { 0 } else { step }, !runs);
            }
            Some(Key::Quit) => return Ok(()),
            Some(Key::Other) => {}
        }
        if step >= lesson.steps() {
            (step, runs) = (lesson.steps(), false);
        }
    }
}

fn show(lesson: &Lesson, step: usize, runs: bool) {
    let (width, height) = (terminal::width(), terminal::height());
    let mut doc = lesson.frame(step, width, height.saturating_sub(2), true);
    doc.lines.truncate(height.saturating_sub(2));
    let space = if runs { "space stops" } else { "space lets it go" };
    doc.push(Line::default());
    doc.push(Line::of(Role::Dim, &format!("← → a step   {space}   r from the start   q leaves")));
    let text = doc.to_text(terminal::colours(&std::io::stdout()));
    put(&format!("\x1b[H\x1b[2J{}", text.replace('\n', "\r\n")));
}
