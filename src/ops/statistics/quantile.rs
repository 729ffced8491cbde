//! Medians, percentiles and quantiles, exact, by all of NumPy's methods.

use std::borrow::Cow;

use super::keys::Sorted;
use super::lanes::{LaneOp, each_row, lanes, merged};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, CastFrom, DType, Element, Num, c64, c128, f16};
use crate::diag::{Result, index_error, type_error, value_error, warn};
use crate::ops::Args;
use crate::ops::compose;
use crate::with_dtype;

/// The ranks between which a quantile lies, and how far it is from the first to the second.
#[derive(Clone, Copy, Debug)]
struct Between {
    low: usize,
    high: usize,
    t: f64,
}

/// The place of quantile `q` of `n` elements, counted from 0; with it whether that is one element's place.
type Place = fn(n: f64, q: f64) -> (f64, bool);

/// A method: its name, the place, and the weight of the upper neighbour from its fraction and the place.
struct Method {
    name: &'static str,
    place: Place,
    weight: fn(f64, f64) -> f64,
}

fn between(n: f64, q: f64, alpha: f64, beta: f64) -> (f64, bool) {
    (n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0, false)
}

/// The neighbour of a place to which it goes: the lower one where `stays`, else the upper one.
fn step(at: f64, stays: bool) -> (f64, bool) {
    ((if stays { at.floor() } else { at.floor() + 1.0 }).max(0.0), true)
}

#[rustfmt::skip]
const METHODS: [Method; 13] = [
    Method { name: "linear", place: |n, q| ((n - 1.0) * q, false), weight: |t, _| t },
    Method { name: "lower", place: |n, q| (((n - 1.0) * q).floor(), true), weight: |t, _| t },
    Method { name: "higher", place: |n, q| (((n - 1.0) * q).ceil(), true), weight: |t, _| t },
    Method { name: "nearest", place: |n, q| (((n - 1.0) * q).round_ties_even(), true), weight: |t, _| t },
    Method { name: "midpoint", place: |n, q| (0.5 * (((n - 1.0) * q).floor() + ((n - 1.0) * q).ceil()), false), weight: |_, at| if at % 1.0 == 0.0 { 0.0 } else { 0.5 } },
    Method { name: "inverted_cdf", place: |n, q| step(n * q - 1.0, (n * q - 1.0).fract() == 0.0), weight: |t, _| t },
    Method { name: "averaged_inverted_cdf", place: |n, q| (n * q - 1.0, false), weight: |t, _| if t == 0.0 { 0.5 } else { 1.0 } },
    Method { name: "closest_observation", place: |n, q| { let at = n * q - 1.5; step(at, at - at.floor() == 0.0 && at.floor().rem_euclid(2.0) == 1.0) }, weight: |t, _| t },
    Method { name: "interpolated_inverted_cdf", place: |n, q| between(n, q, 0.0, 1.0), weight: |t, _| t },
    Method { name: "hazen", place: |n, q| between(n, q, 0.5, 0.5), weight: |t, _| t },
    Method { name: "weibull", place: |n, q| between(n, q, 0.0, 0.0), weight: |t, _| t },
    Method { name: "median_unbiased", place: |n, q| between(n, q, 1.0 / 3.0, 1.0 / 3.0), weight: |t, _| t },
    Method { name: "normal_unbiased", place: |n, q| between(n, q, 3.0 / 8.0, 3.0 / 8.0), weight: |t, _| t },
];

impl Method {
    /// Whether the answer is always one of the elements.
    fn is_discrete(&self) -> bool {
        (self.place)(3.0, 0.3).1
    }

    fn find(&self, n: usize, q: f64) -> Between {
        let (at, _) = (self.place)(n as f64, q);
        let last = n - 1;
        if at >= last as f64 {
            return Between {
                low: last,
                high: last,
                t: if self.is_discrete() { 0.0 } else { (self.weight)(at + 1.0, at) },
            };
        }
        if at < 0.0 {
            return Between { low: 0, high: 0, t: (self.weight)(at, at) };
        }
        let low = at.floor();
        Between { low: low as usize, high: low as usize + 1, t: (self.weight)(at - low, at) }
    }
}

/// Quantiles of each lane.
#[derive(Debug)]
struct Quantiles {
    qs: Vec<f64>,
    method: &'static Method,
    skip: bool,
    /// The mean of the two in the middle, as `median` has it.
    median: bool,
}

impl std::fmt::Debug for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl LaneOp for Quantiles {
    fn run(&self, rows: &Block, out: &mut Block) -> Result<()> {
        let to = out.dtype();
        if self.method.is_discrete() && !self.median {
            with_dtype!(rows.dtype(), T in [Bool I8 I16 I32 I64 U8 U16 U32 U64 F16 F32 F64] => each_row::<T, T>(rows, out, |from, to| self.pick(from, to)), else ());
            return Ok(());
        }
        with_dtype!(rows.dtype(), T in [Bool I8 I16 I32 I64 U8 U16 U32 U64] => each_row::<T, f64>(rows, out, |from, to| self.lane(from, to)), else match (rows.dtype(), to) {
            (DType::F16, DType::F16) => each_row::<f16, f16>(rows, out, |from, to| self.lane(from, to)),
            (DType::F16, _) => each_row::<f16, f64>(rows, out, |from, to| self.lane(from, to)),
            (DType::F32, DType::F32) => each_row::<f32, f32>(rows, out, |from, to| self.lane(from, to)),
            (DType::F32, _) => each_row::<f32, f64>(rows, out, |from, to| self.lane(from, to)),
            (DType::C64, _) => each_row::<c64, c64>(rows, out, |from, to| self.lane(from, to)),
            (DType::C128, _) => each_row::<c128, c128>(rows, out, |from, to| self.lane(from, to)),
            _ => each_row::<f64, f64>(rows, out, |from, to| self.lane(from, to)),
        });
        Ok(())
    }

    fn cost(&self) -> f32 {
        10.0
    }

    fn copies(&self) -> f32 {
        2.0
    }
}

impl Quantiles {
    /// The lane's numbers to look through; none where the answer is NaN.
    fn numbers<'a, T: Sorted>(&self, from: &'a [T]) -> Option<Cow<'a, [T]>> {
        let mut values = Cow::Borrowed(from);
        if any_nan(from) {
            if !self.skip {
                return None;
            }
            values.to_mut().retain(|v| !v.is_nan());
        }
        if values.is_empty() {
            warn(if self.skip && !from.is_empty() {
                "RuntimeWarning: All-NaN slice encountered"
            } else {
                "RuntimeWarning: Mean of empty slice"
            });
            return None;
        }
        Some(values)
    }

    fn places(&self, n: usize) -> Vec<Between> {
        if self.median {
            return vec![Between { low: (n - 1) / 2, high: n / 2, t: 0.5 }];
        }
        self.qs.iter().map(|&q| self.method.find(n, q)).collect()
    }

    /// The values with the elements of the wanted ranks in their places.
    fn settle<T: Sorted>(values: &[T], places: &[Between]) -> Block {
        let mut ranks: Vec<usize> = places.iter().flat_map(|b| [b.low, b.high]).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let mut settled = Block::scratch(T::DTYPE, &[values.len()]);
        let to = settled.slice_mut::<T>();
        if ranks.len() > 6 {
            T::sort(values, to)
        } else {
            T::split(values, to, &ranks)
        }
        settled
    }

    fn pick<T: Sorted>(&self, from: &[T], to: &mut [T]) {
        let Some(values) = self.numbers(from) else {
            let nan = from.iter().copied().find(|v| v.is_nan());
            return to.fill(nan.unwrap_or_default());
        };
        let places = self.places(values.len());
        let settled = Self::settle(&values, &places);
        let values = settled.slice::<T>();
        places.iter().zip(to).for_each(|(b, o)| *o = values[b.low]);
    }

    fn lane<T: Sorted + Element, R: Real + CastFrom<T>>(&self, from: &[T], to: &mut [R]) {
        let Some(values) = self.numbers(from) else { return to.fill(R::cast_from(f64::NAN)) };
        let places = self.places(values.len());
        let settled = Self::settle(&values, &places);
        let values = settled.slice::<T>();
        for (b, o) in places.iter().zip(to) {
            let (low, high) = (R::cast_from(values[b.low]), R::cast_from(values[b.high]));
            *o = match (b.low == b.high, self.median) {
                (true, true) => low,
                (false, true) => R::middle(low, high),
                (_, false) => R::lerp(low, high, gap(values[b.low], values[b.high]), b.t),
            };
        }
    }
}

/// Whether there is a NaN among the values; many at a time are looked at.
fn any_nan<T: Sorted>(values: &[T]) -> bool {
    values.chunks(1 << 12).any(|part| part.iter().fold(false, |any, v| any | v.is_nan()))
}

/// The distance between two elements, rounded as their own type has it.
fn gap<T: Element>(low: T, high: T) -> f64 {
    let wide = match (low.num(), high.num()) {
        (Num::Int(a), Num::Int(b)) => (b - a) as f64,
        (a, b) => b.as_f64() - a.as_f64(),
    };
    match T::DTYPE {
        DType::F16 => f16::from_f64(wide).to_f64(),
        DType::F32 => wide as f32 as f64,
        _ => wide,
    }
}

/// The number in which a quantile is worked out.
trait Real: Element + CastFrom<f64> {
    /// The number a part `t` of the way from `a` to `b`, which are `d` apart.
    fn lerp(a: Self, b: Self, d: f64, t: f64) -> Self;
    fn middle(a: Self, b: Self) -> Self;
}

macro_rules! real {
    ($($t:ident $work:ident $up:expr, $down:expr;)*) => {$(
        impl Real for $t {
            fn lerp(a: $t, b: $t, d: f64, t: f64) -> $t {
                let up: fn($t) -> $work = $up;
                let down: fn($work) -> $t = $down;
                let far = |t: f64| up(down(up(<$t>::cast_from(d)) * up(<$t>::cast_from(t))));
                if t >= 0.5 { down(up(b) - far(1.0 - t)) } else { down(up(a) + far(t)) }
            }
            fn middle(a: $t, b: $t) -> $t {
                let up: fn($t) -> $work = $up;
                let down: fn($work) -> $t = $down;
                down((up(a) + up(b)) / 2.0)
            }
        }
    )*};
}
real! {
    f64 f64 |v| v, |v| v;
    f32 f32 |v| v, |v| v;
    f16 f32 |v| v.to_f32(), f16::from_f32;
}

macro_rules! complex {
    ($($t:ident)*) => {$(
        impl Real for $t {
            fn lerp(a: $t, b: $t, _: f64, t: f64) -> $t {
                if t >= 0.5 { b } else { a }
            }
            fn middle(a: $t, b: $t) -> $t {
                (a + b) / 2.0
            }
        }
    )*};
}
complex! { c64 c128 }

/// The array with the axes to look along as the last, and which those are.
fn read(args: &Args) -> Result<(Lazy, Lazy, Vec<bool>)> {
    let array = args.array("a")?;
    let named = args.axes("axis", array.ndim())?;
    let axes: Vec<bool> = (0..array.ndim()).map(|k| named.as_ref().is_none_or(|n| n.contains(&k))).collect();
    let rows = merged(&array, &axes)?;
    Ok((array, rows, axes))
}

/// The answer with the axes in their places: those of `q` first, then those that are kept.
fn answer(args: &Args, found: Lazy, array: &Lazy, axes: &[bool], q: &[usize]) -> Result<Value> {
    let last = found.ndim() - 1;
    let mut found = build::move_axis(&found, last, 0);
    if q.len() != 1 {
        let shape = found.node.shape();
        found = match q {
            [] => build::squeeze(&found, &[0]),
            _ => build::reshape(&found, &[q, &shape[1..]].concat())?,
        };
    }
    if args.bool("keepdims", false)? {
        let new: Vec<usize> = (0..array.ndim()).filter(|&k| axes[k]).map(|k| k + q.len()).collect();
        found = build::expand_dims(&found, &new);
    }
    compose::answer(args, found)
}

/// `median` and `nanmedian`.
pub fn median(args: &Args, skip: bool) -> Result<Value> {
    let (array, rows, axes) = read(args)?;
    let dtype = if array.dtype().is_inexact() { array.dtype() } else { DType::F64 };
    let op = Quantiles { qs: vec![0.5], method: &METHODS[0], skip, median: true };
    let found = lanes(args.op.name, &rows, rows.ndim() - 1, op, dtype, Some(1));
    answer(args, found, &array, &axes, &[])
}

/// `quantile`, `percentile` and their forms that pass over NaN; `whole` is what stands for the largest.
pub fn quantile(args: &Args, whole: f64, skip: bool) -> Result<Value> {
    let (array, rows, axes) = read(args)?;
    let name = args.text("method")?.unwrap_or("linear");
    let Some(method) = METHODS.iter().find(|m| m.name == name) else {
        let names = METHODS.iter().map(|m| m.name).collect::<Vec<_>>().join(", ");
        return Err(args
            .at("method", value_error(format!("'{name}' is not a valid method")))
            .help(format!("use one of {names}")));
    };
    if array.dtype().is_complex() {
        return Err(args.at("a", type_error("a must be an array of real numbers")));
    }
    if skip && array.size() == Some(0) {
        let named = ["axis", "keepdims"].into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone())));
        let found = compose::call("nanmean", &[Value::Lazy(array)], &named.collect::<Vec<_>>())?;
        return compose::answer(args, found);
    }
    if rows.grid().is_known() && rows.node.shape().last() == Some(&0) {
        let error = index_error("index -1 is out of bounds for axis 0 with size 0");
        return Err(args.at("a", error).help("the array is empty"));
    }
    if array.dtype() == DType::Bool && !method.is_discrete() {
        let text = "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.";
        return Err(args.at("a", type_error(text)).help("x.astype(int) makes integers of the bools"));
    }
    // Whole shares of the way name elements.
    let whole_shares = whole == 1.0 && method.name == "linear" && !args.block("q")?.dtype().is_inexact();
    let method = if whole_shares { &METHODS[1] } else { method };
    let weak = args.need("q")?.as_number().is_some() && array.dtype().is_float();
    if args.get("weights").is_some() && name != "inverted_cdf" {
        let error = value_error("Only method 'inverted_cdf' supports weights. Got: ".to_owned() + name + ".");
        return Err(args.at("weights", error).help("pass method='inverted_cdf'"));
    }
    let q = args.block("q")?;
    let percent = whole != 1.0;
    let given = q.to_vec::<f64>();
    if given.iter().any(|v| !(0.0..=whole).contains(v)) {
        let error =
            if percent { "Percentiles must be in the range [0, 100]" } else { "Quantiles must be in the range [0, 1]" };
        let help = if percent { "50 is the median" } else { "0.5 is the median; np.percentile takes percents" };
        return Err(args.at("q", value_error(error).help(help)));
    }
    let qs: Vec<f64> = given.into_iter().map(|v| v / whole).collect();
    if args.get("weights").is_some() {
        let weights = super::weighted::weights(args, &array, &axes)?;
        let found = super::weighted::quantiles(&rows, &weights, &qs, skip)?;
        return answer(args, found, &array, &axes, q.shape());
    }
    let dtype = if method.is_discrete() || weak { array.dtype() } else { DType::F64 };
    let count = qs.len();
    let op = Quantiles { qs, method, skip, median: false };
    let found = lanes(args.op.name, &rows, rows.ndim() - 1, op, dtype, Some(count));
    let told = if q.dtype().is_inexact() { q.dtype() } else { DType::F64 };
    let found = match method.is_discrete() || weak {
        true => found,
        false => build::cast(&found, array.dtype().promote(told)),
    };
    answer(args, found, &array, &axes, q.shape())
}
