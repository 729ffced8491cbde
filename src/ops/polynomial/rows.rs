//! The rows of the polynomials.

use super::{fit, terms};
use crate::ops::{Family, Op, Place};

const POLY: Op = Op::of(Family::Custom, &[Place::Np]);

/// The rows of what is done with polynomials.
pub static POLYNOMIALS: &[Op] = &[
    Op {
        name: "polyval",
        params: "p, x",
        doc: "The value of a polynomial at each element of `x`; a lazy `x` stays lazy.",
        examples: "
>>> np.polyval([3, 0, 1], 5)
76
>>> np.polyval([3, 0, 1], np.arange(3))
array([ 1,  4, 13])
",
        build: terms::value,
        ..POLY
    },
    Op {
        name: "polyadd",
        params: "a1, a2",
        doc: "The sum of two polynomials.",
        examples: "
>>> np.polyadd([1, 2], [9, 5, 4])
array([9, 6, 6])
",
        build: |args| terms::sum(args, "add"),
        ..POLY
    },
    Op {
        name: "polysub",
        params: "a1, a2",
        doc: "The difference of two polynomials.",
        examples: "
>>> np.polysub([2, 10, -2], [3, 10, -4])
array([-1,  0,  2])
",
        build: |args| terms::sum(args, "subtract"),
        ..POLY
    },
    Op {
        name: "polymul",
        params: "a1, a2",
        doc: "The product of two polynomials.",
        examples: "
>>> np.polymul([1, 2, 3], [9, 5, 1])
array([ 9, 23, 38, 17,  3])
",
        build: terms::product,
        ..POLY
    },
    Op {
        name: "polydiv",
        params: "u, v",
        doc: "The quotient and the remainder of two polynomials.",
        examples: "
>>> np.polydiv([3.0, 5.0, 2.0], [2.0, 1.0])
(array([1.5 , 1.75]), array([0.25]))
",
        build: terms::quotient,
        ..POLY
    },
    Op {
        name: "polyder",
        params: "p, m=1",
        doc: "The derivative of a polynomial, `m` times over.",
        examples: "
>>> np.polyder([1, 1, 1, 1])
array([3, 2, 1])
>>> np.polyder([1, 1, 1, 1], 2)
array([6, 2])
",
        build: terms::derivative,
        ..POLY
    },
    Op {
        name: "polyint",
        params: "p, m=1, k=None",
        doc: "The integral of a polynomial, `m` times over; `k` gives the constants.",
        examples: "
>>> np.polyint([1, 1, 1])
array([0.33333333, 0.5       , 1.        , 0.        ])
>>> np.polyint([1, 1, 1], k=3)
array([0.33333333, 0.5       , 1.        , 3.        ])
",
        build: terms::integral,
        ..POLY
    },
    Op {
        name: "poly",
        params: "seq_of_zeros",
        doc: "The polynomial that has these roots, or, of a square matrix, its characteristic one.",
        examples: "
>>> np.poly((0, 0, 0))
array([1., 0., 0., 0.])
>>> np.poly([-1/2, 0, 1/2])
array([ 1.  ,  0.  , -0.25,  0.  ])
",
        build: terms::from_roots,
        ..POLY
    },
    Op {
        name: "roots",
        params: "p",
        doc: "The roots of a polynomial, as the eigenvalues of its companion matrix.",
        examples: "
>>> np.sort(np.roots([1, -3, 2])).round(8)
array([1., 2.])
",
        build: terms::roots,
        ..POLY
    },
    Op {
        name: "polyfit",
        params: "x, y, deg, rcond=None, full=False, w=None, cov=False",
        doc: "The polynomial of degree `deg` that fits points best, in the least squares.\n\nWith `full=True` the residuals, the rank, the singular values and `rcond` as well; with `cov=True` the covariance of the coefficients.",
        examples: "
>>> np.polyfit([0, 1, 2, 3], [1, 3, 5, 7], 1).round(6)
array([2., 1.])
",
        build: fit::polyfit,
        ..POLY
    },
];
