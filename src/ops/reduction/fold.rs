//! What a reduction does to elements, and the one accumulator that all reductions share.

use std::any::Any;
use std::fmt::Debug;

use super::walk::{Piece, pieces};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, DType, Dims, Element};
use crate::diag::{Result, runtime_error};
use crate::graph::{Accumulator, Place, Reducer};

/// Where a stretch of elements stands among those that its states take in.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// The first element's place along the reduced axes, in C order.
    pub at: u64,
    /// Whether the stretch is all that its states will see, so that NumPy's very digits can be had.
    pub whole: bool,
}

/// A reduction of elements of one type: plain states, and how they take in elements.
///
/// Mark `run` and `rows` `#[inline(always)]`: they are compiled for the widest vectors at hand.
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
    /// Takes rows of `cols` elements into the states from `k` on; the places count rows.
    fn rows(&self, states: &mut Self::States, k: usize, cols: usize, values: &[Self::In], spot: Spot);
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
        let tile = tiles[0].contiguous();
        let (list, seen) = pieces(tile.shape(), &self.kept, place, F::PLACES);
        self.seen += seen;
        let (fold, states) = (&self.fold, &mut self.states);
        vectorize(
            #[inline(always)]
            || take(fold, states, tile.slice::<F::In>(), &list),
        );
        Ok(())
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

#[inline(always)]
fn take<F: Fold>(fold: &F, states: &mut F::States, values: &[F::In], list: &[Piece]) {
    for p in list {
        let part = &values[p.start..p.start + p.rows * p.cols];
        let spot = Spot { at: p.at, whole: p.whole };
        if p.across {
            fold.rows(states, p.state, p.cols, part, spot);
        } else {
            fold.run(states, p.state, part, spot);
        }
    }
}
