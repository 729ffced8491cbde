//! Signatures such as '(i,j),(j)->(i)', and functions that are called for each element of what they do not name.

use super::callee::Callee;
use super::kernel::several;
use crate::array::build::{broadcast_shape, shape_text};
use crate::array::{Plain, Value};
use crate::chunk::{Block, DType, Dims, cancel, copy};
use crate::diag::{Error, Result, value_error};

/// The names of the axes of each argument and of each answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    pub inputs: Vec<Vec<String>>,
    pub outputs: Vec<Vec<String>>,
    /// Whether it gives a tuple: what stands after the arrow has several groups.
    pub several: bool,
}

impl Signature {
    /// Reads a signature such as '(i,j),(j)->(i)'.
    pub fn parse(text: &str) -> Result<Signature> {
        let clean: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let wrong =
            || value_error(format!("'{text}' is not a signature")).help("a signature is such as '(i,j),(j)->(i)'");
        let (before, after) = clean.split_once("->").ok_or_else(wrong)?;
        let groups = |part: &str| -> Option<Vec<Vec<String>>> {
            if part.is_empty() {
                return Some(Vec::new());
            }
            let inner = part.strip_prefix('(')?.strip_suffix(')')?;
            let group = |g: &str| {
                let names: Vec<String> = g.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect();
                (!g.contains(['(', ')'])).then_some(names)
            };
            inner.split("),(").map(group).collect()
        };
        let after = after.trim_end_matches(',');
        let outputs = groups(after).ok_or_else(wrong)?;
        Ok(Signature { inputs: groups(before).ok_or_else(wrong)?, several: outputs.len() > 1, outputs })
    }

    /// The number of a name.
    pub fn number(&self, name: &str) -> usize {
        let all = self.inputs.iter().chain(&self.outputs).flatten();
        let mut known: Vec<&str> = Vec::new();
        for n in all {
            if !known.contains(&n.as_str()) {
                known.push(n);
            }
        }
        known.iter().position(|n| *n == name).unwrap_or(known.len())
    }
}

/// A function that is called for each element of the axes that its signature does not name.
#[derive(Clone, Debug)]
pub struct Generalized {
    pub callee: Callee,
    pub signature: Signature,
    pub dtypes: Option<Vec<DType>>,
}

impl Generalized {
    /// The function called so, with the dtypes of its answers where they are promised.
    pub fn vectorized(callee: Callee, signature: Signature, dtypes: Option<Vec<DType>>) -> Generalized {
        Generalized { callee, signature, dtypes }
    }

    /// The answers for stacks: the function called on each of their elements.
    pub fn stacks(&self, trying: bool, blocks: &[Block], named: &[(String, Value)]) -> Result<Vec<Block>> {
        let mut loops: Vec<&[usize]> = Vec::new();
        for (block, names) in blocks.iter().zip(&self.signature.inputs) {
            let outer = block.ndim().checked_sub(names.len()).ok_or_else(|| too_few(block.ndim(), names))?;
            loops.push(&block.shape()[..outer]);
        }
        let shape = broadcast_shape(&self.callee.name, &loops)?;
        let wide: Vec<Block> = blocks
            .iter()
            .zip(&loops)
            .map(|(b, outer)| b.broadcast_to(&[&shape[..], &b.shape()[outer.len()..]].concat()))
            .collect();
        let mut outs: Vec<Block> = Vec::new();
        let mut at = Dims::from_elem(0, shape.len());
        for i in 0..shape.iter().product() {
            cancel::check()?;
            let cores = wide.iter().map(|b| core(b, &at));
            let answer = self.callee.invoke(trying, cores.collect(), named.to_vec())?;
            let answers = match self.signature.several {
                true => several(&self.callee, &answer, self.signature.outputs.len())?,
                false => vec![answer],
            };
            for (k, answer) in answers.iter().enumerate() {
                let block = self.callee.block(answer)?;
                if i == 0 {
                    let dtype = self.dtypes.as_ref().and_then(|d| d.get(k).copied()).unwrap_or(block.dtype());
                    outs.push(Block::scratch(dtype, &[&shape[..], block.shape()].concat()));
                }
                self.write(&outs[k], &at, &block)?;
            }
            step(&mut at, &shape);
        }
        if outs.is_empty() && !self.signature.outputs.is_empty() {
            return Err(value_error(format!("{}: there is nothing to call the function with", self.callee.name)));
        }
        Ok(outs)
    }

    fn write(&self, out: &Block, at: &[usize], answer: &Block) -> Result<()> {
        if out.shape()[at.len()..] != *answer.shape() {
            return Err(value_error(format!(
                "{} gave shape {} after shape {}",
                self.callee.name,
                shape_text(answer.shape()),
                shape_text(&out.shape()[at.len()..])
            )));
        }
        let start: Dims = at.iter().copied().chain(answer.shape().iter().map(|_| 0)).collect();
        let len: Dims = at.iter().map(|_| 1).chain(answer.shape().iter().copied()).collect();
        let to = out.part(&start, &len);
        // SAFETY: `out` is fresh, and each answer has a part of its own.
        unsafe { copy::copy_strided(&answer.cast(out.dtype()).reshape(&len), to.byte_ptr(), to.strides()) };
        Ok(())
    }
}

/// The mistake of an argument with too few axes.
pub fn too_few(ndim: usize, names: &[String]) -> Error {
    value_error(format!(
        "an argument of {ndim} dimensions has none for the axes ({}) of the signature",
        names.join(",")
    ))
}

/// The element of a stack at a place.
fn core(block: &Block, at: &[usize]) -> Value {
    let inner = &block.shape()[at.len()..];
    let start: Dims = at.iter().copied().chain(inner.iter().map(|_| 0)).collect();
    let len: Dims = at.iter().map(|_| 1).chain(inner.iter().copied()).collect();
    Value::Array(Plain::new(block.part(&start, &len).contiguous().reshape(inner)))
}

fn step(at: &mut Dims, shape: &[usize]) {
    if let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < shape[k]) {
        at[k] += 1;
        at[k + 1..].iter_mut().for_each(|i| *i = 0);
    }
}
