//! Drawings in `tests/data/pictures.txt`; with `UPDATE=1` in the environment the file is written anew.

use super::*;

fn unknown() -> Cut {
    Cut::Unknown { mask: 1, over: Box::new(Cut::even(10, 5)) }
}

/// What a grid is in the file, and its axes.
fn cases() -> Vec<(&'static str, Vec<Cut>)> {
    let (e, w, s) = (Cut::even, Cut::whole, Cut::sizes);
    let huge = 10usize.pow(16);
    vec![
        ("a number", vec![]),
        ("a row", vec![w(5)]),
        ("nothing", vec![w(0), w(3)]),
        ("two chunks", vec![e(5000, 2500)]),
        ("a smaller last chunk", vec![e(11, 4)]),
        ("a row of many", vec![e(100, 1)]),
        ("a row of unknown chunks", vec![unknown()]),
        ("a row of several sizes", vec![s(&[1, 10, 4, 2])]),
        ("many of several sizes", vec![s(&(0..50).map(|i| 1 + i % 4).collect::<Vec<_>>())]),
        ("a small matrix", vec![w(4), w(5)]),
        ("four chunks", vec![e(5000, 2500), e(5000, 2500)]),
        ("ten by ten", vec![e(10000, 1000), e(10000, 1000)]),
        ("a hundred by a hundred", vec![e(10000, 100), e(10000, 100)]),
        ("tall", vec![e(10000, 100), w(10)]),
        ("wide", vec![w(10), e(10000, 2500)]),
        ("a matrix of several sizes", vec![s(&[10, 30, 5]), s(&[7, 3, 20])]),
        ("unknown rows", vec![unknown(), e(5000, 2500)]),
        ("huge", vec![e(huge, 1), e(huge, 1)]),
        ("the tutorial's", vec![e(10000, 400), e(1000, 250), e(100, 100)]),
        ("the tutorial's, reshaped", vec![e(5000, 2500), e(1000, 500), w(5)]),
        ("a cube of eight", vec![e(10, 5), e(10, 5), e(10, 5)]),
        ("a cube of one", vec![w(5), w(5), w(5)]),
        ("a cube of a million", vec![e(1000, 10), e(1000, 10), e(1000, 10)]),
        ("a solid of several sizes", vec![s(&[1, 3]), s(&[1, 4, 2]), s(&[5, 1, 2])]),
        ("unknown depth", vec![unknown(), e(5000, 2500), w(5)]),
        ("four axes", vec![e(20, 5), e(10, 5), e(10, 5), w(10)]),
        ("six axes", vec![e(20, 5), e(huge, 1), e(10, 5), e(10, 5), e(10, 5), w(10)]),
        ("eight axes", vec![e(4, 2); 8]),
    ]
}

#[test]
fn pictures_look_as_they_did() {
    let mut text = String::new();
    for width in [26, 40, 80] {
        for (name, axes) in cases() {
            let picture = chunk_picture(&Grid::new(axes), width);
            let shown = picture.map_or_else(|| "no room".into(), |doc| doc.to_plain());
            text.push_str(&format!("# {name}, in {width} columns\n{shown}\n\n"));
        }
    }
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap();
    for (got, want) in text.split("\n\n").zip(known.split("\n\n")) {
        assert_eq!(got, want, "\n{got}\nand it was\n{want}");
    }
    assert_eq!(text.len(), known.len());
}

#[test]
fn pictures_keep_to_their_columns() {
    for width in 0..140 {
        for (name, axes) in cases() {
            let Some(picture) = chunk_picture(&Grid::new(axes), width) else { continue };
            assert!(picture.width() <= width, "{name} in {width}:\n{}", picture.to_plain());
            assert!(picture.lines.len() <= 18, "{name} in {width}:\n{}", picture.to_plain());
        }
    }
}
