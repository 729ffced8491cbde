//! The rows of transforms along one axis, and of what goes with them.

use super::{calls, frequency, wrap};
use crate::ops::{Family, Op, Place};

const FFT: Op = Op {
    params: "a, n=None, axis=-1, norm=None, out=None",
    build: calls::one,
    ..Op::of(Family::Linalg, &[Place::Fft])
};

/// Said of every transform along one axis.
macro_rules! along {
    ($text:literal) => {
        concat!(
            $text,
            "\n\n`n` points are taken of each line along `axis`: a longer line is cut, a shorter one filled with zeros. ",
            "`norm` says where the number of points is divided by: 'backward' (in the inverse), 'ortho' (its root in both ",
            "directions) or 'forward'. Single precision stays single. An axis in several chunks is made whole first; the ",
            "other axes stay in chunks."
        )
    };
}

/// The rows of transforms along one axis, and of what goes with them.
pub static TABLE: &[Op] = &[
    Op {
        name: "fft",
        doc: along!("The discrete Fourier transform along an axis."),
        examples: "
>>> np.fft.fft([1., 2., 3., 4.])
array([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
>>> np.fft.fft([1., 2.], n=4)
array([ 3.+0.j,  1.-2.j, -1.+0.j,  1.+2.j])
>>> np.fft.fft([1., 2., 3., 4.], norm='forward')
array([ 2.5+0.j , -0.5+0.5j, -0.5+0.j , -0.5-0.5j])
>>> x = da.arange(16., chunks=4)
>>> abs(da.fft.fft(x)).compute()[:3].round(6)
array([120.      ,  41.006647,  20.905007])
",
        ..FFT
    },
    Op {
        name: "ifft",
        doc: along!("The inverse of the discrete Fourier transform along an axis."),
        examples: "
>>> np.fft.ifft([0, 4, 0, 0])
array([ 1.+0.j,  0.+1.j, -1.+0.j,  0.-1.j])
>>> x = da.ones((4, 6), chunks=2)
>>> np.allclose(da.fft.ifft(da.fft.fft(x, axis=0), axis=0), x).compute()
True
",
        ..FFT
    },
    Op {
        name: "rfft",
        doc: along!(
            "The discrete Fourier transform of real elements: its first half, of which the rest is the mirror."
        ),
        examples: "
>>> np.fft.rfft([0, 1, 0, 0])
array([ 1.+0.j,  0.-1.j, -1.+0.j])
>>> da.fft.rfft(da.ones((3, 8), chunks=(1, 4))).shape
(3, 5)
",
        ..FFT
    },
    Op {
        name: "irfft",
        doc: along!(
            "The inverse of `rfft`: real elements.\n\nWithout `n` their number is even; give `n` where it was odd."
        ),
        examples: "
>>> np.fft.irfft([1, -1j, -1])
array([0., 1., 0., 0.])
>>> np.fft.irfft(np.fft.rfft([1., 2., 3.]), n=3)
array([1., 2., 3.])
",
        ..FFT
    },
    Op {
        name: "hfft",
        doc: along!("The transform of a signal that is symmetric about 0 up to conjugation: real elements."),
        examples: "
>>> np.fft.hfft([1, 2, 3, 4, 3, 2], 6).round(6)
array([15., -4.,  0., -1.,  0., -4.])
",
        ..FFT
    },
    Op {
        name: "ihfft",
        doc: along!("The inverse of `hfft`: the first half of a signal that is symmetric up to conjugation."),
        examples: "
>>> np.fft.ihfft([4., 2., 0., 2.])
array([2.-0.j, 1.-0.j, 0.-0.j])
",
        ..FFT
    },
    Op {
        name: "fftfreq",
        params: "n, d=1.0, device=None, *, chunks='auto'",
        doc: "The frequencies of a transform of `n` samples that lie `d` apart, in the transform's order.",
        examples: "
>>> np.fft.fftfreq(8, d=0.1)
array([ 0.  ,  1.25,  2.5 ,  3.75, -5.  , -3.75, -2.5 , -1.25])
>>> da.fft.fftfreq(5, chunks=2).compute()
array([ 0. ,  0.2,  0.4, -0.4, -0.2])
",
        build: frequency::fftfreq,
        ..FFT
    },
    Op {
        name: "rfftfreq",
        params: "n, d=1.0, device=None, *, chunks='auto'",
        doc: "The frequencies of an `rfft` of `n` samples that lie `d` apart.",
        examples: "
>>> np.fft.rfftfreq(10, d=0.01)
array([ 0., 10., 20., 30., 40., 50.])
",
        build: frequency::rfftfreq,
        ..FFT
    },
    Op {
        name: "fftshift",
        params: "x, axes=None",
        doc: "The frequency 0 moved to the middle of the axes, all of them unless `axes` says so.",
        examples: "
>>> np.fft.fftshift(np.fft.fftfreq(10, 0.1))
array([-5., -4., -3., -2., -1.,  0.,  1.,  2.,  3.,  4.])
>>> np.fft.fftshift(np.arange(6).reshape(2, 3), axes=1)
array([[2, 0, 1],
       [5, 3, 4]])
",
        build: frequency::fftshift,
        ..FFT
    },
    Op {
        name: "ifftshift",
        params: "x, axes=None",
        doc: "What `fftshift` moved put back.",
        examples: "
>>> np.fft.ifftshift(np.fft.fftshift(np.arange(5)))
array([0, 1, 2, 3, 4])
",
        build: frequency::ifftshift,
        ..FFT
    },
    Op {
        name: "fft_wrap",
        params: "fft_func, kind=None, dtype=None, allow_fftpack=False",
        doc: "The transform of lazy arrays that stands behind a function of `np.fft`, or behind the name `kind`.\n\n\
              Every function of `np.fft` takes lazy arrays by itself; this is for programs written for Dask. The dtype is \
              always the transform's own.",
        examples: "
>>> parallel_fft = da.fft.fft_wrap(np.fft.fft)
>>> parallel_fft(da.arange(4, chunks=2)).compute()
array([ 6.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
",
        build: wrap::fft_wrap,
        ..FFT
    },
];
