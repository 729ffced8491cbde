//! Averages, products and covariances of what is not masked.

use super::call::{Call, as_lazy, broadcast_like};
use super::create::is_lazy;
use super::pair::Pair;
use super::rows;
use crate::array::{Lazy, Value, build};
use crate::chunk::{DType, Num};
use crate::diag::{Result, value_error};
use crate::ops::Args;
use crate::ops::compose::{self, apply, apply_number, apply2};

rows! {
    /// Statistics and products.
    STATISTICS;

    "average" [] FUNCTION
    ("a, axis=None, weights=None, returned=False, *, keepdims=False")
    "Weighted mean of what is not masked; `returned=True` gives the sum of the weights as well."
    ">>> a = np.ma.array([1., 2., 3., 4.], mask=[False, False, True, True])
>>> np.ma.average(a, weights=[3, 1, 0, 0])
1.25
>>> da.ma.average(da.ma.masked_greater(da.arange(6, chunks=2), 3)).compute()
1.5"
    average;

    "median" [] FUNCTION
    ("a, axis=None, out=None, overwrite_input=False, keepdims=False")
    "Middle of what is not masked, or the mean of the two in the middle."
    ">>> x = np.ma.array(np.arange(8), mask=[0]*4 + [1]*4)
>>> np.ma.median(x)
1.5"
    median;

    "anom" ["anomalies"] BOTH_WAYS
    ("a, axis=None, dtype=None")
    "Distances from the mean of what is not masked."
    ">>> np.ma.array([1, 2, 3]).anom()
masked_array(data=[-1.,  0.,  1.],
             mask=False,
       fill_value=1e+20)"
    anom;

    "dot" [] BOTH_WAYS
    ("a, b, strict=False, out=None")
    "Matrix product, masked elements taken as zeros; masked where nothing was there to add.

With `strict` an element is masked where anything that goes into it is."
    ">>> a = np.ma.array([[1, 2, 3], [4, 5, 6]], mask=[[1, 0, 0], [0, 0, 0]])
>>> b = np.ma.array([[1, 2], [3, 4], [5, 6]], mask=[[1, 0], [0, 0], [0, 0]])
>>> np.ma.dot(a, b)
masked_array(
  data=[[21, 26],
        [45, 64]],
  mask=[[False, False],
        [False, False]],
  fill_value=999999)"
    |args| {
        let (a, b) = two(args, ["a", "b"])?;
        let strict = args.bool("strict", false)?;
        product(&a, &b, "dot", strict)?.answer(is_lazy(args))
    };

    "inner" ["innerproduct"] FUNCTION
    ("a, b")
    "Inner product, masked elements taken as zeros."
    ">>> np.ma.inner(np.ma.array([1, 2, 3], mask=[0, 1, 0]), [1, 1, 1])
4"
    |args| zeroed(args, "inner");

    "outer" ["outerproduct"] FUNCTION
    ("a, b")
    "Outer product, masked where one of the two factors is."
    ">>> np.ma.outer(np.ma.array([1, 2], mask=[0, 1]), [1, 2])
masked_array(
  data=[[1, 2],
        [--, --]],
  mask=[[False, False],
        [ True,  True]],
  fill_value=999999)"
    outer;

    "trace" [] BOTH_WAYS
    ("a, offset=0, axis1=0, axis2=1, dtype=None, out=None")
    "Sum of a diagonal, masked elements taken as zeros."
    ">>> np.ma.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]]).trace()
4"
    trace;

    "convolve" [] FUNCTION
    ("a, v, mode='full', propagate_mask=True")
    "Convolution of two rows, masked where a masked element goes in, or, for `propagate_mask=False`, where only such do."
    ">>> np.ma.convolve(np.ma.array([1, 2, 3], mask=[0, 0, 1]), [1, 1])
masked_array(data=[1, 3, --, --],
             mask=[False, False,  True,  True],
       fill_value=999999)"
    |args| convolved(args, "convolve", "full");

    "correlate" [] FUNCTION
    ("a, v, mode='valid', propagate_mask=True")
    "Correlation of two rows, masked where a masked element goes in, or, for `propagate_mask=False`, where only such do."
    ">>> np.ma.correlate(np.ma.array([1, 2, 3], mask=[0, 0, 1]), [1, 1])
masked_array(data=[3, --],
             mask=[False,  True],
       fill_value=999999)"
    |args| convolved(args, "correlate", "valid");

    "cov" [] FUNCTION
    ("x, y=None, rowvar=True, bias=False, allow_masked=True, ddof=None")
    "Covariances of the rows over what is not masked in both."
    ">>> x = np.ma.array([[0, 1], [1, 1]], mask=[0, 1, 0, 1])
>>> np.ma.cov(x)
masked_array(
  data=[[--, --],
        [--, --]],
  mask=[[ True,  True],
        [ True,  True]],
  fill_value=1e+20,
  dtype=float64)"
    |args| covariance(args)?.array(is_lazy(args));

    "corrcoef" [] FUNCTION
    ("x, y=None, rowvar=True, allow_masked=True")
    "Correlation coefficients of the rows over what is not masked in both."
    ">>> x = np.ma.array([[0, 1, 2], [1, 1, 3]])
>>> np.ma.corrcoef(x).round(3)
masked_array(
  data=[[1.0, 0.866],
        [0.866, 1.0]],
  mask=[[False, False],
        [False, False]],
  fill_value=1e+20)"
    correlation;

    "polyfit" [] FUNCTION
    ("x, y, deg, rcond=None, full=False, w=None, cov=False")
    "Polynomial of a degree that fits points best, those that are masked left out."
    ">>> np.ma.polyfit([0, 1, 2, 3], np.ma.array([1, 3, 5, 99], mask=[0, 0, 0, 1]), 1).round(6)
array([2., 1.])"
    polyfit;

    "vander" [] FUNCTION
    ("x, n=None")
    "Vandermonde matrix: powers of the elements, rows of masked ones zero."
    ">>> np.ma.vander(np.ma.array([2, 3], mask=[0, 1]), 3)
array([[4, 2, 1],
       [0, 0, 0]])"
    vander;
}

fn along(args: &Args) -> Vec<(&'static str, Value)> {
    let names = ["axis", "keepdims"].into_iter().filter(|n| args.has(n));
    names.filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect()
}

fn average(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "a")?;
    let along = along(args);
    let mut weights = match args.get("weights") {
        None => Pair::new(apply("ones_like", &[Value::Lazy(pair.data.clone())])?, None),
        Some(_) => Pair::arg(args, "weights")?,
    };
    let (shape, own) = (pair.data.node.shape(), weights.data.node.shape());
    if shape != own {
        let text = "Axis must be specified when shapes of a and weights differ.";
        let axes = args.axes("axis", shape.len())?.ok_or_else(|| args.at("axis", crate::diag::type_error(text)))?;
        if own.len() != axes.len() || axes.iter().zip(&own).any(|(&k, &n)| shape[k] != n) {
            let text = "Shape of weights must be consistent with shape of a along specified axis.";
            return Err(args.at("weights", value_error(text)));
        }
        let mut order: Vec<usize> = (0..axes.len()).collect();
        order.sort_by_key(|&i| axes[i]);
        let turned = |a: &Lazy| build::transpose(a, &order);
        weights = Pair { data: turned(&weights.data), mask: weights.mask.as_ref().map(turned), fill: None };
        let others: Vec<usize> = (0..shape.len()).filter(|k| !axes.contains(k)).collect();
        let spread = |a: &Lazy| build::expand_dims(a, &others);
        weights = Pair { data: spread(&weights.data), mask: weights.mask.as_ref().map(spread), fill: None };
    }
    let mut both = Pair::new(apply2("multiply", &pair.data, &weights.data)?, None);
    for mask in [&pair.mask, &weights.mask].into_iter().flatten() {
        both.add_mask(mask)?;
    }
    let weight = Pair { data: broadcast_like(&weights.data, &both.data)?, ..both.clone() }.filled(Num::Int(0))?;
    let sum = |array: Lazy| compose::call("sum", &[Value::Lazy(array)], &along);
    let scale = sum(weight)?;
    let data = apply2("divide", &sum(both.filled(Num::Int(0))?)?, &scale)?;
    let none = apply_number("equal", &scale, Num::Int(0))?;
    let masked = both.mask.is_some();
    let mask = if masked { Some(none) } else { None };
    let answer = Pair { data, mask: mask.clone(), fill: None }.answer(is_lazy(args))?;
    match args.bool("returned", false)? {
        true => Ok(Value::tuple([answer, Pair::new(scale, mask).answer(is_lazy(args))?])),
        false => Ok(answer),
    }
}

/// Masked elements are taken for NaN, which the median passes over.
fn median(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "a")?;
    let along = along(args);
    let Some(mask) = &pair.mask else {
        let data = compose::call("median", &[Value::Lazy(pair.data)], &along)?;
        return Pair { data, mask: None, fill: None }.answer(is_lazy(args));
    };
    let dtype = pair.data.dtype();
    let wide = if dtype.is_inexact() { pair.data.clone() } else { build::cast(&pair.data, DType::F64) };
    let filled = Pair { data: wide, ..pair.clone() }.filled(Num::Float(f64::NAN))?;
    let data = compose::call("nanmedian", &[Value::Lazy(filled)], &along)?;
    let mask = compose::call("all", &[Value::Lazy(mask.clone())], &along)?;
    Pair { data, mask: Some(mask), fill: None }.answer(is_lazy(args))
}

fn anom(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "a")?;
    let mut named = along(args);
    named.push(("keepdims", Value::Bool(true)));
    let sum = |array: &Lazy| compose::call("sum", &[Value::Lazy(array.clone())], &named);
    let mean = apply2("divide", &sum(&pair.filled(Num::Int(0))?)?, &sum(&pair.kept()?)?)?;
    Pair { data: apply2("subtract", &pair.data, &mean)?, ..pair }.answer(is_lazy(args))
}

/// The pairs of `a` and `b`.
fn two(args: &Args, names: [&str; 2]) -> Result<(Pair, Pair)> {
    Ok((Pair::arg(args, names[0])?, Pair::arg(args, names[1])?))
}

fn zeroed(args: &Args, name: &str) -> Result<Value> {
    let (a, b) = two(args, ["a", "b"])?;
    let data = apply2(name, &a.filled(Num::Int(0))?, &b.filled(Num::Int(0))?)?;
    Pair::new(data, None).answer(is_lazy(args))
}

/// `a @ b`
pub fn matmul(call: &Call) -> Result<Value> {
    let (a, b) = two(&call.args()?, ["x1", "x2"])?;
    product(&a, &b, "matmul", false)?.answer(call.lazy)
}

fn product(a: &Pair, b: &Pair, name: &str, strict: bool) -> Result<Pair> {
    let data = apply2(name, &a.filled(Num::Int(0))?, &b.filled(Num::Int(0))?)?;
    let int = |array: &Lazy| build::cast(array, DType::I64);
    // How many products of two elements that count go into each.
    let known = apply2(name, &int(&a.kept()?), &int(&b.kept()?))?;
    let all = match strict {
        false => None,
        true => {
            let ones = |p: &Pair| apply("ones_like", &[Value::Lazy(int(&p.kept()?))]);
            Some(apply2(name, &ones(a)?, &ones(b)?)?)
        }
    };
    let mask = match all {
        None => apply_number("equal", &known, Num::Int(0))?,
        Some(all) => apply2("less", &known, &all)?,
    };
    Ok(Pair::new(data, Some(mask)))
}

fn outer(args: &mut Args) -> Result<Value> {
    let (a, b) = two(args, ["a", "b"])?;
    let data = apply2("outer", &a.filled(Num::Int(0))?, &b.filled(Num::Int(0))?)?;
    if a.mask.is_none() && b.mask.is_none() {
        return Pair::new(data, None).array(is_lazy(args));
    }
    let int = |p: &Pair| Ok(build::cast(&p.kept()?, DType::I64));
    let known = apply2("outer", &int(&a)?, &int(&b)?)?;
    Pair::new(data, Some(apply_number("equal", &known, Num::Int(0))?)).array(is_lazy(args))
}

fn trace(args: &mut Args) -> Result<Value> {
    let array = Value::Lazy(Pair::arg(args, "a")?.filled(Num::Int(0))?);
    let names = ["offset", "axis1", "axis2", "dtype"];
    let named: Vec<_> = names.into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
    Pair::new(compose::call("trace", &[array], &named)?, None).answer(is_lazy(args))
}

fn convolved(args: &Args, name: &str, mode: &str) -> Result<Value> {
    let (a, v) = two(args, ["a", "v"])?;
    let mode = [("mode", Value::str(args.text("mode")?.unwrap_or(mode)))];
    let run = |x: Lazy, y: Lazy| compose::call(name, &[Value::Lazy(x), Value::Lazy(y)], &mode);
    let int = |array: Lazy| build::cast(&array, DType::I64);
    let ones = |p: &Pair| apply("ones_like", &[Value::Lazy(int(p.kept()?))]);
    let data = run(a.filled(Num::Int(0))?, v.filled(Num::Int(0))?)?;
    let mask = match args.bool("propagate_mask", true)? {
        true => {
            let spoiled = apply2("add", &run(int(a.full_mask()), ones(&v)?)?, &run(ones(&a)?, int(v.full_mask()))?)?;
            apply_number("greater", &spoiled, Num::Int(0))?
        }
        false => apply_number("equal", &run(int(a.kept()?), int(v.kept()?))?, Num::Int(0))?,
    };
    Pair::new(data, Some(mask)).array(is_lazy(args))
}

/// The rows whose covariances are asked for, as floats.
fn variables(args: &Args) -> Result<Pair> {
    let rows = |name: &str| -> Result<Pair> {
        let pair = Pair::arg(args, name)?;
        let turned = !args.bool("rowvar", true)? && pair.data.ndim() > 1;
        let shape = |a: &Lazy| match a.ndim() {
            1 => build::expand_dims(a, &[0]),
            _ if turned => build::transpose(a, &[1, 0]),
            _ => a.clone(),
        };
        let wide = if pair.data.dtype().is_inexact() { pair.data.clone() } else { build::cast(&pair.data, DType::F64) };
        Ok(Pair { data: shape(&wide), mask: Some(shape(&pair.full_mask())), fill: None })
    };
    let x = rows("x")?;
    if args.get("y").is_none() {
        return Ok(x);
    }
    let y = rows("y")?;
    // What is masked in one of the two is in both.
    let either = apply2("logical_or", &x.full_mask(), &y.full_mask())?;
    let data = build::concat(&[x.data, y.data], 0)?;
    Ok(Pair::new(data, Some(build::concat(&[either.clone(), either], 0)?)))
}

/// The distances from the means, masked ones zero, and in how many places each two rows are both there.
fn centred(args: &Args) -> Result<(Lazy, Lazy)> {
    let pair = variables(args)?;
    let row = [("axis", Value::Int(1)), ("keepdims", Value::Bool(true))];
    let sum = |array: Lazy| compose::call("sum", &[Value::Lazy(array)], &row);
    let kept = build::cast(&pair.kept()?, DType::F64);
    let mean = apply2("divide", &sum(pair.filled(Num::Int(0))?)?, &sum(kept.clone())?)?;
    let far = Pair { data: apply2("subtract", &pair.data, &mean)?, ..pair }.filled(Num::Int(0))?;
    let turned = build::transpose(&kept, &[1, 0]);
    Ok((far, apply2("matmul", &kept, &turned)?))
}

fn covariance(args: &Args) -> Result<Pair> {
    let (far, count) = centred(args)?;
    let bias = args.has("bias") && args.bool("bias", false)?;
    let ddof = if args.has("ddof") { args.float("ddof")? } else { None };
    let ddof = ddof.unwrap_or(if bias { 0.0 } else { 1.0 });
    let turned = apply("conjugate", &[Value::Lazy(build::transpose(&far, &[1, 0]))])?;
    let over = apply_number("subtract", &count, Num::Float(ddof))?;
    let data = apply2("divide", &apply2("matmul", &far, &turned)?, &over)?;
    let mask = apply_number("less_equal", &over, Num::Float(0.0))?;
    let squeeze = |a: &Lazy| match a.known_shape() {
        Some(shape) if shape.iter().all(|&n| n == 1) => build::squeeze(a, &[0, 1]),
        _ => a.clone(),
    };
    Ok(Pair::new(squeeze(&data), Some(squeeze(&mask))))
}

fn correlation(args: &mut Args) -> Result<Value> {
    let pair = covariance(args)?;
    if pair.data.ndim() < 2 {
        let one = apply2("divide", &pair.data, &pair.data)?;
        return Pair { data: one, ..pair }.answer(is_lazy(args));
    }
    let root = apply("sqrt", &[Value::Lazy(apply("diagonal", &[Value::Lazy(pair.data.clone())])?)])?;
    let scale = apply2("multiply", &build::expand_dims(&root, &[1]), &root)?;
    Pair { data: apply2("divide", &pair.data, &scale)?, ..pair }.array(is_lazy(args))
}

fn polyfit(args: &mut Args) -> Result<Value> {
    let (x, y) = two(args, ["x", "y"])?;
    let mut both = Pair::new(y.data.clone(), y.mask.clone());
    if let Some(mask) = &x.mask {
        both.add_mask(mask)?;
    }
    let kept = both.kept()?;
    let pick = |a: &Lazy| Ok(Value::Lazy(crate::array::convert::whole(build::compress(a, &kept, 0)?.compute()?)));
    let named: Vec<_> =
        ["rcond", "full", "cov"].into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
    let fitted = compose::call("polyfit", &[pick(&x.data)?, pick(&y.data)?, args.need("deg")?.clone()], &named)?;
    args.answer(fitted)
}

fn vander(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "x")?;
    let n = args.get("n").map(|v| ("N", v.clone()));
    let powers = compose::call("vander", &[Value::Lazy(pair.data.clone())], n.as_slice())?;
    let rows = build::expand_dims(&pair.full_mask(), &[1]);
    let mask = broadcast_like(&rows, &powers)?;
    let filled = Pair::new(as_lazy(Value::Lazy(powers))?, Some(mask)).filled(Num::Int(0))?;
    args.answer(filled)
}
