//! `x.profile()` and `x.play()`: runs that are recorded.

use std::io::IsTerminal;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{arrays_in, write_file};
use crate::array::{Lazy, Value};
use crate::diag::Result;
use crate::display::{self, Lesson, Picture};
use crate::exec;
use crate::ops::{Args, Family, Op, Place};

pub const RECORDED: &[Op] = &[
    Op {
        name: "profile",
        params: "a, filename=None",
        doc: "Runs a lazy array and says where the time went: by stage, by layer and by line, and what each worker did.

`.profile(\"report.html\")` writes a page with a task stream that zooms, the memory over time, and the graph. `.seconds`,
`.busy` (seconds at work, all workers together), `.tasks` and `.peak` (bytes) say it in numbers.",
        examples: ">>> run = da.ones((100, 100), chunks=50).sum().profile()
>>> run.tasks, run.seconds > 0
(5, True)
",
        any_length: true,
        build: profile,
        ..Op::of(Family::Custom, &[Place::Method])
    },
    Op {
        name: "play",
        params: "a, filename=None, *, run=False",
        doc: "Runs a lazy array and shows the run step by step: which chunks wait, run, are held and are dropped.

On a terminal the arrow keys step forwards and back, the space bar lets it go by itself, and q leaves. Elsewhere some
steps are shown as text. `.play(\"lesson.html\")` writes a page with a slider. To play the same array again shows the
same run, without computing it again; `run=True` runs it anew.",
        examples: ">>> da.ones(4, chunks=4).play()
Step 0 of 2: nothing has begun
  ┌──────┐
  │ ones │
  │  ·   │
  └──────┘
Held: 0 B in 0 chunks
· waits   0 runs, on worker 0   ■ held   □ dropped   █ in the answer

Step 1 of 2: worker 0 begins ones (0,)
  ┌──────┐
  │ ones │
  │  0   │
  └──────┘
Held: 0 B in 0 chunks

Step 2 of 2: worker 0 has made ones (0,), 32 B
  ┌──────┐
  │ ones │
  │  █   │
  └──────┘
Held: 0 B in 0 chunks
",
        any_length: true,
        build: play,
        ..Op::of(Family::Custom, &[Place::Method])
    },
];

/// The lazy arrays of a value, which can be run now.
fn runnable(args: &Args) -> Result<Vec<Lazy>> {
    let arrays = arrays_in(args.need("a")?).map_err(|e| args.at("a", e))?;
    exec::needs_values()?;
    Ok(arrays)
}

fn profile(args: &mut Args) -> Result<Value> {
    let profile = display::profile(&runnable(args)?)?;
    let Some(name) = args.text("filename")? else { return Ok(Value::object(profile.picture())) };
    write_file(name, profile.page().as_bytes()).map_err(|e| args.at("filename", e))?;
    Ok(Value::None)
}

/// The last run that was played, with the arrays that ran.
static LAST: Mutex<Option<(Vec<u64>, Arc<Lesson>)>> = Mutex::new(None);

fn lesson(arrays: &[Lazy], anew: bool) -> Result<Arc<Lesson>> {
    let ids: Vec<u64> = arrays.iter().map(|a| a.node.id).collect();
    let last = LAST.lock().as_ref().filter(|(last, _)| *last == ids && !anew).map(|(_, lesson)| lesson.clone());
    if let Some(lesson) = last {
        return Ok(lesson);
    }
    let lesson = Arc::new(Lesson::of(arrays)?);
    *LAST.lock() = Some((ids, lesson.clone()));
    Ok(lesson)
}

fn play(args: &mut Args) -> Result<Value> {
    let lesson = lesson(&runnable(args)?, args.bool("run", false)?)?;
    if let Some(name) = args.text("filename")? {
        write_file(name, lesson.page().as_bytes()).map_err(|e| args.at("filename", e))?;
        return Ok(Value::None);
    }
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        display::play(&lesson)?;
        return Ok(Value::None);
    }
    Ok(Value::object(Picture::new("Run", Box::new(move |width| lesson.text(width)))))
}
