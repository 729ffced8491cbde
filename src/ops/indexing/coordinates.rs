//! Places as coordinates and as numbers, and the places of patterns.

use std::sync::Arc;

use super::{Mode, mode};
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Dims};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::{Args, BOTH, Family, Op, Place};

const PLACE: Op = Op::of(Family::Index, BOTH);

/// The rows of coordinates.
pub static COORDINATES: &[Op] = &[
    Op {
        name: "unravel_index",
        params: "indices, shape, order='C'",
        doc: "The coordinates of elements, from their numbers in C order (or Fortran's).",
        examples: "
>>> np.unravel_index([22, 41, 37], (7, 6))
(array([3, 6, 6]), array([4, 5, 1]))
>>> np.unravel_index(1621, (6, 7, 8, 9))
(3, 1, 4, 1)
",
        build: unravel_index,
        ..PLACE
    },
    Op {
        name: "ravel_multi_index",
        params: "multi_index, dims, mode='raise', order='C'",
        doc: "The numbers of elements in C order (or Fortran's), from their coordinates.",
        examples: "
>>> arr = np.array([[3, 6, 6], [4, 5, 1]])
>>> np.ravel_multi_index(arr, (7, 6))
array([22, 41, 37])
>>> np.ravel_multi_index(arr, (4, 6), mode='clip')
array([22, 23, 19])
",
        build: ravel_multi_index,
        ..PLACE
    },
    Op {
        name: "diag_indices",
        places: &[Place::Np],
        params: "n, ndim=2",
        doc: "The coordinates of the main diagonal of an array of sides `n`.",
        examples: "
>>> np.diag_indices(3)
(array([0, 1, 2]), array([0, 1, 2]))
",
        build: |a| {
            let n = a.count("n")?.ok_or_else(|| a.wrong("n", "an integer"))?;
            diagonal(n, a.count("ndim")?.unwrap_or(2))
        },
        ..PLACE
    },
    Op {
        name: "diag_indices_from",
        places: &[Place::Np],
        params: "arr",
        doc: "The coordinates of the main diagonal of an array.",
        examples: "
>>> np.diag_indices_from(np.zeros((2, 2)))
(array([0, 1]), array([0, 1]))
",
        build: |a| {
            let shape = a.array("arr")?.node.shape();
            if shape.len() < 2 {
                return Err(a.at("arr", value_error("input array must be at least 2-d")));
            }
            if shape.windows(2).any(|w| w[0] != w[1]) {
                return Err(a.at("arr", value_error("All dimensions of input must be of equal length")));
            }
            diagonal(shape[0], shape.len())
        },
        ..PLACE
    },
    Op {
        name: "tril_indices",
        params: "n, k=0, m=None, chunks='auto'",
        doc: "The coordinates of the lower triangle of an `n` by `m` matrix, up to its `k`-th diagonal.",
        examples: "
>>> np.tril_indices(3)
(array([0, 1, 1, 2, 2, 2]), array([0, 0, 1, 0, 1, 2]))
",
        build: |a| numbered_triangle(a, |row, column, k| column <= row + k),
        ..PLACE
    },
    Op {
        name: "triu_indices",
        params: "n, k=0, m=None, chunks='auto'",
        doc: "The coordinates of the upper triangle of an `n` by `m` matrix, from its `k`-th diagonal on.",
        examples: "
>>> np.triu_indices(3, 1)
(array([0, 0, 1]), array([1, 2, 2]))
",
        build: |a| numbered_triangle(a, |row, column, k| column >= row + k),
        ..PLACE
    },
    Op {
        name: "tril_indices_from",
        params: "arr, k=0",
        doc: "The coordinates of the lower triangle of a matrix, up to its `k`-th diagonal.",
        examples: "
>>> np.tril_indices_from(np.ones((2, 3)))
(array([0, 1, 1]), array([0, 0, 1]))
",
        build: |a| triangle_of(a, |row, column, k| column <= row + k),
        ..PLACE
    },
    Op {
        name: "triu_indices_from",
        params: "arr, k=0",
        doc: "The coordinates of the upper triangle of a matrix, from its `k`-th diagonal on.",
        examples: "
>>> np.triu_indices_from(np.ones((2, 3)))
(array([0, 0, 0, 1, 1]), array([0, 1, 2, 1, 2]))
",
        build: |a| triangle_of(a, |row, column, k| column >= row + k),
        ..PLACE
    },
    Op {
        name: "ix_",
        places: &[Place::Np],
        params: "*args",
        doc: "Places along each axis as arrays that broadcast to a grid: an index of rows and columns.",
        examples: "
>>> a = np.arange(10).reshape(2, 5)
>>> a[np.ix_([0, 1], [2, 4])]
array([[2, 4],
       [7, 9]])
",
        build: ix,
        ..PLACE
    },
];

/// The strides of a shape in elements, in C order or Fortran's.
fn strides(args: &Args, name: &str) -> Result<Vec<(i64, i64)>> {
    let shape = args.shape(name)?;
    let fortran = match args.text("order")?.unwrap_or("C") {
        "C" => false,
        "F" => true,
        other => {
            return Err(args.at("order", value_error(format!("only 'C' or 'F' order is permitted (got '{other}')"))));
        }
    };
    let mut stride = 1i64;
    let mut found: Vec<(i64, i64)> = Vec::new();
    let lengths: Vec<usize> = if fortran { shape.to_vec() } else { shape.iter().rev().copied().collect() };
    for n in lengths {
        found.push((n as i64, stride));
        let too_big = || {
            args.at(name, value_error("dimensions are too large; arrays and shapes with a total size greater than 'intp' are not supported."))
        };
        stride = stride.checked_mul(n as i64).ok_or_else(too_big)?;
    }
    if !fortran {
        found.reverse();
    }
    Ok(found)
}

fn whole_numbers(args: &Args, name: &str, array: &Lazy) -> Result<Lazy> {
    if array.dtype().is_integer() || array.dtype() == DType::Bool {
        return Ok(build::cast(array, DType::I64));
    }
    Err(args.at(name, type_error("only int indices permitted")))
}

fn unravel_index(args: &mut Args) -> Result<Value> {
    let numbers = whole_numbers(args, "indices", &args.array("indices")?)?;
    let axes = strides(args, "shape")?;
    let size = axes.iter().map(|(n, _)| n).product();
    let coordinate = |&(len, stride): &(i64, i64)| {
        let kernel = Arc::new(Coordinate { len, stride, size });
        build::map("unravel_index", kernel, DType::I64, std::slice::from_ref(&numbers))
    };
    args.answers(axes.iter().map(coordinate).collect::<Result<_>>()?)
}

/// The coordinate along one axis, from an element's number.
#[derive(Debug)]
struct Coordinate {
    len: i64,
    stride: i64,
    size: i64,
}

impl MapKernel for Coordinate {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let numbers = operands[0].lane::<i64>();
        for (i, o) in out.slice::<i64>().iter_mut().enumerate() {
            let n = of(numbers, i);
            if !(0..self.size).contains(&n) {
                return Err(value_error(format!("index {n} is out of bounds for array with size {}", self.size)));
            }
            *o = n / self.stride % self.len;
        }
        Ok(())
    }

    fn cost(&self) -> f32 {
        5.0
    }
}

fn ravel_multi_index(args: &mut Args) -> Result<Value> {
    let axes = strides(args, "dims")?;
    let coordinates = args.arrays("multi_index")?;
    if coordinates.len() != axes.len() {
        let message = format!("parameter multi_index must be a sequence of length {}", axes.len());
        return Err(args.at("multi_index", value_error(message)));
    }
    let modes = match args.get("mode").and_then(Value::items) {
        None => vec![mode(args)?; axes.len()],
        Some(names) => names.iter().map(|v| mode_of(args, v)).collect::<Result<_>>()?,
    };
    if modes.len() != axes.len() {
        return Err(args.at("mode", value_error("there must be one mode for each axis")));
    }
    let inputs: Vec<Lazy> = coordinates.iter().map(|c| whole_numbers(args, "multi_index", c)).collect::<Result<_>>()?;
    let numbers = build::map("ravel_multi_index", Arc::new(Number { axes, modes }), DType::I64, &inputs)?;
    args.answer(numbers)
}

fn mode_of(args: &Args, value: &Value) -> Result<Mode> {
    match value.as_str() {
        Some("raise") => Ok(Mode::Raise),
        Some("wrap") => Ok(Mode::Wrap),
        Some("clip") => Ok(Mode::Clip),
        _ => Err(args.wrong("mode", "'raise', 'wrap' or 'clip', or one of them for each axis")),
    }
}

/// An element's number, from its coordinates.
#[derive(Debug)]
struct Number {
    axes: Vec<(i64, i64)>,
    modes: Vec<Mode>,
}

impl MapKernel for Number {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let out = out.slice::<i64>();
        out.fill(0);
        for ((operand, &(len, stride)), &mode) in operands.iter().zip(&self.axes).zip(&self.modes) {
            let places = operand.lane::<i64>();
            for (i, o) in out.iter_mut().enumerate() {
                let p = of(places, i);
                let at = mode.place(p, len as usize).filter(|_| mode != Mode::Raise || p >= 0);
                *o += at.ok_or_else(|| value_error("invalid entry in coordinates array"))? as i64 * stride;
            }
        }
        Ok(())
    }

    fn cost(&self) -> f32 {
        3.0
    }
}

fn of(lane: Lane<'_, i64>, i: usize) -> i64 {
    match lane {
        Lane::One(v) => v,
        Lane::Many(v) => v[i],
    }
}

fn diagonal(n: usize, ndim: usize) -> Result<Value> {
    let line = Plain::new(Block::from_slice(&[n], &(0..n as i64).collect::<Vec<_>>()));
    Ok(Value::tuple((0..ndim).map(|_| Value::Array(line.clone()))))
}

/// Whether the element at a row and a column belongs to a triangle.
type Inside = fn(i128, i128, i128) -> bool;

fn triangle(args: &Args, rows: usize, columns: usize, inside: Inside) -> Result<Value> {
    let k = args.int("k")?.unwrap_or(0);
    let (mut at_rows, mut at_columns) = (Vec::new(), Vec::new());
    for row in 0..rows {
        for column in (0..columns).filter(|&c| inside(row as i128, c as i128, k)) {
            at_rows.push(row as i64);
            at_columns.push(column as i64);
        }
    }
    let line = |places: Vec<i64>| {
        let block = Block::from_slice(&[places.len()], &places);
        args.answer_array(convert::whole(block))
    };
    Ok(Value::tuple([line(at_rows)?, line(at_columns)?]))
}

fn numbered_triangle(args: &mut Args, inside: Inside) -> Result<Value> {
    let rows = args.count("n")?.ok_or_else(|| args.wrong("n", "an integer"))?;
    let columns = args.count("m")?.unwrap_or(rows);
    triangle(args, rows, columns, inside)
}

fn triangle_of(args: &mut Args, inside: Inside) -> Result<Value> {
    let shape = args.array("arr")?.node.shape();
    let [rows, columns] = shape[..] else { return Err(args.at("arr", value_error("input array must be 2-d"))) };
    triangle(args, rows, columns, inside)
}

fn ix(args: &mut Args) -> Result<Value> {
    let lists = args.get("args").and_then(Value::items).unwrap_or_default();
    let ndim = lists.len();
    let line = |(k, value): (usize, &Value)| -> Result<Value> {
        let block = convert::to_lazy(value)?.compute()?;
        if block.ndim() != 1 {
            return Err(args.at("args", value_error("Cross index must be 1 dimensional")));
        }
        let places = match block.dtype() {
            DType::Bool => {
                let set = block.to_vec::<bool>().into_iter().enumerate().filter(|(_, t)| *t);
                let places: Vec<i64> = set.map(|(i, _)| i as i64).collect();
                Block::from_slice(&[places.len()], &places)
            }
            _ if block.size() == 0 => block.cast(DType::I64),
            _ => block,
        };
        let mut shape: Dims = Dims::from_elem(1, ndim);
        shape[k] = places.size();
        Ok(Value::Array(Plain::new(places.reshape(&shape))))
    };
    Ok(Value::tuple(lists.iter().enumerate().map(line).collect::<Result<Vec<_>>>()?))
}
