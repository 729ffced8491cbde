//! Indexing: integers, slices, new axes, lists of places and masks.

use super::fancy::{Entry, apart, gather_many, to_front};
use super::view::{Axis, view};
use super::{expand_dims, reshape, shape_text, transpose};
use crate::array::Lazy;
use crate::chunk::{Block, Cut, Dims, Grid, Num, Places, mask};
use crate::diag::{Error, Result, index_error, value_error};
use crate::exec::settings;
use crate::graph::{Node, Rule, ViewAxis, fresh_id, same_unknown};

/// One entry of an index.
#[derive(Clone, Debug)]
pub enum Index {
    /// One place; the axis goes away.
    At(i128),
    /// `start:stop:step`, each as it was written.
    Slice(Option<i128>, Option<i128>, Option<i128>),
    /// A new axis of length 1.
    NewAxis,
    /// As many whole axes as are left.
    Ellipsis,
    /// Places along an axis, int64 in C order, in an array of their own shape.
    List(Block),
    /// A mask over as many axes as it has.
    Mask(Lazy),
}

/// The places that a slice takes from an axis of length `len`: the first, the step, how many. As Python's.
pub fn slice_places(
    len: usize,
    start: Option<i128>,
    stop: Option<i128>,
    step: Option<i128>,
) -> Result<(usize, isize, usize)> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(
            value_error("slice step cannot be zero").help("a step of -1 goes backwards, of 2 takes every second")
        );
    }
    let n = len as i128;
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let place = |v: Option<i128>, default: i128| {
        v.map_or(default, |v| if v < 0 { v.saturating_add(n) } else { v }.clamp(low, high))
    };
    let (from, to) =
        if step > 0 { (place(start, low), place(stop, high)) } else { (place(start, high), place(stop, low)) };
    let span = if step > 0 { to - from } else { from - to };
    let count = if span > 0 { (span - 1) / step.abs() + 1 } else { 0 };
    let step = step.clamp(-(n + 1), n + 1) as isize;
    Ok((if count == 0 { 0 } else { from as usize }, step, count as usize))
}

/// A place made non-negative, or the error that it is out of range.
pub fn place(at: i128, axis: usize, len: usize) -> Result<usize> {
    let n = len as i128;
    if (-n..n).contains(&at) {
        return Ok((if at < 0 { at + n } else { at }) as usize);
    }
    Err(out_of_bounds(at, axis, len))
}

fn out_of_bounds(at: i128, axis: usize, len: usize) -> Error {
    let n = len as i128;
    let error = index_error(format!("index {at} is out of bounds for axis {axis} with size {len}"));
    if len == 0 { error.help("the axis is empty") } else { error.help(format!("places go from {} to {}", -n, n - 1)) }
}

/// The part of an array that an index names, as a lazy array.
pub fn index(array: &Lazy, entries: &[Index]) -> Result<Lazy> {
    let apart = apart(entries);
    let entries = full_entries(array, &one_truth(entries)?)?;
    let simple: Vec<Index> = entries
        .iter()
        .map(|e| if is_fancy(e) { Index::Slice(None, None, None) } else { e.clone() })
        .flat_map(|e| vec![e])
        .collect();
    let (viewed, places) = basic(array, &widen(&entries, simple))?;
    let mut named = 0;
    let mut fancy = Vec::new();
    for (axis, index) in places.into_iter().zip(&entries) {
        if is_fancy(index) {
            fancy.push(Entry { axis, named, index });
        }
        named += taken(index);
    }
    let placed = |array: Lazy, axis: usize, count: usize| if apart { to_front(&array, axis, count) } else { array };
    match fancy[..] {
        [] => Ok(viewed),
        [Entry { axis, index: Index::Mask(mask), .. }] => Ok(placed(compress(&viewed, mask, axis)?, axis, 1)),
        [Entry { axis, named, index: Index::List(places) }] => {
            Ok(placed(gather(&viewed, (axis, named), places)?, axis, places.ndim()))
        }
        _ => gather_many(&viewed, &fancy, apart),
    }
}

/// The entries with one truth of no dimensions for several: that all of them hold; and without any that holds beside
/// lists or masks of elements, which it leaves as they are.
fn one_truth(entries: &[Index]) -> Result<Vec<Index>> {
    let truth = |e: &Index| matches!(e, Index::Mask(m) if m.ndim() == 0);
    let others = entries.iter().any(|e| is_fancy(e) && !truth(e));
    if entries.iter().filter(|e| truth(e)).count() < if others { 1 } else { 2 } {
        return Ok(entries.to_vec());
    }
    let mut holds = true;
    for entry in entries.iter().filter(|e| truth(e)) {
        if let Index::Mask(mask) = entry {
            holds &= mask.compute()?.first().num.is_true();
        }
    }
    let mut first = !(others && holds);
    let one = |entry: &Index| match truth(entry) {
        true => std::mem::take(&mut first).then(|| entry_of(Num::Bool(holds))).flatten(),
        false => Some(entry.clone()),
    };
    Ok(entries.iter().filter_map(one).collect())
}

/// Whether an entry is a list of places or a mask.
pub(super) fn is_fancy(entry: &Index) -> bool {
    matches!(entry, Index::List(..) | Index::Mask(_))
}

/// A mask over several axes stands for as many whole slices in the basic part.
fn widen(entries: &[Index], simple: Vec<Index>) -> Vec<Vec<Index>> {
    let many = |(entry, plain): (&Index, Index)| match entry {
        Index::Mask(m) => vec![plain; m.ndim()],
        _ => vec![plain],
    };
    entries.iter().zip(simple).map(many).collect()
}

/// The axes that an entry takes up.
pub(super) fn taken(entry: &Index) -> usize {
    match entry {
        Index::NewAxis | Index::Ellipsis => 0,
        Index::Mask(m) => m.ndim(),
        _ => 1,
    }
}

/// The entries with `...` written out and the rest of the axes taken whole.
pub(super) fn full_entries(array: &Lazy, entries: &[Index]) -> Result<Vec<Index>> {
    let used: usize = entries.iter().map(taken).sum();
    let ndim = array.ndim();
    if used > ndim {
        return Err(index_error(format!(
            "too many indices for array: array is {ndim}-dimensional, but {used} were indexed"
        ))
        .help(format!("at most {ndim} entries; None makes a new axis, ... stands for all that are left")));
    }
    if entries.iter().filter(|e| matches!(e, Index::Ellipsis)).count() > 1 {
        return Err(index_error("an index can only have a single ellipsis ('...')"));
    }
    let rest = || std::iter::repeat_n(Index::Slice(None, None, None), ndim - used);
    let mut full = Vec::new();
    for entry in entries {
        match entry {
            Index::Ellipsis => full.extend(rest()),
            e => full.push(e.clone()),
        }
    }
    if !entries.iter().any(|e| matches!(e, Index::Ellipsis)) {
        full.extend(rest());
    }
    Ok(full)
}

/// The view that the plain entries name, and for each entry its place among the view's axes.
fn basic(array: &Lazy, entries: &[Vec<Index>]) -> Result<(Lazy, Vec<usize>)> {
    let mut axes = Vec::new();
    let mut base = Dims::from_elem(0, array.ndim());
    let mut places = Vec::new();
    let mut k = 0;
    for group in entries {
        places.push(axes.len());
        for entry in group {
            match entry {
                Index::NewAxis => axes.push(Axis::one()),
                Index::At(i) => {
                    base[k] = place(*i, k, known(array, k)?)?;
                    k += 1;
                }
                Index::Slice(None, None, None | Some(1)) => {
                    axes.push(Axis::same(array, k));
                    k += 1;
                }
                Index::Slice(start, stop, step) => {
                    axes.push(slice_axis(array, k, *start, *stop, *step)?);
                    k += 1;
                }
                _ => {}
            }
        }
    }
    Ok((view("getitem", array, axes, base), places))
}

fn known(array: &Lazy, axis: usize) -> Result<usize> {
    array.grid().axes[axis].known_len().ok_or_else(|| {
        value_error(format!(
            "the length of axis {axis} is not known before it is computed, so places along it are not either"
        ))
        .help("a mask made it: use .compute() first, or .compute_chunk_sizes()")
    })
}

fn slice_axis(array: &Lazy, k: usize, start: Option<i128>, stop: Option<i128>, step: Option<i128>) -> Result<Axis> {
    let (first, step, count) = slice_places(known(array, k)?, start, stop, step)?;
    let cut = slice_cut(&array.grid().axes[k], first, step, count);
    Ok(Axis { from: ViewAxis::Of { axis: k, start: first, step }, cut })
}

/// How the elements that a slice takes are cut: as the chunks from which they come.
fn slice_cut(cut: &Cut, first: usize, step: isize, count: usize) -> Cut {
    if count == 0 || cut.count() == 1 {
        return Cut::whole(count);
    }
    if let (Cut::Even { size, .. }, 0, true) = (cut, first, step > 0)
        && size.is_multiple_of(step as usize)
    {
        return Cut::even(count, size / step as usize);
    }
    let stride = step.unsigned_abs();
    let mut sizes = Vec::new();
    let mut done = 0;
    while done < count {
        let at = (first as isize + done as isize * step) as usize;
        let chunk = cut.find(at);
        let left = if step > 0 { cut.start(chunk) + cut.size(chunk) - 1 - at } else { at - cut.start(chunk) };
        let n = (left / stride + 1).min(count - done);
        sizes.push(n);
        done += n;
    }
    Cut::sizes(&sizes)
}

/// An error where nothing is taken of an array whose lengths are not known: no task would find them.
fn nothing_unknown(array: &Lazy, count: usize) -> Result<()> {
    if count > 0 || array.grid().is_known() {
        return Ok(());
    }
    Err(value_error("nothing is taken along one axis, and the length of another is not known"))
}

/// The elements at `places` along an axis; the axis becomes as many axes as `shape` has.
fn gather(array: &Lazy, (axis, named): (usize, usize), places: &Block) -> Result<Lazy> {
    let len = known(array, axis)?;
    nothing_unknown(array, places.size())?;
    let taken = take(array, axis, places_along(places, named, len)?);
    if places.ndim() == 1 {
        return Ok(taken);
    }
    let old = taken.node.shape();
    reshape(&taken, &[&old[..axis], places.shape(), &old[axis + 1..]].concat())
}

/// The places that an int64 block names along an axis of length `len`.
pub fn places_along(places: &Block, axis: usize, len: usize) -> Result<Places> {
    Places::of(places, len).map_err(|wrong| out_of_bounds(i128::from(wrong), axis, len))
}

/// The elements at these places, which are in range, along an axis.
pub fn take(array: &Lazy, axis: usize, places: Places) -> Lazy {
    let mut grid = array.grid().clone();
    grid.axes[axis] = Cut::even(places.len(), array.grid().axes[axis].largest().max(1));
    let rule = Rule::Take { axis, index: places };
    Lazy::new(Node::new("take", grid, array.dtype(), rule, [array.node.clone()]))
}

/// The elements where `mask` is true: its axes, from `axis` on, become one whose length is not known, unless the mask
/// is in memory.
pub fn compress(array: &Lazy, mask: &Lazy, axis: usize) -> Result<Lazy> {
    check_mask(array.grid(), mask, axis)?;
    if let Some(picked) = super::masked::of_one_piece(array, mask, axis) {
        return Ok(picked);
    }
    match (mask.ndim(), mask.as_block()) {
        (0, _) => return compress(&expand_dims(array, &[axis]), &expand_dims(mask, &[0]), axis),
        (1, Some(block)) => {
            let picks = block.contiguous();
            let places = settings::pool()?.install(|| mask::places(picks.slice::<bool>()));
            let places = Places::in_range(&places);
            nothing_unknown(array, places.len())?;
            return Ok(take(array, axis, places));
        }
        (1, _) => {}
        (n, _) if n == array.ndim() => return compress(&ravel(array)?, &ravel(mask)?, 0),
        (n, _) => {
            let old = array.node.shape();
            let flat: usize = old[axis..axis + n].iter().product();
            let shape = [&old[..axis], &[flat], &old[axis + n..]].concat();
            return compress(&reshape(array, &shape)?, &ravel(mask)?, axis);
        }
    }
    let mut grid = array.grid().clone();
    let over = super::common_cut(&grid.axes[axis], &mask.grid().axes[0]).unwrap_or(grid.axes[axis].clone());
    grid.axes[axis] = Cut::Unknown { mask: super::alike::mask_id(mask, &over), over: Box::new(over) };
    Ok(Lazy::new(Node::new(
        "getitem",
        grid,
        array.dtype(),
        Rule::Compress { axis },
        [array.node.clone(), mask.node.clone()],
    )))
}

fn ravel(array: &Lazy) -> Result<Lazy> {
    let n = array.node.shape().iter().product();
    reshape(array, &[n])
}

/// An error unless a mask fits the axes from `axis` on.
pub(super) fn check_mask(grid: &Grid, mask: &Lazy, axis: usize) -> Result<()> {
    for k in 0..mask.ndim() {
        let (a, m) = (&grid.axes[axis + k], &mask.grid().axes[k]);
        let alike = same_unknown(a, m) || (a.known_len().is_some() && a.known_len() == m.known_len());
        if !alike {
            let text = |c: &Cut| c.known_len().map_or("unknown".to_owned(), |n| n.to_string());
            return Err(index_error(format!(
                "boolean index did not match indexed array along axis {}; size of axis is {} but size of corresponding boolean axis is {}",
                axis + k,
                text(a),
                text(m)
            ))
            .help(format!("the array has shape {}, and the mask {}", shape_text(&grid.shape()), shape_text(&mask.grid().shape()))));
        }
    }
    Ok(())
}

/// An array from stacked ones: a new axis at `axis`.
pub fn stack(arrays: &[Lazy], axis: usize) -> Result<Lazy> {
    let shapes: Vec<Dims> = arrays.iter().map(|a| a.node.shape()).collect();
    if shapes.windows(2).any(|w| w[0] != w[1]) {
        let all = shapes.iter().map(|s| shape_text(s)).collect::<Vec<_>>().join(" ");
        return Err(value_error(format!("all input arrays must have the same shape: they have {all}"))
            .help("np.concatenate joins arrays of different lengths along one axis"));
    }
    let wide: Vec<Lazy> = arrays.iter().map(|a| expand_dims(a, &[axis])).collect();
    super::concat(&wide, axis)
}

/// The axis `from` moved to the place `to`.
pub fn move_axis(array: &Lazy, from: usize, to: usize) -> Lazy {
    let mut order: Vec<usize> = (0..array.ndim()).filter(|&k| k != from).collect();
    order.insert(to, from);
    transpose(array, &order)
}

/// An entry from a number that is an integer or a bool.
pub fn entry_of(num: Num) -> Option<Index> {
    match num {
        Num::Int(i) => Some(Index::At(i)),
        Num::Bool(b) => {
            Some(Index::Mask(crate::array::convert::whole(Block::full(crate::chunk::DType::Bool, &[], Num::Bool(b)))))
        }
        _ => None,
    }
}

/// A fresh unknown axis over one of at most `most` elements, in one chunk.
pub fn unknown_axis(most: usize) -> Cut {
    Cut::Unknown { mask: fresh_id(), over: Box::new(Cut::whole(most)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_take_pythons_places() {
        let cases = [
            ((10, None, None, None), (0, 1, 10)),
            ((10, Some(-3), None, None), (7, 1, 3)),
            ((10, None, None, Some(-1)), (9, -1, 10)),
            ((10, Some(20), Some(-20), Some(-3)), (9, -3, 4)),
            ((10, Some(4), Some(4), None), (0, 1, 0)),
            ((0, None, None, Some(-1)), (0, -1, 0)),
        ];
        for ((n, a, b, c), want) in cases {
            assert_eq!(slice_places(n, a, b, c).ok(), Some(want));
        }
        assert!(slice_places(3, None, None, Some(0)).is_err());
    }
}
