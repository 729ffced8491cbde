//! Sessions as they are typed and answered, in `tests/transcripts/*.txt`.
//!
//! Lines after `>>> ` (and `... `) are typed; what follows is shown: what is printed, warnings, the answer, and errors
//! as `Kind: message`, with `  help: …` and `  at: …` (the part of the source that the error points at) below them.
//! `<BLANK>` stands for an empty line. With `UPDATE=1` in the environment the files are written anew.

#[path = "common/typed.rs"]
mod typed;

use ndsh::session::{Answer, OUT_WIDTH, Session};
use ndsh::syntax::Piece;
use typed::typed;

/// What the shell shows for an answer.
fn shown(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer.stdout.lines().map(str::to_owned).collect();
    lines.extend(answer.warnings.iter().cloned());
    if let Some(doc) = answer.shown(OUT_WIDTH) {
        lines.extend(doc.to_plain().lines().map(str::to_owned));
    }
    if let Some(error) = &answer.error {
        lines.extend(error.to_string().lines().map(str::to_owned));
        lines.extend(error.help.iter().flat_map(|h| h.lines()).map(|h| format!("  help: {h}")));
        if let Some(part) = error.span.and_then(|s| answer.text.text.get(s.start as usize..s.end as usize)) {
            lines.extend(part.lines().take(1).map(|p| format!("  at: {p}")));
        }
    }
    lines.iter().map(|l| if l.trim().is_empty() { "<BLANK>".into() } else { l.trim_end().to_owned() }).collect()
}

/// The transcript with what is shown put anew.
fn replay(text: &str) -> String {
    let mut session = Session::new(true);
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    let mut number = 0;
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix(">>> ") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        number += 1;
        let typed = typed(first, &mut lines, &mut out);
        while lines.next_if(|l| !l.is_empty() && !l.starts_with(">>> ")).is_some() {}
        session.run_piece(&Piece { line: number, text: typed }, &mut |answer| {
            shown(answer).iter().for_each(|l| out.push_str(&format!("{l}\n")));
            true
        });
    }
    out
}

#[test]
fn sessions_are_answered_as_they_were() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the transcripts").map(|e| e.expect("a file").path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a transcript");
        let actual = replay(&text);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &actual).expect("a transcript to write");
            continue;
        }
        for (n, (want, got)) in text.lines().zip(actual.lines()).enumerate() {
            if want != got {
                wrong.push(format!("{}:{}\n  wanted: {want}\n  got:    {got}", file.display(), n + 1));
                break;
            }
        }
        if text.lines().count() != actual.lines().count() && wrong.is_empty() {
            wrong.push(format!("{}: another number of lines", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
