//! Assignment to a part of a lazy array: a new array with other elements there.

use std::sync::Arc;

use super::index::{place, slice_places};
use super::{Index, broadcast_to, cast, expand_dims, map, take};
use crate::array::Lazy;
use crate::chunk::{Block, Dims, Element};
use crate::diag::{Result, not_implemented, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::with_dtype;

/// The array with `value` at what the index names; `value` broadcasts to the shape of that part. Integers, slices, one
/// list of places an axis, and a mask of the array's own shape can be assigned to.
pub fn assign(array: &Lazy, entries: &[Index], value: &Lazy) -> Result<Lazy> {
    let value = cast(value, array.dtype());
    if let [Index::Mask(mask)] = entries {
        return assign_mask(array, mask, &value);
    }
    let axes = picked_axes(array, entries)?;
    let shape: Dims = axes.iter().filter(|a| !a.single).map(|a| a.places.len()).collect();
    let mut spread = broadcast_to(&value, &shape).map_err(|_| {
        let (from, to) = (super::shape_text(&value.node.shape()), super::shape_text(&shape));
        value_error(format!("could not broadcast input array from shape {from} into shape {to}"))
    })?;
    let single: Vec<usize> = axes.iter().enumerate().filter(|(_, a)| a.single).map(|(k, _)| k).collect();
    spread = expand_dims(&spread, &single);
    let mut inputs = vec![array.clone()];
    let mut masks = Vec::new();
    for (k, axis) in axes.iter().enumerate() {
        if axis.whole {
            continue;
        }
        let n = array.grid().axes[k].len();
        let (inverse, chosen) = axis.inverse(n);
        spread = take(&spread, k, inverse.into());
        let column = Lazy::stored(chosen, crate::chunk::Grid::new(vec![array.grid().axes[k].clone()]));
        let rest: Vec<usize> = (1..array.ndim() - k).collect();
        masks.push(expand_dims(&column, &rest));
    }
    if axes.iter().any(|a| a.places.is_empty()) {
        return Ok(array.clone());
    }
    inputs.push(spread);
    inputs.extend(masks);
    map("setitem", Arc::new(Select), array.dtype(), &inputs)
}

fn assign_mask(array: &Lazy, mask: &Lazy, value: &Lazy) -> Result<Lazy> {
    if mask.ndim() != array.ndim() {
        return Err(not_implemented("assignment where a mask of fewer axes is true")
            .help("broadcast the mask to the array's shape, or use da.where"));
    }
    if value.ndim() > 0 && value.size() != Some(1) && value.ndim() != array.ndim() {
        return Err(value_error("assignment to a mask of a lazy array takes a number, or an array of the same shape"));
    }
    map("setitem", Arc::new(Select), array.dtype(), &[array.clone(), value.clone(), mask.clone()])
}

/// What an index picks along one axis.
struct Picked {
    places: Vec<usize>,
    /// An integer: the axis is not in the part's shape.
    single: bool,
    /// Every place, in order.
    whole: bool,
}

impl Picked {
    /// For each place of the axis, where in the part it is (0 for those outside), and whether it is in it.
    fn inverse(&self, n: usize) -> (Vec<usize>, Block) {
        let mut inverse = vec![0; n];
        let mut chosen = vec![false; n];
        for (i, &p) in self.places.iter().enumerate() {
            (inverse[p], chosen[p]) = (i, true);
        }
        (inverse, Block::from_slice(&[n], &chosen))
    }
}

fn picked_axes(array: &Lazy, entries: &[Index]) -> Result<Vec<Picked>> {
    let used = entries.iter().filter(|e| !matches!(e, Index::Ellipsis | Index::NewAxis)).count();
    if used > array.ndim() {
        let message =
            format!("too many indices for array: array is {}-dimensional, but {used} were indexed", array.ndim());
        return Err(crate::diag::index_error(message));
    }
    let mut axes = Vec::new();
    let whole = |axes: &mut Vec<Picked>, count: usize| {
        for _ in 0..count {
            axes.push(Picked {
                places: (0..array.grid().axes[axes.len()].len()).collect(),
                single: false,
                whole: true,
            });
        }
    };
    for entry in entries {
        let k = axes.len();
        let len = array.grid().axes.get(k).map_or(0, |c| c.len());
        match entry {
            Index::Ellipsis => whole(&mut axes, array.ndim() - used),
            Index::NewAxis => return Err(not_implemented("assignment through a new axis")),
            Index::Slice(None, None, None) => whole(&mut axes, 1),
            Index::Slice(start, stop, step) => {
                let (first, step, count) = slice_places(len, *start, *stop, *step)?;
                let places = (0..count as isize).map(|i| (first as isize + i * step) as usize).collect();
                axes.push(Picked { places, single: false, whole: false });
            }
            Index::At(i) => axes.push(Picked { places: vec![place(*i, k, len)?], single: true, whole: false }),
            Index::List(places, shape) if shape.len() == 1 => {
                let places = places.iter().map(|&p| place(p, k, len)).collect::<Result<_>>()?;
                axes.push(Picked { places, single: false, whole: false });
            }
            Index::List(..) => {
                return Err(not_implemented("assignment through an array of places of several dimensions"));
            }
            Index::Mask(mask) if mask.ndim() == 1 => {
                let chosen = mask.compute()?.to_vec::<bool>();
                axes.push(Picked {
                    places: (0..chosen.len()).filter(|&i| chosen[i]).collect(),
                    single: false,
                    whole: false,
                });
            }
            Index::Mask(_) => return Err(not_implemented("assignment through a mask together with other indices")),
        }
    }
    let left = array.ndim() - axes.len();
    whole(&mut axes, left);
    Ok(axes)
}

/// Where all masks (the operands from the third on) are true the second operand, else the first.
#[derive(Debug)]
struct Select;

impl MapKernel for Select {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let mut chosen = vec![true; out.len()];
        for mask in &operands[2..] {
            match mask.lane::<bool>() {
                Lane::One(true) => {}
                Lane::One(false) => chosen.fill(false),
                Lane::Many(mask) => chosen.iter_mut().zip(mask).for_each(|(c, &m)| *c &= m),
            }
        }
        with_dtype!(out.dtype(), T => select::<T>(&chosen, operands[0].lane(), operands[1].lane(), out.slice()));
        Ok(())
    }
}

fn select<T: Element>(chosen: &[bool], old: Lane<'_, T>, new: Lane<'_, T>, out: &mut [T]) {
    let at = |lane: Lane<'_, T>, i: usize| match lane {
        Lane::One(v) => v,
        Lane::Many(v) => v[i],
    };
    for (i, to) in out.iter_mut().enumerate() {
        *to = if chosen[i] { at(new, i) } else { at(old, i) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::convert;
    use crate::chunk::{Cut, DType, Grid};

    #[test]
    fn parts_are_replaced_on_any_chunking() {
        let block = Block::from_slice(&[3, 4], &(0..12i64).collect::<Vec<_>>());
        for size in 1..4 {
            let x = Lazy::stored(block.clone(), Grid::new(vec![Cut::even(3, size), Cut::even(4, size)]));
            let v = convert::whole(Block::from_slice(&[2], &[-1i64, -2]));
            let y = assign(&x, &[Index::At(-1), Index::Slice(None, None, Some(2))], &v).expect("it fits");
            assert_eq!(y.compute().expect("it runs").to_vec::<i64>(), [0, 1, 2, 3, 4, 5, 6, 7, -1, 9, -2, 11]);
            let z = assign(
                &x,
                &[Index::Slice(None, Some(2), None)],
                &convert::constant(crate::chunk::Num::Int(7), DType::I64),
            );
            assert_eq!(
                z.expect("it fits").compute().expect("it runs").to_vec::<i64>(),
                [7, 7, 7, 7, 7, 7, 7, 7, 8, 9, 10, 11]
            );
            assert!(assign(&x, &[Index::At(0)], &v).is_err());
        }
    }
}
