//! Modules: what stands behind `np.`, `da.` and what can be imported. Their operations come from the table.

use std::any::Any;

use super::{dask, dtype_functions, math, nd_iterators, numbers_text, numpy, plotting, time, types};
use crate::array::{Object, Value};
use crate::chunk::DType;
use crate::diag::{Error, attribute_error};
use crate::ops::{self, Function, Op, Place};

/// A name of a module that is not an operation, and what makes its value.
pub type Constant = (&'static str, fn() -> Value);

/// A module.
pub struct Module {
    /// As it is imported, such as `numpy.linalg`.
    pub name: &'static str,
    /// Where the table has its operations.
    place: Option<Place>,
    /// Whether the answers of its operations are lazy.
    lazy: bool,
    /// Whether it has dtypes and constants.
    numeric: bool,
    /// What it has that is not an operation.
    more: &'static [&'static [Op]],
    constants: &'static [Constant],
}

const fn module(name: &'static str, place: Option<Place>, lazy: bool) -> Module {
    Module { name, place, lazy, numeric: false, more: &[], constants: &[] }
}

static MODULES: &[Module] = &[
    Module {
        numeric: true,
        more: &[numpy::FUNCTIONS, dtype_functions::FUNCTIONS, numbers_text::FUNCTIONS, nd_iterators::FUNCTIONS],
        constants: numpy::CONSTANTS,
        ..module("numpy", Some(Place::Np), false)
    },
    Module { constants: numpy::LINALG, ..module("numpy.linalg", Some(Place::Linalg), false) },
    Module { constants: numpy::EXCEPTIONS, ..module("numpy.exceptions", None, false) },
    module("numpy.lib", None, false),
    module("numpy.lib.stride_tricks", Some(Place::Strides), false),
    module("numpy.fft", Some(Place::Fft), false),
    module("numpy.random", Some(Place::Random), false),
    Module {
        constants: super::masked::CONSTANTS,
        more: &[super::masked_functions::FUNCTIONS],
        ..module("numpy.ma", Some(Place::Ma), false)
    },
    Module { more: &[dask::FUNCTIONS, dask::DASK], ..module("dask", None, true) },
    Module {
        numeric: true,
        more: &[dask::FUNCTIONS, numpy::FUNCTIONS, dtype_functions::FUNCTIONS],
        constants: numpy::CONSTANTS,
        ..module("dask.array", Some(Place::Da), true)
    },
    module("dask.array.linalg", Some(Place::Linalg), true),
    module("dask.array.lib", None, true),
    module("dask.array.lib.stride_tricks", Some(Place::Strides), true),
    module("dask.array.fft", Some(Place::Fft), true),
    module("dask.array.random", Some(Place::Random), true),
    Module { constants: super::masked::CONSTANTS, ..module("dask.array.ma", Some(Place::Ma), true) },
    module("dask.array.overlap", Some(Place::Overlap), true),
    Module { more: &[dask::CONFIG], ..module("dask.config", None, false) },
    Module { more: &[super::context::DIAGNOSTICS], ..module("dask.diagnostics", None, false) },
    Module { more: &[super::client::FUNCTIONS], ..module("dask.distributed", None, false) },
    Module { more: &[math::FUNCTIONS], constants: math::CONSTANTS, ..module("math", None, false) },
    Module {
        more: &[super::itertools::FUNCTIONS],
        constants: super::itertools::CONSTANTS,
        ..module("itertools", None, false)
    },
    Module { more: &[super::functools::FUNCTIONS], ..module("functools", None, false) },
    Module { more: &[time::FUNCTIONS], ..module("time", None, false) },
    module("matplotlib", None, false),
    Module { more: plotting::TABLES, ..module("matplotlib.pyplot", None, false) },
];

/// The names of modules that are there without an import.
pub const GIVEN: [(&str, &str); 2] = [("np", "numpy"), ("da", "dask.array")];

/// The module that is there under this name without an import.
pub fn given(name: &str) -> Option<Value> {
    let (_, module) = GIVEN.iter().find(|(n, _)| *n == name)?;
    find(module)
}

/// The module of that name, as a value.
pub fn find(name: &str) -> Option<Value> {
    MODULES.iter().find(|m| m.name == name).map(|m| Value::object(Handle(m)))
}

/// The names of all modules.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|m| m.name)
}

/// What a path from a module leads to: `np.linalg.norm`.
pub fn path(name: &str) -> Option<Value> {
    let mut parts = name.split('.');
    let first = parts.next()?;
    parts.try_fold(given(first).or_else(|| find(first))?, |value, part| match &value {
        Value::Object(object) => object.attribute(part),
        _ => None,
    })
}

/// The functions of modules that are not in the table of operations, with the name that their module goes by.
pub fn extra() -> impl Iterator<Item = (&'static str, &'static Op)> {
    let short = |name: &'static str| GIVEN.iter().find(|(_, full)| *full == name).map_or(name, |(short, _)| *short);
    let once = MODULES.iter().filter(|m| m.name != "dask");
    once.flat_map(move |m| m.more.iter().copied().flatten().map(move |op| (short(m.name), op)))
}

/// Where an unknown name could be found: `np.cos`, `da.random.normal`.
pub fn homes(name: &str) -> Vec<String> {
    let known = |m: &&Module| {
        ["numpy", "numpy.linalg", "numpy.random", "math", "itertools", "functools"].contains(&m.name)
            && m.get(name).is_some()
    };
    MODULES.iter().filter(known).take(2).map(|m| format!("{}.{name}", m.name.replace("numpy", "np"))).collect()
}

impl Module {
    fn get(&self, name: &str) -> Option<Value> {
        self.child(name)
            .or_else(|| self.constants.iter().find(|(n, _)| *n == name).map(|(_, make)| make()))
            .or_else(|| self.place.and_then(|p| ops::find(p, name)).map(|op| self.function(op)))
            .or_else(|| self.more.iter().copied().flatten().find(|op| op.name == name).map(|op| self.function(op)))
            .or_else(|| if self.numeric { numeric(name) } else { None })
            .or_else(|| if self.place == Some(Place::Ma) { self.masked(name) } else { None })
    }

    /// NumPy's operation of that name, if it knows of masks, as `np.ma` has it.
    fn masked(&self, name: &str) -> Option<Value> {
        let op = ops::find(Place::Np, super::masked::usual_name(name)).filter(|op| ops::masked::has_rule(op))?;
        Some(Value::object(Function::masked(op, self.lazy || super::world::is_dry())))
    }

    fn function(&self, op: &'static Op) -> Value {
        Value::object(Function::new(op, self.lazy || super::world::is_dry()))
    }

    fn child(&self, name: &str) -> Option<Value> {
        find(&format!("{}.{name}", self.name))
    }

    fn names(&self) -> Vec<String> {
        let children = MODULES
            .iter()
            .filter_map(|m| m.name.strip_prefix(self.name)?.strip_prefix('.'))
            .filter(|n| !n.contains('.'));
        let rows = self.place.into_iter().flat_map(ops::names);
        let more = self.more.iter().copied().flatten().map(|op| op.name);
        let types = DType::names().map(|(n, _)| n).chain(types::ABSTRACT).filter(|_| self.numeric);
        let constants = self.constants.iter().map(|(n, _)| *n);
        let mut names: Vec<String> =
            children.chain(rows).chain(more).chain(types).chain(constants).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// A dtype's type, such as `np.float64`.
fn numeric(name: &str) -> Option<Value> {
    if types::ABSTRACT.contains(&name) {
        return Some(types::named(&format!("numpy.{name}")));
    }
    let named =
        DType::names().find(|(n, _)| *n == name && !["int", "float", "complex", "float_", "complex_"].contains(n));
    named.map(|(_, dtype)| types::of_dtype(dtype))
}

/// The names that begin as a name does: at least three letters, and at least half of it.
pub fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const MOST: usize = 5;
    let least = name.len().div_ceil(2).max(3);
    let common = |k: &str| k.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let mut found: Vec<(usize, &str)> = known.map(|k| (common(k), k)).filter(|(n, _)| *n >= least).collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.len().cmp(&b.1.len())));
    let names: Vec<String> = found.iter().take(MOST).map(|(_, k)| format!("`{k}`")).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Names that NumPy once had, and those that took their place.
const GONE: [(&str, &str); 14] = [
    ("product", "prod"),
    ("cumproduct", "cumprod"),
    ("alltrue", "all"),
    ("sometrue", "any"),
    ("round_", "round"),
    ("msort", "sort"),
    ("float_", "float64"),
    ("complex_", "complex128"),
    ("mat", "array"),
    ("asfarray", "asarray"),
    ("find_common_type", "result_type"),
    ("Infinity", "inf"),
    ("PINF", "inf"),
    ("infty", "inf"),
];

/// The mistake of asking a module for what it does not have.
pub fn unknown(object: &Value, name: &str, near: Option<&str>) -> Error {
    let Some(Handle(module)) = object.downcast::<Handle>() else {
        return attribute_error(format!("module has no attribute '{name}'"));
    };
    let error = attribute_error(format!("module '{}' has no attribute '{name}'", module.name));
    let elsewhere =
        MODULES.iter().find(|m| m.name != module.name && m.name.starts_with(module.name) && m.get(name).is_some());
    if let Some((_, now)) = GONE.iter().find(|(n, now)| *n == name && module.get(now).is_some()) {
        return error.help(format!("did you mean `{now}`?"));
    }
    match (near, elsewhere) {
        (Some(near), _) => error.help(format!("did you mean `{near}`?")),
        (None, Some(other)) => error.help(format!("{} has it", other.name)),
        (None, None) => match similar(name, module.names().iter().map(String::as_str)) {
            Some(list) => error.help(format!("there is {list}")),
            None => error.help(format!("`apropos(\"{name}\")` looks through all docs")),
        },
    }
}

/// A module as a value.
struct Handle(&'static Module);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Module({})", self.0.name)
    }
}

impl Object for Handle {
    fn type_name(&self) -> &str {
        "module"
    }

    fn repr(&self) -> String {
        format!("<module '{}'>", self.0.name)
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "__name__" => Some(Value::str(self.0.name)),
            "__version__" => Some(Value::str(env!("CARGO_PKG_VERSION"))),
            _ => self.0.get(name),
        }
    }

    fn attributes(&self) -> Vec<String> {
        self.0.names()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
