//! What could stand at the cursor, each with a line of what it is.

use std::sync::Arc;

use super::context::{Call, Context};
use crate::array::Value;
use crate::chunk::DType;
use crate::diag::counted;
use crate::display::{clipped, sanitize, terminal};
use crate::eval::help::{Topic, brief};
use crate::eval::{self, Scope, UserFunction};
use crate::ops::{self, Function, ParamKind, Place};
use crate::session::magics::{self, LESSONS, Takes};
use crate::syntax::{WordKind, reserved_words};

/// Something that could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is typed.
    pub text: String,
    /// What it is, in a line.
    pub doc: String,
}

impl Found {
    fn new(text: impl Into<String>, doc: impl Into<String>) -> Found {
        Found { text: text.into(), doc: doc.into() }
    }
}

/// Where the word at the cursor begins, and what it could become.
pub fn complete(text: &str, scope: &Arc<Scope>) -> (usize, Vec<Found>) {
    let line_start = text.rfind('\n').map_or(0, |n| n + 1);
    if let Some(rest) = text[line_start..].trim_start().strip_prefix('%') {
        let at = text.len() - rest.len();
        if let Some(found) =
            shell_line(rest.trim_start_matches('%'), at + rest.len() - rest.trim_start_matches('%').len())
        {
            return found;
        }
    }
    let context = Context::new(text, scope);
    if let Some(word) =
        context.words.last().filter(|w| w.kind == WordKind::Str && is_open(w.of(text)) && w.end == text.len())
    {
        return in_string(&context, word.start, word.of(text));
    }
    let (k, partial) = context.partial();
    let start = text.len() - partial.len();
    let mut found = if k > 0 && context.words[k - 1].of(text) == "." {
        context.value_ending(k.wrapping_sub(2)).map_or_else(Vec::new, |value| members(&value))
    } else if is_import(&context, k) {
        modules()
    } else if let Some(module) = imported_from(&context, k) {
        eval::module(&module).map_or_else(Vec::new, |value| members(&value))
    } else {
        let mut found = context.call().map_or_else(Vec::new, |call| in_call(&call, partial));
        let in_value = !found.is_empty() && partial.is_empty();
        if !in_value {
            found.extend(names(&context, partial));
        }
        found
    };
    found.retain(|f| f.text.starts_with(partial));
    // Names that begin with a line below are asked for by typing it.
    if !partial.starts_with('_') {
        found.retain(|f| !f.text.starts_with('_'));
    }
    (start, found)
}

/// Whether a string has no end yet.
fn is_open(word: &str) -> bool {
    let body = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let Some(quote) = body.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return false };
    body.len() == 1 || !body[1..].ends_with(quote)
}

/// Whether the name being typed is a module's, after `import` or `from`.
fn is_import(context: &Context, k: usize) -> bool {
    let word = |n: usize| k.checked_sub(n).and_then(|j| context.words.get(j)).map_or("", |w| w.of(context.text));
    matches!(word(1), "import" | "from") && word(3) != "from"
}

fn modules() -> Vec<Found> {
    eval::module_names().map(|n| Found::new(n, eval::module(n).map_or_else(String::new, |m| about(&m)))).collect()
}

/// The module whose names are being typed: `numpy.linalg` in `from numpy.linalg import inv, no`.
fn imported_from(context: &Context, k: usize) -> Option<String> {
    let words: Vec<&str> = context.words.iter().take(k).map(|w| w.of(context.text)).collect();
    let from = words.iter().rposition(|w| *w == "from")?;
    let import = words.iter().rposition(|w| *w == "import").filter(|import| *import > from + 1)?;
    let listed = |w: &&str| *w != ";" && !w.contains('\n');
    (words.last().is_some_and(|w| matches!(*w, "import" | "," | "(")) && words[import..].iter().all(listed))
        .then(|| words[from + 1..import].concat())
}

/// After `%`: the lines for the shell, or what one of them takes.
fn shell_line(rest: &str, at: usize) -> Option<(usize, Vec<Found>)> {
    let Some((name, after)) = rest.split_once(' ') else {
        let rows = magics::rows().filter(|r| r.name.starts_with(rest));
        return Some((at, rows.map(|r| Found::new(r.name, r.doc)).collect()));
    };
    let row = magics::find(name)?;
    let typed = after.trim_start();
    let start = at + rest.len() - typed.len();
    let found = match row.takes {
        Takes::Code => return None,
        Takes::File | Takes::Folder => {
            let (from, found) = named_files(typed, row.takes == Takes::Folder);
            return Some((start + from, found));
        }
        Takes::Setting => match typed.split_once(' ') {
            None => magics::settings().iter().map(|s| Found::new(s.name, s.doc)).collect(),
            Some((name, value)) => {
                let value = value.trim_start();
                let values = magics::settings().iter().find(|s| s.name == name).map_or(&[][..], |s| s.values);
                let found = values.iter().filter(|v| v.starts_with(value)).map(|v| Found::new(*v, "")).collect();
                return Some((start + typed.len() - value.len(), found));
            }
        },
        Takes::Lesson => LESSONS.iter().enumerate().map(|(n, l)| Found::new((n + 1).to_string(), l.title())).collect(),
        Takes::Nothing | Takes::Words => Vec::new(),
    };
    Some((start, found.into_iter().filter(|f| f.text.starts_with(typed)).collect()))
}

/// In a string: dtypes where one is wanted, else files.
fn in_string(context: &Context, start: usize, word: &str) -> (usize, Vec<Found>) {
    let quote = word.find(['"', '\'']).map_or(0, |q| q + 1);
    let typed = &word[quote..];
    let call = context.call();
    let slot = call.as_ref().and_then(parameter).map(|(name, _)| name);
    let texts: &[&str] = match slot.as_deref() {
        Some("dtype") => {
            let found = dtypes().filter(|f| f.text.starts_with(typed)).collect();
            return (start + quote, found);
        }
        Some("chunks") => &["auto"],
        Some("order") => &["C", "F", "A", "K"],
        Some("casting") => &["no", "equiv", "safe", "same_kind", "unsafe"],
        Some("side") => &["left", "right"],
        Some("indexing") => &["xy", "ij"],
        _ => &[],
    };
    if !texts.is_empty() {
        return (start + quote, texts.iter().filter(|t| t.starts_with(typed)).map(|t| Found::new(*t, "")).collect());
    }
    let (from, found) = files(typed, false);
    (start + quote + from, found)
}

fn dtypes() -> impl Iterator<Item = Found> {
    let own = |name: &&str, d: DType| d.name() == *name;
    DType::names().filter(move |(n, d)| own(n, *d)).map(|(n, d)| Found::new(n, counted(d.size() as u128, "byte")))
}

/// As `files`, for a word without quotes or with an opening one: a path with blanks gets quotes around it.
fn named_files(typed: &str, folders: bool) -> (usize, Vec<Found>) {
    let quote = typed.chars().next().filter(|c| matches!(c, '"' | '\''));
    let path = typed.get(usize::from(quote.is_some())..).unwrap_or("");
    let (from, mut found) = files(path, folders);
    if quote.is_none() && !found.iter().any(|f| f.text.contains(' ')) {
        return (from, found);
    }
    let (quote, folder) = (quote.unwrap_or('"'), path.get(..from).unwrap_or(""));
    for file in &mut found {
        let end = if file.text.ends_with('/') { String::new() } else { quote.to_string() };
        file.text = format!("{quote}{folder}{}{end}", file.text);
    }
    (0, found)
}

/// Files that a path could become, and where its last part begins.
fn files(typed: &str, folders: bool) -> (usize, Vec<Found>) {
    const MOST: usize = 500;
    let at = typed.rfind('/').map_or(0, |n| n + 1);
    let (folder, partial) = typed.split_at(at);
    let path = magics::path(if folder.is_empty() { "." } else { folder });
    let Ok(entries) = std::fs::read_dir(path) else { return (at, Vec::new()) };
    let mut found: Vec<Found> = entries
        .filter_map(Result::ok)
        .filter_map(|e| {
            let is_folder = e.path().is_dir();
            let name = e.file_name().into_string().ok().filter(|n| sanitize(n) == *n && !n.contains('\n'))?;
            let hidden = name.starts_with('.') && !partial.starts_with('.');
            let fits = name.starts_with(partial) && !hidden && (is_folder || !folders);
            fits.then(|| Found::new(if is_folder { format!("{name}/") } else { name }, ""))
        })
        .take(MOST)
        .collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    (at, found)
}

/// What stands after the dot of a value.
fn members(value: &Value) -> Vec<Found> {
    let names = eval::attribute_names(value);
    names.into_iter().map(|name| Found::new(name.clone(), member_doc(value, &name))).collect()
}

fn member_doc(value: &Value, name: &str) -> String {
    if super::context::is_array(value)
        && let Some(op) = ops::find(Place::Property, name).or_else(|| ops::find(Place::Method, name))
    {
        return op.summary().to_owned();
    }
    match super::context::member(value, name) {
        Some(member) => about(&member),
        None => String::new(),
    }
}

/// What a value is, in a line.
fn about(value: &Value) -> String {
    match value {
        Value::Object(o) if o.type_name() == "type" => "type".into(),
        Value::Object(_) => Topic::of(value, None).summary(),
        _ => brief(value),
    }
}

/// The parameter that is being typed, and its default.
pub fn parameter(call: &Call) -> Option<(String, Option<String>)> {
    let params = parameters(&call.callee);
    let place = match &call.naming {
        Some(name) => params.iter().position(|p| p.0 == *name),
        None => Some(call.position).filter(|n| params.get(*n).is_some_and(|p| p.2 == ParamKind::Plain)),
    };
    place.and_then(|n| params.into_iter().nth(n)).map(|(name, default, _)| (name, default))
}

/// The parameters that a call of a value takes: name, default, kind. A method's own array is not among them.
pub fn parameters(callee: &Value) -> Vec<(String, Option<String>, ParamKind)> {
    if let Some(function) = callee.downcast::<Function>() {
        let skip = usize::from(function.receiver.is_some());
        let all = function.op.parameters().iter().skip(skip);
        return all.map(|p| (p.name.to_owned(), p.default.map(str::to_owned), p.kind)).collect();
    }
    if let Some(op) = eval::help::Topic::of(callee, None).operation() {
        return op.parameters().iter().map(|p| (p.name.to_owned(), p.default.map(str::to_owned), p.kind)).collect();
    }
    callee.downcast::<UserFunction>().map_or_else(Vec::new, UserFunction::parameters)
}

/// In a call: what the argument could be, and the names of those not given yet.
fn in_call(call: &Call, partial: &str) -> Vec<Found> {
    if let Some(name) = &call.naming {
        return values(call, name);
    }
    let params = parameters(&call.callee);
    let mut found = Vec::new();
    if partial.is_empty()
        && let Some((name, _)) = parameter(call)
    {
        found.extend(values(call, &name));
    }
    let open = params.iter().enumerate().filter(|(k, p)| {
        let free = *k >= call.position || p.2 == ParamKind::Keyword;
        free && matches!(p.2, ParamKind::Plain | ParamKind::Keyword) && !call.named.contains(&p.0)
    });
    found.extend(open.filter(|(k, p)| *k > 0 || p.1.is_some()).map(|(_, (name, default, _))| {
        let doc = default.as_ref().map_or_else(|| "needed".to_owned(), |d| format!("{d} by default"));
        Found::new(format!("{name}="), doc)
    }));
    found
}

/// Values that make sense for an argument.
fn values(call: &Call, name: &str) -> Vec<Found> {
    let plain = |texts: &[&str]| texts.iter().map(|t| Found::new(*t, "")).collect::<Vec<_>>();
    let default = parameters(&call.callee).into_iter().find(|p| p.0 == name).and_then(|p| p.1);
    match (name, default.as_deref()) {
        ("axis" | "axes" | "axis1" | "axis2", _) => call.on.as_ref().map_or_else(Vec::new, axes),
        ("dtype", _) => dtypes().map(|f| Found::new(format!("np.{}", f.text), f.doc)).collect(),
        ("chunks", _) => plain(&["\"auto\"", "-1"]),
        (_, Some("True" | "False")) => plain(&["True", "False"]),
        _ => Vec::new(),
    }
}

/// The axes of an array.
fn axes(array: &Value) -> Vec<Found> {
    let lengths = eval::find_attribute(array, "shape").ok().flatten().and_then(|s| s.items()).unwrap_or_default();
    let mut found: Vec<Found> = lengths
        .iter()
        .enumerate()
        .map(|(k, n)| Found::new(k.to_string(), format!("of length {}", eval::text::repr(n))))
        .collect();
    if !found.is_empty() {
        found.push(Found::new("None", "all axes"));
    }
    found
}

/// Names by themselves: the user's first, then those that are always there.
fn names(context: &Context, partial: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut add = |name: &str, doc: String| {
        if name.starts_with(partial) && found.iter().all(|f| f.text != name) {
            found.push(Found::new(name, doc));
        }
    };
    let mut own: Vec<Arc<str>> = context.visible();
    own.sort();
    for name in own {
        if name.starts_with(partial)
            && let Some(value) = context.find(&name)
        {
            add(&name, about(&value));
        }
    }
    for name in ["np", "da"].into_iter().chain(eval::builtin_names()) {
        if name.starts_with(partial)
            && let Some(value) = context.find(name)
        {
            add(name, about(&value));
        }
    }
    reserved_words().iter().for_each(|w| add(w, "keyword".into()));
    found
}

/// A candidate as the list shows it: a line each.
pub fn shown(found: &Found, column: usize) -> String {
    let width = terminal::width().saturating_sub(2);
    let text = clipped(&format!("{:column$}  {}", found.text, found.doc.replace('\n', " ")), width);
    // What takes more than half of the columns stands alone.
    format!("{text:half$}", half = width / 2)
}
