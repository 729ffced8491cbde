//! What the shell shows for the value of a statement.

use super::chunks::{chunk_picture, chunk_scene};
use super::markup::{Doc, Role};
use super::options::PrintOptions;
use super::picture::Picture;
use super::python::repr_value;
use super::scene::escape;
use super::summary::{Summary, render_summary};
use crate::array::{Lazy, Value};

/// The answer to a statement: a lazy array's summary, any other value's `repr`; nothing for `None`.
pub fn render_answer(value: &Value, options: &PrintOptions, width: usize) -> Doc {
    if let Some(picture) = value.downcast::<Picture>() {
        return picture.drawn(width);
    }
    match (value, Summary::of_value(value)) {
        (Value::None, _) => Doc::default(),
        (Value::Lazy(a), Some(summary)) => render_array(a, &summary, width),
        (Value::Masked(m), Some(summary)) => match &m.data {
            Value::Lazy(a) => render_array(a, &summary, width),
            _ => render_summary(&summary, width),
        },
        _ => Doc::text(role(value), &repr_value(value, options)),
    }
}

/// Columns between the table of a lazy array and the picture of its chunks.
const GAP: usize = 3;
/// The picture stands beside the table from so many columns, and below it in fewer.
const WIDE: usize = 80;

/// A lazy array: the table of what is known of it, and the picture of its chunks.
fn render_array(array: &Lazy, summary: &Summary, width: usize) -> Doc {
    let table = render_summary(summary, width);
    let room = if width < WIDE { 0 } else { width.saturating_sub(table.width() + GAP) };
    match chunk_picture(array.grid(), room) {
        Some(picture) => table.beside(picture, GAP),
        None => {
            let mut doc = table;
            doc.extend(chunk_picture(array.grid(), width).unwrap_or_default());
            doc
        }
    }
}

/// A lazy array as HTML: the table and the picture.
pub fn render_html(array: &Lazy) -> String {
    const SIZE: f64 = 160.0;
    let table = escape(&render_summary(&Summary::of(array), 120).to_plain());
    let picture = chunk_scene(array.grid(), SIZE).to_svg();
    format!("<div style=\"display:flex;gap:2em;align-items:center\"><pre>{table}</pre>{picture}</div>\n")
}

fn role(value: &Value) -> Role {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Complex(_) | Value::Scalar(_) => Role::Number,
        Value::Str(_) => Role::Text,
        Value::DType(_) => Role::Dtype,
        Value::Object(_) => Role::Name,
        _ => Role::Plain,
    }
}
