//! The parser that `pest` makes of the grammar file.

/// The grammar of the whole language.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/ndsh.pest"]
pub(super) struct Grammar;
