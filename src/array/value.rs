//! The values of the language.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use parking_lot::RwLock;

use super::{Dict, Lazy, Masked, Plain, Set};
use crate::chunk::{DType, Num, Scalar, c128};
use crate::diag::{Result, Span, attribute_error};

/// Anything that a name can stand for.
#[derive(Clone, Debug)]
pub enum Value {
    None,
    Ellipsis,
    Bool(bool),
    /// Exact to 127 bits; past that an error, never a wrap.
    Int(i128),
    Float(f64),
    Complex(c128),
    Str(Arc<str>),
    Tuple(Arc<[Value]>),
    List(Arc<RwLock<Vec<Value>>>),
    Dict(Arc<RwLock<Dict>>),
    Set(Arc<RwLock<Set>>),
    Slice(Arc<Slice>),
    Range(Range),
    DType(DType),
    /// A NumPy scalar: a number with a dtype.
    Scalar(Scalar),
    /// An array in memory, as NumPy's.
    Array(Plain),
    /// An array yet to be computed, as Dask's.
    Lazy(Lazy),
    /// An array some of whose elements do not count, as `np.ma` makes them.
    Masked(Arc<Masked>),
    /// Functions, modules, generators and whatever else a layer above makes.
    Object(Arc<dyn Object>),
}

/// `start:stop:step`
#[derive(Clone, Debug)]
pub struct Slice {
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

/// `range(start, stop, step)`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub start: i128,
    pub stop: i128,
    pub step: i128,
}

impl Range {
    pub fn len(&self) -> usize {
        let span = if self.step > 0 { self.stop - self.start } else { self.start - self.stop };
        if span <= 0 { 0 } else { ((span - 1) / self.step.abs() + 1) as usize }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn iter(&self) -> impl Iterator<Item = i128> + use<> {
        let (start, step) = (self.start, self.step);
        (0..self.len() as i128).map(move |i| start + i * step)
    }
}

/// A value of a kind that this layer does not know, such as a function, a module or a random generator.
pub trait Object: Debug + Send + Sync {
    /// What `type(x)` calls it.
    fn type_name(&self) -> &str;
    /// What the shell shows.
    fn repr(&self) -> String;
    /// `x.name`, where there is such a name.
    fn attribute(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }
    /// The names that `attribute` knows, for suggestions and completion.
    fn attributes(&self) -> Vec<String> {
        Vec::new()
    }
    /// The items, where it is a tuple with names: `attributes` are the names.
    fn items(&self) -> Option<Arc<[Value]>> {
        None
    }

    /// The same with other items, for what has items.
    fn with_items(&self, items: Vec<Value>) -> Option<Value> {
        let _ = items;
        None
    }
    /// The number that it stands for, found when it is asked for: a length that only a run tells.
    fn number(&self) -> Option<Num> {
        None
    }
    /// `x(...)`, where it can be called: the positional arguments, then those with a name.
    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        let _ = (positional, named);
        None
    }
    /// As `call`, for a try on made-up arguments whose answer only tells a dtype and a shape: nothing is printed.
    fn rehearse(&self, positional: Vec<Value>, named: Vec<(String, Value)>) -> Option<Result<Value>> {
        let positional = positional.into_iter().map(|v| (v, None)).collect();
        self.call(positional, named.into_iter().map(|(name, value)| (name, value, None)).collect())
    }
    /// The arguments that a call needs, as they stand in its brackets, of a function whose name alone does nothing.
    fn needs(&self) -> Option<String> {
        None
    }
    /// The names of the parameters, of a function that has some.
    fn parameters(&self) -> Vec<String> {
        Vec::new()
    }
    /// Whether each element of the answer comes from the same elements of the arguments alone, and nothing else is
    /// done: such a function may be called once with lazy arrays instead of once a chunk.
    fn is_elementwise(&self) -> bool {
        false
    }
    /// The function with the names that it uses as they are now; none if nothing can change it.
    fn frozen(&self) -> Option<Value> {
        None
    }
    /// Begins what a `with` statement does within it, where there is such a thing; gives what `as` names.
    fn enter(&self) -> Option<Result<()>> {
        None
    }
    /// Ends what `enter` began.
    fn exit(&self) {}
    fn as_any(&self) -> &dyn Any;
}

impl Value {
    pub fn str(text: impl AsRef<str>) -> Value {
        Value::Str(Arc::from(text.as_ref()))
    }

    pub fn tuple(items: impl IntoIterator<Item = Value>) -> Value {
        Value::Tuple(items.into_iter().collect())
    }

    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(Arc::new(RwLock::new(items.into_iter().collect())))
    }

    pub fn object(object: impl Object + 'static) -> Value {
        Value::Object(Arc::new(object))
    }

    /// The object of that type, if the value is one.
    pub fn downcast<T: 'static>(&self) -> Option<&T> {
        match self {
            Value::Object(o) => o.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// A Python number.
    pub fn number(num: Num) -> Value {
        match num {
            Num::Bool(v) => Value::Bool(v),
            Num::Int(v) => Value::Int(v),
            Num::Float(v) => Value::Float(v),
            Num::Complex(v) => Value::Complex(v),
        }
    }

    /// The number of a Python number, or of what stands for one; none for anything else.
    pub fn as_number(&self) -> Option<Num> {
        match *self {
            Value::Object(ref o) => o.number(),
            Value::Bool(v) => Some(Num::Bool(v)),
            Value::Int(v) => Some(Num::Int(v)),
            Value::Float(v) => Some(Num::Float(v)),
            Value::Complex(v) => Some(Num::Complex(v)),
            _ => None,
        }
    }

    /// The number of a Python number, a NumPy scalar or a zero-dimensional array in memory.
    pub fn as_scalar(&self) -> Option<Num> {
        match self {
            Value::Scalar(s) => Some(s.num),
            Value::Array(a) if a.ndim() == 0 => Some(a.block().first().num),
            v => v.as_number(),
        }
    }

    /// The integer of an int, a bool, or a NumPy integer.
    pub fn as_int(&self) -> Option<i128> {
        match self {
            Value::Scalar(s) if s.dtype.is_inexact() => None,
            v => v.as_scalar().and_then(Num::as_int),
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    /// The elements of a tuple, list, set or range.
    pub fn items(&self) -> Option<Vec<Value>> {
        match self {
            Value::Tuple(items) => Some(items.to_vec()),
            Value::List(items) => Some(items.read().clone()),
            Value::Set(items) => Some(set_order(&items.read().values())),
            Value::Range(r) => Some(r.iter().map(Value::Int).collect()),
            Value::Object(o) => o.items().map(|items| items.to_vec()),
            _ => None,
        }
    }

    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// Python's name of the value's type.
    pub fn type_name(&self) -> &str {
        match self {
            Value::None => "NoneType",
            Value::Ellipsis => "ellipsis",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Complex(_) => "complex",
            Value::Str(_) => "str",
            Value::Tuple(_) => "tuple",
            Value::List(_) => "list",
            Value::Dict(_) => "dict",
            Value::Set(items) if items.read_recursive().frozen => "frozenset",
            Value::Set(_) => "set",
            Value::Slice(_) => "slice",
            Value::Range(_) => "range",
            Value::DType(_) => "dtype",
            Value::Scalar(s) => s.dtype.name(),
            Value::Array(_) => "ndarray",
            Value::Lazy(_) => "Array",
            Value::Masked(m) if m.is_single() => "MaskedConstant",
            Value::Masked(_) => "MaskedArray",
            Value::Object(o) => o.type_name(),
        }
    }

    /// The mistake of asking for an attribute that is not there; `known` are those that are.
    pub fn no_attribute<T>(&self, name: &str, known: &[&str]) -> Result<T> {
        let error = attribute_error(format!("'{}' object has no attribute '{name}'", self.type_name()));
        Err(match crate::diag::nearest(name, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error,
        })
    }
}

impl From<Scalar> for Value {
    fn from(s: Scalar) -> Value {
        Value::Scalar(s)
    }
}

impl From<Plain> for Value {
    fn from(a: Plain) -> Value {
        Value::Array(a)
    }
}

impl From<Lazy> for Value {
    fn from(a: Lazy) -> Value {
        Value::Lazy(a)
    }
}

/// The values of a set in the order in which Python goes through them: that of its slots for ints of different slots,
/// that in which they came for others.
pub fn set_order(items: &[Value]) -> Vec<Value> {
    // A table grows fourfold when three fifths of it are taken.
    let mut slots = 8usize;
    for taken in 1..=items.len() {
        if taken * 5 >= (slots - 1) * 3 {
            slots = (taken * 4 + 1).next_power_of_two();
        }
    }
    let slot = |v: &Value| v.as_int().map(|n| n.rem_euclid(slots as i128)).filter(|_| !matches!(v, Value::Bool(_)));
    let mut placed: Vec<(i128, &Value)> = items.iter().filter_map(|v| Some((slot(v)?, v))).collect();
    placed.sort_by_key(|(slot, _)| *slot);
    if placed.len() < items.len() || placed.windows(2).any(|w| w[0].0 == w[1].0) {
        return items.to_vec();
    }
    placed.into_iter().map(|(_, v)| v.clone()).collect()
}
