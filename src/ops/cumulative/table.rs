//! The rows of running sums and of differences.

use super::{call, differences, unwrap};
use crate::ops::reduction::rows;
use crate::ops::row::{BOTH, EVERYWHERE, Family, Op};

rows! {
    Cumulative any_length=false;
    /// Running sums and products, differences, gradients, areas.
    "cumsum" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None")
    "Running sum along an axis; of the flattened array without one.

Over chunks, the total of each chunk is found first; a chunk then starts from the sum of those before it."
    ">>> a = np.array([[1, 2, 3], [4, 5, 6]])
>>> np.cumsum(a)
array([ 1,  3,  6, 10, 15, 21])
>>> np.cumsum(a, axis=0)
array([[1, 2, 3],
       [5, 7, 9]])
>>> da.arange(10, chunks=3).cumsum(axis=0).compute()
array([ 0,  1,  3,  6, 10, 15, 21, 28, 36, 45])"
    |args| call::running(args, false, false);

    "cumprod" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None")
    "Running product along an axis; of the flattened array without one."
    ">>> a = np.array([1, 2, 3])
>>> np.cumprod(a)
array([1, 2, 6])
>>> np.cumprod(np.array([[1, 2, 3], [4, 5, 6]]), axis=1)
array([[  1,   2,   6],
       [  4,  20, 120]])"
    |args| call::running(args, true, false);

    "nancumsum" [] BOTH
    ("a, axis=None, dtype=None, out=None")
    "Running sum along an axis, NaN taken as zero."
    ">>> np.nancumsum([1, np.nan, 2])
array([1., 1., 3.])"
    |args| call::running(args, false, true);

    "nancumprod" [] BOTH
    ("a, axis=None, dtype=None, out=None")
    "Running product along an axis, NaN taken as one."
    ">>> np.nancumprod([2, np.nan, 3])
array([2., 2., 6.])"
    |args| call::running(args, true, true);

    "unwrap" [] BOTH
    ("p, discont=None, axis=-1, *, period=6.283185307179586")
    "Angles along an axis without jumps: whole periods are added where neighbours are more than half of one apart."
    ">>> np.unwrap([0, 1, 2, -1, 0], period=4)
array([0, 1, 2, 3, 4])
>>> np.unwrap([2, 3, 4, 5, 2, 3, 4, 5], period=4)
array([2, 3, 4, 5, 6, 7, 8, 9])"
    unwrap::unwrap;

    "cumulative_sum" [] BOTH
    ("x, /, *, axis=None, dtype=None, out=None, include_initial=False")
    "Running sum along an axis, with the zero that it starts from where `include_initial` is true."
    ">>> a = np.array([1, 2, 3, 4, 5, 6])
>>> np.cumulative_sum(a)
array([ 1,  3,  6, 10, 15, 21])
>>> np.cumulative_sum([1, 2, 3], include_initial=True)
array([0, 1, 3, 6])"
    |args| call::cumulative(args, false);

    "cumulative_prod" [] BOTH
    ("x, /, *, axis=None, dtype=None, out=None, include_initial=False")
    "Running product along an axis, with the one that it starts from where `include_initial` is true."
    ">>> np.cumulative_prod(np.array([[1, 2, 3], [4, 5, 6]]), axis=0)
array([[ 1,  2,  3],
       [ 4, 10, 18]])
>>> np.cumulative_prod([2, 3], include_initial=True)
array([1, 2, 6])"
    |args| call::cumulative(args, true);

    "diff" [] BOTH
    ("a, n=1, axis=-1, prepend=None, append=None")
    "Differences of neighbours along an axis, `n` times over."
    ">>> x = np.array([1, 2, 4, 7, 0])
>>> np.diff(x)
array([ 1,  2,  3, -7])
>>> np.diff(x, n=2)
array([  1,   1, -10])
>>> np.diff(np.array([[1, 3, 6, 10], [0, 5, 6, 8]]), axis=0)
array([[-1,  2,  0, -2]])"
    |args| differences::diff(args);

    "ediff1d" [] BOTH
    ("ary, to_end=None, to_begin=None")
    "Differences of neighbours in the flattened array, between what is put at the ends."
    ">>> x = np.array([1, 2, 4, 7, 0])
>>> np.ediff1d(x)
array([ 1,  2,  3, -7])
>>> np.ediff1d(x, to_begin=-99, to_end=np.array([88, 99]))
array([-99,   1,   2,   3,  -7,  88,  99])"
    |args| differences::ediff1d(args);

    "gradient" [] BOTH
    ("f, *varargs, axis=None, edge_order=1")
    "Gradient along each axis: differences of the neighbours on both sides, one-sided at the ends.

Spacings are one number, a number an axis, or the places of the points along an axis."
    ">>> f = np.array([1, 2, 4, 7, 11, 16])
>>> np.gradient(f)
array([1. , 1.5, 2.5, 3.5, 4.5, 5. ])
>>> np.gradient(f, 2)
array([0.5 , 0.75, 1.25, 1.75, 2.25, 2.5 ])
>>> np.gradient(f, np.array([0., 1., 1.5, 3.5, 4., 6.]))
array([1. , 3. , 3.5, 6.7, 6.9, 2.5])"
    |args| differences::gradient(args);

    "trapezoid" ["trapz"] BOTH
    ("y, x=None, dx=1.0, axis=-1")
    "Area under a curve by the trapezoid rule, along an axis."
    ">>> np.trapezoid([1, 2, 3])
4.0
>>> np.trapezoid([1, 2, 3], x=[4, 6, 8])
8.0
>>> np.trapezoid([1, 2, 3], dx=2)
8.0"
    |args| differences::trapezoid(args);
}
