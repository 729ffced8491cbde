//! `x.explain()`

use super::{arrays_in, receiver_text};
use crate::array::Value;
use crate::diag::Result;
use crate::display;
use crate::ops::{Args, Family, Op, Place};

pub const EXPLAINED: &[Op] = &[Op {
    name: "explain",
    any_length: true,
    params: "a",
    doc: "The plan of a lazy array's run, before it runs: layers, stages, memory, and what would be better.

Layers are shown as they were written, each with the line that made it, its tasks, the shape of its chunks, and the
bytes that it reads and makes. Stages are what runs: layers that are fused work through each chunk in one pass. `.peak`
is the most memory that the run will take, in bytes; `.remedies` the lines that the hints give.",
    examples: ">>> x = da.ones((1000, 1000), chunks=(500, 500))
>>> plan = (x + x.T).sum(axis=0).explain()
>>> plan.tasks, plan.fused_tasks, plan.stages
(18, 6, 2)
>>> plan.peak < 10**9, plan.remedies
(True, [])
",
    build: explain,
    ..Op::of(Family::Custom, &[Place::Method])
}];

fn explain(args: &mut Args) -> Result<Value> {
    let arrays = arrays_in(args.need("a")?).map_err(|e| args.at("a", e))?;
    Ok(Value::object(display::explain(&arrays, receiver_text("explain").as_deref())))
}
