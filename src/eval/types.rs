//! Types as values: `int`, `np.float64`, `np.ndarray`, and what is an instance of what.

use std::any::Any;
use std::sync::Arc;

use super::builtins::rows;
use super::call::Arguments;
use super::{call, dict_methods, exceptions, limits_info, makers, numeric_builtins, str_methods};
use crate::array::{Object, Plain, Value, convert};
use crate::chunk::{Block, DType, NumKind, Scalar};
use crate::diag::{Kind, Result, Span, overflow_error, type_error};
use crate::ops::{self, Function, Op, Place};

/// A type.
#[derive(Clone, Debug)]
pub struct Type {
    /// As its `repr` has it, such as `numpy.float64`.
    name: Arc<str>,
}

/// Python's types that have a name of their own.
pub const PYTHON: [&str; 14] = [
    "int",
    "float",
    "complex",
    "bool",
    "str",
    "list",
    "tuple",
    "dict",
    "set",
    "range",
    "slice",
    "type",
    "object",
    "frozenset",
];

/// Types of NumPy's that stand for several dtypes.
pub const ABSTRACT: [&str; 8] =
    ["generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating", "complexfloating"];

/// What a type of Python's can be asked for itself: `dict.fromkeys`.
static STATIC: &[(&str, &[Op])] = &[
    (
        "dict",
        rows! { Builtin;
            "fromkeys" "iterable, value=None, /" "A dict of these keys, all with one value." dict_methods::fromkeys;
        },
    ),
    (
        "float",
        rows! { Builtin;
            "fromhex" "string, /" "The float of a text such as '0x1.8p+1'." numeric_builtins::from_hex;
        },
    ),
    (
        "str",
        rows! { Builtin;
            "maketrans" "x, y=None, z=None, /" "What `translate` takes: which characters become which." str_methods::maketrans;
        },
    ),
];

/// The type of that qualified name.
pub fn named(name: &str) -> Value {
    Value::object(Type { name: name.into() })
}

/// NumPy's type of a dtype's scalars.
pub fn of_dtype(dtype: DType) -> Value {
    named(&format!("numpy.{dtype}"))
}

/// `type(x)`
pub fn type_of(value: &Value) -> Value {
    named(&class_name(value))
}

fn class_name(value: &Value) -> String {
    match value {
        Value::Array(_) => "numpy.ndarray".into(),
        Value::Lazy(_) => "dask.array.core.Array".into(),
        Value::Masked(m) if m.is_lazy() => "dask.array.core.Array".into(),
        Value::Masked(m) if m.is_single() => "numpy.ma.core.MaskedConstant".into(),
        Value::Masked(_) => "numpy.ma.MaskedArray".into(),
        Value::Scalar(s) => format!("numpy.{}", s.dtype),
        Value::DType(d) => format!("numpy.dtypes.{}DType", capital(d.name())),
        Value::Object(o) if o.type_name() == "flatiter" => "numpy.flatiter".into(),
        v => v.type_name().to_owned(),
    }
}

fn capital(name: &str) -> String {
    let split = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let name = match name {
        n if n.starts_with("uint") => format!("UI{}", &n[2..]),
        n => format!("{}{}", n[..1].to_uppercase(), &n[1..]),
    };
    debug_assert!(split > 0);
    name
}

/// The qualified name of a type.
pub fn name_of(value: &Value) -> Option<&str> {
    value.downcast::<Type>().map(|kind| &*kind.name)
}

/// The class of errors that a type is.
pub fn error_class(value: &Value) -> Option<Kind> {
    name_of(value).and_then(exceptions::class)
}

/// The names of a value's type and of those above it.
fn lineage(value: &Value) -> Vec<String> {
    let mut names = vec![class_name(value)];
    let mut add = |more: &[&str]| names.extend(more.iter().map(|n| (*n).to_owned()));
    match value {
        Value::Bool(_) => add(&["int"]),
        Value::Scalar(s) => {
            match s.dtype.kind() {
                NumKind::Bool => {}
                NumKind::Signed => add(&["numpy.signedinteger", "numpy.integer", "numpy.number"]),
                NumKind::Unsigned => add(&["numpy.unsignedinteger", "numpy.integer", "numpy.number"]),
                NumKind::Float => add(&["numpy.floating", "numpy.inexact", "numpy.number"]),
                NumKind::Complex => add(&["numpy.complexfloating", "numpy.inexact", "numpy.number"]),
            }
            add(&["numpy.generic"]);
            match s.dtype {
                DType::F64 => add(&["float"]),
                DType::C128 => add(&["complex"]),
                _ => {}
            }
        }
        Value::DType(_) => add(&["numpy.dtype"]),
        Value::Object(o) => {
            if let Some(raised) = o.as_any().downcast_ref::<exceptions::Raised>() {
                add(&exceptions::lineage(raised.kind()));
            }
            if o.items().is_some() {
                add(&["tuple"]);
            }
        }
        Value::Masked(m) if !m.is_lazy() => add(&["numpy.ma.MaskedArray", "numpy.ndarray"]),
        _ => {}
    }
    add(&["object"]);
    names
}

/// `isinstance(value, kind)`; `kind` may be a tuple of types.
pub fn is_instance(value: &Value, kind: &Value) -> Result<bool> {
    if let Value::Tuple(kinds) = kind {
        return kinds.iter().try_fold(false, |found, k| Ok(found || is_instance(value, k)?));
    }
    match kind.downcast::<Type>() {
        Some(kind) => Ok(lineage(value).iter().any(|n| **n == *kind.name)),
        None => Err(type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")),
    }
}

/// `issubclass(kind, above)`
pub fn is_subclass(kind: &Value, above: &Value) -> Result<bool> {
    let wrong = || type_error("issubclass() takes types");
    let kind = kind.downcast::<Type>().ok_or_else(wrong)?;
    let above = above.downcast::<Type>().ok_or_else(wrong)?;
    let below = match kind.dtype() {
        Some(d) => lineage(&Value::Scalar(Scalar::new(d, crate::chunk::Num::Int(0)))),
        None if &*kind.name == "bool" => lineage(&Value::Bool(false)),
        None => kind.above(),
    };
    Ok(below.iter().any(|n| **n == *above.name))
}

impl Type {
    /// The names of a type that is no dtype's, and of those above it.
    fn above(&self) -> Vec<String> {
        const KINDS: [(&str, &str); 7] = [
            ("number", "generic"),
            ("integer", "number"),
            ("inexact", "number"),
            ("signedinteger", "integer"),
            ("unsignedinteger", "integer"),
            ("floating", "inexact"),
            ("complexfloating", "inexact"),
        ];
        if let Some(kind) = exceptions::class(&self.name) {
            return exceptions::lineage(kind).into_iter().chain(["object"]).map(str::to_owned).collect();
        }
        let mut names = vec![self.name.to_string()];
        while let Some(above) = names
            .last()
            .and_then(|n| n.strip_prefix("numpy."))
            .and_then(|last| KINDS.iter().find(|(name, _)| *name == last).map(|(_, above)| format!("numpy.{above}")))
        {
            names.push(above);
        }
        names.push("object".into());
        names
    }

    /// The dtype whose scalars are of this type.
    pub fn dtype(&self) -> Option<DType> {
        self.name.strip_prefix("numpy.").and_then(DType::parse).filter(|_| !ABSTRACT.contains(&&self.name[6..]))
    }

    fn make(&self, arguments: Arguments) -> Result<Value> {
        let Arguments { positional, named } = arguments;
        if let Some(dtype) = self.dtype() {
            return scalar(dtype, positional);
        }
        match &*self.name {
            "numpy.ndarray" => {
                let empty = ops::find(Place::Np, "empty").map(|op| Value::object(Function::new(op, false)));
                empty.map_or_else(|| Err(self.no_making()), |f| call::call(&f, Arguments { positional, named }))
            }
            "numpy.ma.MaskedArray" => {
                let make = ops::find(Place::Ma, "masked_array").map(|op| Value::object(Function::new(op, false)));
                make.map_or_else(|| Err(self.no_making()), |f| call::call(&f, Arguments { positional, named }))
            }
            "numpy.dtype" => {
                let Some((value, span)) = positional.first() else {
                    return Err(type_error("dtype() needs a name or a type"));
                };
                ops::dtype_of(value).map(Value::DType).map_err(|e| span.map_or(e.clone(), |s| e.at(s)))
            }
            "numpy.iinfo" | "numpy.finfo" => {
                let Some((value, span)) = positional.first() else {
                    return Err(type_error(format!("{}() needs a dtype", &self.name[6..])));
                };
                limits_info::info(&self.name, value).map_err(|e| span.map_or(e.clone(), |s| e.at(s)))
            }
            name if exceptions::class(name).is_some() => {
                let kind = exceptions::class(name).unwrap_or(Kind::Exception);
                exceptions::make(kind, Arguments { positional, named })
            }
            name => match makers::maker(name) {
                Some(op) => call::call(&Value::object(Function::new(op, false)), Arguments { positional, named }),
                None => Err(self.no_making()),
            },
        }
    }

    fn no_making(&self) -> crate::diag::Error {
        type_error(format!("cannot create '{}' instances", self.name))
    }
}

/// What an integer dtype can hold.
fn limits(dtype: DType) -> String {
    match dtype.int_range() {
        Some((least, most)) => {
            format!("{dtype} holds {least} to {most}; np.array(x).astype({dtype:?}) wraps around", dtype = dtype.name())
        }
        None => format!("{dtype} cannot hold it"),
    }
}

/// `np.float32(x)`: a scalar of a number, an array of anything longer.
fn scalar(dtype: DType, positional: Vec<(Value, Option<Span>)>) -> Result<Value> {
    let Some((value, span)) = positional.into_iter().next() else {
        return Ok(Value::Scalar(Scalar::new(dtype, crate::chunk::Num::Int(0))));
    };
    let at = |e: crate::diag::Error| span.map_or(e.clone(), |s| e.at(s));
    match &value {
        Value::Str(text) => parse(text, dtype).map(Value::Scalar).map_err(at),
        Value::Lazy(a) => Ok(Value::Lazy(crate::array::build::cast(a, dtype))),
        _ => match value.as_scalar() {
            Some(num) => {
                if matches!(value, Value::Int(_)) && !num.fits(dtype) {
                    return Err(at(overflow_error(format!(
                        "Python integer {} out of bounds for {dtype}",
                        num.as_int().unwrap_or(0)
                    ))
                    .help(limits(dtype))));
                }
                if value.as_number().is_some() {
                    convert::check_stored(num, dtype).map_err(|e| at(e.help(limits(dtype))))?;
                }
                Ok(Value::Scalar(Scalar::new(dtype, num)))
            }
            None => convert::to_block(&value, None).map(|b| Value::Array(Plain::new(b.cast(dtype)))).map_err(at),
        },
    }
}

fn parse(text: &str, dtype: DType) -> Result<Scalar> {
    let block = Block::full(dtype, &[], makers::parse_number(text, dtype)?);
    Ok(block.first())
}

impl Object for Type {
    fn type_name(&self) -> &str {
        "type"
    }

    fn repr(&self) -> String {
        format!("<class '{}'>", self.name)
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "__name__" => Some(Value::str(self.name.rsplit('.').next().unwrap_or(&self.name))),
            _ => {
                let own = STATIC.iter().find(|(kind, _)| **kind == *self.name).map_or(&[][..], |(_, methods)| *methods);
                // A method without its value takes it as the first argument: `str.upper('a')`.
                let mut rows = own.iter().chain(super::attribute::of_type(&self.name));
                rows.find(|m| m.name == name).map(|op| Value::object(Function::new(op, false)))
            }
        }
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        Some(self.make(Arguments { positional, named }))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
