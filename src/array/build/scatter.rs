//! Elements put at the places that lists and masks name.

use std::collections::HashMap;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::fancy::{Entry, Meeting, meet};
use crate::array::Lazy;
use crate::chunk::{Block, Dims, Places, Region, Strides, copy};
use crate::diag::{Result, value_error};
use crate::graph::{BlockKernel, Need, Node};

/// The array with other elements at the places where several lists meet. For the shape to which the lists broadcast,
/// `value` gives the elements, and how many of the array's other axes come before the places' in their shape.
pub fn scatter(
    array: &Lazy,
    entries: &[Entry<'_>],
    value: impl FnOnce(&[usize]) -> Result<(Lazy, usize)>,
) -> Result<Lazy> {
    let Some(shape) = array.known_shape() else {
        return Err(value_error("assignment needs an array whose lengths are known"));
    };
    let (axes, places, picked) = meet(&shape, entries)?;
    let (value, at) = value(&picked).map_err(|e| masked_misfit(e, entries, &picked))?;
    let kept: Dims = (0..shape.len()).filter(|k| !axes.contains(k)).collect();
    // The points by the chunks, along the axes of places, in which they lie.
    let cuts: Vec<_> = axes.iter().map(|&a| &array.grid().axes[a]).collect();
    let mut points: HashMap<Dims, Vec<usize>> = HashMap::new();
    for point in 0..picked.iter().product() {
        let chunk = cuts.iter().zip(&places).map(|(cut, p)| cut.find(p[point])).collect();
        points.entry(chunk).or_default().push(point);
    }
    let kernel = Scatter { axes, kept, places, at, picked, points };
    Ok(super::block("setitem", Arc::new(kernel), array.grid().clone(), array.dtype(), &[array.clone(), value]))
}

/// NumPy's own words where one mask has another number of places than there are values.
fn masked_misfit(error: crate::diag::Error, entries: &[Entry<'_>], picked: &[usize]) -> crate::diag::Error {
    match (entries, picked) {
        ([Entry { index: super::Index::Mask(_), .. }], [n]) => error.help(format!("the mask is true at {n} places")),
        _ => error,
    }
}

/// The first input with the elements of the second at the places of several axes.
#[derive(Debug)]
struct Scatter {
    /// The axes along which places are named.
    axes: Dims,
    /// The other ones.
    kept: Dims,
    /// For each of `axes`, the places at all points of `picked`, in C order.
    places: Meeting,
    /// Where the axes of `picked` lie in the second input.
    at: usize,
    picked: Dims,
    /// The numbers of the points, by chunk.
    points: HashMap<Dims, Vec<usize>>,
}

impl Scatter {
    fn points(&self, coords: &[usize]) -> &[usize] {
        let chunk: Dims = self.axes.iter().map(|&a| coords[a]).collect();
        self.points.get(&chunk).map_or(&[], Vec::as_slice)
    }
}

impl BlockKernel for Scatter {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let own = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
        if self.points(coords).is_empty() {
            return vec![(0, own)];
        }
        let along = |of: &Dims, all: fn(&usize) -> usize| -> Dims {
            let kept = |&a: &usize| of[a];
            let (before, after) = self.kept.split_at(self.at);
            before.iter().map(kept).chain(self.picked.iter().map(all)).chain(after.iter().map(kept)).collect()
        };
        let values = Region { start: along(&own.start, |_| 0), len: along(&own.len, |&n| n) };
        vec![(0, own), (1, values)]
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let [old, values] = &parts[..] else { return Ok(parts.into_iter().collect()) };
        let out = old.to_owned_c();
        let start = node.grid.start(coords);
        // A piece is what lies at one point: of the kept axes, all that the chunk has.
        let len: Dims = self.kept.iter().map(|&a| out.shape()[a]).collect();
        let steps: Strides = self.kept.iter().map(|&a| out.strides()[a]).collect();
        let outer = |k: usize| if k < self.at { k } else { k + self.picked.len() };
        let from_steps: Strides = (0..self.kept.len()).map(|k| values.strides()[outer(k)]).collect();
        let size = node.dtype.size();
        for &point in self.points(coords) {
            let mut rest = point;
            let mut offset = values.offset() as isize;
            for (k, &n) in self.picked.iter().enumerate().rev() {
                offset += (rest % n) as isize * values.strides()[self.at + k];
                rest /= n;
            }
            let from = values.with_layout(offset as usize, len.clone(), from_steps.clone());
            let step = |(&a, p): (&usize, &Places)| (p[point] - start[a]) as isize * out.strides()[a];
            let to: isize = self.axes.iter().zip(&self.places).map(step).sum();
            // SAFETY: `out` is fresh, and the point lies in this chunk of it.
            unsafe { copy::copy_strided(&from, out.byte_ptr().offset(to * size as isize), &steps) };
        }
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        4.0
    }
}
