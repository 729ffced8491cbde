//! Pages and pictures in a real browser: what one clicks does what it says, nothing is fetched, nothing is cut off.
//! Without a chromium these tests say so and pass, unless `NDSH_BROWSER` is set, as CI does. What the browser showed
//! lies in `target/tmp` afterwards.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

#[path = "common/chromium.rs"]
mod chromium;

use chromium::Browser;

/// Bytes of a file, at most.
const LARGEST: u64 = 1 << 20;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// The file that a program of ours writes, its name in place of `FILE`.
fn made(name: &str, program: &str) -> PathBuf {
    let path = folder().join(name);
    let _ = std::fs::remove_file(&path);
    let text = program.replace("FILE", &format!("{:?}", path.display().to_string()));
    let run = Command::new(env!("CARGO_BIN_EXE_ndsh")).args(["--threads", "2", "-e", &text]).output().expect("ndsh");
    assert!(run.status.success(), "{text}: {}", String::from_utf8_lossy(&run.stderr));
    let bytes = std::fs::metadata(&path).expect("the file").len();
    assert!(bytes <= LARGEST, "{name}: {bytes} bytes");
    path
}

/// Opens a file in windows of several widths, by day and by night: it fits, and nothing goes wrong.
fn fits_everywhere(browser: &mut Browser, file: &Path) {
    let name = file.file_name().and_then(|n| n.to_str()).expect("a name");
    for (width, dark) in [(400, true), (400, false), (1400, true), (1400, false)] {
        browser.show(file, width, dark);
        let wide = browser.value("document.documentElement.scrollWidth - window.innerWidth");
        assert!(wide.as_f64() <= Some(0.0), "{name}, {width} wide: {wide} too wide");
        let shown = folder().join(format!("{name}-{width}-{}.png", if dark { "dark" } else { "light" }));
        std::fs::write(shown, browser.picture()).expect("a picture to write");
        assert_eq!(browser.complaints(), [""; 0], "{name}, {width} wide");
    }
}

#[test]
fn graphs() {
    let Some(mut browser) = Browser::open("graphs") else { return };
    let x = "x = da.random.random((2000, 2000), chunks=500)";
    for (name, rest) in [
        ("graph.html", "(x + x.T)[::2].sum(axis=0).visualize(FILE)"),
        ("stages.html", "(x + x.T)[::2].sum(axis=0).visualize(FILE, optimize_graph=True)"),
        ("large.html", "y = da.ones((10**5, 10**5), chunks=100); (y @ y.T).sum(axis=0).visualize(FILE)"),
    ] {
        let file = made(name, &format!("{x}\n{rest}"));
        fits_everywhere(&mut browser, &file);
        assert_eq!(browser.value("document.querySelectorAll('svg text').length > 3"), json!(true), "{name}");
    }
}

#[test]
fn a_lesson_steps_forwards_and_back() {
    let Some(mut browser) = Browser::open("lesson") else { return };
    let file =
        made("lesson.html", "x = da.ones((40, 60), chunks=(10, 20))\n(x.rechunk((40, 5)) + 1).sum(axis=0).play(FILE)");
    fits_everywhere(&mut browser, &file);
    let frame = "document.getElementById('frame').innerHTML";
    let step = "+document.getElementById('at').value";
    let first = browser.value(frame);
    assert_eq!(browser.value(step), json!(0));
    browser.click("#on", (0.5, 0.5));
    let second = browser.value(frame);
    assert!(browser.value(step) == json!(1) && first != second, "the button steps on");
    browser.press("ArrowRight", 39);
    assert_eq!(browser.value(step), json!(2), "the arrow key steps on");
    browser.press("ArrowLeft", 37);
    assert_eq!((browser.value(step), browser.value(frame)), (json!(1), second), "the arrow key steps back");
    browser.click("#back", (0.5, 0.5));
    assert_eq!(browser.value(frame), first, "the button steps back");
    browser.click("#at", (0.5, 0.5));
    let (middle, last) = (browser.value(step), browser.value("+document.getElementById('at').max"));
    let (middle, last) = (middle.as_f64().expect("a step"), last.as_f64().expect("a step"));
    assert!((middle - last / 2.0).abs() < 3.0, "the slider moves: {middle} of {last}");
    assert!(browser.value(frame) != first, "the slider changes the picture");
    browser.click("#play", (0.5, 0.5));
    browser.until(&format!("{step} >= {}", middle + 2.0));
    browser.click("#play", (0.5, 0.5));
    assert_eq!(browser.value("document.getElementById('play').textContent"), json!("▶ play"));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_task_stream_zooms() {
    let Some(mut browser) = Browser::open("stream") else { return };
    let file = made("report.html", "x = da.random.random((900, 900), chunks=100)\n(x + x.T).sum(axis=0).profile(FILE)");
    fits_everywhere(&mut browser, &file);
    let picture = "document.getElementById('stream').toDataURL()";
    let shown = "to - from";
    let all = (browser.value(picture), browser.value(shown));
    browser.mouse("mouseWheel", "#stream", (0.3, 0.2), -120.0);
    browser.until(&format!("{shown} < {}", all.1));
    let near = (browser.value(picture), browser.value("from"));
    assert!(near.0 != all.0, "the wheel zooms the picture");
    browser.mouse("mousePressed", "#stream", (0.5, 0.2), 0.0);
    browser.mouse("mouseMoved", "#stream", (0.4, 0.2), 0.0);
    browser.mouse("mouseReleased", "#stream", (0.4, 0.2), 0.0);
    assert!(browser.value("from").as_f64() > near.1.as_f64(), "dragging moves the picture");
    browser.click("#whole", (0.5, 0.5));
    assert_eq!(browser.value(shown), all.1, "the button shows all of it");
    assert!(browser.value(picture) == all.0, "the button shows all of it");
    browser.click("#closer", (0.5, 0.5));
    browser.until(&format!("{shown} < {}", all.1));
    browser.click("#wider", (0.5, 0.5));
    browser.until(&format!("Math.abs({shown} - {}) < 1", all.1));
    let task = |what: &str| {
        format!(
            "(k => {what})(run.tasks.map((v, i) => i % 5 == 2 ? [v, i - 2] : [0, 0]).sort((a, b) => b[0] - a[0])[0][1])"
        )
    };
    let across = browser.value(&task("(run.tasks[k + 1] + run.tasks[k + 2] / 2 - from) / (to - from)")).as_f64();
    let down = browser.value(&task("(run.tasks[k] + 0.5) * row / canvas.clientHeight")).as_f64();
    browser.mouse("mouseMoved", "#stream", (across.unwrap_or(0.0), down.unwrap_or(0.0)), 0.0);
    browser.until("document.getElementById('about').textContent.startsWith('worker')");
    assert_eq!(browser.value("document.getElementById('stages').children.length === run.stages.length"), json!(true));
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Each text of a picture, if it goes over its edge.
const CUT_OFF: &str = "[...document.querySelectorAll('text')].filter(t => { \
    const b = t.getBoundingClientRect(), s = document.documentElement.getBoundingClientRect(); \
    return b.left < s.left - 1 || b.right > s.right + 1 || b.top < s.top - 1 || b.bottom > s.bottom + 1; \
    }).map(t => t.textContent)";

#[test]
fn pictures_are_whole() {
    let Some(mut browser) = Browser::open("pictures") else { return };
    let plt = "import matplotlib.pyplot as plt\nt = np.linspace(0, 10, 200)\n";
    for (name, program) in [
        (
            "graph.svg",
            "(da.ones((40, 60), chunks=(10, 20)).rechunk((40, 5)) + 1).sum(axis=0).visualize(FILE)".to_owned(),
        ),
        (
            "histogram.svg",
            "h, b = da.histogram(da.arange(1000, chunks=100), bins=20, range=(0, 999))\nplot(h, b, FILE)".into(),
        ),
        ("image.svg", "imshow(np.arange(400).reshape(20, 20), FILE, title='A matrix')".into()),
        (
            "lines.svg",
            format!(
                "{plt}plt.plot(t, np.sin(t), label='sin'); plt.plot(t, np.cos(t), 'r--', label='cos'); plt.legend(); plt.title('Waves'); plt.xlabel('t'); plt.ylabel('y'); plt.grid(True); plt.savefig(FILE)"
            ),
        ),
        ("log.svg", format!("{plt}plt.loglog(t + 1e-3, np.exp(3 * t), 'o-'); plt.savefig(FILE)")),
        (
            "panels.svg",
            format!(
                "{plt}fig, ax = plt.subplots(2, 2); ax[0][0].plot(t, t); ax[0][1].scatter(t, -t); ax[1][0].bar(['a', 'b'], [1e6, 2e6]); ax[1][1].hist(np.sin(t)); fig.suptitle('Four'); fig.savefig(FILE)"
            ),
        ),
    ] {
        let file = made(name, &program);
        browser.show(&file, 1000, false);
        assert_eq!(browser.value("document.querySelector('parsererror') === null"), json!(true), "{name}");
        assert_eq!(browser.value("document.documentElement.tagName"), json!("svg"), "{name}");
        assert_eq!(browser.value(CUT_OFF), json!([]), "{name}: texts that are cut off");
        std::fs::write(folder().join(format!("{name}.png")), browser.picture()).expect("a picture to write");
        assert_eq!(browser.complaints(), [""; 0], "{name}");
    }
}
