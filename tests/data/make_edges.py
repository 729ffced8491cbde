#!/usr/bin/env python3
"""Writes edges.tsv: numeric edge cases and what NumPy answers, one expression and its repr a line.

    python3 make_edges.py > edges.tsv

A scalar is written plainly (`98`, not `np.int64(98)`), an error as its kind and message.
"""
import re
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.set_printoptions(linewidth=10000)

INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


def cases():
    a = lambda values, dtype: f"np.array({values}, dtype='{dtype}')"
    for d in INTS:
        low, high = np.iinfo(d).min, np.iinfo(d).max
        yield f"{a([high], d)} + 1"
        yield f"{a([low], d)} - 1"
        yield f"{a([high, low, 7], d)} * 3"
        yield f"{a([low, 1, 7], d)} // 0"
        yield f"{a([low, 1, 7], d)} % 0"
        yield f"-{a([low, high, 1], d)}"
        yield f"abs({a([low, high, 1], d)})"
        yield f"{a([1, 2, 3], d)} << {np.dtype(d).itemsize * 8}"
        yield f"{a([high, low], d)} >> {np.dtype(d).itemsize * 8}"
        yield f"{a([3, 2, 0], d)} ** 50"
        if high + 1 < 2**63:
            yield f"{a([1, 2], d)} + {high + 1}"
        yield f"{a([1, 2], d)} < {high + 1}"
        yield f"{a([1, 2], d)} == {low - 1}"
        yield f"{low - 1} < {a([1, 2], d)}"
        yield f"{a([high], d)}.sum()"
        yield f"{a([high, high], d)}.mean()"
        yield f"~{a([high, low, 1], d)}"
        yield f"{a([high, 1, 0], d)} / 0"
        yield f"np.sqrt({a([0, 4], d)}).dtype"
        yield f"({a([1], d)} + 1.5).dtype"
        yield f"({a([1], d)} + 1j).dtype"
        yield f"({a([1], d)} + np.float32(1)).dtype"
    for d in INTS[:4]:
        low = np.iinfo(d).min
        yield f"{a([low], d)} // -1"
        yield f"{a([low], d)} % -1"
        yield f"{a([-7, 7, -7, 7], d)} // {a([2, -2, -2, 2], d)}"
        yield f"{a([-7, 7, -7, 7], d)} % {a([2, -2, -2, 2], d)}"
        yield f"np.fmod({a([-7, 7, -7, 7], d)}, {a([2, -2, -2, 2], d)})"
        yield f"{a([2, 3], d)} ** -1"
        yield f"{a([-1, 5], d)} >> 100"
        yield f"{a([1, 5], d)} << -1"
    for d in ["float16", "float32", "float64"]:
        f = lambda text: f"np.array({text}, dtype='{d}')"
        yield f"{f('[1.0, -1.0, 0.0, np.nan]')} / 0"
        yield f"{f('[7.5, -7.5]')} // 2"
        yield f"{f('[7.5, -7.5]')} % -2"
        yield f"{f('[1.0, np.inf, -np.inf, np.nan]')} % 0"
        yield f"{f('[1.0, -1.0]')} % np.inf"
        yield f"{f('[1.0, -1.0]')} // np.inf"
        yield f"{f('[np.inf, 1.0]')} // 2"
        yield f"np.maximum({f('[np.nan, 1.0, -0.0]')}, {f('[1.0, np.nan, -0.0]')})"
        yield f"np.fmax({f('[np.nan, 1.0, np.nan]')}, {f('[1.0, np.nan, np.nan]')})"
        yield f"np.sort({f('[np.nan, 1.0, -np.inf, 0.5]')})"
        yield f"{f('[np.nan, 1.0]')}.max()"
        yield f"np.sign({f('[-0.0, 0.0, np.nan, -np.inf]')})"
        yield f"{f('[-0.0]')} + 0.0"
        yield f"{f('[0.0]')} * -1"
        yield f"1 / {f('[-0.0]')}"
        yield f"np.sqrt({f('[-1.0, -0.0]')})"
        yield f"np.log({f('[0.0, -1.0]')})"
        yield f"np.exp({f('[1000.0, -1000.0]')})"
        yield f"{f('[0.0, np.inf, np.nan]')} ** 0"
        yield f"{f('[-8.0]')} ** (1 / 3)"
        yield f"np.rint({f('[0.5, 1.5, 2.5, -0.5]')})"
        yield f"np.round({f('[0.25, 0.35, 2.675]')}, 1)"
        yield f"np.arctan2({f('[0.0, -0.0, 0.0]')}, {f('[-0.0, -0.0, 0.0]')})"
        yield f"np.hypot({f('[np.inf]')}, np.nan)"
        yield f"np.isnan({f('[np.nan]')} == np.nan)"
        yield f"np.signbit({f('[-0.0, np.nan]')})"
        yield f"{f('[1.0]')} + np.float64(1)"
    for d in INTS:
        low, high = np.iinfo(d).min, np.iinfo(d).max
        yield f"{a([high, high], d)}.sum()"
        yield f"{a([high, high], d)}.sum(dtype='{d}')"
        yield f"{a([high, 3], d)}.prod(dtype='{d}')"
        yield f"{a([high, high, low], d)}.cumsum()"
        yield f"{a([high, 2], d)}.cumprod(dtype='{d}')"
        yield f"np.diff({a([high, low, high], d)})"
        yield f"np.square({a([high, low], d)})"
        yield f"np.dot({a([high, high], d)}, {a([2, 2], d)})"
        yield f"np.ptp({a([high, low], d)})"
        yield f"np.trapezoid({a([high, high], d)})"
    for d in ["float16", "float32", "float64"]:
        f = lambda text: f"np.array({text}, dtype='{d}')"
        tiny, most = np.finfo(d).smallest_subnormal, np.finfo(d).max
        yield f"{f('[-0.0, -0.0]')}.sum()"
        yield f"{f('[-0.0]')}.prod()"
        yield f"np.argsort({f('[np.nan, 1.0, np.nan, 0.0]')})"
        yield f"np.argmax({f('[1.0, np.nan, np.inf]')})"
        yield f"np.unique({f('[np.nan, 0.0, 1.0, np.nan]')})"
        yield f"np.median({f('[1.0, np.nan, 3.0]')})"
        yield f"np.nanmedian({f('[1.0, np.nan, 3.0]')})"
        yield f"np.cumsum({f('[np.inf, -np.inf, 1.0]')})"
        yield f"np.minimum({f('[0.0, -0.0]')}, {f('[-0.0, 0.0]')})"
        yield f"{f([float(most), float(most)])}.sum()"
        yield f"{f([float(most), float(most)])}.mean()"
        yield f"{f([float(tiny)])} / 2 == 0"
        yield f"{f([float(tiny)])} * 3 / 3 == {f([float(tiny)])}"
        yield f"np.floor({f('[-0.5, -0.0, 0.5]')})"
        yield f"np.clip({f('[np.nan, -1.0, 5.0]')}, 0, 1)"
        yield f"np.divmod({f('[-5.5, 5.5]')}, {f('[2.0, -2.0]')})"
        yield f"np.nan_to_num({f('[np.nan, np.inf, -np.inf]')})"
    yield from [
        "1 // 3", "-7 // 2", "7 // -2", "-7 % 3", "7 % -3", "-7.5 // 2", "-7.5 % 2", "2 ** -1", "0 ** 0", "0.0 ** 0", "1 << 64", "-1 >> 70",
        "(-2**63) // -1", "2**63 - 1 + 1", "np.array([5e-324]) / 2", "np.array([5e-324]) * 0.5", "np.array([2.2250738585072014e-308]) / 3", "np.nextafter(0, 1)", "np.spacing(1e308)",
        "np.float64(1) / 0", "np.int64(1) // 0", "np.int64(-7) % 3", "np.int64(2) ** 63", "np.int64(2) ** 62 * 2", "np.uint8(200) + np.uint8(100)",
        "np.uint8(1) - np.uint8(2)", "np.int8(-128) // np.int8(-1)", "np.int64(1) << 64", "np.int64(1) << np.int64(63)", "np.uint64(1) << 63",
        "np.int32(2) ** -1", "np.float32(2) ** -1", "np.int64(3) / 2", "np.bool_(True) + np.bool_(True)", "np.array([True]) - np.array([True])",
        "-np.array([True])", "np.array([True]) * 3", "np.array([True, False]) / 2",  "np.uint64(1) + np.int64(1)",
        "np.array([1], 'uint64') + np.array([1], 'int64')", "np.array([2**63], 'uint64') > np.array([-1], 'int64')",
        "np.array([2**64 - 1], 'uint64') == np.array([-1], 'int64')", "np.uint8(255) + 1", "np.int8(1) + 1000", "np.array([300]).astype('uint8')",
        "np.array([-1.5, 1.5]).astype(int)", "np.array([1.9, -1.9]).astype('int8')", "np.array([3 + 4j]).astype(complex) ** 2", "np.array([1j]) ** 0.5",
        "np.sqrt(-1)", "np.sqrt(-1 + 0j)", "np.log(-1 + 0j)", "np.abs(3 + 4j)", "np.array([1 + 2j]) < np.array([1 + 3j])", "np.array([0j]) / 0",
        "np.divmod(-7, 2)", "np.divmod(7.5, -2)", "np.remainder(-0.0, 1)", "np.floor_divide(-1, 0.1)", "np.floor_divide(1, 0.1)", "1.0 % 0.1",
        "np.remainder(1.0, 0.1)", "np.gcd(0, 0)", "np.lcm(0, 5)", "np.clip([1, 2, 3], 3, 1)", "np.clip(np.nan, 0, 1)", "np.where([True, False], 1, 2.5)",
        "np.array([1e308]) * 10", "np.array([1e200]) ** 2", "np.float32(3e38) * 10", "np.array([65504], 'float16') + 100", "np.sum(np.array([1e308, 1e308]))",
        "np.array([2**31 - 1], 'int32').sum()", "np.array([200, 100], 'uint8').sum()", "np.array([100, 100], 'int8').prod()", "np.cumsum(np.array([200, 100], 'uint8'))",
        "np.argmax([1, np.nan, 3])", "np.argmin([1, np.nan, 3])", "np.nanmax([np.nan, 1])", "np.float64('nan') == np.nan",
        "np.isclose(np.inf, np.inf)", "np.isclose(np.nan, np.nan)", "np.mod(5, -3)", "np.power(0, 0)", "np.power(0.0, -1)", "np.float_power(-8, 1 / 3)",
        "np.expm1(-1e-20)", "np.log1p(1e-20)", "np.sinc(0)", "np.heaviside(np.nan, 1)", "np.ldexp(1.0, 2000)", "np.ldexp(1.0, -1080)", "np.frexp(5e-324)",
        "np.modf(-np.inf)", "np.copysign(0.0, -1)", "np.invert(np.uint8(0))", "np.bitwise_count(-1)", "np.right_shift(-8, 1)", "np.trunc(-0.5)", "np.fix(-0.5)",
        "np.ceil(-0.5)", "np.arccos(2)", "np.arctanh(1)", "np.tan(np.pi / 2)", "np.sin(1e22)", "np.cos(1e300)", "np.exp(-745.2)", "np.exp2(-1075)", "np.cbrt(-27)",
    ]


def shown(value):
    if isinstance(value, np.generic):
        text = repr(value)
        found = re.fullmatch(r"np\.\w+\((.*)\)", text)
        if isinstance(value, np.complexfloating):
            return str(value) if str(value).startswith("(") else repr(complex(value))
        return found.group(1) if found else text.replace("np.True_", "True").replace("np.False_", "False")
    if hasattr(value, "_fields"):
        return f"{type(value).__name__}(" + ", ".join(f"{n}={shown(v)}" for n, v in zip(value._fields, value)) + ")"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + (",)" if len(value) == 1 else ")")
    return repr(value)


def main():
    for source in cases():
        try:
            answer = shown(eval(source))
        except Exception as error:
            answer = f"{'TypeError' if isinstance(error, TypeError) else type(error).__name__}: {error}"
        print(source, answer, sep="\t")


if __name__ == "__main__":
    main()
