//! The kernel of a ufunc: one of its loops, run over a stretch of elements.

use super::{Ufunc, status};
use crate::chunk::{CastFrom, DType, Element, c64, c128, f16};
use crate::diag::Result;
use crate::graph::{Lane, MapKernel, Operand, Target};

/// A loop over the elements of a run.
pub type Run = fn(&[Operand], &mut Target) -> Result<()>;

/// A signature of a ufunc with its loop.
#[derive(Clone, Copy)]
pub struct Loop {
    pub ins: &'static [DType],
    pub out: DType,
    pub run: Run,
}

/// How a ufunc's warnings come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// There are none.
    Quiet,
    /// From the processor's flags: for loops of plain arithmetic.
    Flags,
    /// From results that no operand explains: NaN, and an infinity that means a division by zero.
    Divide,
    /// The same, and an infinity means an overflow.
    Overflow,
    /// The same, and an infinity is a division by zero where the first operand is 0, else an overflow.
    Power,
}

/// A loop of a ufunc, for the elementwise layer.
pub struct UfuncKernel {
    pub ufunc: &'static Ufunc,
    pub run: Run,
}

impl std::fmt::Debug for UfuncKernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.ufunc.name)
    }
}

impl MapKernel for UfuncKernel {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let watch = self.ufunc.watch;
        if watch == Watch::Quiet {
            return (self.run)(operands, &mut out);
        }
        status::clear();
        (self.run)(operands, &mut out)?;
        let flags = if watch == Watch::Flags {
            status::raised()
        } else {
            status::raised_by_loops() | unexplained(watch, operands, &mut out)
        };
        if flags != 0 {
            status::report(flags, self.ufunc.name);
        }
        Ok(())
    }

    fn cost(&self) -> f32 {
        self.ufunc.cost
    }
}

/// Flags for the results that are not finite though their operands are.
fn unexplained(watch: Watch, operands: &[Operand], out: &mut Target) -> status::Flags {
    match out.dtype() {
        DType::F16 => look::<f16>(watch, operands, out),
        DType::F32 => look::<f32>(watch, operands, out),
        DType::F64 => look::<f64>(watch, operands, out),
        _ => 0,
    }
}

fn look<T: Element>(watch: Watch, operands: &[Operand], out: &mut Target) -> status::Flags
where
    f64: CastFrom<T>,
{
    let results: &[T] = out.slice::<T>();
    if crate::chunk::math::simd::vectorize(move || all_finite(results)) {
        return 0;
    }
    let mut flags = 0;
    for (k, &result) in results.iter().enumerate() {
        let result = f64::cast_from(result);
        if !result.is_finite() {
            let ins: [f64; 2] = std::array::from_fn(|i| operands.get(i).map_or(0.0, |o| element(o, k)));
            flags |= flag(watch, result, ins);
        }
    }
    flags
}

/// Whether every element is finite: an infinity less itself is NaN.
#[inline(always)]
fn all_finite<T: Element>(values: &[T]) -> bool
where
    f64: CastFrom<T>,
{
    let mut odd = false;
    for &v in values {
        let v = f64::cast_from(v);
        odd |= v - v != 0.0;
    }
    !odd
}

fn element(operand: &Operand, k: usize) -> f64 {
    fn get<T: Element>(operand: &Operand, k: usize) -> T {
        match operand.lane::<T>() {
            Lane::One(v) => v,
            Lane::Many(v) => v[k],
        }
    }
    match operand.dtype() {
        DType::F16 => get::<f16>(operand, k).to_f64(),
        DType::F32 => get::<f32>(operand, k).into(),
        DType::F64 => get::<f64>(operand, k),
        DType::C64 => get::<c64>(operand, k).re.into(),
        DType::C128 => get::<c128>(operand, k).re,
        _ => 0.0,
    }
}

fn flag(watch: Watch, result: f64, ins: [f64; 2]) -> status::Flags {
    if result.is_nan() {
        return if ins.iter().any(|v| v.is_nan()) { 0 } else { status::INVALID };
    }
    if ins.iter().any(|v| !v.is_finite()) {
        return 0;
    }
    match watch {
        Watch::Divide => status::DIVIDE,
        Watch::Power if ins[0] == 0.0 => status::DIVIDE,
        _ => status::OVERFLOW,
    }
}
