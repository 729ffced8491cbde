//! Products over the last axes of stacks, with the keywords that NumPy's ufuncs of that kind have.

use super::kernel::{Axes, contract};
use super::rules::{alike, conj, length_text, tight};
use crate::array::build::{broadcast_to, cast, expand_dims, transpose};
use crate::array::{Lazy, Value};
use crate::diag::{Error, Result, type_error, value_error};
use crate::ops::elementwise::Casting;
use crate::ops::{Args, compose, normal_axis};

/// A kind of product whose last axes take part in it, such as `(n),(n,m)->(m)`.
pub struct Core {
    name: &'static str,
    text: &'static str,
    /// How many axes of each operand take part, and how many of these the result has.
    dims: [usize; 2],
    out: usize,
    /// Whether an operand may lack the axis that is not summed.
    optional: bool,
    /// Whether the first operand is conjugated.
    conj: bool,
}

pub const MATMUL: Core =
    Core { name: "matmul", text: "(n?,k),(k,m?)->(n?,m?)", dims: [2, 2], out: 2, optional: true, conj: false };
const VECDOT: Core = Core { name: "vecdot", text: "(n),(n)->()", dims: [1, 1], out: 0, optional: false, conj: true };
const MATVEC: Core =
    Core { name: "matvec", text: "(m,n),(n)->(m)", dims: [2, 1], out: 1, optional: false, conj: false };
const VECMAT: Core = Core { name: "vecmat", text: "(n),(n,m)->(m)", dims: [1, 2], out: 1, optional: false, conj: true };

pub fn matmul(args: &mut Args) -> Result<Value> {
    MATMUL.call(args)
}

pub fn vecdot(args: &mut Args) -> Result<Value> {
    VECDOT.call(args)
}

pub fn matvec(args: &mut Args) -> Result<Value> {
    MATVEC.call(args)
}

pub fn vecmat(args: &mut Args) -> Result<Value> {
    VECMAT.call(args)
}

/// The axes that take part: of each operand, and where those of the result go.
struct Placed {
    inputs: [Option<Vec<i128>>; 2],
    out: Option<Vec<i128>>,
}

/// The array with these axes last.
fn to_end(array: &Lazy, axes: &[i128]) -> Result<Lazy> {
    let axes = axes.iter().map(|&k| normal_axis(k, array.ndim())).collect::<Result<Vec<_>>>()?;
    let mut order: Vec<usize> = (0..array.ndim()).filter(|k| !axes.contains(k)).collect();
    order.extend(axes);
    Ok(transpose(array, &order))
}

/// The array with its last axes at these places.
fn from_end(array: &Lazy, places: &[i128]) -> Result<Lazy> {
    let places = places.iter().map(|&k| normal_axis(k, array.ndim())).collect::<Result<Vec<_>>>()?;
    let mut rest = 0..array.ndim() - places.len();
    let first = array.ndim() - places.len();
    let order = (0..array.ndim()).map(|k| match places.iter().position(|p| *p == k) {
        Some(j) => first + j,
        None => rest.next().unwrap_or(0),
    });
    Ok(transpose(array, &order.collect::<Vec<_>>()))
}

impl Core {
    fn call(&self, args: &Args) -> Result<Value> {
        let (mut a, mut b) = self.operands(args)?;
        let placed = self.placed(args)?;
        let at = |e: Error| args.at(if args.get("axis").is_some() { "axis" } else { "axes" }, e);
        for (x, axes) in [&mut a, &mut b].into_iter().zip(&placed.inputs) {
            if let Some(axes) = axes {
                *x = to_end(x, axes).map_err(at)?;
            }
        }
        let mut result = self.apply(&a, &b)?;
        if args.has("keepdims") && args.bool("keepdims", false)? {
            result = expand_dims(&result, &[result.ndim()]);
        }
        if let Some(axes) = placed.out {
            result = from_end(&result, &axes).map_err(at)?;
        }
        if let Some(Value::Array(out)) = if args.has("out") { args.get("out") } else { None }
            && out.ndim() > result.ndim()
            && out.shape().ends_with(&result.node.shape())
        {
            result = broadcast_to(&result, out.shape())?;
        }
        compose::answer(args, result)
    }

    /// Both operands in the dtype of the product.
    fn operands(&self, args: &Args) -> Result<(Lazy, Lazy)> {
        let (a, b) = (args.array("x1")?, args.array("x2")?);
        if !args.has("dtype") {
            return Ok(alike(&a, &b));
        }
        let casting =
            Casting::parse(args.text("casting")?.unwrap_or("same_kind")).map_err(|e| args.at("casting", e))?;
        let Some(dtype) = args.dtype("dtype")? else { return Ok(alike(&a, &b)) };
        for (k, x) in [&a, &b].into_iter().enumerate() {
            if !casting.allows(x.dtype(), dtype) {
                let message = format!(
                    "Cannot cast ufunc '{}' input {k} from dtype('{}') to dtype('{dtype}') with casting rule '{}'",
                    self.name,
                    x.dtype(),
                    casting.name()
                );
                return Err(args.at("dtype", type_error(message).help("pass casting='unsafe'")));
            }
        }
        Ok((cast(&a, dtype), cast(&b, dtype)))
    }

    /// What `axis=` and `axes=` say.
    fn placed(&self, args: &Args) -> Result<Placed> {
        let alone = self.dims == [1, 1] && self.out == 0;
        if args.has("keepdims") && !alone && args.bool("keepdims", false)? {
            let (what, most) = (self.name, self.dims[1].max(self.out));
            let message = format!("{what} does not support keepdims: its signature {} keeps {most} axes", self.text);
            return Err(args.at("keepdims", type_error(message)));
        }
        let keep = args.has("keepdims") && args.bool("keepdims", false)?;
        let axis = if args.has("axis") { args.int("axis")? } else { None };
        let axes = if args.has("axes") { args.get("axes") } else { None };
        match (axis, axes) {
            (Some(_), Some(_)) => Err(args.at("axes", type_error("cannot specify both 'axis' and 'axes'"))),
            (Some(_), None) if !alone => {
                let message = format!(
                    "{}: axis can only be used with a single shared core dimension, not with the distinct ones implied by signature {}.",
                    self.name, self.text
                );
                Err(args.at(
                    "axis",
                    type_error(message).help("use `axes=`, a list with the axes of each operand and of the result"),
                ))
            }
            (Some(k), None) => Ok(Placed { inputs: [Some(vec![k]), Some(vec![k])], out: keep.then(|| vec![k]) }),
            (None, None) => Ok(Placed { inputs: [None, None], out: None }),
            (None, Some(axes)) => self.listed(args, axes, keep),
        }
    }

    /// The entries of `axes=`: one for each operand and, where the result has axes that take part, one for it.
    fn listed(&self, args: &Args, axes: &Value, keep: bool) -> Result<Placed> {
        let Some(items) = axes.items() else { return Err(args.at("axes", type_error("axes should be a list."))) };
        let fits = items.len() == 3 || (items.len() == 2 && self.out == 0);
        if !fits {
            let message = "axes should be a list with an entry for all 3 inputs and outputs; entries for outputs can only be omitted if none of them has core axes.";
            return Err(args.at("axes", value_error(message)));
        }
        let mut found = Vec::with_capacity(3);
        let wanted = [self.dims[0], self.dims[1], if keep { 1 } else { self.out }];
        for (item, n) in items.iter().zip(wanted) {
            let entry: Option<Vec<i128>> = match (item.as_int(), item.items()) {
                (Some(k), _) => Some(vec![k]),
                (_, Some(items)) => items.iter().map(|v| v.as_int()).collect(),
                _ => None,
            };
            match entry {
                Some(entry) if entry.len() == n => found.push(entry),
                _ => {
                    let message =
                        format!("{}: each entry of `axes` must hold as many axes as take part: {n}", self.name);
                    return Err(args.at("axes", value_error(message).help(format!("the signature is {}", self.text))));
                }
            }
        }
        let out = found.get(2).cloned().filter(|o| !o.is_empty());
        let mut found = found.into_iter();
        Ok(Placed { inputs: [found.next(), found.next()], out })
    }

    /// The product of two arrays of one dtype.
    pub fn apply(&self, a: &Lazy, b: &Lazy) -> Result<Lazy> {
        for (k, x) in [a, b].into_iter().enumerate() {
            let least = if self.optional { 1 } else { self.dims[k] };
            if x.ndim() < least {
                return Err(value_error(format!(
                    "{}: Input operand {k} does not have enough dimensions (has {}, gufunc core with signature {} requires {least})",
                    self.name,
                    x.ndim(),
                    self.text
                ))
                .help(if self.optional { "use `*` to multiply by a number" } else { "give it more axes" }));
            }
        }
        let a = &if self.conj { conj(a)? } else { a.clone() };
        let own = |x: &Lazy, k: usize| self.dims[k].min(x.ndim());
        let batch = (a.ndim() - own(a, 0)).max(b.ndim() - own(b, 1));
        let pad = |x: &Lazy, k: usize| expand_dims(x, &(0..batch + own(x, k) - x.ndim()).collect::<Vec<_>>());
        match contract(self.name, &pad(a, 0), &pad(b, 1), Axes { batch, summed: 1 })? {
            Some(product) => Ok(product),
            None => Err(self.mismatch(a, b, own(b, 1))),
        }
    }

    fn mismatch(&self, a: &Lazy, b: &Lazy, core: usize) -> Error {
        let (m, n) = (length_text(a, a.ndim() - 1), length_text(b, b.ndim() - core));
        value_error(format!(
            "{}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {} (size {n} is different from {m})",
            self.name, self.text
        ))
        .help(match a.ndim() == 2 && b.ndim() == 2 && self.name == "matmul" {
            true => format!("the shapes are {} and {}; `.T` turns a matrix around: a @ b.T", tight(a), tight(b)),
            false => format!("the shapes are {} and {}", tight(a), tight(b)),
        })
    }
}
