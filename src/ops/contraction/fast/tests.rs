use super::super::gemm::{Matrix, Out, Product};
use super::{Lane, multiply, pairs, whole};
use crate::chunk::math::simd::{Level, level};

/// How the elements of a matrix lie in memory.
#[derive(Clone, Copy, Debug)]
enum Lie {
    Rows,
    Cols,
    Apart,
}

const LIES: [Lie; 3] = [Lie::Rows, Lie::Cols, Lie::Apart];

/// A matrix with memory of its own.
struct Held<T> {
    values: Vec<T>,
    rows: usize,
    cols: usize,
    down: usize,
    across: usize,
}

impl<T: Lane> Held<T> {
    fn new(rows: usize, cols: usize, lie: Lie, value: impl Fn(usize, usize) -> f64) -> Held<T> {
        let (down, across) = match lie {
            Lie::Rows => (cols, 1),
            Lie::Cols => (1, rows),
            Lie::Apart => (3 * cols + 1, 3),
        };
        let mut values = vec![T::nan(); rows * down + cols * across];
        for i in 0..rows {
            for j in 0..cols {
                values[i * down + j * across] = T::from(value(i, j)).expect("a number");
            }
        }
        Held { values, rows, cols, down, across }
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.down + j * self.across].to_f64().expect("a number")
    }

    fn matrix(&self) -> Matrix<T> {
        let (down, across) = (self.down as isize, self.across as isize);
        Matrix { ptr: self.values.as_ptr(), rows: self.rows, cols: self.cols, down, across }
    }
}

/// Numbers between -1 and 1 that look random.
fn noise(seed: usize) -> impl Fn(usize, usize) -> f64 {
    move |i, j| {
        let mixed = (i * 7919 + j * 104_729 + seed * 31 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// Some rows of the product, made into rows with a gap between them that stays as it was.
fn product<T: Lane>(a: &Held<T>, b: &Held<T>, first: bool, shared: bool) -> Vec<f64> {
    let step = b.cols + 3;
    let mut out = vec![T::one(); a.rows * step];
    // SAFETY: callers look for the CPU's features; the matrices are whole.
    unsafe { multiply(a.matrix(), b.matrix(), Out { ptr: out.as_mut_ptr(), step }, Product { first, shared }) }
        .expect("nothing asks to stop");
    assert!(out.chunks(step).all(|row| row[b.cols..].iter().all(|&x| x == T::one())), "written beside the result");
    rows(a.rows).flat_map(|i| out[i * step..][..b.cols].iter().map(|x| x.to_f64().expect("a number"))).collect()
}

/// Rows of a product that are looked at: of large ones not all.
fn rows(m: usize) -> impl Iterator<Item = usize> {
    (0..m).step_by(m / 60 + 1).chain(m.saturating_sub(2)..m)
}

/// Some rows of the sums written out.
fn plainly<T: Lane>(a: &Held<T>, b: &Held<T>, first: bool) -> Vec<f64> {
    let row = |i: usize| {
        let mut sums = vec![if first { 0.0 } else { 1.0 }; b.cols];
        for k in 0..a.cols {
            let x = a.at(i, k);
            sums.iter_mut().enumerate().for_each(|(j, sum)| *sum += x * b.at(k, j));
        }
        sums
    };
    rows(a.rows).flat_map(row).collect()
}

fn check<T: Lane>(size: [usize; 3], lies: [Lie; 2], first: bool, shared: bool) {
    let [m, k, n] = size;
    let (a, b) = (Held::<T>::new(m, k, lies[0], noise(1)), Held::<T>::new(k, n, lies[1], noise(2)));
    let (got, want) = (product(&a, &b, first, shared), plainly(&a, &b, first));
    let bound = T::epsilon().to_f64().expect("a number") * 64.0 * (k as f64).sqrt();
    let worst = got.iter().zip(&want).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    assert!(worst <= bound, "{size:?} {lies:?} first {first}: off by {worst:e}, at most {bound:e}");
}

fn can() -> bool {
    level() >= Level::Avx2
}

#[test]
fn products_of_any_size_are_the_sums() {
    if !can() {
        return;
    }
    for n in 1..70 {
        let size = [n, (n * 7 + 3) % 71 + 1, (n * 5 + 1) % 67 + 1];
        check::<f64>(size, [LIES[n % 3], LIES[n / 3 % 3]], n % 2 == 0, false);
        check::<f32>(size, [LIES[n / 3 % 3], LIES[n % 3]], n % 2 == 1, false);
    }
}

#[test]
fn odd_and_flat_sizes() {
    if !can() {
        return;
    }
    for size in [[257, 257, 257], [511, 3, 129], [5, 1500, 7], [4, 4, 3000], [1000, 1, 9]] {
        for lies in [[Lie::Rows, Lie::Rows], [Lie::Cols, Lie::Rows], [Lie::Rows, Lie::Cols], [Lie::Apart, Lie::Apart]] {
            check::<f64>(size, lies, true, true);
            check::<f32>(size, lies, false, false);
        }
    }
}

#[test]
fn with_levels_of_strassen() {
    if !can() {
        return;
    }
    check::<f64>([1201, 1203, 1205], [Lie::Rows, Lie::Cols], false, false);
    check::<f64>([601, 700, 603], [Lie::Cols, Lie::Rows], true, false);
    check::<f32>([602, 601, 1300], [Lie::Rows, Lie::Rows], true, true);
}

/// A level that several threads work at, and the levels under it.
#[test]
fn with_a_level_of_all_threads() {
    if !can() {
        return;
    }
    for (size, lies) in [([604, 605, 603], [Lie::Rows, Lie::Cols]), ([501, 1100, 700], [Lie::Cols, Lie::Rows])] {
        let [m, k, n] = size;
        let (a, b) = (Held::<f64>::new(m, k, lies[0], noise(7)), Held::<f64>::new(k, n, lies[1], noise(8)));
        let mut out = vec![1.0; m * n];
        let to = Out { ptr: out.as_mut_ptr(), step: n };
        // SAFETY: as in `product`.
        unsafe { pairs::product(whole(&a.matrix(), &b.matrix(), &to, true, 2), 2) }.expect("nothing asks to stop");
        let got = rows(m).flat_map(|i| out[i * n..][..n].iter().copied());
        let worst = got.zip(plainly(&a, &b, true)).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
        assert!(worst <= f64::EPSILON * 64.0 * (k as f64).sqrt(), "{size:?} {lies:?}: off by {worst:e}");
    }
}

/// Integers come out exactly, as from plain sums.
#[test]
fn integers_are_exact() {
    if !can() {
        return;
    }
    let number = |seed: usize| move |i: usize, j: usize| (noise(seed)(i, j) * 1000.0).round();
    let (a, b) = (Held::<f64>::new(640, 620, Lie::Rows, number(3)), Held::<f64>::new(620, 650, Lie::Rows, number(4)));
    assert!(product(&a, &b, true, false) == plainly(&a, &b, true));
}

/// Rows and columns that differ much in size lose nothing, zeros stay zeros, and what is no number stays where it
/// belongs.
#[test]
fn uneven_and_infinite_elements() {
    if !can() {
        return;
    }
    let n = 610;
    let plain = Held::<f64>::new(n, n, Lie::Rows, noise(5));
    let steep = Held::<f64>::new(n, n, Lie::Rows, |i, j| noise(6)(i, j) * 0.5f64.powi(i as i32 / 4));
    let (got, want) = (product(&steep, &plain, true, false), plainly(&steep, &plain, true));
    for (at, (x, y)) in got.iter().zip(&want).enumerate() {
        let row = rows(n).nth(at / n).expect("a row");
        assert!((x - y).abs() <= 1e-13 * 0.5f64.powi(row as i32 / 4), "{x} {y} in row {row}");
    }
    let unit = Held::<f64>::new(n, n, Lie::Rows, |i, j| f64::from(u8::from(i == j)));
    assert!(product(&unit, &plain, true, false) == plainly(&unit, &plain, true));
    for wrong in [f64::NAN, f64::INFINITY, 1e308] {
        let odd = Held::<f64>::new(n, n, Lie::Rows, |i, j| if (i, j) == (7, 400) { wrong } else { noise(5)(i, j) });
        let (got, want) = (product(&odd, &plain, true, false), plainly(&odd, &plain, true));
        let same = |x: f64, y: f64| (x.is_nan() && y.is_nan()) || x == y || (x - y).abs() <= 1e-12 * y.abs().max(1.0);
        assert!(got.iter().zip(&want).all(|(&x, &y)| same(x, y)), "with {wrong}");
    }
}
