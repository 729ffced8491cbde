//! What stands for masked elements.

use super::create::{dtype_from, is_lazy};
use super::pair::Pair;
use super::rows;
use super::rule::Fill;
use crate::array::masked::default_fill;
use crate::array::{Plain, Value, build};
use crate::chunk::{DType, Num, Scalar};
use crate::diag::Result;
use crate::ops::elementwise::where_select;
use crate::ops::{Arg, Args};

rows! {
    /// Fill values.
    FILLS;

    "filled" [] BOTH_WAYS
    ("a, fill_value=None")
    "The data, with a number where it is masked: the fill value, unless another is given."
    ">>> x = np.ma.array([1, 2, 3], mask=[0, 1, 0])
>>> x.filled()
array([     1, 999999,      3])
>>> np.ma.filled(x, -1)
array([ 1, -1,  3])"
    filled;

    "fill_value" [] PROPERTY
    ("a")
    "What stands for masked elements where numbers are needed; it can be assigned to."
    ">>> np.ma.array([1., 2.]).fill_value
1e+20"
    |args| own_fill(args);

    "get_fill_value" [] METHOD
    ("a")
    "The fill value."
    ">>> np.ma.array([1, 2]).get_fill_value()
999999"
    |args| own_fill(args);

    "set_fill_value" [] BOTH_WAYS
    ("a, fill_value=None")
    "Sets what stands for masked elements; of a lazy array it gives one with that fill value."
    ">>> x = np.ma.array([1, 2], mask=[0, 1])
>>> x.set_fill_value(-9)
>>> x.filled()
array([ 1, -9])"
    set_fill_value;

    "default_fill_value" [] FUNCTION
    ("obj")
    "What fills masked elements of a dtype, or of a value's dtype, unless it is set."
    ">>> np.ma.default_fill_value(np.array([1.1, 2.2]))
1e+20
>>> np.ma.default_fill_value(np.dtype(complex))
(1e+20+0j)"
    |args| Ok(Value::number(default_fill(dtype_from(args.need("obj")?)?)));

    "minimum_fill_value" [] FUNCTION
    ("obj")
    "The number of a dtype that no minimum takes for the least."
    ">>> np.ma.minimum_fill_value(np.int8(1))
127
>>> np.ma.minimum_fill_value(np.float64(1))
inf"
    |args| extreme(args, Fill::Greatest);

    "maximum_fill_value" [] FUNCTION
    ("obj")
    "The number of a dtype that no maximum takes for the greatest."
    ">>> np.ma.maximum_fill_value(np.int8(1))
-128"
    |args| extreme(args, Fill::Least);

    "common_fill_value" [] FUNCTION
    ("a, b")
    "The fill value that two masked arrays share; None if they have two."
    ">>> np.ma.common_fill_value(np.ma.array([0, 1], fill_value=3), np.ma.array([2], fill_value=3))
3"
    |args| {
        let fill = |name: &str| Ok(if let Value::Masked(m) = args.need(name)? { Some(m.fill()) } else { None });
        let (a, b) = (fill("a")?, fill("b")?);
        Ok(a.filter(|_| a == b).map_or(Value::None, Value::number))
    };
}

fn filled(args: &mut Args) -> Result<Value> {
    let fill = match args.get("fill_value") {
        None => None,
        Some(Value::Array(_) | Value::Lazy(_) | Value::List(_)) => return filled_by_array(args),
        Some(v) => Some(v.as_scalar().ok_or_else(|| args.wrong("fill_value", "a number"))?),
    };
    match args.need("a")? {
        Value::Masked(m) if m.mask().is_none() => Ok(m.data.clone()),
        Value::Masked(_) => {
            let pair = Pair::arg(args, "a")?;
            let array = fill.map_or_else(|| pair.filled_by_own(), |f| pair.filled(f))?;
            if is_lazy(args) { Ok(Value::Lazy(array)) } else { array.compute().map(|b| Value::Array(Plain::new(b))) }
        }
        value => Ok(value.clone()),
    }
}

/// Masked elements take those of an array at their places.
fn filled_by_array(args: &Args) -> Result<Value> {
    let (pair, fill) = (Pair::arg(args, "a")?, args.array("fill_value")?);
    let fill = build::broadcast_to(&build::cast(&fill, pair.data.dtype()), &pair.data.node.shape());
    let fill = fill.map_err(|e| args.at("fill_value", e))?;
    let chosen = where_select(&pair.full_mask(), &Arg::Strong(fill), &Arg::Strong(pair.data))?;
    if is_lazy(args) { Ok(Value::Lazy(chosen)) } else { chosen.compute().map(|b| Value::Array(Plain::new(b))) }
}

fn own_fill(args: &Args) -> Result<Value> {
    match args.need("a")? {
        Value::Masked(m) => {
            let fill = m.fill();
            let usual = fill == default_fill(m.dtype());
            let dtype = match m.dtype() {
                d if !usual || d == DType::Bool => d,
                d if d.is_inexact() => d.promote(DType::F64),
                d if d.casts_safely(DType::U64) => DType::U64,
                _ => DType::I64,
            };
            Ok(Value::Scalar(Scalar::new(dtype, fill)))
        }
        _ => Err(args.wrong("a", "a masked array")),
    }
}

fn set_fill_value(args: &mut Args) -> Result<Value> {
    let fill = args.get("fill_value").map(|v| v.as_scalar().ok_or_else(|| args.wrong("fill_value", "a number")));
    let fill = fill.transpose()?;
    match args.need("a")? {
        Value::Masked(m) if m.is_lazy() => Pair { fill, ..Pair::arg(args, "a")? }.array(true),
        Value::Masked(m) => {
            m.set_fill(fill);
            Ok(Value::None)
        }
        _ => Ok(Value::None),
    }
}

fn extreme(args: &Args, fill: Fill) -> Result<Value> {
    let dtype = dtype_from(args.need("obj")?)?;
    Ok(Value::number(match (dtype, fill.number(dtype)) {
        (DType::Bool, n) => Num::Bool(n.is_true()),
        (_, n) => n,
    }))
}
