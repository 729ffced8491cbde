//! `x.name`

use super::{array_attributes, dict_methods, list_methods, module, outside, set_methods, str_methods, text};
use crate::array::Value;
use crate::chunk::{DType, Num, NumKind};
use crate::diag::{Error, Result, attribute_error, nearest};
use crate::ops::{self, Function, Op, Place};

/// The value of `object.name`.
pub fn get(object: &Value, name: &str) -> Result<Value> {
    find(object, name)?.map_or_else(|| Err(unknown(object, name)), Ok)
}

/// The value of `object.name`, if there is one.
pub fn find(object: &Value, name: &str) -> Result<Option<Value>> {
    if let "__class__" = name {
        return Ok(Some(super::types::type_of(object)));
    }
    match object {
        Value::Array(_) | Value::Lazy(_) | Value::Scalar(_) => array(object, name),
        Value::Masked(m) => masked(object, &m.data, name),
        Value::DType(d) => Ok(dtype(*d, name)),
        Value::Object(o) => Ok(o.attribute(name)),
        Value::Slice(s) => Ok(match name {
            "start" => Some(s.start.clone()),
            "stop" => Some(s.stop.clone()),
            "step" => Some(s.step.clone()),
            _ => method(object, name),
        }),
        Value::Range(r) => Ok(match name {
            "start" => Some(Value::Int(r.start)),
            "stop" => Some(Value::Int(r.stop)),
            "step" => Some(Value::Int(r.step)),
            _ => method(object, name),
        }),
        _ => Ok(object.as_number().and_then(|n| number(n, name)).or_else(|| method(object, name))),
    }
}

/// The methods of values that are not arrays.
fn methods(object: &Value) -> &'static [Op] {
    match object {
        Value::Str(_) => str_methods::METHODS,
        Value::List(_) => list_methods::METHODS,
        Value::Tuple(_) | Value::Range(_) => list_methods::TUPLE_METHODS,
        Value::Dict(_) => dict_methods::METHODS,
        Value::Set(_) => set_methods::METHODS,
        Value::Slice(_) => super::sequence_index::SLICE_METHODS,
        Value::Bool(_) | Value::Int(_) => super::numeric_builtins::INT_METHODS,
        Value::Float(_) => super::numeric_builtins::FLOAT_METHODS,
        Value::Complex(_) => super::numeric_builtins::COMPLEX_METHODS,
        _ => &[],
    }
}

/// The methods that values of a type of Python's have.
pub fn of_type(name: &str) -> impl Iterator<Item = &'static Op> + use<> {
    const NONE: &[Op] = &[];
    let (rows, more): (&'static [Op], &'static [Op]) = match name {
        "str" => (str_methods::METHODS, NONE),
        "list" => (list_methods::METHODS, NONE),
        "tuple" => (list_methods::TUPLE_METHODS, NONE),
        "dict" => (dict_methods::METHODS, NONE),
        "set" => (set_methods::METHODS, set_methods::CHANGES),
        "frozenset" => (set_methods::METHODS, NONE),
        "int" | "bool" => (super::numeric_builtins::INT_METHODS, NONE),
        "float" => (super::numeric_builtins::FLOAT_METHODS, NONE),
        "complex" => (super::numeric_builtins::COMPLEX_METHODS, NONE),
        _ => (NONE, NONE),
    };
    rows.iter().chain(more)
}

/// The methods by which a set changes.
fn changes(object: &Value) -> &'static [Op] {
    match object {
        Value::Set(set) if !set.read_recursive().frozen => set_methods::CHANGES,
        _ => &[],
    }
}

fn method(object: &Value, name: &str) -> Option<Value> {
    let op = methods(object).iter().chain(changes(object)).find(|m| m.name == name)?;
    Some(Value::object(Function::method(op, object.clone())))
}

/// The names of an object's attributes.
pub fn names(object: &Value) -> Vec<String> {
    let rows = |place| ops::names(place).map(str::to_owned);
    let mut names: Vec<String> = match object {
        Value::Array(_) | Value::Lazy(_) | Value::Scalar(_) => array_attributes::names(object)
            .map(str::to_owned)
            .chain(rows(Place::Property))
            .chain(rows(Place::Method))
            .collect(),
        Value::Masked(m) => {
            let known = |place| ops::all().filter(move |op| op.places.contains(&place) && ops::masked::has_rule(op));
            array_attributes::names(&m.data)
                .map(str::to_owned)
                .chain(rows(Place::MaProperty))
                .chain(rows(Place::MaMethod))
                .chain(known(Place::Property).chain(known(Place::Method)).map(|op| op.name.to_owned()))
                .collect()
        }
        Value::DType(_) => DTYPE_NAMES.iter().map(|n| (*n).to_owned()).collect(),
        Value::Object(o) => o.attributes(),
        v => {
            let parts = if v.as_number().is_some() { &["real", "imag"][..] } else { &[] };
            let rows = methods(v).iter().chain(changes(v)).map(|m| m.name);
            parts.iter().copied().chain(rows).map(str::to_owned).collect()
        }
    };
    names.sort();
    names.dedup();
    names
}

fn array(object: &Value, name: &str) -> Result<Option<Value>> {
    if let Some(value) = array_attributes::get(object, name)? {
        return Ok(Some(value));
    }
    if let Some(op) = ops::find(Place::Property, name) {
        let value = super::call::call_with(&Value::object(Function::new(op, false)), [object.clone()])?;
        // What is asked of a scalar is a scalar.
        return Ok(Some(match (object, value) {
            (Value::Scalar(_), Value::Array(a)) if a.ndim() == 0 => Value::Scalar(a.block().first()),
            (_, value) => value,
        }));
    }
    if let Some(op) = ops::find(Place::Method, name) {
        return Ok(Some(Value::object(Function::method(op, object.clone()))));
    }
    // A NumPy scalar is also a Python number.
    match object {
        Value::Scalar(s) => find(&Value::number(s.num), name),
        _ => Ok(None),
    }
}

/// What a masked array has of its own, what its data has, and the operations that know of masks.
fn masked(object: &Value, data: &Value, name: &str) -> Result<Option<Value>> {
    if name == "baseclass" {
        return Ok(Some(super::types::named("numpy.ndarray")));
    }
    if let Some(op) = ops::find(Place::MaProperty, name) {
        return super::call::call_with(&Value::object(Function::new(op, false)), [object.clone()]).map(Some);
    }
    if let Some(op) = ops::find(Place::MaMethod, name) {
        return Ok(Some(Value::object(Function::method(op, object.clone()))));
    }
    if let Some(op) = array_attributes::method(name) {
        return Ok(Some(Value::object(Function::method(op, object.clone()))));
    }
    if let Some(op) = ops::find(Place::Property, name).filter(|op| ops::masked::has_rule(op)) {
        return super::call::call_with(&Value::object(Function::new(op, false)), [object.clone()]).map(Some);
    }
    if let Some(op) = ops::find(Place::Method, name).filter(|op| ops::masked::has_rule(op)) {
        return Ok(Some(Value::object(Function::method(op, object.clone()))));
    }
    if let Some(op) = super::masked::method(name) {
        return Ok(Some(Value::object(Function::method(op, object.clone()))));
    }
    array_attributes::get(data, name)
}

fn number(num: Num, name: &str) -> Option<Value> {
    let parts = match num {
        Num::Complex(v) => (Num::Float(v.re), Num::Float(v.im)),
        Num::Float(v) => (Num::Float(v), Num::Float(0.0)),
        n => (Num::Int(n.as_int().unwrap_or(0)), Num::Int(0)),
    };
    match (name, num) {
        ("real", _) => Some(Value::number(parts.0)),
        ("imag", _) => Some(Value::number(parts.1)),
        ("numerator", Num::Int(_) | Num::Bool(_)) => Some(Value::number(parts.0)),
        ("denominator", Num::Int(_) | Num::Bool(_)) => Some(Value::Int(1)),
        _ => None,
    }
}

const DTYPE_NAMES: [&str; 17] = [
    "name",
    "itemsize",
    "kind",
    "char",
    "str",
    "type",
    "num",
    "ndim",
    "shape",
    "byteorder",
    "isnative",
    "alignment",
    "fields",
    "names",
    "base",
    "flags",
    "hasobject",
];

fn dtype(d: DType, name: &str) -> Option<Value> {
    let order = if d.size() == 1 { "|" } else { "=" };
    Some(match name {
        "name" => Value::str(d.name()),
        "itemsize" | "alignment" => {
            Value::Int(if name == "alignment" && d.is_complex() { d.size() / 2 } else { d.size() } as i128)
        }
        "kind" => Value::str(d.kind_char().to_string()),
        "char" => Value::str(d.char().to_string()),
        "str" => Value::str(format!("{}{}{}", if d.size() == 1 { '|' } else { '<' }, d.kind_char(), d.size())),
        "type" => super::types::of_dtype(d),
        "num" => Value::Int(dtype_number(d)),
        "ndim" => Value::Int(0),
        "shape" => Value::tuple([]),
        "byteorder" => Value::str(order),
        "isnative" => Value::Bool(true),
        "fields" | "names" => Value::None,
        "base" => Value::DType(d),
        "flags" => Value::Int(0),
        "hasobject" => Value::Bool(false),
        _ => return None,
    })
}

/// NumPy's own number of the type.
fn dtype_number(d: DType) -> i128 {
    match (d.kind(), d.size()) {
        (NumKind::Bool, _) => 0,
        (NumKind::Signed, n) => [1, 3, 5, 7][n.ilog2() as usize],
        (NumKind::Unsigned, n) => [2, 4, 6, 8][n.ilog2() as usize],
        (NumKind::Float, 2) => 23,
        (NumKind::Float, 4) => 11,
        (NumKind::Float, _) => 12,
        (NumKind::Complex, 8) => 14,
        (NumKind::Complex, _) => 15,
    }
}

/// Names that people bring from elsewhere, and the ones that stand for them here.
const ELSEWHERE: [(&str, &str); 13] = [
    ("push", "append"),
    ("add", "append"),
    ("length", "size"),
    ("lenght", "size"),
    ("len", "size"),
    ("numel", "size"),
    ("dim", "ndim"),
    ("rank", "ndim"),
    ("numpy", "compute"),
    ("to_numpy", "compute"),
    ("toarray", "compute"),
    ("values", "compute"),
    ("permute", "transpose"),
];

fn unknown(object: &Value, name: &str) -> Error {
    if let Some(error) = outside::error(object, name) {
        return error;
    }
    let known = names(object);
    let near = nearest(name, known.iter().map(String::as_str));
    let what = match object {
        Value::Array(_) => "'numpy.ndarray' object".to_owned(),
        Value::Scalar(s) => format!("'numpy.{}' object", s.dtype),
        Value::Masked(_) => "'MaskedArray' object".to_owned(),
        Value::Object(o) if o.type_name() == "module" => return module::unknown(object, name, near),
        Value::Object(o) if o.type_name() == "type" => format!("type object {}", text::repr(object)),
        v => format!("'{}' object", v.type_name()),
    };
    let error = attribute_error(format!("{what} has no attribute '{name}'"));
    let here = ELSEWHERE.iter().find(|(n, here)| *n == name && known.iter().any(|k| k == here)).map(|(_, here)| *here);
    match (here.or(near), object) {
        (Some(near), _) => error.help(format!("did you mean `.{near}`?")),
        (None, Value::List(_) | Value::Tuple(_)) if ops::find(Place::Method, name).is_some() => {
            error.help(format!("arrays have it: np.array(x).{name}"))
        }
        _ => match module::similar(name, known.iter().map(String::as_str)) {
            Some(list) => error.help(format!("there is {list}")),
            None => error.help("`dir(x)` lists what there is"),
        },
    }
}
