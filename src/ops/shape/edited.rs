//! Elements put in, taken out, and gathered into coarser ones.

use super::{flat, slice};
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, Cut, DType, Dims, Grid};
use crate::diag::{Result, index_error, type_error, value_error};
use crate::ops::{Args, BOTH, Family, Op, Place, normal_axis};

const EDIT: Op = Op::of(Family::Shape, BOTH);

/// The rows that put elements in and take them out.
pub static EDITED: &[Op] = &[
    Op {
        name: "insert",
        params: "arr, obj, values, axis=None",
        doc: "The values put in before these places along an axis; without an axis, among all of the elements along one.",
        examples: "
>>> a = np.arange(6).reshape(3, 2)
>>> np.insert(a, 1, 6)
array([0, 6, 1, 2, 3, 4, 5])
>>> np.insert(a, 1, 6, axis=1)
array([[0, 6, 1],
       [2, 6, 3],
       [4, 6, 5]])
>>> np.insert(a.flatten(), [2, 2], [6, 7])
array([0, 1, 6, 7, 2, 3, 4, 5])
",
        build: insert,
        ..EDIT
    },
    Op {
        name: "delete",
        params: "arr, obj, axis=None",
        doc: "The array without the elements at these places along an axis; without an axis, along all of the elements in one.",
        examples: "
>>> arr = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
>>> np.delete(arr, 1, 0)
array([[ 1,  2,  3,  4],
       [ 9, 10, 11, 12]])
>>> np.delete(arr, slice(None, None, 2), 1)
array([[ 2,  4],
       [ 6,  8],
       [10, 12]])
>>> np.delete(arr, [1, 3, 5], None)
array([ 1,  3,  5,  7,  8,  9, 10, 11, 12])
",
        build: delete,
        ..EDIT
    },
    Op {
        name: "trim_zeros",
        params: "filt, trim='fb', axis=None",
        doc: "The array without the zeros before its first element that is none (`f`) and after its last (`b`).",
        examples: "
>>> a = np.array((0, 0, 0, 1, 2, 3, 0, 2, 1, 0))
>>> np.trim_zeros(a)
array([1, 2, 3, 0, 2, 1])
>>> np.trim_zeros(a, trim='b')
array([0, 0, 0, 1, 2, 3, 0, 2, 1])
",
        build: trim_zeros,
        ..EDIT
    },
    Op {
        name: "coarsen",
        places: &[Place::Da],
        params: "reduction, x, axes, trim_excess=False, **kwargs",
        doc: "Neighbouring elements reduced to one: `axes` says how many along each axis.",
        examples: "
>>> x = da.from_array([1, 2, 3, 4, 5, 6])
>>> da.coarsen(np.sum, x, {0: 2}).compute()
array([ 3,  7, 11])
>>> da.coarsen(np.max, x, {0: 3}).compute()
array([3, 6])
",
        build: coarsen,
        ..EDIT
    },
];

/// The array that is edited and the axis: its elements along one where no axis is given.
fn along(args: &Args) -> Result<(Lazy, usize, usize)> {
    let array = args.array("arr")?;
    let (array, axis) = match args.axis("axis", array.ndim())? {
        Some(axis) => (array, axis),
        None => (flat(&array)?, 0),
    };
    let len =
        array.lengths()[axis].ok_or_else(|| args.wrong("arr", "an array whose length along the axis is known"))?;
    Ok((array, axis, len))
}

/// The places that an argument names.
enum Places {
    /// One place by itself, or the only one of a list.
    One(i128),
    Many(Vec<i128>),
}

fn places(args: &Args, len: usize) -> Result<Places> {
    match args.need("obj")? {
        Value::Slice(s) => {
            let bound = |v: &Value| {
                if v.is_none() {
                    Ok(None)
                } else {
                    v.as_int().map(Some).ok_or_else(|| args.wrong("obj", "a slice of integers"))
                }
            };
            let (first, step, count) = build::slice_places(len, bound(&s.start)?, bound(&s.stop)?, bound(&s.step)?)?;
            Ok(Places::Many((0..count as i128).map(|i| first as i128 + i * step as i128).collect()))
        }
        value => {
            if let Some(at) = value.as_int().filter(|_| !matches!(value, Value::Bool(_))) {
                return Ok(Places::One(at));
            }
            let block = args.block("obj")?;
            match block.dtype() {
                DType::Bool if block.ndim() == 1 => {
                    if block.size() != len && args.op.name == "delete" {
                        let message = format!(
                            "boolean array argument `obj` to delete must be one-dimensional and match the axis length of {len}"
                        );
                        return Err(args.at("obj", value_error(message)));
                    }
                    let set = block.to_vec::<bool>().into_iter().enumerate().filter(|(_, t)| *t);
                    Ok(Places::Many(set.map(|(i, _)| i as i128).collect()))
                }
                d if d.is_integer() || block.size() == 0 => Ok(match &block.to_vec::<i64>()[..] {
                    [one] if args.op.name == "insert" && block.ndim() == 0 => Places::One(i128::from(*one)),
                    all => Places::Many(all.iter().map(|&i| i128::from(i)).collect()),
                }),
                _ => Err(args.at("obj", index_error("arrays used as indices must be of integer (or boolean) type"))),
            }
        }
    }
}

fn outside(args: &Args, at: i128, axis: usize, len: usize) -> crate::diag::Error {
    args.at("obj", index_error(format!("index {at} is out of bounds for axis {axis} with size {len}")))
}

/// A place before which something can be put in: up to the length itself.
fn gap(args: &Args, at: i128, axis: usize, len: usize) -> Result<usize> {
    let n = len as i128;
    if (-n..=n).contains(&at) {
        Ok((if at < 0 { at + n } else { at }) as usize)
    } else {
        Err(outside(args, at, axis, len))
    }
}

fn insert(args: &mut Args) -> Result<Value> {
    let (array, axis, len) = along(args)?;
    let places = places(args, len)?;
    // Python's numbers must fit; the elements of arrays are cast.
    let values = match args.need("values")? {
        Value::Array(_) | Value::Lazy(_) | Value::Scalar(_) | Value::Masked(_) => args.array("values")?,
        value => convert::whole(convert::to_block(value, Some(array.dtype())).map_err(|e| args.at("values", e))?),
    };
    let values = build::cast(&values, array.dtype());
    let mut shape = array.node.shape();
    if let Some(at) = match &places {
        Places::One(at) => Some(*at),
        Places::Many(all) if all.len() == 1 => Some(all[0]),
        Places::Many(_) => None,
    } {
        let at = gap(args, at, axis, len)?;
        let mut values =
            build::expand_dims(&values, &(0..array.ndim().saturating_sub(values.ndim())).collect::<Vec<_>>());
        if matches!(places, Places::One(_)) {
            // A single place takes an array without the axis: it is moved to where the axis is.
            values = build::move_axis(&values, 0, axis);
        }
        shape[axis] = values.node.shape()[axis];
        let values = build::broadcast_to(&values, &shape).map_err(|e| args.at("values", e))?;
        let parts = [slice(&array, axis, 0, at)?, values, slice(&array, axis, at, len)?];
        return args.answer_array(build::concat(&parts, axis)?);
    }
    let Places::Many(all) = places else { return args.answer_array(array) };
    let gaps: Vec<usize> = all.iter().map(|&i| gap(args, i, axis, len)).collect::<Result<_>>()?;
    shape[axis] = gaps.len();
    let values = build::broadcast_to(&values, &shape).map_err(|e| args.at("values", e))?;
    let mut order: Vec<usize> = (0..gaps.len()).collect();
    order.sort_by_key(|&k| gaps[k]);
    if gaps.len() * FAR < len {
        return args.answer_array(between(&array, axis, &values, &order, &gaps)?);
    }
    let mut from = Vec::with_capacity(len + gaps.len());
    let mut done = 0;
    for k in order {
        from.extend(done..gaps[k]);
        from.push(len + k);
        done = gaps[k];
    }
    from.extend(done..len);
    args.answer_array(build::take(&build::concat(&[array, values], axis)?, axis, from.into()))
}

/// Elements to a gap from which on the stretches between gaps are copied whole.
const FAR: usize = 4096;

/// The array with the values, in this order, in its gaps.
fn between(array: &Lazy, axis: usize, values: &Lazy, order: &[usize], gaps: &[usize]) -> Result<Lazy> {
    let len = array.node.shape()[axis];
    let mut parts = Vec::with_capacity(2 * gaps.len() + 1);
    let mut done = 0;
    for &k in order {
        parts.push(slice(array, axis, done, gaps[k])?);
        parts.push(slice(values, axis, k, k + 1)?);
        done = gaps[k];
    }
    parts.push(slice(array, axis, done, len)?);
    build::concat(&parts, axis)
}

fn delete(args: &mut Args) -> Result<Value> {
    let (array, axis, len) = along(args)?;
    let gone = match places(args, len)? {
        Places::One(at) => vec![at],
        Places::Many(all) => all,
    };
    let n = len as i128;
    let mut keep = vec![true; len];
    for at in gone {
        if !(-n..n).contains(&at) {
            return Err(outside(args, at, axis, len));
        }
        keep[(if at < 0 { at + n } else { at }) as usize] = false;
    }
    let keep = convert::whole(Block::from_slice(&[len], &keep));
    args.answer_array(build::compress(&array, &keep, axis)?)
}

fn trim_zeros(args: &mut Args) -> Result<Value> {
    let array = args.array("filt")?;
    let trim = args.text("trim")?.unwrap_or("fb").to_ascii_lowercase();
    if trim.is_empty() || !trim.chars().all(|c| c == 'f' || c == 'b') {
        return Err(args.at("trim", value_error(format!("unexpected character(s) in `trim`: '{trim}'"))));
    }
    // A sequence stays one.
    match args.need("filt")? {
        Value::List(items) if array.ndim() == 1 && !args.is_lazy() => {
            return Ok(Value::list(trimmed_items(&items.read_recursive(), &trim)));
        }
        Value::Tuple(items) if array.ndim() == 1 && !args.is_lazy() => {
            return Ok(Value::tuple(trimmed_items(items, &trim)));
        }
        _ => {}
    }
    let axes = args.axes("axis", array.ndim())?.unwrap_or_else(|| (0..array.ndim()).collect());
    // Which elements are there decides the shape, so a lazy array is computed here.
    let block = array.compute()?;
    let set = block.cast(DType::Bool).contiguous();
    let mut trimmed = array.clone();
    for axis in axes {
        let (before, after) = zeros_around(set.slice::<bool>(), block.shape(), axis);
        let len = block.shape()[axis];
        let from = if trim.contains('f') { before } else { 0 };
        let to = if trim.contains('b') { len - after } else { len };
        trimmed = slice(&trimmed, axis, from, to.max(from))?;
    }
    args.answer_view("filt", trimmed)
}

/// The items of a plain sequence of numbers without those zeros.
fn trimmed_items(items: &[Value], trim: &str) -> Vec<Value> {
    let set = |v: &Value| v.as_scalar().is_none_or(|n| n.is_true());
    let from = if trim.contains('f') { items.iter().position(set).unwrap_or(items.len()) } else { 0 };
    let to = if trim.contains('b') { items.iter().rposition(set).map_or(0, |k| k + 1) } else { items.len() };
    items.get(from..to).unwrap_or_default().to_vec()
}

/// How many places along an axis hold nothing but zeros before the first and after the last that hold more.
fn zeros_around(set: &[bool], shape: &[usize], axis: usize) -> (usize, usize) {
    let (len, inner) = (shape[axis], shape[axis + 1..].iter().product::<usize>());
    let mut any = vec![false; len];
    set.iter().enumerate().filter(|(_, s)| **s).for_each(|(i, _)| any[i / inner % len] = true);
    match (any.iter().position(|a| *a), any.iter().rposition(|a| *a)) {
        (Some(first), Some(last)) => (first, len - 1 - last),
        _ => (len, 0),
    }
}

fn coarsen(args: &mut Args) -> Result<Value> {
    let array = args.array("x")?;
    let trim = args.bool("trim_excess", false)?;
    let Value::Dict(sizes) = args.need("axes")? else { return Err(args.wrong("axes", "a dict of axes and sizes")) };
    let mut side: Dims = Dims::from_elem(1, array.ndim());
    for (axis, size) in sizes.read().iter() {
        let (Some(axis), Some(size)) =
            (axis.as_int(), size.as_int().and_then(|n| usize::try_from(n).ok()).filter(|&n| n > 0))
        else {
            return Err(args.wrong("axes", "a dict of axes and sizes, which are at least 1"));
        };
        side[normal_axis(axis, array.ndim()).map_err(|e| args.at("axes", e))?] = size;
    }
    let shape = array.known_shape().ok_or_else(|| args.wrong("x", "an array whose lengths are known"))?;
    let uneven = shape.iter().zip(&side).any(|(n, s)| n % s != 0);
    if uneven && !trim {
        let error = value_error(format!(
            "Coarsening factors {:?} do not align with the shape {}",
            side.as_slice(),
            build::shape_text(&shape)
        ));
        return Err(args.at("axes", error.help("trim_excess=True leaves out what is left over")));
    }
    let aligned = Grid::new(array.grid().axes.iter().zip(&side).map(|(c, &s)| align(c, s)).collect());
    let mut even = array;
    for k in 0..shape.len() {
        even = slice(&even, k, 0, shape[k] / side[k] * side[k])?;
    }
    let split: Dims = shape.iter().zip(&side).flat_map(|(n, &s)| [n / s, s]).collect();
    let pieces = |(cut, &s): (&Cut, &usize)| {
        let counts: Vec<usize> = cut.iter().map(|n| n / s).collect();
        [Cut::sizes(&counts), Cut::whole(s)]
    };
    let grid = Grid::new(aligned.axes.iter().zip(&side).flat_map(pieces).collect());
    let split = build::rechunk(&build::reshape(&build::rechunk(&even, aligned), &split)?, grid);
    let axes = Value::tuple((0..shape.len()).map(|k| Value::Int(2 * k as i128 + 1)));
    reduce(args, split, axes)
}

/// The cut with sizes that are multiples of `side`, without what is left over at the end: what the chunks have beyond a
/// multiple goes to the smallest of those that are none, then to the smallest others.
fn align(cut: &Cut, side: usize) -> Cut {
    match cut {
        _ if side == 1 => return cut.clone(),
        Cut::Even { len, size } if size % side == 0 => return Cut::even(len / side * side, *size),
        _ => {}
    }
    let mut sizes: Vec<usize> = cut.iter().map(|n| n / side * side).collect();
    let beyond: usize = cut.iter().map(|n| n % side).sum();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&i| (cut.size(i).is_multiple_of(side), sizes[i]));
    for &i in order.iter().take(beyond / side) {
        sizes[i] += side;
    }
    sizes.retain(|&n| n > 0);
    Cut::sizes(&sizes)
}

/// What the function given as `reduction` makes of the array over these axes.
fn reduce(args: &Args, array: Lazy, axes: Value) -> Result<Value> {
    let Value::Object(function) = args.need("reduction")? else { return Err(args.wrong("reduction", "a function")) };
    let mut named = vec![("axis".to_owned(), axes, None)];
    if let Some(Value::Dict(more)) = args.get("kwargs") {
        named.extend(more.read().iter().filter_map(|(k, v)| Some((k.as_str()?.to_owned(), v.clone(), None))));
    }
    let Some(answer) = function.call(vec![(Value::Lazy(array), None)], named) else {
        return Err(args.wrong("reduction", "a function"));
    };
    match answer? {
        Value::Lazy(a) => Ok(Value::Lazy(a)),
        Value::Array(a) => Ok(Value::Lazy(convert::whole(Plain::block(&a)))),
        other => {
            Err(args.at("reduction", type_error(format!("the reduction gave a {}, and no array", other.type_name()))))
        }
    }
}
