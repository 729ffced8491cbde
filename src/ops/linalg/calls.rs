//! What each row of linear algebra does with its arguments.

use std::sync::Arc;

use super::blocked;
use super::eigen::{General, HermitianSvd, Symmetric};
use super::factor::{Cholesky, Lu, Qr, QrMode, Svd};
use super::field::field_dtype;
use super::kernel::{Answer, Method, each};
use super::named::named;
use super::solve::{Determinant, Inverse};
use super::tall;
use crate::array::build::{self, Index, cast, expand_dims, shape_text};
use crate::array::{Lazy, Value, compute, convert};
use crate::chunk::{Block, DType, Grid, Num};
use crate::diag::{Result, linalg_error, value_error};
use crate::ops::compose::{self, apply_number};
use crate::ops::contraction::conj;
use crate::ops::{Args, call};

/// An argument as a stack of matrices, in the dtype that decompositions are computed in.
pub fn matrices(args: &Args, name: &str) -> Result<Lazy> {
    let array = args.array(name)?;
    stack_of(&array).map_err(|e| args.at(name, e))
}

/// The same; what is tall and not lazy is cut into pieces of rows.
pub fn tall_matrices(args: &Args, name: &str) -> Result<Lazy> {
    let a = matrices(args, name)?;
    Ok(if args.is_lazy() { a } else { tall::in_pieces(&a) })
}

/// The array as a stack of matrices.
pub fn stack_of(array: &Lazy) -> Result<Lazy> {
    if array.ndim() < 2 {
        return Err(linalg_error(format!(
            "{}-dimensional array given. Array must be at least two-dimensional",
            array.ndim()
        )));
    }
    known(array)?;
    Ok(cast(array, field_dtype(array.dtype())?))
}

/// An error where the shape is not known.
pub fn known(array: &Lazy) -> Result<()> {
    if array.grid().is_known() {
        return Ok(());
    }
    Err(value_error("the shape of the matrix is not known before it is computed")
        .help("a mask made it: use .compute() first, or .compute_chunk_sizes()"))
}

/// Rows and columns of the matrices of a stack.
pub fn sides(array: &Lazy) -> (usize, usize) {
    let shape = array.node.shape();
    (shape[shape.len() - 2], shape[shape.len() - 1])
}

/// An argument as a stack of square matrices, and their side.
pub fn squares(args: &Args, name: &str) -> Result<(Lazy, usize)> {
    let array = matrices(args, name)?;
    square(&array).map_err(|e| args.at(name, e))?;
    let n = sides(&array).0;
    Ok((array, n))
}

pub fn square(array: &Lazy) -> Result<()> {
    let (m, n) = sides(array);
    if m == n {
        return Ok(());
    }
    Err(linalg_error("Last 2 dimensions of the array must be square")
        .help(format!("the shape is {}", shape_text(&array.node.shape()))))
}

/// The conjugate transpose of a matrix.
pub fn adjoint(a: &Lazy) -> Result<Lazy> {
    conj(&build::transpose(a, &[1, 0]))
}

/// The only answer of a method for each matrix of a stack.
pub fn one(name: &str, method: impl Method + 'static, a: &Lazy, answer: Answer) -> Result<Lazy> {
    many(name, method, a, vec![answer]).map(|mut all| all.swap_remove(0))
}

/// The answers of a method for each matrix of a stack.
pub fn many(name: &str, method: impl Method + 'static, a: &Lazy, answers: Vec<Answer>) -> Result<Vec<Lazy>> {
    each(name, Arc::new(method), &[(a.clone(), 2)], answers)
}

/// The inverses of square matrices.
pub fn inverse(a: &Lazy) -> Result<Lazy> {
    let n = sides(a).0;
    if blocked::fits(a) {
        let rows = compose::apply("arange", &[Value::Int(n as i128)])?;
        let eye = call("equal", &[expand_dims(&rows, &[1]), expand_dims(&rows, &[0])], &[])?;
        return Ok(blocked::solve(a, &build::rechunk(&cast(&eye, a.dtype()), a.grid().clone())));
    }
    one("inv", Inverse { quiet: false }, a, Answer::new(a.dtype(), &[n, n]))
}

pub fn inv(args: &mut Args) -> Result<Value> {
    let (a, _) = squares(args, "a")?;
    args.answer(inverse(&a)?)
}

pub fn det(args: &mut Args) -> Result<Value> {
    let (a, _) = squares(args, "a")?;
    args.answer(one("det", Determinant { both: false }, &a, Answer::new(a.dtype(), &[]))?)
}

pub fn slogdet(args: &mut Args) -> Result<Value> {
    let (a, _) = squares(args, "a")?;
    let answers = vec![Answer::new(a.dtype(), &[]), Answer::new(a.dtype().real(), &[])];
    let found = many("slogdet", Determinant { both: true }, &a, answers)?;
    named(args.answers(found)?, "SlogdetResult", &["sign", "logabsdet"])
}

/// The lower factor for `np.`, the upper one for `da.`, unless an argument says which.
pub fn cholesky(args: &mut Args) -> Result<Value> {
    let (a, n) = squares(args, "a")?;
    let upper = args.bool("upper", args.is_da() && args.raw("upper").is_none())?;
    let upper = if args.get("lower").is_some() { !args.bool("lower", false)? } else { upper };
    if !blocked::fits(&a) {
        return args.answer(one("cholesky", Cholesky { upper }, &a, Answer::new(a.dtype(), &[n, n]))?);
    }
    let lower = blocked::cholesky(&if upper { adjoint(&a)? } else { a })?;
    args.answer(if upper { adjoint(&lower)? } else { lower })
}

pub fn qr(args: &mut Args) -> Result<Value> {
    let a = tall_matrices(args, "a")?;
    let mode = match args.text("mode")?.unwrap_or("reduced") {
        "reduced" => QrMode::Reduced,
        "complete" => QrMode::Complete,
        "r" => QrMode::R,
        "raw" => QrMode::Raw,
        other => {
            let error = value_error(format!("Unrecognized mode '{other}'"));
            return Err(args.at("mode", error.help("modes are 'reduced', 'complete', 'r' and 'raw'")));
        }
    };
    let found = qr_arrays(&a, mode)?;
    match (mode, found.len()) {
        (_, 1) => args.answer(found[0].clone()),
        (QrMode::Raw, _) => args.answers(found),
        _ => named(args.answers(found)?, "QRResult", &["Q", "R"]),
    }
}

/// The answers of `qr`; a matrix in chunks of rows alone is factored chunk by chunk.
pub fn qr_arrays(a: &Lazy, mode: QrMode) -> Result<Vec<Lazy>> {
    let (m, n) = sides(a);
    if matches!(mode, QrMode::Reduced | QrMode::R) && tall::fits(a) {
        let (q, r) = tall::qr(a)?;
        return Ok(if mode == QrMode::R { vec![r] } else { vec![q, r] });
    }
    let (k, dtype) = (m.min(n), a.dtype());
    let answer = |rows: usize, cols: usize| Answer::new(dtype, &[rows, cols]);
    let answers = match mode {
        QrMode::Reduced => vec![answer(m, k), answer(k, n)],
        QrMode::Complete => vec![answer(m, m), answer(m, n)],
        QrMode::R => vec![answer(k, n)],
        QrMode::Raw => vec![answer(n, m), Answer::new(dtype, &[k])],
    };
    many("qr", Qr { mode }, a, answers)
}

/// U, the singular values, and V's adjoint.
pub fn svd_arrays(a: &Lazy, full: bool) -> Result<Vec<Lazy>> {
    let (m, n) = sides(a);
    if !full && tall::fits(a) {
        return tall::svd(a);
    }
    if !full && a.ndim() == 2 && tall::fits(&build::transpose(a, &[1, 0])) {
        let found = tall::svd(&adjoint(a)?)?;
        return Ok(vec![adjoint(&found[2])?, found[1].clone(), adjoint(&found[0])?]);
    }
    let (k, dtype) = (m.min(n), a.dtype());
    let (rows, cols) = if full { (m, n) } else { (k, k) };
    let answers = vec![Answer::new(dtype, &[m, rows]), Answer::new(dtype.real(), &[k]), Answer::new(dtype, &[cols, n])];
    many("svd", Svd { full, vectors: true }, a, answers)
}

/// The singular values, falling.
pub fn singular_values(a: &Lazy) -> Result<Lazy> {
    let (m, n) = sides(a);
    let narrow = match a.ndim() {
        2 if tall::fits(a) => tall::triangle(a)?,
        2 if tall::fits(&build::transpose(a, &[1, 0])) => tall::triangle(&adjoint(a)?)?,
        _ => a.clone(),
    };
    one("svdvals", Svd { full: false, vectors: false }, &narrow, Answer::new(a.dtype().real(), &[m.min(n)]))
}

/// The same three for a symmetric (Hermitian) matrix, by its eigenvalues.
fn hermitian_svd(a: &Lazy) -> Result<Vec<Lazy>> {
    square(a)?;
    let (n, dtype) = (sides(a).0, a.dtype());
    let answers = vec![Answer::new(dtype, &[n, n]), Answer::new(dtype.real(), &[n]), Answer::new(dtype, &[n, n])];
    many("svd", HermitianSvd { vectors: true }, a, answers)
}

/// U, the singular values, and V's adjoint, as many of each as the shorter side is long.
pub fn thin_svd(a: &Lazy, hermitian: bool) -> Result<Vec<Lazy>> {
    if hermitian { hermitian_svd(a) } else { svd_arrays(a, false) }
}

/// The singular values, falling, of what may be known to be symmetric.
pub fn values_of(a: &Lazy, hermitian: bool) -> Result<Lazy> {
    if !hermitian {
        return singular_values(a);
    }
    square(a)?;
    one("svdvals", HermitianSvd { vectors: false }, a, Answer::new(a.dtype().real(), &[sides(a).0]))
}

pub fn svd(args: &mut Args) -> Result<Value> {
    let a = tall_matrices(args, "a")?;
    let hermitian = args.bool("hermitian", false)?;
    if !args.bool("compute_uv", true)? {
        return args.answer(values_of(&a, hermitian).map_err(|e| args.at("a", e))?);
    }
    let full = args.bool("full_matrices", !args.is_da())?;
    let found = match hermitian {
        true => hermitian_svd(&a).map_err(|e| args.at("a", e))?,
        false => svd_arrays(&a, full)?,
    };
    let found = if args.is_da() && args.bool("coerce_signs", true)? { same_side(found)? } else { found };
    named(args.answers(found)?, "SVDResult", &["U", "S", "Vh"])
}

/// The factors with signs that no method decides: each row of V's adjoint has a sum that is not negative.
pub fn same_side(found: Vec<Lazy>) -> Result<Vec<Lazy>> {
    let [u, s, v] = &found[..] else { return Ok(found) };
    let k = s.node.shape()[s.ndim() - 1] as i128;
    let first = |n: i128| Index::Slice(None, Some(n), None);
    let rows = build::index(v, &[Index::Ellipsis, first(k), Index::Slice(None, None, None)])?;
    let sums = call("sum", &[rows], &[("axis", Value::Int(-1))])?;
    let real = if sums.dtype().is_complex() { call("real", &[sums], &[])? } else { sums };
    let up = cast(&apply_number("greater_equal", &real, Num::Int(0))?, s.dtype());
    let signs = apply_number("subtract", &apply_number("multiply", &up, Num::Int(2))?, Num::Int(1))?;
    let last = |x: &Lazy, axis: usize| expand_dims(x, &[axis]);
    let wide = |x: &Lazy, n: usize, axis: usize| -> Result<Lazy> {
        let missing = n - k as usize;
        if missing == 0 {
            return Ok(x.clone());
        }
        let mut shape = x.node.shape();
        shape[axis] = missing;
        let ones = build::full("ones", Num::Int(1), x.dtype(), Grid::whole(&shape));
        build::concat(&[x.clone(), ones], axis)
    };
    let batch = s.ndim() - 1;
    let across = wide(&signs, sides(u).1, batch)?;
    let down = wide(&signs, sides(v).0, batch)?;
    let u = call("multiply", &[u.clone(), last(&across, batch)], &[])?;
    let v = call("multiply", &[v.clone(), last(&down, batch + 1)], &[])?;
    Ok(vec![u, s.clone(), v])
}

pub fn svdvals(args: &mut Args) -> Result<Value> {
    let a = tall_matrices(args, "x")?;
    args.answer(singular_values(&a)?)
}

/// Whether the lower triangle is read.
fn lower(args: &Args) -> Result<bool> {
    match args.text("UPLO")?.unwrap_or("L") {
        "L" | "l" => Ok(true),
        "U" | "u" => Ok(false),
        _ => Err(args.at("UPLO", value_error("UPLO argument must be 'L' or 'U'"))),
    }
}

pub fn eigh(args: &mut Args) -> Result<Value> {
    let (a, n) = squares(args, "a")?;
    let answers = vec![Answer::new(a.dtype().real(), &[n]), Answer::new(a.dtype(), &[n, n])];
    let found = many("eigh", Symmetric { lower: lower(args)?, vectors: true }, &a, answers)?;
    named(args.answers(found)?, "EighResult", &["eigenvalues", "eigenvectors"])
}

pub fn eigvalsh(args: &mut Args) -> Result<Value> {
    let (a, n) = squares(args, "a")?;
    let method = Symmetric { lower: lower(args)?, vectors: false };
    args.answer(one("eigvalsh", method, &a, Answer::new(a.dtype().real(), &[n]))?)
}

fn eigen_arrays(a: &Lazy, n: usize, vectors: bool) -> Result<Vec<Lazy>> {
    let dtype = a.dtype().complex();
    let mut answers = vec![Answer::new(dtype, &[n])];
    if vectors {
        answers.push(Answer::new(dtype, &[n, n]));
    }
    many("eig", General { vectors }, a, answers)
}

/// Real answers where every eigenvalue is, as NumPy's; what is lazy stays complex, since a dtype is settled at once.
fn plain_where_real(args: &Args, a: &Lazy, found: Vec<Lazy>) -> Result<Vec<Value>> {
    if args.is_lazy() {
        return Ok(found.into_iter().map(Value::Lazy).collect());
    }
    let blocks = compute(&found)?;
    let real = !a.dtype().is_complex() && is_real(&blocks[0]);
    let fit = |b: Block| if real { real_part(&b, a.dtype()) } else { b };
    Ok(blocks.into_iter().map(fit).map(convert::plain_value).collect())
}

fn is_real(values: &Block) -> bool {
    values.to_vec::<crate::chunk::c128>().iter().all(|v| v.im == 0.0)
}

fn real_part(block: &Block, dtype: DType) -> Block {
    let parts: Vec<f64> = block.to_vec::<crate::chunk::c128>().iter().map(|v| v.re).collect();
    Block::from_slice(block.shape(), &parts).cast(dtype)
}

pub fn eig(args: &mut Args) -> Result<Value> {
    let (a, n) = squares(args, "a")?;
    let answers = plain_where_real(args, &a, eigen_arrays(&a, n, true)?)?;
    named(Value::tuple(answers), "EigResult", &["eigenvalues", "eigenvectors"])
}

pub fn eigvals(args: &mut Args) -> Result<Value> {
    let (a, n) = squares(args, "a")?;
    let mut answers = plain_where_real(args, &a, eigen_arrays(&a, n, false)?)?;
    Ok(answers.swap_remove(0))
}

pub fn lu(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "a")?;
    let (m, n) = sides(&a);
    if m == n && blocked::fits(&a) {
        return lu_in_chunks(args, &a);
    }
    let k = m.min(n);
    let answers =
        vec![Answer::new(a.dtype(), &[m, m]), Answer::new(a.dtype(), &[m, k]), Answer::new(a.dtype(), &[k, n])];
    args.answers(many("lu", Lu, &a, answers)?)
}

/// P, L and U of a square matrix in chunks, in the same chunks.
fn lu_in_chunks(args: &Args, a: &Lazy) -> Result<Value> {
    let (order, both) = blocked::lu(a)?;
    let n = Value::Int(sides(a).0 as i128);
    let rows = compose::apply("arange", &[n])?;
    let places = call("equal", &[expand_dims(&rows, &[1]), expand_dims(&order, &[0])], &[])?;
    let p = build::rechunk(&cast(&places, a.dtype()), a.grid().clone());
    let below = call("tril", std::slice::from_ref(&both), &[("k", Value::Int(-1))])?;
    let eye = cast(&call("equal", &[expand_dims(&rows, &[1]), expand_dims(&rows, &[0])], &[])?, a.dtype());
    let lower = call("add", &[below, build::rechunk(&eye, a.grid().clone())], &[])?;
    args.answers(vec![p, lower, call("triu", &[both], &[])?])
}

pub fn matrix_transpose(args: &mut Args) -> Result<Value> {
    let a = args.array("x")?;
    if a.ndim() < 2 {
        let error = value_error(format!("Input array must be at least 2-dimensional, but it is {}", a.ndim()));
        return Err(args.at("x", error));
    }
    let mut order: Vec<usize> = (0..a.ndim()).collect();
    order.swap(a.ndim() - 1, a.ndim() - 2);
    args.answer_view("x", build::transpose(&a, &order))
}

/// The diagonals of the matrices of a stack.
pub fn diagonal(args: &mut Args) -> Result<Value> {
    let a = args.array("x")?;
    let named = [
        ("offset", Value::Int(args.int("offset")?.unwrap_or(0))),
        ("axis1", Value::Int(-2)),
        ("axis2", Value::Int(-1)),
    ];
    args.answer_view("x", crate::ops::call("diagonal", &[a], &named)?)
}
