//! Masked arrays in the language: parts of them, and what is assigned to them.

use std::sync::Arc;

use super::module::Constant;
use super::{index, store, types};
use crate::array::{Masked, Plain, Value, convert};
use crate::chunk::{Block, DType, Num, Scalar};
use crate::diag::{Result, value_error};
use crate::ops::{self, Op, Place};

/// What `np.ma` has that is not an operation.
pub static CONSTANTS: &[Constant] = &[
    ("masked", Masked::single),
    ("masked_singleton", Masked::single),
    ("nomask", || Value::Scalar(Scalar::new(DType::Bool, Num::Bool(false)))),
    ("MaskedArray", || types::named("numpy.ma.MaskedArray")),
    ("MaskType", || types::of_dtype(DType::Bool)),
    ("bool_", || types::of_dtype(DType::Bool)),
    ("mr_", || Value::object(super::index_grids::Grids::MaskedRows)),
];

/// The name under which NumPy itself has what `np.ma` calls so.
pub fn usual_name(name: &str) -> &str {
    match name {
        "alltrue" => "all",
        "sometrue" => "any",
        "product" => "prod",
        "row_stack" => "vstack",
        "round_" => "round",
        name => name,
    }
}

/// What is a method of masked arrays alone, though not an operation of its own.
pub fn method(name: &str) -> Option<&'static Op> {
    if ["ptp", "product"].contains(&name) { ops::find(Place::Np, usual_name(name)) } else { None }
}

/// `array[key]`
pub fn get(array: &Masked, key: &Value) -> Result<Value> {
    let data = index::get(&array.data, key)?;
    let mask = array.mask().map(|m| index::get(&m, key)).transpose()?;
    let one = |m: &Option<Value>| matches!(m, Some(Value::Scalar(s)) if s.num.is_true());
    match data {
        Value::Scalar(_) if one(&mask) => Ok(Masked::single()),
        data @ Value::Scalar(_) => Ok(data),
        data => {
            let part = Masked::new(data, mask, array.own_fill());
            part.set_hard(array.is_hard());
            Ok(Value::Masked(Arc::new(part)))
        }
    }
}

/// The data and the mask of what is assigned; the mask is `False` where it has none.
fn parts(value: &Value) -> Result<(Option<Value>, Value)> {
    let value = match value.items() {
        Some(_) if ops::masked::holds(value) => ops::masked::of_list(value)?,
        _ => value.clone(),
    };
    Ok(match &value {
        Value::Masked(m) if m.is_single() => (None, Value::Bool(true)),
        Value::Masked(m) => (Some(m.data.clone()), m.mask().unwrap_or(Value::Bool(false))),
        value => (Some(value.clone()), Value::Bool(false)),
    })
}

/// `array[key] = value` for one in memory.
pub fn set(array: &Masked, key: &Value, value: &Value) -> Result<()> {
    if array.is_single() {
        return Err(value_error("np.ma.masked is a constant: nothing can be assigned to it"));
    }
    let (data, mask) = parts(value)?;
    if array.is_hard() && data.is_some() && array.mask().is_some() {
        return set_open(array, key, data, &mask);
    }
    if let Some(data) = data {
        store::item(&array.data, key, data)?;
    }
    let by_masked = matches!(key, Value::Masked(_)) && matches!(mask, Value::Bool(false));
    if !by_masked && (array.mask().is_some() || !matches!(mask, Value::Bool(false))) {
        store::item(&array.full_mask(), key, mask)?;
    }
    Ok(())
}

/// As `set` for an array whose masked elements stay as they are.
fn set_open(array: &Masked, key: &Value, data: Option<Value>, mask: &Value) -> Result<()> {
    let (Value::Array(whole), Value::Array(held)) = (&array.data, array.full_mask()) else { return Ok(()) };
    let changed = Plain::new(whole.block().to_owned_c());
    let masks = Plain::new(held.block().to_owned_c());
    if let Some(data) = data {
        store::item(&Value::Array(changed.clone()), key, data)?;
    }
    store::item(&Value::Array(masks.clone()), key, mask.clone())?;
    let pick = |name: &str, operands: &[&Value]| super::operators::row(name, operands);
    let held = Value::Array(held);
    let data = pick("where", &[&held, &array.data, &Value::Array(changed)])?;
    let mask = pick("logical_or", &[&held, &Value::Array(masks)])?;
    store::overwrite(whole, convert::to_block(&data, None)?);
    store::item(&held, &Value::Ellipsis, mask)
}

/// What a lazy array is after `array[key] = value`: another lazy array.
pub fn lazy_item(array: &Masked, key: &Value, value: &Value) -> Result<Value> {
    let (data, mask) = parts(value)?;
    let (old, old_mask) = array.pair()?;
    let data = match data {
        Some(data) => store::lazy_item(&old, key, &data)?,
        None => Value::Lazy(old),
    };
    let mask = match (old_mask, &mask) {
        (None, Value::Bool(false)) => None,
        (old, _) => {
            let old = old.map_or_else(|| convert::to_lazy(&array.full_mask()), Ok)?;
            Some(store::lazy_item(&old, key, &mask)?)
        }
    };
    Ok(Value::Masked(Arc::new(Masked::new(data, mask, array.own_fill()))))
}

/// `array.mask = value` and `array.fill_value = value`
pub fn set_attribute(array: &Masked, name: &str, value: &Value) -> Result<()> {
    if name == "fill_value" {
        let wrong = || value_error("a fill value is a number");
        array.set_fill(if value.is_none() { None } else { Some(value.as_scalar().ok_or_else(wrong)?) });
        return Ok(());
    }
    let nomask = matches!(value, Value::Scalar(Scalar { dtype: DType::Bool, num: Num::Bool(false) }));
    match &array.data {
        _ if nomask && array.mask().is_none() => Ok(()),
        Value::Array(_) => store::item(&array.full_mask(), &Value::Ellipsis, bools(value)?),
        _ => {
            Err(value_error("the mask of a lazy array cannot be set").help("da.ma.masked_array(x, mask=...) makes one"))
        }
    }
}

/// What is assigned to a mask, as bools.
fn bools(value: &Value) -> Result<Value> {
    let value = if matches!(value, Value::Masked(m) if m.is_single()) { &Value::Bool(true) } else { value };
    convert::to_block(value, None).map(|b: Block| Value::Array(Plain::new(b.cast(DType::Bool))))
}
