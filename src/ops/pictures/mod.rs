//! Pictures of graphs: what a lazy array will do, drawn before it does it.

mod chunks;
mod explain;
mod recorded;
mod sweep;
mod visualize;

pub use chunks::DRAWN;
pub use explain::EXPLAINED;
pub use recorded::RECORDED;
pub use sweep::SWEPT;
pub use visualize::{VISUALIZED, visualize_all, write_file};

use crate::array::{Lazy, Value, convert};
use crate::diag::Result;
use crate::graph::origin;

/// The lazy arrays in a value: itself, or those in a list or tuple.
fn arrays_in(value: &Value) -> Result<Vec<Lazy>> {
    match value {
        Value::List(_) | Value::Tuple(_) => {
            let parts = value.items().unwrap_or_default().iter().map(arrays_in).collect::<Result<Vec<_>>>()?;
            Ok(parts.concat())
        }
        v => convert::to_lazy(v).map(|a| vec![a]),
    }
}

/// What the receiver of a method is called in the statement that runs: `x` in `e = x.explain()`.
fn receiver_text(method: &str) -> Option<String> {
    let origin = origin()?;
    let before = &origin.text[..origin.text.find(&format!(".{method}("))?];
    let start = before.find(" = ").filter(|at| before[..*at].chars().all(|c| c == '_' || c.is_alphanumeric()));
    let text = start.map_or(before, |at| &before[at + 3..]).trim();
    let closed = |open: char, close: char| text.matches(open).count() == text.matches(close).count();
    let whole = closed('(', ')') && closed('[', ']') && !text.contains(['\n', ';']);
    (whole && !text.is_empty()).then(|| text.to_owned())
}
