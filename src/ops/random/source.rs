//! Drawing: the sources and kernels of random arrays, and what every distribution's row does.

use std::sync::Arc;

use super::generator::next_stream;
use crate::array::{Lazy, Value, build};
use crate::chunk::random::{Distribution, IntegerElement, Sampler, Stream, sample_f64, sample_integer};
use crate::chunk::{DType, Dims, Element, Region};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Source, Target};
use crate::ops::Args;
use crate::with_dtype;

/// A distribution from its parameters, in the order in which its row names them.
pub type Make = fn(&[f64]) -> Distribution;

/// Elements drawn from one distribution.
#[derive(Debug)]
pub struct Random {
    pub stream: Stream,
    pub sampler: Sampler,
    pub cost: f32,
}

impl Source for Random {
    fn fill(&self, shape: &[usize], region: &Region, mut out: Target) {
        match out.dtype() {
            DType::F64 => runs(shape, region, out.slice(), |at, o| self.sampler.fill_f64(self.stream, at, o)),
            DType::F32 => runs(shape, region, out.slice(), |at, o| self.sampler.fill_f32(self.stream, at, o)),
            DType::Bool => runs(shape, region, out.slice::<bool>(), |at, o| {
                let draw = |(i, o): (usize, &mut bool)| {
                    *o = self.sampler.sample_integer::<u8>(self.stream, at.wrapping_add(i as u64)) != 0;
                };
                o.iter_mut().enumerate().for_each(draw);
            }),
            other => with_dtype!(other, T in [I8 I16 I32 I64 U8 U16 U32 U64] => {
                runs(shape, region, out.slice::<T>(), |at, o| self.sampler.fill_integers(self.stream, at, o));
            }, else {}),
        }
    }

    fn cost(&self) -> f32 {
        self.cost
    }
}

/// Calls `each` with every run of a region that is a run of the whole array too: its first element's number in C
/// order, and its elements.
pub fn runs<T>(shape: &[usize], region: &Region, out: &mut [T], mut each: impl FnMut(u64, &mut [T])) {
    if out.is_empty() {
        return;
    }
    // The axes from `inner` on are whole, so what lies under them is one run.
    let whole = |k: usize| region.len[k] == shape[k];
    let inner = (0..shape.len()).rev().find(|&k| !whole(k)).unwrap_or(0);
    let mut strides = vec![1u64; shape.len()];
    for k in (1..shape.len()).rev() {
        strides[k - 1] = strides[k].wrapping_mul(shape[k] as u64);
    }
    let run: usize = region.len[inner.min(shape.len())..].iter().product();
    let first: u64 =
        region.start.iter().zip(&strides).fold(0, |n, (&i, &s)| n.wrapping_add((i as u64).wrapping_mul(s)));
    let mut place = vec![0usize; inner];
    let mut at = first;
    for piece in out.chunks_mut(run.max(1)) {
        each(at, piece);
        for k in (0..inner).rev() {
            place[k] += 1;
            at = at.wrapping_add(strides[k]);
            if place[k] < region.len[k] {
                break;
            }
            at = at.wrapping_sub(strides[k].wrapping_mul(place[k] as u64));
            place[k] = 0;
        }
    }
}

/// Each element's number in C order.
#[derive(Debug)]
struct Numbers;

impl Source for Numbers {
    fn fill(&self, shape: &[usize], region: &Region, mut out: Target) {
        runs(shape, region, out.slice::<u64>(), |at, o| {
            o.iter_mut().enumerate().for_each(|(i, o)| *o = at.wrapping_add(i as u64));
        });
    }
}

/// Each element's number in an array of that shape, in the chunks that are asked for.
pub fn numbers(args: &Args, shape: &[usize]) -> Result<Lazy> {
    let grid = args.grid("chunks", shape, DType::U64)?;
    Ok(build::source("index", Arc::new(Numbers), grid, DType::U64))
}

/// Elements each from a distribution of its own: the first operand is the element's number, the others the parameters.
#[derive(Debug)]
struct Varying {
    stream: Stream,
    make: Make,
}

impl MapKernel for Varying {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        match out.dtype() {
            DType::F64 => self.each(operands, out.slice::<f64>(), sample_f64),
            DType::I64 => self.each(operands, out.slice::<i64>(), sample_integer::<i64>),
            other => Err(type_error(format!("random numbers cannot be of type {other}"))),
        }
    }

    fn cost(&self) -> f32 {
        100.0
    }
}

impl Varying {
    fn each<T>(
        &self,
        operands: &[Operand],
        out: &mut [T],
        sample: fn(Stream, &Distribution, u64) -> std::result::Result<T, String>,
    ) -> Result<()> {
        let numbers = operands[0].lane::<u64>();
        let lanes: Vec<Lane<'_, f64>> = operands[1..].iter().map(Operand::lane).collect();
        let mut values = vec![0.0; lanes.len()];
        for (i, o) in out.iter_mut().enumerate() {
            values.iter_mut().zip(&lanes).for_each(|(v, lane)| *v = of(*lane, i));
            *o = sample(self.stream, &(self.make)(&values), of(numbers, i)).map_err(value_error)?;
        }
        Ok(())
    }
}

/// Element `i` of a lane.
pub fn of<T: Copy>(lane: Lane<'_, T>, i: usize) -> T {
    match lane {
        Lane::One(v) => v,
        Lane::Many(v) => v[i],
    }
}

/// What a distribution's row does: `params` are its parameters with their defaults.
pub fn draw(args: &mut Args, params: &[(&'static str, f64)], make: Make) -> Result<Value> {
    let size = args.maybe_shape("size")?;
    let mut numbers = Vec::new();
    for &(name, default) in params {
        match args.get(name) {
            None => numbers.push(default),
            Some(value) => match value.as_scalar() {
                Some(_) => numbers.push(args.float(name)?.unwrap_or(default)),
                None => return draw_varying(args, params, make, size),
            },
        }
    }
    let distribution = make(&numbers);
    let dtype = real_dtype(args, &distribution)?;
    let array = drawn(args, &distribution, dtype, &size.unwrap_or_default())?;
    args.answer(array)
}

/// The dtype of a distribution's elements.
fn real_dtype(args: &Args, distribution: &Distribution) -> Result<DType> {
    if distribution.is_integer() {
        return Ok(DType::I64);
    }
    if !args.has("dtype") {
        return Ok(DType::F64);
    }
    match args.dtype("dtype")?.unwrap_or(DType::F64) {
        dtype @ (DType::F64 | DType::F32) => Ok(dtype),
        other => {
            let error = type_error(format!("Unsupported dtype dtype('{other}') for {}", args.op.name));
            Err(args.at("dtype", error.help("float64 and float32 work")))
        }
    }
}

/// An array of that shape from one distribution.
pub fn drawn(args: &Args, distribution: &Distribution, dtype: DType, shape: &[usize]) -> Result<Lazy> {
    let refused = |e| value_error(e).help(format!("`np.random.{}?` says what its parameters mean", args.op.name));
    let sampler = Sampler::new(distribution).map_err(refused)?;
    let grid = args.grid("chunks", shape, dtype)?;
    let source = Random { stream: next_stream(args), sampler, cost: cost(distribution) };
    Ok(build::source(args.op.name, Arc::new(source), grid, dtype))
}

/// About how many nanoseconds an element takes.
fn cost(distribution: &Distribution) -> f32 {
    use Distribution as D;
    match distribution {
        D::Integers { .. } | D::Random | D::RandomF32 | D::Uniform { .. } => 1.5,
        D::StandardNormal | D::Normal { .. } | D::StandardExponential | D::Exponential { .. } => 4.0,
        _ => 30.0,
    }
}

/// The same where a parameter is an array: the parameters broadcast, and every element has its own.
fn draw_varying(args: &mut Args, params: &[(&'static str, f64)], make: Make, size: Option<Dims>) -> Result<Value> {
    let mut arrays = Vec::new();
    for &(name, default) in params {
        let array = match args.maybe_array(name)? {
            Some(a) if a.dtype().is_complex() => return Err(args.wrong(name, "real numbers")),
            Some(a) => build::cast(&a, DType::F64),
            None => crate::array::convert::constant(crate::chunk::Num::Float(default), DType::F64),
        };
        arrays.push(array);
    }
    let dtype = if make(&vec![0.5; params.len()]).is_integer() { DType::I64 } else { DType::F64 };
    let array = varying(args, arrays, size, dtype, |stream| Arc::new(Varying { stream, make }))?;
    args.answer(array)
}

/// An array whose elements a kernel draws from their numbers and parameters; `size` must be what the parameters
/// broadcast to, or wider.
pub fn varying(
    args: &Args,
    params: Vec<Lazy>,
    size: Option<Dims>,
    dtype: DType,
    kernel: impl FnOnce(Stream) -> Arc<dyn MapKernel>,
) -> Result<Lazy> {
    let shapes: Vec<Dims> = params.iter().map(|a| a.node.shape()).collect();
    let views: Vec<&[usize]> = shapes.iter().map(|s| s.as_slice()).collect();
    let common = build::broadcast_shape(args.op.name, &views)?;
    let shape = size.unwrap_or_else(|| common.clone());
    let fits = common.len() <= shape.len()
        && common.iter().zip(&shape[shape.len() - common.len()..]).all(|(&a, &b)| a == b || a == 1);
    if !fits {
        let error = value_error(format!(
            "Output size {} is not compatible with broadcast dimensions of inputs {}.",
            build::shape_text(&shape),
            build::shape_text(&common)
        ));
        return Err(args.at("size", error));
    }
    let inputs: Vec<Lazy> = std::iter::once(numbers(args, &shape)?).chain(params).collect();
    build::map(args.op.name, kernel(next_stream(args)), dtype, &inputs)
}

/// Whether elements of that type can be random integers.
pub fn integer_dtype(args: &Args) -> Result<DType> {
    match args.dtype("dtype")?.unwrap_or(DType::I64) {
        dtype if dtype.is_integer() || dtype == DType::Bool => Ok(dtype),
        other => {
            let error = type_error(format!("Unsupported dtype dtype('{other}') for {}", args.op.name));
            Err(args.at("dtype", error.help("the integer types and bool work")))
        }
    }
}

/// An element type that random integers can have.
pub trait Whole: Element + IntegerElement {}
impl<T: Element + IntegerElement> Whole for T {}
