//! Counting elements into bins, as a reduction whose state is the counts.

use std::any::Any;
use std::sync::Arc;

use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, DType, c128};
use crate::diag::{Result, runtime_error};
use crate::graph::{Accumulator, Place, Reducer};

/// The edges of bins, ready for finding an element's bin. An element at the last edge belongs to the last bin.
#[derive(Debug)]
pub struct Edges {
    first: f64,
    last: f64,
    /// Bins to the unit, where all are equally wide.
    scale: Option<f64>,
    /// How near to an edge, in bins, an element may lie and be on the other side of it.
    doubt: f64,
    /// The lower and the upper edge of each bin but for the outermost; then those of the bin for what lies outside.
    low: Vec<f64>,
    high: Vec<f64>,
    edges: Vec<f64>,
}

impl Edges {
    /// `even` says that the edges are those of equal bins, as `linspace` makes them.
    pub fn new(edges: Vec<f64>, even: bool) -> Edges {
        let n = edges.len().saturating_sub(1);
        let (first, last) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(0.0));
        let mut low = edges[..n].to_vec();
        let mut high = edges[edges.len() - n..].to_vec();
        // Comparisons with NaN are false: nothing moves below the first bin, above the last, or out of the one outside.
        if n > 0 {
            (low[0], high[n - 1]) = (f64::NAN, f64::NAN);
        }
        low.push(f64::NAN);
        high.push(f64::NAN);
        let scale = (even && last > first).then(|| n as f64 / (last - first)).filter(|s| s.is_finite());
        let reach = scale.map_or(0.0, |s| first.abs().max(last.abs()) * s) + n as f64;
        Edges { first, last, scale, doubt: 8.0 * f64::EPSILON * reach, low, high, edges }
    }

    /// The number of bins.
    pub fn len(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The bins of some elements; the number of bins stands for elements that are in none.
    #[inline(always)]
    pub fn find(&self, values: &[f64], bins: &mut [u32]) {
        let n = self.len();
        let Some(scale) = self.scale else { return self.search(values, bins) };
        let top = n as f64 - 1.0;
        let mut near = 0u64;
        for (b, &v) in bins.iter_mut().zip(values) {
            let at = (v - self.first) * scale;
            let inside = at.max(0.0).min(top);
            // SAFETY: `inside` is between 0 and the number of bins, and `max` has taken NaN away.
            let bin = unsafe { inside.to_int_unchecked::<i32>() };
            let over = at - bin as f64;
            let is_in = (v >= self.first) & (v <= self.last);
            near |= (is_in & ((over < self.doubt) | (over > 1.0 - self.doubt))) as u64;
            *b = if is_in { bin as u32 } else { n as u32 };
        }
        if near == 0 {
            return;
        }
        for (b, &v) in bins.iter_mut().zip(values) {
            let at = *b as usize;
            *b = *b - u32::from(v < self.low[at]) + u32::from(v >= self.high[at]);
        }
    }

    fn search(&self, values: &[f64], bins: &mut [u32]) {
        let n = self.len();
        for (b, &v) in bins.iter_mut().zip(values) {
            let inside = v >= self.first && v <= self.last && n > 0;
            *b = if inside { self.edges[1..n].partition_point(|&e| e <= v) as u32 } else { n as u32 };
        }
    }
}

/// The reducer of a histogram over any number of coordinates, the last input being weights where `weighted`.
#[derive(Debug)]
pub struct Binning {
    /// The edges along each coordinate.
    pub edges: Vec<Arc<Edges>>,
    pub weighted: bool,
    pub out: DType,
}

impl Binning {
    fn bins(&self) -> usize {
        self.edges.iter().map(|e| e.len()).product()
    }
}

/// How many elements are looked up at a time.
const BLOCK: usize = 1024;
/// Counts of one bin lie side by side for elements that follow each other, so that one need not wait for the other.
const WAYS: usize = 4;

impl Reducer for Binning {
    fn begin(&self, _: &[usize]) -> Box<dyn Accumulator> {
        let n = self.bins() + 1;
        let edges = self.edges.clone();
        let complex = self.out.is_complex();
        Box::new(Counts {
            edges,
            weighted: self.weighted,
            out: self.out,
            counts: vec![0; if self.weighted { 0 } else { n * WAYS }],
            sums: vec![0.0; if self.weighted && !complex { n } else { 0 }],
            complex: vec![c128::default(); if self.weighted && complex { n } else { 0 }],
        })
    }

    fn dtype(&self) -> DType {
        self.out
    }

    fn cost(&self) -> f32 {
        1.5
    }
}

struct Counts {
    edges: Vec<Arc<Edges>>,
    weighted: bool,
    out: DType,
    counts: Vec<i64>,
    sums: Vec<f64>,
    complex: Vec<c128>,
}

impl Counts {
    /// The bins of the elements from `from` on, over all coordinates.
    #[inline(always)]
    fn find(&self, tiles: &[&[f64]], from: usize, bins: &mut [u32]) {
        let n = bins.len();
        self.edges[0].find(&tiles[0][from..from + n], bins);
        let mut outside = self.edges[0].len() as u32;
        let mut more = [0u32; BLOCK];
        for (edges, tile) in self.edges.iter().zip(tiles).skip(1) {
            edges.find(&tile[from..from + n], &mut more[..n]);
            let width = edges.len() as u32;
            let next = outside * width;
            for (b, &m) in bins.iter_mut().zip(&more[..n]) {
                *b = if *b == outside || m == width { next } else { *b * width + m };
            }
            outside = next;
        }
    }

    #[inline(always)]
    fn count(&mut self, tiles: &[&[f64]], weights: Option<&Block>) {
        let mut bins = [0u32; BLOCK];
        let size = tiles[0].len();
        for from in (0..size).step_by(BLOCK) {
            let n = BLOCK.min(size - from);
            self.find(tiles, from, &mut bins[..n]);
            let bins = &bins[..n];
            match weights {
                None => {
                    let (fours, rest) = bins.as_chunks::<WAYS>();
                    for four in fours {
                        for k in 0..WAYS {
                            self.counts[four[k] as usize * WAYS + k] += 1;
                        }
                    }
                    rest.iter().for_each(|&b| self.counts[b as usize * WAYS] += 1);
                }
                Some(w) if self.out.is_complex() => {
                    let w = &w.slice::<c128>()[from..from + n];
                    bins.iter().zip(w).for_each(|(&b, &w)| self.complex[b as usize] += w);
                }
                Some(w) => {
                    let w = &w.slice::<f64>()[from..from + n];
                    bins.iter().zip(w).for_each(|(&b, &w)| self.sums[b as usize] += w);
                }
            }
        }
    }
}

impl Accumulator for Counts {
    fn fold(&mut self, tiles: &[Block], _: &Place<'_>) -> Result<()> {
        let tiles: Vec<Block> = tiles.iter().map(Block::contiguous).collect();
        let coordinates: Vec<&[f64]> = tiles[..self.edges.len()].iter().map(|t| t.slice::<f64>()).collect();
        let weights = if self.weighted { tiles.last() } else { None };
        vectorize(
            #[inline(always)]
            || self.count(&coordinates, weights),
        );
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        let other = other.into_any().downcast::<Self>();
        let other = other.map_err(|_| runtime_error("counts of different histograms cannot be merged"))?;
        self.counts.iter_mut().zip(other.counts).for_each(|(a, b)| *a += b);
        self.sums.iter_mut().zip(other.sums).for_each(|(a, b)| *a += b);
        self.complex.iter_mut().zip(other.complex).for_each(|(a, b)| *a += b);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Block> {
        let shape: Vec<usize> = self.edges.iter().map(|e| e.len()).collect();
        let n: usize = shape.iter().product();
        let block = match (self.weighted, self.out.is_complex()) {
            (false, _) => {
                let all: Vec<i64> = self.counts[..n * WAYS].chunks_exact(WAYS).map(|c| c.iter().sum()).collect();
                Block::from_slice(&shape, &all)
            }
            (true, false) => Block::from_slice(&shape, &self.sums[..n]),
            (true, true) => Block::from_slice(&shape, &self.complex[..n]),
        };
        Ok(block.cast(self.out))
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn nbytes(&self) -> usize {
        8 * self.counts.len() + 8 * self.sums.len() + 16 * self.complex.len()
    }
}
