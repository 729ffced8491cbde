//! Histograms over one coordinate or several.

use std::sync::Arc;

use super::bins::{Binning, Edges};
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Grid};
use crate::diag::{Result, value_error, warn};
use crate::ops::Args;
use crate::ops::compose::{apply, apply2};
use crate::ops::reduction::extreme_of;
use crate::with_dtype;

/// Edges along one coordinate, and the array of them that the call answers with.
pub struct Axis {
    pub edges: Arc<Edges>,
    pub shown: Block,
    /// Whether they were given as a list or a lazy array, which a lazy call makes a lazy array, as Dask's does.
    pub lazy: bool,
}

/// `histogram`.
pub fn histogram(args: &Args) -> Result<Value> {
    let array = args.array("a")?;
    let range = range_of(args, args.get("range"))?;
    let axis = axis_of(args, &array, args.get("bins"), range)?;
    let weights = weights_of(args, &array)?;
    let density = args.bool("density", false)?;
    let hist = count(&[flat(&array)?], std::slice::from_ref(&axis), weights)?;
    let hist = if density { dense(&hist, std::slice::from_ref(&axis))? } else { hist };
    let edges = shown(args, axis);
    match args.is_lazy() {
        true => Ok(Value::tuple([Value::Lazy(hist), edges])),
        false => Ok(Value::tuple([args.answer_array(hist)?, edges])),
    }
}

/// `histogram_bin_edges`.
pub fn bin_edges(args: &Args) -> Result<Value> {
    let array = args.array("a")?;
    let range = range_of(args, args.get("range"))?;
    Ok(Value::Array(Plain::new(axis_of(args, &array, args.get("bins"), range)?.shown)))
}

/// Edges as the answer has them.
fn shown(args: &Args, axis: Axis) -> Value {
    match args.is_lazy() && axis.lazy {
        true => Value::Lazy(convert::whole(axis.shown)),
        false => Value::Array(Plain::new(axis.shown)),
    }
}

/// The array in one dimension, as the numbers that bins are found for.
fn flat(array: &Lazy) -> Result<Lazy> {
    Ok(build::cast(array, DType::F64))
}

/// The histogram of coordinates that lie alike.
pub fn count(coordinates: &[Lazy], axes: &[Axis], weights: Option<Lazy>) -> Result<Lazy> {
    let out = weights.as_ref().map_or(DType::I64, Lazy::dtype);
    let mut inputs = coordinates.to_vec();
    let wide = if out.is_complex() { DType::C128 } else { DType::F64 };
    inputs.extend(weights.iter().map(|w| build::cast(w, wide)));
    let edges: Vec<Arc<Edges>> = axes.iter().map(|a| a.edges.clone()).collect();
    let shape: Vec<usize> = edges.iter().map(|e| e.len()).collect();
    if shape.iter().product::<usize>() >= u32::MAX as usize {
        return Err(crate::diag::memory_error(format!("a histogram of {shape:?} bins is too large")));
    }
    let reducer = Arc::new(Binning { edges, weighted: weights.is_some(), out });
    Ok(build::reduce_to("histogram", &inputs, reducer, Grid::whole(&shape), None))
}

/// Counts to the unit of length, area and so on, all together one.
pub fn dense(hist: &Lazy, axes: &[Axis]) -> Result<Lazy> {
    let total = apply("sum", &[Value::Lazy(hist.clone())])?;
    let mut hist = hist.clone();
    for (k, axis) in axes.iter().enumerate() {
        let edges = axis.shown.to_vec::<f64>();
        let widths: Vec<f64> = edges.windows(2).map(|w| w[1] - w[0]).collect();
        let mut shape = vec![1; axes.len()];
        shape[k] = widths.len();
        hist = apply2("divide", &hist, &convert::whole(Block::from_slice(&shape, &widths)))?;
    }
    apply2("divide", &hist, &total)
}

/// Weights with the array's shape and chunks.
pub fn weights_of(args: &Args, array: &Lazy) -> Result<Option<Lazy>> {
    let Some(weights) = args.maybe_array("weights")? else { return Ok(None) };
    if weights.lengths() != array.lengths() {
        return Err(args.at("weights", value_error("weights should have the same shape as a.")).help(format!(
            "a has shape {} and the weights {}",
            build::shape_text(&array.node.shape()),
            build::shape_text(&weights.node.shape())
        )));
    }
    Ok(Some(build::rechunk(&weights, array.grid().clone())))
}

/// The two ends that `range=` gives.
pub fn range_of(args: &Args, value: Option<&Value>) -> Result<Option<(f64, f64)>> {
    let Some(value) = value else { return Ok(None) };
    let wrong = || args.wrong("range", "two numbers, the first below the second");
    let ends = convert::to_block(value, None).map_err(|_| wrong())?;
    let ends = ends.to_vec::<f64>();
    let [low, high] = ends[..] else { return Err(wrong()) };
    if low > high {
        let text = "max must be larger than min in range parameter.";
        return Err(args.at("range", value_error(text)).help(format!("the range goes from {low} to {high}")));
    }
    if !low.is_finite() || !high.is_finite() {
        return Err(args.at("range", value_error(format!("supplied range of [{low}, {high}] is not finite"))));
    }
    Ok(Some((low, high)))
}

/// The edges that `bins=` and `range=` ask for.
pub fn axis_of(args: &Args, array: &Lazy, bins: Option<&Value>, range: Option<(f64, f64)>) -> Result<Axis> {
    let count = match bins {
        None => 10,
        Some(Value::Str(rule)) => {
            let count = super::rules::bins_of(args, rule, array, range)?;
            if args.is_lazy() {
                warn(format!("Note: bins='{rule}' needs the elements: they were computed, and ask for {count} bins"));
            }
            count
        }
        Some(value) => match value.as_int() {
            Some(n) if (1..1 << 31).contains(&n) => n as usize,
            Some(_) => {
                return Err(args.at(
                    "bins",
                    value_error("`bins` must be positive, when an integer")
                        .help("bins=10 makes ten; a list gives their edges"),
                ));
            }
            None => return explicit(args, value),
        },
    };
    let dtype = if array.dtype().is_float() { array.dtype() } else { DType::F64 };
    let (low, high, narrow) = match range {
        Some((low, high)) => (low, high, false),
        None => {
            let (low, high) = extent(array)?;
            if args.is_lazy() {
                let ends =
                    format!("Note: {}() was given no range: it was computed and is ({low}, {high})", args.op.name);
                warn(ends);
            }
            (low, high, dtype != DType::F64 && array.size() != Some(0))
        }
    };
    let (low, high) = if low == high { (low - 0.5, high + 0.5) } else { (low, high) };
    let edges = match narrow {
        true => {
            with_dtype!(dtype, T in [F32] => spaced::<T>(low as T, high as T, count).into_iter().map(|v| v as f64).collect(), else spaced(low, high, count))
        }
        false => spaced(low, high, count),
    };
    let shown = Block::from_slice(&[edges.len()], &edges).cast(dtype);
    Ok(Axis { edges: Arc::new(Edges::new(shown.to_vec(), true)), shown, lazy: false })
}

/// The least and the greatest element of an array, 0 and 1 for an empty one.
pub fn extent(array: &Lazy) -> Result<(f64, f64)> {
    if array.size() == Some(0) {
        return Ok((0.0, 1.0));
    }
    let axes = vec![true; array.ndim()];
    let end = |max| {
        let reducer = extreme_of(array.dtype(), max, false, None);
        build::reduce("range", std::slice::from_ref(array), reducer, &axes, false, None)
    };
    let ends = crate::array::compute(&[end(false)?, end(true)?])?;
    let (low, high) = (ends[0].first().num.as_f64(), ends[1].first().num.as_f64());
    if !low.is_finite() || !high.is_finite() {
        let text = |end: f64| if end.is_nan() { "nan".to_owned() } else { end.to_string() };
        let message = format!("autodetected range of [{}, {}] is not finite", text(low), text(high));
        return Err(
            value_error(message).help("x[np.isfinite(x)] leaves out what is nan or inf; range=(0, 1) gives the ends")
        );
    }
    Ok((low, high))
}

/// `count + 1` numbers from `low` to `high`, by the steps that `linspace` takes.
fn spaced<T>(low: T, high: T, count: usize) -> Vec<T>
where
    T: num_traits::Float,
{
    let number = |n: usize| T::from(n).unwrap_or_else(T::zero);
    let step = (high - low) / number(count);
    let mut edges: Vec<T> = (0..=count).map(|i| number(i) * step + low).collect();
    edges[count] = high;
    edges
}

fn explicit(args: &Args, value: &Value) -> Result<Axis> {
    let wrong = || args.wrong("bins", "an integer, the name of a rule, or a sequence of edges");
    if value.as_scalar().is_some() {
        return Err(wrong());
    }
    let shown = convert::to_lazy(value).and_then(|a| a.compute()).map_err(|_| wrong())?.contiguous();
    if shown.ndim() != 1 {
        return Err(args.at("bins", value_error("`bins` must be 1d, when an array")));
    }
    let edges = shown.to_vec::<f64>();
    if edges.windows(2).any(|w| w[0] > w[1]) {
        return Err(args.at("bins", value_error("`bins` must increase monotonically, when an array")));
    }
    Ok(Axis { edges: Arc::new(Edges::new(edges, false)), shown, lazy: !matches!(value, Value::Array(_)) })
}

/// `histogramdd` and `histogram2d`: the coordinates, their bins, and the answer's edges.
pub fn many(args: &Args, coordinates: Vec<Lazy>) -> Result<(Value, Vec<Value>)> {
    let d = coordinates.len();
    let per_axis = |value: Option<&Value>| -> Vec<Option<Value>> {
        match value.and_then(Value::items) {
            Some(items) if items.len() == d => items.into_iter().map(|v| Some(v).filter(|v| !v.is_none())).collect(),
            _ => vec![value.cloned(); d],
        }
    };
    let mut axes = Vec::with_capacity(d);
    let ranges = per_axis(args.get("range"));
    let shared = coordinates.iter().map(Lazy::dtype).reduce(DType::promote).unwrap_or(DType::F64);
    for ((x, bins), range) in coordinates.iter().zip(per_axis(args.get("bins"))).zip(&ranges) {
        let range = range_of(args, range.as_ref())?;
        let x = build::cast(x, if range.is_some() { DType::F64 } else { shared });
        axes.push(Axis { lazy: true, ..axis_of(args, &x, bins.as_ref(), range)? });
    }
    let weights = weights_of(args, &coordinates[0])?;
    let wide: Vec<Lazy> = coordinates
        .iter()
        .map(|x| build::rechunk(&build::cast(x, DType::F64), coordinates[0].grid().clone()))
        .collect();
    let hist = build::cast(&count(&wide, &axes, weights)?, DType::F64);
    let hist = if args.bool("density", false)? { dense(&hist, &axes)? } else { hist };
    let hist = args.answer_array(hist)?;
    Ok((hist, axes.into_iter().map(|a| shown(args, a)).collect()))
}

/// `histogram2d`.
pub fn histogram2d(args: &Args) -> Result<Value> {
    let (x, y) = (args.array("x")?, args.array("y")?);
    if x.lengths() != y.lengths() || x.ndim() != 1 {
        return Err(args.at("y", value_error("x and y must have the same length.")));
    }
    let (hist, edges) = many(args, vec![x, y])?;
    Ok(Value::tuple(std::iter::once(hist).chain(edges)))
}

/// `histogramdd`.
pub fn histogramdd(args: &Args) -> Result<Value> {
    let sample = args.need("sample")?;
    let listed = matches!(sample, Value::Tuple(_) | Value::List(_));
    let coordinates: Vec<Lazy> =
        if listed && args.arrays("sample")?.iter().all(|a| a.ndim() == 1) && matches!(sample, Value::Tuple(_)) {
            args.arrays("sample")?
        } else {
            let whole = args.array("sample")?;
            let n = if whole.ndim() == 2 { whole.node.shape()[1] } else { 1 };
            match whole.ndim() {
                1 => vec![whole],
                2 => (0..n)
                    .map(|k| {
                        build::index(&whole, &[build::Index::Slice(None, None, None), build::Index::At(k as i128)])
                    })
                    .collect::<Result<_>>()?,
                d => {
                    return Err(args
                        .at("sample", value_error(format!("the sample has {d} dimensions and must have one or two"))));
                }
            }
        };
    if coordinates.is_empty() {
        return Err(args.at("sample", value_error("the sample has no coordinates")));
    }
    for (name, what) in [
        ("bins", "The dimension of bins must be equal to the dimension of the sample x."),
        ("range", "range argument must have one entry per dimension"),
    ] {
        if args.get(name).and_then(Value::items).is_some_and(|items| items.len() != coordinates.len()) {
            return Err(args.at(name, value_error(what)).help(format!("there are {}", coordinates.len())));
        }
    }
    let (hist, edges) = many(args, coordinates)?;
    Ok(Value::tuple([hist, Value::list(edges)]))
}
