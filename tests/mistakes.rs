//! Mistakes that people make, with what is said of each, in `tests/mistakes.txt`.
//!
//! Lines after `>>> ` (and `... `) are typed, in a session that lines after `::: ` have prepared; the error as it
//! shows follows. With `UPDATE=1` in the environment the file is written anew.

#[path = "common/typed.rs"]
mod typed;

use ndsh::display::render_error;
use ndsh::session::Session;
use ndsh::syntax::Piece;
use typed::typed;

/// A mistake: what was typed, and what is said of it.
struct Mistake {
    typed: String,
    said: String,
    help: Option<String>,
    span: Option<String>,
}

fn try_out(session: &mut Session, typed: &str) -> Mistake {
    let mut found = Mistake { typed: typed.to_owned(), said: String::new(), help: None, span: None };
    session.run_piece(&Piece { line: 1, text: typed.to_owned() }, &mut |answer| {
        let Some(error) = &answer.error else { return true };
        found.said = render_error(error, &answer.text.text, 1, "In [1]", 80).to_plain();
        found.help = error.help.clone();
        found.span = error.span.and_then(|s| typed.get(s.start as usize..s.end as usize)).map(str::to_owned);
        false
    });
    found
}

/// The file with what is said put anew, and the mistakes in it.
fn replay(text: &str) -> (String, Vec<Mistake>) {
    let (mut out, mut found) = (String::new(), Vec::new());
    let mut session = Session::new(true);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(code) = line.strip_prefix("::: ") {
            let ready = try_out(&mut session, code);
            assert!(ready.said.is_empty(), "{code}\n{}", ready.said);
        }
        let Some(first) = line.strip_prefix(">>> ") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let typed = typed(first, &mut lines, &mut out);
        while lines.next_if(|l| l.starts_with("    ") || l.starts_with("  |")).is_some() {}
        let mistake = try_out(&mut session, &typed);
        for said in mistake.said.lines() {
            out.push_str(format!("    {said}").trim_end());
            out.push('\n');
        }
        found.push(mistake);
    }
    (out, found)
}

#[test]
fn what_is_said_of_mistakes() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes.txt");
    let text = std::fs::read_to_string(&path).expect("the mistakes");
    let (now, mistakes) = replay(&text);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).expect("a file to write");
    } else {
        for (n, (want, got)) in text.lines().zip(now.lines()).enumerate() {
            assert_eq!(got, want, "tests/mistakes.txt:{}", n + 1);
        }
        assert_eq!(text.lines().count(), now.lines().count());
    }
    let count = mistakes.len();
    assert!(count >= 100, "only {count} mistakes");
    let mut wrong = Vec::new();
    for mistake in &mistakes {
        let said = &mistake.said;
        let mut must = |good: bool, what: &str| {
            if !good {
                wrong.push(format!("{what}: {}\n{said}", mistake.typed));
            }
        };
        must(!said.is_empty(), "nothing is said");
        must(mistake.span.as_ref().is_some_and(|s| !s.is_empty()), "no place");
        // Names of the shell's own code.
        let inner = ["::", ".rs", "Arc<", "Option", "usize", "Lazy", "unwrap", "i128", "panicked", "mistake in ndsh"];
        must(!inner.iter().any(|name| said.contains(name)), "an internal name");
        must(said.lines().all(|l| l.chars().count() <= 200), "a long line");
    }
    let helped = mistakes.iter().filter(|m| m.help.is_some()).count();
    for mistake in mistakes.iter().filter(|m| m.help.is_none()) {
        println!("no remedy: {}\n{}", mistake.typed, mistake.said);
    }
    assert!(helped * 10 >= count * 8, "only {helped} of {count} mistakes have a remedy");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
