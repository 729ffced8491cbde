//! `x[...] = value`, `del x[...]`.

use super::{call, equality, flat, index, iterate, masked, sequence_index};
use crate::array::build::{self, Index, shape_text};
use crate::array::{Lazy, Plain, Slice, Value, convert, sizes};
use crate::chunk::{Block, DType, Num, c128, mask, put};
use crate::diag::{Error, Result, attribute_error, key_error, type_error, value_error};
use crate::exec::settings::pool;
use crate::ops::elementwise;
use crate::with_dtype;

/// `object.name = value`
pub fn attribute(object: &Value, name: &str, value: Value) -> Result<()> {
    match (object, name) {
        (Value::Masked(m), "mask" | "fill_value") => return masked::set_attribute(m, name, &value),
        (Value::Array(array), "flat") => return flat::assign(array, &value),
        (Value::Array(_), "real" | "imag") => return part(object, name, &value),
        _ => {}
    }
    if let Value::Object(o) = object
        && let Some(method) = o.attribute("__setattr__")
    {
        return call::call_with(&method, [Value::str(name), value]).map(drop);
    }
    let error = attribute_error(format!("attribute '{name}' of '{}' objects is not writable", object.type_name()));
    Err(match (object, name) {
        (Value::Lazy(_), "shape") => error.help("x = x.reshape(...) gives another shape"),
        (Value::Array(_) | Value::Lazy(_), "dtype") => error.help("x = x.astype(...) gives another dtype"),
        _ => error,
    })
}

/// What a name stands for after `name.attribute = value`, where that makes another array.
pub fn renewed(object: &Value, name: &str, value: &Value) -> Result<Option<Value>> {
    match (object, name) {
        (Value::Array(_), "shape") => {
            call::call_with(&super::attribute::get(object, "reshape")?, [value.clone()]).map(Some)
        }
        (Value::Array(_), "dtype") => {
            call::call_with(&super::attribute::get(object, "view")?, [value.clone()]).map(Some)
        }
        (Value::Lazy(array), _) => lazy_part(array, name, value),
        _ => Ok(None),
    }
}

/// `array.real = value` and `array.imag = value`
fn part(object: &Value, name: &str, value: &Value) -> Result<()> {
    match (object, super::attribute::get(object, name)?) {
        (Value::Array(array), Value::Array(part)) if array.dtype().is_complex() || name == "real" => {
            plain_item(&part, &Value::Ellipsis, value)
        }
        _ => Err(type_error("array does not have imaginary part to set")),
    }
}

/// A lazy array with other real or imaginary parts, or with the elements of a view that has all of them.
fn lazy_part(array: &Lazy, name: &str, value: &Value) -> Result<Option<Value>> {
    let complex = array.dtype().is_complex();
    let all = |part: Lazy| lazy_item(&part, &Value::Ellipsis, value);
    let filled = |part: Lazy| all(part).and_then(|v| convert::to_lazy(&v));
    Ok(match name {
        "real" if !complex => Some(all(array.clone())?),
        "real" => Some(Value::Lazy(elementwise::joined(
            &filled(elementwise::real(array)?)?,
            &elementwise::imaginary(array)?,
        )?)),
        "imag" if complex => Some(Value::Lazy(elementwise::joined(
            &elementwise::real(array)?,
            &filled(elementwise::imaginary(array)?)?,
        )?)),
        "imag" => return Err(type_error("array does not have imaginary part to set")),
        "T" => Some(Value::Lazy(build::reverse_axes(&filled(build::reverse_axes(array))?))),
        "flat" => {
            let flat = build::reshape(array, &[array.node.shape().iter().product()])?;
            Some(Value::Lazy(build::reshape(&filled(flat)?, &array.node.shape())?))
        }
        _ => None,
    })
}

/// `object[key] = value` for what changes in place.
pub fn item(object: &Value, key: &Value, value: Value) -> Result<()> {
    match object {
        Value::Array(array) => plain_item(array, key, &value),
        Value::Masked(m) => masked::set(m, key, &value),
        Value::Dict(dict) => equality::insert(&mut dict.write(), key.clone(), value),
        Value::List(items) => match key {
            Value::Slice(slice) => {
                let values = iterate::collect(&value).map_err(|_| type_error("can only assign an iterable"))?;
                list_slice(&mut items.write(), slice, values)
            }
            key => {
                let mut items = items.write();
                let k = sequence_index::place("list assignment", key, items.len())?;
                items[k] = value;
                Ok(())
            }
        },
        Value::Object(o) => match o.attribute("__setitem__") {
            Some(method) => call::call_with(&method, [key.clone(), value]).map(drop),
            None => Err(no_items(object)),
        },
        _ => Err(no_items(object)),
    }
}

fn no_items(object: &Value) -> Error {
    let error = type_error(format!("'{}' object does not support item assignment", object.type_name()));
    if matches!(object, Value::Tuple(_)) { error.help("list(x) makes a list, which does") } else { error }
}

fn list_slice(items: &mut Vec<Value>, slice: &Slice, values: Vec<Value>) -> Result<()> {
    let (first, step, count) = sequence_index::places(slice, items.len())?;
    if step == 1 {
        let first = if count == 0 {
            index::bound(&slice.start)?
                .map_or(0, |s| if s < 0 { s + items.len() as i128 } else { s }.clamp(0, items.len() as i128) as usize)
        } else {
            first
        };
        items.splice(first..first + count, values);
        return Ok(());
    }
    if values.len() != count {
        return Err(value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {count}",
            values.len()
        )));
    }
    for (k, value) in values.into_iter().enumerate() {
        items[(first as isize + k as isize * step) as usize] = value;
    }
    Ok(())
}

/// `del object[key]`
pub fn delete(object: &Value, key: &Value) -> Result<()> {
    match (object, key) {
        (Value::Dict(dict), key) => {
            let found = equality::find(&dict.read_recursive(), key)?;
            let k = found.ok_or_else(|| key_error(super::text::repr(key)))?;
            drop(dict.write().remove(k));
            Ok(())
        }
        (Value::List(items), Value::Slice(slice)) => {
            let mut items = items.write();
            let (first, step, count) = sequence_index::places(slice, items.len())?;
            let mut gone: Vec<usize> = (0..count).map(|k| (first as isize + k as isize * step) as usize).collect();
            gone.sort_unstable();
            gone.into_iter().rev().for_each(|k| drop(items.remove(k)));
            Ok(())
        }
        (Value::List(items), key) => {
            let mut items = items.write();
            let k = sequence_index::place("list", key, items.len())?;
            items.remove(k);
            Ok(())
        }
        _ => Err(type_error(format!("'{}' object doesn't support item deletion", object.type_name()))),
    }
}

/// An error for an array that can only be read: NumPy's broadcast views, and what was locked.
pub fn writable(array: &Plain) -> Result<()> {
    match array.is_writable() {
        false => Err(value_error("assignment destination is read-only")
            .help("it is a view that can only be read, or was locked; x = x.copy() has elements of its own")),
        true => Ok(()),
    }
}

/// Writes the elements of `from`, of the same shape, over those of an array in memory.
pub fn overwrite(array: &Plain, mut from: Block) {
    // What shares memory with the target is copied first, and shares it no more.
    if std::sync::Arc::ptr_eq(from.buffer(), array.block().buffer()) {
        from = from.to_owned_c();
    }
    array.put(from);
}

/// What None is in an array: no number.
fn nothing(dtype: DType) -> Result<Block> {
    let nan = f64::NAN;
    match dtype {
        DType::Bool => Ok(Block::full(dtype, &[], Num::Bool(false))),
        d if d.is_complex() => Ok(Block::full(d, &[], Num::Complex(c128::new(nan, nan)))),
        d if d.is_float() => Ok(Block::full(d, &[], Num::Float(nan))),
        d => Err(type_error("int() argument must be a string, a bytes-like object or a real number, not 'NoneType'")
            .help(format!("an array of {d} holds no NaN"))),
    }
}

/// The elements to be written into an array of `dtype`.
pub fn elements(value: &Value, dtype: DType) -> Result<Block> {
    if let Some(num) = value.as_number() {
        convert::check_stored(num, dtype)?;
        return Ok(Block::full(dtype, &[], num));
    }
    match value {
        Value::None => nothing(dtype),
        Value::Lazy(a) => {
            super::world::needs_values()?;
            Ok(a.compute()?.cast(dtype))
        }
        Value::Array(a) => Ok(a.block().cast(dtype)),
        Value::Scalar(s) => Ok(Block::full(dtype, &[], s.num)),
        _ => convert::to_block(value, None)
            .and_then(|b| if b.size() == 0 { Ok(b.cast(dtype)) } else { convert::to_block(value, Some(dtype)) }),
    }
}

fn plain_item(array: &Plain, key: &Value, value: &Value) -> Result<()> {
    writable(array)?;
    let entries = index::entries(key)?;
    let from = elements(value, array.dtype())?;
    let whole = |e: &[Index]| matches!(e, [Index::Mask(m)] if m.ndim() == array.ndim());
    match &entries[..] {
        e if from.ndim() > 0 && e.len() == array.ndim() && e.iter().all(|e| matches!(e, Index::At(_))) => {
            return Err(value_error("setting an array element with a sequence.").help("an element takes one number"));
        }
        e if from.ndim() > 1 && whole(e) => return Err(build::too_deep(from.ndim())),
        _ => {}
    }
    match index::basic_view(array, &entries)? {
        Some(target) => {
            let part = broadcast(&from, target.shape())?;
            drop(from);
            overwrite(&target, part);
            Ok(())
        }
        None => scatter(array, &entries, &from),
    }
}

/// The block broadcast to the shape of what is written; more axes are allowed if they have length 1.
fn broadcast(from: &Block, shape: &[usize]) -> Result<Block> {
    let extra = from.ndim().saturating_sub(shape.len());
    let fits = from.shape()[..extra].iter().all(|&n| n == 1)
        && from.shape()[extra..].iter().rev().zip(shape.iter().rev()).all(|(&a, &b)| a == b || a == 1);
    if !fits {
        let (from, to) = (shape_text(from.shape()), shape_text(shape));
        return Err(value_error(format!("could not broadcast input array from shape {from} into shape {to}"))
            .help("axes are compared from the last one; a length must be 1 or the one that is written to"));
    }
    let lean = if extra > 0 { from.reshape(&from.shape()[extra..]) } else { from.clone() };
    Ok(lean.broadcast_to(shape))
}

/// Writes to the places that lists and masks name.
fn scatter(array: &Plain, entries: &[Index], from: &Block) -> Result<()> {
    if let [Index::Mask(mask)] = entries
        && mask.ndim() == array.ndim()
        && array.ndim() > 0
        && array.block().is_contiguous()
    {
        let picks = match mask.as_block() {
            Some(block) => block.contiguous(),
            None => mask.compute()?.contiguous(),
        };
        // What is wrong with another mask is said below.
        if picks.shape() == array.shape() {
            return by_mask(array, picks.slice::<bool>(), from);
        }
    }
    if let Some((places, shape)) = build::places_of(array.shape(), entries)? {
        let from = if from.size() == 1 { from.clone() } else { broadcast(from, &shape)?.contiguous() };
        // SAFETY: `write` keeps others away from the elements, and the places are in range.
        array.write(|block| unsafe { put::put_points(block, &places, &from) });
        return Ok(());
    }
    if let Some(done) = along(array, entries, from) {
        return done;
    }
    by_numbers(array, entries, from)
}

/// Writes to where a mask over the whole of a C-ordered array is true.
fn by_mask(array: &Plain, picks: &[bool], from: &Block) -> Result<()> {
    let one = from.size() == 1;
    let from = if one { from.clone() } else { masked_values(from, &[mask::count(picks)])?.contiguous() };
    // SAFETY: `write` keeps others away from the elements.
    pool()?.install(|| array.write(|block| unsafe { put::put_where(block, picks, &from) }));
    Ok(())
}

/// Writes to the places that one list names along an axis, of which all others are taken whole; none for another index.
fn along(array: &Plain, entries: &[Index], from: &Block) -> Option<Result<()>> {
    let whole = |e: &Index| matches!(e, Index::Slice(None, None, None));
    let axis = entries.iter().position(|e| !whole(e))?;
    let Index::List(list) = &entries[axis] else { return None };
    if list.ndim() != 1 || !entries[axis + 1..].iter().all(whole) || entries.len() > array.ndim() {
        return None;
    }
    let write = || {
        let places = build::places_along(list, axis, array.shape()[axis])?;
        let mut shape = array.shape().to_vec();
        shape[axis] = places.len();
        let from = broadcast(from, &shape)?;
        // SAFETY: `write` keeps others away from the elements, and the places are in range.
        pool()?.install(|| array.write(|block| unsafe { put::put_along(block, axis, &places, &from) }));
        Ok(())
    };
    Some(write())
}

/// The values for the places that a mask picks, in NumPy's words where they are not as many.
fn masked_values(from: &Block, shape: &[usize]) -> Result<Block> {
    broadcast(from, shape).map_err(|e| match from.ndim() == 1 {
        true => value_error(format!(
            "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where the mask is true",
            from.size(),
            shape[0]
        )),
        false => e,
    })
}

/// Writes to the places that an index names: the same index of an array of places says where.
fn by_numbers(array: &Plain, entries: &[Index], from: &Block) -> Result<()> {
    let numbers: Vec<i64> = (0..array.size() as i64).collect();
    let all = convert::whole(Block::from_slice(array.shape(), &numbers));
    let places = build::index(&all, entries)?.compute()?;
    let masked = entries.iter().any(|e| matches!(e, Index::Mask(_)));
    let from = match masked && places.ndim() == 1 {
        true => masked_values(from, places.shape())?,
        false => broadcast(from, places.shape())?,
    };
    put(array, &places.to_vec::<i64>(), &from);
    Ok(())
}

/// Writes elements over those at these places, counted in C order; over and over, if there are more places.
pub fn put(array: &Plain, places: &[i64], from: &Block) {
    let from = from.to_owned_c();
    if from.size() > 0 {
        array.write(|block| with_dtype!(block.dtype(), T => write_places::<T>(block, places, from.slice::<T>())));
    }
}

fn write_places<T: crate::chunk::Element>(block: &Block, places: &[i64], from: &[T]) {
    let base = block.ptr::<T>().cast_mut();
    for (&place, &value) in places.iter().zip(from.iter().cycle()) {
        let mut rest = place as usize;
        let mut step = 0isize;
        for (&n, &stride) in block.shape().iter().zip(block.strides()).rev() {
            step += (rest % n) as isize * stride;
            rest /= n;
        }
        // SAFETY: a place of the block's own shape leads to one of its elements, which `Plain::write` guards.
        unsafe { *base.offset(step) = value };
    }
}

/// What a lazy array is after `array[key] = value`: another lazy array.
pub fn lazy_item(array: &Lazy, key: &Value, value: &Value) -> Result<Value> {
    if let Some(num) = value.as_number() {
        convert::check_stored(num, array.dtype())?;
    }
    let all = Value::tuple([Value::Lazy(array.clone()), key.clone(), value.clone()]);
    sizes::with_sizes(&all, "this assignment", |all| match &all.items().unwrap_or_default()[..] {
        [Value::Lazy(array), key, value] => {
            let value = build::cast(&convert::to_lazy(value)?, array.dtype());
            build::assign(array, &index::entries(key)?, &value).map(Value::Lazy)
        }
        _ => Err(no_items(all)),
    })
}
