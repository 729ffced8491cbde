//! The rows of transforms along several axes.

use super::calls;
use crate::ops::{Family, Op, Place};

const FFT: Op = Op { build: calls::many, ..Op::of(Family::Linalg, &[Place::Fft]) };
const PLANE: &str = "a, s=None, axes=(-2, -1), norm=None, out=None";
const SPACE: &str = "a, s=None, axes=None, norm=None, out=None";

/// Said of every transform along several axes.
macro_rules! over {
    ($text:literal) => {
        concat!(
            $text,
            "\n\n`s` is the number of points along each of the `axes` (-1: as many as there are). `norm` says where the ",
            "number of points is divided by: 'backward' (in the inverse), 'ortho' (its root in both directions) or ",
            "'forward'. Any chunks will do: each axis is made whole for its own step."
        )
    };
}

/// The rows of transforms along several axes.
pub static TABLE: &[Op] = &[
    Op {
        name: "fft2",
        params: PLANE,
        doc: over!("The discrete Fourier transform over two axes, the last ones unless `axes` says so."),
        examples: "
>>> np.fft.fft2(np.mgrid[:2, :4][0])
array([[ 4.+0.j,  0.+0.j,  0.+0.j,  0.+0.j],
       [-4.+0.j,  0.+0.j,  0.+0.j,  0.+0.j]])
>>> da.fft.fft2(da.ones((4, 4), chunks=2))[0, 0].compute()
(16+0j)
",
        ..FFT
    },
    Op {
        name: "ifft2",
        params: PLANE,
        doc: over!("The inverse of `fft2`."),
        examples: "
>>> a = 4 * np.eye(4)
>>> np.fft.ifft2(a)
array([[1.+0.j, 0.+0.j, 0.+0.j, 0.+0.j],
       [0.+0.j, 0.+0.j, 0.+0.j, 1.+0.j],
       [0.+0.j, 0.+0.j, 1.+0.j, 0.+0.j],
       [0.+0.j, 1.+0.j, 0.+0.j, 0.+0.j]])
",
        ..FFT
    },
    Op {
        name: "rfft2",
        params: PLANE,
        doc: over!("The transform of real elements over two axes: half of it along the last, the rest is the mirror."),
        examples: "
>>> np.fft.rfft2(np.ones((2, 4)))
array([[8.+0.j, 0.+0.j, 0.+0.j],
       [0.+0.j, 0.+0.j, 0.+0.j]])
",
        ..FFT
    },
    Op {
        name: "irfft2",
        params: PLANE,
        doc: over!("The inverse of `rfft2`: real elements."),
        examples: "
>>> a = np.arange(8.).reshape(2, 4)
>>> np.fft.irfft2(np.fft.rfft2(a))
array([[0., 1., 2., 3.],
       [4., 5., 6., 7.]])
",
        ..FFT
    },
    Op {
        name: "fftn",
        params: SPACE,
        doc: over!("The discrete Fourier transform over several axes, all of them unless `axes` says so."),
        examples: "
>>> a = np.mgrid[:3, :3, :3][0]
>>> np.fft.fftn(a, axes=(1, 2))[:, 0, 0]
array([ 0.+0.j,  9.+0.j, 18.+0.j])
>>> np.fft.fftn(a, (2, 2), axes=(0, 1))[0, 0]
array([2.+0.j, 2.+0.j, 2.+0.j])
",
        ..FFT
    },
    Op {
        name: "ifftn",
        params: SPACE,
        doc: over!("The inverse of `fftn`."),
        examples: "
>>> x = da.ones((4, 4, 4), chunks=2)
>>> np.allclose(da.fft.ifftn(da.fft.fftn(x)), x).compute()
True
",
        ..FFT
    },
    Op {
        name: "rfftn",
        params: SPACE,
        doc: over!(
            "The transform of real elements over several axes: half of it along the last, the rest is the mirror."
        ),
        examples: "
>>> a = np.ones((2, 2, 2))
>>> np.fft.rfftn(a).shape
(2, 2, 2)
>>> np.fft.rfftn(a)[0]
array([[8.+0.j, 0.+0.j],
       [0.+0.j, 0.+0.j]])
",
        ..FFT
    },
    Op {
        name: "irfftn",
        params: SPACE,
        doc: over!("The inverse of `rfftn`: real elements."),
        examples: "
>>> a = np.zeros((3, 2, 2)); a[0, 0, 0] = 3 * 2 * 2
>>> np.fft.irfftn(a).shape
(3, 2, 2)
>>> np.fft.irfftn(a)[0]
array([[1., 1.],
       [1., 1.]])
",
        ..FFT
    },
];
