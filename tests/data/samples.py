"""What the makers of transforms' and linear algebra's data share: samples, and values as JSON."""
import numpy as np


def number(v):
    if isinstance(v, complex):
        return [number(v.real), number(v.imag)]
    return "nan" if v != v else str(v) if isinstance(v, float) and abs(v) == float("inf") else v


def array(a, number=number):
    a = np.asarray(a)
    data = a.astype(complex if a.dtype.kind == "c" else float if a.dtype.kind == "f" else object).ravel().tolist()
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": [number(v) for v in data]}


def plain(v):
    if isinstance(v, np.ndarray):
        return array(v)
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    return number(v) if isinstance(v, (float, complex)) else v


def sample(rng, dtype, shape):
    dtype = np.dtype(dtype)
    if dtype.kind in "biu":
        return rng.integers(0, 2 if dtype.kind == "b" else 9, shape).astype(dtype)
    a = np.round(rng.normal(0, 2, shape), 3)
    return np.asarray(a + 1j * np.round(rng.normal(0, 2, shape), 3) if dtype.kind == "c" else a).astype(dtype)
