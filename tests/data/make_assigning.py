#!/usr/bin/env python3
"""Write assigning.tsv: what NumPy makes of assignments through random indices of every kind.

    python3 make_assigning.py > assigning.tsv

A row: an array; chunks for the lazy run; a statement that changes `x`, in which `lz(...)` may be lazy; and the shape
and the elements of what came of it, or the name of the exception.
"""
import random
import warnings

import numpy as np

from indices import bound, index

warnings.simplefilter("ignore")
RANDOM = random.Random(7)
SHARES = (0.08, 0.16, 0.24, 0.3)
KINDS = {"UFuncTypeError": "TypeError", "_UFuncOutputCastingError": "TypeError"}


def some_shape():
    ndim = RANDOM.choice([0, 1, 1, 1, 2, 2, 2, 3, 3])
    return tuple(RANDOM.choice([0, 1] if RANDOM.random() < 0.1 else [1, 2, 3, 4]) for _ in range(ndim))


def given(text):
    """An array as a list, in memory, or perhaps lazy."""
    return RANDOM.choice(["np.array({})", "np.array({})", "lz(np.array({}))"]).format(text)


def places(n):
    shape = RANDOM.choice([(2,), (3,), (1,), (2, 1), (1, 3), (0,), (2, 2)])
    if 0 in shape:
        return f"np.zeros({shape}, int)"
    values = [n if RANDOM.random() < 0.02 else RANDOM.randint(-n, n - 1) if n else 0 for _ in range(int(np.prod(shape)))]
    return given(repr(np.array(values).reshape(shape).tolist()))


def mask(shape):
    if 0 in shape:
        return f"np.zeros({shape}, bool)"
    share = RANDOM.choice([0.2, 0.5, 0.8])
    bits = np.array([RANDOM.random() < share for _ in range(int(np.prod(shape)))]).reshape(shape)
    return given(repr(bits.tolist()))


def entry(n):
    kind = RANDOM.random()
    if kind < 0.2:
        return str(RANDOM.randint(-n, n - 1) if n else 0)
    if kind < 0.5:
        return f"{bound(RANDOM, n)}:{bound(RANDOM, n)}" + RANDOM.choice(["", ":2", ":-1", ":-2"])
    if kind < 0.6:
        return ":"
    return places(n) if kind < 0.85 else mask((n,))


def value(shape):
    """A number, or an array that mostly broadcasts to a shape."""
    if shape is None or RANDOM.random() < 0.3:
        return RANDOM.choice(["7", "-3", "2"])
    shape = [1 if RANDOM.random() < 0.2 else n for n in shape]
    while shape and RANDOM.random() < 0.2:
        shape = shape[1:]
    if shape and RANDOM.random() < 0.05:
        shape[-1] += 1
    n = int(np.prod(shape))
    text = f"np.arange(100, {100 + n}).reshape({tuple(shape)})"
    return f"lz({text})" if RANDOM.random() < 0.4 else text


def case():
    shape = some_shape()
    n, dtype = int(np.prod(shape)), RANDOM.choice(["int64", "float64", "complex128"])
    array = f"np.arange({n}).reshape({shape}).astype('{dtype}')"
    chunks, at = RANDOM.choice([1, 2, 3, -1]), index(RANDOM, shape, SHARES, mask, entry)
    names = {"np": np, "lz": lambda v: v, "x": eval(array)}
    try:
        part = np.shape(eval(f"x[{at}]", names))
    except IndexError:
        part = None
    # A single element takes a number.
    part = None if part == () else part
    statement = f"x[{at}] {RANDOM.choice(['=', '=', '+=', '*='])} {value(part)}"
    try:
        exec(statement, names)
        want = f"({np.shape(names['x'])}, {np.ravel(names['x']).tolist()})"
    except Exception as e:
        want = KINDS.get(type(e).__name__, type(e).__name__)
    return array, chunks, statement, want


for _ in range(400):
    print(*case(), sep="\t")
