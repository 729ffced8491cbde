#!/usr/bin/env python3
"""Write indexing.tsv: what NumPy answers for random indices of every kind, alone and together.

    python3 make_indexing.py > indexing.tsv

A row: the shape of an array of 0, 1, 2, ...; chunks for the lazy run; the index; and the answer's shape and elements,
or the name of the exception.
"""
import random
import numpy as np

from indices import bound, index

RANDOM = random.Random(20)
SHARES = (0.1, 0.18, 0.25, 0.33)
SHAPES = [(2,), (3, 4), (2, 2, 2), (0,), (1, 2), (2, 0)]


def places(n):
    shape = RANDOM.choice([(2,), (3,), (1,), (2, 1), (1, 3), (0,), (2, 3), ()])
    count = int(np.prod(shape))
    values = [RANDOM.randint(-n, n - 1) if n else 0 for _ in range(count)]
    text = repr(np.array(values, dtype=int).reshape(shape).tolist())
    return f"np.array({text}, dtype=int)"


def mask(shape):
    bits = np.array([RANDOM.random() < 0.5 for _ in range(int(np.prod(shape)))], dtype=bool).reshape(shape)
    return f"np.array({bits.tolist()!r}, dtype=bool)" if bits.size else f"np.zeros({shape!r}, dtype=bool)"


def entry(n):
    kind = RANDOM.random()
    if kind < 0.2:
        return str(RANDOM.randint(-n, n - 1) if n else 0)
    if kind < 0.45:
        return f"{bound(RANDOM, n)}:{bound(RANDOM, n)}" + RANDOM.choice(["", ":2", ":-1", ":3", ":-2"])
    if kind < 0.8:
        return places(n)
    return mask((n,)) if kind < 0.93 else ":"


def answer(shape, text):
    x = np.arange(int(np.prod(shape))).reshape(shape)
    try:
        picked = eval(f"x[{text}]", {"np": np, "x": x})
    except Exception as e:
        return type(e).__name__
    return f"({np.shape(picked)}, {np.ravel(picked).tolist()})"


def main():
    for _ in range(600):
        shape = tuple(RANDOM.choice([1, 2, 3, 4, 5, 6]) for _ in range(RANDOM.choice([1, 2, 3, 3, 4])))
        if RANDOM.random() < 0.05:
            shape = RANDOM.choice(SHAPES)
        chunks = tuple(RANDOM.choice([1, 2, 3, 4]) for _ in shape)
        text = index(RANDOM, shape, SHARES, mask, entry)
        print(shape, chunks, text, answer(shape, text), sep="\t")


main()
