//! Elements around chunks: taken from the neighbours, and cut off again.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::array::build::{self, shape_text};
use crate::array::{Lazy, Value};
use crate::chunk::{Block, Cut, Dims, Grid, Num, Region};
use crate::diag::{Result, not_implemented, value_error};
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::{self, Args};

/// How many elements of the neighbours a chunk gets along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Depth {
    pub before: usize,
    pub after: usize,
}

impl Depth {
    pub fn is_zero(self) -> bool {
        self == Depth::default()
    }

    fn most(self) -> usize {
        self.before.max(self.after)
    }
}

/// What lies beyond the edge of the array along an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Boundary {
    Nothing,
    /// A mode of `pad`.
    Padded(&'static str),
    Number(Num),
}

/// The kinds of boundaries with the modes of `pad` that make them.
const KINDS: [(&str, &str); 3] = [("reflect", "symmetric"), ("periodic", "wrap"), ("nearest", "edge")];

/// The depths along each axis that an argument says: a number, a tuple with an entry an axis, or a dict of axes.
pub fn depths(args: &Args, value: &Value, ndim: usize) -> Result<Vec<Depth>> {
    let wrong =
        || value_error(format!("{}(): a depth is a number, or a pair of numbers (before, after)", args.op.name));
    let one = |v: &Value| {
        let count = |v: &Value| v.as_int().and_then(|n| usize::try_from(n).ok());
        match (count(v), v.items().as_deref()) {
            (Some(n), _) => Ok(Depth { before: n, after: n }),
            (None, Some([a, b])) => match (count(a), count(b)) {
                (Some(before), Some(after)) => Ok(Depth { before, after }),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    };
    per_axis(args, value, ndim, Depth::default(), one)
}

/// The boundaries along each axis that an argument says.
pub fn boundaries(args: &Args, value: Option<&Value>, ndim: usize) -> Result<Vec<Boundary>> {
    let one = |v: &Value| match (v.as_str(), v.as_scalar()) {
        (Some("none"), _) => Ok(Boundary::Nothing),
        (Some(name), _) => match KINDS.iter().find(|(kind, _)| *kind == name) {
            Some((_, mode)) => Ok(Boundary::Padded(mode)),
            None => Err(value_error(format!("{}(): there is no boundary '{name}'", args.op.name))
                .help("there are 'none', 'reflect', 'periodic', 'nearest', and numbers")),
        },
        (None, Some(num)) => Ok(Boundary::Number(num)),
        _ if v.is_none() => Ok(Boundary::Nothing),
        _ => Err(args.wrong("boundary", "'none', 'reflect', 'periodic', 'nearest' or a number")),
    };
    match value {
        None => Ok(vec![Boundary::Nothing; ndim]),
        Some(value) => per_axis(args, value, ndim, Boundary::Nothing, one),
    }
}

fn per_axis<T: Clone>(
    args: &Args,
    value: &Value,
    ndim: usize,
    usual: T,
    one: impl Fn(&Value) -> Result<T>,
) -> Result<Vec<T>> {
    match value {
        Value::Dict(entries) => {
            let mut all = vec![usual; ndim];
            for (axis, value) in entries.read().iter() {
                let axis =
                    axis.as_int().ok_or_else(|| value_error(format!("{}(): the keys must be axes", args.op.name)))?;
                all[ops::normal_axis(axis, ndim)?] = one(value)?;
            }
            Ok(all)
        }
        Value::Tuple(items) if items.len() == ndim => items.iter().map(one).collect(),
        Value::Tuple(items) => Err(value_error(format!(
            "{}(): a tuple of {} entries was given for an array of {ndim} dimensions",
            args.op.name,
            items.len()
        ))
        .help("give an entry for each axis, or a dict such as {0: 1}")),
        value => one(value).map(|v| vec![v; ndim]),
    }
}

/// The array cut so that no chunk is smaller than its margin.
pub fn wide_enough(name: &str, array: &Lazy, depth: &[Depth], rechunk: bool) -> Result<Lazy> {
    let mut axes = Vec::with_capacity(array.ndim());
    for (cut, depth) in array.grid().axes.iter().zip(depth) {
        let size = depth.most();
        let sizes: Vec<usize> = cut.iter().collect();
        if size == 0 || sizes.iter().all(|&n| n >= size) {
            axes.push(cut.clone());
            continue;
        }
        if !rechunk {
            return Err(value_error(format!(
                "{name}: the depth {size} is larger than the smallest chunk, of {}",
                sizes.iter().min().unwrap_or(&0)
            ))
            .help("allow_rechunk=True makes larger chunks"));
        }
        axes.push(Cut::sizes(&grown(name, &sizes, size)?));
    }
    let grid = Grid::new(axes);
    Ok(if grid == *array.grid() { array.clone() } else { build::rechunk(array, grid) })
}

/// Chunk sizes of at least `size`: small chunks are put together with the one before, or take from it what they lack.
fn grown(name: &str, sizes: &[usize], size: usize) -> Result<Vec<usize>> {
    let mut out: Vec<usize> = Vec::new();
    let mut open = 0;
    for &n in sizes {
        if n < size {
            let lacks = size - n;
            if open > size + lacks {
                out.push(open - lacks);
                open = size;
            } else {
                open += n;
            }
        }
        if open >= size {
            out.push(open);
            open = 0;
        }
        if n >= size {
            open += n;
        }
    }
    match out.last_mut() {
        _ if open >= size => out.push(open),
        Some(last) => *last += open,
        None => {
            return Err(value_error(format!(
                "{name}: the depth {size} is larger than the array, which has {} elements along the axis",
                sizes.iter().sum::<usize>()
            )));
        }
    }
    Ok(out)
}

/// The array with each chunk made larger by the elements around it.
pub fn overlap(name: &str, array: &Lazy, depth: &[Depth], boundary: &[Boundary]) -> Result<Lazy> {
    if array.known_shape().is_none() {
        return Err(value_error(format!("{name}: the sizes of the chunks must be known"))
            .help("x.compute_chunk_sizes() finds them"));
    }
    let mut padded = array.clone();
    let mut windows = Vec::new();
    for (axis, cut) in array.grid().axes.iter().enumerate() {
        let (depth, edge) = (depth[axis], &boundary[axis]);
        if *edge != Boundary::Nothing && depth.before != depth.after {
            return Err(not_implemented(format!(
                "{name}: a depth of ({}, {}) needs boundary='none' along axis {axis}",
                depth.before, depth.after
            )));
        }
        padded = pad(&padded, axis, depth, edge)?;
        windows.push(window(cut, depth, *edge == Boundary::Nothing));
    }
    Ok(windowed("overlap", &padded, windows))
}

/// Where each chunk's stretch begins in the padded axis, and how long it is.
fn window(cut: &Cut, depth: Depth, bare: bool) -> Vec<(usize, usize)> {
    let stretch = |i: usize| {
        let (start, size) = (cut.start(i), cut.size(i));
        if !bare {
            return (start, size + depth.before + depth.after);
        }
        let first = start.saturating_sub(depth.before);
        (first, (start + size + depth.after).min(cut.len()) - first)
    };
    (0..cut.count()).map(stretch).collect()
}

fn pad(array: &Lazy, axis: usize, depth: Depth, boundary: &Boundary) -> Result<Lazy> {
    if depth.is_zero() {
        return Ok(array.clone());
    }
    let (mode, number) = match boundary {
        Boundary::Nothing => return Ok(array.clone()),
        Boundary::Padded(mode) => (*mode, None),
        Boundary::Number(num) => ("constant", Some(num)),
    };
    let pair = |n: usize| Value::tuple([Value::Int(n as i128), Value::Int(n as i128)]);
    let widths = Value::tuple((0..array.ndim()).map(|k| pair(if k == axis { depth.before } else { 0 })));
    let mut named = vec![("pad_width", widths), ("mode", Value::str(mode))];
    if let Some(num) = number {
        named.push(("constant_values", Value::number(*num)));
    }
    ops::call("pad", std::slice::from_ref(array), &named)
}

/// The array with what `overlap` added cut off each chunk.
pub fn trim(name: &str, array: &Lazy, depth: &[Depth], boundary: &[Boundary]) -> Result<Lazy> {
    let mut windows = Vec::new();
    for (axis, cut) in array.grid().axes.iter().enumerate() {
        let (Some(depth), Some(edge)) = (depth.get(axis), boundary.get(axis)) else {
            windows.push((0..cut.count()).map(|i| (cut.start(i), cut.size(i))).collect());
            continue;
        };
        let bare = *edge == Boundary::Nothing;
        let stretch = |i: usize| {
            let before = if bare && i == 0 { 0 } else { depth.before };
            let after = if bare && i + 1 == cut.count() { 0 } else { depth.after };
            let size = cut.size(i).checked_sub(before + after).ok_or_else(|| {
                value_error(format!(
                    "{name}: a chunk of {} elements along axis {axis} is too small to lose {before} and {after}",
                    cut.size(i)
                ))
            })?;
            Ok((cut.start(i) + before, size))
        };
        windows.push((0..cut.count()).map(stretch).collect::<Result<_>>()?);
    }
    Ok(windowed("_trim", array, windows))
}

/// The array whose chunks are these stretches of another's axes: where each begins, and how long it is.
pub fn windowed(name: &str, array: &Lazy, windows: Vec<Vec<(usize, usize)>>) -> Lazy {
    let whole = |(cut, stretches): (&Cut, &Vec<(usize, usize)>)| {
        cut.count() == stretches.len()
            && stretches.iter().enumerate().all(|(i, &(start, len))| (start, len) == (cut.start(i), cut.size(i)))
    };
    if array.grid().axes.iter().zip(&windows).all(whole) {
        return array.clone();
    }
    let sizes = |w: &Vec<(usize, usize)>| Cut::sizes(&w.iter().map(|(_, n)| *n).collect::<Vec<_>>());
    let grid = Grid::new(windows.iter().map(sizes).collect());
    let starts = windows.iter().map(|w| w.iter().map(|(start, _)| *start).collect()).collect();
    build::block(name, Arc::new(Windows { starts }), grid, array.dtype(), std::slice::from_ref(array))
}

/// Chunks that are stretches of the input, which may overlap or leave some out.
#[derive(Debug)]
struct Windows {
    /// Where each chunk begins, for each axis.
    starts: Vec<Arc<[usize]>>,
}

impl BlockKernel for Windows {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let start: Dims = self.starts.iter().zip(coords).map(|(starts, &i)| starts[i]).collect();
        vec![(0, Region { start, len: node.grid.size(coords) })]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        debug_assert!(parts.iter().all(|p| p.shape() == &node.grid.size(coords)[..]), "{}", shape_text(coords));
        Ok(parts.into())
    }

    fn reads(&self, node: &Node, _: usize) -> f64 {
        node.grid.elements() as f64 / (node.inputs[0].grid.elements() as f64).max(1.0)
    }

    fn cost(&self) -> f32 {
        0.5
    }
}
