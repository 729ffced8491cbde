//! Variance and standard deviation: each stretch in two passes, merged by the formula of Chan, Golub and LeVeque.

use std::marker::PhantomData;

use super::fold::{Fold, Rows, Spot};
use super::number::Acc;
use super::summed::Summed;
use crate::chunk::{Block, DType};
use crate::diag::{Result, warn};

/// The spread of elements about their mean.
#[derive(Clone, Debug)]
pub struct Spread<T, const SKIP: bool> {
    /// What is taken off the count.
    ddof: f64,
    /// Whether the root is asked for.
    root: bool,
    out: DType,
    marker: PhantomData<fn(T)>,
}

impl<T, const SKIP: bool> Spread<T, SKIP> {
    pub fn new(ddof: f64, root: bool, out: DType) -> Self {
        Spread { ddof, root, out, marker: PhantomData }
    }
}

/// The states: means, sums of squared distances from them, counts; and room for the means and sums of one panel.
pub struct Columns<A> {
    mean: Vec<A>,
    m2: Vec<f64>,
    count: Vec<u64>,
}

impl<A: Acc<Real = f64>> Columns<A> {
    fn new(n: usize) -> Columns<A> {
        Columns { mean: vec![A::ZERO; n], m2: vec![0.0; n], count: vec![0; n] }
    }

    /// Takes in stretches of which the means, squared distances and counts are known, for the states from `k` on.
    #[inline(always)]
    fn merge(&mut self, k: usize, mean: &[A], m2: &[f64], count: &[u64]) {
        let n = mean.len();
        let (m2, count) = (&m2[..n], &count[..n]);
        let (to_mean, to_m2, to_count) = (&mut self.mean[k..k + n], &mut self.m2[k..k + n], &mut self.count[k..k + n]);
        let alike = n > 0 && to_count.iter().all(|&c| c == to_count[0]) && count.iter().all(|&c| c == count[0]);
        if alike {
            let (a, b) = (to_count[0], count[0]);
            let (part, weight) = factors(a, b);
            if weight == 0.0 {
                // The first stretch, or an empty one: no difference of infinities may spoil it.
                if part != 0.0 {
                    to_mean.copy_from_slice(mean);
                    to_m2.copy_from_slice(m2);
                }
            } else {
                for i in 0..n {
                    join(&mut to_mean[i], &mut to_m2[i], mean[i], m2[i], part, weight);
                }
            }
            to_count.fill(a + b);
            return;
        }
        for i in 0..n {
            let (part, weight) = factors(to_count[i], count[i]);
            if weight != 0.0 {
                join(&mut to_mean[i], &mut to_m2[i], mean[i], m2[i], part, weight);
            } else if part != 0.0 {
                (to_mean[i], to_m2[i]) = (mean[i], m2[i]);
            }
            to_count[i] += count[i];
        }
    }
}

/// How far the mean moves towards that of the new stretch, and the weight of their squared distance.
#[inline(always)]
fn factors(a: u64, b: u64) -> (f64, f64) {
    let (a, b) = (a as f64, b as f64);
    if b == 0.0 { (0.0, 0.0) } else { (b / (a + b), a * b / (a + b)) }
}

#[inline(always)]
fn join<A: Acc<Real = f64>>(mean: &mut A, m2: &mut f64, new_mean: A, new_m2: f64, part: f64, weight: f64) {
    *m2 += new_m2 + new_mean.distance2(*mean) * weight;
    *mean = mean.toward(new_mean, part);
}

#[inline(always)]
fn far<A: Acc>(v: A, mean: A, skip: bool) -> A::Real {
    if skip { v.distance2_conjugate(mean) } else { v.distance2(mean) }
}

/// The mean and the sum of squared distances of a run.
#[inline(always)]
fn of_run<T: Summed, A: Acc>(values: &[T], lift: impl Fn(T) -> A + Copy, count: u64, skip: bool) -> (A, A::Real) {
    let sum = A::total(
        values,
        #[inline(always)]
        move |v: T| if skip && v.is_nan() { A::ZERO } else { lift(v) },
    );
    let mean = sum.settle().over(count as f64);
    let squared = |v: T| if skip && v.is_nan() { A::Real::ZERO } else { far(lift(v), mean, skip) };
    (mean, A::Real::total(values, squared).settle())
}

/// The means and the sums of squared distances of the columns of a panel.
#[inline(always)]
fn of_rows<T: Summed, A: Acc>(
    rows: Rows<'_, T>,
    lift: impl Fn(T) -> A + Copy,
    count: &[u64],
    skip: bool,
) -> (Vec<A>, Vec<A::Real>) {
    let cols = rows.cols();
    let mut mean = vec![A::ZERO; cols];
    let alike = count.iter().all(|&n| n == count[0]);
    for row in rows.iter() {
        for (m, &v) in mean.iter_mut().zip(row) {
            *m = m.plus(if skip && v.is_nan() { A::ZERO } else { lift(v) }).settle();
        }
    }
    match alike {
        true => mean.iter_mut().for_each(|m| *m = m.over(count[0] as f64)),
        false => mean.iter_mut().zip(count).for_each(|(m, &n)| *m = m.over(n as f64)),
    }
    let mut m2 = vec![A::Real::ZERO; cols];
    for row in rows.iter() {
        for ((q, &m), &v) in m2.iter_mut().zip(&mean).zip(row) {
            *q = q.plus(if skip && v.is_nan() { A::Real::ZERO } else { far(lift(v), m, skip) }).settle();
        }
    }
    (mean, m2)
}

impl<T: Summed, const SKIP: bool> Fold for Spread<T, SKIP> {
    type In = T;
    type States = Columns<T::Wide>;
    const BYTES: usize = size_of::<T::Wide>() + 16;

    fn begin(&self, n: usize) -> Self::States {
        Columns::new(n)
    }

    #[inline(always)]
    fn run(&self, states: &mut Self::States, k: usize, values: &[T], spot: Spot) {
        let count = if SKIP { values.iter().map(|v| !v.is_nan() as u64).sum() } else { values.len() as u64 };
        let (mean, m2) = if spot.whole {
            let (mean, m2) = of_run(values, T::near, count, SKIP);
            (T::Wide::narrow(mean.wide()), m2.wide().re)
        } else {
            of_run(values, T::wide, count, SKIP)
        };
        states.merge(k, &[mean], &[m2], &[count]);
    }

    #[inline(always)]
    fn rows(&self, states: &mut Self::States, k: usize, rows: Rows<'_, T>, spot: Spot) {
        let mut count = vec![if SKIP { 0 } else { rows.count() as u64 }; rows.cols()];
        if SKIP {
            for row in rows.iter() {
                count.iter_mut().zip(row).for_each(|(c, v)| *c += !v.is_nan() as u64);
            }
        }
        let (mean, m2) = if spot.whole {
            let (mean, m2) = of_rows(rows, T::near, &count, SKIP);
            let mean = mean.iter().map(|m| T::Wide::narrow(m.wide())).collect();
            (mean, m2.iter().map(|q| q.wide().re).collect())
        } else {
            of_rows(rows, T::wide, &count, SKIP)
        };
        states.merge(k, &mean, &m2, &count);
    }

    fn merge(&self, states: &mut Self::States, later: Self::States) {
        states.merge(0, &later.mean, &later.m2, &later.count);
    }

    fn finish(&self, states: Self::States, _: u64) -> Result<Block> {
        let short = |n: u64| n as f64 <= self.ddof;
        if states.count.iter().any(|&n| short(n)) {
            let text = "RuntimeWarning: Degrees of freedom <= 0 for slice";
            warn(if SKIP { format!("{text}.") } else { text.to_owned() });
        }
        let over = |(&q, &n): (&f64, &u64)| {
            if SKIP && short(n) { f64::NAN } else { q / (n as f64 - self.ddof).max(0.0) }
        };
        let spread: Vec<f64> = states.m2.iter().zip(&states.count).map(over).collect();
        let spread = Block::from_slice(&[spread.len()], &spread).cast(self.out);
        if !self.root {
            return Ok(spread);
        }
        let roots: Vec<f64> = spread.to_vec::<f64>().into_iter().map(f64::sqrt).collect();
        Ok(Block::from_slice(&[roots.len()], &roots).cast(self.out))
    }

    fn dtype(&self) -> DType {
        self.out
    }

    fn cost(&self) -> f32 {
        0.5
    }
}
