//! The source: known answers, the same numbers however they are asked for, permutations, choices.

use super::philox::{TAIL_HALVES, block, fill, fill_portable};
use super::tests_shape::all;
use super::*;

#[test]
fn known_answers() {
    // Random123, kat_vectors, "philox4x32 10".
    let ones = u32::MAX;
    assert_eq!(block([0; 2], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    assert_eq!(block([ones; 2], [ones; 4]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
    assert_eq!(
        block([0xa409_3822, 0x299f_31d0], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]),
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    );
}

#[test]
fn vector_and_portable_code_agree() {
    for first in [0, 1, 12345, u64::from(u32::MAX) - 9, (7 << 32) - 1, u64::MAX - 3] {
        for blocks in (0..70).chain([511]) {
            let (mut a, mut b) = (vec![0; 2 * blocks], vec![1; 2 * blocks]);
            fill([5, 6], TAIL_HALVES, first, &mut a);
            fill_portable([5, 6], TAIL_HALVES, first, &mut b);
            assert_eq!(a, b, "{blocks} blocks from {first}");
        }
    }
}

#[test]
fn any_slice_gives_the_same_numbers() {
    let stream = Stream::new(11, 3);
    for distribution in all() {
        let sampler = Sampler::new(&distribution).unwrap();
        for base in [0u64, 4095, (1 << 33) - 50] {
            let (mut whole, mut whole_i) = (vec![0.0; 1300], vec![0i64; 1300]);
            let mut whole_f = vec![0f32; 1300];
            sampler.fill_f64(stream, base, &mut whole);
            sampler.fill_i64(stream, base, &mut whole_i);
            sampler.fill_f32(stream, base, &mut whole_f);
            let lengths = (0..100).chain([511, 513, 1024, 1200]);
            for (step, len) in lengths.enumerate() {
                let start = step * 7 % 41;
                let (mut part, mut part_i, mut part_f) = (vec![0.0; len], vec![0i64; len], vec![0f32; len]);
                let at = base + start as u64;
                sampler.fill_f64(stream, at, &mut part);
                sampler.fill_i64(stream, at, &mut part_i);
                sampler.fill_f32(stream, at, &mut part_f);
                assert_eq!(part, whole[start..start + len], "{distribution:?} {start}..+{len}");
                assert_eq!(part_i, whole_i[start..start + len], "{distribution:?} {start}..+{len}");
                assert_eq!(part_f, whole_f[start..start + len], "{distribution:?} {start}..+{len}");
            }
            for (i, &x) in whole.iter().enumerate().take(300) {
                let index = base + i as u64;
                assert_eq!(sample_f64(stream, &distribution, index).unwrap(), x, "{distribution:?} at {i}");
                assert_eq!(sample_i64(stream, &distribution, index).unwrap(), whole_i[i], "{distribution:?} at {i}");
            }
        }
    }
}

#[test]
fn every_integer_type_gets_the_same_integers() {
    fn check<T: IntegerElement + Into<i128>>(low: i128, high: i128) {
        let (mut narrow, mut wide) = (vec![T::default(); 999], vec![0i64; 999]);
        let law = Distribution::Integers { low, high };
        fill_integers(Stream::new(1, 1), &law, 3, &mut narrow).unwrap();
        fill_i64(Stream::new(1, 1), &law, 3, &mut wide).unwrap();
        for (x, y) in narrow.into_iter().zip(wide) {
            let x: i128 = x.into();
            assert!(x == i128::from(y) || x == i128::from(y as u64), "{x} {y} in {low}..{high}");
            assert!((low..high).contains(&x));
        }
    }
    check::<i8>(-128, 128);
    check::<u8>(0, 256);
    check::<i16>(-5, 30000);
    check::<u16>(7, 8);
    check::<i32>(-(1 << 31), 1 << 31);
    check::<u32>(0, 1 << 32);
    check::<i64>(i128::from(i64::MIN), 1 << 63);
    check::<i64>(-3, 3_000_000_000_000_000_000);
    check::<u64>(0, 1 << 64);
    check::<u64>(1 << 63, 1 << 64);
}

#[test]
fn rejected_integers_are_redrawn_from_the_elements_own_words() {
    // Ranges just above half the words' reject nearly half of them.
    for high in [(1i128 << 31) + 1, (1 << 63) + 1] {
        let law = Distribution::Integers { low: 0, high };
        let mut out = vec![0u64; 4096];
        fill_integers(Stream::new(8, 8), &law, 0, &mut out).unwrap();
        let mean = out.iter().map(|&x| x as f64).sum::<f64>() / 4096.0 / high as f64;
        assert!((mean - 0.5).abs() < 5.0 * (1.0 / 12f64).sqrt() / 64.0, "{mean}");
        assert!(out.iter().all(|&x| i128::from(x) < high));
        for index in [0u64, 17, 4095] {
            assert_eq!(sample_integer::<u64>(Stream::new(8, 8), &law, index).unwrap(), out[index as usize]);
        }
    }
}

#[test]
fn locations_and_scales_may_be_applied_afterwards() {
    use Distribution as D;
    let draw = |law: &D| {
        let mut out = vec![0.0; 3000];
        fill_f64(Stream::new(1, 9), law, 7, &mut out).unwrap();
        out
    };
    let (loc, scale) = (0.3, 1.7);
    for (law, standard, loc) in [
        (D::Normal { loc, scale }, D::StandardNormal, loc),
        (D::Exponential { scale }, D::StandardExponential, 0.0),
        (D::Gamma { shape: 2.5, scale }, D::StandardGamma { shape: 2.5 }, 0.0),
        (D::Uniform { low: loc, high: loc + scale }, D::Random, loc),
    ] {
        let width = if let D::Uniform { low, high } = law { high - low } else { scale };
        let expected: Vec<f64> = draw(&standard).into_iter().map(|x| loc + width * x).collect();
        assert_eq!(draw(&law), expected, "{law:?}");
    }
}

#[test]
fn neighbours_and_streams_are_independent() {
    const N: usize = 1 << 16;
    let draw = |stream| {
        let mut out = vec![0.0; N + 8];
        fill_f64(stream, &Distribution::Random, 0, &mut out).unwrap();
        out
    };
    let correlation = |a: &[f64], b: &[f64]| {
        let sum: f64 = a.iter().zip(b).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
        (sum * 12.0 / N as f64).abs()
    };
    let a = draw(Stream::new(0, 0));
    for lag in 1..=8 {
        assert!(correlation(&a[..N], &a[lag..N + lag]) < 4.5 / (N as f64).sqrt(), "lag {lag}");
    }
    for other in [Stream::new(0, 1), Stream::new(1, 0), Stream::new(1, 1), Stream::new(0, u64::MAX)] {
        let b = draw(other);
        assert!(correlation(&a[..N], &b[..N]) < 4.5 / (N as f64).sqrt(), "{other:?}");
    }
}

#[test]
fn keys_do_not_collide() {
    let mut keys: Vec<_> = (0..300u64).flat_map(|s| (0..300).map(move |t| Stream::new(s, t).key())).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 300 * 300);
}

#[test]
fn permutations_are_bijections() {
    for n in (0..70).chain([255, 256, 257, 4095, 4096, 4097, 5000, 8192, 8193, 65537, 100_000]) {
        let values = permutation(Stream::new(2, n as u64), n);
        let mut seen = vec![false; n];
        for &value in &values {
            assert!(!std::mem::replace(&mut seen[value as usize], true), "{value} twice for n = {n}");
        }
        if n > 0 {
            let at = n as u64 / 2;
            assert_eq!(permute_index(Stream::new(2, n as u64), n as u64, at), values[n / 2]);
        }
    }
    let large = Permuter::new(Stream::new(1, 1), u64::MAX);
    let distinct: std::collections::HashSet<u64> = (0..1000).map(|i| large.at(i)).collect();
    assert_eq!((distinct.len(), large.len(), large.is_empty()), (1000, u64::MAX, false));
}

/// Each element goes to each place equally often, for a table (n = 16) and for the cipher (n = 5000, in 16 bands); and
/// neighbours land independently.
#[test]
fn permutations_are_even() {
    for (n, streams) in [(16u64, 4000), (5000, 400)] {
        let band = |at: u64| (at * 16 / n) as usize;
        let mut sizes = [0.0; 16];
        (0..n).for_each(|at| sizes[band(at)] += 1.0);
        let mut counts = [[0.0; 16]; 16];
        let mut product = 0.0;
        for stream in 0..streams {
            let permuter = Permuter::new(Stream::new(99, stream), n);
            (0..n).for_each(|at| counts[band(at)][band(permuter.at(at))] += 1.0);
            let centre = |at| (permuter.at(at) as f64 - (n - 1) as f64 / 2.0) / n as f64;
            product += (0..15).map(|at| centre(at) * centre(at + 1)).sum::<f64>() / 15.0;
        }
        let mut chi = 0.0;
        for (row, from) in counts.iter().zip(sizes) {
            for (count, to) in row.iter().zip(sizes) {
                let expected = streams as f64 * from * to / n as f64;
                chi += (count - expected).powi(2) / expected;
            }
        }
        // 225 degrees of freedom.
        assert!((135.0..330.0).contains(&chi), "n = {n}: chi-square {chi}");
        // Without replacement, the correlation of two elements is -1 / (n - 1).
        let mean = product / streams as f64 + 1.0 / 12.0 / (n - 1) as f64;
        assert!(mean.abs() < 5.0 / 12.0 / (15.0 * streams as f64).sqrt(), "n = {n}: {mean}");
    }
}

#[test]
fn picks_by_running_sums() {
    let cdf = cumulative(&[0.0, 0.25, 0.0, 0.75, 0.0]).unwrap();
    assert_eq!([0.0, 0.2499, 0.25, 0.999].map(|u| pick(&cdf, u)), [1, 1, 3, 3]);
    assert_eq!(pick(&[], 0.5), 0);
    assert!(cumulative(&[0.5, 0.6]).unwrap_err().contains("sum to 1"));
    assert!(cumulative(&[1.5, -0.5]).unwrap_err().contains("non-negative"));
    assert!(cumulative(&[f64::NAN, 1.0]).unwrap_err().contains("NaN"));
    assert!(cumulative(&[]).is_err());
}

#[test]
fn entropy_differs() {
    assert_ne!(entropy_seed(), entropy_seed());
}
