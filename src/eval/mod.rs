//! AST to value: names, calls, indexing, statements. Operations are found by the table alone.

mod array_attributes;
mod array_methods;
mod assign;
mod attribute;
mod augmented;
mod bind;
mod blocks;
mod builtins;
mod call;
mod choices;
mod client;
mod comprehension;
mod context;
mod dask;
mod delayed;
mod dict_methods;
mod dtype_functions;
mod elementwise;
mod equality;
mod exceptions;
mod expr;
mod flat;
mod format;
mod fstring;
mod function;
mod functools;
mod generator;
pub mod help;
mod import;
mod in_place;
mod index;
mod index_grids;
mod index_objects;
mod iterate;
mod itertools;
mod length;
mod limits_info;
mod list_methods;
mod makers;
mod masked;
mod masked_functions;
mod math;
mod module;
mod nd_iterators;
mod number;
mod numbers_text;
mod numeric_builtins;
mod numpy;
mod operators;
mod order;
mod outside;
pub mod paint;
mod percent;
mod plotting;
mod remedy;
mod scope;
mod sequence;
mod sequence_index;
mod set_methods;
mod spec;
pub mod stack;
mod statement;
mod store;
mod stored;
mod str_format;
mod str_methods;
mod str_parts;
pub mod text;
mod time;
mod truth;
mod types;
mod world;

pub use attribute::{find as find_attribute, get as attribute, names as attribute_names};
pub use expr::Ctx;
pub use function::{UserFunction, within};
pub use scope::{Names, Scope};
pub use statement::Flow;
pub use types::type_of;
pub use world::{Viewer, World, is_dry_error, page, print, show, width};

use crate::array::Value;
use crate::diag::Span;

/// The text that a tree was made from, and the line on which it begins.
#[derive(Debug)]
pub struct Source {
    pub text: String,
    pub line: usize,
}

impl Source {
    /// The line of the text in which a span begins, and its number.
    pub fn line_of(&self, span: Span) -> (usize, &str) {
        let at = (span.start as usize).min(self.text.len());
        let before = self.text.get(..at).unwrap_or("");
        let number = before.matches('\n').count();
        (self.line + number, self.text.lines().nth(number).unwrap_or("").trim())
    }
}

/// The names of all modules.
pub fn module_names() -> impl Iterator<Item = &'static str> {
    module::names()
}

/// The module of a full name, such as `numpy.linalg`.
pub fn module(name: &str) -> Option<Value> {
    module::find(name)
}

/// Every name that is there without an import.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    builtins::names()
}
