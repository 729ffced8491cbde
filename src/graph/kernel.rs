//! What a family asks of a kernel. A kernel is data: a name, its parameters, and code found by its type; it has no
//! state between runs, so that a task can be counted, drawn, replayed or sent away.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::chunk::{Block, DType, Element, Grid, Region};
use crate::diag::Result;

/// An elementwise operand of a run of elements: as many as the run, or one for all of them.
#[derive(Clone, Copy)]
pub struct Operand {
    ptr: *const u8,
    dtype: DType,
    len: usize,
    one: bool,
}

/// A typed operand.
#[derive(Clone, Copy)]
pub enum Lane<'a, T> {
    Many(&'a [T]),
    One(T),
}

impl Operand {
    /// A block of one element stands for all; any other must be contiguous and of `len` elements.
    pub fn of(block: &Block, len: usize) -> Operand {
        let one = block.size() == 1 && len != 1;
        debug_assert!(one || (block.is_contiguous() && block.size() == len));
        Operand { ptr: block.byte_ptr(), dtype: block.dtype(), len, one }
    }

    /// The `len` elements at `ptr`, or with `one` the one element there for all of them.
    ///
    /// # Safety
    /// They are elements of that type, and nobody writes to them while the operand is in use.
    pub unsafe fn new(ptr: *const u8, dtype: DType, len: usize, one: bool) -> Operand {
        Operand { ptr, dtype, len, one }
    }

    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The elements. The type must be the operand's.
    pub fn lane<T: Element>(&self) -> Lane<'_, T> {
        debug_assert_eq!(T::DTYPE, self.dtype);
        // SAFETY: `of` took them from a contiguous block of that type, which outlives the run.
        unsafe {
            if self.one {
                Lane::One(*self.ptr.cast::<T>())
            } else {
                Lane::Many(std::slice::from_raw_parts(self.ptr.cast::<T>(), self.len))
            }
        }
    }
}

/// The elements that an elementwise run writes.
pub struct Target {
    ptr: *mut u8,
    dtype: DType,
    len: usize,
}

impl Target {
    /// # Safety
    /// `ptr` leads to `len` elements of that type that nobody else uses meanwhile.
    pub unsafe fn new(ptr: *mut u8, dtype: DType, len: usize) -> Target {
        Target { ptr, dtype, len }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The elements to write. The type must be the target's.
    pub fn slice<T: Element>(&mut self) -> &mut [T] {
        debug_assert_eq!(T::DTYPE, self.dtype);
        // SAFETY: promised to `new`.
        unsafe { std::slice::from_raw_parts_mut(self.ptr.cast::<T>(), self.len) }
    }
}

/// An elementwise kernel: the n-th output element comes from the n-th of each operand alone.
pub trait MapKernel: Debug + Send + Sync {
    /// Writes every element of `out`. An error is for elements that have no answer, such as integers to negative powers.
    fn run(&self, operands: &[Operand], out: Target) -> Result<()>;
    /// About how many nanoseconds an element takes.
    fn cost(&self) -> f32 {
        0.3
    }
}

/// A source: elements that come from their own index alone, such as constants, ranges and random numbers.
pub trait Source: Debug + Send + Sync {
    /// Writes the elements of `region` of the whole array of shape `shape`, in C order.
    fn fill(&self, shape: &[usize], region: &Region, out: Target);
    /// About how many nanoseconds an element takes.
    fn cost(&self) -> f32 {
        0.3
    }
    /// The number that every element is, where there is one.
    fn constant(&self) -> Option<crate::chunk::Num> {
        None
    }
}

/// Where in the reduced array a tile lies.
pub struct Place<'a> {
    /// The tile's region in the array that is reduced.
    pub region: &'a Region,
    /// The region whose elements this accumulator takes: the start of its states.
    pub origin: &'a Region,
    /// For each axis, whether it is reduced.
    pub reduced: &'a [bool],
    /// The whole array's shape (for unknown axes, the most it can be).
    pub shape: &'a [usize],
}

/// A reduction: makes an accumulator for one chunk.
pub trait Reducer: Debug + Send + Sync {
    /// An accumulator with a state for each element of a result of shape `kept` (reduced axes have length 1).
    fn begin(&self, kept: &[usize]) -> Box<dyn Accumulator>;
    /// The result's dtype.
    fn dtype(&self) -> DType;
    /// About how many nanoseconds an element takes.
    fn cost(&self) -> f32 {
        0.3
    }
    /// Whether its accumulators take tiles that do not lie in C order.
    fn takes_rows(&self) -> bool {
        false
    }
    /// Whether it matters where along the reduced axes an element stands.
    fn is_placed(&self) -> bool {
        true
    }
}

/// The running state of a reduction.
pub trait Accumulator: Send {
    /// Takes in a tile: a block an input, C-ordered unless the reducer takes others.
    fn fold(&mut self, tiles: &[Block], place: &Place<'_>) -> Result<()>;
    /// Whether nothing that is still to come changes the result.
    fn is_settled(&self) -> bool {
        false
    }
    /// Takes in all that `other`, of the same reducer and shape, has seen; `other` saw later elements.
    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()>;
    /// The result, of the kept shape (or of whatever shape the reducer promised).
    fn finish(self: Box<Self>) -> Result<Block>;
    /// For `merge`, which needs the other's own type.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
    /// Bytes held.
    fn nbytes(&self) -> usize;
}

/// What a block kernel reads for one output chunk: the input's number and the part of it.
pub type Need = (usize, Region);

/// A kernel over whole parts of its inputs, for what is neither elementwise nor a reduction.
pub trait BlockKernel: Debug + Send + Sync {
    /// The parts of the inputs that the output chunk at `coords` needs. `node` has the grids.
    fn needs(&self, node: &super::Node, coords: &[usize]) -> Vec<Need>;
    /// The outputs (most have one) from the needed parts, in order; `coords` is the output chunk's place.
    fn run(&self, node: &super::Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>>;
    /// The same for a kernel of one output that can write it where it is wanted: `place` has its shape. False if it
    /// cannot, and has done nothing.
    fn run_into(&self, node: &super::Node, parts: &[Block], place: &Block) -> Result<bool> {
        let _ = (node, parts, place);
        Ok(false)
    }
    /// The kernel that makes the whole output with less work, and its grid, where there is one. It is for when all of the
    /// output is wanted.
    fn whole(&self, node: &super::Node) -> Option<(Arc<dyn BlockKernel>, Grid)> {
        let _ = node;
        None
    }
    /// How many times the elements of input `k` are read, all output chunks together.
    fn reads(&self, node: &super::Node, k: usize) -> f64 {
        let _ = (node, k);
        1.0
    }
    /// About how many nanoseconds an output element takes.
    fn cost(&self) -> f32 {
        10.0
    }
    /// The most bytes into which it packs a part of so many bytes of input `k`.
    fn packs(&self, k: usize, bytes: u128) -> u128 {
        let _ = (k, bytes);
        0
    }
    /// How many times the bytes of its parts it works in besides.
    fn copies(&self) -> f32 {
        0.0
    }
}
