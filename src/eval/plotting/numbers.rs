//! Arguments of charts as numbers: lazy ones are computed.

use crate::array::{Value, convert};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Error, Result, nearest, type_error, value_error};
use crate::display::plot::{colour, colour_names};
use crate::display::scene::Colour;
use crate::eval::array_methods::compute_all;
use crate::eval::world;
use crate::ops::Args;

/// The arguments that are computed together.
pub fn computed(values: &[&Value]) -> Result<Vec<Value>> {
    world::needs_values()?;
    compute_all(&values.iter().map(|v| (*v).clone()).collect::<Vec<_>>())
}

/// The argument of a parameter, if there is such a parameter and it was given, or one among the further named ones.
pub fn option(args: &Args, name: &str) -> Option<Value> {
    if args.has(name) {
        return args.get(name).cloned();
    }
    match args.has("options").then(|| args.get("options")).flatten() {
        Some(Value::Dict(options)) => {
            options.read().iter().find(|(k, v)| k.as_str() == Some(name) && !v.is_none()).map(|(_, v)| v.clone())
        }
        _ => None,
    }
}

/// A text among the options.
pub fn text(args: &Args, name: &str) -> Option<String> {
    option(args, name).and_then(|v| v.as_str().map(str::to_owned))
}

/// The colour among the options.
pub fn own_colour(args: &Args) -> Result<Option<Colour>> {
    let named = ["color", "c", "facecolor"].iter().find_map(|name| text(args, name));
    named.map(|name| colour(&name).ok_or_else(|| unknown_colour(args, &name))).transpose()
}

fn unknown_colour(args: &Args, name: &str) -> Error {
    let error = value_error(format!("{}(): '{name}' is not a colour", args.op.name));
    match nearest(name, colour_names()) {
        Some(near) => error.help(format!("did you mean '{near}'?")),
        None => error.help("colours are names such as 'red' or 'tab:blue', 'C0' to 'C9', or '#ff8800'"),
    }
}

/// A real array of any shape, as float64 in C order.
pub fn block(args: &Args, value: &Value) -> Result<Block> {
    let block = match value {
        Value::Scalar(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) => convert::to_block(value, None)?,
        Value::Array(_) | Value::List(_) | Value::Tuple(_) | Value::Range(_) => convert::to_block(value, None)?,
        other => {
            let error =
                type_error(format!("{}() draws numbers, not a value of type {}", args.op.name, other.type_name()));
            return Err(error.help(format!("such as {}(np.random.random(100))", args.op.name)));
        }
    };
    if block.dtype().is_complex() {
        let error = type_error(format!("{}() draws real numbers, not {}", args.op.name, block.dtype()));
        return Err(error.help("draw np.abs(x), x.real or x.imag"));
    }
    Ok(block.cast(DType::F64).contiguous())
}

/// The elements of a real array of one axis, or of none.
pub fn row(args: &Args, what: &str, value: &Value) -> Result<Vec<f64>> {
    let block = block(args, value)?;
    if block.ndim() > 1 {
        let error = format!("{}(): `{what}` must have one axis, not the shape {:?}", args.op.name, block.shape());
        return Err(value_error(error.replace('[', "(").replace(']', ")")));
    }
    Ok(block.slice::<f64>().to_vec())
}

/// That two rows are as long as each other.
pub fn same_length(args: &Args, names: [&str; 2], lengths: [usize; 2]) -> Result<()> {
    if lengths[0] == lengths[1] {
        return Ok(());
    }
    let error = value_error(format!(
        "{}(): `{}` has {} elements and `{}` has {}: they must have as many",
        args.op.name, names[0], lengths[0], names[1], lengths[1]
    ));
    // The edges of bins are one more than the bins.
    let bins = args.op.name == "plot" && lengths[0] == lengths[1] + 1;
    Err(if bins { error.help("the counts of a histogram come before its edges: plot(h, bins)") } else { error })
}

/// A number from a row of numbers, or the same one for all.
pub fn each(args: &Args, name: &str, value: Option<Value>, count: usize, default: f64) -> Result<Vec<f64>> {
    let Some(value) = value else { return Ok(vec![default; count]) };
    let numbers = row(args, name, &value)?;
    match numbers[..] {
        [one] => Ok(vec![one; count]),
        _ => same_length(args, [name, "height"], [numbers.len(), count]).map(|()| numbers),
    }
}

/// A pair of numbers: the ends of an axis.
pub fn pair(value: &Value) -> Option<(f64, f64)> {
    match &value.items()?[..] {
        [a, b] => Some((number(a)?, number(b)?)),
        _ => None,
    }
}

/// A real number.
pub fn number(value: &Value) -> Option<f64> {
    value.as_scalar().filter(|n| !matches!(n, Num::Complex(_))).map(Num::as_f64)
}

/// The strings of a list or tuple of strings.
pub fn names(value: &Value) -> Option<Vec<String>> {
    let items = value.items().filter(|items| !items.is_empty())?;
    items.iter().map(|v| v.as_str().map(str::to_owned)).collect()
}
