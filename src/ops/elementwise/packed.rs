//! Bits packed into bytes, and taken out of them.

use std::sync::Arc;

use rayon::prelude::*;
use smallvec::{SmallVec, smallvec};

use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, Cut, DType, Num, Region};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{BlockKernel, Need, Node};
use crate::ops::compose::{apply_number, flat};
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

/// Whether the first element is a byte's lowest bit.
fn is_little(args: &Args) -> Result<bool> {
    match args.text("bitorder")?.unwrap_or("big") {
        "big" => Ok(false),
        "little" => Ok(true),
        other => {
            Err(args.at("bitorder", value_error(format!("'order' must be either 'little' or 'big', not '{other}'"))))
        }
    }
}

/// The array that a kernel makes of whole rows, each then of `n` elements.
fn rows(name: &str, kernel: impl BlockKernel + 'static, array: &Lazy, n: usize) -> Lazy {
    let mut grid = array.grid().clone();
    let last = grid.ndim() - 1;
    grid.axes[last] = Cut::whole(n);
    build::block(name, Arc::new(kernel), grid, DType::U8, std::slice::from_ref(array))
}

fn pack(args: &mut Args) -> Result<Value> {
    let (array, axis) = last(args)?;
    if array.dtype().is_inexact() {
        return Err(args.at("a", type_error("Expected an input array of integer or boolean data type")));
    }
    let bits = if array.dtype() == DType::Bool { array } else { apply_number("not_equal", &array, Num::Int(0))? };
    let n = bits.node.shape()[bits.ndim() - 1];
    let packed = rows("packbits", Pack { little: is_little(args)? }, &bits, n.div_ceil(8));
    args.answer(back(&packed, axis))
}

fn unpack(args: &mut Args) -> Result<Value> {
    let (array, axis) = last(args)?;
    if array.dtype() != DType::U8 {
        return Err(args
            .at("a", type_error("Expected an input array of unsigned byte data type"))
            .help("x.astype(np.uint8) makes bytes"));
    }
    let n = 8 * array.node.shape()[array.ndim() - 1];
    let count = args.int("count")?.map_or(n, |c| if c < 0 { n as i128 + c } else { c }.max(0) as usize);
    let row = rows("unpackbits", Unpack { little: is_little(args)? }, &array, count);
    args.answer(back(&row, axis))
}

/// The part of the one input that holds the rows of an output chunk.
fn whole_rows(node: &Node, coords: &[usize]) -> Vec<Need> {
    let mut region = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
    if let Some(last) = region.len.last_mut() {
        *last = node.inputs[0].shape()[node.grid.ndim() - 1];
    }
    vec![(0, region)]
}

/// Memory for a chunk of bytes, the elements it is made of, and how long the rows of these and of the chunk are.
fn begun(node: &Node, coords: &[usize], part: &Block) -> (Block, Block, usize, usize) {
    let out = Block::scratch(DType::U8, &node.grid.size(coords));
    let (n, width) = (part.shape()[part.ndim() - 1], out.shape()[out.ndim() - 1]);
    (out, part.contiguous(), n, width)
}

/// Bytes that one thread makes at a time, at least.
const SHARE: usize = 1 << 15;

/// Eight truths to a byte, row by row.
#[derive(Debug)]
struct Pack {
    little: bool,
}

impl Pack {
    /// The byte of eight truths, whose first is the lowest byte of `bits`: a product moves each to its place in the
    /// highest byte, and no two to the same place.
    fn byte(&self, bits: u64) -> u8 {
        let places: u64 = if self.little { 0x0102_0408_1020_4080 } else { 0x8040_2010_0804_0201 };
        (bits.wrapping_mul(places) >> 56) as u8
    }

    fn row(&self, bits: &[bool], bytes: &mut [u8]) {
        let (eights, rest) = bits.as_chunks::<8>();
        let word = |eight: &[bool; 8]| u64::from_le_bytes(eight.map(u8::from));
        bytes.iter_mut().zip(eights).for_each(|(to, eight)| *to = self.byte(word(eight)));
        if let (false, Some(to)) = (rest.is_empty(), bytes.last_mut()) {
            let mut eight = [false; 8];
            eight[..rest.len()].copy_from_slice(rest);
            *to = self.byte(word(&eight));
        }
    }
}

impl BlockKernel for Pack {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        whole_rows(node, coords)
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (mut out, from, n, width) = begun(node, coords, &parts[0]);
        if out.size() > 0 {
            let some = if width >= SHARE { SHARE } else { width };
            let rows = out.slice_mut::<u8>().par_chunks_mut(width).zip(from.slice::<bool>().par_chunks(n));
            rows.with_min_len((SHARE / width).max(1)).for_each(|(to, row)| {
                let parts = to.par_chunks_mut(some).zip(row.par_chunks(8 * some));
                parts.for_each(|(to, row)| self.row(row, to));
            });
        }
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        1.0
    }
}

/// Eight truths of each byte, row by row.
#[derive(Debug)]
struct Unpack {
    little: bool,
}

impl Unpack {
    /// Eight bits as eight bytes: copies of the byte, one bit kept of each.
    fn bits(&self, byte: u8) -> [u8; 8] {
        std::array::from_fn(|k| byte >> (if self.little { k } else { 7 - k }) & 1)
    }

    /// The bits of all bytes.
    fn table(&self) -> Vec<[u8; 8]> {
        (0..=u8::MAX).map(|byte| self.bits(byte)).collect()
    }

    fn row(&self, table: &[[u8; 8]], bytes: &[u8], bits: &mut [u8]) {
        let (eights, rest) = bits.as_chunks_mut::<8>();
        eights.iter_mut().zip(bytes).for_each(|(to, &byte)| *to = table[byte as usize]);
        let (whole, done) = (eights.len(), bytes.len().min(eights.len()));
        eights[done..whole].iter_mut().for_each(|to| *to = [0; 8]);
        let left = bytes.get(whole).map_or([0; 8], |&byte| table[byte as usize]);
        rest.copy_from_slice(&left[..rest.len()]);
    }
}

impl BlockKernel for Unpack {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        whole_rows(node, coords)
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let (mut out, from, n, width) = begun(node, coords, &parts[0]);
        let table = self.table();
        if out.size() > 0 {
            let bytes = from.slice::<u8>();
            let rows = out.slice_mut::<u8>().par_chunks_mut(width).enumerate();
            rows.with_min_len((SHARE / width).max(1)).for_each(|(k, to)| {
                let row = &bytes[k * n..][..n];
                to.par_chunks_mut(8 * SHARE).enumerate().for_each(|(i, to)| {
                    self.row(&table, &row[(i * SHARE).min(n)..], to);
                });
            });
        }
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        0.5
    }
}
