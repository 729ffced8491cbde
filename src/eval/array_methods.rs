//! Methods of arrays that are not operations: what makes a lazy one run.

use std::sync::Arc;

use parking_lot::RwLock;

use super::builtins::rows;
use super::world;
use crate::array::{Lazy, Masked, Plain, Value, compute, convert, sizes};
use crate::chunk::Block;
use crate::diag::{Result, warn};
use crate::display::format_bytes;
use crate::exec;
use crate::ops::{Args, Op};

pub static METHODS: &[Op] = rows! { Method;
    "compute" "a, **kwargs" "Runs the graph: the values of a lazy array." run;
    "compute_chunk_sizes" "a" "The lazy array with the sizes of its chunks known, which are counted by a run; from then on they are known." count;
    "store" "a, target, lock=True, regions=None, region=None, compute=True, return_stored=False, **kwargs" "Writes the array into one in memory." super::stored::store_one;
    "to_delayed" "a, optimize_graph=True" "For each chunk its array, put off, in lists." super::delayed::to_delayed;
    "to_device" "a, device, /, *, stream=None" "The array itself: the one device is 'cpu'." to_device;
    "persist" "a, **kwargs" "Runs the graph and holds the chunks: the same lazy array, its chunks in memory." persist;
};

/// What several values compute to, with a single run; what is not lazy stays as it is. Lists, tuples and dicts are
/// looked into.
pub fn compute_all(values: &[Value]) -> Result<Vec<Value>> {
    let mut lazies = Vec::new();
    values.iter().for_each(|v| gather(v, &mut lazies));
    if lazies.is_empty() {
        return Ok(values.to_vec());
    }
    if world::is_dry() {
        return foreseen(&lazies).map(|()| values.to_vec());
    }
    let mut blocks = compute(&lazies)?.into_iter();
    Ok(values.iter().map(|v| filled(v, &mut blocks)).collect())
}

/// Says what a run of these would take; an error if the answers would not fit.
fn foreseen(arrays: &[Lazy]) -> Result<()> {
    let cost = exec::foresee(&arrays.iter().map(|a| a.node.clone()).collect::<Vec<_>>())?;
    let known = arrays.iter().map(Lazy::nbytes).sum::<Option<u128>>();
    let (limit, answer) = known.map_or(("at most ", cost.answer), |bytes| ("", bytes));
    let (answer, peak) = (format_bytes(answer), format_bytes(cost.peak()));
    warn(format!("Note: the answer will take {limit}{answer}, and the run {peak} of memory at most"));
    Ok(())
}

/// The lazy arrays in a value, in order.
fn gather(value: &Value, found: &mut Vec<Lazy>) {
    match value {
        Value::Lazy(a) => found.push(a.clone()),
        Value::Masked(m) => {
            gather(&m.data, found);
            m.mask().iter().for_each(|mask| gather(mask, found));
        }
        Value::Dict(entries) => entries.read().iter().for_each(|(_, v)| gather(v, found)),
        Value::List(items) => items.read().iter().for_each(|v| gather(v, found)),
        Value::Tuple(items) => items.iter().for_each(|v| gather(v, found)),
        Value::Object(object) => object.items().iter().flat_map(|i| i.iter()).for_each(|v| gather(v, found)),
        _ => {}
    }
}

/// The value with what its lazy arrays computed to.
fn filled(value: &Value, blocks: &mut impl Iterator<Item = Block>) -> Value {
    let mut has = Vec::new();
    gather(value, &mut has);
    match value {
        _ if has.is_empty() => value.clone(),
        Value::Lazy(_) => blocks.next().map_or(Value::None, convert::plain_value),
        Value::Object(object) => {
            let items = object.items().unwrap_or_default().iter().map(|v| filled(v, blocks)).collect();
            object.with_items(items).unwrap_or_else(|| value.clone())
        }
        Value::Masked(m) => {
            let mut block = || blocks.next().map_or(Value::None, |b| Value::Array(Plain::new(b)));
            let (data, mask) = (block(), m.mask().map(|_| block()));
            Masked::new(data, mask, m.own_fill()).settled()
        }
        Value::Dict(entries) => {
            let entries = entries.read().iter().map(|(k, v)| (k.clone(), filled(v, blocks))).collect();
            Value::Dict(Arc::new(RwLock::new(entries)))
        }
        Value::Tuple(items) => Value::tuple(items.iter().map(|v| filled(v, blocks)).collect::<Vec<_>>()),
        v => Value::list(v.items().unwrap_or_default().iter().map(|v| filled(v, blocks)).collect::<Vec<_>>()),
    }
}

fn run(args: &mut Args) -> Result<Value> {
    compute_all(&[args.need("a")?.clone()]).map(|mut values| values.swap_remove(0))
}

fn count(args: &mut Args) -> Result<Value> {
    match args.need("a")? {
        Value::Lazy(a) if !world::is_dry() => sizes::count(a).map(Value::Lazy),
        v => Ok(v.clone()),
    }
}

fn persist(args: &mut Args) -> Result<Value> {
    match args.need("a")? {
        Value::Lazy(a) if world::is_dry() => foreseen(std::slice::from_ref(a)).map(|()| Value::Lazy(a.clone())),
        Value::Lazy(a) => a.persist().map(Value::Lazy),
        Value::Masked(m) if !world::is_dry() && m.is_lazy() => {
            let (data, mask) = m.pair()?;
            let mask = mask.map(|m| m.persist().map(Value::Lazy)).transpose()?;
            Ok(Value::Masked(Arc::new(Masked::new(Value::Lazy(data.persist()?), mask, m.own_fill()))))
        }
        v => Ok(v.clone()),
    }
}

fn to_device(args: &mut Args) -> Result<Value> {
    match args.text("device")? {
        Some("cpu") => args.need("a").cloned(),
        other => {
            let text = format!("Unsupported device: {}. Only 'cpu' is accepted.", other.unwrap_or("that"));
            Err(args.at("device", crate::diag::value_error(text)))
        }
    }
}
