//! The same bytes read as another dtype.

use std::sync::Arc;

use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Dims, Element, Strides};
use crate::diag::{Result, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::{Args, Family, Op, Place};
use crate::with_dtype;

/// The rows of `x.view` and of what can be done through views.
pub static VIEWED: &[Op] = &[
    Op {
        name: "view",
        params: "a, dtype=None, type=None",
        doc: "Another look at the array, its bytes read as another dtype.\n\nOf an array in memory it shares the memory, but for looks at bools or as bools, which are copies. A dtype of another size makes the last axis longer or shorter.",
        examples: "
>>> x = np.array([1.0, 2.0], dtype=np.float32)
>>> x.view(np.int32)
array([1065353216, 1073741824], dtype=int32)
>>> np.array([1, 256], dtype=np.uint16).view(np.uint8)
array([1, 0, 0, 1], dtype=uint8)
",
        build: view,
        ..VIEW
    },
    Op {
        name: "setflags",
        params: "a, write=None, align=None, uic=None",
        doc: "Lets the elements of an array in memory be written from now on, or not.",
        examples: "
>>> x = np.zeros(2)
>>> x.setflags(write=False)
>>> x.flags.writeable
False
",
        build: set_flags,
        ..VIEW
    },
];

const VIEW: Op = Op::of(Family::Creation, &[Place::Method]);

fn set_flags(args: &mut Args) -> Result<Value> {
    let Value::Array(a) = args.need("a")? else { return Err(args.wrong("a", "an array in memory")) };
    let write = args.bool("write", a.is_writable())?;
    if write && !a.can_be_writable() {
        let error = value_error("cannot set WRITEABLE flag to True of this array");
        return Err(args.at("write", error.help("x = x.copy() has elements of its own")));
    }
    a.set_writable(write);
    Ok(Value::None)
}

fn view(args: &mut Args) -> Result<Value> {
    let dtype = args.dtype("dtype")?;
    match args.need("a")? {
        Value::Scalar(s) => match viewed(args, &Plain::new(Block::scalar(*s)), dtype)? {
            Value::Array(a) => Ok(Value::Scalar(a.block().first())),
            other => Ok(other),
        },
        Value::Array(a) => viewed(args, a, dtype),
        Value::Lazy(a) => lazy(args, a, dtype.unwrap_or(a.dtype())).map(Value::Lazy),
        _ => Err(args.wrong("a", "an array")),
    }
}

/// The same bytes as elements of another dtype.
fn viewed(args: &Args, a: &Plain, dtype: Option<DType>) -> Result<Value> {
    let to = dtype.unwrap_or(a.dtype());
    let (shape, strides, offset) = layout(args, &a.block(), to)?;
    if to != a.dtype() && (to == DType::Bool || a.dtype() == DType::Bool) {
        let bytes = a.block().to_owned_c().cast(DType::U8);
        return Ok(Value::Array(Plain::new(match to {
            DType::Bool => of_bytes(&a.block(), &shape, &strides, offset),
            to => bytes.reinterpret(to, 0, shape.clone(), crate::chunk::c_strides(&shape)),
        })));
    }
    Ok(Value::Array(a.view(|b| b.reinterpret(to, offset, shape, strides))))
}

/// The bytes of a block as bools: true where they are not zero.
fn of_bytes(block: &Block, shape: &Dims, strides: &Strides, offset: usize) -> Block {
    block.reinterpret(DType::U8, offset, shape.clone(), strides.clone()).cast(DType::Bool)
}

/// The layout of a block's bytes as another dtype: shape, strides, offset.
fn layout(args: &Args, block: &Block, to: DType) -> Result<(Dims, Strides, usize)> {
    let (old, new) = (block.dtype().size(), to.size());
    let (mut shape, mut strides): (Dims, Strides) = (block.shape().into(), block.strides().into());
    if old == new {
        return Ok((shape, strides, block.offset()));
    }
    let wrong = |text: &str| args.at("dtype", value_error(text));
    let Some(last) = shape.len().checked_sub(1) else {
        return Err(wrong("Changing the dtype of a 0d array is only supported if the itemsize is unchanged"));
    };
    if strides[last] != 1 && shape[last] != 1 {
        return Err(wrong("To change to a dtype of a different size, the last axis must be contiguous")
            .help("x.copy() has its elements side by side"));
    }
    let length = shape[last] * old;
    if !length.is_multiple_of(new) || !(block.offset() * old).is_multiple_of(new) {
        let text = "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.";
        return Err(wrong(text));
    }
    shape[last] = length / new;
    for (k, stride) in strides.iter_mut().enumerate() {
        let bytes = *stride * old as isize;
        *stride = if k == last { 1 } else { bytes / new as isize };
        if k != last && bytes % new as isize != 0 {
            return Err(wrong("the rows of the array do not begin where elements of that size can"));
        }
    }
    Ok((shape, strides, block.offset() * old / new))
}

fn lazy(args: &Args, array: &Lazy, to: DType) -> Result<Lazy> {
    if array.dtype() == to {
        return Ok(array.clone());
    }
    if array.dtype().size() != to.size() {
        let text =
            format!("a lazy array of {} can be viewed as a dtype of the same size, and {to} is another", array.dtype());
        return Err(args.at("dtype", value_error(text)).help("x.compute().view(...) looks at it in memory"));
    }
    if to == DType::Bool {
        return Ok(build::cast(array, to));
    }
    let array = array.as_block().map_or(array.clone(), |b| match array.grid().chunks() {
        1 => convert::whole(b),
        _ => array.clone(),
    });
    build::map("view", Arc::new(Bits), to, &[array])
}

/// The bits of each element under another type of the same size.
#[derive(Debug)]
struct Bits;

impl MapKernel for Bits {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        with_dtype!(operands[0].dtype(), S => with_dtype!(out.dtype(), T => copy::<S, T>(operands[0].lane(), out.slice())));
        Ok(())
    }
}

fn copy<S: Element, T: Element>(from: Lane<'_, S>, to: &mut [T]) {
    if size_of::<S>() != size_of::<T>() {
        return;
    }
    // SAFETY: both are plain numbers of one size, and `T` is never a bool, whose bits are not free.
    let bits = |v: &S| unsafe { std::mem::transmute_copy::<S, T>(v) };
    match from {
        Lane::One(v) => to.fill(bits(&v)),
        Lane::Many(v) => to.iter_mut().zip(v).for_each(|(t, v)| *t = bits(v)),
    }
}
