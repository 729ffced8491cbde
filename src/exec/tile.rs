//! Computing a region of a fused expression: the elements of each step come from its inputs' regions.

use smallvec::SmallVec;

use super::output::join;
use super::pick::{is_dense, pick};
use super::walk::{PlaceGroup, axis_pieces, flat_boxes, flat_runs, place_groups, place_runs, touched_chunks};
use crate::chunk::{Block, Cut, Dims, Grid, Region, Strides, copy};
use crate::diag::Result;
use crate::graph::{Expr, MapKernel, Node, Operand, Rule, Step, Target, ViewAxis, view_region};
use crate::with_dtype;

/// Where held chunks are found.
pub trait Shelf {
    /// The chunk of a stage with that number; it has been computed.
    fn chunk(&self, stage: usize, index: u64) -> Result<Block>;
}

/// Computes regions of one expression.
pub struct Tiler<'a> {
    expr: &'a Expr,
    shelf: &'a dyn Shelf,
    /// The regions of shared steps that the present tile has computed.
    memo: Vec<(usize, Region, Block)>,
}

impl<'a> Tiler<'a> {
    pub fn new(expr: &'a Expr, shelf: &'a dyn Shelf) -> Tiler<'a> {
        Tiler { expr, shelf, memo: Vec::new() }
    }

    /// The elements of a region of the root. Along unknown axes the result has as many as were picked.
    pub fn tile(&mut self, region: &Region) -> Result<Block> {
        self.memo.clear();
        self.eval(self.expr.root, region)
    }

    /// Writes the elements of a region of the root to memory with these strides.
    ///
    /// # Safety
    /// No one else uses that memory meanwhile, and it holds the region's elements.
    pub unsafe fn tile_into(&mut self, region: &Region, to: *mut u8, strides: &Strides) -> Result<()> {
        self.memo.clear();
        let expr = self.expr;
        let step = &expr.steps[expr.root];
        let dense = is_dense(&region.len, strides);
        match &step.node.rule {
            // SAFETY: the caller's promise; `dense` means that the elements lie one after another.
            Rule::Map(kernel) if dense && step.stage.is_none() => {
                let args = self.args(step, region)?;
                let target = unsafe { Target::new(to, step.node.dtype, region.elements()) };
                run_map(&**kernel, &args, &region.len, target)
            }
            Rule::Source(source) if dense => {
                let target = unsafe { Target::new(to, step.node.dtype, region.elements()) };
                source.fill(&step.node.shape(), region, target);
                Ok(())
            }
            _ => {
                let block = self.eval(expr.root, region)?;
                // SAFETY: the caller's promise.
                unsafe { copy::copy_strided(&block, to, strides) };
                Ok(())
            }
        }
    }

    fn eval(&mut self, at: usize, region: &Region) -> Result<Block> {
        let expr = self.expr;
        let step = &expr.steps[at];
        let shared = step.uses > 1 && !matches!(step.node.rule, Rule::Constant(_) | Rule::Stored(_));
        if shared && let Some((_, _, block)) = self.memo.iter().find(|(s, r, _)| *s == at && r == region) {
            return Ok(block.clone());
        }
        let block = match step.stage {
            Some(stage) => self.gather(&step.node.grid, region, |i| self.shelf.chunk(stage, i), step)?,
            None => self.rule(step, region)?,
        };
        if shared {
            self.memo.push((at, region.clone(), block.clone()));
        }
        Ok(block)
    }

    fn rule(&mut self, step: &'a Step, region: &Region) -> Result<Block> {
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

    fn args(&mut self, step: &'a Step, region: &Region) -> Result<SmallVec<[Block; 3]>> {
        let mut args = SmallVec::new();
        for (k, &arg) in step.args.iter().enumerate() {
            let input = &step.node.inputs[k];
            args.push(match &self.expr.steps[arg].node.rule {
                Rule::Constant(block) => block.clone(),
                _ => self.eval(arg, &Node::broadcast_region(input, region))?,
            });
        }
        Ok(args)
    }

    /// A region of chunks in memory: a view of the one chunk that has it all, or a copy out of several.
    fn gather(&self, grid: &Grid, region: &Region, chunk: impl Fn(u64) -> Result<Block>, step: &Step) -> Result<Block> {
        if region.len.contains(&0) && grid.is_known() {
            // Nobody asked for a chunk of it.
            return Ok(Block::scratch(step.node.dtype, &region.len));
        }
        let coords: Dims = grid.axes.iter().zip(&region.start).map(|(c, &s)| c.find(s).min(c.count() - 1)).collect();
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
        let (from, n) = (region.start[axis], region.len[axis]);
        let mut parts: SmallVec<[(Block, usize); 2]> = SmallVec::new();
        let mut begin = 0;
        for (k, input) in step.node.inputs.iter().enumerate() {
            let len = input.grid.axes[axis].len();
            let (low, high) = (from.max(begin), (from + n).min(begin + len));
            if low < high {
                let mut part = region.clone();
                (part.start[axis], part.len[axis]) = (low - begin, high - low);
                parts.push((self.eval(step.args[k], &part)?, low - from));
            }
            begin += len;
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

    fn take(&mut self, step: &'a Step, axis: usize, places: &[usize], region: &Region) -> Result<Block> {
        let arg = step.args[0];
        let whole = Cut::whole(step.node.inputs[0].grid.axes[axis].len());
        // What is in memory is not read chunk by chunk.
        let stored = matches!(self.expr.steps[arg].node.rule, Rule::Stored(_));
        let cut = if stored { &whole } else { &step.node.inputs[0].grid.axes[axis] };
        let groups = place_groups(places, cut);
        if let [group] = &groups[..] {
            return self.take_group(arg, axis, group, places, region, stored);
        }
        // The groups one after another, and then everything to its own place.
        let mut parts = Vec::new();
        let mut order = vec![0; places.len()];
        let mut done = 0;
        for group in &groups {
            parts.push(self.take_group(arg, axis, group, places, region, stored)?);
            for &i in &group.at {
                order[i] = done;
                done += 1;
            }
        }
        if parts.is_empty() {
            return Ok(Block::scratch(step.node.dtype, &region.len));
        }
        let joined = join(step.node.dtype, &parts, axis);
        Ok(if order.is_sorted() { joined } else { pick(&joined, axis, &order) })
    }

    /// The places of one group, in the order of the list.
    fn take_group(
        &mut self,
        arg: usize,
        axis: usize,
        group: &PlaceGroup,
        places: &[usize],
        region: &Region,
        stored: bool,
    ) -> Result<Block> {
        let (low, count) = (group.low, group.at.len());
        let mut part = region.clone();
        if stored || group.high - low <= 4 * count {
            (part.start[axis], part.len[axis]) = (low, group.high - low);
            let near: Vec<usize> = group.at.iter().map(|&i| places[i] - low).collect();
            return Ok(pick(&self.eval(arg, &part)?, axis, &near));
        }
        let far: Vec<usize> = group.at.iter().map(|&i| places[i]).collect();
        let mut parts = Vec::new();
        for (first, n, _) in place_runs(&far) {
            (part.start[axis], part.len[axis]) = (first, n);
            parts.push(self.eval(arg, &part)?);
        }
        Ok(join(self.expr.steps[arg].node.dtype, &parts, axis))
    }

    fn compress(&mut self, step: &'a Step, axis: usize, region: &Region) -> Result<Block> {
        let along =
            Region { start: Dims::from_slice(&[region.start[axis]]), len: Dims::from_slice(&[region.len[axis]]) };
        let mask = self.eval(step.args[1], &along)?.contiguous();
        let block = self.eval(step.args[0], region)?;
        let mask = mask.slice::<bool>();
        if block.ndim() == 1 {
            return Ok(super::compress::compress(&block.contiguous(), mask));
        }
        let places: Vec<usize> = (0..mask.len()).filter(|&i| mask[i]).collect();
        Ok(pick(&block, axis, &places))
    }
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

fn run_map(kernel: &dyn MapKernel, args: &[Block], shape: &[usize], target: Target) -> Result<()> {
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
