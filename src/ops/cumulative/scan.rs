//! Running sums and products along an axis, chunk by chunk: what comes before a chunk is the sum of the chunks before.

use std::marker::PhantomData;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::array::{Lazy, build};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{Block, Cut, DType, Element, Num, Region};
use crate::diag::{Result, value_error};
use crate::graph::{BlockKernel, Need, Node, Reducer};
use crate::ops::reduction::{Acc, AsSum, Folding, Lift, NanAsOne, NanAsZero, Prod, Sum, Summed, product_of, sum_of};
use crate::with_dtype;

/// What is run along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Running {
    pub product: bool,
    /// Whether NaN is passed over.
    pub skip: bool,
}

/// The running sums or products of an array along an axis, as `out`, to which it was cast where it was asked for.
pub fn scan(name: &str, array: &Lazy, axis: usize, running: Running, out: DType) -> Result<Lazy> {
    if array.lengths()[axis].is_none() {
        return Err(value_error(format!("{name}: the length of axis {axis} is not known before it is computed"))
            .help("a mask made it: use .compute() first, or .compute_chunk_sizes()"));
    }
    if array.grid().elements() == 0 {
        return Ok(build::full(name, Num::Int(0), out, array.grid().clone()));
    }
    let dtype = array.dtype().widened();
    let alone = array.grid().axes[axis].count() == 1;
    // Sums of one chunk widen the elements as they go.
    let array = &if alone && !running.product { array.clone() } else { build::cast(array, dtype) };
    let running = Running { skip: running.skip && dtype.is_inexact(), ..running };
    let whole = || Arc::new(Scan { axis, running, exclusive: false });
    if alone {
        return Ok(build::cast(
            &build::block(name, whole(), array.grid().clone(), dtype, std::slice::from_ref(array)),
            out,
        ));
    }
    let totals = build::reduce_chunks(&format!("{name}-total"), array, total(array.dtype(), running), axis);
    let mut grid = totals.grid().clone();
    grid.axes[axis] = Cut::whole(grid.axes[axis].len());
    let totals = build::rechunk(&totals, grid.clone());
    // A total that is NaN is none to pass over.
    let all = Scan { axis, running: Running { skip: false, ..running }, exclusive: true };
    let before = build::block(&format!("{name}-before"), Arc::new(all), grid, dtype, &[totals]);
    Ok(build::cast(&build::block(name, whole(), array.grid().clone(), dtype, &[array.clone(), before]), out))
}

/// The reducer to the total of a chunk.
fn total(dtype: DType, running: Running) -> Arc<dyn Reducer> {
    let skipping = || {
        with_dtype!(dtype, T in [F16 F32 F64 C64 C128] => match running.product {
            false => Arc::new(Folding(Sum::<T, NanAsZero>::new(dtype, None))) as Arc<dyn Reducer>,
            true => Arc::new(Folding(Prod::<T, NanAsOne>::new(dtype, None))),
        }, else sum_of(dtype, dtype, None))
    };
    match (running.skip, running.product) {
        (true, _) => skipping(),
        (false, false) => sum_of(dtype, dtype, None),
        (false, true) => product_of(dtype, dtype, None),
    }
}

/// The kernel: a chunk, and for all but the first the total of what comes before it.
#[derive(Debug)]
struct Scan {
    axis: usize,
    running: Running,
    /// Whether an element's own value is left out: what comes before it alone.
    exclusive: bool,
}

impl BlockKernel for Scan {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        let region = Region { start: node.grid.start(coords), len: node.grid.size(coords) };
        let mut needs = vec![(0, region.clone())];
        if coords[self.axis] > 0 {
            let mut before = region;
            (before.start[self.axis], before.len[self.axis]) = (coords[self.axis], 1);
            needs.push((1, before));
        }
        needs
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        let before = parts.get(1).map(Block::contiguous);
        let block = parts[0].contiguous();
        let Running { product, skip } = self.running;
        let before = before.as_ref();
        let plain = || {
            if !product {
                return with_dtype!(block.dtype(), T => self.blocks::<T, AsSum, Add>(&block, before));
            }
            with_dtype!(block.dtype(), T in [I64 U64 F16 F32 F64 C64 C128] => self.blocks::<T, AsSum, Multiply>(&block, before), else block.clone())
        };
        let found = match skip {
            false => plain(),
            true => with_dtype!(block.dtype(), T in [F16 F32 F64 C64 C128] => match product {
                false => self.blocks::<T, NanAsZero, Add>(&block, before),
                true => self.blocks::<T, NanAsOne, Multiply>(&block, before),
            }, else plain()),
        };
        Ok(SmallVec::from_iter([found]))
    }

    fn cost(&self) -> f32 {
        1.3
    }
}

/// How a running value takes in the next.
trait Step {
    fn start<A: Acc>() -> A;
    fn step<A: Acc>(running: A, next: A) -> A;
    /// As `step`, in NumPy's loops over many lanes.
    #[inline(always)]
    fn step_across<A: Acc>(running: A, next: A) -> A {
        Self::step(running, next)
    }
}

struct Add;
struct Multiply;

impl Step for Add {
    #[inline(always)]
    fn start<A: Acc>() -> A {
        A::ZERO
    }
    #[inline(always)]
    fn step<A: Acc>(running: A, next: A) -> A {
        running.plus(next).settle()
    }
}

impl Step for Multiply {
    #[inline(always)]
    fn start<A: Acc>() -> A {
        A::ONE
    }
    #[inline(always)]
    fn step<A: Acc>(running: A, next: A) -> A {
        running.times(next).settle()
    }
    #[inline(always)]
    fn step_across<A: Acc>(running: A, next: A) -> A {
        running.times_across(next).settle()
    }
}

impl Scan {
    fn blocks<T: Summed, L: Lift<T, To = T::Sum>, S: Step>(&self, block: &Block, before: Option<&Block>) -> Block {
        let shape = block.shape();
        let (n, inner) = (shape[self.axis], shape[self.axis + 1..].iter().product::<usize>());
        let mut out = Block::scratch(<T::Sum as Acc>::Stored::DTYPE, shape);
        if block.size() == 0 {
            return out;
        }
        let job = Lanes::<T::Sum> { n, inner, exclusive: self.exclusive, marker: PhantomData };
        let before = before.map(|b| b.slice::<<T::Sum as Acc>::Stored>());
        let (from, to) = (block.slice::<T>(), out.slice_mut::<<T::Sum as Acc>::Stored>());
        vectorize(
            #[inline(always)]
            || {
                if inner == 1 {
                    job.along::<T, L, S>(from, to, before)
                } else {
                    job.across::<T, L, S>(from, to, before)
                }
            },
        );
        out
    }
}

/// Stretches of `n` rows of `inner` elements each, running down the rows.
struct Lanes<A> {
    n: usize,
    inner: usize,
    exclusive: bool,
    marker: PhantomData<A>,
}

/// How many lanes run side by side, so that none waits for its own last sum.
const ABREAST: usize = 4;

impl<A: Acc> Lanes<A> {
    fn first<S: Step>(before: Option<&[A::Stored]>, k: usize) -> A {
        before.map_or_else(S::start, |b| A::load(b[k]))
    }

    /// Lanes whose elements lie one after another.
    #[inline(always)]
    fn along<T: Summed, L: Lift<T, To = A>, S: Step>(
        &self,
        from: &[T],
        to: &mut [A::Stored],
        before: Option<&[A::Stored]>,
    ) {
        let n = self.n;
        for (k, (from, to)) in from.chunks(n * ABREAST).zip(to.chunks_mut(n * ABREAST)).enumerate() {
            if from.len() < n * ABREAST {
                for (j, (from, to)) in from.chunks_exact(n).zip(to.chunks_exact_mut(n)).enumerate() {
                    self.lane::<T, L, S>(from, to, Self::first::<S>(before, k * ABREAST + j));
                }
                return;
            }
            let mut run: [A; ABREAST] = std::array::from_fn(|j| Self::first::<S>(before, k * ABREAST + j));
            for i in 0..n {
                for j in 0..ABREAST {
                    let next = S::step(run[j], L::lift(from[j * n + i]));
                    to[j * n + i] = if self.exclusive { run[j].store() } else { next.store() };
                    run[j] = next;
                }
            }
        }
    }

    #[inline(always)]
    fn lane<T: Summed, L: Lift<T, To = A>, S: Step>(&self, from: &[T], to: &mut [A::Stored], mut run: A) {
        for (&v, o) in from.iter().zip(to) {
            let next = S::step(run, L::lift(v));
            *o = if self.exclusive { run.store() } else { next.store() };
            run = next;
        }
    }

    /// Lanes that lie side by side.
    #[inline(always)]
    fn across<T: Summed, L: Lift<T, To = A>, S: Step>(
        &self,
        from: &[T],
        to: &mut [A::Stored],
        before: Option<&[A::Stored]>,
    ) {
        let size = self.n * self.inner;
        for (k, (from, to)) in from.chunks_exact(size).zip(to.chunks_exact_mut(size)).enumerate() {
            let mut run: Vec<A> = (0..self.inner).map(|j| Self::first::<S>(before, k * self.inner + j)).collect();
            for (from, to) in from.chunks_exact(self.inner).zip(to.chunks_exact_mut(self.inner)) {
                for ((r, &v), o) in run.iter_mut().zip(from).zip(to) {
                    let next = S::step_across(*r, L::lift(v));
                    *o = if self.exclusive { r.store() } else { next.store() };
                    *r = next;
                }
            }
        }
    }
}
