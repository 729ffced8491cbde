//! What `dask.` and `da.` have that is not an operation.

use super::array_methods::compute_all;
use super::builtins::rows;
use super::context::Context;
use super::delayed::{is_delayed, made};
use super::world;
use crate::array::{Value, build};
use crate::chunk::Num;
use crate::diag::{Result, key_error, not_implemented};
use crate::ops::{Args, Op};

pub static FUNCTIONS: &[Op] = rows! { Da;
    "compute" "*args, **kwargs" "The values of several lazy arrays; what they share runs once." compute;
    "store" "sources, targets, lock=True, regions=None, compute=True, return_stored=False, load_stored=None, **kwargs" "Writes lazy arrays into arrays in memory, all of them or the parts that `regions` says." super::stored::store_all;
    "persist" "*args, **kwargs" "Several lazy arrays with their chunks in memory." persist;
    "visualize" "*args, filename=None, format=None, optimize_graph=False, chunk=None, **kwargs" "Draws the graph of several lazy arrays, in the terminal or to a file." crate::ops::pictures::visualize_all;
};

/// What only `dask.` has.
pub static DASK: &[Op] = rows! { Da;
    "delayed" "obj, name=None, pure=None, nout=None, traverse=True" "A function whose calls, or a value, that are put off until `.compute()`." super::delayed::delayed;
    "optimize" "*args, **kwargs" "The arrays as they are: graphs are always made better before they run." optimize;
};

pub static CONFIG: &[Op] = rows! { Builtin;
    "get" "key, default=None" "A setting." get;
    "set" "settings=None, **more" "Sets settings, such as {'array.chunk-size': '32MiB'}." set;
};

fn optimize(args: &mut Args) -> Result<Value> {
    Ok(Value::tuple(args.rest("args")))
}

fn compute(args: &mut Args) -> Result<Value> {
    let values = args.rest("args");
    let now = |v: &Value| if is_delayed(v) && !world::is_dry() { made(v) } else { Ok(v.clone()) };
    let values = values.iter().map(now).collect::<Result<Vec<_>>>()?;
    compute_all(&values).map(Value::tuple)
}

fn persist(args: &mut Args) -> Result<Value> {
    let values = args.rest("args");
    let held = values.into_iter().map(|v| match v {
        Value::Lazy(a) if !world::is_dry() => a.persist().map(Value::Lazy),
        v => Ok(v),
    });
    held.collect::<Result<Vec<_>>>().map(Value::tuple)
}

const CHUNK_SIZE: &str = "array.chunk-size";

fn get(args: &mut Args) -> Result<Value> {
    match args.text("key")?.map(|k| k.replace('_', "-")).as_deref() {
        Some(CHUNK_SIZE) => Ok(Value::Int(build::chunk_bytes() as i128)),
        Some(key) => args.raw("default").cloned().ok_or_else(|| args.at("key", key_error(format!("'{key}'")))),
        None => Err(args.wrong("key", "a string")),
    }
}

fn set(args: &mut Args) -> Result<Value> {
    let mut entries = Vec::new();
    for name in ["settings", "more"] {
        if let Some(Value::Dict(dict)) = args.get(name) {
            entries.extend(dict.read().clone());
        }
    }
    let before = build::chunk_bytes();
    for (key, value) in entries {
        let key = key.as_str().unwrap_or("").replace("__", ".").replace('_', "-");
        match key.as_str() {
            CHUNK_SIZE => build::set_chunk_bytes(match (&value, value.as_scalar()) {
                (Value::Str(text), _) => build::parse_bytes(text)?,
                (_, Some(Num::Int(n))) if n > 0 => n as usize,
                _ => return Err(args.wrong("settings", "a size such as '32MiB'")),
            }),
            "scheduler" | "num-workers" | "array.slicing.split-large-chunks" | "optimization.fuse.active" => {}
            other => {
                return Err(
                    not_implemented(format!("there is no setting '{other}'")).help(format!("'{CHUNK_SIZE}' is one"))
                );
            }
        }
    }
    Ok(Value::object(Context::begun("dask.config.set", Box::new(move || build::set_chunk_bytes(before)))))
}
