//! Products of matrices in memory, type by type: for floats own kernels where the CPU has AVX2 and `faer` elsewhere, plain
//! blocked loops for integers.

use faer::linalg::matmul::matmul;
use faer::traits::ComplexField;
use faer::{Accum, MatMut, MatRef, Par};
use num_complex::Complex;

#[cfg(target_arch = "x86_64")]
use crate::chunk::math::simd::{Level, level};
use crate::chunk::{Block, Dims, Element, Strides, cancel, f16};
use crate::diag::Result;

/// How a product is made.
#[derive(Clone, Copy)]
pub struct Product {
    /// Written over what is there, not added to it.
    pub first: bool,
    /// Whether other threads may help.
    pub shared: bool,
}

/// The most bytes of sums that products hold for an operand of so many bytes.
pub fn held(bytes: u128) -> u128 {
    #[cfg(target_arch = "x86_64")]
    if level() == Level::Avx2 {
        return super::fast::held(bytes);
    }
    let _ = bytes;
    0
}

/// Whether a product of matrices with these sides takes less work as a whole than chunk by chunk, by so many threads.
pub fn is_best_whole(sides: [usize; 3], threads: usize) -> bool {
    #[cfg(target_arch = "x86_64")]
    if level() == Level::Avx2 {
        return super::fast::is_best_whole(sides, threads);
    }
    let _ = (sides, threads);
    false
}

/// Matrices one after another over a part in memory: batch axes, then rows and columns, each made of one or more axes
/// that lie in steps.
pub struct Panel {
    block: Block,
    /// The batch axes.
    batches: Dims,
    steps: Strides,
    rows: (usize, isize),
    cols: (usize, isize),
}

impl Panel {
    /// The block seen as matrices: `split` axes are batches and rows, the rest are columns.
    pub fn of(block: &Block, batches: &[usize], split: usize) -> Panel {
        let n = batches.len();
        let block = match (merge(block, n..split), merge(block, split..block.ndim())) {
            (Some(_), Some(_)) => block.clone(),
            _ => block.to_owned_c(),
        };
        let whole = |range: std::ops::Range<usize>| (block.shape()[range].iter().product(), 1);
        let cols = merge(&block, split..block.ndim()).unwrap_or_else(|| whole(split..block.ndim()));
        let rows = merge(&block, n..split).unwrap_or_else(|| whole(n..split));
        let steps = (0..n).map(|k| if block.shape()[k] == 1 { 0 } else { block.strides()[k] }).collect();
        Panel { block, batches: batches.into(), steps, rows, cols }
    }

    /// Whether products can be written into such a block as it lies.
    pub fn is_place(block: &Block, batches: usize, split: usize) -> bool {
        let cols = merge(block, split..block.ndim());
        merge(block, batches..split).is_some_and(|(_, step)| step > 0) && cols.is_some_and(|(n, s)| n <= 1 || s == 1)
    }
    fn matrix<T: Element>(&self, at: &[usize]) -> Matrix<T> {
        let offset: isize = at.iter().zip(&self.steps).map(|(&i, &s)| i as isize * s).sum();
        let empty = self.rows.0 == 0 || self.cols.0 == 0;
        // SAFETY: the batch's place is in bounds.
        let ptr = if empty { self.block.ptr::<T>() } else { unsafe { self.block.ptr::<T>().offset(offset) } };
        Matrix { ptr, rows: self.rows.0, cols: self.cols.0, down: self.rows.1, across: self.cols.1 }
    }
}

/// Several axes as one, where their elements lie in equal steps: its length and step.
fn merge(block: &Block, axes: std::ops::Range<usize>) -> Option<(usize, isize)> {
    let (mut len, mut step) = (1usize, 1isize);
    for k in axes.rev() {
        let (n, s) = (block.shape()[k], block.strides()[k]);
        if n == 1 {
            continue;
        }
        if len == 1 {
            step = s;
        } else if s != step * len as isize {
            return None;
        }
        len *= n;
    }
    Some((len, step))
}

/// A matrix in memory that lives as long as the panel it is of.
#[derive(Clone, Copy)]
pub struct Matrix<T> {
    pub ptr: *const T,
    pub rows: usize,
    pub cols: usize,
    pub down: isize,
    pub across: isize,
}

// SAFETY: only read, and the panel outlives the product.
unsafe impl<T> Send for Matrix<T> {}
unsafe impl<T> Sync for Matrix<T> {}

impl<T: Copy> Matrix<T> {
    /// A rectangular part, in bounds.
    pub fn part(&self, row: usize, rows: usize, col: usize, cols: usize) -> Matrix<T> {
        let offset = row as isize * self.down + col as isize * self.across;
        // SAFETY: in bounds.
        Matrix { ptr: unsafe { self.ptr.offset(offset) }, rows, cols, ..*self }
    }

    /// # Safety
    /// In bounds.
    #[inline(always)]
    pub unsafe fn at(&self, i: usize, k: usize) -> T {
        unsafe { *self.ptr.offset(i as isize * self.down + k as isize * self.across) }
    }
}

/// Where a product goes: rows of `cols` elements, `step` apart.
pub struct Out<T> {
    pub ptr: *mut T,
    pub step: usize,
}

/// The product of each pair of matrices of two panels, into or added to those of `to`, whose columns lie in steps of one.
///
/// # Safety
/// Nobody else uses the elements of `to` meanwhile.
pub unsafe fn products<T: Multiply>(a: &Panel, b: &Panel, to: &Panel, how: Product) -> Result<()> {
    let (m, n) = (a.rows.0, b.cols.0);
    if to.block.size() == 0 {
        return Ok(());
    }
    let mut at = Dims::from_elem(0, a.batches.len());
    loop {
        let (left, right) = (a.matrix::<T>(&at), b.matrix::<T>(&at));
        let out = Out { ptr: to.matrix::<T>(&at).ptr.cast_mut(), step: if m == 1 { n } else { to.rows.1 as usize } };
        if left.cols > 0 {
            T::multiply(left, right, out, how)?;
        } else if how.first {
            // SAFETY: the caller's.
            (0..m).for_each(|i| {
                unsafe { std::slice::from_raw_parts_mut(out.ptr.add(i * out.step), n) }.fill(T::default())
            });
        }
        let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < a.batches[k]) else { return Ok(()) };
        at[k] += 1;
        at[k + 1..].fill(0);
    }
}

/// A type that has products of matrices.
pub trait Multiply: Element {
    /// The product of matrices that fit each other and are not empty; `out` is as many rows and columns.
    fn multiply(a: Matrix<Self>, b: Matrix<Self>, out: Out<Self>, how: Product) -> Result<()>;
}

/// The most multiplications between two looks at the wish to stop.
const PIECE: usize = 2 << 30;
/// Pieces along the summed axis are at least this long, so that the sums are not read and written too often.
const DEPTH: usize = 512;

/// The product by `faer`.
fn by_faer<T: Element + ComplexField>(a: Matrix<T>, b: Matrix<T>, out: Out<T>, how: Product) -> Result<()> {
    let (m, n, k) = (a.rows, b.cols, a.cols);
    let depth = (PIECE / (m * n)).clamp(DEPTH.min(k), k);
    let height = (PIECE / (n * depth)).clamp(DEPTH.min(m), m);
    let par = if how.shared && m * n * k > 1 << 18 { Par::rayon(0) } else { Par::Seq };
    for row in (0..m).step_by(height) {
        let rows = height.min(m - row);
        for from in (0..k).step_by(depth) {
            let len = depth.min(k - from);
            let (left, right) = (a.part(row, rows, from, len), b.part(from, len, 0, n));
            // SAFETY: the matrices are in bounds and `out` is no part of them.
            unsafe {
                let to = MatMut::from_raw_parts_mut(out.ptr.add(row * out.step), rows, n, out.step as isize, 1);
                let left = MatRef::from_raw_parts(left.ptr, rows, len, left.down, left.across);
                let right = MatRef::from_raw_parts(right.ptr, len, n, right.down, right.across);
                let add = if how.first && from == 0 { Accum::Replace } else { Accum::Add };
                matmul(to, add, left, right, T::one_impl(), par);
            }
            cancel::check()?;
        }
    }
    Ok(())
}

macro_rules! floats {
    ($($t:ty)*) => {$(
        impl Multiply for $t {
            fn multiply(a: Matrix<$t>, b: Matrix<$t>, out: Out<$t>, how: Product) -> Result<()> {
                // What `faer` has for AVX-512 is faster than vectors of AVX2.
                #[cfg(target_arch = "x86_64")]
                if level() == Level::Avx2 {
                    // SAFETY: the CPU has AVX2 and FMA, the matrices are in bounds and `out` is no part of them.
                    return unsafe { super::fast::multiply(a, b, out, how) };
                }
                by_faer(a, b, out, how)
            }
        }
    )*};
}
floats! { f32 f64 }

macro_rules! complex {
    ($($t:ty)*) => {$(
        impl Multiply for Complex<$t> {
            fn multiply(a: Matrix<Self>, b: Matrix<Self>, out: Out<Self>, how: Product) -> Result<()> {
                by_faer(a, b, out, how)
            }
        }
    )*};
}
complex! { f32 f64 }

/// Elements of a row of the result, and of the summed axis, that are worked on at a time.
const ACROSS: usize = 1024;
const DOWN: usize = 64;

/// `to[j] = step(to[j], a[i, k], b[k, j])` for each k in turn.
fn looped<T: Element>(
    a: Matrix<T>,
    b: Matrix<T>,
    out: Out<T>,
    how: Product,
    step: impl Fn(T, T, T) -> T,
) -> Result<()> {
    let mut copy: Vec<T> = Vec::new();
    for col in (0..b.cols).step_by(ACROSS) {
        let cols = ACROSS.min(b.cols - col);
        for from in (0..a.cols).step_by(DOWN) {
            let depth = DOWN.min(a.cols - from);
            copy.clear();
            for k in 0..depth {
                // SAFETY: in bounds.
                copy.extend((0..cols).map(|j| unsafe { b.at(from + k, col + j) }));
            }
            for i in 0..a.rows {
                // SAFETY: `out` has as many rows and columns, and is no part of `a` or `b`.
                let to = unsafe { std::slice::from_raw_parts_mut(out.ptr.add(i * out.step + col), cols) };
                if how.first && from == 0 {
                    to.fill(T::default());
                }
                for (k, row) in copy.chunks_exact(cols).enumerate() {
                    // SAFETY: in bounds.
                    let x = unsafe { a.at(i, from + k) };
                    to.iter_mut().zip(row).for_each(|(t, &y)| *t = step(*t, x, y));
                }
            }
            cancel::check()?;
        }
    }
    Ok(())
}

macro_rules! by_loops {
    ($($t:ident)*) => {$(
        impl Multiply for $t {
            fn multiply(a: Matrix<$t>, b: Matrix<$t>, out: Out<$t>, how: Product) -> Result<()> {
                looped(a, b, out, how, |t, x, y| t.wrapping_add(x.wrapping_mul(y)))
            }
        }
    )*};
}
by_loops! { i8 i16 i32 i64 u8 u16 u32 u64 }

impl Multiply for bool {
    fn multiply(a: Matrix<bool>, b: Matrix<bool>, out: Out<bool>, how: Product) -> Result<()> {
        looped(a, b, out, how, |t, x, y| t | (x & y))
    }
}

/// Half floats are summed as single ones.
impl Multiply for f16 {
    fn multiply(a: Matrix<f16>, b: Matrix<f16>, out: Out<f16>, how: Product) -> Result<()> {
        let (m, n) = (a.rows, b.cols);
        let wide = |x: &Matrix<f16>| -> Vec<f32> {
            // SAFETY: in bounds.
            (0..x.rows).flat_map(|i| (0..x.cols).map(move |k| unsafe { x.at(i, k) }.to_f32())).collect()
        };
        let (left, right) = (wide(&a), wide(&b));
        let mut sums = vec![0f32; m * n];
        let dense = |v: &[f32], rows: usize, cols: usize| Matrix {
            ptr: v.as_ptr(),
            rows,
            cols,
            down: cols as isize,
            across: 1,
        };
        f32::multiply(
            dense(&left, m, a.cols),
            dense(&right, a.cols, n),
            Out { ptr: sums.as_mut_ptr(), step: n },
            Product { first: true, ..how },
        )?;
        for (i, row) in sums.chunks_exact(n).enumerate() {
            // SAFETY: `out` has as many rows and columns.
            let to = unsafe { std::slice::from_raw_parts_mut(out.ptr.add(i * out.step), n) };
            for (t, &s) in to.iter_mut().zip(row) {
                *t = f16::from_f32(if how.first { s } else { t.to_f32() + s });
            }
        }
        Ok(())
    }
}
