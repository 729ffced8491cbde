//! What help is asked about.

use super::rules::home;
use super::search::Entry;
use crate::array::Value;
use crate::diag::{Error, name_error, nearest};
use crate::eval::{UserFunction, attribute, makers, module};
use crate::ops::random::BoundRandom;
use crate::ops::{self, Function, Op, Place};

/// What help is asked about.
pub enum Topic {
    /// An operation, under the name by which it was asked for.
    Operation(Entry),
    /// A function of the user's.
    Written(Value),
    /// A type, with what makes values of it.
    Type(Value, Option<&'static Op>),
    Module(Value),
    /// Any other value, under its name.
    Value {
        name: Option<String>,
        value: Value,
    },
}

impl Topic {
    /// The topic that a value is; `name` is how it was asked for.
    pub fn of(value: &Value, name: Option<&str>) -> Topic {
        let operation = |op: &'static Op| match name {
            Some(name) => Topic::Operation(Entry { name: name.to_owned(), op }),
            None => Topic::Operation(Entry::of(op)),
        };
        if let Some(function) = value.downcast::<Function>() {
            return operation(function.op);
        }
        if let Some(method) = value.downcast::<BoundRandom>() {
            return operation(method.op);
        }
        if value.downcast::<UserFunction>().is_some() {
            return Topic::Written(value.clone());
        }
        match value.type_name() {
            "module" => Topic::Module(value.clone()),
            "type" => Topic::Type(value.clone(), maker(value)),
            _ => Topic::Value { name: name.map(str::to_owned), value: value.clone() },
        }
    }

    /// The operation that it is, or that makes values of the type that it is.
    pub fn operation(&self) -> Option<&'static Op> {
        match self {
            Topic::Operation(entry) => Some(entry.op),
            Topic::Type(_, maker) => *maker,
            _ => None,
        }
    }

    /// The topic of a name that need not be one in the session: `np.linalg.norm`, `linalg.norm` or `norm`.
    pub fn named(name: &str) -> Option<Topic> {
        let (path, last) = name.rsplit_once('.').unwrap_or(("", name));
        if let Some(value) = module::path(name) {
            return Some(Topic::of(&value, Some(name)));
        }
        let places = [
            Place::Np,
            Place::Da,
            Place::Method,
            Place::Property,
            Place::Linalg,
            Place::Random,
            Place::Fft,
            Place::Ma,
            Place::Generator,
            Place::Ufunc,
        ];
        let fits =
            |place: &Place| path.is_empty() || home(*place, last).iter().any(|h| h.ends_with(&format!(".{name}")));
        let (place, op) = places.iter().filter(|p| fits(p)).find_map(|p| Some((*p, ops::find(*p, last)?)))?;
        let name = home(place, last).into_iter().next().unwrap_or_else(|| last.to_owned());
        Some(Topic::Operation(Entry { name, op }))
    }
}

/// What makes values of a type.
fn maker(value: &Value) -> Option<&'static Op> {
    makers::maker(attribute(value, "__name__").ok()?.as_str()?)
}

/// The mistake of asking about a name that is nowhere.
pub fn unknown(name: &str) -> Error {
    let last = name.rsplit('.').next().unwrap_or(name);
    let known: Vec<&str> = ops::all().map(|op| op.name).collect();
    let error = name_error(format!("there is nothing called '{name}'"));
    match nearest(last, known.iter().copied()).and_then(Topic::named) {
        Some(Topic::Operation(entry)) => error.help(format!("did you mean `{}`?", entry.name)),
        _ => error.help(format!("apropos(\"{last}\") looks through all docs")),
    }
}
