use super::gufunc::MATMUL;
use super::kernel::{Axes, contract};
use super::rules::{alike, dot_arrays};
use crate::array::{Lazy, build};
use crate::chunk::{Block, Cut, DType, Grid};
use crate::diag::Result;

/// `a @ b`
fn matmul_arrays(a: &Lazy, b: &Lazy) -> Result<Lazy> {
    let (a, b) = alike(a, b);
    MATMUL.apply(&a, &b)
}

/// Small integers, as that dtype, in chunks of `size` along each axis.
fn numbers(shape: &[usize], dtype: DType, size: usize, seed: u64) -> Lazy {
    let n: usize = shape.iter().product();
    let number = |i: usize| ((i as u64 * 2654435761 + seed * 977) % 19) as i64 - 9;
    let block = Block::from_slice(shape, &(0..n).map(number).collect::<Vec<i64>>()).cast(dtype);
    Lazy::stored(block, Grid::new(shape.iter().map(|&n| Cut::even(n, size)).collect()))
}

fn computed(array: &Lazy) -> Vec<f64> {
    array.compute().expect("a product computes").to_vec()
}

/// The sums written out: `a` is (batch, rows, summed), `b` (batch, summed, columns).
fn plainly(a: &[f64], b: &[f64], [batch, m, k, n]: [usize; 4]) -> Vec<f64> {
    let mut out = Vec::new();
    for p in 0..batch {
        for i in 0..m {
            for j in 0..n {
                out.push((0..k).map(|s| a[(p * m + i) * k + s] * b[(p * k + s) * n + j]).sum());
            }
        }
    }
    out
}

#[test]
fn products_are_the_sums_on_any_chunks() {
    use DType::*;
    for (n, dtype) in [F64, F32, I64, I32, C128, C64].into_iter().enumerate() {
        for [batch, m, k, cols] in
            [[1, 3, 4, 5], [2, 7, 9, 1], [3, 1, 40, 33], [2, 64, 70, 50], [1, 0, 3, 2], [1, 2, 0, 3]]
        {
            for size in [1000, 3, 5 + n] {
                let a = numbers(&[batch, m, k], dtype, size, 1);
                let b = numbers(&[batch, k, cols], dtype, size, 2);
                let want = plainly(&computed(&a), &computed(&b), [batch, m, k, cols]);
                let product = contract("matmul", &a, &b, Axes { batch: 1, summed: 1 }).expect("fits").expect("fits");
                assert_eq!(computed(&product), want, "{dtype} {batch} {m} {k} {cols} in chunks of {size}");
                let turned = |x: &Lazy| build::transpose(&build::transpose(x, &[0, 2, 1]), &[0, 2, 1]);
                let product = matmul_arrays(&turned(&a), &turned(&b)).expect("fits");
                assert_eq!(computed(&product), want);
            }
        }
    }
}

#[test]
fn transposed_and_broadcast_operands() {
    let a = numbers(&[20, 30], DType::F64, 7, 1);
    let b = numbers(&[20, 25], DType::F64, 6, 2);
    let t = build::transpose(&a, &[1, 0]);
    let product = dot_arrays(&t, &b).expect("fits");
    let want = plainly(&computed(&t), &computed(&b), [1, 30, 20, 25]);
    assert_eq!(computed(&product), want);
    let stack = numbers(&[3, 25, 4], DType::F64, 2, 3);
    let product = matmul_arrays(&b, &stack).expect("fits");
    let left = computed(&b).repeat(3);
    assert_eq!(computed(&product), plainly(&left, &computed(&stack), [3, 20, 25, 4]));
}

#[test]
fn small_integers_wrap_and_bools_are_logical() {
    let a = build::cast(&numbers(&[4, 5], DType::I64, 2, 1), DType::I8);
    let square = matmul_arrays(&a, &build::transpose(&a, &[1, 0])).expect("fits");
    let wide = plainly(&computed(&a), &computed(&build::transpose(&a, &[1, 0])), [1, 4, 5, 4]);
    assert_eq!(computed(&square), wide.iter().map(|&v| v as i64 as i8 as f64).collect::<Vec<_>>());
    let t = numbers(&[3, 3], DType::Bool, 2, 1);
    let square = matmul_arrays(&t, &t).expect("fits");
    assert_eq!((square.dtype(), computed(&square).iter().all(|v| *v <= 1.0)), (DType::Bool, true));
}
