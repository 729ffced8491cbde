//! Sums, products, means and counts.

use std::marker::PhantomData;

use super::fold::{Fold, Rows, Spot};
use super::number::Acc;
use super::summed::Summed;
use crate::chunk::{Block, DType, Element, Num};
use crate::diag::{Result, warn};

/// What becomes of an element before it is added or multiplied.
pub trait Lift<T>: std::fmt::Debug + Clone + Send + Sync + 'static {
    type To: Acc;
    /// Whether each state counts what it takes in: what is skipped is not counted.
    const COUNTED: bool = false;
    /// Whether runs are summed as NumPy's casting buffer has them.
    const BUFFERED: bool = false;
    fn lift(value: T) -> Self::To;
    fn counts(value: T) -> bool {
        let _ = value;
        true
    }
    #[inline(always)]
    fn total(values: &[T]) -> Self::To
    where
        T: Copy,
    {
        Self::To::total(values, Self::lift)
    }
    /// The sums of runs of one length.
    #[inline(always)]
    fn totals(runs: [&[T]; 4]) -> [Self::To; 4]
    where
        T: Copy,
    {
        Self::To::totals(runs, Self::lift)
    }
}

macro_rules! lifts {
    ($($(#[$doc:meta])* $name:ident $to:ident $counted:literal $buffered:expr, |$v:ident| $lift:expr, $counts:expr $(, $total:path, $totals:path)?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name;
        impl<T: Summed> Lift<T> for $name {
            type To = T::$to;
            const COUNTED: bool = $counted;
            const BUFFERED: bool = $buffered;
            #[inline(always)]
            fn lift($v: T) -> T::$to {
                $lift
            }
            #[inline(always)]
            fn counts($v: T) -> bool {
                let _ = $v;
                $counts
            }
            $(
                #[inline(always)]
                fn total(values: &[T]) -> T::$to {
                    $total(values)
                }
                #[inline(always)]
                fn totals(runs: [&[T]; 4]) -> [T::$to; 4] {
                    $totals(runs)
                }
            )?
        }
    )*};
}
lifts! {
    /// The element as it is.
    AsSum Sum false false, |v| v.sum(), true, T::sum_total, T::sum_totals;
    /// The element times itself.
    Squared Sum false false, |v| v.sum().times(v.sum()), true;
    /// NaN as zero.
    NanAsZero Sum false false, |v| if v.is_nan() { Acc::ZERO } else { v.sum() }, true;
    /// NaN as one.
    NanAsOne Sum false false, |v| if v.is_nan() { Acc::ONE } else { v.sum() }, true;
    /// The element as a mean adds it.
    AsMean Mean false T::BUFFERED, |v| v.mean(), true, T::mean_total, T::mean_totals;
    /// The element as a mean adds it, without NaN.
    NanMean Near true false, |v| if v.is_nan() { Acc::ZERO } else { v.near() }, !v.is_nan();
}

/// The elements of NumPy's casting buffer.
const BUFFER: usize = 8192;

/// The sum of lifted elements, or their mean.
#[derive(Clone, Debug)]
pub struct Sum<T, L> {
    out: DType,
    mean: bool,
    initial: Option<Num>,
    marker: PhantomData<fn(T) -> L>,
}

impl<T, L> Sum<T, L> {
    pub fn new(out: DType, initial: Option<Num>) -> Sum<T, L> {
        Sum { out, mean: false, initial, marker: PhantomData }
    }

    pub fn mean(out: DType) -> Sum<T, L> {
        Sum { out, mean: true, initial: None, marker: PhantomData }
    }
}

impl<T: Element, L: Lift<T>> Fold for Sum<T, L> {
    type In = T;
    type States = (Vec<L::To>, Vec<u64>);
    const BYTES: usize = size_of::<L::To>();

    fn begin(&self, n: usize) -> Self::States {
        (vec![L::To::ZERO; n], vec![0; if L::COUNTED { n } else { 0 }])
    }

    #[inline(always)]
    fn run(&self, (sums, counts): &mut Self::States, k: usize, values: &[T], _: Spot) {
        let block = if L::BUFFERED { BUFFER } else { values.len().max(1) };
        for part in values.chunks(block) {
            sums[k] = sums[k].plus(L::total(part));
        }
        if L::COUNTED {
            counts[k] += values.iter().map(|&v| L::counts(v) as u64).sum::<u64>();
        }
    }

    #[inline(always)]
    fn runs(&self, states: &mut Self::States, at: [usize; 4], runs: [&[T]; 4], spots: [Spot; 4]) {
        if L::COUNTED || (L::BUFFERED && runs[0].len() > BUFFER) {
            return (0..4).for_each(|k| self.run(states, at[k], runs[k], spots[k]));
        }
        for (k, sum) in at.into_iter().zip(L::totals(runs)) {
            states.0[k] = states.0[k].plus(sum);
        }
    }

    #[inline(always)]
    fn rows(&self, (sums, counts): &mut Self::States, k: usize, rows: Rows<'_, T>, _: Spot) {
        let states = k..k + rows.cols();
        let sums = &mut sums[states.clone()];
        let (fours, rest) = rows.fours();
        for [r0, r1, r2, r3] in fours {
            for ((((s, &a), &b), &c), &d) in sums.iter_mut().zip(r0).zip(r1).zip(r2).zip(r3) {
                let s2 = s.plus(L::lift(a)).settle().plus(L::lift(b)).settle();
                *s = s2.plus(L::lift(c)).settle().plus(L::lift(d)).settle();
            }
        }
        for row in rest {
            sums.iter_mut().zip(row).for_each(|(s, &v)| *s = s.plus(L::lift(v)).settle());
        }
        if L::COUNTED {
            for row in rows.iter() {
                counts[states.clone()].iter_mut().zip(row).for_each(|(c, &v)| *c += L::counts(v) as u64);
            }
        }
    }

    fn merge(&self, (sums, counts): &mut Self::States, later: Self::States) {
        sums.iter_mut().zip(later.0).for_each(|(s, l)| *s = s.plus(l));
        counts.iter_mut().zip(later.1).for_each(|(c, l)| *c += l);
    }

    fn finish(&self, (mut sums, counts): Self::States, seen: u64) -> Result<Block> {
        if self.mean {
            let count = |k: usize| if L::COUNTED { counts[k] } else { seen };
            if (0..sums.len()).any(|k| count(k) == 0) {
                warn("RuntimeWarning: Mean of empty slice");
            }
            sums.iter_mut().enumerate().for_each(|(k, s)| *s = s.settle().over(count(k) as f64));
        }
        if let Some(initial) = self.initial {
            sums.iter_mut().for_each(|s| *s = start::<L::To>(initial, self.out).plus(*s));
        }
        Ok(L::To::block(&sums).cast(self.out))
    }

    fn dtype(&self) -> DType {
        self.out
    }

    fn cost(&self) -> f32 {
        0.15
    }
}

/// The product of lifted elements.
#[derive(Clone, Debug)]
pub struct Prod<T, L> {
    out: DType,
    initial: Option<Num>,
    marker: PhantomData<fn(T) -> L>,
}

impl<T, L> Prod<T, L> {
    pub fn new(out: DType, initial: Option<Num>) -> Prod<T, L> {
        Prod { out, initial, marker: PhantomData }
    }
}

impl<T: Element, L: Lift<T>> Fold for Prod<T, L> {
    type In = T;
    type States = Vec<L::To>;
    const BYTES: usize = size_of::<L::To>();

    fn begin(&self, n: usize) -> Vec<L::To> {
        vec![L::To::ONE; n]
    }

    #[inline(always)]
    fn run(&self, states: &mut Vec<L::To>, k: usize, values: &[T], _: Spot) {
        states[k] = states[k].product(values, L::lift);
    }

    #[inline(always)]
    fn rows(&self, states: &mut Vec<L::To>, k: usize, rows: Rows<'_, T>, _: Spot) {
        let states = &mut states[k..k + rows.cols()];
        let step = |s: L::To, v: T| s.times_across(L::lift(v)).settle();
        let (fours, rest) = rows.fours();
        for [r0, r1, r2, r3] in fours {
            for ((((s, &a), &b), &c), &d) in states.iter_mut().zip(r0).zip(r1).zip(r2).zip(r3) {
                *s = step(step(step(step(*s, a), b), c), d);
            }
        }
        for row in rest {
            states.iter_mut().zip(row).for_each(|(s, &v)| *s = step(*s, v));
        }
    }

    fn merge(&self, states: &mut Vec<L::To>, later: Vec<L::To>) {
        states.iter_mut().zip(later).for_each(|(s, l)| *s = s.times(l));
    }

    fn finish(&self, mut states: Vec<L::To>, _: u64) -> Result<Block> {
        if let Some(initial) = self.initial {
            states.iter_mut().for_each(|s| *s = start::<L::To>(initial, self.out).times(*s));
        }
        Ok(L::To::block(&states).cast(self.out))
    }

    fn dtype(&self) -> DType {
        self.out
    }

    fn cost(&self) -> f32 {
        1.2
    }
}

/// A given first value as a running sum or product. Integers past 53 bits keep all of theirs.
fn start<A: Acc>(initial: Num, out: DType) -> A {
    match initial.as_int() {
        Some(i) if out.is_integer() => A::of_int(i),
        _ => A::narrow(initial.as_complex()),
    }
}

/// Whether any element is true, or all are.
#[derive(Clone, Debug)]
pub struct Truth<const ALL: bool>;

#[inline(always)]
fn join<const ALL: bool>(a: bool, b: bool) -> bool {
    if ALL { a & b } else { a | b }
}

impl<const ALL: bool> Fold for Truth<ALL> {
    type In = bool;
    type States = Vec<bool>;
    const BYTES: usize = 1;

    fn begin(&self, n: usize) -> Vec<bool> {
        vec![ALL; n]
    }

    #[inline(always)]
    fn run(&self, states: &mut Vec<bool>, k: usize, values: &[bool], _: Spot) {
        for part in values.chunks(256) {
            if states[k] != ALL {
                return;
            }
            states[k] = part.iter().fold(ALL, |a, &v| join::<ALL>(a, v));
        }
    }

    #[inline(always)]
    fn rows(&self, states: &mut Vec<bool>, k: usize, rows: Rows<'_, bool>, _: Spot) {
        let states = &mut states[k..k + rows.cols()];
        for row in rows.iter() {
            states.iter_mut().zip(row).for_each(|(s, &v)| *s = join::<ALL>(*s, v));
        }
    }

    fn is_settled(&self, states: &Vec<bool>) -> bool {
        states.iter().all(|&s| s != ALL)
    }

    fn merge(&self, states: &mut Vec<bool>, later: Vec<bool>) {
        states.iter_mut().zip(later).for_each(|(s, l)| *s = join::<ALL>(*s, l));
    }

    fn finish(&self, states: Vec<bool>, _: u64) -> Result<Block> {
        Ok(Block::from_slice(&[states.len()], &states))
    }

    fn dtype(&self) -> DType {
        DType::Bool
    }

    fn cost(&self) -> f32 {
        0.1
    }
}
