//! The rows of the reductions.

use super::{average, call};
use crate::ops::row::{BOTH, EVERYWHERE, Family, Op};

/// Rows of this family, with the fields that all of them share.
macro_rules! rows {
    ($family:ident any_length=$any_length:literal; $(#[$doc:meta])* $($name:literal $aliases:tt $places:ident ($params:literal) $text:literal $examples:literal $build:expr;)*) => {
        $(#[$doc])*
        pub static TABLE: &[Op] = &[$(Op {
            name: $name,
            aliases: &$aliases,
            places: $places,
            family: Family::$family,
            params: $params,
            doc: $text,
            examples: $examples,
            any_length: $any_length,
            build: $build,
            ..Op::of(Family::$family, $places)
        }),*];
    };
}
pub(in crate::ops) use rows;

rows! {
    Reduction any_length=true;
    /// Sums, means, spreads, extremes and truth.
    "sum" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, split_every=None")
    "Sum of the elements, over all axes or some.

Small integers and bools are summed as 64-bit integers. Chunks are summed one by one and their sums in a tree, of which
`split_every` is how many become one at each step."
    ">>> np.sum([0.5, 1.5])
2.0
>>> np.sum([[0, 1], [0, 5]], axis=1)
array([1, 5])
>>> np.array([[1, 2], [3, 4]]).sum(axis=0, keepdims=True)
array([[4, 6]])
>>> np.sum([10], initial=5)
15
>>> da.ones((4, 4), chunks=2).sum().compute()
16.0"
    |args| call::sum(args, false);

    "prod" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True, *, split_every=None")
    "Product of the elements, over all axes or some."
    ">>> np.prod([1., 2.])
2.0
>>> np.prod([[1, 2], [3, 4]], axis=1)
array([ 2, 12])
>>> np.prod([1, 2], initial=5)
10"
    |args| call::prod(args, false);

    "mean" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None, keepdims=False, *, where=True, split_every=None")
    "Arithmetic mean of the elements, over all axes or some.

Integers are added as float64. The mean of nothing is NaN, with a warning."
    ">>> a = np.array([[1, 2], [3, 4]])
>>> np.mean(a)
2.5
>>> np.mean(a, axis=0)
array([2., 3.])
>>> a.mean(axis=1, keepdims=True)
array([[1.5],
       [3.5]])
>>> da.arange(10, chunks=3).mean().compute()
4.5"
    |args| call::mean(args, false);

    "var" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=0, split_every=None")
    "Variance of the elements: the mean squared distance from their mean.

The sum of squared distances is divided by the count less `ddof` (or `correction`, which is the same). Chunks are taken
in two passes each and merged without loss of accuracy. A mean that is known already can be given as `mean`, with the
reduced axes kept."
    ">>> a = np.array([[1, 2], [3, 4]])
>>> np.var(a)
1.25
>>> np.var(a, axis=0)
array([1., 1.])
>>> np.var(a, axis=1, ddof=1)
array([0.5, 0.5])"
    |args| call::spread(args, false, false);

    "std" [] EVERYWHERE
    ("a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=0, split_every=None")
    "Standard deviation of the elements: the root of their variance."
    ">>> a = np.array([[1, 2], [3, 4]])
>>> np.std(a)
1.118033988749895
>>> np.std(a, axis=0)
array([1., 1.])
>>> a.std(ddof=1)
1.2909944487358056"
    |args| call::spread(args, true, false);

    "min" ["amin"] EVERYWHERE
    ("a, axis=None, out=None, keepdims=False, initial=None, where=True, *, split_every=None")
    "Least element, over all axes or some. A NaN makes the answer NaN."
    ">>> a = np.arange(4).reshape((2, 2))
>>> np.min(a)
0
>>> np.min(a, axis=0)
array([0, 1])
>>> np.min([5, 7], initial=6)
5
>>> np.min([1.0, np.nan])
nan"
    |args| call::extreme(args, false, false);

    "max" ["amax"] EVERYWHERE
    ("a, axis=None, out=None, keepdims=False, initial=None, where=True, *, split_every=None")
    "Greatest element, over all axes or some. A NaN makes the answer NaN."
    ">>> a = np.arange(4).reshape((2, 2))
>>> np.max(a)
3
>>> np.max(a, axis=1)
array([1, 3])
>>> np.max(a, where=[False, True], initial=-1, axis=0)
array([-1,  3])"
    |args| call::extreme(args, true, false);

    "argmin" [] EVERYWHERE
    ("a, axis=None, out=None, *, keepdims=False, split_every=None")
    "Place of the least element: the first of equals.

Without an axis it is the place in the flattened array. The first NaN counts as the least."
    ">>> a = np.array([[13, 11, 12], [10, 15, 14]])
>>> np.argmin(a)
3
>>> np.argmin(a, axis=0)
array([1, 0, 0])
>>> a.argmin(axis=1)
array([1, 0])"
    |args| call::place(args, false, false);

    "argmax" [] EVERYWHERE
    ("a, axis=None, out=None, *, keepdims=False, split_every=None")
    "Place of the greatest element: the first of equals.

Without an axis it is the place in the flattened array. The first NaN counts as the greatest."
    ">>> a = np.array([[10, 11, 12], [13, 14, 15]])
>>> np.argmax(a)
5
>>> np.argmax(a, axis=0)
array([1, 1, 1])
>>> np.argmax(a, axis=1, keepdims=True)
array([[2],
       [2]])"
    |args| call::place(args, true, false);

    "any" [] EVERYWHERE
    ("a, axis=None, out=None, keepdims=False, *, where=True, split_every=None")
    "Whether any element is true, that is not zero. NaN is true."
    ">>> np.any([[True, False], [True, True]])
True
>>> np.any([[True, False], [False, False]], axis=1)
array([ True, False])"
    |args| call::truth(args, false);

    "all" [] EVERYWHERE
    ("a, axis=None, out=None, keepdims=False, *, where=True, split_every=None")
    "Whether all elements are true, that is not zero. NaN is true."
    ">>> np.all([[True, False], [True, True]])
False
>>> np.all([[True, False], [True, True]], axis=0)
array([ True, False])"
    |args| call::truth(args, true);

    "ptp" [] BOTH
    ("a, axis=None, out=None, keepdims=False, *, split_every=None")
    "Distance from the least to the greatest element."
    ">>> x = np.array([[4, 9, 2, 10], [6, 9, 7, 12]])
>>> np.ptp(x, axis=1)
array([8, 6])
>>> np.ptp(x)
10"
    |args| call::range(args);

    "count_nonzero" [] BOTH
    ("a, axis=None, *, keepdims=False, split_every=None")
    "Number of elements that are not zero."
    ">>> np.count_nonzero([[0, 1, 7, 0], [3, 0, 2, 19]])
5
>>> np.count_nonzero([[0, 1, 7, 0], [3, 0, 2, 19]], axis=0)
array([1, 1, 2, 1])"
    |args| call::count(args);

    "average" [] BOTH
    ("a, axis=None, weights=None, returned=False, *, keepdims=False")
    "Weighted mean of the elements; `returned=True` gives the sum of the weights as well.

Weights have the array's shape, or one dimension along the axis."
    ">>> np.average([1, 2, 3, 4])
2.5
>>> np.average(range(1, 11), weights=range(10, 0, -1))
4.0
>>> np.average(np.arange(6).reshape((3, 2)), axis=1, weights=[1./4, 3./4])
array([0.75, 2.75, 4.75])"
    |args| average::average(args);
}
