//! Matrices on a chart: as colours, as counts of pairs, as lines of equal height.

use super::bars::counted;
use super::figures::target;
use super::numbers::{block, computed, number, option, row, same_length, text};
use super::objects;
use super::series::{add, flat};
use crate::array::Value;
use crate::chunk::Block;
use crate::diag::{Result, nearest, type_error, value_error};
use crate::display::plot::{Shape, Stroke, map_names, mapped};
use crate::ops::Args;

/// The colours that are asked for.
fn colour_map(args: &Args) -> Result<&'static str> {
    let name = text(args, "cmap").unwrap_or_else(|| "viridis".into());
    map_names().find(|n| n.eq_ignore_ascii_case(&name)).ok_or_else(|| {
        let error = value_error(format!("imshow(): '{name}' is not a colour map"));
        error.help(match nearest(&name, map_names()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("there are {}", map_names().collect::<Vec<_>>().join(", ")),
        })
    })
}

/// The rows of a matrix from the last to the first.
fn from_below(columns: usize, values: &[f64]) -> Vec<f64> {
    values.chunks(columns.max(1)).rev().flatten().copied().collect()
}

/// `imshow(X)`
pub fn imshow(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("X")?])?;
    let matrix = block(args, &values[0])?;
    let [rows, columns] = matrix.shape() else {
        let shape = Value::tuple(matrix.shape().iter().map(|&n| Value::Int(n as i128)));
        let error = format!("imshow() shows a matrix of two axes, not the shape {}", crate::eval::text::repr(&shape));
        let help = match matrix.ndim() {
            1 => "a row is a matrix too: x[None, :]",
            0 => "such as imshow(np.eye(5))",
            _ => "take two of its axes: x[0]",
        };
        return Err(args.at("X", value_error(error)).help(help));
    };
    if rows * columns == 0 {
        return Err(args.at("X", value_error("imshow() has no element to show: the matrix is empty")));
    }
    let map = colour_map(args)?;
    let range = range(&matrix, option(args, "vmin").as_ref(), option(args, "vmax").as_ref());
    let mut values = matrix.slice::<f64>().to_vec();
    let upwards = text(args, "origin").as_deref() == Some("lower");
    if upwards {
        values = from_below(*columns, &values);
    }
    let (right, bottom) = (*columns as f64 - 0.5, *rows as f64 - 0.5);
    let edges = match option(args, "extent") {
        Some(extent) => match row(args, "extent", &computed(&[&extent])?[0])?[..] {
            [left, right, bottom, top] => [(left, right), (bottom, top)],
            _ => return Err(args.wrong("extent", "four numbers: left, right, bottom, top")),
        },
        None if upwards => [(-0.5, right), (-0.5, bottom)],
        None => [(-0.5, right), (bottom, -0.5)],
    };
    let shape = Shape::Image { columns: *columns, values, range, map, edges };
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

/// `hist2d(x, y, bins)`: how many pairs lie in each cell, as colours.
pub fn hist2d(args: &mut Args) -> Result<Value> {
    let values = computed(&[args.need("x")?, args.need("y")?])?;
    let named = ["bins", "range", "density", "weights"].into_iter().filter_map(|n| Some((n, option(args, n)?)));
    let found = counted("histogram2d", false, values, named.collect()).map_err(|e| args.at("x", e))?;
    let [counts, across, up] = &found[..] else { return Err(type_error("histogram2d() gave no counts")) };
    let matrix = block(args, counts)?;
    let ends = |name: &str, edges: &Value| -> Result<(f64, f64)> {
        let edges = row(args, name, edges)?;
        Ok((edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(1.0)))
    };
    let edges = [ends("x", across)?, ends("y", up)?];
    let (rows, columns) = (matrix.shape()[0], matrix.shape()[1]);
    let counted = matrix.slice::<f64>();
    // The counts go along x first; a picture has y down its columns, from above.
    let values = (0..columns).rev().flat_map(|y| (0..rows).map(move |x| counted[x * columns + y])).collect();
    let (range, map) =
        (range(&matrix, option(args, "vmin").as_ref(), option(args, "vmax").as_ref()), colour_map(args)?);
    let shape = Shape::Image { columns: rows, values, range, map, edges };
    target(args)?.with(|panel| add(panel, shape, None, None));
    Ok(Value::tuple([counts.clone(), across.clone(), up.clone(), objects::artist("QuadMesh")]))
}

/// A matrix over a plane: where its columns and rows lie, and its values row by row.
struct Field {
    x: Vec<f64>,
    y: Vec<f64>,
    values: Block,
}

/// The matrix of `f(Z)` or `f(X, Y, Z)`; X and Y may be rows, or grids as `meshgrid` makes them.
fn field(args: &Args) -> Result<Field> {
    let given = args.rest("args");
    let given = computed(&given.iter().filter(|v| v.as_int().is_none()).collect::<Vec<_>>())?;
    let (places, z) = match &given[..] {
        [z] | [z, _] => (None, z),
        [x, y, z, ..] => (Some((x, y)), z),
        [] => return Err(type_error(format!("{}() needs a matrix", args.op.name))),
    };
    let values = block(args, z)?;
    let [rows, columns] = *values.shape() else {
        return Err(value_error(format!(
            "{}() needs a matrix of two axes, not {} of them",
            args.op.name,
            values.ndim()
        )));
    };
    let whole = |n: usize| (0..n).map(|k| k as f64).collect();
    let Some((x, y)) = places else { return Ok(Field { x: whole(columns), y: whole(rows), values }) };
    let (x, y) = (line_of(args, x, true)?, line_of(args, y, false)?);
    Ok(Field { x, y, values })
}

/// The places along an axis: a row of them, or the first row or column of a grid.
fn line_of(args: &Args, value: &Value, across: bool) -> Result<Vec<f64>> {
    let places = block(args, value)?;
    let Some(&columns) = places.shape().get(1) else { return flat(args, value) };
    let all = places.slice::<f64>();
    Ok(if across { all[..columns].to_vec() } else { all.iter().step_by(columns.max(1)).copied().collect() })
}

/// `pcolormesh(C)` or `pcolormesh(X, Y, C)`: a matrix as colours, its first row below.
pub fn pcolormesh(args: &mut Args) -> Result<Value> {
    let Field { x, y, values } = field(args)?;
    let (rows, columns) = (values.shape()[0], values.shape()[1]);
    if rows * columns == 0 {
        return Err(value_error("pcolormesh() has no element to show: the matrix is empty"));
    }
    // Places are the edges of cells, or their middles.
    let edges = |places: &[f64], n: usize| {
        let (first, last) = (places.first().copied().unwrap_or(0.0), places.last().copied().unwrap_or(0.0));
        let half = if places.len() == n && n > 1 { (last - first) / (n - 1) as f64 / 2.0 } else { 0.0 };
        if last > first { (first - half, last + half) } else { (first - 0.5, first + 0.5) }
    };
    let edges = [edges(&x, columns), edges(&y, rows)];
    let (range, map) =
        (range(&values, option(args, "vmin").as_ref(), option(args, "vmax").as_ref()), colour_map(args)?);
    let values = from_below(columns, values.slice::<f64>());
    target(args)?.with(|panel| add(panel, Shape::Image { columns, values, range, map, edges }, None, None));
    Ok(objects::artist("QuadMesh"))
}

/// Lines of equal height that are drawn, unless some are asked for.
const LEVELS: usize = 7;

/// `contour(Z)` or `contour(X, Y, Z)`, with levels or their number behind it: lines of equal height.
pub fn contour(args: &mut Args) -> Result<Value> {
    let field = field(args)?;
    let (rows, columns) = (field.values.shape()[0], field.values.shape()[1]);
    same_length(args, ["X", "columns of Z"], [field.x.len(), columns])?;
    same_length(args, ["Y", "rows of Z"], [field.y.len(), rows])?;
    let Some((low, high)) = range(&field.values, None, None).filter(|(low, high)| low < high) else {
        return Err(value_error("contour(): the matrix has one height alone, and no lines between heights"));
    };
    let given = args.rest("args");
    let last = given.get(1).filter(|_| given.len() == 2).or(given.get(3)).cloned();
    let levels = match option(args, "levels").or(last) {
        Some(Value::Int(n)) => between(low, high, usize::try_from(n).unwrap_or(LEVELS).clamp(1, 100)),
        Some(levels) => row(args, "levels", &computed(&[&levels])?[0])?,
        None => between(low, high, LEVELS),
    };
    let map = colour_map(args)?;
    let lines: Vec<_> = levels.iter().map(|&level| (level, level_line(&field, level))).collect();
    target(args)?.with(|panel| {
        for (level, (x, y)) in lines {
            let colour = mapped(map, (level - low) / (high - low));
            add(panel, Shape::Line { x, y, stroke: Some(Stroke::Solid), marked: false }, None, Some(colour));
        }
    });
    Ok(objects::artist("QuadContourSet"))
}

/// So many heights between two, both left out.
fn between(low: f64, high: f64, n: usize) -> Vec<f64> {
    (1..=n).map(|k| low + (high - low) * k as f64 / (n + 1) as f64).collect()
}

/// Where the matrix is as high as `level`: pieces of lines, one through each cell that it crosses, or two.
fn level_line(field: &Field, level: f64) -> (Vec<f64>, Vec<f64>) {
    let (rows, columns) = (field.values.shape()[0], field.values.shape()[1]);
    let values = field.values.slice::<f64>();
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for row in 1..rows {
        for column in 1..columns {
            let corners = [(row - 1, column - 1), (row - 1, column), (row, column), (row, column - 1)];
            let corner = |k: usize| {
                let (r, c) = corners[k % 4];
                (field.x[c], field.y[r], values[r * columns + c] - level)
            };
            let crossing = |k: usize| {
                let (a, b) = (corner(k), corner(k + 1));
                let part = a.2 / (a.2 - b.2);
                ((a.2 < 0.0) != (b.2 < 0.0)).then_some((a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part))
            };
            let found: Vec<(f64, f64)> = (0..4).filter_map(crossing).filter(|p| p.0.is_finite()).collect();
            for pair in found.chunks_exact(2) {
                xs.extend([pair[0].0, pair[1].0, f64::NAN]);
                ys.extend([pair[0].1, pair[1].1, f64::NAN]);
            }
        }
    }
    (xs, ys)
}
