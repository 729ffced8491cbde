//! Assignment to a part of a lazy array: a new array with other elements there.

use std::sync::Arc;

use super::fancy::{Entry, apart};
use super::index::{full_entries, is_fancy, place, slice_places, taken};
use super::scatter::scatter;
use super::{Index, broadcast_to, cast, expand_dims, index, map, squeeze, take};
use crate::array::Lazy;
use crate::chunk::{Block, Element, Grid};
use crate::diag::{Error, Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::with_dtype;

/// The array with `value` at what the index names; `value` broadcasts to the shape of that part.
pub fn assign(array: &Lazy, entries: &[Index], value: &Lazy) -> Result<Lazy> {
    let value = cast(value, array.dtype());
    let apart = apart(entries);
    if is_element(array, entries) && value.ndim() > 0 {
        return Err(value_error("setting an array element with a sequence.").help("an element takes one number"));
    }
    // As Dask has it: an array of the same shape gives each element its own.
    let alike = value.ndim() == array.ndim() && value.lengths() == array.lengths();
    if let [Index::Mask(mask)] = entries
        && mask.ndim() == array.ndim()
        && value.ndim() > 1
        && !alike
    {
        return Err(too_deep(value.ndim()));
    }
    let entries = full_entries(array, entries)?;
    if entries.iter().any(|e| truth(e) == Some(false)) {
        let nothing = index(array, &entries)?;
        return fitted(&value, &nothing.node.shape()).map(|_| array.clone());
    }
    let entries: Vec<Index> =
        entries.into_iter().map(|e| if truth(&e) == Some(true) { Index::NewAxis } else { e }).collect();
    if let Some(changed) = by_mask(array, &entries, &value)? {
        return Ok(changed);
    }
    if entries.iter().any(is_fancy) {
        assign_places(array, &entries, &value, apart)
    } else {
        assign_part(array, &entries, &value)
    }
}

/// Whether an index names one element by an integer for each axis.
fn is_element(array: &Lazy, entries: &[Index]) -> bool {
    entries.len() == array.ndim() && entries.iter().all(|e| matches!(e, Index::At(_)))
}

/// The truth of a mask that is one value in memory: it takes nothing or, along a new axis, all.
fn truth(entry: &Index) -> Option<bool> {
    match entry {
        Index::Mask(mask) if mask.ndim() == 0 => mask.as_block().map(|b| b.first().num.is_true()),
        _ => None,
    }
}

/// The mistake of giving a mask over the whole array more than a row of elements.
pub fn too_deep(ndim: usize) -> Error {
    let wanted = "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input";
    type_error(format!("{wanted}, input has {ndim} dimensions"))
}

fn is_whole(entry: &Index) -> bool {
    matches!(entry, Index::Slice(None, None, None | Some(1)))
}

/// Element by element, where one mask says it all: it may be lazy, and it is never counted how many it picks.
fn by_mask(array: &Lazy, entries: &[Index], value: &Lazy) -> Result<Option<Lazy>> {
    let masks: Vec<(usize, &Lazy)> = entries
        .iter()
        .enumerate()
        .filter_map(|(k, e)| if let Index::Mask(m) = e { Some((k, m)) } else { None })
        .collect();
    let [(axis, mask)] = masks[..] else { return Ok(None) };
    if entries.iter().enumerate().any(|(k, e)| k != axis && !is_whole(e)) {
        return Ok(None);
    }
    super::index::check_mask(array.grid(), mask, axis)?;
    let after = array.ndim() - axis - mask.ndim();
    let (lengths, own) = (array.lengths(), value.lengths());
    let alike = value.ndim() == array.ndim() && own == lengths && mask.ndim() == array.ndim();
    let ahead = value.ndim().saturating_sub(after);
    let fits = own.iter().rev().zip(lengths.iter().rev()).take(after).all(|(v, n)| *v == Some(1) || v == n);
    let once = ahead == 0 || (own[ahead - 1] == Some(1) && own[..ahead - 1].iter().all(|n| *n == Some(1)));
    if !(alike || fits && once) {
        return Ok(None);
    }
    let value = if alike || ahead == 0 { value.clone() } else { squeeze(value, &(0..ahead).collect::<Vec<_>>()) };
    let mask = expand_dims(mask, &(mask.ndim()..mask.ndim() + after).collect::<Vec<_>>());
    map("setitem", Arc::new(Select), array.dtype(), &[array.clone(), value, mask]).map(Some)
}

/// The value repeated to the shape of a part; axes of length 1 more than that has are left out.
fn fitted(value: &Lazy, shape: &[usize]) -> Result<Lazy> {
    let own = value.node.shape();
    let extra = own.len().saturating_sub(shape.len());
    let misfit = || -> Error {
        let (from, to) = (super::shape_text(&own), super::shape_text(shape));
        value_error(format!("could not broadcast input array from shape {from} into shape {to}"))
            .help("axes are compared from the last one; a length must be 1 or the one that is written to")
    };
    if own[..extra].iter().any(|&n| n != 1) {
        return Err(misfit());
    }
    broadcast_to(&squeeze(value, &(0..extra).collect::<Vec<_>>()), shape).map_err(|_| misfit())
}

/// Where lists and masks in memory name places.
fn assign_places(array: &Lazy, entries: &[Index], value: &Lazy, apart: bool) -> Result<Lazy> {
    let plain = |e: &Index| match e {
        Index::NewAxis => vec![],
        Index::Mask(m) => vec![Index::Slice(None, None, None); m.ndim()],
        Index::List(..) => vec![Index::Slice(None, None, None)],
        e => vec![e.clone()],
    };
    let basic: Vec<Index> = entries.iter().flat_map(plain).collect();
    let part = index(array, &basic)?;
    let (mut axis, mut named) = (0, 0);
    let mut fancy = Vec::new();
    // The axes of what is assigned, but for those of the places: of the part, or new ones.
    let mut axes: Vec<Option<usize>> = Vec::new();
    let mut first = None;
    for entry in entries {
        if is_fancy(entry) {
            fancy.push(Entry { axis, named, index: entry });
        }
        if is_fancy(entry) || matches!(entry, Index::At(_)) {
            first.get_or_insert(axes.len());
        }
        match entry {
            Index::NewAxis => axes.push(None),
            Index::Slice(..) => axes.push(Some(axis)),
            _ => {}
        }
        axis += taken(entry) - usize::from(matches!(entry, Index::At(_)));
        named += taken(entry);
    }
    let at = if apart { 0 } else { first.unwrap_or(0) };
    let changed = scatter(&part, &fancy, |picked| {
        let length = |a: &Option<usize>| a.map_or(1, |a| part.grid().axes[a].len());
        let shape: Vec<usize> =
            axes[..at].iter().map(length).chain(picked.iter().copied()).chain(axes[at..].iter().map(length)).collect();
        let wide = fitted(value, &shape)?;
        let new = |k: &usize| axes[*k].is_none();
        let gone: Vec<usize> = (0..axes.len()).filter(new).map(|k| if k < at { k } else { k + picked.len() }).collect();
        Ok((squeeze(&wide, &gone), axes[..at].iter().flatten().count()))
    })?;
    if basic.iter().all(is_whole) { Ok(changed) } else { assign_part(array, &basic, &changed) }
}

/// Where integers and slices name a part.
fn assign_part(array: &Lazy, entries: &[Index], value: &Lazy) -> Result<Lazy> {
    let axes = picked_axes(array, entries)?;
    let mut shape = Vec::new();
    let mut new = Vec::new();
    let mut of_axis = axes.iter();
    for entry in entries {
        if matches!(entry, Index::NewAxis) {
            new.push(shape.len());
            shape.push(1);
        } else if let Some(axis) = of_axis.next().filter(|a| !a.single) {
            shape.push(axis.places.len());
        }
    }
    let single: Vec<usize> = axes.iter().enumerate().filter(|(_, a)| a.single).map(|(k, _)| k).collect();
    let mut spread = expand_dims(&squeeze(&fitted(value, &shape)?, &new), &single);
    if axes.iter().any(|a| a.places.is_empty()) {
        return Ok(array.clone());
    }
    let mut inputs = vec![array.clone()];
    let mut masks = Vec::new();
    for (k, axis) in axes.iter().enumerate().filter(|(_, a)| !a.whole) {
        let (inverse, chosen) = axis.inverse(array.grid().axes[k].len());
        spread = take(&spread, k, inverse.into());
        let column = Lazy::stored(chosen, Grid::new(vec![array.grid().axes[k].clone()]));
        let rest: Vec<usize> = (1..array.ndim() - k).collect();
        masks.push(expand_dims(&column, &rest));
    }
    inputs.push(spread);
    inputs.extend(masks);
    map("setitem", Arc::new(Select), array.dtype(), &inputs)
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
    let Some(shape) = array.known_shape() else {
        return Err(value_error("assignment needs an array whose lengths are known"));
    };
    let mut axes: Vec<Picked> = Vec::new();
    for entry in entries {
        let k = axes.len();
        match entry {
            Index::At(i) => axes.push(Picked { places: vec![place(*i, k, shape[k])?], single: true, whole: false }),
            Index::Slice(start, stop, step) => {
                let (first, step, count) = slice_places(shape[k], *start, *stop, *step)?;
                let places = (0..count as isize).map(|i| (first as isize + i * step) as usize).collect();
                axes.push(Picked { places, single: false, whole: count == shape[k] && step == 1 });
            }
            _ => {}
        }
    }
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
    use crate::chunk::{Cut, DType};

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
            let places = |at: &[i64]| Index::List(Block::from_slice(&[at.len()], at));
            let w = assign(&x, &[places(&[2, 0]), places(&[1, -1])], &v).expect("it fits");
            assert_eq!(w.compute().expect("it runs").to_vec::<i64>(), [0, 1, 2, -2, 4, 5, 6, 7, 8, -1, 10, 11]);
            assert!(assign(&x, &[Index::At(0)], &v).is_err());
        }
    }
}
