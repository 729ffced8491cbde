//! The rules that choose a number of bins from the elements.

use crate::array::{Lazy, build};
use crate::diag::{Result, value_error};
use crate::ops::Args;

/// What the rules look at.
struct Sample {
    sorted: Vec<f64>,
    mean: f64,
    std: f64,
}

/// A rule: its name and the width of a bin.
type Rule = (&'static str, fn(&Sample) -> f64);

const RULES: [Rule; 7] = [
    ("auto", |s| fd(s).max(s.width() / s.size().sqrt() / 2.0).min(sturges(s))),
    ("fd", fd),
    ("sturges", sturges),
    ("sqrt", |s| s.width() / s.size().sqrt()),
    ("rice", |s| s.width() / (2.0 * s.size().powf(1.0 / 3.0))),
    ("scott", |s| (24.0 * std::f64::consts::PI.sqrt() / s.size()).powf(1.0 / 3.0) * s.std),
    ("doane", doane),
];

impl Sample {
    fn size(&self) -> f64 {
        self.sorted.len() as f64
    }

    fn width(&self) -> f64 {
        self.sorted[self.sorted.len() - 1] - self.sorted[0]
    }

    fn quartile(&self, q: f64) -> f64 {
        let at = q * (self.size() - 1.0);
        let (low, t) = (at.floor() as usize, at.fract());
        let (a, b) = (self.sorted[low], self.sorted[(low + 1).min(self.sorted.len() - 1)]);
        if t >= 0.5 { b - (b - a) * (1.0 - t) } else { a + (b - a) * t }
    }
}

fn fd(s: &Sample) -> f64 {
    2.0 * (s.quartile(0.75) - s.quartile(0.25)) * s.size().powf(-1.0 / 3.0)
}

fn sturges(s: &Sample) -> f64 {
    s.width() / (s.size().log2() + 1.0)
}

fn doane(s: &Sample) -> f64 {
    let n = s.size();
    if n <= 2.0 || s.std <= 0.0 {
        return 0.0;
    }
    let spread = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
    let skew = s.sorted.iter().map(|v| ((v - s.mean) / s.std).powi(3)).sum::<f64>() / n;
    s.width() / (1.0 + n.log2() + (1.0 + skew.abs() / spread).log2())
}

/// The number of bins that a rule chooses for the elements within a range.
pub fn bins_of(args: &Args, rule: &str, array: &Lazy, range: Option<(f64, f64)>) -> Result<usize> {
    let Some((_, width)) = RULES.iter().find(|(name, _)| *name == rule) else {
        let names = RULES.map(|(name, _)| name).join(", ");
        let error = value_error(format!("'{rule}' is not a valid estimator for `bins`"));
        return Err(args.at("bins", error).help(format!("the rules are {names}")));
    };
    let mut sorted = build::cast(array, crate::chunk::DType::F64).compute()?.to_vec::<f64>();
    let (low, high) = match range {
        Some(range) => range,
        None => super::histogram::extent(array)?,
    };
    sorted.retain(|v| (low..=high).contains(v));
    if sorted.is_empty() {
        return Ok(1);
    }
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let std = (sorted.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    let width = width(&Sample { sorted, mean, std });
    let width = if array.dtype().is_integer() && width > 0.0 { width.max(1.0) } else { width };
    let (low, high) = if low == high { (low - 0.5, high + 0.5) } else { (low, high) };
    Ok(if width > 0.0 { ((high - low) / width).ceil().max(1.0) as usize } else { 1 })
}
