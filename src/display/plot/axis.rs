//! Numbers along an axis.

/// An axis: what it goes from and to, and where numbers stand on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The ends; of a logarithmic axis, their powers of ten.
    pub low: f64,
    pub high: f64,
    log: bool,
    pub ticks: Vec<(f64, String)>,
}

/// The least and the greatest number, if there is any.
pub fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|v| v.is_finite()).fold(None, |found, v| wider(found, Some((v, v))))
}

/// The extent around two.
pub fn wider(a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

/// An extent that is one: not empty, and not a single place.
pub fn proper(extent: Option<(f64, f64)>) -> (f64, f64) {
    match extent {
        None => (0.0, 1.0),
        Some((low, high)) if high > low => (low, high),
        Some((at, _)) => {
            let room = if at == 0.0 { 0.5 } else { at.abs() * 0.05 };
            (at - room, at + room)
        }
    }
}

/// The least step of 1, 2 or 5 times a power of ten with which at most `most` steps cover the extent.
fn step_of(low: f64, high: f64, most: usize) -> f64 {
    let rough = (high - low) / most.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|s| s * power);
    steps.into_iter().find(|s| *s >= rough * (1.0 - 1e-9)).unwrap_or(rough)
}

impl Axis {
    /// An axis over an extent with at most so many numbers (one more with that at the start).
    pub fn of((low, high): (f64, f64), most: usize) -> Axis {
        let step = step_of(low, high, most);
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let count = (last - first).clamp(0.0, 1000.0) as usize;
        let ticks = (0..=count).map(|k| (first + k as f64) * step).filter(|v| v.is_finite());
        Axis {
            low,
            high,
            log: false,
            ticks: ticks.map(|v| (v, tick_text(v, step, low.abs().max(high.abs())))).collect(),
        }
    }

    /// As `of`, made wider so that it begins and ends at a number.
    pub fn rounded((low, high): (f64, f64), most: usize) -> Axis {
        let step = step_of(low, high, most);
        let around = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Axis::of(if around.1 > around.0 { around } else { (low, high) }, most + 1)
    }

    /// A logarithmic axis around an extent of positive numbers, with numbers at powers of ten.
    pub fn log((low, high): (f64, f64), most: usize) -> Axis {
        let low = low.log10().floor().max(-320.0) as i32;
        let high = (high.log10().ceil().min(320.0) as i32).max(low + 1);
        let step = ((high - low) as usize).div_ceil(most.max(1));
        let text = |k: i32| if (-4..6).contains(&k) { format!("{}", 10f64.powi(k)) } else { format!("1e{k}") };
        let ticks = (low..=high).step_by(step).map(|k| (10f64.powi(k), text(k))).collect();
        Axis { low: f64::from(low), high: f64::from(high), log: true, ticks }
    }

    /// How far along the axis a number lies: 0 at its start, 1 at its end.
    pub fn part(&self, value: f64) -> f64 {
        let value = if self.log { value.log10() } else { value };
        (value - self.low) / (self.high - self.low)
    }

    /// The number at the start of the axis.
    pub fn first(&self) -> f64 {
        if self.log { 10f64.powf(self.low) } else { self.low }
    }
}

/// A number on an axis with this step between numbers, whose greatest is `largest`.
pub fn tick_text(value: f64, step: f64, largest: f64) -> String {
    let value = if value.abs() < step * 1e-6 { 0.0 } else { value };
    if largest >= 1e6 || (largest > 0.0 && largest < 1e-3) {
        if value == 0.0 {
            return "0".into();
        }
        let digits = (value.abs().log10().floor() - (step * 1.0001).log10().floor()).clamp(0.0, 12.0) as usize;
        format!("{value:.digits$e}")
    } else {
        let digits = (-(step * 1.0001).log10().floor()).clamp(0.0, 12.0) as usize;
        format!("{value:.digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|t| t.1.as_str()).collect()
    }

    #[test]
    fn numbers_on_axes_are_round() {
        assert_eq!(texts(&Axis::of((0.0, 10.0), 5)), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(texts(&Axis::of((-1.0, 1.0), 4)), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(texts(&Axis::of((0.0, 3.2e6), 4)), ["0", "1e6", "2e6", "3e6"]);
        assert_eq!(texts(&Axis::of((0.0, 2e-5), 4)), ["0", "5e-6", "1.0e-5", "1.5e-5", "2.0e-5"]);
        let axis = Axis::rounded((0.3, 97.0), 5);
        assert_eq!((axis.low, axis.high, texts(&axis)), (0.0, 100.0, vec!["0", "20", "40", "60", "80", "100"]));
        let axis = Axis::log((0.03, 2e7), 5);
        assert_eq!((texts(&axis), axis.part(1e3)), (vec!["0.01", "1", "100", "10000", "1e6", "1e8"], 0.5));
        assert_eq!(proper(None), (0.0, 1.0));
        assert_eq!(proper(extent([f64::NAN, 2.0, f64::INFINITY].into_iter())), (1.9, 2.1));
    }
}
