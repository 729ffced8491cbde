//! What a reduction does to elements, and the one accumulator that all reductions share.

use std::any::Any;
use std::fmt::Debug;

use super::walk::{Layout, Piece, pieces};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, DType, Dims, Element};
use crate::diag::{Result, runtime_error};
use crate::graph::{Accumulator, Place, Reducer};

/// Rows shorter than this are first put one behind the other.
const SHORT: usize = 32;

/// Where a stretch of elements stands among those that its states take in.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// The first element's place along the reduced axes, in C order.
    pub at: u64,
    /// Whether the stretch is all that its states will see, so that NumPy's very digits can be had.
    pub whole: bool,
}

/// Rows of a tile: their elements lie together, and each row lies as far from the one before.
#[derive(Clone, Copy)]
pub struct Rows<'a, T> {
    values: &'a [T],
    count: usize,
    cols: usize,
    pitch: usize,
}

impl<'a, T: Copy> Rows<'a, T> {
    /// How many elements a row has.
    #[inline(always)]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// How many rows there are.
    #[inline(always)]
    pub fn count(&self) -> usize {
        self.count
    }

    #[inline(always)]
    fn row(&self, i: usize) -> &'a [T] {
        &self.values[i * self.pitch..][..self.cols]
    }

    /// The rows, in order.
    #[inline(always)]
    pub fn iter(self) -> impl Iterator<Item = &'a [T]> {
        (0..self.count).map(
            #[inline(always)]
            move |i| self.row(i),
        )
    }

    /// The rows in fours, and those that are left.
    #[inline(always)]
    pub fn fours(self) -> (impl Iterator<Item = [&'a [T]; 4]>, impl Iterator<Item = &'a [T]>) {
        let fours = (0..self.count / 4).map(
            #[inline(always)]
            move |i| [self.row(4 * i), self.row(4 * i + 1), self.row(4 * i + 2), self.row(4 * i + 3)],
        );
        let rest = (self.count / 4 * 4..self.count).map(
            #[inline(always)]
            move |i| self.row(i),
        );
        (fours, rest)
    }
}

/// A reduction of elements of one type: plain states, and how they take in elements.
///
/// Mark `run`, `runs` and `rows` `#[inline(always)]`: they are compiled for the widest vectors at hand.
pub trait Fold: Debug + Clone + Send + Sync + 'static {
    type In: Element;
    /// The states of all elements of the result, as columns.
    type States: Send + 'static;
    /// Whether `Spot::at` matters: pieces are then cut so that places are consecutive.
    const PLACES: bool = false;
    /// Bytes of one state.
    const BYTES: usize = 8;

    fn begin(&self, n: usize) -> Self::States;
    /// Takes `values` into state `k`.
    fn run(&self, states: &mut Self::States, k: usize, values: &[Self::In], spot: Spot);
    /// Takes runs of one length, each into its state.
    #[inline(always)]
    fn runs(&self, states: &mut Self::States, at: [usize; 4], runs: [&[Self::In]; 4], spots: [Spot; 4]) {
        (0..4).for_each(|k| self.run(states, at[k], runs[k], spots[k]));
    }
    /// Takes rows into the states from `k` on, an element each; the places count rows.
    fn rows(&self, states: &mut Self::States, k: usize, rows: Rows<'_, Self::In>, spot: Spot);
    /// Whether nothing that is still to come changes the result.
    fn is_settled(&self, states: &Self::States) -> bool {
        let _ = states;
        false
    }
    /// Takes in what `later` has seen.
    fn merge(&self, states: &mut Self::States, later: Self::States);
    /// The results in order; `seen` is how many elements the first state has taken in.
    fn finish(&self, states: Self::States, seen: u64) -> Result<Block>;
    fn dtype(&self) -> DType;
    /// About how many nanoseconds an element takes.
    fn cost(&self) -> f32 {
        0.3
    }
}

/// The reducer of a fold.
#[derive(Clone, Debug)]
pub struct Folding<F>(pub F);

impl<F: Fold> Reducer for Folding<F> {
    fn begin(&self, kept: &[usize]) -> Box<dyn Accumulator> {
        let n = kept.iter().product();
        Box::new(Folded { states: self.0.begin(n), fold: self.0.clone(), kept: kept.into(), seen: 0 })
    }

    fn dtype(&self) -> DType {
        self.0.dtype()
    }

    fn cost(&self) -> f32 {
        self.0.cost()
    }

    fn takes_rows(&self) -> bool {
        true
    }

    fn is_placed(&self) -> bool {
        F::PLACES
    }
}

/// The accumulator of a fold.
struct Folded<F: Fold> {
    fold: F,
    states: F::States,
    kept: Dims,
    seen: u64,
}

impl<F: Fold> Accumulator for Folded<F> {
    fn fold(&mut self, tiles: &[Block], place: &Place<'_>) -> Result<()> {
        let walk = |b: &Block| pieces(&Layout { len: b.shape(), pitches: b.strides() }, &self.kept, place, F::PLACES);
        let mut tile = tiles[0].clone();
        let in_rows = tile.is_contiguous() || tile.shape().last().is_some_and(|&n| n >= SHORT);
        let found = Some(&tile).filter(|_| in_rows).and_then(walk).or_else(|| {
            tile = tile.to_owned_c();
            walk(&tile)
        });
        let (list, seen) = found.ok_or_else(|| runtime_error("elements in C order do not lie in rows"))?;
        self.seen += seen;
        let Some(last) = list.last() else { return Ok(()) };
        let reach = list.iter().map(|p| p.start).max().unwrap_or(0) + (last.rows - 1) * last.pitch + last.cols;
        // SAFETY: no stretch of the walk goes beyond the tile's last element, all of the tile's type.
        let values = unsafe { std::slice::from_raw_parts(tile.ptr::<F::In>(), reach) };
        let (fold, states) = (&self.fold, &mut self.states);
        vectorize(
            #[inline(always)]
            || take(fold, states, values, &list),
        );
        Ok(())
    }

    fn is_settled(&self) -> bool {
        self.fold.is_settled(&self.states)
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        let other = other.into_any().downcast::<Self>();
        let other = other.map_err(|_| runtime_error("states of different reductions cannot be merged"))?;
        self.seen += other.seen;
        self.fold.merge(&mut self.states, other.states);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Block> {
        Ok(self.fold.finish(self.states, self.seen)?.reshape(&self.kept))
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn nbytes(&self) -> usize {
        self.kept.iter().product::<usize>() * F::BYTES
    }
}

/// Elements of runs that are read side by side where they lie apart.
const APART: usize = 128;

#[inline(always)]
fn take<F: Fold>(fold: &F, states: &mut F::States, values: &[F::In], mut list: &[Piece]) {
    let spot = |p: &Piece| Spot { at: p.at, whole: p.whole };
    let run = |p: &Piece| &values[p.start..][..p.rows * p.cols];
    while let [p, rest @ ..] = list {
        list = rest;
        if p.across {
            let rows = Rows { values: &values[p.start..], count: p.rows, cols: p.cols, pitch: p.pitch };
            fold.rows(states, p.state, rows, spot(p));
        } else if let [b, c, d, rest @ ..] = rest
            && p.rows >= APART
            && [b, c, d].iter().all(|q| q.rows == p.rows)
        {
            list = rest;
            let four = [p, b, c, d];
            fold.runs(states, four.map(|p| p.state), four.map(run), four.map(spot));
        } else {
            fold.run(states, p.state, run(p), spot(p));
        }
    }
}
