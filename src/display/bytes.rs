//! Sizes and times in units that read well.

const BYTES: [(&str, u32); 8] =
    [("kB", 3), ("MB", 6), ("GB", 9), ("TB", 12), ("PB", 15), ("EB", 18), ("ZB", 21), ("YB", 24)];

/// Bytes in decimal units: `160 B`, `40.00 kB`, `8.00 GB`.
pub fn format_bytes(bytes: u128) -> String {
    let mut text = format!("{bytes} B");
    if bytes < 1000 {
        return text;
    }
    for (unit, power) in BYTES {
        let hundredth = 10u128.pow(power - 2);
        let hundredths = bytes.saturating_add(hundredth / 2) / hundredth;
        text = format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100);
        if hundredths < 100_000 {
            break;
        }
    }
    text
}

/// Bytes as `format_bytes` has them, without zeros after the point: `200 MB`.
pub fn short_bytes(bytes: u128) -> String {
    format_bytes(bytes).replace(".00 ", " ")
}

/// A time span as `%time` shows it: `12.3 ms`, `1.24 s`, `1min 2s`.
pub fn format_duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "unknown".into();
    }
    if seconds >= 59.95 {
        return whole_units(seconds.max(60.0));
    }
    let (scale, unit) = match seconds {
        s if s >= 0.9995 => (1.0, "s"),
        s if s >= 0.9995e-3 => (1e3, "ms"),
        s if s >= 0.9995e-6 => (1e6, "µs"),
        _ => (1e9, "ns"),
    };
    format!("{} {unit}", three_digits(seconds * scale))
}

/// Three significant digits of a number from 0 to 1000, without zeros at the end.
fn three_digits(value: f64) -> String {
    let decimals = match value {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').into(),
        false => text,
    }
}

fn whole_units(seconds: f64) -> String {
    let mut left = seconds as u64;
    let mut parts = Vec::new();
    for (unit, length) in [("d", 86400), ("h", 3600), ("min", 60), ("s", 1)] {
        if left >= length {
            parts.push(format!("{}{unit}", left / length));
        }
        left %= length;
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_the_tutorials() {
        let cases = [
            (0, "0 B"),
            (8, "8 B"),
            (160, "160 B"),
            (999, "999 B"),
            (1000, "1.00 kB"),
            (40_000, "40.00 kB"),
            (999_994, "999.99 kB"),
            (999_995, "1.00 MB"),
            (6_250_000, "6.25 MB"),
            (8_000_000_000, "8.00 GB"),
            (17_179_869_184, "17.18 GB"),
            (800 * 10u128.pow(18), "800.00 EB"),
            (12 * 10u128.pow(26), "1200.00 YB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(format_bytes(bytes), text);
        }
        assert!(format_bytes(u128::MAX).ends_with(" YB"));
    }

    #[test]
    fn durations_are_ipythons() {
        let cases = [
            (0.0, "0 ns"),
            (2.5e-7, "250 ns"),
            (5e-6, "5 µs"),
            (0.0123, "12.3 ms"),
            (0.99999, "1 s"),
            (1.2376, "1.24 s"),
            (10.0, "10 s"),
            (59.9, "59.9 s"),
            (59.99, "1min"),
            (62.3, "1min 2s"),
            (90061.0, "1d 1h 1min 1s"),
            (f64::NAN, "unknown"),
        ];
        for (seconds, text) in cases {
            assert_eq!(format_duration(seconds), text);
        }
    }
}
