//! What each row of linear algebra does with its arguments.

use std::sync::Arc;

use super::eigen::{General, Symmetric};
use super::factor::{Cholesky, Lu, Qr, QrMode, Svd};
use super::field::field_dtype;
use super::kernel::{Answer, Method, each};
use super::named::named;
use super::solve::{Determinant, Inverse, LeastSquares, PseudoInverse, Solve, Triangular};
use super::tall;
use crate::array::build::{self, cast, shape_text};
use crate::array::{Lazy, Value, compute, convert};
use crate::chunk::{Block, DType};
use crate::diag::{Error, Result, linalg_error, value_error};
use crate::ops::Args;

/// An argument as a stack of matrices, in the dtype that decompositions are computed in.
pub fn matrices(args: &Args, name: &str) -> Result<Lazy> {
    let array = args.array(name)?;
    stack_of(&array).map_err(|e| args.at(name, e))
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

fn known(array: &Lazy) -> Result<()> {
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
    args.answer(one("cholesky", Cholesky { upper }, &a, Answer::new(a.dtype(), &[n, n]))?)
}

pub fn qr(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "a")?;
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
    let (k, dtype) = (m.min(n), a.dtype());
    let (rows, cols) = if full { (m, n) } else { (k, k) };
    let answers = vec![Answer::new(dtype, &[m, rows]), Answer::new(dtype.real(), &[k]), Answer::new(dtype, &[cols, n])];
    many("svd", Svd { full, vectors: true }, a, answers)
}

/// The singular values, falling.
pub fn singular_values(a: &Lazy) -> Result<Lazy> {
    let (m, n) = sides(a);
    let narrow = if tall::fits(a) { tall::qr(a)?.1 } else { a.clone() };
    one("svdvals", Svd { full: false, vectors: false }, &narrow, Answer::new(a.dtype().real(), &[m.min(n)]))
}

pub fn svd(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "a")?;
    if !args.bool("compute_uv", true)? {
        return args.answer(singular_values(&a)?);
    }
    let full = args.bool("full_matrices", !args.is_da())?;
    named(args.answers(svd_arrays(&a, full)?)?, "SVDResult", &["U", "S", "Vh"])
}

pub fn svdvals(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "x")?;
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

/// Both arrays in the dtype in which their equation is solved.
fn equation(args: &Args, a: &str, b: &str) -> Result<(Lazy, Lazy)> {
    let (left, right) = (matrices(args, a)?, args.array(b)?);
    known(&right).map_err(|e| args.at(b, e))?;
    let dtype = field_dtype(left.dtype().promote(right.dtype()))?;
    Ok((cast(&left, dtype), cast(&right, dtype)))
}

fn unfit(name: &str, signature: &str, found: usize, want: usize) -> Error {
    value_error(format!(
        "{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {signature} (size {found} is different from {want})"
    ))
}

/// The x of `a @ x == b`; a `b` of one axis is a vector.
pub fn solve_arrays(method: impl Method + 'static, a: &Lazy, b: &Lazy) -> Result<Lazy> {
    let n = sides(a).0;
    let shape = b.node.shape();
    let core = if b.ndim() == 1 { 1 } else { 2 };
    if b.ndim() == 0 {
        return Err(value_error(
            "solve: Input operand 1 does not have enough dimensions (has 0, gufunc core with signature (m,m),(m)->(m) requires 1)",
        ));
    }
    let rows = shape[b.ndim() - core];
    if rows != n {
        return Err(match core {
            1 => unfit("solve1", "(m,m),(m)->(m)", rows, n),
            _ => unfit("solve", "(m,m),(m,n)->(m,n)", rows, n),
        });
    }
    let answer = Answer::new(a.dtype(), &shape[b.ndim() - core..]);
    each("solve", Arc::new(method), &[(a.clone(), 2), (b.clone(), core)], vec![answer])
        .map(|mut all| all.swap_remove(0))
}

pub fn solve(args: &mut Args) -> Result<Value> {
    let (a, b) = equation(args, "a", "b")?;
    square(&a).map_err(|e| args.at("a", e))?;
    args.answer(solve_arrays(Solve, &a, &b)?)
}

pub fn solve_triangular(args: &mut Args) -> Result<Value> {
    let (a, b) = equation(args, "a", "b")?;
    square(&a).map_err(|e| args.at("a", e))?;
    let lower = args.bool("lower", false)?;
    args.answer(solve_arrays(Triangular { lower }, &a, &b)?)
}

/// The part of the largest singular value below which one counts as 0: `eps * max(m, n)` where it is not given.
fn cutoff(a: &Lazy, given: Option<f64>) -> f64 {
    let (m, n) = sides(a);
    let epsilon = if a.dtype().real() == DType::F32 { f32::EPSILON as f64 } else { f64::EPSILON };
    match given {
        Some(v) if v >= 0.0 => v,
        Some(_) => epsilon,
        None => epsilon * m.max(n) as f64,
    }
}

pub fn lstsq(args: &mut Args) -> Result<Value> {
    let (a, b) = equation(args, "a", "b")?;
    if a.ndim() != 2 {
        let error = linalg_error(format!("{}-dimensional array given. Array must be two-dimensional", a.ndim()));
        return Err(args.at("a", error));
    }
    let shape = b.node.shape();
    let (m, n) = sides(&a);
    if !matches!(b.ndim(), 1 | 2) || shape[0] != m {
        let help = format!("the shapes are {} and {}", shape_text(&a.node.shape()), shape_text(&shape));
        return Err(args.at("b", linalg_error("Incompatible dimensions").help(help)));
    }
    let cols = shape.get(1).copied().unwrap_or(1);
    let method = LeastSquares { cutoff: cutoff(&a, args.float("rcond")?) };
    let wide = [&[n], &shape[1..]].concat();
    let real = a.dtype().real();
    let answers = vec![
        Answer::new(a.dtype(), &wide),
        Answer::new(real, &[cols]),
        Answer::new(DType::I32, &[]),
        Answer::new(real, &[m.min(n)]),
    ];
    let found = each("lstsq", Arc::new(method), &[(a, 2), (b.clone(), b.ndim())], answers)?;
    if args.is_lazy() {
        return args.answers(found);
    }
    let mut blocks = compute(&found)?;
    let rank = blocks[2].first().num.as_int().unwrap_or(0) as usize;
    if rank != n || m <= n {
        blocks[1] = Block::scratch(real, &[0]);
    }
    Ok(Value::tuple(blocks.into_iter().map(convert::plain_value)))
}

pub fn pinv(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "a")?;
    let (m, n) = sides(&a);
    let given = args.float("rcond")?.or(args.float("rtol")?);
    let default = if args.raw("rtol").is_some() { cutoff(&a, None) } else { 1e-15 };
    let method = PseudoInverse { cutoff: given.unwrap_or(default) };
    args.answer(one("pinv", method, &a, Answer::new(a.dtype(), &[n, m]))?)
}

pub fn lu(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "a")?;
    let (m, n) = sides(&a);
    let k = m.min(n);
    let answers =
        vec![Answer::new(a.dtype(), &[m, m]), Answer::new(a.dtype(), &[m, k]), Answer::new(a.dtype(), &[k, n])];
    args.answers(many("lu", Lu, &a, answers)?)
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

pub fn tensorsolve(args: &mut Args) -> Result<Value> {
    let (mut a, b) = (args.array("a")?, args.array("b")?);
    if let Some(axes) = args.axes("axes", a.ndim())? {
        let mut order: Vec<usize> = (0..a.ndim()).filter(|k| !axes.contains(k)).collect();
        order.extend(axes);
        a = build::transpose(&a, &order);
    }
    let shape = a.node.shape();
    let unknowns = &shape[b.ndim().min(shape.len())..];
    let n: usize = unknowns.iter().product();
    if b.ndim() > shape.len() || shape[..b.ndim()].iter().product::<usize>() != n {
        let help = format!("the shapes are {} and {}", shape_text(&shape), shape_text(&b.node.shape()));
        return Err(linalg_error(
            "Input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])",
        )
        .help(help));
    }
    let flat = stack_of(&build::reshape(&a, &[n, n])?)?;
    let right = cast(&build::reshape(&b, &[n])?, flat.dtype());
    let x = solve_arrays(Solve, &flat, &right)?;
    args.answer(build::reshape(&x, unknowns)?)
}

pub fn tensorinv(args: &mut Args) -> Result<Value> {
    let a = args.array("a")?;
    let ind = args.count("ind")?.unwrap_or(2);
    if ind == 0 || ind > a.ndim() {
        return Err(args.at("ind", value_error("Invalid ind argument.")));
    }
    let shape = a.node.shape();
    let n: usize = shape[ind..].iter().product();
    let rows: usize = shape[..ind].iter().product();
    let flat = stack_of(&build::reshape(&a, &[rows, n])?)?;
    square(&flat)?;
    let turned = [&shape[ind..], &shape[..ind]].concat();
    args.answer(build::reshape(&inverse(&flat)?, &turned)?)
}
