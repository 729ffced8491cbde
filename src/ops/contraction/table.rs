//! The rows of products.

use super::{einsum, gufunc, rules};
use crate::ops::{BOTH, EVERYWHERE, Family, Op, Place};

const PRODUCT: Op = Op::of(Family::Contraction, BOTH);
const LINALG: &[Place] = &[Place::Linalg];

/// The rows of products.
pub static TABLE: &[Op] = &[
    Op {
        name: "dot",
        places: EVERYWHERE,
        params: "a, b, out=None",
        doc: "The product of two arrays: of vectors the inner product, of matrices the matrix product.\n\n\
              In general the sum over the last axis of `a` and the last but one of `b` (its only one, if `b` is a vector). \
              With a number it multiplies. Of large float matrices see `matmul`.",
        examples: "
>>> np.dot([1, 2, 3], [4, 5, 6])
32
>>> np.dot([[1, 0], [0, 1]], [[4, 1], [2, 2]])
array([[4, 1],
       [2, 2]])
>>> a = np.arange(3*4*5*6).reshape((3,4,5,6))
>>> b = np.arange(3*4*5*6)[::-1].reshape((5,4,6,3))
>>> np.dot(a, b)[2,3,2,1,2,2]
499128
>>> da.dot(da.ones((4, 4), chunks=2), da.ones(4, chunks=2)).compute()
array([4., 4., 4., 4.])
",
        build: rules::dot,
        ..PRODUCT
    },
    Op {
        name: "matmul",
        params: MATMUL,
        doc: "The matrix product, `x1 @ x2`.\n\n\
              Arrays of more than two axes are stacks of matrices, which broadcast against each other. A vector on the \
              left is a row, on the right a column, and its axis of length 1 goes away again. Numbers are refused: use `*`.",
        examples: "
>>> a = np.array([[1, 0],
...               [0, 1]])
>>> b = np.array([[4, 1],
...               [2, 2]])
>>> np.matmul(a, b)
array([[4, 1],
       [2, 2]])
>>> np.matmul(a, np.array([1, 2]))
array([1, 2])
>>> a = np.arange(2 * 2 * 4).reshape((2, 2, 4))
>>> b = np.arange(2 * 2 * 4).reshape((2, 4, 2))
>>> np.matmul(a,b).shape
(2, 2, 2)
>>> np.matmul(a, b)[0, 1, 1]
98
",
        build: gufunc::matmul,
        ..PRODUCT
    },
    Op {
        name: "tensordot",
        params: "a, b, axes=2",
        doc: "The sum of products over several axes of two arrays.\n\n\
              `axes` says how many axes at the end of `a` are summed with as many at the start of `b`, or names them: \
              `axes=([1, 0], [0, 1])`.",
        examples: TENSORDOT,
        build: rules::tensordot,
        ..PRODUCT
    },
    Op {
        name: "vdot",
        params: "a, b, /",
        doc: "The inner product of two arrays taken as flat vectors, the first one conjugated.",
        examples: "
>>> a = np.array([1+2j,3+4j])
>>> b = np.array([5+6j,7+8j])
>>> np.vdot(a, b)
(70-8j)
>>> np.vdot(b, a)
(70+8j)
>>> np.vdot(np.array([[1, 4], [5, 6]]), np.array([[4, 1], [2, 2]]))
30
",
        build: rules::vdot,
        ..PRODUCT
    },
    Op {
        name: "inner",
        params: "a, b, /",
        doc: "The sum of products over the last axes of both arrays.",
        examples: "
>>> np.inner([1,2,3], [0,1,0])
2
>>> a = np.arange(24).reshape((2,3,4))
>>> np.inner(a, np.arange(4))
array([[ 14,  38,  62],
       [ 86, 110, 134]])
>>> np.inner(np.eye(2), 7)
array([[7., 0.],
       [0., 7.]])
",
        build: rules::inner,
        ..PRODUCT
    },
    Op {
        name: "outer",
        params: "a, b, out=None",
        doc: "Every element of the first array times every element of the second, both taken as flat vectors.",
        examples: "
>>> np.outer([1, 2, 3], [4, 5])
array([[ 4,  5],
       [ 8, 10],
       [12, 15]])
>>> da.outer(da.arange(4, chunks=2), da.ones(2)).compute()
array([[0., 0.],
       [1., 1.],
       [2., 2.],
       [3., 3.]])
",
        build: rules::outer,
        ..PRODUCT
    },
    Op {
        name: "vecdot",
        params: VECDOT,
        doc: "The inner products of vectors along an axis, the first ones conjugated.",
        examples: "
>>> v = np.array([[0., 5., 0.], [0., 0., 10.], [0., 6., 8.]])
>>> n = np.array([0., 0.6, 0.8])
>>> np.vecdot(v, n)
array([ 3.,  8., 10.])
",
        build: gufunc::vecdot,
        ..PRODUCT
    },
    Op {
        name: "vecdot",
        places: LINALG,
        params: "x1, x2, /, *, axis=-1",
        doc: "The inner products of vectors along an axis, the first ones conjugated: as `np.vecdot`.",
        examples: "
>>> np.linalg.vecdot([[1, 2], [3, 4]], [1, 1])
array([3, 7])
",
        build: gufunc::vecdot,
        ..PRODUCT
    },
    Op {
        name: "matvec",
        params: MATMUL,
        doc: "The products of matrices (the last two axes of `x1`) with vectors (the last axis of `x2`).",
        examples: "
>>> np.matvec(np.array([[0, 1], [2, 3]]), np.array([[1, 0], [1, 1]]))
array([[0, 2],
       [1, 5]])
",
        build: gufunc::matvec,
        ..PRODUCT
    },
    Op {
        name: "vecmat",
        params: MATMUL,
        doc: "The products of vectors (the last axis of `x1`, conjugated) with matrices (the last two axes of `x2`).",
        examples: "
>>> v = np.array([0., 4., 2.])
>>> a = np.array([[1., 2., 3.], [4., 5., 6.], [7., 8., 9.]])
>>> np.vecmat(v, a)
array([30., 36., 42.])
",
        build: gufunc::vecmat,
        ..PRODUCT
    },
    Op {
        name: "kron",
        params: "a, b",
        doc: "The Kronecker product: each element of `a` times all of `b`, in blocks.",
        examples: "
>>> np.kron([1,10,100], [5,6,7])
array([  5,   6,   7,  50,  60,  70, 500, 600, 700])
>>> np.kron(np.eye(2), np.ones((2,2)))
array([[1., 1., 0., 0.],
       [1., 1., 0., 0.],
       [0., 0., 1., 1.],
       [0., 0., 1., 1.]])
",
        build: rules::kron,
        ..PRODUCT
    },
    Op {
        name: "cross",
        params: "a, b, axisa=-1, axisb=-1, axisc=-1, axis=None",
        doc: "The cross products of vectors of two or three components.\n\n\
              `axisa`, `axisb` and `axisc` are where the components lie in `a`, `b` and the result; `axis` is all three.",
        examples: "
>>> np.cross([1, 2, 3], [4, 5, 6])
array([-3,  6, -3])
>>> x = np.array([[1,2,3], [4,5,6]])
>>> y = np.array([[4,5,6], [1,2,3]])
>>> np.cross(x, y, axisc=0)
array([[-3,  3],
       [ 6, -6],
       [-3,  3]])
",
        build: rules::cross,
        ..PRODUCT
    },
    Op {
        name: "trace",
        places: EVERYWHERE,
        params: "a, offset=0, axis1=0, axis2=1, dtype=None, out=None",
        doc: "The sum along a diagonal, over two axes.",
        examples: "
>>> np.trace(np.eye(3))
3.0
>>> a = np.arange(8).reshape((2,2,2))
>>> np.trace(a)
array([6, 8])
>>> a.trace(offset=1)
array([2, 3])
",
        build: rules::trace,
        ..PRODUCT
    },
    Op {
        name: "einsum",
        params: "*operands, out=None, optimize='greedy', dtype=None, order='K', casting='safe', split_every=None",
        doc: "Sums of products by Einstein's notation: `'ij,jk->ik'` is a matrix product.\n\n\
              Each operand's axes have letters; axes with one letter are taken together, and letters that the output does \
              not name are summed. Without `->` the output has the letters that occur once, in the alphabet's order. \
              `...` stands for axes that broadcast. Products of several operands are made in pairs, the cheapest first, \
              unless `optimize=` names another order ('optimal', or what `einsum_path` answers with). Where nothing is \
              summed or multiplied, the answer is a view of the operand.",
        examples: EINSUM,
        build: einsum::einsum,
        ..PRODUCT
    },
    Op {
        name: "einsum_path",
        params: "*operands, optimize='greedy', einsum_call=False",
        doc: "The order in which `einsum` takes its operands together, and a table of what that costs.\n\n\
              The order can be given to `einsum` as `optimize=`. Each step takes the operands at its places away and puts \
              the result last. `optimize` is 'greedy' (the best pair at each step), 'optimal' (the best of all orders), \
              False, or either with the most elements that what lies between may have.",
        examples: "
>>> a, b, c = np.ones((2, 2)), np.ones((2, 5)), np.ones((5, 2))
>>> path, table = np.einsum_path('ij,jk,kl->il', a, b, c)
>>> path
['einsum_path', (1, 2), (0, 1)]
>>> print(table)
  Complete contraction:  ij,jk,kl->il
         Naive scaling:  4
     Optimized scaling:  3
      Naive FLOP count:  1.200e+02
  Optimized FLOP count:  5.700e+01
   Theoretical speedup:  2.105
  Largest intermediate:  4.000e+00 elements
--------------------------------------------------------------------------
scaling                  current                                remaining
--------------------------------------------------------------------------
   3                   kl,jk->jl                                ij,jl->il
   3                   jl,ij->il                                   il->il
",
        build: einsum::einsum_path,
        ..PRODUCT
    },
    Op {
        name: "matmul",
        places: LINALG,
        params: "x1, x2, /",
        doc: "The matrix product, `x1 @ x2`: as `np.matmul`.",
        examples: "
>>> np.linalg.matmul([[1, 0], [0, 1]], [[4, 1], [2, 2]])
array([[4, 1],
       [2, 2]])
",
        build: gufunc::matmul,
        ..PRODUCT
    },
    Op {
        name: "tensordot",
        places: LINALG,
        params: "x1, x2, /, *, axes=2",
        doc: "The sum of products over several axes of two arrays: as `np.tensordot`.",
        examples: "
>>> np.linalg.tensordot([[1, 2], [3, 4]], [[1, 0], [0, 1]], axes=1)
array([[1, 2],
       [3, 4]])
",
        build: rules::tensordot,
        ..PRODUCT
    },
    Op {
        name: "outer",
        places: LINALG,
        params: "x1, x2, /",
        doc: "Every element of one vector times every element of another.",
        examples: "
>>> np.linalg.outer([1, 2], [3, 4, 5])
array([[ 3,  4,  5],
       [ 6,  8, 10]])
",
        build: rules::outer_vectors,
        ..PRODUCT
    },
    Op {
        name: "cross",
        places: LINALG,
        params: "x1, x2, /, *, axis=-1",
        doc: "The cross products of vectors of three components.",
        examples: "
>>> np.linalg.cross([1, 2, 3], [4, 5, 6])
array([-3,  6, -3])
",
        build: rules::cross,
        ..PRODUCT
    },
    Op {
        name: "trace",
        places: LINALG,
        params: "x, /, *, offset=0, dtype=None",
        doc: "The sum along a diagonal of each matrix.",
        examples: "
>>> np.linalg.trace(np.eye(3))
3.0
>>> np.linalg.trace(np.arange(8).reshape((2, 2, 2)))
array([ 3, 11])
",
        build: rules::trace,
        ..PRODUCT
    },
    Op {
        name: "multi_dot",
        places: LINALG,
        params: "arrays, *, out=None",
        doc: "The matrix product of several arrays, in the order that takes the fewest multiplications.\n\n\
              The first and the last may be vectors.",
        examples: "
>>> a, b, c = np.ones((2, 3)), np.ones((3, 4)), np.ones(4)
>>> np.linalg.multi_dot([a, b, c])
array([12., 12.])
",
        build: rules::multi_dot,
        ..PRODUCT
    },
];

const MATMUL: &str = "x1, x2, /, out=None, *, axes=None, axis=None, keepdims=False, casting='same_kind', order='K', dtype=None, subok=True, signature=None";
const VECDOT: &str = "x1, x2, /, out=None, *, axes=None, axis=-1, keepdims=False, casting='same_kind', order='K', dtype=None, subok=True, signature=None";

const TENSORDOT: &str = "
>>> a = np.arange(60.).reshape(3,4,5)
>>> b = np.arange(24.).reshape(4,3,2)
>>> np.tensordot(a,b, axes=([1,0],[0,1]))
array([[4400., 4730.],
       [4532., 4874.],
       [4664., 5018.],
       [4796., 5162.],
       [4928., 5306.]])
>>> np.tensordot([[1, 2], [3, 4]], [5, 6], axes=1)
array([17, 39])
";

const EINSUM: &str = "
>>> a = np.arange(25).reshape(5,5)
>>> b = np.arange(5)
>>> np.einsum('ii', a)
60
>>> np.einsum('ii->i', a)
array([ 0,  6, 12, 18, 24])
>>> np.einsum('ij,j', a, b)
array([ 30,  80, 130, 180, 230])
>>> np.einsum('ij->ji', np.arange(6).reshape(2,3))
array([[0, 3],
       [1, 4],
       [2, 5]])
>>> np.einsum('...j->...', a)
array([ 10,  35,  60,  85, 110])
>>> np.einsum('i,j', np.arange(2)+1, b)
array([[0, 1, 2, 3, 4],
       [0, 2, 4, 6, 8]])
";
