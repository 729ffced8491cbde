//! What dtypes are, and what becomes of several: `np.result_type`, `np.can_cast`, `np.issubdtype` and their kin.

use super::builtins::rows;
use super::{iterate, operators, types};
use crate::array::{Plain, Value};
use crate::chunk::{DType, Num, NumKind};
use crate::diag::{Result, type_error, value_error};
use crate::ops::elementwise::Casting;
use crate::ops::{self, Args, Op};

pub static FUNCTIONS: &[Op] = rows! { Np;
    "result_type" "*arrays_and_dtypes" "The dtype that an operation on these gives." result_type;
    "promote_types" "type1, type2" "The smallest dtype to which both can be cast without loss." promote_types;
    "can_cast" "from_, to, casting='safe'" "Whether a dtype can be cast to another." can_cast;
    "min_scalar_type" "a" "The smallest dtype that holds a number." min_scalar_type;
    "common_type" "*arrays" "The floating-point type that arrays have in common." common_type;
    "mintypecode" "typechars, typeset='GDFgdf', default='d'" "The character of the smallest type to which those of some characters can be cast." mintypecode;
    "issubdtype" "arg1, arg2" "Whether a dtype is another, or of that kind." issubdtype;
    "isdtype" "dtype, kind" "Whether a dtype is of a kind, such as 'integral' or 'real floating'." isdtype;
    "typename" "char" "What the character of a dtype stands for." typename;
    "isscalar" "element" "Whether a value is a single number or string." isscalar;
    "iterable" "y" "Whether a value can be gone through." iterable;
    "isfortran" "a" "Whether an array lies in memory column by column, and not row by row." isfortran;
    "real_if_close" "a, tol=100" "The real part of an array whose imaginary parts are all close to zero." real_if_close;
    "asarray_chkfinite" "a, dtype=None, order=None" "The value as an array; an error if a number in it is NaN or infinite." chkfinite;
    "sort_complex" "a" "The elements sorted by their real parts, then their imaginary ones, as complex numbers." sort_complex;
};

/// NumPy's characters of dtypes.
pub fn typecodes() -> Value {
    let codes = [
        ("Character", "c"),
        ("Integer", "bhilqnp"),
        ("UnsignedInteger", "BHILQNP"),
        ("Float", "efdg"),
        ("Complex", "FDG"),
        ("AllInteger", "bBhHiIlLqQnNpP"),
        ("AllFloat", "efdgFDG"),
        ("Datetime", "Mm"),
        ("All", "?bhilqnpBHILQNPefdgFDGSUVOMm"),
    ];
    let entries = codes.iter().map(|(k, v)| (Value::str(k), Value::str(v))).collect();
    Value::Dict(std::sync::Arc::new(parking_lot::RwLock::new(entries)))
}

fn rest(args: &Args, name: &str) -> Vec<Value> {
    args.raw(name).and_then(Value::items).unwrap_or_default()
}

/// The dtype of an array or a scalar, or the one that a value names.
fn dtype_of(value: &Value) -> Result<DType> {
    match value {
        Value::Masked(m) => Ok(m.dtype()),
        Value::List(_) | Value::Tuple(_) | Value::Range(_) => crate::array::convert::to_lazy(value).map(|a| a.dtype()),
        v => ops::dtype_of(v),
    }
}

/// The dtype of an operation between arrays, dtypes, and Python's numbers, which are weak.
fn common(values: &[Value]) -> Result<DType> {
    let mut strong: Option<DType> = None;
    for value in values.iter().filter(|v| v.as_number().is_none()) {
        let dtype = if value.is_none() { DType::F64 } else { dtype_of(value)? };
        strong = Some(strong.map_or(dtype, |s| s.promote(dtype)));
    }
    let weak = values.iter().filter_map(Value::as_number);
    let found = weak.fold(strong, |dtype, num| match (dtype, num) {
        (None, num) => Some(num.dtype()),
        // A bool has a dtype of its own, as weak as it is.
        (Some(dtype), Num::Bool(_)) => Some(dtype),
        (Some(dtype), num) if strong.is_none() => Some(dtype.promote(num.dtype())),
        (Some(dtype), num) => Some(num.promote_weak(dtype)),
    });
    found.ok_or_else(|| value_error("at least one array or dtype is required"))
}

fn result_type(args: &mut Args) -> Result<Value> {
    common(&rest(args, "arrays_and_dtypes")).map(Value::DType)
}

fn promote_types(args: &mut Args) -> Result<Value> {
    let dtype = |name: &str| args.dtype(name)?.ok_or_else(|| args.wrong(name, "a dtype"));
    Ok(Value::DType(dtype("type1")?.promote(dtype("type2")?)))
}

fn can_cast(args: &mut Args) -> Result<Value> {
    let from = args.need("from_")?;
    if from.as_number().is_some() {
        let text = "can_cast() does not support Python ints, floats, and complex because the result used to depend on the value.";
        return Err(args.at("from_", type_error(text)).help("give a dtype, an array, or a scalar such as np.int8(1)"));
    }
    let casting = Casting::parse(args.text("casting")?.unwrap_or("safe")).map_err(|e| args.at("casting", e))?;
    let from = dtype_of(from).map_err(|e| args.at("from_", e))?;
    let to = args.dtype("to")?.ok_or_else(|| args.wrong("to", "a dtype"))?;
    Ok(Value::Bool(casting.allows(from, to)))
}

fn min_scalar_type(args: &mut Args) -> Result<Value> {
    let value = args.need("a")?;
    let Some(num) = value.as_scalar() else { return dtype_of(value).map(Value::DType) };
    let within = |v: f64, limit: f64| !v.is_finite() || v.abs() < limit;
    let fits = |dtypes: [DType; 4]| dtypes.into_iter().find(|d| num.fits(*d)).unwrap_or(DType::U64);
    Ok(Value::DType(match num {
        Num::Bool(_) => DType::Bool,
        Num::Int(v) if v >= 0 => fits([DType::U8, DType::U16, DType::U32, DType::U64]),
        Num::Int(_) => fits([DType::I8, DType::I16, DType::I32, DType::I64]),
        Num::Float(v) if within(v, 65000.0) => DType::F16,
        Num::Float(v) if within(v, 3.4e38) => DType::F32,
        Num::Float(_) => DType::F64,
        Num::Complex(v) if within(v.re, 3.4e38) && within(v.im, 3.4e38) => DType::C64,
        Num::Complex(_) => DType::C128,
    }))
}

fn common_type(args: &mut Args) -> Result<Value> {
    let mut found = DType::F16;
    for value in rest(args, "arrays") {
        let dtype = dtype_of(&value)?;
        if dtype == DType::Bool {
            return Err(type_error("can't get common type for non-numeric array").help("x.astype(int) is numeric"));
        }
        found = found.promote(if dtype.is_integer() { DType::F64 } else { dtype });
    }
    Ok(types::of_dtype(found))
}

fn mintypecode(args: &mut Args) -> Result<Value> {
    let chars = match args.need("typechars")? {
        Value::Str(s) => s.to_string(),
        v => {
            let char =
                |v: &Value| v.as_str().map_or_else(|| dtype_of(v).map(|d| d.char().to_string()), |s| Ok(s.to_owned()));
            v.items().unwrap_or_default().iter().map(char).collect::<Result<String>>()?
        }
    };
    let set = args.text("typeset")?.unwrap_or("GDFgdf").to_owned();
    let default = args.text("default")?.unwrap_or("d").to_owned();
    let found: Vec<char> = chars.chars().filter(|c| set.contains(*c)).collect();
    const ORDER: &str = "GDFgdf?BbHhIiLlQqOV";
    let place = |c: &char| ORDER.find(*c).unwrap_or(ORDER.len());
    Ok(Value::str(match found.iter().min_by_key(|c| place(c)) {
        None => default,
        Some('F') if found.contains(&'d') => "D".into(),
        Some(c) => c.to_string(),
    }))
}

/// The type that a value is or names: of a dtype, its scalars'.
fn type_named(value: &Value) -> Result<Value> {
    match value {
        Value::Object(o) if o.type_name() == "type" => {
            let name = o.repr();
            let python = ["int", "float", "complex", "bool"].iter().any(|n| name == format!("<class '{n}'>"));
            if python { dtype_of(value).map(types::of_dtype) } else { Ok(value.clone()) }
        }
        v => dtype_of(v).map(types::of_dtype),
    }
}

fn issubdtype(args: &mut Args) -> Result<Value> {
    let one = |name: &str| type_named(args.need(name)?).map_err(|e| args.at(name, e));
    types::is_subclass(&one("arg1")?, &one("arg2")?).map(Value::Bool)
}

fn is_kind(dtype: DType, kind: &Value) -> Result<bool> {
    let of = dtype.kind();
    Ok(match kind {
        Value::Tuple(kinds) => {
            return kinds.iter().try_fold(false, |found, k| Ok(found || is_kind(dtype, k)?));
        }
        Value::Str(name) => match &**name {
            "bool" => of == NumKind::Bool,
            "signed integer" => of == NumKind::Signed,
            "unsigned integer" => of == NumKind::Unsigned,
            "integral" => dtype.is_integer(),
            "real floating" => of == NumKind::Float,
            "complex floating" => of == NumKind::Complex,
            "numeric" => of != NumKind::Bool,
            other => {
                let text = format!("kind argument is a string, but '{other}' is not a known kind name.");
                let kinds = "'bool', 'signed integer', 'unsigned integer', 'integral', 'real floating', 'complex floating', 'numeric'";
                return Err(value_error(text).help(format!("there are {kinds}")));
            }
        },
        v => dtype_of(v)? == dtype,
    })
}

fn isdtype(args: &mut Args) -> Result<Value> {
    let dtype = args.dtype("dtype")?.ok_or_else(|| args.wrong("dtype", "a dtype"))?;
    is_kind(dtype, args.need("kind")?).map(Value::Bool).map_err(|e| args.at("kind", e))
}

fn typename(args: &mut Args) -> Result<Value> {
    let char = args.text("char")?.unwrap_or("");
    let names = [
        ("S1", "character"),
        ("?", "bool"),
        ("B", "unsigned char"),
        ("D", "complex double precision"),
        ("F", "complex single precision"),
        ("H", "unsigned short"),
        ("I", "unsigned integer"),
        ("L", "unsigned long integer"),
        ("Q", "unsigned long long integer"),
        ("b", "signed char"),
        ("d", "double precision"),
        ("f", "single precision"),
        ("h", "short"),
        ("i", "integer"),
        ("l", "long integer"),
        ("q", "long long integer"),
    ];
    let found = names.iter().find(|(c, _)| *c == char);
    found.map(|(_, name)| Value::str(name)).ok_or_else(|| args.at("char", crate::diag::key_error(format!("'{char}'"))))
}

fn isscalar(args: &mut Args) -> Result<Value> {
    let value = args.raw("element").unwrap_or(&Value::None);
    Ok(Value::Bool(matches!(value, Value::Scalar(_) | Value::Str(_)) || value.as_number().is_some()))
}

fn iterable(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(iterate::iter(args.raw("y").unwrap_or(&Value::None)).is_ok()))
}

fn isfortran(args: &mut Args) -> Result<Value> {
    Ok(Value::Bool(match args.need("a")? {
        Value::Array(a) => {
            let block = a.block();
            let turned: Vec<usize> = (0..block.ndim()).rev().collect();
            !block.is_contiguous() && block.transpose(&turned).is_contiguous()
        }
        _ => false,
    }))
}

fn real_if_close(args: &mut Args) -> Result<Value> {
    let value = args.need("a")?.clone();
    let block = crate::array::convert::to_lazy(&value)?;
    if !block.dtype().is_complex() {
        return Ok(if let Value::Array(_) = value { value } else { Value::Array(Plain::new(block.compute()?)) });
    }
    let tol = args.float("tol")?.unwrap_or(100.0);
    let eps = if block.dtype() == DType::C64 { f32::EPSILON as f64 } else { f64::EPSILON };
    let limit = if tol > 1.0 { tol * eps } else { tol };
    let imag = operators::row("imag", &[&value])?;
    let near = operators::row("less", &[&operators::row("absolute", &[&imag])?, &Value::Float(limit)])?;
    match super::truth::truth(&operators::row("all", &[&near])?)? {
        true => operators::row("real", &[&value]),
        false => operators::row("asarray", &[&value]),
    }
}

fn chkfinite(args: &mut Args) -> Result<Value> {
    let dtype = args.raw("dtype").cloned().unwrap_or(Value::None);
    let array = operators::row("asarray", &[args.need("a")?, &dtype])?;
    match super::truth::truth(&operators::row("all", &[&operators::row("isfinite", &[&array])?])?)? {
        true => Ok(array),
        false => Err(args.at("a", value_error("array must not contain infs or NaNs"))),
    }
}

fn sort_complex(args: &mut Args) -> Result<Value> {
    let sorted = operators::row("sort", &[args.need("a")?])?;
    let to = match dtype_of(&sorted)? {
        d if d.is_complex() => return Ok(sorted),
        DType::I8 | DType::I16 | DType::U8 | DType::U16 => DType::C64,
        _ => DType::C128,
    };
    super::call::call_with(&super::attribute::get(&sorted, "astype")?, [Value::DType(to)])
}
