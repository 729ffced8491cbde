//! `ndsh`: a shell for chunked arrays, with a NumPy-style array language.
//!
//! The way of the data: text -> syntax -> eval -> ops -> array -> exec -> graph -> chunk, and display beside it.
//! Imports point along that line only.

pub mod array;
pub mod chunk;
pub mod diag;
pub mod display;
pub mod eval;
pub mod exec;
pub mod graph;
pub mod ops;
pub mod repl;
pub mod script;
pub mod session;
pub mod syntax;
