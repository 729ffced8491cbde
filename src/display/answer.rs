//! What the shell shows for the value of a statement.

use super::markup::{Doc, Role};
use super::options::PrintOptions;
use super::python::repr_value;
use super::summary::{Summary, render_summary};
use crate::array::Value;

/// The answer to a statement: a lazy array's summary, any other value's `repr`; nothing for `None`.
pub fn render_answer(value: &Value, options: &PrintOptions, width: usize) -> Doc {
    match value {
        Value::None => Doc::default(),
        Value::Lazy(a) => render_summary(&Summary::of(a), width),
        _ => Doc::text(role(value), &repr_value(value, options)),
    }
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
