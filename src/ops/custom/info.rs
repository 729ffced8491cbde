//! What a function over chunks is told about the chunk that it works on.

use std::sync::Arc;

use parking_lot::RwLock;

use super::kernel::{Along, Blockwise, Part};
use crate::array::Value;
use crate::chunk::{Cut, Dims, Grid};
use crate::graph::Node;

/// A tuple of ints.
pub fn ints(values: &[usize]) -> Value {
    Value::tuple(values.iter().map(|&n| Value::Int(n as i128)))
}

fn dict(entries: impl IntoIterator<Item = (Value, Value)>) -> Value {
    Value::Dict(Arc::new(RwLock::new(entries.into_iter().collect())))
}

fn shape(grid: &Grid) -> Value {
    let length = |cut: &Cut| cut.known_len().map_or(Value::Float(f64::NAN), |n| Value::Int(n as i128));
    Value::tuple(grid.axes.iter().map(length))
}

/// `block_info`: for each array among the arguments under its number, and for the answer under None, where the chunk
/// lies.
pub fn block_info(kernel: &Blockwise, inputs: &[Arc<Node>], coords: &[usize]) -> Value {
    let mut entries = Vec::new();
    for (number, part) in kernel.parts.iter().enumerate() {
        if let Part::Blocks { input, axes, .. } = part {
            let grid = &inputs[*input].grid;
            // What is put together counts as one chunk.
            let joined = |(cut, along): (&Cut, &Along)| match along {
                Along::One(_) => cut.clone(),
                _ => Cut::whole(cut.len()),
            };
            let seen = Grid::new(grid.axes.iter().zip(axes).map(joined).collect());
            let at = axes.iter().zip(seen.counts()).map(|(along, n)| match along {
                Along::One(k) if n > 1 => coords[*k],
                _ => 0,
            });
            entries.push((Value::Int(number as i128), dict(place(&seen, &at.collect::<Dims>()))));
        }
    }
    if let Some(promise) = kernel.promises.first() {
        let mut own = place(&promise.grid, coords);
        own.push((Value::str("chunk-shape"), ints(&promise.grid.size(coords))));
        own.push((Value::str("dtype"), Value::DType(promise.dtype)));
        entries.push((Value::None, dict(own)));
    }
    dict(entries)
}

fn place(grid: &Grid, at: &[usize]) -> Vec<(Value, Value)> {
    let bounds = |(cut, &i): (&Cut, &usize)| ints(&[cut.start(i), cut.start(i) + cut.size(i)]);
    vec![
        (Value::str("shape"), shape(grid)),
        (Value::str("num-chunks"), ints(&grid.counts())),
        (Value::str("array-location"), Value::list(grid.axes.iter().zip(at).map(bounds))),
        (Value::str("chunk-location"), ints(at)),
    ]
}
