//! `map_blocks`: a function over the chunks of arrays.

use super::callee::{Callee, named_of};
use super::layer::{Adjust, Argument, Layer, arguments, most_axes};
use crate::array::Value;
use crate::chunk::Cut;
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::normal_axis;
use crate::ops::row::{Family, Op, Place};

const CUSTOM: Op = Op { any_length: true, ..Op::of(Family::Custom, &[Place::Da]) };

pub static TABLE: &[Op] = &[
    Op {
        name: "map_blocks",
        params: "func, *args, name=None, token=None, dtype=None, chunks=None, drop_axis=None, new_axis=None, enforce_ndim=False, meta=None, **kwargs",
        doc: "A function applied to each chunk of arrays.

Chunks go together by their numbers. Lazy arrays among the arguments come as blocks in memory, everything else as it is;
lazy arrays among the named arguments come computed. A function of operators and elementwise operations alone becomes
the same layers as if its body had been typed; any other is called once a chunk, on the worker that has the chunk. It
sees the values that names from outside have when the array is built.

Without `dtype` the function is tried on a block of ones. `chunks` says what sizes it gives where it changes them: a
number an axis, or a tuple of sizes; nan for sizes that only the run tells. `drop_axis` are axes that go (their chunks
are put together first), `new_axis` those that come. A function with a parameter `block_id` or `block_info` is told
which chunk it works on.",
        examples: "
>>> x = da.arange(6, chunks=3)
>>> da.map_blocks(lambda b: 2*b + 1, x).compute()
array([ 1,  3,  5,  7,  9, 11])
>>> da.map_blocks(lambda a, b: a + b.max(), x, x).compute()
array([ 2,  3,  4,  8,  9, 10])
>>> da.map_blocks(lambda b: b[::3], x, chunks=(1,)).compute()
array([0, 3])
>>> da.map_blocks(lambda b, block_id=None: b * 0 + block_id[0], x).compute()
array([0, 0, 0, 1, 1, 1])
>>> da.map_blocks(np.sum, da.ones((4, 4), chunks=2), axis=1, drop_axis=1).compute()
array([4., 4., 4., 4.])
>>> da.map_blocks(lambda b: b[7], x, dtype=int).compute()
IndexError: map_blocks: <lambda> failed on chunk (0,), given a block of shape (3,): index 7 is out of bounds for axis 0 with size 3
",
        build: |args| {
            let values = args.rest("args");
            map_blocks(args, values)
        },
        ..CUSTOM
    },
    Op {
        name: "map_blocks",
        places: &[Place::Method],
        params: "a, func, *args, name=None, token=None, dtype=None, chunks=None, drop_axis=None, new_axis=None, enforce_ndim=False, meta=None, **kwargs",
        doc: "A function applied to each chunk, as `da.map_blocks` does it.",
        examples: "
>>> x = da.arange(6, chunks=3)
>>> x.map_blocks(lambda b: b[::-1]).compute()
array([2, 1, 0, 5, 4, 3])
>>> x.map_blocks(np.cumsum).compute()
array([ 0,  1,  3,  3,  7, 12])
",
        build: |args| {
            let array = Value::Lazy(args.array("a")?);
            let more = args.rest("args");
            map_blocks(args, std::iter::once(array).chain(more).collect())
        },
        ..CUSTOM
    },
];

fn map_blocks(args: &Args, values: Vec<Value>) -> Result<Value> {
    mapped(args, Callee::of(args, "func")?, arguments(&values))?.build().map(Value::Lazy)
}

/// The layer of a function over the chunks of these arguments, under the arguments of `map_blocks`.
pub fn mapped(args: &Args, callee: Callee, values: Vec<Argument>) -> Result<Layer> {
    let ndim = most_axes(&values);
    let mut out: Vec<usize> = (0..ndim).rev().collect();
    let dropped = args.axes("drop_axis", ndim)?.unwrap_or_default();
    out = out.iter().enumerate().filter(|(k, _)| !dropped.contains(k)).map(|(_, &label)| label).collect();
    let chunks = chunks_of(args, out.len())?;
    let new = new_axes(args, out.len(), chunks.as_ref().map(Vec::len))?;
    let mut layer = Layer::new(callee, Vec::new(), values);
    for axis in new {
        let label = ndim + layer.new_axes.len();
        out.insert(axis.min(out.len()), label);
        let cut = match chunks.as_ref().and_then(|c| c.get(axis)) {
            Some(Adjust::Size(n)) => Cut::whole(*n),
            Some(Adjust::Sizes(sizes)) => Cut::sizes(sizes),
            _ => Cut::whole(1),
        };
        layer.new_axes.push((label, cut));
    }
    if let Some(chunks) = chunks {
        if chunks.len() != out.len() {
            let error = value_error(format!(
                "{}(): chunks has {} entries, and the answer has {} dimensions",
                args.op.name,
                chunks.len(),
                out.len()
            ));
            return Err(args
                .at("chunks", error)
                .help("give an entry for each axis; new_axis= and drop_axis= add and take axes"));
        }
        layer.adjust = out.iter().copied().zip(chunks).filter(|(label, _)| *label < ndim).collect();
    }
    layer.out = out;
    layer.named = named_of(args, "kwargs");
    layer.dtype = promised_dtype(args)?;
    for name in ["token", "name"] {
        if let Some(Value::Str(text)) = args.get(name) {
            layer.name = text.to_string();
        }
    }
    Ok(layer)
}

/// The dtype that `dtype=` or `meta=` promises.
pub fn promised_dtype(args: &Args) -> Result<Option<crate::chunk::DType>> {
    match args.dtype("dtype")? {
        None if args.get("meta").is_some() => args.dtype("meta"),
        dtype => Ok(dtype),
    }
}

/// The axes of the answer that no array has, in order.
fn new_axes(args: &Args, ndim: usize, entries: Option<usize>) -> Result<Vec<usize>> {
    let total = |n: usize| ndim + n;
    match (args.ints("new_axis")?, entries) {
        (None, Some(n)) if n > ndim => Ok((0..n - ndim).collect()),
        (None, _) => Ok(Vec::new()),
        (Some(named), _) => {
            let all = total(named.len());
            let axis = |&a: &i128| normal_axis(a, all).map_err(|e| args.at("new_axis", e));
            let mut axes = named.iter().map(axis).collect::<Result<Vec<_>>>()?;
            axes.sort_unstable();
            Ok(axes)
        }
    }
}

/// What `chunks=` says of each axis of the answer.
fn chunks_of(args: &Args, ndim: usize) -> Result<Option<Vec<Adjust>>> {
    let Some(value) = args.get("chunks") else { return Ok(None) };
    let wrong = || args.wrong("chunks", "a tuple with a number or a tuple of sizes for each axis");
    if value.items().is_none() {
        let one = adjust(value).ok_or_else(wrong)?;
        return Ok(Some(vec![one; ndim.max(1)]));
    }
    let items = value.items().unwrap_or_default();
    items.iter().map(|v| adjust(v).ok_or_else(wrong)).collect::<Result<_>>().map(Some)
}

/// What an entry of `chunks` says: a number, a tuple of sizes, nan, or a function.
pub fn adjust(value: &Value) -> Option<Adjust> {
    let size = |v: &Value| v.as_int().and_then(|n| usize::try_from(n).ok());
    let is_nan = |v: &Value| matches!(v, Value::Float(f) if f.is_nan());
    match value {
        v if is_nan(v) => Some(Adjust::Unknown),
        Value::Object(o) if value.items().is_none() && o.type_name() != "module" => Some(Adjust::Call(value.clone())),
        v => match (size(v), v.items()) {
            (Some(n), _) => Some(Adjust::Size(n)),
            (None, Some(items)) if items.iter().any(is_nan) => Some(Adjust::Unknown),
            (None, Some(items)) => items.iter().map(size).collect::<Option<_>>().map(Adjust::Sizes),
            _ => None,
        },
    }
}
