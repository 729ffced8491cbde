//! Packing: a part of a sum of matrices, laid out as strips in the order in which the innermost kernel reads it.

use std::arch::x86_64::*;

use super::lane::Lane;
use super::term::Term;

/// The most terms of a sum.
const TERMS: usize = 2;

/// A part of a packed operand: `lanes` along the axis that strips share, `depth` along the summed one.
#[derive(Clone, Copy)]
pub struct Part {
    pub lane: usize,
    pub lanes: usize,
    pub from: usize,
    pub depth: usize,
}

/// What a term has in a part, by lanes and depth.
#[derive(Clone, Copy)]
struct Share<T> {
    ptr: *const T,
    lanes: usize,
    depth: usize,
    lane_step: isize,
    step: isize,
    sign: T,
}

impl<T: Lane> Share<T> {
    fn of(t: &Term<T>, part: Part) -> Share<T> {
        Share {
            ptr: t.ptr.wrapping_offset(part.lane as isize * t.down + part.from as isize * t.across),
            lanes: t.rows.saturating_sub(part.lane).min(part.lanes),
            depth: t.cols.saturating_sub(part.from).min(part.depth),
            lane_step: t.down,
            step: t.across,
            sign: t.sign,
        }
    }

    #[inline(always)]
    fn at(&self, lane: usize, k: usize) -> *const T {
        self.ptr.wrapping_offset(lane as isize * self.lane_step + k as isize * self.step)
    }
}

/// Writes strips of `W` lanes, one after another, each by depth, then by lane. Lanes are the terms' rows. The last strip
/// is filled up with zeros.
///
/// # Safety
/// The CPU has AVX2 and FMA, `from` has at most as many terms as a sum may have, all with the same steps, and `to` has
/// room for the strips.
#[inline(always)]
pub unsafe fn pack<T: Lane, const W: usize>(from: &[Term<T>], part: Part, to: *mut T) {
    let mut shares = [Share::of(&from[0], part); TERMS];
    shares.iter_mut().zip(from).for_each(|(s, t)| *s = Share::of(t, part));
    let shares = &shares[..from.len()];
    let depth = shares.iter().map(|s| s.depth).min().unwrap_or(0);
    let lanes = shares.iter().map(|s| s.lanes).min().unwrap_or(0) / W * W;
    // SAFETY: every term has that many lanes and that much depth, and the caller's.
    unsafe {
        let (lanes, depth) = if shares[0].lane_step == 1 {
            along_lanes::<T, W>(shares, lanes, depth, part.depth, to);
            (lanes, depth)
        } else if shares[0].step == 1 {
            along_depth::<T, W>(shares, lanes, depth / 4 * 4, part.depth, to);
            (lanes, depth / 4 * 4)
        } else {
            (0, 0)
        };
        for lane in (0..part.lanes).step_by(W) {
            let from = if lane < lanes { depth } else { 0 };
            rest::<T, W>(shares, lane, from, part.depth, to.add(lane * part.depth));
        }
    }
}

/// Where elements of neighbouring lanes lie next to each other.
#[inline(always)]
unsafe fn along_lanes<T: Lane, const W: usize>(
    shares: &[Share<T>],
    lanes: usize,
    depth: usize,
    strip: usize,
    to: *mut T,
) {
    for k in 0..depth {
        for lane in (0..lanes).step_by(W) {
            // SAFETY: the caller's.
            unsafe {
                let mut sums = [T::empty4(); 4];
                for s in shares {
                    let (p, sign) = (s.at(lane, k), T::splat4(&s.sign));
                    for g in (0..W).step_by(4) {
                        let v = if W - g >= 4 { T::load4(p.add(g)) } else { T::load2(p.add(g)) };
                        sums[g / 4] = T::fma4(sign, v, sums[g / 4]);
                    }
                }
                let out = to.add(lane * strip + k * W);
                for g in (0..W).step_by(4) {
                    if W - g >= 4 { T::store4(out.add(g), sums[g / 4]) } else { T::store2(out.add(g), sums[g / 4]) }
                }
            }
        }
    }
}

/// Where elements of a lane lie next to each other: four by four are turned. `depth` is a multiple of four.
#[inline(always)]
unsafe fn along_depth<T: Lane, const W: usize>(
    shares: &[Share<T>],
    lanes: usize,
    depth: usize,
    strip: usize,
    to: *mut T,
) {
    for lane in (0..lanes).step_by(W) {
        for k in (0..depth).step_by(4) {
            // SAFETY: the caller's; prefetching never faults.
            unsafe {
                if k % 8 == 0 {
                    for s in shares {
                        (0..W).for_each(|i| _mm_prefetch(s.at(lane + W + i, k).cast::<i8>(), _MM_HINT_T0));
                    }
                }
                for g in (0..W).step_by(4) {
                    let mut sums = [T::empty4(); 4];
                    for s in shares {
                        let sign = T::splat4(&s.sign);
                        for (i, sum) in sums.iter_mut().enumerate().take(W - g) {
                            *sum = T::fma4(sign, T::load4(s.at(lane + g + i, k)), *sum);
                        }
                    }
                    for (i, sum) in T::turn(sums).into_iter().enumerate() {
                        let out = to.add(lane * strip + (k + i) * W + g);
                        if W - g >= 4 { T::store4(out, sum) } else { T::store2(out, sum) }
                    }
                }
            }
        }
    }
}

/// A strip from a depth on, element by element.
#[inline(always)]
unsafe fn rest<T: Lane, const W: usize>(shares: &[Share<T>], lane: usize, from: usize, strip: usize, to: *mut T) {
    for k in from..strip {
        for i in 0..W {
            let mut sum = T::default();
            for s in shares {
                if lane + i < s.lanes && k < s.depth {
                    // SAFETY: the term has this lane and depth.
                    sum = sum + unsafe { s.sign * *s.at(lane + i, k) };
                }
            }
            // SAFETY: the caller's.
            unsafe { *to.add(k * W + i) = sum };
        }
    }
}
