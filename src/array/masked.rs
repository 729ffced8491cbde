//! Masked arrays: a pair of arrays, the data and which of its elements do not count.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};

use parking_lot::RwLock;

use super::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType, Num, NumKind, c128};
use crate::diag::Result;
use crate::graph::{MapKernel, Node, Operand, Rule, Target};

/// An array some of whose elements are masked. Its data and its mask are both in memory or both lazy.
#[derive(Debug)]
pub struct Masked {
    /// The elements, those that are masked among them: an array in memory or a lazy one.
    pub data: Value,
    /// A bool for each element; none where nothing was ever masked.
    mask: RwLock<Option<Value>>,
    /// What stands for masked elements where numbers are needed, if it was set.
    fill: RwLock<Option<Num>>,
    /// Whether what is assigned leaves masked elements masked.
    hard: AtomicBool,
}

/// `np.ma.masked`: a single element that is masked.
static MASKED: LazyLock<Arc<Masked>> = LazyLock::new(|| {
    let plain = |block| Value::Array(Plain::new(block));
    let data = plain(Block::full(DType::F64, &[], Num::Float(0.0)));
    let mask = plain(Block::full(DType::Bool, &[], Num::Bool(true)));
    Arc::new(Masked { data, mask: RwLock::new(Some(mask)), fill: RwLock::new(None), hard: AtomicBool::new(false) })
});

impl Masked {
    /// An array of this data and mask, which have one shape and are both lazy or both in memory.
    pub fn new(data: Value, mask: Option<Value>, fill: Option<Num>) -> Masked {
        Masked { data, mask: RwLock::new(mask), fill: RwLock::new(fill), hard: AtomicBool::new(false) }
    }

    /// `np.ma.masked`
    pub fn single() -> Value {
        Value::Masked(MASKED.clone())
    }

    /// Whether it is `np.ma.masked`.
    pub fn is_single(&self) -> bool {
        std::ptr::eq(self, &**MASKED)
    }

    pub fn is_lazy(&self) -> bool {
        matches!(self.data, Value::Lazy(_))
    }

    /// The mask, where there is one.
    pub fn mask(&self) -> Option<Value> {
        self.mask.read().clone()
    }

    /// Gives the array another mask.
    pub fn set_mask(&self, mask: Option<Value>) {
        *self.mask.write() = mask;
    }

    /// The data and the mask as lazy arrays.
    pub fn pair(&self) -> Result<(Lazy, Option<Lazy>)> {
        let mask = self.mask().map(|m| convert::to_lazy(&m)).transpose()?;
        Ok((convert::to_lazy(&self.data)?, mask))
    }

    /// The mask, made of `False` and kept where there was none: an array in memory is written through it.
    pub fn full_mask(&self) -> Value {
        let mut mask = self.mask.write();
        mask.get_or_insert_with(|| match &self.data {
            Value::Array(a) => Value::Array(Plain::new(Block::full(DType::Bool, a.shape(), Num::Bool(false)))),
            Value::Lazy(a) => Value::Lazy(no_mask(a)),
            _ => Value::Bool(false),
        })
        .clone()
    }

    /// The value: a scalar, or `masked`, for shape `()` in memory.
    pub fn settled(self) -> Value {
        let first = |v: &Value| if let Value::Array(a) = v { Some(a.block().first()) } else { None };
        match (&self.data, self.mask()) {
            (Value::Array(a), mask) if a.ndim() == 0 => match mask.as_ref().and_then(first) {
                Some(held) if held.num.is_true() => Masked::single(),
                _ => Value::Scalar(a.block().first()),
            },
            _ => Value::Masked(Arc::new(self)),
        }
    }

    pub fn dtype(&self) -> DType {
        match &self.data {
            Value::Array(a) => a.dtype(),
            Value::Lazy(a) => a.dtype(),
            _ => DType::F64,
        }
    }

    pub fn ndim(&self) -> usize {
        match &self.data {
            Value::Array(a) => a.ndim(),
            Value::Lazy(a) => a.ndim(),
            _ => 0,
        }
    }

    /// The fill value that was set, if one was.
    pub fn own_fill(&self) -> Option<Num> {
        *self.fill.read()
    }

    /// The fill value. Once it is asked for it is the array's own, which what is made of it has too, as in NumPy.
    pub fn fill(&self) -> Num {
        *self.fill.write().get_or_insert_with(|| default_fill(self.dtype()))
    }

    pub fn set_fill(&self, fill: Option<Num>) {
        *self.fill.write() = fill;
    }

    pub fn is_hard(&self) -> bool {
        self.hard.load(Relaxed)
    }

    pub fn set_hard(&self, hard: bool) {
        self.hard.store(hard, Relaxed);
    }
}

/// A mask that masks no element of the array.
pub fn no_mask(array: &Lazy) -> Lazy {
    if array.grid().is_known() {
        return build::full("mask", Num::Bool(false), DType::Bool, array.grid().clone());
    }
    // The lengths are known only once the elements are there, so the mask is made of them.
    let nodes = [array.node.clone()];
    Lazy::new(Node::new("mask", array.grid().clone(), DType::Bool, Rule::Map(Arc::new(Never)), nodes))
}

/// Holds nowhere.
#[derive(Debug)]
struct Never;

impl MapKernel for Never {
    fn run(&self, _: &[Operand], mut out: Target) -> Result<()> {
        out.slice::<bool>().fill(false);
        Ok(())
    }
}

/// What NumPy fills masked elements of that dtype with.
pub fn default_fill(dtype: DType) -> Num {
    match dtype.kind() {
        NumKind::Bool => Num::Bool(true),
        NumKind::Signed | NumKind::Unsigned => Num::Int(999_999),
        NumKind::Float => Num::Float(1e20),
        NumKind::Complex => Num::Complex(c128::new(1e20, 0.0)),
    }
}
