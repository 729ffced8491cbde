//! Factorizations of matrices that are too large for loops, held against their products.

use faer::traits::ext::*;
use faer::{Mat, MatRef};
use num_complex::Complex;

use super::*;
use crate::chunk::{Block, Num};
use crate::ops::linalg::field::{Field, matrix};

/// Numbers between -1 and 1, and so much more on the diagonal.
fn sample<T: Field>(rows: usize, cols: usize, diagonal: f64) -> Block {
    let mut state = 7u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as f64 / (1u64 << 30) as f64 - 1.0
    };
    let mut block = Block::scratch(T::DTYPE, &[rows, cols]);
    for (at, v) in block.slice_mut::<T>().iter_mut().enumerate() {
        let (re, im) = (next() + if at / cols == at % cols { diagonal } else { 0.0 }, next());
        let number = if T::DTYPE.is_complex() { Num::Complex(Complex::new(re, im)) } else { Num::Float(re) };
        *v = number.cast::<T>();
    }
    block
}

fn close<T: Field>(found: MatRef<'_, T>, want: MatRef<'_, T>, what: &str) {
    let mut most = 0f64;
    for i in 0..want.nrows() {
        for j in 0..want.ncols() {
            let gap: f64 = (found[(i, j)] - want[(i, j)]).abs().into();
            most = if gap > most || gap.is_nan() { gap } else { most };
        }
    }
    let limit = if size_of::<T::Real>() == 4 { 2e-3 } else { 1e-10 };
    assert!(most < limit, "{what} of {}x{} {}: off by {most}", want.nrows(), want.ncols(), T::DTYPE);
}

fn equations<T: Field>(n: usize) {
    let (a, b) = (sample::<T>(n, n, 0.3 * n as f64), sample::<T>(n, 37, 0.0));
    let lu = Lu::of::<T>(&a, false).expect("factors");
    let x = lu.solve::<T>(&b, false).expect("an answer").expect("one that is not singular");
    close((matrix::<T>(&a) * matrix::<T>(&x)).as_ref(), matrix::<T>(&b), "solve");
    let inverse = lu.inverse::<T>(false).expect("an answer").expect("one that is not singular");
    close((matrix::<T>(&a) * matrix::<T>(&inverse)).as_ref(), Mat::<T>::identity(n, n).as_ref(), "inverse");
    let mut x = b.to_owned_c();
    solve_triangular(matrix::<T>(&a), true, rows_of::<T>(&mut x), false).expect("an answer");
    let lower = Mat::<T>::from_fn(n, n, |i, j| if i >= j { matrix::<T>(&a)[(i, j)] } else { T::zero() });
    close((&lower * matrix::<T>(&x)).as_ref(), matrix::<T>(&b), "triangle");
}

fn elimination<T: Field>(m: usize, n: usize) {
    let a = sample::<T>(m, n, 0.0);
    let lu = Lu::of::<T>(&a, false).expect("factors");
    let (packed, order, k) = (lu.matrix::<T>(), lu.order(), m.min(n));
    let lower = Mat::<T>::from_fn(m, k, |i, j| match i.cmp(&j) {
        std::cmp::Ordering::Less => T::zero(),
        std::cmp::Ordering::Equal => T::one(),
        std::cmp::Ordering::Greater => T::zero() - packed[(i, j)],
    });
    let upper = Mat::<T>::from_fn(k, n, |i, j| if i <= j { packed[(i, j)] } else { T::zero() });
    let rows = Mat::<T>::from_fn(m, n, |i, j| matrix::<T>(&a)[(order[i], j)]);
    close((&lower * &upper).as_ref(), rows.as_ref(), "elimination");
    assert!((0..m).all(|i| (0..i.min(k)).all(|j| lower[(i, j)].re_im_sum().into() <= 2.01)));
}

fn positive<T: Field>(n: usize) {
    let a = sample::<T>(n, n, 0.0);
    let whole = matrix::<T>(&a) * matrix::<T>(&a).adjoint();
    let scale = T::from_real_impl(&Num::Float(1.0 / n as f64).cast::<T::Real>());
    let whole = Mat::<T>::from_fn(n, n, |i, j| whole[(i, j)] * scale + if i == j { T::one() } else { T::zero() });
    let mut u = Block::scratch(T::DTYPE, &[n, n]);
    rows_of::<T>(&mut u).copy_from(whole.as_ref());
    assert!(cholesky(rows_of::<T>(&mut u), false).expect("a factor"));
    let upper = Mat::<T>::from_fn(n, n, |i, j| if i <= j { matrix::<T>(&u)[(i, j)] } else { T::zero() });
    close((upper.adjoint() * &upper).as_ref(), whole.as_ref(), "cholesky");
    rows_of::<T>(&mut u).copy_from(whole.as_ref());
    rows_of::<T>(&mut u)[(n - 1, n - 1)] = T::zero();
    assert!(!cholesky(rows_of::<T>(&mut u), false).expect("an answer"));
}

fn orthogonal<T: Field>(m: usize, n: usize) {
    let a = sample::<T>(m, n, 0.0);
    let mut r = a.to_owned_c();
    let found = Reflections::of(rows_of::<T>(&mut r), false).expect("factors");
    let q = found.basis(m, false).expect("a basis");
    let (q, r) = (matrix::<T>(&q), matrix::<T>(&r));
    assert!((0..m).all(|i| (0..i.min(n)).all(|j| r[(i, j)] == T::zero())));
    close((q * r).as_ref(), matrix::<T>(&a), "reflections");
    close((q.adjoint() * q).as_ref(), Mat::<T>::identity(m, m).as_ref(), "basis");
    let thin = found.basis(m.min(n), false).expect("a basis");
    close(matrix::<T>(&thin), q.subcols(0, m.min(n)), "thin basis");
}

fn all<T: Field>() {
    for n in [25, 64, 131] {
        equations::<T>(n);
        positive::<T>(n);
    }
    for (m, n) in [(40, 40), (131, 70), (70, 131), (33, 300)] {
        elimination::<T>(m, n);
        orthogonal::<T>(m, n);
    }
}

#[test]
fn factors_give_their_matrix() {
    all::<f64>();
    all::<f32>();
    all::<Complex<f64>>();
    all::<Complex<f32>>();
}
