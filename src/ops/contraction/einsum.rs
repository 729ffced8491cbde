//! `einsum`, made of diagonals, sums and products of pairs.

use super::kernel::{Axes, contract};
use super::notation::{Label, letter, parse};
use super::path::{Search, Sum, search};
use crate::array::build::{cast, expand_dims, squeeze, transpose};
use crate::array::{Lazy, Value};
use crate::chunk::DType;
use crate::diag::{Error, Result, type_error, value_error};
use crate::ops::elementwise::Casting;
use crate::ops::{Args, call, compose};

/// An array whose axes have labels.
#[derive(Clone)]
struct Term {
    array: Lazy,
    labels: Vec<Label>,
}

pub fn einsum(args: &mut Args) -> Result<Value> {
    let operands = args.need("operands")?.items().unwrap_or_default();
    let (arrays, wish) = parse(&operands)?;
    let dtype = result_dtype(args, &arrays)?;
    let output = wish.output();
    let named = wish.inputs.clone();
    let mut terms = Vec::with_capacity(arrays.len());
    for (k, (array, labels)) in arrays.iter().zip(wish.inputs).enumerate() {
        terms.push(diagonal(Term { array: cast(array, dtype), labels }, k)?);
    }
    check_output(&output, &terms)?;
    if let [labels] = &named[..]
        && let Some(view) = view_of_operand(args, &operands, labels, &output, dtype)
    {
        return Ok(view);
    }
    squeeze_ones(&mut terms)?;
    for k in 0..terms.len() {
        terms[k] = alone_summed(&terms, k, &output)?;
    }
    let last = taken_together(args, terms, &output)?;
    let order: Vec<usize> = output.iter().filter_map(|l| last.labels.iter().position(|m| m == l)).collect();
    compose::answer(args, transpose(&last.array, &order))
}

/// The answer as a view of the only operand, where that is an array in memory and nothing is summed or converted.
fn view_of_operand(args: &Args, operands: &[Value], labels: &[Label], output: &[Label], dtype: DType) -> Option<Value> {
    let plain = operands.iter().find_map(|v| if let Value::Array(a) = v { Some(a) } else { None })?;
    let fits = labels.iter().all(|l| output.contains(l)) && !output.is_empty() && plain.dtype() == dtype;
    if args.is_lazy() || args.get("out").is_some() || !fits {
        return None;
    }
    Some(Value::Array(plain.view(|block| {
        let axes = |l: &Label| (0..labels.len()).filter(|&k| labels[k] == *l).collect::<Vec<_>>();
        let shape = output.iter().map(|l| axes(l).first().map_or(1, |&k| block.shape()[k])).collect();
        let strides = output.iter().map(|l| axes(l).iter().map(|&k| block.strides()[k]).sum()).collect();
        block.with_layout(block.offset(), shape, strides)
    })))
}

/// The dtype that `dtype=` asks for, or that of all operands.
fn result_dtype(args: &Args, arrays: &[Lazy]) -> Result<DType> {
    let casting = Casting::parse(args.text("casting")?.unwrap_or("safe")).map_err(|e| args.at("casting", e))?;
    let own = arrays.iter().map(|a| a.dtype()).reduce(|d, a| d.promote(a)).unwrap_or(DType::F64);
    let Some(dtype) = args.dtype("dtype")? else { return Ok(own) };
    match arrays.iter().find(|a| !casting.allows(a.dtype(), dtype)) {
        None => Ok(dtype),
        Some(a) => {
            let (from, name) = (a.dtype(), casting.name());
            let message = format!(
                "Iterator operand required copying or buffering: cannot cast {from} to {dtype} by the rule '{name}'"
            );
            Err(args.at("dtype", type_error(message).help("pass casting='unsafe', or a dtype that holds it")))
        }
    }
}

/// The terms multiplied and summed, step by step.
fn taken_together(args: &Args, mut terms: Vec<Term>, output: &[Label]) -> Result<Term> {
    let (search, limit) = search(args, Search::Greedy)?;
    let sum = summary(&terms, output);
    let path = match (&search, terms.len()) {
        (Search::None, n) if n > 2 => sum.path(&Search::Greedy, limit),
        _ => sum.path(&search, limit),
    };
    for places in path {
        let mut places = places;
        places.sort_unstable_by(|a, b| b.cmp(a));
        if places.first().is_none_or(|&p| p >= terms.len()) {
            break;
        }
        let mut taken: Vec<Term> = places.iter().map(|&p| terms.remove(p)).collect();
        taken.reverse();
        terms.push(product(taken, &terms, output)?);
    }
    product(std::mem::take(&mut terms), &[], output)
}

/// The product of these terms, over the labels that neither the output nor any of the `rest` has summed.
fn product(taken: Vec<Term>, rest: &[Term], output: &[Label]) -> Result<Term> {
    let mut taken = taken.into_iter();
    let Some(mut result) = taken.next() else { return Err(type_error("einsum needs at least one operand")) };
    while let Some(next) = taken.next() {
        let later = taken.as_slice();
        let kept = |l: &Label| output.contains(l) || rest.iter().chain(later).any(|t| t.labels.contains(l));
        result = multiply(&result, &next, kept)?;
    }
    Ok(result)
}

/// The labels and lengths of the terms.
fn summary(terms: &[Term], output: &[Label]) -> Sum {
    let mut lengths: Vec<(Label, f64)> = Vec::new();
    for term in terms {
        for (&l, &n) in term.labels.iter().zip(&term.array.node.shape()) {
            match lengths.iter_mut().find(|(m, _)| *m == l) {
                Some((_, known)) => *known = known.max(n as f64),
                None => lengths.push((l, n as f64)),
            }
        }
    }
    Sum { inputs: terms.iter().map(|t| t.labels.clone()).collect(), output: output.to_vec(), lengths }
}

/// The order in which `einsum` would take these operands together, and a table of what that costs.
pub fn einsum_path(args: &mut Args) -> Result<Value> {
    let operands = args.need("operands")?.items().unwrap_or_default();
    let (arrays, wish) = parse(&operands)?;
    let output = wish.output();
    let terms: Vec<Term> = arrays.into_iter().zip(wish.inputs).map(|(array, labels)| Term { array, labels }).collect();
    check_output(&output, &terms)?;
    squeeze_ones(&mut terms.clone())?;
    let sum = summary(&terms, &output);
    let (search, limit) = search(args, Search::Greedy)?;
    let path = sum.path(&search, limit);
    let report = sum.report(&path)?;
    let steps = path.iter().map(|places| Value::tuple(places.iter().map(|&p| Value::Int(p as i128))));
    let list = Value::list([Value::str("einsum_path")].into_iter().chain(steps));
    Ok(Value::tuple([list, Value::str(report)]))
}

fn check_output(output: &[Label], terms: &[Term]) -> Result<()> {
    for (k, l) in output.iter().enumerate() {
        if output[..k].contains(l) {
            return Err(value_error(format!(
                "einstein sum subscripts string includes output subscript '{}' multiple times",
                letter(*l)
            )));
        }
        if !terms.iter().any(|t| t.labels.contains(l)) {
            return Err(value_error(format!(
                "einstein sum subscripts string included output subscript '{}' which never appeared in an input",
                letter(*l)
            )));
        }
    }
    Ok(())
}

/// Axes of one label in one operand become their diagonal.
fn diagonal(mut term: Term, place: usize) -> Result<Term> {
    loop {
        let found = (0..term.labels.len()).find_map(|i| {
            let j = term.labels[i + 1..].iter().position(|l| *l == term.labels[i])?;
            Some((i, i + 1 + j))
        });
        let Some((i, j)) = found else { return Ok(term) };
        let shape = term.array.node.shape();
        if shape[i] != shape[j] {
            return Err(value_error(format!(
                "dimensions in operand {place} for collapsing index '{}' don't match ({} != {})",
                letter(term.labels[i]),
                shape[i],
                shape[j]
            )));
        }
        let named = [("axis1", Value::Int(i as i128)), ("axis2", Value::Int(j as i128))];
        term.array = call("diagonal", &[term.array], &named)?;
        let label = term.labels.remove(j);
        term.labels.remove(i);
        term.labels.push(label);
    }
}

/// Checks that axes of one label have one length; an axis of length 1 goes away where another operand's is longer.
fn squeeze_ones(terms: &mut [Term]) -> Result<()> {
    let mut lengths: Vec<(Label, Option<usize>)> = Vec::new();
    for term in terms.iter() {
        for (&l, n) in term.labels.iter().zip(term.array.lengths()) {
            match lengths.iter_mut().find(|(m, _)| *m == l) {
                Some((_, known)) if *known == Some(1) => *known = n,
                Some((_, known)) if *known == n || n == Some(1) => {}
                Some(_) => return Err(unfit(terms, l)),
                None => lengths.push((l, n)),
            }
        }
    }
    for term in terms {
        let ones = |k: &usize| {
            let long = lengths.iter().any(|(l, n)| *l == term.labels[*k] && *n != Some(1));
            long && term.array.lengths()[*k] == Some(1)
        };
        let gone: Vec<usize> = (0..term.labels.len()).filter(ones).collect();
        term.array = squeeze(&term.array, &gone);
        term.labels = (0..term.labels.len()).filter(|k| !gone.contains(k)).map(|k| term.labels[k]).collect();
    }
    Ok(())
}

fn unfit(terms: &[Term], label: Label) -> Error {
    let found: Vec<String> = terms
        .iter()
        .flat_map(|t| t.labels.iter().zip(t.array.lengths()))
        .filter(|(l, _)| **l == label)
        .map(|(_, n)| n.map_or("unknown".into(), |n| n.to_string()))
        .collect();
    value_error(format!(
        "einsum: operands could not be broadcast together: the axes '{}' have the lengths {}",
        letter(label),
        found.join(", ")
    ))
    .help(format!(
        "axes of one letter have one length; the shapes are {}",
        terms.iter().map(|t| crate::array::build::shape_text(&t.array.node.shape())).collect::<Vec<_>>().join(" and ")
    ))
}

/// The term without the axes that no other term and not the output has: they are summed.
fn alone_summed(terms: &[Term], k: usize, output: &[Label]) -> Result<Term> {
    let term = &terms[k];
    let shared =
        |l: &Label| output.contains(l) || terms.iter().enumerate().any(|(j, t)| j != k && t.labels.contains(l));
    let gone: Vec<usize> = (0..term.labels.len()).filter(|&j| !shared(&term.labels[j])).collect();
    if gone.is_empty() {
        return Ok(term.clone());
    }
    Ok(Term { array: sum(&term.array, &gone)?, labels: term.labels.iter().copied().filter(shared).collect() })
}

/// The sum over some axes, in the array's own dtype.
fn sum(array: &Lazy, axes: &[usize]) -> Result<Lazy> {
    let dtype = array.dtype();
    let axis = ("axis", Value::tuple(axes.iter().map(|&k| Value::Int(k as i128))));
    match dtype {
        DType::Bool => call("any", std::slice::from_ref(array), &[axis]),
        _ => call("sum", std::slice::from_ref(array), &[axis, ("dtype", Value::DType(dtype))]),
    }
}

/// The product of two terms, summed over the labels that both have and `kept` does not want.
fn multiply(a: &Term, b: &Term, kept: impl Fn(&Label) -> bool) -> Result<Term> {
    let both = |l: &&Label| a.labels.contains(l) && b.labels.contains(l);
    let batch: Vec<Label> = a.labels.iter().filter(both).filter(|l| kept(l)).copied().collect();
    let summed: Vec<Label> = a.labels.iter().filter(both).filter(|l| !kept(l)).copied().collect();
    let own = |t: &Term, other: &Term| -> Vec<Label> {
        t.labels.iter().filter(|l| !other.labels.contains(l)).copied().collect()
    };
    let (rows, cols) = (own(a, b), own(b, a));
    let arranged = |t: &Term, order: &[&[Label]]| {
        let order = order.concat();
        let places: Vec<usize> = order.iter().filter_map(|l| t.labels.iter().position(|m| m == l)).collect();
        transpose(&t.array, &places)
    };
    let left = arranged(a, &[&batch, &rows, &summed]);
    let labels = [&batch[..], &rows, &cols].concat();
    if summed.is_empty() {
        let right = arranged(b, &[&batch, &cols]);
        let left = expand_dims(&left, &(batch.len() + rows.len()..labels.len()).collect::<Vec<_>>());
        let right = expand_dims(&right, &(batch.len()..batch.len() + rows.len()).collect::<Vec<_>>());
        return Ok(Term { array: call("multiply", &[left, right], &[])?, labels });
    }
    let right = arranged(b, &[&batch, &summed, &cols]);
    if !batch.is_empty() && rows.is_empty() && cols.is_empty() && left.lengths() == right.lengths() {
        // Many short sums: products of matrices of one row and one column would be slower.
        let product = call("multiply", &[left, right], &[])?;
        return Ok(Term { array: sum(&product, &(batch.len()..product.ndim()).collect::<Vec<_>>())?, labels });
    }
    let axes = Axes { batch: batch.len(), summed: summed.len() };
    match contract("einsum", &left, &right, axes)? {
        Some(array) => Ok(Term { array, labels }),
        None => Err(unfit(&[a.clone(), b.clone()], summed[0])),
    }
}
