//! What `chunks=` means, automatic chunks, and keeping chunks from growing.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::array::{Dict, Value};
use crate::chunk::{Cut, DType, Grid};
use crate::diag::{Error, Result, counted, type_error, value_error};

static CHUNK_BYTES: AtomicUsize = AtomicUsize::new(128 << 20);

/// The bytes that automatic chunks aim at: 128 MiB unless set.
pub fn chunk_bytes() -> usize {
    CHUNK_BYTES.load(Relaxed)
}

/// Sets the bytes that automatic chunks aim at.
pub fn set_chunk_bytes(bytes: usize) {
    CHUNK_BYTES.store(bytes.max(1), Relaxed);
}

/// What is asked for one axis.
enum Wish {
    Cut(Cut),
    /// Left to the automatic choice.
    Auto,
}

/// The grid that `chunks=` asks for: an int, a tuple with an entry an axis (an int, sizes, -1, None, "auto"), "auto",
/// a size such as "64MiB", or a dict of axes. `before` is the grid of the array that is rechunked; axes not named keep
/// theirs.
pub fn normalize_chunks(chunks: Option<&Value>, shape: &[usize], dtype: DType, before: Option<&Grid>) -> Result<Grid> {
    let mut limit = chunk_bytes();
    let wishes: Vec<Wish> = match chunks {
        None => shape.iter().map(|_| Wish::Auto).collect(),
        Some(Value::Str(text)) => {
            if &**text != "auto" {
                limit = parse_bytes(text)?;
            }
            shape.iter().map(|_| Wish::Auto).collect()
        }
        Some(Value::Dict(entries)) => by_axis(&entries.read(), shape, before)?,
        Some(value) => match (value.as_int(), value.items()) {
            (Some(_), _) => {
                shape.iter().enumerate().map(|(k, _)| wish(value, k, shape, before)).collect::<Result<_>>()?
            }
            (None, Some(items)) => by_position(value, &items, shape, before)?,
            _ => return Err(wrong_chunks(value)),
        },
    };
    Ok(settle(wishes, shape, dtype, limit))
}

fn wrong_chunks(value: &Value) -> Error {
    type_error(format!("chunks cannot be a {}", value.type_name()))
        .help("chunks=1000, chunks=(1000, 500), chunks=((600, 400), -1), chunks={0: 100}, chunks=\"auto\" and chunks=\"64MiB\" work")
}

fn by_axis(entries: &Dict, shape: &[usize], before: Option<&Grid>) -> Result<Vec<Wish>> {
    let mut wishes: Vec<Wish> =
        (0..shape.len()).map(|k| wish(&Value::None, k, shape, before)).collect::<Result<_>>()?;
    let n = shape.len() as i128;
    for (axis, value) in entries.iter() {
        let at = axis.as_int().filter(|a| (-n..n).contains(a)).ok_or_else(|| {
            value_error(format!("chunks names an axis that the array of {n} dimensions does not have"))
                .help(format!("axes go from 0 to {}", n - 1))
        })?;
        let k = if at < 0 { at + n } else { at } as usize;
        wishes[k] = wish(value, k, shape, before)?;
    }
    Ok(wishes)
}

fn by_position(value: &Value, items: &[Value], shape: &[usize], before: Option<&Grid>) -> Result<Vec<Wish>> {
    if shape.len() == 1 && items.len() > 1 && items.iter().all(|v| v.as_int().is_some()) {
        return Ok(vec![wish(value, 0, shape, before)?]);
    }
    if items.len() != shape.len() {
        return Err(value_error(format!(
            "chunks has {}, but the array has {}",
            counted(items.len() as u128, "entry"),
            counted(shape.len() as u128, "dimension")
        ))
        .help("give one entry for each axis, or one number for all"));
    }
    items.iter().enumerate().map(|(k, v)| wish(v, k, shape, before)).collect()
}

fn wish(value: &Value, k: usize, shape: &[usize], before: Option<&Grid>) -> Result<Wish> {
    let len = shape[k];
    Ok(match value {
        Value::None => Wish::Cut(before.map_or(Cut::whole(len), |g| g.axes[k].clone())),
        Value::Str(s) if &**s == "auto" => Wish::Auto,
        v => match (v.as_int(), v.items()) {
            (Some(-1), _) => Wish::Cut(Cut::whole(len)),
            (Some(size), _) if size > 0 => Wish::Cut(Cut::even(len, usize::try_from(size).unwrap_or(usize::MAX))),
            (Some(0), _) if len == 0 => Wish::Cut(Cut::whole(0)),
            (Some(size), _) => {
                return Err(value_error(format!("a chunk of size {size} along axis {k} is not possible"))
                    .help("sizes are at least 1; -1 stands for the whole axis"));
            }
            (None, Some(sizes)) => Wish::Cut(explicit(&sizes, k, shape)?),
            _ => return Err(wrong_chunks(v)),
        },
    })
}

fn explicit(sizes: &[Value], k: usize, shape: &[usize]) -> Result<Cut> {
    let sizes: Vec<usize> = sizes
        .iter()
        .map(|v| v.as_int().and_then(|n| usize::try_from(n).ok()).ok_or_else(|| wrong_chunks(v)))
        .collect::<Result<_>>()?;
    if sizes.iter().sum::<usize>() == shape[k] {
        return Ok(Cut::sizes(&sizes));
    }
    Err(value_error(format!(
        "Chunks do not add up to shape. Along axis {k} the chunks {sizes:?} add up to {}, and the shape is {:?}",
        sizes.iter().sum::<usize>(),
        shape
    ))
    .help(format!(
        "sizes along the axis that add up to {}, or one number: chunks={}",
        shape[k],
        sizes.first().unwrap_or(&1)
    )))
}

/// Bytes of a size such as `64MiB` or `1.5 GB`.
pub fn parse_bytes(text: &str) -> Result<usize> {
    let text = text.trim();
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let unit = match text[split..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1048576.0,
        "gib" => 1073741824.0,
        "tib" => 1099511627776.0,
        _ => f64::NAN,
    };
    let bytes = text[..split].parse::<f64>().unwrap_or(f64::NAN) * unit;
    if (1.0..9e18).contains(&bytes) {
        return Ok(bytes as usize);
    }
    Err(value_error(format!("'{text}' is not a number of bytes"))
        .help("sizes are written as \"64MiB\", \"500 kB\" or \"4GB\""))
}

fn settle(wishes: Vec<Wish>, shape: &[usize], dtype: DType, limit: usize) -> Grid {
    let fixed: u128 =
        wishes.iter().map(|w| if let Wish::Cut(c) = w { c.largest().max(1) as u128 } else { 1 }).product();
    let elements = (limit / dtype.size()).max(1) as f64 / fixed as f64;
    let open: Vec<usize> =
        wishes.iter().enumerate().filter(|(_, w)| matches!(w, Wish::Auto)).map(|(k, _)| shape[k]).collect();
    let mut sides = auto_sides(&open, elements.max(1.0)).into_iter();
    let cut = |(k, w): (usize, Wish)| match w {
        Wish::Cut(cut) => cut,
        Wish::Auto => Cut::even(shape[k], sides.next().unwrap_or(usize::MAX)),
    };
    Grid::new(wishes.into_iter().enumerate().map(cut).collect())
}

/// Sides of about `elements` elements: equal along the dimensions that need splitting, each rounded down to the largest
/// divisor of its dimension that is at least half of it, else left.
fn auto_sides(shape: &[usize], elements: f64) -> Vec<usize> {
    let mut whole = vec![false; shape.len()];
    loop {
        let taken: f64 = shape.iter().zip(&whole).filter(|(_, w)| **w).map(|(&n, _)| n.max(1) as f64).product();
        let open = whole.iter().filter(|w| !**w).count();
        if open == 0 {
            return shape.to_vec();
        }
        let side = (elements / taken).max(1.0).powf(1.0 / open as f64) + 1e-9;
        let fits: Vec<usize> = (0..shape.len()).filter(|&k| !whole[k] && shape[k] as f64 <= side).collect();
        if fits.is_empty() {
            let round = |(&n, &w): (&usize, &bool)| if w { n } else { round_side(n, side as usize) };
            return shape.iter().zip(&whole).map(round).collect();
        }
        fits.into_iter().for_each(|k| whole[k] = true);
    }
}

/// The largest divisor of `n` in `side/2..=side`, else `side`.
pub fn round_side(n: usize, side: usize) -> usize {
    let side = side.max(1);
    if side >= n {
        return n.max(1);
    }
    let low = side.div_ceil(2);
    if side - low <= 1 << 16 {
        return (low..=side).rev().find(|d| n.is_multiple_of(*d)).unwrap_or(side);
    }
    let parts = n.div_ceil(side)..=(n / low).min(n.div_ceil(side) + (1 << 20));
    parts.into_iter().find(|p| n.is_multiple_of(*p)).map_or(side, |p| n / p)
}

/// The grid with chunks split until none is past twice the larger of its inputs' chunks and the configured size.
pub fn limit_growth(mut grid: Grid, dtype: DType, inputs: impl IntoIterator<Item = u128>) -> Grid {
    let most = 2 * inputs.into_iter().max().unwrap_or(0).max(chunk_bytes() as u128);
    while grid.largest_elements().saturating_mul(dtype.size() as u128) > most {
        let Some(k) = (0..grid.ndim()).filter(|&k| !grid.axes[k].is_unknown()).max_by_key(|&k| grid.axes[k].largest())
        else {
            break;
        };
        let largest = grid.axes[k].largest();
        if largest <= 1 {
            break;
        }
        grid.axes[k] = split_cut(&grid.axes[k], largest.div_ceil(2));
    }
    grid
}

/// The cut with every chunk above `size` split into pieces of at most `size`.
fn split_cut(cut: &Cut, size: usize) -> Cut {
    match cut {
        Cut::Even { len, size: old } if old.min(len).is_multiple_of(size) || cut.count() == 1 => {
            Cut::even(*len, round_side(*old.min(len), size))
        }
        _ => {
            let mut sizes = Vec::new();
            for n in cut.iter() {
                let pieces = n.div_ceil(size).max(1);
                sizes.extend((0..pieces).map(|p| n * (p + 1) / pieces - n * p / pieces));
            }
            Cut::sizes(&sizes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_chunks_are_the_tutorials() {
        let cases: [(&[usize], DType, &[usize]); 5] = [
            (&[10000, 1000, 100], DType::I64, &[400, 250, 100]),
            (&[5000, 5000], DType::F64, &[2500, 2500]),
            (&[4, 5], DType::I64, &[4, 5]),
            (&[20000, 20000], DType::F64, &[4000, 4000]),
            (&[0, 5], DType::F64, &[0, 5]),
        ];
        for (shape, dtype, want) in cases {
            let grid = normalize_chunks(None, shape, dtype, None).expect("automatic chunks always fit");
            assert_eq!(grid.largest().as_slice(), want);
        }
    }

    #[test]
    fn huge_dimensions_are_quick() {
        let n = 10usize.pow(10);
        assert_eq!(round_side(n, 16_777_216), 16_000_000);
        assert!(round_side(usize::MAX >> 1, 16_777_216) <= 16_777_216);
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_bytes("64MiB").ok(), Some(64 << 20));
        assert_eq!(parse_bytes("1.5 GB").ok(), Some(1_500_000_000));
        assert!(parse_bytes("many").is_err());
    }
}
