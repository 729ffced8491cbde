//! Comparisons, extremes and logic.

use std::cmp::Ordering;
use std::sync::Arc;

use super::complex::{before, is_nan};
use super::kernel::Loop;
use super::loops::loops;
use super::types::TypeRule;
use super::{USUAL, Ufunc, drive};
use crate::array::{Lazy, build};
use crate::chunk::{DType, Element, Num, c64, c128};
use crate::diag::Result;
use crate::graph::{MapKernel, Operand, Target};
use crate::ops::Arg;

/// How a signed integer lies to an unsigned one.
#[inline(always)]
fn order(a: i64, b: u64) -> Ordering {
    if a < 0 { Ordering::Less } else { (a as u64).cmp(&b) }
}

/// A comparison's row: between numbers, by the order of 64-bit integers with and without a sign, between complex ones.
macro_rules! comparison {
    ($name:literal $doc:literal $examples:literal |$a:ident, $b:ident| $real:expr, $ordering:ident, $complex:expr) => {
        Ufunc {
            name: $name,
            doc: $doc,
            examples: $examples,
            loops: &[
                loops!(bool: (T, T) -> bool, |$a, $b| $real),
                loops!(int: (T, T) -> bool, |$a, $b| $real),
                &[
                    Loop {
                        ins: &[DType::I64, DType::U64],
                        out: DType::Bool,
                        run: |from, out| {
                            drive::binary::<i64, u64, bool>(from, out, |a, b| order(a, b).$ordering());
                            Ok(())
                        },
                    },
                    Loop {
                        ins: &[DType::U64, DType::I64],
                        out: DType::Bool,
                        run: |from, out| {
                            drive::binary::<u64, i64, bool>(from, out, |a, b| order(b, a).reverse().$ordering());
                            Ok(())
                        },
                    },
                ],
                loops!(float: (T, T) -> bool, |$a, $b| $real),
                loops!(complex: (T, T) -> bool, |$a, $b| $complex),
            ],
            types: TypeRule::Compare,
            ..USUAL
        }
    };
}

/// A row of extremes: when the first of two is taken, for integers, half floats, floats and complex numbers. Of two zeros
/// it is the second but for half floats, as NumPy has it.
macro_rules! extreme {
    ($name:literal $doc:literal $examples:literal |$a:ident, $b:ident| $bool:expr, $int:expr, $half:expr, $float:expr, $complex:expr) => {
        Ufunc {
            name: $name,
            doc: $doc,
            examples: $examples,
            loops: &[
                loops!(bool: (T, T) -> T, |$a, $b| $bool),
                loops!(int: (T, T) -> T, |$a, $b| if $int { $a } else { $b }),
                loops!(@each [half] (T, T) -> T, |$a, $b| if $half { $a } else { $b }),
                loops!(@each [f32 f64] (T, T) -> T, |$a, $b| if $float { $a } else { $b }),
                loops!(complex: (T, T) -> T, |$a, $b| if $complex { $a } else { $b }),
            ],
            ..USUAL
        }
    };
}

/// A row of logic over what counts as true: whatever is not zero.
macro_rules! logic {
    ($name:literal $doc:literal $examples:literal |$a:ident, $b:ident| $e:expr) => {
        Ufunc {
            name: $name,
            doc: $doc,
            examples: $examples,
            loops: &[
                loops!(bool: (T, T) -> bool, |$a, $b| $e),
                loops!(int: (T, T) -> bool, |x, y| { let ($a, $b) = (x != 0, y != 0); $e }),
                loops!(float: (T, T) -> bool, |x, y| { let ($a, $b) = (x != 0.0, y != 0.0); $e }),
                loops!(complex: (T, T) -> bool, |x, y| { let ($a, $b) = (x != T::default(), y != T::default()); $e }),
            ],
            ..USUAL
        }
    };
}

/// The rows of comparisons, extremes and logic.
pub const UFUNCS: &[Ufunc] = &[
    comparison!("equal" "Whether the operands are equal, element by element." "
>>> np.equal([0, 1, 3], np.arange(3))
array([ True,  True, False])
>>> np.equal(np.array([1, 2], dtype='uint8'), 300)
array([False, False])
" |a, b| a == b, is_eq, a == b),
    comparison!("not_equal" "Whether the operands differ, element by element." "
>>> np.not_equal([1., 2.], [1., 3.])
array([False,  True])
" |a, b| a != b, is_ne, a != b),
    comparison!("less" "Whether the first operand is less, element by element.

Complex elements are ordered by their real parts, then by their imaginary ones." "
>>> np.less([1, 2], [2, 2])
array([ True, False])
" |a, b| a < b, is_lt, before(a, b, false)),
    comparison!("less_equal" "Whether the first operand is less or equal, element by element." "
>>> np.less_equal([4, 2, 1], [2, 2, 2])
array([False,  True,  True])
" |a, b| a <= b, is_le, before(a, b, true)),
    comparison!("greater" "Whether the first operand is greater, element by element." "
>>> np.greater([4, 2], [2, 2])
array([ True, False])
" |a, b| a > b, is_gt, before(b, a, false)),
    comparison!("greater_equal" "Whether the first operand is greater or equal, element by element." "
>>> np.greater_equal([4, 2, 1], [2, 2, 2])
array([ True,  True, False])
" |a, b| a >= b, is_ge, before(b, a, true)),
    extreme!("maximum" "The greater operand, element by element; nan where either is nan." "
>>> np.maximum([2, 3, 4], [1, 5, 2])
array([2, 5, 4])
>>> np.maximum([np.nan, 0, np.nan], [0, np.nan, np.nan])
array([nan, nan, nan])
" |a, b| a | b, a >= b, (a >= b) | a.is_nan(), (a > b) | a.is_nan(), before(b, a, true) | is_nan(a)),
    extreme!("minimum" "The lesser operand, element by element; nan where either is nan." "
>>> np.minimum([2, 3, 4], [1, 5, 2])
array([1, 3, 2])
>>> np.minimum(-np.inf, 1)
-inf
" |a, b| a & b, a <= b, (a <= b) | a.is_nan(), (a < b) | a.is_nan(), before(a, b, true) | is_nan(a)),
    extreme!("fmax" "The greater operand, element by element; where one is nan, the other." "
>>> np.fmax([np.nan, 0, np.nan], [0, np.nan, np.nan])
array([ 0.,  0., nan])
" |a, b| a | b, a >= b, (a >= b) | b.is_nan(), (a > b) | b.is_nan(), before(b, a, true) | is_nan(b)),
    extreme!("fmin" "The lesser operand, element by element; where one is nan, the other." "
>>> np.fmin([np.nan, 0, np.nan], [0, np.nan, np.nan])
array([ 0.,  0., nan])
" |a, b| a & b, a <= b, (a <= b) | b.is_nan(), (a < b) | b.is_nan(), before(a, b, true) | is_nan(b)),
    logic!("logical_and" "Whether both operands are true; whatever is not zero is true." "
>>> np.logical_and([True, False], [False, False])
array([False, False])
>>> x = np.arange(5)
>>> np.logical_and(x > 1, x < 4)
array([False, False,  True,  True, False])
" |a, b| a & b),
    logic!("logical_or" "Whether either operand is true; whatever is not zero is true." "
>>> np.logical_or([True, False], [False, False])
array([ True, False])
" |a, b| a | b),
    logic!("logical_xor" "Whether just one of the operands is true; whatever is not zero is true." "
>>> np.logical_xor([True, True, False, False], [True, False, True, False])
array([False,  True,  True, False])
" |a, b| a ^ b),
    Ufunc {
        name: "logical_not",
        doc: "Whether the element is zero or False.",
        examples: "
>>> np.logical_not([True, False, 0, 1])
array([False,  True,  True, False])
",
        loops: &[
            loops!(bool: (T) -> bool, |a| !a),
            loops!(int: (T) -> bool, |a| a == 0),
            loops!(float: (T) -> bool, |a| a == 0.0),
            loops!(complex: (T) -> bool, |a| a == T::default()),
        ],
        ..USUAL
    },
];

/// The answer of a comparison with a Python integer that the other operand's dtype cannot hold: the same everywhere.
pub fn beyond(name: &str, args: &[Arg], dtypes: &[DType]) -> Result<Option<Lazy>> {
    let (array, number, right) = match args {
        [Arg::Strong(a), Arg::Weak(n)] => (a, *n, true),
        [Arg::Weak(n), Arg::Strong(a)] => (a, *n, false),
        _ => return Ok(None),
    };
    let (Num::Int(value), false) = (number, number.fits(dtypes[usize::from(right)])) else { return Ok(None) };
    let order = if (value > 0) == right { Ordering::Less } else { Ordering::Greater };
    let answer = match name {
        "equal" => false,
        "not_equal" => true,
        "less" | "less_equal" => order.is_lt(),
        _ => order.is_gt(),
    };
    build::map(name, Arc::new(Same(answer)), DType::Bool, std::slice::from_ref(array)).map(Some)
}

/// One answer for every element.
#[derive(Debug)]
struct Same(bool);

impl MapKernel for Same {
    fn run(&self, _: &[Operand], mut out: Target) -> Result<()> {
        out.slice::<bool>().fill(self.0);
        Ok(())
    }

    fn cost(&self) -> f32 {
        0.1
    }
}
