//! Chains of elementwise layers: all of them over one short run of elements after another, so that what one layer gives
//! the next is still in the nearest cache.

use smallvec::{SmallVec, smallvec};

use crate::chunk::{Block, Buffer, DType, Dims, copy};
use crate::diag::Result;
use crate::graph::{Expr, MapKernel, Operand, Rule, Target};

/// Bytes of a run of the widest elements that a chain meets.
const RUN: usize = 8 << 10;
/// Rows shorter than this do not pay for a run of their own.
pub const SHORT: usize = 256;

/// Elementwise layers that end in one, operands before what uses them.
pub struct Chain<'a> {
    links: SmallVec<[Link<'a>; 6]>,
    /// Where each leaf comes from: a step, and which of its operands.
    pub leaves: SmallVec<[(usize, usize); 4]>,
    registers: Registers,
    /// Elements of a run.
    run: usize,
    /// Whether the leaves are in memory, so that nothing but the chain is to be computed.
    pub direct: bool,
}

/// A layer of a chain. The last writes to the chain's target, the others to registers.
struct Link<'a> {
    kernel: &'a dyn MapKernel,
    dtype: DType,
    operands: SmallVec<[Slot; 3]>,
    to: usize,
}

/// Where an operand is found.
#[derive(Clone, Copy)]
enum Slot {
    Leaf(usize),
    Register(usize, DType),
}

/// The registers: each holds the elements of a run. Those of bools never hold anything else.
#[derive(Default)]
struct Registers {
    bools: SmallVec<[bool; 4]>,
    free: SmallVec<[usize; 4]>,
    /// Bytes of the widest element.
    width: usize,
}

impl Registers {
    fn take(&mut self, dtype: DType) -> usize {
        self.width = self.width.max(dtype.size());
        let is_bool = dtype == DType::Bool;
        match self.free.iter().position(|&r| self.bools[r] == is_bool) {
            Some(k) => self.free.swap_remove(k),
            None => {
                self.bools.push(is_bool);
                self.bools.len() - 1
            }
        }
    }
}

/// How often the members of the chain that ends in `root` use each step; 0 for steps that are no members: those that
/// are not elementwise, have another shape, or are used elsewhere too.
fn members(expr: &Expr, root: usize) -> Vec<usize> {
    let shape = expr.steps[root].node.shape();
    let mut users = vec![0; root + 1];
    for at in (0..=root).rev() {
        let step = &expr.steps[at];
        let elementwise = step.stage.is_none() && matches!(step.node.rule, Rule::Map(_)) && step.node.grid.is_known();
        if at == root || (users[at] > 0 && users[at] == step.uses && elementwise && step.node.shape() == shape) {
            step.args.iter().for_each(|&arg| users[arg] += 1);
        } else {
            users[at] = 0;
        }
    }
    users[root] = 1;
    users
}

impl<'a> Chain<'a> {
    /// The chain that ends in the step `root`, which is elementwise over known sizes.
    pub fn ending_in(expr: &'a Expr, root: usize) -> Chain<'a> {
        let users = members(expr, root);
        let mut chain = Chain {
            links: SmallVec::new(),
            leaves: SmallVec::new(),
            registers: Registers::default(),
            run: 0,
            direct: (0..=root).all(|at| users[at] > 0 || expr.in_memory(at)),
        };
        chain.link(expr, root, users);
        let widths = chain.leaves.iter().map(|&(step, k)| expr.steps[step].node.inputs[k].dtype.size());
        let results = chain.links.iter().map(|link| link.dtype.size());
        chain.run = RUN / widths.chain(results).max().unwrap_or(1);
        chain
    }

    fn link(&mut self, expr: &'a Expr, root: usize, mut users: Vec<usize>) {
        // For a member, the register that holds what it gives.
        let mut places: Vec<Option<usize>> = vec![None; root + 1];
        for at in 0..=root {
            let step = &expr.steps[at];
            let (Rule::Map(kernel), 1..) = (&step.node.rule, users[at]) else { continue };
            let mut operands = SmallVec::new();
            let mut ended: SmallVec<[usize; 3]> = SmallVec::new();
            for (k, &arg) in step.args.iter().enumerate() {
                let Some(register) = places[arg] else {
                    operands.push(Slot::Leaf(self.leaf(expr, at, k)));
                    continue;
                };
                operands.push(Slot::Register(register, expr.steps[arg].node.dtype));
                users[arg] -= 1;
                if users[arg] == 0 {
                    ended.push(register);
                }
            }
            // No layer writes to what it reads: its operands' registers are free only after it.
            let to = if at == root { 0 } else { self.registers.take(step.node.dtype) };
            places[at] = Some(to);
            self.registers.free.extend(ended);
            self.links.push(Link { kernel: &**kernel, dtype: step.node.dtype, operands, to });
        }
    }

    /// Bytes that a run works in.
    pub fn nbytes(&self) -> usize {
        (self.registers.bools.len() + 1) * RUN
    }

    /// The leaf for an operand: the same one for all operands that are the same array.
    fn leaf(&mut self, expr: &Expr, at: usize, k: usize) -> usize {
        let (arg, input) = (expr.steps[at].args[k], &expr.steps[at].node.inputs[k]);
        let same = |&(step, operand): &(usize, usize)| {
            let other = &expr.steps[step];
            other.args[operand] == arg && other.node.inputs[operand].id == input.id
        };
        self.leaves.iter().position(same).unwrap_or_else(|| {
            self.leaves.push((at, k));
            self.leaves.len() - 1
        })
    }

    /// Runs the chain over the rows of a walk, whose leaves these are, and writes to the memory at `to`, past the caches
    /// if what is written there is too `large` for them.
    ///
    /// # Safety
    /// Nobody else uses that memory meanwhile, and it holds the elements of the walk.
    pub unsafe fn run(&self, walk: &Walk, leaves: &[Block], to: *mut u8, large: bool) -> Result<()> {
        let (count, run) = (self.registers.bools.len(), self.run.min(walk.row));
        let last = self.links.len() - 1;
        let size = self.links[last].dtype.size();
        let width = (self.registers.width.max(size) * run).next_multiple_of(64);
        // One more, for what goes past the caches.
        let memory = Buffer::new((count + 1) * width);
        let register = |k: usize| memory.as_ptr().wrapping_add(k * width);
        let bools = self.registers.bools.iter().copied().chain([self.links[last].dtype == DType::Bool]);
        for k in bools.enumerate().filter(|(_, b)| *b).map(|(k, _)| k) {
            // SAFETY: the register lies in the memory. A bool must be 0 or 1.
            unsafe { std::ptr::write_bytes(register(k), 0, width) };
        }
        walk.rows(|offsets| {
            for at in (0..walk.row).step_by(run) {
                let n = run.min(walk.row - at);
                for (k, link) in self.links.iter().enumerate() {
                    let operands: SmallVec<[Operand; 3]> = link
                        .operands
                        .iter()
                        .map(|slot| match *slot {
                            Slot::Leaf(leaf) => walk.operand(leaf, &leaves[leaf], offsets, at, n),
                            // SAFETY: an earlier layer has written that many elements there.
                            Slot::Register(r, dtype) => unsafe { Operand::new(register(r), dtype, n, false) },
                        })
                        .collect();
                    let out = match k == last {
                        true if large => register(count),
                        true => to.wrapping_offset((offsets[0] + at as isize) * size as isize),
                        false => register(link.to),
                    };
                    // SAFETY: the caller's promise, or the register has room for a run.
                    link.kernel.run(&operands, unsafe { Target::new(out, link.dtype, n) })?;
                }
                if large {
                    let to = to.wrapping_offset((offsets[0] + at as isize) * size as isize);
                    // SAFETY: the caller's promise.
                    unsafe { copy::copy_past_caches(register(count), to, n * size) };
                }
            }
            Ok(())
        })
    }
}

/// The rows of a target and of the leaves that it comes from: elements that lie together in the target, and together or
/// all in one place in each leaf.
pub struct Walk {
    /// Elements of a row.
    pub row: usize,
    /// For each leaf, whether a row is one element of it.
    one: SmallVec<[bool; 4]>,
    /// The axes over the rows, the outermost first.
    outer: SmallVec<[Axis; 4]>,
}

/// An axis: its length, and the steps in the target and in each leaf.
struct Axis {
    len: usize,
    steps: SmallVec<[isize; 5]>,
}

impl Walk {
    /// The walk over a target of that shape and these strides with leaves of the same shape, if its rows are long
    /// enough or are all there is.
    pub fn new(leaves: &[Block], shape: &[usize], strides: &[isize]) -> Option<Walk> {
        let steps = |k: usize| std::iter::once(strides[k]).chain(leaves.iter().map(move |l| l.strides()[k])).collect();
        let mut order: Dims = (0..shape.len()).filter(|&k| shape[k] != 1).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(strides[k].unsigned_abs()));
        let mut axes: SmallVec<[Axis; 4]> = SmallVec::new();
        for k in order {
            let axis = Axis { len: shape[k], steps: steps(k) };
            match axes.last_mut() {
                Some(outer) if outer.continues(&axis) => *outer = Axis { len: outer.len * axis.len, ..axis },
                _ => axes.push(axis),
            }
        }
        let last = axes.pop().unwrap_or_else(|| Axis { len: 1, steps: smallvec![1; leaves.len() + 1] });
        let long = axes.is_empty() || last.len >= SHORT;
        let together = last.steps[0] == 1 && last.steps.iter().all(|s| matches!(s, 0 | 1));
        let one = last.steps[1..].iter().map(|&s| s == 0).collect();
        (long && together).then_some(Walk { row: last.len, one, outer: axes })
    }

    /// A part of a row of a leaf.
    fn operand(&self, leaf: usize, block: &Block, offsets: &[isize], at: usize, n: usize) -> Operand {
        let (one, size) = (self.one[leaf], block.dtype().size() as isize);
        let offset = offsets[leaf + 1] + if one { 0 } else { at as isize };
        // SAFETY: the walk stays within the leaf, whose elements lie together in a row.
        unsafe { Operand::new(block.byte_ptr().wrapping_offset(offset * size), block.dtype(), n, one) }
    }

    /// Calls `each` for every row with the places where it starts, in elements, in the target and in each leaf.
    fn rows(&self, mut each: impl FnMut(&[isize]) -> Result<()>) -> Result<()> {
        let mut offsets: SmallVec<[isize; 5]> = smallvec![0; self.one.len() + 1];
        let mut at: SmallVec<[usize; 4]> = smallvec![0; self.outer.len()];
        loop {
            each(&offsets)?;
            let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < self.outer[k].len) else { return Ok(()) };
            at[k] += 1;
            offsets.iter_mut().zip(&self.outer[k].steps).for_each(|(o, s)| *o += s);
            for (i, axis) in at.iter_mut().zip(&self.outer).skip(k + 1) {
                offsets.iter_mut().zip(&axis.steps).for_each(|(o, s)| *o -= s * *i as isize);
                *i = 0;
            }
        }
    }
}

impl Axis {
    /// Whether one step along this axis is as far as going all along the next.
    fn continues(&self, inner: &Axis) -> bool {
        self.steps.iter().zip(&inner.steps).all(|(&outer, &step)| outer == step * inner.len as isize)
    }
}
