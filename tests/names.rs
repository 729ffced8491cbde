//! Every name of NumPy's and Dask's, and what each is in ndsh: there, left out with a reason, or missing.
//!
//! `tests/data/names.tsv` has the names (from `make_names.py`), and what they are. With `UPDATE=1` in the environment
//! that, and the table in the README, are written anew.

use std::path::PathBuf;

use ndsh::session::Session;
use ndsh::syntax::Piece;

/// Where the names of a place are looked for.
const PLACES: [(&str, &str); 21] = [
    ("np", "np"),
    ("np.linalg", "np.linalg"),
    ("np.fft", "np.fft"),
    ("np.random", "np.random"),
    ("np.ma", "np.ma"),
    ("ndarray", "np.ones((2, 2))"),
    ("MaskedArray", "np.ma.ones((2, 2))"),
    ("scalar", "np.float64(1)"),
    ("dtype", "np.dtype('float64')"),
    ("ufunc", "np.add"),
    ("Generator", "np.random.default_rng(1)"),
    ("RandomState", "np.random.RandomState(1)"),
    ("finfo", "np.finfo(float)"),
    ("iinfo", "np.iinfo(int)"),
    ("da", "da"),
    ("da.linalg", "da.linalg"),
    ("da.fft", "da.fft"),
    ("da.ma", "da.ma"),
    ("da.overlap", "da.overlap"),
    ("da.random", "da.random"),
    ("Array", "da.ones((2, 2))"),
];

const BEFORE: &str = "<!-- names: written by tests/names.rs -->\n";
const AFTER: &str = "<!-- end of names -->";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What a name is: a state, and the reason of one that is left out.
fn state(session: &mut Session, place: &str, name: &str) -> (&'static str, String) {
    let (_, holder) = PLACES.iter().find(|(p, _)| *p == place).expect("a known place");
    let mut state = ("there", String::new());
    session.run_piece(&Piece { line: 1, text: format!("{holder}.{name};") }, &mut |answer| {
        if let Some(error) = &answer.error {
            state = match error.message.split_once(" is not part of ndsh: ") {
                Some((_, why)) => ("out", why.to_owned()),
                None => ("missing", String::new()),
            };
            assert_eq!(error.help.is_some(), state.0 == "out" || error.help.is_some(), "{holder}.{name}: {error}");
        }
        true
    });
    state
}

/// The table for the README, and what is left out and missing.
fn coverage(rows: &[(String, String, &str, String)]) -> String {
    let mut text = String::from("| place | names | there | left out | missing |\n|---|---:|---:|---:|---:|\n");
    let mut total = [0; 4];
    for (place, _) in PLACES {
        let count = |state: &str| rows.iter().filter(|r| r.0 == place && (state.is_empty() || r.2 == state)).count();
        let counts = [count(""), count("there"), count("out"), count("missing")];
        total.iter_mut().zip(counts).for_each(|(t, c)| *t += c);
        let [all, there, out, missing] = counts;
        text += &format!("| `{place}` | {all} | {there} | {out} | {missing} |\n");
    }
    let [all, there, out, missing] = total;
    text += &format!("| all | {all} | {there} | {out} | {missing} |\n\n");
    let mut reasons: Vec<&str> = rows.iter().filter(|r| r.2 == "out").map(|r| r.3.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    text += "Left out, each with an error that says so:\n\n";
    for why in reasons {
        text += &format!("- {why}: {}\n", listed(rows, |r| r.2 == "out" && r.3 == why));
    }
    let missing = listed(rows, |r| r.2 == "missing");
    if !missing.is_empty() {
        text += &format!("\nMissing: {missing}\n");
    }
    text
}

fn listed(rows: &[(String, String, &str, String)], of: impl Fn(&(String, String, &str, String)) -> bool) -> String {
    let mut names: Vec<&str> = rows.iter().filter(|r| of(r)).map(|r| r.1.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_are_what_the_list_says() {
    let text = std::fs::read_to_string(file("tests/data/names.tsv")).expect("the names");
    let mut session = Session::new(true);
    let (mut rows, mut lines, mut wrong) = (Vec::new(), String::new(), Vec::new());
    for line in text.lines() {
        let mut fields = line.split('\t');
        let (Some(place), Some(name)) = (fields.next(), fields.next()) else {
            lines += &format!("{line}\n");
            continue;
        };
        let (state, why) = state(&mut session, place, name);
        let now = format!("{place}\t{name}\t{state}\t{why}");
        if now.trim_end() != line.trim_end() {
            wrong.push(format!("the list has {line:?}, and it is {now:?}"));
        }
        lines += &format!("{}\n", now.trim_end());
        rows.push((place.to_owned(), name.to_owned(), state, why));
    }
    let readme = std::fs::read_to_string(file("README.md")).expect("the README");
    let (head, rest) = readme.split_once(BEFORE).expect("the place of the table in the README");
    let (old, tail) = rest.split_once(AFTER).expect("the end of the table in the README");
    let table = coverage(&rows);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file("tests/data/names.tsv"), lines).expect("the names to write");
        std::fs::write(file("README.md"), format!("{head}{BEFORE}{table}{AFTER}{tail}")).expect("the README to write");
        return;
    }
    assert!(wrong.is_empty(), "run with UPDATE=1 if this is right:\n{}", wrong.join("\n"));
    assert!(old == table, "the README's table of names is not what it would be: run with UPDATE=1");
}
