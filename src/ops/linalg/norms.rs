//! Norms and what is made of them, of products and of singular values.

use super::calls::{inverse, matrices, one, sides, singular_values, square, stack_of, values_of};
use super::kernel::Answer;
use super::solve::Inverse;
use crate::array::build::{self, Index, cast, expand_dims};
use crate::array::{Lazy, Value, convert};
use crate::chunk::{DType, Grid, Num};
use crate::diag::{Error, Result, axis_error, linalg_error, type_error, value_error};
use crate::ops::compose::{self, apply_number};
use crate::ops::reduction::squares_of;
use crate::ops::{Args, call};

/// What `ord` asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Default,
    Number(f64),
    Frobenius,
    Nuclear,
}

fn order(args: &Args) -> Result<Order> {
    let Some(value) = args.get("ord") else { return Ok(Order::Default) };
    match value {
        Value::Str(text) => match &**text {
            "fro" | "f" => Ok(Order::Frobenius),
            "nuc" => Ok(Order::Nuclear),
            "inf" => Ok(Order::Number(f64::INFINITY)),
            _ => Err(args.at("ord", matrix_order())),
        },
        _ => args.float("ord").map(|v| v.map_or(Order::Default, Order::Number)),
    }
}

fn matrix_order() -> Error {
    value_error("Invalid norm order for matrices.")
        .help("orders are 1, -1, 2, -2, inf, -inf, 'fro' and 'nuc' for matrices, and any number for vectors")
}

fn axes_value(axes: &[usize]) -> Value {
    Value::tuple(axes.iter().map(|&k| Value::Int(k as i128)))
}

/// A reduction over these axes, which stay with length 1.
fn over(name: &str, array: &Lazy, axes: &[usize]) -> Result<Lazy> {
    let named = [("axis", axes_value(axes)), ("keepdims", Value::Bool(true))];
    call(name, std::slice::from_ref(array), &named)
}

fn map(name: &str, array: &Lazy) -> Result<Lazy> {
    call(name, std::slice::from_ref(array), &[])
}

fn power(array: &Lazy, exponent: f64) -> Result<Lazy> {
    apply_number("power", array, Num::Float(exponent))
}

/// The square root of the sum of the elements' squares.
fn length(array: &Lazy, axes: &[usize]) -> Result<Lazy> {
    let real = if array.dtype().is_complex() { map("abs", array)? } else { array.clone() };
    if matches!(real.dtype(), DType::F32 | DType::F64) {
        let reduced: Vec<bool> = (0..real.ndim()).map(|k| axes.contains(&k)).collect();
        let squares = squares_of(real.dtype());
        return map("sqrt", &build::reduce("sum-of-squares", &[real], squares, &reduced, true, None)?);
    }
    map("sqrt", &over("sum", &map("square", &real)?, axes)?)
}

/// The largest, or the least, of what is not negative; 0 for nothing.
fn extreme(name: &str, array: &Lazy, axes: &[usize]) -> Result<Lazy> {
    let nothing = array.lengths().iter().enumerate().any(|(k, n)| axes.contains(&k) && *n == Some(0));
    over(if nothing && name == "max" { "sum" } else { name }, array, axes)
}

/// The norm of vectors along these axes, which stay with length 1.
fn of_vectors(array: &Lazy, axes: &[usize], order: Order) -> Result<Lazy> {
    let size = |x: &Lazy| map("abs", x);
    match order {
        Order::Default | Order::Number(2.0) => length(array, axes),
        Order::Number(f64::INFINITY) => extreme("max", &size(array)?, axes),
        Order::Number(f64::NEG_INFINITY) => extreme("min", &size(array)?, axes),
        Order::Number(1.0) => over("sum", &size(array)?, axes),
        Order::Number(0.0) => {
            let there = apply_number("not_equal", array, Num::Int(0))?;
            over("sum", &cast(&there, array.dtype().real()), axes)
        }
        Order::Number(p) => power(&over("sum", &power(&size(array)?, p)?, axes)?, 1.0 / p),
        Order::Frobenius => Err(value_error("Invalid norm order 'fro' for vectors")),
        Order::Nuclear => Err(value_error("Invalid norm order 'nuc' for vectors")),
    }
}

/// The norm of the matrices that these two axes hold, which stay with length 1.
fn of_matrices(array: &Lazy, axes: [usize; 2], order: Order) -> Result<Lazy> {
    let [row, col] = axes;
    let sums = |along: usize, pick: &str, across: usize| -> Result<Lazy> {
        extreme(pick, &over("sum", &map("abs", array)?, &[along])?, &[across])
    };
    match order {
        Order::Default | Order::Frobenius => length(array, &axes),
        Order::Number(1.0) => sums(row, "max", col),
        Order::Number(-1.0) => sums(row, "min", col),
        Order::Number(f64::INFINITY) => sums(col, "max", row),
        Order::Number(f64::NEG_INFINITY) => sums(col, "min", row),
        Order::Number(2.0) => of_values(array, axes, "max"),
        Order::Number(-2.0) => of_values(array, axes, "min"),
        Order::Nuclear => of_values(array, axes, "sum"),
        Order::Number(_) => Err(matrix_order()),
    }
}

/// A reduction of the singular values of the matrices that these two axes hold.
fn of_values(array: &Lazy, axes: [usize; 2], name: &str) -> Result<Lazy> {
    let mut order: Vec<usize> = (0..array.ndim()).filter(|k| !axes.contains(k)).collect();
    order.extend(axes);
    let values = singular_values(&stack_of(&build::transpose(array, &order))?)?;
    let last = values.ndim() - 1;
    let found = build::squeeze(&extreme(name, &values, &[last])?, &[last]);
    let mut places = axes;
    places.sort_unstable();
    Ok(expand_dims(&found, &places))
}

/// The array in a float type.
fn inexact(array: &Lazy) -> Lazy {
    if array.dtype().is_inexact() { array.clone() } else { cast(array, DType::F64) }
}

fn finish(args: &Args, norm: Lazy, axes: &[usize]) -> Result<Value> {
    let keep = args.bool("keepdims", false)?;
    args.answer(if keep { norm } else { build::squeeze(&norm, axes) })
}

pub fn norm(args: &mut Args) -> Result<Value> {
    let array = inexact(&args.array("x")?);
    let order = order(args)?;
    let named = match args.get("axis") {
        None => None,
        Some(v) if v.as_int().is_some() => args.axis("axis", array.ndim())?.map(|k| vec![k]),
        Some(_) => Some(two_axes(args, array.ndim())?),
    };
    let axes = named.clone().unwrap_or_else(|| (0..array.ndim()).collect());
    let found = match (&axes[..], order) {
        (_, Order::Default) if named.is_none() => length(&array, &axes)?,
        ([_], _) => of_vectors(&array, &axes, order).map_err(|e| args.at("ord", e))?,
        ([row, col], _) => of_matrices(&array, [*row, *col], order).map_err(|e| args.at("ord", e))?,
        _ => {
            let error = value_error("Improper number of dimensions to norm.");
            return Err(error.help("give `axis`: one axis for norms of vectors, two for norms of matrices"));
        }
    };
    finish(args, found, &axes)
}

fn two_axes(args: &Args, ndim: usize) -> Result<Vec<usize>> {
    let named = args.sequence("axis")?;
    let axes = named
        .iter()
        .map(|v| v.as_int().ok_or_else(|| args.wrong("axis", "an integer or a tuple of integers")))
        .map(|v| v.and_then(|v| crate::ops::normal_axis(v, ndim).map_err(|e| args.at("axis", e))))
        .collect::<Result<Vec<usize>>>()?;
    match axes[..] {
        [a, b] if a == b => Err(args.at("axis", value_error("Duplicate axes given."))),
        _ => Ok(axes),
    }
}

pub fn matrix_norm(args: &mut Args) -> Result<Value> {
    let array = inexact(&args.array("x")?);
    let n = array.ndim();
    if n < 2 {
        return Err(args.at("x", axis_error(format!("axis -2 is out of bounds for array of dimension {n}"))));
    }
    let axes = [n - 2, n - 1];
    let found = of_matrices(&array, axes, order(args)?).map_err(|e| args.at("ord", e))?;
    finish(args, found, &axes)
}

pub fn vector_norm(args: &mut Args) -> Result<Value> {
    let array = inexact(&args.array("x")?);
    let axes = args.axes("axis", array.ndim())?.unwrap_or_else(|| (0..array.ndim()).collect());
    let found = of_vectors(&array, &axes, order(args)?).map_err(|e| args.at("ord", e))?;
    finish(args, found, &axes)
}

fn entry(array: &Lazy, at: i128) -> Result<Lazy> {
    build::index(array, &[Index::Ellipsis, Index::At(at)])
}

pub fn cond(args: &mut Args) -> Result<Value> {
    let array = matrices(args, "x")?;
    if sides(&array).0 * sides(&array).1 == 0 {
        return Err(args.at("x", linalg_error("cond is not defined on empty arrays")));
    }
    let order = match args.get("p") {
        None => Order::Default,
        Some(Value::Str(s)) if matches!(&**s, "fro" | "f") => Order::Frobenius,
        Some(Value::Str(s)) if &**s == "nuc" => Order::Nuclear,
        Some(_) => Order::Number(args.float("p")?.unwrap_or(2.0)),
    };
    let ratio = match order {
        Order::Default | Order::Number(2.0) => {
            let values = singular_values(&array)?;
            call("divide", &[entry(&values, 0)?, entry(&values, -1)?], &[])?
        }
        Order::Number(-2.0) => {
            let values = singular_values(&array)?;
            call("divide", &[entry(&values, -1)?, entry(&values, 0)?], &[])?
        }
        _ => {
            square(&array).map_err(|e| args.at("x", e))?;
            let n = sides(&array).0;
            let turned = one("inv", Inverse { quiet: true }, &array, Answer::new(array.dtype(), &[n, n]))?;
            let axes = [array.ndim() - 2, array.ndim() - 1];
            let norm = |x: &Lazy| Ok(build::squeeze(&of_matrices(x, axes, order)?, &axes));
            let norm = |x: &Lazy| -> Result<Lazy> { norm(x).map_err(|e: Error| args.at("p", e)) };
            call("multiply", &[norm(&array)?, norm(&turned)?], &[])?
        }
    };
    args.answer(infinite_where_lost(&array, &ratio)?)
}

/// Infinity where the ratio is NaN although the matrix holds none.
fn infinite_where_lost(array: &Lazy, ratio: &Lazy) -> Result<Lazy> {
    let axes = [array.ndim() - 2, array.ndim() - 1];
    let holds = build::squeeze(&over("any", &map("isnan", array)?, &axes)?, &axes);
    let lost = call("logical_and", &[map("isnan", ratio)?, map("logical_not", &holds)?], &[])?;
    let most = Value::number(Num::Float(f64::INFINITY));
    compose::apply("where", &[Value::Lazy(lost), most, Value::Lazy(ratio.clone())])
}

pub fn matrix_rank(args: &mut Args) -> Result<Value> {
    let array = args.array("A")?;
    if array.ndim() < 2 {
        let any = over("any", &array, &(0..array.ndim()).collect::<Vec<_>>())?;
        return args.answer(build::squeeze(&cast(&any, DType::I64), &(0..array.ndim()).collect::<Vec<_>>()));
    }
    let array = stack_of(&array).map_err(|e| args.at("A", e))?;
    let values = values_of(&array, args.bool("hermitian", false)?).map_err(|e| args.at("A", e))?;
    let last = values.ndim() - 1;
    let spread = |x: Lazy| expand_dims(&x, &[x.ndim()]);
    let least = match (args.maybe_array("tol")?, args.maybe_array("rtol")?) {
        (Some(_), Some(_)) => {
            return Err(args.at("rtol", value_error("`tol` and `rtol` can't be both set.")));
        }
        (Some(tol), None) => spread(tol),
        (None, rtol) => {
            let (m, n) = sides(&array);
            let epsilon = if array.dtype().real() == DType::F32 { f32::EPSILON as f64 } else { f64::EPSILON };
            let own = convert::constant(Num::Float(epsilon * m.max(n) as f64), DType::F64);
            let part = rtol.map_or(own, spread);
            call("multiply", &[extreme("max", &values, &[last])?, part], &[])?
        }
    };
    let above = call("greater", &[values, least], &[])?;
    args.answer(call("count_nonzero", &[above], &[("axis", Value::Int(-1))])?)
}

pub fn matrix_power(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    let stack = if array.ndim() < 2 { stack_of(&array).map_err(|e| args.at("a", e))? } else { array.clone() };
    square(&stack).map_err(|e| args.at("a", e))?;
    let power = match args.need("n")?.as_int() {
        Some(n) => n,
        None => return Err(args.at("n", type_error("exponent must be an integer"))),
    };
    let base = if power < 0 { inverse(&stack_of(&array)?)? } else { array };
    args.answer(raised(&base, power.unsigned_abs())?)
}

fn raised(base: &Lazy, mut power: u128) -> Result<Lazy> {
    let product = |a: &Lazy, b: &Lazy| call("matmul", &[a.clone(), b.clone()], &[]);
    if power == 0 {
        let n = sides(base).0;
        let named = [("dtype", Value::DType(base.dtype()))];
        let eye = compose::call("identity", &[Value::Int(n as i128)], &named)?;
        let eye = build::rechunk(&eye, Grid::whole(&[n, n]));
        return build::broadcast_to(&eye, &base.node.shape());
    }
    if power == 3 {
        return product(&product(base, base)?, base);
    }
    let (mut square, mut result) = (base.clone(), None);
    loop {
        if power % 2 == 1 {
            result = Some(match result {
                None => square.clone(),
                Some(so_far) => product(&so_far, &square)?,
            });
        }
        power /= 2;
        match result {
            Some(done) if power == 0 => return Ok(done),
            other => result = other,
        }
        square = product(&square, &square)?;
    }
}
