//! One task: a stage's work on one chunk.

use std::any::Any;

use parking_lot::Mutex;
use rayon::prelude::*;
use smallvec::SmallVec;

use super::output::Sink;
use super::parted::Parted;
use super::parts;
use super::tile::{Shelf, Tiler, scratch_in};
use super::tiles::{SHARE, Tiling, for_tiles, panels, share, squares, tile_in_order, tile_shape};
use super::turned::{Turned, in_order};
use crate::chunk::{Block, Dims, Grid, Region, Strides, cancel, copy};
use crate::diag::{Result, runtime_error};
use crate::graph::{Accumulator, Expr, Node, Place, Plan, Reducer, Rule, Stage, Work};

/// The result of a task, held for those that read it.
pub enum Held {
    Blocks(SmallVec<[Block; 1]>),
    States(Mutex<Option<Box<dyn Accumulator>>>),
}

impl Held {
    pub fn nbytes(&self) -> usize {
        match self {
            Held::Blocks(blocks) => blocks.iter().map(Block::nbytes).sum(),
            Held::States(states) => states.lock().as_ref().map_or(0, |s| s.nbytes()),
        }
    }
}

/// Where a running task finds what it reads.
pub trait Store: Shelf + Sync {
    /// Takes the states of a partial reduction, which only one task reads.
    fn states(&self, stage: usize, index: u64) -> Result<Box<dyn Accumulator>>;
    /// The output `k` of a block kernel's chunk.
    fn output(&self, stage: usize, index: u64, k: usize) -> Result<Block>;
}

/// Runs a stage's work on a chunk. `sink` is where an output's elements go; `alone` says that there are too few tasks
/// for the threads, so that this one should share its work.
pub fn run(
    plan: &Plan,
    stage: usize,
    index: u64,
    store: &(dyn Store + Sync),
    sink: Option<&Sink>,
    alone: bool,
) -> Result<Held> {
    let this = &plan.stages[stage];
    cancel::check()?;
    let held = match &this.work {
        Work::Stream(expr) => stream(this, expr, index, store, sink, alone)?,
        Work::Partial(exprs) => partial(this, exprs, index, store, alone)?,
        Work::Combine(from) => combine(this, *from, &plan.stages[*from], index, store)?,
        Work::Block(exprs) => parts::block(this, exprs, index, store, sink, alone)?,
        Work::Output(from) => match this.node.rule {
            Rule::Output(k) => one(store.output(*from, index, k)?),
            _ => return Err(lost(&this.node)),
        },
    };
    check_promise(&this.node, index, &held)?;
    match (sink, held) {
        (Some(sink), Held::Blocks(blocks)) if !matches!(this.work, Work::Stream(_)) || !sink.is_direct() => {
            Ok(Held::Blocks(blocks.into_iter().map(|b| sink.put(index, b)).collect()))
        }
        (_, held) => Ok(held),
    }
}

pub fn one(block: Block) -> Held {
    Held::Blocks(SmallVec::from_iter([block]))
}

pub fn lost(node: &Node) -> crate::diag::Error {
    runtime_error(format!("a chunk of {} is missing: this is a mistake in ndsh", node.name))
}

/// In debug builds, that a chunk's shape and dtype are what its layer promised.
fn check_promise(node: &Node, index: u64, held: &Held) -> Result<()> {
    if let (true, true, Held::Blocks(blocks), false) =
        (cfg!(debug_assertions), node.grid.is_known(), held, matches!(node.rule, Rule::Block(_)))
    {
        let want = node.grid.region(index).len;
        for block in blocks {
            if block.shape() != want.as_slice() || block.dtype() != node.dtype {
                return Err(runtime_error(format!(
                    "{}: chunk {index} came out as {block:?}, but {} {want:?} was promised",
                    node.name, node.dtype
                )));
            }
        }
    }
    Ok(())
}

fn fixed(node: &Node, expr: &[Expr]) -> impl Fn(usize) -> bool + use<> {
    let ragged = expr.iter().any(|e| e.ragged);
    let unknown: SmallVec<[bool; 4]> = node.grid.axes.iter().map(|c| c.is_unknown()).collect();
    move |k| ragged && unknown[k]
}

fn stream(stage: &Stage, expr: &Expr, index: u64, store: &dyn Store, sink: Option<&Sink>, alone: bool) -> Result<Held> {
    let node = &stage.node;
    let region = node.grid.region(index);
    if !node.grid.is_known() {
        return ragged(node, expr, &region, store).map(one);
    }
    // What is held lies as what it is made of.
    let order = expr.order.as_ref().filter(|_| sink.is_none_or(Sink::is_in_order));
    let out = match (sink.and_then(|s| s.place(&region)), order) {
        (Some(place), _) => place,
        (None, Some(order)) => scratch_in(node.dtype, &region.len, order),
        (None, None) => Block::scratch(node.dtype, &region.len),
    };
    let bytes = out.nbytes().max(sink.map_or(0, Sink::nbytes));
    filled(expr, &region, &out, (bytes, order.is_some()), store, alone)?;
    Ok(one(out))
}

/// Computes a chunk into `out`, which is part of so many bytes, and lies in order or not: by several threads if it is
/// `alone`.
pub fn filled(
    expr: &Expr,
    region: &Region,
    out: &Block,
    (bytes, in_order): (usize, bool),
    store: &dyn Store,
    alone: bool,
) -> Result<()> {
    // What lies in another order is cut along the axis that is the outermost there.
    let outermost = expr.order.iter().flatten().copied().find(|&k| in_order && region.len[k] > 1);
    let pieces = match alone {
        true => share(region, |k| outermost.is_some_and(|axis| k != axis)),
        false => vec![region.clone()],
    };
    let fill = |piece: &Region| fill(expr, region, piece, out, bytes, in_order, store);
    if pieces.len() > 1 { pieces.par_iter().try_for_each(fill) } else { pieces.iter().try_for_each(fill) }
}

/// Computes a piece of a chunk into its place in `out`, which is part of so many `bytes`.
/// `in_order` says that the chunk lies in memory as its elements do.
fn fill(
    expr: &Expr,
    region: &Region,
    piece: &Region,
    out: &Block,
    bytes: usize,
    in_order: bool,
    store: &dyn Store,
) -> Result<()> {
    let shelf: &dyn Shelf = store;
    let mut tiler = Tiler::new(expr, shelf).into_bytes(bytes);
    let strides: Strides = out.strides().into();
    let tiling = tiler.tiling(piece, true, in_order);
    let order = expr.order.as_deref();
    let shape = match tiling {
        Tiling::Squares => squares(&piece.len, order),
        _ => tile_in_order(&piece.len, order.filter(|_| in_order), |len| tile_shape(len, tiling, |_| false)),
    };
    for_tiles(piece, &shape, |tile| {
        cancel::check()?;
        let at: Dims = tile.start.iter().zip(&region.start).map(|(a, b)| a - b).collect();
        let to = out.part(&at, &tile.len);
        // SAFETY: tiles do not overlap, and nobody reads the chunk before its task has ended.
        unsafe { tiler.tile_into(tile, to.byte_ptr(), &strides) }
    })
}

/// A chunk along unknown axes: its tiles one after another, each as long as it came out.
pub fn ragged(node: &Node, expr: &Expr, region: &Region, store: &dyn Store) -> Result<Block> {
    let shelf: &dyn Shelf = store;
    let mut tiler = Tiler::new(expr, shelf);
    let mut unknown = (0..node.grid.ndim()).filter(|&k| node.grid.axes[k].is_unknown());
    let axis = unknown.next().unwrap_or(0);
    if unknown.next().is_some() {
        // Tiles that come out shorter along two axes have no places before all of them are known.
        return tiler.tile(region).map(|b| b.contiguous());
    }
    let mut tile = region.len.clone();
    if !expr.ragged {
        let row: usize = region.len.iter().enumerate().filter(|(k, _)| *k != axis).map(|(_, n)| n).product();
        tile[axis] = (8192 / row.max(1)).max(1);
    }
    if axis == 0 && !expr.ragged && !region.len.contains(&0) {
        return appended(node, region, &tile, &mut tiler);
    }
    let mut parts: Vec<Block> = Vec::new();
    for_tiles(region, &tile, |tile| {
        cancel::check()?;
        parts.push(tiler.tile(tile)?);
        Ok(())
    })?;
    if parts.is_empty() {
        parts.push(tiler.tile(region)?);
    }
    Ok(super::output::join(node.dtype, &parts, axis))
}

/// Tiles that lengthen the first axis, written one behind the other.
fn appended(node: &Node, region: &Region, tile: &[usize], tiler: &mut Tiler) -> Result<Block> {
    let out = Block::scratch(node.dtype, &region.len);
    let mut len = Dims::from_slice(&region.len);
    let mut at = Dims::from_elem(0, region.len.len());
    for_tiles(region, tile, |tile| {
        cancel::check()?;
        let block = tiler.tile(tile)?;
        let to = out.part(&at, block.shape());
        // SAFETY: the block is fresh, and this stretch of it was not written yet.
        unsafe { copy::copy_strided(&block, to.byte_ptr(), to.strides()) };
        at[0] += block.shape()[0];
        Ok(())
    })?;
    len[0] = at[0];
    at[0] = 0;
    let picked = out.part(&at, &len);
    Ok(if len[0] < region.len[0] / 2 { picked.to_owned_c() } else { picked })
}

fn partial(stage: &Stage, exprs: &[Expr], index: u64, store: &(dyn Store + Sync), alone: bool) -> Result<Held> {
    let node = &stage.node;
    let Rule::Partial { reducer, axes } = &node.rule else { return Err(lost(node)) };
    let input = &node.inputs[0];
    let region = input.grid.region(index);
    let fixed = fixed(input, exprs);
    let job = Partial { reducer: &**reducer, axes, input, exprs, store };
    let cut = alone && exprs.iter().all(|e| !e.ragged) && region.elements() > SHARE;
    // The states of the parts along a kept axis stand one behind the other if that is the outermost.
    let outermost = region.len.iter().position(|&n| n > 1).filter(|&k| cut && !axes[k] && !fixed(k));
    let apart = outermost
        .filter(|&k| (0..axes.len()).all(|j| !axes[j] || input.grid.axes[j].count() == 1) && axes[k..].contains(&true));
    let pieces = match apart {
        Some(axis) => share(&region, |k| k != axis),
        None if cut => share(&region, |k| fixed(k) || !axes[k]),
        None => vec![region],
    };
    let mut states = if pieces.len() > 1 {
        pieces.par_iter().map(|p| job.run(p, &fixed)).collect::<Result<Vec<_>>>()?
    } else {
        pieces.iter().map(|p| job.run(p, &fixed)).collect::<Result<Vec<_>>>()?
    };
    if apart.is_some() {
        return Ok(Held::States(Mutex::new(Some(Box::new(Parted(states))))));
    }
    let mut first = states.remove(0);
    states.into_iter().try_for_each(|s| first.merge(s))?;
    Ok(Held::States(Mutex::new(Some(first))))
}

/// The reduction of one chunk.
struct Partial<'a> {
    reducer: &'a dyn Reducer,
    axes: &'a [bool],
    input: &'a Node,
    exprs: &'a [Expr],
    store: &'a (dyn Store + Sync),
}

impl Partial<'_> {
    fn run(&self, region: &Region, fixed: &dyn Fn(usize) -> bool) -> Result<Box<dyn Accumulator>> {
        let kept: Dims = region.len.iter().zip(self.axes).map(|(&n, &r)| if r { 1 } else { n }).collect();
        let shape = self.input.shape();
        let mut states: Option<Box<dyn Accumulator>> = None;
        let shelf: &dyn Shelf = self.store;
        let mut tilers: SmallVec<[Tiler; 2]> = self.exprs.iter().map(|e| Tiler::new(e, shelf)).collect();
        let in_rows = self.reducer.takes_rows();
        let order = self.order();
        let tilings = tilers.iter_mut().map(|t| t.tiling(region, false, order.is_some()));
        let tiling = tilings.reduce(Tiling::with).unwrap_or(Tiling::Rows);
        let tile = match tiling {
            _ if (0..region.len.len()).any(fixed) => tile_shape(&region.len, tiling, fixed),
            Tiling::Flat(elements) => {
                let axes: SmallVec<[bool; 4]> = order.map_or_else(|| self.axes.into(), |o| in_order(self.axes, o));
                let shape =
                    |len: &[usize]| panels(len, &axes, elements).unwrap_or_else(|| tile_shape(len, tiling, |_| false));
                tile_in_order(&region.len, order, shape)
            }
            Tiling::Squares => squares(&region.len, self.exprs[0].order.as_deref()),
            Tiling::Rows => tile_in_order(&region.len, order, |len| tile_shape(len, tiling, |_| false)),
        };
        for_tiles(region, &tile, |tile| {
            // Only what is in memory, or made of it by plain kernels, is left out: nothing there can fail.
            if matches!(tiling, Tiling::Flat(_)) && states.as_ref().is_some_and(|s| s.is_settled()) {
                return Ok(());
            }
            cancel::check()?;
            let tiles = tilers
                .iter_mut()
                .map(|t| Ok(spread(t.tile(tile)?, self.input, tile, in_rows)))
                .collect::<Result<SmallVec<[Block; 2]>>>()?;
            let states = states.get_or_insert_with(|| self.begin(&self.kept_shape(&kept, &tiles[0])));
            states.fold(&tiles, &Place { region: tile, origin: region, reduced: self.axes, shape: &shape })
        })?;
        Ok(states.unwrap_or_else(|| self.begin(&kept)))
    }

    /// The order in memory by which the elements are gone through, where it is another one and may be taken: where an
    /// element stands along several axes is counted in their own order.
    fn order(&self) -> Option<&[usize]> {
        let free = self.reducer.takes_rows()
            && (!self.reducer.is_placed() || self.axes.iter().filter(|reduced| **reduced).count() == 1);
        match self.exprs {
            [only] if free => only.order.as_deref(),
            _ => None,
        }
    }

    fn begin(&self, kept: &[usize]) -> Box<dyn Accumulator> {
        match self.order() {
            Some(order) => Box::new(Turned::new(order, kept, |kept| self.reducer.begin(kept))),
            None => self.reducer.begin(kept),
        }
    }

    /// Along an unknown axis that is kept, as many states as the tile has elements.
    fn kept_shape(&self, kept: &[usize], tile: &Block) -> Dims {
        let length =
            |k: usize| if self.input.grid.axes[k].is_unknown() && !self.axes[k] { tile.shape()[k] } else { kept[k] };
        (0..kept.len()).map(length).collect()
    }
}

/// A tile as large as its region, since a constant comes as one element; in C order unless it may be a look at rows.
fn spread(block: Block, node: &Node, region: &Region, in_rows: bool) -> Block {
    if node.grid.is_known() && block.shape() != region.len.as_slice() {
        return block.broadcast_to(&region.len).contiguous();
    }
    if in_rows { block } else { block.contiguous() }
}

/// The chunks of the input that one step of a tree takes in, in order.
pub fn group_members(node: &Node, input: &Grid, index: u64) -> Vec<u64> {
    let Rule::Combine { group, drop, .. } = &node.rule else { return Vec::new() };
    let mut out = node.grid.coords(index).into_iter();
    let is_dropped = |k: usize| drop.get(k).copied().unwrap_or(false);
    let place: Dims = if node.grid.ndim() == input.ndim() {
        out.collect()
    } else {
        (0..input.ndim()).map(|k| if is_dropped(k) { 0 } else { out.next().unwrap_or(0) }).collect()
    };
    let counts = input.counts();
    let low: Dims = (0..input.ndim()).map(|k| place[k] * group[k]).collect();
    let high: Dims = (0..input.ndim()).map(|k| (low[k] + group[k]).min(counts[k])).collect();
    let mut at = low.clone();
    let mut members = Vec::new();
    loop {
        members.push(input.index(&at));
        let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < high[k]) else { return members };
        at[k] += 1;
        at[k + 1..].copy_from_slice(&low[k + 1..]);
    }
}

fn combine(stage: &Stage, from: usize, input: &Stage, index: u64, store: &dyn Store) -> Result<Held> {
    let node = &stage.node;
    let Rule::Combine { last, .. } = node.rule else { return Err(lost(node)) };
    let mut all: Option<Box<dyn Accumulator>> = None;
    for member in group_members(node, input.grid(), index) {
        let states = store.states(from, member)?;
        match &mut all {
            Some(all) => all.merge(states)?,
            None => all = Some(states),
        }
    }
    let all = all.ok_or_else(|| lost(node))?;
    if !last {
        return Ok(Held::States(Mutex::new(Some(all))));
    }
    let block = all.finish()?;
    let shape = node.grid.region(index).len;
    let fits = node.grid.is_known() && block.size() == shape.iter().product::<usize>();
    Ok(one(if fits { block.reshape(&shape) } else { drop_axes(&node.rule, node.grid.ndim(), block) }))
}

/// A result along unknown axes without the axes that the reduction drops.
fn drop_axes(rule: &Rule, ndim: usize, block: Block) -> Block {
    match rule {
        Rule::Combine { drop, .. } if block.ndim() == drop.len() && ndim != block.ndim() => {
            let shape: Dims = block.shape().iter().zip(drop).filter(|(_, d)| !**d).map(|(&n, _)| n).collect();
            block.reshape(&shape)
        }
        _ => block,
    }
}

/// What a panic said.
pub fn panic_text(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| s.to_string()).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no reason given".into())
}
