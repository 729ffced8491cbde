//! Lines and points on a chart: the arguments become series.

use super::bars::between;
use super::figures::target;
use super::numbers::{block, computed, each, number, option, own_colour, row, same_length, text};
use super::objects;
use crate::array::{Value, convert};
use crate::diag::{Result, type_error, value_error};
use crate::display::plot::{Panel, Series, Shape, Stroke, colour};
use crate::display::scene::Colour;
use crate::ops::Args;

/// How a line looks: `'r--o'`.
#[derive(Clone, Copy)]
struct Look {
    colour: Option<Colour>,
    stroke: Option<Stroke>,
    marked: bool,
}

const MARKS: &str = ".,ov^<>sp*hH+xDd|_1234";

/// The look that a format string asks for.
fn look(format: &str) -> Option<Look> {
    let mut look = Look { colour: None, stroke: None, marked: false };
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let signs = ["--", "-.", "-", ":"];
        if let Some(sign) = signs.into_iter().find(|s| rest.starts_with(s)) {
            look.stroke = Stroke::parse(sign);
            rest = &rest[sign.len()..];
            continue;
        }
        if MARKS.contains(first) {
            look.marked = true;
        } else {
            look.colour = Some(colour(&first.to_string())?);
        }
        rest = &rest[first.len_utf8()..];
    }
    if look.stroke.is_none() && !look.marked {
        look.stroke = Some(Stroke::Solid);
    }
    Some(look)
}

/// The look that options ask for, on top of that of a format string.
fn dressed(args: &Args, format: Option<&str>) -> Result<Look> {
    let plain = Look { colour: None, stroke: Some(Stroke::Solid), marked: false };
    let wrong = |what: &str, name: &str, help: &str| {
        value_error(format!("{}(): '{name}' is not a {what}", args.op.name)).help(help)
    };
    let mut found = match format {
        None => plain,
        Some(f) => {
            look(f).ok_or_else(|| wrong("format", f, "formats are a colour, a mark and a line, such as 'ro--'"))?
        }
    };
    if let Some(own) = own_colour(args)? {
        found.colour = Some(own);
    }
    if text(args, "marker").is_some_and(|m| m != "None") {
        found.marked = true;
    }
    if let Some(sign) = text(args, "linestyle").or_else(|| text(args, "ls")) {
        found.stroke = match sign.as_str() {
            "" | " " | "None" => None,
            sign => Some(
                Stroke::parse(sign).ok_or_else(|| wrong("line style", sign, "there are '-', '--', ':' and '-.'"))?,
            ),
        };
    }
    Ok(found)
}

/// Puts a series on a panel; a label that begins with `_` names nothing.
pub fn add(panel: &mut Panel, shape: Shape, label: Option<String>, colour: Option<Colour>) {
    panel.series.push(Series { shape, label: label.filter(|l| !l.starts_with('_')), colour });
}

/// `plot(*args)`: groups of y, or x and y, each with a format string behind it if there is one.
pub fn plot(args: &mut Args) -> Result<Value> {
    let values = args.rest("args");
    let values = computed(&values.iter().collect::<Vec<_>>())?;
    let target = target(args)?;
    let drawn = target.with(|panel| draw_lines(args, &values, panel))?;
    Ok(Value::list((0..drawn).map(|_| objects::artist("Line2D"))))
}

fn logarithmic(args: &mut Args, x: bool, y: bool) -> Result<Value> {
    let drawn = plot(args)?;
    target(args)?.with(|panel| panel.log = (panel.log.0 || x, panel.log.1 || y));
    Ok(drawn)
}

/// `semilogx(...)`
pub fn log_x(args: &mut Args) -> Result<Value> {
    logarithmic(args, true, false)
}

/// `semilogy(...)`
pub fn log_y(args: &mut Args) -> Result<Value> {
    logarithmic(args, false, true)
}

/// `loglog(...)`
pub fn log_both(args: &mut Args) -> Result<Value> {
    logarithmic(args, true, true)
}

/// Draws the groups of arguments; gives how many lines there are.
pub fn draw_lines(args: &Args, values: &[Value], panel: &mut Panel) -> Result<usize> {
    let mut rest = values;
    let mut drawn = 0;
    if rest.is_empty() {
        return Err(type_error("plot() needs numbers to draw").help("plot(y), plot(x, y) or plot(counts, bins)"));
    }
    while let Some((first, more)) = rest.split_first() {
        let (y, more) = match more.split_first() {
            Some((y, more)) if y.as_str().is_none() => (Some(y), more),
            _ => (None, more),
        };
        let (format, more) = match more.split_first() {
            Some((Value::Str(format), more)) => (Some(&**format), more),
            _ => (None, more),
        };
        rest = more;
        drawn += group(args, first, y, dressed(args, format)?, panel)?;
    }
    Ok(drawn)
}

/// A line for each column of y; counts with one more bin edge than there are of them are bars.
fn group(args: &Args, first: &Value, second: Option<&Value>, look: Look, panel: &mut Panel) -> Result<usize> {
    let label = text(args, "label");
    let y = block(args, second.unwrap_or(first))?;
    if let Some(bins) = second
        && let (1, 1, counts) = (y.ndim(), block(args, first)?.ndim(), row(args, "counts", first)?)
        && y.size() == counts.len() + 1
    {
        add(panel, between(&row(args, "bins", bins)?, counts), label, look.colour);
        return Ok(1);
    }
    if y.ndim() > 2 {
        return Err(value_error(format!("plot() draws one axis, or the columns of two; y has {}", y.ndim())));
    }
    let columns = if y.ndim() == 2 { y.shape()[1] } else { 1 };
    let rows = if y.ndim() == 2 { y.shape()[0] } else { y.size() };
    let x = match second {
        Some(_) => row(args, "x", first)?,
        None => (0..rows).map(|k| k as f64).collect(),
    };
    same_length(args, ["x", "y"], [x.len(), rows])?;
    let values = y.slice::<f64>();
    for column in 0..columns {
        let y = (0..rows).map(|k| values[k * columns + column]).collect();
        let shape = Shape::Line { x: x.clone(), y, stroke: look.stroke, marked: look.marked };
        add(panel, shape, label.clone(), look.colour);
    }
    Ok(columns)
}

/// `scatter(x, y)`
pub fn scatter(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("x")?, args.need("y")?])?;
    let (x, y) = (flat(args, &values[0])?, flat(args, &values[1])?);
    same_length(args, ["x", "y"], [x.len(), y.len()])?;
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    let shape = Shape::Line { x, y, stroke: None, marked: true };
    target(args)?.with(|panel| add(panel, shape, label, colour));
    Ok(objects::artist("PathCollection"))
}

/// The elements of an array of any shape.
pub fn flat(args: &Args, value: &Value) -> Result<Vec<f64>> {
    Ok(block(args, value)?.slice::<f64>().to_vec())
}

/// `step(x, y)`: from each point across, then up or down to the next.
pub fn step(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("x")?, args.need("y")?])?;
    let (x, y) = (row(args, "x", &values[0])?, row(args, "y", &values[1])?);
    same_length(args, ["x", "y"], [x.len(), y.len()])?;
    let look = dressed(args, None)?;
    let post = text(args, "where").as_deref() == Some("post");
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for k in 0..x.len() {
        if k > 0 {
            xs.push(if post { x[k] } else { x[k - 1] });
            ys.push(if post { y[k - 1] } else { y[k] });
        }
        xs.push(x[k]);
        ys.push(y[k]);
    }
    let shape = Shape::Line { x: xs, y: ys, stroke: look.stroke, marked: false };
    let label = text(args, "label");
    target(args)?.with(|panel| add(panel, shape, label, look.colour));
    Ok(Value::list([objects::artist("Line2D")]))
}

/// Breaks a line: what comes before and after it is drawn apart.
const GAP: f64 = f64::NAN;

/// How far errors reach below and above each value: one number for all, one for each, or a row of each.
fn reach(args: &Args, name: &str, value: &Value, count: usize) -> Result<[Vec<f64>; 2]> {
    let errors = block(args, value)?;
    if let [2, n] = *errors.shape()
        && n == count
    {
        let values = errors.slice::<f64>();
        return Ok([values[..n].to_vec(), values[n..].to_vec()]);
    }
    let same = each(args, name, Some(value.clone()), count, 0.0)?;
    Ok([same.clone(), same])
}

/// `errorbar(x, y, yerr)`: a line, and how far each of its points may be off.
pub fn errorbar(args: &mut Args) -> Result<Value> {
    let (up, along) = (option(args, "yerr").unwrap_or(Value::None), option(args, "xerr").unwrap_or(Value::None));
    let values = computed(&[args.need("x")?, args.need("y")?, &up, &along])?;
    let (x, y) = (row(args, "x", &values[0])?, row(args, "y", &values[1])?);
    same_length(args, ["x", "y"], [x.len(), y.len()])?;
    let format = text(args, "fmt").filter(|f| !f.is_empty());
    let line = format.as_deref().is_none_or(|f| !f.eq_ignore_ascii_case("none"));
    let mut look = dressed(args, format.as_deref().filter(|_| line))?;
    look.stroke = look.stroke.filter(|_| line);
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    if !values[2].is_none() {
        let [below, above] = reach(args, "yerr", &values[2], x.len())?;
        (0..x.len()).for_each(|k| xs.extend([x[k], x[k], GAP]));
        (0..x.len()).for_each(|k| ys.extend([y[k] - below[k], y[k] + above[k], GAP]));
    }
    if !values[3].is_none() {
        let [below, above] = reach(args, "xerr", &values[3], x.len())?;
        (0..x.len()).for_each(|k| xs.extend([x[k] - below[k], x[k] + above[k], GAP]));
        (0..x.len()).for_each(|k| ys.extend([y[k], y[k], GAP]));
    }
    let label = text(args, "label");
    target(args)?.with(|panel| {
        let colour = look.colour.unwrap_or_else(|| panel.next_colour());
        let errors = Shape::Line { x: xs, y: ys, stroke: Some(Stroke::Solid), marked: false };
        add(panel, errors, None, Some(colour));
        add(panel, Shape::Line { x, y, stroke: look.stroke, marked: look.marked }, label, look.colour);
    });
    Ok(objects::artist("ErrorbarContainer"))
}

/// `axhline(y)`
pub fn across(args: &mut Args) -> Result<Value> {
    straight(args, "y", |at, panel| (panel.xlim.unwrap_or_else(|| ends(panel, 0)), (at, at)))
}

/// `axvline(x)`
pub fn down(args: &mut Args) -> Result<Value> {
    straight(args, "x", |at, panel| ((at, at), panel.ylim.unwrap_or_else(|| ends(panel, 1))))
}

fn ends(panel: &Panel, axis: usize) -> (f64, f64) {
    panel.extents()[axis].unwrap_or((0.0, 1.0))
}

type Ends = ((f64, f64), (f64, f64));

fn straight(args: &Args, name: &str, ends: impl Fn(f64, &Panel) -> Ends) -> Result<Value> {
    let value = args.get(name).cloned().unwrap_or(Value::Int(0));
    let value = computed(&[&value])?.swap_remove(0);
    let at = convert::to_block(&value, None).ok().and_then(|_| number(&value));
    let at = at.ok_or_else(|| args.wrong(name, "a real number"))?;
    let (look, label) = (dressed(args, None)?, text(args, "label"));
    target(args)?.with(|panel| {
        let (x, y) = ends(at, panel);
        let shape = Shape::Line { x: vec![x.0, x.1], y: vec![y.0, y.1], stroke: look.stroke, marked: false };
        add(panel, shape, label, look.colour);
    });
    Ok(objects::artist("Line2D"))
}
