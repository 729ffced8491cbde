"""Writes what NumPy answers for products and linear algebra: a JSON object a line.

    python3 tests/data/make_linalg.py

Each line has the operation, its arguments, and what NumPy gives: arrays with dtype, shape and elements, or an error's name.
"""
import json
import pathlib
import warnings

import numpy as np

from samples import array, plain, sample

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
FIELDS = ["float64", "float32", "complex128", "complex64", "int64", "bool", "uint8"]


def row(out, op, *args, eager=False, **kw):
    place, _, name = op.rpartition(".")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            want = getattr(np.linalg if place else np, name)(*args, **kw)
            want = [array(w) for w in (want if isinstance(want, tuple) else (want,))]
        except Exception as e:
            want = {"UFuncTypeError": "TypeError", "_UFuncInputCastingError": "TypeError"}.get(type(e).__name__, type(e).__name__)
    line = {"op": op, "args": [plain(a) for a in args], "kw": {k: plain(v) for k, v in kw.items()}, "want": want, "loose": True}
    if eager:
        line["eager"] = True
    out.write(json.dumps(line) + "\n")


def regular(dtype, shape):
    """Matrices that are well away from singular ones."""
    a = sample(rng, dtype, shape)
    return a if a.dtype == bool else (a + 9 * np.eye(shape[-1])).astype(dtype)


def positive(dtype, shape):
    a = sample(rng, dtype, shape).astype(np.result_type(dtype, "f4"))
    return (a @ np.swapaxes(a, -1, -2).conj() + 5 * np.eye(shape[-1])).astype(dtype)


def squares(out):
    for dtype in FIELDS:
        for shape in [(1, 1), (2, 2), (3, 3), (5, 5), (2, 4, 4), (3, 1, 2, 2)]:
            a = regular(dtype, shape)
            for op in ["inv", "det", "slogdet", "svdvals", "cond", "matrix_rank", "qr"]:
                if dtype != "bool":
                    row(out, "linalg." + op, a)
            for n in [0, 1, 2, 3, -1, 5]:
                row(out, "linalg.matrix_power", a, n)
            row(out, "linalg.solve", a, sample(rng, dtype, shape[-1:]))
            row(out, "linalg.solve", a, sample(rng, dtype, shape[-1:] + (3,)))
            row(out, "linalg.solve", a, sample(rng, dtype, shape[:-1] + (2,)))
            if dtype in ("float64", "int64", "complex128"):
                # In single precision another rounding may turn a vector around.
                row(out, "linalg.svd", a, eager=True)
                row(out, "linalg.eigh", a)
                row(out, "linalg.eigvals", a, eager=True)
                row(out, "linalg.eigvals", np.tril(a), eager=True)
            p = positive(dtype, shape)
            for upper in [False, True]:
                row(out, "linalg.cholesky", p, upper=upper, eager=True)
            for low in "LU":
                row(out, "linalg.eigvalsh", p, low)
                row(out, "linalg.eigvalsh", a, UPLO=low)
            for p_ in [1, -1, 2, -2, np.inf, -np.inf, "fro", "nuc"]:
                if dtype in ("float64", "complex64"):
                    row(out, "linalg.cond", a, p_)
    for shape in [(0, 0), (2, 0, 0), (0, 3, 3), (2, 3), (3,), ()]:
        a = np.ones(shape)
        for op in ["inv", "det", "slogdet", "cholesky", "eigvalsh", "eigvals", "eig", "eigh", "svdvals", "matrix_rank", "pinv", "svd", "qr", "cond"]:
            if op not in ("svd", "cond") or a.size == 0:
                row(out, "linalg." + op, a, eager=op in ("eig", "eigvals", "cholesky"))
        row(out, "linalg.solve", a, np.ones(a.shape[-1:]))
        row(out, "linalg.matrix_power", a, 2)
    for a in [np.zeros((2, 2)), np.ones((3, 3)), np.array([[1.0, 2], [2, 4]]), np.array([[np.nan, 1], [1, 2]]), np.array([[np.inf, 1], [1, 2]])]:
        # What becomes of NaN in an elimination is no promise.
        ops = ["inv", "det", "slogdet", "eigvalsh", "pinv"] if np.isfinite(a).all() else []
        for op in ops + ["cholesky", "eigvals", "svdvals", "matrix_rank"]:
            row(out, "linalg." + op, a, eager=op in ("eigvals", "cholesky"))
        row(out, "linalg.solve", np.nan_to_num(a), np.ones(a.shape[0]))
        if np.isfinite(a).all():
            row(out, "linalg.cond", a, 1)
    row(out, "linalg.inv", sample(rng, "float16", (2, 2)))
    row(out, "linalg.norm", sample(rng, "float16", (2, 2)))
    for n in [0.5, 2.0, "x"]:
        row(out, "linalg.matrix_power", np.eye(2), n)


def oblongs(out):
    for dtype in FIELDS:
        for shape in [(3, 2), (2, 3), (6, 2), (2, 7), (2, 4, 3), (4, 4)]:
            a = sample(rng, dtype, shape)
            row(out, "linalg.svdvals", a)
            row(out, "linalg.svd", a, compute_uv=False)
            if dtype in ("float64", "int64", "complex128"):
                row(out, "linalg.svd", a, full_matrices=False, eager=True)
                row(out, "linalg.svd", a, eager=True)
            row(out, "linalg.matrix_rank", a)
            row(out, "linalg.matrix_rank", a, tol=2.0)
            row(out, "linalg.matrix_rank", a, rtol=0.5)
            if dtype != "bool":
                for rcond in [None, 0.1]:
                    row(out, "linalg.pinv", a, rcond=rcond)
                row(out, "linalg.pinv", a, rtol=1e-3)
                if a.dtype.kind in "fc":
                    row(out, "linalg.pinv", a, rtol=None)
                if len(shape) == 2:
                    for k in [(), (2,)]:
                        row(out, "linalg.lstsq", a, sample(rng, dtype, shape[:1] + k), eager=True)
                        row(out, "linalg.lstsq", a, sample(rng, dtype, shape[:1] + k), rcond=0.3, eager=True)
                for mode in ["reduced", "complete", "r"]:
                    row(out, "linalg.qr", a[..., : shape[-2], :] if dtype != "uint8" else a.astype(float), mode)
            for ord in [None, 1, -1, 2, -2, np.inf, -np.inf, "fro", "nuc", 0, 3, "x"]:
                row(out, "linalg.norm", a, ord)
                row(out, "linalg.norm", a, ord, axis=(-1, -2), keepdims=True)
                row(out, "linalg.norm", a, ord, axis=0)
                row(out, "linalg.matrix_norm", a, ord=ord)
                row(out, "linalg.vector_norm", a, ord=ord, axis=-1)
    h = sample(rng, "complex128", (4, 4))
    h = h + h.conj().T
    for op in ["pinv", "matrix_rank"]:
        row(out, "linalg." + op, h, hermitian=True)
    row(out, "linalg.svd", h, compute_uv=False, hermitian=True)
    row(out, "linalg.pinv", np.ones((2, 3)), hermitian=True)
    row(out, "linalg.pinv", np.ones((2, 2)), rcond=1.0, rtol=1.0)
    row(out, "linalg.pinv", sample(rng, "float64", (2, 3, 3)), rcond=np.array([0.1, 0.5]))
    row(out, "linalg.matrix_rank", sample(rng, "float64", (2, 3, 3)), tol=np.array([0.1, 3.0]))
    row(out, "linalg.matrix_rank", np.ones((2, 2)), tol=1.0, rtol=1.0)
    row(out, "linalg.lstsq", np.ones((2, 2)), np.ones(3), eager=True)
    row(out, "linalg.qr", np.ones((2, 2)), "other")
    row(out, "linalg.svdvals", np.ones(3))
    row(out, "linalg.norm", np.ones((2, 2, 2)), 1)
    row(out, "linalg.norm", np.ones((2, 2)), axis=(0, 0))
    row(out, "linalg.norm", np.ones((2, 2)), axis=5)
    row(out, "linalg.tensorsolve", np.eye(24).reshape(6, 4, 2, 3, 4) * 2, sample(rng, "float64", (6, 4)))
    row(out, "linalg.tensorsolve", sample(rng, "float64", (2, 3, 6)), sample(rng, "float64", (2, 3)))
    row(out, "linalg.tensorsolve", sample(rng, "float64", (2, 6, 3)), sample(rng, "float64", (2, 3)), axes=(1,))
    row(out, "linalg.tensorsolve", sample(rng, "float64", (2, 3, 5)), sample(rng, "float64", (2, 3)))
    row(out, "linalg.tensorinv", np.eye(24).reshape(4, 6, 8, 3), ind=2)
    row(out, "linalg.tensorinv", np.eye(24).reshape(24, 8, 3), ind=1)
    row(out, "linalg.tensorinv", np.eye(24).reshape(24, 8, 3), ind=0)


def products(out):
    shapes = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 3), (2, 3)), ((), (3,)), ((2, 2, 3), (3, 2)),
              ((2, 2, 3), (2, 3, 2)), ((1, 2, 3), (4, 3, 1)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((), ()), ((2,), (3,))]
    for dtype in FIELDS + ["float16", "int8"]:
        for left, right in shapes:
            a, b = sample(rng, dtype, left), sample(rng, dtype, right)
            for op in ["dot", "matmul", "inner", "outer", "kron", "vecdot", "matvec", "vecmat", "linalg.outer", "linalg.vecdot", "linalg.matmul"]:
                row(out, op, a, b)
            if a.size == b.size:
                row(out, "vdot", a, b)
            for axes in [0, 1, 2, ([-1], [0]), ([0], [0]), (0, 0)]:
                row(out, "tensordot", a, b, axes=axes)
        row(out, "matmul", sample(rng, dtype, (2, 3)), sample(rng, "float64", (3, 2)))
        row(out, "trace", sample(rng, dtype, (3, 4)), offset=1)
        row(out, "trace", sample(rng, dtype, (3, 4, 2)), axis1=2, axis2=0)
        row(out, "linalg.trace", sample(rng, dtype, (2, 3, 3)), offset=-1)
        row(out, "linalg.diagonal", sample(rng, dtype, (2, 3, 4)), offset=1)
        row(out, "linalg.matrix_transpose", sample(rng, dtype, (2, 3, 4)))
        for left, right in [((3,), (3,)), ((2,), (2,)), ((4, 3), (3,)), ((4, 3), (4, 2)), ((4,), (4,)), ((2, 1, 3), (4, 3)), ((), (3,))]:
            if dtype != "bool":
                row(out, "cross", sample(rng, dtype, left), sample(rng, dtype, right))
                row(out, "linalg.cross", sample(rng, dtype, left), sample(rng, dtype, right))
        if dtype != "bool":
            row(out, "cross", sample(rng, dtype, (3, 4)), sample(rng, dtype, (3, 4)), axis=0)
            row(out, "cross", sample(rng, dtype, (3, 4)), sample(rng, dtype, (4, 3)), axisa=0, axisc=0)
        row(out, "linalg.multi_dot", [sample(rng, dtype, (2, 3)), sample(rng, dtype, (3, 4)), sample(rng, dtype, (4, 2))])
        row(out, "linalg.multi_dot", [sample(rng, dtype, 3), sample(rng, dtype, (3, 4)), sample(rng, dtype, 4)])
    a, b = sample(rng, "float64", (2, 3)), sample(rng, "float64", (3, 4))
    for kw in [{"dtype": "complex128"}, {"dtype": "int64"}, {"dtype": "int64", "casting": "unsafe"}, {"axes": [(0, 1), (0, 1), (1, 0)]},
               {"axes": [(1, 0), (1, 0), (0, 1)]}, {"axes": [(0, 1)]}, {"axis": 0}, {"keepdims": True}, {"axes": [(0, 5), (0, 1), (0, 1)]}]:
        row(out, "matmul", a, b, **kw)
    for kw in [{"axis": 0}, {"axis": 0, "keepdims": True}, {"keepdims": True}, {"axes": [0, 0]}, {"axes": [(0,), (0,), ()]}, {"axis": 4}]:
        row(out, "vecdot", a, a, **kw)
    row(out, "matvec", a, a, axes=[(0, 1), 1, 1])
    row(out, "matvec", a, a, axis=0)
    row(out, "tensordot", a, b, axes=([0, 1], [0]))
    row(out, "tensordot", a, b, axes=([5], [0]))
    row(out, "tensordot", a, b, axes=3)


def sums(out):
    sizes = {c: n for c, n in zip("abcdefij", [2, 3, 4, 1, 2, 3, 3, 2])}
    texts = ["ab->ba", "ab->a", "ab->", "ab", "ba", "aa", "aa->a", "aab->b", "ab,bc", "ab,bc->ac", "ab,bc->ca", "ab,ab->", "ab,ab->ab", "a,b",
             "a,b->ba", "ab,b", "abc,cb->a", "ab,bc,ca", "ab,bc,cd->ad", "ab,ac,ad->bcd", "abc,abc,abc->b", "ea,fb,abcd,gc,hd->efgh",
             "...", "...a", "...a->...", "a...->...a", "...ab,...bc->...ac", "a...,a...->...", "ab->abc", "ab->aa", "a%b", "ab,b,c", "ab,bc->ad", "a,a,a", "a,->a"]
    for dtype in ["float64", "int64", "complex64", "bool", "float16", "int8"]:
        for text in texts:
            terms = text.split("->")[0].split(",")
            shapes = [tuple(sizes.get(c, 2) for c in t.replace("...", "")) for t in terms]
            shapes = [((3, 2) + s if "..." in t and not t.endswith("...") else s + (3, 2) if "..." in t else s) for s, t in zip(shapes, terms)]
            row(out, "einsum", text, *[sample(rng, dtype, s) for s in shapes])
    a, b = sample(rng, "float64", (2, 3)), sample(rng, "float64", (3, 4))
    for kw in [{"dtype": "complex128"}, {"dtype": "float32"}, {"dtype": "float32", "casting": "same_kind"}, {"optimize": True}, {"optimize": "optimal"},
               {"optimize": ["einsum_path", (0, 1), (0, 1)]}]:
        row(out, "einsum", "ab,bc,c", a, b, b[0], **kw)
    row(out, "einsum", a, [0, 1], b, [1, 2])
    row(out, "einsum", a, [0, 1], b, [1, 2], [2, 0])
    row(out, "einsum", "ab,bc", a, a)
    row(out, "einsum", "aa", a)
    row(out, "einsum", "a", a)
    row(out, "einsum", "abc", a)
    row(out, "einsum", "ab,bc->ac", np.ones((1, 3)), np.ones((1, 2)))


def values(out):
    """Values without vectors, of matrices whose values come out one by one in other ways."""
    n = 24
    q = np.linalg.qr(rng.normal(size=(n, n)))[0]
    spectra = [10.0 ** -np.linspace(0, 30, n), 10.0 ** -np.linspace(0, 3, n), np.repeat([3.0, 2.0, 1.0, 0.0], n // 4), np.ones(n),
               1 + 1e-10 * np.arange(n), np.r_[1.0, np.zeros(n - 1)], np.arange(n) - 9.5, 1e-200 * np.arange(1, n + 1), 1e200 * np.arange(1, n + 1)]
    rows = [(q * spectrum) @ q.T for spectrum in spectra]
    rows += [np.diag(np.ones(n - 1), 1), np.tri(n), np.diag(np.arange(n) % 3.0), np.eye(n)[::-1], rng.normal(size=(n, n)), np.ones((n, n))]
    for a in rows:
        for op in ["eigvalsh", "svdvals", "matrix_rank"]:
            row(out, "linalg." + op, a)
        row(out, "linalg.norm", a, 2)
    for dtype in ["float32", "complex128", "complex64"]:
        a = sample(rng, dtype, (n, n))
        row(out, "linalg.eigvalsh", a)
        row(out, "linalg.eigvalsh", a, UPLO="U")
        for part in [a, a[:, :20], a[:20]]:
            row(out, "linalg.svdvals", part)


def main():
    with open(HERE / "linalg.jsonl", "w") as out:
        squares(out)
        oblongs(out)
        products(out)
        sums(out)
        values(out)


main()
