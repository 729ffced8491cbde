//! The rows of distinct elements, sets, searches and places.

use super::search;
use super::sets::{self, Set};
use super::unique;
use crate::ops::reduction::rows;
use crate::ops::row::{BOTH, EVERYWHERE, Family, Op};

rows! {
    Custom any_length=true;
    /// Distinct elements, sets, searches and places.
    "bincount" [] BOTH
    ("x, weights=None, minlength=0")
    "Number of times that each integer from 0 on occurs, or the sums of its weights."
    ">>> np.bincount(np.array([0, 1, 1, 3, 2, 1, 7]))
array([1, 3, 1, 1, 0, 0, 0, 1])
>>> np.bincount([0, 1, 1], weights=[0.3, 0.5, 0.2])
array([0.3, 0.7])"
    |args| search::bincount(args);

    "digitize" [] BOTH
    ("x, bins, right=False")
    "Number of the bin into which each element falls; the edges rise or fall."
    ">>> x = np.array([0.2, 6.4, 3.0, 1.6])
>>> bins = np.array([0.0, 1.0, 2.5, 4.0, 10.0])
>>> np.digitize(x, bins)
array([1, 4, 3, 2])
>>> np.digitize(np.array([1.2, 10.0]), np.array([0, 5, 10]), right=True)
array([1, 2])"
    |args| search::digitize(args);

    "searchsorted" [] EVERYWHERE
    ("a, v, side='left', sorter=None")
    "Places in a sorted array where elements would go to keep it sorted."
    ">>> np.searchsorted([11, 12, 13, 14, 15], 13)
2
>>> np.searchsorted([11, 12, 13, 14, 15], 13, side='right')
3
>>> np.searchsorted([11, 12, 13, 14, 15], [-10, 20, 12, 13])
array([0, 5, 1, 2])"
    |args| search::searchsorted(args);

    "unique" [] BOTH
    ("ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True")
    "Distinct elements in order; with them their first places, how to get the array back, and how often each occurs.

Of a lazy array the number of distinct elements is not known before they are computed."
    ">>> np.unique([1, 1, 2, 2, 3, 3])
array([1, 2, 3])
>>> np.unique(np.array([[1, 0, 0], [1, 0, 0], [2, 3, 4]]), axis=0)
array([[1, 0, 0],
       [2, 3, 4]])
>>> u, counts = np.unique([1, 2, 6, 4, 2, 3, 2], return_counts=True)
>>> counts
array([1, 3, 1, 1, 1])
>>> u, inverse = np.unique([1, 2, 6, 4, 2], return_inverse=True)
>>> u[inverse]
array([1, 2, 6, 4, 2])"
    |args| unique::unique(args);

    "unique_values" [] BOTH
    ("x, /")
    "Distinct elements; each NaN is one of its own."
    ">>> np.unique_values([1, 1, 2])
array([1, 2])"
    |args| unique::unique_parts(args, false, false, false);

    "unique_counts" [] BOTH
    ("x, /")
    "Distinct elements and how often each occurs."
    ">>> values, counts = np.unique_counts([1, 1, 2])
>>> counts
array([2, 1])"
    |args| unique::unique_parts(args, false, false, true);

    "unique_inverse" [] BOTH
    ("x, /")
    "Distinct elements, and for each element of the array its place among them."
    ">>> values, inverse = np.unique_inverse([1, 1, 2])
>>> inverse
array([0, 0, 1])"
    |args| unique::unique_parts(args, false, true, false);

    "unique_all" [] BOTH
    ("x, /")
    "Distinct elements, their first places, the inverse and the counts."
    ">>> values, index, inverse, counts = np.unique_all([1, 1, 2])
>>> index
array([0, 2])"
    |args| unique::unique_parts(args, true, true, true);

    "isin" [] BOTH
    ("element, test_elements, assume_unique=False, invert=False, *, kind=None")
    "Whether each element is in a set of others."
    ">>> element = 2*np.arange(4).reshape((2, 2))
>>> np.isin(element, [1, 2, 4, 8])
array([[False,  True],
       [ True, False]])"
    |args| search::isin(args, "element", "test_elements");

    "in1d" [] BOTH
    ("ar1, ar2, assume_unique=False, invert=False, *, kind=None")
    "Whether each element of the flattened array is in another."
    ">>> np.in1d([0, 1, 2, 5, 0], [0, 2])
array([ True, False,  True, False,  True])"
    |args| search::isin(args, "ar1", "ar2");

    "union1d" [] BOTH
    ("ar1, ar2")
    "Distinct elements of both arrays, in order."
    ">>> np.union1d([-1, 0, 1], [-2, 0, 2])
array([-2, -1,  0,  1,  2])"
    |args| sets::sets(args, Set::Union);

    "intersect1d" [] BOTH
    ("ar1, ar2, assume_unique=False, return_indices=False")
    "Distinct elements that are in both arrays, in order; with them their first places in each."
    ">>> np.intersect1d([1, 3, 4, 3], [3, 1, 2, 1])
array([1, 3])"
    |args| sets::sets(args, Set::Intersection);

    "setdiff1d" [] BOTH
    ("ar1, ar2, assume_unique=False")
    "Distinct elements of the first array that are not in the second, in order."
    ">>> np.setdiff1d([1, 2, 3, 2, 4, 1], [3, 4, 5, 6])
array([1, 2])"
    |args| sets::sets(args, Set::Difference);

    "setxor1d" [] BOTH
    ("ar1, ar2, assume_unique=False")
    "Distinct elements that are in one of the arrays alone, in order."
    ">>> np.setxor1d([1, 2, 3, 2, 4], [2, 3, 5, 7, 5])
array([1, 4, 5, 7])"
    |args| sets::sets(args, Set::Either);

    "nonzero" [] EVERYWHERE
    ("a")
    "Places of the elements that are not zero: a list for each axis."
    ">>> x = np.array([[3, 0, 0], [0, 4, 0], [5, 6, 0]])
>>> np.nonzero(x)
(array([0, 1, 2, 2]), array([0, 1, 0, 1]))
>>> x[np.nonzero(x)]
array([3, 4, 5, 6])"
    |args| unique::nonzero(args);

    "argwhere" [] BOTH
    ("a")
    "Places of the elements that are not zero: a row for each."
    ">>> np.argwhere(np.arange(6).reshape(2, 3) > 1)
array([[0, 2],
       [1, 0],
       [1, 1],
       [1, 2]])"
    |args| unique::argwhere(args);

    "flatnonzero" [] BOTH
    ("a")
    "Places in the flattened array of the elements that are not zero."
    ">>> np.flatnonzero(np.arange(-2, 3))
array([0, 1, 3, 4])"
    |args| unique::flatnonzero(args);
}
