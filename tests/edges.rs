//! Numeric edge cases, and calls with uncommon keywords, through the whole shell: `data/edges.tsv` and `data/calls.tsv`
//! have an expression and NumPy's answer a line.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

const EDGES: &str = include_str!("data/edges.tsv");
const CALLS: &str = include_str!("data/calls.tsv");
/// How far numbers may be apart, relatively: a unit or two in the last place.
const NEAR: f64 = 1e-15;
/// The same for what the answer says is of fewer bits.
const NEARER: [(&str, f64); 3] = [("float32", 2e-7), ("complex64", 2e-7), ("float16", 2e-3)];

/// The answers of a session to these statements, in order.
fn answers(statements: &[&str]) -> Vec<Json> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ndsh"))
        .args(["--json", "--keep-going", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = format!("import numpy as np\n{}\n", statements.join("\n"));
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().skip(1).map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The words and numbers of an answer, without white space.
fn tokens(text: &str) -> (String, Vec<f64>) {
    let (mut words, mut numbers) = (String::new(), Vec::new());
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        if digits > 0 && rest[..digits].parse::<f64>().is_ok() {
            let exponent = exponent_len(&rest[digits..]);
            numbers.extend(rest[..digits + exponent].parse::<f64>());
            words.push('#');
            rest = &rest[digits + exponent..];
        } else {
            words.extend((!c.is_whitespace()).then_some(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    (words, numbers)
}

fn exponent_len(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('e') else { return 0 };
    let signed = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let digits = signed.chars().take_while(char::is_ascii_digit).count();
    if digits == 0 { 0 } else { 1 + rest.len() - signed.len() + digits }
}

fn same(got: &str, want: &str) -> bool {
    let ((words, numbers), (want_words, want_numbers)) = (tokens(got), tokens(want));
    let limit = NEARER.iter().find(|(dtype, _)| want.contains(dtype)).map_or(NEAR, |n| n.1);
    let near = |a: &f64, b: &f64| a == b || (a - b).abs() <= limit * a.abs().max(b.abs());
    words == want_words
        && numbers.len() == want_numbers.len()
        && numbers.iter().zip(&want_numbers).all(|(a, b)| near(a, b))
}

#[test]
fn edges_are_numpys() {
    plain(EDGES);
}

#[test]
fn edges_in_chunks_are_numpys() {
    chunked(EDGES);
}

#[test]
fn calls_are_numpys() {
    plain(CALLS);
}

#[test]
fn calls_in_chunks_are_numpys() {
    chunked(CALLS);
}

fn cases(data: &str) -> impl Iterator<Item = (&str, &str)> {
    data.lines().filter_map(|l| l.split_once('\t'))
}

fn plain(data: &str) {
    let cases: Vec<(&str, &str)> = cases(data).collect();
    let sources: Vec<&str> = cases.iter().map(|c| c.0).collect();
    check(&cases, &answers(&sources));
}

fn chunked(data: &str) {
    // What lies in memory has flags, and nothing else.
    let of_arrays = |source: &str| source.contains("np.array(") && !source.contains(".flags.");
    let cases: Vec<(&str, &str)> = cases(data).filter(|c| of_arrays(c.0)).collect();
    for chunks in [1, 2] {
        let lazy = format!("import dask; lazy = lambda *a, **k: da.from_array(np.array(*a, **k), chunks={chunks})");
        let late = |c: &(&str, &str)| format!("dask.compute({})[0]", c.0.replace("np.array(", "lazy("));
        let sources: Vec<String> = std::iter::once(lazy).chain(cases.iter().map(late)).collect();
        let answers = answers(&sources.iter().map(String::as_str).collect::<Vec<_>>());
        check(&cases, &answers[2..]);
    }
}

fn check(cases: &[(&str, &str)], answers: &[Json]) {
    assert_eq!(answers.len(), cases.len());
    let mut faults = Vec::new();
    for ((source, want), answer) in cases.iter().zip(answers) {
        let text = |v: &Json| v.as_str().unwrap_or("").to_owned();
        let error = &answer["error"];
        let got = if error.is_null() {
            text(&answer["out"])
        } else if want.contains(": ") {
            format!("{}: {}", text(&error["kind"]), text(&error["message"]))
        } else {
            text(&error["kind"])
        };
        if !same(&got, want) {
            faults.push(format!("{source}\n    {got}\n    {want}"));
        }
    }
    assert!(faults.is_empty(), "{} of {} are not as they should be:\n{}", faults.len(), cases.len(), faults.join("\n"));
}
