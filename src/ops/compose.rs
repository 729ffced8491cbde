//! Operations made of other rows of the table, and answers written into arrays that are given.

use super::{Args, Given, Place, find};
use crate::array::{Lazy, Value, build, build::shape_text, convert};
use crate::chunk::Num;
use crate::diag::{Result, not_implemented, type_error, value_error};

/// The opposite of a mask.
pub fn not(mask: &Lazy) -> Result<Lazy> {
    apply("logical_not", &[Value::Lazy(mask.clone())])
}

/// The lazy array that the operation of that name (under `np.`) makes of these operands.
pub fn apply(name: &str, operands: &[Value]) -> Result<Lazy> {
    call(name, operands, &[])
}

/// As [`apply`] with named arguments.
pub fn call(name: &str, operands: &[Value], named: &[(&str, Value)]) -> Result<Lazy> {
    let op = find(Place::Np, name).ok_or_else(|| not_implemented(format!("{name} is not there")))?;
    let given = |v: &Value| Given { value: v.clone(), span: None };
    let named = named.iter().map(|(k, v)| (k.to_string(), given(v))).collect();
    match (op.build)(&mut Args::bind(op, operands.iter().map(given).collect(), named, true)?)? {
        Value::Lazy(array) => Ok(array),
        value => convert::to_lazy(&value),
    }
}

/// As [`apply`] for two arrays.
pub fn apply2(name: &str, a: &Lazy, b: &Lazy) -> Result<Lazy> {
    apply(name, &[Value::Lazy(a.clone()), Value::Lazy(b.clone())])
}

/// As [`apply`] for an array and a Python number.
pub fn apply_number(name: &str, a: &Lazy, number: Num) -> Result<Lazy> {
    apply(name, &[Value::Lazy(a.clone()), Value::number(number)])
}

/// Whether the operation has a parameter of that name.
pub fn takes(args: &Args, name: &str) -> bool {
    args.op.parameters().iter().any(|p| p.name == name)
}

/// The answer, written into `out=` where that is given.
pub fn answer(args: &Args, array: Lazy) -> Result<Value> {
    let out = if takes(args, "out") { args.get("out") } else { None };
    let out = match out {
        None => return args.answer(array),
        Some(Value::Array(out)) => out,
        Some(_) => return Err(args.wrong("out", "an array in memory")),
    };
    let block = array.compute()?;
    if block.shape() != out.shape() {
        let (want, got) = (shape_text(block.shape()), shape_text(out.shape()));
        let error = value_error(format!("{}(): `out` has shape {got}, and the answer has {want}", args.op.name));
        return Err(args.at("out", error));
    }
    if !block.dtype().casts_same_kind(out.dtype()) {
        let error = type_error(format!(
            "{}(): an answer of {} does not fit an `out` of {}",
            args.op.name,
            block.dtype(),
            out.dtype()
        ));
        return Err(args.at("out", error));
    }
    out.put(block);
    Ok(Value::Array(out.clone()))
}

/// The array in one dimension.
pub fn flat(array: &Lazy) -> Result<Lazy> {
    match array.ndim() {
        0 => Ok(build::expand_dims(array, &[0])),
        1 => Ok(array.clone()),
        _ => build::reshape(array, &[array.node.shape().iter().product()]),
    }
}
