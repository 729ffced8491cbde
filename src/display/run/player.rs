//! A recorded run on the terminal: arrow keys step forwards and back, the space bar lets it go by itself, `q` leaves.

use std::io::Write;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::lesson::Lesson;
use crate::diag::{Result, runtime_error};
use crate::display::markup::{Line, Role};
use crate::display::terminal::{self, Changed};

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
const KEYS: [(&[u8], Key); 23] = [
    (b"\x1b[C", Key::On),
    (b"\x1b[B", Key::On),
    (b"\x1bOC", Key::On),
    (b"l", Key::On),
    (b"\r", Key::On),
    (b"\n", Key::On),
    (b"\x1b[D", Key::Back),
    (b"\x1b[A", Key::Back),
    (b"\x1bOD", Key::Back),
    (b"h", Key::Back),
    (b"\x1b[H", Key::First),
    (b"\x1bOH", Key::First),
    (b"\x1b[1~", Key::First),
    (b"\x1b[7~", Key::First),
    (b"r", Key::First),
    (b"\x1b[F", Key::Last),
    (b"\x1bOF", Key::Last),
    (b"\x1b[4~", Key::Last),
    (b"\x1b[8~", Key::Last),
    (b" ", Key::Toggle),
    (b"q", Key::Quit),
    (b"\x1b", Key::Quit),
    (b"\x03", Key::Quit),
];

/// Another screen, on which each key comes at once, until this is dropped.
struct Screen {
    /// The settings go back to what they were after the screen did.
    _keys: Changed,
    /// What keys sent that was not looked at yet.
    sent: Vec<u8>,
}

impl Screen {
    fn new() -> Result<Screen> {
        let failed = || runtime_error(format!("the terminal cannot be read: {}", std::io::Error::last_os_error()));
        let keys = Changed::keys().ok_or_else(failed)?;
        put(ENTER);
        Ok(Screen { _keys: keys, sent: Vec::new() })
    }

    /// The next key, if one comes in time.
    fn key(&mut self, time: Duration) -> Option<Key> {
        if self.sent.is_empty() {
            let mut wait = libc::pollfd { fd: libc::STDIN_FILENO, events: libc::POLLIN, revents: 0 };
            // SAFETY: one structure, which the call fills.
            if unsafe { libc::poll(&mut wait, 1, time.as_millis() as i32) } <= 0 {
                return None;
            }
            let mut bytes = [0u8; 64];
            let n = terminal::pressed(&mut bytes);
            self.sent.extend(&bytes[..n]);
        }
        let (key, length) = first_key(&self.sent);
        self.sent.drain(..length);
        Some(key)
    }
}

/// The first key of those that sent these bytes, and how many of the bytes are its; the end of all keys leaves.
fn first_key(sent: &[u8]) -> (Key, usize) {
    let known = KEYS.iter().filter(|(bytes, _)| sent.starts_with(bytes)).max_by_key(|(bytes, _)| bytes.len());
    match known {
        // A sequence that is none of ours, and not the escape key alone.
        Some((b"\x1b", _)) if sent.len() > 1 => (Key::Other, sent.len()),
        Some((bytes, key)) => (*key, bytes.len()),
        None if sent.is_empty() => (Key::Quit, 0),
        None => (Key::Other, 1),
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
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
    let mut screen = Screen::new()?;
    let (mut step, mut runs) = (0, true);
    loop {
        let size = (terminal::width(), terminal::height());
        show(lesson, step, runs, size);
        let key = loop {
            let key = screen.key(STEP);
            // A terminal of another size is drawn anew.
            if key.is_some() || runs || size != (terminal::width(), terminal::height()) {
                break key;
            }
        };
        match key {
            None if runs => step += 1,
            None => {}
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

fn show(lesson: &Lesson, step: usize, runs: bool, (width, height): (usize, usize)) {
    let mut doc = lesson.frame(step, width, height.saturating_sub(2), true);
    doc.lines.truncate(height.saturating_sub(2));
    let space = if runs { "space stops" } else { "space lets it go" };
    doc.push(Line::default());
    let keys = ["← → a step", space, "q leaves", "Home End first and last", "r from the start"];
    doc.push(Line::of(Role::Dim, &fitting(&keys, width)));
    let text = doc.to_text(terminal::colours(&std::io::stdout()));
    put(&format!("\x1b[H\x1b[2J{}", text.replace('\n', "\r\n")));
}

/// What fits on a line, the first things first.
fn fitting(parts: &[&str], width: usize) -> String {
    let mut line = String::new();
    for part in parts {
        let gap = if line.is_empty() { "" } else { "   " };
        if line.width() + gap.len() + part.width() < width {
            line.push_str(gap);
            line.push_str(part);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_come_at_once_are_told_apart() {
        assert_eq!(first_key(b"r\x1b[C"), (Key::First, 1));
        assert_eq!(first_key(b"\x1b[C\x1b[D"), (Key::On, 3));
        assert_eq!((first_key(b"\x1b"), first_key(b"\x1b[5~")), ((Key::Quit, 1), (Key::Other, 4)));
        assert_eq!((first_key(b"z"), first_key(b"")), ((Key::Other, 1), (Key::Quit, 0)));
    }
}
