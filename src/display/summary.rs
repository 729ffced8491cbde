//! What is known of a lazy array before it is computed.

use serde_json::{Map, Value as Json, json};

use super::bytes::format_bytes;
use super::markup::{Doc, Role};
use super::python::shape_text;
use super::table::table;
use crate::array::{Lazy, Value};
use crate::chunk::DType;
use crate::graph::total_tasks;

/// A lazy array's size, cut and cost. What only the computation will tell is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub shape: Vec<Option<usize>>,
    pub dtype: DType,
    pub nbytes: Option<u128>,
    /// The shape of the largest chunk.
    pub chunk_shape: Vec<Option<usize>>,
    pub chunk_nbytes: Option<u128>,
    pub chunks: u128,
    /// The tasks of the whole graph.
    pub tasks: u128,
    /// What a chunk is, as Dask says it.
    pub kind: &'static str,
}

/// The shape of the largest chunk, where it is known.
pub(super) fn chunk_shape(a: &Lazy) -> Vec<Option<usize>> {
    a.grid().axes.iter().map(|cut| (!cut.is_unknown()).then(|| cut.largest())).collect()
}

impl Summary {
    /// The summary of an array; it computes nothing.
    pub fn of(a: &Lazy) -> Summary {
        let known = a.grid().is_known();
        let bytes = |elements: u128| known.then(|| elements.saturating_mul(a.dtype().size() as u128));
        Summary {
            shape: a.lengths(),
            dtype: a.dtype(),
            nbytes: bytes(a.grid().elements()),
            chunk_shape: chunk_shape(a),
            chunk_nbytes: bytes(a.grid().largest_elements()),
            chunks: a.grid().chunks(),
            tasks: a.tasks(),
            kind: "numpy.ndarray",
        }
    }

    /// The summary of a value that is lazy; none for any other.
    pub fn of_value(value: &Value) -> Option<Summary> {
        match value {
            Value::Lazy(a) => Some(Summary::of(a)),
            Value::Masked(m) => match (&m.data, m.mask()) {
                (Value::Lazy(a), Some(Value::Lazy(mask))) => {
                    let tasks = total_tasks(&[a.node.clone(), mask.node.clone()]);
                    Some(Summary { tasks, kind: "numpy.ma.MaskedArray", ..Summary::of(a) })
                }
                (Value::Lazy(a), _) => Some(Summary { kind: "numpy.ma.MaskedArray", ..Summary::of(a) }),
                _ => None,
            },
            _ => None,
        }
    }

    /// The summary as a JSON object, `null` for what is not known. Counts past 64 bits become floats.
    pub fn to_json(&self) -> Json {
        let mut row = Map::new();
        row.insert("shape".into(), json!(self.shape));
        row.insert("dtype".into(), json!(self.dtype.name()));
        row.insert("nbytes".into(), self.nbytes.map_or(Json::Null, count_json));
        row.insert("chunk_shape".into(), json!(self.chunk_shape));
        row.insert("chunk_nbytes".into(), self.chunk_nbytes.map_or(Json::Null, count_json));
        row.insert("chunks".into(), count_json(self.chunks));
        row.insert("tasks".into(), count_json(self.tasks));
        Json::Object(row)
    }
}

fn count_json(count: u128) -> Json {
    u64::try_from(count).map_or_else(|_| json!(count as f64), |n| json!(n))
}

/// The summary as a table of at most `width` columns.
pub fn render_summary(summary: &Summary, width: usize) -> Doc {
    let bytes = |n: Option<u128>| (Role::Number, n.map_or_else(|| "unknown".into(), format_bytes));
    let shape = |s: &[Option<usize>]| (Role::Number, shape_text(s));
    let rows = [
        [label("Bytes"), bytes(summary.nbytes), bytes(summary.chunk_nbytes)],
        [label("Shape"), shape(&summary.shape), shape(&summary.chunk_shape)],
        [
            label("Count"),
            (Role::Number, format!("{} Tasks", summary.tasks)),
            (Role::Number, format!("{} Chunks", summary.chunks)),
        ],
        [label("Type"), (Role::Dtype, summary.dtype.to_string()), (Role::Dtype, summary.kind.into())],
    ];
    table(["", "Array", "Chunk"], &rows, width)
}

fn label(text: &str) -> (Role, String) {
    (Role::Name, text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::{Block, Cut, Grid, Num};

    fn array(dtype: DType, axes: Vec<Cut>) -> Lazy {
        Lazy::stored(Block::full(dtype, &[], Num::Int(0)), Grid::new(axes))
    }

    #[test]
    fn the_table_is_the_tutorials() {
        let a = array(DType::I64, vec![Cut::even(10000, 400), Cut::even(1000, 250), Cut::even(100, 100)]);
        let want = "\
┌───────┬────────────────────┬─────────────────┐
│       ┆ Array              ┆ Chunk           │
╞═══════╪════════════════════╪═════════════════╡
│ Bytes ┆ 8.00 GB            ┆ 80.00 MB        │
│ Shape ┆ (10000, 1000, 100) ┆ (400, 250, 100) │
│ Count ┆ 100 Tasks          ┆ 100 Chunks      │
│ Type  ┆ int64              ┆ numpy.ndarray   │
└───────┴────────────────────┴─────────────────┘";
        assert_eq!(render_summary(&Summary::of(&a), 80).to_plain(), want);
    }

    #[test]
    fn unknown_sizes_say_so() {
        let cut = Cut::Unknown { mask: 1, over: Box::new(Cut::even(10, 5)) };
        let summary = Summary::of(&array(DType::F64, vec![cut]));
        let text = render_summary(&summary, 80).to_plain();
        assert!(
            text.contains("│ Bytes ┆ unknown ┆ unknown ") && text.contains("│ Shape ┆ (nan,)  ┆ (nan,) "),
            "{text}"
        );
        let want = json!({
            "shape": [null], "dtype": "float64", "nbytes": null,
            "chunk_shape": [null], "chunk_nbytes": null, "chunks": 2, "tasks": 2,
        });
        assert_eq!(summary.to_json(), want);
    }

    #[test]
    fn big_counts_are_exact_and_wide_shapes_wrap() {
        let n = 10usize.pow(16);
        let summary = Summary::of(&array(DType::F64, vec![Cut::even(n, 1000); 6]));
        let doc = render_summary(&summary, 80).to_plain();
        assert!(doc.lines().count() > 8 && doc.lines().all(|l| l.chars().count() <= 80), "{doc}");
        assert_eq!(doc.lines().filter(|l| l.contains("Tasks")).count(), 1, "{doc}");
        assert_eq!(Summary::of(&array(DType::F64, vec![Cut::even(n, 1000); 2])).tasks, 10u128.pow(26));
    }
}
