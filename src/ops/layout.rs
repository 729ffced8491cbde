//! How arrays in memory lie there: `order='F'` and its kin.

use super::{Args, Family};
use crate::array::{Plain, Value};
use crate::chunk::Block;
use crate::diag::Result;

impl Args {
    /// The answer, laid out in memory in the order that `order=` names; by itself a new array lies as the one that it is
    /// made of. Views stay as they are.
    pub fn in_order(&self, value: Value) -> Result<Value> {
        let asks = self.op.family == Family::Creation || matches!(self.op.name, "astype" | "reshape");
        let order = self.params().iter().find(|p| p.name == "order").filter(|_| asks && !self.is_lazy());
        let (Some(parameter), Value::Array(array)) = (order, &value) else { return Ok(value) };
        let like = match self.params().first().and_then(|p| self.get(p.name)) {
            Some(Value::Array(like)) => Some(like),
            _ => None,
        };
        let default = parameter.default.map(|d| d.trim_matches('\'')).filter(|d| *d != "None" && like.is_some());
        let Some(order) = self.text("order")?.or(default).map(str::to_ascii_uppercase) else { return Ok(value) };
        if array.ndim() < 2
            || (like.is_some_and(|l| l.shares_base(array)) && (self.op.name == "reshape" || order == "K"))
        {
            return Ok(value);
        }
        let (block, like) = (array.block(), like.filter(|l| l.ndim() == array.ndim()).map(Plain::block));
        let laid = laid_out(&block, &axes(&order, like.as_ref(), block.ndim()));
        Ok(laid.map_or(value, |block| Value::Array(Plain::new(block))))
    }
}

/// Whether a block lies in C order, and whether in Fortran order.
pub fn orders(block: &Block) -> (bool, bool) {
    (block.is_contiguous(), block.transpose(&reversed(block.ndim())).is_contiguous())
}

fn reversed(ndim: usize) -> Vec<usize> {
    (0..ndim).rev().collect()
}

/// The axes from the one whose elements lie farthest apart to that of neighbours.
fn axes(order: &str, like: Option<&Block>, ndim: usize) -> Vec<usize> {
    let mut axes: Vec<usize> = (0..ndim).collect();
    match (order, like) {
        ("F", _) => axes.reverse(),
        ("A", Some(like)) if orders(like) == (false, true) => axes.reverse(),
        ("K", Some(like)) => axes.sort_by_key(|&k| std::cmp::Reverse(like.strides()[k].unsigned_abs())),
        _ => {}
    }
    axes
}

/// The block with its axes in memory in this order; none if it lies so already.
fn laid_out(block: &Block, axes: &[usize]) -> Option<Block> {
    let turned = block.transpose(axes);
    if turned.is_contiguous() {
        return None;
    }
    Some(turned.to_owned_c().transpose_back(axes))
}

/// The value as an array in Fortran order.
pub fn fortran(array: Plain) -> Plain {
    match laid_out(&array.block(), &reversed(array.ndim())) {
        Some(block) => Plain::new(block),
        None => array,
    }
}
