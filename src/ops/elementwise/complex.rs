//! Complex numbers: their arithmetic as NumPy has it, and the ufuncs that are about them.

use super::kernel::Loop;
use super::loops::loops;
use super::{USUAL, Ufunc, drive};
use crate::chunk::math::RealMath;
use crate::chunk::math::simd::vectorize;
use crate::chunk::{DType, Element, c64, c128};
use crate::diag::Result;
use crate::graph::{Lane, Operand, Target};
use num_complex::Complex;
use num_traits::Float;

/// A complex type and that of its parts.
pub trait Parts: Element {
    type Real: Element + RealMath + Float;
    fn parts(self) -> (Self::Real, Self::Real);
    /// The parts of a run, one behind the other.
    fn flat(values: &[Self]) -> &[Self::Real];
    fn flat_mut(values: &mut [Self]) -> &mut [Self::Real];
}

macro_rules! parts {
    ($($t:ident $r:ident)*) => {$(
        impl Parts for $t {
            type Real = $r;
            #[inline(always)]
            fn parts(self) -> ($r, $r) {
                (self.re, self.im)
            }
            #[inline(always)]
            fn flat(values: &[$t]) -> &[$r] {
                // SAFETY: a complex number is its two parts, one behind the other.
                unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), 2 * values.len()) }
            }
            #[inline(always)]
            fn flat_mut(values: &mut [$t]) -> &mut [$r] {
                // SAFETY: as above.
                unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), 2 * values.len()) }
            }
        }
    )*};
}
parts! { c64 f32 c128 f64 }

/// Parts that are multiplied at once.
const PARTS: usize = 8;

/// Products of runs by the plain formula, written so that the compiler sees vectors of parts.
pub fn products<C: Parts>(a: &[C], b: &[C], out: &mut [C]) {
    let (x, y, to) = (C::flat(a), C::flat(b), C::flat_mut(out));
    let (x, y, to) = (x.as_chunks::<PARTS>(), y.as_chunks::<PARTS>(), to.as_chunks_mut::<PARTS>());
    vectorize(
        #[inline(always)]
        || {
            for ((x, y), to) in x.0.iter().zip(y.0).zip(to.0.iter_mut()) {
                let real: [C::Real; PARTS] = std::array::from_fn(|k| x[k & !1] * y[k]);
                let imaginary: [C::Real; PARTS] = std::array::from_fn(|k| x[k | 1] * y[k ^ 1]);
                for k in 0..PARTS {
                    to[k] = if k % 2 == 0 { real[k] - imaginary[k] } else { real[k] + imaginary[k] };
                }
            }
        },
    );
    for ((x, y), to) in x.1.chunks(2).zip(y.1.chunks(2)).zip(to.1.chunks_mut(2)) {
        (to[0], to[1]) = (x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]);
    }
}

/// Quotient by Smith's method.
#[inline(always)]
pub fn divide<R: Float>(a: Complex<R>, b: Complex<R>) -> Complex<R> {
    let (x, y) = (b.re.abs(), b.im.abs());
    if x >= y {
        if x == R::zero() && y == R::zero() {
            return Complex::new(a.re / x, a.im / x);
        }
        let ratio = b.im / b.re;
        let scale = R::one() / (b.re + b.im * ratio);
        Complex::new((a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale)
    } else {
        let ratio = b.re / b.im;
        let scale = R::one() / (b.im + b.re * ratio);
        Complex::new((a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale)
    }
}

/// 1 / z by Smith's method.
#[inline(always)]
pub fn reciprocal<R: Float>(z: Complex<R>) -> Complex<R> {
    if z.im.abs() <= z.re.abs() {
        let ratio = z.im / z.re;
        let size = z.re + z.im * ratio;
        Complex::new(R::one() / size, -ratio / size)
    } else {
        let ratio = z.re / z.im;
        let size = z.re * ratio + z.im;
        Complex::new(ratio / size, -R::one() / size)
    }
}

/// z / |z|, with limits where that has none.
pub fn sign<R: Float>(z: Complex<R>) -> Complex<R> {
    let side = |v: R| if v > R::zero() { R::one() } else { -R::one() };
    let size = z.re.hypot(z.im);
    if size.is_infinite() {
        return match (z.re.is_infinite(), z.im.is_infinite()) {
            (true, true) => Complex::new(R::nan(), R::nan()),
            (true, false) => Complex::new(side(z.re), R::zero()),
            (false, true) => Complex::new(R::zero(), side(z.im)),
            (false, false) => Complex::new(z.re / size, z.im / size),
        };
    }
    if size.is_zero() { Complex::new(R::zero(), R::zero()) } else { Complex::new(z.re / size, z.im / size) }
}

/// Whether `a` comes before `b`: by the real part, then by the imaginary one; `or_same` where neither does.
#[inline(always)]
pub fn before<R: Float>(a: Complex<R>, b: Complex<R>, or_same: bool) -> bool {
    let ordered = !(a.im.is_nan() | b.im.is_nan());
    (a.re < b.re && ordered) || (a.re == b.re && (a.im < b.im || (or_same && a.im == b.im)))
}

#[inline(always)]
pub fn is_nan<R: Float>(z: Complex<R>) -> bool {
    z.re.is_nan() | z.im.is_nan()
}

/// Elements whose lengths are found at once.
const BLOCK: usize = 256;

/// Lengths: roots of sums of squares, and `hypot` of the parts where squares would lose something.
fn lengths<C: Parts>(from: &[Operand], out: &mut Target) -> Result<()> {
    let out = out.slice::<C::Real>();
    match from[0].lane::<C>() {
        Lane::Many(z) => z.chunks(BLOCK).zip(out.chunks_mut(BLOCK)).for_each(|(z, out)| block_lengths(z, out)),
        Lane::One(z) => {
            let mut one = [C::Real::default()];
            block_lengths(&[z], &mut one);
            out.fill(one[0]);
        }
    }
    Ok(())
}

fn block_lengths<C: Parts>(z: &[C], out: &mut [C::Real]) {
    let zero = C::Real::default();
    let least = C::Real::min_positive_value() / (C::Real::epsilon() * C::Real::epsilon());
    let most = C::Real::max_value();
    let fine = |z: C, sum: C::Real| (sum > least) & (sum < most) | (z.parts() == (zero, zero));
    let square = |z: C| z.parts().0 * z.parts().0 + z.parts().1 * z.parts().1;
    let all_fine = vectorize(
        #[inline(always)]
        || {
            let mut all = true;
            for (out, &z) in out.iter_mut().zip(z) {
                let sum = square(z);
                all &= fine(z, sum);
                *out = sum.sqrt();
            }
            all
        },
    );
    if !all_fine {
        for (out, &z) in out.iter_mut().zip(z).filter(|(_, z)| !fine(**z, square(**z))) {
            *out = Float::hypot(z.parts().0, z.parts().1);
        }
    }
}

/// The loops of `absolute` over complex elements.
pub const ABSOLUTE: &[Loop] = &[
    Loop { ins: &[DType::C64], out: DType::F32, run: lengths::<c64> },
    Loop { ins: &[DType::C128], out: DType::F64, run: lengths::<c128> },
];

/// The rows that are about complex numbers.
pub const UFUNCS: &[Ufunc] = &[Ufunc {
    name: "conjugate",
    aliases: &["conj"],
    doc: "Complex conjugate: the imaginary part with the opposite sign. Real elements are their own.",
    examples: "
>>> np.conjugate(1+2j)
(1-2j)
>>> np.conj([1 + 2j, 3])
array([1.-2.j, 3.-0.j])
",
    loops: &[loops!(int: (T) -> T, |a| a), loops!(float: (T) -> T, |a| a), loops!(complex: (T) -> T, |a| a.conj())],
    ..USUAL
}];
