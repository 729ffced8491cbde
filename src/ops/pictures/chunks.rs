//! Pictures of chunk grids: as SVG, and which chunks feed which.

use std::sync::Arc;

use crate::array::{Lazy, Value};
use crate::diag::{Result, value_error};
use crate::display::{Picture, Reading, chunk_scene, draw_reading, render_html};
use crate::exec::chunks_read;
use crate::graph::ancestors;
use crate::ops::{Args, Family, Op, Place};

/// Of so many chunks it is found out what they read.
const MOST_CHUNKS: u128 = 4096;
/// At most so many are looked at where not all are.
const SOME_CHUNKS: u64 = 64;

/// Pictures of chunk grids.
pub const DRAWN: &[Op] = &[
    Op {
        name: "draw",
        params: "x, y",
        doc: "Which chunks of x feed which chunks of y, drawn and listed.

The chunks of x have numbers, and in each chunk of y stand the numbers of those that it reads, found from the graph
without running it. `.reads` has for each chunk of y, by its place, the places of those of x.",
        examples: ">>> x = da.ones((4, 6), chunks=(2, 3))
>>> da.draw(x, x.T).reads[(0, 1)]
[(1, 0)]
>>> da.draw(x, x.rechunk((4, 2))).reads[(0, 1)]
[(0, 0), (0, 1), (1, 0), (1, 1)]
",
        any_length: true,
        build: draw,
        ..Op::of(Family::Custom, &[Place::Da])
    },
    Op {
        name: "to_svg",
        params: "a, size=200",
        doc: "The picture of the chunks as SVG.",
        examples: ">>> da.ones((100, 100), chunks=50).to_svg()[:4]
'<svg'
",
        any_length: true,
        build: to_svg,
        ..Op::of(Family::Custom, &[Place::Method])
    },
    Op {
        name: "_repr_html_",
        params: "a",
        doc: "The summary and the picture of the chunks as HTML.",
        examples: ">>> '<svg' in da.ones(3)._repr_html_()
True
",
        any_length: true,
        build: repr_html,
        ..Op::of(Family::Custom, &[Place::Method])
    },
];

fn to_svg(args: &mut Args) -> Result<Value> {
    let a = args.array("a")?;
    let size = args.float("size")?.unwrap_or(200.0);
    if !(40.0..=4000.0).contains(&size) {
        return Err(args.at("size", value_error(format!("to_svg(): `size` must be from 40 to 4000, not {size}"))));
    }
    Ok(Value::str(chunk_scene(a.grid(), size).to_svg()))
}

fn repr_html(args: &mut Args) -> Result<Value> {
    Ok(Value::str(render_html(&args.array("a")?)))
}

fn draw(args: &mut Args) -> Result<Value> {
    let lazy = |name: &str| match args.need(name)? {
        Value::Lazy(a) => Ok(a.clone()),
        _ => Err(args.wrong(name, "a lazy array")),
    };
    let (x, y) = (lazy("x")?, lazy("y")?);
    if !ancestors(std::slice::from_ref(&y.node)).iter().any(|n| n.id == x.node.id) {
        let error = value_error("draw(): y does not stand on x: none of its layers reads it");
        return Err(args.at("y", error).help("draw(x, y) shows how y comes from x, as in da.draw(x, x.T)"));
    }
    let reading = Arc::new(reading(&x, &y));
    let shown = reading.clone();
    let picture = Picture::new("Reading", Box::new(move |width| draw_reading(&shown, ["x", "y"], width)));
    Ok(Value::object(picture.with("reads", reads(&reading))))
}

fn reading(x: &Lazy, y: &Lazy) -> Reading {
    let chunks = y.grid().chunks();
    let count = if chunks <= MOST_CHUNKS { chunks as u64 } else { SOME_CHUNKS };
    let reads = (0..count).map(|k| chunks_read(&y.node, k, &x.node).into_iter().collect()).collect();
    Reading { from: x.grid().clone(), to: y.grid().clone(), reads }
}

/// The places that are read, by the place that reads them.
fn reads(reading: &Reading) -> Value {
    let place = |grid: &crate::chunk::Grid, k: u64| Value::tuple(grid.coords(k).iter().map(|&i| Value::Int(i as i128)));
    let of = |reads: &Vec<u64>| Value::list(reads.iter().map(|&k| place(&reading.from, k)));
    let entries = reading.reads.iter().enumerate().map(|(k, reads)| (place(&reading.to, k as u64), of(reads)));
    Value::Dict(Arc::new(parking_lot::RwLock::new(entries.collect())))
}
