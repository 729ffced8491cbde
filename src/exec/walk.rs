//! Where the elements of a region come from: shared by what computes them and by what only asks which chunks it takes.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::chunk::{Cut, Dims, Region, c_strides};

/// The parts of a C-ordered array of shape `shape` that hold the flat stretch `from..from + n`, in order.
pub fn flat_boxes(shape: &[usize], mut from: usize, mut n: usize, mut each: impl FnMut(Region)) {
    let strides = c_strides(shape);
    while n > 0 {
        let mut rest = from;
        let at: Dims = strides
            .iter()
            .map(|&s| {
                let i = rest / s as usize;
                rest %= s as usize;
                i
            })
            .collect();
        let axis = (0..shape.len()).find(|&k| strides[k] as usize <= n && at[k + 1..].iter().all(|&i| i == 0));
        let Some(axis) = axis else { return each(Region { start: Dims::new(), len: Dims::new() }) };
        let stride = strides[axis] as usize;
        let count = (n / stride).min(shape[axis] - at[axis]);
        let len = (0..shape.len())
            .map(|k| {
                if k < axis {
                    1
                } else if k == axis {
                    count
                } else {
                    shape[k]
                }
            })
            .collect();
        each(Region { start: at, len });
        from += count * stride;
        n -= count * stride;
    }
}

/// The stretches of the flat C order that a region of an array is made of: where each begins, and their one length.
pub fn flat_runs(shape: &[usize], region: &Region, mut each: impl FnMut(usize)) -> usize {
    let strides = c_strides(shape);
    let mut split = shape.len();
    while split > 0 && region.len[split - 1] == shape[split - 1] {
        split -= 1;
    }
    let outer = split.saturating_sub(1);
    let run: usize = region.len[outer..].iter().product();
    if region.elements() == 0 {
        return 0;
    }
    let mut at: SmallVec<[usize; 4]> = SmallVec::from_elem(0, outer);
    loop {
        let start: usize =
            (0..shape.len()).map(|k| (region.start[k] + at.get(k).copied().unwrap_or(0)) * strides[k] as usize).sum();
        each(start);
        let Some(k) = (0..outer).rev().find(|&k| at[k] + 1 < region.len[k]) else { return run };
        at[k] += 1;
        at[k + 1..].iter_mut().for_each(|i| *i = 0);
    }
}

/// The pieces of a stretch of an axis, chunk by chunk: the chunk, where in the axis, how many, where in the stretch.
pub fn axis_pieces(cut: &Cut, start: usize, len: usize) -> impl Iterator<Item = (usize, usize, usize, usize)> + '_ {
    cut.touched(start, len).filter_map(move |i| {
        let from = cut.start(i).max(start);
        let to = (cut.start(i) + cut.size(i)).min(start + len);
        (to > from).then(|| (i, from, to - from, from - start))
    })
}

/// The chunks of a grid that a region touches, by their coordinates; those without elements are passed over.
pub fn touched_chunks(cuts: &[Cut], region: &Region, mut each: impl FnMut(&[usize])) {
    let ranges: SmallVec<[std::ops::Range<usize>; 4]> =
        cuts.iter().enumerate().map(|(k, c)| c.touched(region.start[k], region.len[k])).collect();
    if ranges.iter().any(|r| r.is_empty()) {
        return;
    }
    let mut at: Dims = ranges.iter().map(|r| r.start).collect();
    loop {
        if at.iter().zip(cuts).all(|(&i, cut)| cut.size(i) > 0) {
            each(&at);
        }
        let Some(k) = (0..at.len()).rev().find(|&k| at[k] + 1 < ranges[k].end) else { return };
        at[k] += 1;
        for j in k + 1..at.len() {
            at[j] = ranges[j].start;
        }
    }
}

/// Stretches of rising neighbours in a list of places: the first place, how many, where in the list.
pub fn place_runs(places: &[usize]) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let first = *places.get(at)?;
        let n = places[at..].iter().enumerate().take_while(|(i, p)| **p == first + i).count();
        at += n;
        Some((first, n, at - n))
    })
}

/// Some places of a list that lie in one chunk.
pub struct PlaceGroup {
    /// Their numbers in the list.
    pub at: Vec<usize>,
    /// The least place, and the one after the greatest.
    pub low: usize,
    pub high: usize,
}

/// The places of a list, those in one chunk together. Part of a list reads no more of a chunk than all of it does.
pub fn place_groups(places: &[usize], cut: &Cut) -> Vec<PlaceGroup> {
    let mut groups: BTreeMap<usize, PlaceGroup> = BTreeMap::new();
    let mut at = 0;
    while let Some(&first) = places.get(at) {
        // Neighbours in the list often lie in one chunk.
        let chunk = if cut.count() == 1 { 0 } else { cut.find(first) };
        let within = cut.start(chunk)..cut.start(chunk) + cut.size(chunk);
        let group = groups.entry(chunk).or_insert_with(|| PlaceGroup { at: Vec::new(), low: first, high: first + 1 });
        let mut next = Some(first);
        while let Some(p) = next {
            group.at.push(at);
            (group.low, group.high) = (group.low.min(p), group.high.max(p + 1));
            at += 1;
            next = places.get(at).copied().filter(|p| within.contains(p));
        }
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(shape: &[usize], region: &Region) -> Vec<usize> {
        let mut found = Vec::new();
        let n = flat_runs(shape, region, |s| found.push(s));
        found.into_iter().flat_map(|s| s..s + n).collect()
    }

    #[test]
    fn boxes_and_runs_are_inverse() {
        let shape = [3, 4, 5];
        for from in 0..60 {
            for n in 0..60 - from {
                let mut found = Vec::new();
                flat_boxes(&shape, from, n, |b| found.extend(elements(&shape, &b)));
                assert_eq!(found, (from..from + n).collect::<Vec<_>>());
            }
        }
        let mut count = 0;
        flat_boxes(&[], 0, 1, |b| count += b.elements());
        assert_eq!(count, 1);
    }

    #[test]
    fn neighbours_come_together() {
        assert_eq!(place_runs(&[4, 5, 6, 2, 2, 3]).collect::<Vec<_>>(), [(4, 3, 0), (2, 1, 3), (2, 2, 4)]);
    }
}
