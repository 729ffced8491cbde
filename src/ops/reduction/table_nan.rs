//! The rows of the reductions that pass over NaN.

use super::call;
use super::table::rows;
use crate::ops::row::{BOTH, Family, Op};

rows! {
    Reduction any_length=true;
    /// Reductions that pass over NaN.
    "nansum" [] BOTH
    ("a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, split_every=None")
    "Sum of the elements, NaN taken as zero."
    ">>> np.nansum([1, np.nan])
1.0
>>> np.nansum([[1, 1], [1, np.nan]], axis=0)
array([2., 1.])"
    |args| call::sum(args, true);

    "nanprod" [] BOTH
    ("a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True, *, split_every=None")
    "Product of the elements, NaN taken as one."
    ">>> np.nanprod([1, np.nan])
1.0
>>> np.nanprod([[1, 2], [3, np.nan]], axis=0)
array([3., 2.])"
    |args| call::prod(args, true);

    "nanmean" [] BOTH
    ("a, axis=None, dtype=None, out=None, keepdims=False, *, where=True, split_every=None")
    "Arithmetic mean of the elements that are not NaN."
    ">>> a = np.array([[1, np.nan], [3, 4]])
>>> np.nanmean(a)
2.6666666666666665
>>> np.nanmean(a, axis=0)
array([2., 4.])"
    |args| call::mean(args, true);

    "nanvar" [] BOTH
    ("a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=0, split_every=None")
    "Variance of the elements that are not NaN."
    ">>> a = np.array([[1, np.nan], [3, 4]])
>>> np.nanvar(a, axis=0)
array([1., 0.])
>>> np.nanvar(a, axis=1)
array([0.  , 0.25])"
    |args| call::spread(args, false, true);

    "nanstd" [] BOTH
    ("a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=0, split_every=None")
    "Standard deviation of the elements that are not NaN."
    ">>> a = np.array([[1, np.nan], [3, 4]])
>>> np.nanstd(a, axis=1)
array([0. , 0.5])"
    |args| call::spread(args, true, true);

    "nanmin" [] BOTH
    ("a, axis=None, out=None, keepdims=False, initial=None, where=True, *, split_every=None")
    "Least element that is not NaN; NaN, with a warning, where there is none."
    ">>> a = np.array([[1, 2], [3, np.nan]])
>>> np.nanmin(a)
1.0
>>> np.nanmin(a, axis=1)
array([1., 3.])"
    |args| call::extreme(args, false, true);

    "nanmax" [] BOTH
    ("a, axis=None, out=None, keepdims=False, initial=None, where=True, *, split_every=None")
    "Greatest element that is not NaN; NaN, with a warning, where there is none."
    ">>> a = np.array([[1, 2], [3, np.nan]])
>>> np.nanmax(a)
3.0
>>> np.nanmax(a, axis=0)
array([3., 2.])"
    |args| call::extreme(args, true, true);

    "nanargmin" [] BOTH
    ("a, axis=None, out=None, *, keepdims=False, split_every=None")
    "Place of the least element that is not NaN; an error where there is none."
    ">>> a = np.array([[np.nan, 4], [2, 3]])
>>> np.nanargmin(a)
2
>>> np.nanargmin(a, axis=0)
array([1, 1])"
    |args| call::place(args, false, true);

    "nanargmax" [] BOTH
    ("a, axis=None, out=None, *, keepdims=False, split_every=None")
    "Place of the greatest element that is not NaN; an error where there is none."
    ">>> a = np.array([[np.nan, 4], [2, 3]])
>>> np.nanargmax(a)
1
>>> np.nanargmax(a, axis=1)
array([1, 1])"
    |args| call::place(args, true, true);
}
