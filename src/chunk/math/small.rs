//! Half-precision elements, computed in single precision.

use super::{Math, RealMath};
use half::f16;
use half::slice::HalfFloatSliceExt;

const BLOCK: usize = 256;

fn unary(f: fn(&[f32], &mut [f32]), x: &[f16], out: &mut [f16]) {
    let (mut a, mut r) = ([0.0; BLOCK], [0.0; BLOCK]);
    for (x, out) in x.chunks(BLOCK).zip(out.chunks_mut(BLOCK)) {
        let n = x.len().min(out.len());
        x[..n].convert_to_f32_slice(&mut a[..n]);
        f(&a[..n], &mut r[..n]);
        out[..n].convert_from_f32_slice(&r[..n]);
    }
}

fn binary(f: fn(&[f32], &[f32], &mut [f32]), x: &[f16], y: &[f16], out: &mut [f16]) {
    let (mut a, mut b, mut r) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
    for ((x, y), out) in x.chunks(BLOCK).zip(y.chunks(BLOCK)).zip(out.chunks_mut(BLOCK)) {
        let n = x.len().min(y.len()).min(out.len());
        x[..n].convert_to_f32_slice(&mut a[..n]);
        y[..n].convert_to_f32_slice(&mut b[..n]);
        f(&a[..n], &b[..n], &mut r[..n]);
        out[..n].convert_from_f32_slice(&r[..n]);
    }
}

macro_rules! through_f32 {
    ($of:ident: $($unary:ident)*; $($binary:ident)*) => {
        $(fn $unary(x: &[f16], out: &mut [f16]) {
            unary(<f32 as $of>::$unary, x, out);
        })*
        $(fn $binary(a: &[f16], b: &[f16], out: &mut [f16]) {
            binary(<f32 as $of>::$binary, a, b, out);
        })*
    };
}

impl Math for f16 {
    through_f32! {
        Math:
        exp exp2 expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh; pow
    }

    fn pow_scalar(a: &[f16], b: f16, out: &mut [f16]) {
        let (mut x, mut r) = ([0.0; BLOCK], [0.0; BLOCK]);
        for (a, out) in a.chunks(BLOCK).zip(out.chunks_mut(BLOCK)) {
            let n = a.len().min(out.len());
            a[..n].convert_to_f32_slice(&mut x[..n]);
            <f32 as Math>::pow_scalar(&x[..n], b.to_f32(), &mut r[..n]);
            out[..n].convert_from_f32_slice(&r[..n]);
        }
    }
}

impl RealMath for f16 {
    through_f32! {
        RealMath:
        cbrt floor ceil trunc rint;
        atan2 hypot logaddexp logaddexp2 copysign fmod remainder floor_divide
    }

    fn nextafter(a: &[f16], b: &[f16], out: &mut [f16]) {
        for ((a, b), out) in a.iter().zip(b).zip(out) {
            *out = next_after(*a, *b);
        }
    }
}

fn next_after(a: f16, b: f16) -> f16 {
    if a.is_nan() || b.is_nan() {
        return f16::NAN;
    }
    if a == b {
        return a;
    }
    if a.to_bits() & 0x7fff == 0 {
        return f16::from_bits(1 | (b.to_bits() & 0x8000));
    }
    let away = (a < b) == (a.to_bits() & 0x8000 == 0);
    f16::from_bits(if away { a.to_bits() + 1 } else { a.to_bits() - 1 })
}
