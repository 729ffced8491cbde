//! What a call answers with: a lazy array, or what it computes to.

use super::Args;
use crate::array::{Lazy, Plain, Value, compute, convert};
use crate::diag::Result;

impl Args {
    /// The answer: the lazy array itself, or what it computes to (a scalar for shape `()`).
    pub fn answer(&self, array: Lazy) -> Result<Value> {
        if self.is_lazy() { Ok(Value::Lazy(array)) } else { array.compute().map(convert::plain_value) }
    }

    /// As `answer`, for a function on elements: the answer may lie in memory as its operands do.
    pub fn answer_as_it_lies(&self, array: Lazy) -> Result<Value> {
        if self.is_lazy() { Ok(Value::Lazy(array)) } else { array.compute_as_it_lies().map(convert::plain_value) }
    }

    /// As `answer`, but shape `()` stays an array, as NumPy's creations do.
    pub fn answer_array(&self, array: Lazy) -> Result<Value> {
        match array.as_block() {
            _ if self.is_lazy() => Ok(Value::Lazy(array)),
            Some(block) => Ok(Value::Array(Plain::new(block.contiguous()))),
            None => array.compute().map(|b| Value::Array(Plain::new(b))),
        }
    }

    /// As `answer_array`, for what may be no more than another look at the argument `name`: of an array in memory the
    /// answer is then a view, which shares its elements.
    pub fn answer_view(&self, name: &str, array: Lazy) -> Result<Value> {
        self.answer_view_of(self.need(name)?, array)
    }

    /// As `answer_view`, for a value from among the arguments.
    pub fn answer_view_of(&self, value: &Value, array: Lazy) -> Result<Value> {
        match (value, array.as_block()) {
            (Value::Array(plain), Some(block)) if !self.is_lazy() && plain.holds(&block) => {
                Ok(Value::Array(plain.view(|_| block)))
            }
            _ => self.answer_array(array),
        }
    }

    /// Several answers as a tuple; what they share is computed once.
    pub fn answers(&self, arrays: Vec<Lazy>) -> Result<Value> {
        if self.is_lazy() {
            return Ok(Value::tuple(arrays.into_iter().map(Value::Lazy)));
        }
        Ok(Value::tuple(compute(&arrays)?.into_iter().map(convert::plain_value)))
    }
}
