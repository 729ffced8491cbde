//! What the rows of tall and of wide matrices do with their arguments.

use super::calls::{adjoint, matrices, qr_arrays, same_side, sides, svd_arrays};
use super::factor::QrMode;
use super::named::named;
use crate::array::build::{self, Index, cast};
use crate::array::{Lazy, Value, convert};
use crate::chunk::Cut;
use crate::diag::{Result, not_implemented, value_error};
use crate::ops::{Args, Given, Place, call, find};

pub fn tsqr(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "data")?;
    if a.ndim() != 2 || a.grid().axes[1].count() > 1 {
        let error = value_error("tsqr: the matrix must be in chunks of whole rows");
        return Err(args.at("data", error.help("use .rechunk({1: -1}) first, or np.linalg.qr, which takes any chunks")));
    }
    if args.bool("compute_svd", false)? {
        return named(args.answers(svd_arrays(&a, false)?)?, "SVDResult", &["U", "S", "Vh"]);
    }
    named(args.answers(qr_arrays(&a, QrMode::Reduced)?)?, "QRResult", &["Q", "R"])
}

pub fn sfqr(args: &mut Args) -> Result<Value> {
    let a = plane(args, "data")?;
    let (m, n) = sides(&a);
    if m >= n || a.grid().axes[1].count() == 1 {
        return named(args.answers(qr_arrays(&a, QrMode::Reduced)?)?, "QRResult", &["Q", "R"]);
    }
    let columns = |from: Option<usize>, to: Option<usize>| {
        let slice = Index::Slice(from.map(|k| k as i128), to.map(|k| k as i128), None);
        build::index(&a, &[Index::Slice(None, None, None), slice])
    };
    let found = qr_arrays(&columns(None, Some(m))?, QrMode::Reduced)?;
    let rest = product(&adjoint(&found[0])?, &columns(Some(m), None)?)?;
    let r = build::concat(&[found[1].clone(), rest], 1)?;
    named(args.answers(vec![found[0].clone(), r])?, "QRResult", &["Q", "R"])
}

/// The columns of a random subspace that holds `q` singular vectors well, out of `n`.
fn level(n: usize, q: usize, more: usize, least: usize) -> usize {
    q.saturating_add(more).max(least).min(n)
}

pub fn compression_level(args: &mut Args) -> Result<Value> {
    let count = |name: &str, default: usize| args.count(name).map(|v| v.unwrap_or(default));
    let (n, q) = (count("n", 0)?, count("q", 0)?);
    Ok(Value::Int(level(n, q, count("n_oversamples", 10)?, count("min_subspace_size", 20)?) as i128))
}

/// Calls a method of the generator that `seed` is, or makes.
fn normal_numbers(args: &Args, shape: [usize; 2], chunks: usize) -> Result<Lazy> {
    let seed = args.raw("seed").cloned().unwrap_or(Value::None);
    let generator = match &seed {
        Value::Object(_) => seed,
        _ => {
            let Some(op) = find(Place::Random, "default_rng") else {
                return Err(not_implemented("random numbers"));
            };
            (op.build)(&mut Args::bind(op, vec![Given { value: seed, span: None }], Vec::new(), true)?)?
        }
    };
    let size = |[m, n]: [usize; 2]| (Value::tuple([Value::Int(m as i128), Value::Int(n as i128)]), None);
    let named = ("chunks".to_owned(), size([chunks, shape[1]]).0, None);
    let made = match &generator {
        Value::Object(o) => match o.attribute("standard_normal") {
            Some(Value::Object(f)) => f.call(vec![size(shape)], vec![named]),
            _ => None,
        },
        _ => None,
    };
    match made {
        Some(made) => convert::to_lazy(&made?),
        None => Err(args.wrong("seed", "an integer or a random generator")),
    }
}

fn product(a: &Lazy, b: &Lazy) -> Result<Lazy> {
    call("matmul", &[a.clone(), b.clone()], &[])
}

/// The rows of an orthonormal basis of nearly all that the matrix maps to (Halko, Martinsson and Tropp, "Finding
/// structure with randomness", 2011).
fn compressed(args: &Args, a: &Lazy, q: usize) -> Result<Lazy> {
    let by_qr = match args.text("iterator")?.unwrap_or("power") {
        "power" => false,
        "QR" => true,
        other => {
            let message = format!("Iterator '{other}' not valid, must one one of ['power', 'QR']");
            return Err(args.at("iterator", value_error(message)));
        }
    };
    let (m, n) = sides(a);
    let width = level(m.min(n), q, args.count("n_oversamples")?.unwrap_or(10), 20);
    let held = args.bool("compute", false)?;
    let keep = |x: Lazy| if held { x.persist() } else { Ok(x) };
    let omega = cast(&normal_numbers(args, [n, width], a.grid().axes[1].largest().max(1))?, a.dtype());
    let basis = |x: &Lazy| qr_arrays(&narrow(x), QrMode::Reduced).map(|mut found| found.swap_remove(0));
    let mut range = product(a, &omega)?;
    if by_qr {
        range = basis(&range)?;
    }
    for _ in 0..args.count("n_power_iter")?.unwrap_or(0) {
        let back = keep(product(&adjoint(a)?, &keep(range)?)?)?;
        let back = if by_qr { keep(basis(&back)?)? } else { back };
        range = product(a, &back)?;
        if by_qr {
            range = basis(&range)?;
        }
    }
    let q = if by_qr { range } else { basis(&range)? };
    keep(adjoint(&q)?)
}

/// The matrix with its rows in one chunk each.
fn narrow(a: &Lazy) -> Lazy {
    let mut grid = a.grid().clone();
    grid.axes[1] = Cut::whole(grid.axes[1].len());
    build::rechunk(a, grid)
}

/// A matrix, and not a stack of them.
fn plane(args: &Args, name: &str) -> Result<Lazy> {
    let a = matrices(args, name)?;
    if a.ndim() != 2 {
        let error =
            value_error(format!("{}: the array must be two-dimensional, and has {} axes", args.op.name, a.ndim()));
        return Err(args.at(name, error));
    }
    Ok(a)
}

pub fn compression_matrix(args: &mut Args) -> Result<Value> {
    let a = plane(args, "data")?;
    let q = args.count("q")?.unwrap_or(0);
    args.answer(compressed(args, &a, q)?)
}

pub fn svd_compressed(args: &mut Args) -> Result<Value> {
    let a = plane(args, "a")?;
    let k = args.count("k")?.unwrap_or(0);
    let rows = compressed(args, &a, k)?;
    let small = svd_arrays(&adjoint(&narrow(&adjoint(&product(&rows, &a)?)?))?, false)?;
    let u = product(&adjoint(&rows)?, &small[0])?;
    let (first, all) = (Index::Slice(None, Some(k as i128), None), Index::Slice(None, None, None));
    let parts = vec![
        build::index(&u, &[all, first.clone()])?,
        build::index(&small[1], std::slice::from_ref(&first))?,
        build::index(&small[2], &[first])?,
    ];
    let parts = if args.bool("coerce_signs", true)? { same_side(parts)? } else { parts };
    named(args.answers(parts)?, "SVDResult", &["U", "S", "Vh"])
}
