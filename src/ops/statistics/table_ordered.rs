//! The rows of sorting, the largest elements, medians and quantiles.

use super::{order, quantile};
use crate::ops::reduction::rows;
use crate::ops::row::{BOTH, EVERYWHERE, Family, Op, Place};

const METHOD: &[Place] = &[Place::Method];

rows! {
    Custom any_length=true;
    /// Sorted arrays, and what is found by sorting.
    "sort" [] BOTH
    ("a, axis=-1, kind=None, order=None, *, stable=None")
    "Sorted copy of an array along an axis, NaN last; of the flattened array for `axis=None`.

The axis is gathered into one chunk, and its lanes are sorted by all threads."
    ">>> a = np.array([[1, 4], [3, 1]])
>>> np.sort(a)
array([[1, 4],
       [1, 3]])
>>> np.sort(a, axis=None)
array([1, 1, 3, 4])
>>> np.sort(a, axis=0)
array([[1, 1],
       [3, 4]])"
    |args| order::sorted(args, false);

    "sort" [] METHOD
    ("a, axis=-1, kind=None, order=None, *, stable=None")
    "Sorts an array in memory in place; of a lazy array it is the sorted one."
    ">>> a = np.array([3, 1, 2])
>>> a.sort()
>>> a
array([1, 2, 3])"
    |args| order::sort_in_place(args);

    "argsort" [] EVERYWHERE
    ("a, axis=-1, kind=None, order=None, *, stable=None")
    "Places that would sort an array along an axis; equal elements keep their order."
    ">>> x = np.array([3, 1, 2])
>>> np.argsort(x)
array([1, 2, 0])
>>> x[np.argsort(x)]
array([1, 2, 3])
>>> np.argsort(np.array([[0, 3], [2, 2]]), axis=0)
array([[0, 1],
       [1, 0]])"
    |args| order::sorted(args, true);

    "partition" [] BOTH
    ("a, kth, axis=-1, kind='introselect', order=None")
    "Copy with the elements of some ranks in their sorted places, smaller ones before and larger ones after them."
    ">>> np.partition(np.array([3, 4, 2, 1]), 3)[3]
4
>>> np.partition(np.array([7, 1, 7, 7, 1, 5]), 2)[:2]
array([1, 1])"
    |args| order::partition(args, false);

    "partition" [] METHOD
    ("a, kth, axis=-1, kind='introselect', order=None")
    "Partitions an array in memory in place; of a lazy array it is the partitioned one."
    ">>> a = np.array([3, 4, 2, 1])
>>> a.partition(3)
>>> a[3]
4"
    |args| order::partition_in_place(args);

    "argpartition" [] EVERYWHERE
    ("a, kth, axis=-1, kind='introselect', order=None")
    "Places that would partition an array around the elements of some ranks."
    ">>> x = np.array([3, 4, 2, 1])
>>> np.argpartition(x, 3)[3]
1"
    |args| order::partition(args, true);

    "lexsort" [] BOTH
    ("keys, axis=-1")
    "Places that sort by several keys, the last key first."
    ">>> a = [1, 5, 1, 4, 3, 4, 4]
>>> b = [9, 4, 0, 4, 0, 2, 1]
>>> np.lexsort((b, a))
array([2, 0, 4, 6, 5, 3, 1])"
    |args| order::lexsort(args);

    "topk" [] EVERYWHERE
    ("a, k, axis=-1, split_every=None")
    "The `k` largest elements along an axis, largest first; for a negative `k` the smallest, smallest first."
    ">>> x = np.array([5, 1, 3, 6])
>>> da.topk(x, 2).compute()
array([6, 5])
>>> da.topk(x, -2).compute()
array([1, 3])"
    |args| order::topk(args, false);

    "argtopk" [] EVERYWHERE
    ("a, k, axis=-1, split_every=None")
    "Places of the `k` largest elements along an axis, largest first; of the smallest for a negative `k`."
    ">>> x = da.from_array(np.array([5, 1, 3, 6]), chunks=2)
>>> da.argtopk(x, 2).compute()
array([3, 0])"
    |args| order::topk(args, true);

    "median" [] BOTH
    ("a, axis=None, out=None, overwrite_input=False, keepdims=False")
    "Middle element in sorted order, or the mean of the two in the middle; exact on any chunking."
    ">>> a = np.array([[10, 7, 4], [3, 2, 1]])
>>> np.median(a)
3.5
>>> np.median(a, axis=0)
array([6.5, 4.5, 2.5])
>>> np.median(a, axis=1, keepdims=True)
array([[7.],
       [2.]])"
    |args| quantile::median(args, false);

    "nanmedian" [] BOTH
    ("a, axis=None, out=None, overwrite_input=False, keepdims=False")
    "Median of the elements that are not NaN."
    ">>> a = np.array([[10.0, 7, 4], [3, 2, np.nan]])
>>> np.nanmedian(a)
4.0
>>> np.nanmedian(a, axis=1)
array([7. , 2.5])"
    |args| quantile::median(args, true);

    "quantile" [] BOTH
    ("a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, weights=None")
    "Quantiles along an axis, between 0 and 1: exact, by any of NumPy's methods.

With `weights`, which go with method='inverted_cdf', an element counts as often as its weight says."
    ">>> a = np.array([[10, 7, 4], [3, 2, 1]])
>>> np.quantile(a, 0.5)
3.5
>>> np.quantile(a, 0.5, axis=0)
array([6.5, 4.5, 2.5])
>>> np.quantile(a, [0.25, 0.75], method='lower')
array([2, 4])"
    |args| quantile::quantile(args, 1.0, false);

    "percentile" [] BOTH
    ("a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, weights=None")
    "Percentiles along an axis, between 0 and 100: exact, by any of NumPy's methods."
    ">>> a = np.array([[10, 7, 4], [3, 2, 1]])
>>> np.percentile(a, 50)
3.5
>>> np.percentile(a, 50, axis=1)
array([7., 2.])
>>> np.percentile(a, [25, 75], axis=0)
array([[4.75, 3.25, 1.75],
       [8.25, 5.75, 3.25]])"
    |args| quantile::quantile(args, 100.0, false);

    "nanquantile" [] BOTH
    ("a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, weights=None")
    "Quantiles of the elements that are not NaN."
    ">>> a = np.array([[10., 7., 4.], [3., 2., 1.]])
>>> a[0, 1] = np.nan
>>> np.nanquantile(a, 0.5)
3.0
>>> np.nanquantile(a, 0.5, axis=0)
array([6.5, 2. , 2.5])"
    |args| quantile::quantile(args, 1.0, true);

    "nanpercentile" [] BOTH
    ("a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, weights=None")
    "Percentiles of the elements that are not NaN."
    ">>> np.nanpercentile([1.0, np.nan, 3.0], 50)
2.0"
    |args| quantile::quantile(args, 100.0, true);
}
