//! A task of a block kernel: whole parts of its inputs, and what they are made of.

use super::output::Sink;
use super::task::{Held, Store, filled, lost, one, ragged};
use super::tile::{Shelf, Tiler};
use crate::chunk::{Block, Region, cancel};
use crate::diag::{Error, Kind, Result};
use crate::graph::{Expr, Node, Rule, Stage};

/// Runs a block kernel over whole parts of its inputs.
pub fn block(
    stage: &Stage,
    exprs: &[Expr],
    index: u64,
    store: &dyn Store,
    sink: Option<&Sink>,
    alone: bool,
) -> Result<Held> {
    let node = &stage.node;
    let Rule::Block(kernel) = &node.rule else { return Err(lost(node)) };
    let coords = node.grid.coords(index);
    let mut parts = Vec::new();
    for (k, region) in kernel.needs(node, &coords) {
        parts.push(part(&node.inputs[k], &exprs[k], &region, store, alone)?);
    }
    cancel::check()?;
    let shapes: Vec<String> = parts.iter().map(|p| tuple(p.shape())).collect();
    let at_fault = |e| in_task(e, node, &coords, &shapes);
    if let Some(place) = sink.and_then(|s| s.place(&node.grid.region(index)))
        && kernel.run_into(node, &parts, &place).map_err(at_fault)?
    {
        return Ok(one(place));
    }
    kernel.run(node, &coords, parts).map(Held::Blocks).map_err(at_fault)
}

/// Numbers as Python writes a tuple.
fn tuple(numbers: &[usize]) -> String {
    match numbers {
        [n] => format!("({n},)"),
        _ => format!("({})", numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// A mistake in a task of several, and which one it is: the step, the chunk, the shapes of what it was given, the line.
fn in_task(mut error: Error, node: &Node, coords: &[usize], shapes: &[String]) -> Error {
    let several = node.grid.chunks() > 1 || node.inputs.iter().any(|i| i.grid.chunks() > 1);
    // A function of the user's says so itself.
    let said = error.message.contains("chunk (");
    if said || !several || matches!(error.kind, Kind::KeyboardInterrupt | Kind::MemoryError) {
        return error;
    }
    let mut place = format!("it happened in the task {} of chunk {}", node.name, tuple(coords));
    if !shapes.is_empty() {
        place.push_str(&format!(", given {}", shapes.join(" and ")));
    }
    if let Some(origin) = &node.origin {
        let line = origin.text.lines().next().unwrap_or("");
        place.push_str(&format!("\nwhich line {} made: `{line}`", origin.line));
    }
    error.help = Some(error.help.map_or(place.clone(), |help| format!("{help}\n{place}")));
    error
}

/// A whole part of a block kernel's input: a view where its elements are in memory, else computed tile by tile.
fn part(input: &Node, expr: &Expr, region: &Region, store: &dyn Store, alone: bool) -> Result<Block> {
    if !input.grid.is_known() {
        return ragged_all(input, expr, region, store);
    }
    let shelf: &dyn Shelf = store;
    let in_memory = expr.steps.iter().all(|s| {
        s.stage.is_some()
            || matches!(s.node.rule, Rule::Stored(_) | Rule::Chunks(_) | Rule::View { .. } | Rule::Constant(_))
    });
    if in_memory {
        let block = Tiler::new(expr, shelf).tile(region)?;
        return Ok(if block.shape() == region.len.as_slice() { block } else { block.broadcast_to(&region.len) });
    }
    let out = Block::scratch(input.dtype, &region.len);
    filled(expr, region, &out, (out.nbytes(), false), store, alone)?;
    Ok(out)
}

/// A part along unknown axes: chunk by chunk, as each came out.
fn ragged_all(input: &Node, expr: &Expr, region: &Region, store: &dyn Store) -> Result<Block> {
    ragged_from(0, input, expr, region, store)
}

/// The part, put together from its chunks along the unknown axes from `first` on.
fn ragged_from(first: usize, input: &Node, expr: &Expr, region: &Region, store: &dyn Store) -> Result<Block> {
    let Some(axis) = (first..input.grid.ndim()).find(|&k| input.grid.axes[k].is_unknown()) else {
        return ragged(input, expr, region, store);
    };
    let mut parts = Vec::new();
    for (_, start, len, _) in super::walk::axis_pieces(&input.grid.axes[axis], region.start[axis], region.len[axis]) {
        let mut piece = region.clone();
        (piece.start[axis], piece.len[axis]) = (start, len);
        parts.push(ragged_from(axis + 1, input, expr, &piece, store)?);
    }
    if parts.is_empty() {
        return ragged_from(axis + 1, input, expr, region, store);
    }
    Ok(super::output::join(input.dtype, &parts, axis))
}
