//! What a row of the table of operations is.

use std::collections::BTreeMap;

use parking_lot::RwLock;

use super::Args;
use crate::array::Value;
use crate::diag::Result;

/// Where an operation can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// `np.name`
    Np,
    /// `da.name`
    Da,
    /// `x.name(...)` of an array, lazy or in memory; the array is the first parameter.
    Method,
    /// `x.name` of an array, without a call; the array is the only parameter.
    Property,
    /// `np.linalg.name` and `da.linalg.name`
    Linalg,
    /// `np.fft.name` and `da.fft.name`
    Fft,
    /// `np.random.name` and `da.random.name`, and a method of `default_rng()`
    Random,
    /// Only a method of `default_rng()`
    Generator,
    /// `np.add.name`: a method of a ufunc, which is the first parameter
    Ufunc,
    /// `np.ma.name` and `da.ma.name`
    Ma,
    /// `da.overlap.name`
    Overlap,
    /// `np.lib.stride_tricks.name`
    Strides,
    /// `x.name(...)` of a masked array alone
    MaMethod,
    /// `x.name` of a masked array alone
    MaProperty,
    /// A name by itself, such as `len`
    Builtin,
}

/// `np.` and `da.`
pub const BOTH: &[Place] = &[Place::Np, Place::Da];
/// `np.`, `da.` and a method
pub const EVERYWHERE: &[Place] = &[Place::Np, Place::Da, Place::Method];

/// The family that has the operation's shape and chunk rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Elementwise,
    Reduction,
    Cumulative,
    Creation,
    Random,
    Index,
    Shape,
    Contraction,
    Linalg,
    Masked,
    Custom,
    /// Python's own functions and methods: no operation on arrays.
    Language,
}

/// An operation: all that there is to know of it, in one place.
pub struct Op {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub places: &'static [Place],
    pub family: Family,
    /// The parameters as Python would write them: `a, axis=None, *, keepdims=False`. A default is shown to people; code
    /// finds a parameter that was not given missing.
    pub params: &'static str,
    /// The first line says it all; what follows a blank line says more.
    pub doc: &'static str,
    /// Lines typed after `>>> ` and what they show, as in Python's docs; `np` and `da` are imported.
    pub examples: &'static str,
    /// Whether it takes arrays whose lengths are not known before they are computed as they are; for all other
    /// operations they are counted first.
    pub any_length: bool,
    /// Whether it changes the elements of its array, the first argument that is one, in place.
    pub in_place: bool,
    pub build: fn(&mut Args) -> Result<Value>,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    pub name: &'static str,
    pub default: Option<&'static str>,
    pub kind: ParamKind,
}

/// How a parameter takes its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    Plain,
    /// After a `*`: by its name alone.
    Keyword,
    /// `*name`: all further positional arguments, as a tuple.
    Rest,
    /// `**name`: all further named arguments, as a dict.
    Named,
}

impl Op {
    /// What the rows of a table have in common: a row names the rest and takes this for what it leaves out.
    pub const fn of(family: Family, places: &'static [Place]) -> Op {
        Op {
            name: "",
            aliases: &[],
            places,
            family,
            params: "",
            doc: "",
            examples: "",
            any_length: matches!(family, Family::Elementwise | Family::Reduction),
            in_place: false,
            build: |_| Ok(Value::None),
        }
    }

    /// The parameters in order: read from their text once.
    pub fn parameters(&self) -> &'static [Param] {
        static READ: RwLock<BTreeMap<(usize, usize), &'static [Param]>> = RwLock::new(BTreeMap::new());
        let key = (self.params.as_ptr().addr(), self.params.len());
        if let Some(found) = READ.read().get(&key) {
            return found;
        }
        let found = self.read_parameters().leak();
        READ.write().entry(key).or_insert(found)
    }

    fn read_parameters(&self) -> Vec<Param> {
        let mut keyword = false;
        let mut found = Vec::new();
        for text in split_top(self.params) {
            let (name, default) = match text.split_once('=') {
                Some((name, default)) => (name.trim(), Some(default.trim())),
                None => (text, None),
            };
            let (name, kind) = match (name.strip_prefix("**"), name.strip_prefix('*')) {
                (Some(name), _) => (name, ParamKind::Named),
                (None, Some(name)) => {
                    keyword = true;
                    (name, ParamKind::Rest)
                }
                _ if keyword => (name, ParamKind::Keyword),
                _ => (name, ParamKind::Plain),
            };
            if !name.is_empty() && name != "/" {
                found.push(Param { name, default, kind });
            }
        }
        found
    }

    /// The one-line doc.
    pub fn summary(&self) -> &'static str {
        self.doc.lines().next().unwrap_or("")
    }
}

/// The pieces between commas that no bracket or quote holds.
fn split_top(text: &'static str) -> Vec<&'static str> {
    let (mut depth, mut quoted, mut from) = (0i32, false, 0);
    let mut pieces = Vec::new();
    for (i, c) in text.char_indices() {
        match c {
            '\'' | '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if depth == 0 && !quoted => {
                pieces.push(text[from..i].trim());
                from = i + 1;
            }
            _ => {}
        }
    }
    pieces.push(text[from..].trim());
    pieces.retain(|p| !p.is_empty());
    pieces
}
