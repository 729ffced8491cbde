//! How the elements of one array are written: digits, signs and widths settled from all that are shown.

use super::digits::{self, Digits, Width};
use super::options::{FloatMode, PrintOptions, Sign};
use super::python::number;
use crate::chunk::{Block, DType, Num, NumKind};

/// How each element of one array is written.
pub enum ElementFormat {
    Bool {
        width: usize,
    },
    Int {
        sign: Sign,
        width: usize,
    },
    Float(FloatFormat),
    Complex(FloatFormat, FloatFormat),
    /// Each as if it stood alone, and `--` where the mask of the same shape holds.
    Alone {
        mask: Block,
    },
}

impl ElementFormat {
    /// The format that suits these elements, all that are shown of an array of `ndim` axes.
    pub fn new(dtype: DType, ndim: usize, shown: &[Num], options: &PrintOptions) -> ElementFormat {
        let width = Width::of(dtype);
        match dtype.kind() {
            NumKind::Bool => ElementFormat::Bool { width: if ndim == 0 { 0 } else { 5 } },
            NumKind::Signed | NumKind::Unsigned => int_format(shown, options.sign),
            NumKind::Float => {
                let values: Vec<f64> = shown.iter().map(|n| n.as_f64()).collect();
                ElementFormat::Float(FloatFormat::new(&values, width, options, options.sign))
            }
            NumKind::Complex => {
                let (re, im): (Vec<f64>, Vec<f64>) =
                    shown.iter().map(|n| (n.as_complex().re, n.as_complex().im)).unzip();
                ElementFormat::Complex(
                    FloatFormat::new(&re, width, options, options.sign),
                    FloatFormat::new(&im, width, options, Sign::Plus),
                )
            }
        }
    }

    /// The element at a place, padded to the width of all.
    pub fn write(&self, num: Num, index: &[usize]) -> String {
        match self {
            ElementFormat::Alone { mask } if mask.at(index).num.is_true() => "--".into(),
            ElementFormat::Alone { .. } => number(num, Width::Double),
            ElementFormat::Bool { width } => format!("{:>width$}", if num.is_true() { "True" } else { "False" }),
            ElementFormat::Int { sign, width } => format!("{:>width$}", signed(num.as_int().unwrap_or(0), *sign)),
            ElementFormat::Float(format) => format.write(num.as_f64()),
            ElementFormat::Complex(re, im) => {
                let (real, imag) = (re.write(num.as_complex().re), im.write(num.as_complex().im));
                let digits = imag.trim_end();
                format!("{real}{digits}j{}", &imag[digits.len()..])
            }
        }
    }
}

fn signed(value: i128, sign: Sign) -> String {
    match sign {
        Sign::Plus => format!("{value:+}"),
        Sign::Space if value >= 0 => format!(" {value}"),
        _ => value.to_string(),
    }
}

fn int_format(shown: &[Num], sign: Sign) -> ElementFormat {
    let ints = || shown.iter().filter_map(|n| n.as_int());
    let (low, high) = (ints().min().unwrap_or(0), ints().max().unwrap_or(0));
    let sign = if sign == Sign::Space && low < 0 { Sign::Minus } else { sign };
    let width = signed(high, sign).len().max(low.to_string().len());
    ElementFormat::Int { sign, width }
}

/// How the floats of one array are written, after NumPy's `FloatingFormat`.
pub struct FloatFormat {
    width: Width,
    digits: Digits,
    /// The digits of the exponent, in exponent form.
    exponent: Option<usize>,
    /// Columns before the point, the sign among them.
    pad_left: usize,
    /// Columns after the point.
    pad_right: usize,
    sign: Sign,
    nan: String,
    inf: String,
}

impl FloatFormat {
    /// The format that suits these values.
    pub fn new(values: &[f64], width: Width, options: &PrintOptions, sign: Sign) -> FloatFormat {
        let mut format = FloatFormat {
            width,
            digits: Digits::UpTo(None),
            exponent: None,
            pad_left: 0,
            pad_right: 0,
            sign,
            nan: options.nanstr.clone(),
            inf: options.infstr.clone(),
        };
        let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        if !finite.is_empty() {
            let scientific = wants_exponent(&finite, width, options.suppress);
            format.measure(&finite, scientific, options);
        }
        if sign == Sign::Space && !finite.iter().any(|v| v.is_sign_negative()) {
            format.pad_left += 1;
        }
        if finite.len() < values.len() {
            let minus = sign != Sign::Minus || values.contains(&f64::NEG_INFINITY);
            let widest = chars(&format.nan).max(chars(&format.inf) + usize::from(minus));
            format.pad_left = format.pad_left.max(widest.saturating_sub(format.pad_right + 1));
        }
        format
    }

    /// Writes every number once to find how wide they get.
    fn measure(&mut self, finite: &[f64], scientific: bool, options: &PrintOptions) {
        let first = match options.floatmode {
            FloatMode::Fixed => Digits::Exactly(options.precision.unwrap_or(8)),
            FloatMode::Unique => Digits::UpTo(None),
            FloatMode::MaxPrec | FloatMode::MaxPrecEqual => Digits::UpTo(options.precision),
        };
        let (mut frac, mut exponent) = (0, 2);
        for &value in finite {
            let write = if scientific { digits::scientific } else { digits::positional };
            let parts = write(value.abs(), self.width, first);
            let signed = value.is_sign_negative() || self.sign == Sign::Plus;
            self.pad_left = self.pad_left.max(parts.int.len() + usize::from(signed));
            frac = frac.max(parts.frac.len());
            exponent = exponent.max(digits::exponent_text(parts.exponent, 2).len() - 1);
        }
        self.pad_right = frac;
        self.digits = match options.floatmode {
            FloatMode::MaxPrec | FloatMode::Unique => first,
            FloatMode::Fixed | FloatMode::MaxPrecEqual => Digits::Exactly(frac),
        };
        if scientific {
            self.digits = Digits::Exactly(frac);
            self.exponent = Some(exponent);
            self.pad_right = exponent + 2 + frac;
        }
    }

    /// One number, padded to the width of all.
    pub fn write(&self, value: f64) -> String {
        let sign = match value.is_sign_negative() && !value.is_nan() {
            true => "-",
            false if self.sign == Sign::Plus => "+",
            false => "",
        };
        if !value.is_finite() {
            let text = format!("{sign}{}", if value.is_nan() { &self.nan } else { &self.inf });
            return format!("{text:>0$}", self.pad_left + self.pad_right + 1);
        }
        let left = |int: &str| format!("{:>1$}", format!("{sign}{int}"), self.pad_left);
        match self.exponent {
            Some(min) => {
                let parts = digits::scientific(value.abs(), self.width, self.digits);
                format!("{}.{}e{}", left(&parts.int), parts.frac, digits::exponent_text(parts.exponent, min))
            }
            None => {
                let parts = digits::positional(value.abs(), self.width, self.digits);
                format!("{}.{:<2$}", left(&parts.int), parts.frac, self.pad_right)
            }
        }
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// NumPy's rule: numbers that are very large, very small, or far apart, each measured in their own type.
fn wants_exponent(finite: &[f64], width: Width, suppress: bool) -> bool {
    let sizes = || finite.iter().map(|v| v.abs()).filter(|&v| v != 0.0);
    let Some(low) = sizes().reduce(f64::min) else { return false };
    let high = sizes().fold(low, f64::max);
    let cutoff = 10f64.powi(width.precision().min(8));
    high >= cutoff || !suppress && (low < width.round(1e-4) || width.round(high / low) > 1000.0)
}
