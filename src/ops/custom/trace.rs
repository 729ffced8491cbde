//! Functions that are traced: called once with lazy arrays, for layers that fuse with all others.

use std::sync::Arc;

use super::layer::{Argument, Layer};
use crate::array::{Lazy, Value, build};
use crate::chunk::Grid;
use crate::graph::{Node, Rule};

/// The answer of an elementwise function, as layers of its operations, where it has the promised shape and chunks.
pub fn traced(layer: &Layer, grid: &Grid) -> Option<Lazy> {
    let plain = layer.new_axes.is_empty() && layer.adjust.is_empty();
    if !plain || !layer.callee.is_elementwise() || !layer.named.iter().all(|(_, v)| is_number(v)) {
        return None;
    }
    let mut inputs = Vec::new();
    let mut values = Vec::new();
    for argument in &layer.args {
        values.push(match argument {
            Argument::Array(array, labels) if layer.out.ends_with(labels) => {
                inputs.push(array.node.clone());
                Value::Lazy(array.clone())
            }
            Argument::Value(value) if is_number(value) => value.clone(),
            _ => return None,
        });
    }
    let Ok(Value::Lazy(answer)) = layer.callee.rehearse(values, layer.named.clone()) else { return None };
    if answer.grid() != grid || !is_elementwise(&answer.node, &inputs) {
        return None;
    }
    let answer = match layer.dtype {
        Some(dtype) if answer.dtype() == dtype => answer,
        Some(dtype) if answer.dtype().casts_same_kind(dtype) => build::cast(&answer, dtype),
        Some(_) => return None,
        None => answer,
    };
    Some(answer.called(&layer.name))
}

fn is_number(value: &Value) -> bool {
    value.as_number().is_some() || matches!(value, Value::Scalar(_))
}

/// Whether a node is made of these elementwise, and is none of them itself.
fn is_elementwise(root: &Arc<Node>, inputs: &[Arc<Node>]) -> bool {
    let is_input = |n: &Arc<Node>| inputs.iter().any(|i| i.id == n.id);
    let mut waiting = vec![root.clone()];
    let mut left = 10_000;
    while let Some(node) = waiting.pop() {
        if is_input(&node) {
            continue;
        }
        left -= 1;
        match node.rule {
            Rule::Constant(_) => {}
            Rule::Map(_) if left > 0 => waiting.extend(node.inputs.iter().cloned()),
            _ => return false,
        }
    }
    !is_input(root)
}
