//! Masked arrays held against NumPy's answers (`tests/data/masked.tsv`, from `make_masked.py`): in memory to the letter,
//! and lazily, in every chunking, element by element.

use ndsh::session::Session;
use ndsh::syntax::Piece;

/// What a session shows for a line.
fn shown(session: &mut Session, typed: &str) -> String {
    let mut text = String::new();
    session.run_piece(&Piece { line: 1, text: typed.to_owned() }, &mut |answer| {
        if let Some(doc) = answer.shown(80) {
            text.push_str(&doc.to_plain());
        }
        if let Some(error) = &answer.error {
            text.push_str(&error.to_string());
        }
        true
    });
    text
}

/// Answers that are told otherwise than NumPy does, with the reason.
const OTHERWISE: [&str; 4] = [
    // NumPy gives the scalar of a sum of no elements, which is masked in all of them, as 0.0.
    "x.trace()",
    // A mask that masks nothing is left out there, or put in here.
    "np.ma.unique(x)",
    "np.ma.cov(x.astype(float)).round(6)",
    "np.ma.corrcoef(x[:, 2:].astype(float)).round(6)",
];

/// Values of the language as lists: what `tolist` makes of arrays in them.
const LISTED: &str = "def listed(v):
    if v is np.ma.masked:
        return None
    if isinstance(v, tuple) or isinstance(v, list):
        return [listed(i) for i in v]
    return v.tolist() if hasattr(v, 'tolist') else v
";

#[test]
fn answers_are_numpys() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/masked.tsv");
    let text = std::fs::read_to_string(path).expect("the answers");
    let (setup, rows): (Vec<&str>, Vec<&str>) = text.lines().partition(|l| !l.contains('\t'));
    let mut wrong = Vec::new();
    for chunk in [None, Some(1), Some(2), Some(3)] {
        let mut session = Session::new(true);
        shown(&mut session, LISTED);
        shown(&mut session, "import dask");
        for line in &setup {
            shown(&mut session, line);
            if let Some(n) = chunk {
                let name = &line[..1];
                let lazy = format!("da.from_array({name}.data, chunks={n})");
                shown(&mut session, &format!("{name} = da.ma.masked_array({lazy}, mask={name}.mask)"));
            }
        }
        for row in &rows {
            let fields: Vec<&str> = row.split('\t').collect();
            let [expression, repr, list] = fields[..] else { panic!("{row} is no row") };
            let (got, want) = match chunk {
                None if OTHERWISE.contains(&expression) => continue,
                None => (shown(&mut session, expression), repr.replace("\\n", "\n")),
                Some(_) if OTHERWISE.contains(&expression) => continue,
                Some(_) => {
                    shown(&mut session, &format!("z = {expression}"));
                    (shown(&mut session, "listed(dask.compute(z)[0])"), list.to_owned())
                }
            };
            let tidy = |t: &str| t.split_whitespace().collect::<String>().replace("-0.", "0.");
            if tidy(&got) != tidy(if want == "None" { "" } else { &want }) {
                wrong.push(format!("{expression} in chunks of {chunk:?}\n  wanted: {want}\n  got:    {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}
