//! Windows that slide along axes.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, Cut, Region};
use crate::diag::{Result, value_error};
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::{Args, Family, Op, Place, normal_axis};

/// The rows of windows.
pub static WINDOWS: &[Op] = &[Op {
    name: "sliding_window_view",
    params: "x, window_shape, axis=None, *, subok=False, writeable=False, automatic_rechunk=True",
    doc: "The windows of some lengths that slide along axes: one at each place, along new axes at the end.\n\nOf an array in memory it is a view, which can only be read.",
    examples: "
>>> from numpy.lib.stride_tricks import sliding_window_view
>>> sliding_window_view(np.arange(5), 3)
array([[0, 1, 2],
       [1, 2, 3],
       [2, 3, 4]])
>>> da.overlap.sliding_window_view(da.arange(6, chunks=3), 4).sum(axis=-1).compute()
array([ 6, 10, 14])
",
    build: windows,
    ..Op::of(Family::Shape, &[Place::Strides, Place::Overlap])
}];

/// The length of the windows along each axis that has some, in the order of the new axes.
type Sides = SmallVec<[(usize, usize); 4]>;

fn windows(args: &mut Args) -> Result<Value> {
    let array = args.array("x")?;
    let sides = sides(args, &array)?;
    if let (Value::Array(plain), false) = (args.need("x")?, args.is_lazy()) {
        return Ok(Value::Array(plain.view(|block| slid(block, &sides)).read_only()));
    }
    let kernel = Arc::new(Windows { sides: sides.clone() });
    let mut grid = array.grid().clone();
    for &(axis, side) in &sides {
        grid.axes[axis] = shortened(&grid.axes[axis], side - 1);
        grid.axes.push(Cut::whole(side));
    }
    args.answer_array(build::block("sliding_window_view", kernel, grid, array.dtype(), &[array]))
}

fn sides(args: &Args, array: &Lazy) -> Result<Sides> {
    let lengths = args.ints("window_shape")?.unwrap_or_default();
    if lengths.iter().any(|&n| n < 0) {
        return Err(args.at("window_shape", value_error("`window_shape` cannot contain negative values")));
    }
    let axes: Vec<i128> = match args.ints("axis")? {
        Some(axes) => axes,
        None if lengths.len() == array.ndim() => (0..array.ndim() as i128).collect(),
        None => {
            let text = "Since axis is None, must provide window_shape for all dimensions of `x`";
            let counts = format!("got {} window_shape elements and `x.ndim` is {}.", lengths.len(), array.ndim());
            return Err(args.at("window_shape", value_error(format!("{text}; {counts}"))));
        }
    };
    if axes.len() != lengths.len() {
        let text = "Must provide matching length window_shape and axis";
        let counts = format!("got {} window_shape elements and {} axes elements.", lengths.len(), axes.len());
        return Err(args.at("axis", value_error(format!("{text}; {counts}"))));
    }
    let mut left: Vec<usize> = array.node.shape().to_vec();
    let mut sides = Sides::new();
    for (axis, side) in axes.into_iter().zip(lengths) {
        let axis = normal_axis(axis, array.ndim()).map_err(|e| args.at("axis", e))?;
        let side = side as usize;
        if side > left[axis] {
            let error = value_error("window shape cannot be larger than input array shape");
            return Err(args.at("window_shape", error.help(format!("axis {axis} has {} places", left[axis]))));
        }
        left[axis] -= side.saturating_sub(1);
        sides.push((axis, side));
    }
    match sides.iter().any(|s| s.1 == 0) {
        true => Err(args.at("window_shape", value_error("a window has at least one element along each axis"))),
        false => Ok(sides),
    }
}

/// The axis without its last `less` places.
fn shortened(cut: &Cut, less: usize) -> Cut {
    let mut sizes: Vec<usize> = cut.iter().collect();
    let mut less = less;
    while less > 0
        && let Some(last) = sizes.last_mut()
    {
        let gone = less.min(*last);
        *last -= gone;
        less -= gone;
        if *last == 0 && sizes.len() > 1 {
            sizes.pop();
        }
    }
    Cut::sizes(&sizes)
}

/// The windows of a block, over its own memory.
fn slid(block: &Block, sides: &Sides) -> Block {
    let (mut shape, mut strides) =
        (crate::chunk::Dims::from(block.shape()), crate::chunk::Strides::from(block.strides()));
    for &(axis, side) in sides {
        shape[axis] -= side - 1;
        shape.push(side);
        strides.push(strides[axis]);
    }
    block.with_layout(block.offset(), shape, strides)
}

#[derive(Debug)]
struct Windows {
    sides: Sides,
}

impl BlockKernel for Windows {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let ndim = node.inputs[0].grid.ndim();
        let (start, size) = (node.grid.start(coords), node.grid.size(coords));
        let mut part = Region { start: start[..ndim].into(), len: size[..ndim].into() };
        self.sides.iter().for_each(|&(axis, side)| part.len[axis] += side - 1);
        vec![(0, part)]
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        Ok(SmallVec::from_iter([slid(&parts[0], &self.sides).to_owned_c()]))
    }

    fn cost(&self) -> f32 {
        1.0
    }
}
