"""Writes what NumPy answers for Fourier transforms: a JSON object a line.

    python3 tests/data/make_fft.py

Each line has the operation, its arguments, and what NumPy gives: arrays with dtype, shape and elements, or an error's name.
"""
import json
import pathlib
import warnings

import numpy as np

from samples import array, plain, sample

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(11)
LINES = ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]
SPACES = ["fftn", "ifftn", "rfftn", "irfftn"]


def row(out, op, *args, **kw):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            want = [array(getattr(np.fft, op)(*args, **kw))]
        except Exception as e:
            want = type(e).__name__
    line = {"op": "fft." + op, "args": [plain(a) for a in args], "kw": {k: plain(v) for k, v in kw.items()}}
    out.write(json.dumps(line | {"want": want, "loose": True}) + "\n")


def main():
    with open(HERE / "fft.jsonl", "w") as out:
        for dtype in ["bool", "int8", "int64", "uint16", "float16", "float32", "float64", "complex64", "complex128"]:
            for op in LINES:
                row(out, op, sample(rng, dtype, 6))
                row(out, op, sample(rng, dtype, (3, 5)), norm="ortho")
                row(out, op, sample(rng, dtype, (4, 3)), n=7, axis=0, norm="forward")
            for op in SPACES:
                row(out, op, sample(rng, dtype, (3, 4)))
        for n in [1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 17, 30, 31, 64, 97]:
            for op in LINES:
                row(out, op, sample(rng, "float64", n + 1 if op in ("irfft", "hfft") else n))
                row(out, op, sample(rng, "complex128", (2, 5)), n=n)
                row(out, op, sample(rng, "float64", (6, 2)), n=n, axis=-2)
        for norm in [None, "backward", "ortho", "forward", "other"]:
            for op in LINES:
                row(out, op, sample(rng, "float64", (2, 3, 4)), axis=1, norm=norm)
            for op in SPACES:
                row(out, op, sample(rng, "float64", (2, 3, 4)), norm=norm)
        for op in SPACES + ["fft2", "ifft2", "rfft2", "irfft2"]:
            for kw in [{}, {"axes": (0, 1)}, {"axes": (1, 0)}, {"axes": (0, 0)}, {"axes": (-1,)}, {"s": (3, 6), "axes": (2, 0)},
                       {"s": (2, -1), "axes": (0, 1)}, {"s": (2,), "axes": (0, 1)}, {"axes": (3, 0)}, {"s": (0, 3), "axes": (0, 1)},
                       {"s": (4, 5)}]:
                row(out, op, sample(rng, "float64", (2, 3, 4)), **kw)
            row(out, op, sample(rng, "complex64", (1, 3, 2)))
            for shape in [(0, 3), (3, 0), (4,), (1, 1)]:
                row(out, op, sample(rng, "float64", shape))
        for op in LINES:
            for shape in [(0,), (0, 3), (3, 0), (1,), ()]:
                row(out, op, sample(rng, "float64", shape))
            row(out, op, sample(rng, "float64", 4), n=0)
            row(out, op, sample(rng, "float64", 4), n=-2)
            row(out, op, sample(rng, "float64", 4), axis=2)
        for n in [1, 2, 5, 8, 0, -1]:
            for op in ["fftfreq", "rfftfreq"]:
                row(out, op, n)
                row(out, op, n, d=0.3)
        for op in ["fftshift", "ifftshift"]:
            for shape in [(5,), (6,), (0,), (3, 4), (2, 3, 1)]:
                row(out, op, sample(rng, "int64", shape))
                row(out, op, sample(rng, "int64", shape), axes=0)
            row(out, op, sample(rng, "float64", (3, 4)), axes=(1, 0))
            row(out, op, sample(rng, "float64", (3, 4)), axes=-1)


main()
