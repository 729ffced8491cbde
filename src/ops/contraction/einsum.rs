//! `einsum`: Einstein's notation read, and made of diagonals, sums and products of pairs.

use super::kernel::{Axes, contract};
use crate::array::build::{cast, expand_dims, squeeze, transpose};
use crate::array::{Lazy, Value, convert};
use crate::chunk::DType;
use crate::diag::{Error, Result, type_error, value_error};
use crate::ops::{Args, call};

/// The name of an axis: a letter, or for an axis of `...` its place from the end, beyond all letters.
type Label = u32;
const DOTS: Label = 0x11_0000;

/// An array whose axes have labels.
#[derive(Clone)]
struct Term {
    array: Lazy,
    labels: Vec<Label>,
}

/// What is asked for: the labels of each operand, and of the output where they are given.
struct Wish {
    inputs: Vec<Vec<Label>>,
    output: Option<Vec<Label>>,
}

pub fn einsum(args: &mut Args) -> Result<Value> {
    let operands = args.need("operands")?.items().unwrap_or_default();
    let (arrays, wish) = match operands.split_first() {
        Some((Value::Str(text), rest)) => {
            let arrays = rest.iter().map(convert::to_lazy).collect::<Result<Vec<_>>>()?;
            let wish = read(text, &arrays)?;
            (arrays, wish)
        }
        Some(_) => by_lists(&operands)?,
        None => return Err(type_error("must specify the einstein sum subscripts string and at least one operand")),
    };
    let dtype = args.dtype("dtype")?.unwrap_or_else(|| arrays.iter().fold(DType::Bool, |d, a| d.promote(a.dtype())));
    let output = wish.output.unwrap_or_else(|| implied(&wish.inputs));
    let mut terms = Vec::with_capacity(arrays.len());
    for (k, (array, labels)) in arrays.iter().zip(wish.inputs).enumerate() {
        terms.push(diagonal(Term { array: cast(array, dtype), labels }, k)?);
    }
    check_output(&output, &terms)?;
    squeeze_ones(&mut terms)?;
    for k in 0..terms.len() {
        terms[k] = alone_summed(&terms, k, &output)?;
    }
    while terms.len() > 1 {
        let (i, j) = cheapest(&terms, &output);
        let b = terms.remove(j);
        let a = terms.remove(i);
        let rest = |l: &Label| output.contains(l) || terms.iter().any(|t| t.labels.contains(l));
        let product = multiply(&a, &b, rest)?;
        terms.push(product);
    }
    let Some(last) = terms.pop() else { return Err(type_error("einsum needs at least one operand")) };
    let order: Vec<usize> = output.iter().filter_map(|l| last.labels.iter().position(|m| m == l)).collect();
    args.answer(transpose(&last.array, &order))
}

fn subscript(c: char) -> Result<Label> {
    if c.is_ascii_alphabetic() {
        return Ok(c as Label);
    }
    Err(value_error(format!("invalid subscript '{c}' in einstein sum subscripts string, subscripts must be letters")))
}

/// The labels of one operand's subscripts; `...` stands for as many axes as are left.
fn labels(text: &str, ndim: usize, place: usize) -> Result<Vec<Label>> {
    let letters = |t: &str| t.chars().map(subscript).collect::<Result<Vec<_>>>();
    let (head, tail) = match text.split_once("...") {
        Some((head, tail)) => (letters(head)?, Some(letters(tail)?)),
        None => (letters(text)?, None),
    };
    let named = head.len() + tail.as_ref().map_or(0, Vec::len);
    if named > ndim {
        return Err(value_error(format!(
            "einstein sum subscripts string contains too many subscripts for operand {place}"
        ))
        .help(format!("'{text}' names {named} axes, and it has {ndim}")));
    }
    let Some(tail) = tail else {
        if named < ndim {
            return Err(value_error("operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.")
                .help(format!("operand {place} has {ndim} axes, and '{text}' names {named}")));
        }
        return Ok(head);
    };
    let left = ndim - named;
    let dots = (0..left).map(|k| DOTS + (left - 1 - k) as Label);
    Ok(head.into_iter().chain(dots).chain(tail).collect())
}

fn read(text: &str, arrays: &[Lazy]) -> Result<Wish> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (left, right) = match text.split_once("->") {
        Some((left, right)) => (left, Some(right)),
        None => (text.as_str(), None),
    };
    let pieces: Vec<&str> = left.split(',').collect();
    if pieces.len() != arrays.len() {
        let (more, than) = if pieces.len() < arrays.len() { ("more", pieces.len()) } else { ("fewer", pieces.len()) };
        return Err(value_error(format!(
            "{more} operands provided to einstein sum function than specified in the subscripts string"
        ))
        .help(format!("'{left}' is for {than} operands, and there are {}", arrays.len())));
    }
    let inputs = pieces
        .iter()
        .zip(arrays)
        .enumerate()
        .map(|(k, (piece, a))| labels(piece, a.ndim(), k))
        .collect::<Result<Vec<_>>>()?;
    let output = match right {
        None => None,
        Some(right) => {
            let named = right.replacen("...", "", 1).chars().count();
            let ndim = if right.contains("...") { named + dots(&inputs) } else { named };
            Some(labels(right, ndim, 0)?)
        }
    };
    Ok(Wish { inputs, output })
}

/// The most axes that a `...` stands for.
fn dots(inputs: &[Vec<Label>]) -> usize {
    inputs.iter().flatten().filter(|&&l| l >= DOTS).max().map_or(0, |&l| (l - DOTS + 1) as usize)
}

/// The form `einsum(a, [0, 1], b, [1, 2], [0, 2])`.
fn by_lists(operands: &[Value]) -> Result<(Vec<Lazy>, Wish)> {
    let mut arrays = Vec::new();
    let mut inputs = Vec::new();
    for pair in operands.chunks_exact(2) {
        let array = convert::to_lazy(&pair[0])?;
        inputs.push(listed(&pair[1], array.ndim(), inputs.len())?);
        arrays.push(array);
    }
    let output = match operands.len() % 2 {
        0 => None,
        _ => {
            let list = &operands[operands.len() - 1];
            let items = list.items().unwrap_or_default();
            let named = items.iter().filter(|v| !matches!(v, Value::Ellipsis)).count();
            Some(listed(list, if named < items.len() { named + dots(&inputs) } else { named }, 0)?)
        }
    };
    Ok((arrays, Wish { inputs, output }))
}

fn listed(list: &Value, ndim: usize, place: usize) -> Result<Vec<Label>> {
    let wrong = || {
        type_error("einsum: each operand's subscripts must be a list of integers from 0 to 51")
            .help("or give them as a string: np.einsum('ij,jk->ik', a, b)")
    };
    let mut text = String::new();
    for item in list.items().ok_or_else(wrong)? {
        match item {
            Value::Ellipsis => text.push_str("..."),
            v => {
                let i = v.as_int().filter(|i| (0..52).contains(i)).ok_or_else(wrong)? as u8;
                text.push((if i < 26 { b'A' + i } else { b'a' + i - 26 }) as char);
            }
        }
    }
    labels(&text, ndim, place)
}

/// The output where none is given: the axes of `...`, then the letters that occur once, in order.
fn implied(inputs: &[Vec<Label>]) -> Vec<Label> {
    let mut all: Vec<Label> = inputs.concat();
    all.sort_unstable();
    let mut dots: Vec<Label> = all.iter().copied().filter(|&l| l >= DOTS).collect();
    dots.dedup();
    let once = |l: &Label| *l < DOTS && all.iter().filter(|m| *m == l).count() == 1;
    dots.into_iter().rev().chain(all.iter().copied().filter(once)).collect()
}

fn letter(label: Label) -> String {
    char::from_u32(label).filter(|_| label < DOTS).map_or("...".into(), String::from)
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
    let dtype = term.array.dtype();
    let axis = ("axis", Value::tuple(gone.iter().map(|&j| Value::Int(j as i128))));
    let array = match dtype {
        DType::Bool => call("any", std::slice::from_ref(&term.array), &[axis])?,
        _ => call("sum", std::slice::from_ref(&term.array), &[axis, ("dtype", Value::DType(dtype))])?,
    };
    Ok(Term { array, labels: term.labels.iter().copied().filter(shared).collect() })
}

/// The pair whose product is the smallest against what goes into it; among equals, that of the fewest multiplications.
fn cheapest(terms: &[Term], output: &[Label]) -> (usize, usize) {
    let size = |labels: &[Label], among: &[&Term]| -> f64 {
        let length = |l: &Label| {
            among.iter().find_map(|t| t.labels.iter().position(|m| m == l).map(|k| t.array.node.shape()[k] as f64))
        };
        labels.iter().map(|l| length(l).unwrap_or(1.0)).product()
    };
    let mut best = (0, 1);
    let mut least = (f64::INFINITY, f64::INFINITY);
    for i in 0..terms.len() {
        for j in i + 1..terms.len() {
            let (a, b) = (&terms[i], &terms[j]);
            let mut union = a.labels.clone();
            union.extend(b.labels.iter().filter(|l| !a.labels.contains(l)));
            let kept = |l: &Label| {
                output.contains(l) || terms.iter().enumerate().any(|(k, t)| k != i && k != j && t.labels.contains(l))
            };
            let result: Vec<Label> = union.iter().copied().filter(kept).collect();
            let growth = size(&result, &[a, b]) - size(&a.labels, &[a]) - size(&b.labels, &[b]);
            let price = (growth, size(&union, &[a, b]));
            if price < least {
                (best, least) = ((i, j), price);
            }
        }
    }
    best
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
    let axes = Axes { batch: batch.len(), summed: summed.len() };
    match contract("einsum", &left, &right, axes)? {
        Some(array) => Ok(Term { array, labels }),
        None => Err(unfit(&[a.clone(), b.clone()], summed[0])),
    }
}
