//! Arrays of one number.

use std::sync::Arc;

use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{Block, DType, Grid, Num};
use crate::diag::Result;
use crate::graph::{MapKernel, Operand, Target};
use crate::ops::{Args, BOTH, Family, Op};
use crate::with_dtype;

const FILL: Op = Op::of(Family::Creation, BOTH);
const SHAPED: &str = "shape, dtype=float, order='C', *, chunks='auto', like=None, name=None, meta=None, device=None";
const LIKE: &str = "a, dtype=None, order='K', subok=True, shape=None, *, chunks=None, name=None, device=None";

/// The rows of arrays of one number.
pub static FILLED: &[Op] = &[
    Op {
        name: "zeros",
        params: SHAPED,
        doc: "An array of zeros.\n\nThrough `da.` it is lazy, in chunks as `chunks` says, and takes no memory however large it is.",
        examples: "
>>> np.zeros(5)
array([0., 0., 0., 0., 0.])
>>> np.zeros((2, 3), dtype=int)
array([[0, 0, 0],
       [0, 0, 0]])
>>> da.zeros((4, 6), chunks=(2, 3)).chunks
((2, 2), (3, 3))
",
        build: |a| filled(a, Num::Int(0)),
        ..FILL
    },
    Op {
        name: "ones",
        params: SHAPED,
        doc: "An array of ones.",
        examples: "
>>> np.ones(5)
array([1., 1., 1., 1., 1.])
>>> np.ones((2, 2), dtype=bool)
array([[ True,  True],
       [ True,  True]])
>>> da.ones((4, 4), chunks=2).sum().compute()
16.0
",
        build: |a| filled(a, Num::Int(1)),
        ..FILL
    },
    Op {
        name: "empty",
        params: SHAPED,
        doc: "An array whose elements nobody has chosen yet.\n\nHere they are zeros, so that a run can be repeated.",
        examples: "
>>> np.empty((2, 3)).shape
(2, 3)
>>> np.empty(4, dtype=np.float32).dtype
dtype('float32')
",
        build: |a| filled(a, Num::Int(0)),
        ..FILL
    },
    Op {
        name: "full",
        params: "shape, fill_value, dtype=None, order='C', *, chunks='auto', like=None, name=None, meta=None, device=None",
        doc: "An array of one number.\n\nThe dtype is the number's own unless `dtype` says otherwise. An array for `fill_value` is repeated to the shape.",
        examples: "
>>> np.full((2, 2), 10)
array([[10, 10],
       [10, 10]])
>>> np.full((2, 2), [1, 2])
array([[1, 2],
       [1, 2]])
>>> np.full(3, np.inf)
array([inf, inf, inf])
>>> da.full((2, 3), 7, chunks=2).compute()
array([[7, 7, 7],
       [7, 7, 7]])
",
        build: full,
        ..FILL
    },
    Op {
        name: "zeros_like",
        params: LIKE,
        doc: "An array of zeros with the shape, dtype and chunks of another.",
        examples: "
>>> x = np.arange(6).reshape(2, 3)
>>> np.zeros_like(x)
array([[0, 0, 0],
       [0, 0, 0]])
>>> np.zeros_like(x, dtype=float, shape=3)
array([0., 0., 0.])
",
        build: |a| filled_like(a, Num::Int(0)),
        ..FILL
    },
    Op {
        name: "ones_like",
        params: LIKE,
        doc: "An array of ones with the shape, dtype and chunks of another.",
        examples: "
>>> np.ones_like(np.arange(3))
array([1, 1, 1])
>>> da.ones_like(da.zeros((4, 4), chunks=2)).chunks
((2, 2), (2, 2))
",
        build: |a| filled_like(a, Num::Int(1)),
        ..FILL
    },
    Op {
        name: "empty_like",
        params: LIKE,
        doc: "An array with the shape, dtype and chunks of another, whose elements nobody has chosen yet.\n\nHere they are zeros.",
        examples: "
>>> np.empty_like([[1, 2], [3, 4]]).shape
(2, 2)
",
        build: |a| filled_like(a, Num::Int(0)),
        ..FILL
    },
    Op {
        name: "full_like",
        params: "a, fill_value, dtype=None, order='K', subok=True, shape=None, *, chunks=None, name=None, device=None",
        doc: "An array of one number with the shape, dtype and chunks of another.",
        examples: "
>>> np.full_like(np.arange(6), 1)
array([1, 1, 1, 1, 1, 1])
>>> np.full_like(np.arange(6), 0.1)
array([0, 0, 0, 0, 0, 0])
>>> np.full_like(np.arange(6), 0.1, dtype=np.double)
array([0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
",
        build: full_like,
        ..FILL
    },
];

fn filled(args: &mut Args, num: Num) -> Result<Value> {
    let shape = args.shape("shape")?;
    let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
    let grid = args.grid("chunks", &shape, dtype)?;
    args.answer_array(build::full(args.op.name, num, dtype, grid))
}

fn full(args: &mut Args) -> Result<Value> {
    let shape = args.shape("shape")?;
    let value = fill_value(args)?;
    let dtype = args.dtype("dtype")?.unwrap_or(value.dtype());
    let grid = args.grid("chunks", &shape, dtype)?;
    let array = fill(args, &value, dtype, grid)?;
    args.answer_array(array)
}

/// The fill value as an array: of shape `()` for a number.
fn fill_value(args: &Args) -> Result<Lazy> {
    match args.need("fill_value")? {
        Value::Scalar(s) => Ok(convert::constant(s.num, s.dtype)),
        v => match v.as_number() {
            Some(num) => Ok(convert::constant(num, num.dtype())),
            None => args.array("fill_value"),
        },
    }
}

/// The value repeated over the grid.
fn fill(args: &Args, value: &Lazy, dtype: DType, grid: Grid) -> Result<Lazy> {
    if let Some(num) = args.need("fill_value")?.as_scalar() {
        convert::check_fits(num, dtype).map_err(|e| args.at("fill_value", e))?;
        return Ok(build::full(args.op.name, num, dtype, grid));
    }
    let wide = build::broadcast_to(&build::cast(value, dtype), &grid.shape()).map_err(|e| args.at("fill_value", e))?;
    Ok(build::rechunk(&wide, grid))
}

fn filled_like(args: &mut Args, num: Num) -> Result<Value> {
    let model = args.array("a")?;
    let dtype = args.dtype("dtype")?.unwrap_or(model.dtype());
    let array = match like_grid(args, &model, dtype)? {
        Some(grid) => build::full(args.op.name, num, dtype, grid),
        None => fill_unknown(args, &model, num, dtype)?,
    };
    args.answer_array(array)
}

fn full_like(args: &mut Args) -> Result<Value> {
    let model = args.array("a")?;
    let value = fill_value(args)?;
    let dtype = args.dtype("dtype")?.unwrap_or(model.dtype());
    let array = match (like_grid(args, &model, dtype)?, args.need("fill_value")?.as_scalar()) {
        (Some(grid), _) => fill(args, &value, dtype, grid)?,
        (None, Some(num)) => fill_unknown(args, &model, num, dtype)?,
        (None, None) => return Err(args.wrong("fill_value", "a number, as the array's lengths are not known yet")),
    };
    args.answer_array(array)
}

/// The grid of an array like `model`; none where the model's lengths are not known.
fn like_grid(args: &Args, model: &Lazy, dtype: DType) -> Result<Option<Grid>> {
    match (args.maybe_shape("shape")?, args.get("chunks")) {
        (Some(shape), _) => args.grid("chunks", &shape, dtype).map(Some),
        (None, Some(_)) => args.grid("chunks", &model.node.shape(), dtype).map(Some),
        (None, None) => Ok(model.grid().is_known().then(|| model.grid().clone())),
    }
}

/// One number for each element of an array whose lengths are known only when it runs.
fn fill_unknown(args: &Args, model: &Lazy, num: Num, dtype: DType) -> Result<Lazy> {
    let kernel = Arc::new(Replace { value: Block::full(dtype, &[], num) });
    build::map(args.op.name, kernel, dtype, std::slice::from_ref(model))
}

/// The same number whatever the element is.
#[derive(Debug)]
struct Replace {
    value: Block,
}

impl MapKernel for Replace {
    fn run(&self, _: &[Operand], mut out: Target) -> Result<()> {
        with_dtype!(out.dtype(), T => out.slice::<T>().fill(self.value.first().num.cast::<T>()));
        Ok(())
    }
}
