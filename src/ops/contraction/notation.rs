//! Einstein's notation: the labels of the operands' axes, from a string or from lists.

use crate::array::{Lazy, Value, convert};
use crate::diag::{Result, type_error, value_error};

/// The name of an axis: a letter, or for an axis of `...` its place from the end, beyond all letters.
pub type Label = u32;
pub const DOTS: Label = 0x11_0000;

/// What is asked for: the labels of each operand, and of the output where they are given.
pub struct Wish {
    pub inputs: Vec<Vec<Label>>,
    pub output: Option<Vec<Label>>,
}

impl Wish {
    /// The labels of the output.
    pub fn output(&self) -> Vec<Label> {
        self.output.clone().unwrap_or_else(|| implied(&self.inputs))
    }
}

/// The arrays among the operands, and what is asked of them.
pub fn parse(operands: &[Value]) -> Result<(Vec<Lazy>, Wish)> {
    match operands.split_first() {
        Some((Value::Str(text), rest)) if !rest.is_empty() => {
            let arrays = rest.iter().map(convert::to_lazy).collect::<Result<Vec<_>>>()?;
            let wish = read(text, &arrays)?;
            Ok((arrays, wish))
        }
        Some((first, _)) if !matches!(first, Value::Str(_)) => by_lists(operands),
        _ => Err(value_error("must specify the einstein sum subscripts string and at least one operand")
            .help("as in np.einsum('ij,jk->ik', a, b)")),
    }
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

/// A label as it is shown.
pub fn letter(label: Label) -> String {
    char::from_u32(label).filter(|_| label < DOTS).map_or("...".into(), String::from)
}
