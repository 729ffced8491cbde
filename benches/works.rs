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
        several => match several.items().as_deref() {
            Some([Value::Lazy(array), ..]) => array.clone(),
            _ => panic!("{name} gives no lazy array"),
        },
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
        work("reduction: x.T.sum(axis=1)", n, da("sum", &[&build::reverse_axes(&x)], &axis(1))),
        work("shape: transposed copy", n, da("add", &[&build::reverse_axes(&x), &number(1.0)], &[])),
        work("shape: concatenate", 2 * n, build::concat(&[x.clone(), x.clone()], 0).unwrap_or_else(|e| panic!("{e}"))),
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

/// A line of random numbers, and a matrix of the same ones.
fn given(n: usize, side: usize) -> (Lazy, Lazy) {
    let line = call(Place::Random, "random", vec![Value::Int(n as i128)], &[]);
    let block = line.compute().unwrap_or_else(|e| panic!("{e}"));
    (
        Lazy::stored(block.clone(), Grid::new(vec![Cut::even(n, n / 4)])),
        Lazy::stored(block.reshape(&[side, side]), grid(side, side / 2)),
    )
}

/// The methods, each over several chunks.
fn methods() -> Vec<Work> {
    let (side, few) = (1000, 300);
    let n = side * side;
    let (x, m) = given(n, side);
    let (_, small) = given(few * few, few);
    let regular = da(
        "add",
        &[&small, &da("multiply", &[&number(few as f64), &da("eye", &[], &[("N", Value::Int(few as i128))])], &[])],
        &[],
    );
    let whole = da("astype", &[&da("multiply", &[&x, &number(1000.0)], &[])], &[("dtype", Value::str("int64"))]);
    let places = da("astype", &[&da("multiply", &[&x, &number(n as f64)], &[])], &[("dtype", Value::str("int64"))]);
    let places = places.compute().unwrap_or_else(|e| panic!("{e}"));
    let picked = build::index(&x, &[build::Index::List(places)]).unwrap_or_else(|e| panic!("{e}"));
    let some = build::index(&whole, &[build::Index::Slice(None, Some(1000), None)]).unwrap_or_else(|e| panic!("{e}"));
    let short = build::index(&x, &[build::Index::Slice(None, Some(64), None)]).unwrap_or_else(|e| panic!("{e}"));
    let mask = da("greater", &[&m, &number(0.9)], &[]);
    let wide = build::reshape(&x, &[n / 20, 20]).unwrap_or_else(|e| panic!("{e}"));
    let axis = |k: i128| [("axis", Value::Int(k))];
    let np = |name: &str, inputs: &[&Lazy], named: &[(&str, Value)]| {
        call(Place::Np, name, inputs.iter().map(|a| Value::Lazy((*a).clone())).collect(), named)
    };
    let einsum = || {
        call(Place::Np, "einsum", vec![Value::str("ij,jk->ik"), Value::Lazy(m.clone()), Value::Lazy(m.clone())], &[])
    };
    let fft = |name: &str| call(Place::Fft, name, vec![Value::Lazy(m.clone())], &axis(0));
    let linalg = |name: &str, inputs: &[&Lazy]| {
        call(Place::Linalg, name, inputs.iter().map(|a| Value::Lazy((*a).clone())).collect(), &[])
    };
    let work = |name, elements, array| Work { name, elements, array };
    vec![
        work("ordered: sort", n, np("sort", &[&x], &[])),
        work("ordered: sort(axis=0)", n, np("sort", &[&m], &axis(0))),
        work("ordered: argsort", n, np("argsort", &[&x], &[])),
        work("ordered: median", n, np("median", &[&x], &[])),
        work(
            "ordered: percentile(30, axis=1)",
            n,
            call(Place::Np, "percentile", vec![Value::Lazy(m.clone()), Value::Int(30)], &axis(1)),
        ),
        work("sets: unique", n, np("unique", &[&whole], &[])),
        work("sets: isin", n, np("isin", &[&whole, &some], &[])),
        work("sets: union1d", n, np("union1d", &[&whole, &some], &[])),
        work("cumulative: cumsum", n, np("cumsum", &[&x], &[])),
        work("fft: fft(axis=0)", n, fft("fft")),
        work("fft: rfft(axis=0)", n, fft("rfft")),
        work("contraction: einsum('ij,jk->ik')", n, einsum()),
        work("index: x[places]", n, picked),
        work("index: m[m > 0.9]", n, build::compress(&m, &mask, 0).unwrap_or_else(|e| panic!("{e}"))),
        work(
            "shape: pad",
            n,
            call(Place::Np, "pad", vec![Value::Lazy(m.clone()), Value::Int(10)], &[("mode", Value::str("reflect"))]),
        ),
        work("shape: repeat", 2 * n, call(Place::Np, "repeat", vec![Value::Lazy(x.clone()), Value::Int(2)], &[])),
        work("shape: delete", n, call(Place::Np, "delete", vec![Value::Lazy(x.clone()), Value::Int(9)], &[])),
        work("bits: packbits", n, np("packbits", &[&mask], &[])),
        work("statistics: cov", n, np("cov", &[&build::reverse_axes(&wide)], &[])),
        work("contraction: dot of lines", n, np("dot", &[&x, &x], &[])),
        work("linalg: norm", n, linalg("norm", &[&x])),
        work("random: dirichlet", 3 * few * few, {
            let alpha = Value::tuple([Value::Float(1.0), Value::Float(2.0), Value::Float(3.0)]);
            call(Place::Random, "dirichlet", vec![alpha, Value::Int((few * few) as i128)], &[])
        }),
        work("signal: convolve", n, np("convolve", &[&x, &short], &[])),
        work("linalg: svd", few * few, linalg("svd", &[&small])),
        work("linalg: solve", few * few, linalg("solve", &[&regular, &small])),
    ]
}

/// What looks for places, chooses between arrays, or differs from neighbour to neighbour.
fn choices() -> Vec<Work> {
    let side = 1000;
    let n = side * side;
    let (x, m) = given(n, side);
    let lazy = |a: &Lazy| Value::Lazy(a.clone());
    let np = |name: &str, inputs: &[&Lazy]| call(Place::Np, name, inputs.iter().map(|a| lazy(a)).collect(), &[]);
    let with = |name: &str, inputs: Vec<Value>| call(Place::Np, name, inputs, &[]);
    let whole = da("astype", &[&da("multiply", &[&x, &number(1000.0)], &[])], &[("dtype", Value::str("int64"))]);
    let few = |count: i128| with("linspace", vec![Value::Float(0.0), Value::Float(1.0), Value::Int(count)]);
    let (steps, above) = (few(100), da("greater", &[&x, &number(0.5)], &[]));
    let part = |len: i128| {
        let slice = build::Index::Slice(None, Some(len), None);
        build::index(&m, &[slice.clone(), slice]).unwrap_or_else(|e| panic!("{e}"))
    };
    let order = call(Place::Np, "argsort", vec![lazy(&m)], &[("axis", Value::Int(1))]);
    let order = Lazy::stored(order.compute().unwrap_or_else(|e| panic!("{e}")), grid(side, side / 2));
    let shape = Value::tuple([Value::Int(side as i128), Value::Int(side as i128)]);
    let work = |name, elements, array| Work { name, elements, array };
    vec![
        work("ordered: lexsort", n, with("lexsort", vec![Value::tuple([lazy(&x), lazy(&whole)])])),
        work("ordered: partition", n, with("partition", vec![lazy(&x), Value::Int(1000)])),
        work("ordered: nanmedian", n, np("nanmedian", &[&x])),
        work("ordered: take_along_axis", n, with("take_along_axis", vec![lazy(&m), lazy(&order), Value::Int(1)])),
        work("searched: searchsorted", n, np("searchsorted", &[&steps, &x])),
        work("searched: digitize", n, np("digitize", &[&x, &steps])),
        work("searched: interp", n, np("interp", &[&x, &steps, &steps])),
        work("statistics: bincount", n, np("bincount", &[&whole])),
        work("statistics: histogram2d", n, np("histogram2d", &[&x, &x])),
        work("statistics: average", n, call(Place::Np, "average", vec![lazy(&x)], &[("weights", lazy(&x))])),
        work("signal: correlate", n, np("correlate", &[&x, &few(64)])),
        work("signal: gradient", n, np("gradient", &[&x])),
        work("signal: diff", n, np("diff", &[&x])),
        work("signal: trapezoid", n, np("trapezoid", &[&x])),
        work("chosen: where", n, with("where", vec![lazy(&above), lazy(&x), Value::Float(0.0)])),
        work("chosen: select", n, {
            let choices = Value::list([lazy(&x)]);
            with("select", vec![Value::list([lazy(&above)]), choices, Value::Float(0.0)])
        }),
        work("chosen: clip", n, with("clip", vec![lazy(&x), Value::Float(0.2), Value::Float(0.8)])),
        work("chosen: nan_to_num", n, np("nan_to_num", &[&x])),
        work("chosen: insert", n, with("insert", vec![lazy(&x), Value::Int(9), Value::Float(1.0)])),
        work("index: unravel_index", n, with("unravel_index", vec![lazy(&whole), shape])),
        work("shape: tril", n, np("tril", &[&m])),
        work("shape: rot90", n, np("rot90", &[&m])),
        work("shape: tile", 3 * n, with("tile", vec![lazy(&x), Value::Int(3)])),
        work("contraction: kron", 40 * 40 * 25 * 25, np("kron", &[&part(40), &part(25)])),
        work("contraction: einsum('ij,ij->i')", n, {
            with("einsum", vec![Value::str("ij,ij->i"), lazy(&m), lazy(&m)])
        }),
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
    for work in works().into_iter().chain(methods()).chain(choices()) {
        if !wanted.is_empty() && !wanted.iter().any(|w| work.name.contains(w.as_str())) {
            continue;
        }
        let seconds = best(&work.array);
        let each = seconds / work.elements as f64;
        println!("{:40} {:>9.2} ms {:>11.2} ns {:>7.2} GB/s", work.name, seconds * 1e3, each * 1e9, 8.0 / each / 1e9);
    }
}
