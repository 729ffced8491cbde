//! Single floats under wishes: `np.format_float_positional` and `np.format_float_scientific`.

use super::digits::{self, Digits, Parts, Width};
use crate::chunk::DType;

/// How a float is to be written.
pub struct FloatText {
    /// Digits at most: after the point, or in all where `fractional` is not set.
    pub precision: Option<usize>,
    /// As few digits as name the number, instead of exactly `precision`.
    pub unique: bool,
    pub fractional: bool,
    /// What becomes of zeros at the end: `k` keeps them, `.` takes them away, `0` leaves one after the point, `-` takes
    /// the point away too.
    pub trim: char,
    /// Whether a plus stands before numbers that are not negative.
    pub sign: bool,
    pub pad_left: usize,
    pub pad_right: usize,
    pub exp_digits: usize,
    pub min_digits: usize,
}

impl FloatText {
    /// The number without an exponent.
    pub fn positional(&self, value: f64, dtype: DType) -> String {
        if !value.is_finite() {
            return self.not_finite(value);
        }
        let width = Width::of(dtype);
        // Of fewer digits than stand before the point, those that are left over are zeros.
        let value = match self.precision {
            Some(n @ 1..) if !self.fractional => format!("{value:.*e}", n - 1).parse().unwrap_or(value),
            _ => value,
        };
        let limit = match (self.precision, self.fractional) {
            (Some(n), false) if value != 0.0 => {
                let before = value.abs().log10().floor() as i64 + 1;
                Some((n as i64 - before).max(0) as usize)
            }
            (precision, _) => precision,
        };
        let digits = if self.unique { Digits::UpTo(limit) } else { Digits::Exactly(limit.unwrap_or(0)) };
        let parts = digits::positional(value.abs(), width, digits);
        let (mut int, frac) = (self.signed(value) + &parts.int, self.trimmed(parts.frac));
        while int.len() < self.pad_left {
            int.insert(0, ' ');
        }
        let fill = self.pad_right.saturating_sub(frac.trim_start_matches('.').len());
        format!("{int}{frac}{}", " ".repeat(fill))
    }

    /// The number with an exponent.
    pub fn scientific(&self, value: f64, dtype: DType) -> String {
        if !value.is_finite() {
            return self.not_finite(value);
        }
        let digits = match self.unique {
            true => Digits::UpTo(self.precision),
            false => Digits::Exactly(self.precision.unwrap_or(0)),
        };
        let Parts { int, frac, exponent } = digits::scientific(value.abs(), Width::of(dtype), digits);
        let mut int = self.signed(value) + &int;
        while int.len() < self.pad_left {
            int.insert(0, ' ');
        }
        let exponent = digits::exponent_text(exponent, self.exp_digits.max(2));
        format!("{int}{}e{exponent}", self.trimmed(frac))
    }

    fn signed(&self, value: f64) -> String {
        match value.is_sign_negative() {
            true => "-",
            false if self.sign => "+",
            false => "",
        }
        .into()
    }

    fn not_finite(&self, value: f64) -> String {
        let text = if value.is_nan() { "nan" } else { "inf" };
        let sign = if value.is_nan() { String::new() } else { self.signed(value) };
        format!("{:>1$}", sign + text, self.pad_left)
    }

    /// The point and what follows it.
    fn trimmed(&self, mut frac: String) -> String {
        while frac.len() < self.min_digits {
            frac.push('0');
        }
        if self.trim != 'k' {
            frac.truncate(frac.trim_end_matches('0').len().max(self.min_digits));
        }
        match (self.trim, frac.is_empty()) {
            ('0', true) => ".0".into(),
            ('-', true) => String::new(),
            _ => format!(".{frac}"),
        }
    }
}
