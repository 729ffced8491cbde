//! The program at its edges: files, pipes, `-e`, JSON, exit statuses.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

fn ndsh(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ndsh"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = ndsh(arguments).spawn().expect("the program");
    // The program may end before it has read everything.
    let _ = child.stdin.take().expect("its input").write_all(input);
    child.wait_with_output().expect("its output")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn rows(output: &Output) -> Vec<Json> {
    text(&output.stdout).lines().map(|l| serde_json::from_str(l).expect("a row")).collect()
}

#[test]
fn code_on_the_command_line() {
    let output = run(&["-e", "x = 20", "-e", "x + 22"], b"");
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("42\n", Some(0)));
    let output = run(&["-e", "1; 2"], b"");
    assert_eq!(text(&output.stdout), "2\n");
}

#[test]
fn a_pipe_is_a_script_and_the_first_failure_ends_it() {
    let script = b"print('one')\n1/0\nprint('two')\n";
    for arguments in [&[][..], &["-"]] {
        let output = run(arguments, script);
        assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("one\n", Some(1)));
        let errors = text(&output.stderr);
        assert!(
            errors.starts_with("ZeroDivisionError: division by zero\n") && errors.contains("<stdin>:2:1"),
            "{errors}"
        );
    }
    let output = run(&["--keep-going"], script);
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("one\ntwo\n", Some(1)));
}

#[test]
fn rows_say_what_came_of_each_statement() {
    let script = b"x = 1\n\nprint('a'); x + 1\nfoo(\n  y)\nda.ones((4, 6), chunks=2)\n";
    let output = run(&["--json", "--keep-going", "-"], script);
    assert_eq!(output.status.code(), Some(1));
    let rows = rows(&output);
    let lines: Vec<i64> = rows.iter().map(|r| r["line"].as_i64().unwrap_or(0)).collect();
    assert_eq!(lines, [1, 3, 3, 4, 6]);
    assert_eq!((&rows[0]["out"], &rows[0]["error"], &rows[0]["summary"]), (&Json::Null, &Json::Null, &Json::Null));
    assert_eq!((rows[1]["stdout"].as_str(), rows[2]["out"].as_str()), (Some("a\n"), Some("2")));
    let error = &rows[3]["error"];
    assert_eq!(error["kind"], "NameError");
    assert_eq!((&error["line"], &error["column"], &error["end_column"]), (&4.into(), &1.into(), &4.into()));
    assert_eq!(rows[3]["source"], "foo(\n  y)");
    let summary = &rows[4]["summary"];
    assert_eq!(summary["shape"], serde_json::json!([4, 6]));
    assert_eq!((&summary["chunks"], &summary["tasks"], &summary["nbytes"]), (&6.into(), &6.into(), &192.into()));
    let keys: Vec<&String> = rows[0].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["line", "source", "stdout", "out", "error", "seconds", "summary"]);
}

/// A program that is spoken to.
struct Talk {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Talk {
    fn open(arguments: &[&str]) -> Talk {
        let mut child = ndsh(arguments).spawn().expect("the program");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        Talk { child, lines }
    }

    fn say(&mut self, text: &str) {
        let input = self.child.stdin.as_mut().expect("its input");
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).expect("it listens");
    }

    fn hear(&mut self) -> String {
        self.lines.next().expect("an answer").expect("text")
    }
}

#[test]
fn each_statement_is_answered_before_the_next_is_written() {
    let mut talk = Talk::open(&["--json", "-"]);
    for k in 0..3 {
        talk.say(&format!("{k} + 1\n"));
        let row: Json = serde_json::from_str(&talk.hear()).expect("a row");
        assert_eq!(row["out"], (k + 1).to_string());
    }
    talk.say("def f(x):\n    return 2*x\n\nf(4)\n");
    assert_eq!(serde_json::from_str::<Json>(&talk.hear()).expect("a row")["line"], 4);
    let row: Json = serde_json::from_str(&talk.hear()).expect("a row");
    assert_eq!((&row["out"], &row["line"]), (&"8".into(), &7.into()));
    drop(talk.child.stdin.take());
    assert_eq!(talk.child.wait().expect("its end").code(), Some(0));
}

#[test]
fn bytes_that_are_not_text_are_an_error_with_their_line() {
    let output = run(&[], b"1\nx = '\xff'\n2\n");
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("1\n", Some(1)));
    let errors = text(&output.stderr);
    assert!(errors.contains("UnicodeDecodeError") && errors.contains("line 2"), "{errors}");
    let output = run(&["--json", "--keep-going"], b"\xff\n5\n");
    let rows = rows(&output);
    assert_eq!(
        (&rows[0]["error"]["kind"], &rows[1]["out"], &rows[1]["line"]),
        (&"UnicodeDecodeError".into(), &"5".into(), &2.into())
    );
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in
        [&["--nonsense"][..], &["no such file.nd"], &["--threads", "0"], &["--memory", "lots"], &["-e", "1", "x.nd"]]
    {
        let output = run(arguments, b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("ndsh: "), "{arguments:?}");
    }
    assert!(text(&run(&["no such file.nd"], b"").stderr).contains("no such file"));
    assert!(text(&run(&["--help"], b"").stdout).contains("--keep-going"));
    assert!(text(&run(&["--version"], b"").stdout).starts_with("ndsh "));
}

#[test]
fn a_check_builds_and_runs_nothing() {
    let script = b"x = da.ones((10**6, 10**6))\ny = (x + 1).sum(axis=0).compute()\ny.shape\nif y.sum() > 3:\n    z = 1\n\nz + 1\nx @ da.ones(3)\n";
    let start = Instant::now();
    let output = run(&["--check", "--keep-going"], script);
    assert!(start.elapsed() < Duration::from_secs(5));
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(
        errors.contains(":4: not checked") && errors.contains(":7: not checked") && errors.contains("ValueError"),
        "{errors}"
    );
    assert!(text(&output.stdout).starts_with("(1000000,)\n"));
    // What a run would take is foreseen, and what cannot fit is refused.
    assert!(errors.contains("Note: the answer will take 8.00 MB"), "{errors}");
    let output =
        run(&["--check", "--memory", "1GB"], b"x = da.ones((10**5, 10**5))\nx.mean().compute()\nx.compute()\n");
    assert!(text(&output.stderr).contains("MemoryError"), "{}", text(&output.stderr));
}

#[test]
fn a_closed_output_ends_the_program_quietly() {
    let mut child = ndsh(&["-e", "for i in range(10**7): print(i)"]).spawn().expect("the program");
    let mut first = [0; 4];
    child.stdout.take().expect("its output").read_exact(&mut first).expect("a little of it");
    let output = child.wait_with_output().expect("its end");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn an_interruption_is_status_130() {
    for code in ["while True: pass", "import time; time.sleep(60)", "da.random.random((10**6, 10**6)).sum().compute()"]
    {
        let mut talk = Talk::open(&["-"]);
        talk.say(&format!("print('ready')\n{code}\n\n"));
        assert_eq!(talk.hear(), "ready");
        std::thread::sleep(Duration::from_millis(300));
        let start = Instant::now();
        // SAFETY: a signal to a child that runs.
        unsafe { libc::kill(talk.child.id() as libc::pid_t, libc::SIGINT) };
        assert_eq!(talk.child.wait().expect("its end").code(), Some(130), "{code}");
        assert!(start.elapsed() < Duration::from_secs(2), "{code}");
    }
}

#[test]
fn deep_and_long_input_is_survived() {
    let deep = format!("{}1{}\n5\n", "(".repeat(10_000), ")".repeat(10_000));
    let output = run(&["--keep-going"], deep.as_bytes());
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("5\n", Some(1)));
    let long = format!("{}1\n", "1 + ".repeat(100_000));
    assert_eq!(text(&run(&[], long.as_bytes()).stdout), "100001\n");
    let output = run(&["--keep-going"], b"def f(x): return f(x)\nf(1)\n5\n");
    assert!(text(&output.stderr).starts_with("RecursionError"));
    assert_eq!(text(&output.stdout), "5\n");
}
