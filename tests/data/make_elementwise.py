#!/usr/bin/env python3
"""Writes elementwise.tsv: what NumPy's ufuncs answer, for the tests of the elementwise operations.

    python3 make_elementwise.py > elementwise.tsv

Lines, their fields parted by tabs:
    values  DTYPE  HEX               the values that are tried, as bytes in hexadecimal
    types   UFUNC  CODES             the result's dtype for each operand (or pair of them) of OPERANDS, `.` for a TypeError
    unary   UFUNC  DTYPE  OUT  HEX   the results for the values of a dtype; two OUT and HEX where there are two results
    binary  UFUNC  DTYPE  OUT  HEX   the results for every pair of the values of a dtype
"""
import warnings

import numpy as np

warnings.simplefilter("ignore")
DTYPES = "?bhilBHILefdFD"
WEAK = [True, 1, 1.0, 1j]


def values(code):
    dtype = np.dtype(code)
    if code == "?":
        return np.array([False, True])
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        chosen = [0, 1, 2, 3, 7, 100, info.max - 1, info.max, info.max // 3]
        if dtype.kind == "i":
            chosen += [info.min, info.min + 1, -1, -2, -7]
        return np.array(chosen, dtype)
    if dtype.kind == "f":
        info = np.finfo(dtype)
        chosen = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 7.25, np.pi, -np.e, 100.0, np.inf, -np.inf, np.nan]
        chosen += [info.tiny, info.smallest_subnormal, info.max, -info.max, info.eps]
        return np.array(chosen, dtype)
    parts = [(0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (3, -4), (-2.5, 0.5), (1e-3, 1e3), (np.inf, 1), (1, -np.inf), (np.nan, 1), (0.3, -0.7), (-2, 0), (20, 3)]
    return np.array([complex(*p) for p in parts], dtype)


def hexadecimal(array):
    return np.ascontiguousarray(array).tobytes().hex()


def result_code(ufunc, args):
    try:
        result = ufunc(*args)
    except (TypeError, ValueError):
        return "."
    return (result if ufunc.nout == 1 else result[0]).dtype.char


def operands():
    return [np.ones(1, c) for c in DTYPES] + WEAK


def ufuncs():
    found = {}
    for name in dir(np):
        ufunc = getattr(np, name)
        if isinstance(ufunc, np.ufunc) and not ufunc.signature and ufunc.nin <= 2 and ufunc.__name__ != "isnat":
            found[ufunc.__name__] = ufunc
    return sorted(found.items())


def main():
    for code in DTYPES:
        print("values", code, hexadecimal(values(code)), sep="\t")
    for name, ufunc in ufuncs():
        if ufunc.nin == 1:
            codes = [result_code(ufunc, [x]) for x in operands()]
        else:
            codes = [result_code(ufunc, [x, y]) for x in operands() for y in operands()]
        print("types", name, "".join(codes), sep="\t")
        for types in dict.fromkeys(ufunc.types):
            ins, outs = types.split("->")
            if any(c not in DTYPES for c in ins) or len(set(ins)) > 1:
                continue
            x = values(ins[0])
            if ufunc.nin == 1:
                args = [x]
            else:
                args = [np.repeat(x, len(x)), np.tile(x, len(x))]
                if name == "power" and x.dtype.kind == "i":
                    args[1] = np.where(args[1] < 0, x.dtype.type(3), args[1])
            results = ufunc(*args)
            results = [results] if ufunc.nout == 1 else results
            fields = [f for r in results for f in (r.dtype.char, hexadecimal(r))]
            print("unary" if ufunc.nin == 1 else "binary", name, ins[0], *fields, sep="\t")


if __name__ == "__main__":
    main()
