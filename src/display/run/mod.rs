//! Runs that were recorded: where the time went, and what happened step by step.

mod lesson;
mod player;
mod profile;
mod report;
mod stream;

pub use lesson::Lesson;
pub use player::play;
pub use profile::profile;
