//! Colours: of series, by their names, and of numbers in a matrix.

use crate::display::scene::Colour;

/// The colours that series get one after another.
const PALETTE: [(&str, Colour); 10] = [
    ("tab:blue", [31, 119, 180]),
    ("tab:orange", [245, 130, 20]),
    ("tab:green", [44, 155, 50]),
    ("tab:red", [210, 45, 45]),
    ("tab:purple", [145, 100, 190]),
    ("tab:brown", [140, 85, 75]),
    ("tab:pink", [225, 120, 195]),
    ("tab:gray", [127, 127, 127]),
    ("tab:olive", [185, 185, 40]),
    ("tab:cyan", [25, 190, 205]),
];

/// Colours by their names.
const NAMED: [(&str, Colour); 31] = [
    ("b", [0, 0, 255]),
    ("blue", [0, 0, 255]),
    ("g", [0, 128, 0]),
    ("green", [0, 128, 0]),
    ("r", [255, 0, 0]),
    ("red", [255, 0, 0]),
    ("c", [0, 190, 190]),
    ("cyan", [0, 255, 255]),
    ("m", [190, 0, 190]),
    ("magenta", [255, 0, 255]),
    ("y", [190, 190, 0]),
    ("yellow", [255, 255, 0]),
    ("k", [0, 0, 0]),
    ("black", [0, 0, 0]),
    ("w", [255, 255, 255]),
    ("white", [255, 255, 255]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("orange", [255, 165, 0]),
    ("purple", [128, 0, 128]),
    ("brown", [165, 42, 42]),
    ("pink", [255, 192, 203]),
    ("lightblue", [173, 216, 230]),
    ("lightgray", [211, 211, 211]),
    ("darkblue", [0, 0, 139]),
    ("skyblue", [135, 206, 235]),
    ("steelblue", [70, 130, 180]),
    ("navy", [0, 0, 128]),
    ("teal", [0, 128, 128]),
    ("salmon", [250, 128, 114]),
    ("gold", [255, 215, 0]),
];

/// The colour of the series with that number.
pub fn palette(k: usize) -> Colour {
    PALETTE[k % PALETTE.len()].1
}

/// The colour of a name such as `red`, `C1`, `tab:blue`, `0.5` or `#ff8800`.
pub fn colour(name: &str) -> Option<Colour> {
    if let Some(digits) = name.strip_prefix('#') {
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| digits.is_ascii())?;
        return match digits.len() {
            6 => Some([(value >> 16) as u8, (value >> 8) as u8, value as u8]),
            3 => Some([(value >> 8) as u8 * 17, (value >> 4 & 15) as u8 * 17, (value & 15) as u8 * 17]),
            _ => None,
        };
    }
    if let Some(k) = name.strip_prefix('C').and_then(|n| n.parse().ok()) {
        return Some(palette(k));
    }
    if let Some(grey) = name.parse::<f64>().ok().filter(|v| (0.0..=1.0).contains(v)) {
        return Some([(grey * 255.0).round() as u8; 3]);
    }
    NAMED.iter().chain(&PALETTE).find(|(n, _)| *n == name).map(|(_, c)| *c)
}

/// The names of colours.
pub fn colour_names() -> impl Iterator<Item = &'static str> {
    NAMED.iter().chain(&PALETTE).map(|(name, _)| *name)
}

/// Colours for numbers from the least to the greatest: stops with even steps between them.
const MAPS: [(&str, &[Colour]); 7] = [
    (
        "viridis",
        &[
            [68, 1, 84],
            [71, 45, 123],
            [59, 82, 139],
            [44, 114, 142],
            [33, 145, 140],
            [40, 174, 128],
            [94, 201, 98],
            [173, 220, 48],
            [253, 231, 37],
        ],
    ),
    ("gray", &[[0, 0, 0], [255, 255, 255]]),
    ("Greys", &[[255, 255, 255], [0, 0, 0]]),
    ("hot", &[[10, 0, 0], [255, 0, 0], [255, 255, 0], [255, 255, 255]]),
    ("plasma", &[[13, 8, 135], [126, 3, 168], [204, 71, 120], [248, 149, 64], [240, 249, 33]]),
    ("coolwarm", &[[59, 76, 192], [144, 178, 254], [221, 221, 221], [245, 156, 125], [180, 4, 38]]),
    ("jet", &[[0, 0, 131], [0, 60, 255], [0, 255, 255], [255, 255, 0], [250, 0, 0], [128, 0, 0]]),
];

/// The names of the colour maps.
pub fn map_names() -> impl Iterator<Item = &'static str> {
    MAPS.iter().map(|(name, _)| *name)
}

/// The colour of a number from 0 to 1 in a map.
pub fn mapped(map: &str, part: f64) -> Colour {
    let stops = MAPS.iter().find(|(name, _)| *name == map).map_or(MAPS[0].1, |(_, stops)| *stops);
    let at = part.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let k = (at as usize).min(stops.len() - 2);
    let share = at - k as f64;
    std::array::from_fn(|c| {
        let (a, b) = (f64::from(stops[k][c]), f64::from(stops[k + 1][c]));
        (a + (b - a) * share).round() as u8
    })
}

/// How strong red, green and blue are in a terminal's 256 colours.
const LEVELS: [i32; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest of a terminal's 256 colours.
pub fn indexed(colour: Colour) -> u8 {
    let level = |v: u8| (0..6).min_by_key(|&k| (LEVELS[k] - i32::from(v)).abs()).unwrap_or(0);
    let levels = colour.map(level);
    let grey = (colour.iter().map(|&v| i32::from(v)).sum::<i32>() / 3 - 8 + 5).clamp(0, 230) / 10;
    let distance = |other: [i32; 3]| -> i32 { (0..3).map(|k| (other[k] - i32::from(colour[k])).pow(2)).sum() };
    if distance([8 + 10 * grey; 3]) < distance(levels.map(|k| LEVELS[k])) {
        232 + grey as u8
    } else {
        (16 + 36 * levels[0] + 6 * levels[1] + levels[2]) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_names_and_numbers() {
        assert_eq!(colour("#ff8000"), Some([255, 128, 0]));
        assert_eq!((colour("#f80"), colour("C0"), colour("nothing")), (Some([255, 136, 0]), Some(palette(0)), None));
        assert_eq!((indexed([255, 0, 0]), indexed([0, 0, 0]), indexed([128, 128, 128])), (196, 16, 244));
        assert_eq!((mapped("gray", 0.5), mapped("gray", f64::NAN)), ([128; 3], [0; 3]));
    }
}
