//! Elements put into arrays in memory, in place.

use super::{integers, mode};
use crate::array::{Plain, Value, build, convert};
use crate::chunk::{Block, DType, Dims, Places, mask, put as over};
use crate::diag::{Result, index_error, type_error, value_error};
use crate::ops::{Args, Family, Op, Place};
use crate::with_dtype;

const PUT: Op = Op { in_place: true, ..Op::of(Family::Index, &[Place::Np]) };

/// The rows that change arrays in memory.
pub static PLACED: &[Op] = &[
    Op {
        name: "put",
        places: &[Place::Np, Place::Method],
        params: "a, ind, v, mode='raise'",
        doc: "Puts values at these places among all of the elements in C order; they come again where they are too few.",
        examples: "
>>> a = np.arange(5)
>>> np.put(a, [0, 2], [-44, -55])
>>> a
array([-44,   1, -55,   3,   4])
",
        build: put,
        ..PUT
    },
    Op {
        name: "place",
        params: "arr, mask, vals",
        doc: "Puts the values one after another where a mask is true; they come again where they are too few.",
        examples: "
>>> arr = np.arange(6).reshape(2, 3)
>>> np.place(arr, arr > 2, [44, 55])
>>> arr
array([[ 0,  1,  2],
       [44, 55, 44]])
",
        build: place,
        ..PUT
    },
    Op {
        name: "putmask",
        params: "a, mask, values",
        doc: "Puts the values at the same places where a mask is true; they come again where they are too few.",
        examples: "
>>> x = np.arange(6).reshape(2, 3)
>>> np.putmask(x, x > 2, x**2)
>>> x
array([[ 0,  1,  2],
       [ 9, 16, 25]])
",
        build: putmask,
        ..PUT
    },
    Op {
        name: "copyto",
        params: "dst, src, casting='same_kind', where=True",
        doc: "Copies the elements of one array over another's, where a mask is true.",
        examples: "
>>> a = np.zeros(3)
>>> np.copyto(a, [4, 5, 6])
>>> a
array([4., 5., 6.])
",
        build: copyto,
        ..PUT
    },
    Op {
        name: "put_along_axis",
        params: "arr, indices, values, axis",
        doc: "For each line along an axis, puts values at its own places.",
        examples: "
>>> a = np.array([[10, 30, 20], [60, 40, 50]])
>>> np.put_along_axis(a, np.array([[1], [0]]), 99, axis=1)
>>> a
array([[10, 99, 20],
       [99, 40, 50]])
",
        build: put_along_axis,
        ..PUT
    },
    Op {
        name: "fill",
        places: &[Place::Method],
        params: "a, value",
        doc: "Puts one value everywhere.",
        examples: "
>>> a = np.array([1, 2])
>>> a.fill(0)
>>> a
array([0, 0])
",
        build: |args| {
            let array = target(args, "a")?;
            let values = values(args, "value", array.dtype())?;
            if values.size() != 1 {
                return Err(args.wrong("value", "a number"));
            }
            array.put(values.reshape(&[]).broadcast_to(array.shape()));
            Ok(Value::None)
        },
        ..PUT
    },
    Op {
        name: "fill_diagonal",
        params: "a, val, wrap=False",
        doc: "Puts a value, or values in turn, on the main diagonal.",
        examples: "
>>> a = np.zeros((3, 3), int)
>>> np.fill_diagonal(a, 5)
>>> a
array([[5, 0, 0],
       [0, 5, 0],
       [0, 0, 5]])
",
        build: fill_diagonal,
        ..PUT
    },
];

/// The array that is changed: one in memory.
fn target<'a>(args: &'a Args, name: &str) -> Result<&'a Plain> {
    match args.need(name)? {
        Value::Array(a) if !a.is_writable() => Err(args.at(
            name,
            value_error("assignment destination is read-only")
                .help("it is a view that can only be read; x = x.copy() has its own elements"),
        )),
        Value::Array(a) => Ok(a),
        Value::Lazy(_) => {
            Err(args.wrong(name, "an array in memory").help("a lazy array takes x[...] = values instead"))
        }
        _ => Err(args.wrong(name, "an array")),
    }
}

/// The values of an argument as elements of that dtype, in C order.
fn values(args: &Args, name: &str, dtype: DType) -> Result<Block> {
    if let Some(num) = args.need(name)?.as_number() {
        convert::check_stored(num, dtype).map_err(|e| args.at(name, e))?;
    }
    Ok(args.block(name)?.cast(dtype).contiguous())
}

/// Writes value `k` at place `p` of the array's elements in C order, for each `(p, k)`.
fn write(array: &Plain, values: &Block, pairs: impl Iterator<Item = (usize, usize)>) -> Value {
    let change = |block: &Block| {
        with_dtype!(block.dtype(), T => {
            // SAFETY: the block is C-ordered, and its owner keeps others away.
            let to = unsafe { std::slice::from_raw_parts_mut(block.ptr::<T>().cast_mut(), block.size()) };
            let from = values.slice::<T>();
            pairs.for_each(|(p, k)| to[p] = from[k]);
        });
    };
    array.write(|block| match block.is_contiguous() {
        true => change(block),
        false => {
            let changed = block.to_owned_c();
            change(&changed);
            // SAFETY: `write` keeps others away.
            unsafe { block.overwrite(&changed) };
        }
    });
    Value::None
}

fn put(args: &mut Args) -> Result<Value> {
    let array = target(args, "a")?;
    let (places, mode) = (integers(args, "ind")?.to_vec::<i64>(), mode(args)?);
    let size = array.size();
    let place = |&p: &i64| {
        let message = || index_error(format!("index {p} is out of bounds for axis 0 with size {size}"));
        mode.place(p, size).ok_or_else(|| args.at("ind", message()))
    };
    let places: Vec<usize> = places.iter().map(place).collect::<Result<_>>()?;
    let values = values(args, "v", array.dtype())?;
    let n = values.size();
    if n == 0 {
        return Ok(Value::None);
    }
    let own = |k: usize| if n == 1 { 0 } else { k % n };
    Ok(write(array, &values, places.into_iter().enumerate().map(|(k, p)| (p, own(k)))))
}

/// The places where a mask over the whole array is true.
fn masked(args: &Args, name: &str, array: &Plain) -> Result<Block> {
    let mask = args.block(name)?.cast(DType::Bool).contiguous();
    if mask.size() != array.size() {
        let message =
            format!("{}: mask and data must be the same size ({} and {})", args.op.name, mask.size(), array.size());
        return Err(args.at(name, value_error(message)));
    }
    Ok(mask)
}

/// Writes one value to where a mask is true, or for several `other` gives pairs of a place and the value's.
fn write_where<P: Iterator<Item = (usize, usize)>>(
    array: &Plain,
    values: &Block,
    picks: &Block,
    other: impl FnOnce(usize, Places) -> P,
) -> Value {
    let picks = picks.slice::<bool>();
    if values.size() == 1 && array.block().is_contiguous() {
        // SAFETY: `write` keeps others away.
        array.write(|block| unsafe { over::put_where(block, picks, values) });
        return Value::None;
    }
    write(array, values, other(values.size(), Places::in_range(&mask::places(picks))))
}

/// The places of a list, one after the other, each with its number.
fn numbered(places: Places) -> impl Iterator<Item = (usize, usize)> {
    (0..places.len()).map(move |k| (k, places[k]))
}

fn place(args: &mut Args) -> Result<Value> {
    let array = target(args, "arr")?;
    let picks = masked(args, "mask", array)?;
    let values = values(args, "vals", array.dtype())?;
    match (values.size(), !picks.slice::<bool>().contains(&true)) {
        (_, true) => Ok(Value::None),
        (0, false) => Err(args.at("vals", value_error("Cannot insert from an empty array!"))),
        _ => Ok(write_where(array, &values, &picks, |n, p| numbered(p).map(move |(k, p)| (p, k % n)))),
    }
}

fn putmask(args: &mut Args) -> Result<Value> {
    let array = target(args, "a")?;
    let picks = masked(args, "mask", array)?;
    let values = values(args, "values", array.dtype())?;
    if values.size() == 0 {
        return Ok(Value::None);
    }
    Ok(write_where(array, &values, &picks, |n, p| numbered(p).map(move |(_, p)| (p, p % n))))
}

fn copyto(args: &mut Args) -> Result<Value> {
    let array = target(args, "dst")?;
    let rule = args.text("casting")?.unwrap_or("same_kind");
    let from = match args.need("src")?.as_number() {
        Some(num) => num.promote_weak(array.dtype()),
        None => args.array("src")?.dtype(),
    };
    let fits = match rule {
        "unsafe" => true,
        "safe" => from.casts_safely(array.dtype()),
        "no" | "equiv" => from == array.dtype(),
        _ => from.casts_same_kind(array.dtype()),
    };
    if !fits {
        let message = format!(
            "Cannot cast array data from dtype('{from}') to dtype('{}') according to the rule '{rule}'",
            array.dtype()
        );
        return Err(args.at("src", type_error(message).help("casting='unsafe' allows it")));
    }
    let wide = |name: &str, dtype: DType| -> Result<Block> {
        let block = values(args, name, dtype)?;
        let wide = build::broadcast_to(&convert::whole(block), array.shape()).map_err(|e| args.at(name, e))?;
        Ok(wide.compute()?.contiguous())
    };
    if args.get("where").is_none() {
        array.put(wide("src", array.dtype())?);
        return Ok(Value::None);
    }
    let mask = wide("where", DType::Bool)?;
    let one = values(args, "src", array.dtype())?;
    if one.size() == 1 && one.ndim() <= array.ndim() {
        return Ok(write_where(array, &one, &mask, |_, p| numbered(p).map(|(_, p)| (p, 0))));
    }
    let source = wide("src", array.dtype())?;
    let set = mask.slice::<bool>().iter().enumerate().filter(|(_, m)| **m);
    Ok(write(array, &source, set.map(|(i, _)| (i, i))))
}

fn put_along_axis(args: &mut Args) -> Result<Value> {
    let array = target(args, "arr")?;
    let places = integers(args, "indices")?;
    let flat = args.raw("axis").is_some_and(Value::is_none);
    let shape: Dims = if flat { [array.size()].as_slice().into() } else { array.shape().into() };
    let axis = if flat { 0 } else { args.axis("axis", shape.len())?.unwrap_or(0) };
    if places.ndim() != shape.len() {
        return Err(args.at("indices", value_error("`indices` and `arr` must have the same number of dimensions")));
    }
    // The places broadcast against the array along the other axes.
    let mut wide = shape.clone();
    wide[axis] = places.shape()[axis];
    let spread = |block: Block, name: &str| -> Result<Block> {
        let array = build::broadcast_to(&convert::whole(block), &wide).map_err(|e| args.at(name, e))?;
        Ok(array.compute()?.contiguous())
    };
    let places = spread(places, "indices")?;
    let values = spread(values(args, "values", array.dtype())?, "values")?;
    let inner: usize = shape[axis + 1..].iter().product();
    let (len, count) = (shape[axis], wide[axis]);
    let places = Places::of(&places, len).map_err(|p| {
        let message = format!("index {p} is out of bounds for axis {axis} with size {len}");
        args.at("indices", index_error(message))
    })?;
    let rows = (0..places.len() / (count * inner).max(1)).flat_map(|k| (0..count).map(move |c| (k, k * count + c)));
    let pairs = rows.flat_map(|(k, row)| {
        let places = &places;
        (row * inner..(row + 1) * inner).map(move |i| ((k * len + places[i]) * inner + i - row * inner, i))
    });
    Ok(write(array, &values, pairs))
}

fn fill_diagonal(args: &mut Args) -> Result<Value> {
    let array = target(args, "a")?;
    let shape = array.shape();
    if shape.len() < 2 {
        return Err(args.at("a", value_error("array must be at least 2-d")));
    }
    if shape.len() > 2 && shape.windows(2).any(|w| w[0] != w[1]) {
        return Err(args.at("a", value_error("All dimensions of input must be of equal length")));
    }
    let step: usize = crate::chunk::c_strides(shape).iter().map(|&s| s as usize).sum();
    let square = if shape.len() == 2 && !args.bool("wrap", false)? { shape[1] * shape[1] } else { usize::MAX };
    let values = values(args, "val", array.dtype())?;
    let n = values.size();
    if n == 0 {
        return Ok(Value::None);
    }
    let places = (0..array.size().min(square)).step_by(step);
    Ok(write(array, &values, places.enumerate().map(|(k, p)| (p, k % n))))
}
