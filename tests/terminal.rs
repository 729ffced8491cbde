//! The shell on a real terminal: what its screen shows, held against `tests/screens/*.txt`, at two sizes, with and
//! without colours. With `UPDATE=1` in the environment the screens, and the pictures of them that the README shows, are
//! written anew: then look at them.

use std::io::Write;
use std::time::{Duration, Instant};

#[path = "common/picture.rs"]
mod picture;
#[path = "common/terminal.rs"]
mod terminal;

use terminal::{LIMIT, Terminal};

/// The screens that the README shows as pictures.
const PICTURES: [&str; 10] =
    ["summary", "completion", "help", "error", "visualize", "explain", "play", "progress", "plot", "image"];

/// Plays a scene at each size, with and without colours.
fn scene(name: &str, play: impl Fn(&mut Terminal)) {
    for (columns, rows) in [(80, 24), (140, 40)] {
        for colour in [false, true] {
            let mut terminal = Terminal::open(name, columns, rows, colour);
            terminal.wait_for("In [1]:");
            play(&mut terminal);
            terminal.holds(name, colour);
        }
    }
}

#[test]
fn start() {
    scene("start", |_| {});
}

#[test]
fn summary() {
    scene("summary", |t| {
        t.press("x = da.ones((1000, 1000), chunks=250)\r");
        t.wait_for("In [2]:");
        t.press("x\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn completion() {
    scene("completion", |t| {
        t.press("x = da.ones((1000, 500), chunks=250)\r");
        t.wait_for("In [2]:");
        t.press("x.c\t");
        t.wait_for("compute_chunk_sizes");
        t.press("umsum(axis=\t");
        t.wait_for("of length 500");
    });
}

#[test]
fn help() {
    scene("help", |t| {
        t.press("da.cumsum?\r");
        t.wait_for("In [2]:");
    });
}

#[test]
fn error() {
    scene("error", |t| {
        t.press("x = da.ones((1000, 500), chunks=250)\r");
        t.wait_for("In [2]:");
        t.press("y = 2 * x + np.ones(3)\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn progress() {
    scene("progress", |t| {
        t.press("import time; x = da.arange(100, chunks=1)\r");
        t.wait_for("In [2]:");
        // All is done but for one task, which takes its time.
        t.press("x.map_blocks(lambda b: (time.sleep(99 * (b[0] == 99)), b)[1], dtype=int).compute()\r");
        t.wait_for("99 of 100 tasks");
    });
}

#[test]
fn bars_leave_nothing() {
    for keys in ["\x03", "", "typed ahead"] {
        let mut terminal = Terminal::open("bars", 80, 24, true);
        terminal.wait_for("In [1]:");
        terminal.press("import time; x = da.arange(12, chunks=1)\r");
        terminal.wait_for("In [2]:");
        terminal.press("x.map_blocks(lambda b: (time.sleep(0.4 * (b[0] >= 0)), b)[1], dtype=int).sum().compute()\r");
        terminal.wait_for(" tasks, ");
        terminal.press(keys);
        terminal.wait_for("In [3]:");
        terminal.wait("the bars' end", |t| !t.text().contains("left") && !t.text().contains(" tasks"));
        let stopped = terminal.text().contains("KeyboardInterrupt: stopped; every name is as it was before");
        assert_eq!(stopped, keys == "\x03", "{}", terminal.text());
        assert!(!terminal.text().contains("^C"), "{}", terminal.text());
        if keys == "typed ahead" {
            terminal.wait_for("In [3]: typed ahead");
        }
    }
}

#[test]
fn control_c_ends_a_run_at_once() {
    let mut terminal = Terminal::open("stop", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("x = da.random.random((40000, 40000), chunks=40000); y = 7\r");
    terminal.wait_for("In [2]:");
    terminal.press("y = (x @ x).sum().compute()\r");
    terminal.wait_for(" left");
    terminal.press("\x03");
    terminal.wait_for("In [3]:");
    terminal.press("y\r");
    terminal.wait_for("Out[3]: 7");
}

#[test]
fn visualize() {
    scene("visualize", |t| {
        t.press("x = da.ones(6, chunks=2)\r");
        t.wait_for("In [2]:");
        t.press("x.sum().visualize()\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn explain() {
    scene("explain", |t| {
        t.press("x = da.ones((40, 60), chunks=(10, 20))\r");
        t.wait_for("In [2]:");
        t.press("(x.rechunk((40, 5)) + 1).sum(axis=0).explain()\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn play() {
    scene("play", |t| {
        t.press("%config threads 1\r");
        t.wait_for("In [2]:");
        t.press("x = da.random.random((4, 4), chunks=2)\r");
        t.wait_for("In [3]:");
        t.press("(x @ x).sum(axis=0).play()\r");
        t.wait_for("q leaves");
        // By hand from the start: thirteen steps on, one back.
        t.press(" ");
        t.wait_for("space lets it go");
        t.press("r");
        t.press(&"\x1b[C".repeat(13));
        t.wait_for("Step 13 of");
        t.press("\x1b[D");
        t.wait_for("Step 12 of");
    });
}

#[test]
fn a_block_stands_in_one_column() {
    let mut terminal = Terminal::open("block", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("def f(a):\rif a > 1:\rreturn a\rreturn -a\r\r");
    terminal.wait_for("In [2]:");
    let block = "In [1]:\ndef f(a):\n    if a > 1:\n        return a\n    return -a\n";
    assert!(terminal.text().contains(block), "{}", terminal.text());
    // Backspace takes an indentation as a whole.
    terminal.press("if f(1):\rf(2)\r\x7felse:\rf(3), f(-3)\r\r");
    terminal.wait_for("In [3]:");
    assert!(terminal.text().contains("\nif f(1):\n    f(2)\nelse:\n"), "{}", terminal.text());
    // What was printed without the end of its line stays.
    terminal.press("for k in [1, 2]:\rprint(k, end=' ')\r\r");
    terminal.wait_for("In [4]:");
    assert!(
        terminal.text().contains("\n1 2\nIn [4]:") || terminal.text().contains("\n1 2 \nIn [4]:"),
        "{}",
        terminal.text()
    );
}

#[test]
fn a_lesson_leaves_the_screen_as_it_was() {
    let mut terminal = Terminal::open("lesson", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("da.ones(4, chunks=2).sum().play()\r");
    terminal.wait_for("q leaves");
    terminal.press("q");
    terminal.wait_for("In [2]:");
    assert!(terminal.text().contains("In [1]: da.ones(4, chunks=2).sum().play()"), "{}", terminal.text());
}

#[test]
fn plot() {
    scene("plot", |t| {
        t.press("import matplotlib.pyplot as plt; t = np.linspace(0, 10, 200)\r");
        t.wait_for("In [2]:");
        t.press("plt.plot(t, np.sin(t), label='sin'); plt.plot(t, np.cos(t), label='cos'); plt.legend(); plt.show()\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn image() {
    scene("image", |t| {
        t.press("imshow(np.outer(np.sin(np.linspace(0, 3, 60)), np.cos(np.linspace(0, 6, 60))))\r");
        t.wait_for("In [2]:");
    });
}

#[test]
fn pictures_are_of_the_screens() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens");
    let update = std::env::var_os("UPDATE").is_some();
    for name in PICTURES {
        let screen = std::fs::read_to_string(folder.join(format!("{name}-80x24-colour.txt"))).unwrap_or_default();
        let path = folder.join(format!("{name}.svg"));
        let picture = picture::svg(&screen, 80);
        if update {
            std::fs::write(&path, &picture).expect("a picture to write");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == picture, "{name}.svg is not what UPDATE=1 would write");
    }
}

#[test]
fn the_readme_shows_pictures_that_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("README.md")).expect("the README");
    for name in PICTURES {
        assert!(text.contains(&format!("](tests/screens/{name}.svg)")), "the README does not show {name}.svg");
    }
}

#[test]
fn control_c() {
    scene("control_c", |t| {
        t.press("x = 5\r");
        t.wait_for("In [2]:");
        t.press("not wanted");
        t.wait_for("wanted");
        t.press("\x03");
        t.wait("a fresh prompt", |t| t.text().matches("In [2]:").count() == 2);
        t.press("\x03");
        t.wait_for("Leave ndsh?");
        t.press("n\r");
        t.wait("a third prompt", |t| t.text().matches("In [2]:").count() >= 3);
        t.press("x + 1\r");
        t.wait_for("In [3]:");
    });
}

#[test]
fn paste() {
    scene("paste", |t| {
        t.press("\x1b[200~>>> x = 20\n>>> x + 1\n21\n>>> for k in range(2):\n...     print(k, x)\n... \n0 20\x1b[201~");
        t.wait_for("0 20");
        t.press("\r");
        t.wait_for("In [2]:");
    });
}

#[test]
fn a_block_from_the_history_runs_with_one_key() {
    let mut terminal = Terminal::open("search", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("for k in range(7, 9):\rprint(k * 11)\r\r");
    terminal.wait_for("In [2]:");
    terminal.press("\x12range");
    terminal.wait_for("reverse-i-search");
    terminal.press("\r");
    terminal.wait("the block's second run", |t| t.text().matches("88").count() == 2);
    terminal.wait_for("In [3]:");
}

#[test]
fn imported_names_are_completed_from_their_module() {
    let mut terminal = Terminal::open("import", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("from numpy import pi, lins\t as l\r");
    terminal.wait_for("In [2]:");
    terminal.press("l(0, 4, 3)\r");
    terminal.wait_for("array([0., 2., 4.])");
}

#[test]
fn what_a_name_is_shows_the_whole_picture() {
    let mut terminal = Terminal::open("asked", 80, 30, true);
    terminal.wait_for("In [1]:");
    terminal.press("x = da.ones((40, 40), chunks=20)\rx?\r");
    terminal.wait_for("In [3]:");
    let text = terminal.text();
    assert!(text.contains("├─────┼─────┤ 40") && !text.contains("more lines"), "{text}");
}

#[test]
fn a_large_paste_is_quick() {
    let mut terminal = Terminal::open("large", 80, 24, true);
    terminal.wait_for("In [1]:");
    let numbers: String = (0..70_000).map(|k| format!("{},\n", 100_000 + k % 10)).collect();
    let start = Instant::now();
    let text = format!("\x1b[200~x = [\n{numbers}]\x1b[201~\rlen(x)\r");
    assert!(text.len() > 500_000);
    let mut keys = terminal.keys.try_clone().expect("the terminal");
    std::thread::spawn(move || keys.write_all(text.as_bytes()));
    terminal.wait_for("Out[2]: 70000");
    println!("{:?}", start.elapsed());
    assert!(start.elapsed() < LIMIT / 2);
}

#[test]
fn control_d_leaves() {
    let mut terminal = Terminal::open("leave", 80, 24, true);
    terminal.wait_for("In [1]:");
    terminal.press("\x04");
    let start = Instant::now();
    while terminal.child.try_wait().expect("the shell").is_none() {
        terminal.look(Duration::from_millis(20));
        assert!(start.elapsed() < LIMIT);
    }
    assert_eq!(terminal.child.wait().expect("its end").code(), Some(0));
}

#[test]
fn files_and_errors_carry_no_control_characters() {
    let mut terminal = Terminal::open("control", 80, 24, true);
    terminal.wait_for("In [1]:");
    std::fs::write(terminal.home.join("bad\x1b]0;title\x07name"), "x").expect("a file");
    terminal.press("%ls\r");
    terminal.wait_for("In [2]:");
    terminal.press("'\\x1b[2J'; assert 1 == 2, '\\x1b[2Jgone'\r");
    terminal.wait_for("In [3]:");
    let text = terminal.text();
    assert!(text.contains("bad\\x1b]0;title\\x07name") && text.contains("ndsh"), "{text}");
}
