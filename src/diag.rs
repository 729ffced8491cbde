//! What can go wrong, said once: a kind, a message, where, and what would work.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::Mutex;

/// A stretch of source text: byte offsets, `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

macro_rules! exceptions {
    ($($kind:ident)*) => {
        /// What sort of mistake it is, under Python's exception names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// The name of the exception.
            pub fn name(self) -> &'static str {
                match self {
                    $(Kind::$kind => stringify!($kind),)*
                }
            }
        }
    };
}

exceptions! {
    Exception
    ArithmeticError
    LookupError
    OSError
    StopIteration
    FloatingPointError
    SyntaxError
    IndentationError
    NameError
    UnboundLocalError
    AttributeError
    TypeError
    ValueError
    AxisError
    IndexError
    KeyError
    ZeroDivisionError
    OverflowError
    MemoryError
    RecursionError
    NotImplementedError
    LinAlgError
    AssertionError
    ImportError
    FileNotFoundError
    UnicodeDecodeError
    KeyboardInterrupt
    RuntimeError
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A mistake, ready to be shown: `help` says what would work.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub kind: Kind,
    pub message: String,
    pub span: Option<Span>,
    pub help: Option<String>,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), span: None, help: None }
    }

    /// Puts the mistake at `span`, unless a narrower place is known already.
    pub fn at(mut self, span: Span) -> Error {
        self.span.get_or_insert(span);
        self
    }

    /// Adds what would work, unless something was said already.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.help.get_or_insert_with(|| help.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.message)
    }
}

impl std::error::Error for Error {}

/// `1 task`, `8 tasks`, `2 entries`
pub fn counted(n: u128, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if n == 1 => format!("1 {what}"),
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {what}s"),
    }
}

/// What the mistake of wanting a value in a dry run says.
pub const NEEDS_VALUES: &str = "this needs a value that only a run would give";

macro_rules! kinds {
    ($($name:ident $kind:ident)*) => {$(
        #[doc = concat!("An error of kind `", stringify!($kind), "`.")]
        pub fn $name(message: impl Into<String>) -> Error {
            Error::new(Kind::$kind, message)
        }
    )*};
}

kinds! {
    syntax_error SyntaxError
    name_error NameError
    attribute_error AttributeError
    type_error TypeError
    value_error ValueError
    axis_error AxisError
    index_error IndexError
    key_error KeyError
    overflow_error OverflowError
    memory_error MemoryError
    not_implemented NotImplementedError
    linalg_error LinAlgError
    runtime_error RuntimeError
}

static WARNINGS: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Whether there is any warning, so that asking costs nothing where there is none.
static WARNED: AtomicBool = AtomicBool::new(false);

/// Notes something to tell after the statement, such as `RuntimeWarning: invalid value encountered in sqrt`; each text
/// is told once a statement.
pub fn warn(message: impl Into<String>) {
    let message = message.into();
    let mut warnings = WARNINGS.lock();
    if !warnings.contains(&message) {
        warnings.push(message);
        WARNED.store(true, Relaxed);
    }
}

/// The warnings since the last call, in the order of their coming.
pub fn take_warnings() -> Vec<String> {
    if WARNED.swap(false, Relaxed) { std::mem::take(&mut WARNINGS.lock()) } else { Vec::new() }
}

/// Puts warnings back, in this order.
pub fn set_warnings(warnings: impl IntoIterator<Item = String>) {
    warnings.into_iter().for_each(warn);
}

/// The known name nearest to `name`, if one is near enough to be meant (Damerau's distance, at most a third of it).
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    let distance = |k: &str| if k.eq_ignore_ascii_case(name) { usize::from(k != name) } else { edits(name, k) };
    known.into_iter().map(|k| (distance(k), k)).filter(|(d, _)| *d <= limit).min().map(|(_, k)| k)
}

/// Edits from `a` to `b`: insertions, deletions, replacements and swaps of neighbours.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_swaps_and_slips() {
        assert_eq!(nearest("sumn", ["sum", "mean"]), Some("sum"));
        assert_eq!(nearest("tranpsose", ["transpose", "trace"]), Some("transpose"));
        assert_eq!(nearest("zebra", ["sum", "mean"]), None);
    }
}
