//! `fromfunction` and `piecewise`.

use super::callee::{Callee, Wrap, Wrapped, named_of};
use super::layer::{Argument, Layer, labels_from_end};
use crate::array::build;
use crate::array::{Lazy, Plain, Value, convert};
use crate::chunk::{Block, DType, Element, Grid};
use crate::diag::{Result, index_error, value_error};
use crate::ops::row::{BOTH, Family, Op, Place};
use crate::ops::{self, Args};
use crate::with_dtype;

const CUSTOM: Op = Op::of(Family::Custom, BOTH);

pub static TABLE: &[Op] = &[
    Op {
        name: "fromfunction",
        places: &[Place::Np],
        params: "function, shape, *, dtype=float, like=None, **kwargs",
        doc: "An array of what a function gives for the coordinates.\n\nIt is called once, with an array of coordinates for each axis.",
        examples: "
>>> np.fromfunction(lambda i, j: i == j, (3, 3), dtype=int)
array([[ True, False, False],
       [False,  True, False],
       [False, False,  True]])
>>> np.fromfunction(lambda i, j: i + j, (2, 3))
array([[0., 1., 2.],
       [1., 2., 3.]])
",
        build: |args| {
            let shape = args.shape("shape")?;
            let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
            let grids = coordinates(&Grid::whole(&shape), dtype)?;
            let grids = grids.iter().map(|a| a.compute().map(|b| Value::Array(Plain::new(b.contiguous()))));
            Callee::of(args, "function")?.call(grids.collect::<Result<_>>()?, named_of(args, "kwargs"))
        },
        ..CUSTOM
    },
    Op {
        name: "fromfunction",
        places: &[Place::Da],
        params: "func, chunks='auto', shape=None, dtype=None, **kwargs",
        doc: "An array of what a function gives for the coordinates.\n\nIt is called for each chunk, with an array of coordinates for each axis.",
        examples: "
>>> da.fromfunction(lambda i, j: 10*i + j, shape=(3, 4), chunks=2, dtype=int).compute()
array([[ 0,  1,  2,  3],
       [10, 11, 12, 13],
       [20, 21, 22, 23]])
",
        build: |args| {
            let (chunks, shape) = ("chunks", "shape");
            // `da.fromfunction(f, (3, 4))`, as NumPy has it: the second is then the shape.
            let shape = args.shape(if args.get(shape).is_none() { chunks } else { shape })?;
            let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
            let named = args.get("shape").and(args.get(chunks));
            let grid = build::normalize_chunks(named, &shape, dtype, None).map_err(|e| args.at(chunks, e))?;
            let labels = labels_from_end(shape.len());
            let grids = coordinates(&grid, dtype)?;
            let values = grids.into_iter().map(|a| Argument::Array(a, labels.clone())).collect();
            let mut layer = Layer::new(Callee::of(args, "func")?, labels, values);
            layer.name = "fromfunction".to_owned();
            layer.named = named_of(args, "kwargs");
            layer.build().map(Value::Lazy)
        },
        ..CUSTOM
    },
    Op {
        name: "piecewise",
        params: "x, condlist, funclist, *args, **kw",
        doc: "Elements by the first function (or number) of a list whose condition holds, the last condition that holds winning.

Each function gets the elements where its condition is true. With a function more than there are conditions, the last
is for all other elements; else these are 0.",
        examples: "
>>> x = np.linspace(-2.5, 2.5, 6)
>>> np.piecewise(x, [x < 0, x >= 0], [-1, 1])
array([-1., -1., -1.,  1.,  1.,  1.])
>>> np.piecewise(x, [x < 0, x >= 0], [lambda x: -x, lambda x: x])
array([2.5, 1.5, 0.5, 0.5, 1.5, 2.5])
>>> y = da.from_array(x, chunks=4)
>>> da.piecewise(y, [y < 0], [lambda v: v * 10, lambda v: v]).compute()
array([-25. , -15. ,  -5. ,   0.5,   1.5,   2.5])
",
        build: piecewise,
        ..CUSTOM
    },
];

/// For each axis, the array of the coordinates along it.
fn coordinates(grid: &Grid, dtype: DType) -> Result<Vec<Lazy>> {
    let shape = grid.shape();
    let axis = |k: usize| {
        let numbers =
            ops::call("arange", &[], &[("start", Value::Int(shape[k] as i128)), ("dtype", Value::DType(dtype))])?;
        let at: Vec<usize> = (0..shape.len()).filter(|&j| j != k).collect();
        let wide = build::broadcast_to(&build::expand_dims(&numbers, &at), &shape)?;
        Ok(build::rechunk(&wide, grid.clone()))
    };
    (0..shape.len()).map(axis).collect()
}

/// A value for the elements where a condition holds.
#[derive(Debug)]
enum Piece {
    Number(Value),
    Function(Callee),
}

/// The pieces of a block.
#[derive(Debug)]
struct Pieces {
    pieces: Vec<Piece>,
    more: Vec<Value>,
    named: Vec<(String, Value)>,
}

impl Wrap for Pieces {
    fn name(&self) -> String {
        "piecewise".to_owned()
    }

    fn run(&self, trying: bool, positional: Vec<Value>, _: Vec<(String, Value)>) -> Result<Value> {
        let blocks = positional.iter().map(|v| convert::to_block(v, None)).collect::<Result<Vec<_>>>()?;
        let Some((x, conditions)) = blocks.split_first() else { return Ok(Value::None) };
        let x = x.contiguous();
        let mut masks = Vec::with_capacity(self.pieces.len());
        for condition in conditions {
            masks.push(condition.cast(DType::Bool).broadcast_to(x.shape()).to_vec::<bool>());
        }
        if self.pieces.len() > masks.len() {
            masks.push((0..x.size()).map(|i| !masks.iter().any(|m| m[i])).collect());
        }
        let mut out = Block::full(x.dtype(), x.shape(), crate::chunk::Num::Int(0));
        for (piece, mask) in self.pieces.iter().zip(&masks) {
            let places: Vec<usize> = (0..mask.len()).filter(|&i| mask[i]).collect();
            if !places.is_empty() {
                let values = self.values(trying, piece, &x, &places)?;
                with_dtype!(x.dtype(), T => put::<T>(out.slice_mut::<T>(), &places, &values.cast(x.dtype())));
            }
        }
        Ok(Value::Array(Plain::new(out)))
    }
}

impl Pieces {
    fn values(&self, trying: bool, piece: &Piece, x: &Block, places: &[usize]) -> Result<Block> {
        let callee = match piece {
            Piece::Number(value) if value.as_scalar().is_some() => {
                let num = convert::stored_number(value, x.dtype())?;
                return Ok(Block::full(x.dtype(), &[], num));
            }
            Piece::Number(value) => return convert::to_block(value, None),
            Piece::Function(callee) => callee,
        };
        let chosen = with_dtype!(x.dtype(), T => {
            let all = x.slice::<T>();
            Block::from_slice(&[places.len()], &places.iter().map(|&i| all[i]).collect::<Vec<T>>())
        });
        let mut values = vec![Value::Array(Plain::new(chosen))];
        values.extend(self.more.iter().cloned());
        let answer = callee.block(&callee.invoke(trying, values, self.named.clone())?)?;
        match answer.size() {
            1 => Ok(answer),
            n if n == places.len() => Ok(answer),
            n => Err(value_error(format!(
                "piecewise: {} gave {n} elements for the {} where its condition holds",
                callee.name,
                places.len()
            ))),
        }
    }
}

/// Writes elements to places; one for all of them, if there is but one.
fn put<T: Element>(out: &mut [T], places: &[usize], values: &Block) {
    let values = values.to_vec::<T>();
    for (k, &place) in places.iter().enumerate() {
        out[place] = values[if values.len() == 1 { 0 } else { k }];
    }
}

fn piecewise(args: &mut Args) -> Result<Value> {
    let x = args.array("x")?;
    let conditions = conditions(args, x.ndim())?;
    let functions = args.sequence("funclist")?;
    let n = conditions.len();
    if functions.len() != n && functions.len() != n + 1 {
        let message =
            format!("with {n} condition(s), either {n} or {} functions are expected, not {}", n + 1, functions.len());
        return Err(args.at("funclist", value_error(message)));
    }
    let piece = |value: &Value| match value {
        Value::Object(_) => Piece::Function(Callee::new("piecewise", value)),
        value => Piece::Number(value.clone()),
    };
    let lazy = args.is_lazy() || conditions.iter().any(|c| matches!(c, Value::Lazy(_)));
    let pieces =
        Pieces { pieces: functions.iter().map(piece).collect(), more: args.rest("args"), named: named_of(args, "kw") };
    let conditions = conditions.iter().map(|c| over_first_axes(args, c, &x)).collect::<Result<Vec<_>>>()?;
    let dtype = x.dtype();
    if !lazy {
        let blocks = std::iter::once(&x).chain(&conditions).map(Lazy::compute);
        let values = blocks.map(|b| b.map(|b| Value::Array(Plain::new(b)))).collect::<Result<_>>()?;
        return pieces.run(false, values, Vec::new());
    }
    let mut values = vec![Argument::Array(x.clone(), labels_from_end(x.ndim()))];
    for condition in conditions {
        values.push(Argument::Array(condition, labels_from_end(x.ndim())));
    }
    let callee = Callee::new("piecewise", &Value::object(Wrapped(pieces)));
    let mut layer = Layer::new(callee, labels_from_end(x.ndim()), values);
    layer.aligned = true;
    layer.dtype = Some(dtype);
    layer.build().map(Value::Lazy)
}

/// A condition, which as a mask does goes along the first axes of `x`, with as many axes as that.
fn over_first_axes(args: &Args, condition: &Value, x: &Lazy) -> Result<Lazy> {
    let array = convert::to_lazy(condition)?;
    let (own, wanted) = (array.lengths(), x.lengths());
    if own.len() > wanted.len() || own.iter().zip(&wanted).any(|(a, b)| a.zip(*b).is_some_and(|(a, b)| a != b)) {
        let (own, wanted) = (build::shape_text(&array.node.shape()), build::shape_text(&x.node.shape()));
        let error = index_error(format!("piecewise: a condition has shape {own}, and x has {wanted}"));
        return Err(args.at("condlist", error).help("a condition is as long as x along each of its axes"));
    }
    Ok(build::expand_dims(&array, &(own.len()..wanted.len()).collect::<Vec<_>>()))
}

/// The conditions: a list of them, or a single one.
fn conditions(args: &Args, ndim: usize) -> Result<Vec<Value>> {
    let value = args.need("condlist")?;
    let single = match value {
        Value::Array(a) => a.ndim() <= ndim,
        Value::Lazy(a) => a.ndim() <= ndim,
        Value::List(_) | Value::Tuple(_) => {
            let items = value.items().unwrap_or_default();
            ndim > 0 && items.first().is_some_and(|v| v.as_scalar().is_some())
        }
        _ => true,
    };
    match value {
        _ if single => Ok(vec![value.clone()]),
        Value::Array(_) | Value::Lazy(_) => Ok(args.arrays("condlist")?.into_iter().map(Value::Lazy).collect()),
        _ => args.sequence("condlist"),
    }
}
