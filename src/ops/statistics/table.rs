//! The rows of histograms.

use super::histogram;
use crate::ops::reduction::rows;
use crate::ops::row::{BOTH, Family, Op};

rows! {
    Custom any_length=true;
    /// Histograms.
    "histogram" [] BOTH
    ("a, bins=10, range=None, density=False, weights=None")
    "Number of elements in each bin, and the edges of the bins.

A bin takes in its lower edge and not its upper one; the last takes in both. `bins` is a number, a sequence of edges, or
the name of a rule (auto, fd, doane, scott, rice, sturges, sqrt). For a lazy array it needs a range with it, or the
edges, since nothing is computed before it is asked for."
    ">>> np.histogram([1, 2, 1], bins=[0, 1, 2, 3])
(array([0, 2, 1]), array([0, 1, 2, 3]))
>>> np.histogram(np.arange(4), bins=np.arange(5), density=True)
(array([0.25, 0.25, 0.25, 0.25]), array([0, 1, 2, 3, 4]))
>>> h, edges = da.histogram(da.arange(10, chunks=3), bins=3, range=(0, 9))
>>> h.compute()
array([3, 3, 4])
>>> edges
array([0., 3., 6., 9.])"
    |args| histogram::histogram(args);

    "histogram_bin_edges" [] BOTH
    ("a, bins=10, range=None, weights=None")
    "The edges that `histogram` would use."
    ">>> np.histogram_bin_edges([0, 0, 0, 1, 2, 3, 3, 4, 5], bins='auto')
array([0., 1., 2., 3., 4., 5.])
>>> np.histogram_bin_edges([1, 2, 3], bins=2)
array([1., 2., 3.])"
    |args| histogram::bin_edges(args);

    "histogram2d" [] BOTH
    ("x, y, bins=10, range=None, density=False, weights=None")
    "Number of points in each cell of a plane, and the edges along both coordinates."
    ">>> H, xedges, yedges = np.histogram2d([0, 1, 1], [0, 2, 2], bins=2)
>>> H
array([[1., 0.],
       [0., 2.]])
>>> yedges
array([0., 1., 2.])"
    |args| histogram::histogram2d(args);

    "histogramdd" [] BOTH
    ("sample, bins=10, range=None, density=False, weights=None")
    "Number of points in each cell of a space of any dimension, and the edges along each coordinate.

The sample has a row a point, or is a tuple of coordinates."
    ">>> H, edges = np.histogramdd(np.array([[0, 0], [1, 2], [1, 2]]), bins=2)
>>> H
array([[1., 0.],
       [0., 2.]])
>>> edges[1]
array([0., 1., 2.])"
    |args| histogram::histogramdd(args);
}
