//! Figures: begun, shown in the terminal, written to files.

use std::sync::Arc;

use parking_lot::Mutex;

use super::numbers::{computed, number, option, pair};
use super::objects::{Axes, AxesArray, FigureHandle, Sheet};
use super::{bars, fields, series};
use crate::array::Value;
use crate::chunk::Num;
use crate::diag::{Error, Kind, Result, value_error};
use crate::display::plot::{Figure, Panel};
use crate::eval::{text, world};
use crate::ops::Args;

/// The figures of a session that were begun and not shown yet; the last one is drawn on.
pub type Open = Mutex<Vec<Arc<Mutex<Sheet>>>>;

/// The figure that this thread's session draws on.
fn current() -> Arc<Mutex<Sheet>> {
    let last = world::World::current().and_then(|w| w.figures.lock().last().cloned());
    last.unwrap_or_else(|| begin(Figure::default()))
}

/// Begins a figure.
fn begin(figure: Figure) -> Arc<Mutex<Sheet>> {
    let sheet = Arc::new(Mutex::new(Sheet { figure, panel: 0 }));
    if let Some(world) = world::World::current() {
        world.figures.lock().push(sheet.clone());
    }
    sheet
}

/// Ends the figure that is drawn on.
fn end() {
    if let Some(world) = world::World::current() {
        world.figures.lock().pop();
    }
}

/// The panel that a call draws on: that of its axes, or the current one.
pub fn target(args: &Args) -> Result<Axes> {
    if args.has("self") {
        let axes = args.need("self")?.downcast::<Axes>().cloned();
        return axes.ok_or_else(|| args.wrong("self", "axes"));
    }
    let sheet = current();
    let panel = sheet.lock().panel;
    Ok(Axes { sheet, panel })
}

/// The figure that a call is about: its own, or the current one.
fn sheet(args: &Args) -> Arc<Mutex<Sheet>> {
    let own = args.has("self").then(|| args.get("self")).flatten();
    own.and_then(|v| v.downcast::<FigureHandle>()).map_or_else(current, |handle| handle.0.clone())
}

/// What needs nothing done.
pub fn nothing(_: &mut Args) -> Result<Value> {
    Ok(Value::None)
}

/// `cla()`: an empty chart.
pub fn clear(args: &mut Args) -> Result<Value> {
    target(args)?.with(|panel| *panel = Panel::default());
    Ok(Value::None)
}

/// `close()`; `close('all')` ends every figure.
pub fn close(args: &mut Args) -> Result<Value> {
    let all = args.has("args") && !args.rest("args").is_empty();
    match world::World::current() {
        Some(world) if all => world.figures.lock().clear(),
        _ => end(),
    }
    Ok(Value::None)
}

/// `suptitle(text)`
pub fn title(args: &mut Args) -> Result<Value> {
    sheet(args).lock().figure.title = text::str(args.need("t")?);
    Ok(Value::None)
}

/// A figure of the size that `figsize=` asks for: inches of a hundred points.
fn sized(args: &Args) -> Result<Figure> {
    let mut figure = Figure::default();
    if let Some(value) = option(args, "figsize") {
        let edge = |n: f64| (1.0..=100.0).contains(&n);
        let size = pair(&value).filter(|(w, h)| edge(*w) && edge(*h));
        let size = size.ok_or_else(|| args.wrong("figsize", "a pair of inches, such as (8, 6)"))?;
        figure.size = (100.0 * size.0, 100.0 * size.1);
    }
    Ok(figure)
}

/// `figure(figsize=(8, 6))`
pub fn figure(args: &mut Args) -> Result<Value> {
    Ok(Value::object(FigureHandle(begin(sized(args)?))))
}

/// `gca()`
pub fn current_axes(args: &mut Args) -> Result<Value> {
    target(args).map(Value::object)
}

/// `gcf()`
pub fn current_figure(_: &mut Args) -> Result<Value> {
    Ok(Value::object(FigureHandle(current())))
}

/// The most panels of a figure along an edge.
const MOST_PANELS: usize = 20;

fn count(args: &Args, name: &str) -> Result<usize> {
    let n = args.count(name)?.unwrap_or(1);
    match n {
        1..=MOST_PANELS => Ok(n),
        _ => Err(args.at(name, value_error(format!("subplots(): `{name}` must be from 1 to {MOST_PANELS}, not {n}")))),
    }
}

/// `subplots(rows, columns)`: one axes, a list of them, or a list of rows.
pub fn subplots(args: &mut Args) -> Result<Value> {
    let (rows, columns) = (count(args, "nrows")?, count(args, "ncols")?);
    let mut figure = sized(args)?;
    figure.columns = columns;
    figure.panels.resize_with(rows * columns, Panel::default);
    let sheet = begin(figure);
    let axes = |panel: usize| Value::object(Axes { sheet: sheet.clone(), panel });
    let single = |n: usize| n == 1 && args.bool("squeeze", true).unwrap_or(true);
    let all = match (single(rows), single(columns)) {
        (true, true) => axes(0),
        (false, false) => {
            Value::object(AxesArray { shape: vec![rows, columns], axes: (0..rows * columns).map(axes).collect() })
        }
        _ => Value::object(AxesArray { shape: vec![rows * columns], axes: (0..rows * columns).map(axes).collect() }),
    };
    Ok(Value::tuple([Value::object(FigureHandle(sheet.clone())), all]))
}

/// `subplot(rows, columns, number)` or `subplot(rcn)`
pub fn subplot(args: &mut Args) -> Result<Value> {
    let given = args.rest("args");
    let ints: Vec<i128> = given.iter().filter_map(Value::as_int).collect();
    let (rows, columns, number) = match ints[..] {
        [] => (1, 1, 1),
        [code @ 111..=999] => (code / 100, code / 10 % 10, code % 10),
        [rows, columns, number] => (rows, columns, number),
        _ => return Err(args.wrong("args", "rows, columns and a number, such as (2, 1, 1) or 211")),
    };
    let most = MOST_PANELS as i128;
    if !((1..=most).contains(&rows) && (1..=most).contains(&columns) && (1..=rows * columns).contains(&number)) {
        let error = format!("subplot(): there is no chart {number} in {rows} rows of {columns}");
        return Err(args.at("args", value_error(error)));
    }
    let sheet = sheet(args);
    let panel = number as usize - 1;
    let mut open = sheet.lock();
    open.figure.columns = columns as usize;
    open.figure.panels.resize_with((rows * columns) as usize, Panel::default);
    open.panel = panel;
    drop(open);
    Ok(Value::object(Axes { sheet, panel }))
}

/// Shows the figures that are open, which ends them; of a figure, that one.
pub fn show(args: &mut Args) -> Result<Value> {
    world::needs_values()?;
    let sheets = match world::World::current() {
        Some(world) if !args.has("self") => std::mem::take(&mut *world.figures.lock()),
        _ => vec![sheet(args)],
    };
    for sheet in sheets {
        let figure = sheet.lock().figure.clone();
        if !figure.is_empty() {
            world::show(&figure.to_doc(world::width(), world::colours()))?;
        }
    }
    Ok(Value::None)
}

/// `savefig('name.svg')`
pub fn save(args: &mut Args) -> Result<Value> {
    world::needs_values()?;
    let name = args.text("fname")?.ok_or_else(|| args.wrong("fname", "the name of a file"))?;
    let scale = args.get("dpi").and_then(number).map_or(1.0, |dpi| dpi / 100.0);
    let figure = sheet(args).lock().figure.clone();
    write(&figure, name, scale).map_err(|e| args.at("fname", e))?;
    Ok(Value::None)
}

/// Writes a figure to a file, as its name asks for.
fn write(figure: &Figure, name: &str, scale: f64) -> Result<()> {
    let scene = figure.to_scene();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    let bytes = match end.as_str() {
        "svg" => scene.to_svg().into_bytes(),
        "png" => scene.to_png(scale)?,
        _ => return Err(value_error(format!("a chart cannot be written to '{name}'")).help("name a .svg or .png file")),
    };
    std::fs::write(name, bytes).map_err(|error| {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => Kind::FileNotFoundError,
            _ => Kind::RuntimeError,
        };
        Error::new(kind, format!("'{name}' cannot be written: {error}"))
    })
}

/// Draws on a figure of its own, and shows it or writes it to a file.
fn now(args: &mut Args, file: Option<String>, draw: impl FnOnce(&mut Args) -> Result<Value>) -> Result<Value> {
    world::needs_values()?;
    let sheet = begin(sized(args)?);
    let drawn = draw(args);
    end();
    drawn?;
    let mut sheet = sheet.lock();
    let panel = &mut sheet.figure.panels[0];
    for (name, slot) in [("title", &mut panel.title), ("xlabel", &mut panel.xlabel), ("ylabel", &mut panel.ylabel)] {
        *slot = args.get(name).map(text::str).unwrap_or_default();
    }
    panel.legend = panel.series.iter().any(|s| s.label.is_some());
    panel.grid = option(args, "grid").is_some_and(|v| v.as_scalar().is_some_and(Num::is_true));
    for (name, slot) in [("xlim", &mut panel.xlim), ("ylim", &mut panel.ylim)] {
        *slot = option(args, name).as_ref().and_then(pair);
    }
    match file {
        Some(name) => {
            write(&sheet.figure, &name, 1.0)?;
            world::print(&format!("wrote {name}\n"))?;
        }
        None => world::show(&sheet.figure.to_doc(world::width(), world::colours()))?,
    }
    Ok(Value::None)
}

fn file(args: &Args) -> Result<Option<String>> {
    Ok(args.text("file")?.map(str::to_owned))
}

/// Whether a text names a file for a chart.
fn is_file(text: &str) -> bool {
    [".svg", ".png"].iter().any(|end| text.to_ascii_lowercase().ends_with(end))
}

/// `plot(...)`, shown at once.
pub fn plot_now(args: &mut Args) -> Result<Value> {
    let mut values = args.rest("args");
    let last = values.last().and_then(|v| v.as_str().filter(|t| is_file(t)).map(str::to_owned));
    if last.is_some() {
        values.pop();
    }
    let file = last.or(file(args)?);
    now(args, file, |args| {
        let values = computed(&values.iter().collect::<Vec<_>>())?;
        target(args)?.with(|panel| series::draw_lines(args, &values, panel))?;
        Ok(Value::None)
    })
}

/// `scatter(x, y)`, shown at once.
pub fn scatter_now(args: &mut Args) -> Result<Value> {
    let file = file(args)?;
    now(args, file, series::scatter)
}

/// `imshow(X)`, shown at once.
pub fn imshow_now(args: &mut Args) -> Result<Value> {
    let file = file(args)?;
    now(args, file, fields::imshow)
}

/// `hist(x)`, shown at once.
pub fn hist_now(args: &mut Args) -> Result<Value> {
    let file = file(args)?;
    now(args, file, bars::hist)
}

/// `bar(x, height)`, shown at once.
pub fn bar_now(args: &mut Args) -> Result<Value> {
    let file = file(args)?;
    now(args, file, bars::bar)
}
