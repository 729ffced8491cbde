//! Masks by themselves, and what is left without the masked elements.

use super::call::data_of;
use super::create::is_lazy;
use super::left;
use super::pair::Pair;
use super::rows;
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Num, Scalar};
use crate::diag::Result;
use crate::ops::Args;
use crate::ops::compose::{self, apply2};

rows! {
    /// Masks.
    MASKS;

    "data" [] PROPERTY
    ("a")
    "The data, what is masked among it."
    ">>> np.ma.array([1, 2], mask=[0, 1]).data
array([1, 2])"
    |args| data_of(args.need("a")?);

    "mask" [] PROPERTY
    ("a")
    "The mask: an array of bools, or False where nothing was ever masked. It can be assigned to."
    ">>> np.ma.array([1, 2], mask=[0, 1]).mask
array([False,  True])
>>> np.ma.array([1, 2]).mask
False"
    |args| mask_or_none(args);

    "getmask" [] FUNCTION
    ("a")
    "The mask of an array, or False where it has none."
    ">>> np.ma.getmask(np.ma.masked_equal([[1, 2], [3, 4]], 2))
array([[False,  True],
       [False, False]])
>>> np.ma.getmask([1, 2])
False"
    |args| mask_or_none(args);

    "getmaskarray" [] FUNCTION
    ("arr")
    "The mask of an array, False everywhere where it has none."
    ">>> np.ma.getmaskarray(np.ma.array([1, 2]))
array([False, False])"
    |args| answer(args, Pair::arg(args, "arr")?.full_mask());

    "getdata" [] FUNCTION
    ("a, subok=True")
    "The data of a masked array; any other array as it is."
    ">>> np.ma.getdata(np.ma.masked_equal([1, 2], 2))
array([1, 2])"
    |args| match args.need("a")? {
        value @ (Value::Masked(_) | Value::Array(_) | Value::Lazy(_)) => data_of(value),
        _ => {
            let array = args.array("a")?;
            answer(args, array)
        }
    };

    "is_mask" [] FUNCTION
    ("m")
    "Whether a value could be a mask: an array of bools."
    ">>> np.ma.is_mask(np.array([True, False]))
True
>>> np.ma.is_mask([0, 1])
False"
    |args| Ok(Value::Bool(match args.need("m")? {
        Value::Array(a) => a.dtype() == DType::Bool,
        Value::Lazy(a) => a.dtype() == DType::Bool,
        Value::Scalar(s) => s.dtype == DType::Bool,
        _ => false,
    }));

    "is_masked" [] FUNCTION
    ("x")
    "Whether an array has a masked element."
    ">>> np.ma.is_masked(np.ma.masked_equal([0, 1, 0, 2], 0))
True
>>> np.ma.is_masked([0, 1])
False"
    |args| match Pair::arg(args, "x")?.mask {
        None => Ok(Value::Bool(false)),
        Some(mask) => Ok(Value::Bool(mask.compute()?.to_vec::<bool>().contains(&true))),
    };

    "isMaskedArray" ["isMA", "isarray"] FUNCTION
    ("x")
    "Whether a value is a masked array."
    ">>> np.ma.isMaskedArray(np.ma.array([1]))
True
>>> np.ma.isMA(np.array([1]))
False"
    |args| Ok(Value::Bool(matches!(args.need("x")?, Value::Masked(_))));

    "make_mask" [] FUNCTION
    ("m, copy=False, shrink=True, dtype=bool")
    "A mask of what is true; False where nothing is, unless `shrink=False`."
    ">>> np.ma.make_mask([1, 0, 2])
array([ True, False,  True])
>>> np.ma.make_mask([0, 0])
False"
    |args| {
        let mask = Pair::arg(args, "m")?.filled(Num::Bool(true))?;
        let shrink = args.bool("shrink", true)?;
        shrunk(args, build::cast(&mask, DType::Bool), shrink)
    };

    "make_mask_none" [] FUNCTION
    ("newshape, dtype=None")
    "A mask that masks nothing."
    ">>> np.ma.make_mask_none((3,))
array([False, False, False])"
    |args| {
        let shape = args.shape("newshape")?;
        Ok(Value::Array(Plain::new(Block::full(DType::Bool, &shape, Num::Bool(false)))))
    };

    "mask_or" [] FUNCTION
    ("m1, m2, copy=False, shrink=True")
    "What one of two masks masks."
    ">>> np.ma.mask_or(np.array([True, False]), np.array([True, True]))
array([ True,  True])"
    |args| {
        let either = apply2("logical_or", &args.array("m1")?, &args.array("m2")?)?;
        let shrink = args.bool("shrink", true)?;
        shrunk(args, either, shrink)
    };

    "count" [] BOTH_WAYS
    ("a, axis=None, keepdims=False, *, split_every=None")
    "How many elements are not masked, over all axes or some."
    ">>> a = np.ma.array([[0, 1, 2], [3, 4, 5]], mask=[[0, 0, 0], [1, 1, 1]])
>>> a.count()
3
>>> a.count(axis=0)
array([1, 1, 1])"
    |args| count(args, false);

    "count_masked" [] FUNCTION
    ("arr, axis=None")
    "How many elements are masked, over all axes or some."
    ">>> np.ma.count_masked(np.ma.array([1, 2, 3], mask=[0, 1, 1]))
2"
    |args| count(args, true);

    "compressed" [] BOTH_WAYS
    ("x")
    "The elements that are not masked, in one dimension."
    ">>> np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]).compressed()
array([1, 3, 4])"
    left::compressed;

    "compress_nd" [] FUNCTION
    ("x, axis=None")
    "The data without the slices that hold a masked element, along some axes or all."
    ">>> x = np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])
>>> np.ma.compress_nd(x)
array([[3]])"
    |args| {
        let ndim = Pair::arg(args, "x")?.data.ndim();
        let axes = args.axes("axis", ndim)?.unwrap_or_else(|| (0..ndim).collect());
        left::without(args, "x", &axes)
    };

    "compress_rowcols" [] FUNCTION
    ("x, axis=None")
    "The rows and columns (for `axis` 0 or 1, only rows or only columns) that hold no masked element."
    ">>> x = np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])
>>> np.ma.compress_rowcols(x, 0)
array([[3, 4]])"
    |args| {
        let axes = args.axes("axis", 2)?.unwrap_or_else(|| vec![0, 1]);
        left::without(args, "x", &axes)
    };

    "compress_rows" [] FUNCTION
    ("a")
    "The rows that hold no masked element."
    ">>> np.ma.compress_rows(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
array([[3, 4]])"
    |args| left::without(args, "a", &[0]);

    "compress_cols" [] FUNCTION
    ("a")
    "The columns that hold no masked element."
    ">>> np.ma.compress_cols(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
array([[1],
       [3]])"
    |args| left::without(args, "a", &[1]);

    "mask_rowcols" [] FUNCTION
    ("a, axis=None")
    "Masks the rows and columns (for `axis` 0 or 1, only rows or only columns) that hold a masked element."
    ">>> np.ma.mask_rowcols(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])).mask
array([[ True,  True],
       [False,  True]])"
    |args| {
        let axes = args.axes("axis", 2)?.unwrap_or_else(|| vec![0, 1]);
        left::spread(args, &axes)
    };

    "mask_rows" [] FUNCTION
    ("a, axis=None")
    "Masks the rows that hold a masked element."
    ">>> np.ma.mask_rows(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])).mask
array([[ True,  True],
       [False, False]])"
    |args| left::spread(args, &[0]);

    "mask_cols" [] FUNCTION
    ("a, axis=None")
    "Masks the columns that hold a masked element."
    ">>> np.ma.mask_cols(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])).mask
array([[False,  True],
       [False,  True]])"
    |args| left::spread(args, &[1]);

    "harden_mask" [] BOTH_WAYS
    ("a")
    "Makes masked elements stay masked whatever is assigned."
    ">>> x = np.ma.array([1, 2], mask=[0, 1]).harden_mask()
>>> x[:] = 5
>>> x
masked_array(data=[5, --],
             mask=[False,  True],
       fill_value=999999)"
    |args| hardened(args, true);

    "soften_mask" [] BOTH_WAYS
    ("a")
    "Lets assignment unmask elements, as it does at first."
    ">>> np.ma.array([1, 2], hard_mask=True).soften_mask().hardmask
False"
    |args| hardened(args, false);

    "hardmask" [] PROPERTY
    ("a")
    "Whether masked elements stay masked whatever is assigned."
    ">>> np.ma.array([1, 2]).hardmask
False"
    |args| Ok(Value::Bool(matches!(args.need("a")?, Value::Masked(m) if m.is_hard())));

    "shrink_mask" [] METHOD
    ("a")
    "Takes away a mask that masks nothing."
    ">>> np.ma.array([1, 2], mask=[0, 0]).shrink_mask().mask
False"
    |args| {
        let value = args.need("a")?.clone();
        if let Value::Masked(m) = &value
            && let Some(Value::Array(mask)) = m.mask()
            && !mask.block().to_vec::<bool>().contains(&true)
        {
            m.set_mask(None);
        }
        Ok(value)
    };

    "unshare_mask" [] METHOD
    ("a")
    "Gives the array a mask of its own, in memory that no other array sees."
    ">>> np.ma.array([1, 2], mask=[0, 1]).unshare_mask().mask
array([False,  True])"
    |args| {
        let value = args.need("a")?.clone();
        if let Value::Masked(m) = &value
            && let Some(Value::Array(mask)) = m.mask()
        {
            m.set_mask(Some(Value::Array(Plain::new(mask.block().to_owned_c()))));
        }
        Ok(value)
    };

    "sharedmask" [] PROPERTY
    ("a")
    "Whether other arrays may see the mask: views do."
    ">>> np.ma.array([1, 2], mask=[0, 1]).sharedmask
True"
    |args| Ok(Value::Bool(matches!(args.need("a")?, Value::Masked(m) if m.mask().is_some())));

    "tolist" [] METHOD
    ("a, fill_value=None")
    "The elements as nested lists, masked ones as None or as a number that is given."
    ">>> np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]).tolist()
[[1, None], [3, 4]]"
    |args| {
        let pair = Pair::arg(args, "a")?;
        let (data, mask) = (pair.data.compute()?, pair.full_mask().compute()?);
        let fill = args.raw("fill_value").cloned().unwrap_or(Value::None);
        Ok(listed(&convert::to_list(&data), &convert::to_list(&mask), &fill))
    };

    "iscontiguous" [] METHOD
    ("a")
    "Whether the data lies in one piece in memory."
    ">>> np.ma.array([1, 2]).iscontiguous()
True"
    |args| Ok(Value::Bool(match data_of(args.need("a")?)? {
        Value::Array(a) => a.block().is_contiguous(),
        _ => true,
    }));

    "get_real" [] METHOD
    ("a")
    "The real part."
    ">>> np.ma.array([1+2j]).get_real()
masked_array(data=[1.],
             mask=False,
       fill_value=1e+20)"
    |args| part(args, "real");

    "get_imag" [] METHOD
    ("a")
    "The imaginary part."
    ">>> np.ma.array([1+2j]).get_imag()
masked_array(data=[2.],
             mask=False,
       fill_value=1e+20)"
    |args| part(args, "imag");
}

fn part(args: &Args, name: &str) -> Result<Value> {
    let pair = Pair::arg(args, "a")?;
    let data = compose::apply(name, &[Value::Lazy(pair.data)])?;
    Pair { data, mask: pair.mask, fill: None }.array(is_lazy(args))
}

fn listed(data: &Value, mask: &Value, fill: &Value) -> Value {
    match (data.items(), mask.items()) {
        (Some(data), Some(mask)) => {
            Value::list(data.iter().zip(&mask).map(|(d, m)| listed(d, m, fill)).collect::<Vec<_>>())
        }
        _ if matches!(mask, Value::Bool(true)) => fill.clone(),
        _ => data.clone(),
    }
}

pub(super) fn answer(args: &Args, array: Lazy) -> Result<Value> {
    if is_lazy(args) { Ok(Value::Lazy(array)) } else { array.compute().map(|b| Value::Array(Plain::new(b))) }
}

/// `nomask`: what a mask is where there is none.
pub fn nomask() -> Value {
    Value::Scalar(Scalar::new(DType::Bool, Num::Bool(false)))
}

fn mask_or_none(args: &Args) -> Result<Value> {
    Ok(match args.need("a")? {
        Value::Masked(m) => m.mask().unwrap_or_else(nomask),
        _ => nomask(),
    })
}

fn shrunk(args: &Args, mask: Lazy, shrink: bool) -> Result<Value> {
    match answer(args, mask)? {
        Value::Array(a) if shrink && !a.block().to_vec::<bool>().contains(&true) => Ok(nomask()),
        value => Ok(value),
    }
}

fn count(args: &Args, masked: bool) -> Result<Value> {
    let pair = Pair::arg(args, args.op.parameters()[0].name)?;
    let counted = if masked { pair.full_mask() } else { pair.kept()? };
    let names = ["axis", "keepdims", "split_every"].into_iter().filter(|n| args.has(n));
    let named: Vec<_> = names.filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
    args.answer(compose::call("sum", &[Value::Lazy(counted)], &named)?)
}

fn hardened(args: &Args, hard: bool) -> Result<Value> {
    let value = args.need("a")?.clone();
    if let Value::Masked(m) = &value {
        m.set_hard(hard);
    }
    Ok(value)
}
