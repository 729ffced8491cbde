//! `x[...]`

use smallvec::SmallVec;

use super::{call, equality, masked, sequence_index, world};
use crate::array::build::{self, Index};
use crate::array::{Dict, Lazy, Plain, Value, convert, sizes};
use crate::chunk::{Block, DType, Dims, Strides};
use crate::diag::{Error, Result, index_error, key_error, nearest, type_error};

/// `object[key]`
pub fn get(object: &Value, key: &Value) -> Result<Value> {
    match object {
        Value::Array(array) => plain(array, &entries(key)?),
        Value::Lazy(_) => sizes::with_sizes(&Value::tuple([object.clone(), key.clone()]), "this index", lazy_part),
        Value::Masked(array) => masked::get(array, key),
        Value::Scalar(s) => {
            let part = plain(&Plain::new(Block::scalar(*s)), &entries(key)?);
            part.map_err(|e| {
                if matches!(key, Value::Tuple(_)) { e } else { index_error("invalid index to scalar variable.") }
            })
        }
        Value::Dict(dict) => {
            let dict = dict.read_recursive();
            match equality::check_key(key).and_then(|()| equality::get(&dict, key))? {
                Some(value) => Ok(value.clone()),
                None => Err(no_key(&dict, key)),
            }
        }
        Value::Object(o) => match (o.attribute("__getitem__"), o.items()) {
            (Some(method), _) => call::call_with(&method, [key.clone()]),
            (None, Some(items)) => get(&Value::Tuple(items), key),
            (None, None) => Err(not_subscriptable(object)),
        },
        _ => sequence_index::get(object, key).unwrap_or_else(|| Err(not_subscriptable(object))),
    }
}

/// The part of a lazy array: of an array and a key.
fn lazy_part(both: &Value) -> Result<Value> {
    match both {
        Value::Tuple(both) => match &both[..] {
            [Value::Lazy(array), key] => build::index(array, &entries(key)?).map(Value::Lazy),
            _ => Err(not_subscriptable(&both[0])),
        },
        other => Err(not_subscriptable(other)),
    }
}

fn not_subscriptable(object: &Value) -> Error {
    let error = type_error(format!("'{}' object is not subscriptable", object.type_name()));
    match object.type_name() {
        "function" | "builtin_function_or_method" => error.help("use round brackets to call: f(x)"),
        _ => error,
    }
}

/// The entries of an index of an array.
pub fn entries(key: &Value) -> Result<Vec<Index>> {
    match key {
        Value::Tuple(items) => items.iter().map(entry).collect(),
        one => Ok(vec![entry(one)?]),
    }
}

const WRONG: &str = "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices";

fn entry(value: &Value) -> Result<Index> {
    if let Value::Slice(slice) = value {
        return Ok(Index::Slice(bound(&slice.start)?, bound(&slice.stop)?, bound(&slice.step)?));
    }
    match value {
        Value::None => return Ok(Index::NewAxis),
        Value::Ellipsis => return Ok(Index::Ellipsis),
        Value::Lazy(array) => return lazy_entry(array),
        Value::Masked(m) => return entry(&m.data),
        Value::List(_) | Value::Tuple(_) | Value::Range(_) => {
            let items = value.items().unwrap_or_default();
            if items.iter().any(|v| matches!(v, Value::Lazy(_))) {
                return lazy_entry(&convert::to_lazy(value)?);
            }
        }
        Value::Array(_) => {}
        _ => {
            let number = value.as_scalar().and_then(build::entry_of);
            return number.ok_or_else(|| {
                let error = index_error(WRONG);
                if let Some(number) = value.as_scalar() {
                    let whole = number.as_f64() as i64;
                    error.help(format!("int() makes an integer of a number: x[{whole}]"))
                } else {
                    error.help("axes have no names here: x[0] is the first row, x[:, 0] the first column")
                }
            });
        }
    }
    let block = convert::to_block(value, None)?;
    if block.size() == 0 && !matches!(value, Value::Array(_)) {
        return Ok(Index::List(Block::scratch(DType::I64, block.shape())));
    }
    places(&block)
}

/// An entry from an array in memory: a mask, or places.
fn places(block: &Block) -> Result<Index> {
    match block.dtype() {
        // As in NumPy, a mask without elements picks nothing, whatever the length of the axis.
        DType::Bool if block.shape() == [0] => Ok(Index::List(Block::scratch(DType::I64, &[0]))),
        DType::Bool => Ok(Index::Mask(convert::whole(block.clone()))),
        d if d.is_integer() && block.ndim() == 0 => Ok(Index::At(block.first().num.as_int().unwrap_or(0))),
        d if d.is_integer() => Ok(Index::List(block.cast(DType::I64).contiguous())),
        _ => Err(index_error("arrays used as indices must be of integer (or boolean) type").help("use .astype(int)")),
    }
}

fn lazy_entry(array: &Lazy) -> Result<Index> {
    if array.dtype() == DType::Bool {
        return Ok(Index::Mask(array.clone()));
    }
    if !array.dtype().is_integer() {
        return Err(index_error("arrays used as indices must be of integer (or boolean) type").help("use .astype(int)"));
    }
    world::needs_values()?;
    places(&array.compute()?)
}

/// A bound of a slice.
pub fn bound(value: &Value) -> Result<Option<i128>> {
    match value {
        Value::None => Ok(None),
        Value::Lazy(a) if a.ndim() == 0 && a.dtype().is_integer() => {
            world::needs_values()?;
            Ok(a.compute()?.first().num.as_int())
        }
        v => v
            .as_int()
            .map(Some)
            .ok_or_else(|| type_error("slice indices must be integers or None or have an __index__ method")),
    }
}

fn is_basic(entry: &Index) -> bool {
    !matches!(entry, Index::List(..) | Index::Mask(_))
}

/// The part of an array in memory: a view where the index allows one.
pub fn plain(array: &Plain, entries: &[Index]) -> Result<Value> {
    if !entries.iter().all(is_basic) {
        let part = build::index(&convert::whole(array.block()), entries)?;
        return Ok(Value::Array(Plain::new(part.compute()?)));
    }
    let look = view(&array.block(), entries)?;
    let scalar = look.ndim() == 0 && !entries.iter().any(|e| matches!(e, Index::Ellipsis));
    Ok(if scalar { Value::Scalar(look.first()) } else { Value::Array(array.view(|_| look)) })
}

/// The view of an array in memory that a plain index names; none if the index is not plain.
pub fn basic_view(array: &Plain, entries: &[Index]) -> Result<Option<Plain>> {
    if !entries.iter().all(is_basic) {
        return Ok(None);
    }
    let look = view(&array.block(), entries)?;
    Ok(Some(array.view(|_| look)))
}

/// The mistake of a key that a dict does not have.
pub fn no_key(dict: &Dict, key: &Value) -> Error {
    const SHOWN: usize = 8;
    const LOOKED_AT: usize = 1000;
    let error = key_error(super::text::repr(key));
    let known: Vec<String> = dict.iter().take(SHOWN).map(|(k, _)| super::text::repr(k)).collect();
    let names: Vec<&str> = dict.iter().take(LOOKED_AT).filter_map(|(k, _)| k.as_str()).collect();
    match key.as_str().filter(|k| k.len() > 1).and_then(|k| nearest(k, names)) {
        Some(near) => error.help(format!("did you mean '{near}'?")),
        None if known.is_empty() => error.help("the dict is empty"),
        None => error.help(format!("it has {}; x.get(key, default) gives a value in any case", known.join(", "))),
    }
}

fn view(block: &Block, entries: &[Index]) -> Result<Block> {
    let used = entries.iter().filter(|e| matches!(e, Index::At(_) | Index::Slice(..))).count();
    let ndim = block.ndim();
    if used > ndim {
        return Err(index_error(format!(
            "too many indices for array: array is {ndim}-dimensional, but {used} were indexed"
        ))
        .help(format!("at most {ndim} entries; None makes a new axis, ... stands for all that are left")));
    }
    if entries.iter().filter(|e| matches!(e, Index::Ellipsis)).count() > 1 {
        return Err(index_error("an index can only have a single ellipsis ('...')"));
    }
    let mut offset = block.offset() as isize;
    let (mut shape, mut strides) = (Dims::new(), Strides::new());
    let mut axis = 0;
    for entry in entries {
        match entry {
            Index::At(at) => {
                offset += build::place(*at, axis, block.shape()[axis])? as isize * block.strides()[axis];
                axis += 1;
            }
            Index::Slice(start, stop, step) => {
                let (first, step, count) = build::slice_places(block.shape()[axis], *start, *stop, *step)?;
                offset += first as isize * block.strides()[axis];
                shape.push(count);
                strides.push(step * block.strides()[axis]);
                axis += 1;
            }
            Index::NewAxis => {
                shape.push(1);
                strides.push(0);
            }
            _ => {
                let rest = axis..axis + ndim - used;
                shape.extend_from_slice(&block.shape()[rest.clone()]);
                strides.extend_from_slice(&block.strides()[rest]);
                axis += ndim - used;
            }
        }
    }
    shape.extend_from_slice(&block.shape()[axis..]);
    strides.extend_from_slice(&block.strides()[axis..]);
    let start = if shape.contains(&0) { block.offset() } else { offset as usize };
    Ok(block.with_layout(start, shape, SmallVec::clone(&strides)))
}
