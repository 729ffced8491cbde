//! A work for each family, timed: `cargo bench`, or `cargo bench -- sum` for those whose name has `sum`.
//!
//! Shown are the best of several runs, the time an element takes, and the bytes of input a second.

use std::time::Instant;

use ndsh::array::{Lazy, Value, build};
use ndsh::chunk::{Block, Cut, DType, Grid, Num};
use ndsh::ops::{self, Args, Given, Place};

/// A work: its name, its elements, and what is run.
struct Work {
    name: &'static str,
    elements: usize,
    array: Lazy,
}

fn call(place: Place, name: &str, positional: Vec<Value>, named: &[(&str, Value)]) -> Lazy {
    let op = ops::find(place, name).unwrap_or_else(|| panic!("{name} is in the table"));
    let given = |value: Value| Given { value, span: None };
    let positional = positional.into_iter().map(given).collect();
    let named = named.iter().map(|(n, v)| (n.to_string(), given(v.clone()))).collect();
    let answer = Args::bind(op, positional, named, true).and_then(|mut args| (op.build)(&mut args));
    match answer.unwrap_or_else(|e| panic!("{name}: {e}")) {
        Value::Lazy(array) => array,
        Value::Tuple(items) => match items.first() {
            Some(Value::Lazy(array)) => array.clone(),
            _ => panic!("{name} gives no lazy array"),
        },
        _ => panic!("{name} gives no lazy array"),
    }
}

fn da(name: &str, inputs: &[&Lazy], named: &[(&str, Value)]) -> Lazy {
    call(Place::Da, name, inputs.iter().map(|a| Value::Lazy((*a).clone())).collect(), named)
}

fn number(value: f64) -> Lazy {
    ndsh::array::convert::constant(Num::Float(value), DType::F64)
}

fn grid(side: usize, chunk: usize) -> Grid {
    Grid::new(vec![Cut::even(side, chunk), Cut::even(side, chunk)])
}

fn works() -> Vec<Work> {
    let side = 5000;
    let shape = Value::tuple([Value::Int(side as i128), Value::Int(side as i128)]);
    let random = call(Place::Random, "random", vec![shape.clone()], &[]);
    let block = random.compute().unwrap_or_else(|e| panic!("{e}"));
    let x = Lazy::stored(block, grid(side, 2500));
    let axis = |k: i128| [("axis", Value::Int(k))];
    let chain = da("add", &[&da("multiply", &[&x, &number(2.0)], &[]), &number(1.0)], &[]);
    let mask = da("greater", &[&x, &number(0.5)], &[]);
    let small = build::full("ones", Num::Float(1.0), DType::F64, Grid::new(vec![Cut::even(100_000, 1)]));
    let tiny = da("sum", &[&da("add", &[&small, &number(1.0)], &[])], &[]);
    let square = build::rechunk(
        &build::index(&x, &[build::Index::Slice(None, Some(1500), None), build::Index::Slice(None, Some(1500), None)])
            .unwrap_or_else(|e| panic!("{e}")),
        grid(1500, 750),
    );
    let n = side * side;
    let work = |name, elements, array| Work { name, elements, array };
    vec![
        work("elementwise: x*2 + 1", n, chain.clone()),
        work("elementwise: cos(x)", n, da("cos", &[&x], &[])),
        work("elementwise, reduced: (x*2 + 1).sum()", n, da("sum", &[&chain], &[])),
        work("reduction: sum(axis=0)", n, da("sum", &[&x], &axis(0))),
        work("reduction: std(axis=1)", n, da("std", &[&x], &axis(1))),
        work("reduction: max()", n, da("max", &[&x], &[])),
        work("cumulative: cumsum(axis=0)", n, da("cumsum", &[&x], &axis(0))),
        work("index: x[x > 0.5]", n, build::compress(&x, &mask, 0).unwrap_or_else(|e| panic!("{e}"))),
        work("shape: x + x.T", n, da("add", &[&x, &build::reverse_axes(&x)], &[])),
        work(
            "rechunk: to columns, sum(axis=0)",
            n,
            da("sum", &[&build::rechunk(&x, Grid::new(vec![Cut::whole(side), Cut::even(side, 50)]))], &axis(0)),
        ),
        work("random: random().sum()", n, da("sum", &[&random], &[])),
        work(
            "random: normal().mean()",
            n,
            da("mean", &[&call(Place::Random, "normal", vec![Value::Float(9.0), Value::Float(1.0), shape], &[])], &[]),
        ),
        work("contraction: 1500 x 1500 @", 1500 * 1500, da("matmul", &[&square, &square], &[])),
        work("tasks: 100,000 chunks of one element", 100_000, tiny),
        work(
            "custom: histogram",
            n,
            da(
                "histogram",
                &[&x],
                &[("bins", Value::Int(100)), ("range", Value::tuple([Value::Float(0.0), Value::Float(1.0)]))],
            ),
        ),
    ]
}

fn best(array: &Lazy) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        let block: Block = array.compute().unwrap_or_else(|e| panic!("{e}"));
        best = best.min(start.elapsed().as_secs_f64());
        std::hint::black_box(block);
    }
    best
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    println!("{:40} {:>12} {:>14} {:>12}", "work", "best", "an element", "input");
    for work in works() {
        if !wanted.is_empty() && !wanted.iter().any(|w| work.name.contains(w.as_str())) {
            continue;
        }
        let seconds = best(&work.array);
        let each = seconds / work.elements as f64;
        println!("{:40} {:>9.2} ms {:>11.2} ns {:>7.2} GB/s", work.name, seconds * 1e3, each * 1e9, 8.0 / each / 1e9);
    }
}
