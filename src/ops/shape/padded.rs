//! `pad`: elements added at the ends of axes.

use super::padding::{Mode, Pair, odd, places, ramp, statistic};
use super::slice;
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Dims, Grid, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::custom::named_of;
use crate::ops::{Args, BOTH, Family, Op, nearest_of};

const PAD: Op = Op::of(Family::Shape, BOTH);

/// The row of `pad`.
pub static PADDED: &[Op] = &[Op {
    name: "pad",
    params: "array, pad_width, mode='constant', *, constant_values=0, end_values=0, stat_length=None, reflect_type='even', **kwargs",
    doc: "Elements added before and after an array along its axes.\n\n`pad_width` is a number for all ends, a pair `(before, after)` for all axes, a pair for each axis, or a dict of axes. The modes are `constant`, `edge`, `linear_ramp`, `maximum`, `mean`, `median`, `minimum`, `reflect`, `symmetric`, `wrap` and `empty`.\n\nThe mode may be a function as well: it is given each vector along each axis, with room at both ends, the pair of widths, the axis and a dict of further named arguments, and writes into the vector.",
    examples: "
>>> a = [1, 2, 3, 4, 5]
>>> np.pad(a, (2, 3), 'constant', constant_values=(4, 6))
array([4, 4, 1, 2, 3, 4, 5, 6, 6, 6])
>>> np.pad(a, (2, 3), 'edge')
array([1, 1, 1, 2, 3, 4, 5, 5, 5, 5])
>>> np.pad(a, (2, 3), 'linear_ramp', end_values=(5, -4))
array([ 5,  3,  1,  2,  3,  4,  5,  2, -1, -4])
>>> np.pad(a, (2, 3), 'reflect')
array([3, 2, 1, 2, 3, 4, 5, 4, 3, 2])
>>> np.pad(a, (2, 3), 'reflect', reflect_type='odd')
array([-1,  0,  1,  2,  3,  4,  5,  6,  7,  8])
>>> np.pad(a, (2, 3), 'symmetric')
array([2, 1, 1, 2, 3, 4, 5, 5, 4, 3])
>>> np.pad(a, (2, 3), 'wrap')
array([4, 5, 1, 2, 3, 4, 5, 1, 2, 3])
>>> np.pad([[1, 2], [3, 4]], ((3, 2), (2, 3)), 'minimum')
array([[1, 1, 1, 2, 1, 1, 1],
       [1, 1, 1, 2, 1, 1, 1],
       [1, 1, 1, 2, 1, 1, 1],
       [1, 1, 1, 2, 1, 1, 1],
       [3, 3, 3, 4, 3, 3, 3],
       [1, 1, 1, 2, 1, 1, 1],
       [1, 1, 1, 2, 1, 1, 1]])
",
    build: pad,
    ..PAD
}];

fn pad(args: &mut Args) -> Result<Value> {
    let mut array = args.array("array")?;
    let ndim = array.ndim();
    if array.known_shape().is_none() {
        return Err(args.wrong("array", "an array whose lengths are known"));
    }
    let widths = widths(args, ndim)?;
    if let Some(function @ Value::Object(_)) = args.get("mode") {
        let named = args.raw("kwargs").cloned().unwrap_or_else(|| Value::Dict(Default::default()));
        return by_function(&array, &widths, function, &named).and_then(|array| args.answer_array(array));
    }
    if let [(name, _), ..] = &named_of(args, "kwargs")[..] {
        return Err(type_error(format!("unsupported keyword arguments for a mode of pad(): {name}")).help(
            "constant_values, end_values, stat_length and reflect_type; a function as the mode gets all others",
        ));
    }
    let mode = mode(args, &array)?;
    for (axis, &[before, after]) in widths.iter().enumerate() {
        if before == 0 && after == 0 {
            continue;
        }
        let len = array.node.shape()[axis];
        if len == 0 && !matches!(mode, Mode::Constant(_) | Mode::Empty) {
            let message = format!("can't extend empty axis {axis} using modes other than 'constant' or 'empty'");
            return Err(args.at("array", value_error(message)));
        }
        array = padded(&array, axis, [before, after], &mode)?;
    }
    args.answer_array(array)
}

/// The array with room around it, into which a function writes: each vector along each axis in turn.
fn by_function(array: &Lazy, widths: &[Pair<usize>], function: &Value, named: &Value) -> Result<Lazy> {
    let Value::Object(function) = function else { return Ok(array.clone()) };
    let mut roomy = array.clone();
    for (axis, width) in widths.iter().enumerate() {
        roomy = padded(&roomy, axis, *width, &Mode::Empty)?;
    }
    let room = Plain::new(roomy.compute()?.to_owned_c());
    for (axis, width) in widths.iter().enumerate() {
        let mut others: Dims = room.shape().into();
        others[axis] = 1;
        let pair = Value::tuple(width.map(|n| Value::Int(n as i128)));
        for at in ndarray::indices(&others[..]) {
            let start = ndarray::Dimension::slice(&at).to_vec();
            let line = room.view(|block| {
                let mut len: Dims = Dims::from_elem(1, block.ndim());
                len[axis] = block.shape()[axis];
                let part = block.part(&start, &len);
                part.with_layout(
                    part.offset(),
                    Dims::from_elem(len[axis], 1),
                    [part.strides()[axis]].into_iter().collect(),
                )
            });
            let given = [Value::Array(line), pair.clone(), Value::Int(axis as i128), named.clone()];
            let given = given.into_iter().map(|v| (v, None)).collect();
            function.call(given, Vec::new()).unwrap_or_else(|| Err(type_error("the mode cannot be called")))?;
        }
    }
    Ok(convert::whole(room.block()))
}

/// How many elements come before and after, for each axis.
fn widths(args: &Args, ndim: usize) -> Result<Vec<Pair<usize>>> {
    let width = |num: Num| match num.as_int() {
        Some(n) => {
            usize::try_from(n).map_err(|_| args.at("pad_width", value_error("index can't contain negative values")))
        }
        None => Err(args.at("pad_width", type_error("`pad_width` must be of integral type."))),
    };
    let both = |[a, b]: Pair<Num>| -> Result<Pair<usize>> { Ok([width(a)?, width(b)?]) };
    if let Value::Dict(dict) = args.need("pad_width")? {
        let mut pairs = vec![[0, 0]; ndim];
        for (axis, value) in dict.read().iter() {
            let axis = axis.as_int().ok_or_else(|| args.wrong("pad_width", "a dict of axes"))?;
            let axis = crate::ops::normal_axis(axis, ndim).map_err(|e| args.at("pad_width", e))?;
            pairs[axis] = both(pairs_of(args, "pad_width", value, 1)?[0])?;
        }
        return Ok(pairs);
    }
    pairs_of(args, "pad_width", args.need("pad_width")?, ndim)?.into_iter().map(both).collect()
}

/// A pair of numbers for each axis, from whatever broadcasts to that.
fn pairs_of(args: &Args, name: &str, value: &Value, ndim: usize) -> Result<Vec<Pair<Num>>> {
    let block = convert::to_block(value, None).map_err(|e| args.at(name, e))?;
    let wide = build::broadcast_to(&convert::whole(block), &[ndim, 2]).ok().and_then(|a| a.as_block());
    let Some(wide) = wide else {
        let error = value_error(format!("{}(): `{name}` does not fit an array of {ndim} dimensions", args.op.name));
        return Err(args.at(name, error.help("give a number, a pair, or a pair for each axis")));
    };
    Ok((0..ndim).map(|k| [wide.at(&[k, 0]).num, wide.at(&[k, 1]).num]).collect())
}

const MODES: [&str; 11] = [
    "constant",
    "edge",
    "linear_ramp",
    "maximum",
    "mean",
    "median",
    "minimum",
    "reflect",
    "symmetric",
    "wrap",
    "empty",
];

fn mode(args: &Args, array: &Lazy) -> Result<Mode> {
    let ndim = array.ndim();
    let name = args.text("mode")?.unwrap_or("constant");
    let numbers = |param: &str| match args.get(param) {
        None => Ok(vec![[Num::Int(0); 2]; ndim]),
        Some(value) => pairs_of(args, param, value, ndim),
    };
    let is_odd = match args.text("reflect_type")?.unwrap_or("even") {
        "even" => false,
        "odd" => true,
        other => {
            let error = value_error(format!("reflect_type '{other}' is not supported: it is 'even' or 'odd'"));
            return Err(args.at("reflect_type", error));
        }
    };
    Ok(match name {
        "constant" => Mode::Constant(numbers("constant_values")?),
        "linear_ramp" => Mode::Ramp(numbers("end_values")?),
        "edge" => Mode::Edge,
        "wrap" => Mode::Wrap,
        "empty" => Mode::Empty,
        "reflect" => Mode::Reflect { odd: is_odd },
        "symmetric" => Mode::Symmetric { odd: is_odd },
        "maximum" => Mode::Statistic("max", lengths(args, array, true)?),
        "minimum" => Mode::Statistic("min", lengths(args, array, true)?),
        "mean" => Mode::Statistic("mean", lengths(args, array, false)?),
        "median" => Mode::Statistic("median", lengths(args, array, false)?),
        other => {
            let error = value_error(format!("mode '{other}' is not supported"));
            return Err(args.at("mode", error.help(nearest_of(other, &MODES))));
        }
    })
}

/// Over how many elements from each end the statistics go.
fn lengths(args: &Args, array: &Lazy, needs_one: bool) -> Result<Vec<Pair<usize>>> {
    let shape = array.node.shape();
    let Some(value) = args.get("stat_length") else { return Ok(shape.iter().map(|&n| [n, n]).collect()) };
    let pairs = pairs_of(args, "stat_length", value, shape.len())?;
    let length = |num: Num, n: usize| match num.as_int().and_then(|k| usize::try_from(k).ok()) {
        None => Err(args.at("stat_length", value_error("index can't contain negative values"))),
        Some(0) if needs_one => {
            Err(args.at("stat_length", value_error("stat_length of 0 yields no value for padding")))
        }
        Some(k) => Ok(k.min(n)),
    };
    pairs.into_iter().zip(&shape).map(|([a, b], &n)| Ok([length(a, n)?, length(b, n)?])).collect()
}

/// The array with so many elements before and after along one axis.
fn padded(array: &Lazy, axis: usize, width: Pair<usize>, mode: &Mode) -> Result<Lazy> {
    let len = array.node.shape()[axis];
    let edges = || -> Result<Pair<Lazy>> { Ok([slice(array, axis, 0, 1)?, slice(array, axis, len - 1, len)?]) };
    let repeated =
        |[a, b]: Pair<Lazy>| -> Result<Pair<Lazy>> { Ok([wide(&a, axis, width[0])?, wide(&b, axis, width[1])?]) };
    let [before, after] = match mode {
        Mode::Constant(values) => {
            let [a, b] = values[axis];
            [constant(array, axis, width[0], a), constant(array, axis, width[1], b)]
        }
        Mode::Empty => width.map(|n| constant(array, axis, n, Num::Int(0))),
        Mode::Edge => repeated(edges()?)?,
        Mode::Ramp(ends) => {
            let [a, b] = edges()?;
            [ramp(&a, axis, width[0], ends[axis][0], false)?, ramp(&b, axis, width[1], ends[axis][1], true)?]
        }
        Mode::Statistic(name, lengths) => {
            let [first, last] = lengths[axis];
            let parts = [slice(array, axis, 0, first)?, slice(array, axis, len - last, len)?];
            repeated([statistic(name, &parts[0], axis)?, statistic(name, &parts[1], axis)?])?
        }
        Mode::Reflect { odd: true } | Mode::Symmetric { odd: true } => odd(array, axis, width, mode)?,
        Mode::Reflect { .. } | Mode::Symmetric { .. } | Mode::Wrap => {
            let take = |at: std::ops::Range<isize>| build::take(array, axis, places(at, len, mode).into());
            [take(-(width[0] as isize)..0), take(len as isize..(len + width[1]) as isize)]
        }
    };
    let parts: Vec<Lazy> = [(width[0], before), (len, array.clone()), (width[1], after)]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(_, part)| part)
        .collect();
    build::concat(&parts, axis)
}

/// An array of length 1 along an axis, repeated to a length.
fn wide(array: &Lazy, axis: usize, len: usize) -> Result<Lazy> {
    let mut shape = array.node.shape();
    shape[axis] = len;
    build::broadcast_to(array, &shape)
}

/// One number in the array's shape and chunks, but for the length along an axis.
fn constant(array: &Lazy, axis: usize, len: usize, value: Num) -> Lazy {
    let mut grid: Grid = array.grid().clone();
    grid.axes[axis] = crate::chunk::Cut::whole(len);
    build::full("pad", cast(value, array.dtype()), array.dtype(), grid)
}

/// The number as NumPy assigns it to an array of that dtype.
fn cast(value: Num, dtype: DType) -> Num {
    Block::full(dtype, &[], value).first().num
}
