//! `da.sweep`

use std::sync::Arc;
use std::time::Instant;

use super::arrays_in;
use crate::array::{Lazy, Value, compute};
use crate::diag::{Error, Kind, Result, type_error, value_error};
use crate::display::{Picture, Trial, best_trial, draw_sweep, repr_value};
use crate::exec::{self, cost, pace};
use crate::graph::{Node, Rule, ancestors, plan};
use crate::ops::{Args, Family, Op, Place};

/// The same work under several chunks.
pub const SWEPT: &[Op] = &[Op {
    name: "sweep",
    params: "function, chunks, run=False",
    doc: "The same work under several chunks: tasks, memory and time of each, and which is best.

`function` is called with each of `chunks` and gives a lazy array. Nothing runs, unless `run=True` also measures each.
`.best` is the best of the chunks, `.rows` a dict for each. Chunks that do not fit are listed with the reason.",
    examples: ">>> x = da.ones((2000, 2000), chunks=500)
>>> s = da.sweep(lambda c: x.rechunk(c).sum(axis=0), [(100, 100), (1000, 1000), 'auto'])
>>> [row['tasks'] for row in s.rows]
[560, 6, 2]
",
    build: sweep,
    ..Op::of(Family::Custom, &[Place::Da])
}];

fn sweep(args: &mut Args) -> Result<Value> {
    let function = args.need("function")?.clone();
    let choices = args.need("chunks")?.items().ok_or_else(|| args.wrong("chunks", "a list of chunks to try"))?;
    if choices.is_empty() {
        let error = value_error("sweep(): `chunks` is empty: there is nothing to try");
        return Err(args.at("chunks", error).help("such as [(100, 100), (1000, 1000), 'auto']"));
    }
    let run = args.bool("run", false)?;
    let mut trials = Vec::with_capacity(choices.len());
    // Chunks that do not fit are told, and the others are tried nonetheless.
    let (mut tried, mut failed, mut rows) = (Vec::with_capacity(choices.len()), Vec::new(), Vec::new());
    for choice in &choices {
        match made(args, &function, choice).and_then(|arrays| trial(args, choice, &arrays, run)) {
            Ok(trial) => {
                rows.push(row(&trial, choice));
                trials.push(trial);
                tried.push(choice);
            }
            Err(error) if error.kind == Kind::KeyboardInterrupt => return Err(error),
            Err(error) => failed.push((choice, error)),
        }
    }
    if trials.is_empty() {
        return Err(failed.swap_remove(0).1);
    }
    rows.extend(failed.iter().map(|(choice, error)| failed_row(choice, &error.message)));
    let settings = exec::settings();
    let memory = settings.memory as u128;
    let best = best_trial(&trials, memory).map_or(Value::None, |k| tried[k].clone());
    let told = |(choice, error): &(&Value, Error)| (repr_value(choice, &Default::default()), error.message.clone());
    let failed: Vec<(String, String)> = failed.iter().map(told).collect();
    let rows = Value::list(rows);
    let draw = move |width| draw_sweep(&trials, &failed, memory, settings.threads, width);
    let picture = Picture::new("Sweep", Box::new(draw));
    Ok(Value::object(picture.with("best", best).with("rows", rows)))
}

/// What the function makes of a choice of chunks.
fn made(args: &Args, function: &Value, choice: &Value) -> Result<Vec<Lazy>> {
    let answer = match function {
        Value::Object(object) => object.call(vec![(choice.clone(), None)], Vec::new()),
        _ => None,
    };
    let value = answer.unwrap_or_else(|| Err(args.wrong("function", "a function of chunks, such as a lambda")))?;
    let is_lazy = |v: &Value| matches!(v, Value::Lazy(_));
    let lazy = is_lazy(&value) || value.items().is_some_and(|items| !items.is_empty() && items.iter().all(is_lazy));
    if !lazy {
        let error =
            format!("sweep(): the function gave a value of type {}, where a lazy array was needed", value.type_name());
        let help = "such as lambda c: x.rechunk(c).sum(), without .compute(): sweep runs it with run=True";
        return Err(args.at("function", type_error(error)).help(help));
    }
    arrays_in(&value)
}

fn trial(args: &Args, choice: &Value, arrays: &[Lazy], run: bool) -> Result<Trial> {
    let nodes: Vec<_> = arrays.iter().map(|a| a.node.clone()).collect();
    let plan = plan(&nodes);
    let cost = cost::cost(&plan);
    let measured = match run {
        true => {
            let start = Instant::now();
            compute(arrays).map_err(|e| args.at("function", e))?;
            Some(start.elapsed().as_secs_f64())
        }
        false => None,
    };
    let main = main_layer(&nodes);
    Ok(Trial {
        asked: repr_value(choice, &Default::default()),
        chunks: main.grid.chunks(),
        chunk: main.grid.largest_elements().saturating_mul(main.dtype.size() as u128),
        tasks: cost.tasks(),
        peak: cost.peak(),
        projected: pace::seconds(&plan, &cost),
        measured,
    })
}

/// The layer whose chunks were asked for: the last rechunk, or else the largest layer.
fn main_layer(nodes: &[Arc<Node>]) -> Arc<Node> {
    let layers = ancestors(nodes);
    let rechunked = layers.iter().rfind(|n| matches!(n.rule, Rule::Rechunk));
    let real = |n: &&Arc<Node>| !matches!(n.rule, Rule::Constant(_) | Rule::Partial { .. } | Rule::Combine { .. });
    let largest = || layers.iter().filter(real).max_by_key(|n| n.grid.elements());
    rechunked.or_else(largest).unwrap_or(&nodes[0]).clone()
}

fn row(trial: &Trial, choice: &Value) -> Value {
    let int = |n: u128| Value::Int(i128::try_from(n).unwrap_or(i128::MAX));
    let entries = [
        ("chunks", choice.clone()),
        ("count", int(trial.chunks)),
        ("chunk_nbytes", int(trial.chunk)),
        ("tasks", int(trial.tasks)),
        ("peak", int(trial.peak)),
        ("projected", Value::Float(trial.projected)),
        ("measured", trial.measured.map_or(Value::None, Value::Float)),
    ];
    let dict = entries.into_iter().map(|(k, v)| (Value::str(k), v)).collect();
    Value::Dict(Arc::new(parking_lot::RwLock::new(dict)))
}

/// The row of chunks that cannot be.
fn failed_row(choice: &Value, message: &str) -> Value {
    let dict = vec![(Value::str("chunks"), choice.clone()), (Value::str("error"), Value::str(message))];
    Value::Dict(Arc::new(parking_lot::RwLock::new(dict.into_iter().collect())))
}
