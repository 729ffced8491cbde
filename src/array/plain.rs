//! Arrays in memory. Views share memory as NumPy's do: what is written through one is seen through all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::RwLock;

use crate::chunk::{Block, DType, Dims, Strides};

/// Bytes that are not copied where their memory can be taken.
const MANY: usize = 1 << 16;

/// An array in memory, or a view of one.
///
/// A lazy array that was made from it holds the elements as they were then: writing copies the memory first when
/// anything but a view of this array holds it.
#[derive(Clone)]
pub struct Plain {
    base: Arc<Memory>,
    /// The layout of this view; its own hold on the buffer is the base's at the time when it was made.
    offset: usize,
    shape: Dims,
    strides: Strides,
    dtype: DType,
    /// Whether nothing is written through this view.
    fixed: bool,
}

/// The memory that views share.
struct Memory {
    block: RwLock<Block>,
    /// Whether nothing is written to it for now.
    locked: AtomicBool,
}

impl Memory {
    fn read(&self) -> parking_lot::RwLockReadGuard<'_, Block> {
        self.block.read()
    }

    fn write(&self) -> parking_lot::RwLockWriteGuard<'_, Block> {
        self.block.write()
    }
}

impl Plain {
    /// An array of its own over these elements.
    pub fn new(block: Block) -> Plain {
        let repeated = block.size() > 0 && block.shape().iter().zip(block.strides()).any(|(&n, &s)| n > 1 && s == 0);
        let block = if repeated { block.to_owned_c() } else { block };
        Plain {
            offset: block.offset(),
            shape: block.shape().into(),
            strides: block.strides().into(),
            dtype: block.dtype(),
            base: Arc::new(Memory { block: RwLock::new(block), locked: AtomicBool::new(false) }),
            fixed: false,
        }
    }

    pub fn dtype(&self) -> DType {
        self.dtype
    }

    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    pub fn nbytes(&self) -> usize {
        self.size() * self.dtype.size()
    }

    /// The elements as they are now; later writes do not change them.
    pub fn block(&self) -> Block {
        self.base.read().reinterpret(self.dtype, self.offset, self.shape.clone(), self.strides.clone())
    }

    /// A view through `look`, which must give a view of the block it is given.
    pub fn view(&self, look: impl FnOnce(&Block) -> Block) -> Plain {
        let seen = look(&self.block());
        Plain {
            base: self.base.clone(),
            offset: seen.offset(),
            shape: seen.shape().into(),
            strides: seen.strides().into(),
            dtype: seen.dtype(),
            fixed: self.fixed,
        }
    }

    /// Whether the block lies in this array's memory as it is now.
    pub fn holds(&self, block: &Block) -> bool {
        block.dtype() == self.dtype && Arc::ptr_eq(self.base.read().buffer(), block.buffer())
    }

    /// The same view, through which nothing is written.
    pub fn read_only(self) -> Plain {
        Plain { fixed: true, ..self }
    }

    /// Whether elements can be written: not through what was broadcast, whose elements lie over each other.
    pub fn is_writable(&self) -> bool {
        let repeated = self.size() > 0 && self.shape.iter().zip(&self.strides).any(|(&n, &s)| n > 1 && s == 0);
        !(repeated || self.fixed || self.base.locked.load(Relaxed))
    }

    /// Lets the elements be written from now on, or not.
    pub fn set_writable(&self, writable: bool) {
        self.base.locked.store(!writable, Relaxed);
    }

    /// Whether a view can be made writable: one that is not of memory that can only be read.
    pub fn can_be_writable(&self) -> bool {
        !self.fixed
    }

    /// Whether both are views of the same array.
    pub fn shares_base(&self, other: &Plain) -> bool {
        Arc::ptr_eq(&self.base, &other.base)
    }

    /// The array that this one is a view of; none if it is whole itself.
    pub fn base(&self) -> Option<Plain> {
        let block = self.base.read();
        let whole = Plain {
            base: self.base.clone(),
            offset: block.offset(),
            shape: block.shape().into(),
            strides: block.strides().into(),
            dtype: block.dtype(),
            fixed: false,
        };
        (!whole.is_same(self)).then_some(whole)
    }

    /// Whether both are the same view of the same array.
    pub fn is_same(&self, other: &Plain) -> bool {
        self.shares_base(other)
            && (self.offset, &self.shape, &self.strides) == (other.offset, &other.shape, &other.strides)
    }

    /// Calls `write` with a block over this view's elements, to be written with [`Block::overwrite`]; no one else
    /// sees the elements meanwhile.
    pub fn write<R>(&self, write: impl FnOnce(&Block) -> R) -> R {
        let mut base = self.base.write();
        if Arc::strong_count(base.buffer()) > 1 {
            *base = self.fork(&base);
        }
        write(&base.reinterpret(self.dtype, self.offset, self.shape.clone(), self.strides.clone()))
    }

    /// Writes these elements, of the same shape, over this view's. Many that are the whole array come in the place of its
    /// memory.
    pub fn put(&self, from: Block) {
        let is_whole = |base: &Block| {
            let same = (base.dtype(), base.shape()) == (self.dtype, &self.shape[..]) && base.is_contiguous();
            same && (base.offset(), self.offset) == (0, 0) && base.strides() == &self.strides[..]
        };
        let takes_place = |base: &Block| {
            let same = (from.dtype(), from.shape(), from.strides()) == (base.dtype(), base.shape(), base.strides());
            same && from.offset() == 0 && from.buffer().capacity() == base.buffer().capacity()
        };
        if from.nbytes() >= MANY {
            let mut base = self.base.write();
            if is_whole(&base) && takes_place(&base) {
                *base = from;
                return;
            }
        }
        // SAFETY: `write` keeps others away from the elements.
        self.write(|to| unsafe { to.overwrite(&from) });
    }

    /// The base in memory of its own, in the same layout, so that views stay right.
    fn fork(&self, base: &Block) -> Block {
        let n = base.buffer().capacity();
        let copy = crate::chunk::Buffer::new(n);
        // SAFETY: both hold at least n bytes, and the copy is fresh.
        unsafe { std::ptr::copy_nonoverlapping(base.buffer().as_ptr(), copy.as_ptr(), n) };
        base.with_buffer(Arc::new(copy))
    }
}

impl std::fmt::Debug for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plain({}, {:?})", self.dtype, self.shape.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_see_writes_and_snapshots_do_not() {
        let a = Plain::new(Block::from_slice(&[4], &[0i64, 1, 2, 3]));
        let odd = a.view(|b| b.sub(&[1], &[2], &[2]));
        let before = a.block();
        // SAFETY: `write` keeps others away.
        odd.write(|b| unsafe { b.overwrite(&Block::from_slice(&[2], &[8i64, 9])) });
        assert_eq!(a.block().to_vec::<i64>(), [0, 8, 2, 9]);
        assert_eq!(before.to_vec::<i64>(), [0, 1, 2, 3]);
    }
}
