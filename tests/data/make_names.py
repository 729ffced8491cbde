#!/usr/bin/env python3
"""Every public name of NumPy's and Dask's arrays and of the array API standard, into names.tsv.

    python3 make_names.py > names.tsv && UPDATE=1 cargo test --release --test names

Needs `pip install numpy dask[array]`. This writes the places and the names; the test fills in what each is in ndsh.
"""
import types

import dask.array as da
import numpy as np

# What lies in Dask's modules for their own use.
INTERNAL = set("""annotations array_creation_dispatch asarray_safe array_safe assert_eq atop backends blockwise builtins
chain chunk_error chunk_types compression_level contextlib core creation derived_from dispatch dotmany elemwise
einsumfuncs fft_preamble fft_wrap getitem importlib inspect meta_from_array normalize_token np numbers numpy_compat
operator optimization parse_input partial product random_state_data scipy skip_doctest slices_from_chunks
solve_triangular_safe svd_flip tiledb_io tokenize toolz typename utils wait warnings wrap wraps ARRAY_EXPR_ENABLED
NUMPY_GE_200 HighLevelGraph Integral Lock Number Sequence Task TaskRef array_expr_enabled""".split())

# What the modules of `dask.array` have of their own (the rest is imported there for their own use).
DASK = {
    "da.linalg": "cholesky compression_matrix inv lstsq lu norm qr sfqr solve solve_triangular svd svd_compressed tsqr",
    "da.fft": "fft fft2 fftfreq fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft irfft2 irfftn rfft rfft2 rfftfreq rfftn fft_wrap",
    "da.ma": """average count empty_like filled fix_invalid getdata getmaskarray masked_array masked_equal masked_greater
        masked_greater_equal masked_inside masked_invalid masked_less masked_less_equal masked_not_equal masked_outside
        masked_values masked_where nonzero ones_like set_fill_value where zeros_like""",
    "da.overlap": "map_overlap overlap trim_overlap trim_internal sliding_window_view push",
}

# The array API standard 2024.12.
STANDARD = {
    "np": """__array_namespace_info__ e inf nan newaxis pi arange asarray empty empty_like eye from_dlpack full full_like
        linspace meshgrid ones ones_like tril triu zeros zeros_like astype broadcast_arrays broadcast_to can_cast finfo
        iinfo isdtype result_type abs acos acosh add asin asinh atan atan2 atanh bitwise_and bitwise_left_shift
        bitwise_invert bitwise_or bitwise_right_shift bitwise_xor ceil clip conj copysign cos cosh divide equal exp expm1
        floor floor_divide greater greater_equal hypot imag isfinite isinf isnan less less_equal log log1p log2 log10
        logaddexp logical_and logical_not logical_or logical_xor maximum minimum multiply negative nextafter not_equal
        positive pow real reciprocal remainder round sign signbit sin sinh square sqrt subtract tan tanh trunc take
        take_along_axis matmul matrix_transpose tensordot vecdot concat expand_dims flip moveaxis permute_dims repeat
        reshape roll squeeze stack tile unstack searchsorted nonzero count_nonzero argmax argmin where unique_all
        unique_counts unique_inverse unique_values argsort sort cumulative_prod cumulative_sum max mean min prod std sum
        var all any diff bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128""",
    "np.linalg": """cholesky cross det diagonal eigh eigvalsh inv matmul matrix_norm matrix_power matrix_rank
        matrix_transpose outer pinv qr slogdet solve svd svdvals tensordot trace vecdot vector_norm""",
    "np.fft": "fft ifft fftn ifftn rfft irfft rfftn irfftn hfft ihfft fftfreq rfftfreq fftshift ifftshift",
}
PROTOCOLS = """__array__ __array_finalize__ __array_function__ __array_interface__ __array_priority__ __array_struct__
    __array_ufunc__ __array_wrap__ __array_namespace__ __dlpack__ __dlpack_device__ __buffer__ __reduce__ __setstate__"""


def public(holder):
    return [n for n in dir(holder) if not n.startswith("_")]


def places():
    yield "np", public(np) + STANDARD["np"].split()
    yield "np.linalg", public(np.linalg) + STANDARD["np.linalg"].split()
    yield "np.fft", public(np.fft) + STANDARD["np.fft"].split()
    yield "np.random", public(np.random)
    yield "np.ma", public(np.ma)
    yield "ndarray", public(np.ndarray) + PROTOCOLS.split()
    yield "MaskedArray", public(np.ma.MaskedArray)
    yield "scalar", public(np.float64)
    yield "dtype", public(np.dtype)
    yield "ufunc", public(np.ufunc)
    yield "Generator", public(np.random.Generator)
    yield "RandomState", public(np.random.RandomState)
    yield "finfo", public(np.finfo(float))
    yield "iinfo", public(np.iinfo(int))
    modules = [n for n in public(da) if isinstance(getattr(da, n), types.ModuleType)]
    kept = {"fft", "lib", "linalg", "ma", "overlap", "random"}
    yield "da", [n for n in public(da) if n not in modules or n in kept]
    for place, names in DASK.items():
        yield place, names.split()
    yield "da.random", public(da.random.RandomState) + ["Generator", "RandomState", "default_rng"]
    yield "Array", public(da.Array) + ["__dask_graph__", "__array__", "__array_ufunc__", "__array_function__"]


if __name__ == "__main__":
    print(f"# The names of NumPy {np.__version__} and Dask, written by make_names.py; the last columns by the test.")
    for place, names in places():
        for name in sorted(set(names) - (INTERNAL if place.startswith("da") else set())):
            print(f"{place}\t{name}")
