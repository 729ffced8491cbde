//! Reductions that pass over masked elements.

use super::call::Call;
use super::pair::Pair;
use super::rule::Fill;
use crate::array::{Lazy, Value, build};
use crate::chunk::{DType, Num, NumKind};
use crate::diag::Result;
use crate::ops::compose::{self, apply, apply_number, apply2};

impl Fill {
    /// The number for an array of that dtype.
    pub fn number(self, dtype: DType) -> Num {
        let (low, high) = dtype.int_range().unwrap_or((0, 1));
        match (self, dtype.kind()) {
            (Fill::Number(n), _) => n,
            (Fill::Greatest, NumKind::Float | NumKind::Complex) => Num::Float(f64::INFINITY),
            (Fill::Least, NumKind::Float | NumKind::Complex) => Num::Float(f64::NEG_INFINITY),
            (Fill::Greatest, _) => Num::Int(high),
            (Fill::Least, _) => Num::Int(low),
        }
    }
}

/// The array that a call reduces, and along what.
struct Reduced {
    pair: Pair,
    /// `axis=` and `keepdims=` as they were given.
    along: Vec<(&'static str, Value)>,
}

impl Reduced {
    fn read(call: &Call) -> Result<Reduced> {
        let args = call.args()?;
        let name = call.op.parameters().first().map_or("a", |p| p.name);
        let pair = Pair::arg(&args, name)?;
        let along = ["axis", "keepdims"].into_iter().filter(|n| args.has(n));
        let along = along.filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
        Ok(Reduced { pair, along })
    }

    /// Another reduction along the same axes.
    fn reduce(&self, name: &str, array: &Lazy) -> Result<Lazy> {
        compose::call(name, &[Value::Lazy(array.clone())], &self.along)
    }

    fn reduce_kept(&self, name: &str, array: &Lazy) -> Result<Lazy> {
        let mut along: Vec<_> = self.along.iter().filter(|(n, _)| *n == "axis").cloned().collect();
        along.push(("keepdims", Value::Bool(true)));
        compose::call(name, &[Value::Lazy(array.clone())], &along)
    }

    /// True where all that goes into an element of the answer is masked.
    fn mask(&self) -> Result<Option<Lazy>> {
        self.pair.mask.as_ref().map(|m| self.reduce("all", m)).transpose()
    }

    /// How many elements go into each of the answer, as floats.
    fn count(&self) -> Result<Lazy> {
        Ok(build::cast(&self.reduce("sum", &self.pair.kept()?)?, DType::F64))
    }
}

/// The reduction with masked elements filled.
pub fn filled(call: &Call, fill: Fill) -> Result<Value> {
    let reduced = Reduced::read(call)?;
    let pair = &reduced.pair;
    let data = call.with_array(&pair.filled(fill.number(pair.data.dtype()))?)?;
    Pair::new(data, reduced.mask()?).answer(call.lazy)
}

/// What is not zero, masked elements taken as zeros.
pub fn with_zeros(call: &Call) -> Result<Value> {
    let pair = Reduced::read(call)?.pair;
    let array = Value::Lazy(pair.filled(Num::Int(0))?);
    let value = call.build(|v| Ok(if matches!(v, Value::Masked(_)) { array.clone() } else { v.clone() }))?;
    call.settled(value)
}

/// The mean of what is not masked.
pub fn mean(call: &Call) -> Result<Value> {
    let reduced = Reduced::read(call)?;
    let data = match &reduced.pair.mask {
        None => call.with_array(&reduced.pair.data)?,
        Some(_) => {
            let dtype = call.args()?.dtype("dtype")?;
            let filled = reduced.pair.filled(Num::Int(0))?;
            let sum = match dtype {
                Some(dtype) => reduced.reduce("sum", &build::cast(&filled, dtype))?,
                None => reduced.reduce("sum", &filled)?,
            };
            // The count is an integer of its own, so that the answer is a double.
            apply2("divide", &sum, &apply_number("maximum", &reduced.count()?, Num::Float(1.0))?)?
        }
    };
    Pair::new(data, reduced.mask()?).answer(call.lazy)
}

/// `var` and `std` of what is not masked.
pub fn spread(call: &Call, root: bool) -> Result<Value> {
    let reduced = Reduced::read(call)?;
    let pair = &reduced.pair;
    if pair.mask.is_none() {
        return Pair::new(call.with_array(&pair.data)?, None).answer(call.lazy);
    }
    let ddof = call.args()?.float("ddof")?.unwrap_or(0.0);
    let filled = pair.filled(Num::Int(0))?;
    let all = build::cast(&reduced.reduce_kept("sum", &pair.kept()?)?, DType::F64);
    let mean =
        apply2("divide", &reduced.reduce_kept("sum", &filled)?, &apply_number("maximum", &all, Num::Float(1.0))?)?;
    let far = apply("abs", &[Value::Lazy(apply2("subtract", &pair.data, &mean)?)])?;
    let far = Pair { data: apply2("multiply", &far, &far)?, ..pair.clone() }.filled(Num::Int(0))?;
    let count = apply_number("subtract", &reduced.count()?, Num::Float(ddof))?;
    let short = apply_number("less_equal", &count, Num::Float(0.0))?;
    let over = apply_number("maximum", &count, Num::Float(1.0))?;
    let data = apply2("divide", &reduced.reduce("sum", &far)?, &over)?;
    let data = if root { apply("sqrt", &[Value::Lazy(data)])? } else { data };
    let mut answer = Pair { data: build::cast(&data, DType::F64), mask: reduced.mask()?, fill: pair.fill };
    answer.add_mask(&short)?;
    // A mask of what is in memory that masks nothing is none.
    if !call.lazy && !root && !answer.full_mask().compute()?.to_vec::<bool>().contains(&true) {
        answer.mask = None;
    }
    answer.answer(call.lazy)
}

/// `ptp`
pub fn range(call: &Call) -> Result<Value> {
    let reduced = Reduced::read(call)?;
    let dtype = reduced.pair.data.dtype();
    let end = |name, fill: Fill| reduced.reduce(name, &reduced.pair.filled(fill.number(dtype))?);
    let data = apply2("subtract", &end("max", Fill::Least)?, &end("min", Fill::Greatest)?)?;
    Pair::new(data, reduced.mask()?).answer(call.lazy)
}

/// `astype`: the data alone changes, and the fill value with it.
pub fn cast(call: &Call) -> Result<Value> {
    let pair = Reduced::read(call)?.pair;
    let data = call.with_array(&pair.data)?;
    let fill = pair.fill.map(|f| f.to_dtype(data.dtype()));
    Pair { data, fill, ..pair }.array(call.lazy)
}

/// Running sums and products: masked where the array is.
pub fn running(call: &Call, fill: Num) -> Result<Value> {
    let pair = Reduced::read(call)?.pair;
    let data = call.with_array(&pair.filled(fill)?)?;
    let mask = match &pair.mask {
        Some(mask) if mask.ndim() > data.ndim() => Some(compose::flat(mask)?),
        mask => mask.clone(),
    };
    Pair::new(data, mask).answer(call.lazy)
}

/// What masked elements are taken for where they are to come last, or first, in sorted order.
pub fn sort_fill(dtype: DType, last: bool) -> Num {
    match dtype.is_inexact() {
        true if last => Num::Float(f64::NAN),
        _ if last => Fill::Greatest.number(dtype),
        _ => Fill::Least.number(dtype),
    }
}
