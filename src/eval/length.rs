//! Lengths that are not known before they are counted: they show as `nan`, and count when a number is made of them.

use std::any::Any;

use super::world;
use crate::array::{Lazy, Object, Value, sizes};
use crate::chunk::Num;

/// The product of the lengths of some axes of an array, times a number.
#[derive(Debug)]
struct Length {
    array: Lazy,
    axes: Vec<usize>,
    by: usize,
}

/// The product of the lengths of an array's axes, times a number: an int where they are known.
pub fn product(array: &Lazy, axes: Vec<usize>, by: usize) -> Value {
    let lengths = array.lengths();
    let number = axes.iter().try_fold(by as i128, |p, &k| lengths[k].map(|n| p.saturating_mul(n as i128)));
    number.map_or_else(|| Value::object(Length { array: array.clone(), axes, by }), Value::Int)
}

impl Object for Length {
    fn type_name(&self) -> &str {
        "float"
    }

    fn repr(&self) -> String {
        "nan".into()
    }

    fn number(&self) -> Option<Num> {
        if world::is_dry() {
            return Some(Num::Float(f64::NAN));
        }
        let counted = sizes::count_for(&self.array, "a number of its shape").ok()?;
        let shape = counted.node.shape();
        Some(Num::Int(self.axes.iter().fold(self.by as i128, |p, &k| p.saturating_mul(shape[k] as i128))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
