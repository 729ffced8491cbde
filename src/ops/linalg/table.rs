//! The rows of decompositions, equations and what comes of them.

use super::{calls, equations, tall_calls};
use crate::ops::{Family, Op, Place};

const LINALG: Op = Op::of(Family::Linalg, &[Place::Linalg]);

/// Said of every method that needs the whole matrix.
macro_rules! whole {
    ($text:literal) => {
        concat!(
            $text,
            "\n\nThe last two axes are the matrix, those before them a stack of matrices. Integers become float64. Of a ",
            "lazy array the answer is lazy, with each matrix in one chunk."
        )
    };
}

/// Said of every method that goes by columns of blocks.
macro_rules! blocks {
    ($text:literal) => {
        concat!(
            $text,
            "\n\nThe last two axes are the matrix, those before them a stack of matrices. Integers become float64. A lazy ",
            "matrix in several chunks is worked on by columns of blocks, and the answer has its chunks."
        )
    };
}

/// The rows of decompositions, equations and what comes of them.
pub static TABLE: &[Op] = &[
    Op {
        name: "inv",
        params: "a",
        doc: blocks!("The inverse of a square matrix."),
        examples: "
>>> a = np.array([[1., 2.], [3., 4.]])
>>> np.linalg.inv(a)
array([[-2. ,  1. ],
       [ 1.5, -0.5]])
>>> x = da.from_array(np.diag([1., 2., 4.]), chunks=1)
>>> da.linalg.inv(x).compute().diagonal()
array([1.  , 0.5 , 0.25])
",
        build: calls::inv,
        ..LINALG
    },
    Op {
        name: "solve",
        params: "a, b, sym_pos=None, assume_a='gen'",
        doc: blocks!("The `x` of `a @ x == b`.\n\nA `b` of one axis is a vector, any other a stack of matrices."),
        examples: "
>>> a = np.array([[1, 2], [3, 5]])
>>> b = np.array([1, 2])
>>> x = np.linalg.solve(a, b)
>>> x
array([-1.,  1.])
>>> np.allclose(np.dot(a, x), b)
True
",
        build: equations::solve,
        ..LINALG
    },
    Op {
        name: "solve_triangular",
        params: "a, b, lower=False",
        doc: blocks!("The `x` of `a @ x == b` where `a` is triangular; the other triangle is not read."),
        examples: "
>>> a = np.array([[2., 1.], [0., 4.]])
>>> np.linalg.solve_triangular(a, np.array([4., 8.]))
array([1., 2.])
",
        build: equations::solve_triangular,
        ..LINALG
    },
    Op {
        name: "lstsq",
        params: "a, b, rcond=None",
        doc: whole!(
            "The `x` for which `a @ x` comes nearest to `b`, by least squares.\n\n\
             Answers with x, the sums of the squares of what is left, the rank of `a`, and its singular values. Singular \
             values below `rcond` times the largest count as 0."
        ),
        examples: "
>>> a = np.array([[0., 1.], [1., 1.], [2., 1.], [3., 1.]])
>>> m, c = np.linalg.lstsq(a, np.array([-1, 0.2, 0.9, 2.1]))[0]
>>> m.round(3), c.round(3)
(1.0, -0.95)
",
        build: equations::lstsq,
        ..LINALG
    },
    Op {
        name: "det",
        params: "a",
        doc: whole!("The determinant of a square matrix."),
        examples: "
>>> np.linalg.det(np.array([[2., 0.], [0., 3.]])).round(12)
6.0
>>> a = np.array([ [[1, 2], [3, 4]], [[1, 2], [2, 1]], [[1, 3], [3, 1]] ])
>>> np.linalg.det(a)
array([-2., -3., -8.])
",
        build: calls::det,
        ..LINALG
    },
    Op {
        name: "slogdet",
        params: "a",
        doc: whole!(
            "The sign of the determinant and the logarithm of its size.\n\n\
             It works where the determinant itself would be too large or too small for a number."
        ),
        examples: "
>>> sign, logdet = np.linalg.slogdet(np.array([[1., 2.], [3., 4.]]))
>>> sign
-1.0
>>> np.linalg.slogdet(np.eye(500) * 0.1).logabsdet.round(6)
-1151.292546
",
        build: calls::slogdet,
        ..LINALG
    },
    Op {
        name: "cholesky",
        params: "a, lower=None, *, upper=False",
        doc: blocks!(
            "The triangular factor of a positive definite matrix: `a == L @ L.conj().T`.\n\n\
             Only one triangle of `a` is read. `np.linalg.cholesky` answers with the lower factor, or with `upper=True` \
             with its adjoint; `da.linalg.cholesky` with the upper one, unless `lower=True`."
        ),
        examples: "
>>> a = np.array([[4., 2.], [2., 5.]])
>>> np.linalg.cholesky(a)
array([[2., 0.],
       [1., 2.]])
>>> np.linalg.cholesky(a, upper=True)
array([[2., 1.],
       [0., 2.]])
",
        build: calls::cholesky,
        ..LINALG
    },
    Op {
        name: "qr",
        params: "a, mode='reduced'",
        doc: whole!(
            "Factors `Q` with orthonormal columns and an upper triangular `R`: `a == Q @ R`.\n\n\
             `mode` is 'reduced', 'complete' (a square Q), 'r' (R alone) or 'raw' (the reflections). A tall matrix in \
             chunks of rows is factored chunk by chunk, and Q keeps its chunks."
        ),
        examples: "
>>> a = np.array([[3., 1.], [4., 2.]])
>>> Q, R = np.linalg.qr(a)
>>> R
array([[-5. , -2.2],
       [ 0. ,  0.4]])
>>> np.allclose(Q @ R, a)
True
>>> q, r = da.linalg.qr(da.ones((6, 1), chunks=(2, 1)))
>>> q.chunks
((2, 2, 2), (1,))
>>> r.compute()
array([[-2.44948974]])
",
        build: calls::qr,
        ..LINALG
    },
    Op {
        name: "svd",
        params: "a, full_matrices=None, compute_uv=True, hermitian=False, *, coerce_signs=True",
        doc: whole!(
            "The singular value decomposition: `a == U @ diag(S) @ Vh`.\n\n\
             `full_matrices` makes U and Vh square: it is on for `np.`, off for `da.`. With `compute_uv=False` the \
             singular values alone. A tall matrix in chunks of rows is taken apart chunk by chunk."
        ),
        examples: "
>>> a = np.array([[3., 0.], [0., 4.], [0., 0.]])
>>> U, S, Vh = np.linalg.svd(a, full_matrices=False)
>>> S
array([4., 3.])
>>> np.allclose(U * S @ Vh, a)
True
>>> np.linalg.svd(a)[0].shape
(3, 3)
",
        build: calls::svd,
        ..LINALG
    },
    Op {
        name: "svdvals",
        params: "x, /",
        doc: whole!("The singular values of a matrix, falling."),
        examples: "
>>> np.linalg.svdvals([[3., 0.], [0., 4.]])
array([4., 3.])
",
        build: calls::svdvals,
        ..LINALG
    },
    Op {
        name: "eigh",
        params: "a, UPLO='L'",
        doc: whole!(
            "The eigenvalues, rising, and the eigenvectors of a symmetric (or Hermitian) matrix.\n\n\
             Only one triangle is read, the lower one unless `UPLO='U'`. The eigenvectors are the columns."
        ),
        examples: "
>>> w, v = np.linalg.eigh(np.array([[2., 1.], [1., 2.]]))
>>> w
array([1., 3.])
>>> np.allclose(v @ np.diag(w) @ v.T, [[2, 1], [1, 2]])
True
",
        build: calls::eigh,
        ..LINALG
    },
    Op {
        name: "eigvalsh",
        params: "a, UPLO='L'",
        doc: whole!("The eigenvalues of a symmetric (or Hermitian) matrix, rising."),
        examples: "
>>> a = np.array([[1, -2j], [2j, 5]])
>>> np.linalg.eigvalsh(a)
array([0.17157288, 5.82842712])
",
        build: calls::eigvalsh,
        ..LINALG
    },
    Op {
        name: "eig",
        params: "a",
        doc: whole!(
            "The eigenvalues and the eigenvectors (as columns of length 1) of a square matrix.\n\n\
             They are real where every eigenvalue of a real matrix is, else complex. Of a lazy array they are complex."
        ),
        examples: "
>>> np.linalg.eig(np.diag((1, 2, 3))).eigenvalues
array([1., 2., 3.])
>>> w, v = np.linalg.eig(np.array([[1, -1], [1, 1]]))
>>> w
array([1.+1.j, 1.-1.j])
>>> np.allclose(np.array([[1, -1], [1, 1]]) @ v, w * v)
True
",
        build: calls::eig,
        ..LINALG
    },
    Op {
        name: "eigvals",
        params: "a",
        doc: whole!("The eigenvalues of a square matrix: real where all of them are."),
        examples: "
>>> np.linalg.eigvals(np.diag((-1, 1)))
array([-1.,  1.])
>>> np.linalg.eigvals([[0., -1.], [1., 0.]])
array([0.+1.j, 0.-1.j])
",
        build: calls::eigvals,
        ..LINALG
    },
    Op {
        name: "pinv",
        params: "a, rcond=None, hermitian=False, *, rtol=None",
        doc: whole!(
            "The Moore-Penrose inverse of any matrix.\n\n\
             Singular values below `rcond` times the largest (1e-15, unless it is given) count as 0."
        ),
        examples: "
>>> np.linalg.pinv(np.array([[2., 0.], [0., 4.], [0., 0.]]))
array([[0.5 , 0.  , 0.  ],
       [0.  , 0.25, 0.  ]])
",
        build: equations::pinv,
        ..LINALG
    },
    Op {
        name: "lu",
        params: "a",
        doc: blocks!("LU factors `a == P @ L @ U`: P orders the rows, L is lower and U upper triangular."),
        examples: "
>>> p, l, u = da.linalg.lu(da.from_array(np.array([[1., 2.], [4., 4.]])))
>>> l.compute()
array([[1.  , 0.  ],
       [0.25, 1.  ]])
>>> (p @ l @ u).compute()
array([[1., 2.],
       [4., 4.]])
",
        build: calls::lu,
        ..LINALG
    },
    Op {
        name: "tsqr",
        params: "data, compute_svd=False, _max_vchunk_size=None",
        doc: "QR of a tall and narrow matrix, chunk of rows by chunk of rows; with `compute_svd` its singular values.\n\n\
              Each chunk is factored, then the R's under one another. The matrix must be one chunk wide.",
        examples: "
>>> x = da.from_array(np.arange(12.).reshape(6, 2), chunks=(2, 2))
>>> q, r = da.linalg.tsqr(x)
>>> np.allclose(q @ r, x).compute()
True
>>> q.chunks
((2, 2, 2), (2,))
",
        build: tall_calls::tsqr,
        ..LINALG
    },
    Op {
        name: "sfqr",
        params: "data, name=None",
        doc: whole!("QR of a short and wide matrix: Q is square, R as wide as the matrix."),
        examples: "
>>> q, r = da.linalg.sfqr(da.from_array(np.array([[3., 1., 0.], [4., 2., 5.]])))
>>> (q @ r).compute().round(12)
array([[3., 1., 0.],
       [4., 2., 5.]])
",
        build: tall_calls::sfqr,
        ..LINALG
    },
    Op {
        name: "svd_compressed",
        params: "a, k, iterator='power', n_power_iter=0, n_oversamples=10, seed=None, compute=False, coerce_signs=True",
        doc: "The `k` largest singular values, with their vectors, nearly: U, S and Vh cut to `k`.\n\n\
              The matrix is multiplied by random vectors, and taken apart within what they span: a few passes over chunks \
              of any shape. `n_power_iter` and `n_oversamples` make it more exact; a matrix of a rank below \
              `k + n_oversamples` is taken apart exactly.",
        examples: "
>>> x = da.from_array(np.outer(np.arange(40.), np.arange(30.)), chunks=10)
>>> u, s, v = da.linalg.svd_compressed(x, 2, seed=0)
>>> u.shape, s.shape, v.shape
((40, 2), (2,), (2, 30))
>>> np.allclose(s[0], np.linalg.norm(x)).compute()
True
",
        build: tall_calls::svd_compressed,
        ..LINALG
    },
    Op {
        name: "compression_matrix",
        params: "data, q, iterator='power', n_power_iter=0, n_oversamples=10, seed=None, compute=False",
        doc: "Rows that span nearly all that the matrix maps to, found by random vectors.\n\n\
              The product of it with the matrix is a small matrix with nearly the same `q` largest singular values.",
        examples: "
>>> x = da.from_array(np.outer(np.arange(40.), np.arange(30.)), chunks=10)
>>> c = da.linalg.compression_matrix(x, 2, seed=0)
>>> c.shape
(20, 40)
>>> np.allclose(c.T @ (c @ x), x).compute()
True
",
        build: tall_calls::compression_matrix,
        ..LINALG
    },
    Op {
        name: "compression_level",
        params: "n, q, n_oversamples=10, min_subspace_size=20",
        doc: "How many random vectors are taken to find `q` singular vectors of a side of length `n`.",
        examples: "
>>> da.linalg.compression_level(100, 10)
20
",
        build: tall_calls::compression_level,
        ..LINALG
    },
];
