//! Masked arrays made of data, a mask, or a condition.

use std::sync::Arc;

use super::pair::Pair;
use super::rows;
use crate::array::{Lazy, Masked, Plain, Value, build, convert};
use crate::chunk::{DType, Num, Scalar};
use crate::diag::{Result, value_error};
use crate::ops::compose::{self, apply, apply2};
use crate::ops::{Args, dtype_of};

rows! {
    /// What makes masked arrays.
    CREATED;

    "array" [] FUNCTION
    ("data, dtype=None, copy=False, order=None, mask=None, fill_value=None, keep_mask=True, hard_mask=False, shrink=True, subok=True, ndmin=0")
    "Masked array of data and a mask, as `masked_array` makes it; here the dtype comes second."
    ">>> np.ma.array([1, 2], float, mask=[0, 1])
masked_array(data=[1.0, --],
             mask=[False,  True],
       fill_value=1e+20)"
    array;

    "masked_array" [] FUNCTION
    ("data, mask=None, dtype=None, copy=False, subok=True, ndmin=0, fill_value=None, keep_mask=True, hard_mask=None, shrink=True, order=None")
    "Masked array of data and a mask, which is true for elements that do not count.

Of a masked array it keeps the mask too, unless `keep_mask=False`. What stands for masked elements where numbers are
needed is `fill_value`."
    ">>> np.ma.array([1, 2, 3], mask=[0, 1, 0])
masked_array(data=[1, --, 3],
             mask=[False,  True, False],
       fill_value=999999)
>>> np.ma.array([1., 2.], mask=[1, 0], fill_value=-1).filled()
array([-1.,  2.])
>>> da.ma.masked_array(da.arange(4, chunks=2), mask=[0, 1, 0, 1]).sum().compute()
2"
    array;

    "asarray" ["asanyarray"] FUNCTION
    ("a, dtype=None, order=None")
    "The value as a masked array: itself if it is one already."
    ">>> np.ma.asarray([1, 2])
masked_array(data=[1, 2],
             mask=False,
       fill_value=999999)"
    asarray;

    "masked_all" [] FUNCTION
    ("shape, dtype=float")
    "Array with every element masked."
    ">>> np.ma.masked_all((2,), dtype=int).mask
array([ True,  True])"
    |args| {
        let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
        all_masked(args, &args.shape("shape")?, dtype)
    };

    "masked_all_like" [] FUNCTION
    ("arr")
    "Array of the shape and dtype of another, with every element masked."
    ">>> np.ma.masked_all_like(np.zeros(2)).mask
array([ True,  True])"
    |args| {
        let like = Pair::arg(args, "arr")?.data;
        all_masked(args, &like.node.shape(), like.dtype())
    };

    "masked_where" [] FUNCTION
    ("condition, a, copy=True")
    "Array masked where a condition holds."
    ">>> a = np.arange(4)
>>> np.ma.masked_where(a <= 2, a)
masked_array(data=[--, --, --, 3],
             mask=[ True,  True,  True, False],
       fill_value=999999)"
    |args| {
        let condition = Pair::arg(args, "condition")?.filled(Num::Bool(true))?;
        where_holds(args, "a", &build::cast(&condition, DType::Bool), None)
    };

    "masked_equal" [] FUNCTION
    ("x, value, copy=True")
    "Array masked where it equals a value, which becomes the fill value."
    ">>> np.ma.masked_equal([1, 2, 1], 1)
masked_array(data=[--, 2, --],
             mask=[ True, False,  True],
       fill_value=1)"
    |args| compared(args, "equal");

    "masked_not_equal" [] FUNCTION
    ("x, value, copy=True")
    "Array masked where it does not equal a value."
    ">>> np.ma.masked_not_equal([1, 2, 1], 1)
masked_array(data=[1, --, 1],
             mask=[False,  True, False],
       fill_value=999999)"
    |args| compared(args, "not_equal");

    "masked_greater" [] FUNCTION
    ("x, value, copy=True")
    "Array masked where it is greater than a value."
    ">>> np.ma.masked_greater(np.arange(4), 2)
masked_array(data=[0, 1, 2, --],
             mask=[False, False, False,  True],
       fill_value=999999)
>>> da.ma.masked_greater(da.arange(6, chunks=2), 3).mean().compute()
1.5"
    |args| compared(args, "greater");

    "masked_greater_equal" [] FUNCTION
    ("x, value, copy=True")
    "Array masked where it is a value or greater."
    ">>> np.ma.masked_greater_equal(np.arange(4), 2)
masked_array(data=[0, 1, --, --],
             mask=[False, False,  True,  True],
       fill_value=999999)"
    |args| compared(args, "greater_equal");

    "masked_less" [] FUNCTION
    ("x, value, copy=True")
    "Array masked where it is less than a value."
    ">>> np.ma.masked_less(np.arange(4), 2)
masked_array(data=[--, --, 2, 3],
             mask=[ True,  True, False, False],
       fill_value=999999)"
    |args| compared(args, "less");

    "masked_less_equal" [] FUNCTION
    ("x, value, copy=True")
    "Array masked where it is a value or less."
    ">>> np.ma.masked_less_equal(np.arange(4), 2)
masked_array(data=[--, --, --, 3],
             mask=[ True,  True,  True, False],
       fill_value=999999)"
    |args| compared(args, "less_equal");

    "masked_inside" [] FUNCTION
    ("x, v1, v2, copy=True")
    "Array masked between two values, which belong to what is masked."
    ">>> np.ma.masked_inside([0.3, 1.2, 0.0, -0.1], 0.3, -0.3)
masked_array(data=[--, 1.2, --, --],
             mask=[ True, False,  True,  True],
       fill_value=1e+20)"
    |args| between(args, ["greater_equal", "less_equal", "logical_and"]);

    "masked_outside" [] FUNCTION
    ("x, v1, v2, copy=True")
    "Array masked where it is not between two values."
    ">>> np.ma.masked_outside([0.3, 1.2, 0.0, -0.1], 0.3, -0.3)
masked_array(data=[0.3, --, 0.0, -0.1],
             mask=[False,  True, False, False],
       fill_value=1e+20)"
    |args| between(args, ["less", "greater", "logical_or"]);

    "masked_values" [] FUNCTION
    ("x, value, rtol=1e-05, atol=1e-08, copy=True, shrink=True")
    "Array masked where it is as good as a value, which becomes the fill value."
    ">>> np.ma.masked_values([1, 1.1, 2, 1.1, 3], 1.1)
masked_array(data=[1.0, --, 2.0, --, 3.0],
             mask=[False,  True, False,  True, False],
       fill_value=1.1)"
    values;

    "masked_invalid" [] FUNCTION
    ("a, copy=True")
    "Array masked where it is NaN or infinite."
    ">>> np.ma.masked_invalid([0., np.nan, 2., np.inf])
masked_array(data=[0.0, --, 2.0, --],
             mask=[False,  True, False,  True],
       fill_value=1e+20)"
    |args| {
        let mut pair = Pair::arg(args, "a")?;
        let invalid = invalid(&pair.data)?;
        pair.add_mask(&invalid)?;
        pair.array(is_lazy(args))
    };

    "fix_invalid" [] FUNCTION
    ("a, mask=None, copy=True, fill_value=None")
    "Array masked where it is NaN or infinite, with the fill value there."
    ">>> x = np.ma.fix_invalid([1., -1., np.nan, np.inf], mask=[1, 0, 0, 0])
>>> x
masked_array(data=[--, -1.0, --, --],
             mask=[ True, False,  True,  True],
       fill_value=1e+20)
>>> x.data
array([ 1.e+00, -1.e+00,  1.e+20,  1.e+20])"
    fix_invalid;
}

/// Whether the answer of a call is lazy: it is `da.`'s, or an argument is.
pub fn is_lazy(args: &Args) -> bool {
    args.is_lazy()
}

/// The data of an argument: an array in memory as it is, so that it is seen through the masked one.
fn held(args: &Args, name: &str, dtype: Option<DType>) -> Result<Value> {
    let value = args.need(name)?;
    let data = if let Value::Masked(m) = value { m.data.clone() } else { value.clone() };
    match &data {
        Value::Array(a) if !is_lazy(args) && dtype.is_none_or(|d| d == a.dtype()) => {
            let usual = args.op.parameters().iter().any(|p| p.name == "copy" && p.default == Some("True"));
            Ok(match args.bool("copy", usual)? {
                true => Value::Array(Plain::new(a.block().to_owned_c())),
                false => data,
            })
        }
        _ => {
            let array = Pair::of(value).map_err(|e| args.at(name, e))?.data;
            let array = dtype.map_or(array.clone(), |d| build::cast(&array, d));
            if is_lazy(args) { Ok(Value::Lazy(array)) } else { super::call::plain(&array) }
        }
    }
}

/// The mask of an argument: none of `nomask`, and one number for all elements.
fn given_mask(args: &Args, data: &Lazy) -> Result<Option<Lazy>> {
    let value = match args.get("mask") {
        None => return Ok(None),
        // `nomask` itself.
        Some(Value::Scalar(Scalar { dtype: DType::Bool, num: Num::Bool(false) })) => return Ok(None),
        Some(value) => value,
    };
    let mask = build::cast(&Pair::of(value).map_err(|e| args.at("mask", e))?.data, DType::Bool);
    let (Some(want), Some(got)) = (data.known_shape(), mask.known_shape()) else { return Ok(Some(mask)) };
    let size = |shape: &[usize]| shape.iter().product::<usize>();
    let fitted = match () {
        () if want == got => mask,
        () if size(&got) == 1 => build::broadcast_to(&build::reshape(&mask, &[])?, &want)?,
        () if size(&got) == size(&want) => build::reshape(&mask, &want)?,
        () => {
            let text = "Mask and data not compatible: data size is";
            let error = value_error(format!("{text} {}, mask size is {}.", size(&want), size(&got)));
            return Err(args.at("mask", error).help("give the mask the shape of the data"));
        }
    };
    Ok(Some(fitted))
}

/// A mask as it is held beside its data.
fn held_mask(mask: Option<Lazy>, lazy: bool) -> Result<Option<Value>> {
    mask.map(|m| if lazy { Ok(Value::Lazy(m)) } else { super::call::plain(&m) }).transpose()
}

fn fill_of(args: &Args, data: &Value) -> Result<Option<Num>> {
    let own = if let Value::Masked(m) = data { m.own_fill() } else { None };
    match args.get("fill_value") {
        None => Ok(own),
        Some(v) => {
            let dtype = dtype_from(data)?;
            let fill = v.as_scalar().ok_or_else(|| args.wrong("fill_value", "a number"))?;
            convert::check_fits(fill, dtype).map_err(|e| args.at("fill_value", e))?;
            Ok(Some(fill.to_dtype(dtype)))
        }
    }
}

fn array(args: &mut Args) -> Result<Value> {
    let source = args.need("data")?.clone();
    let dtype = args.dtype("dtype")?;
    let mut data = held(args, "data", dtype)?;
    let mut seen = convert::to_lazy(&data)?;
    let least = args.count("ndmin")?.unwrap_or(0);
    if seen.ndim() < least {
        seen = build::expand_dims(&seen, &(0..least - seen.ndim()).collect::<Vec<_>>());
        data = if is_lazy(args) { Value::Lazy(seen.clone()) } else { super::call::plain(&seen)? };
    }
    let given = given_mask(args, &seen)?;
    let own = Pair::of(&source)?.mask.filter(|_| args.bool("keep_mask", true).unwrap_or(true) || given.is_none());
    let mask = match (given, own) {
        (Some(a), Some(b)) => Some(apply2("logical_or", &a, &b)?),
        (a, b) => a.or(b),
    };
    let masked = Masked::new(data, held_mask(mask, is_lazy(args))?, fill_of(args, &source)?);
    masked.set_hard(args.bool("hard_mask", false)?);
    Ok(Value::Masked(Arc::new(masked)))
}

fn asarray(args: &mut Args) -> Result<Value> {
    let dtype = args.dtype("dtype")?;
    match args.need("a")? {
        value @ Value::Masked(m) if dtype.is_none_or(|d| d == m.dtype()) => Ok(value.clone()),
        _ => {
            let mut pair = Pair::arg(args, "a")?;
            pair.data = dtype.map_or(pair.data.clone(), |d| build::cast(&pair.data, d));
            pair.array(is_lazy(args))
        }
    }
}

fn all_masked(args: &Args, shape: &[usize], dtype: DType) -> Result<Value> {
    let whole = crate::chunk::Grid::whole(shape);
    let data = build::full("masked_all", Num::Int(0), dtype, whole.clone());
    Pair::new(data, Some(build::full("mask", Num::Bool(true), DType::Bool, whole))).array(is_lazy(args))
}

/// The argument masked where a condition holds too. In memory, a mask that holds nowhere is none.
fn where_holds(args: &Args, name: &str, condition: &Lazy, fill: Option<Num>) -> Result<Value> {
    let own = Pair::arg(args, name)?;
    let (want, got) = (own.data.known_shape(), condition.known_shape());
    if let (Some(want), Some(got)) = (&want, &got)
        && want != got
        && !got.is_empty()
    {
        let text = "Inconsistent shape between the condition and the input";
        let shapes = format!("(got {} and {})", build::shape_text(got), build::shape_text(want));
        return Err(value_error(format!("{text} {shapes}")));
    }
    let condition = super::call::broadcast_like(condition, &own.data)?;
    let mask = match &own.mask {
        Some(mask) => apply2("logical_or", mask, &condition)?,
        None => condition,
    };
    let lazy = is_lazy(args);
    let data = held(args, name, None)?;
    let mask = held_mask(Some(mask), lazy)?.filter(|m| match m {
        Value::Array(a) => own.mask.is_some() || a.block().to_vec::<bool>().contains(&true),
        _ => true,
    });
    Ok(Value::Masked(Arc::new(Masked::new(data, mask, fill.or(own.fill)))))
}

fn compared(args: &mut Args, name: &str) -> Result<Value> {
    let pair = Pair::arg(args, "x")?;
    let value = args.need("value")?;
    let condition = compose::apply(name, &[Value::Lazy(pair.data), super::call::data_of(value)?])?;
    let fill = if name == "equal" { value.as_scalar() } else { None };
    where_holds(args, "x", &condition, fill)
}

/// Masks what two comparisons, of the lower and the upper value, say together.
fn between(args: &mut Args, [low, high, both]: [&str; 3]) -> Result<Value> {
    let number = |name: &str| args.need(name)?.as_scalar().ok_or_else(|| args.wrong(name, "a number"));
    let (a, b) = (number("v1")?, number("v2")?);
    let (a, b) = if a.as_f64() > b.as_f64() { (b, a) } else { (a, b) };
    let data = Value::Lazy(Pair::arg(args, "x")?.data);
    let low = compose::apply(low, &[data.clone(), Value::number(a)])?;
    let high = compose::apply(high, &[data, Value::number(b)])?;
    where_holds(args, "x", &apply2(both, &low, &high)?, None)
}

fn values(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "x")?;
    let value = args.need("value")?.clone();
    let near = match pair.data.dtype().is_inexact() {
        false => compose::apply("equal", &[Value::Lazy(pair.data), value.clone()])?,
        true => {
            let named: Vec<_> =
                ["rtol", "atol"].into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
            compose::call("isclose", &[Value::Lazy(pair.data), value.clone()], &named)?
        }
    };
    where_holds(args, "x", &near, value.as_scalar())
}

fn invalid(data: &Lazy) -> Result<Lazy> {
    apply("logical_not", &[Value::Lazy(apply("isfinite", &[Value::Lazy(data.clone())])?)])
}

fn fix_invalid(args: &mut Args) -> Result<Value> {
    let mut pair = Pair::arg(args, "a")?;
    if let Some(mask) = given_mask(args, &pair.data)? {
        pair.add_mask(&mask)?;
    }
    let wrong = invalid(&pair.data)?;
    if args.get("fill_value").is_some() {
        pair.fill = fill_of(args, args.need("a")?)?;
    }
    pair.data = Pair { mask: Some(wrong.clone()), ..pair.clone() }.filled_by_own()?;
    pair.add_mask(&wrong)?;
    pair.array(is_lazy(args))
}

/// The dtype that a value names or has.
pub fn dtype_from(value: &Value) -> Result<DType> {
    match value {
        Value::Masked(m) => Ok(m.dtype()),
        _ => match value.as_number() {
            Some(n) => Ok(n.dtype()),
            None => dtype_of(value).or_else(|_| convert::to_lazy(value).map(|a| a.dtype())),
        },
    }
}
