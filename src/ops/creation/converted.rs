//! Other values made arrays.

use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, Grid};
use crate::diag::{Result, value_error};
use crate::ops::layout;
use crate::ops::{Args, BOTH, Family, Op, Place};

const CONVERT: Op = Op::of(Family::Creation, BOTH);
const AS: &str = "a, dtype=None, order=None, *, chunks='auto', copy=None, like=None, name=None, device=None";

/// The rows that make arrays of other values.
pub static CONVERTED: &[Op] = &[
    Op {
        name: "array",
        params: "object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, like=None, chunks='auto'",
        doc: "An array of the numbers in lists, tuples and arrays.\n\nNested lists of one length become axes. The dtype is the smallest that holds all of the numbers, unless `dtype` says otherwise; `ndmin` adds axes in front. `np.array` of a lazy array computes it.",
        examples: "
>>> np.array([1, 2, 3])
array([1, 2, 3])
>>> np.array([1, 2, 3.0])
array([1., 2., 3.])
>>> np.array([[1, 2], [3, 4]])
array([[1, 2],
       [3, 4]])
>>> np.array([1, 2, 3], ndmin=2)
array([[1, 2, 3]])
>>> np.array([1, 2, 3], dtype=complex)
array([1.+0.j, 2.+0.j, 3.+0.j])
",
        build: array,
        ..CONVERT
    },
    Op {
        name: "asarray",
        aliases: &["asanyarray"],
        params: AS,
        doc: "The value as an array: itself if it is one already.",
        examples: "
>>> np.asarray([1, 2])
array([1, 2])
>>> a = np.array([1, 2], dtype=np.float32)
>>> np.asarray(a, dtype=np.float64).dtype
dtype('float64')
",
        build: asarray,
        ..CONVERT
    },
    Op {
        name: "require",
        places: &[Place::Np],
        params: "a, dtype=None, requirements=None, *, like=None",
        doc: "The value as an array of a dtype, in memory of its own if `requirements` has `'O'`.",
        examples: "
>>> np.require([1, 2], dtype=float)
array([1., 2.])
",
        build: |args| {
            let wanted =
                args.get("requirements").map_or_else(Vec::new, |v| v.items().unwrap_or_else(|| vec![v.clone()]));
            let wants = |name: &str| {
                wanted.iter().filter_map(Value::as_str).any(|v| name.contains(&format!(" {} ", v.to_ascii_uppercase())))
            };
            let own = wants(" O OWNDATA ");
            match contiguous_or_same(args)? {
                Value::Array(a) if wants(" F FORTRAN F_CONTIGUOUS ") => Ok(Value::Array(layout::fortran(a))),
                Value::Array(a) if wants(" C CONTIGUOUS C_CONTIGUOUS ") && !a.block().is_contiguous() => {
                    Ok(Value::Array(Plain::new(a.block().to_owned_c())))
                }
                Value::Array(a) if own && a.base().is_some() => Ok(Value::Array(Plain::new(a.block().to_owned_c()))),
                value => Ok(value),
            }
        },
        ..CONVERT
    },
    Op {
        name: "ascontiguousarray",
        places: &[Place::Np],
        params: "a, dtype=None, *, like=None",
        doc: "The value as an array of at least one dimension, its elements side by side in memory.",
        examples: "
>>> np.ascontiguousarray(np.arange(6).reshape(2, 3).T)
array([[0, 3],
       [1, 4],
       [2, 5]])
>>> np.ascontiguousarray(1.5)
array([1.5])
",
        build: contiguous,
        ..CONVERT
    },
    Op {
        name: "asfortranarray",
        places: &[Place::Np],
        params: "a, dtype=None, *, like=None",
        doc: "The value as an array of at least one dimension, whose first axis is that of neighbours in memory.",
        examples: "
>>> np.asfortranarray(np.arange(6).reshape(2, 3))
array([[0, 1, 2],
       [3, 4, 5]])
",
        build: |args| match contiguous_or_same(args)? {
            Value::Array(a) if a.ndim() > 0 => Ok(Value::Array(layout::fortran(a))),
            _ => contiguous(args),
        },
        ..CONVERT
    },
    Op {
        name: "copy",
        places: &[Place::Method],
        params: "a, order='C'",
        doc: "A copy of the array, in memory of its own.\n\n`order='F'` makes the first axis that of neighbours in memory; `order='K'` keeps the order of the array.",
        examples: "
>>> x = np.array([[1, 2], [3, 4]])
>>> y = x.copy()
>>> y[0, 0] = 10
>>> x
array([[1, 2],
       [3, 4]])
",
        build: copy,
        ..CONVERT
    },
    Op {
        name: "copy",
        places: &[Place::Np, Place::Da],
        params: "a, order='K', subok=False",
        doc: "A copy of the array, in memory of its own.",
        examples: "
>>> x = np.array([1, 2, 3])
>>> y = np.copy(x)
>>> x[0] = 10
>>> y
array([1, 2, 3])
",
        build: copy,
        ..CONVERT
    },
    Op {
        name: "shares_memory",
        aliases: &["may_share_memory"],
        places: &[Place::Np],
        params: "a, b, max_work=None",
        doc: "Whether two arrays in memory share some of it, as views of one array do.",
        examples: "
>>> x = np.arange(6)
>>> np.shares_memory(x, x[::2])
True
>>> np.shares_memory(x[:3], x[3:])
False
",
        build: shares_memory,
        ..CONVERT
    },
    Op {
        name: "tolist",
        places: &[Place::Method],
        params: "a",
        doc: "The elements as nested lists of numbers.",
        examples: "
>>> np.array([[1, 2], [3, 4]]).tolist()
[[1, 2], [3, 4]]
>>> np.array(1).tolist()
1
",
        build: |a| Ok(convert::to_list(&a.block("a")?)),
        ..CONVERT
    },
    Op {
        name: "item",
        places: &[Place::Method],
        params: "a, *args",
        doc: "One element as a Python number: the only one, the one of that number in C order, or the one at an index.",
        examples: "
>>> x = np.array([[2, 2, 6], [1, 3, 6], [1, 0, 1]])
>>> x.item(3)
1
>>> x.item((0, 1))
2
>>> np.array([7]).item()
7
",
        build: item,
        ..CONVERT
    },
    Op {
        name: "from_array",
        places: &[Place::Da],
        params: "x, chunks='auto', name=None, lock=False, asarray=None, fancy=True, getitem=None, meta=None, inline_array=False",
        doc: "A lazy array over the elements of one in memory, in chunks.\n\nThe elements are those of this moment: later writes to `x` do not change them.",
        examples: "
>>> da.from_array(np.ones((5, 8)), chunks=(2, 4)).chunks
((2, 2, 1), (4, 4))
>>> da.from_array([1, 2, 3]).sum().compute()
6
",
        build: from_array,
        ..CONVERT
    },
];

/// The elements of the argument as they are now, under the dtype asked for.
fn elements(args: &Args, name: &str) -> Result<Block> {
    let dtype = args.dtype("dtype")?;
    let block = match args.need(name)? {
        Value::Lazy(a) => a.compute()?,
        value => return convert::to_block(value, dtype).map_err(|e| args.at(name, e)),
    };
    Ok(block.cast(dtype.unwrap_or(block.dtype())))
}

/// The argument as a lazy array in the chunks asked for; a lazy one keeps its own unless some are named.
fn chunked(args: &Args, name: &str) -> Result<Lazy> {
    let dtype = args.dtype("dtype")?;
    if let Value::Lazy(a) = args.need(name)? {
        let array = build::cast(a, dtype.unwrap_or(a.dtype()));
        return match args.get("chunks") {
            Some(chunks) if chunks.as_str() != Some("auto") => {
                let grid =
                    build::normalize_chunks(Some(chunks), &array.node.shape(), array.dtype(), Some(array.grid()));
                Ok(build::rechunk(&array, grid.map_err(|e| args.at("chunks", e))?))
            }
            _ => Ok(array),
        };
    }
    if args.is_lazy() && args.need(name)?.items().is_some_and(|items| items.iter().any(|v| matches!(v, Value::Lazy(_))))
    {
        let array = args.array(name)?;
        return Ok(build::cast(&array, dtype.unwrap_or(array.dtype())));
    }
    let block = elements(args, name)?;
    let grid = build::normalize_chunks(args.get("chunks"), block.shape(), block.dtype(), None);
    Ok(Lazy::stored(block, grid.map_err(|e| args.at("chunks", e))?))
}

fn array(args: &mut Args) -> Result<Value> {
    let least = args.count("ndmin")?.unwrap_or(0);
    let lead = |ndim: usize| (0..least.saturating_sub(ndim)).collect::<Vec<_>>();
    if args.is_da() {
        let array = chunked(args, "object")?;
        return Ok(Value::Lazy(build::expand_dims(&array, &lead(array.ndim()))));
    }
    if let (Value::Array(a), Some(Value::Bool(false))) = (args.need("object")?, args.raw("copy"))
        && a.ndim() >= least
        && args.dtype("dtype")?.is_none_or(|d| d == a.dtype())
    {
        return Ok(Value::Array(a.clone()));
    }
    let block = elements(args, "object")?;
    let shape = [vec![1; lead(block.ndim()).len()], block.shape().to_vec()].concat();
    Ok(Value::Array(Plain::new(if shape.len() > block.ndim() { block.reshape(&shape) } else { block })))
}

fn asarray(args: &mut Args) -> Result<Value> {
    if args.is_da() {
        return chunked(args, "a").map(Value::Lazy);
    }
    match args.need("a")? {
        Value::Array(a) if args.dtype("dtype")?.is_none_or(|d| d == a.dtype()) && !args.bool("copy", false)? => {
            Ok(Value::Array(a.clone()))
        }
        _ => Ok(Value::Array(Plain::new(elements(args, "a")?))),
    }
}

/// The argument itself if it is an array of the dtype; otherwise a new one.
fn contiguous_or_same(args: &Args) -> Result<Value> {
    match args.need("a")? {
        Value::Array(a) if args.dtype("dtype")?.is_none_or(|d| d == a.dtype()) => Ok(Value::Array(a.clone())),
        _ => Ok(Value::Array(Plain::new(elements(args, "a")?))),
    }
}

fn contiguous(args: &mut Args) -> Result<Value> {
    if let Value::Array(a) = args.need("a")?
        && a.ndim() > 0
        && a.block().is_contiguous()
        && args.dtype("dtype")?.is_none_or(|d| d == a.dtype())
    {
        return Ok(Value::Array(a.clone()));
    }
    let block = elements(args, "a")?.contiguous();
    let block = if block.ndim() == 0 { block.reshape(&[1]) } else { block };
    Ok(Value::Array(Plain::new(block)))
}

fn copy(args: &mut Args) -> Result<Value> {
    match args.need("a")? {
        Value::Array(a) if !args.is_lazy() => Ok(Value::Array(Plain::new(a.block()))),
        _ => {
            let array = args.array("a")?;
            args.answer_array(array)
        }
    }
}

fn shares_memory(args: &mut Args) -> Result<Value> {
    let span = |block: &Block| {
        let reach = block.shape().iter().zip(block.strides()).map(|(&n, &s)| (n as isize - 1) * s);
        let (mut low, mut high) = (block.offset() as isize, block.offset() as isize);
        reach.for_each(|r| {
            low += r.min(0);
            high += r.max(0);
        });
        low..high + 1
    };
    match (args.need("a")?, args.need("b")?) {
        (Value::Array(a), Value::Array(b)) if a.shares_base(b) => {
            let (a, b) = (a.block(), b.block());
            let (x, y) = (span(&a), span(&b));
            Ok(Value::Bool(a.size() > 0 && b.size() > 0 && x.start < y.end && y.start < x.end))
        }
        _ => Ok(Value::Bool(false)),
    }
}

fn item(args: &mut Args) -> Result<Value> {
    let block = args.block("a")?;
    let given = args.get("args").and_then(Value::items).unwrap_or_default();
    let given = match &given[..] {
        [one] => one.items().unwrap_or_else(|| vec![one.clone()]),
        _ => given,
    };
    let at = |v: &Value| v.as_int().ok_or_else(|| args.wrong("args", "integers"));
    let place =
        |i: usize, axis: usize, len: usize| build::place(at(&given[i])?, axis, len).map_err(|e| args.at("args", e));
    let index: Vec<usize> = match given.len() {
        0 if block.size() == 1 => vec![0; block.ndim()],
        0 => {
            let error = value_error("can only convert an array of size 1 to a Python scalar");
            return Err(error.help(format!("this one has {} elements", block.size())));
        }
        1 => {
            let number = place(0, 0, block.size())?;
            let inner = |k: usize| block.shape()[k + 1..].iter().product::<usize>();
            (0..block.ndim()).map(|k| number / inner(k) % block.shape()[k]).collect()
        }
        n if n == block.ndim() => (0..n).map(|k| place(k, k, block.shape()[k])).collect::<Result<_>>()?,
        n => return Err(args.at("args", value_error(format!("incorrect number of indices for array: {n}")))),
    };
    Ok(Value::number(block.at(&index).num))
}

fn from_array(args: &mut Args) -> Result<Value> {
    if let Value::Lazy(_) = args.need("x")? {
        let error = value_error("Array is already a lazy array. Use 'asarray' or 'rechunk' instead.");
        return Err(args.at("x", error));
    }
    let block = convert::to_block(args.need("x")?, None).map_err(|e| args.at("x", e))?;
    let grid: Grid = args.grid("chunks", block.shape(), block.dtype())?;
    Ok(Value::Lazy(Lazy::stored(block, grid)))
}
