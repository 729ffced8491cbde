//! A value that is a picture: drawn as wide as where it is shown allows, and with what it says at hand by name.

use std::any::Any;
use std::fmt;

use super::markup::Doc;
use crate::array::{Object, Value};

/// Draws a picture of at most so many columns.
pub type Draw = Box<dyn Fn(usize) -> Doc + Send + Sync>;

/// A picture as a value of the language.
pub struct Picture {
    kind: &'static str,
    facts: Vec<(&'static str, Value)>,
    draw: Draw,
}

/// The columns of a picture that is only text.
const TEXT_WIDTH: usize = 80;

impl Picture {
    /// A picture of a kind, such as `Explanation`.
    pub fn new(kind: &'static str, draw: Draw) -> Picture {
        Picture { kind, facts: Vec::new(), draw }
    }

    /// The picture with something that it says as an attribute.
    pub fn with(mut self, name: &'static str, value: Value) -> Picture {
        self.facts.push((name, value));
        self
    }

    /// The picture in at most `width` columns.
    pub fn drawn(&self, width: usize) -> Doc {
        (self.draw)(width)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)
    }
}

impl Object for Picture {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn repr(&self) -> String {
        self.drawn(TEXT_WIDTH).to_plain()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        self.facts.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone())
    }

    fn attributes(&self) -> Vec<String> {
        self.facts.iter().map(|(n, _)| (*n).to_owned()).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
