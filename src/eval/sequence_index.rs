//! `x[...]` of strings, lists, tuples and ranges.

use crate::array::build::slice_places;
use crate::array::{Range, Slice, Value};
use crate::diag::{Result, index_error, type_error};

use super::builtins::rows;
use super::index::bound;
use crate::ops::{Args, Op};

/// The methods of slices.
pub static SLICE_METHODS: &[Op] = rows! { Method;
    "indices" "self, len, /" "The start, the stop and the step for a sequence of that length." indices;
};

fn indices(args: &mut Args) -> Result<Value> {
    let Value::Slice(slice) = args.need("self")? else { return Err(args.wrong("self", "a slice")) };
    let n = args.count("len")?.ok_or_else(|| args.wrong("len", "an integer"))? as i128;
    let step = bound(&slice.step)?.unwrap_or(1);
    if step == 0 {
        return Err(crate::diag::value_error("slice step cannot be zero"));
    }
    // Going down, a slice begins at the last place and ends before the first.
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let end = |value: &Value, usual: i128| {
        Ok(bound(value)?.map_or(usual, |at| (if at < 0 { at + n } else { at }).clamp(low, high)))
    };
    let (start, stop) = if step > 0 { (low, high) } else { (high, low) };
    let numbers = [end(&slice.start, start)?, end(&slice.stop, stop)?, step];
    Ok(Value::tuple(numbers.map(Value::Int)))
}

/// `object[key]`; none if the object is not a sequence.
pub fn get(object: &Value, key: &Value) -> Option<Result<Value>> {
    Some(match object {
        Value::Str(text) => {
            let chars: Vec<char> = text.chars().collect();
            pick(
                object,
                key,
                chars.len(),
                |k| Value::str(chars[k].to_string()),
                |ks| Value::str(ks.map(|k| chars[k]).collect::<String>()),
            )
        }
        Value::List(items) => {
            let items = items.read();
            pick(object, key, items.len(), |k| items[k].clone(), |ks| Value::list(ks.map(|k| items[k].clone())))
        }
        Value::Tuple(items) => {
            pick(object, key, items.len(), |k| items[k].clone(), |ks| Value::tuple(ks.map(|k| items[k].clone())))
        }
        Value::Range(range) => return Some(of_range(*range, object, key)),
        _ => return None,
    })
}

fn pick(
    object: &Value,
    key: &Value,
    len: usize,
    one: impl FnOnce(usize) -> Value,
    many: impl FnOnce(&mut dyn Iterator<Item = usize>) -> Value,
) -> Result<Value> {
    match key {
        Value::Slice(slice) => {
            let (first, step, count) = places(slice, len)?;
            Ok(many(&mut (0..count).map(|k| (first as isize + k as isize * step) as usize)))
        }
        key => place(object.type_name(), key, len).map(one),
    }
}

/// The places that a slice takes: the first, the step, how many.
pub fn places(slice: &Slice, len: usize) -> Result<(usize, isize, usize)> {
    slice_places(len, bound(&slice.start)?, bound(&slice.stop)?, bound(&slice.step)?)
}

/// The place of an index in a sequence of that length.
pub fn place(name: &str, key: &Value, len: usize) -> Result<usize> {
    let wrong = || {
        type_error(format!("{name} indices must be integers or slices, not {}", key.type_name()))
            .help("places are counted from 0; names are what a dict has: {'a': 1}['a']")
    };
    let at = key.as_int().ok_or_else(wrong)?;
    let n = len as i128;
    if (-n..n).contains(&at) {
        return Ok((if at < 0 { at + n } else { at }) as usize);
    }
    let error = index_error(format!("{name} index out of range"));
    Err(if len == 0 {
        error.help(format!("the {name} is empty"))
    } else {
        error.help(format!("{at} is asked for; places go from {} to {}", -n, n - 1))
    })
}

fn of_range(range: Range, object: &Value, key: &Value) -> Result<Value> {
    match key {
        Value::Slice(slice) => {
            let (first, step, count) = places(slice, range.len())?;
            let start = range.start + first as i128 * range.step;
            let step = range.step * step as i128;
            Ok(Value::Range(Range { start, stop: start + count as i128 * step, step }))
        }
        key => place(object.type_name(), key, range.len()).map(|k| Value::Int(range.start + k as i128 * range.step)),
    }
}
