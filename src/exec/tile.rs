//! Computing a region of a fused expression: the elements of each step come from its inputs' regions.

use std::rc::Rc;

use smallvec::SmallVec;

use super::chain::{Chain, SHORT, Walk};
use super::reads::chunk_at;
use super::straight::joined_parts;
use super::tiles::Tiling;
use super::turned::in_order;
use super::walk::{axis_pieces, flat_boxes, flat_runs, touched_chunks};
use crate::chunk::{Block, DType, Dims, Grid, Region, Strides, copy};
use crate::diag::Result;
use crate::graph::{Expr, MapKernel, Node, Operand, Rule, Step, Target, ViewAxis, view_region};
use crate::with_dtype;

/// Layers of an expression that may be gone through one inside the other.
const DEEP: usize = 64;
/// Bytes that the caches do not hold.
pub const LARGE: usize = 24 << 20;

/// Where held chunks are found.
pub trait Shelf {
    /// The chunk of a stage with that number; it has been computed.
    fn chunk(&self, stage: usize, index: u64) -> Result<Block>;
}

/// Computes regions of one expression.
pub struct Tiler<'a> {
    pub(super) expr: &'a Expr,
    shelf: &'a dyn Shelf,
    /// The regions of shared steps that the present tile has computed.
    pub(super) memo: Vec<(usize, Region, Block)>,
    /// The chains that end in the steps asked for so far.
    chains: Vec<(usize, Rc<Chain<'a>>)>,
    /// Whether what tiles are written into is larger than the caches.
    pub(super) large: bool,
    /// The order of the axes in which tiles of the root are laid out, if it is another one.
    order: Option<&'a Dims>,
}

impl<'a> Tiler<'a> {
    pub fn new(expr: &'a Expr, shelf: &'a dyn Shelf) -> Tiler<'a> {
        Tiler { expr, shelf, memo: Vec::new(), chains: Vec::new(), large: false, order: None }
    }

    /// For tiles that are written into so many bytes.
    pub fn into_bytes(self, bytes: usize) -> Tiler<'a> {
        Tiler { large: bytes >= LARGE, ..self }
    }

    /// How a region of the root is best cut; `straight` says that tiles are written where they are wanted, and `in_order`
    /// that they go by the order in memory.
    pub fn tiling(&mut self, region: &Region, straight: bool, in_order: bool) -> Tiling {
        self.order = self.expr.order.as_ref().filter(|_| in_order);
        let expr = self.expr;
        match region.elements() > SHORT {
            true => Tiling::of(expr, straight, in_order, || self.chain(expr.root).direct),
            false => Tiling::Rows,
        }
    }

    /// Whether a region is worth a chain: it is large, or the way through the layers one by one would be deep.
    pub(super) fn is_chained(&self, region: &Region) -> bool {
        region.elements() > SHORT || self.expr.steps.len() > DEEP
    }

    fn chain(&mut self, at: usize) -> Rc<Chain<'a>> {
        if let Some((_, chain)) = self.chains.iter().find(|(end, _)| *end == at) {
            return chain.clone();
        }
        let chain = Rc::new(Chain::ending_in(self.expr, at));
        self.chains.push((at, chain.clone()));
        chain
    }

    /// The elements of a region of the root. Along unknown axes the result has as many as were picked.
    pub fn tile(&mut self, region: &Region) -> Result<Block> {
        self.memo.clear();
        self.eval(self.expr.root, region)
    }

    pub(super) fn eval(&mut self, at: usize, region: &Region) -> Result<Block> {
        let expr = self.expr;
        let step = &expr.steps[at];
        let shared = step.uses > 1 && !matches!(step.node.rule, Rule::Constant(_) | Rule::Stored(_));
        if shared && let Some((_, _, block)) = self.memo.iter().find(|(s, r, _)| *s == at && r == region) {
            return Ok(block.clone());
        }
        let block = match step.stage {
            Some(stage) => self.gather(&step.node.grid, region, |i| self.shelf.chunk(stage, i), step)?,
            None => self.rule(at, region)?,
        };
        if shared {
            self.memo.push((at, region.clone(), block.clone()));
        }
        Ok(block)
    }

    fn rule(&mut self, at: usize, region: &Region) -> Result<Block> {
        let step = &self.expr.steps[at];
        match &step.node.rule {
            Rule::Constant(block) => Ok(block.clone()),
            Rule::Stored(block) => Ok(block.part(&region.start, &region.len)),
            Rule::Chunks(chunks) => self.gather(&step.node.grid, region, |i| Ok(chunks[i as usize].clone()), step),
            Rule::Source(source) => {
                let out = Block::scratch(step.node.dtype, &region.len);
                // SAFETY: the block is fresh.
                source.fill(&step.node.shape(), region, unsafe {
                    Target::new(out.byte_ptr(), step.node.dtype, out.size())
                });
                Ok(out)
            }
            Rule::Map(_) if step.node.grid.is_known() && self.is_chained(region) => {
                let out = match self.order {
                    Some(order) if at == self.expr.root => scratch_in(step.node.dtype, &region.len, order),
                    _ => Block::scratch(step.node.dtype, &region.len),
                };
                // SAFETY: the block is fresh.
                unsafe { self.chained(at, region, out.byte_ptr(), out.strides(), false)? };
                Ok(out)
            }
            Rule::Map(kernel) => {
                let args = self.args(step, region)?;
                let shape = if step.node.grid.is_known() { region.len.clone() } else { joint_shape(&args) };
                let out = Block::scratch(step.node.dtype, &shape);
                // SAFETY: the block is fresh.
                run_map(&**kernel, &args, &shape, unsafe { Target::new(out.byte_ptr(), step.node.dtype, out.size()) })?;
                Ok(out)
            }
            Rule::View { axes, base } => {
                let input = self.eval(step.args[0], &view_region(axes, base, region))?;
                Ok(look(&input, axes, &region.len))
            }
            Rule::Reshape => self.reshape(step, region),
            Rule::Concat { axis } => self.concat(step, *axis, region),
            Rule::Take { axis, index } => {
                self.take(step, *axis, &index[region.start[*axis]..][..region.len[*axis]], region)
            }
            Rule::Compress { axis } => self.compress(step, *axis, region),
            _ => Err(crate::diag::runtime_error(format!("the layer {} is not elementwise", step.node.name))),
        }
    }

    pub(super) fn args(&mut self, step: &'a Step, region: &Region) -> Result<SmallVec<[Block; 3]>> {
        (0..step.args.len()).map(|k| self.arg(step, k, region)).collect()
    }

    fn arg(&mut self, step: &'a Step, k: usize, region: &Region) -> Result<Block> {
        match &self.expr.steps[step.args[k]].node.rule {
            Rule::Constant(block) => Ok(block.clone()),
            _ => self.eval(step.args[k], &Node::broadcast_region(&step.node.inputs[k], region)),
        }
    }

    /// Writes a region of an elementwise step, of known sizes, by the chain that ends in it.
    ///
    /// # Safety
    /// Nobody else uses the memory at `to` meanwhile, and with these strides it holds the region's elements.
    pub(super) unsafe fn chained(
        &mut self,
        at: usize,
        region: &Region,
        to: *mut u8,
        strides: &[isize],
        large: bool,
    ) -> Result<()> {
        let chain = self.chain(at);
        let steps = &self.expr.steps;
        let leaf = |&(step, k): &(usize, usize)| {
            let block = self.arg(&steps[step], k, region)?;
            Ok(if block.shape() == region.len.as_slice() { block } else { block.broadcast_to(&region.len) })
        };
        let mut leaves: SmallVec<[Block; 4]> = chain.leaves.iter().map(leaf).collect::<Result<_>>()?;
        let mut walk = Walk::new(&leaves, &region.len, strides);
        if walk.is_none() {
            for leaf in leaves.iter_mut().filter(|l| l.strides().iter().any(|&s| s != 0)) {
                *leaf = leaf.contiguous();
            }
            walk = Walk::new(&leaves, &region.len, strides);
        }
        if let Some(walk) = walk {
            // SAFETY: the caller's promise.
            return unsafe { chain.run(&walk, &leaves, to, large) };
        }
        let out = Block::scratch(steps[at].node.dtype, &region.len);
        let Some(walk) = Walk::new(&leaves, &region.len, out.strides()) else {
            return Err(crate::diag::runtime_error("elements that lie together are not walked together"));
        };
        // SAFETY: the block is fresh, and then the caller's promise.
        unsafe {
            chain.run(&walk, &leaves, out.byte_ptr(), false)?;
            copy::copy_strided(&out, to, strides);
        }
        Ok(())
    }

    /// A region of chunks in memory: a view of the one chunk that has it all, or a copy out of several.
    fn gather(&self, grid: &Grid, region: &Region, chunk: impl Fn(u64) -> Result<Block>, step: &Step) -> Result<Block> {
        if region.len.contains(&0) && grid.is_known() {
            // Nobody asked for a chunk of it.
            return Ok(Block::scratch(step.node.dtype, &region.len));
        }
        let coords = chunk_at(grid, &region.start);
        let inside = (0..grid.ndim())
            .all(|k| region.start[k] + region.len[k] <= grid.axes[k].start(coords[k]) + grid.axes[k].size(coords[k]));
        if inside || !grid.is_known() {
            let block = chunk(grid.index(&coords))?;
            if !grid.is_known() {
                return self.ragged_part(grid, region, &coords, block);
            }
            let start: Dims = (0..grid.ndim()).map(|k| region.start[k] - grid.axes[k].start(coords[k])).collect();
            return Ok(block.part(&start, &region.len));
        }
        let out = Block::scratch(step.node.dtype, &region.len);
        let mut fault = Ok(());
        touched_chunks(&grid.axes, region, |coords| {
            let mut from = Dims::new();
            let mut to = Dims::new();
            let mut len = Dims::new();
            for (k, &c) in coords.iter().enumerate() {
                let cut = &grid.axes[k];
                for (i, at, n, place) in axis_pieces(cut, region.start[k], region.len[k]) {
                    if i == c {
                        from.push(at - cut.start(c));
                        to.push(place);
                        len.push(n);
                    }
                }
            }
            match chunk(grid.index(coords)) {
                Ok(block) => put(&out, &to, &block.part(&from, &len)),
                Err(e) => fault = Err(e),
            }
        });
        fault.map(|()| out)
    }

    /// A held chunk along unknown axes is taken whole; along the others, in part.
    fn ragged_part(&self, grid: &Grid, region: &Region, coords: &[usize], block: Block) -> Result<Block> {
        let (mut start, mut len) = (Dims::new(), Dims::new());
        for (k, cut) in grid.axes.iter().enumerate() {
            let unknown = cut.is_unknown();
            start.push(if unknown { 0 } else { region.start[k] - cut.start(coords[k]) });
            len.push(if unknown { block.shape()[k] } else { region.len[k] });
        }
        Ok(block.part(&start, &len))
    }

    fn reshape(&mut self, step: &'a Step, region: &Region) -> Result<Block> {
        let from = step.node.inputs[0].shape();
        let mut starts: SmallVec<[usize; 8]> = SmallVec::new();
        let run = flat_runs(&step.node.shape(), region, |s| starts.push(s));
        let mut boxes: SmallVec<[Region; 4]> = SmallVec::new();
        if let [start] = starts[..] {
            flat_boxes(&from, start, run, |b| boxes.push(b));
            if let [only] = &boxes[..] {
                return Ok(self.eval(step.args[0], only)?.reshape(&region.len));
            }
        }
        let mut out = Block::scratch(step.node.dtype, &region.len);
        let mut done = 0;
        for start in starts {
            boxes.clear();
            flat_boxes(&from, start, run, |b| boxes.push(b));
            for part in &boxes {
                let block = self.eval(step.args[0], part)?.contiguous();
                let n = block.size();
                with_dtype!(block.dtype(), T => out.slice_mut::<T>()[done..done + n].copy_from_slice(block.slice::<T>()));
                done += n;
            }
        }
        Ok(out)
    }

    fn concat(&mut self, step: &'a Step, axis: usize, region: &Region) -> Result<Block> {
        let n = region.len[axis];
        let mut parts: SmallVec<[(Block, usize); 2]> = SmallVec::new();
        for (k, part, at) in joined_parts(&step.node, axis, region) {
            parts.push((self.eval(step.args[k], &part)?, at));
        }
        if let [(only, 0)] = &parts[..]
            && only.shape()[axis] == n
        {
            return Ok(only.clone());
        }
        let shape = match parts.first() {
            Some((first, _)) => first.shape().iter().enumerate().map(|(k, &m)| if k == axis { n } else { m }).collect(),
            None => region.len.clone(),
        };
        let out = Block::scratch(step.node.dtype, &shape);
        for (block, at) in parts {
            let mut place = Dims::from_elem(0, shape.len());
            place[axis] = at;
            put(&out, &place, &block);
        }
        Ok(out)
    }
}

/// A fresh block whose elements lie in that order of its axes.
pub(super) fn scratch_in(dtype: DType, shape: &[usize], order: &[usize]) -> Block {
    Block::scratch(dtype, &in_order(shape, order)).transpose_back(order)
}

/// Copies a block into a fresh one at a place.
fn put(out: &Block, at: &[usize], block: &Block) {
    let to = out.part(at, block.shape());
    // SAFETY: `out` was made by the caller, who alone holds it; the part lies in it.
    unsafe { copy::copy_strided(block, to.byte_ptr(), to.strides()) };
}

/// The view of a block that is the least box around what the view needs.
fn look(input: &Block, axes: &[ViewAxis], len: &[usize]) -> Block {
    let mut offset = input.offset() as isize;
    let mut strides = Strides::new();
    let mut shape = Dims::new();
    for (axis, &n) in axes.iter().zip(len) {
        match *axis {
            ViewAxis::Of { axis, step, .. } => {
                let stride = input.strides()[axis];
                if step < 0 && n > 0 {
                    offset += (input.shape()[axis] as isize - 1) * stride;
                }
                // An axis taken as it is has as many as there are: a mask may have picked fewer than asked for.
                shape.push(if step == 1 { input.shape()[axis] } else { n });
                strides.push(stride * step);
            }
            ViewAxis::Repeat => {
                shape.push(n);
                strides.push(0);
            }
        }
    }
    input.with_layout(if shape.contains(&0) { input.offset() } else { offset as usize }, shape, strides)
}

/// The shape to which the blocks of one tile broadcast.
fn joint_shape(args: &[Block]) -> Dims {
    let ndim = args.iter().map(Block::ndim).max().unwrap_or(0);
    let mut shape = Dims::from_elem(1, ndim);
    for arg in args {
        for (to, &n) in shape[ndim - arg.ndim()..].iter_mut().zip(arg.shape()) {
            if n != 1 {
                *to = n;
            }
        }
    }
    shape
}

/// Runs an elementwise kernel over blocks that broadcast to a shape.
pub(super) fn run_map(kernel: &dyn MapKernel, args: &[Block], shape: &[usize], target: Target) -> Result<()> {
    let n = target.len();
    let spread = |b: &Block| {
        if b.size() == 1 && n != 1 {
            b.clone()
        } else if b.shape() == shape {
            b.contiguous()
        } else {
            b.broadcast_to(shape).contiguous()
        }
    };
    let blocks: SmallVec<[Block; 3]> = args.iter().map(spread).collect();
    let operands: SmallVec<[Operand; 3]> = blocks.iter().map(|b| Operand::of(b, n)).collect();
    kernel.run(&operands, target)
}
