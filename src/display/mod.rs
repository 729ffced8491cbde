//! Meaning to text: values as NumPy and Python show them, summaries of lazy arrays, errors with their source, and the
//! semantic markup that a plain and an ANSI renderer turn into text.

mod answer;
mod array_repr;
mod ascii;
pub mod bytes;
mod canvas;
mod chunks;
mod digits;
mod elements;
mod error;
mod float_text;
mod flow;
mod ink;
pub mod markup;
mod options;
mod page;
mod picture;
mod plan;
pub mod plot;
pub mod progress;
mod python;
mod run;
pub mod scene;
mod sketch;
mod summary;
mod sweep;
mod table;
pub mod terminal;
#[cfg(test)]
mod tests;

pub use answer::{render_answer, render_html};
pub use array_repr::{repr_array, str_array, text_array};
pub use bytes::{format_bytes, format_duration};
pub use chunks::{Reading, chunk_picture, chunk_scene, draw_reading};
pub use error::{render_error, render_warning};
pub use float_text::FloatText;
pub use flow::{clipped, columns, folded, listing, wrap};
pub use markup::{Doc, Line, Role, sanitize};
pub use options::{FloatMode, PrintOptions, Sign};
pub use picture::Picture;
pub use plan::explain;
pub use python::{repr_scalar, repr_text, repr_value, str_scalar, str_value};
pub use run::{Lesson, play, profile};
pub use sketch::{Look, visualize, visualize_file};
pub use summary::{Summary, render_summary};
pub use sweep::{Trial, best_trial, draw_sweep};
pub use table::{Pool, render_pool};
