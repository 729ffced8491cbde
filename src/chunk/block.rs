//! A block: typed elements in memory under a shape and strides. Blocks share memory; what is shared is never written.

use std::sync::Arc;

use ndarray::{ArrayViewD, Axis, IxDyn, ShapeBuilder};
use smallvec::SmallVec;

use super::{Buffer, DType, Element, Num, Scalar, copy};
use crate::with_dtype;

/// The lengths of a shape's axes.
pub type Dims = SmallVec<[usize; 4]>;
/// Steps along each axis, in elements.
pub type Strides = SmallVec<[isize; 4]>;

/// Elements of one type under a shape; `strides` are in elements and may be 0 or negative.
#[derive(Clone)]
pub struct Block {
    dtype: DType,
    buffer: Arc<Buffer>,
    offset: usize,
    shape: Dims,
    strides: Strides,
}

/// The strides of a C-ordered block of that shape.
pub fn c_strides(shape: &[usize]) -> Strides {
    let mut strides: Strides = SmallVec::from_elem(1, shape.len());
    for k in (1..shape.len()).rev() {
        strides[k - 1] = strides[k] * shape[k].max(1) as isize;
    }
    strides
}

impl Block {
    /// A C-ordered block whose elements have any value (of its type, for bools).
    pub fn scratch(dtype: DType, shape: &[usize]) -> Block {
        let n: usize = shape.iter().product();
        // A bool must be 0 or 1.
        let buffer = if dtype == DType::Bool { Buffer::of_bools(n) } else { Buffer::new(n * dtype.size()) };
        Block { dtype, buffer: Arc::new(buffer), offset: 0, shape: shape.into(), strides: c_strides(shape) }
    }

    /// A C-ordered block filled with one number.
    pub fn full(dtype: DType, shape: &[usize], value: Num) -> Block {
        let mut block = Block::scratch(dtype, shape);
        with_dtype!(dtype, T => block.slice_mut::<T>().fill(value.cast::<T>()));
        block
    }

    /// A C-ordered block with these elements; their count must be the shape's.
    pub fn from_slice<T: Element>(shape: &[usize], data: &[T]) -> Block {
        let mut block = Block::scratch(T::DTYPE, shape);
        block.slice_mut::<T>().copy_from_slice(data);
        block
    }

    /// A block of shape `()`.
    pub fn scalar(scalar: Scalar) -> Block {
        Block::full(scalar.dtype, &[], scalar.num)
    }

    pub fn from_ndarray<T: Element>(array: &ndarray::ArrayD<T>) -> Block {
        let mut block = Block::scratch(T::DTYPE, array.shape());
        block.slice_mut::<T>().iter_mut().zip(array.iter()).for_each(|(to, from)| *to = *from);
        block
    }

    pub fn dtype(&self) -> DType {
        self.dtype
    }

    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// The first element's place in the buffer, in elements.
    pub fn offset(&self) -> usize {
        self.offset
    }

    pub fn buffer(&self) -> &Arc<Buffer> {
        &self.buffer
    }

    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    pub fn nbytes(&self) -> usize {
        self.size() * self.dtype.size()
    }

    /// Another look at the same memory. Every element reached must lie in the buffer (checked in debug builds).
    pub fn with_layout(&self, offset: usize, shape: Dims, strides: Strides) -> Block {
        self.reinterpret(self.dtype, offset, shape, strides)
    }

    /// The real or the imaginary parts of complex elements, in the same memory.
    pub fn part_of_complex(&self, imaginary: bool) -> Block {
        debug_assert!(self.dtype.is_complex());
        let strides = self.strides.iter().map(|s| s * 2).collect();
        self.reinterpret(self.dtype.real(), self.offset * 2 + usize::from(imaginary), self.shape.clone(), strides)
    }

    /// Another look at the same memory, its bytes read as another dtype. Neither may be bool if the other is not, as not
    /// every byte is a bool.
    pub fn reinterpret(&self, dtype: DType, offset: usize, shape: Dims, strides: Strides) -> Block {
        debug_assert!(dtype == self.dtype || (dtype != DType::Bool && self.dtype != DType::Bool) || dtype == DType::U8);
        if dtype != self.dtype {
            self.buffer.forget_bools();
        }
        let block = Block { dtype, buffer: self.buffer.clone(), offset, shape, strides };
        debug_assert!(block.in_bounds(), "a view left its buffer: {:?} {:?}", block.shape, block.strides);
        block
    }

    /// The same layout over another buffer of at least the same size.
    pub fn with_buffer(&self, buffer: Arc<Buffer>) -> Block {
        Block { buffer, ..self.clone() }
    }

    fn in_bounds(&self) -> bool {
        if self.size() == 0 {
            return true;
        }
        let (mut low, mut high) = (self.offset as isize, self.offset as isize);
        for (&n, &s) in self.shape.iter().zip(&self.strides) {
            let reach = (n as isize - 1) * s;
            low += reach.min(0);
            high += reach.max(0);
        }
        low >= 0 && (high as usize + 1) * self.dtype.size() <= self.buffer.capacity()
    }

    /// Whether the elements lie one after another in C order.
    pub fn is_contiguous(&self) -> bool {
        let mut expect = 1isize;
        for (&n, &s) in self.shape.iter().zip(&self.strides).rev() {
            if n != 1 {
                if s != expect && self.size() > 0 {
                    return false;
                }
                expect *= n as isize;
            }
        }
        true
    }

    /// The address of the first element.
    pub fn ptr<T: Element>(&self) -> *const T {
        debug_assert_eq!(T::DTYPE, self.dtype);
        // SAFETY: the offset lies in the buffer.
        unsafe { self.buffer.as_ptr().cast::<T>().add(self.offset) }
    }

    /// The address of the first element, for any type.
    pub fn byte_ptr(&self) -> *mut u8 {
        // SAFETY: the offset lies in the buffer.
        unsafe { self.buffer.as_ptr().add(self.offset * self.dtype.size()) }
    }

    /// The elements in C order, where they lie so; an empty slice for another type.
    pub fn as_slice<T: Element>(&self) -> Option<&[T]> {
        // SAFETY: contiguous, in bounds, and of that type.
        (T::DTYPE == self.dtype && self.is_contiguous())
            .then(|| unsafe { std::slice::from_raw_parts(self.ptr::<T>(), self.size()) })
    }

    /// The elements in C order of a block that is known to be contiguous and of type `T`: empty otherwise.
    pub fn slice<T: Element>(&self) -> &[T] {
        debug_assert!(self.is_contiguous() && T::DTYPE == self.dtype);
        self.as_slice().unwrap_or(&[])
    }

    /// The elements for writing, in C order. The memory is copied first where others share it.
    pub fn slice_mut<T: Element>(&mut self) -> &mut [T] {
        debug_assert_eq!(T::DTYPE, self.dtype);
        if !self.is_contiguous() || Arc::get_mut(&mut self.buffer).is_none() {
            *self = self.to_owned_c();
        }
        if T::DTYPE != self.dtype {
            return &mut [];
        }
        // SAFETY: contiguous, in bounds, of that type, and no one else holds the buffer.
        unsafe { std::slice::from_raw_parts_mut(self.ptr::<T>().cast_mut(), self.size()) }
    }

    /// A C-ordered copy in memory of its own.
    pub fn to_owned_c(&self) -> Block {
        let out = Block::scratch(self.dtype, &self.shape);
        // SAFETY: `out` is fresh, of the same type and shape.
        unsafe { copy::copy_strided(self, out.byte_ptr(), &out.strides) };
        out
    }

    /// Itself where it is C-ordered, else a C-ordered copy.
    pub fn contiguous(&self) -> Block {
        if self.is_contiguous() { self.clone() } else { self.to_owned_c() }
    }

    /// The block with its elements cast to `dtype`.
    pub fn cast(&self, dtype: DType) -> Block {
        if dtype == self.dtype {
            return self.clone();
        }
        let from = self.contiguous();
        let mut to = Block::scratch(dtype, &self.shape);
        with_dtype!(self.dtype, S => with_dtype!(dtype, T => copy::cast_slice(from.slice::<S>(), to.slice_mut::<T>())));
        to
    }

    /// The element at a full index that is in bounds.
    pub fn at(&self, index: &[usize]) -> Scalar {
        let step: isize = index.iter().zip(&self.strides).map(|(&i, &s)| i as isize * s).sum();
        // SAFETY: an index in bounds leads to an element of the buffer.
        with_dtype!(self.dtype, T => Scalar::of(unsafe { *self.ptr::<T>().offset(step) }))
    }

    /// The first element of a block that is not empty.
    pub fn first(&self) -> Scalar {
        self.at(&SmallVec::<[usize; 4]>::from_elem(0, self.ndim()))
    }

    /// `ndarray`'s view of the elements. The type must be the block's.
    pub fn view<T: Element>(&self) -> ArrayViewD<'_, T> {
        let mut start = 0isize;
        let mut flipped = Vec::new();
        let strides: Vec<usize> = self
            .strides
            .iter()
            .enumerate()
            .map(|(k, &s)| {
                if s < 0 {
                    start += s * (self.shape[k] as isize - 1).max(0);
                    flipped.push(k);
                }
                s.unsigned_abs()
            })
            .collect();
        debug_assert_eq!(T::DTYPE, self.dtype);
        // SAFETY: every element is in the buffer, which outlives the view.
        let mut view = unsafe {
            ArrayViewD::from_shape_ptr(IxDyn(&self.shape).strides(IxDyn(&strides)), self.ptr::<T>().offset(start))
        };
        flipped.into_iter().for_each(|k| view.invert_axis(Axis(k)));
        view
    }

    /// The elements in C order as a vector, cast to `T`.
    pub fn to_vec<T: Element>(&self) -> Vec<T> {
        self.cast(T::DTYPE).contiguous().slice::<T>().to_vec()
    }

    /// The same elements under another shape of the same size, without a copy where the strides allow.
    pub fn reshape(&self, shape: &[usize]) -> Block {
        debug_assert_eq!(self.size(), shape.iter().product::<usize>());
        let from = self.contiguous();
        Block { shape: shape.into(), strides: c_strides(shape), ..from }
    }

    /// A view of `len[k]` elements from `start[k]` with steps of `step[k]` along each axis.
    pub fn sub(&self, start: &[usize], len: &[usize], step: &[isize]) -> Block {
        let mut offset = self.offset as isize;
        let mut strides: Strides = SmallVec::with_capacity(self.ndim());
        for k in 0..self.ndim() {
            if len[k] > 0 {
                offset += start[k] as isize * self.strides[k];
            }
            strides.push(self.strides[k] * step[k]);
        }
        self.with_layout(offset as usize, len.into(), strides)
    }

    /// A view of a rectangular part.
    pub fn part(&self, start: &[usize], len: &[usize]) -> Block {
        let mut offset = self.offset as isize;
        for k in 0..self.ndim() {
            if len[k] > 0 {
                offset += start[k] as isize * self.strides[k];
            }
        }
        self.with_layout(offset as usize, len.into(), self.strides.clone())
    }

    /// A view with the axes in another order: axis `k` of the result is axis `order[k]` of this.
    pub fn transpose(&self, order: &[usize]) -> Block {
        let shape = order.iter().map(|&k| self.shape[k]).collect();
        let strides = order.iter().map(|&k| self.strides[k]).collect();
        self.with_layout(self.offset, shape, strides)
    }

    /// The block of which this is the transposed one in that order of the axes.
    pub fn transpose_back(&self, order: &[usize]) -> Block {
        let mut back = Dims::from_elem(0, order.len());
        order.iter().enumerate().for_each(|(at, &axis)| back[axis] = at);
        self.transpose(&back)
    }

    /// A view of a larger shape to which this one's broadcasts.
    pub fn broadcast_to(&self, shape: &[usize]) -> Block {
        let lead = shape.len() - self.ndim();
        let strides = (0..shape.len()).map(|k| match k.checked_sub(lead) {
            Some(j) if self.shape[j] == shape[k] => self.strides[j],
            _ => 0,
        });
        self.with_layout(self.offset, shape.into(), strides.collect())
    }

    /// Copies `from`, of the same shape, over this block's elements, casting them.
    ///
    /// # Safety
    /// No one reads or writes these elements meanwhile.
    pub unsafe fn overwrite(&self, from: &Block) {
        let from = from.cast(self.dtype);
        // SAFETY: same type and shape; the caller keeps others away.
        unsafe { copy::copy_strided(&from, self.byte_ptr(), &self.strides) }
    }
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Block({}, {:?}, strides {:?})", self.dtype, self.shape.as_slice(), self.strides.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(shape: &[usize]) -> Block {
        let n: usize = shape.iter().product();
        Block::from_slice(shape, &(0..n as i64).collect::<Vec<_>>())
    }

    #[test]
    fn views_read_what_ndarray_reads() {
        let b = counted(&[4, 6]);
        let v = b.sub(&[3, 1], &[2, 3], &[-2, 2]).transpose(&[1, 0]);
        assert_eq!(v.to_vec::<i64>(), [19, 7, 21, 9, 23, 11]);
        assert_eq!(v.view::<i64>().iter().copied().collect::<Vec<_>>(), v.to_vec::<i64>());
        assert_eq!(b.cast(DType::F32).to_vec::<f64>()[23], 23.0);
    }

    #[test]
    fn writing_copies_what_is_shared() {
        let mut a = counted(&[3]);
        let b = a.clone();
        a.slice_mut::<i64>()[0] = 9;
        assert_eq!((a.to_vec::<i64>(), b.to_vec::<i64>()), (vec![9, 1, 2], vec![0, 1, 2]));
    }

    #[test]
    fn empty_blocks_have_views() {
        assert_eq!(counted(&[0, 3]).view::<i64>().shape(), [0, 3]);
        assert_eq!(counted(&[]).view::<i64>().len(), 1);
    }
}
