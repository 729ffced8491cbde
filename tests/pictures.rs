//! Pictures of graphs keep their bounds whatever the graph, and files need nothing else.

use std::path::PathBuf;
use std::time::Instant;

use ndsh::session::Session;
use ndsh::syntax::Piece;

/// Graphs from a single task to thousands of millions.
const GRAPHS: [&str; 9] = [
    "da.ones(3)",
    "(s + s.T).sum(axis=0)",
    "da.ones((10**6, 10**6), chunks=1000) + 1",
    "da.ones(10**9, chunks=100).mean()",
    "(big + big.T)[::2].sum(axis=0)",
    "big @ big.T",
    "chain",
    "da.linalg.svd(da.random.random((10**6, 40), chunks=(1000, 40)))[1]",
    "fan",
];

const SETUP: &str = "\
s = da.ones((4, 4), chunks=2)
big = da.random.random((10**5, 10**5), chunks=(100, 100))
chain = s
for i in range(3000): chain = chain + i
fan = sum(da.ones(6, chunks=2) * i for i in range(300))";

/// What a session shows for a statement.
fn shown(session: &mut Session, text: &str, width: usize) -> String {
    let mut out = String::new();
    session.run_piece(&Piece { line: 1, text: text.to_owned() }, &mut |answer| {
        assert!(answer.error.is_none(), "{text}: {:?}", answer.error);
        if let Some(doc) = answer.shown(width) {
            out = doc.to_plain();
        }
        true
    });
    out
}

#[test]
fn graphs_of_any_size_fit() {
    let mut session = Session::new(true);
    shown(&mut session, SETUP, 80);
    for graph in GRAPHS {
        shown(&mut session, &format!("x = {graph}"), 80);
        for options in ["", "optimize_graph=True"] {
            for width in [80, 140] {
                let start = Instant::now();
                let text = shown(&mut session, &format!("x.visualize({options})"), width);
                let seconds = start.elapsed().as_secs_f64();
                assert!((1..=40).contains(&text.lines().count()), "{graph}: {text}");
                assert!(text.lines().all(|l| l.chars().count() <= width), "{graph}: {text}");
                assert!(seconds < 2.0, "{graph}: {seconds} s");
            }
        }
        let text = shown(&mut session, "x.explain()", 80);
        assert!(text.lines().count() < 180 && text.lines().all(|l| l.chars().count() <= 80), "{graph}: {text}");
    }
}

/// The text without what stands between the marks of scripts.
fn without_scripts(text: &str) -> String {
    let mut out = String::new();
    for (k, part) in text.split("<script>").enumerate() {
        out.push_str(if k == 0 { part } else { part.split_once("</script>").map_or("", |p| p.1) });
    }
    out
}

/// Whether each mark that a text opens is closed, in order.
fn is_well_formed(text: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for mark in text.split('<').skip(1) {
        let Some((mark, _)) = mark.split_once('>') else { return false };
        let name = mark.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or("");
        match mark {
            m if m.starts_with('!') || m.ends_with('/') || ["meta", "link", "input"].contains(&name) => {}
            m if m.starts_with('/') => {
                if open.pop() != Some(name) {
                    return false;
                }
            }
            _ => open.push(name),
        }
    }
    open.is_empty()
}

#[test]
fn files_need_nothing_else() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let mut session = Session::new(true);
    shown(&mut session, SETUP, 80);
    for (n, graph) in GRAPHS.iter().enumerate() {
        shown(&mut session, &format!("x = {graph}"), 80);
        for extension in ["svg", "html", "dot", "png"] {
            let path = folder.join(format!("graph{n}.{extension}"));
            shown(&mut session, &format!("x.visualize({:?})", path.display().to_string()), 80);
            let bytes = std::fs::read(&path).expect("the file");
            assert!(bytes.len() < 1 << 20, "{}: {} bytes", path.display(), bytes.len());
            if extension == "png" {
                assert!(bytes.starts_with(b"\x89PNG"), "{}", path.display());
                continue;
            }
            let text = String::from_utf8(bytes).expect("text");
            let outside = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!outside.contains("http"), "{} fetches something", path.display());
            if extension != "dot" {
                assert!(is_well_formed(&text), "{} is not well formed", path.display());
            }
        }
    }
}

#[test]
fn pages_of_runs_need_nothing_else() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let mut session = Session::new(true);
    let runs =
        ["da.ones(3)", "da.ones((40, 40), chunks=20).cumsum(axis=0).sum(axis=1)", "da.ones(9000, chunks=2).sum()"];
    for (n, run) in runs.iter().enumerate() {
        shown(&mut session, &format!("x = {run}"), 80);
        for method in ["profile", "play"] {
            let path = folder.join(format!("{method}{n}.html"));
            shown(&mut session, &format!("x.{method}({:?})", path.display().to_string()), 80);
            let text = std::fs::read_to_string(&path).expect("the file");
            assert!(text.len() < 1 << 20, "{}: {} bytes", path.display(), text.len());
            assert!(!text.replace("http://www.w3.org/2000/svg", "").contains("http"), "{}", path.display());
            assert!(is_well_formed(&without_scripts(&text)), "{} is not well formed", path.display());
        }
        for width in [80, 140] {
            let text = shown(&mut session, "x.profile()", width);
            assert!(text.lines().count() < 100 && text.lines().all(|l| l.chars().count() <= width), "{run}: {text}");
            let text = shown(&mut session, "x.play()", width);
            assert!(text.lines().count() < 500 && text.lines().all(|l| l.chars().count() <= width), "{run}: {text}");
        }
    }
}

#[test]
fn a_run_that_is_played_again_is_not_run_again() {
    let mut session = Session::new(true);
    shown(&mut session, "x = da.ones(60, chunks=2).map_blocks(lambda b: b + 1).sum()", 80);
    let first = shown(&mut session, "x.play()", 80);
    assert_eq!(first, shown(&mut session, "x.play()", 80));
    assert!(first.contains("Step 0 of ") && first.contains("is dropped after its last use"), "{first}");
}

#[test]
fn what_a_chunk_stands_on() {
    let mut session = Session::new(true);
    shown(&mut session, SETUP, 80);
    let text = shown(&mut session, "(s + s.T).visualize(chunk=(0, 1))", 80);
    assert!(text.starts_with("What chunk (0, 1) stands on: 3 layers, 4 tasks"), "{text}");
    let text = shown(&mut session, "(big + big.T).visualize(chunk=(3, 5))", 80);
    assert!(text.contains("4 tasks"), "{text}");
}
