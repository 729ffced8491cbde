//! Cutting a chunk into tiles that fit the cache.

use super::turned::{in_order, in_own};
use crate::chunk::{Dims, Region};
use crate::graph::{Expr, Rule};

/// Elements of a tile.
const TILE: usize = 4096;
/// Bytes of a tile of which nothing is computed beside the result.
const NEAR: usize = 32 << 10;
/// Bytes of a tile that is not held anywhere near: it is in memory, or goes there.
const FAR: usize = 128 << 10;
/// Elements of a tile that is flat, and comes from what lies in another order.
const LONG: usize = 1 << 17;
/// A row at least this long is a tile of its own.
const ROW: usize = 1024;
/// The sides of tiles where some input is read across its rows.
const SQUARE: (usize, usize) = (64, 128);
/// Chunks above this many elements are shared among threads where there are too few chunks.
pub const SHARE: usize = 1 << 19;

/// How a region is cut into tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tiling {
    /// Rows, with room in the cache for what is computed on the way.
    Rows,
    /// Squares, because some input is read across its rows.
    Squares,
    /// As many elements as these at once.
    Flat(usize),
}

impl Tiling {
    /// How an expression is best cut. Its root may be a chain that is all there is to compute, which `direct` tells;
    /// `straight` says that tiles are written where they are wanted, and `in_order` that they go by the order in memory.
    pub fn of(expr: &Expr, straight: bool, in_order: bool, direct: impl FnOnce() -> bool) -> Tiling {
        let step = &expr.steps[expr.root];
        let size = step.node.dtype.size();
        match step.node.rule {
            // A stretch of flat elements is many rows of what lies across: squares are for the copy to find.
            Rule::Reshape if expr.turned => Tiling::Flat(LONG),
            _ if expr.turned && !(in_order && expr.order.is_some()) => Tiling::Squares,
            _ if expr.in_memory(expr.root) => Tiling::Flat(FAR / size),
            Rule::Take { .. } if expr.in_memory(step.args[0]) => Tiling::Flat(FAR / size),
            Rule::Concat { .. } if step.args.iter().all(|&arg| expr.in_memory(arg)) => Tiling::Flat(FAR / size),
            Rule::Map(_) if step.node.grid.is_known() && direct() => {
                Tiling::Flat(if straight { FAR } else { NEAR } / size)
            }
            _ => Tiling::Rows,
        }
    }

    /// Tiles that suit both.
    pub fn with(self, other: Tiling) -> Tiling {
        match (self, other) {
            (Tiling::Flat(a), Tiling::Flat(b)) => Tiling::Flat(a.min(b)),
            (Tiling::Squares, _) | (_, Tiling::Squares) => Tiling::Squares,
            _ => Tiling::Rows,
        }
    }
}

/// The shape of the tiles of a region that is gone through with its axes in this order.
pub fn tile_in_order(len: &[usize], order: Option<&[usize]>, shape: impl FnOnce(&[usize]) -> Dims) -> Dims {
    match order {
        Some(order) => in_own(&shape(&in_order(len, order)), order),
        None => shape(len),
    }
}

/// The shape of the tiles of a region. Axes that `fixed` marks are not cut.
pub fn tile_shape(len: &[usize], tiling: Tiling, fixed: impl Fn(usize) -> bool) -> Dims {
    let mut tile: Dims = Dims::from_elem(1, len.len());
    let turned = tiling == Tiling::Squares;
    let (mut left, last_most) = match tiling {
        Tiling::Rows => (TILE, TILE),
        Tiling::Squares => (SQUARE.0 * SQUARE.1, SQUARE.1),
        Tiling::Flat(elements) => (elements, elements),
    };
    for k in (0..len.len()).rev() {
        if fixed(k) {
            tile[k] = len[k];
            continue;
        }
        let most = if k + 1 == len.len() {
            even_part(len[k], last_most)
        } else if turned {
            SQUARE.0
        } else {
            left
        };
        tile[k] = len[k].min(most).min(left.max(1)).max(1);
        left /= tile[k].max(1);
        if tiling == Tiling::Rows && tile[k] >= ROW {
            left = 1;
        }
    }
    tile
}

/// The shape of the tiles of a region whose input is read across its rows: long along the last axis, and along the axis
/// by which the input's neighbours lie, which is the last of its order in memory.
pub fn squares(len: &[usize], order: Option<&[usize]>) -> Dims {
    let mut tile = tile_shape(len, Tiling::Squares, |_| false);
    let last = len.len() - 1;
    if let Some(near) = order.and_then(|order| order.last()).copied().filter(|&near| near + 1 < last) {
        tile.fill(1);
        tile[last] = even_part(len[last], SQUARE.1);
        tile[near] = len[near].min(SQUARE.0);
        let mut left = SQUARE.0 * SQUARE.1 / (tile[last] * tile[near]).max(1);
        for k in (0..last).rev().filter(|&k| k != near) {
            tile[k] = len[k].min(left).max(1);
            left /= tile[k];
        }
    }
    tile
}

/// Rows of a panel, at least.
const TALL: usize = 8;

/// The shape of tiles for a reduction along an axis outside of kept ones that are long together: panels of several rows,
/// so that the states in use stay few. None where plain tiles have several rows anyway.
pub fn panels(len: &[usize], reduced: &[bool], elements: usize) -> Option<Dims> {
    let axis = (0..len.len()).rev().find(|&k| reduced[k] && len[k] > 1)?;
    let inner: usize = len[axis + 1..].iter().product();
    if inner * TALL <= elements || len[axis] < TALL {
        return None;
    }
    let mut tile = Dims::from_elem(1, len.len());
    let mut left = (elements / (2 * TALL)).max(1);
    for k in (axis + 1..len.len()).rev() {
        tile[k] = if k + 1 == len.len() { even_part(len[k], left) } else { len[k].min(left) };
        left = (left / tile[k]).max(1);
    }
    let columns: usize = tile[axis + 1..].iter().product();
    tile[axis] = len[axis].min(elements / columns);
    Some(tile)
}

/// A part of at most `most` that cuts `n` evenly.
fn even_part(n: usize, most: usize) -> usize {
    if n <= most { n.max(1) } else { n.div_ceil(n.div_ceil(most)) }
}

/// Calls `each` for every tile of a region, in C order, until it fails.
pub fn for_tiles<E>(region: &Region, tile: &[usize], mut each: impl FnMut(&Region) -> Result<(), E>) -> Result<(), E> {
    if region.len.contains(&0) {
        return Ok(());
    }
    let mut at: Dims = Dims::from_elem(0, tile.len());
    let mut part = Region { start: region.start.clone(), len: region.len.clone() };
    loop {
        for k in 0..tile.len() {
            part.start[k] = region.start[k] + at[k];
            part.len[k] = tile[k].min(region.len[k] - at[k]);
        }
        each(&part)?;
        let Some(k) = (0..tile.len()).rev().find(|&k| at[k] + tile[k] < region.len[k]) else { return Ok(()) };
        at[k] += tile[k];
        at[k + 1..].iter_mut().for_each(|i| *i = 0);
    }
}

/// The region in pieces along its first axis that can be cut, each of about `SHARE` elements: the same pieces whatever
/// the number of threads, so that sums come out the same.
pub fn share(region: &Region, fixed: impl Fn(usize) -> bool) -> Vec<Region> {
    let total = region.elements();
    let axis = (0..region.len.len()).find(|&k| region.len[k] > 1 && !fixed(k));
    let (Some(axis), true) = (axis, total > SHARE) else { return vec![region.clone()] };
    let pieces = total.div_ceil(SHARE).min(region.len[axis]);
    let n = region.len[axis];
    let piece = |i: usize| {
        let mut part = region.clone();
        part.start[axis] += n * i / pieces;
        part.len[axis] = n * (i + 1) / pieces - n * i / pieces;
        part
    };
    (0..pieces).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_a_region_once() {
        let region = Region { start: Dims::from_slice(&[2, 3]), len: Dims::from_slice(&[130, 300]) };
        for tiling in [Tiling::Rows, Tiling::Squares, Tiling::Flat(700)] {
            let tile = tile_shape(&region.len, tiling, |_| false);
            let mut seen = vec![0; 140 * 310];
            let done: Result<(), ()> = for_tiles(&region, &tile, |t| {
                for i in t.start[0]..t.start[0] + t.len[0] {
                    for j in t.start[1]..t.start[1] + t.len[1] {
                        seen[i * 310 + j] += 1;
                    }
                }
                Ok(())
            });
            assert!(done.is_ok());
            assert_eq!(seen.iter().sum::<i32>(), 130 * 300);
            assert!(seen.iter().all(|&n| n <= 1));
        }
    }

    #[test]
    fn rows_are_tiles() {
        assert_eq!(tile_shape(&[2500, 2500], Tiling::Rows, |_| false).as_slice(), [1, 2500]);
        assert_eq!(tile_shape(&[100, 10], Tiling::Rows, |_| false).as_slice(), [100, 10]);
        assert_eq!(tile_shape(&[10_000], Tiling::Rows, |_| false).as_slice(), [3334]);
    }
}
