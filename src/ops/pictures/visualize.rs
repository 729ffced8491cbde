//! `x.visualize()` and `da.visualize(x, y)`

use std::path::Path;

use super::arrays_in;
use crate::array::{Lazy, Value};
use crate::diag::{Error, Kind, Result, index_error, value_error};
use crate::display::{self, Look};
use crate::ops::{Args, Family, Op, Place};

pub const VISUALIZED: &[Op] = &[
    Op {
        name: "visualize",
        params: "a, filename=None, format=None, optimize_graph=False, *, chunk=None, **kwargs",
        doc: "The task graph, drawn: in the terminal, or to a file.

A small graph has a box a task, a large one a box a layer with its chunks, and the bytes that go along each arrow.
`optimize_graph=True` draws it as it runs: culled, and with layers that run in one pass in one box. `chunk=(0, 1)` draws
only what that chunk of the result stands on. A file name that ends in .svg, .png, .html, .dot or .txt says what is
written; the file needs nothing else.",
        examples: ">>> da.ones(4, chunks=2).sum().visualize(optimize_graph=True)
The graph as it runs: 2 stages, 3 tasks
  ┌───────────────┐   ┌───────────────┐
  │     ones      │   │     ones      │
  │ → sum-partial │   │ → sum-partial │
  │     (0,)      │   │     (1,)      │
  └───────────────┘   └───────────────┘
          └─────────┬─────────┘
                    ↓
                 ┌─────┐
                 │ sum │
                 │ ()  │
                 └─────┘
",
        any_length: true,
        build: visualize,
        ..Op::of(Family::Custom, &[Place::Method])
    },
    Op {
        name: "visualize",
        params: "*args, filename=None, format=None, optimize_graph=False, chunk=None, **kwargs",
        doc: "The task graph of several lazy arrays, drawn as `x.visualize()` does; what they share is there once.",
        examples: ">>> x = da.ones(6, chunks=3)
>>> da.visualize(x + 1, x + 2)
The graph as it was written: 3 layers, 6 tasks
             ┌──────┐   ┌──────┐
             │ ones │   │ ones │
             │ (0,) │   │ (1,) │
             └──────┘   └──────┘
      ┌──────────┤          ├──────────┐
      ↓          ↓          ↓          ↓
  ┌──────┐   ┌──────┐   ┌──────┐   ┌──────┐
  │ add  │   │ add  │   │ add  │   │ add  │
  │ (0,) │   │ (0,) │   │ (1,) │   │ (1,) │
  └──────┘   └──────┘   └──────┘   └──────┘
",
        any_length: true,
        build: visualize_all,
        ..Op::of(Family::Custom, &[Place::Da])
    },
];

fn visualize(args: &mut Args) -> Result<Value> {
    let arrays = arrays_in(args.need("a")?).map_err(|e| args.at("a", e))?;
    draw(args, &arrays)
}

/// `da.visualize` and `dask.visualize`
pub fn visualize_all(args: &mut Args) -> Result<Value> {
    let given = args.get("args").cloned().unwrap_or_else(|| Value::tuple([]));
    let arrays = arrays_in(&given).map_err(|e| args.at("args", e))?;
    if arrays.is_empty() {
        return Err(value_error("visualize() needs at least one array").help("da.visualize(x) or x.visualize()"));
    }
    draw(args, &arrays)
}

fn draw(args: &Args, arrays: &[Lazy]) -> Result<Value> {
    let look = Look { optimized: args.bool("optimize_graph", false)?, chunk: chunk(args, &arrays[0])? };
    let Some(name) = args.text("filename")? else {
        return Ok(Value::object(display::visualize(arrays, &look)));
    };
    let format = args.text("format")?.map(str::to_owned);
    let own = Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_lowercase);
    // As in Dask, a name without an ending is a picture's.
    let extension = format.clone().or(own.clone()).unwrap_or_else(|| "png".into());
    let bytes = display::visualize_file(arrays, &look, &extension).map_err(|e| args.at("filename", e))?;
    let path = if own.is_some() { name.to_owned() } else { format!("{name}.{extension}") };
    write_file(&path, &bytes).map_err(|e| args.at("filename", e))?;
    Ok(Value::None)
}

/// Writes a file whole.
pub fn write_file(path: &str, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| {
        let kind = if e.kind() == std::io::ErrorKind::NotFound { Kind::FileNotFoundError } else { Kind::RuntimeError };
        Error::new(kind, format!("'{path}' cannot be written: {e}"))
    })
}

/// The chunk that `chunk=` names, in the array's grid.
fn chunk(args: &Args, array: &Lazy) -> Result<Option<Vec<usize>>> {
    let Some(coords) = args.ints("chunk")? else { return Ok(None) };
    let counts = array.grid().counts();
    if coords.len() != counts.len() {
        let (given, axes) = (coords.len(), counts.len());
        let error =
            value_error(format!("chunk {} has {given} coordinates, and the array's axes are {axes}", shown(&coords)));
        return Err(args.at("chunk", error));
    }
    let place = |(&at, &n): (&i128, &usize)| {
        let at = if at < 0 { at + n as i128 } else { at };
        usize::try_from(at).ok().filter(|a| *a < n)
    };
    let found: Option<Vec<usize>> = coords.iter().zip(&counts).map(place).collect();
    found.map(Some).ok_or_else(|| {
        let error = index_error(format!("there is no chunk {}", shown(&coords)));
        args.at("chunk", error.help(format!("the numbers of chunks along the axes are {}", shown(&counts))))
    })
}

/// Numbers as a tuple.
fn shown<T: ToString>(numbers: &[T]) -> String {
    let texts: Vec<String> = numbers.iter().map(T::to_string).collect();
    if let [one] = &texts[..] { format!("({one},)") } else { format!("({})", texts.join(", ")) }
}
