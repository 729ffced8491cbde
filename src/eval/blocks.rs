//! `x.blocks` and `x.vindex` of lazy arrays: chunks by their numbers, and elements point by point.

use std::any::Any;

use super::builtins::rows;
use super::index;
use crate::array::build::{self, Index};
use crate::array::{Lazy, Object, Value};
use crate::chunk::Cut;
use crate::diag::{Result, index_error};
use crate::ops::{Args, Function, Op};

/// How a lazy array is indexed through one of its attributes.
#[derive(Debug)]
pub struct Picker {
    array: Lazy,
    /// The name of what its index means, in the table below.
    way: &'static str,
}

static GETITEM: &[Op] = rows! { Method;
    "blocks" "self, key, /" "The array of these chunks." blocks;
    "vindex" "self, key, /" "The elements at which lists of places meet; what is sliced comes after them." vindex;
};

static METHODS: &[Op] = rows! { Method;
    "ravel" "self" "The chunks in a list, each a lazy array." ravel;
};

/// The object behind `x.blocks`, `x.partitions` or `x.vindex`.
pub fn picker(array: &Lazy, way: &'static str) -> Value {
    Value::object(Picker { array: array.clone(), way })
}

impl Object for Picker {
    fn type_name(&self) -> &str {
        if self.way == "vindex" { "IndexCallable" } else { "BlockView" }
    }

    fn repr(&self) -> String {
        format!("<{} of {} chunks>", self.way, self.array.grid().chunks())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let counts = self.array.grid().counts();
        let method = |op| Some(Value::object(Function::method(op, Value::Lazy(self.array.clone()))));
        match name {
            "__getitem__" => method(GETITEM.iter().find(|op| op.name == self.way)?),
            _ if self.way == "vindex" => None,
            "shape" => Some(Value::tuple(counts.iter().map(|&n| Value::Int(n as i128)))),
            "ndim" => Some(Value::Int(counts.len() as i128)),
            "size" => Some(Value::Int(self.array.grid().chunks() as i128)),
            _ => method(METHODS.iter().find(|op| op.name == name)?),
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn this(args: &Args) -> Result<Lazy> {
    match args.need("self")? {
        Value::Lazy(a) => Ok(a.clone()),
        _ => Err(args.wrong("self", "a lazy array")),
    }
}

fn blocks(args: &mut Args) -> Result<Value> {
    let mut array = this(args)?;
    for (axis, places) in chosen(&array, args.need("key")?)?.into_iter().enumerate() {
        array = pick(&array, axis, &places)?;
    }
    Ok(Value::Lazy(array.called("blocks")))
}

/// The numbers of the chunks that an index names along each axis.
fn chosen(array: &Lazy, key: &Value) -> Result<Vec<Vec<usize>>> {
    let entries = index::entries(key)?;
    let counts = array.grid().counts();
    if entries.len() > counts.len() {
        return Err(index_error(format!("too many indices for the chunks of an array of {} dimensions", counts.len())));
    }
    let mut places: Vec<Vec<usize>> = counts.iter().map(|&n| (0..n).collect()).collect();
    for (axis, (entry, &n)) in entries.iter().zip(&counts).enumerate() {
        places[axis] = match entry {
            Index::At(at) => vec![build::place(*at, axis, n)?],
            Index::List(many) => {
                many.slice::<i64>().iter().map(|&at| build::place(at.into(), axis, n)).collect::<Result<_>>()?
            }
            Index::Slice(start, stop, step) => {
                let (first, step, count) = build::slice_places(n, *start, *stop, *step)?;
                (0..count).map(|k| (first as isize + k as isize * step) as usize).collect()
            }
            _ => return Err(index_error("chunks are picked by ints, slices and lists of ints")),
        };
    }
    Ok(places)
}

/// The chunks of these numbers along an axis, one after another.
fn pick(array: &Lazy, axis: usize, places: &[usize]) -> Result<Lazy> {
    let cut = array.grid().axes[axis].clone();
    if places.iter().copied().eq(0..cut.count()) {
        return Ok(array.clone());
    }
    if cut.is_unknown() {
        return Err(index_error(format!(
            "the chunks along axis {axis} have sizes that are not known before it is computed"
        )));
    }
    let part = |from: usize, to: usize| {
        let mut entries = vec![Index::Slice(None, None, None); array.ndim()];
        entries[axis] = Index::Slice(Some(from as i128), Some(to as i128), None);
        build::index(array, &entries)
    };
    let Some(&first) = places.first() else { return part(0, 0) };
    if places.windows(2).all(|w| w[1] == w[0] + 1) {
        return part(cut.start(first), end(&cut, first + places.len() - 1));
    }
    let parts = places.iter().map(|&k| part(cut.start(k), end(&cut, k))).collect::<Result<Vec<_>>>()?;
    build::concat(&parts, axis)
}

fn end(cut: &Cut, k: usize) -> usize {
    cut.start(k) + cut.size(k)
}

/// The chunk of this number, as an array.
pub fn chunk(array: &Lazy, number: u64) -> Result<Lazy> {
    let coords = array.grid().coords(number);
    let part = (0..array.ndim()).try_fold(array.clone(), |part, axis| match array.grid().axes[axis].count() {
        1 => Ok(part),
        _ => pick(&part, axis, &[coords[axis]]),
    });
    part.map(|part| part.called("blocks"))
}

fn ravel(args: &mut Args) -> Result<Value> {
    let array = this(args)?;
    let chunk = |k| chunk(&array, k).map(Value::Lazy);
    Ok(Value::list((0..array.grid().chunks() as u64).map(chunk).collect::<Result<Vec<_>>>()?))
}

fn vindex(args: &mut Args) -> Result<Value> {
    let array = this(args)?;
    let mut entries = index::entries(args.need("key")?)?;
    if entries.len() > array.ndim() {
        return Err(index_error(format!("too many indices for an array of {} dimensions", array.ndim())));
    }
    entries.resize(array.ndim(), Index::Slice(None, None, None));
    // The axes with places come first, so that what they make does too.
    let (sliced, listed): (Vec<usize>, Vec<usize>) =
        (0..array.ndim()).partition(|&k| matches!(entries[k], Index::Slice(..)));
    let order = [listed, sliced].concat();
    let entries: Vec<Index> = order.iter().map(|&k| entries[k].clone()).collect();
    build::index(&build::transpose(&array, &order), &entries).map(Value::Lazy)
}
