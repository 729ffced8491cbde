//! Topics as pages.

use unicode_width::UnicodeWidthStr;

use super::live::{self, indented};
use super::search::akin;
use super::{Entry, Topic, rules};
use crate::array::Value;
use crate::diag::counted;
use crate::display::{Doc, Line, Role, columns, listing, render_answer, wrap};
use crate::eval::{UserFunction, attribute, attribute_names, paint, text};
use crate::ops::{Function, Op, ParamKind};

/// How much help says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What fits a screen.
    Short,
    Full,
}

impl Topic {
    /// The page, at most `width` columns wide.
    pub fn page(&self, depth: Depth, width: usize) -> Doc {
        match self {
            Topic::Operation(entry) => operation(entry, depth, width),
            Topic::Written(value) => written(value, depth, width),
            Topic::Type(value, maker) => of_type(value, *maker, width),
            Topic::Module(value) => module(value, width),
            Topic::Value { name, value } => any_value(name.as_deref(), value, depth, width),
        }
    }

    /// What it is, in a line.
    pub fn summary(&self) -> String {
        match self {
            Topic::Operation(entry) => entry.op.summary().to_owned(),
            Topic::Written(value) => doc_of(value).lines().next().unwrap_or("a function of yours").to_owned(),
            Topic::Type(_, maker) => maker.map_or("a type".to_owned(), |op| op.summary().to_owned()),
            Topic::Module(value) => format!("a module of {}", counted(attribute_names(value).len() as u128, "name")),
            Topic::Value { value, .. } => brief(value),
        }
    }
}

/// What a value is, in a few words: `float64 (3, 4)`.
pub fn brief(value: &Value) -> String {
    match value {
        Value::Array(a) => {
            format!("{} array {}", a.dtype(), text::repr(&attribute(value, "shape").unwrap_or(Value::None)))
        }
        Value::Lazy(a) => {
            let of = |name| text::repr(&attribute(value, name).unwrap_or(Value::None));
            format!("lazy {} array {} in chunks {}", a.dtype(), of("shape"), of("chunksize"))
        }
        Value::Object(o) => match o.type_name() {
            "function" | "builtin_function_or_method" => Topic::of(value, None).summary(),
            kind => kind.to_owned(),
        },
        v => format!("{} {}", v.type_name(), text::repr(v).lines().next().unwrap_or("")),
    }
}

fn heading(title: &str) -> Line {
    Line::of(Role::Hint, title)
}

/// Paragraphs, two columns in.
fn paragraphs(body: &str, width: usize) -> Doc {
    let joined: Vec<String> = body.split("\n\n").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let mut doc = Doc::default();
    for (n, paragraph) in joined.iter().enumerate() {
        if n > 0 {
            doc.push(Line::default());
        }
        wrap(paragraph, width.saturating_sub(2))
            .iter()
            .for_each(|l| doc.push(Line::of(Role::Plain, &format!("  {l}"))));
    }
    doc
}

/// A name with what is said of it, which goes on under itself.
fn labelled(doc: &mut Doc, label: &str, body: &str, width: usize) {
    const COLUMN: usize = 10;
    for (n, line) in wrap(body, width.saturating_sub(COLUMN)).iter().enumerate() {
        let lead = if n == 0 { label } else { "" };
        doc.push(Line::of(Role::Hint, &format!("{lead:COLUMN$}")).with(Role::Plain, line));
    }
}

/// `np.sum(a, axis=None, …)` over as many lines as it takes, going on under the bracket.
pub fn signature(name: &str, op: &Op, width: usize) -> Doc {
    let mut doc = Doc::default();
    let mut line = Line::of(Role::Header, name).with(Role::Plain, "(");
    let indent = (name.width() + 1).min(24);
    let mut used = indent;
    let params = op.parameters();
    let bare = |k: usize| {
        let starts = params[k].kind == ParamKind::Keyword && (k == 0 || params[k - 1].kind == ParamKind::Plain);
        if starts { "*, " } else { "" }
    };
    for (k, param) in params.iter().enumerate() {
        let stars = match param.kind {
            ParamKind::Rest => "*",
            ParamKind::Named => "**",
            _ => bare(k),
        };
        let comma = if k + 1 < params.len() { "," } else { "" };
        let default = param.default.map_or(String::new(), |d| format!("={d}"));
        let length = stars.len() + param.name.width() + default.width() + 2;
        if used + length > width && used > indent {
            doc.push(std::mem::take(&mut line));
            line = Line::of(Role::Plain, &" ".repeat(indent));
            used = indent;
        }
        if used > indent {
            line = line.with(Role::Plain, " ");
        }
        used += length;
        line = line
            .with(Role::Plain, stars)
            .with(Role::Name, param.name)
            .with(Role::Number, &default)
            .with(Role::Plain, comma);
    }
    doc.push(line.with(Role::Plain, ")"));
    doc
}

fn operation(entry: &Entry, depth: Depth, width: usize) -> Doc {
    const SHORT_EXAMPLES: usize = 6;
    let op = entry.op;
    let mut doc = signature(&entry.name, op, width);
    doc.push(Line::default());
    doc.extend(paragraphs(op.doc, width));
    let homes: Vec<String> = op.places.iter().flat_map(|p| rules::home(*p, op.name)).collect();
    if homes.len() > 1 || rules::of(op.family).is_some() {
        doc.push(Line::default());
    }
    if homes.len() > 1 {
        labelled(&mut doc, "Also", &homes.join(", "), width);
    }
    if !op.aliases.is_empty() {
        labelled(&mut doc, "Alias", &op.aliases.join(", "), width);
    }
    if let Some((shape, chunks)) = rules::of(op.family) {
        labelled(&mut doc, "Family", &format!("{:?}", op.family).to_lowercase(), width);
        labelled(&mut doc, "Axes", shape, width);
        labelled(&mut doc, "Chunks", chunks, width);
    }
    let examples = live::run(op.examples, if depth == Depth::Full { usize::MAX } else { SHORT_EXAMPLES }, width);
    if !examples.is_empty() {
        doc.push(Line::default());
        doc.push(heading("Examples").with(Role::Dim, " (run just now)"));
        doc.extend(examples);
    }
    let kin = akin(op, if depth == Depth::Full { 12 } else { 5 });
    if !kin.is_empty() {
        doc.push(Line::default());
        doc.push(heading("See also"));
        let rows: Vec<_> = kin.into_iter().map(|e| (e.name, e.op.summary().to_owned())).collect();
        doc.extend(listing(&rows, Role::Name, width));
    }
    trimmed(doc)
}

/// A page without empty lines at its end.
fn trimmed(mut doc: Doc) -> Doc {
    while doc.lines.last().is_some_and(|l| l.pieces.is_empty()) {
        doc.lines.pop();
    }
    doc
}

fn doc_of(value: &Value) -> String {
    match attribute(value, "__doc__") {
        Ok(Value::Str(text)) => text.trim().to_owned(),
        _ => String::new(),
    }
}

fn written(value: &Value, depth: Depth, width: usize) -> Doc {
    let Some(function) = value.downcast::<UserFunction>() else { return Doc::default() };
    let (signature, source) = (function.signature(), function.text());
    let mut doc = Doc { lines: paint::code(&signature) };
    let said = doc_of(value);
    if !said.is_empty() {
        doc.push(Line::default());
        doc.extend(paragraphs(&said, width));
    }
    if depth == Depth::Full || said.is_empty() {
        doc.push(Line::default());
        doc.push(heading("Source"));
        doc.extend(indented(Doc { lines: paint::code(&source) }));
    }
    doc
}

fn of_type(value: &Value, maker: Option<&'static Op>, width: usize) -> Doc {
    let mut doc = Doc::text(Role::Header, &text::repr(value));
    if let Some(op) = maker {
        doc.push(Line::default());
        doc.extend(signature(op.name, op, width));
        doc.extend(paragraphs(op.doc, width));
    }
    let limits = ["finfo", "iinfo"].iter().find_map(|name| {
        let info = crate::eval::call::call_with(&crate::eval::types::named(&format!("numpy.{name}")), [value.clone()]);
        info.ok().map(|i| text::repr(&i))
    });
    if let Some(limits) = limits {
        doc.push(Line::default());
        doc.extend(paragraphs(&limits, width));
    }
    doc
}

fn module(value: &Value, width: usize) -> Doc {
    let names = attribute_names(value);
    let mut doc = Doc::text(Role::Header, &text::repr(value));
    let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for name in &names {
        let Ok(member) = attribute(value, name) else { continue };
        let (group, what) = match (member.downcast::<Function>(), member.type_name()) {
            (Some(f), _) => (format!("{:?}", f.op.family), f.op.summary().to_owned()),
            (None, "module") => ("Modules".to_owned(), String::new()),
            (None, "type") => ("Types".to_owned(), String::new()),
            (None, _) => ("Constants".to_owned(), text::repr(&member).lines().next().unwrap_or("").to_owned()),
        };
        let group = if group == "Custom" { "Other".to_owned() } else { group };
        match groups.iter_mut().find(|(g, _)| *g == group) {
            Some((_, rows)) => rows.push((name.clone(), what)),
            None => groups.push((group, vec![(name.clone(), what)])),
        }
    }
    groups.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    for (group, rows) in &groups {
        doc.push(Line::default());
        doc.push(heading(group));
        if rows.iter().all(|(_, what)| what.is_empty()) {
            let names: Vec<String> = rows.iter().map(|(n, _)| n.clone()).collect();
            doc.extend(columns(&names, width));
        } else {
            doc.extend(listing(rows, Role::Name, width));
        }
    }
    doc
}

fn any_value(name: Option<&str>, value: &Value, depth: Depth, width: usize) -> Doc {
    const SHORT: usize = 8;
    let mut doc = Doc::default();
    labelled(&mut doc, "Type", value.type_name(), width);
    if matches!(value, Value::Array(_)) {
        labelled(&mut doc, "Is", &brief(value), width);
        let bytes = attribute(value, "nbytes").ok().and_then(|v| v.as_int()).unwrap_or(0);
        labelled(&mut doc, "Bytes", &crate::display::format_bytes(bytes as u128), width);
    }
    if let Value::Lazy(array) = value {
        labelled(&mut doc, "Is", "lazy: it says what it would be, and runs when .compute() asks for it", width);
        if let Some(origin) = &array.node.origin {
            labelled(&mut doc, "Made by", origin.text.lines().next().unwrap_or(""), width);
        }
    }
    // A lazy array's table and picture are one, as wide as they are in an answer.
    let lazy = matches!(value, Value::Lazy(_));
    let shown = render_answer(value, &text::options(), if lazy { width } else { width.saturating_sub(2) });
    let more = shown.lines.len().saturating_sub(SHORT);
    doc.push(heading("Value"));
    let cut = depth == Depth::Short && more > 0 && !lazy;
    let lines = shown.lines.into_iter().take(if cut { SHORT } else { usize::MAX }).collect();
    doc.extend(if lazy { Doc { lines } } else { indented(Doc { lines }) });
    if cut {
        doc.push(Line::of(Role::Dim, &format!("  and {more} more lines")));
    }
    let names = attribute_names(value);
    if depth == Depth::Full && !names.is_empty() {
        doc.push(heading("Has"));
        doc.extend(columns(&names, width));
    } else if let (Some(name), false) = (name, names.is_empty()) {
        doc.push(Line::of(
            Role::Dim,
            &format!("{} names stand after `{name}.`: press Tab there, or ask `{name}??`", names.len()),
        ));
    }
    doc
}

/// What can be asked, and how.
const ASKING: [(&str, &str); 9] = [
    ("x?  np.sum?  %time?", "what it is, with examples that run as you look"),
    ("x??", "all that there is to know of it"),
    ("np?  da.random?", "everything in a module, each with a line"),
    ("help(np.sum)", "the same from code; help(\"norm\") looks for a name"),
    ("apropos(\"rank\")", "the operations whose docs speak of something"),
    ("np.<Tab>", "the names there, each with a line; in a call, its arguments"),
    ("%quickref", "the language, the lines for the shell and the keys on a page"),
    ("%lesson", "short lessons: what a chunk is, and what follows from it"),
    ("x  x.compute()", "what a lazy array would be; what it is"),
];

/// Help about help.
pub fn overview(width: usize) -> Doc {
    let mut doc = Doc::text(Role::Header, "ndsh: NumPy-style arrays, lazy and in memory");
    doc.push(Line::default());
    doc.extend(paragraphs(
        "`np.` answers with values; `da.` answers at once with what the array would be, in chunks, and computes when \
         `.compute()` asks. All that NumPy's users know works on both.",
        width,
    ));
    doc.push(Line::default());
    doc.push(heading("To ask"));
    let rows: Vec<_> = ASKING.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    doc.extend(listing(&rows, Role::Name, width));
    doc
}
