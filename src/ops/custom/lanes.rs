//! Functions along axes: `apply_along_axis` and `apply_over_axes`.

use super::callee::{Callee, Wrap, Wrapped, named_of};
use super::layer::{Argument, Layer};
use crate::array::build::{self, shape_text};
use crate::array::{Lazy, Plain, Value, convert};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Num, cancel, copy};
use crate::diag::{Result, value_error};
use crate::ops::row::{BOTH, Family, Op};
use crate::ops::{Args, normal_axis};

const CUSTOM: Op = Op::of(Family::Custom, BOTH);

pub static TABLE: &[Op] = &[
    Op {
        name: "apply_along_axis",
        params: "func1d, axis, arr, *args, dtype=None, shape=None, **kwargs",
        doc: "A function of one-dimensional arrays applied to every lane along an axis.

What it gives takes the place of the axis: a number drops it, an array of any shape puts its own axes there. For a lazy
array the function is tried on a lane of ones, unless `dtype` and `shape` say what it gives.",
        examples: "
>>> b = np.array([[8, 1, 7], [4, 3, 9], [5, 2, 6]])
>>> np.apply_along_axis(sorted, 1, b)
array([[1, 7, 8],
       [3, 4, 9],
       [2, 5, 6]])
>>> np.apply_along_axis(lambda a: (a[0] + a[-1]) * 0.5, 0, b)
array([6.5, 1.5, 6.5])
>>> da.apply_along_axis(lambda a: a.max() - a.min(), 0, da.from_array(b, chunks=2)).compute()
array([4, 2, 3])
>>> np.apply_along_axis(np.diag, -1, b).shape
(3, 3, 3)
",
        build: along_axis,
        ..CUSTOM
    },
    Op {
        name: "apply_over_axes",
        params: "func, a, axes",
        doc: "A function of an array and an axis applied over several axes, one after another.\n\nAxes that it drops are kept with length 1.",
        examples: "
>>> a = np.arange(24).reshape(2, 3, 4)
>>> np.apply_over_axes(np.sum, a, [0, 2])
array([[[ 60],
        [ 92],
        [124]]])
>>> da.apply_over_axes(np.max, da.from_array(a, chunks=2), (0, 1)).compute()
array([[[20, 21, 22, 23]]])
",
        build: over_axes,
        ..CUSTOM
    },
];

/// A function applied to every lane of a block along an axis.
#[derive(Debug)]
struct Lanes {
    callee: Callee,
    axis: usize,
    more: Vec<Value>,
    named: Vec<(String, Value)>,
}

impl Lanes {
    fn lane(&self, trying: bool, block: &Block, at: &[usize]) -> Result<Block> {
        let mut len = Dims::from_elem(1, block.ndim());
        len[self.axis] = block.shape()[self.axis];
        let lane = block.part(at, &len).reshape(&[block.shape()[self.axis]]);
        let mut values = vec![Value::Array(Plain::new(lane))];
        values.extend(self.more.iter().cloned());
        self.callee.block(&self.callee.invoke(trying, values, self.named.clone())?)
    }

    /// What the function makes of each lane, with its axes in the place of the lanes' axis.
    fn apply(&self, trying: bool, block: &Block) -> Result<Block> {
        let mut counts = Dims::from_slice(block.shape());
        counts[self.axis] = 1;
        if counts.contains(&0) {
            return Err(value_error(format!(
                "Cannot apply_along_axis when any iteration dimensions are 0: the shape is {}",
                shape_text(block.shape())
            )));
        }
        let mut at = Dims::from_elem(0, block.ndim());
        let first = self.lane(trying, block, &at)?;
        let outer: Vec<usize> = counts.iter().enumerate().filter(|(k, _)| *k != self.axis).map(|(_, &n)| n).collect();
        let out = Block::scratch(first.dtype(), &[&outer[..], first.shape()].concat());
        self.write(&out, &at, &first)?;
        while let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < counts[k]) {
            at[k] += 1;
            at[k + 1..].iter_mut().for_each(|i| *i = 0);
            cancel::check()?;
            let answer = self.lane(trying, block, &at)?;
            if answer.shape() != first.shape() {
                let (got, want) = (shape_text(answer.shape()), shape_text(first.shape()));
                return Err(value_error(format!(
                    "apply_along_axis: {} gave shape {got} for the lane at {}, and {want} for the first",
                    self.callee.name,
                    shape_text(&at)
                )));
            }
            self.write(&out, &at, &answer.cast(first.dtype()))?;
        }
        let order: Vec<usize> =
            (0..self.axis).chain(outer.len()..outer.len() + first.ndim()).chain(self.axis..outer.len()).collect();
        Ok(out.transpose(&order))
    }

    fn write(&self, out: &Block, at: &[usize], answer: &Block) -> Result<()> {
        let outer = at.iter().enumerate().filter(|(k, _)| *k != self.axis).map(|(_, &i)| i);
        let start: Dims = outer.chain(answer.shape().iter().map(|_| 0)).collect();
        let len: Dims = start.iter().take(at.len() - 1).map(|_| 1).chain(answer.shape().iter().copied()).collect();
        let to = out.part(&start, &len);
        // SAFETY: `out` is fresh, and each lane has a part of its own.
        unsafe { copy::copy_strided(&answer.reshape(&len), to.byte_ptr(), to.strides()) };
        Ok(())
    }
}

impl Wrap for Lanes {
    fn name(&self) -> String {
        self.callee.name.clone()
    }

    fn run(&self, trying: bool, positional: Vec<Value>, _: Vec<(String, Value)>) -> Result<Value> {
        let block = convert::to_block(positional.first().unwrap_or(&Value::None), None)?;
        self.apply(trying, &block.contiguous()).map(|b| Value::Array(Plain::new(b)))
    }
}

fn along_axis(args: &mut Args) -> Result<Value> {
    let array = args.array("arr")?;
    let Some(axis) = args.axis("axis", array.ndim())? else { return Err(args.wrong("axis", "an axis")) };
    let lanes =
        Lanes { callee: Callee::of(args, "func1d")?, axis, more: args.rest("args"), named: named_of(args, "kwargs") };
    if !args.is_lazy() {
        let block = array.compute()?.contiguous();
        let answer = lanes.apply(false, &block)?;
        let dtype = args.dtype("dtype")?.unwrap_or(answer.dtype());
        return Ok(Value::Array(Plain::new(answer.cast(dtype).contiguous())));
    }
    let (dtype, shape) = match (args.dtype("dtype")?, args.maybe_shape("shape")?) {
        (Some(dtype), Some(shape)) => (dtype, shape),
        (dtype, shape) => {
            let tried = try_lane(&lanes, &array)?;
            (dtype.unwrap_or(tried.dtype()), shape.unwrap_or_else(|| Dims::from_slice(tried.shape())))
        }
    };
    lazily(array, lanes, dtype, &shape).map(Value::Lazy)
}

/// What the function gives for a lane of ones.
fn try_lane(lanes: &Lanes, array: &Lazy) -> Result<Block> {
    let len = array.lengths()[lanes.axis].ok_or_else(|| {
        value_error("apply_along_axis: the length of the axis must be known").help("x.compute_chunk_sizes() finds it")
    })?;
    let mut shape = Dims::from_elem(1, array.ndim());
    shape[lanes.axis] = len;
    let block = Block::full(array.dtype(), &shape, Num::Int(1));
    lanes.lane(true, &block, &Dims::from_elem(0, array.ndim())).map_err(|e| {
        lanes
            .callee
            .failed(e, &format!("on a sample, {len} ones"))
            .help("with dtype= and shape= the function is not tried out beforehand")
    })
}

fn lazily(array: Lazy, lanes: Lanes, dtype: DType, shape: &[usize]) -> Result<Lazy> {
    let axis = lanes.axis;
    let mut axes = array.grid().axes.clone();
    axes[axis] = Cut::whole(axes[axis].len());
    let array = build::rechunk(&array, Grid::new(axes.into_iter().collect()));
    let labels: Vec<usize> = (0..array.ndim()).collect();
    let new: Vec<usize> = (array.ndim()..array.ndim() + shape.len()).collect();
    let out = [&labels[..axis], &new, &labels[axis + 1..]].concat();
    let name = format!("{}-along-axis", lanes.callee.layer_name());
    let callee = Callee::new("apply_along_axis", &Value::object(Wrapped(lanes)));
    let mut layer = Layer::new(callee, out, vec![Argument::Array(array, labels)]);
    layer.new_axes = new.into_iter().zip(shape.iter().map(|&n| Cut::whole(n))).collect();
    layer.name = name;
    layer.dtype = Some(dtype);
    layer.build()
}

fn over_axes(args: &mut Args) -> Result<Value> {
    let callee = Callee::of(args, "func")?;
    let mut value = match args.need("a")? {
        a @ (Value::Lazy(_) | Value::Array(_)) if !args.is_da() => a.clone(),
        a if args.is_lazy() => Value::Lazy(convert::to_lazy(a)?),
        a => Value::Array(Plain::new(convert::to_block(a, None)?)),
    };
    let ndim = convert::to_lazy(&value)?.ndim();
    let axes = args.ints("axes")?.unwrap_or_default();
    for axis in axes {
        let axis = normal_axis(axis, ndim).map_err(|e| args.at("axes", e))?;
        let answer = callee.call(vec![value.clone(), Value::Int(axis as i128)], Vec::new())?;
        let got = convert::to_lazy(&answer)?;
        let kept = match got.ndim() {
            n if n == ndim => got,
            n if n + 1 == ndim => build::expand_dims(&got, &[axis]),
            n => {
                return Err(value_error(format!(
                    "apply_over_axes: {} gave {n} dimensions for an array of {ndim}: it must keep the axis or drop it",
                    callee.name
                )));
            }
        };
        value = args.answer_array(kept)?;
    }
    Ok(value)
}
