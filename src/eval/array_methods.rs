//! Methods of arrays that are not operations: what makes a lazy one run, and what gives or takes Python's values.

use super::builtins::rows;
use super::{index, store, world};
use crate::array::{Lazy, Plain, Value, compute, convert};
use crate::chunk::Block;
use crate::diag::{Result, index_error, value_error};
use crate::ops::{Args, Op};

pub static METHODS: &[Op] = rows! { Method;
    "compute" "a, **kwargs" "Runs the graph: the values of a lazy array." run;
    "compute_chunk_sizes" "a" "The lazy array with the sizes of its chunks known, which are found by running the graph." persist;
    "fill" "a, value" "Sets every element of an array in memory." fill;
    "item" "a, *args" "An element as a Python number; without a place, the only one." item;
    "persist" "a, **kwargs" "Runs the graph and holds the chunks: the same lazy array, its chunks in memory." persist;
    "tolist" "a" "The elements as nested lists of Python numbers." tolist;
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

/// The elements of the array; a lazy one is computed.
fn block(args: &Args) -> Result<Block> {
    match args.need("a")? {
        Value::Lazy(a) => {
            world::needs_values()?;
            a.compute()
        }
        Value::Scalar(s) => Ok(Block::scalar(*s)),
        v => convert::to_block(v, None),
    }
}

fn fill(args: &mut Args) -> Result<Value> {
    match args.need("a")? {
        Value::Array(array) => {
            let value = store::elements(args.need("value")?, array.dtype()).map_err(|e| args.at("value", e))?;
            if value.size() != 1 {
                return Err(args.wrong("value", "a number"));
            }
            store::overwrite(array, &value.reshape(&[]).broadcast_to(array.shape()));
            Ok(Value::None)
        }
        _ => Err(args.wrong("a", "an array in memory")),
    }
}

fn item(args: &mut Args) -> Result<Value> {
    let block = block(args)?;
    let places = args.raw("args").and_then(Value::items).unwrap_or_default();
    let one = match &places[..] {
        [] if block.size() == 1 => return Ok(Value::number(block.first().num)),
        [] => return Err(value_error("can only convert an array of size 1 to a Python scalar").help("x.tolist() gives them all")),
        [Value::Tuple(places)] => index::get(&Value::Array(Plain::new(block)), &Value::Tuple(places.clone()))?,
        [place] => {
            let row = block.to_owned_c().reshape(&[block.size()]);
            index::get(&Value::Array(Plain::new(row)), place)?
        }
        many => index::get(&Value::Array(Plain::new(block)), &Value::tuple(many.iter().cloned()))?,
    };
    one.as_scalar().map(Value::number).ok_or_else(|| args.at("args", index_error("item() takes one place for each axis, or one in C order")))
}

fn tolist(args: &mut Args) -> Result<Value> {
    Ok(convert::to_list(&block(args)?))
}
