//! Bars and histograms on a chart.

use super::figures::target;
use super::numbers::{computed, each, names, option, own_colour, row, same_length, text};
use super::objects;
use super::series::add;
use crate::array::{Value, convert};
use crate::chunk::Block;
use crate::diag::{Result, type_error};
use crate::display::plot::Shape;
use crate::eval::call;
use crate::ops::{Args, Function, Op, Place, find};

/// Bars that stand between edges.
pub fn between(edges: &[f64], top: Vec<f64>) -> Shape {
    let from = edges[..edges.len() - 1].to_vec();
    Shape::Bars { from, to: edges[1..].to_vec(), base: vec![0.0; top.len()], top, lying: false }
}

/// `bar(x, height)`; names stand on the axis in place of numbers.
pub fn bar(args: &mut Args) -> Result<Value> {
    let x = args.need("x")?;
    let values = match option(args, "height") {
        Some(height) => computed(&[x, &height])?,
        // `bar(heights)` alone.
        None => computed(&[&Value::None, x])?,
    };
    let rows = Rows::of(args, ["x", "height", "width", "bottom"], [&values[0], &values[1]])?;
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    target(args)?.with(|panel| {
        if let Some(names) = rows.names {
            panel.names[0] = names;
        }
        let shape = Shape::Bars { from: rows.from, to: rows.to, base: rows.start, top: rows.end, lying: false };
        add(panel, shape, label, colour);
    });
    Ok(objects::artist("BarContainer"))
}

/// `barh(y, width)`: bars that lie, the first one below.
pub fn lying(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("y")?, args.need("width")?])?;
    let rows = Rows::of(args, ["y", "width", "height", "left"], [&values[0], &values[1]])?;
    let ends = || rows.start.iter().zip(&rows.end);
    let (from, to) = (ends().map(|(a, b)| a.min(*b)).collect(), ends().map(|(a, b)| a.max(*b)).collect());
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    target(args)?.with(|panel| {
        if let Some(names) = rows.names {
            panel.names[1] = names;
        }
        add(panel, Shape::Bars { from, to, base: rows.from, top: rows.to, lying: true }, label, colour);
    });
    Ok(objects::artist("BarContainer"))
}

/// Bars from their places and lengths: how far each goes along the axis that they stand on, and where it starts and
/// ends.
struct Rows {
    names: Option<Vec<(f64, String)>>,
    from: Vec<f64>,
    to: Vec<f64>,
    start: Vec<f64>,
    end: Vec<f64>,
}

impl Rows {
    /// The parameters are called `place`, `length`, `thickness` and `start`; the first two of them have these values.
    fn of(args: &Args, [place, length, thickness, start]: [&str; 4], values: [&Value; 2]) -> Result<Rows> {
        let lengths = row(args, length, values[1])?;
        let count = lengths.len();
        let named = names(values[0]);
        let places: Vec<f64> = match (&named, values[0]) {
            (Some(_), _) | (_, Value::None) => (0..named.as_ref().map_or(count, Vec::len)).map(|k| k as f64).collect(),
            (None, places) => row(args, place, places)?,
        };
        same_length(args, [place, length], [places.len(), count])?;
        let thick = each(args, thickness, option(args, thickness), count, 0.8)?;
        let start = each(args, start, option(args, start), count, 0.0)?;
        let before = if text(args, "align").as_deref() == Some("edge") { 0.0 } else { 0.5 };
        let from: Vec<f64> = places.iter().zip(&thick).map(|(x, w)| x - before * w).collect();
        let to = from.iter().zip(&thick).map(|(x, w)| x + w).collect();
        let end = start.iter().zip(&lengths).map(|(b, t)| b + t).collect();
        Ok(Rows { names: named.map(|names| places.into_iter().zip(names).collect()), from, to, start, end })
    }
}

/// `fill_between(x, y1, y2)`: what lies between two lines, as narrow bars.
pub fn fill_between(args: &mut Args) -> Result<Value> {
    let second = option(args, "y2").unwrap_or(Value::Int(0));
    let values = computed(&[args.need("x")?, args.need("y1")?, &second])?;
    let (x, y) = (row(args, "x", &values[0])?, row(args, "y1", &values[1])?);
    same_length(args, ["x", "y1"], [x.len(), y.len()])?;
    let z = each(args, "y2", Some(values[2].clone()), x.len(), 0.0)?;
    // So many bars for each step that together they look smooth.
    let pieces = 400 / x.len().clamp(1, 400);
    let at = |v: &[f64], part: f64| -> Vec<f64> {
        let between = |p: &[f64], k: usize| p[0] + (p[1] - p[0]) * (k as f64 + part) / pieces as f64;
        v.windows(2).flat_map(|p| (0..pieces).map(move |k| between(p, k))).collect()
    };
    let shape = Shape::Bars { from: at(&x, 0.0), to: at(&x, 1.0), base: at(&z, 0.5), top: at(&y, 0.5), lying: false };
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    target(args)?.with(|panel| add(panel, shape, label, colour));
    Ok(objects::artist("FillBetweenPolyCollection"))
}

/// `pie(x)`
pub fn pie(_: &mut Args) -> Result<Value> {
    let error = type_error("there are no pies: their parts are hard to compare, in letters even more so");
    Err(error.help("bars show the same: plt.barh(labels, x)"))
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

/// What NumPy's or Dask's function of that name gives.
pub fn counted(function: &str, lazy: bool, positional: Vec<Value>, named: Vec<(&str, Value)>) -> Result<Vec<Value>> {
    let place = if lazy { Place::Da } else { Place::Np };
    let op: &'static Op = find(place, function).ok_or_else(|| type_error(format!("there is no {function}()")))?;
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
    let found = counted("histogram", lazy, vec![x], named).map_err(|e| args.at("x", e))?;
    let found = computed(&found.iter().collect::<Vec<_>>())?;
    let [counted, edges] = &found[..] else { return Err(type_error("histogram() gave no counts")) };
    let (top, bounds) = (row(args, "counts", counted)?, row(args, "bins", edges)?);
    let (label, colour) = (text(args, "label"), own_colour(args)?);
    let counts = convert::plain_value(Block::from_slice(&[top.len()], &top));
    target(args)?.with(|panel| add(panel, between(&bounds, top), label, colour));
    Ok(Value::tuple([counts, edges.clone(), objects::artist("BarContainer")]))
}
