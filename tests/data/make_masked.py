#!/usr/bin/env python3
"""What NumPy answers to expressions of masked arrays, into masked.tsv: the expression, its `repr`, and its `tolist`.

    python3 make_masked.py > masked.tsv

`x`, `y` and `f` are masked arrays; the test runs each expression on them in memory, and lazily in chunks of 1, 2 and 3.
"""
import re
import warnings

import numpy as np

warnings.simplefilter("ignore")
SETUP = {
    "x": "np.ma.masked_array([[3, 0, 7, 2], [5, 9, 1, 4], [8, 6, 2, 3]], mask=[[0, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 1]])",
    "y": "np.ma.masked_array([2, 0, -1, 4], mask=[0, 0, 1, 0])",
    "f": "np.ma.masked_array([0.5, -2.0, 4.0, 0.0, 9.0], mask=[1, 0, 0, 0, 0])",
}
EXPRESSIONS = """
x + y;x - 1;2 * x;x / y;x // y;x % 3;x ** 2;-x;abs(x - 5);x & 3;x << 1;x > 2;x == 3;x != y;x <= y;x * f[0:4]
np.sqrt(f);np.log(f);np.ma.log10(f);np.ma.arcsin(f);np.exp(f);np.ma.divide(1, f);np.add(x, y);np.maximum(x, 4);np.isnan(f)
np.ma.power(f, 0.5);np.ma.hypot(x, y);np.ma.logical_and(x, y);np.floor(f);np.ma.arctan2(f, 2.0);np.ma.equal(x, 3);np.ma.tan(f)
x.sum();x.sum(axis=0);x.sum(axis=1, keepdims=True);x.prod(axis=0);x.mean();x.mean(axis=0);x.mean(axis=1);f.var();f.std(ddof=1)
x.var(axis=1).round(6);x.min();x.min(axis=0);x.max(axis=1);x.ptp(axis=0);x.any(axis=0);x.all();x.count();x.count(axis=0)
x.argmin();x.argmax(axis=1);x.cumsum(axis=1);x.cumprod(axis=0);x.cumsum();x.trace();x.anom();np.sum(x, axis=0);np.mean(f)
x.T;x.reshape(4, 3);x.ravel();x.flatten();x[1];x[:, 1];x[0, 1];x[0, 0];x[::2, 1:];x[[0, 2]];x[..., None].shape;x.diagonal()
x.swapaxes(0, 1);np.ma.expand_dims(y, 0);x.repeat(2, axis=1);x.take([0, 2], axis=1);np.ma.squeeze(x[:1]);x.astype(float);x.copy()
np.ma.concatenate([x, x]);np.ma.stack([y, y + 1]);np.ma.vstack([y, y]);np.ma.hstack([y, y]);np.ma.where(x > 4, x, -1);x.clip(2, 5)
np.ma.sort(x, axis=1);np.ma.sort(x, axis=0);np.ma.argsort(y);np.ma.median(x, axis=0);np.ma.median(x);np.ma.median(f)
np.ma.average(x, axis=0);np.ma.average(x, axis=1, weights=[1, 2, 3, 4]);np.ma.dot(x, x.T);np.ma.outer(y, y);np.ma.inner(y, y)
x.filled();x.filled(0);y.compressed();x.mask;x.data;np.ma.getmaskarray(y);np.ma.nonzero(y);np.ma.count_masked(x, axis=0)
np.ma.masked_where(x > 5, x);np.ma.masked_equal(x, 3);np.ma.masked_greater(x, 4);np.ma.masked_inside(x, 2, 4);np.ma.masked_outside(f, 0, 5)
np.ma.masked_values(f, 4.0);np.ma.masked_invalid(f / 0);np.ma.fix_invalid(np.ma.log(f));np.ma.masked_less_equal(y, 2);np.ma.masked_not_equal(y, 2)
np.ma.diff(y);np.ma.ediff1d(y);np.ma.unique(x);np.ma.union1d(y, [7, 2]);np.ma.intersect1d(y, [2, 4]);np.ma.setdiff1d(y, [2]);np.ma.isin(y, [2, 4])
np.ma.allclose(x, x + 1e-9);np.ma.allequal(x, x);np.ma.cov(x.astype(float)).round(6);np.ma.corrcoef(x[:, 2:].astype(float)).round(6)
np.ma.compress_rows(x);np.ma.mask_rowcols(x[:, :2]);np.ma.zeros_like(x);np.ma.ones_like(y);np.ma.empty_like(x).shape;np.ma.choose([0, 1, 0, 1], [y, y * 2])
np.ma.convolve(y, [1, 1]);np.ma.correlate(y, [1, 2]);np.ma.vander(y, 3);np.ma.clump_masked(y);np.ma.clump_unmasked(y);np.ma.notmasked_edges(x)
np.ma.flatnotmasked_contiguous(y);np.ma.round(f / 3, 2);np.ma.minimum(x, 4);np.ma.around(f);np.ma.sum(y);np.ma.max(x, axis=0)
x.real;(x * 1j).imag;np.ma.conjugate(y);np.ma.angle(f);np.ma.remainder(x, y);np.ma.fmod(f, 3);np.ma.ceil(f);np.ma.is_masked(x);x.ndim
"""
SCALAR = re.compile(r"np\.(?:float|int|uint|complex)\d*\(([^()]*|\([^()]*\))\)|np\.(True|False)_")


def plain(text):
    return SCALAR.sub(lambda m: m.group(1) or m.group(2), text)


def listed(value):
    """Nested lists, masked elements as None."""
    if value is np.ma.masked:
        return None
    if isinstance(value, (tuple, list)):
        return [listed(v) for v in value]
    return value.tolist() if hasattr(value, "tolist") else value


if __name__ == "__main__":
    names = {name: eval(text) for name, text in SETUP.items()}
    for name, text in SETUP.items():
        print(f"{name} = {text}")
    for expression in (e.strip() for line in EXPRESSIONS.split("\n") for e in line.split(";")):
        if expression:
            value = eval(expression, {"np": np}, names)
            print("\t".join([expression, plain(repr(value)).replace("\n", "\\n"), plain(repr(listed(value)))]))
