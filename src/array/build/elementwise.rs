//! Elementwise layers: broadcasting, and one chunking for inputs of several.

use std::sync::Arc;

use super::limit_growth;
use crate::array::{Lazy, convert};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, CastFrom, Cut, DType, Dims, Element, Grid, Num, f16};
use crate::diag::{Result, value_error, warn};
use crate::graph::{Lane, MapKernel, Node, Operand, Rule, Target, same_unknown};
use crate::with_dtype;

/// A layer of `kernel` over inputs that broadcast together; they already have the dtypes that the kernel reads.
pub fn map(name: &str, kernel: Arc<dyn MapKernel>, dtype: DType, inputs: &[Lazy]) -> Result<Lazy> {
    let grid = broadcast_grid(name, inputs, dtype)?;
    Ok(Lazy::new(Node::new(name, grid, dtype, Rule::Map(kernel), inputs.iter().map(|a| a.node.clone()))))
}

/// The shape to which these broadcast.
pub fn broadcast_shape(name: &str, shapes: &[&[usize]]) -> Result<Dims> {
    let ndim = shapes.iter().map(|s| s.len()).max().unwrap_or(0);
    let mut out = Dims::from_elem(1, ndim);
    for shape in shapes {
        for (to, &n) in out[ndim - shape.len()..].iter_mut().zip(*shape) {
            match (*to, n) {
                (a, b) if a == b || b == 1 => {}
                (1, b) => *to = b,
                _ => return Err(mismatch(name, shapes.iter().map(|s| shape_text(s)))),
            }
        }
    }
    Ok(out)
}

/// A shape as Python writes it.
pub fn shape_text(shape: &[usize]) -> String {
    match shape {
        [n] => format!("({n},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

fn lengths_text(array: &Lazy) -> String {
    let lengths: Vec<String> = array.lengths().iter().map(|n| n.map_or("nan".into(), |n| n.to_string())).collect();
    if lengths.len() == 1 { format!("({},)", lengths[0]) } else { format!("({})", lengths.join(", ")) }
}

fn mismatch(name: &str, shapes: impl Iterator<Item = String>) -> crate::diag::Error {
    let shapes: Vec<String> = shapes.collect();
    let error =
        value_error(format!("{name}: operands could not be broadcast together with shapes {}", shapes.join(" ")));
    let rule = "axes are compared from the last one; two lengths fit if they are equal or one of them is 1";
    error.help(remedy(&shapes).map_or_else(|| rule.to_owned(), |remedy| format!("{rule}\n{remedy}")))
}

/// What would make two shapes fit: a vector stood on end, a matrix turned around.
fn remedy(shapes: &[String]) -> Option<String> {
    let lengths = |s: &String| -> Option<Vec<usize>> {
        s.trim_matches(['(', ')']).split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect()
    };
    let [first, second] = shapes else { return None };
    let (a, b) = (lengths(first)?, lengths(second)?);
    let (which, vector, matrix) = match (a.as_slice(), b.as_slice()) {
        ([n], [rows, _]) => ("first", n, rows),
        ([rows, _], [n]) => ("second", n, rows),
        ([p, q], [r, s]) if p == s && q == r => return Some("x.T turns a matrix around".to_owned()),
        _ => return None,
    };
    (vector == matrix)
        .then(|| format!("v[:, None] stands the {which} on end, with the shape ({vector}, 1), which fits"))
}

fn broadcast_grid(name: &str, inputs: &[Lazy], dtype: DType) -> Result<Grid> {
    let ndim = inputs.iter().map(Lazy::ndim).max().unwrap_or(0);
    let mut axes = Vec::with_capacity(ndim);
    for k in 0..ndim {
        let mut axis: Option<Cut> = None;
        for input in inputs {
            let Some(cut) = (k + input.ndim()).checked_sub(ndim).map(|j| &input.grid().axes[j]) else { continue };
            axis = match axis {
                None => Some(cut.clone()),
                Some(old) => {
                    Some(common_cut(&old, cut).ok_or_else(|| mismatch(name, inputs.iter().map(lengths_text)))?)
                }
            };
        }
        axes.push(axis.unwrap_or(Cut::whole(1)));
    }
    let largest = inputs.iter().map(|a| a.grid().largest_elements() * a.dtype().size() as u128);
    Ok(limit_growth(Grid::new(axes), dtype, largest))
}

/// The cut under which two axes are combined: the cuts of both; none if their lengths do not fit.
pub fn common_cut(a: &Cut, b: &Cut) -> Option<Cut> {
    if a == b || same_unknown(a, b) {
        return Some(a.clone());
    }
    match (a.known_len(), b.known_len()) {
        (Some(1), _) => Some(b.clone()),
        (_, Some(1)) => Some(a.clone()),
        (Some(x), Some(y)) if x == y => {
            if a.count() == 1 {
                return Some(b.clone());
            }
            if b.count() == 1 {
                return Some(a.clone());
            }
            let starts = |c: &Cut| (1..c.count()).map(|i| c.start(i)).collect::<Vec<_>>();
            let mut at: Vec<usize> = starts(a).into_iter().chain(starts(b)).chain([0, x]).collect();
            at.sort_unstable();
            at.dedup();
            Some(Cut::sizes(&at.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>()))
        }
        _ => None,
    }
}

/// The array as another dtype, by C's casting rules. A constant is cast at once.
pub fn cast(array: &Lazy, dtype: DType) -> Lazy {
    if array.dtype() == dtype {
        return array.clone();
    }
    if let Rule::Constant(block) = &array.node.rule {
        return convert::constant(block.first().num, dtype);
    }
    let node = Node::new("astype", array.grid().clone(), dtype, Rule::Map(Arc::new(Cast)), [array.node.clone()]);
    Lazy::new(node)
}

/// A Python number as an operand of that dtype; an error if it is an integer that the dtype does not hold.
pub fn weak_constant(num: Num, dtype: DType) -> Result<Lazy> {
    convert::check_fits(num, dtype)?;
    Ok(convert::constant(num, dtype))
}

/// The cast of each element to the target's dtype.
#[derive(Debug)]
pub struct Cast;

impl MapKernel for Cast {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        with_dtype!(operands[0].dtype(), S => with_dtype!(out.dtype(), T => cast_lane::<S, T>(operands[0].lane(), out.slice())));
        if out.dtype().is_integer() && strays(&operands[0], out.dtype()) {
            warn("RuntimeWarning: invalid value encountered in cast");
        }
        Ok(())
    }
}

/// Whether there are floats that no integer of that type stands for, as far as the processor's casts tell.
fn strays(from: &Operand, to: DType) -> bool {
    let (low, high) = match to {
        DType::U64 => (-9223372036854777856.0, 18446744073709551616.0),
        DType::I64 | DType::U32 => (-9223372036854777856.0, 9223372036854775808.0),
        _ => (-2147483649.0, 2147483648.0),
    };
    match from.dtype() {
        DType::F16 => stray(from.lane::<f16>(), low, high),
        DType::F32 => stray(from.lane::<f32>(), low, high),
        DType::F64 => stray(from.lane::<f64>(), low, high),
        _ => false,
    }
}

fn stray<S: Element>(from: Lane<'_, S>, low: f64, high: f64) -> bool
where
    f64: CastFrom<S>,
{
    let fits = move |v: S| {
        let v = f64::cast_from(v);
        (v > low) & (v < high)
    };
    match from {
        Lane::One(v) => !fits(v),
        Lane::Many(v) => vectorize(move || v.iter().fold(false, |any, &v| any | !fits(v))),
    }
}

fn cast_lane<S: Element, T: Element + CastFrom<S>>(from: Lane<'_, S>, to: &mut [T]) {
    match from {
        Lane::One(v) => to.fill(T::cast_from(v)),
        Lane::Many(v) => crate::chunk::copy::cast_slice(v, to),
    }
}

/// An array of one number in chunks of `grid`; it costs no memory.
pub fn full(name: &str, value: Num, dtype: DType, grid: Grid) -> Lazy {
    Lazy::new(Node::new(
        name,
        grid,
        dtype,
        Rule::Source(Arc::new(Constant { value: Block::full(dtype, &[], value) })),
        [],
    ))
}

/// The source of `full`.
#[derive(Debug)]
struct Constant {
    value: Block,
}

impl crate::graph::Source for Constant {
    fn fill(&self, _: &[usize], _: &crate::chunk::Region, mut out: Target) {
        with_dtype!(out.dtype(), T => out.slice::<T>().fill(self.value.first().num.cast::<T>()));
    }

    fn cost(&self) -> f32 {
        0.1
    }

    fn constant(&self) -> Option<Num> {
        Some(self.value.first().num)
    }
}
