//! What is drawn on a chart: the arguments become series.

use super::figures::target;
use super::numbers::{block, computed, each, names, number, option, own_colour, row, same_length, text};
use super::objects;
use crate::array::{Value, convert};
use crate::chunk::Block;
use crate::diag::{Result, nearest, type_error, value_error};
use crate::display::plot::{Panel, Series, Shape, Stroke, colour, map_names};
use crate::display::scene::Colour;
use crate::eval::call;
use crate::ops::{Args, Function, Op, Place, find};

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

fn add(panel: &mut Panel, shape: Shape, label: Option<String>, colour: Option<Colour>) {
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

/// Bars between edges.
fn between(edges: &[f64], top: Vec<f64>) -> Shape {
    let from = edges[..edges.len() - 1].to_vec();
    Shape::Bars { from, to: edges[1..].to_vec(), base: vec![0.0; top.len()], top }
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
fn flat(args: &Args, value: &Value) -> Result<Vec<f64>> {
    Ok(block(args, value)?.slice::<f64>().to_vec())
}

/// `bar(x, height)`; names stand on the axis in place of numbers.
pub fn bar(args: &mut Args) -> Result<Value> {
    let x = args.need("x")?;
    let values = match option(args, "height") {
        Some(height) => computed(&[x, &height])?,
        // `bar(heights)` alone.
        None => computed(&[&Value::None, x])?,
    };
    let top = row(args, "height", &values[1])?;
    let count = top.len();
    let named = names(&values[0]);
    let x = match (&named, &values[0]) {
        (Some(_), _) | (_, Value::None) => (0..named.as_ref().map_or(count, Vec::len)).map(|k| k as f64).collect(),
        (None, x) => row(args, "x", x)?,
    };
    same_length(args, ["x", "height"], [x.len(), count])?;
    let width = each(args, "width", option(args, "width"), count, 0.8)?;
    let base = each(args, "bottom", option(args, "bottom"), count, 0.0)?;
    let before = if text(args, "align").as_deref() == Some("edge") { 0.0 } else { 0.5 };
    let from: Vec<f64> = x.iter().zip(&width).map(|(x, w)| x - before * w).collect();
    let to = from.iter().zip(&width).map(|(x, w)| x + w).collect();
    let top = base.iter().zip(&top).map(|(b, t)| b + t).collect();
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    target(args)?.with(|panel| {
        if let Some(names) = named {
            panel.names = x.iter().copied().zip(names).collect();
        }
        add(panel, Shape::Bars { from, to, base, top }, label, colour);
    });
    Ok(objects::artist("BarContainer"))
}

/// `stairs(values, edges)`
pub fn stairs(args: &mut Args) -> Result<Value> {
    let edges = option(args, "edges").unwrap_or(Value::None);
    let values = computed(&[args.need("values")?, &edges])?;
    let top = row(args, "values", &values[0])?;
    let edges = match &values[1] {
        Value::None => (0..=top.len()).map(|k| k as f64).collect(),
        edges => row(args, "edges", edges)?,
    };
    same_length(args, ["edges", "values and one more"], [edges.len(), top.len() + 1])?;
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    target(args)?.with(|panel| add(panel, between(&edges, top), label, colour));
    Ok(objects::artist("StepPatch"))
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

/// What NumPy's or Dask's function of that name gives.
fn counted(lazy: bool, positional: Vec<Value>, named: Vec<(&str, Value)>) -> Result<Vec<Value>> {
    let place = if lazy { Place::Da } else { Place::Np };
    let op: &'static Op = find(place, "histogram").ok_or_else(|| type_error("there is no histogram()"))?;
    let arguments = call::Arguments {
        positional: positional.into_iter().map(|v| (v, None)).collect(),
        named: named.into_iter().map(|(n, v)| (n.to_owned(), v, None)).collect(),
    };
    Ok(call::call(&Value::object(Function::new(op, lazy)), arguments)?.items().unwrap_or_default())
}

/// The least and the greatest element of a lazy array, found with one run.
fn range_of(x: &Value) -> Result<Value> {
    let found = ["nanmin", "nanmax"].map(|name| {
        let op = find(Place::Da, name).ok_or_else(|| type_error(format!("there is no {name}()")))?;
        call::call_with(&Value::object(Function::new(op, true)), [x.clone()])
    });
    let [low, high] = found;
    Ok(Value::tuple(computed(&[&low?, &high?])?))
}

/// `hist(x, bins)`: counts, bin edges and bars. A lazy array is counted chunk by chunk.
pub fn hist(args: &mut Args) -> Result<Value> {
    let x = args.need("x")?.clone();
    computed(&[])?;
    let bins = option(args, "bins").unwrap_or(Value::Int(10));
    let density = args.bool("density", false)?;
    let lazy = matches!(&x, Value::Lazy(a) if a.ndim() > 0) && bins.as_str().is_none();
    let mut named = vec![("bins", bins.clone()), ("density", Value::Bool(density))];
    match option(args, "range") {
        Some(range) => named.push(("range", range)),
        None if lazy && bins.as_int().is_some() => named.push(("range", range_of(&x)?)),
        None => {}
    }
    let x = if lazy { x } else { computed(&[&x])?.swap_remove(0) };
    let found = counted(lazy, vec![x], named).map_err(|e| args.at("x", e))?;
    let found = computed(&found.iter().collect::<Vec<_>>())?;
    let [counted, edges] = &found[..] else { return Err(type_error("histogram() gave no counts")) };
    let (top, bounds) = (row(args, "counts", counted)?, row(args, "bins", edges)?);
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    let counts = convert::plain_value(Block::from_slice(&[top.len()], &top));
    target(args)?.with(|panel| add(panel, between(&bounds, top), label, colour));
    Ok(Value::tuple([counts, edges.clone(), objects::artist("BarContainer")]))
}

/// `imshow(X)`
pub fn imshow(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("X")?])?;
    let matrix = block(args, &values[0])?;
    let [rows, columns] = matrix.shape() else {
        let shape = Value::tuple(matrix.shape().iter().map(|&n| Value::Int(n as i128)));
        let error = format!("imshow() shows a matrix of two axes, not the shape {}", crate::eval::text::repr(&shape));
        return Err(args.at("X", value_error(error)));
    };
    if rows * columns == 0 {
        return Err(args.at("X", value_error("imshow() has no element to show: the matrix is empty")));
    }
    let name = text(args, "cmap").unwrap_or_else(|| "viridis".into());
    let map = map_names().find(|n| n.eq_ignore_ascii_case(&name)).ok_or_else(|| {
        let error = value_error(format!("imshow(): '{name}' is not a colour map"));
        error.help(match nearest(&name, map_names()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("there are {}", map_names().collect::<Vec<_>>().join(", ")),
        })
    })?;
    let range = range(&matrix, option(args, "vmin").as_ref(), option(args, "vmax").as_ref());
    let shape = Shape::Image { columns: *columns, values: matrix.slice::<f64>().to_vec(), range, map };
    target(args)?.with(|panel| add(panel, shape, None, None));
    Ok(objects::artist("AxesImage"))
}

/// What the colours go from and to.
fn range(matrix: &Block, low: Option<&Value>, high: Option<&Value>) -> Option<(f64, f64)> {
    let values = || matrix.slice::<f64>().iter().copied().filter(|v| v.is_finite());
    let low = low.and_then(number).or_else(|| values().reduce(f64::min))?;
    let high = high.and_then(number).or_else(|| values().reduce(f64::max))?;
    Some((low, high))
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
