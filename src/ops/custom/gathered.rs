//! Reductions whose steps give dicts or tuples: all blocks in one task.

use std::sync::Arc;

use parking_lot::RwLock;

use super::callee::{Callee, Wrap};
use crate::array::{Plain, Value, build, convert};
use crate::diag::Result;

/// `chunk` on each block, and `aggregate` on all that it gave.
#[derive(Debug)]
pub struct Gathered {
    pub chunk: Callee,
    pub aggregate: Callee,
    pub axes: Vec<usize>,
    pub keepdims: bool,
    pub joined: bool,
}

impl Gathered {
    fn named(&self, keepdims: bool) -> Vec<(String, Value)> {
        let axis = Value::tuple(self.axes.iter().map(|&k| Value::Int(k as i128)));
        vec![("axis".to_owned(), axis), ("keepdims".to_owned(), Value::Bool(keepdims))]
    }

    /// Lists of blocks, as deep as there are axes, made lists of what `chunk` gives.
    fn chunks(&self, trying: bool, value: &Value, depth: usize) -> Result<Value> {
        match value.items().filter(|_| depth > 0) {
            Some(items) => {
                let parts = items.iter().map(|v| self.chunks(trying, v, depth - 1)).collect::<Result<Vec<_>>>()?;
                Ok(Value::list(parts))
            }
            None => self.chunk.invoke(trying, vec![value.clone()], self.named(true)),
        }
    }
}

impl Wrap for Gathered {
    fn name(&self) -> String {
        self.aggregate.name.clone()
    }

    fn run(&self, trying: bool, positional: Vec<Value>, _: Vec<(String, Value)>) -> Result<Value> {
        let blocks = positional.into_iter().next().unwrap_or(Value::None);
        let mut parts = self.chunks(trying, &blocks, self.axes.len())?;
        if self.joined {
            parts = joined(&parts, &self.axes)?;
        }
        self.aggregate.invoke(trying, vec![parts], self.named(self.keepdims))
    }
}

/// Lists in lists put together along an axis each; dicts entry by entry.
fn joined(value: &Value, axes: &[usize]) -> Result<Value> {
    let (Some((&axis, rest)), Some(items)) = (axes.split_first(), value.items()) else { return Ok(value.clone()) };
    let items = items.iter().map(|v| joined(v, rest)).collect::<Result<Vec<_>>>()?;
    if let Some(Value::Dict(first)) = items.first() {
        let entry = |(key, _): &(Value, Value)| {
            let found = items.iter().filter_map(|item| match item {
                Value::Dict(entries) => {
                    entries.read().iter().find(|(k, _)| k.as_str() == key.as_str()).map(|(_, v)| v.clone())
                }
                _ => None,
            });
            Ok((key.clone(), concat(&found.collect::<Vec<_>>(), axis)?))
        };
        let entries = first.read().iter().map(entry).collect::<Result<_>>()?;
        return Ok(Value::Dict(Arc::new(RwLock::new(entries))));
    }
    concat(&items, axis)
}

fn concat(values: &[Value], axis: usize) -> Result<Value> {
    let arrays = values.iter().map(convert::to_lazy).collect::<Result<Vec<_>>>()?;
    if arrays.iter().any(|a| a.ndim() <= axis) {
        return Ok(Value::list(values.iter().cloned()));
    }
    build::concat(&arrays, axis)?.compute().map(|b| Value::Array(Plain::new(b)))
}
