//! Runs the committed calls of `tests/data` under several chunkings and compares with what NumPy answered.

use serde_json::Value as Json;

use super::{Args, Given, Place, find};
use crate::array::{Lazy, Plain, Value, build};
use crate::chunk::{Block, Cut, DType, Grid, c128};
use crate::diag::Result;

fn real(v: &Json) -> f64 {
    match v.as_str() {
        Some(s) => s.parse().expect("a float"),
        None => v.as_f64().or(v.as_bool().map(|b| b as u8 as f64)).expect("a number"),
    }
}

fn block(v: &Json) -> Block {
    let dtype = DType::parse(v["dtype"].as_str().expect("a dtype")).expect("a dtype");
    let shape: Vec<usize> =
        v["shape"].as_array().expect("a shape").iter().map(|n| n.as_u64().expect("a length") as usize).collect();
    let data = v["data"].as_array().expect("elements");
    if dtype.is_complex() {
        let data: Vec<c128> = data
            .iter()
            .map(|v| if v.is_array() { c128::new(real(&v[0]), real(&v[1])) } else { c128::new(real(v), 0.0) })
            .collect();
        Block::from_slice(&shape, &data).cast(dtype)
    } else if dtype == DType::U64 {
        Block::from_slice(&shape, &data.iter().map(|v| v.as_u64().expect("an integer")).collect::<Vec<_>>())
    } else if dtype.is_integer() {
        Block::from_slice(&shape, &data.iter().map(|v| v.as_i64().expect("an integer")).collect::<Vec<_>>()).cast(dtype)
    } else {
        Block::from_slice(&shape, &data.iter().map(real).collect::<Vec<_>>()).cast(dtype)
    }
}

/// An argument; `side` is the chunk length of arrays along each axis, and none is for arrays in memory.
fn value(v: &Json, side: Option<usize>) -> Value {
    match v {
        Json::Null => Value::None,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => {
            n.as_i64().map_or_else(|| Value::Float(n.as_f64().expect("a number")), |i| Value::Int(i as i128))
        }
        Json::String(s) if s.parse::<f64>().is_ok() => Value::Float(real(v)),
        Json::String(s) => Value::str(s),
        Json::Array(items) => Value::tuple(items.iter().map(|i| value(i, side))),
        Json::Object(_) => {
            let block = block(v);
            match side {
                None => Value::Array(Plain::new(block)),
                Some(side) => {
                    let grid = Grid::new(block.shape().iter().map(|&n| Cut::even(n, side)).collect());
                    Value::Lazy(build::rechunk(&Lazy::stored(block.clone(), Grid::whole(block.shape())), grid))
                }
            }
        }
    }
}

fn run(call: &Json, side: Option<usize>) -> Result<Vec<Block>> {
    let name = call["op"].as_str().expect("a name");
    let (place, name) = match name.split_once('.') {
        Some(("fft", name)) => (Place::Fft, name),
        Some((_, name)) => (Place::Linalg, name),
        None => (Place::Np, name),
    };
    let op = find(place, name).unwrap_or_else(|| panic!("{name} is not in the table"));
    let given = |v: &Json, side| Given { value: value(v, side), span: None };
    let args = call["args"].as_array().expect("arguments").iter().map(|v| given(v, side)).collect();
    let plain = call["plain"].as_bool().unwrap_or(false);
    let named = call["kw"].as_object().expect("named arguments");
    let named = named.iter().map(|(k, v)| (k.clone(), given(v, if plain { None } else { side }))).collect();
    let mut args = Args::bind(op, args, named, side.is_some())?;
    blocks((op.build)(&mut args)?)
}

fn blocks(answer: Value) -> Result<Vec<Block>> {
    Ok(match answer {
        Value::Lazy(a) => vec![a.compute()?],
        Value::Array(a) => vec![a.block()],
        v => match v.items() {
            Some(items) => items.into_iter().map(blocks).collect::<Result<Vec<_>>>()?.concat(),
            None => vec![crate::array::convert::to_lazy(&v)?.compute()?],
        },
    })
}

/// The units of rounding by which answers may differ; the whole array in one chunk must give NumPy's very digits.
fn close(a: &Block, b: &Block, exact: bool) -> bool {
    let eps = match b.dtype() {
        DType::F16 => 2e-3,
        DType::F32 | DType::C64 => 1e-6,
        _ => 1e-13,
    };
    let scale = b.to_vec::<c128>().iter().map(|v| v.norm()).filter(|n| n.is_finite()).fold(0.0, f64::max).max(1e-6);
    let part = |x: f64, y: f64| x == y || (x.is_nan() && y.is_nan()) || (!exact && (x - y).abs() <= 8.0 * eps * scale);
    let same = |(x, y): (&c128, c128)| (part(x.re, y.re) && part(x.im, y.im)) || (x.is_nan() && y.is_nan());
    a.to_vec::<c128>().iter().zip(b.to_vec::<c128>()).all(same)
}

fn check(call: &Json, side: Option<usize>) -> std::result::Result<(), String> {
    let exact = side.is_none() && call["loose"].is_null();
    match (run(call, side), call["want"].as_str()) {
        (Err(e), Some(kind)) if e.kind.to_string() == kind => Ok(()),
        (Err(e), _) => Err(format!("{e}")),
        (Ok(got), Some(kind)) => Err(format!("{got:?} and not a {kind}")),
        (Ok(got), None) => {
            let want: Vec<Block> = call["want"].as_array().expect("answers").iter().map(block).collect();
            if got.len() != want.len() {
                return Err(format!("{} answers", got.len()));
            }
            for (g, w) in got.iter().zip(&want) {
                if g.dtype() != w.dtype() || g.shape() != w.shape() || !close(g, w, exact) {
                    return Err(format!("{g:?} {:?}\n  want {w:?} {:?}", g.to_vec::<c128>(), w.to_vec::<c128>()));
                }
            }
            Ok(())
        }
    }
}

fn check_file(name: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let text = std::fs::read_to_string(path).expect("the data is there");
    let mut wrong = std::collections::BTreeMap::<String, (usize, String)>::new();
    for line in text.lines() {
        let call: Json = serde_json::from_str(line).expect("a JSON object");
        let sides = [None, Some(usize::MAX), Some(1), Some(2), Some(3)];
        for &side in &sides[..if call["eager"].is_null() { 5 } else { 1 }] {
            if let Err(what) = check(&call, side) {
                let short: String = line.chars().take(400).collect();
                let entry =
                    wrong.entry(call["op"].to_string()).or_insert((0, format!("{short}\n  chunks {side:?}: {what}")));
                entry.0 += 1;
            }
        }
    }
    let text: Vec<String> = wrong.iter().map(|(op, (n, first))| format!("{op}: {n} wrong, such as {first}")).collect();
    assert!(wrong.is_empty(), "{}", text.join("\n"));
}

#[test]
fn reductions_are_numpys() {
    check_file("reductions.jsonl");
}

#[test]
fn running_sums_and_differences_are_numpys() {
    check_file("cumulative.jsonl");
}

#[test]
fn statistics_are_numpys() {
    check_file("statistics.jsonl");
}

#[test]
fn transforms_are_numpys() {
    check_file("fft.jsonl");
}

#[test]
fn linear_algebra_is_numpys() {
    check_file("linalg.jsonl");
}
