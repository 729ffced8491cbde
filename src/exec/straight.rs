//! Elements written straight to where they are wanted, through layers that only say where they come from.

use smallvec::SmallVec;

use super::pick::is_dense;
use super::tile::{Tiler, run_map};
use crate::chunk::{Region, Strides, copy};
use crate::diag::Result;
use crate::graph::{Node, Rule, Target, ViewAxis, view_region};

impl Tiler<'_> {
    /// Writes the elements of a region of the root to memory with these strides.
    ///
    /// # Safety
    /// No one else uses that memory meanwhile, and it holds the region's elements.
    pub unsafe fn tile_into(&mut self, region: &Region, to: *mut u8, strides: &[isize]) -> Result<()> {
        self.memo.clear();
        // SAFETY: the caller's promise.
        unsafe { self.write(self.expr.root, region, to, strides) }
    }

    /// The same for a step.
    ///
    /// # Safety
    /// As for [`Tiler::tile_into`].
    unsafe fn write(&mut self, at: usize, region: &Region, to: *mut u8, strides: &[isize]) -> Result<()> {
        let expr = self.expr;
        let step = &expr.steps[at];
        let size = step.node.dtype.size() as isize;
        let dense = is_dense(&region.len, strides);
        // What is held, or used elsewhere too, is looked up.
        let own = step.stage.is_none() && (at == expr.root || step.uses == 1) && step.node.grid.is_known();
        match &step.node.rule {
            // SAFETY: the caller's promise; `dense` means that the elements lie one after another.
            Rule::Map(_) if own && self.is_chained(region) => unsafe {
                self.chained(at, region, to, strides, self.large)
            },
            Rule::Map(kernel) if own && dense => {
                let args = self.args(step, region)?;
                // SAFETY: as above.
                let target = unsafe { Target::new(to, step.node.dtype, region.elements()) };
                run_map(&**kernel, &args, &region.len, target)
            }
            // SAFETY: the caller's promise.
            Rule::Take { axis, index } if own && dense && self.is_stored(step.args[0]) => unsafe {
                self.take_into(step, *axis, &index[region.start[*axis]..][..region.len[*axis]], region, to)
            },
            Rule::Source(source) if own && dense => {
                // SAFETY: as above.
                let target = unsafe { Target::new(to, step.node.dtype, region.elements()) };
                source.fill(&step.node.shape(), region, target);
                Ok(())
            }
            Rule::Concat { axis } if own => {
                for (k, part, place) in joined_parts(&step.node, *axis, region) {
                    let to = to.wrapping_offset(place as isize * strides[*axis] * size);
                    // SAFETY: the parts lie in the region one behind the other.
                    unsafe { self.write(step.args[k], &part, to, strides)? };
                }
                Ok(())
            }
            Rule::View { axes, base } if own && step.node.inputs[0].grid.is_known() && is_whole(axes, region) => {
                let part = view_region(axes, base, region);
                // SAFETY: each element of the part is one of the region.
                unsafe { self.write(step.args[0], &part, to, &seen_strides(axes, base.len(), strides)) }
            }
            _ => {
                let block = self.eval(at, region)?;
                // SAFETY: the caller's promise.
                unsafe { copy::copy_to(&block, to, strides, self.large) };
                Ok(())
            }
        }
    }
}

/// Whether a view has each element of the part of its input that a region needs once, in rising order.
fn is_whole(axes: &[ViewAxis], region: &Region) -> bool {
    let mut named: SmallVec<[usize; 4]> = SmallVec::new();
    axes.iter().zip(&region.len).all(|(axis, &n)| match *axis {
        ViewAxis::Of { axis, step, .. } => {
            let first = !named.contains(&axis);
            named.push(axis);
            first && step == 1
        }
        ViewAxis::Repeat => n == 1,
    })
}

/// The strides of a view's elements by the axes of its input.
fn seen_strides(axes: &[ViewAxis], ndim: usize, strides: &[isize]) -> Strides {
    let mut seen = Strides::from_elem(0, ndim);
    for (axis, &stride) in axes.iter().zip(strides) {
        if let ViewAxis::Of { axis, .. } = *axis {
            seen[axis] = stride;
        }
    }
    seen
}

/// The parts of a region of arrays one after another along an axis: which array, its region, where in the region.
pub(super) fn joined_parts(node: &Node, axis: usize, region: &Region) -> SmallVec<[(usize, Region, usize); 2]> {
    let (from, n) = (region.start[axis], region.len[axis]);
    let mut parts = SmallVec::new();
    let mut begin = 0;
    for (k, input) in node.inputs.iter().enumerate() {
        let len = input.grid.axes[axis].len();
        let (low, high) = (from.max(begin), (from + n).min(begin + len));
        if low < high {
            let mut part: Region = region.clone();
            (part.start[axis], part.len[axis]) = (low - begin, high - low);
            parts.push((k, part, low - from));
        }
        begin += len;
    }
    parts
}
