//! Several lists of places in one index.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use smallvec::{SmallVec, smallvec};

use super::{Index, broadcast_shape, limit_growth, transpose};
use crate::array::Lazy;
use crate::chunk::{Block, Cut, Dims, Grid, Places, Region, mask};
use crate::diag::{Result, index_error, value_error, warn};
use crate::graph::{BlockKernel, Need, Node, Rule};
use crate::with_dtype;

/// A list of places or a mask, with its axis in the array that is indexed, and in the one that was named.
pub struct Entry<'a> {
    pub axis: usize,
    pub named: usize,
    pub index: &'a Index,
}

/// Whether slices or new axes lie between entries that are lists, masks or numbers. What they pick then comes first.
pub fn apart(entries: &[Index]) -> bool {
    let lists = |e: &Index| matches!(e, Index::List(..) | Index::Mask(_));
    let picks = |e: &Index| lists(e) || matches!(e, Index::At(_));
    let (Some(first), Some(last)) = (entries.iter().position(picks), entries.iter().rposition(picks)) else {
        return false;
    };
    entries.iter().any(lists) && !entries[first..last].iter().all(picks)
}

/// The array with `count` axes from `axis` on moved to the front.
pub fn to_front(array: &Lazy, axis: usize, count: usize) -> Lazy {
    let moved = axis..axis + count;
    let order: Vec<usize> = moved.clone().chain((0..array.ndim()).filter(|k| !moved.contains(k))).collect();
    transpose(array, &order)
}

/// The places that one entry names along one axis, in an array of their own shape.
struct Line {
    axis: usize,
    places: Places,
    shape: Dims,
}

/// The elements at which several lists of places meet. The lists broadcast; what they pick takes the place of the
/// first of them, or comes first where they lie `apart`.
pub fn gather_many(array: &Lazy, entries: &[Entry<'_>], apart: bool) -> Result<Lazy> {
    let Some(shape) = array.known_shape() else {
        return Err(value_error("several lists of places need an array whose lengths are known")
            .help("use .compute() first, or .compute_chunk_sizes()"));
    };
    let (axes, places, picked) = meet(&shape, entries)?;
    let at = if apart { 0 } else { axes.first().copied().unwrap_or(0) };
    let kept: Dims = (0..shape.len()).filter(|k| !axes.contains(k)).collect();
    let kept_cut = |&k: &usize| array.grid().axes[k].clone();
    let mut cuts: Vec<Cut> = kept[..at].iter().map(kept_cut).collect();
    cuts.extend(picked.iter().map(|&n| Cut::whole(n)));
    cuts.extend(kept[at..].iter().map(kept_cut));
    let before = array.grid().largest_elements() * array.dtype().size() as u128;
    let grid = limit_growth(Grid::new(cuts), array.dtype(), [before]);
    let kernel = Gather { axes, kept, places, at, picked };
    Ok(super::block("getitem", Arc::new(kernel), grid, array.dtype(), std::slice::from_ref(array)))
}

/// For each axis that several lists name, the places at all their points, in C order.
pub type Meeting = SmallVec<[Places; 4]>;

/// For an index of nothing but lists of places, one for each axis, the places of all its points, and the points' shape.
pub fn places_of(shape: &[usize], entries: &[Index]) -> Result<Option<(Meeting, Dims)>> {
    if entries.len() != shape.len() || !entries.iter().all(|e| matches!(e, Index::List(_))) {
        return Ok(None);
    }
    let entries: Vec<Entry> =
        entries.iter().enumerate().map(|(axis, index)| Entry { axis, named: axis, index }).collect();
    meet(shape, &entries).map(|(_, places, picked)| Some((places, picked)))
}

/// Where several lists of places meet: their axes, their places at all points, and the shape to which they broadcast.
pub fn meet(shape: &[usize], entries: &[Entry<'_>]) -> Result<(Dims, Meeting, Dims)> {
    let mut lines = Vec::new();
    for entry in entries {
        lines_of(entry, shape, &mut lines)?;
    }
    let shapes: Vec<&[usize]> = lines.iter().map(|l| l.shape.as_slice()).collect();
    let picked = broadcast_shape("index", &shapes).map_err(|_| {
        let texts: Vec<String> = shapes.iter().map(|s| super::shape_text(s).replace(", ", ",")).collect();
        index_error(format!(
            "shape mismatch: indexing arrays could not be broadcast together with shapes {}",
            texts.join(" ")
        ))
    })?;
    let axes = lines.iter().map(|l| l.axis).collect();
    let places = lines.iter().map(|l| spread(l, &picked)).collect();
    Ok((axes, places, picked))
}

fn lines_of(entry: &Entry<'_>, shape: &[usize], lines: &mut Vec<Line>) -> Result<()> {
    match entry.index {
        Index::List(list) => {
            let places = super::index::places_along(list, entry.named, shape[entry.axis])?;
            lines.push(Line { axis: entry.axis, places, shape: list.shape().into() });
        }
        Index::Mask(mask) => {
            super::index::check_mask(&Grid::whole(shape), mask, entry.axis)?;
            let block = match mask.as_block() {
                Some(block) => block,
                None => {
                    warn("Note: the places where a lazy mask is true decide this index: the mask was computed");
                    mask.compute()?
                }
            };
            lines.extend(mask_lines(&block, entry.axis));
        }
        _ => {}
    }
    Ok(())
}

/// The places where a mask is true: a line for each of its axes.
fn mask_lines(mask: &Block, axis: usize) -> Vec<Line> {
    let flat = mask.contiguous();
    let found = mask::coordinates(flat.slice::<bool>(), mask.shape());
    let line = |(k, places): (usize, Block)| {
        let shape = places.shape().into();
        Line { axis: axis + k, places: Places::in_range(&places), shape }
    };
    found.into_iter().enumerate().map(line).collect()
}

/// The places of a line at each point of the shape to which all lines broadcast.
fn spread(line: &Line, picked: &[usize]) -> Places {
    if line.shape.as_slice() == picked {
        return line.places.clone();
    }
    Places::in_range(&line.places.block().reshape(&line.shape).broadcast_to(picked))
}

/// Points whose places are worked out at once.
const POINTS: usize = 512;
/// From here on points are shared by threads.
const MANY: usize = 1 << 16;

/// The first element of a part, which threads read together.
struct Base<T>(*const T);

// SAFETY: it is only read through.
unsafe impl<T> Sync for Base<T> {}

impl<T> Base<T> {
    /// The address so many elements ahead, which must lie in the part.
    unsafe fn ahead(&self, n: isize) -> *const T {
        // SAFETY: the caller's promise.
        unsafe { self.0.offset(n) }
    }
}

/// The elements where the places of several axes meet.
#[derive(Debug)]
struct Gather {
    /// The input's axes along which places are named.
    axes: Dims,
    /// The other ones.
    kept: Dims,
    /// For each of `axes`, the places at all points of `picked`, in C order.
    places: Meeting,
    /// Where the axes of `picked` lie in the result.
    at: usize,
    picked: Dims,
}

/// Which group a chunk's points are in: a list where it is not much longer than they are many, else by hash.
enum Known {
    List(Vec<u32>),
    Hash(HashMap<usize, usize>),
}

impl Known {
    fn new(chunks: usize, points: usize) -> Known {
        let few = chunks <= 4 * points + 1024 && chunks < u32::MAX as usize;
        if few { Known::List(vec![u32::MAX; chunks]) } else { Known::Hash(HashMap::new()) }
    }

    /// The group of a chunk: `next` for one that was not asked for yet.
    fn of(&mut self, chunk: usize, next: usize) -> usize {
        match self {
            Known::List(list) => {
                if list[chunk] == u32::MAX {
                    list[chunk] = next as u32;
                }
                list[chunk] as usize
            }
            Known::Hash(hash) => *hash.entry(chunk).or_insert(next),
        }
    }
}

/// The points that lie in one chunk of the input.
struct Group {
    /// The points' numbers in the output chunk, and in all of `picked`.
    points: Vec<(usize, usize)>,
    region: Region,
}

impl Gather {
    /// The points of an output chunk by the chunk of the input in which they lie.
    fn groups(&self, node: &Node, coords: &[usize]) -> Vec<Group> {
        let (start, len) = (node.grid.start(coords), node.grid.size(coords));
        let numbers = self.numbers(&start, &len);
        let input = &node.inputs[0].grid;
        let cuts: Vec<(&Cut, &[usize])> = self
            .axes
            .iter()
            .zip(&self.places)
            .map(|(&a, p)| (&input.axes[a], &**p))
            .filter(|(cut, _)| cut.count() > 1)
            .collect();
        let chunk = |number: usize| cuts.iter().fold(0, |c, (cut, p)| c * cut.count() + cut.find(p[number]));
        let mut groups: Vec<Group> = Vec::new();
        let mut known = Known::new(cuts.iter().map(|(cut, _)| cut.count()).product(), numbers.len());
        for (point, number) in numbers.into_iter().enumerate() {
            let at = known.of(chunk(number), groups.len());
            if at == groups.len() {
                groups.push(Group { points: Vec::new(), region: Region { start: Dims::new(), len: Dims::new() } });
            }
            groups[at].points.push((point, number));
        }
        for group in &mut groups {
            group.region = self.region(node, &start, &len, &group.points);
        }
        groups
    }

    /// The numbers, among all of `picked`, of the points of an output chunk.
    fn numbers(&self, start: &[usize], len: &[usize]) -> Vec<usize> {
        let span = self.at..self.at + self.picked.len();
        let mut numbers = vec![0];
        for (k, axis) in span.enumerate() {
            let along = start[axis]..start[axis] + len[axis];
            numbers = numbers.iter().flat_map(|n| along.clone().map(move |i| n * self.picked[k] + i)).collect();
        }
        numbers
    }

    /// Whether what the points name is in one piece, so that it is not read chunk by chunk.
    fn is_whole(&self, node: &Node) -> bool {
        let input = &node.inputs[0];
        matches!(input.rule, Rule::Stored(_)) || self.axes.iter().all(|&a| input.grid.axes[a].count() == 1)
    }

    /// All of the input along the axes of the places, and of the others what an output chunk has.
    fn lines(&self, node: &Node, coords: &[usize]) -> Region {
        let mut region = Region::whole(&node.inputs[0].shape());
        let (start, len) = (node.grid.start(coords), node.grid.size(coords));
        for (j, &a) in self.kept.iter().enumerate() {
            let k = if j < self.at { j } else { j + self.picked.len() };
            (region.start[a], region.len[a]) = (start[k], len[k]);
        }
        region
    }

    /// One element for each point; `numbers` are the points, or none for all of them in order.
    fn elements(&self, part: &Block, numbers: &[usize], out: &mut Block) {
        let lines: SmallVec<[(&[usize], isize); 4]> =
            self.axes.iter().zip(&self.places).map(|(&a, p)| (&**p, part.strides()[a])).collect();
        with_dtype!(part.dtype(), T => {
            let base = Base(part.ptr::<T>());
            let fill = |(k, to): (usize, &mut [T])| {
                let mut ahead = [0isize; POINTS];
                let from = k * POINTS;
                for (places, step) in &lines {
                    if numbers.is_empty() {
                        let places = &places[from..from + to.len()];
                        ahead.iter_mut().zip(places).for_each(|(a, &p)| *a += p as isize * step);
                    } else {
                        let numbers = &numbers[from..from + to.len()];
                        ahead.iter_mut().zip(numbers).for_each(|(a, &n)| *a += places[n] as isize * step);
                    }
                }
                // SAFETY: the part has all of the input along the axes of the places, which are in range.
                to.iter_mut().zip(ahead).for_each(|(t, a)| *t = unsafe { *base.ahead(a) });
            };
            let to = out.slice_mut::<T>();
            if to.len() < MANY {
                to.chunks_mut(POINTS).enumerate().for_each(fill);
            } else {
                to.par_chunks_mut(POINTS).enumerate().with_min_len(MANY / POINTS / 4).for_each(fill);
            }
        });
    }

    /// The least box of the input around some points of an output chunk.
    fn region(&self, node: &Node, start: &[usize], len: &[usize], points: &[(usize, usize)]) -> Region {
        let ndim = node.inputs[0].ndim();
        let mut region = Region { start: Dims::from_elem(0, ndim), len: Dims::from_elem(0, ndim) };
        for (&a, places) in self.axes.iter().zip(&self.places) {
            let reach =
                |(low, high): (usize, usize), &(_, n): &(usize, usize)| (low.min(places[n]), high.max(places[n] + 1));
            let (low, high) = points.iter().fold((usize::MAX, 0), reach);
            (region.start[a], region.len[a]) = (low, high - low);
        }
        for (j, &a) in self.kept.iter().enumerate() {
            let k = if j < self.at { j } else { j + self.picked.len() };
            (region.start[a], region.len[a]) = (start[k], len[k]);
        }
        region
    }
}

impl BlockKernel for Gather {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        if self.is_whole(node) {
            return vec![(0, self.lines(node, coords))];
        }
        self.groups(node, coords).into_iter().map(|g| (0, g.region)).collect()
    }

    fn run(&self, node: &Node, coords: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let len = node.grid.size(coords);
        let span = self.at..self.at + self.picked.len();
        let points: usize = len[span.clone()].iter().product();
        let outer: Dims = len[..span.start].into();
        let inner: Dims = len[span.end..].into();
        let mut out = Block::scratch(node.dtype, &len);
        if let ([part], true, true) = (&parts[..], self.is_whole(node), outer.iter().chain(&inner).all(|&n| n == 1)) {
            let all = points == self.picked.iter().product::<usize>();
            let numbers = if all { Vec::new() } else { self.numbers(&node.grid.start(coords), &len) };
            self.elements(part, &numbers, &mut out);
            return Ok(smallvec![out]);
        }
        let groups = match self.is_whole(node) {
            true => vec![Group {
                points: self.numbers(&node.grid.start(coords), &len).into_iter().enumerate().collect(),
                region: self.lines(node, coords),
            }],
            false => self.groups(node, coords),
        };
        // The output seen as (outer, points, inner): each point is a strided piece of it.
        let inner_size: usize = inner.iter().product();
        let kept: Dims = outer.iter().chain(&inner).copied().collect();
        let mut steps: SmallVec<[isize; 4]> = crate::chunk::c_strides(&outer);
        steps.iter_mut().for_each(|s| *s *= (points * inner_size) as isize);
        steps.extend(crate::chunk::c_strides(&inner));
        for (group, part) in groups.iter().zip(&parts) {
            let strides: SmallVec<[isize; 4]> = self.kept.iter().map(|&a| part.strides()[a]).collect();
            let steps_in: SmallVec<[isize; 4]> = self.axes.iter().map(|&a| part.strides()[a]).collect();
            let first: isize = self.axes.iter().zip(&steps_in).map(|(&a, s)| group.region.start[a] as isize * s).sum();
            // How far the element at a point lies ahead of the part's first.
            let ahead = |number: usize| {
                let sum: isize = self.places.iter().zip(&steps_in).map(|(p, s)| p[number] as isize * s).sum();
                sum - first
            };
            if kept.iter().all(|&n| n == 1) {
                with_dtype!(node.dtype, T => {
                    let base = part.ptr::<T>();
                    let to = out.slice_mut::<T>();
                    for &(point, number) in &group.points {
                        // SAFETY: the part holds the group's region, in which every one of its points lies.
                        to[point] = unsafe { *base.offset(ahead(number)) };
                    }
                });
                continue;
            }
            let size = node.dtype.size();
            for &(point, number) in &group.points {
                let offset = (part.offset() as isize + ahead(number)) as usize;
                let from = part.with_layout(offset, kept.clone(), strides.clone());
                // SAFETY: `out` is fresh, and a point's piece of it lies in bounds.
                unsafe {
                    crate::chunk::copy::copy_strided(&from, out.byte_ptr().add(point * inner_size * size), &steps)
                };
            }
        }
        Ok(smallvec![out])
    }

    fn cost(&self) -> f32 {
        8.0
    }
}
