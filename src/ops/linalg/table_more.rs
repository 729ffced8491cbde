//! The rows of norms, powers and other parts of matrices.

use super::{calls, equations, norms};
use crate::ops::{Family, Op, Place};

const LINALG: Op = Op::of(Family::Linalg, &[Place::Linalg]);

/// The rows of norms, powers and other parts of matrices.
pub static TABLE: &[Op] = &[
    Op {
        name: "norm",
        params: "x, ord=None, axis=None, keepdims=False",
        doc: "The norm of vectors or matrices.\n\n\
              Without `ord` the square root of the sum of squares. One `axis` means vectors along it, two mean matrices. \
              `ord` is a number, `np.inf` or `-np.inf`; for matrices 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'.",
        examples: "
>>> a = np.arange(9) - 4
>>> b = a.reshape((3, 3))
>>> np.linalg.norm(a)
7.745966692414834
>>> np.linalg.norm(b, np.inf)
9.0
>>> np.linalg.norm(b, 1)
7.0
>>> c = np.array([[ 1, 2, 3],
...               [-1, 1, 4]])
>>> np.linalg.norm(c, axis=0)
array([1.41421356, 2.23606798, 5.        ])
>>> np.linalg.norm(c, ord=1, axis=1)
array([6., 6.])
>>> da.linalg.norm(da.ones((4, 4), chunks=2), 'fro').compute()
4.0
",
        build: norms::norm,
        ..LINALG
    },
    Op {
        name: "matrix_norm",
        params: "x, /, *, keepdims=False, ord='fro'",
        doc: "The norms of the matrices in the last two axes: `ord` is 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'.",
        examples: "
>>> b = np.arange(9).reshape((3, 3)) - 4
>>> np.linalg.matrix_norm(b)
7.745966692414834
>>> np.linalg.matrix_norm(b, ord=-1)
6.0
",
        build: norms::matrix_norm,
        ..LINALG
    },
    Op {
        name: "vector_norm",
        params: "x, /, *, axis=None, keepdims=False, ord=2",
        doc: "The norms of vectors along the axes, all of them unless `axis` says so; `ord` is any number or infinity.",
        examples: "
>>> b = np.arange(9).reshape((3, 3)) - 4
>>> np.linalg.vector_norm(b)
7.745966692414834
>>> np.linalg.vector_norm(b, ord=np.inf)
4.0
>>> np.linalg.vector_norm(b, axis=1, ord=1)
array([9., 2., 9.])
",
        build: norms::vector_norm,
        ..LINALG
    },
    Op {
        name: "cond",
        params: "x, p=None",
        doc: "The condition number of a matrix: its norm times that of its inverse.\n\n\
              Without `p` the largest singular value over the least. It is infinite for a singular matrix.",
        examples: "
>>> a = np.array([[1., 0., -1.], [0., 1., 0.], [1., 0., 1.]])
>>> np.linalg.cond(a, np.inf)
2.0
>>> np.linalg.cond(a).round(10)
1.4142135624
",
        build: norms::cond,
        ..LINALG
    },
    Op {
        name: "matrix_rank",
        params: "A, tol=None, hermitian=False, *, rtol=None",
        doc: "The rank of a matrix: how many of its singular values are above `tol`.\n\n\
              Without `tol` above the largest one times `rtol`, which is the larger side times the type's epsilon.",
        examples: "
>>> np.linalg.matrix_rank(np.eye(4))
4
>>> I = np.eye(4); I[-1,-1] = 0.
>>> np.linalg.matrix_rank(I)
3
>>> np.linalg.matrix_rank(np.ones((4,)))
1
>>> np.linalg.matrix_rank(np.zeros((4,)))
0
",
        build: norms::matrix_rank,
        ..LINALG
    },
    Op {
        name: "matrix_power",
        params: "a, n",
        doc: "A square matrix to an integer power, by squaring; a negative one of the inverse.",
        examples: "
>>> i = np.array([[0, 1], [-1, 0]])
>>> np.linalg.matrix_power(i, 3)
array([[ 0, -1],
       [ 1,  0]])
>>> np.linalg.matrix_power(i, 0)
array([[1, 0],
       [0, 1]])
>>> np.linalg.matrix_power(np.array([[1, 1], [1, 0]]), 10)
array([[89, 55],
       [55, 34]])
",
        build: norms::matrix_power,
        ..LINALG
    },
    Op {
        name: "matrix_transpose",
        params: "x, /",
        doc: "The matrices in the last two axes turned around.",
        examples: "
>>> np.linalg.matrix_transpose([[1, 2], [3, 4]])
array([[1, 3],
       [2, 4]])
",
        build: calls::matrix_transpose,
        ..LINALG
    },
    Op {
        name: "diagonal",
        params: "x, /, *, offset=0",
        doc: "The diagonals of the matrices in the last two axes.",
        examples: "
>>> np.linalg.diagonal(np.arange(4).reshape(2,2))
array([0, 3])
>>> np.linalg.diagonal(np.arange(8).reshape(2,2,2))
array([[0, 3],
       [4, 7]])
",
        build: calls::diagonal,
        ..LINALG
    },
    Op {
        name: "tensorsolve",
        params: "a, b, axes=None",
        doc: "The `x` of `np.tensordot(a, x, x.ndim) == b`; `axes` are moved to the end of `a` first.",
        examples: "
>>> a = np.eye(2*3*4)
>>> a = a.reshape((2*3, 4, 2, 3, 4))
>>> x = np.linalg.tensorsolve(a, np.ones((2*3, 4)))
>>> x.shape
(2, 3, 4)
",
        build: equations::tensorsolve,
        ..LINALG
    },
    Op {
        name: "tensorinv",
        params: "a, ind=2",
        doc: "The inverse of an array taken as a matrix, whose rows are its first `ind` axes.",
        examples: "
>>> a = np.eye(4*6).reshape((4, 6, 8, 3))
>>> np.linalg.tensorinv(a, ind=2).shape
(8, 3, 4, 6)
",
        build: equations::tensorinv,
        ..LINALG
    },
];
