//! Help that knows the shell's own lines: `x?`, `%time?`, `?` alone, `%quickref`.

use super::magics::{self, Row};
use crate::array::Value;
use crate::diag::Result;
use crate::display::{Doc, Line, Role, listing};
use crate::eval::help::{self, Depth, Topic};
use crate::eval::{self, Ctx};
use crate::syntax::ast::Name;

/// `name?`: what there is to know of a name; `?` alone: how to ask.
pub fn help(ctx: &Ctx, name: &Name, detail: bool) -> Result<()> {
    let depth = if detail { Depth::Full } else { Depth::Short };
    let width = eval::width();
    if name.text.is_empty() {
        return eval::page(&if depth == Depth::Full { quickref(width) } else { help::overview(width) });
    }
    if let Some(magic) = name.text.strip_prefix('%') {
        return about(magic.trim_start_matches('%'), name, width);
    }
    let topic = match find(ctx, &name.text) {
        Ok(value) => Topic::of(&value, Some(&name.text)),
        Err(error) => Topic::named(&name.text).ok_or_else(|| error.at(name.span))?,
    };
    eval::page(&topic.page(depth, width))
}

/// The value of a name with dots.
fn find(ctx: &Ctx, name: &str) -> Result<Value> {
    let mut parts = name.split('.');
    let first = parts.next().unwrap_or("");
    let start = ctx.find(first).ok_or_else(|| ctx.unknown_name(first))?;
    parts.try_fold(start, |value, part| eval::attribute(&value, part))
}

/// `%time?`
fn about(magic: &str, name: &Name, width: usize) -> Result<()> {
    let row = magics::find(magic).ok_or_else(|| magics::unknown(magic, false).at(name.span))?;
    eval::page(&about_row(row, width))
}

fn about_row(row: &Row, width: usize) -> Doc {
    let mut doc = Doc::text(Role::Header, &row.usage_line());
    doc.push(Line::default());
    for line in crate::display::wrap(&format!("{}\n{}", row.doc, row.more), width.saturating_sub(2)) {
        doc.push(Line::of(Role::Plain, format!("  {line}").trim_end()));
    }
    doc
}

/// The language, the lines for the shell and the keys on a page.
pub fn quickref(width: usize) -> Doc {
    let mut doc = help::overview(width);
    let mut section = |title: &str, rows: Vec<(String, String)>| {
        doc.push(Line::default());
        doc.push(Line::of(Role::Hint, title));
        doc.extend(listing(&rows, Role::Name, width));
    };
    let own = |rows: &[(&str, &str)]| rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    section("Arrays", own(&ARRAYS));
    section("Lines for the shell", magics::rows().map(|r| (r.usage_line(), r.doc.to_owned())).collect());
    section("Keys", own(&KEYS));
    doc
}

const ARRAYS: [(&str, &str); 8] = [
    ("x = da.ones((1000, 1000), chunks=250)", "a lazy array of 16 chunks"),
    ("x + x.T, x @ x, np.cos(x)", "more of them; nothing runs"),
    ("x[::2, 5], x[x > 0], x[[1, 3]]", "slices, masks, lists"),
    ("x.sum(axis=0)", "a reduction, chunk by chunk and then in a tree"),
    ("x.rechunk((500, -1))", "the same array, cut anew"),
    ("x.compute()", "runs the graph: a NumPy array"),
    ("x.persist()", "runs it and stays lazy, its chunks in memory"),
    ("da.compute(x.sum(), x.mean())", "several at once; what they share runs once"),
];

/// The keys of the line editor.
pub const KEYS: [(&str, &str); 11] = [
    ("Tab", "completes; again, shows what there is"),
    ("Right, End, Ctrl-E", "takes the grey text that history offers"),
    ("Up, Down", "earlier and later entries, whole"),
    ("Ctrl-R", "searches history for what is typed next"),
    ("Enter", "runs what is complete; else begins another line"),
    ("Alt-Enter", "another line in any case"),
    ("Ctrl-C", "clears the line, or stops what runs; twice asks to leave"),
    ("Ctrl-D", "leaves"),
    ("Ctrl-A, Ctrl-E", "to the start, to the end"),
    ("Ctrl-W, Ctrl-U, Ctrl-K, Ctrl-Y", "cuts a word, to the start, to the end; puts back"),
    ("Ctrl-L", "clears the screen"),
];
