//! The rows of comparisons, covariance, interpolation and convolution.

use super::{compare, signal};
use crate::ops::reduction::rows;
use crate::ops::row::{BOTH, Family, Op};

rows! {
    Custom any_length=false;
    /// Comparisons of whole arrays, covariance, interpolation, convolution.
    "allclose" [] BOTH
    ("a, b, rtol=1e-05, atol=1e-08, equal_nan=False")
    "Whether all elements of two arrays are equal within a tolerance."
    ">>> np.allclose([1e10, 1e-7], [1.00001e10, 1e-8])
False
>>> np.allclose([1e10, 1e-8], [1.00001e10, 1e-9])
True
>>> np.allclose([1.0, np.nan], [1.0, np.nan], equal_nan=True)
True"
    |args| compare::allclose(args);

    "array_equal" [] BOTH
    ("a1, a2, equal_nan=False")
    "Whether two arrays have the same shape and elements."
    ">>> np.array_equal([1, 2], np.array([1, 2]))
True
>>> np.array_equal([1, 2], [1, 2, 3])
False"
    |args| compare::array_equal(args);

    "array_equiv" [] BOTH
    ("a1, a2")
    "Whether two arrays have the same elements once they are broadcast to one shape."
    ">>> np.array_equiv([1, 2], [[1, 2], [1, 2]])
True
>>> np.array_equiv([1, 2], [[1, 2, 1, 2], [1, 2, 1, 2]])
False"
    |args| compare::array_equiv(args);

    "cov" [] BOTH
    ("m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None")
    "Covariance matrix of variables, a row each, with an observation a column."
    ">>> x = np.array([[0, 2], [1, 1], [2, 0]]).T
>>> np.cov(x)
array([[ 1., -1.],
       [-1.,  1.]])
>>> np.cov([1, 2, 4], bias=True)
array(1.55555556)"
    |args| compare::cov(args);

    "corrcoef" [] BOTH
    ("x, y=None, rowvar=True, *, dtype=None")
    "Correlation coefficients of variables, a row each, with an observation a column."
    ">>> np.corrcoef([1, 2, 3], [1, 2, 4])
array([[1.        , 0.98198051],
       [0.98198051, 1.        ]])"
    |args| compare::corrcoef(args);

    "interp" [] BOTH
    ("x, xp, fp, left=None, right=None, period=None")
    "Linear interpolation between points, whose places must rise."
    ">>> np.interp(2.5, [1, 2, 3], [3, 2, 0])
1.0
>>> np.interp([0, 1, 1.5, 2.72, 3.14], [1, 2, 3], [3, 2, 0])
array([3.  , 3.  , 2.5 , 0.56, 0.  ])"
    |args| signal::interp(args);

    "convolve" [] BOTH
    ("a, v, mode='full'")
    "Convolution of two one-dimensional arrays: sums of products as one slides along the other, reversed."
    ">>> np.convolve([1, 2, 3], [0, 1, 0.5])
array([0. , 1. , 2.5, 4. , 1.5])
>>> np.convolve([1, 2, 3], [0, 1, 0.5], 'same')
array([1. , 2.5, 4. ])
>>> np.convolve([1, 2, 3], [0, 1, 0.5], 'valid')
array([2.5])"
    |args| signal::slide_along(args, false);

    "correlate" [] BOTH
    ("a, v, mode='valid'")
    "Correlation of two one-dimensional arrays: sums of products as one slides along the other."
    ">>> np.correlate([1, 2, 3], [0, 1, 0.5])
array([3.5])
>>> np.correlate([1, 2, 3], [0, 1, 0.5], 'full')
array([0.5, 2. , 3.5, 3. , 0. ])"
    |args| signal::slide_along(args, true);
}
