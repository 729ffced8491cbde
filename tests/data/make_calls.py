#!/usr/bin/env python3
"""Writes calls.tsv: calls with their keywords in uncommon company, and what NumPy answers, one a line.

    python3 make_calls.py > calls.tsv

Answers are written as in edges.tsv, but of an error only the kind is told.
"""
import warnings

import numpy as np
from make_edges import shown

warnings.simplefilter("ignore")
np.set_printoptions(linewidth=10000)

ARRAYS = {
    "b": "np.array([[True, False, True], [False, True, True]])",
    "i1": "np.array([[3, -2, 7], [0, 5, -1]], dtype='int8')",
    "u2": "np.array([[3, 2, 7], [0, 5, 1]], dtype='uint16')",
    "f4": "np.array([[0.5, -2.0, 8.0], [4.0, 1.5, -0.25]], dtype='float32')",
    "c8": "np.array([[1 + 2j, 3j, -1], [0.5, 2 - 1j, 1]], dtype='complex64')",
}
FOLDING = ["add", "subtract", "multiply", "divide", "maximum", "logical_and", "logical_or", "bitwise_xor", "hypot", "logaddexp", "gcd", "greater", "floor_divide"]


def ufunc_methods():
    for name in FOLDING:
        for a in ARRAYS.values():
            yield f"np.{name}.accumulate({a}, axis=1)"
            yield f"np.{name}.reduceat({a}, [0, 2, 1], axis=1)"
            yield f"np.{name}.reduce({a})"
        yield f"np.{name}.reduce({ARRAYS['i1']}, axis=1, dtype='float32', keepdims=True)"
        yield f"np.{name}.reduce({ARRAYS['i1']}, axis=1, dtype='float64', initial=2)"
        yield f"np.{name}.reduce({ARRAYS['i1']}, axis=0, where=np.array([True, False, True]), initial=3)"
        yield f"np.{name}.reduce({ARRAYS['i1']}, axis=0, where=np.array([True, False, True]))"
        if name != "logaddexp":
            yield f"np.{name}.reduce({ARRAYS['u2']}, axis=None)"
        yield f"np.{name}.reduce({ARRAYS['u2']}, axis=())"
        yield f"np.{name}.reduce(np.array([], dtype='int64'))"
        yield f"np.{name}.reduceat({ARRAYS['u2']}, [])"
        if name not in ("greater", "logaddexp"):
            yield f"np.{name}.reduceat({ARRAYS['u2']}, [-1])"
            yield f"np.{name}.accumulate({ARRAYS['u2']}, axis=None)"


def reductions():
    for name in ["sum", "prod", "min", "max", "any", "all", "mean", "std", "var", "ptp", "argmin", "argmax"]:
        for axis in ["0", "-1", "(0,)", "1", "()"]:
            yield f"np.{name}(np.array(3.0), axis={axis})"
        yield f"np.{name}({ARRAYS['u2']}, axis=[0])"
    for initial in ["np.nan", "2j", "-1", "2.9", "np.inf", "np.int64(-1)", "np.float64(300.7)"]:
        for name in ["sum", "prod", "max"]:
            yield f"np.{name}({ARRAYS['u2']}, initial={initial})"
    for dtype in ["int", "'uint8'", "float", "complex"]:
        for name in ["mean", "nanmean", "var"]:
            yield f"np.{name}({ARRAYS['i1']}, axis=1, dtype={dtype})"
            yield f"np.{name}({ARRAYS['f4']}, axis=1, dtype={dtype})"
    for name in ["var", "std", "mean"]:
        for a in ARRAYS.values():
            yield f"np.{name}({a}, axis=0)"
            yield f"np.{name}({a}, axis=1, where=np.array([True, False, True]))"
    for name in ["nansum", "nanprod", "nancumsum", "nancumprod"]:
        for dtype in ["float", "int", "bool"]:
            yield f"np.{name}(np.array([1.5, np.nan, 3.0, 2.0]), dtype={dtype})"
    yield from [
        "np.nanmean(np.array([1, np.nan, 3]), where=np.array([True, True, False]))", "np.nanstd(np.array([1, np.nan, 3, 9]), where=np.array([True, True, True, False]))",
        "np.nancumprod(np.array([np.inf, 0.0, 2.0, np.nan, 3.0]))", "np.sum(np.array([False]), dtype=bool, initial=1)",
        "np.prod(np.array([True]), dtype=bool, initial=0)",
        "np.std(np.array([1, 2, 4]), ddof=0, correction=1)", "np.std(np.array([1, 2, 4]), ddof=1, correction=1)",
        "np.min(np.array([1 + np.nan * 1j, 0.5]))", "np.argmax(np.array([3, complex(1, np.nan), 5]))",
        "np.fmax.reduce(np.array([complex(1, np.nan), 0.5]))",
        "np.quantile(np.array([3, 1, 2]), 1)", "np.quantile(np.array([3, 1, 2]), [0, 1])", "np.quantile(np.array([1.0, np.inf]), 1.0)",
        "np.nanquantile(np.array([-np.inf, 1.0, np.nan]), 0)", "np.percentile(np.array([3, 1, 2]), 100)",
    ]


def elementwise():
    for name in ["add", "sqrt", "maximum"]:
        for casting in ["no", "safe", "unsafe"]:
            other = ", np.array([1.5, 2.0], dtype='float32')" if name != "sqrt" else ""
            yield f"np.{name}(np.array([1, 4], dtype='int8'){other}, casting='{casting}')"
            yield f"np.{name}(np.array([1, 4], dtype='int8'){other}, dtype='float32', casting='{casting}')"
    yield from [
        "np.isnan(np.array([1.0, np.nan]), dtype=bool)", "np.equal(np.array([1.0, 2.0]), 1, dtype=bool)", "np.logical_and(-1, np.array([1, 0], dtype='uint8'))",
        "np.round(np.array([1.25 + 2.55j, complex(np.inf, 1)]), 1)", "np.round(np.array([-14 - 6j, 4 - 4j]), -1)", "np.round(np.array([True, False]), 1)",
        "np.round(np.array([True, False]))", "np.round(np.array([1.5]), None)",
        "np.clip(np.array([1, 5, 9]), 2, 6, dtype='float32')", "np.clip(np.array([1.5, 5, 9]), 2, 6, dtype=int)", "np.clip(np.array([1, 2], dtype='uint8'), -1, 300)",
        "np.clip(np.array([1, 2], dtype='uint8'), 300, None)", "np.clip(np.array([1, 2], dtype='uint8'), None, -1)", "np.clip(np.array([True, False]))",
        "np.interp(np.array([0.5, 1.5, 4.0]), [1, 2, 3], [3j, 2.5, 0])", "np.interp(np.array([0.5, 1.5, 4.0]), [1, 2, 3], [3j, 2.5, 0], left=1, right=2j)",
        "np.piecewise(np.array([[1, 2], [3, 4]]), [np.array([True, False])], [7])", "np.piecewise(np.array([1, 2, 3]), [np.array([True, False])], [7])",
        "np.piecewise(np.array([1.0, 2.0]), [np.array([True, False])], [2j])",
        "np.array([1, np.nan], dtype=int)", "np.array([1j], dtype=float)", "np.array([np.int64(-1)], dtype='uint8')", "np.array([-1], dtype='uint8')",
        "np.vectorize(lambda a, b: a + 2 * b)(np.array([1, 2], dtype='int8'), np.array([3, 4], dtype='int16'))",
    ]


def arrays():
    yield from [
        "np.setdiff1d(np.array([True, False, True]), np.array([1], dtype='uint16'))", "np.setdiff1d(np.array([3, 1, 2], dtype='int8'), [])",
        "np.union1d(np.array([3, 1], dtype='uint16'), 2)", "np.unique_counts(np.array([2, 1, 2]))", "np.unique_all(np.array([2, 1, 2]))", "np.unique_inverse(np.array([2, 1, 2]))",
        "np.setdiff1d(np.array([3, 1, 2, 5]), np.array([1]), assume_unique=True)", "f'{np.float32(0.1)} {np.float16(0.1)}'", "np.array([True, False]).conj()",
        "np.r_[np.array([1, 2], dtype='float32'), 1.5]", "np.r_[np.array([1, 2], dtype='int8'), 300]", "np.c_[np.array([1, 2], dtype='uint8'), [3, 4]]",
        "np.isin(3, [1, 3])", "np.choose(np.array([1, 0]), [np.array([1, 2], dtype='int8'), 7])",
        "np.corrcoef(np.array([[1, 2, 4]]), rowvar=False).shape", "np.cov(np.array([[1, 2], [3, 5]]), dtype='float32')", "np.cov([1, 2, 4], rowvar=False)",
        "np.partition(np.array([], dtype='int8'), 1)", "np.bincount(np.array([1, 2], dtype='uint64'))",
        "np.concatenate([np.array([1, 2]), np.array([1.5])], dtype=int)", "np.concatenate([np.array([1, 2]), np.array([1.5])], dtype=int, casting='unsafe')",
        "np.stack([np.array([1, 2]), np.array([1.5, 2])], casting='no')", "np.hstack([np.array([1, 2], dtype='int8'), np.array([3])], dtype='float32')",
        "np.linalg.solve(np.array([[2, 0], [0, 4]], dtype='float32'), np.array([1, 2]))", "np.linalg.solve(np.array([[2, 0], [0, 4]], dtype='float32'), np.array([1, 2], dtype='float32'))",
        "np.geomspace(1j, 1000j, num=4)", "np.geomspace(1, -1, num=3)", "np.geomspace(np.array([1, 2]), np.array([100, 200]), num=3)", "np.geomspace(0, 1)",
        "np.geomspace(1, [10, 100], num=2, endpoint=False)", "np.logspace(2j, 0, num=3)", "np.logspace(np.array([1, 2]), 3, num=3)", "np.logspace(0, 2, num=3, base=np.array([2, 3]))",
        "np.nan_to_num(np.array([1, np.nan]), copy=False)", "isinstance(np.linalg.slogdet(np.eye(2)), tuple)",
        "np.arange(2).fill(np.nan)", "np.bool_(1).view('int8')", "np.arange(3)[True, True]", "np.arange(3)[False, True]", "np.arange(6).reshape(2, 3)[[1], True]", "np.arange(6).reshape(2, 3)[np.eye(2, 3) > 0, True]", "np.ones(1).fill(1j)",
    ]


MASKED = "np.ma.array([1, 2, 3, 2], mask=[0, 1, 0, 0])"
TABLE = "np.ma.array([[0, 1, 2], [3, 4, 5]], mask=[[0, 1, 0], [0, 0, 0]])"


def masked():
    for x in [MASKED, TABLE]:
        for of in ["x + 2", "x * x", "x / 2", "x / 0", "x == 2", "x != 2", "x < 2", "x % 2", "-x", "abs(x)", "np.sqrt(x)", "np.isnan(x)", "np.add(x, 2)", "np.ma.add(x, 2)", "x.sum()", "x.mean(axis=0)", "x.std(axis=0)", "x.var(axis=0)", "x.argmin()", "x.argmax(fill_value=9)", "np.ma.argmin(x)", "x.filled(7)", "np.array(x)", "x.fill_value", "x[x == 2]", "x.compressed()"]:
            yield f"(lambda x: {of})({x})"
    for name in ["log", "sqrt", "arcsin", "arctanh"]:
        yield f"np.ma.{name}(np.array([-1.0, 0.5, 4.0]))"
        yield f"np.{name}(np.ma.array([0.25, 0.5], mask=[0, 1]))"
    yield from [
        "np.ma.array([1], dtype='uint8') + 2", "np.add(np.ma.array([1], dtype='uint8'), 2).dtype", "np.ma.array([1.5], dtype='float32', mask=[0]).mean().dtype",
        f"np.ma.apply_along_axis(lambda r: r.sum(), 1, {TABLE}).tolist()", f"np.ma.apply_over_axes(np.ma.sum, {TABLE}, [0]).tolist()", "np.ma.mr_[np.ma.array([1, 2], mask=[0, 1]), 0, 5:7]",
        f"[p for p, v in np.ma.ndenumerate({TABLE})]", "np.ma.unique(np.ma.array([1, 2, 1000, 2, 3], mask=[0, 0, 1, 0, 0]), return_index=True, return_inverse=True)[1:]",
        "np.ma.union1d([1, 2], [2, 3])", "np.ma.isin([1, 2], [2])", "np.ma.choose(np.array([1, 0]), np.array([[1, 1], [2, 2]]))",
        "np.ma.average(np.ma.arange(8).reshape(2, 2, 2), axis=(0, 1), weights=[[0.25, 0.75], [1.0, 0.5]]).tolist()", "np.ma.average(np.ma.arange(4).reshape(2, 2), weights=[1, 2])",
    ]


def mended():
    yield from [
        "np.zeros(3, order='X')", "np.arange(3).astype(None)", "np.array([1.0, 2.0]).astype(int, casting='same_value')", "np.array([1.5]).astype(int, casting='same_value')",
        "np.fft.fft2(np.array([1.0, 2.0]), axes=None)", "np.lexsort(np.array([[[1, 0], [2, 2]], [[1, 1], [0, 5]]]))", "np.lexsort(([[4, 3, 1], [1, 1, 2]], [[1, 1, 1], [2, 1, 2]]), axis=0)", "np.lexsort([])",
        "np.poly(np.array([1, 2], dtype='float32'))", "np.poly([])", "np.polymul([], 5)", "np.broadcast_to(np.arange(3), (1, 3)).flags.writeable", "np.arange(3).imag.flags.writeable",
        "np.r_['-1', [[1, 2]], [[3, 4]]]", "np.r_['0,2', [1, 2, 3], [4, 5, 6]]", "np.r_['0,2,0', [1, 2, 3], [4, 5, 6]]", "np.r_['1,2,0', [1, 2, 3], [4, 5, 6]]", "np.c_[np.array([[1, 2]]), 0]", "np.index_exp[2]",
        "np.histogram(np.array([True, False, True]), bins='auto')", "np.histogram(np.arange(7)**2, bins='stone', range=(0, 5))", "np.histogramdd(np.ones((3, 2)), bins=[2])", "np.histogram2d(np.array([1, 2], dtype='uint8'), np.array([0.5, 1], dtype='float32'), bins=2)[1].dtype",
        "np.argsort(3)", "np.trim_zeros([0, 1, 2.5, 0])", "np.trim_zeros((0, 0, 1))", "np.roll(np.arange(4), 1.5)", "np.require([1, 2], dtype=float)", "np.linspace(0, 1, 5, axis=2)",
        "np.array([1 + 1j, np.nan]).mean()", "np.array([np.inf + 1j, 1]).mean()", "np.result_type(None, 'i4')", "np.lib.stride_tricks.sliding_window_view(np.arange(6).reshape(2, 3), (2, 2))", "np.lib.stride_tricks.sliding_window_view(np.arange(3), 4)",
        "np.random.multinomial(10, [1.0, 2.0])", "np.uint8(-2.5)", "np.int8(200.5)", "np.int8(2j)", "np.array([-1.5], dtype='uint8')", "np.full(2, -1.5, dtype='uint8')", "np.insert(np.arange(3), 0, np.inf)", "np.insert(np.arange(3), 0, 1.5)",
        "(1, 3, 1).index(1, 1)", "slice(None, None, -2).indices(5)", "slice(-3, 9).indices(5)", "pow(3, -1, 7)", "12345678901234567890 / 255", "list(zip([1], [2, 3], strict=True))", "[] in {1}", "list({3, 1, 2})",
        "(lambda x: np.add.at(x, ([0, 1], [1, -1]), 5) or x)(np.zeros((2, 3), dtype=int))", "(lambda x: np.negative.at(x, [0, 0, 1]) or x)(np.arange(1, 4))", "(lambda x: np.add.at(x, [0, 0], 1) or x)(np.arange(3, dtype='uint64'))",
        "np.round(np.array([2.675, -0.5, 1e300, np.nan]), 2)", "np.round(np.array([1234.5, -15.0], dtype='float32'), -1)",
    ]


def blind():
    """Functions of NumPy that do not know of masks, and methods of ufuncs that do."""
    table = "np.ma.array([[1.0, 2, 3], [4, 5, 6]], mask=[[0, 1, 0], [0, 0, 1]])"
    line = "np.ma.array([1.0, 2, 3, 2], mask=[0, 1, 0, 0])"
    for of in ["np.dot(m, m.T)", "np.inner(m, m)", "np.outer(m, m)", "np.vdot(m, m)", "np.einsum('ij->i', m)", "np.cross(m, m)", "np.linalg.norm(m)", "np.linalg.matrix_rank(m)", "np.fft.fft(m)[:, 0]", "np.where(m > 2, m, 0)", "np.copy(m)", "np.array(m)", "np.asarray(m)", "np.broadcast_to(m, (1, 2, 3))", "np.pad(m, 1)", "np.tril(m)", "np.count_nonzero(m)", "np.isin(m, [1])", "np.histogram(m)", "np.array_equal(m, m)", "np.delete(m, 0)", "m.copy()", "np.ma.add.reduce(m)", "np.ma.add.reduce(m, axis=1)", "np.ma.add.reduce(m, axis=None)", "np.ma.multiply.reduce(m)", "np.ma.minimum.reduce(m, axis=1)", "np.ma.logical_and.reduce(m)", "np.ma.add.accumulate(m)", "np.ma.add.accumulate(m, axis=1)", "np.ma.add.outer(m[0], m[1])", "np.ma.maximum.outer(m[0], m[1])", "np.add.reduce(m)", "np.add.accumulate(m)", "np.add.outer(m[0], m[1])", "np.maximum.reduce(m)", "np.nansum(m)", "np.nansum(m, axis=0)", "np.nanmax(m, axis=0)", "np.nancumsum(m)", "m.baseclass"]:
        yield f"(lambda m: {of})({table})"
    for of in ["np.dot(m, m)", "np.convolve(m, m)", "np.correlate(m, m)", "np.interp(m, [1, 2, 3], [4, 5, 6])", "np.digitize(m, [1, 2])", "np.searchsorted([1, 2, 3], m)", "np.add.reduceat(m, [0, 2])", "np.polyfit(np.arange(4), m, 1).round(9)", "np.meshgrid(m, m)[0]"]:
        yield f"(lambda m: {of})({line})"


def layouts():
    """How arrays lie in memory."""
    table = "np.arange(6).reshape(2, 3)"
    for of in ["np.asfortranarray(x)", "x.copy('F')", "x.copy()", "x.T.copy()", "x.T.copy('K')", "np.copy(x.T)", "np.array(x, order='F')", "np.array(x.T, order='C')", "np.array(x.T)", "np.zeros((2, 3), order='F')", "np.full((2, 3), 1, order='F')", "np.zeros_like(x.T)", "np.zeros_like(x.T, order='C')", "np.ones_like(x, order='F')", "x.astype(float, order='F')", "x.T.astype(float)", "np.require(x, requirements='F')", "np.ascontiguousarray(x.T)", "np.asarray(x, order='F')", "x.reshape(3, 2, order='F')", "x[:, ::2].copy('K')", "np.eye(2, 3, order='F')"]:
        yield f"(lambda x: (lambda y: (y.flags.c_contiguous, y.flags.f_contiguous, y.flags.fnc, y.flags.forc, y.strides, y.ravel('K').tolist()))({of}))({table})"
    yield from [f"{table}.flags.num", f"{table}.T.flags.farray", f"{table}.flags.behaved", "np.float64(1.5).flags.writeable", "[float(v) for v in np.float64(1.5).flat]", "np.isfortran(np.ones((2, 3), order='F'))"]


def empty_masks():
    """A mask without elements picks nothing."""
    yield from ["np.arange(6).reshape(2, 3)[np.zeros(0, bool)]", "np.arange(6).reshape(2, 3)[:, np.zeros(0, bool)]", "np.arange(6).reshape(2, 3)[np.zeros(0, bool), 0]", "np.zeros((0, 3))[np.zeros((0, 3), bool)]", "np.arange(3)[[]]"]


def hashed():
    """Dicts, sets and what Python's types have themselves."""
    yield from [
        "{1: 'a', 1.0: 'b', True: 'c'}", "{1, 1.0, True}", "{(1, 2): 3}[(1.0, 2)]", "{np.int64(3): 'x'}[3]", "{0: 1, -0.0: 2}", "{None: 1, 'a': 2, (): 3}[()]", "{2**70: 1}[2**70]", "{1 + 0j: 5}[1]", "{float('inf'): 1}[float('inf')]",
        "frozenset([3, 1, 2])", "frozenset()", "type(frozenset())", "{frozenset([1, 2]): 3}[frozenset([2, 1])]", "frozenset([1]) | {2}", "{2} | frozenset([1])", "{1, 2} == frozenset([2, 1])", "frozenset([1]).add(2)", "isinstance(frozenset(), set)", "frozenset([1, 2]) <= {1, 2, 3}", "{frozenset([1]), frozenset([1])}", "{{1}: 2}", "{1} in {frozenset([1])}", "hash(1.0) == hash(True)", "hash(2**61)", "hash(-1)",
        "(lambda d: (d.keys() & {1, 5}, d.keys() - [1], sorted(d.items() | {(7, 8)})))({1: 2, 3: 4})", "(lambda d: (lambda k: (d.update({9: 9}), k))(d.keys()))({1: 2})", "(lambda d: (d.pop(1), d.setdefault(1, 7), d))({1: 2, 3: 4})", "(lambda d: (d.popitem(), d))({1: 2, 3: 4})", "{1: 2}.pop(5)", "{i: i * i for i in range(20) if i % 3 == 0}",
        "str.upper('a')", "list(map(str.strip, [' a ', 'b ']))", "sorted(['b', 'A', 'c'], key=str.lower)", "float.hex(0.1)", "float.fromhex('0x1.8p3')", "dict.get({1: 2}, 1)", "int.bit_length(255)",
    ]


def cases():
    yield from arrays()
    yield from masked()
    yield from mended()
    yield from blind()
    yield from layouts()
    yield from hashed()
    yield from empty_masks()
    yield from ufunc_methods()
    yield from reductions()
    yield from elementwise()


def main():
    for source in cases():
        try:
            answer = shown(eval(source))
        except Exception as error:
            answer = next(k.__name__ for k in type(error).__mro__ if not k.__name__.startswith(("_", "UFunc")))
        print(source, answer.replace("\n", " "), sep="\t")


if __name__ == "__main__":
    main()
