//! Bits packed into bytes, and taken out of them.

use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Result, type_error, value_error};
use crate::ops::compose::{self, apply, apply_number, apply2, flat};
use crate::ops::{Args, Family, Op, Place};

const BITS: Op = Op::of(Family::Custom, &[Place::Np]);

/// The rows that pack bits.
pub const OPS: &[Op] = &[
    Op {
        name: "packbits",
        params: "a, /, axis=None, bitorder='big'",
        doc: "What is true or not, eight to a byte, along an axis; of the flattened array without one.",
        examples: "
>>> np.packbits([1, 0, 1, 1])
array([176], dtype=uint8)
>>> np.packbits([1, 0, 1, 1], bitorder='little')
array([13], dtype=uint8)
",
        build: pack,
        ..BITS
    },
    Op {
        name: "unpackbits",
        params: "a, /, axis=None, count=None, bitorder='big'",
        doc: "The bits of bytes, one an element, along an axis; of the flattened array without one.",
        examples: "
>>> np.unpackbits(np.array([2, 7], dtype=np.uint8))
array([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1], dtype=uint8)
>>> np.unpackbits(np.array([7], dtype=np.uint8), count=-3)
array([0, 0, 0, 0, 0], dtype=uint8)
",
        build: unpack,
        ..BITS
    },
];

/// The array with the axis that is packed last, and where that axis was; flattened without one.
fn last(args: &Args) -> Result<(Lazy, Option<usize>)> {
    let array = args.array("a")?;
    match args.axis("axis", array.ndim())? {
        None => Ok((flat(&array)?, None)),
        Some(axis) => Ok((build::move_axis(&array, axis, array.ndim() - 1), Some(axis))),
    }
}

fn back(array: &Lazy, axis: Option<usize>) -> Lazy {
    axis.map_or(array.clone(), |axis| build::move_axis(array, array.ndim() - 1, axis))
}

/// The powers of two of the bits of a byte, in their order.
fn orders(args: &Args) -> Result<Vec<u8>> {
    match args.text("bitorder")?.unwrap_or("big") {
        "big" => Ok((0..8).rev().collect()),
        "little" => Ok((0..8).collect()),
        other => {
            Err(args.at("bitorder", value_error(format!("'order' must be either 'little' or 'big', not '{other}'"))))
        }
    }
}

fn bytes(of: impl Iterator<Item = u8>) -> Lazy {
    convert::whole(Block::from_slice(&[8], &of.collect::<Vec<u8>>()))
}

fn pack(args: &mut Args) -> Result<Value> {
    let (array, axis) = last(args)?;
    if array.dtype().is_inexact() {
        return Err(args.at("a", type_error("Expected an input array of integer or boolean data type")));
    }
    let weights = bytes(orders(args)?.into_iter().map(|k| 1 << k));
    let bits = build::cast(&apply_number("not_equal", &array, Num::Int(0))?, DType::U8);
    let shape = bits.node.shape();
    let (n, rest) = (shape[shape.len() - 1], &shape[..shape.len() - 1]);
    let missing = n.div_ceil(8) * 8 - n;
    let more = build::full("zeros", Num::Int(0), DType::U8, crate::chunk::Grid::whole(&[rest, &[missing]].concat()));
    let whole = if missing > 0 { build::concat(&[bits, more], rest.len())? } else { bits };
    let split = build::reshape(&whole, &[rest, &[n.div_ceil(8), 8]].concat())?;
    let parts = apply2("multiply", &split, &weights)?;
    let named = [("axis", Value::Int(-1)), ("dtype", Value::DType(DType::U8))];
    let packed = compose::call("sum", &[Value::Lazy(parts)], &named)?;
    args.answer(back(&packed, axis))
}

fn unpack(args: &mut Args) -> Result<Value> {
    let (array, axis) = last(args)?;
    if array.dtype() != DType::U8 {
        return Err(args
            .at("a", type_error("Expected an input array of unsigned byte data type"))
            .help("x.astype(np.uint8) makes bytes"));
    }
    let shifts = bytes(orders(args)?.into_iter());
    let shape = array.node.shape();
    let (n, rest) = (8 * shape[shape.len() - 1], &shape[..shape.len() - 1]);
    let wide = build::expand_dims(&array, &[shape.len()]);
    let bits = apply("bitwise_and", &[Value::Lazy(apply2("right_shift", &wide, &shifts)?), Value::Int(1)])?;
    let row = build::reshape(&bits, &[rest, &[n]].concat())?;
    let count = args.int("count")?.map(|c| if c < 0 { n as i128 + c } else { c }.max(0) as usize);
    let row = match count {
        Some(count) if count > n => {
            let more = crate::chunk::Grid::whole(&[rest, &[count - n]].concat());
            build::concat(&[row, build::full("zeros", Num::Int(0), DType::U8, more)], rest.len())?
        }
        Some(count) => {
            let mut entries = vec![build::Index::Slice(None, None, None); rest.len()];
            entries.push(build::Index::Slice(None, Some(count as i128), None));
            build::index(&row, &entries)?
        }
        None => row,
    };
    args.answer(back(&row, axis))
}
