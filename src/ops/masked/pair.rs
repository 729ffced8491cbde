//! Data and mask as lazy arrays, and back to values.

use crate::array::masked::{default_fill, no_mask};
use crate::array::{Lazy, Masked, Plain, Value, build, compute, convert};
use crate::chunk::{DType, Num};
use crate::diag::{Result, set_warnings, take_warnings};
use crate::ops::compose;
use crate::ops::elementwise::where_select;
use crate::ops::{Arg, Args};
use std::sync::Arc;

/// A masked array on its way: data, and a mask of the same shape where there is one.
#[derive(Clone)]
pub struct Pair {
    pub data: Lazy,
    pub mask: Option<Lazy>,
    pub fill: Option<Num>,
}

impl Pair {
    pub fn new(data: Lazy, mask: Option<Lazy>) -> Pair {
        Pair { data, mask, fill: None }
    }

    /// The pair of a masked array; of anything else that is an array, itself without a mask.
    pub fn of(value: &Value) -> Result<Pair> {
        match value {
            Value::Masked(m) => m.pair().map(|(data, mask)| Pair { data, mask, fill: m.own_fill() }),
            _ => match value.items() {
                Some(items) if items.iter().any(|v| matches!(v, Value::Masked(_))) => Pair::of_items(&items),
                _ => Ok(Pair::new(convert::to_lazy(value)?, None)),
            },
        }
    }

    /// A list with masked elements: `[1, np.ma.masked, 3]`.
    fn of_items(items: &[Value]) -> Result<Pair> {
        let single = |v: &Value| matches!(v, Value::Masked(m) if m.is_single());
        let pairs = items.iter().filter(|v| !single(v)).map(Pair::of).collect::<Result<Vec<_>>>()?;
        let Some(like) = pairs.first() else {
            let zero = convert::constant(Num::Float(0.0), DType::F64);
            let all = vec![zero; items.len()];
            let mask = vec![convert::constant(Num::Bool(true), DType::Bool); items.len()];
            return Ok(Pair::new(build::stack(&all, 0)?, Some(build::stack(&mask, 0)?)));
        };
        let blank = Pair::new(compose::apply("zeros_like", &[Value::Lazy(like.data.clone())])?, None);
        let (mut data, mut mask, mut rest) = (Vec::new(), Vec::new(), pairs.iter());
        for item in items {
            let pair = if single(item) { &blank } else { rest.next().unwrap_or(&blank) };
            data.push(pair.data.clone());
            let held = convert::constant(Num::Bool(true), DType::Bool);
            mask.push(if single(item) {
                compose::apply("logical_or", &[Value::Lazy(pair.full_mask()), Value::Lazy(held)])?
            } else {
                pair.full_mask()
            });
        }
        Ok(Pair::new(build::stack(&data, 0)?, Some(build::stack(&mask, 0)?)))
    }

    /// The argument of that name.
    pub fn arg(args: &Args, name: &str) -> Result<Pair> {
        Pair::of(args.need(name)?).map_err(|e| args.at(name, e))
    }

    /// The mask, `False` everywhere where there was none.
    pub fn full_mask(&self) -> Lazy {
        self.mask.clone().unwrap_or_else(|| no_mask(&self.data))
    }

    /// True where an element counts.
    pub fn kept(&self) -> Result<Lazy> {
        compose::apply("logical_not", &[Value::Lazy(self.full_mask())])
    }

    /// The data with a number where it is masked.
    pub fn filled(&self, fill: Num) -> Result<Lazy> {
        match &self.mask {
            None => Ok(self.data.clone()),
            Some(mask) => {
                let fill = convert::constant(fill.to_dtype(self.data.dtype()), self.data.dtype());
                where_select(mask, &Arg::Strong(fill), &Arg::Strong(self.data.clone()))
            }
        }
    }

    /// The data with the fill value where it is masked.
    pub fn filled_by_own(&self) -> Result<Lazy> {
        self.filled(self.fill.unwrap_or_else(|| default_fill(self.data.dtype())))
    }

    /// The mask with another one added, broadcast to the data's shape.
    pub fn add_mask(&mut self, more: &Lazy) -> Result<()> {
        let mask = compose::apply("logical_or", &[Value::Lazy(self.full_mask()), Value::Lazy(more.clone())])?;
        self.mask = Some(mask);
        Ok(())
    }

    /// The value: a scalar, or `masked`, for shape `()` of what is in memory.
    pub fn answer(self, lazy: bool) -> Result<Value> {
        self.value(lazy, true)
    }

    /// The value; shape `()` stays an array.
    pub fn array(self, lazy: bool) -> Result<Value> {
        self.value(lazy, false)
    }

    fn value(self, lazy: bool, scalars: bool) -> Result<Value> {
        let fill = self.fill;
        if lazy {
            return Ok(Value::Masked(Arc::new(Masked::new(Value::Lazy(self.data), self.mask.map(Value::Lazy), fill))));
        }
        let mut blocks = quietly(|| compute(&[vec![self.data], self.mask.into_iter().collect()].concat()))?.into_iter();
        let (data, mask) = (blocks.next(), blocks.next());
        let Some(data) = data else { return Ok(Value::None) };
        if scalars && data.ndim() == 0 {
            return Ok(match mask {
                Some(mask) if mask.first().num.is_true() => Masked::single(),
                _ => Value::Scalar(data.first()),
            });
        }
        let plain = |block| Value::Array(Plain::new(block));
        Ok(Value::Masked(Arc::new(Masked::new(plain(data), mask.map(plain), fill))))
    }
}

/// Does something whose warnings of divisions and of invalid values are about elements that are masked anyway.
pub fn quietly<R>(run: impl FnOnce() -> Result<R>) -> Result<R> {
    let before = take_warnings();
    let result = run();
    let loud = |text: &String| !text.contains("divide by zero") && !text.contains("invalid value");
    set_warnings(before.into_iter().chain(take_warnings().into_iter().filter(loud)));
    result
}
