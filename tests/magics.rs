//! Lines for the shell that need more than a transcript: files, and sessions that are saved.

use std::path::PathBuf;

use ndsh::session::Session;
use ndsh::syntax::Piece;

struct Shell {
    session: Session,
    line: usize,
}

impl Shell {
    fn new() -> Shell {
        Shell { session: Session::new(true), line: 0 }
    }

    /// Types a text; what it printed and showed, and its mistakes.
    fn say(&mut self, text: &str) -> String {
        self.line += 1;
        let mut out = String::new();
        self.session.run_piece(&Piece { line: self.line, text: text.to_owned() }, &mut |answer| {
            out.push_str(&answer.stdout);
            if let Some(doc) = answer.shown(80) {
                out.push_str(&format!("{}\n", doc.to_plain()));
            }
            if let Some(error) = &answer.error {
                out.push_str(&format!("{error}\n"));
            }
            answer.error.is_none()
        });
        out
    }

    fn names(&self) -> Vec<(String, String)> {
        let mut names: Vec<_> =
            self.session.names().iter().map(|(n, v)| (n.to_string(), ndsh::eval::text::repr(v))).collect();
        names.retain(|(n, _)| !n.starts_with('_'));
        names.sort();
        names
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ndsh-magics-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_saved_session_runs_again() {
    let file = folder("save").join("a session.nd");
    let typed = [
        "import numpy as xp; y = 3",
        "6 * 7",
        "x = _ + Out[2]; x",
        "wrong + 1",
        "%who",
        "def f(a, b=2):\n    'Adds.'\n    return a + b\n",
        "if y > 2:\n    z = f(y)\nelse:\n    z = 0\n",
        "%time q = f(1)",
        "%%time\nr = q + 1\ns = r\n",
        "m = xp.arange(6).reshape(2, 3) * _2",
        "m[0]",
        "_ + __[0] if False else _ + 1",
        "t = _",
        "%precision 3",
        "u = [_ for _ in range(3)]",
        "text = 'a \"quoted\" _ text'; 5;",
        "w = da.ones((4, 4), chunks=2)[::2].sum(axis=0)",
        "w.compute()",
        "c = _ * 2",
    ];
    let mut first = Shell::new();
    typed.iter().for_each(|t| drop(first.say(t)));
    let said = first.say(&format!("%save '{}'", file.display()));
    assert!(said.contains("statements written"), "{said}");
    assert!(first.say(&format!("%save '{}'", file.display())).contains("is there already"));
    assert!(first.say(&format!("%save -f '{}'", file.display())).contains("statements written"));
    let text = std::fs::read_to_string(&file).unwrap();
    let mut again = Shell::new();
    let said = again.say(&format!("%run '{}'", file.display()));
    assert!(!said.contains("Error"), "{said}\n{text}");
    let plain = |names: Vec<(String, String)>| names.into_iter().filter(|(n, _)| n != "w").collect::<Vec<_>>();
    assert_eq!(plain(again.names()), plain(first.names()), "{text}");
    // And once more: a saved session of a session that ran one.
    let second = file.with_file_name("second.nd");
    again.say(&format!("%save {}", second.display()));
    let mut third = Shell::new();
    let said = third.say(&format!("%run {}", second.display()));
    assert!(!said.contains("Error"), "{said}");
    assert_eq!(plain(third.names()), plain(first.names()));
    third.say("%precision");
}

#[test]
fn scripts_run_inside_of_a_session() {
    let folder = folder("run");
    let file = folder.join("part.nd");
    std::fs::write(&file, "# A part.\na = 1\na + 1\nb = a +\nc = 3\n").unwrap();
    let mut shell = Shell::new();
    let said = shell.say(&format!("%run {}", file.display()));
    assert!(said.starts_with("2\nSyntaxError"), "{said}");
    assert_eq!(shell.names(), [("a".into(), "1".into())]);
    std::fs::write(&file, format!("%run {}\n", file.display())).unwrap();
    let said = shell.say(&format!("%run {}", file.display()));
    assert!(said.contains("RecursionError"), "{said}");
    assert!(shell.say("%run nowhere.nd").contains("there is no file or folder 'nowhere.nd'"));
}

#[test]
fn names_are_forgotten() {
    let mut shell = Shell::new();
    shell.say("x = 1");
    shell.say("x");
    shell.say("%reset");
    assert!(shell.say("x").contains("NameError") && shell.say("_2").contains("NameError"));
    assert_eq!(shell.say("_"), "''\n");
    assert!(shell.say("%history 9").contains("%reset"));
}

#[test]
fn settings_are_shown_and_set() {
    let mut shell = Shell::new();
    assert!(shell.say("%config").contains("chunk_size"));
    shell.say("%config chunk_size 1MiB");
    assert_eq!(shell.say("da.ones((1000, 1000)).chunksize"), "(250, 250)\n");
    shell.say("%config chunk_size auto");
    assert!(shell.say("%config thread 3").contains("there is no setting 'thread'"));
    assert!(shell.say("%config threads many").contains("a number from 1 to 4096"));
}

#[test]
fn every_lesson_walks_to_its_end() {
    for n in 1..=ndsh::session::magics::LESSONS.len() {
        let said = Shell::new().say(&format!("%lesson {n}"));
        assert!(!said.contains("Error") && said.lines().count() > 10, "lesson {n}:\n{said}");
    }
}

#[test]
fn commands_of_the_system_are_run() {
    let mut shell = Shell::new();
    assert_eq!(shell.say("!echo 'a b'"), "a b\n");
    assert_eq!(shell.say("x = 1"), "");
}
