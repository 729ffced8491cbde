"""Writes `repr.jsonl` beside itself: arrays, scalars and strings with what NumPy and Python show for them.

Run it with the NumPy whose output is wanted: python3 tests/data/make_repr.py
A row is one of
  {"dtype", "shape", "data": little-endian bytes in hex, "options": {...}, "repr", "str"}
  {"dtype", "count": the array is arange(count) under "shape", "options", "repr", "str"}
  {"dtype", "scalars": bytes in hex, "texts": [str of each]}
  {"text", "repr"}
"""

import json
import pathlib
import random

import numpy as np

rng = np.random.default_rng(20240607)
random.seed(7)
rows = []

INTS = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64]
FLOATS = [np.float16, np.float32, np.float64]
COMPLEX = [np.complex64, np.complex128]
ALL = [np.bool_, *INTS, *FLOATS, *COMPLEX]


def shown(array, options):
    with np.printoptions(**options):
        return {"options": options, "repr": repr(array), "str": str(array)}


def add(array, **options):
    array = np.asarray(array)
    row = {"dtype": array.dtype.name, "shape": array.shape, "data": np.ascontiguousarray(array).tobytes().hex()}
    rows.append(row | shown(array, options))


def add_range(dtype, shape, **options):
    count = int(np.prod(shape))
    array = np.arange(count).astype(dtype).reshape(shape)
    rows.append({"dtype": array.dtype.name, "shape": array.shape, "count": count} | shown(array, options))


def random_array(dtype, shape):
    """Numbers of that type around random magnitudes, some of them special."""
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.random(shape) < 0.5
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        bits = int(rng.integers(1, info.bits + (dtype.kind == "u")))
        low = 0 if dtype.kind == "u" or rng.random() < 0.4 else -(1 << (bits - 1))
        return rng.integers(low, (1 << (bits - 1)) - 1, shape, dtype=dtype, endpoint=True)
    if dtype.kind == "c":
        part = np.float32 if dtype == np.complex64 else np.float64
        return (random_array(part, shape) + 1j * random_array(part, shape).astype(dtype)).astype(dtype)
    limit = {2: 4, 4: 36, 8: 300}[dtype.itemsize]
    centre = rng.uniform(-limit, limit) if rng.random() < 0.3 else rng.uniform(-5, 9)
    spread = rng.choice([0, 0.5, 2, 3.2, 8])
    with np.errstate(over="ignore", under="ignore"):
        values = rng.normal(size=shape) * 10.0 ** (centre + spread * rng.uniform(-1, 1, shape))
        kind = rng.random()
        if kind < 0.2:
            values = np.round(values)
        elif kind < 0.5:
            values = np.round(values, int(rng.integers(0, 10)))
        if rng.random() < 0.4:
            values = abs(values)
        values = np.asarray(values.astype(dtype))
    if rng.random() < 0.3 and values.size:
        for _ in range(int(rng.integers(1, 4))):
            values.flat[int(rng.integers(values.size))] = rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0])
    return values


def random_options():
    options = {}
    if rng.random() < 0.5:
        options["precision"] = int(rng.integers(0, 20))
    if rng.random() < 0.4:
        options["suppress"] = bool(rng.random() < 0.7)
    if rng.random() < 0.4:
        options["floatmode"] = random.choice(["fixed", "unique", "maxprec", "maxprec_equal"])
    if rng.random() < 0.3:
        options["sign"] = random.choice(["-", "+", " "])
    if rng.random() < 0.3:
        options["linewidth"] = int(rng.integers(1, 130))
    if rng.random() < 0.3:
        options["threshold"] = int(rng.integers(0, 20))
        options["edgeitems"] = int(rng.integers(1, 4))
    if rng.random() < 0.1:
        options["nanstr"] = random.choice(["NA", "missing"])
        options["infstr"] = random.choice(["∞", "infinity"])
    return options


def by_hand():
    for dtype in ALL:
        add(np.zeros((), dtype))
        add(np.ones((), dtype))
        add(np.zeros(0, dtype))
        add(np.zeros((0, 3), dtype))
        add(np.zeros((2, 0, 4), dtype))
        add(np.arange(6).astype(dtype))
        add(np.arange(24).astype(dtype).reshape(2, 3, 4))
        add_range(dtype, (1001,))
        add_range(dtype, (20, 60))
        add_range(dtype, (7, 3, 80))
    for dtype in INTS:
        info = np.iinfo(dtype)
        add(np.array([info.min, 0, info.max], dtype))
        add(np.array(info.min, dtype))
    for dtype in FLOATS + COMPLEX:
        info = np.finfo(dtype)
        add(np.array([info.tiny, info.max, info.eps], dtype))
        add(np.array([info.smallest_subnormal, 1], dtype))
        add(np.array([np.nan, np.inf, -np.inf], dtype))
        add(np.array([np.nan, 1.5], dtype))
        add(np.array([-np.inf, 1.5, -2], dtype))
        add(np.array([np.nan], dtype))
        add(np.array([0.0, -0.0], dtype))
        add(np.array([1e3, 1], dtype))
        add(np.array([1001, 1], dtype))
        add(np.array([1e-4, 1e-4], dtype))
        add(np.array([9.9e-5, 9.9e-5], dtype))
        add(np.array([0.1, 0.25, 1 / 3], dtype))
        add(np.array(1 / 3, dtype))
        add(np.array(-1e-9 if dtype != np.float16 else -1e-5, dtype))
        if dtype != np.float16:
            add(np.array([99999999.0, 99999998.5], dtype))
            add(np.array([1e8, 1e8 + 1], dtype))
            add(np.array([1e6, 999999], dtype))
            add(np.array([1e16, 1e15], dtype))
            for small in (1e-10, 5e-9, 4.9e-9, 6e-9, 1.5e-8, 2.5e-8, -1e-10, 9.5e-8):
                add(np.array([small, 1], dtype), suppress=True)
                add(np.array([small], dtype), suppress=True)
    for size in (1, 2, 3, 5, 8, 11, 12, 13, 17, 18, 19, 20, 23):
        add(np.arange(size) * 7)
        add(np.linspace(0, 1, size))
        add(np.linspace(0, 1, size, dtype=np.float32))
        add(np.arange(size) % 3 == 1)
        add(np.arange(size, dtype=np.uint8) + 90)
        add(np.exp(1j * np.arange(size)))
    for shape in [(1,), (1, 1), (1, 1, 1, 1), (2, 1, 3), (3, 2, 2, 2), (2, 2, 1, 2, 2), (4, 0), (0, 0), (1, 30)]:
        add(np.arange(np.prod(shape, dtype=int)).reshape(shape))
        add(np.arange(np.prod(shape, dtype=int)).reshape(shape) / 8)
    add_range(np.int64, (1000,))
    for shape in [(1001,), (2000, 2), (2, 2000), (6, 6, 40), (7, 7, 40), (11, 10, 10)]:
        add_range(np.int64, shape)
        add_range(np.float64, shape)
        add_range(np.float32, shape, linewidth=40)
    for shape in [(2, 3, 2, 2, 3), (2, 2, 2, 2, 2, 2), (3, 3, 3, 3, 3, 7)]:
        add_range(np.int64, shape, threshold=50, edgeitems=1)
    for edge in range(1, 6):
        add_range(np.int64, (30, 31), threshold=edge * 20, edgeitems=edge)
        add_range(np.float64, (9, 8, 7), threshold=0, edgeitems=edge)
        add_range(np.int16, (12,), threshold=11, edgeitems=edge)
    for sign in "-+ ":
        for data in ([1, 2], [-1, 2], [-1, -20], [0], [1.5, np.nan], [-1.5, np.inf], [np.inf], [np.nan, -np.inf], [1 + 2j, -1 - 2j]):
            add(np.array(data), sign=sign)


def powers():
    with np.errstate(all="ignore"):
        add_scalars(np.float64, [2.0**e for e in range(-1074, 1024, 3)])
        add_scalars(np.float32, [2.0**e for e in range(-149, 128)])
        add_scalars(np.float16, [2.0**e for e in range(-24, 16)])
        add_scalars(np.float16, rng.integers(0, 1 << 16, 500, dtype=np.uint16).view(np.float16))
        add_scalars(np.float32, rng.integers(0, 1 << 32, 300, dtype=np.uint32).view(np.float32))
        add_scalars(np.float64, rng.integers(0, 1 << 63, 300, dtype=np.uint64).view(np.float64))
    for dtype in FLOATS:
        add_scalars(dtype, [10.0**e for e in range(-7, 20)] + [float(10**e - 1) for e in range(1, 18)])
        add_scalars(dtype, [0.0, -0.0, np.nan, np.inf, -np.inf, 0.1, 1 / 3, 123456789.123, 2.5, -7.0])
    for dtype in COMPLEX:
        parts = [0.0, -0.0, 1.0, -1.0, 0.1, 1e6, 999999.0, 1e16, 1e-5, np.nan, np.inf, -np.inf]
        add_scalars(dtype, [complex(a, b) for a in parts for b in parts])
        add_scalars(dtype, random_array(dtype, 200))
    for dtype in INTS + [np.bool_]:
        add_scalars(dtype, random_array(dtype, 20))


def add_scalars(dtype, values):
    values = np.array(values).astype(dtype)
    texts = [str(v) for v in values]
    rows.append({"dtype": values.dtype.name, "scalars": values.tobytes().hex(), "texts": texts})


def strings():
    cases = ["", "a", "it's", 'a "b"', "it's \"b\"", "\\", "\n\r\t\0\x1b\x7f", "é数😀", "\xa0\xad\u200b\u2028\u3000\ufeff",
             "\u0301e\u0301", "\U000e0001\U0010ffff\ue000\ufffe", "\u0378", "नमस्ते", "\u202eabc", "👩\u200d👧"]
    for text in cases:
        rows.append({"text": text, "repr": repr(text)})


def fuzz():
    shapes = [(), (1,), (2,), (3,), (5,), (9,), (17,), (40,), (2, 3), (3, 12), (5, 1), (2, 2, 3), (3, 1, 9), (2, 2, 2, 2)]
    for n in range(420):
        dtype = random.choice(ALL if n % 3 == 0 else FLOATS + COMPLEX)
        array = random_array(dtype, random.choice(shapes))
        add(array, **(random_options() if n % 2 else {}))


by_hand()
powers()
strings()
fuzz()
path = pathlib.Path(__file__).with_name("repr.jsonl")
path.write_text("".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows))
print(f"{len(rows)} rows, {path.stat().st_size >> 10} KiB, NumPy {np.__version__}")
