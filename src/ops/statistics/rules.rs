//! The rules that choose a number of bins from the elements.

use super::bins::Edges;
use crate::array::{Lazy, build};
use crate::diag::{Result, value_error};
use crate::ops::Args;

/// What the rules look at.
struct Sample {
    sorted: Vec<f64>,
    mean: f64,
    std: f64,
    /// The outermost edges.
    ends: (f64, f64),
}

/// A rule: its name and the width of a bin.
type Rule = (&'static str, fn(&Sample) -> f64);

const RULES: [Rule; 8] = [
    ("auto", |s| fd(s).max(s.width() / s.size().sqrt() / 2.0).min(sturges(s))),
    ("fd", fd),
    ("sturges", sturges),
    ("sqrt", |s| s.width() / s.size().sqrt()),
    ("rice", |s| s.width() / (2.0 * s.size().powf(1.0 / 3.0))),
    ("scott", |s| (24.0 * std::f64::consts::PI.sqrt() / s.size()).powf(1.0 / 3.0) * s.std),
    ("doane", doane),
    ("stone", stone),
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

/// The width for which the integrated squared error, as leaving one element out estimates it, is least.
fn stone(s: &Sample) -> f64 {
    let (n, width) = (s.size(), s.width());
    if n <= 1.0 || width == 0.0 {
        return 0.0;
    }
    let most = 100.max(n.sqrt() as usize);
    let (low, high) = s.ends;
    let loss = |count: usize| {
        let step = (high - low) / count as f64;
        let mut edges: Vec<f64> = (0..=count).map(|i| low + i as f64 * step).collect();
        edges[count] = high;
        let mut bins = vec![0u32; s.sorted.len()];
        Edges::new(edges, true).find(&s.sorted, &mut bins);
        let mut counts = vec![0.0; count + 1];
        bins.iter().for_each(|&b| counts[b as usize] += 1.0);
        let squares: f64 = counts[..count].iter().map(|c| (c / n) * (c / n)).sum();
        (2.0 - (n + 1.0) * squares) / (width / count as f64)
    };
    let best = (1..=most).map(|count| (count, loss(count))).reduce(|a, b| if b.1 < a.1 { b } else { a });
    width / best.map_or(1, |(count, _)| count) as f64
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
    let (low, high) = if low == high { (low - 0.5, high + 0.5) } else { (low, high) };
    let width = width(&Sample { sorted, mean, std, ends: (low, high) });
    let whole = array.dtype().is_integer() || array.dtype() == crate::chunk::DType::Bool;
    let width = if whole && width > 0.0 { width.max(1.0) } else { width };
    Ok(if width > 0.0 { ((high - low) / width).ceil().max(1.0) as usize } else { 1 })
}
