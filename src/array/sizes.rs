//! Counting: the sizes of chunks that are known only when they are computed, such as those that a mask leaves.
//!
//! What was counted once is known from then on: for every array with an axis that was picked alike.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use smallvec::{SmallVec, smallvec};

use super::{Lazy, Masked, Value, build};
use crate::chunk::{Block, Cut, DType, Dims, Grid, Region};
use crate::diag::{Error, Kind, Result, warn};
use crate::graph::{BlockKernel, Need, Node, Rule, ancestors};

/// How many axes and arrays are remembered; with more, all are forgotten, and counted again when they are asked for.
const REMEMBERED: usize = 4096;

/// What was counted.
#[derive(Default)]
struct Counted {
    /// The chunks of an axis, by the number of what picked its elements.
    axes: HashMap<u64, Cut>,
    /// The array with known chunks for one without, so that it is the same one each time.
    arrays: HashMap<u64, Weak<Node>>,
}

static COUNTED: Mutex<Option<Counted>> = Mutex::new(None);

fn counted<R>(look: impl FnOnce(&mut Counted) -> R) -> R {
    let mut guard = COUNTED.lock();
    let counted = guard.get_or_insert_default();
    if counted.axes.len() > REMEMBERED || counted.arrays.len() > REMEMBERED {
        *counted = Counted::default();
    }
    look(counted)
}

/// The array with the sizes of its chunks known, where they are or were counted before: nothing runs.
pub fn known(array: &Lazy) -> Option<Lazy> {
    if array.grid().is_known() {
        return Some(array.clone());
    }
    if let Some(node) = counted(|c| c.arrays.get(&array.node.id).and_then(Weak::upgrade)) {
        return Some(Lazy::new(node));
    }
    let cut = |cut: &Cut| match cut {
        Cut::Unknown { mask, .. } => counted(|c| c.axes.get(mask).cloned()),
        known => Some(known.clone()),
    };
    let cuts = array.grid().axes.iter().map(cut).collect::<Option<Vec<_>>>()?;
    let array_known = build::block(
        &array.node.name,
        Arc::new(AsCounted),
        Grid::new(cuts),
        array.dtype(),
        std::slice::from_ref(array),
    );
    counted(|c| c.arrays.insert(array.node.id, Arc::downgrade(&array_known.node)));
    Some(array_known)
}

/// The array with the sizes of its chunks known: those that were not counted before are counted by a run.
pub fn count(array: &Lazy) -> Result<Lazy> {
    for (axis, cut) in array.grid().axes.iter().enumerate() {
        if let Cut::Unknown { mask, over } = cut
            && counted(|c| !c.axes.contains_key(mask))
        {
            let found = count_axis(array, axis, *mask, over)?;
            counted(|c| c.axes.insert(*mask, found));
        }
    }
    // What was forgotten meanwhile is counted again.
    known(array).map_or_else(|| count(array), Ok)
}

/// As [`count`], and says in a line that it was done, and for what.
pub fn count_for(array: &Lazy, what: &str) -> Result<Lazy> {
    if let Some(known) = known(array) {
        return Ok(known);
    }
    let found = count(array)?;
    let lengths = |a: &Lazy| {
        let texts: Vec<String> = a.lengths().iter().map(|n| n.map_or("nan".into(), |n| n.to_string())).collect();
        if texts.len() == 1 { format!("({},)", texts[0]) } else { format!("({})", texts.join(", ")) }
    };
    warn(format!(
        "Note: {what} needs a length that is not known before it is computed: {} was counted, and is {}",
        lengths(array),
        lengths(&found)
    ));
    Ok(found)
}

/// Does something with a value; where that fails and there are arrays in the value whose lengths are not known, they
/// are counted, and it is done again.
pub fn with_sizes<T>(value: &Value, what: &str, run: impl Fn(&Value) -> Result<T>) -> Result<T> {
    match run(value) {
        Err(error) if may_need_sizes(&error) && has_unknown(value) => run(&counted_value(value, what)?),
        answer => answer,
    }
}

/// Whether a mistake may be one because lengths are not known.
pub fn may_need_sizes(error: &Error) -> bool {
    !matches!(error.kind, Kind::KeyboardInterrupt | Kind::MemoryError | Kind::RecursionError)
}

/// Whether there are arrays in a value whose lengths are not known.
pub fn has_unknown(value: &Value) -> bool {
    match value {
        Value::Lazy(a) => !a.grid().is_known(),
        Value::Masked(m) => has_unknown(&m.data),
        Value::List(_) | Value::Tuple(_) => value.items().is_some_and(|items| items.iter().any(has_unknown)),
        _ => false,
    }
}

/// The value with the arrays in it counted.
pub fn counted_value(value: &Value, what: &str) -> Result<Value> {
    if !has_unknown(value) {
        return Ok(value.clone());
    }
    match value {
        Value::Lazy(a) => count_for(a, what).map(Value::Lazy),
        Value::Masked(m) => {
            let mask = m.mask().map(|mask| counted_value(&mask, what)).transpose()?;
            Ok(Value::Masked(Arc::new(Masked::new(counted_value(&m.data, what)?, mask, m.own_fill()))))
        }
        v => {
            let items = v.items().unwrap_or_default();
            let items = items.iter().map(|v| counted_value(v, what)).collect::<Result<Vec<_>>>()?;
            Ok(if matches!(v, Value::Tuple(_)) { Value::tuple(items) } else { Value::list(items) })
        }
    }
}

fn count_axis(array: &Lazy, axis: usize, mask: u64, over: &Cut) -> Result<Cut> {
    let is_it = |cut: &Cut| matches!(cut, Cut::Unknown { mask: m, .. } if *m == mask);
    // The first array that has the axis takes the least to compute; if a mask made it, the mask alone says it all.
    let nodes = ancestors(std::slice::from_ref(&array.node));
    let first = nodes.iter().find_map(|n| n.grid.axes.iter().position(is_it).map(|axis| (n.clone(), axis)));
    let (node, axis) = first.unwrap_or_else(|| (array.node.clone(), axis));
    let (input, kernel) = match &node.rule {
        Rule::Compress { axis: along } if *along == axis => {
            let picked = Lazy::new(node.inputs[1].clone());
            (build::rechunk(&picked, Grid::new(vec![over.clone()])), Count { axis: 0, set: true })
        }
        _ => (Lazy::new(node), Count { axis, set: false }),
    };
    let grid = Grid::new(vec![Cut::even(over.count(), 1)]);
    let sizes = build::block("count", Arc::new(kernel), grid, DType::I64, &[input]).compute()?;
    Ok(Cut::sizes(&sizes.to_vec::<i64>().into_iter().map(|n| n as usize).collect::<Vec<_>>()))
}

/// The lengths of an array's chunks along an axis, each from the first chunk there; of a mask, how many are set.
#[derive(Debug)]
struct Count {
    axis: usize,
    set: bool,
}

impl BlockKernel for Count {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let input = &node.inputs[0].grid;
        let mut at = Dims::from_elem(0, input.ndim());
        at[self.axis] = coords[0];
        vec![(0, Region { start: input.start(&at), len: input.size(&at) })]
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let count = |part: &Block| match self.set {
            true => part.contiguous().slice::<bool>().iter().filter(|v| **v).count(),
            false => part.shape()[self.axis],
        };
        Ok(smallvec![Block::from_slice(&[1], &[parts.first().map_or(0, count) as i64])])
    }

    fn cost(&self) -> f32 {
        1.0
    }
}

/// The same chunks, whose sizes are known now.
#[derive(Debug)]
struct AsCounted;

impl BlockKernel for AsCounted {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let input = &node.inputs[0].grid;
        vec![(0, Region { start: input.start(coords), len: input.size(coords) })]
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        Ok(SmallVec::from_iter(parts))
    }

    fn cost(&self) -> f32 {
        0.1
    }
}
