//! Arrays cut apart.

use super::slice;
use crate::array::{Lazy, Value};
use crate::diag::{Result, value_error};
use crate::ops::{Args, BOTH, Family, Op};

const CUT: Op = Op::of(Family::Shape, BOTH);

/// The rows that make several arrays of one.
pub static SPLIT: &[Op] = &[
    Op {
        name: "split",
        params: "ary, indices_or_sections, axis=0",
        doc: "An array cut into so many equal parts along an axis, or cut at these places.",
        examples: "
>>> np.split(np.arange(9.0), 3)
[array([0., 1., 2.]), array([3., 4., 5.]), array([6., 7., 8.])]
>>> np.split(np.arange(5), [2, 4])
[array([0, 1]), array([2, 3]), array([4])]
",
        build: |a| {
            let axis = axis_of(a)?;
            split(a, axis, true)
        },
        ..CUT
    },
    Op {
        name: "array_split",
        params: "ary, indices_or_sections, axis=0",
        doc: "An array cut into so many parts along an axis; the first ones are longer where they cannot be equal.",
        examples: "
>>> np.array_split(np.arange(8.0), 3)
[array([0., 1., 2.]), array([3., 4., 5.]), array([6., 7.])]
",
        build: |a| {
            let axis = axis_of(a)?;
            split(a, axis, false)
        },
        ..CUT
    },
    Op {
        name: "hsplit",
        params: "ary, indices_or_sections",
        doc: "An array cut into parts side by side: along the second axis, or the only one.",
        examples: "
>>> np.hsplit(np.arange(8.0).reshape(2, 4), 2)
[array([[0., 1.],
       [4., 5.]]), array([[2., 3.],
       [6., 7.]])]
",
        build: |a| {
            let n = at_least(a, 1)?;
            split(a, usize::from(n > 1), true)
        },
        ..CUT
    },
    Op {
        name: "vsplit",
        params: "ary, indices_or_sections",
        doc: "An array cut into parts on top of each other: along the first axis.",
        examples: "
>>> np.vsplit(np.arange(8.0).reshape(4, 2), [3])
[array([[0., 1.],
       [2., 3.],
       [4., 5.]]), array([[6., 7.]])]
",
        build: |a| {
            at_least(a, 2)?;
            split(a, 0, true)
        },
        ..CUT
    },
    Op {
        name: "dsplit",
        params: "ary, indices_or_sections",
        doc: "An array cut into parts along the third axis.",
        examples: "
>>> [x.shape for x in np.dsplit(np.arange(16.0).reshape(2, 2, 4), 2)]
[(2, 2, 2), (2, 2, 2)]
",
        build: |a| {
            at_least(a, 3)?;
            split(a, 2, true)
        },
        ..CUT
    },
    Op {
        name: "unstack",
        params: "x, /, *, axis=0",
        doc: "The arrays that lie along an axis, as a tuple.",
        examples: "
>>> np.unstack(np.arange(4).reshape(2, 2))
(array([0, 1]), array([2, 3]))
",
        build: unstack,
        ..CUT
    },
];

fn axis_of(args: &Args) -> Result<usize> {
    let ndim = args.array("ary")?.ndim();
    Ok(args.axis("axis", ndim)?.unwrap_or(0))
}

fn at_least(args: &Args, least: usize) -> Result<usize> {
    let n = args.array("ary")?.ndim();
    if n >= least {
        return Ok(n);
    }
    Err(args.at("ary", value_error(format!("{} only works on arrays of {least} or more dimensions", args.op.name))))
}

fn split(args: &Args, axis: usize, equal: bool) -> Result<Value> {
    let array = args.array("ary")?;
    let Some(len) = array.lengths().get(axis).copied().flatten() else {
        return Err(args.wrong("ary", "an array whose length along the axis is known"));
    };
    let borders = match args.need("indices_or_sections")?.as_int() {
        Some(parts) => even_borders(args, len, parts, equal)?,
        None => {
            let at = args.ints("indices_or_sections")?.unwrap_or_default();
            let n = len as i128;
            let place = |&i: &i128| (if i < 0 { (i + n).max(0) } else { i.min(n) }) as usize;
            std::iter::once(0).chain(at.iter().map(place)).chain([len]).collect()
        }
    };
    let part = |w: &[usize]| -> Result<Value> {
        let piece: Lazy = slice(&array, axis, w[0], w[1].max(w[0]))?;
        args.answer_view("ary", piece)
    };
    Ok(Value::list(borders.windows(2).map(part).collect::<Result<Vec<_>>>()?))
}

fn even_borders(args: &Args, len: usize, parts: i128, equal: bool) -> Result<Vec<usize>> {
    let Some(parts) = usize::try_from(parts).ok().filter(|&p| p > 0) else {
        return Err(args.at("indices_or_sections", value_error("number sections must be larger than 0.")));
    };
    if equal && !len.is_multiple_of(parts) {
        let error = value_error("array split does not result in an equal division");
        let help = format!("the axis has {len} elements, which {parts} does not divide; np.array_split allows that");
        return Err(args.at("indices_or_sections", error.help(help)));
    }
    let (each, more) = (len / parts, len % parts);
    Ok((0..=parts).map(|k| k * each + k.min(more)).collect())
}

fn unstack(args: &mut Args) -> Result<Value> {
    let array = args.array("x")?;
    if array.ndim() == 0 {
        return Err(args.at("x", value_error("Input array must be at least 1-d.")));
    }
    let axis = args.axis("axis", array.ndim())?.unwrap_or(0);
    let Some(len) = array.lengths()[axis] else {
        return Err(args.wrong("x", "an array whose length along the axis is known"));
    };
    let part = |i: usize| {
        let part = crate::array::build::squeeze(&slice(&array, axis, i, i + 1)?, &[axis]);
        if part.ndim() == 0 { args.answer(part) } else { args.answer_view("x", part) }
    };
    Ok(Value::tuple((0..len).map(part).collect::<Result<Vec<_>>>()?))
}
