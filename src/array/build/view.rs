//! Views: other looks at the same elements. They cost no memory and are never computed by themselves.

use smallvec::SmallVec;

use super::{limit_growth, shape_text};
use crate::array::Lazy;
use crate::chunk::{Cut, Dims, Grid};
use crate::diag::{Result, value_error};
use crate::graph::{Node, Rule, ViewAxis};

/// An axis of a view under construction: where it comes from, and how it is cut.
pub struct Axis {
    pub from: ViewAxis,
    pub cut: Cut,
}

impl Axis {
    /// An axis of the input as it is.
    pub fn same(array: &Lazy, axis: usize) -> Axis {
        Axis { from: ViewAxis::Of { axis, start: 0, step: 1 }, cut: array.grid().axes[axis].clone() }
    }

    /// A new axis of length 1.
    pub fn one() -> Axis {
        Axis { from: ViewAxis::Repeat, cut: Cut::whole(1) }
    }
}

/// A view with these axes; along the input's axes that none of them names it is the element at `base`.
pub fn view(name: &str, array: &Lazy, axes: Vec<Axis>, base: Dims) -> Lazy {
    let (from, cuts): (SmallVec<[ViewAxis; 4]>, Vec<Cut>) = axes.into_iter().map(|a| (a.from, a.cut)).unzip();
    let same = |(k, a): (usize, &ViewAxis)| *a == ViewAxis::Of { axis: k, start: 0, step: 1 };
    if cuts.len() == array.ndim() && from.iter().enumerate().all(same) && cuts == array.grid().axes {
        return array.clone();
    }
    Lazy::new(Node::new(name, Grid::new(cuts), array.dtype(), Rule::View { axes: from, base }, [array.node.clone()]))
}

fn origin(array: &Lazy) -> Dims {
    Dims::from_elem(0, array.ndim())
}

/// The axes in another order: axis `k` of the result is axis `order[k]`.
pub fn transpose(array: &Lazy, order: &[usize]) -> Lazy {
    view("transpose", array, order.iter().map(|&k| Axis::same(array, k)).collect(), origin(array))
}

/// The axes in reverse order.
pub fn reverse_axes(array: &Lazy) -> Lazy {
    transpose(array, &(0..array.ndim()).rev().collect::<Vec<_>>())
}

/// New axes of length 1; `at` are their places in the result, in rising order.
pub fn expand_dims(array: &Lazy, at: &[usize]) -> Lazy {
    let mut old = 0..array.ndim();
    let axis = |k| if at.contains(&k) { Some(Axis::one()) } else { old.next().map(|j| Axis::same(array, j)) };
    let axes = (0..array.ndim() + at.len()).filter_map(axis).collect();
    view("expand_dims", array, axes, origin(array))
}

/// Without these axes, whose length must be 1.
pub fn squeeze(array: &Lazy, gone: &[usize]) -> Lazy {
    let axes = (0..array.ndim()).filter(|k| !gone.contains(k)).map(|k| Axis::same(array, k)).collect();
    view("squeeze", array, axes, origin(array))
}

/// The elements in reverse order along these axes.
pub fn flip(array: &Lazy, axes: &[usize]) -> Lazy {
    let axis = |k: usize| {
        let mut axis = Axis::same(array, k);
        if axes.contains(&k) && !axis.cut.is_empty() {
            axis.from = ViewAxis::Of { axis: k, start: axis.cut.len() - 1, step: -1 };
            axis.cut = Cut::sizes(&axis.cut.iter().collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>());
        }
        axis
    };
    view("flip", array, (0..array.ndim()).map(axis).collect(), origin(array))
}

/// The array repeated to a larger shape by the rules of broadcasting.
pub fn broadcast_to(array: &Lazy, shape: &[usize]) -> Result<Lazy> {
    let lengths = array.node.shape();
    let fits = |lead: usize| lengths.iter().zip(&shape[lead..]).all(|(&a, &b)| a == b || a == 1);
    let lead = shape.len().checked_sub(array.ndim()).filter(|&lead| fits(lead));
    let Some(lead) = lead else {
        return Err(value_error(format!(
            "operands could not be broadcast together with remapped shapes: the array has shape {}, and {} is asked for",
            shape_text(&lengths),
            shape_text(shape)
        ))
        .help("axes are compared from the last one; a length must be 1 or stay as it is"));
    };
    let cuts = (0..shape.len()).map(|k| match k.checked_sub(lead) {
        Some(j) if lengths[j] == shape[k] => array.grid().axes[j].clone(),
        _ => Cut::whole(shape[k]),
    });
    let before = array.grid().largest_elements() * array.dtype().size() as u128;
    let grid = limit_growth(Grid::new(cuts.collect()), array.dtype(), [before]);
    let from = |k: usize| match k.checked_sub(lead) {
        Some(j) if lengths[j] == shape[k] => ViewAxis::Of { axis: j, start: 0, step: 1 },
        _ => ViewAxis::Repeat,
    };
    let axes = grid.axes.iter().enumerate().map(|(k, cut)| Axis { from: from(k), cut: cut.clone() }).collect();
    Ok(view("broadcast_to", array, axes, origin(array)))
}
