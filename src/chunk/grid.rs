//! Chunk grids: how each axis is cut into chunks, in memory that does not grow with their number.

use std::sync::Arc;

use super::Dims;

/// How one axis is cut.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// Chunks of `size`, the last one smaller where it does not divide `len`.
    Even { len: usize, size: usize },
    /// The places where chunks begin, with the length of the axis at the end.
    At(Arc<[usize]>),
    /// The chunks' sizes are known only when they are computed. Before that they stand on `over`, the axis from which
    /// elements are picked; two axes with the same `mask` are picked alike.
    Unknown { mask: u64, over: Box<Cut> },
}

impl Cut {
    /// An axis of one chunk.
    pub fn whole(len: usize) -> Cut {
        Cut::Even { len, size: len.max(1) }
    }

    pub fn even(len: usize, size: usize) -> Cut {
        Cut::Even { len, size: size.clamp(1, len.max(1)) }
    }

    /// The cut with chunks of these sizes.
    pub fn sizes(sizes: &[usize]) -> Cut {
        let len = sizes.iter().sum();
        if let [first, middle @ .., last] = sizes
            && *first > 0
            && middle.iter().all(|m| m == first)
            && (1..=*first).contains(last)
        {
            return Cut::even(len, *first);
        }
        if sizes.len() <= 1 {
            return Cut::whole(len);
        }
        let mut at = 0;
        let starts = sizes.iter().map(|s| {
            at += s;
            at - s
        });
        let mut starts: Vec<usize> = starts.collect();
        starts.push(len);
        Cut::At(starts.into())
    }

    /// The length of the axis; for an unknown one that of the axis it picks from.
    pub fn len(&self) -> usize {
        match self {
            Cut::Even { len, .. } => *len,
            Cut::At(starts) => starts.last().copied().unwrap_or(0),
            Cut::Unknown { over, .. } => over.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Cut::Unknown { .. })
    }

    /// The length, if it is known.
    pub fn known_len(&self) -> Option<usize> {
        (!self.is_unknown()).then(|| self.len())
    }

    /// The number of chunks: at least one.
    pub fn count(&self) -> usize {
        match self {
            Cut::Even { len, size } => len.div_ceil(*size).max(1),
            Cut::At(starts) => starts.len() - 1,
            Cut::Unknown { over, .. } => over.count(),
        }
    }

    /// Where chunk `i` begins.
    pub fn start(&self, i: usize) -> usize {
        match self {
            Cut::Even { len, size } => (i * size).min(*len),
            Cut::At(starts) => starts[i],
            Cut::Unknown { over, .. } => over.start(i),
        }
    }

    /// The size of chunk `i`; of an unknown axis, the most that it can be.
    pub fn size(&self, i: usize) -> usize {
        match self {
            Cut::Even { len, size } => (*size).min(len - (i * size).min(*len)),
            Cut::At(starts) => starts[i + 1] - starts[i],
            Cut::Unknown { over, .. } => over.size(i),
        }
    }

    /// The chunk in which element `at` lies.
    pub fn find(&self, at: usize) -> usize {
        match self {
            Cut::Even { size, .. } => at / size,
            Cut::At(starts) => starts.partition_point(|&s| s <= at).saturating_sub(1).min(starts.len() - 2),
            Cut::Unknown { over, .. } => over.find(at),
        }
    }

    /// The largest chunk.
    pub fn largest(&self) -> usize {
        match self {
            Cut::Even { len, size } => (*size).min(*len),
            Cut::At(starts) => starts.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0),
            Cut::Unknown { over, .. } => over.largest(),
        }
    }

    /// The sizes in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.count()).map(|i| self.size(i))
    }

    /// The chunks that a stretch touches: none for an empty stretch.
    pub fn touched(&self, start: usize, len: usize) -> std::ops::Range<usize> {
        if len == 0 { 0..0 } else { self.find(start)..self.find(start + len - 1) + 1 }
    }
}

/// How an array is cut into chunks: a cut an axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Grid {
    pub axes: Vec<Cut>,
}

impl Grid {
    pub fn new(axes: Vec<Cut>) -> Grid {
        Grid { axes }
    }

    /// One chunk of that shape.
    pub fn whole(shape: &[usize]) -> Grid {
        Grid { axes: shape.iter().map(|&n| Cut::whole(n)).collect() }
    }

    /// The lengths of the axes; for unknown ones the most that they can be.
    pub fn shape(&self) -> Dims {
        self.axes.iter().map(Cut::len).collect()
    }

    pub fn ndim(&self) -> usize {
        self.axes.len()
    }

    pub fn is_known(&self) -> bool {
        !self.axes.iter().any(Cut::is_unknown)
    }

    /// The number of elements, which may be beyond any machine word.
    pub fn elements(&self) -> u128 {
        self.axes.iter().map(|c| c.len() as u128).fold(1, u128::saturating_mul)
    }

    /// The number of chunks.
    pub fn chunks(&self) -> u128 {
        self.axes.iter().map(|c| c.count() as u128).fold(1, u128::saturating_mul)
    }

    /// The number of chunks along each axis.
    pub fn counts(&self) -> Dims {
        self.axes.iter().map(Cut::count).collect()
    }

    /// The shape of the largest chunk.
    pub fn largest(&self) -> Dims {
        self.axes.iter().map(Cut::largest).collect()
    }

    /// The elements of the largest chunk.
    pub fn largest_elements(&self) -> u128 {
        self.axes.iter().map(|c| c.largest() as u128).fold(1, u128::saturating_mul)
    }

    /// The coordinates of the chunk with that number, in C order.
    pub fn coords(&self, mut index: u64) -> Dims {
        let mut coords: Dims = Dims::from_elem(0, self.ndim());
        for (k, axis) in self.axes.iter().enumerate().rev() {
            let n = axis.count() as u64;
            coords[k] = (index % n) as usize;
            index /= n;
        }
        coords
    }

    /// The number of the chunk at those coordinates, in C order.
    pub fn index(&self, coords: &[usize]) -> u64 {
        self.axes.iter().zip(coords).fold(0, |i, (axis, &c)| i * axis.count() as u64 + c as u64)
    }

    /// Where the chunk at those coordinates begins.
    pub fn start(&self, coords: &[usize]) -> Dims {
        self.axes.iter().zip(coords).map(|(a, &c)| a.start(c)).collect()
    }

    /// The shape of the chunk at those coordinates.
    pub fn size(&self, coords: &[usize]) -> Dims {
        self.axes.iter().zip(coords).map(|(a, &c)| a.size(c)).collect()
    }

    /// The part of the array that the chunk with that number is.
    pub fn region(&self, index: u64) -> Region {
        let coords = self.coords(index);
        Region { start: self.start(&coords), len: self.size(&coords) }
    }
}

/// A rectangular part of an array: a start and a length an axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    pub start: Dims,
    pub len: Dims,
}

impl Region {
    pub fn whole(shape: &[usize]) -> Region {
        Region { start: Dims::from_elem(0, shape.len()), len: shape.into() }
    }

    pub fn elements(&self) -> usize {
        self.len.iter().product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_know_their_chunks() {
        let cases: [(Cut, &[usize]); 6] = [
            (Cut::even(10, 4), &[4, 4, 2]),
            (Cut::even(0, 4), &[0]),
            (Cut::whole(7), &[7]),
            (Cut::sizes(&[3, 3, 2]), &[3, 3, 2]),
            (Cut::sizes(&[1, 5, 2]), &[1, 5, 2]),
            (Cut::sizes(&[0, 0]), &[0, 0]),
        ];
        for (cut, sizes) in cases {
            assert_eq!(cut.iter().collect::<Vec<_>>(), sizes);
            assert_eq!(cut.len(), sizes.iter().sum::<usize>());
            for at in 0..cut.len() {
                let i = cut.find(at);
                assert!(cut.start(i) <= at && at < cut.start(i) + cut.size(i), "{cut:?} {at}");
            }
        }
    }

    #[test]
    fn numbers_and_coordinates_are_inverse() {
        let grid = Grid::new(vec![Cut::even(10, 4), Cut::sizes(&[1, 5])]);
        for i in 0..6 {
            assert_eq!(grid.index(&grid.coords(i)), i);
        }
        assert_eq!(grid.region(5), Region { start: Dims::from_slice(&[8, 1]), len: Dims::from_slice(&[2, 5]) });
    }
}
