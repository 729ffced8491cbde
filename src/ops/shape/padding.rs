//! What the modes of `pad` add.

use std::sync::Arc;

use crate::array::{Lazy, Value, build};
use crate::chunk::{CastFrom, Cut, DType, Element, Grid, Num};
use crate::diag::Result;
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::call;
use crate::ops::creation::counting;
use crate::with_dtype;

/// One thing for the start of an axis and one for its end.
pub type Pair<T> = [T; 2];

/// A mode with its numbers, a pair for each axis.
pub enum Mode {
    Constant(Vec<Pair<Num>>),
    Empty,
    Edge,
    Ramp(Vec<Pair<Num>>),
    /// The name of a reduction, and over how many elements it goes.
    Statistic(&'static str, Vec<Pair<usize>>),
    Reflect {
        odd: bool,
    },
    Symmetric {
        odd: bool,
    },
    Wrap,
}

/// Whether the elements at the ends are not mirrored themselves.
fn skips_edge(mode: &Mode) -> bool {
    matches!(mode, Mode::Reflect { .. })
}

/// After how many places the array comes again.
fn period(len: usize, mode: &Mode) -> isize {
    match mode {
        Mode::Wrap => len as isize,
        _ if skips_edge(mode) => (2 * (len as isize - 1)).max(1),
        _ => 2 * len as isize,
    }
}

/// The element of the array that a place outside of it mirrors, and whether it is seen in the mirror.
fn mirrored(at: isize, len: usize, mode: &Mode) -> (usize, bool) {
    let period = period(len, mode);
    let at = at.rem_euclid(period);
    if at < len as isize {
        return (at as usize, false);
    }
    (if skips_edge(mode) { period - at } else { period - 1 - at } as usize, true)
}

/// The elements of the array that come at these places outside of it.
pub fn places(at: std::ops::Range<isize>, len: usize, mode: &Mode) -> Vec<usize> {
    at.map(|i| mirrored(i, len, mode).0).collect()
}

/// A reduction of the array along an axis, which keeps length 1, in the array's dtype.
pub fn statistic(name: &str, array: &Lazy, axis: usize) -> Result<Lazy> {
    let named = [("axis", Value::Int(axis as i128)), ("keepdims", Value::Bool(true))];
    let value = call(name, std::slice::from_ref(array), &named)?;
    if array.dtype().is_integer() && value.dtype().is_inexact() {
        return Ok(build::cast(&call("rint", &[value], &[])?, array.dtype()));
    }
    Ok(build::cast(&value, array.dtype()))
}

/// Both ends mirrored in the elements at the ends: what is seen there is as far above as it was below.
pub fn odd(array: &Lazy, axis: usize, width: Pair<usize>, mode: &Mode) -> Result<Pair<Lazy>> {
    let len = array.node.shape()[axis];
    let dtype = array.dtype();
    let edge = |at: usize| super::slice(array, axis, at, at + 1);
    let (first, last) = (edge(0)?, edge(len - 1)?);
    let part = |at: std::ops::Range<isize>| -> Result<Lazy> {
        let mut sign = Vec::new();
        let mut of_first = Vec::new();
        let mut of_last = Vec::new();
        for i in at.clone() {
            let turns = if len == 1 { 0 } else { i.div_euclid(period(len, mode)) };
            let (_, seen) = mirrored(i, len, mode);
            sign.push(if seen { -1.0 } else { 1.0 });
            of_first.push(-2.0 * turns as f64);
            of_last.push(2.0 * turns as f64 + if seen { 2.0 } else { 0.0 });
        }
        let taken = build::take(array, axis, places(at, len, mode).into());
        let times = |factors: &[f64], a: &Lazy| -> Result<Lazy> {
            let line = crate::chunk::Block::from_slice(&[factors.len()], factors);
            let line = if dtype.is_integer() { line.cast(DType::I64).cast(dtype) } else { line.cast(dtype) };
            let after: Vec<usize> = (1..array.ndim() - axis).collect();
            call("multiply", &[build::expand_dims(&crate::array::convert::whole(line), &after), a.clone()], &[])
        };
        let sum = call("add", &[times(&sign, &taken)?, times(&of_first, &first)?], &[])?;
        call("add", &[sum, times(&of_last, &last)?], &[])
    };
    Ok([part(-(width[0] as isize)..0)?, part(len as isize..(len + width[1]) as isize)?])
}

/// Numbers from the element at an end to `value`, in even steps; `outward` where the element comes first.
pub fn ramp(edge: &Lazy, axis: usize, len: usize, value: Num, outward: bool) -> Result<Lazy> {
    let mut axes: Vec<Cut> = vec![Cut::whole(1); edge.ndim()];
    axes[axis] = Cut::whole(len);
    let at = counting(axis, Grid::new(axes));
    let at = if outward { build::flip(&at, &[axis]) } else { at };
    let kernel = Ramp { end: value, len: len as f64 };
    build::map("pad", Arc::new(kernel), edge.dtype(), &[at, edge.clone()])
}

/// Steps from `end` to the second operand; the first is the number of the step.
#[derive(Debug)]
struct Ramp {
    end: Num,
    len: f64,
}

impl MapKernel for Ramp {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let dtype = out.dtype();
        with_dtype!(dtype, T in [C64 C128] => {
            self.steps(operands, out.slice::<T>(), |v: T| v.num().as_complex(), |n| Num::Complex(n).cast::<T>());
            return Ok(());
        }, else {});
        with_dtype!(dtype, T => self.steps(operands, out.slice::<T>(), |v: T| v.num().as_complex(), |n| {
            T::cast_from(if T::DTYPE.is_integer() { n.re.floor() } else { n.re })
        }));
        Ok(())
    }
}

impl Ramp {
    fn steps<T: Element + CastFrom<f64>>(
        &self,
        operands: &[Operand],
        out: &mut [T],
        from: fn(T) -> crate::chunk::c128,
        to: fn(crate::chunk::c128) -> T,
    ) {
        let (at, edges) = (operands[0].lane::<i64>(), operands[1].lane::<T>());
        let end = self.end.as_complex();
        for (i, o) in out.iter_mut().enumerate() {
            let k = pick(at, i) as f64;
            let delta = from(pick(edges, i)) - end;
            let step = delta / self.len;
            let way = if step == Default::default() { delta * (k / self.len) } else { step * k };
            *o = to(way + end);
        }
    }
}

fn pick<T: Copy>(lane: Lane<'_, T>, i: usize) -> T {
    match lane {
        Lane::One(v) => v,
        Lane::Many(v) => v[i],
    }
}
