//! Least and greatest elements, and where they are. NaN counts as both the least and the greatest, or is passed over.

use std::marker::PhantomData;

use super::fold::{Fold, Rows, Spot};
use crate::chunk::{Block, DType, Element, Num, c64, c128, f16};
use crate::diag::{Result, value_error, warn};

/// An element type with an order; complex numbers go by their real parts first.
pub trait Ordered: Element {
    const LEAST: Self;
    const GREATEST: Self;
    /// A NaN where the type has one.
    const NAN: Option<Self>;
    fn less(self, other: Self) -> bool;
    fn is_nan(self) -> bool;
    /// The best of a run and of `start`.
    fn best<const MAX: bool, const SKIP: bool>(values: &[Self], start: Self) -> Self;
}

macro_rules! ordered {
    ($($t:ident $lanes:literal $flag:ident $least:expr, $greatest:expr, $nan:expr, $less:expr, $is_nan:expr;)*) => {$(
        impl Ordered for $t {
            const LEAST: $t = $least;
            const GREATEST: $t = $greatest;
            const NAN: Option<$t> = $nan;
            #[inline(always)]
            fn less(self, other: $t) -> bool {
                let f: fn($t, $t) -> bool = $less;
                f(self, other)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                let f: fn($t) -> bool = $is_nan;
                f(self)
            }
            #[inline(always)]
            fn best<const MAX: bool, const SKIP: bool>(values: &[$t], start: $t) -> $t {
                if $lanes == 1 {
                    return values.iter().fold(start, |a, &b| better::<$t, MAX, SKIP>(a, b));
                }
                let (many, rest) = values.as_chunks::<$lanes>();
                let mut lanes = [if MAX { $least } else { $greatest }; $lanes];
                // What is passed over by comparisons is told by flags: a NaN, or that there was a number at all.
                let mut flags = [0 as $flag; $lanes];
                for group in many {
                    for k in 0..$lanes {
                        let v = group[k];
                        lanes[k] = if beats::<$t, MAX>(v, lanes[k]) { v } else { lanes[k] };
                        flags[k] |= (v.is_nan() != SKIP) as $flag;
                    }
                }
                let flag = flags.iter().any(|&f| f != 0);
                let best = match $nan {
                    Some(nan) if !SKIP && flag => nan,
                    Some(_) if SKIP && !flag => start,
                    _ => {
                        // The better halves: no lane is NaN.
                        let mut width = $lanes / 2;
                        while width > 0 {
                            for k in 0..width {
                                let other = lanes[k + width];
                                lanes[k] = if beats::<$t, MAX>(other, lanes[k]) { other } else { lanes[k] };
                            }
                            width /= 2;
                        }
                        better::<$t, MAX, SKIP>(start, lanes[0])
                    }
                };
                rest.iter().fold(best, |a, &b| better::<$t, MAX, SKIP>(a, b))
            }
        }
    )*};
}
ordered! {
    bool 64 u8 false, true, None, |a, b| !a & b, |_| false;
    i8 128 u8 i8::MIN, i8::MAX, None, |a, b| a < b, |_| false;
    i16 64 u16 i16::MIN, i16::MAX, None, |a, b| a < b, |_| false;
    i32 32 u32 i32::MIN, i32::MAX, None, |a, b| a < b, |_| false;
    i64 16 u64 i64::MIN, i64::MAX, None, |a, b| a < b, |_| false;
    u8 128 u8 u8::MIN, u8::MAX, None, |a, b| a < b, |_| false;
    u16 64 u16 u16::MIN, u16::MAX, None, |a, b| a < b, |_| false;
    u32 32 u32 u32::MIN, u32::MAX, None, |a, b| a < b, |_| false;
    u64 16 u64 u64::MIN, u64::MAX, None, |a, b| a < b, |_| false;
    f16 1 u8 f16::NEG_INFINITY, f16::INFINITY, Some(f16::NAN), |a, b| a < b, f16::is_nan;
    f32 32 u32 f32::NEG_INFINITY, f32::INFINITY, Some(f32::NAN), |a, b| a < b, |v| v != v;
    f64 16 u64 f64::NEG_INFINITY, f64::INFINITY, Some(f64::NAN), |a, b| a < b, |v| v != v;
    c64 1 u8 c64::new(f32::NEG_INFINITY, f32::NEG_INFINITY), c64::new(f32::INFINITY, f32::INFINITY),
        Some(c64::new(f32::NAN, f32::NAN)), |a, b| a.im == a.im && b.im == b.im && (a.re < b.re || (a.re == b.re && a.im < b.im)),
        |v| v.re.is_nan() | v.im.is_nan();
    c128 1 u8 c128::new(f64::NEG_INFINITY, f64::NEG_INFINITY), c128::new(f64::INFINITY, f64::INFINITY),
        Some(c128::new(f64::NAN, f64::NAN)), |a, b| a.im == a.im && b.im == b.im && (a.re < b.re || (a.re == b.re && a.im < b.im)),
        |v| v.re.is_nan() | v.im.is_nan();
}

/// Whether `v` is better than `best`, which is the greatest for `MAX` and else the least so far.
#[inline(always)]
fn beats<T: Ordered, const MAX: bool>(v: T, best: T) -> bool {
    if MAX { best.less(v) } else { v.less(best) }
}

/// The better of two; a NaN wins, or loses where it is to be skipped.
#[inline(always)]
pub fn better<T: Ordered, const MAX: bool, const SKIP: bool>(best: T, v: T) -> T {
    let better = beats::<T, MAX>(v, best);
    // Of complex NaNs, whose parts may differ, the first one stays.
    let first = !T::DTYPE.is_complex() || !best.is_nan();
    let take = better | if SKIP { best.is_nan() } else { v.is_nan() & first };
    if take { v } else { best }
}

/// What nothing beats, where there are no NaN.
#[inline(always)]
fn top<T: Ordered, const MAX: bool>() -> T {
    if MAX { T::GREATEST } else { T::LEAST }
}

/// What a search starts from.
fn worst<T: Ordered, const MAX: bool, const SKIP: bool>() -> T {
    match (SKIP, T::NAN) {
        (true, Some(nan)) => nan,
        _ if MAX => T::LEAST,
        _ => T::GREATEST,
    }
}

/// The error that nothing was there to choose from.
fn nothing<R>(max: bool, skip: bool) -> Result<R> {
    Err(value_error(empty_text(max, skip)))
}

/// NumPy's words for it.
pub fn empty_text(max: bool, skip: bool) -> String {
    let name = match (max, skip) {
        (false, false) => "minimum",
        (true, false) => "maximum",
        (false, true) => "fmin",
        (true, true) => "fmax",
    };
    format!("zero-size array to reduction operation {name} which has no identity")
}

/// Elements of a run that are looked through before those of another.
const PIECE: usize = 256;
/// Elements of a run whose quarters are read side by side.
const LONG: usize = 8 * PIECE;

/// The least or the greatest element.
#[derive(Clone, Debug)]
pub struct Extreme<T, const MAX: bool, const SKIP: bool> {
    initial: Option<Num>,
    marker: PhantomData<fn(T)>,
}

impl<T, const MAX: bool, const SKIP: bool> Extreme<T, MAX, SKIP> {
    pub fn new(initial: Option<Num>) -> Self {
        Extreme { initial, marker: PhantomData }
    }
}

impl<T: Ordered, const MAX: bool, const SKIP: bool> Fold for Extreme<T, MAX, SKIP> {
    type In = T;
    type States = Vec<T>;
    const BYTES: usize = size_of::<T>();

    fn begin(&self, n: usize) -> Vec<T> {
        vec![worst::<T, MAX, SKIP>(); n]
    }

    #[inline(always)]
    fn run(&self, states: &mut Vec<T>, k: usize, values: &[T], _: Spot) {
        // Of complex NaNs the first is kept.
        if values.len() < LONG || T::DTYPE.is_complex() {
            states[k] = T::best::<MAX, SKIP>(values, states[k]);
            return;
        }
        // Quarters side by side: memory gives more of several stretches in the same time.
        let (quarters, rest) = (values.len() / 4, &values[values.len() / 4 * 4..]);
        for from in (0..quarters).step_by(PIECE) {
            for part in values.chunks_exact(quarters) {
                states[k] = T::best::<MAX, SKIP>(&part[from..quarters.min(from + PIECE)], states[k]);
            }
        }
        states[k] = T::best::<MAX, SKIP>(rest, states[k]);
    }

    #[inline(always)]
    fn runs(&self, states: &mut Vec<T>, at: [usize; 4], runs: [&[T]; 4], _: [Spot; 4]) {
        let len = runs[0].len();
        for from in (0..len).step_by(PIECE) {
            for (k, run) in at.into_iter().zip(runs) {
                states[k] = T::best::<MAX, SKIP>(&run[from..len.min(from + PIECE)], states[k]);
            }
        }
    }

    #[inline(always)]
    fn rows(&self, states: &mut Vec<T>, k: usize, rows: Rows<'_, T>, _: Spot) {
        let states = &mut states[k..k + rows.cols()];
        let (fours, rest) = rows.fours();
        for [r0, r1, r2, r3] in fours {
            for ((((s, &a), &b), &c), &d) in states.iter_mut().zip(r0).zip(r1).zip(r2).zip(r3) {
                let s2 = better::<T, MAX, SKIP>(better::<T, MAX, SKIP>(*s, a), b);
                *s = better::<T, MAX, SKIP>(better::<T, MAX, SKIP>(s2, c), d);
            }
        }
        for row in rest {
            states.iter_mut().zip(row).for_each(|(s, &v)| *s = better::<T, MAX, SKIP>(*s, v));
        }
    }

    fn is_settled(&self, states: &Vec<T>) -> bool {
        T::NAN.is_none() && states.iter().all(|&s| s == top::<T, MAX>())
    }

    fn merge(&self, states: &mut Vec<T>, later: Vec<T>) {
        states.iter_mut().zip(later).for_each(|(s, l)| *s = better::<T, MAX, SKIP>(*s, l));
    }

    fn finish(&self, mut states: Vec<T>, seen: u64) -> Result<Block> {
        match self.initial {
            Some(initial) => states.iter_mut().for_each(|s| *s = better::<T, MAX, SKIP>(initial.cast(), *s)),
            None if seen == 0 && !states.is_empty() => return nothing(MAX, SKIP),
            None if SKIP && states.iter().any(|s| s.is_nan()) => warn("RuntimeWarning: All-NaN slice encountered"),
            None => {}
        }
        Ok(Block::from_slice(&[states.len()], &states))
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn cost(&self) -> f32 {
        0.2
    }
}

/// The place of the first least or greatest element.
#[derive(Clone, Debug)]
pub struct Where<T, const MAX: bool, const SKIP: bool>(pub PhantomData<fn(T)>);

/// Elements of a run that are looked through at once.
const PART: usize = 2048;

/// No place yet.
const NOWHERE: u64 = u64::MAX;

impl<T: Ordered, const MAX: bool, const SKIP: bool> Where<T, MAX, SKIP> {
    /// Whether `v` at `at` goes before the best so far: better, as good but earlier, or the first at all.
    #[inline(always)]
    fn goes_first(best: T, place: u64, v: T, at: u64) -> bool {
        let nan = v.is_nan() & best.is_nan();
        let equal = (v == best) | nan;
        Self::is_better(best, v) | (equal & (at < place))
    }

    #[inline(always)]
    fn is_better(best: T, v: T) -> bool {
        let nan = if SKIP { best.is_nan() & !v.is_nan() } else { v.is_nan() & !best.is_nan() };
        beats::<T, MAX>(v, best) | nan
    }

    #[inline(always)]
    fn same(a: T, b: T) -> bool {
        (a == b) | (a.is_nan() & b.is_nan())
    }

    /// Where in a run that element is first.
    #[inline(always)]
    fn first(values: &[T], wanted: T) -> Option<usize> {
        let mut before = 0;
        for part in values.chunks(64) {
            if part.iter().fold(false, |any, &v| any | Self::same(v, wanted)) {
                return part.iter().position(|&v| Self::same(v, wanted)).map(|i| before + i);
            }
            before += part.len();
        }
        None
    }
}

impl<T: Ordered, const MAX: bool, const SKIP: bool> Fold for Where<T, MAX, SKIP> {
    type In = T;
    type States = (Vec<T>, Vec<u64>);
    const PLACES: bool = true;
    const BYTES: usize = 8 + size_of::<T>();

    fn begin(&self, n: usize) -> Self::States {
        (vec![worst::<T, MAX, SKIP>(); n], vec![NOWHERE; n])
    }

    #[inline(always)]
    fn run(&self, (best, places): &mut Self::States, k: usize, values: &[T], spot: Spot) {
        for (part, at) in values.chunks(PART).zip((spot.at..).step_by(PART)) {
            let found = T::best::<MAX, SKIP>(part, worst::<T, MAX, SKIP>());
            if Self::goes_first(best[k], places[k], found, at)
                && let Some(i) = Self::first(part, found)
            {
                (best[k], places[k]) = (found, at + i as u64);
            }
            if T::NAN.is_none() && best[k] == top::<T, MAX>() {
                return;
            }
        }
    }

    #[inline(always)]
    fn rows(&self, (best, places): &mut Self::States, k: usize, rows: Rows<'_, T>, spot: Spot) {
        let states = k..k + rows.cols();
        let (best, places) = (&mut best[states.clone()], &mut places[states]);
        for (row, at) in rows.iter().zip(spot.at..).take(1) {
            for ((b, p), &v) in best.iter_mut().zip(places.iter_mut()).zip(row) {
                let first = Self::goes_first(*b, *p, v, at);
                *b = if first { v } else { *b };
                *p = if first { at } else { *p };
            }
        }
        // Where all that was seen stands before, what is as good is not looked at again.
        let in_order = places.iter().fold(true, |all, &p| all & (p <= spot.at));
        for (row, at) in rows.iter().zip(spot.at..).skip(1) {
            for ((b, p), &v) in best.iter_mut().zip(places.iter_mut()).zip(row) {
                let first = if in_order { Self::is_better(*b, v) } else { Self::goes_first(*b, *p, v, at) };
                *b = if first { v } else { *b };
                *p = if first { at } else { *p };
            }
        }
    }

    fn is_settled(&self, (best, places): &Self::States) -> bool {
        T::NAN.is_none() && places.iter().zip(best).all(|(&p, &b)| p != NOWHERE && b == top::<T, MAX>())
    }

    fn merge(&self, (best, places): &mut Self::States, later: Self::States) {
        let later = later.0.into_iter().zip(later.1);
        for ((b, p), (v, at)) in best.iter_mut().zip(places).zip(later) {
            if at != NOWHERE && (*p == NOWHERE || Self::goes_first(*b, *p, v, at)) {
                (*b, *p) = (v, at);
            }
        }
    }

    fn finish(&self, (best, places): Self::States, _: u64) -> Result<Block> {
        if places.contains(&NOWHERE) {
            return Err(value_error(format!(
                "attempt to get {} of an empty sequence",
                if MAX { "argmax" } else { "argmin" }
            )));
        }
        if SKIP && best.iter().any(|b| b.is_nan()) {
            return Err(
                value_error("All-NaN slice encountered").help("nanargmin and nanargmax need a number in every slice")
            );
        }
        Ok(Block::from_slice(&[places.len()], &places.iter().map(|&p| p as i64).collect::<Vec<_>>()))
    }

    fn dtype(&self) -> DType {
        DType::I64
    }

    fn cost(&self) -> f32 {
        0.3
    }
}
