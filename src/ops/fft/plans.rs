//! The plans of transforms, made once for each length.

use std::sync::{Arc, LazyLock};

use parking_lot::Mutex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use rustfft::{Fft, FftDirection, FftNum, FftPlanner};

use crate::chunk::{CastFrom, Element};

/// The plans that are held: past so many points in all they are forgotten, so that odd lengths do not pile up.
const MOST: usize = 1 << 24;

/// Plans that were made before.
pub struct Plans<R: FftNum> {
    complex: FftPlanner<R>,
    real: RealFftPlanner<R>,
    points: usize,
}

impl<R: FftNum> Plans<R> {
    fn new() -> Plans<R> {
        Plans { complex: FftPlanner::new(), real: RealFftPlanner::new(), points: 0 }
    }

    /// The plans, with room for one more of that length.
    fn room(&mut self, points: usize) -> &mut Plans<R> {
        self.points = self.points.saturating_add(points);
        if self.points > MOST {
            *self = Plans { points, ..Plans::new() };
        }
        self
    }
}

/// A type of which transforms are made.
pub trait Real: FftNum + Element + CastFrom<f64> {
    fn plans() -> &'static Mutex<Plans<Self>>;

    /// From complex elements to complex ones.
    fn complex(points: usize, inverse: bool) -> Arc<dyn Fft<Self>> {
        let way = if inverse { FftDirection::Inverse } else { FftDirection::Forward };
        Self::plans().lock().room(points).complex.plan_fft(points, way)
    }

    /// From real elements to the first half of the complex ones.
    fn half(points: usize) -> Arc<dyn RealToComplex<Self>> {
        Self::plans().lock().room(points).real.plan_fft_forward(points)
    }

    /// From the first half of complex elements to real ones.
    fn whole(points: usize) -> Arc<dyn ComplexToReal<Self>> {
        Self::plans().lock().room(points).real.plan_fft_inverse(points)
    }
}

static SINGLE: LazyLock<Mutex<Plans<f32>>> = LazyLock::new(|| Mutex::new(Plans::new()));
static DOUBLE: LazyLock<Mutex<Plans<f64>>> = LazyLock::new(|| Mutex::new(Plans::new()));

impl Real for f32 {
    fn plans() -> &'static Mutex<Plans<f32>> {
        &SINGLE
    }
}

impl Real for f64 {
    fn plans() -> &'static Mutex<Plans<f64>> {
        &DOUBLE
    }
}
