//! What a function over chunks gives, found out on made-up blocks of ones, when the expression is built.

use std::sync::Arc;

use super::callee::shapes_text;
use super::kernel::{Blockwise, several};
use super::layer::Layer;
use crate::array::build::shape_text;
use crate::array::{Lazy, Value, convert};
use crate::chunk::{Block, DType, Dims, Num};
use crate::diag::{Error, Kind, NEEDS_VALUES, Result, counted, type_error, value_error};
use crate::graph::{Need, Node};

/// Blocks of at most this many elements are tried in their own size first.
const SMALL: usize = 1 << 12;
/// Blocks of more than this many elements are not tried in their own size at all.
const LARGE: usize = 1 << 24;

/// What the mistake of giving something else than an array says.
const NO_ARRAY: &str = "not an array";

/// An answer to made-up blocks: its dtype and its number of axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tried {
    pub dtype: DType,
    pub ndim: usize,
}

/// The dtype of the answer, which must have `ndim` axes.
pub fn dtype(kernel: &Blockwise, inputs: &[Lazy], ndim: usize) -> Result<DType> {
    let (tried, shapes) = attempt(kernel, inputs, 1)?;
    let first = tried.first().copied().unwrap_or(Tried { dtype: DType::F64, ndim });
    // A number will do for a block of one element.
    if first.ndim != ndim && first.ndim != 0 {
        let callee = &kernel.callee;
        let error = value_error(format!(
            "{}: {} gives an array of {} for blocks of shape {}, where {ndim} were promised",
            callee.operation,
            callee.name,
            counted(first.ndim as u128, "dimension"),
            shapes_text(shapes.iter().map(|s| &s[..]))
        ));
        return Err(error.help("say which axes go (drop_axis=), which come (new_axis=) and their sizes (chunks=)"));
    }
    Ok(first.dtype)
}

/// The dtypes of several answers.
pub fn dtypes(kernel: &Blockwise, inputs: &[Lazy], count: usize) -> Result<Vec<DType>> {
    attempt(kernel, inputs, count).map(|(tried, _)| tried.iter().map(|t| t.dtype).collect())
}

/// How many arrays the function of a layer gives.
pub fn answers(layer: &mut Layer) -> Result<usize> {
    let grid = layer.grid()?;
    let (kernel, inputs) = layer.kernel(&grid)?;
    attempt(&Blockwise { several: true, ..kernel }, &inputs, 0).map(|(tried, _)| tried.len())
}

/// Whether the answer to made-up blocks is an array or a number.
pub fn gives_array(kernel: &Blockwise, inputs: &[Lazy]) -> Result<bool> {
    match attempt(kernel, inputs, 1) {
        Ok(_) => Ok(true),
        Err(error) if error.kind == Kind::TypeError && error.message.contains(NO_ARRAY) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Calls the function, which gives `count` arrays (0: as many as it likes), with ones: blocks of the size of the first chunk or, where these are large or fail, of one element.
fn attempt(kernel: &Blockwise, inputs: &[Lazy], count: usize) -> Result<(Vec<Tried>, Vec<Dims>)> {
    let nodes: Vec<Arc<Node>> = inputs.iter().map(|a| a.node.clone()).collect();
    let coords = Dims::from_elem(0, kernel.promises.first().map_or(0, |p| p.grid.ndim()));
    let regions = kernel.regions(&nodes, &coords);
    let own = |(input, region): &Need| -> Dims {
        let cuts = &nodes[*input].grid.axes;
        region.len.iter().zip(cuts).map(|(&n, cut)| if cut.is_unknown() { 1 } else { n.max(1) }).collect()
    };
    let full: Vec<Dims> = regions.iter().map(own).collect();
    let ones: Vec<Dims> = full.iter().map(|s| Dims::from_elem(1, s.len())).collect();
    let size: usize = full.iter().map(|s| s.iter().product::<usize>()).fold(0, usize::saturating_add);
    let tries: &[&Vec<Dims>] = match size {
        n if n <= SMALL => &[&full, &ones],
        n if n <= LARGE => &[&ones, &full],
        _ => &[&ones],
    };
    let mut first: Option<Error> = None;
    for shapes in tries {
        match call(kernel, &nodes, &coords, &regions, shapes, count) {
            Ok(tried) => return Ok((tried, (*shapes).clone())),
            Err(error) if error.message == NEEDS_VALUES => return Err(error),
            Err(error) => {
                let place = format!(
                    "on a sample, ones of shape {}, for chunk {}",
                    shapes_text(shapes.iter().map(|s| &s[..])),
                    shape_text(&coords)
                );
                first.get_or_insert_with(|| {
                    kernel.callee.failed(error, if shapes.is_empty() { "on a try" } else { &place })
                });
            }
        }
    }
    let error = first.unwrap_or_else(|| value_error(format!("{}: nothing to try", kernel.callee.operation)));
    let said = if kernel.several { "output_dtypes=" } else { "dtype=" };
    let hint = format!("with {said} the function is not tried out beforehand");
    Err(match error.help.clone() {
        Some(help) => Error { help: Some(format!("{help}\n{hint}")), ..error },
        None => error.help(hint),
    })
}

fn call(
    kernel: &Blockwise,
    nodes: &[Arc<Node>],
    coords: &[usize],
    regions: &[Need],
    shapes: &[Dims],
    count: usize,
) -> Result<Vec<Tried>> {
    let one = |((input, _), shape): (&Need, &Dims)| Block::full(nodes[*input].dtype, shape, Num::Int(1));
    let blocks = regions.iter().zip(shapes).map(one).collect();
    let (positional, named) = kernel.values(nodes, coords, blocks)?;
    let answer = kernel.callee.rehearse(positional, named)?;
    let answers = match (kernel.several, count, &answer) {
        (true, 0, Value::Tuple(items)) => items.to_vec(),
        (true, 1.., _) => several(&kernel.callee, &answer, count)?,
        _ => vec![answer],
    };
    answers.iter().map(|a| tried(kernel, a)).collect()
}

fn tried(kernel: &Blockwise, value: &Value) -> Result<Tried> {
    match value {
        Value::Lazy(a) => Ok(Tried { dtype: a.dtype(), ndim: a.ndim() }),
        Value::Array(a) => Ok(Tried { dtype: a.dtype(), ndim: a.ndim() }),
        Value::Scalar(s) => Ok(Tried { dtype: s.dtype, ndim: 0 }),
        Value::None => kernel.callee.block(value).map(|b| Tried { dtype: b.dtype(), ndim: 0 }),
        Value::Dict(_) | Value::Tuple(_) => Err(type_error(format!("a {} is {NO_ARRAY}", value.type_name()))),
        value => convert::to_block(value, None).map(|b| Tried { dtype: b.dtype(), ndim: b.ndim() }),
    }
}
