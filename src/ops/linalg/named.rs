//! Answers of several arrays with names, as NumPy's named tuples.

use std::any::Any;
use std::sync::Arc;

use crate::array::{Object, Value};
use crate::diag::Result;

/// A tuple whose items have names.
#[derive(Debug)]
pub struct Named {
    name: &'static str,
    fields: &'static [&'static str],
    items: Arc<[Value]>,
}

/// The tuple with names for its items.
pub fn named(value: Value, name: &'static str, fields: &'static [&'static str]) -> Result<Value> {
    Ok(match value {
        Value::Tuple(items) => Value::object(Named { name, fields, items }),
        other => other,
    })
}

impl Object for Named {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("{}({})", self.name, self.fields.join(", "))
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let k = self.fields.iter().position(|f| *f == name)?;
        self.items.get(k).cloned()
    }

    fn attributes(&self) -> Vec<String> {
        self.fields.iter().map(|f| f.to_string()).collect()
    }

    fn items(&self) -> Option<Arc<[Value]>> {
        Some(self.items.clone())
    }

    fn with_items(&self, items: Vec<Value>) -> Option<Value> {
        Some(Value::object(Named { name: self.name, fields: self.fields, items: items.into() }))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
