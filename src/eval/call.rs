//! Calls.

use crate::array::Value;
use crate::diag::{Result, Span, type_error};

/// The arguments of a call, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    pub positional: Vec<(Value, Option<Span>)>,
    pub named: Vec<(String, Value, Option<Span>)>,
}

impl Arguments {
    /// Arguments that stand nowhere in the text.
    pub fn of(values: impl IntoIterator<Item = Value>) -> Arguments {
        Arguments { positional: values.into_iter().map(|v| (v, None)).collect(), named: Vec::new() }
    }

    /// Adds a named argument; an error if there is one of that name.
    pub fn name(&mut self, name: &str, value: Value, span: Span) -> Result<()> {
        if self.named.iter().any(|(n, ..)| n == name) {
            return Err(type_error(format!("keyword argument repeated: {name}")).at(span));
        }
        self.named.push((name.to_owned(), value, Some(span)));
        Ok(())
    }
}

/// Calls a value.
pub fn call(function: &Value, arguments: Arguments) -> Result<Value> {
    let answer = match function {
        Value::Object(object) => object.call(arguments.positional, arguments.named),
        _ => None,
    };
    answer.unwrap_or_else(|| Err(type_error(format!("'{}' object is not callable", function.type_name()))))
}

/// Calls a value with these arguments.
pub fn call_with(function: &Value, values: impl IntoIterator<Item = Value>) -> Result<Value> {
    call(function, Arguments::of(values))
}
