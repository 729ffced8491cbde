//! Logarithms of sums of exponentials, after NumPy's `npy_logaddexp`.

use super::exp::{Exp, Exp2};
use super::log::Log1p;
use super::step::run;
use super::tabled::Table;
use std::f64::consts::{LN_2, LOG2_E};

const BLOCK: usize = 256;

/// log(exp(a) + exp(b))
pub(super) fn logaddexp(a: &[f64], b: &[f64], out: &mut [f64]) {
    add(a, b, out, |x, out| run::<f64, Table<Exp, 2>>(x, x, out), 1.0, LN_2);
}

/// log2(2^a + 2^b)
pub(super) fn logaddexp2(a: &[f64], b: &[f64], out: &mut [f64]) {
    add(a, b, out, |x, out| run::<f64, Table<Exp2, 2>>(x, x, out), LOG2_E, 1.0);
}

fn add(a: &[f64], b: &[f64], out: &mut [f64], power: fn(&[f64], &mut [f64]), per_log: f64, of_two: f64) {
    let (mut below, mut powers, mut logs) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
    for ((a, b), out) in a.chunks(BLOCK).zip(b.chunks(BLOCK)).zip(out.chunks_mut(BLOCK)) {
        let n = a.len().min(b.len()).min(out.len());
        for ((a, b), below) in a.iter().zip(b).zip(&mut below) {
            *below = -(a - b).abs();
        }
        power(&below[..n], &mut powers);
        run::<f64, Table<Log1p, 2>>(&powers[..n], &powers[..n], &mut logs);
        for (((a, b), log), out) in a.iter().zip(b).zip(&logs).zip(out) {
            let sum = if a > b { a } else { b } + per_log * log;
            let sum = if (a - b).is_nan() { a - b } else { sum };
            *out = if a == b { a + of_two } else { sum };
        }
    }
}
