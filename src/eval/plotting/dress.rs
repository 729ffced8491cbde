//! What stands around a chart: titles, labels, limits, the legend.

use super::figures::target;
use super::numbers::{computed, names, number, option, pair, row};
use crate::array::Value;
use crate::diag::{Result, value_error};
use crate::display::plot::Panel;
use crate::eval::{text, truth};
use crate::ops::Args;

fn worded(args: &Args, name: &str, put: impl FnOnce(&mut Panel, String)) -> Result<Value> {
    let words = text::str(args.need(name)?);
    target(args)?.with(|panel| put(panel, words));
    Ok(Value::None)
}

/// `title(text)`
pub fn title(args: &mut Args) -> Result<Value> {
    worded(args, "label", |panel, words| panel.title = words)
}

/// `xlabel(text)`
pub fn xlabel(args: &mut Args) -> Result<Value> {
    worded(args, "label", |panel, words| panel.xlabel = words)
}

/// `ylabel(text)`
pub fn ylabel(args: &mut Args) -> Result<Value> {
    worded(args, "label", |panel, words| panel.ylabel = words)
}

/// `grid(visible)`
pub fn grid(args: &mut Args) -> Result<Value> {
    let visible = args.bool("visible", true)?;
    target(args)?.with(|panel| panel.grid = visible);
    Ok(Value::None)
}

/// `legend()`, or with names for the series in their order.
pub fn legend(args: &mut Args) -> Result<Value> {
    let labels = args.get("labels").and_then(names);
    target(args)?.with(|panel| {
        panel.legend = true;
        for (series, label) in panel.series.iter_mut().zip(labels.unwrap_or_default()) {
            series.label = Some(label);
        }
    });
    Ok(Value::None)
}

/// The ends that two arguments, or a pair in the first, give an axis; what is not given stays as it is.
fn ends(args: &Args, first: &str, second: &str, now: (f64, f64)) -> Result<(f64, f64)> {
    let (low, high) = (option(args, first), option(args, second));
    let values = computed(&[low.as_ref().unwrap_or(&Value::None), high.as_ref().unwrap_or(&Value::None)])?;
    let found = match pair(&values[0]) {
        Some(pair) => pair,
        None => (number(&values[0]).unwrap_or(now.0), number(&values[1]).unwrap_or(now.1)),
    };
    if found.0 < found.1 && found.0.is_finite() && found.1.is_finite() {
        return Ok(found);
    }
    let error =
        format!("{}(): an axis goes from a number to a greater one, not from {} to {}", args.op.name, found.0, found.1);
    Err(args.at(first, value_error(error)))
}

fn answer((low, high): (f64, f64)) -> Value {
    Value::tuple([Value::Float(low), Value::Float(high)])
}

/// `get_xlim()`
pub fn xlim_now(args: &mut Args) -> Result<Value> {
    Ok(answer(target(args)?.with(|panel| panel.xlim.or(panel.extents()[0]).unwrap_or((0.0, 1.0)))))
}

/// `get_ylim()`
pub fn ylim_now(args: &mut Args) -> Result<Value> {
    Ok(answer(target(args)?.with(|panel| panel.ylim.or(panel.extents()[1]).unwrap_or((0.0, 1.0)))))
}

/// `xlim(left, right)`: the ends of the x axis, which it answers with.
pub fn xlim(args: &mut Args) -> Result<Value> {
    let target = target(args)?;
    let now = target.with(|panel| panel.xlim.or(panel.extents()[0]).unwrap_or((0.0, 1.0)));
    if option(args, "left").is_none() && option(args, "right").is_none() {
        return Ok(answer(now));
    }
    let found = ends(args, "left", "right", now)?;
    target.with(|panel| panel.xlim = Some(found));
    Ok(answer(found))
}

/// `ylim(bottom, top)`: the ends of the y axis, which it answers with.
pub fn ylim(args: &mut Args) -> Result<Value> {
    let target = target(args)?;
    let now = target.with(|panel| panel.ylim.or(panel.extents()[1]).unwrap_or((0.0, 1.0)));
    if option(args, "bottom").is_none() && option(args, "top").is_none() {
        return Ok(answer(now));
    }
    let found = ends(args, "bottom", "top", now)?;
    target.with(|panel| panel.ylim = Some(found));
    Ok(answer(found))
}

/// Whether a scale is logarithmic.
fn is_log(args: &Args) -> Result<bool> {
    match args.text("value")?.unwrap_or("") {
        "log" => Ok(true),
        "linear" => Ok(false),
        other => {
            let error = value_error(format!("{}(): '{other}' is not a scale", args.op.name));
            Err(args.at("value", error).help("there are 'linear' and 'log'"))
        }
    }
}

/// `xscale('log')`
pub fn xscale(args: &mut Args) -> Result<Value> {
    let log = is_log(args)?;
    target(args)?.with(|panel| panel.log.0 = log);
    Ok(Value::None)
}

/// `yscale('log')`
pub fn yscale(args: &mut Args) -> Result<Value> {
    let log = is_log(args)?;
    target(args)?.with(|panel| panel.log.1 = log);
    Ok(Value::None)
}

/// `axis([xmin, xmax, ymin, ymax])`; a name such as 'equal' changes nothing.
pub fn limits(args: &mut Args) -> Result<Value> {
    let given = args.rest("args");
    if let Some(limits) = given.first().filter(|v| v.as_str().is_none()) {
        let limits = row(args, "limits", limits)?;
        let [left, right, bottom, top] = limits[..] else {
            return Err(args.at("args", value_error("axis() takes (xmin, xmax, ymin, ymax)")));
        };
        target(args)?.with(|panel| (panel.xlim, panel.ylim) = (Some((left, right)), Some((bottom, top))));
    }
    Ok(Value::None)
}

/// `xticks(places, names)`
pub fn xticks(args: &mut Args) -> Result<Value> {
    ticks(args, 0)
}

/// `yticks(places, names)`
pub fn yticks(args: &mut Args) -> Result<Value> {
    ticks(args, 1)
}

/// Names at places of an axis; without names the places as numbers.
fn ticks(args: &Args, axis: usize) -> Result<Value> {
    let Some(ticks) = args.get("ticks") else { return Ok(Value::None) };
    let places = row(args, "ticks", &computed(&[ticks])?[0])?;
    let words = match args.get("labels") {
        Some(labels) => labels.items().unwrap_or_default().iter().map(text::str).collect(),
        None => {
            places.iter().map(|v| text::str(&Value::Float(*v)).trim_end_matches(".0").to_owned()).collect::<Vec<_>>()
        }
    };
    super::numbers::same_length(args, ["ticks", "labels"], [places.len(), words.len()])?;
    target(args)?.with(|panel| panel.names[axis] = places.into_iter().zip(words).collect());
    Ok(Value::None)
}

/// `text(x, y, s)`
pub fn note(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("x")?, args.need("y")?])?;
    let place = number(&values[0]).zip(number(&values[1]));
    write_at(args, place, "x", "s")
}

/// `annotate(text, (x, y))`
pub fn annotate(args: &mut Args) -> Result<Value> {
    let place = pair(&computed(&[args.need("xy")?])?[0]);
    write_at(args, place, "xy", "text")
}

fn write_at(args: &Args, place: Option<(f64, f64)>, at: &str, words: &str) -> Result<Value> {
    let (x, y) = place.ok_or_else(|| args.wrong(at, "a place in numbers"))?;
    let words = text::str(args.need(words)?);
    target(args)?.with(|panel| panel.notes.push((x, y, words)));
    Ok(super::objects::artist("Text"))
}

/// `ax.set(title='t', xlabel='x', ...)`
pub fn set(args: &mut Args) -> Result<Value> {
    let Some(Value::Dict(options)) = args.get("options") else { return Ok(Value::None) };
    let target = target(args)?;
    for (key, value) in options.read().iter() {
        let words = || text::str(value);
        target.with(|panel| match key.as_str().unwrap_or("") {
            "title" => panel.title = words(),
            "xlabel" => panel.xlabel = words(),
            "ylabel" => panel.ylabel = words(),
            "xlim" => panel.xlim = pair(value).or(panel.xlim),
            "ylim" => panel.ylim = pair(value).or(panel.ylim),
            "xscale" => panel.log.0 = words() == "log",
            "yscale" => panel.log.1 = words() == "log",
            "grid" => panel.grid = truth::truth(value).unwrap_or(false),
            _ => {}
        });
    }
    Ok(Value::None)
}
