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
