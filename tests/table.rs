//! The table of operations: its own rules, and every example of every row run and held against what it promises.

mod common;

use std::collections::{HashMap, HashSet};

use common::{answers, examples, text_of};
use ndsh::ops::{self, Op, ParamKind, Place};
use ndsh::session::Session;

fn label(op: &Op) -> String {
    format!("{:?}.{}", op.places.first(), op.name)
}

#[test]
fn every_example_shows_what_it_promises() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for op in ops::all() {
        let mut session = Session::new(true);
        for example in examples(op.examples) {
            count += 1;
            let got = text_of(&answers(&mut session, &example.typed));
            if got.trim_end() != example.shown.trim_end() {
                wrong.push(format!(
                    "{}: {}\n  promised: {}\n  shown:    {}",
                    label(op),
                    example.typed,
                    example.shown.trim_end(),
                    got.trim_end()
                ));
            }
        }
    }
    assert!(count > 300, "only {count} examples were found");
    assert!(wrong.is_empty(), "{} of {count} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_row_has_a_doc_and_an_example() {
    for op in ops::all() {
        let summary = op.summary();
        assert!(summary.ends_with('.') && summary.len() <= 120, "{}: its summary is {summary:?}", label(op));
        assert!(!examples(op.examples).is_empty(), "{} has no example", label(op));
        assert!(!op.places.is_empty(), "{} is nowhere", op.name);
    }
}

#[test]
fn names_are_unique_in_each_place() {
    let mut seen: HashMap<(Place, &str), &str> = HashMap::new();
    for op in ops::all() {
        for &place in op.places {
            for name in std::iter::once(op.name).chain(op.aliases.iter().copied()) {
                if let Some(other) = seen.insert((place, name), op.name) {
                    panic!("{place:?} has {name} twice: in the rows {other} and {}", op.name);
                }
            }
        }
    }
}

#[test]
fn parameters_are_well_formed() {
    for op in ops::all() {
        let mut names = HashSet::new();
        let mut defaulted = false;
        for param in op.parameters() {
            let name = param.name;
            assert!(name.chars().all(|c| c.is_alphanumeric() || c == '_'), "{}: parameter {name:?}", label(op));
            assert!(names.insert(name), "{} has the parameter {name} twice", label(op));
            if param.kind == ParamKind::Plain {
                assert!(
                    param.default.is_some() || !defaulted,
                    "{}: {name} needs a default, as one before it has one",
                    label(op)
                );
                defaulted |= param.default.is_some();
            }
        }
    }
}
