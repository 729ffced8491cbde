//! What NumPy shows, from `tests/data/repr.jsonl`, against what is shown here.

use serde_json::Value as Json;

use super::*;
use crate::chunk::{Block, DType, Num};
use crate::with_dtype;

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|h| u8::from_str_radix(std::str::from_utf8(h).unwrap(), 16).unwrap()).collect()
}

fn dtype(row: &Json) -> DType {
    DType::parse(row["dtype"].as_str().unwrap()).unwrap()
}

/// The block with these elements in memory order.
fn block_of(dtype: DType, shape: &[usize], data: &[u8]) -> Block {
    let mut block = Block::scratch(dtype, shape);
    with_dtype!(dtype, T => {
        let out = block.slice_mut::<T>();
        assert_eq!(std::mem::size_of_val(out), data.len());
        // SAFETY: as many bytes, and each element was written by NumPy as one of this type.
        unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), out.as_mut_ptr().cast(), data.len()) };
    });
    block
}

fn block(row: &Json) -> Block {
    let shape: Vec<usize> = row["shape"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
    match row["count"].as_i64() {
        Some(n) => Block::from_slice(&shape, &(0..n).collect::<Vec<_>>()).cast(dtype(row)),
        None => block_of(dtype(row), &shape, &bytes(row["data"].as_str().unwrap())),
    }
}

fn options(row: &Json) -> PrintOptions {
    let mut options = PrintOptions::default();
    for (name, value) in row["options"].as_object().unwrap() {
        let count = || value.as_u64().unwrap() as usize;
        let text = || value.as_str().unwrap();
        match name.as_str() {
            "precision" => options.precision = Some(count()),
            "threshold" => options.threshold = count(),
            "edgeitems" => options.edgeitems = count(),
            "linewidth" => options.linewidth = count(),
            "suppress" => options.suppress = value.as_bool().unwrap(),
            "sign" => options.sign = Sign::parse(text()).unwrap(),
            "floatmode" => options.floatmode = FloatMode::parse(text()).unwrap(),
            "nanstr" => options.nanstr = text().into(),
            "infstr" => options.infstr = text().into(),
            other => panic!("an unknown option {other}"),
        }
    }
    options
}

/// What is wrong with a row, if anything.
fn check(row: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: &str, got: String, want: &Json| {
        if got != want.as_str().unwrap() {
            wrong.push(format!(
                "{what} of {} {}\n{got}\nbut NumPy shows\n{}",
                row["dtype"],
                row["options"],
                want.as_str().unwrap()
            ));
        }
    };
    if let Some(text) = row["text"].as_str() {
        compare("repr", repr_text(text), &row["repr"]);
    } else if let Some(data) = row["scalars"].as_str() {
        let texts = row["texts"].as_array().unwrap();
        let all = block_of(dtype(row), &[texts.len()], &bytes(data));
        texts.iter().enumerate().for_each(|(i, want)| compare("scalar", repr_scalar(all.at(&[i])), want));
    } else {
        let (block, options) = (block(row), options(row));
        compare("repr", repr_array(&block, &options), &row["repr"]);
        compare("str", str_array(&block, &options), &row["str"]);
    }
    wrong
}

#[test]
fn arrays_scalars_and_strings_show_as_numpys() {
    let data = include_str!("../../tests/data/repr.jsonl");
    let wrong: Vec<String> = data.lines().flat_map(|line| check(&serde_json::from_str(line).unwrap())).collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n\n"));
}

#[test]
fn only_what_is_shown_is_looked_at() {
    let n = 1usize << 40;
    let block = Block::full(DType::F64, &[1, 1], Num::Float(0.5)).broadcast_to(&[n, 1 << 20]);
    let text = repr_array(&block, &PrintOptions::default());
    assert_eq!(text.lines().count(), 8, "{text}");
    let end = "       [0.5, 0.5, 0.5, ..., 0.5, 0.5, 0.5]],\n      shape=(1099511627776, 1048576))";
    assert!(text.ends_with(end), "{text}");
}
