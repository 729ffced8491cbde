"""Writes math_ulp.tsv: correctly rounded values of the elementary functions at spread-out points.

Columns: function, argument bits (two columns, the second empty for functions of one argument), bits of the double
nearest to the value, and how far the exact value lies from that double, in units of the last place. Needs mpmath.
"""

import random
import struct

import mpmath as mp

mp.mp.prec = 2400
random.seed(7)

POINTS = 160


def bits(x):
    return format(struct.unpack("<Q", struct.pack("<d", x))[0], "016x")


def ulp(x):
    exponent = mp.frexp(mp.mpf(x))[1]
    return mp.mpf(2) ** max(exponent - 53, -1074)


def uniform(low, high):
    return lambda: random.uniform(low, high)


def decades(low, high, signed=True):
    return lambda: random.choice((-1, 1) if signed else (1,)) * 10.0 ** random.uniform(low, high)


def near(centre, width):
    return lambda: centre + random.uniform(-width, width)


UNARY = {
    "exp": (mp.exp, [uniform(-5, 5), uniform(-707, 707), decades(-12, 0)]),
    "exp2": (lambda x: mp.mpf(2) ** x, [uniform(-5, 5), uniform(-1020, 1020), decades(-12, 0)]),
    "expm1": (mp.expm1, [uniform(-2, 2), uniform(-40, 700), decades(-12, 0)]),
    "log": (mp.log, [uniform(0, 4), near(1, 0.02), decades(-300, 300, False)]),
    "log2": (lambda x: mp.log(x, 2), [uniform(0, 4), near(1, 0.02), decades(-300, 300, False)]),
    "log10": (mp.log10, [uniform(0, 4), near(1, 0.02), decades(-300, 300, False)]),
    "log1p": (mp.log1p, [uniform(-0.99, 4), decades(-20, -2), decades(0, 290, False)]),
    "sin": (mp.sin, [uniform(-4, 4), uniform(-1e3, 1e3), decades(-12, 8), decades(9, 300)]),
    "cos": (mp.cos, [uniform(-4, 4), uniform(-1e3, 1e3), decades(-12, 8), decades(9, 300)]),
    "tan": (mp.tan, [uniform(-4, 4), uniform(-1e3, 1e3), decades(-12, 8), decades(9, 300)]),
    "asin": (mp.asin, [uniform(-1, 1), decades(-12, 0), lambda: 1 - 10.0 ** random.uniform(-15, -1)]),
    "acos": (mp.acos, [uniform(-1, 1), decades(-12, 0), lambda: 1 - 10.0 ** random.uniform(-15, -1)]),
    "atan": (mp.atan, [uniform(-1, 1), uniform(-6, 6), decades(-12, 290)]),
    "sinh": (mp.sinh, [uniform(-1, 1), uniform(-700, 700), decades(-12, 2)]),
    "cosh": (mp.cosh, [uniform(-1, 1), uniform(-700, 700), decades(-12, 2)]),
    "tanh": (mp.tanh, [uniform(-1, 1), uniform(-25, 25), decades(-12, 2)]),
    "asinh": (mp.asinh, [uniform(-3, 3), decades(-12, 12), decades(-12, 300)]),
    "acosh": (mp.acosh, [uniform(1, 9), lambda: 1 + 10.0 ** random.uniform(-15, 0), decades(0, 300, False)]),
    "atanh": (mp.atanh, [uniform(-1, 1), decades(-12, 0), lambda: 1 - 10.0 ** random.uniform(-15, -1)]),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), [uniform(-30, 30), decades(-280, 290), decades(-12, 12)]),
    "sqrt": (mp.sqrt, [uniform(0, 30), decades(-300, 300, False)]),
}

BINARY = {
    "pow": (lambda a, b: mp.mpf(a) ** b, [
        (uniform(0, 9), uniform(-9, 9)),
        (near(1, 0.01), uniform(-30000, 30000)),
        (decades(-100, 100, False), uniform(-3, 3)),
        (uniform(-9, 9), lambda: float(random.randint(-40, 40))),
    ]),
    "atan2": (mp.atan2, [(uniform(-3, 3), uniform(-3, 3)), (decades(-60, 60), decades(-60, 60))]),
    "hypot": (mp.hypot, [(uniform(-3, 3), uniform(-3, 3)), (decades(-90, 90), decades(-90, 90))]),
    "logaddexp": (lambda a, b: mp.log(mp.exp(a) + mp.exp(b)), [(uniform(1, 9), uniform(1, 9))]),
    "logaddexp2": (lambda a, b: mp.log(mp.mpf(2) ** a + mp.mpf(2) ** b, 2), [(uniform(1, 9), uniform(1, 9))]),
}


def row(name, arguments, value):
    nearest = float(value)
    off = (value - mp.mpf(nearest)) / ulp(nearest)
    shown = [bits(x) for x in arguments] + [""] * (2 - len(arguments))
    return "\t".join([name, *shown, bits(nearest), mp.nstr(off, 4)])


def rows():
    for name, (function, sources) in UNARY.items():
        for i in range(POINTS):
            x = sources[i % len(sources)]()
            yield row(name, [x], function(mp.mpf(x)))
    for name, (function, sources) in BINARY.items():
        for i in range(POINTS):
            a, b = (source() for source in sources[i % len(sources)])
            yield row(name, [a, b], function(mp.mpf(a), mp.mpf(b)))


if __name__ == "__main__":
    with open("math_ulp.tsv", "w", encoding="ascii") as out:
        out.write("\n".join(rows()) + "\n")
