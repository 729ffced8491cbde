//! Help: what there is to know of a value or a name, from the table of operations and the value itself.

mod live;
mod pages;
mod rules;
mod search;
mod topic;

pub use pages::{Depth, brief, overview, signature};
pub use search::{Entry, entries, search};
pub use topic::Topic;

use super::builtins::rows;
use super::world;
use crate::array::Value;
use crate::diag::{Result, type_error};
use crate::display::{Doc, Line, Role, listing};
use crate::ops::{Args, Op};

pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "apropos" "word, /" "Lists the operations whose name or doc speaks of something." apropos;
    "help" "x=None, /" "Says what there is to know of a value or, as a text, of a name." help;
};

fn help(args: &mut Args) -> Result<Value> {
    let doc = match args.get("x") {
        None => overview(world::width()),
        Some(Value::Str(name)) => {
            Topic::named(name).ok_or_else(|| args.at("x", topic::unknown(name)))?.page(Depth::Full, world::width())
        }
        Some(value) => Topic::of(value, None).page(Depth::Full, world::width()),
    };
    world::page(&doc)?;
    Ok(Value::None)
}

fn apropos(args: &mut Args) -> Result<Value> {
    const MOST: usize = 40;
    let Some(Value::Str(words)) = args.get("word") else {
        return Err(args.at("word", type_error("apropos() takes a word as a text, such as apropos(\"rank\")")));
    };
    let found = search(words);
    let rows: Vec<(String, String)> =
        found.iter().take(MOST).map(|e| (e.name.clone(), e.op.summary().to_owned())).collect();
    let mut doc = listing(&rows, Role::Name, world::width());
    if found.is_empty() {
        doc = Doc::text(Role::Plain, &format!("Nothing speaks of {words:?}. `da?` and `np?` list all there is."));
    } else if found.len() > MOST {
        doc.push(Line::of(Role::Dim, &format!("  and {} more", found.len() - MOST)));
    }
    world::page(&doc)?;
    Ok(Value::None)
}
