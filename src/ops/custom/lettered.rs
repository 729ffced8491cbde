//! `blockwise` and `unify_chunks`: axes that go together are named by letters.

use std::sync::Arc;

use parking_lot::RwLock;

use super::callee::{Callee, named_of};
use super::layer::{Adjust, Argument, Layer};
use super::mapped::{adjust, promised_dtype};
use crate::array::build::{self, common_cut};
use crate::array::{Lazy, Value, convert};
use crate::chunk::{Cut, Grid};
use crate::diag::{Result, type_error, value_error};
use crate::ops::row::{Family, Op, Place};
use crate::ops::{Args, custom::info};

const CUSTOM: Op = Op { any_length: true, ..Op::of(Family::Custom, &[Place::Da]) };

pub static TABLE: &[Op] = &[
    Op {
        name: "blockwise",
        params: "func, out_ind, *args, name=None, token=None, dtype=None, adjust_chunks=None, new_axes=None, align_arrays=True, concatenate=None, meta=None, **kwargs",
        doc: "A function applied to the chunks of arrays whose axes are named by letters.

Each array is followed by its letters, as in `blockwise(f, 'ij', x, 'ik', y, 'kj')`; None instead of letters hands a value
over as it is. Axes of one letter are cut alike. Along a letter that the answer does not have, the function gets a list
of all blocks, or with `concatenate=True` one block. `new_axes` gives the sizes of letters that no array has;
`adjust_chunks` gives what the function makes of the chunks' sizes: a number, a tuple, or a function of the size.",
        examples: "
>>> x = da.from_array([[1, 2], [3, 4]], chunks=(1, 2))
>>> da.blockwise(np.add, 'ij', x, 'ij', 1234, None, dtype=x.dtype).compute()
array([[1235, 1236],
       [1237, 1238]])
>>> da.blockwise(lambda a, b: a + b.T, 'ij', x, 'ij', x, 'ji').compute()
array([[2, 5],
       [5, 8]])
>>> a = da.arange(6, chunks=2)
>>> da.blockwise(lambda blocks: sum(b.sum() for b in blocks), '', a, 'i').compute()
15
>>> da.blockwise(np.outer, 'ij', a, 'i', a, 'j', dtype=int).chunks
((2, 2, 2), (2, 2, 2))
",
        build: |args| blockwise(args).map(Value::Lazy),
        ..CUSTOM
    },
    Op {
        name: "unify_chunks",
        params: "*args, **kwargs",
        doc: "Arrays cut alike along axes of one letter: the sizes for each letter, and the arrays.",
        examples: "
>>> x = da.ones(10, chunks=((5, 2, 3),))
>>> y = da.ones(10, chunks=((2, 3, 5),))
>>> sizes, arrays = da.unify_chunks(x, 'i', y, 'i')
>>> sizes
{'i': (2, 3, 2, 3)}
>>> arrays[1].chunks
((2, 3, 2, 3),)
",
        build: unify_chunks,
        ..CUSTOM
    },
];

/// The letters that were met, each under its number.
#[derive(Default)]
struct Letters {
    known: Vec<Value>,
}

impl Letters {
    /// The numbers of the letters that a string or a tuple has; none for None.
    fn read(&mut self, args: &Args, value: &Value) -> Result<Option<Vec<usize>>> {
        let letters = match value {
            Value::None => return Ok(None),
            Value::Str(text) => text.chars().map(|c| Value::str(c.to_string())).collect(),
            value => value.items().ok_or_else(|| {
                type_error(format!(
                    "{}(): the axes of an array are named by a string or a tuple, not {}",
                    args.op.name,
                    value.type_name()
                ))
                .help("arrays and letters take turns: da.blockwise(f, 'ij', x, 'ij', y, 'j')")
            })?,
        };
        Ok(Some(letters.iter().map(|l| self.number(l)).collect()))
    }

    fn number(&mut self, letter: &Value) -> usize {
        let same = |known: &Value| match (known, letter) {
            (Value::Str(a), Value::Str(b)) => a == b,
            (a, b) => a.as_int().is_some() && a.as_int() == b.as_int(),
        };
        self.known.iter().position(same).unwrap_or_else(|| {
            self.known.push(letter.clone());
            self.known.len() - 1
        })
    }
}

/// The arrays with their letters: every second argument names the axes of the one before.
fn pairs(args: &Args, letters: &mut Letters) -> Result<Vec<Argument>> {
    let values = args.rest("args");
    if !values.len().is_multiple_of(2) {
        return Err(value_error(format!("{}(): each array must be followed by its letters, or by None", args.op.name)));
    }
    let pair = |both: &[Value]| {
        let Some(labels) = letters.read(args, &both[1])? else { return Ok(Argument::Value(both[0].clone())) };
        let array = convert::to_lazy(&both[0])?;
        if array.ndim() != labels.len() {
            return Err(value_error(format!(
                "{}(): {} letters were given for an array of {} dimensions",
                args.op.name,
                labels.len(),
                array.ndim()
            )));
        }
        Ok(Argument::Array(array, labels))
    };
    values.chunks(2).map(pair).collect()
}

fn blockwise(args: &Args) -> Result<Lazy> {
    let mut letters = Letters::default();
    let Some(out) = letters.read(args, args.need("out_ind")?)? else {
        return Err(args.wrong("out_ind", "a string of letters"));
    };
    if (1..out.len()).any(|k| out[..k].contains(&out[k])) {
        return Err(args.at("out_ind", value_error("blockwise(): the answer has a letter twice")));
    }
    let pairs = pairs(args, &mut letters)?;
    let mut layer = Layer::new(Callee::of(args, "func")?, out, pairs);
    layer.aligned = args.bool("align_arrays", true)?;
    layer.joined = args.bool("concatenate", false)?;
    layer.dtype = promised_dtype(args)?;
    layer.named = named_of(args, "kwargs");
    for (letter, value) in entries(args, "new_axes")? {
        let cut = match adjust(&value) {
            Some(Adjust::Size(n)) => Cut::whole(n),
            Some(Adjust::Sizes(sizes)) => Cut::sizes(&sizes),
            _ => return Err(args.wrong("new_axes", "a dict with a size, or a tuple of sizes, for each letter")),
        };
        layer.new_axes.push((letters.number(&letter), cut));
    }
    for (letter, value) in entries(args, "adjust_chunks")? {
        let adjust =
            adjust(&value).ok_or_else(|| args.wrong("adjust_chunks", "a dict of sizes, tuples or functions"))?;
        layer.adjust.push((letters.number(&letter), adjust));
    }
    for name in ["token", "name"] {
        if let Some(Value::Str(text)) = args.get(name) {
            layer.name = text.to_string();
        }
    }
    layer.build()
}

fn entries(args: &Args, name: &str) -> Result<Vec<(Value, Value)>> {
    match args.get(name) {
        None => Ok(Vec::new()),
        Some(Value::Dict(entries)) => Ok(entries.read().iter().cloned().collect()),
        Some(_) => Err(args.wrong(name, "a dict of letters")),
    }
}

fn unify_chunks(args: &mut Args) -> Result<Value> {
    let mut letters = Letters::default();
    let mut pairs = pairs(args, &mut letters)?;
    let mut cuts: Vec<Option<Cut>> = vec![None; letters.known.len()];
    for pair in &pairs {
        let Argument::Array(array, labels) = pair else { continue };
        for (cut, &label) in array.grid().axes.iter().zip(labels) {
            let both = match &cuts[label] {
                None => Some(cut.clone()),
                Some(known) => common_cut(known, cut),
            };
            cuts[label] = Some(both.ok_or_else(|| {
                value_error(format!(
                    "unify_chunks(): axes of the letter {:?} have different lengths",
                    letters.known[label].as_str().unwrap_or("")
                ))
            })?);
        }
    }
    for pair in &mut pairs {
        if let Argument::Array(array, labels) = pair {
            let cut = |(cut, &label): (&Cut, &usize)| match &cuts[label] {
                Some(common) if cut.known_len() != Some(1) => common.clone(),
                _ => cut.clone(),
            };
            *array = build::rechunk(array, Grid::new(array.grid().axes.iter().zip(labels.iter()).map(cut).collect()));
        }
    }
    let sizes = |cut: &Cut| info::ints(&cut.iter().collect::<Vec<_>>());
    let dict = letters.known.iter().zip(&cuts).filter_map(|(l, cut)| Some((l.clone(), sizes(cut.as_ref()?)))).collect();
    let arrays = pairs.into_iter().map(|pair| match pair {
        Argument::Array(array, _) => Value::Lazy(array),
        Argument::Value(value) => value,
    });
    Ok(Value::tuple([Value::Dict(Arc::new(RwLock::new(dict))), Value::list(arrays)]))
}
