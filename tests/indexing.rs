//! Indices of every kind against NumPy's answers, on arrays in memory and on lazy ones in chunks.

use ndsh::session::Session;
use ndsh::syntax::Piece;

/// What a session shows for a statement: its answer, or the kind of its mistake.
fn shown(session: &mut Session, typed: &str) -> String {
    let mut text = String::new();
    session.run_piece(&Piece { line: 1, text: typed.to_owned() }, &mut |answer| {
        if let Some(doc) = answer.shown(1 << 20) {
            text.push_str(&doc.to_plain());
        }
        if let Some(error) = &answer.error {
            text.push_str(&error.kind.to_string());
        }
        true
    });
    text.trim_end().to_owned()
}

#[test]
fn masks_and_lists_over_chunks() {
    let mut session = Session::new(true);
    shown(&mut session, "import numpy as np");
    shown(&mut session, "import dask.array as da");
    shown(&mut session, "x = np.arange(60).reshape(10, 6)");
    shown(&mut session, "y = da.from_array(x, chunks=(3, 2)) + 0");
    shown(&mut session, "z = y.rechunk((4, 3)).persist()");
    for lazy in ["y", "z", "(y - y.mean(axis=0))"] {
        let plain = if lazy.starts_with('(') { "(x - x.mean(axis=0))" } else { "x" };
        for part in
            ["[[9, 0, 5, 5, 2]]", "[:, [5, 0, 3]]", "[[9, 1]][:, [4, 4, 0]]", "[[0, 9], [5, 1]]", "[::-2, [3, 0]]"]
        {
            let same = shown(&mut session, &format!("bool(({plain}{part} == {lazy}{part}.compute()).all())"));
            assert_eq!(same, "True", "{lazy}{part}");
        }
    }
    for (typed, want) in [
        ("da.zeros((3, 0))[da.ones(3) > 0].compute().shape", "(3, 0)"),
        (
            "y[y.sum(axis=1) > 100][:, [5, 0, 3]].compute().tolist()",
            "[[23, 18, 21], [29, 24, 27], [35, 30, 33], [41, 36, 39], [47, 42, 45], [53, 48, 51], [59, 54, 57]]",
        ),
    ] {
        assert_eq!(shown(&mut session, typed), want, "{typed}");
    }
}

#[test]
fn indices_pick_what_numpy_picks() {
    let mut session = Session::new(true);
    shown(&mut session, "import numpy as np");
    shown(&mut session, "import dask.array as da");
    let mut wrong = Vec::new();
    for row in include_str!("data/indexing.tsv").lines() {
        let [shape, chunks, index, want] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        shown(&mut session, &format!("x = np.arange(int(np.prod({shape}))).reshape({shape})"));
        shown(&mut session, &format!("y = da.from_array(x, chunks={chunks})"));
        for picked in [format!("x[{index}]"), format!("(y[{index}]).compute()")] {
            let got = shown(&mut session, &format!("(np.shape({picked}), np.ravel({picked}).tolist())"));
            if got != want {
                wrong.push(format!("{shape} in {chunks}: {picked}\n  NumPy: {want}\n  ndsh:  {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// What becomes of each array, as a function: it stays in memory, is lazy in chunks, or has a length that nobody knows.
const KINDS: [(&str, &str); 3] = [
    ("in memory", "lambda v: v"),
    ("in chunks", "lambda v: da.from_array(v, chunks=CHUNKS)"),
    (
        "of an unknown length",
        "lambda v: da.from_array(np.repeat(v, 2, axis=0), chunks=CHUNKS)[da.arange(2 * len(v), chunks=CHUNKS) % 2 == 0] if v.ndim and len(v) else da.from_array(v)",
    ),
];

#[test]
fn assignments_change_what_numpy_changes() {
    let mut session = Session::new(true);
    shown(&mut session, "import dask");
    let mut wrong = Vec::new();
    for row in include_str!("data/assigning.tsv").lines() {
        let [array, chunks, statement, want] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        for (kind, lazily) in KINDS {
            shown(&mut session, &format!("lz = {}", lazily.replace("CHUNKS", chunks)));
            shown(&mut session, &format!("x = lz({array})"));
            let mut got = shown(&mut session, statement);
            if got.is_empty() {
                got = shown(&mut session, "x = dask.compute(x)[0]; (np.shape(x), np.ravel(x).tolist())");
            }
            if got != want {
                wrong.push(format!("{array} {kind}, chunks {chunks}: {statement}\n  NumPy: {want}\n  ndsh:  {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
