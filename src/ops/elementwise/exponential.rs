//! Exponentials and logarithms.

use super::kernel::{Loop, Watch};
use super::loops::loops;
use super::{USUAL, Ufunc, drive};
use crate::chunk::math::{Math, RealMath};
use crate::chunk::{Element, c64, c128, f16};

const EXP: Ufunc = Ufunc { watch: Watch::Overflow, cost: 1.5, ..USUAL };
const LOG: Ufunc = Ufunc { watch: Watch::Divide, cost: 1.8, ..USUAL };

/// The rows of exponentials and logarithms.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "exp",
        doc: "e to the power of each element.",
        examples: "
>>> np.exp([0, 1, 2])
array([1.        , 2.71828183, 7.3890561 ])
>>> np.exp(1j * np.pi)
(-1+1.2246467991473532e-16j)
",
        loops: &[loops!(run float: 1 Math::exp), loops!(run complex: 1 Math::exp)],
        ..EXP
    },
    Ufunc {
        name: "exp2",
        doc: "2 to the power of each element.",
        examples: "
>>> np.exp2([2, 3])
array([4., 8.])
",
        loops: &[loops!(run float: 1 Math::exp2), loops!(run complex: 1 Math::exp2)],
        ..EXP
    },
    Ufunc {
        name: "expm1",
        doc: "`exp(x) - 1`, exact for small elements too.",
        examples: "
>>> np.expm1(1e-10)
1.00000000005e-10
>>> np.expm1([0, 1])
array([0.        , 1.71828183])
",
        loops: &[loops!(run float: 1 Math::expm1), loops!(run complex: 1 Math::expm1)],
        ..EXP
    },
    Ufunc {
        name: "log",
        doc: "Natural logarithm.\n\nIt is nan for negative reals and -inf for 0, with a warning; complex elements have one everywhere.",
        examples: "
>>> np.log([1, np.e, np.e**2])
array([0., 1., 2.])
>>> np.log(-1 + 0j)
3.141592653589793j
",
        loops: &[loops!(run float: 1 Math::log), loops!(run complex: 1 Math::log)],
        ..LOG
    },
    Ufunc {
        name: "log2",
        doc: "Logarithm to base 2.",
        examples: "
>>> np.log2([1, 2, 2**4])
array([0., 1., 4.])
",
        loops: &[loops!(run float: 1 Math::log2), loops!(run complex: 1 Math::log2)],
        ..LOG
    },
    Ufunc {
        name: "log10",
        doc: "Logarithm to base 10.",
        examples: "
>>> np.log10([1e-15, 100])
array([-15.,   2.])
",
        loops: &[loops!(run float: 1 Math::log10), loops!(run complex: 1 Math::log10)],
        ..LOG
    },
    Ufunc {
        name: "log1p",
        doc: "`log(1 + x)`, exact for small elements too.",
        examples: "
>>> np.log1p(1e-99)
1e-99
>>> np.log1p([0, 1])
array([0.        , 0.69314718])
",
        loops: &[loops!(run float: 1 Math::log1p), loops!(run complex: 1 Math::log1p)],
        ..LOG
    },
    Ufunc {
        name: "logaddexp",
        doc: "`log(exp(x1) + exp(x2))` without overflow on the way.",
        examples: "
>>> np.logaddexp(1000, 1000)
1000.6931471805599
>>> np.logaddexp([0., -np.inf], 0)
array([0.69314718, 0.        ])
",
        loops: &[loops!(run float: 2 RealMath::logaddexp)],
        cost: 4.0,
        ..USUAL
    },
    Ufunc {
        name: "logaddexp2",
        doc: "`log2(2**x1 + 2**x2)` without overflow on the way.",
        examples: "
>>> np.logaddexp2(10, 10)
11.0
>>> np.logaddexp2([0., 1.], 0)
array([1.       , 1.5849625])
",
        loops: &[loops!(run float: 2 RealMath::logaddexp2)],
        cost: 4.0,
        ..USUAL
    },
];
