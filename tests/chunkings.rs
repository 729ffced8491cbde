//! Every example of every row again on lazy arrays: in one chunk, in chunks of 1, 2 and 3 along each axis, and along a
//! first axis whose length nobody knows. The answers are the same.

mod common;

use std::collections::HashSet;
use std::sync::LazyLock;

use common::{answers, examples, text_of};
use ndsh::array::Value;
use ndsh::ops::{self, Family, Op, Place};
use ndsh::session::{Answer, Session};

/// What becomes of each array that `np.` creates, as the body of a function of `v`.
const CHUNKINGS: [(&str, &str); 5] = [
    ("one chunk", "da.from_array(v, chunks=-1)"),
    ("chunks of 1", "da.from_array(v, chunks=1)"),
    ("chunks of 2", "da.from_array(v, chunks=2)"),
    ("chunks of 3", "da.from_array(v, chunks=3)"),
    (
        "an unknown length",
        "da.from_array(np.repeat(v, 2, axis=0), chunks=3)[da.arange(2 * len(v), chunks=3) % 2 == 0] if v.ndim else v",
    ),
];

/// The rows that are left out, and why.
const LEFT_OUT: [(Place, &str, &str); 7] = [
    (Place::Np, "shares_memory", "only arrays in memory share it"),
    (Place::Linalg, "eig", "whether the answer is complex depends on the elements, so that a lazy one always is"),
    (Place::Linalg, "eigvals", "whether the answer is complex depends on the elements, so that a lazy one always is"),
    (Place::Method, "sort", "of a lazy array it is the sorted one"),
    (Place::Method, "partition", "of a lazy array it is the partitioned one"),
    (Place::Method, "setflags", "only arrays in memory are written into"),
    (Place::Method, "view", "a lazy array is seen as elements of the same size only"),
];

fn is_left_out(op: &Op) -> bool {
    LEFT_OUT.iter().any(|(place, name, _)| *name == op.name && op.places.contains(place))
}

/// The names under `np.` whose answers are made lazy: all creations.
static CREATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let creates = |op: &&Op| op.family == Family::Creation && op.places.contains(&Place::Np);
    ops::all().filter(creates).flat_map(|op| std::iter::once(op.name).chain(op.aliases.iter().copied())).collect()
});

/// The text with `np.array(...)` and all other creations as `lazy(np.array(...))`.
fn made_lazy(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("np.") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name_len = from[3..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(from.len() - 3);
        let (name, after) = (&from[3..3 + name_len], &from[3 + name_len..]);
        match closing(after).filter(|_| CREATIONS.contains(name)) {
            Some(end) => {
                out.push_str(&format!("lazy(np.{name}{})", made_lazy(&after[..end])));
                rest = &after[end..];
            }
            None => {
                out.push_str(&from[..3 + name_len]);
                rest = after;
            }
        }
    }
    out + rest
}

/// The end of the brackets with which a text begins; none if it begins with something else.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (c == ')').then_some(i + 1);
        }
    }
    None
}

/// Whether there is a lazy array in a value.
fn is_lazy(value: &Value) -> bool {
    match value {
        Value::Lazy(_) => true,
        Value::Masked(m) => m.is_lazy(),
        Value::Dict(entries) => entries.read().iter().any(|(_, v)| is_lazy(v)),
        v => v.items().is_some_and(|items| items.iter().any(is_lazy)),
    }
}

/// What a statement comes to when its lazy answer is computed.
fn computed(session: &mut Session, typed: &str) -> Vec<Answer> {
    let mut all = answers(session, typed);
    if all.last().and_then(|a| a.value.as_ref()).is_some_and(is_lazy) {
        all.pop();
        all.extend(answers(session, "dask.compute(_)[0]"));
    }
    all
}

/// The words and the numbers of a text, without white space.
fn tokens(text: &str) -> (String, Vec<f64>) {
    let (mut words, mut numbers) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = number_len(rest);
        if len > 0 {
            numbers.extend(rest[..len].parse::<f64>());
            words.push('#');
            rest = &rest[len..];
        } else {
            words.extend((!c.is_whitespace()).then_some(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    (words, numbers)
}

fn number_len(text: &str) -> usize {
    let digits = |t: &str| t.find(|c: char| !c.is_ascii_digit()).unwrap_or(t.len());
    let sign = usize::from(text.starts_with('-'));
    let mut len = sign + digits(&text[sign..]);
    if len == sign {
        return 0;
    }
    if text[len..].starts_with('.') {
        len += 1 + digits(&text[len + 1..]);
    }
    if let Some(exponent) = text[len..].strip_prefix('e') {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let n = digits(&exponent[sign..]);
        len += if n > 0 { 1 + sign + n } else { 0 };
    }
    len
}

/// Whether two answers say the same: words alike, and numbers but for the rounding of sums in another order.
fn same(got: &str, want: &str) -> bool {
    let ((words, numbers), (want_words, want_numbers)) = (tokens(got), tokens(want));
    let near = |(a, b): (&f64, &f64)| a == b || (a - b).abs() <= 1e-8 * a.abs().max(b.abs()).max(1e-6);
    words == want_words && numbers.len() == want_numbers.len() && numbers.iter().zip(&want_numbers).all(near)
}

/// Whether two shapes are the same but for lengths that are not known.
fn same_lengths(got: &str, want: &str) -> bool {
    let lengths = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let (got, want) = (lengths(got), lengths(want));
    got.len() == want.len() && got.iter().zip(&want).all(|(a, b)| a == b || a == "nan")
}

#[test]
fn every_example_is_the_same_on_any_chunking() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (chunking, lazily) in CHUNKINGS {
        for op in ops::all().filter(|op| !is_left_out(op)) {
            let mut session = Session::new(true);
            answers(&mut session, "import dask");
            // What is given its chunks by the example keeps those.
            answers(&mut session, "given = lambda v, *a, **k: da.from_array(dask.compute(v)[0], *a, **k)");
            answers(&mut session, &format!("lazy = lambda v: ({lazily}) if isinstance(v, np.ndarray) else v"));
            for example in examples(op.examples) {
                count += 1;
                let typed = made_lazy(&example.typed).replace("da.from_array(", "given(");
                let got = text_of(&computed(&mut session, &typed));
                if !same(&got, &example.shown) && !same_lengths(&got, &example.shown) {
                    wrong.push(format!(
                        "{:?}.{} in {chunking}: {typed}\n  promised: {}\n  shown:    {}",
                        op.places.first(),
                        op.name,
                        example.shown.trim_end(),
                        got.trim_end()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} examples differ:\n{}", wrong.len(), wrong.join("\n"));
}
