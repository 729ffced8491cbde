//! A reduction that goes through memory as its elements lie there.

use std::any::Any;

use smallvec::SmallVec;

use crate::chunk::{Block, Dims, Region};
use crate::diag::{Result, runtime_error};
use crate::graph::{Accumulator, Place};

/// States of a reduction whose tiles are taken in with their axes in another order.
pub struct Turned {
    states: Box<dyn Accumulator>,
    order: Dims,
}

impl Turned {
    /// `begin` makes the states for a result whose axes are in that order.
    pub fn new(order: &[usize], kept: &[usize], begin: impl FnOnce(&[usize]) -> Box<dyn Accumulator>) -> Turned {
        Turned { states: begin(&in_order(kept, order)), order: order.into() }
    }
}

/// The numbers of axes in another order.
pub fn in_order<T: Copy>(of: &[T], order: &[usize]) -> SmallVec<[T; 4]>
where
    [T; 4]: smallvec::Array<Item = T>,
{
    order.iter().map(|&k| of[k]).collect()
}

/// A shape whose axes are in another order, back in their own.
pub fn in_own(of: &[usize], order: &[usize]) -> Dims {
    let mut own = Dims::from_slice(of);
    order.iter().zip(of).for_each(|(&k, &n)| own[k] = n);
    own
}

fn region_in(region: &Region, order: &[usize]) -> Region {
    Region { start: in_order(&region.start, order), len: in_order(&region.len, order) }
}

impl Accumulator for Turned {
    fn fold(&mut self, tiles: &[Block], place: &Place<'_>) -> Result<()> {
        let order = &self.order[..];
        let turned: SmallVec<[Block; 2]> = tiles.iter().map(|tile| tile.transpose(order)).collect();
        let place = Place {
            region: &region_in(place.region, order),
            origin: &region_in(place.origin, order),
            reduced: &in_order(place.reduced, order),
            shape: &in_order(place.shape, order),
        };
        self.states.fold(&turned, &place)
    }

    fn is_settled(&self) -> bool {
        self.states.is_settled()
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        let other = other.into_any().downcast::<Turned>();
        let other = other.map_err(|_| runtime_error("states in different orders cannot be merged"))?;
        self.states.merge(other.states)
    }

    fn finish(self: Box<Self>) -> Result<Block> {
        Ok(self.states.finish()?.transpose_back(&self.order))
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn nbytes(&self) -> usize {
        self.states.nbytes()
    }
}
