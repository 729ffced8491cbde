//! What the terminal is like: its columns, and whether it shows colours and more than ASCII.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// The columns of what is not shown on a terminal.
pub const OUT_WIDTH: usize = 80;

/// The rows and columns of the terminal that standard output is.
fn size() -> Option<(usize, usize)> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the call fills the structure that it is given.
    let done = unsafe { libc::ioctl(libc::STDOUT_FILENO, libc::TIOCGWINSZ, std::ptr::from_mut(&mut size)) };
    (done == 0).then(|| (usize::from(size.ws_row), usize::from(size.ws_col)))
}

/// The columns of the terminal that standard output is; 80 if it is none.
pub fn width() -> usize {
    size().map(|(_, columns)| columns).filter(|c| *c >= 20).unwrap_or(OUT_WIDTH)
}

/// The rows of the terminal that standard output is; 24 if it is none.
pub fn rows() -> usize {
    size().map(|(rows, _)| rows).filter(|r| *r > 0).unwrap_or(24)
}

/// The rows for a picture of its own: no fewer than it needs to say anything.
pub fn height() -> usize {
    size().map(|(rows, _)| rows).filter(|r| *r >= 8).unwrap_or(24)
}

/// The settings of the terminal that standard input is, changed until this is dropped.
pub struct Changed {
    before: libc::termios,
}

impl Changed {
    /// Changes the settings; none if standard input is no terminal, or another program has it now.
    pub fn with(change: impl FnOnce(&mut libc::termios)) -> Option<Changed> {
        let mut before = std::mem::MaybeUninit::<libc::termios>::zeroed();
        // SAFETY: the call fills the structure that it is given, and only what it filled is used.
        let before = unsafe {
            if libc::tcgetpgrp(libc::STDIN_FILENO) != libc::getpgrp()
                || libc::tcgetattr(libc::STDIN_FILENO, before.as_mut_ptr()) != 0
            {
                return None;
            }
            before.assume_init()
        };
        let mut changed = before;
        change(&mut changed);
        // SAFETY: the structure is a whole one, that the system gave.
        let done = unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSADRAIN, &changed) };
        (done == 0).then_some(Changed { before })
    }

    /// Keys come one by one, as they are pressed, and do not show.
    pub fn keys() -> Option<Changed> {
        Changed::with(|settings| {
            settings.c_lflag &= !(libc::ICANON | libc::ECHO | libc::ISIG);
            settings.c_iflag &= !libc::IXON;
        })
    }
}

/// The bytes that keys sent; none if no more come.
pub fn pressed(bytes: &mut [u8]) -> usize {
    // SAFETY: the call writes no more bytes than there are. Standard input as the library has it would read ahead.
    let read = unsafe { libc::read(libc::STDIN_FILENO, bytes.as_mut_ptr().cast(), bytes.len()) };
    usize::try_from(read).unwrap_or(0)
}

impl Drop for Changed {
    fn drop(&mut self) {
        // SAFETY: the structure is the one that the system gave.
        unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSADRAIN, &self.before) };
    }
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

fn is_dumb() -> bool {
    set("TERM").is_some_and(|t| t == "dumb")
}

/// Whether colours show: 0 where they can, 1 never, 2 always.
static COLOURS: AtomicU8 = AtomicU8::new(0);

/// Sets whether colours show on a terminal; `None` for where they can.
pub fn set_colours(show: Option<bool>) {
    COLOURS.store(show.map_or(0, |s| 1 + u8::from(s)), Relaxed);
}

/// What `set_colours` set.
pub fn colours_set() -> Option<bool> {
    match COLOURS.load(Relaxed) {
        0 => None,
        n => Some(n == 2),
    }
}

/// Whether a stream shows colours.
pub fn colours(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && colours_set().unwrap_or_else(|| set("NO_COLOR").is_none() && !is_dumb())
}

/// Whether the terminal says that it shows any colour, and not only 256 of them.
pub fn true_colours() -> bool {
    static TRUE: OnceLock<bool> = OnceLock::new();
    let said = || {
        set("COLORTERM").is_some_and(|c| c == "truecolor" || c == "24bit")
            || set("TERM").is_some_and(|t| t.ends_with("-direct"))
    };
    *TRUE.get_or_init(said)
}

/// Whether text is to be drawn with ASCII alone: where `NO_COLOR` or `TERM=dumb` ask for plain text, and on a terminal
/// whose locale is not UTF-8.
pub fn ascii() -> bool {
    static ASCII: OnceLock<bool> = OnceLock::new();
    let other_locale = || {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name));
        locale.is_some_and(|l| !l.to_ascii_lowercase().replace('-', "").contains("utf8"))
    };
    *ASCII.get_or_init(|| set("NO_COLOR").is_some() || is_dumb() || (std::io::stdout().is_terminal() && other_locale()))
}
