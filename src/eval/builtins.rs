//! The names that are there without an import.

use super::numeric_builtins as numeric;
use super::types::{self, PYTHON};
use super::{attribute, call, equality, exceptions, iterate, order, plotting, text, truth, world};
use crate::array::Value;
use crate::diag::{Error, Kind, Result, type_error, value_error};
use crate::ops::{Args, Function, Op};
use crate::syntax::ast::Conversion;
use std::sync::Arc;

/// Rows of a table that is not the operations': Python's own functions and methods.
macro_rules! rows {
    ($place:ident; $($name:literal $params:literal $doc:literal $build:path;)*) => {
        &[$($crate::ops::Op {
            name: $name,
            aliases: &[],
            places: &[$crate::ops::Place::$place],
            family: $crate::ops::Family::Language,
            params: $params,
            doc: $doc,
            examples: "",
            any_length: true,
            in_place: false,
            build: $build,
        }),*]
    };
}
pub(super) use rows;

static FUNCTIONS: &[Op] = rows! { Builtin;
    "abs" "x, /" "The absolute value." numeric::abs;
    "all" "iterable, /" "Whether every element counts as true." all;
    "any" "iterable, /" "Whether an element counts as true." any;
    "ascii" "x, /" "A value as the shell shows it, other characters than ASCII as their codes." ascii;
    "bin" "x, /" "An int in base 2, such as '0b101'." numeric::bin;
    "callable" "x, /" "Whether a value can be called." callable;
    "chr" "i, /" "The character of a code point." chr;
    "dir" "x=None, /" "The names of an object's attributes." dir;
    "divmod" "x, y, /" "The quotient and the remainder, (x // y, x % y)." numeric::divmod;
    "enumerate" "iterable, start=0" "Pairs of a count and an element." enumerate;
    "filter" "function, iterable, /" "The elements for which a function is true." filter;
    "format" "value, spec='', /" "A value as text, by a format specification." format;
    "getattr" "x, name, default=None, /" "The attribute of that name." getattr;
    "hasattr" "x, name, /" "Whether there is an attribute of that name." hasattr;
    "hash" "x, /" "A number that equal values share." hash;
    "hex" "x, /" "An int in base 16, such as '0xff'." numeric::hex;
    "id" "x, /" "A number that tells objects apart." id;
    "isinstance" "x, kind, /" "Whether a value is of a type, or of one of several." isinstance;
    "issubclass" "kind, above, /" "Whether a type is another, or stands below it." issubclass;
    "iter" "iterable, /" "The elements, one by one." iter;
    "len" "x, /" "The number of elements; of an array, the length of its first axis." len;
    "map" "function, *iterables" "What a function gives for each element." map;
    "max" "*values, key=None, default=None" "The greatest element." max;
    "min" "*values, key=None, default=None" "The least element." min;
    "next" "iterator, default=None, /" "The next element of an iterator." next;
    "oct" "x, /" "An int in base 8, such as '0o17'." numeric::oct;
    "ord" "c, /" "The code point of a character." ord;
    "pow" "base, exp, mod=None" "A power; with mod, its remainder." numeric::pow;
    "print" "*values, sep=' ', end='\\n', file=None, flush=False" "Writes values to standard output." print;
    "repr" "x, /" "A value as the shell shows it." repr;
    "reversed" "sequence, /" "The elements from the last to the first." reversed;
    "round" "number, ndigits=None" "A number rounded to so many digits after the point; halves go to the even one." numeric::round;
    "sorted" "iterable, /, *, key=None, reverse=False" "The elements in rising order, as a list." sorted;
    "sum" "iterable, /, start=0" "The sum of the elements." sum;
    "vars" "x=None, /" "The names of a namespace." dir;
    "zip" "*iterables, strict=False" "Tuples of the elements that stand at the same place." zip;
};

/// The functions that are there without an import.
pub fn functions() -> impl Iterator<Item = &'static Op> {
    FUNCTIONS.iter().chain(plotting::FUNCTIONS).chain(super::help::FUNCTIONS)
}

/// The value of a name that is there without an import.
pub fn find(name: &str) -> Option<Value> {
    if PYTHON.contains(&name) || exceptions::names().any(|n| n == name) {
        return Some(types::named(name));
    }
    let op = functions().find(|f| f.name == name)?;
    Some(Value::object(Function::new(op, false)))
}

/// The names that `find` knows.
pub fn names() -> impl Iterator<Item = &'static str> {
    functions().map(|f| f.name).chain(PYTHON).chain(exceptions::names())
}

fn all(args: &mut Args) -> Result<Value> {
    for value in iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))? {
        if !truth::truth(&value?)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn any(args: &mut Args) -> Result<Value> {
    for value in iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))? {
        if truth::truth(&value?)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn callable(args: &mut Args) -> Result<Value> {
    const KINDS: [&str; 4] = ["function", "builtin_function_or_method", "type", "ufunc"];
    Ok(Value::Bool(matches!(args.need("x")?, Value::Object(o) if KINDS.contains(&o.type_name()))))
}

fn chr(args: &mut Args) -> Result<Value> {
    let code = args.int("i")?.and_then(|i| u32::try_from(i).ok()).and_then(char::from_u32);
    code.map(|c| Value::str(c.to_string())).ok_or_else(|| args.at("i", value_error("chr() arg not in range(0x110000)")))
}

fn ord(args: &mut Args) -> Result<Value> {
    let mut chars = args.need("c")?.as_str().unwrap_or("").chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(Value::Int(c as i128)),
        _ => Err(args.wrong("c", "a string of one character")),
    }
}

fn dir(args: &mut Args) -> Result<Value> {
    let names = args.raw("x").map(attribute::names).unwrap_or_default();
    Ok(Value::list(names.into_iter().map(Value::str)))
}

fn enumerate(args: &mut Args) -> Result<Value> {
    let start = args.int("start")?.unwrap_or(0);
    let items = iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    Ok(iterate::stream("enumerate", items.zip(start..).map(|(v, k)| Ok(Value::tuple([Value::Int(k), v?])))))
}

fn filter(args: &mut Args) -> Result<Value> {
    let function = args.need("function")?.clone();
    let items = iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    let keep = move |v: &Value| match function.is_none() {
        true => truth::truth(v),
        false => truth::truth(&call::call_with(&function, [v.clone()])?),
    };
    let kept = move |v: Result<Value>| match v.and_then(|v| Ok((keep(&v)?, v))) {
        Ok((false, _)) => None,
        Ok((true, v)) => Some(Ok(v)),
        Err(error) => Some(Err(error)),
    };
    Ok(iterate::stream("filter", items.filter_map(kept)))
}

fn format(args: &mut Args) -> Result<Value> {
    super::format::format(args.need("value")?, args.text("spec")?.unwrap_or("")).map(Value::str)
}

fn getattr(args: &mut Args) -> Result<Value> {
    let name = args.text("name")?.unwrap_or("").to_owned();
    let object = args.need("x")?;
    match (attribute::find(object, &name)?, args.raw("default")) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => attribute::get(object, &name),
    }
}

fn hasattr(args: &mut Args) -> Result<Value> {
    let name = args.text("name")?.unwrap_or("");
    Ok(Value::Bool(attribute::find(args.need("x")?, name)?.is_some()))
}

fn hash(args: &mut Args) -> Result<Value> {
    let value = args.need("x")?;
    equality::check_key(value)?;
    Ok(Value::Int(crate::array::table::hash(value) as i64 as i128))
}

fn id(args: &mut Args) -> Result<Value> {
    let address = match args.need("x")? {
        Value::List(v) => Arc::as_ptr(v) as usize,
        Value::Set(v) => Arc::as_ptr(v) as usize,
        Value::Dict(v) => Arc::as_ptr(v) as usize,
        Value::Tuple(v) => v.as_ptr() as usize,
        Value::Str(v) => v.as_ptr() as usize,
        Value::Object(v) => Arc::as_ptr(v).cast::<u8>() as usize,
        Value::Array(v) => v.block().byte_ptr() as usize,
        Value::Lazy(v) => Arc::as_ptr(&v.node) as usize,
        v => v.as_scalar().map_or(0, |n| n.as_f64().to_bits() as usize),
    };
    Ok(Value::Int(address as i128))
}

fn isinstance(args: &mut Args) -> Result<Value> {
    types::is_instance(args.need("x")?, args.need("kind")?).map(Value::Bool).map_err(|e| args.at("kind", e))
}

fn issubclass(args: &mut Args) -> Result<Value> {
    types::is_subclass(args.need("kind")?, args.need("above")?).map(Value::Bool)
}

fn iter(args: &mut Args) -> Result<Value> {
    let items = iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    Ok(iterate::stream("iterator", items))
}

fn len(args: &mut Args) -> Result<Value> {
    iterate::len(args.need("x")?).map(|n| Value::Int(n as i128)).map_err(|e| args.at("x", e))
}

fn map(args: &mut Args) -> Result<Value> {
    let function = args.need("function")?.clone();
    let sources = args.rest("iterables");
    let mut sources =
        sources.iter().map(iterate::iter).collect::<Result<Vec<_>>>().map_err(|e| args.at("iterables", e))?;
    if sources.is_empty() {
        return Err(type_error("map() must have at least two arguments."));
    }
    Ok(iterate::stream(
        "map",
        std::iter::from_fn(move || {
            let values: Option<Result<Vec<Value>>> = sources.iter_mut().map(Iterator::next).collect();
            Some(values?.and_then(|values| call::call_with(&function, values)))
        }),
    ))
}

fn max(args: &mut Args) -> Result<Value> {
    extreme(args, |new, best| order::less(best, new))
}

fn min(args: &mut Args) -> Result<Value> {
    extreme(args, order::less)
}

fn extreme(args: &Args, better: impl Fn(&Value, &Value) -> Result<bool>) -> Result<Value> {
    let mut values = args.rest("values");
    if let [one] = &values[..] {
        values = iterate::collect(one).map_err(|e| args.at("values", e))?;
    }
    let key = args.get("key");
    let mut best: Option<(Value, Value)> = None;
    for value in values {
        let rank = key.map_or(Ok(value.clone()), |k| call::call_with(k, [value.clone()]))?;
        if best.as_ref().map_or(Ok(true), |(b, _)| better(&rank, b))? {
            best = Some((rank, value));
        }
    }
    match (best, args.raw("default")) {
        (Some((_, value)), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(value_error(format!("{}() iterable argument is empty", args.op.name))
            .help(format!("say what it is then: {}(x, default=0)", args.op.name))),
    }
}

fn next(args: &mut Args) -> Result<Value> {
    let value = args.need("iterator")?;
    let stream = value
        .downcast::<iterate::Stream>()
        .ok_or_else(|| type_error(format!("'{}' object is not an iterator", value.type_name())))?;
    match (stream.next(), args.raw("default")) {
        (Some(item), _) => item,
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Error::new(Kind::StopIteration, "")
            .help("the iterator has no more elements; next(it, None) gives None then")),
    }
}

fn print(args: &mut Args) -> Result<Value> {
    let values = args.rest("values");
    let sep = args.text("sep")?.unwrap_or(" ");
    let end = args.text("end")?.unwrap_or("\n");
    let texts: Vec<String> = values.iter().map(text::str).collect();
    world::print(&format!("{}{end}", texts.join(sep)))?;
    Ok(Value::None)
}

fn repr(args: &mut Args) -> Result<Value> {
    Ok(Value::str(text::repr(args.need("x")?)))
}

fn ascii(args: &mut Args) -> Result<Value> {
    Ok(Value::str(super::fstring::convert(args.need("x")?, Conversion::Ascii)))
}

fn reversed(args: &mut Args) -> Result<Value> {
    let mut items = iterate::collect(args.need("sequence")?).map_err(|e| args.at("sequence", e))?;
    items.reverse();
    Ok(iterate::stream("reversed", items.into_iter().map(Ok)))
}

fn sorted(args: &mut Args) -> Result<Value> {
    let items = iterate::collect(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    sort(items, args.get("key"), args.bool("reverse", false)?).map(Value::list)
}

/// The elements in order, by a key if one is given.
pub fn sort(items: Vec<Value>, key: Option<&Value>, reverse: bool) -> Result<Vec<Value>> {
    let rank = |v: Value| Ok((key.map_or(Ok(v.clone()), |k| call::call_with(k, [v.clone()]))?, v));
    order::sort_by_keys(items.into_iter().map(rank).collect::<Result<_>>()?, reverse)
}

fn sum(args: &mut Args) -> Result<Value> {
    let mut total = args.raw("start").cloned().unwrap_or(Value::Int(0));
    if matches!(total, Value::Str(_)) {
        return Err(args.at("start", type_error("sum() can't sum strings")).help("use ''.join(seq)"));
    }
    for value in iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))? {
        total = super::operators::binary(crate::syntax::ast::BinaryOp::Add, &total, &value?)?;
    }
    Ok(total)
}

fn zip(args: &mut Args) -> Result<Value> {
    let sources = args.rest("iterables");
    let mut sources =
        sources.iter().map(iterate::iter).collect::<Result<Vec<_>>>().map_err(|e| args.at("iterables", e))?;
    let strict = args.bool("strict", false)?;
    Ok(iterate::stream(
        "zip",
        std::iter::from_fn(move || {
            let mut values = Vec::with_capacity(sources.len());
            for k in 0..sources.len() {
                match sources[k].next() {
                    Some(Ok(value)) => values.push(value),
                    Some(Err(error)) => return Some(Err(error)),
                    None if strict => {
                        // All must end here, or the first that does not is too long.
                        let long =
                            if k > 0 { Some(k) } else { (1..sources.len()).find(|&j| sources[j].next().is_some()) };
                        let word = if k > 0 { "shorter" } else { "longer" };
                        return long.map(|j| {
                            let others = if j == 1 { "argument 1".to_owned() } else { format!("arguments 1-{j}") };
                            Err(value_error(format!("zip() argument {} is {word} than {others}", j + 1)))
                        });
                    }
                    None => return None,
                }
            }
            (!values.is_empty()).then(|| Ok(Value::tuple(values)))
        }),
    ))
}
