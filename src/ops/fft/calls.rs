//! What each transform does with its arguments.

use super::kernel::along;
use super::lines::{Transform, Way};
use crate::array::build::{cast, shape_text};
use crate::array::{Lazy, Value};
use crate::chunk::{DType, f16};
use crate::diag::{Result, index_error, type_error, value_error, warn};
use crate::ops::{Args, compose, normal_axis};

/// A transform along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Fft,
    Ifft,
    Rfft,
    Irfft,
    Hfft,
    Ihfft,
}
use Method::*;

/// The transforms along one axis by their names, then those along several: the method of the last axis, and that of
/// the others.
const METHODS: [(&str, Method, Method); 14] = [
    ("fft", Fft, Fft),
    ("ifft", Ifft, Ifft),
    ("rfft", Rfft, Fft),
    ("irfft", Irfft, Ifft),
    ("hfft", Hfft, Hfft),
    ("ihfft", Ihfft, Ihfft),
    ("fft2", Fft, Fft),
    ("ifft2", Ifft, Ifft),
    ("rfft2", Rfft, Fft),
    ("irfft2", Irfft, Ifft),
    ("fftn", Fft, Fft),
    ("ifftn", Ifft, Ifft),
    ("rfftn", Rfft, Fft),
    ("irfftn", Irfft, Ifft),
];

/// The names of all transforms.
pub fn names() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|m| m.0)
}

fn methods(args: &Args) -> (Method, Method) {
    METHODS.iter().find(|m| m.0 == args.op.name).map_or((Fft, Fft), |m| (m.1, m.2))
}

/// Which of the two directions divides by the number of points.
#[derive(Clone, Copy, PartialEq)]
enum Norm {
    Backward,
    Ortho,
    Forward,
}

fn norm(args: &Args) -> Result<Norm> {
    match args.text("norm")?.unwrap_or("backward") {
        "backward" => Ok(Norm::Backward),
        "ortho" => Ok(Norm::Ortho),
        "forward" => Ok(Norm::Forward),
        other => {
            let message = format!("Invalid norm value {other}; should be \"backward\",\"ortho\" or \"forward\".");
            Err(args.at("norm", value_error(message)))
        }
    }
}

/// What an element is multiplied by, rounded as the array's own type does.
fn factor(norm: Norm, inverse: bool, points: usize, dtype: DType) -> f64 {
    let n = points as f64;
    match (norm, inverse, dtype.real()) {
        (Norm::Backward, false, _) | (Norm::Forward, true, _) => 1.0,
        (Norm::Ortho, _, DType::F16) => f16::from_f64(1.0 / f16::from_f64(n.sqrt()).to_f64()).to_f64(),
        (Norm::Ortho, _, DType::F32) => f64::from(1.0 / (points as f32).sqrt()),
        (Norm::Ortho, ..) => 1.0 / n.sqrt(),
        (.., DType::F16) => f16::from_f64(1.0 / f16::from_f64(n).to_f64()).to_f64(),
        (.., DType::F32) => f64::from(1.0 / points as f32),
        _ => 1.0 / n,
    }
}

impl Method {
    fn way(self) -> Way {
        match self {
            Fft => Way::Full { inverse: false },
            Ifft => Way::Full { inverse: true },
            Rfft | Ihfft => Way::Half,
            Irfft | Hfft => Way::Whole,
        }
    }

    /// Whether the sums are those of the inverse transform, as `norm` counts them.
    fn inverse(self) -> bool {
        matches!(self, Ifft | Irfft | Ihfft)
    }

    /// The points along an axis of that length where none are asked for.
    fn points(self, len: usize) -> i128 {
        if self.way() == Way::Whole { (len as i128 - 1) * 2 } else { len as i128 }
    }

    /// The transform along an axis, with so many points.
    fn apply(self, name: &str, array: &Lazy, points: i128, axis: usize, norm: Norm) -> Result<Lazy> {
        if array.grid().axes.iter().any(|c| c.is_unknown()) {
            return Err(value_error(format!("{name}: the shape of the array is not known before it is computed"))
                .help("a mask made it: use .compute_chunk_sizes() first"));
        }
        let Some(points) = usize::try_from(points).ok().filter(|n| *n > 0) else {
            let error = value_error(format!("Invalid number of FFT data points ({points}) specified."));
            let len = array.lengths()[axis].unwrap_or(0);
            return Err(error.help(format!("axis {axis} has the length {len}; `n` must be at least 1")));
        };
        let dtype = array.dtype();
        if self.way() == Way::Half && dtype.is_complex() {
            return Err(type_error(format!("{name}: the input must be real, and is {dtype}"))
                .help("use np.fft.fft for complex elements, or the .real part"));
        }
        let real = if matches!(dtype, DType::F16 | DType::F32 | DType::C64) { DType::F32 } else { DType::F64 };
        let complex = dtype.is_complex() || self.way() == Way::Whole;
        let input = cast(array, if complex { real.complex() } else { real });
        let transform = Transform {
            way: self.way(),
            points,
            factor: factor(norm, self.inverse(), points, dtype),
            conj: matches!(self, Hfft | Ihfft),
        };
        let done = along(name, &input, axis, transform);
        Ok(if dtype == DType::F16 && self.way() == Way::Whole { cast(&done, DType::F16) } else { done })
    }
}

/// An axis of that number; one that is not there is an index out of range.
fn axis_at(args: &Args, name: &str, axis: i128, array: &Lazy) -> Result<usize> {
    normal_axis(axis, array.ndim()).map_err(|e| {
        let error = index_error(e.message);
        args.at(name, e.help.into_iter().fold(error, |error, help| error.help(help)))
    })
}

/// A transform along one axis.
pub fn one(args: &mut Args) -> Result<Value> {
    let (method, _) = methods(args);
    let array = args.array("a")?;
    let axis = axis_at(args, "axis", args.int("axis")?.unwrap_or(-1), &array)?;
    let len = array.node.shape()[axis];
    let points = args.int("n")?.unwrap_or_else(|| method.points(len));
    let name = if args.get("n").is_some() { "n" } else { "a" };
    let done = method.apply(args.op.name, &array, points, axis, norm(args)?).map_err(|e| args.at(name, e))?;
    compose::answer(args, done)
}

/// The axes of a transform along several, and the points along each.
fn cooked(args: &Args, array: &Lazy, last: Method) -> Result<Vec<(usize, i128)>> {
    let wanted = match args.get("s") {
        None => None,
        Some(_) => Some(args.sequence("s")?),
    };
    let two = args.op.name.ends_with('2');
    let axes: Vec<i128> = match (args.ints("axes")?, &wanted) {
        (Some(axes), _) => axes,
        (None, Some(s)) if !two || args.raw("axes").is_some() => {
            warn("DeprecationWarning: `axes` should not be `None` if `s` is not `None` (Deprecated in NumPy 2.0)");
            (-(s.len() as i128)..0).collect()
        }
        (None, _) if two && args.raw("axes").is_none() => vec![-2, -1],
        (None, _) => (0..array.ndim() as i128).collect(),
    };
    let axes = axes.into_iter().map(|k| axis_at(args, "axes", k, array)).collect::<Result<Vec<_>>>()?;
    if wanted.as_ref().is_some_and(|s| s.len() != axes.len()) {
        return Err(args.at("s", value_error("Shape and axes have different lengths.")));
    }
    let shape = array.node.shape();
    let mut points = Vec::with_capacity(axes.len());
    for (k, &axis) in axes.iter().enumerate() {
        let own = if k + 1 == axes.len() { last.points(shape[axis]) } else { shape[axis] as i128 };
        points.push(match wanted.as_ref().map(|s| &s[k]) {
            None => own,
            Some(Value::None) => own,
            Some(v) => match v.as_int() {
                Some(-1) => shape[axis] as i128,
                Some(n) => n,
                None => return Err(args.wrong("s", "a sequence of integers")),
            },
        });
    }
    Ok(axes.into_iter().zip(points).collect())
}

/// A transform along several axes, one after another: of real elements that along the last axis comes first, to real
/// elements it comes last.
pub fn many(args: &mut Args) -> Result<Value> {
    let (last, other) = methods(args);
    let mut array = args.array("a")?;
    let mut axes: Vec<(Method, usize, i128)> =
        cooked(args, &array, last)?.into_iter().map(|(axis, points)| (other, axis, points)).collect();
    match axes.last_mut() {
        Some(end) => end.0 = last,
        None if last == other => return compose::answer(args, array),
        None => {
            let help = format!("the shape is {}", shape_text(&array.node.shape()));
            return Err(index_error(format!("{} needs at least one axis", args.op.name)).help(help));
        }
    }
    if last != Irfft {
        axes.reverse();
    }
    let norm = norm(args)?;
    for (method, axis, points) in axes {
        array = method.apply(args.op.name, &array, points, axis, norm).map_err(|e| args.at("a", e))?;
    }
    compose::answer(args, array)
}
