//! A browser without a window, spoken to over a pipe in Chrome's DevTools protocol.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, PipeReader, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(60);

/// A browser with one page open.
pub struct Browser {
    child: Child,
    commands: File,
    messages: Receiver<Value>,
    count: u64,
    session: Option<String>,
    /// What the page told since it was opened.
    events: Vec<Value>,
    profile: PathBuf,
}

/// Where the browser lies, if there is one.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |f| f.join(name))).find(|p| p.is_file())
}

/// Has what the browser reads and writes stand where it looks for it: as the descriptors 3 and 4.
fn hand_over(command: &mut Command, reads: OwnedFd, writes: OwnedFd) {
    // SAFETY: only calls that are safe between fork and exec, on descriptors that live until then.
    unsafe {
        command.pre_exec(move || {
            let moved = [&reads, &writes].map(|end| libc::fcntl(end.as_raw_fd(), libc::F_DUPFD_CLOEXEC, 10));
            if moved.iter().zip([3, 4]).any(|(from, to)| *from < 0 || libc::dup2(*from, to) < 0) {
                return Err(std::io::Error::last_os_error());
            }
            Ok(())
        });
    }
}

/// Hands on each message: JSON that ends with a zero byte.
fn listen(pipe: PipeReader) -> Receiver<Value> {
    let (send, messages) = channel();
    std::thread::spawn(move || {
        for message in BufReader::new(pipe).split(0) {
            let Ok(bytes) = message else { return };
            let message = serde_json::from_slice(&bytes).expect("a message in JSON");
            if send.send(message).is_err() {
                return;
            }
        }
    });
    messages
}

impl Browser {
    /// A browser; none where there is none, unless `NDSH_BROWSER` in the environment says that there must be one.
    pub fn open(name: &str) -> Option<Browser> {
        let Some(program) = program() else {
            assert!(std::env::var_os("NDSH_BROWSER").is_none(), "there is no chromium, and NDSH_BROWSER asks for it");
            eprintln!("there is no chromium: pages are not looked at");
            return None;
        };
        let profile = std::env::temp_dir().join(format!("ndsh-browser-{}-{name}", std::process::id()));
        let (browser_reads, commands) = std::io::pipe().expect("a pipe");
        let (answers, browser_writes) = std::io::pipe().expect("a pipe");
        let mut command = Command::new(program);
        let mut folder = OsString::from("--user-data-dir=");
        folder.push(&profile);
        command.arg(folder).args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
        command.args(["--no-first-run", "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        hand_over(&mut command, browser_reads.into(), browser_writes.into());
        let child = command.spawn().expect("the browser");
        // What it holds of the pipes' other ends goes with it.
        drop(command);
        let (commands, messages) = (File::from(OwnedFd::from(commands)), listen(answers));
        let mut browser = Browser { child, commands, messages, count: 0, session: None, events: Vec::new(), profile };
        let target = browser.ask("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let session = browser.ask("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.ask(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Takes messages until one is as wanted; what the page tells meanwhile is kept.
    fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + LIMIT;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left).unwrap_or_else(|e| panic!("{what}: {e}"));
            if wanted(&message) {
                return message;
            }
            if message["method"].is_string() {
                self.events.push(message);
            }
        }
    }

    /// Gives a command, and waits for what comes of it.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.count += 1;
        let id = self.count;
        let mut command = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes).expect("a command");
        let answer = self.wait(method, |m| m["id"] == json!(id));
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// Opens a file in a window so wide, by day or by night.
    pub fn show(&mut self, file: &Path, width: u32, dark: bool) {
        self.events.clear();
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.ask("Emulation.setDeviceMetricsOverride", size);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.ask("Emulation.setEmulatedMedia", json!({"features": features}));
        self.ask("Page.navigate", json!({"url": format!("file://{}", file.display())}));
        let is_load = |m: &Value| m["method"] == "Page.loadEventFired";
        if !self.events.iter().any(is_load) {
            self.wait("the page", is_load);
        }
    }

    /// What an expression of the page's language is worth.
    pub fn value(&mut self, expression: &str) -> Value {
        let answer = self.ask("Runtime.evaluate", json!({"expression": expression, "returnByValue": true}));
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub fn until(&mut self, expression: &str) {
        let start = Instant::now();
        while self.value(expression) != json!(true) {
            assert!(start.elapsed() < LIMIT, "{expression} did not come to be");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The place in an element that lies so far across and down: 0 at its edge, 1 at the other one.
    fn place(&mut self, element: &str, across: f64, down: f64) -> (f64, f64) {
        let script = format!(
            "(() => {{ const e = document.querySelector({element:?}); e.scrollIntoView({{block: 'center'}}); \
             const b = e.getBoundingClientRect(); return [b.x + b.width * {across}, b.y + b.height * {down}]; }})()"
        );
        let at = self.value(&script);
        (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"))
    }

    /// What the mouse does at a place of an element.
    pub fn mouse(&mut self, kind: &str, element: &str, (across, down): (f64, f64), wheel: f64) {
        let (x, y) = self.place(element, across, down);
        let button = if kind == "mouseWheel" { "none" } else { "left" };
        let (held, clicks) = (u8::from(kind == "mouseMoved"), u8::from(kind != "mouseMoved"));
        self.ask(
            "Input.dispatchMouseEvent",
            json!({"type": kind, "x": x, "y": y, "button": button, "buttons": held, "clickCount": clicks,
                "deltaX": 0, "deltaY": wheel}),
        );
    }

    /// Clicks at a place of an element.
    pub fn click(&mut self, element: &str, at: (f64, f64)) {
        self.mouse("mousePressed", element, at, 0.0);
        self.mouse("mouseReleased", element, at, 0.0);
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            self.ask("Input.dispatchKeyEvent", event);
        }
    }

    /// The whole page as a PNG.
    pub fn picture(&mut self) -> Vec<u8> {
        let answer = self.ask("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true}));
        bytes_of(answer["data"].as_str().expect("a picture"))
    }

    /// What went wrong since the page was opened, and what it fetched besides itself.
    pub fn complaints(&mut self) -> Vec<String> {
        // Whatever is under way is told before this is answered.
        self.value("1");
        let told = |m: &Value| match m["method"].as_str() {
            Some("Runtime.exceptionThrown") => Some(m["params"]["exceptionDetails"].to_string()),
            Some("Runtime.consoleAPICalled") => Some(m["params"]["args"].to_string()),
            Some("Log.entryAdded") => Some(m["params"]["entry"].to_string()),
            Some("Network.requestWillBeSent") => {
                let (url, page) = (&m["params"]["request"]["url"], &m["params"]["documentURL"]);
                let own = url == page || url.as_str().is_some_and(|u| u.starts_with("data:"));
                (!own).then(|| format!("fetches {url}"))
            }
            _ => None,
        };
        self.events.iter().filter_map(told).collect()
    }
}

/// Bytes from letters of six bits each.
fn bytes_of(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u32> = text.bytes().filter(|c| *c != b'=').map(|c| u32::from(value(c))).collect();
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    for group in letters.chunks(4) {
        let bits = group.iter().enumerate().fold(0, |b, (k, v)| b | v << (18 - 6 * k));
        bytes.extend((0..group.len().saturating_sub(1)).map(|k| (bits >> (16 - 8 * k)) as u8));
    }
    bytes
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
