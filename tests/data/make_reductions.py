"""Writes what NumPy answers for reductions, cumulative sums and statistics: a JSON object a line.

    python3 tests/data/make_reductions.py

Each line has the operation, its arguments, and what NumPy gives: arrays with dtype, shape and elements, or an error's name.
"""
import json
import pathlib
import warnings

import numpy as np

import samples

# Their answers for nothing and for short floats are still other than NumPy's in the last digits, the shape or the error.
QUANTILES = ("quantile", "percentile", "nanquantile", "nanpercentile")
HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)


def number(v):
    if isinstance(v, complex):
        return [number(v.real), number(v.imag)]
    return "nan" if v != v else str(v) if isinstance(v, float) else v


def array(a):
    return samples.array(a, number)


def plain(v):
    if isinstance(v, np.ndarray):
        return array(v)
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    if isinstance(v, type):
        return np.dtype(v).name
    if isinstance(v, (np.integer, np.floating, np.bool_)):
        return number(v.item())
    return number(v)


def row(out, op, *args, keep=1.0, eager=False, loose=False, **kw):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            want = getattr(np, op)(*args, **kw)
            want = [array(w) for w in (want if isinstance(want, tuple) else (want,))]
        except Exception as e:
            want = type(e).__name__
    if keep < 1 and rng.random() > keep:
        return
    if op in QUANTILES and (np.size(args[0]) == 0 or args[0].dtype.name in ("float16", "float32")):
        return
    line = {"op": op, "args": [plain(a) for a in args], "kw": {k: plain(v) for k, v in kw.items()}, "want": want}
    if eager:
        line["eager"] = True
    if loose:
        line["loose"] = True
    out.write(json.dumps(line) + "\n")


def sample(dtype, shape, nan=0.0):
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.random(shape) < 0.5
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return rng.integers(max(info.min, -60), min(info.max, 60), shape, dtype=dtype)
    a = rng.normal(3, 2, shape)
    if nan:
        a = np.where(rng.random(shape) < nan, np.nan, a)
    if dtype.kind == "c":
        a = a + 1j * np.round(rng.normal(0, 2, shape), 3)
    return np.asarray(a).astype(dtype)


DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
SHAPES = [(), (5,), (0,), (0, 3), (4, 5), (2, 1, 3)]
OPS = ["sum", "prod", "mean", "var", "std", "min", "max", "any", "all", "count_nonzero", "ptp"]
NAN_OPS = ["nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmin", "nanmax"]


def axes_of(shape):
    n = len(shape)
    axes = [None] + list(range(n)) + ([-1] if n else [])
    return axes + ([(0, n - 1)] if n > 1 else [])


def reductions(out):
    for dtype in DTYPES:
        for shape in SHAPES:
            a = sample(dtype, shape)
            for op in OPS:
                for axis in axes_of(shape):
                    row(out, op, a, axis=axis, keepdims=bool(rng.random() < 0.3), keep=0.35)
            for op in ["argmin", "argmax"]:
                for axis in [None] + list(range(len(shape))):
                    row(out, op, a, axis=axis, keepdims=bool(rng.random() < 0.3), keep=0.35)
            b = sample(dtype, shape, nan=0.3)
            for op in NAN_OPS + ["min", "max", "sum", "var"]:
                for axis in axes_of(shape)[:3]:
                    row(out, op, b, axis=axis, keep=0.3)
            for op in ["argmin", "argmax", "nanargmin", "nanargmax"]:
                row(out, op, b)
    for dtype in ["float64", "float32", "float16", "complex64", "complex128", "int64", "bool"]:
        for n in [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 26, 63, 64, 65, 127, 128, 129, 136, 200, 256, 300]:
            a = sample(dtype, (n,))
            for op in ["sum", "mean", "var", "std"] + (["prod"] if n < 40 else []):
                row(out, op, a)
        a = sample(dtype, (40, 6))
        for op in ["sum", "mean", "var", "std"]:
            row(out, op, a, axis=0)
            row(out, op, a, axis=1)
            row(out, op, a)
    a, m = sample("float64", (4, 5)), sample("bool", (4, 5))
    i = sample("int32", (4, 5))
    for x in (a, i, a.astype("float32"), a + 1j * a):
        for op in ["sum", "prod", "any", "all", "mean", "var", "std"]:
            for axis in (None, 0, 1):
                row(out, op, x, axis=axis, where=m, loose=True)
        for op in ["min", "max"]:
            row(out, op, x, axis=0, where=m, initial=2)
            row(out, op, x, axis=0, where=m)
        for op in ["sum", "prod", "min", "max"]:
            row(out, op, x, axis=1, initial=3, loose=True)
        for dt in ("float32", "int64", "complex128", "int16"):
            row(out, "sum", x.real, dtype=dt)
            row(out, "prod", np.sign(x.real), dtype=dt)
        for ddof in (1, 1.5, 5):
            row(out, "var", x, axis=0, ddof=ddof)
            row(out, "std", x, axis=1, correction=ddof)
    for dt in ("float32", "complex64"):
        row(out, "mean", i, dtype=dt)
        row(out, "var", i, dtype=dt)
    row(out, "sum", a, axis=2)
    row(out, "sum", a, axis=(0, 0))
    row(out, "sum", a, axis=())
    row(out, "average", a, weights=np.abs(a))
    row(out, "average", a, axis=1, weights=np.arange(1.0, 6))
    row(out, "average", i, axis=0, weights=np.arange(1, 5), returned=True)
    row(out, "average", i, axis=0, returned=True)
    row(out, "average", a, weights=np.arange(1, 5))
    row(out, "average", a, axis=0, weights=np.arange(3.0))
    row(out, "average", a, axis=0, weights=np.zeros(4), eager=True)


def cumulative(out):
    for dtype in DTYPES:
        for shape in [(), (7,), (0,), (0, 3), (4, 5), (2, 3, 4)]:
            a = sample(dtype, shape)
            if np.dtype(dtype).kind in "fc":
                a = np.asarray(np.round(a))
            for axis in [None] + list(range(-1, len(shape))):
                for op in ["cumsum", "cumprod"]:
                    row(out, op, a, axis=axis, keep=0.5, loose=dtype[0] == "c")
            for op in ["nancumsum", "nancumprod"]:
                row(out, op, sample(dtype, shape, nan=0.3), axis=None if shape == () else 0, keep=0.5, loose=dtype[0] == "c")
            for op in ["cumulative_sum", "cumulative_prod"]:
                for initial in (False, True):
                    row(out, op, a, axis=None if len(shape) == 1 else -1, include_initial=initial, keep=0.5)
            row(out, "diff", a, keep=0.7)
            row(out, "diff", a, axis=0, n=2, keep=0.7)
            row(out, "ediff1d", a, keep=0.7)
            row(out, "gradient", a, axis=-1, keep=0.7)
            row(out, "trapezoid", a, keep=0.7)
    a, i = sample("float64", (4, 5)), sample("int64", (4, 5))
    for x in (a, i):
        row(out, "cumsum", x, axis=0, dtype="float32")
        row(out, "cumsum", x, axis=5)
        row(out, "diff", x, prepend=0, append=x[:, :2])
        row(out, "diff", x, axis=0, prepend=x[:1])
        row(out, "diff", x, n=-1)
        row(out, "diff", x, n=9)
        row(out, "ediff1d", x, to_begin=np.arange(2), to_end=7)
        row(out, "ediff1d", i, to_begin=np.arange(2.5))
        row(out, "gradient", x)
        row(out, "gradient", x, 2.0)
        row(out, "gradient", x, 2.0, np.array([0, 1, 3, 4, 8]))
        row(out, "gradient", x, np.array([0.0, 1, 3, 4]), axis=0, edge_order=2)
        row(out, "gradient", x, edge_order=2)
        row(out, "trapezoid", x, x=np.array([0, 1, 3, 4, 8]))
        row(out, "trapezoid", x, dx=0.5, axis=0)
        row(out, "trapezoid", x, x=x)


def statistics(out):
    for dtype in ["int64", "uint8", "float32", "float64", "int16"]:
        for shape in [(40,), (4, 5), (0,), ()]:
            a = sample(dtype, shape)
            row(out, "histogram", a, bins=7, range=(-3, 8))
            row(out, "histogram", a, bins=np.array([-9, 0, 1, 2.5, 7]))
            row(out, "histogram", a, bins=np.array([-9, 0, 1, 2, 7]), density=True)
            row(out, "histogram", a, bins=5, range=(2, 2), weights=sample("float64", shape))
            row(out, "histogram", a, bins=5, range=(0, 6), weights=sample("complex128", shape), density=True)
            row(out, "histogram", a, bins=5, range=(0, 6), weights=sample("int32", shape))
            row(out, "histogram", a, eager=True)
            row(out, "histogram", a, bins=3, eager=True)
            for rule in ["auto", "fd", "sturges", "sqrt", "rice", "scott", "doane"]:
                row(out, "histogram_bin_edges", a, bins=rule, eager=True)
    a = sample("float64", (60,))
    for bins in (0, -1, 2.5, np.array([3, 1]), np.array([[1]]), "none"):
        row(out, "histogram", a, bins=bins, range=(0, 1), eager=True)
    row(out, "histogram", a, bins=3, range=(3, 1))
    row(out, "histogram", a, bins=3, range=(0, np.inf))
    row(out, "histogram", np.array([1.0, np.nan, 2.0, np.inf, -np.inf]), bins=3, range=(0, 2))
    row(out, "histogram", np.array([1.0, np.nan, 2.0, 1.5]), bins=np.array([0, 1.5, 2]))
    row(out, "histogram", np.array([1.0, np.nan]), bins=3, eager=True)
    edges = np.linspace(-0.3, 0.7, 38)
    row(out, "histogram", np.concatenate([edges, np.nextafter(edges, 9), np.nextafter(edges, -9)]), bins=37, range=(-0.3, 0.7))
    row(out, "histogram2d", a, a[::-1].copy(), bins=4, range=((0, 6), (1, 5)))
    row(out, "histogram2d", a, a[::-1].copy(), bins=(np.array([0.0, 1, 9]), np.array([0.0, 2, 3])), density=True)
    row(out, "histogram2d", a, a[::-1].copy(), bins=(4, 3), eager=True)
    for dtype in DTYPES:
        for shape in [(7,), (4, 5), (2, 3, 4), (0, 3), (0,)]:
            a, b = sample(dtype, shape), sample(dtype, shape, nan=0.2)
            for axis in [-1, 0, None]:
                row(out, "sort", b, axis=axis, keep=0.6)
                row(out, "argsort", a, axis=axis, kind="stable", keep=0.6)
            for axis in axes_of(shape):
                row(out, "median", a, axis=axis, keep=0.5)
                row(out, "nanmedian", b, axis=axis, keep=0.5)
                row(out, "quantile", a, 0.3, axis=axis, keepdims=True, keep=0.3)
                row(out, "percentile", b, np.array([[20, 50.0]]), axis=axis, keep=0.4)
                row(out, "nanquantile", b, np.array([0.1, 1, 0]), axis=axis, keep=0.4)
            row(out, "unique", b)
            row(out, "unique", a, return_index=True, return_inverse=True, return_counts=True)
            row(out, "unique", np.round(a.real / 10).astype(a.dtype) if a.dtype != bool else a, axis=0, return_counts=True, return_inverse=True)
            row(out, "flatnonzero", a)
            row(out, "nonzero", a)
            row(out, "argwhere", a)
            row(out, "isin", a, a.ravel()[:3])
            row(out, "union1d", a, b[:1], keep=0.5)
            row(out, "intersect1d", a, a.ravel()[1:4], return_indices=True, keep=0.5)
            row(out, "setdiff1d", a, a.ravel()[1:4], keep=0.5)
            row(out, "setxor1d", a, a.ravel()[1:4], keep=0.5)
            row(out, "searchsorted", np.sort(a.ravel()), b, side="right", keep=0.6)
            row(out, "searchsorted", np.sort(b.ravel()), a, keep=0.6)
            row(out, "array_equal", a, a)
            row(out, "array_equal", a, b, equal_nan=True)
            row(out, "array_equiv", a, a[:1])
            row(out, "allclose", a, b)
    a, i = sample("float64", (5, 8)), sample("int64", (5, 8))
    f = a.astype("float32")
    methods = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear",
               "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest"]
    qs = np.array([0, 0.05, 0.125, 0.2, 0.25, 0.37, 0.5, 0.6, 0.75, 0.9, 1])
    for method in methods + ["none"]:
        for x in (a, i, a[:, 0].copy()):
            row(out, "quantile", x, qs, method=method, axis=0)
            row(out, "percentile", x, 30, method=method)
    for q in (-1, 2, np.nan):
        row(out, "quantile", a, q)
        row(out, "percentile", a, 50 * q)
    row(out, "quantile", f, 0.3)
    row(out, "percentile", f, 35)
    row(out, "percentile", f, np.array([35, 40]))
    for kth in (0, 3, -1, 99):
        row(out, "partition", np.sort(i, axis=1), kth)
    row(out, "lexsort", (i[0], np.sign(i[1])))
    n = np.abs(i.ravel())
    row(out, "bincount", n)
    row(out, "bincount", n, weights=a.ravel())
    row(out, "bincount", n, minlength=200)
    row(out, "bincount", i.ravel())
    row(out, "bincount", a.ravel())
    row(out, "bincount", i)
    row(out, "bincount", n.astype("uint8"))
    for edges in (np.array([-3.0, 0, 1, 5]), np.array([4, 2, 0]), np.array([0, 2, 1]), np.array([2, 2])):
        for right in (False, True):
            row(out, "digitize", a, edges, right=right)
            row(out, "digitize", i, edges, right=right)
    row(out, "searchsorted", np.arange(5), 2.5)
    row(out, "searchsorted", np.arange(5), 2, side="middle")
    row(out, "searchsorted", np.array([3, 1, 2]), np.array([1, 2]), sorter=np.array([1, 2, 0]))
    row(out, "isin", i, np.array([1, 2, 3, 9]), invert=True)
    for x in (a, a + 1j * a[::-1], i):
        row(out, "cov", x, loose=True)
        row(out, "cov", x[0], loose=True)
        row(out, "cov", x, rowvar=False, ddof=0, loose=True)
        row(out, "cov", x[0], x[1], bias=True, loose=True)
        row(out, "corrcoef", x, loose=True)
        row(out, "corrcoef", x[0], x[1], loose=True)
    row(out, "cov", a, fweights=np.arange(1, 9), loose=True)
    row(out, "cov", a, aweights=np.arange(1.0, 9), loose=True)
    row(out, "cov", a, fweights=np.arange(1, 9), aweights=np.arange(1.0, 9), loose=True)
    xp, fp = np.sort(a[0]), a[1]
    row(out, "interp", a, xp, fp)
    row(out, "interp", a, xp, fp, left=-1.0, right=7.0)
    row(out, "interp", a, a[0], fp, period=3.0)
    row(out, "interp", 2.5, xp, fp)
    row(out, "interp", a, xp, fp[1:])
    for op in ("convolve", "correlate"):
        for mode in ("full", "same", "valid", "none"):
            for m, n in ((8, 3), (3, 8), (8, 4), (4, 8), (5, 5), (1, 4), (4, 4)):
                row(out, op, a.ravel()[:m], a.ravel()[9 : 9 + n], mode=mode, loose=True)
        row(out, op, i[0], i[1])
        row(out, op, i[0].astype("int8"), i[1].astype("int8"))
        row(out, op, i[0] > 0, i[1, :3] > 0)
        row(out, op, a[0] + 1j, a[1, :3] - 2j, loose=True)
        row(out, op, a[0], a[1, :0])


if __name__ == "__main__":
    for name, write in [("reductions", reductions), ("cumulative", cumulative), ("statistics", statistics)]:
        with open(HERE / f"{name}.jsonl", "w") as out:
            write(out)
