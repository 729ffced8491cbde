//! The profile of a run as a page: a task stream that zooms, the memory over time, the graph.

use super::profile::Profile;
use super::stream::{memory, pieces};
use crate::display::page::{Part, page};
use crate::display::plan::{clipped, stage_label};
use crate::display::sketch::plan_picture;

/// Tasks on the page, at most: the longest ones.
const TASKS: usize = 20_000;
/// Points of the memory's line, at most.
const POINTS: usize = 2_000;

/// The page of a profile.
pub fn report(profile: &Profile) -> String {
    let run = &profile.run;
    let names: Vec<String> = (0..run.plan.stages.len())
        .map(|k| {
            let names: Vec<&str> = run.plan.stages[k].layers().iter().map(|n| &*n.name).collect();
            format!("{} {}", stage_label(k), clipped(&names.join(" → "), 60))
        })
        .collect();
    let data = serde_json::json!({
        "wall": run.wall.as_secs_f64() * 1e6,
        "threads": run.threads,
        "stages": names,
        "tasks": tasks(profile),
        "memory": points(profile),
    });
    // A `<` could end the script early.
    let data = data.to_string().replace('<', "\\u003c");
    let parts = [
        Part::Text(profile.tables(100)),
        Part::Heading("Task stream".into()),
        Part::Html(format!("{CONTROLS}<script>const run={data};\n{SCRIPT}</script>\n")),
        Part::Heading("Graph, as it ran".into()),
        Part::Picture(plan_picture(&run.plan, 160, 200)),
    ];
    page("Profile", &parts)
}

/// For each task its worker, when it began, how long it took (in microseconds), its stage and its chunk.
fn tasks(profile: &Profile) -> Vec<u64> {
    let mut all = pieces(&profile.run);
    if all.len() > TASKS {
        all.sort_by_key(|p| std::cmp::Reverse(p.to - p.from));
        all.truncate(TASKS);
    }
    let micros = |d: std::time::Duration| d.as_micros() as u64;
    all.iter()
        .flat_map(|p| [p.worker as u64, micros(p.from), micros(p.to - p.from).max(1), p.stage as u64, p.chunk])
        .collect()
}

fn points(profile: &Profile) -> Vec<u64> {
    let all = memory(&profile.run);
    let each = all.len().div_ceil(POINTS).max(1);
    let most = |part: &[(std::time::Duration, usize)]| {
        part.iter().max_by_key(|p| p.1).map(|p| [p.0.as_micros() as u64, p.1 as u64])
    };
    all.chunks(each).filter_map(most).flatten().collect()
}

const CONTROLS: &str = "<div class=\"bar\"><button id=\"closer\">zoom in</button><button id=\"wider\">zoom out</button>\
<button id=\"whole\">all of it</button> <span>The wheel zooms, too; drag to move.</span></div>\
<p class=\"bar ink\" id=\"stages\"></p><div><canvas id=\"stream\"></canvas></div><p id=\"about\">&nbsp;</p>";

const SCRIPT: &str = r##"
const canvas = document.getElementById("stream"), about = document.getElementById("about");
const row = 22, line = 90, colours = ["#4263eb", "#2f9e44", "#ae3ec9", "#f08c00", "#1098ad", "#e03131", "#74b816", "#d6336c"];
let from = 0, to = Math.max(run.wall, 1);
const workers = () => { let n = 1; for (let i = 0; i < run.tasks.length; i += 5) n = Math.max(n, run.tasks[i] + 1); return n; };
const rows = workers();
function time(us) { return us >= 1e6 ? (us / 1e6).toFixed(2) + " s" : us >= 1e3 ? (us / 1e3).toFixed(2) + " ms" : us.toFixed(0) + " µs"; }
function bytes(n) { for (const [u, s] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) if (n >= s) return (n / s).toFixed(2) + " " + u; return n + " B"; }
function draw() {
  const wide = canvas.parentElement.clientWidth || 900, high = rows * row + line + 30, scale = window.devicePixelRatio || 1;
  canvas.width = wide * scale; canvas.height = high * scale; canvas.style.width = wide + "px"; canvas.style.height = high + "px";
  const pen = canvas.getContext("2d"); pen.scale(scale, scale);
  const x = t => (t - from) / (to - from) * wide;
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, wide, high);
  for (let i = 0; i < run.tasks.length; i += 5) {
    const [worker, start, took, stage] = run.tasks.slice(i, i + 4);
    if (start + took < from || start > to) continue;
    pen.fillStyle = colours[stage % colours.length];
    pen.fillRect(x(start), worker * row + 2, Math.max(x(start + took) - x(start) - 0.5, 0.7), row - 4);
  }
  const top = Math.max(1, ...run.memory.filter((_, i) => i % 2)), base = rows * row + line;
  pen.strokeStyle = "#495057"; pen.beginPath();
  for (let i = 0; i < run.memory.length; i += 2) {
    const px = x(run.memory[i]), py = base - run.memory[i + 1] / top * (line - 16);
    i ? pen.lineTo(px, py) : pen.moveTo(px, py);
  }
  pen.stroke(); pen.fillStyle = "#495057"; pen.font = "12px system-ui";
  pen.fillText("memory in use, " + bytes(top) + " at most", 4, rows * row + 14);
  pen.fillText(time(from), 4, high - 6); pen.textAlign = "right"; pen.fillText(time(to), wide - 4, high - 6);
}
function zoom(part, by) {
  const at = from + (to - from) * part;
  from = Math.max(0, at - (at - from) * by); to = Math.min(Math.max(run.wall, 1), at + (to - at) * by);
  if (to - from < 1) to = from + 1;
  draw();
}
function whole() { from = 0; to = Math.max(run.wall, 1); draw(); }
canvas.addEventListener("wheel", e => {
  e.preventDefault();
  zoom(e.offsetX / canvas.clientWidth, e.deltaY < 0 ? 0.8 : 1.25);
}, { passive: false });
document.getElementById("closer").onclick = () => zoom(0.5, 0.5);
document.getElementById("wider").onclick = () => zoom(0.5, 2);
document.getElementById("whole").onclick = whole;
run.stages.forEach((name, k) => {
  const sign = document.createElement("i"), entry = document.createElement("span");
  sign.textContent = "■ "; sign.style.color = colours[k % colours.length];
  entry.append(sign, name); document.getElementById("stages").append(entry);
});
let held = null;
canvas.addEventListener("mousedown", e => { held = e.offsetX; });
window.addEventListener("mouseup", () => { held = null; });
canvas.addEventListener("mousemove", e => {
  if (held !== null) {
    const by = (held - e.offsetX) / canvas.clientWidth * (to - from), room = Math.max(-from, Math.min(by, run.wall - to));
    from += room; to += room; held = e.offsetX; draw();
  }
  const t = from + (to - from) * e.offsetX / canvas.clientWidth, worker = Math.floor(e.offsetY / row);
  about.textContent = "\u00a0";
  for (let i = 0; i < run.tasks.length; i += 5)
    if (run.tasks[i] === worker && run.tasks[i + 1] <= t && t <= run.tasks[i + 1] + run.tasks[i + 2])
      about.textContent = "worker " + worker + ": " + run.stages[run.tasks[i + 3]] + ", chunk " + run.tasks[i + 4] + ", " + time(run.tasks[i + 2]);
});
canvas.addEventListener("dblclick", whole);
new ResizeObserver(draw).observe(canvas.parentElement);
draw();
"##;
