//! Text to tree: the only place that knows how the language is written.
//!
//! [`parse`] reads a text, [`Reader`] cuts a stream of lines into statements, [`completeness`] tells a prompt whether
//! to wait for more, [`strip_prompts`] takes the prompts off a pasted session. The grammar itself is
//! `grammar/ndsh.pest`.

pub mod ast;
mod build;
mod errors;
mod explain;
mod expressions;
mod grammar;
mod layout;
mod lexer;
mod limits;
mod numbers;
mod operands;
mod operators;
mod place;
mod prompts;
mod reader;
mod scan;
#[cfg(test)]
mod sexp;
mod statements;
mod strings;
mod targets;
#[cfg(test)]
mod tests;
mod uses;
mod words;

pub use ast::Stmt;
pub use limits::MAX_DEPTH;
pub use reader::{Completeness, Piece, Reader, completeness, strip_prompts};
pub use uses::names_used;
pub use words::{Word, WordKind, words};

use crate::diag::{Result, Span};

/// The statements of a text, with their spans in it.
pub fn parse(text: &str) -> Result<Vec<Stmt>> {
    build::parse_part(text, 0, text.len())
}

/// The statements of a part of a text, such as what a `%time` line runs; their spans are in the whole text.
pub fn parse_within(text: &str, part: Span) -> Result<Vec<Stmt>> {
    build::parse_part(text, part.start as usize, part.end as usize)
}

/// The words that cannot be names.
pub fn reserved_words() -> &'static [&'static str] {
    &errors::RESERVED
}
