//! What the rows of equations and inverses do with their arguments.

use std::sync::Arc;

use super::blocked;
use super::calls::{inverse, known, matrices, sides, square, stack_of, tall_matrices, thin_svd};
use super::field::field_dtype;
use super::kernel::{Answer, Method, each};
use super::solve::{LeastSquares, Solve, Triangular};
use super::tall;
use crate::array::build::{self, Index, cast, expand_dims, shape_text};
use crate::array::{Lazy, Value, compute, convert};
use crate::chunk::{Block, Cut, DType, Grid, Num};
use crate::diag::{Error, Result, linalg_error, value_error};
use crate::ops::contraction::conj;
use crate::ops::{Args, call, compose};

/// Both arrays in the dtype in which their equation is solved.
fn equation(args: &Args, a: &str, b: &str) -> Result<(Lazy, Lazy)> {
    let (left, right) = (matrices(args, a)?, args.array(b)?);
    known(&right).map_err(|e| args.at(b, e))?;
    let inexact = |d: DType| if d.is_inexact() { d } else { DType::F64 };
    let dtype = field_dtype(inexact(left.dtype()).promote(inexact(right.dtype())))?;
    Ok((cast(&left, dtype), cast(&right, dtype)))
}

fn unfit(name: &str, signature: &str, found: usize, want: usize) -> Error {
    value_error(format!(
        "{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {signature} (size {found} is different from {want})"
    ))
    .help(format!("the matrix has {want} rows, and what stands on the right has {found}: they must be as many"))
}

/// The x of `a @ x == b`; a `b` of one axis is a vector. `lower` says which triangle of `a` is read, if only one is.
fn solve_arrays(lower: Option<bool>, a: &Lazy, b: &Lazy) -> Result<Lazy> {
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
    if b.ndim() == core && blocked::fits(a) && !shape.contains(&0) {
        let wide = if core == 1 { expand_dims(b, &[1]) } else { b.clone() };
        let x = match lower {
            None => blocked::solve(a, &wide),
            Some(lower) => blocked::solve_triangular(a, &wide, lower),
        };
        return Ok(if core == 1 { build::squeeze(&x, &[1]) } else { x });
    }
    let method: Arc<dyn Method> = match lower {
        None => Arc::new(Solve),
        Some(lower) => Arc::new(Triangular { lower }),
    };
    let answer = Answer::new(a.dtype(), &shape[b.ndim() - core..]);
    each("solve", method, &[(a.clone(), 2), (b.clone(), core)], vec![answer]).map(|mut all| all.swap_remove(0))
}

pub fn solve(args: &mut Args) -> Result<Value> {
    let (a, b) = equation(args, "a", "b")?;
    square(&a).map_err(|e| args.at("a", e))?;
    args.answer(solve_arrays(None, &a, &b)?)
}

pub fn solve_triangular(args: &mut Args) -> Result<Value> {
    let (a, b) = equation(args, "a", "b")?;
    square(&a).map_err(|e| args.at("a", e))?;
    let lower = args.bool("lower", false)?;
    args.answer(solve_arrays(Some(lower), &a, &b)?)
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
    let a = if args.is_lazy() { a } else { tall::in_pieces(&a) };
    let found = match tall::fits(&a) {
        true => in_chunks(method, &a, &b, answers)?,
        false => each("lstsq", Arc::new(method), &[(a, 2), (b.clone(), b.ndim())], answers)?,
    };
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

/// Least squares for a tall matrix in chunks of rows: the triangular factor of the matrix and the right-hand sides beside
/// each other has the same answers, and what is left over below.
fn in_chunks(method: LeastSquares, a: &Lazy, b: &Lazy, answers: Vec<Answer>) -> Result<Vec<Lazy>> {
    let n = sides(a).1 as i128;
    let wide = if b.ndim() == 1 { expand_dims(b, &[1]) } else { b.clone() };
    let wide = build::rechunk(&wide, Grid::new(vec![a.grid().axes[0].clone(), Cut::whole(sides(&wide).1)]));
    let both = build::concat(&[a.clone(), wide], 1)?;
    let r =
        tall::triangle(&build::rechunk(&both, Grid::new(vec![a.grid().axes[0].clone(), Cut::whole(sides(&both).1)])))?;
    let (first, rest) = (Index::Slice(None, Some(n), None), Index::Slice(Some(n), None, None));
    let part = |rows: &Index, cols: &Index| build::index(&r, &[rows.clone(), cols.clone()]);
    let right = part(&first, &rest)?;
    let right = if b.ndim() == 1 { build::squeeze(&right, &[1]) } else { right };
    let left = build::rechunk(&part(&first, &first)?, Grid::whole(&[n as usize, n as usize]));
    let mut found = each("lstsq", Arc::new(method), &[(left, 2), (right.clone(), right.ndim())], answers)?;
    let below = call("square", &[call("abs", &[part(&rest, &rest)?], &[])?], &[])?;
    let below = call("sum", &[below], &[("axis", Value::Int(0))])?;
    found[1] = call("add", &[found[1].clone(), below], &[])?;
    Ok(found)
}

/// What counts as 0: the part of the largest singular value, or one for each matrix of a stack.
fn part_of_largest(args: &Args, a: &Lazy) -> Result<Lazy> {
    let number = |v: f64| convert::constant(Num::Float(v), DType::F64);
    let array = |name: &str| args.array(name).map(|x| expand_dims(&x, &[x.ndim()]));
    match (args.get("rcond").is_some(), args.raw("rtol")) {
        (true, Some(_)) => Err(args.at("rtol", value_error("`rtol` and `rcond` can't be both set."))),
        (true, None) => array("rcond"),
        (false, None) => Ok(number(1e-15)),
        (false, Some(v)) if v.is_none() => Ok(number(cutoff(a, None))),
        (false, Some(_)) => array("rtol"),
    }
}

pub fn pinv(args: &mut Args) -> Result<Value> {
    let a = tall_matrices(args, "a")?;
    let part = part_of_largest(args, &a)?;
    if a.grid().axes.iter().any(|c| c.is_empty()) {
        let mut shape = a.node.shape();
        let ndim = shape.len();
        shape.swap(ndim - 1, ndim - 2);
        return args.answer(build::full("pinv", Num::Int(0), a.dtype(), Grid::whole(&shape)));
    }
    let found = thin_svd(&a, args.bool("hermitian", false)?).map_err(|e| args.at("a", e))?;
    let named = [("axis", Value::Int(-1)), ("keepdims", Value::Bool(true))];
    let largest = call("max", std::slice::from_ref(&found[1]), &named)?;
    let above = call("greater", &[found[1].clone(), call("multiply", &[part, largest], &[])?], &[])?;
    let inverse = compose::apply("reciprocal", &[Value::Lazy(found[1].clone())])?;
    let kept = compose::apply("where", &[Value::Lazy(above), Value::Lazy(inverse), Value::Int(0)])?;
    let turned = |x: &Lazy| -> Result<Lazy> {
        let mut order: Vec<usize> = (0..x.ndim()).collect();
        order.swap(x.ndim() - 1, x.ndim() - 2);
        conj(&build::transpose(x, &order))
    };
    let right = call("multiply", &[expand_dims(&kept, &[kept.ndim()]), turned(&found[0])?], &[])?;
    args.answer(call("matmul", &[turned(&found[2])?, right], &[])?)
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
    let x = solve_arrays(None, &flat, &right)?;
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
