//! Addition, multiplication, division and their kin.

use super::complex as cx;
use super::kernel::{Loop, Watch};
use super::loops::loops;
use super::types::TypeRule;
use super::{USUAL, Ufunc, drive, integers};
use crate::chunk::math::{Math, RealMath};
use crate::chunk::{CastFrom, Element, c64, c128, f16};

const PLAIN: Ufunc = Ufunc { watch: Watch::Flags, ..USUAL };

/// The rows of arithmetic.
pub const UFUNCS: &[Ufunc] = &[
    Ufunc {
        name: "add",
        doc: "Sum, element by element.\n\nBooleans are combined by `or`. Integers wrap around past their range.",
        examples: "
>>> np.add(1.0, 4.0)
5.0
>>> np.add(np.arange(4).reshape(2, 2), [10, 20])
array([[10, 21],
       [12, 23]])
>>> (da.ones(4, chunks=2) + 1).compute()
array([2., 2., 2., 2.])
",
        loops: &[
            loops!(bool: (T, T) -> T, |a, b| a | b),
            loops!(int: (T, T) -> T, T::wrapping_add),
            loops!(float: (T, T) -> T, |a, b| a + b),
            loops!(complex: (T, T) -> T, |a, b| a + b),
        ],
        ..PLAIN
    },
    Ufunc {
        name: "subtract",
        doc: "Difference, element by element.\n\nIntegers wrap around past their range. Booleans have no difference; `^` says where they differ.",
        examples: "
>>> np.subtract(1.0, 4.0)
-3.0
>>> np.subtract([5, 7], [[1], [2]])
array([[4, 6],
       [3, 5]])
",
        loops: &[
            loops!(int: (T, T) -> T, T::wrapping_sub),
            loops!(float: (T, T) -> T, |a, b| a - b),
            loops!(complex: (T, T) -> T, |a, b| a - b),
        ],
        types: TypeRule::NoBool,
        ..PLAIN
    },
    Ufunc {
        name: "multiply",
        doc: "Product, element by element.\n\nBooleans are combined by `and`. Integers wrap around past their range.",
        examples: "
>>> np.multiply(2.0, 4.0)
8.0
>>> np.multiply(np.arange(3), 10)
array([ 0, 10, 20])
",
        loops: &[
            loops!(bool: (T, T) -> T, |a, b| a & b),
            loops!(int: (T, T) -> T, T::wrapping_mul),
            loops!(float: (T, T) -> T, |a, b| a * b),
            loops!(run complex: 2 cx::products),
        ],
        ..PLAIN
    },
    Ufunc {
        name: "divide",
        aliases: &["true_divide"],
        doc: "Quotient, element by element.\n\nIntegers are divided as float64. Division by zero gives inf or nan, with a warning.",
        examples: "
>>> np.divide(2.0, 4.0)
0.5
>>> np.divide([1, 2, 3], 2)
array([0.5, 1. , 1.5])
>>> np.divide([1.0, 0.0], 0)
array([inf, nan])
",
        loops: &[loops!(float: (T, T) -> T, |a, b| a / b), loops!(complex: (T, T) -> T, cx::divide)],
        types: TypeRule::Divide,
        cost: 0.5,
        ..PLAIN
    },
    Ufunc {
        name: "floor_divide",
        doc: "Largest integer that is not above the quotient: Python's `//`.\n\nIntegers divided by zero give 0, floats inf or nan, with a warning.",
        examples: "
>>> np.floor_divide(7, 3)
2
>>> np.floor_divide([1., 2., 3., 4.], 2.5)
array([0., 0., 1., 1.])
>>> np.floor_divide([7, -7], [-2, 2])
array([-4, -4])
",
        loops: integers::FLOOR_DIVIDE,
        cost: 2.0,
        watch: Watch::Divide,
        ..USUAL
    },
    Ufunc {
        name: "remainder",
        aliases: &["mod"],
        doc: "What `floor_divide` leaves: Python's `%`, with the sign of the divisor.",
        examples: "
>>> np.remainder([4, 7], [2, 3])
array([0, 1])
>>> np.remainder(np.arange(7), 5)
array([0, 1, 2, 3, 4, 0, 1])
>>> np.remainder([-7.5, 7.5], [2, -2])
array([ 0.5, -0.5])
",
        loops: integers::REMAINDER,
        cost: 2.0,
        watch: Watch::Divide,
        ..USUAL
    },
    Ufunc {
        name: "fmod",
        doc: "What is left of the division that cuts towards zero: C's `fmod`, with the sign of the dividend.",
        examples: "
>>> np.fmod([-3, -2, -1, 1, 2, 3], 2)
array([-1,  0, -1,  1,  0,  1])
>>> np.fmod([5, 3], [2, 2.])
array([1., 1.])
",
        loops: integers::FMOD,
        cost: 2.0,
        watch: Watch::Divide,
        ..USUAL
    },
    Ufunc {
        name: "divmod",
        doc: "Floor quotient and remainder at once, as a tuple.",
        examples: "
>>> np.divmod(np.arange(5), 3)
(array([0, 0, 0, 1, 1]), array([0, 1, 2, 0, 1]))
>>> np.divmod(-7.5, 2)
(-4.0, 0.5)
",
        loops: integers::FLOOR_DIVIDE,
        second: integers::REMAINDER,
        cost: 2.0,
        watch: Watch::Divide,
        ..USUAL
    },
    Ufunc {
        name: "negative",
        doc: "Each element with the opposite sign.",
        examples: "
>>> np.negative([1., -1.])
array([-1.,  1.])
>>> -np.array([1, 2], dtype='uint8')
array([255, 254], dtype=uint8)
",
        loops: &[
            loops!(int: (T) -> T, T::wrapping_neg),
            loops!(float: (T) -> T, |a| -a),
            loops!(complex: (T) -> T, |a| -a),
        ],
        types: TypeRule::NoBool,
        ..USUAL
    },
    Ufunc {
        name: "positive",
        doc: "Each element as it is.",
        examples: "
>>> np.positive([1, -1])
array([ 1, -1])
",
        loops: &[loops!(int: (T) -> T, |a| a), loops!(float: (T) -> T, |a| a), loops!(complex: (T) -> T, |a| a)],
        types: TypeRule::NoBool,
        ..USUAL
    },
    Ufunc {
        name: "absolute",
        aliases: &["abs"],
        doc: "Distance from zero.\n\nFor complex elements it is the length, of the real type. The least integer of a type stays as it is.",
        examples: "
>>> np.absolute([-1.2, 1.2])
array([1.2, 1.2])
>>> np.absolute(3 + 4j)
5.0
",
        loops: &[
            loops!(bool: (T) -> T, |a| a),
            loops!(int: (T) -> T, |a| integers::Integer::magnitude(a)),
            loops!(float: (T) -> T, T::abs),
            cx::ABSOLUTE,
        ],
        ..USUAL
    },
    Ufunc {
        name: "fabs",
        doc: "Distance from zero, always a float.",
        examples: "
>>> np.fabs(-1)
1.0
>>> np.fabs([-1.2, 1.2])
array([1.2, 1.2])
",
        loops: &[loops!(float: (T) -> T, T::abs)],
        ..USUAL
    },
    Ufunc {
        name: "sign",
        doc: "-1, 0 or 1: on which side of zero each element lies.\n\nFor a complex element it is `x / abs(x)`. The sign of nan is nan.",
        examples: "
>>> np.sign([-5., 4.5])
array([-1.,  1.])
>>> np.sign(0)
0
>>> np.sign([3 - 4j, 8j])
array([0.6-0.8j, 0. +1.j ])
",
        loops: &[
            loops!(int: (T) -> T, |a| integers::Integer::sign(a)),
            loops!(float: (T) -> T, |a| if a > 0.0 { 1.0 } else if a < 0.0 { -1.0 } else if a == 0.0 { 0.0 } else { a }),
            loops!(complex: (T) -> T, cx::sign),
        ],
        types: TypeRule::NoBool,
        ..USUAL
    },
    Ufunc {
        name: "reciprocal",
        doc: "1 / x, element by element, in the type of the element: for integers beyond 1 it is 0.",
        examples: "
>>> np.reciprocal(2.)
0.5
>>> np.reciprocal([1, 2., 3.33])
array([1.       , 0.5      , 0.3003003])
",
        loops: &[
            loops!(@each [i8 u8 i16 u16 i32 u32 i64] (T) -> T, |a| T::cast_from(1.0 / a as f64)),
            loops!(@each [u64] (T) -> T, |a| (1.0 / a as f64 == 1.0) as u64),
            loops!(float: (T) -> T, |a| 1.0 / a),
            loops!(complex: (T) -> T, cx::reciprocal),
        ],
        cost: 0.5,
        ..PLAIN
    },
    Ufunc {
        name: "square",
        doc: "x * x, element by element.",
        examples: "
>>> np.square([-1j, 1])
array([-1.+0.j,  1.+0.j])
>>> np.square([1, 2, 3])
array([1, 4, 9])
",
        loops: &[
            loops!(int: (T) -> T, |a| a.wrapping_mul(a)),
            loops!(float: (T) -> T, |a| a * a),
            loops!(run complex: 1 |a, out| cx::products(a, a, out)),
        ],
        ..PLAIN
    },
    Ufunc {
        name: "sqrt",
        doc: "Square root that is not negative.\n\nIt is nan for negative reals, with a warning; complex elements have a root everywhere.",
        examples: "
>>> np.sqrt([1, 4, 9])
array([1., 2., 3.])
>>> np.sqrt([4, -1, -3+4J])
array([2.+0.j, 0.+1.j, 1.+2.j])
>>> np.sqrt([4.0, np.inf])
array([ 2., inf])
",
        loops: &[loops!(run float: 1 Math::sqrt), loops!(run complex: 1 Math::sqrt)],
        watch: Watch::Divide,
        cost: 0.8,
        ..USUAL
    },
    Ufunc {
        name: "cbrt",
        doc: "Cube root, negative for negative elements.",
        examples: "
>>> np.cbrt([1, 8, 27])
array([1., 2., 3.])
>>> np.cbrt(-8.0)
-2.0
",
        loops: &[loops!(run float: 1 RealMath::cbrt)],
        cost: 2.0,
        ..USUAL
    },
    Ufunc {
        name: "hypot",
        doc: "Length of the hypotenuse: `sqrt(x1**2 + x2**2)` without needless overflow.",
        examples: "
>>> np.hypot(3 * np.ones((2, 2)), 4)
array([[5., 5.],
       [5., 5.]])
>>> np.hypot(1e200, 1e200)
1.414213562373095e+200
",
        loops: &[loops!(run float: 2 RealMath::hypot)],
        watch: Watch::Overflow,
        cost: 2.0,
        ..USUAL
    },
];
