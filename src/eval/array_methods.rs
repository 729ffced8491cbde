//! Methods of arrays that are not operations: what makes a lazy one run.

use super::builtins::rows;
use super::world;
use crate::array::{Lazy, Value, compute, convert};
use crate::diag::Result;
use crate::ops::{Args, Op};

pub static METHODS: &[Op] = rows! { Method;
    "compute" "a, **kwargs" "Runs the graph: the values of a lazy array." run;
    "compute_chunk_sizes" "a" "The lazy array with the sizes of its chunks known, which are found by running the graph." persist;
    "persist" "a, **kwargs" "Runs the graph and holds the chunks: the same lazy array, its chunks in memory." persist;
    "visualize" "a, *args, **kwargs" "Draws the graph." super::dask::visualize;
};

/// What several values compute to, with a single run; what is not lazy stays as it is.
pub fn compute_all(values: &[Value]) -> Result<Vec<Value>> {
    let lazies: Vec<Lazy> =
        values.iter().filter_map(|v| if let Value::Lazy(a) = v { Some(a.clone()) } else { None }).collect();
    if world::is_dry() || lazies.is_empty() {
        return Ok(values.to_vec());
    }
    let mut blocks = compute(&lazies)?.into_iter();
    let value = |v: &Value| match v {
        Value::Lazy(_) => blocks.next().map_or(Value::None, convert::plain_value),
        v => v.clone(),
    };
    Ok(values.iter().map(value).collect())
}

fn run(args: &mut Args) -> Result<Value> {
    compute_all(&[args.need("a")?.clone()]).map(|mut values| values.swap_remove(0))
}

fn persist(args: &mut Args) -> Result<Value> {
    match args.need("a")? {
        Value::Lazy(a) if !world::is_dry() => a.persist().map(Value::Lazy),
        v => Ok(v.clone()),
    }
}
