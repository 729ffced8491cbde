//! A matrix as pixels: shrunk by averages where there are too many, and repeated where there are few.

use super::Image;

/// Pixels row by row, each a number from 0 to 1, or none where there is no number.
pub struct Raster {
    pub columns: usize,
    pub rows: usize,
    pub parts: Vec<Option<f64>>,
}

/// No pixel is repeated more often along an axis.
const LARGEST: usize = 8;
/// At least so many pixels are left of an axis that has them.
const LEAST: usize = 8;

/// The matrix in at most so many pixels.
pub fn raster(image: &Image, columns: usize, rows: usize) -> Raster {
    let scale = (image.columns as f64 / columns as f64).max(image.rows as f64 / rows as f64);
    let size = |n: usize, most: usize| match scale > 1.0 {
        true => ((n as f64 / scale).round() as usize).max(n.min(LEAST)).clamp(1, most),
        false => n * ((1.0 / scale) as usize).clamp(1, LARGEST),
    };
    let (columns, rows) = (size(image.columns, columns), size(image.rows, rows));
    let mut parts = Vec::with_capacity(columns * rows);
    for y in 0..rows {
        for x in 0..columns {
            parts.push(average(image, span(x, columns, image.columns), span(y, rows, image.rows)));
        }
    }
    Raster { columns, rows, parts }
}

/// The elements that pixel `k` of `pixels` stands for.
fn span(k: usize, pixels: usize, elements: usize) -> std::ops::Range<usize> {
    let from = k * elements / pixels;
    from..((k + 1) * elements / pixels).max(from + 1)
}

fn average(image: &Image, xs: std::ops::Range<usize>, ys: std::ops::Range<usize>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0usize);
    for y in ys {
        for &value in &image.values[y * image.columns..][xs.clone()] {
            if !value.is_nan() {
                sum += value;
                count += 1;
            }
        }
    }
    let (low, high) = image.range;
    let part = (sum / count as f64 - low) / (high - low);
    (count > 0).then(|| if part.is_nan() { 0.5 } else { part.clamp(0.0, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_shrink_and_grow() {
        let edges = [(0.0, 1.0); 2];
        let values: Vec<f64> = (0..16).map(f64::from).collect();
        let image = Image { columns: 4, rows: 4, values: &values, range: (0.0, 15.0), map: "gray", edges };
        let grown = raster(&image, 9, 9);
        assert_eq!((grown.columns, grown.rows, grown.parts[1], grown.parts[2]), (8, 8, Some(0.0), Some(1.0 / 15.0)));
        let values: Vec<f64> = (0..10_000).map(|k| f64::from(k % 100)).collect();
        let image = Image { columns: 100, rows: 100, values: &values, range: (0.0, 99.0), map: "gray", edges };
        let small = raster(&image, 10, 20);
        assert_eq!((small.columns, small.rows, small.parts[0]), (10, 10, Some(4.5 / 99.0)));
    }
}
