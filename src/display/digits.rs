//! Decimal digits of floats: the fewest that name a number among those of its type, or a given count, exactly rounded.

use half::f16;

use crate::chunk::DType;

/// The type of a float, which decides how many digits name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Half,
    Single,
    Double,
}

impl Width {
    /// The width of the dtype, or of its real and imaginary parts.
    pub fn of(dtype: DType) -> Width {
        match dtype.real() {
            DType::F16 => Width::Half,
            DType::F32 => Width::Single,
            _ => Width::Double,
        }
    }

    /// The nearest number of that type.
    pub fn round(self, value: f64) -> f64 {
        match self {
            Width::Half => f16::from_f64(value).to_f64(),
            Width::Single => value as f32 as f64,
            Width::Double => value,
        }
    }

    /// Whether `text` reads back as `value` in this type.
    fn names(self, text: &str, value: f64) -> bool {
        match self {
            Width::Single => text.parse().is_ok_and(|v: f32| v == value as f32),
            _ => text.parse().is_ok_and(|v: f64| self.round(v) == value),
        }
    }

    /// The decimal digits that the type holds in any case.
    pub fn precision(self) -> i32 {
        match self {
            Width::Half => 3,
            Width::Single => 6,
            Width::Double => 15,
        }
    }
}

/// How many digits after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// As few as name the number, at most this many, without zeros at the end.
    UpTo(Option<usize>),
    /// Just this many, exactly rounded.
    Exactly(usize),
}

/// A number's digits around the point; `exponent` is 0 for a positional number.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    pub int: String,
    pub frac: String,
    pub exponent: i32,
}

/// The fewest significant digits that name a finite number that is not negative, and the exponent of the first.
pub fn shortest(value: f64, width: Width) -> (String, i32) {
    let text = match width {
        Width::Double => format!("{value:e}"),
        Width::Single => format!("{:e}", value as f32),
        Width::Half => shortest_half(value),
    };
    let digits = |text: &str| {
        let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
        (digits.replace('.', ""), exponent.parse().unwrap_or(0))
    };
    let fewest = digits(&text);
    // Of two such numbers equally near, NumPy takes the one whose last digit is even.
    let even = format!("{value:.0$e}", fewest.0.len() - 1);
    if even != text && width.names(&even, value) { digits(&even) } else { fewest }
}

fn shortest_half(value: f64) -> String {
    let candidates = (0..5).flat_map(|n| {
        let near = format!("{value:.n$e}");
        let above = near.split_once('e').and_then(|(digits, exponent)| {
            let (digits, exponent): (u32, i32) = (digits.replace('.', "").parse().ok()?, exponent.parse().ok()?);
            let next: f64 = format!("{}e{}", digits + 1, exponent - n as i32).parse().ok()?;
            Some(format!("{next:.n$e}"))
        });
        std::iter::once(near).chain(above)
    });
    candidates.into_iter().find(|text| Width::Half.names(text, value)).unwrap_or_else(|| format!("{value:.4e}"))
}

/// The digits of a finite number that is not negative, without an exponent.
pub fn positional(value: f64, width: Width, digits: Digits) -> Parts {
    let text = match digits {
        Digits::Exactly(n) => format!("{value:.n$}"),
        Digits::UpTo(limit) => {
            let (int, frac) = place_point(shortest(value, width));
            match limit {
                Some(n) if frac.len() > n => format!("{value:.n$}"),
                _ => format!("{int}.{frac}"),
            }
        }
    };
    let (int, frac) = split_at_point(&text, digits);
    Parts { int, frac, exponent: 0 }
}

/// The digits of a finite number that is not negative, one of them before the point.
pub fn scientific(value: f64, width: Width, digits: Digits) -> Parts {
    let text = match digits {
        Digits::Exactly(n) => format!("{value:.n$e}"),
        Digits::UpTo(limit) => {
            let (all, exponent) = shortest(value, width);
            match limit {
                Some(n) if all.len() - 1 > n => format!("{value:.n$e}"),
                _ => format!("{}.{}e{exponent}", &all[..1], &all[1..]),
            }
        }
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (int, frac) = split_at_point(mantissa, digits);
    Parts { int, frac, exponent: exponent.parse().unwrap_or(0) }
}

fn split_at_point(text: &str, digits: Digits) -> (String, String) {
    let (int, frac) = text.split_once('.').unwrap_or((text, ""));
    let frac = if matches!(digits, Digits::UpTo(_)) { frac.trim_end_matches('0') } else { frac };
    (int.into(), frac.into())
}

/// Significant digits and the exponent of the first, as what stands before and after the point.
fn place_point((digits, exponent): (String, i32)) -> (String, String) {
    if exponent < 0 {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return ("0".into(), if digits == "0" { String::new() } else { zeros + &digits });
    }
    let before = exponent as usize + 1;
    if digits.len() <= before {
        let zeros = "0".repeat(before - digits.len());
        return (digits + &zeros, String::new());
    }
    (digits[..before].into(), digits[before..].into())
}

/// An exponent as Python writes it: a sign and at least `min` digits.
pub fn exponent_text(exponent: i32, min: usize) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{:0min$}", exponent.unsigned_abs())
}

/// A float standing alone, as NumPy's `str` of a scalar and Python's `repr` of a float: `2.5`, `1e-05`, `nan`.
pub fn alone(value: f64, width: Width) -> String {
    let text = alone_bare(value, width);
    if text.contains(['.', 'e', 'n', 'f']) { text } else { text + ".0" }
}

/// The same without a `.0` at the end, as the parts of complex numbers are.
pub fn alone_bare(value: f64, width: Width) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}inf");
    }
    let size = value.abs();
    let cutoff = if width == Width::Double { 1e16 } else { 10f64.powi(width.precision()) };
    let parts = if size != 0.0 && !(1e-4..cutoff).contains(&size) {
        scientific(size, width, Digits::UpTo(None))
    } else {
        positional(size, width, Digits::UpTo(None))
    };
    let point = if parts.frac.is_empty() { "" } else { "." };
    let exponent = if parts.exponent == 0 { String::new() } else { format!("e{}", exponent_text(parts.exponent, 2)) };
    format!("{sign}{}{point}{}{exponent}", parts.int, parts.frac)
}
