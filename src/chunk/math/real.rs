//! Real elements: which kernel does which function.

use super::addexp::{logaddexp, logaddexp2};
use super::atan::{Acos, Asin, Atan, Atan2};
use super::divide::{FloorDivide, Fmod, Remainder};
use super::double::Double;
use super::exp::{Cosh, Exp, Exp2, Expm1, Sinh, Tanh};
use super::log::{Acosh, Asinh, Atanh, Log, Log1p, Log2, Log10};
use super::pow::{Cbrt, Cube, Hypot, Pow};
use super::step::{Each, Kernel, Kernel2, Pairs, run};
use super::tabled::{Table, Tabled};
use super::trig::{Cos, Sin, Tan};
use super::{Math, RealMath, single};
use std::marker::PhantomData;

/// A kernel of doubles for single precision: one more rounding.
struct Wide<K>(PhantomData<K>);

impl<F: Kernel<f64>> Kernel<f32> for Wide<F> {
    #[inline(always)]
    fn eval(x: f32) -> f32 {
        F::eval(x.into()) as f32
    }
    #[inline(always)]
    fn hard(x: f32) -> bool {
        F::hard(x.into())
    }
    fn scalar(x: f32) -> f32 {
        F::scalar(x.into()) as f32
    }
}

impl<F: Kernel2<f64>> Kernel2<f32> for Wide<F> {
    #[inline(always)]
    fn eval(a: f32, b: f32) -> f32 {
        F::eval(a.into(), b.into()) as f32
    }
    #[inline(always)]
    fn hard(a: f32, b: f32) -> bool {
        F::hard(a.into(), b.into())
    }
    fn scalar(a: f32, b: f32) -> f32 {
        F::scalar(a.into(), b.into()) as f32
    }
}

impl<K: Tabled<f64, N>, const N: usize> Tabled<f32, N> for Wide<K> {
    const LOW: bool = K::LOW;
    #[inline(always)]
    fn prepare(x: f32) -> (Double, u64) {
        K::prepare(x.into())
    }
    #[inline(always)]
    fn row(key: u64) -> [f64; N] {
        K::row(key)
    }
    #[inline(always)]
    fn finish(x: f32, number: Double, key: u64, row: [f64; N]) -> f32 {
        K::finish(x.into(), number, key, row) as f32
    }
    #[inline(always)]
    fn hard(x: f32) -> bool {
        K::hard(x.into())
    }
    fn scalar(x: f32) -> f32 {
        K::scalar(x.into()) as f32
    }
}

/// A method of the element type itself, one instruction where vectors have it.
macro_rules! native {
    ($($name:ident: $method:ident,)*) => {
        $(
            struct $name;
            native!(@impl $name $method f32);
            native!(@impl $name $method f64);
        )*
    };
    (@impl $name:ident $method:ident $t:ident) => {
        impl Kernel<$t> for $name {
            #[inline(always)]
            fn eval(x: $t) -> $t {
                x.$method()
            }
            fn scalar(x: $t) -> $t {
                x.$method()
            }
        }
    };
}

native! {
    Sqrt: sqrt,
    Floor: floor,
    Ceil: ceil,
    Trunc: trunc,
    Rint: round_ties_even,
    Reciprocal: recip,
}

struct CopySign;

macro_rules! copysign {
    ($t:ident) => {
        impl Kernel2<$t> for CopySign {
            #[inline(always)]
            fn eval(a: $t, b: $t) -> $t {
                a.copysign(b)
            }
            fn scalar(a: $t, b: $t) -> $t {
                a.copysign(b)
            }
        }
    };
}
copysign!(f32);
copysign!(f64);

macro_rules! methods {
    ($t:ident: $($drive:ident { $($name:ident $f:ty),* $(,)? })*) => {
        $($(methods!(@$drive $t $name $f);)*)*
    };
    (@binary $t:ident $name:ident $f:ty) => {
        fn $name(a: &[$t], b: &[$t], out: &mut [$t]) {
            run::<$t, Pairs<$f>>(a, b, out);
        }
    };
    (@unary $t:ident $name:ident $f:ty) => {
        fn $name(x: &[$t], out: &mut [$t]) {
            run::<$t, Each<$f>>(x, x, out);
        }
    };
    (@split $t:ident $name:ident $f:ty) => {
        fn $name(x: &[$t], out: &mut [$t]) {
            run::<$t, Table<$f, 0>>(x, x, out);
        }
    };
    (@tabled $t:ident $name:ident $f:ty) => {
        fn $name(x: &[$t], out: &mut [$t]) {
            run::<$t, Table<$f, 2>>(x, x, out);
        }
    };
}

/// A function of two runs of singles by way of doubles.
fn through_f64(f: fn(&[f64], &[f64], &mut [f64]), a: &[f32], b: &[f32], out: &mut [f32]) {
    let (mut x, mut y, mut r) = ([0.0; REPEATED], [0.0; REPEATED], [0.0; REPEATED]);
    for ((a, b), out) in a.chunks(REPEATED).zip(b.chunks(REPEATED)).zip(out.chunks_mut(REPEATED)) {
        x.iter_mut().zip(a).for_each(|(x, a)| *x = (*a).into());
        y.iter_mut().zip(b).for_each(|(y, b)| *y = (*b).into());
        let n = a.len().min(b.len()).min(out.len());
        f(&x[..n], &y[..n], &mut r);
        out.iter_mut().zip(&r[..n]).for_each(|(out, r)| *out = *r as f32);
    }
}

/// Elements of the run that holds one exponent many times.
const REPEATED: usize = 512;

macro_rules! pow_scalar {
    ($t:ident, $cube:ty) => {
        fn pow_scalar(a: &[$t], b: $t, out: &mut [$t]) {
            let length = a.len().min(out.len());
            let (a, out) = (&a[..length], &mut out[..length]);
            if b == 2.0 {
                out.iter_mut().zip(a).for_each(|(out, a)| *out = a * a);
            } else if b == 1.0 {
                out.copy_from_slice(a);
            } else if b == 0.0 {
                out.fill(1.0);
            } else if b == -1.0 {
                run::<$t, Each<Reciprocal>>(a, a, out);
            } else if b == 0.5 {
                run::<$t, Each<Sqrt>>(a, a, out);
            } else if b == 3.0 {
                run::<$t, Each<$cube>>(a, a, out);
            } else {
                let exponents = [b; REPEATED];
                for (a, out) in a.chunks(REPEATED).zip(out.chunks_mut(REPEATED)) {
                    Self::pow(a, &exponents, out);
                }
            }
        }
    };
}

macro_rules! nextafter {
    ($t:ident, $f:path) => {
        fn nextafter(a: &[$t], b: &[$t], out: &mut [$t]) {
            for ((a, b), out) in a.iter().zip(b).zip(out) {
                *out = $f(*a, *b);
            }
        }
    };
}

impl Math for f64 {
    methods! {
        f64:
        split { sin Sin, cos Cos, tan Tan }
        tabled {
            exp Exp, exp2 Exp2, expm1 Expm1, log Log, log2 Log2, log10 Log10, log1p Log1p, sinh Sinh, cosh Cosh,
            tanh Tanh, asinh Asinh, acosh Acosh, atanh Atanh,
        }
        unary { sqrt Sqrt, asin Asin, acos Acos, atan Atan }
    }

    fn pow(a: &[f64], b: &[f64], out: &mut [f64]) {
        run::<f64, Pow>(a, b, out);
    }

    pow_scalar!(f64, Cube);
}

impl RealMath for f64 {
    methods! {
        f64:
        unary { floor Floor, ceil Ceil, trunc Trunc, rint Rint, cbrt Cbrt }
        binary {
            copysign CopySign, fmod Fmod, remainder Remainder, floor_divide FloorDivide, atan2 Atan2, hypot Hypot,
        }
    }

    fn logaddexp(a: &[f64], b: &[f64], out: &mut [f64]) {
        logaddexp(a, b, out);
    }

    fn logaddexp2(a: &[f64], b: &[f64], out: &mut [f64]) {
        logaddexp2(a, b, out);
    }

    nextafter!(f64, libm::nextafter);
}

impl Math for f32 {
    methods! {
        f32:
        split { tan Wide<Tan> }
        tabled {
            expm1 Wide<Expm1>, log1p Wide<Log1p>, sinh Wide<Sinh>, cosh Wide<Cosh>, asinh Wide<Asinh>, acosh
            Wide<Acosh>, atanh Wide<Atanh>,
        }
        unary {
            sqrt Sqrt, sin single::Sin, cos single::Cos, asin Wide<Asin>, acos Wide<Acos>, atan Wide<Atan>, exp
            single::Exp, exp2 single::Exp2, log single::Log, log2 single::Log2, log10 single::Log10, tanh
            single::Tanh,
        }
    }

    fn pow(a: &[f32], b: &[f32], out: &mut [f32]) {
        through_f64(<f64 as Math>::pow, a, b, out);
    }

    pow_scalar!(f32, Wide<Cube>);
}

impl RealMath for f32 {
    methods! {
        f32:
        unary { floor Floor, ceil Ceil, trunc Trunc, rint Rint, cbrt Wide<Cbrt> }
        binary {
            copysign CopySign, fmod Fmod, remainder Remainder, floor_divide FloorDivide, atan2 Wide<Atan2>, hypot
            Wide<Hypot>,
        }
    }

    fn logaddexp(a: &[f32], b: &[f32], out: &mut [f32]) {
        through_f64(logaddexp, a, b, out);
    }

    fn logaddexp2(a: &[f32], b: &[f32], out: &mut [f32]) {
        through_f64(logaddexp2, a, b, out);
    }

    nextafter!(f32, libm::nextafterf);
}
