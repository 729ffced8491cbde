//! Choosing, sorting and comparing masked arrays.

use super::call::broadcast_like;
use super::create::is_lazy;
use super::pair::Pair;
use super::reduce::sort_fill;
use super::rows;
use super::rule::Fill;
use crate::array::masked::no_mask;
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Result, type_error};
use crate::ops::compose::{self, apply, apply2, flat};
use crate::ops::{Args, Given, Place, find};

rows! {
    /// What chooses, sorts and compares elements.
    CHOSEN;

    "where" [] FUNCTION
    ("condition, x=None, y=None")
    "Elements of `x` where a condition holds, else those of `y`; masked where the chosen one or the condition is."
    ">>> x = np.ma.array([1, 2, 3], mask=[0, 1, 0])
>>> np.ma.where(x > 2, x, -1)
masked_array(data=[-1, --, 3],
             mask=[False,  True, False],
       fill_value=999999)"
    choose_two;

    "choose" [] FUNCTION
    ("indices, choices, out=None, mode='raise'")
    "Elements of the arrays in `choices`, each from the one that `indices` names; masked where the chosen one is."
    ">>> np.ma.choose([1, 0, 1], [np.ma.array([1, 2, 3]), np.ma.array([10, 20, 30], mask=[0, 0, 1])])
masked_array(data=[10, 2, --],
             mask=[False, False,  True],
       fill_value=999999)"
    choose;

    "sort" [] FUNCTION
    ("a, axis=-1, kind=None, order=None, endwith=True, fill_value=None, *, stable=None")
    "Sorted copy along an axis, masked elements last (first for `endwith=False`)."
    ">>> np.ma.sort(np.ma.array([3, 1, 2], mask=[0, 1, 0]))
masked_array(data=[2, 3, --],
             mask=[False, False,  True],
       fill_value=999999)"
    |args| sorted(args)?.array(is_lazy(args));

    "sort" [] METHOD
    ("a, axis=-1, kind=None, order=None, endwith=True, fill_value=None, *, stable=None")
    "Sorts an array in memory in place, masked elements last; of a lazy array it is the sorted one."
    ">>> x = np.ma.array([3, 1, 2], mask=[0, 1, 0])
>>> x.sort()
>>> x
masked_array(data=[2, 3, --],
             mask=[False, False,  True],
       fill_value=999999)"
    sort_in_place;

    "argsort" [] BOTH_WAYS
    ("a, axis=-1, kind=None, order=None, endwith=True, fill_value=None, *, stable=False")
    "Places that would sort an array along an axis, masked elements last."
    ">>> np.ma.array([3, 2, 1], mask=[0, 0, 1]).argsort()
array([1, 0, 2])"
    |args| {
        let order = order(args)?;
        args.answer(order)
    };

    "argmin" [] BOTH_WAYS
    ("a, axis=None, fill_value=None, out=None, *, keepdims=False, split_every=None")
    "Place of the least element along an axis; masked ones count as a fill value, by default the greatest number."
    ">>> x = np.ma.array(np.arange(4), mask=[1, 1, 0, 0]).reshape(2, 2)
>>> x.argmin(axis=0, fill_value=9)
array([1, 1])"
    |args| extreme_place(args, "argmin", Fill::Greatest);

    "argmax" [] BOTH_WAYS
    ("a, axis=None, fill_value=None, out=None, *, keepdims=False, split_every=None")
    "Place of the greatest element along an axis; masked ones count as a fill value, by default the least number."
    ">>> np.ma.array([1, 9, 3], mask=[0, 1, 0]).argmax()
2"
    |args| extreme_place(args, "argmax", Fill::Least);

    "unique" [] FUNCTION
    ("ar1, return_index=False, return_inverse=False")
    "The sorted different elements; masked ones count as one more, at the end."
    ">>> np.ma.unique(np.ma.array([1, 2, 1000, 2, 3], mask=[0, 0, 1, 0, 0]))
masked_array(data=[1, 2, 3, --],
             mask=[False, False, False,  True],
       fill_value=999999)"
    unique;

    "union1d" [] FUNCTION
    ("ar1, ar2")
    "The sorted different elements of two arrays."
    ">>> np.ma.union1d(np.ma.array([1, 2], mask=[0, 1]), [4, 1])
masked_array(data=[1, 4, --],
             mask=[False, False,  True],
       fill_value=999999)"
    |args| sets(args, "union1d", |a, b| a || b);

    "intersect1d" [] FUNCTION
    ("ar1, ar2, assume_unique=False")
    "The sorted different elements that two arrays share."
    ">>> np.ma.intersect1d(np.ma.array([1, 3, 3], mask=[0, 0, 1]), np.ma.array([3, 1, 1], mask=[0, 0, 1]))
masked_array(data=[1, 3, --],
             mask=[False, False,  True],
       fill_value=999999)"
    |args| sets(args, "intersect1d", |a, b| a && b);

    "setdiff1d" [] FUNCTION
    ("ar1, ar2, assume_unique=False")
    "The sorted different elements of the first array that are not in the second."
    ">>> np.ma.setdiff1d(np.ma.array([1, 2, 3, 4], mask=[0, 1, 0, 1]), [1, 2])
masked_array(data=[3, --],
             mask=[False,  True],
       fill_value=999999)"
    |args| sets(args, "setdiff1d", |a, b| a && !b);

    "setxor1d" [] FUNCTION
    ("ar1, ar2, assume_unique=False")
    "The sorted different elements that are in one of two arrays only."
    ">>> np.ma.setxor1d(np.ma.array([1, 2, 3]), np.ma.array([2, 3, 5]))
masked_array(data=[1, 5],
             mask=False,
       fill_value=999999)"
    |args| sets(args, "setxor1d", |a, b| a != b);

    "put" [] BOTH_WAYS
    ("a, indices, values, mode='raise'")
    "Sets the elements of these numbers in C order of an array in memory; masked values mask them."
    ">>> x = np.ma.array([1, 2, 3], mask=[0, 1, 0])
>>> x.put([0, 1], np.ma.array([7, 8], mask=[1, 0]))
>>> x
masked_array(data=[--, 8, 3],
             mask=[ True, False, False],
       fill_value=999999)"
    |args| put(args, "put", "indices");

    "putmask" [] FUNCTION
    ("a, mask, values")
    "Sets the elements of an array in memory where a mask holds; masked values mask them."
    ">>> x = np.ma.array([1, 2, 3], mask=[0, 1, 0])
>>> np.ma.putmask(x, [True, True, False], 9)
>>> x
masked_array(data=[9, 9, 3],
             mask=[False, False, False],
       fill_value=999999)"
    |args| put(args, "putmask", "mask");

    "isin" ["in1d"] FUNCTION
    ("element, test_elements, assume_unique=False, invert=False")
    "Whether each element is among others; a masked one is among them if one of them is masked."
    ">>> np.ma.isin(np.ma.array([1, 2, 3], mask=[0, 1, 0]), [3, 4]).tolist()
[False, False, True]"
    isin;

    "allequal" [] FUNCTION
    ("a, b, fill_value=True")
    "Whether two arrays are equal where neither is masked; `fill_value` says what masked elements count as."
    ">>> a = np.ma.array([1e10, 1e-7, 42.0], mask=[0, 0, 1])
>>> np.ma.allequal(a, [1e10, 1e-7, -42.0])
True
>>> np.ma.allequal(a, [1e10, 1e-7, -42.0], fill_value=False)
False"
    |args| alike(args, "fill_value", "equal", &[]);

    "allclose" [] FUNCTION
    ("a, b, masked_equal=True, rtol=1e-05, atol=1e-08")
    "Whether two arrays are close where neither is masked; `masked_equal` says what masked elements count as."
    ">>> a = np.ma.array([1e10, 1e-7, 42.0], mask=[0, 0, 1])
>>> np.ma.allclose(a, [1e10, 1e-7, -42.0])
True"
    |args| alike(args, "masked_equal", "isclose", &["rtol", "atol"]);

    "diff" [] FUNCTION
    ("a, n=1, axis=-1")
    "Differences of neighbours along an axis, masked where one of the two is."
    ">>> np.ma.diff(np.ma.array([1, 2, 4, 7], mask=[0, 0, 1, 0]))
masked_array(data=[1, --, --],
             mask=[False,  True,  True],
       fill_value=999999)"
    |args| {
        let pair = Pair::arg(args, "a")?;
        let axis = args.axis("axis", pair.data.ndim())?.unwrap_or(pair.data.ndim().saturating_sub(1));
        let n = args.count("n")?.unwrap_or(1);
        differences(pair, n, axis)?.array(is_lazy(args))
    };

    "ediff1d" [] FUNCTION
    ("arr, to_end=None, to_begin=None")
    "Differences of neighbours in the flattened array, masked where one of the two is."
    ">>> np.ma.ediff1d(np.ma.array([1, 2, 4, 7, 0], mask=[0, 0, 0, 1, 0]))
masked_array(data=[1, 2, --, --],
             mask=[False, False,  True,  True],
       fill_value=999999)"
    ediff;
}

/// `argmin` and `argmax`: places, which are never masked.
fn extreme_place(args: &Args, name: &str, fill: Fill) -> Result<Value> {
    let pair = Pair::arg(args, "a")?;
    let fill = match args.get("fill_value") {
        Some(v) => v.as_scalar().ok_or_else(|| args.wrong("fill_value", "a number"))?,
        None => fill.number(pair.data.dtype()),
    };
    let named: Vec<_> =
        ["axis", "out", "keepdims"].into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
    args.answer(compose::call(name, &[Value::Lazy(pair.filled(fill)?)], &named)?)
}

fn choose_two(args: &mut Args) -> Result<Value> {
    let condition = Pair::arg(args, "condition")?;
    if args.get("x").is_none() && args.get("y").is_none() {
        let places = condition.filled(Num::Bool(false))?;
        let op = find(Place::Np, "nonzero");
        let op = op.ok_or_else(|| type_error("nonzero is not there"))?;
        let given = Given { value: Value::Lazy(places), span: None };
        let mut inner = Args::bind(op, vec![given], Vec::new(), true)?;
        let found = (op.build)(&mut inner)?.items().unwrap_or_default();
        return args.answers(found.iter().map(convert::to_lazy).collect::<Result<_>>()?);
    }
    let (x, y) = (args.need("x")?.clone(), args.need("y")?.clone());
    let test = Value::Lazy(condition.data.clone());
    let data = apply("where", &[test.clone(), super::call::data_of(&x)?, super::call::data_of(&y)?])?;
    let masks = [Pair::of(&x)?, Pair::of(&y)?, condition.clone()];
    let mask = match masks.iter().all(|p| p.mask.is_none()) {
        true => None,
        false => {
            let part = |p: &Pair| p.mask.clone().map_or(Value::Bool(false), Value::Lazy);
            let chosen = apply("where", &[test, part(&masks[0]), part(&masks[1])])?;
            let all = apply("logical_or", &[Value::Lazy(chosen), part(&condition)])?;
            Some(broadcast_like(&all, &data)?)
        }
    };
    let fill = masks.iter().find_map(|p| p.fill);
    Pair { data, mask, fill }.array(is_lazy(args))
}

fn choose(args: &mut Args) -> Result<Value> {
    let indices = Pair::arg(args, "indices")?;
    let choices = match args.need("choices")? {
        Value::Array(_) | Value::Lazy(_) => args.arrays("choices")?.into_iter().map(|a| Pair::new(a, None)).collect(),
        _ => args.sequence("choices")?.iter().map(Pair::of).collect::<Result<Vec<_>>>()?,
    };
    let masked = indices.mask.is_some() || choices.iter().any(|c| c.mask.is_some());
    let named: Vec<_> = ["mode"].into_iter().filter_map(|n| args.get(n).map(|v| (n, v.clone()))).collect();
    let places = Value::Lazy(indices.filled(Num::Int(0))?);
    let pick = |of: &dyn Fn(&Pair) -> Lazy| {
        let list = Value::list(choices.iter().map(|p| Value::Lazy(of(p))));
        compose::call("choose", &[places.clone(), list], &named)
    };
    let mask = if masked { Some(pick(&|p| p.full_mask())?) } else { None };
    let mut pair = Pair::new(pick(&|p| p.data.clone())?, mask);
    if let Some(mask) = &indices.mask {
        pair.add_mask(mask)?;
    }
    pair.array(is_lazy(args))
}

/// The places that sort the first argument.
fn order(args: &Args) -> Result<Lazy> {
    let pair = Pair::arg(args, "a")?;
    let last = args.bool("endwith", true)?;
    let fill = match args.get("fill_value").and_then(Value::as_scalar) {
        Some(n) => n,
        None => sort_fill(pair.data.dtype(), last),
    };
    let axis = args.raw("axis").cloned().unwrap_or(Value::Int(-1));
    compose::call("argsort", &[Value::Lazy(pair.filled(fill)?)], &[("axis", axis)])
}

fn sorted(args: &Args) -> Result<Pair> {
    let pair = Pair::arg(args, "a")?;
    let order = order(args)?;
    let whole = args.raw("axis").is_some_and(Value::is_none);
    let axis = if whole { Value::Int(0) } else { args.raw("axis").cloned().unwrap_or(Value::Int(-1)) };
    let put = |array: &Lazy| {
        let array = if whole { flat(array)? } else { array.clone() };
        compose::call("take_along_axis", &[Value::Lazy(array), Value::Lazy(order.clone())], &[("axis", axis.clone())])
    };
    Ok(Pair { data: put(&pair.data)?, mask: pair.mask.as_ref().map(put).transpose()?, fill: pair.fill })
}

fn sort_in_place(args: &mut Args) -> Result<Value> {
    let pair = sorted(args)?;
    let Value::Masked(m) = args.need("a")? else { return Err(args.wrong("a", "a masked array")) };
    if m.is_lazy() {
        return pair.array(true);
    }
    let write = |to: &Value, from: &Lazy| -> Result<()> {
        if let Value::Array(to) = to {
            let block = from.compute()?;
            // SAFETY: `write` keeps others away from the elements.
            to.write(|to| unsafe { to.overwrite(&block) });
        }
        Ok(())
    };
    write(&m.data, &pair.data)?;
    if let (Some(to), Some(from)) = (m.mask(), &pair.mask) {
        write(&to, from)?;
    }
    Ok(Value::None)
}

/// The different elements of an array that are not masked, and whether any is.
fn different(pair: &Pair) -> Result<(Lazy, bool)> {
    let data = flat(&pair.data)?;
    let Some(mask) = &pair.mask else { return Ok((data, false)) };
    let kept = build::compress(&data, &flat(&pair.kept()?)?, 0)?;
    Ok((kept, mask.compute()?.to_vec::<bool>().contains(&true)))
}

/// The elements with a masked one at their end.
fn with_masked(data: Lazy, masked: bool, known: bool) -> Result<Pair> {
    let data = convert::whole(data.compute()?);
    if !masked {
        let mask = known.then(|| no_mask(&data));
        return Ok(Pair::new(data, mask));
    }
    let one = convert::whole(Block::full(data.dtype(), &[1], Num::Int(0)));
    let truth = convert::whole(Block::full(DType::Bool, &[1], Num::Bool(true)));
    let mask = build::concat(&[no_mask(&data), truth], 0)?;
    Ok(Pair::new(build::concat(&[data, one], 0)?, Some(mask)))
}

fn unique(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "ar1")?;
    let (index, inverse) = (args.bool("return_index", false)?, args.bool("return_inverse", false)?);
    let (data, masked) = different(&pair)?;
    if !index && !inverse {
        let found = apply("unique", &[Value::Lazy(data)])?;
        return with_masked(found, masked, pair.mask.is_some())?.array(is_lazy(args));
    }
    let op = find(Place::Np, "unique").ok_or_else(|| type_error("unique is not there"))?;
    let named = [("return_index", true), ("return_inverse", true)].map(|(n, v)| (n.to_owned(), given(Value::Bool(v))));
    let parts = (op.build)(&mut Args::bind(op, vec![given(Value::Lazy(data))], named.into(), true)?)?;
    let parts = parts.items().unwrap_or_default().iter().map(convert::to_lazy).collect::<Result<Vec<_>>>()?;
    let [found, places, back] = &parts[..] else { return Err(type_error("unique gives three arrays")) };
    // The places are those in the whole array; a masked element comes last.
    let held = flat(&pair.full_mask())?.compute()?.to_vec::<bool>();
    let kept: Vec<i64> = (0..held.len() as i64).filter(|&i| !held[i as usize]).collect();
    let mut places: Vec<i64> = places.compute()?.to_vec::<i64>().iter().map(|&i| kept[i as usize]).collect();
    let mut back = back.compute()?.to_vec::<i64>().into_iter();
    let last = places.len() as i64;
    places.extend(held.iter().position(|h| *h).map(|i| i as i64));
    let back: Vec<i64> = held.iter().map(|&h| if h { last } else { back.next().unwrap_or(last) }).collect();
    let mut answers = vec![with_masked(found.clone(), masked, pair.mask.is_some())?.array(is_lazy(args))?];
    for (wanted, numbers) in [(index, places), (inverse, back)] {
        if wanted {
            answers.push(args.answer_array(convert::whole(Block::from_slice(&[numbers.len()], &numbers)))?);
        }
    }
    Ok(Value::tuple(answers))
}

fn given(value: Value) -> Given {
    Given { value, span: None }
}

/// A set operation; `keep` says whether a masked element is in the answer, of its being in each of the two.
fn sets(args: &Args, name: &str, keep: fn(bool, bool) -> bool) -> Result<Value> {
    let (a, b) = (Pair::arg(args, "ar1")?, Pair::arg(args, "ar2")?);
    let ((x, in_x), (y, in_y)) = (different(&a)?, different(&b)?);
    let known = a.mask.is_some() || b.mask.is_some();
    with_masked(apply2(name, &x, &y)?, keep(in_x, in_y), known)?.array(is_lazy(args))
}

/// Whether all elements that are not masked are alike; masked ones count as the argument `masked` says.
fn alike(args: &Args, masked: &str, test: &str, names: &[&'static str]) -> Result<Value> {
    let (a, b) = (Pair::arg(args, "a")?, Pair::arg(args, "b")?);
    let named: Vec<_> = names.iter().filter_map(|n| args.get(n).map(|v| (*n, v.clone()))).collect();
    let same = compose::call(test, &[Value::Lazy(a.data.clone()), Value::Lazy(b.data.clone())], &named)?;
    let mut pair = Pair::new(same, None);
    for mask in [a.mask, b.mask].into_iter().flatten() {
        pair.add_mask(&mask)?;
    }
    let filled = pair.filled(Num::Bool(args.bool(masked, true)?))?;
    args.answer(apply("all", &[Value::Lazy(filled)])?)
}

/// The differences of neighbours, `n` times over.
fn differences(mut pair: Pair, n: usize, axis: usize) -> Result<Pair> {
    let along = [("axis", Value::Int(axis as i128))];
    for _ in 0..n {
        pair.data = compose::call("diff", &[Value::Lazy(pair.data)], &along)?;
        if let Some(mask) = &pair.mask {
            let part = |from, to| {
                let mut entries = vec![build::Index::Slice(None, None, None); axis];
                entries.push(build::Index::Slice(from, to, None));
                build::index(mask, &entries)
            };
            pair.mask = Some(apply2("logical_or", &part(Some(1), None)?, &part(None, Some(-1))?)?);
        }
    }
    Ok(pair)
}

fn ediff(args: &mut Args) -> Result<Value> {
    let pair = Pair::arg(args, "arr")?;
    let row = Pair { data: flat(&pair.data)?, mask: pair.mask.as_ref().map(flat).transpose()?, fill: pair.fill };
    let mut parts = vec![differences(row, 1, 0)?];
    if args.get("to_begin").is_some() {
        parts.insert(0, Pair::arg(args, "to_begin")?);
    }
    if args.get("to_end").is_some() {
        parts.push(Pair::arg(args, "to_end")?);
    }
    let join = |of: &dyn Fn(&Pair) -> Lazy| {
        let rows = parts.iter().map(|p| flat(&of(p))).collect::<Result<Vec<_>>>()?;
        build::concat(&rows, 0)
    };
    let masked = parts.iter().any(|p| p.mask.is_some());
    let data = compose::apply(
        "concatenate",
        &[Value::list(parts.iter().map(|p| flat(&p.data)).collect::<Result<Vec<_>>>()?.into_iter().map(Value::Lazy))],
    )?;
    let mask = if masked { Some(join(&|p| p.full_mask())?) } else { None };
    Pair { data, mask, fill: pair.fill }.array(is_lazy(args))
}

/// Puts values into the data, and whether they are masked into the mask.
fn put(args: &Args, name: &str, place: &str) -> Result<Value> {
    let places = super::call::data_of(args.need(place)?)?;
    let values = Pair::arg(args, "values")?;
    let Value::Masked(m) = args.need("a")? else { return Err(args.wrong("a", "a masked array")) };
    let run = |to: Value, from: &Lazy| {
        let op = find(Place::Np, name).ok_or_else(|| type_error(format!("{name} is not there")))?;
        let given = [to, places.clone(), Value::Array(Plain::new(from.compute()?))];
        let given = given.into_iter().map(|value| Given { value, span: None }).collect();
        (op.build)(&mut Args::bind(op, given, Vec::new(), false)?)
    };
    run(m.data.clone(), &values.data)?;
    if m.mask().is_some() || values.mask.is_some() {
        run(m.full_mask(), &values.full_mask())?;
        if name == "put"
            && let Some(Value::Array(mask)) = m.mask()
            && !mask.block().to_vec::<bool>().contains(&true)
        {
            m.set_mask(None);
        }
    }
    Ok(Value::None)
}

fn isin(args: &mut Args) -> Result<Value> {
    let (x, of) = (Pair::arg(args, "element")?, Pair::arg(args, "test_elements")?);
    let (others, masked) = different(&of)?;
    let known = x.mask.is_some() || of.mask.is_some();
    let found = apply("isin", &[Value::Lazy(x.data.clone()), Value::Lazy(others)])?;
    let filled = Pair { data: found, mask: x.mask, fill: None }.filled(Num::Bool(masked))?;
    let answer = match args.bool("invert", false)? {
        true => apply("logical_not", &[Value::Lazy(filled)])?,
        false => filled,
    };
    let mask = known.then(|| no_mask(&answer));
    Pair::new(answer, mask).array(is_lazy(args))
}
