//! What a call of a reduction asks for, and the reducers of each operation.

use std::marker::PhantomData;
use std::sync::Arc;

use smallvec::SmallVec;

use super::extreme::{Extreme, Where, empty_text};
use super::fold::Folding;
use super::spread::Spread;
use super::sums::{AsMean, AsSum, NanAsOne, NanAsZero, NanMean, Prod, Squared, Sum, Truth};
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{DType, Element, Num};
use crate::diag::{Result, not_implemented, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Reducer, Rule, Target};
use crate::ops::Args;
use crate::ops::compose::{self, apply_number, apply2, takes};
use crate::with_dtype;

/// A call of a reduction: what is reduced, along what, and how.
pub struct Call<'a> {
    pub args: &'a Args,
    pub array: Lazy,
    pub axes: SmallVec<[bool; 4]>,
    pub keepdims: bool,
    split_every: Option<usize>,
    /// Whether its mask leaves out NaN too.
    skipping: bool,
}

impl Call<'_> {
    /// Reads the arguments that reductions have in common; the array is the first parameter.
    pub fn read(args: &Args) -> Result<Call<'_>> {
        let array = args.array(args.op.parameters()[0].name)?;
        let axes = args.reduced("axis", array.ndim())?;
        let keepdims = args.bool("keepdims", false)?;
        Ok(Call { args, array, axes, keepdims, split_every: split_every(args)?, skipping: false })
    }

    pub fn reduce(&self, input: &Lazy, reducer: Arc<dyn Reducer>) -> Result<Lazy> {
        let reduce = |input: &Lazy, axes: &[bool]| {
            let inputs = std::slice::from_ref(input);
            build::reduce(self.args.op.name, inputs, reducer.clone(), axes, self.keepdims, self.split_every)
        };
        let found = as_it_lies(input).filter(|_| !reducer.is_placed());
        let Some((turned, order)) = found else { return reduce(input, &self.axes) };
        // What lies in another order is walked as it lies, where the results come in order all the same.
        let axes: SmallVec<[bool; 4]> = order.iter().map(|&k| self.axes[k]).collect();
        let kept: SmallVec<[usize; 4]> = order.iter().copied().filter(|&k| !self.axes[k] || self.keepdims).collect();
        match kept.is_sorted() {
            true => reduce(&turned, &axes),
            false => reduce(input, &self.axes),
        }
    }

    /// The same call with `keepdims=True`.
    fn keeping(&self) -> Call<'_> {
        Call {
            args: self.args,
            array: self.array.clone(),
            axes: self.axes.clone(),
            keepdims: true,
            split_every: self.split_every,
            skipping: self.skipping,
        }
    }

    pub fn answer(&self, array: Lazy) -> Result<Value> {
        compose::answer(self.args, array)
    }

    /// The mask of `where=`, unless it takes every element.
    pub fn mask(&self) -> Result<Option<Lazy>> {
        if !takes(self.args, "where") || matches!(self.args.get("where"), None | Some(Value::Bool(true))) {
            return Ok(None);
        }
        let mask = build::cast(&self.args.array("where")?, DType::Bool);
        let mask = match self.array.known_shape() {
            Some(shape) => build::broadcast_to(&mask, &shape).map_err(|e| self.args.at("where", e))?,
            None => mask,
        };
        match self.skipping {
            true => apply2("logical_and", &mask, &counted(&self.array, true)?).map(Some),
            false => Ok(Some(mask)),
        }
    }

    /// The array with `fill` where `where=` does not hold.
    fn masked(&self, array: Lazy, fill: Num) -> Result<Lazy> {
        match self.mask()? {
            None => Ok(array),
            Some(mask) => select(&mask, &array, fill),
        }
    }

    /// The first value that `initial=` gives.
    fn initial(&self, dtype: DType) -> Result<Option<Num>> {
        if !takes(self.args, "initial") {
            return Ok(None);
        }
        let Some(value) = self.args.get("initial") else { return Ok(None) };
        convert::stored_number(value, dtype).map(Some).map_err(|e| self.args.at("initial", e))
    }

    /// An error where there is nothing to choose from, and the shape tells so already.
    fn needs_elements(&self, text: impl FnOnce() -> String) -> Result<()> {
        let lengths = self.array.lengths();
        let empty = |k: usize| lengths[k] == Some(0);
        let none = (0..lengths.len()).any(|k| self.axes[k] && empty(k));
        if none && !(0..lengths.len()).any(|k| !self.axes[k] && empty(k)) {
            let shape = build::shape_text(&self.array.node.shape());
            return Err(self
                .args
                .at(self.args.op.parameters()[0].name, value_error(text()))
                .help(format!("the array has shape {shape}")));
        }
        Ok(())
    }
}

/// An array in memory with its axes by falling steps, and which axes those are, where that is not their own order.
fn as_it_lies(array: &Lazy) -> Option<(Lazy, SmallVec<[usize; 4]>)> {
    let Rule::Stored(block) = &array.node.rule else { return None };
    let mut order: SmallVec<[usize; 4]> = (0..block.ndim()).collect();
    order.sort_by_key(|&k| std::cmp::Reverse(block.strides()[k].unsigned_abs()));
    let other = !order.is_sorted() && array.grid().chunks() == 1;
    other.then(|| (convert::whole(block.transpose(&order)), order))
}

/// `split_every=`: a number, or a dict with a number an axis.
fn split_every(args: &Args) -> Result<Option<usize>> {
    let wrong = || args.wrong("split_every", "an integer of at least 2, or a dict of them");
    let count = |v: &Value| v.as_int().and_then(|n| usize::try_from(n).ok()).filter(|&n| n >= 1).ok_or_else(wrong);
    match if takes(args, "split_every") { args.get("split_every") } else { None } {
        None | Some(Value::Bool(false)) => Ok(None),
        Some(Value::Dict(entries)) => {
            entries.read().iter().try_fold(1usize, |n, (_, v)| Ok(n.saturating_mul(count(v)?))).map(Some)
        }
        Some(v) => count(v).and_then(|n| if n >= 2 { Ok(Some(n)) } else { Err(wrong()) }),
    }
}

/// The elements where a mask holds, and `fill` elsewhere.
pub fn select(mask: &Lazy, array: &Lazy, fill: Num) -> Result<Lazy> {
    build::map("where", Arc::new(Select { fill }), array.dtype(), &[mask.clone(), array.clone()])
}

/// The kernel of `select`.
#[derive(Debug)]
struct Select {
    fill: Num,
}

impl MapKernel for Select {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let mask = operands[0].lane::<bool>();
        with_dtype!(out.dtype(), T => pick(mask, operands[1].lane::<T>(), self.fill.cast(), out.slice()));
        Ok(())
    }
}

fn pick<T: Element>(mask: Lane<'_, bool>, values: Lane<'_, T>, fill: T, out: &mut [T]) {
    match (mask, values) {
        (Lane::Many(m), Lane::Many(v)) => {
            out.iter_mut().zip(m.iter().zip(v)).for_each(|(o, (&m, &v))| *o = if m { v } else { fill })
        }
        (Lane::Many(m), Lane::One(v)) => out.iter_mut().zip(m).for_each(|(o, &m)| *o = if m { v } else { fill }),
        (Lane::One(true), Lane::Many(v)) => out.copy_from_slice(v),
        (Lane::One(true), Lane::One(v)) => out.fill(v),
        (Lane::One(false), _) => out.fill(fill),
    }
}

fn folding<F: super::fold::Fold>(fold: F) -> Arc<dyn Reducer> {
    Arc::new(Folding(fold))
}

/// The array as the dtype that the call asks for, and that dtype, or `default` of the array's own.
fn as_asked(call: &Call<'_>, default: impl Fn(DType) -> DType) -> Result<(Lazy, DType)> {
    Ok(match call.args.dtype("dtype")? {
        Some(dtype) => (build::cast(&call.array, dtype), dtype),
        None => (call.array.clone(), default(call.array.dtype())),
    })
}

/// `sum` and `nansum`.
pub fn sum(args: &Args, skip: bool) -> Result<Value> {
    let call = Call::read(args)?;
    let (array, out) = if skip { as_asked_of_numbers(&call, Num::Int(0))? } else { as_asked(&call, DType::widened)? };
    let array = call.masked(array, Num::Int(0))?;
    let initial = call.initial(out)?;
    let reducer = match (out, skip) {
        (DType::Bool, _) => folding(Truth::<false>),
        (_, true) => {
            with_dtype!(array.dtype(), T in [F16 F32 F64 C64 C128] => folding(Sum::<T, NanAsZero>::new(out, initial)), else sum_of(array.dtype(), out, initial))
        }
        _ => sum_of(array.dtype(), out, initial),
    };
    call.answer(started(call.reduce(&array, reducer)?, "logical_or", out, initial)?)
}

/// A truth with what `initial=` gives it to start from.
fn started(truth: Lazy, ufunc: &str, out: DType, initial: Option<Num>) -> Result<Lazy> {
    match initial {
        Some(initial) if out == DType::Bool => apply_number(ufunc, &truth, initial),
        _ => Ok(truth),
    }
}

/// As `as_asked`, with `fill` for NaN where integers are asked for.
fn as_asked_of_numbers(call: &Call<'_>, fill: Num) -> Result<(Lazy, DType)> {
    match call.args.dtype("dtype")? {
        Some(dtype) => Ok((build::cast(&numbers_for(&call.array, dtype, fill)?, dtype), dtype)),
        None => as_asked(call, DType::widened),
    }
}

/// The array with `fill` for NaN, where it is to be cast to a dtype without one.
pub fn numbers_for(array: &Lazy, dtype: DType, fill: Num) -> Result<Lazy> {
    match array.dtype().is_inexact() && !dtype.is_inexact() {
        true => select(&counted(array, true)?, array, fill),
        false => Ok(array.clone()),
    }
}

/// The reducer of a plain sum of elements of a dtype.
pub fn sum_of(dtype: DType, out: DType, initial: Option<Num>) -> Arc<dyn Reducer> {
    with_dtype!(dtype, T => folding(Sum::<T, AsSum>::new(out, initial)))
}

/// The reducer of the sum of the squares of real floats.
pub fn squares_of(dtype: DType) -> Arc<dyn Reducer> {
    match dtype {
        DType::F32 => folding(Sum::<f32, Squared>::new(dtype, None)),
        _ => folding(Sum::<f64, Squared>::new(dtype, None)),
    }
}

/// The array as a dtype for which spreads are compiled: integers are made floats.
fn ready_to_float(array: Lazy) -> Lazy {
    let dtype = array.dtype();
    if dtype.is_inexact() { array } else { build::cast(&array, DType::F64) }
}

/// `prod` and `nanprod`.
pub fn prod(args: &Args, skip: bool) -> Result<Value> {
    let call = Call::read(args)?;
    let (array, out) = if skip { as_asked_of_numbers(&call, Num::Int(1))? } else { as_asked(&call, DType::widened)? };
    let array = match call.masked(array, Num::Int(1))? {
        bools if out == DType::Bool => bools,
        array => build::cast(&array, array.dtype().widened()),
    };
    let initial = call.initial(out)?;
    let plain = || product_of(array.dtype(), out, initial);
    let reducer = match (out, skip) {
        (DType::Bool, _) => folding(Truth::<true>),
        (_, true) => {
            with_dtype!(array.dtype(), T in [F16 F32 F64 C64 C128] => folding(Prod::<T, NanAsOne>::new(out, initial)), else plain())
        }
        _ => plain(),
    };
    call.answer(started(call.reduce(&array, reducer)?, "logical_and", out, initial)?)
}

/// The reducer of a plain product of elements of 64 bits or of floats.
pub fn product_of(dtype: DType, out: DType, initial: Option<Num>) -> Arc<dyn Reducer> {
    with_dtype!(dtype, T in [I64 U64 F16 F32 F64 C64 C128] => folding(Prod::<T, AsSum>::new(out, initial)), else counting())
}

fn mean_dtype(dtype: DType) -> DType {
    if dtype.is_inexact() { dtype } else { DType::F64 }
}

/// An error for a `dtype=` of integers where the array is of floats, some of which may be NaN.
fn floats_alone(call: &Call<'_>) -> Result<()> {
    match call.args.dtype("dtype")? {
        Some(dtype) if call.array.dtype().is_inexact() && !dtype.is_inexact() => Err(call
            .args
            .at("dtype", type_error("If a is inexact, then dtype must be inexact"))
            .help(format!("the array is of {}", call.array.dtype()))),
        _ => Ok(()),
    }
}

/// `mean` and `nanmean`.
pub fn mean(args: &Args, skip: bool) -> Result<Value> {
    let call = Call::read(args)?;
    if skip {
        floats_alone(&call)?;
    } else {
        args.axes("axis", call.array.ndim())?;
    }
    let (array, out) = as_asked(&call, mean_dtype)?;
    if skip && call.mask()?.is_some() {
        let numbers = Call { skipping: true, ..call };
        return numbers.answer(mean_of(&numbers, &array, out, false)?);
    }
    call.answer(mean_of(&call, &array, out, skip)?)
}

/// The mean of an array along the axes of a call.
pub fn mean_of(call: &Call<'_>, array: &Lazy, out: DType, skip: bool) -> Result<Lazy> {
    let all = || compose::apply("ones_like", &[Value::Lazy(array.clone())]).map(|ones| build::cast(&ones, DType::Bool));
    // A mean of integers is the quotient of a sum of integers.
    let mask =
        if out.is_inexact() { call.mask()? } else { call.mask()?.map_or_else(|| all().map(Some), |m| Ok(Some(m)))? };
    if let Some(mask) = mask {
        let array = select(&mask, array, Num::Int(0))?;
        let sum = call.reduce(&array, sum_of(array.dtype(), out, None))?;
        let count = call.reduce(&mask, counting())?;
        return Ok(build::cast(&apply2("divide", &sum, &count)?, out));
    }
    let plain = || with_dtype!(array.dtype(), T => folding(Sum::<T, AsMean>::mean(out)));
    let reducer = match skip {
        true => {
            with_dtype!(array.dtype(), T in [F16 F32 F64 C64 C128] => folding(Sum::<T, NanMean>::mean(out)), else plain())
        }
        false => plain(),
    };
    call.reduce(array, reducer)
}

/// `var` and `std`, and their forms that pass over NaN.
pub fn spread(args: &Args, root: bool, skip: bool) -> Result<Value> {
    let call = Call { skipping: skip, ..Call::read(args)? };
    let (array, out) = as_asked(&call, |d| mean_dtype(d).real())?;
    if skip {
        floats_alone(&call)?;
    } else {
        args.axes("axis", call.array.ndim())?;
    }
    let (asked, out) = (out, out.real());
    let source = call.array.dtype();
    let ddof = match (args.float("ddof")?, args.float("correction")?) {
        (Some(ddof), Some(_)) if ddof != 0.0 => {
            return Err(args.at("correction", value_error("ddof and correction can't be provided simultaneously.")));
        }
        (ddof, correction) => correction.or(ddof).unwrap_or(0.0),
    };
    let narrowed = args.get("dtype").is_some() && source.is_complex() && !asked.is_complex();
    if narrowed || !asked.is_inexact() {
        return call.answer(rounded_spread(&call, asked, ddof, root)?);
    }
    let known = if takes(args, "mean") { args.maybe_array("mean")? } else { None };
    let mask = match (call.mask()?, &known) {
        (None, Some(_)) => Some(counted(&array, skip)?),
        (mask, _) => mask,
    };
    if let Some(mask) = mask {
        return call.answer(build::cast(&masked_spread(&call, &array, &mask, known, out, ddof, root)?, asked));
    }
    let array = ready_to_float(array);
    let plain = || with_dtype!(array.dtype(), T in [F16 F32 F64 C64 C128] => folding(Spread::<T, false>::new(ddof, root, out)), else counting());
    let reducer = match skip {
        true => {
            with_dtype!(array.dtype(), T in [F16 F32 F64 C64 C128] => folding(Spread::<T, true>::new(ddof, root, out)), else plain())
        }
        false => plain(),
    };
    call.answer(build::cast(&call.reduce(&array, reducer)?, asked))
}

/// The variance as NumPy composes it in a dtype that does not hold all of its numbers: each step is cast to it.
fn rounded_spread(call: &Call<'_>, dtype: DType, ddof: f64, root: bool) -> Result<Lazy> {
    let array = call.array.clone();
    let mask = call.mask()?.map_or_else(|| counted(&array, false), Ok)?;
    let wide = call.keeping();
    let total = |call: &Call<'_>, of: &Lazy| {
        let ready = select(&mask, &build::cast(of, dtype), Num::Int(0))?;
        call.reduce(&ready, sum_of(ready.dtype(), dtype, None))
    };
    let count = wide.reduce(&mask, counting())?;
    let mean = build::cast(&apply2("divide", &total(&wide, &array)?, &count)?, dtype);
    let far = apply2("subtract", &array, &mean)?;
    let square = match far.dtype().is_complex() {
        true => compose::apply("square", &[Value::Lazy(compose::apply("abs", &[Value::Lazy(far)])?)])?,
        false => apply2("multiply", &far, &far)?,
    };
    let count = apply_number("subtract", &call.reduce(&mask, counting())?, Num::Float(ddof))?;
    let over = apply2("divide", &total(call, &square)?, &apply_number("maximum", &count, Num::Float(0.0))?)?;
    let over = build::cast(&over, dtype);
    if !root {
        return Ok(over);
    }
    Ok(build::cast(&compose::apply("sqrt", &[Value::Lazy(over)])?, dtype))
}

/// True for all elements, or for those that are not NaN.
fn counted(array: &Lazy, skip: bool) -> Result<Lazy> {
    let of = |name: &str, a: &Lazy| compose::apply(name, &[Value::Lazy(a.clone())]);
    match skip {
        true => of("logical_not", &of("isnan", array)?),
        false => Ok(build::cast(&of("ones_like", array)?, DType::Bool)),
    }
}

/// The variance of the elements that a mask picks, as NumPy composes it, from their mean where that is known.
fn masked_spread(
    call: &Call<'_>,
    array: &Lazy,
    mask: &Lazy,
    known: Option<Lazy>,
    out: DType,
    ddof: f64,
    root: bool,
) -> Result<Lazy> {
    let wide = call.keeping();
    let mean = known.map_or_else(|| mean_of(&wide, array, mean_dtype(array.dtype()), false), Ok)?;
    let far = compose::apply(
        "square",
        &[Value::Lazy(compose::apply("abs", &[Value::Lazy(apply2("subtract", array, &mean)?)])?)],
    )?;
    let sum = call.reduce(&select(mask, &far, Num::Int(0))?, sum_of(far.dtype(), far.dtype(), None))?;
    let count = apply_number("subtract", &call.reduce(mask, counting())?, Num::Float(ddof))?;
    let over = apply2("divide", &sum, &apply_number("maximum", &count, Num::Float(0.0))?)?;
    let over = if root { compose::apply("sqrt", &[Value::Lazy(over)])? } else { over };
    Ok(build::cast(&over, out))
}

/// `min` and `max`, and their forms that pass over NaN.
pub fn extreme(args: &Args, max: bool, skip: bool) -> Result<Value> {
    let call = Call::read(args)?;
    let dtype = call.array.dtype();
    let initial = call.initial(dtype)?;
    if call.mask()?.is_some() && initial.is_none() {
        let name = if max { "maximum" } else { "minimum" };
        let text = format!(
            "reduction operation '{name}' does not have an identity, so to use a where mask one has to specify 'initial'"
        );
        return Err(args.at("where", value_error(text)).help("give initial= a value to start from"));
    }
    if initial.is_none() {
        call.needs_elements(|| empty_text(max, skip))?;
    }
    let array = call.masked(call.array.clone(), initial.unwrap_or(Num::Int(0)))?;
    call.answer(call.reduce(&array, extreme_of(dtype, max, skip, initial))?)
}

/// The reducer to the least or greatest element.
pub fn extreme_of(dtype: DType, max: bool, skip: bool, initial: Option<Num>) -> Arc<dyn Reducer> {
    if skip && dtype.is_inexact() {
        return with_dtype!(dtype, T in [F16 F32 F64 C64 C128] => match max {
            true => folding(Extreme::<T, true, true>::new(initial)),
            false => folding(Extreme::<T, false, true>::new(initial)),
        }, else counting());
    }
    with_dtype!(dtype, T => match max {
        true => folding(Extreme::<T, true, false>::new(initial)),
        false => folding(Extreme::<T, false, false>::new(initial)),
    })
}

/// `argmin` and `argmax`, and their forms that pass over NaN.
pub fn place(args: &Args, max: bool, skip: bool) -> Result<Value> {
    args.axis("axis", args.array(args.op.parameters()[0].name)?.ndim().max(1))?;
    let call = Call::read(args)?;
    let name = if max { "argmax" } else { "argmin" };
    call.needs_elements(|| format!("attempt to get {name} of an empty sequence"))?;
    let lengths = call.array.lengths();
    let unknown = (0..lengths.len()).any(|k| lengths[k].is_none() && (call.axes[k] || call.axes.iter().all(|a| *a)));
    if unknown {
        return Err(not_implemented(format!(
            "{}: places along an axis whose length is not known before it is computed",
            args.op.name
        ))
        .help("a mask made it: use .compute() first, or .compute_chunk_sizes()"));
    }
    let dtype = call.array.dtype();
    let plain = || {
        with_dtype!(dtype, T => match max {
            true => folding(Where::<T, true, false>(PhantomData)),
            false => folding(Where::<T, false, false>(PhantomData)),
        })
    };
    let reducer = match skip {
        true => with_dtype!(dtype, T in [F16 F32 F64 C64 C128] => match max {
            true => folding(Where::<T, true, true>(PhantomData)),
            false => folding(Where::<T, false, true>(PhantomData)),
        }, else plain()),
        false => plain(),
    };
    call.answer(call.reduce(&call.array, reducer)?)
}

/// `any` and `all`.
pub fn truth(args: &Args, all: bool) -> Result<Value> {
    let call = Call::read(args)?;
    let array = build::cast(&call.masked(call.array.clone(), Num::Bool(all))?, DType::Bool);
    let reducer = if all { folding(Truth::<true>) } else { folding(Truth::<false>) };
    call.answer(call.reduce(&array, reducer)?)
}

/// The reducer that counts what is true.
pub fn counting() -> Arc<dyn Reducer> {
    folding(Sum::<bool, AsSum>::new(DType::I64, None))
}

/// `count_nonzero`.
pub fn count(args: &Args) -> Result<Value> {
    let call = Call::read(args)?;
    call.answer(call.reduce(&build::cast(&call.array, DType::Bool), counting())?)
}

/// `ptp`.
pub fn range(args: &Args) -> Result<Value> {
    let call = Call::read(args)?;
    let dtype = call.array.dtype();
    call.needs_elements(|| empty_text(true, false))?;
    if dtype == DType::Bool {
        let text = "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.";
        return Err(type_error(text).help("x.astype(int) makes integers of the bools"));
    }
    let end = |max| call.reduce(&call.array, extreme_of(dtype, max, false, None));
    call.answer(apply2("subtract", &end(true)?, &end(false)?)?)
}
