//! The lessons: scripts of the course in `examples/`, walked through a statement at a time.

use super::{Call, page};
use crate::array::Value;
use crate::diag::{Result, value_error};
use crate::display::{Doc, Line, Role, listing};
use crate::eval;
use crate::session::{Script, Session};

/// A lesson.
pub struct Lesson {
    /// The name of its file.
    pub file: &'static str,
    pub text: &'static str,
}

macro_rules! lessons {
    ($($file:literal)*) => {
        &[$(Lesson { file: $file, text: include_str!(concat!("../../../examples/", $file)) }),*]
    };
}

/// The course, in order.
pub static LESSONS: &[Lesson] = lessons! {
    "01_what_a_chunk_is.nd"
    "02_tasks_and_counts.nd"
    "03_lazy_and_compute.nd"
    "04_slicing_and_culling.nd"
    "05_fusion.nd"
    "06_reductions_as_trees.nd"
    "07_rechunk.nd"
    "08_choosing_chunks.nd"
    "09_memory_and_order.nd"
    "10_random_numbers.nd"
    "11_unknown_sizes.nd"
    "12_when_parallel_is_slower.nd"
};

impl Lesson {
    /// Its title: the first line of the script.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or("").trim_start_matches("# ")
    }
}

pub fn lesson(session: &mut Session, call: &Call) -> Result<Option<Value>> {
    let asked = call.code.text.trim();
    if asked.is_empty() {
        return list();
    }
    let by_number = asked.parse::<usize>().ok().and_then(|n| LESSONS.get(n.checked_sub(1)?));
    let words = asked.to_lowercase().replace(' ', "_");
    let by_name = || LESSONS.iter().find(|l| l.file.contains(&words));
    let lesson = by_number.or_else(by_name).ok_or_else(|| {
        value_error(format!("there is no lesson {asked}"))
            .at(call.code.span)
            .help("`%lesson` lists them; `%lesson 1` begins")
    })?;
    session.pending = Some(Script { name: lesson.file.into(), text: lesson.text.to_owned(), walk: true });
    Ok(None)
}

fn list() -> Result<Option<Value>> {
    let rows: Vec<_> =
        LESSONS.iter().enumerate().map(|(n, l)| (format!("%lesson {}", n + 1), l.title().to_owned())).collect();
    let mut doc = Doc::text(Role::Header, "Lessons, a few minutes each:");
    doc.extend(listing(&rows, Role::Name, eval::width()));
    doc.push(Line::of(Role::Dim, "  Enter runs the next statement; the names stay, to play with."));
    page(&doc)
}
