//! The parts of complex numbers, and what is real, complex or finite.

use std::sync::Arc;

use super::apply::{apply, input};
use super::select::where_select;
use crate::array::{Lazy, Value, build};
use crate::chunk::math::simd::vectorize;
use crate::chunk::{DType, Element, Num, c64, c128};
use crate::diag::{Result, type_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::compose::answer;
use crate::ops::{Arg, Args, BOTH, Family, Op, Place};

const PARTS: Op = Op::of(Family::Elementwise, BOTH);

/// The rows about parts of numbers.
pub const OPS: &[Op] = &[
    Op {
        name: "conjugate",
        aliases: &["conj"],
        places: &[Place::Method],
        params: "a",
        doc: "Complex conjugate: the imaginary part with the opposite sign. A real array is its own.",
        examples: "
>>> np.array([1 + 2j, 3]).conj()
array([1.-2.j, 3.-0.j])
>>> np.array([True, False]).conj()
array([ True, False])
",
        build: |args| {
            let array = args.array("a")?;
            match array.dtype().is_complex() {
                true => args.answer(apply("conjugate", &[Arg::Strong(array)])?),
                false => args.need("a").cloned(),
            }
        },
        ..PARTS
    },
    Op {
        name: "real",
        params: "val",
        doc: "The real part; real arrays are their own.",
        examples: "
>>> np.real([1+2j, 3+4j, 5+6j])
array([1., 3., 5.])
>>> np.real(1 + 1j)
1.0
",
        build: |args| part(args, "val", Part::Real),
        ..PARTS
    },
    Op {
        name: "real",
        places: &[Place::Property],
        params: "a",
        doc: "The real part; real arrays are their own.",
        examples: "
>>> np.array([1 + 2j, 3]).real
array([1., 3.])
",
        build: |args| part(args, "a", Part::Real),
        ..PARTS
    },
    Op {
        name: "imag",
        params: "val",
        doc: "The imaginary part; zeros for real arrays.",
        examples: "
>>> np.imag([1+2j, 3+4j, 5+6j])
array([2., 4., 6.])
>>> np.imag(1 + 1j)
1.0
",
        build: |args| part(args, "val", Part::Imaginary),
        ..PARTS
    },
    Op {
        name: "imag",
        places: &[Place::Property],
        params: "a",
        doc: "The imaginary part; zeros for real arrays.",
        examples: "
>>> np.array([1 + 2j, 3]).imag
array([2., 0.])
",
        build: |args| part(args, "a", Part::Imaginary),
        ..PARTS
    },
    Op {
        name: "angle",
        params: "z, deg=False",
        doc: "Angle of a complex number, from -pi to pi (or, with `deg`, from -180 to 180).",
        examples: "
>>> np.angle([1.0, 1.0j, 1+1j])
array([0.        , 1.57079633, 0.78539816])
>>> np.angle(1+1j, deg=True)
45.0
",
        build: angle,
        ..PARTS
    },
    Op {
        name: "isreal",
        params: "x",
        doc: "Whether the imaginary part is zero.",
        examples: "
>>> np.isreal([1+1j, 1+0j, 4.5, 3, 2, 2j])
array([False,  True,  True,  True,  True, False])
",
        build: |args| {
            let imaginary = imaginary(&args.operand("x")?.lazy())?;
            args.answer(apply("equal", &[Arg::Strong(imaginary), Arg::Weak(Num::Int(0))])?)
        },
        ..PARTS
    },
    Op {
        name: "iscomplex",
        params: "x",
        doc: "Whether the imaginary part is not zero.",
        examples: "
>>> np.iscomplex([1+1j, 1+0j, 4.5, 3, 2, 2j])
array([ True, False, False, False, False,  True])
",
        build: |args| {
            let imaginary = imaginary(&args.operand("x")?.lazy())?;
            args.answer(apply("not_equal", &[Arg::Strong(imaginary), Arg::Weak(Num::Int(0))])?)
        },
        ..PARTS
    },
    Op {
        name: "isrealobj",
        params: "x",
        doc: "Whether the dtype is not a complex one.",
        examples: "
>>> np.isrealobj([3, 1+0j])
False
>>> np.isrealobj(1)
True
",
        build: |args| Ok(Value::Bool(!args.operand("x")?.lazy().dtype().is_complex())),
        ..PARTS
    },
    Op {
        name: "iscomplexobj",
        params: "x",
        doc: "Whether the dtype is a complex one.",
        examples: "
>>> np.iscomplexobj([3, 1+0j])
True
>>> np.iscomplexobj(1)
False
",
        build: |args| Ok(Value::Bool(args.operand("x")?.lazy().dtype().is_complex())),
        ..PARTS
    },
    Op {
        name: "isposinf",
        params: "x, out=None",
        doc: "Whether the element is plus infinity.",
        examples: "
>>> np.isposinf([-np.inf, 0., np.inf])
array([False, False,  True])
",
        build: |args| infinite(args, Num::Float(f64::INFINITY)),
        ..PARTS
    },
    Op {
        name: "isneginf",
        params: "x, out=None",
        doc: "Whether the element is minus infinity.",
        examples: "
>>> np.isneginf([-np.inf, 0., np.inf])
array([ True, False, False])
",
        build: |args| infinite(args, Num::Float(f64::NEG_INFINITY)),
        ..PARTS
    },
    Op {
        name: "nan_to_num",
        params: "x, copy=True, nan=0.0, posinf=None, neginf=None",
        doc: "The elements with nan made 0 and infinities made the largest finite numbers, or whatever is given for them.",
        examples: "
>>> np.nan_to_num([np.inf, -np.inf, np.nan, -128, 128], nan=-9999, posinf=33333333, neginf=33333333)
array([ 3.3333333e+07,  3.3333333e+07, -9.9990000e+03, -1.2800000e+02,
        1.2800000e+02])
>>> np.nan_to_num(np.nan)
0.0
",
        build: nan_to_num,
        ..PARTS
    },
];

/// A part of a complex number, as a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Real,
    Imaginary,
}

impl MapKernel for Part {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        match operands[0].dtype() {
            DType::C64 => split(*self, operands[0].lane::<c64>(), out.slice(), |z| (z.re, z.im)),
            _ => split(*self, operands[0].lane::<c128>(), out.slice(), |z| (z.re, z.im)),
        }
        Ok(())
    }
}

fn split<C: Copy, R: Element>(part: Part, from: Lane<'_, C>, out: &mut [R], parts: impl Fn(C) -> (R, R)) {
    match (from, part) {
        (Lane::One(z), Part::Real) => out.fill(parts(z).0),
        (Lane::One(z), Part::Imaginary) => out.fill(parts(z).1),
        (Lane::Many(z), Part::Real) => vectorize(move || out.iter_mut().zip(z).for_each(|(out, &z)| *out = parts(z).0)),
        (Lane::Many(z), Part::Imaginary) => {
            vectorize(move || out.iter_mut().zip(z).for_each(|(out, &z)| *out = parts(z).1))
        }
    }
}

/// The real part of an array.
pub fn real(array: &Lazy) -> Result<Lazy> {
    if !array.dtype().is_complex() {
        return Ok(array.clone());
    }
    build::map("real", Arc::new(Part::Real), array.dtype().real(), std::slice::from_ref(array))
}

/// The imaginary part of an array.
pub fn imaginary(array: &Lazy) -> Result<Lazy> {
    if !array.dtype().is_complex() {
        return Ok(build::full("imag", Num::Int(0), array.dtype(), array.grid().clone()));
    }
    build::map("imag", Arc::new(Part::Imaginary), array.dtype().real(), std::slice::from_ref(array))
}

/// The complex array of two real ones of the same dtype.
pub fn joined(real: &Lazy, imaginary: &Lazy) -> Result<Lazy> {
    build::map("complex", Arc::new(Join), real.dtype().complex(), &[real.clone(), imaginary.clone()])
}

/// The kernel of `joined`.
#[derive(Debug)]
struct Join;

impl MapKernel for Join {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        match out.dtype() {
            DType::C64 => super::drive::binary(operands, &mut out, |a: f32, b: f32| c64::new(a, b)),
            _ => super::drive::binary(operands, &mut out, |a: f64, b: f64| c128::new(a, b)),
        }
        Ok(())
    }
}

fn part(args: &mut Args, name: &str, part: Part) -> Result<Value> {
    let value = args.need(name)?.clone();
    if let Some(num) = value.as_number() {
        return Ok(match (num, part) {
            (Num::Complex(z), Part::Real) => Value::Float(z.re),
            (Num::Complex(z), Part::Imaginary) => Value::Float(z.im),
            (Num::Float(_), Part::Imaginary) => Value::Float(0.0),
            (_, Part::Imaginary) => Value::Int(0),
            (_, Part::Real) => value,
        });
    }
    let array = args.array(name)?;
    let complex = array.dtype().is_complex();
    if !complex && part == Part::Real && matches!(value, Value::Array(_) | Value::Scalar(_)) {
        return Ok(value);
    }
    if let (true, Value::Array(a)) = (complex && !args.is_lazy(), &value) {
        return Ok(Value::Array(a.view(|block| block.part_of_complex(part == Part::Imaginary))));
    }
    let answer = if part == Part::Real { real(&array)? } else { imaginary(&array)? };
    match (
        value,
        if matches!(args.need(name)?, Value::Scalar(_)) { args.answer(answer)? } else { args.answer_array(answer)? },
    ) {
        // What a real array has no memory for cannot be written.
        (Value::Array(_), Value::Array(zeros)) => Ok(Value::Array(zeros.read_only())),
        (_, answer) => Ok(answer),
    }
}

fn angle(args: &mut Args) -> Result<Value> {
    let z = args.operand("z")?.lazy();
    let real_part = Arg::Strong(real(&z)?);
    let imaginary_part = if z.dtype().is_complex() { Arg::Strong(imaginary(&z)?) } else { Arg::Weak(Num::Int(0)) };
    let mut angle = apply("arctan2", &[imaginary_part, real_part])?;
    if args.bool("deg", false)? {
        angle = apply("multiply", &[Arg::Strong(angle), Arg::Weak(Num::Float(180.0 / std::f64::consts::PI))])?;
    }
    args.answer(angle)
}

fn infinite(args: &mut Args, which: Num) -> Result<Value> {
    let x = args.operand("x")?.lazy();
    if x.dtype().is_complex() {
        let message =
            format!("This operation is not supported for {} values because it would be ambiguous.", x.dtype());
        return Err(args.at("x", type_error(message).help("ask of `x.real` or `x.imag`")));
    }
    let found = apply("equal", &[Arg::Strong(x), Arg::Weak(which)])?;
    answer(args, found)
}

fn nan_to_num(args: &mut Args) -> Result<Value> {
    let x = args.operand("x")?.lazy();
    let dtype = x.dtype();
    if !dtype.is_inexact() {
        return match args.raw("x") {
            Some(own @ Value::Array(_)) if !args.bool("copy", true)? => Ok(own.clone()),
            _ => args.answer(x),
        };
    }
    let replacements = [
        ("isnan", Num::Float(f64::NAN), replacement(args, "nan", 0.0)?),
        ("equal", Num::Float(f64::INFINITY), replacement(args, "posinf", largest(dtype))?),
        ("equal", Num::Float(f64::NEG_INFINITY), replacement(args, "neginf", -largest(dtype))?),
    ];
    let mend = |part: Lazy| -> Result<Lazy> {
        let mut mended = part;
        for (test, odd, new) in &replacements {
            let tested = Arg::Strong(mended.clone());
            let found =
                if *test == "isnan" { apply(test, &[tested])? } else { apply(test, &[tested, Arg::Weak(*odd)])? };
            let new = Arg::Strong(input(new, mended.dtype())?);
            mended = where_select(&found, &new, &Arg::Strong(mended))?;
        }
        Ok(mended)
    };
    let mended = if dtype.is_complex() { joined(&mend(real(&x)?)?, &mend(imaginary(&x)?)?)? } else { mend(x)? };
    match args.raw("x") {
        Some(Value::Array(own)) if !args.bool("copy", true)? => {
            let mended = mended.compute()?;
            // SAFETY: `write` keeps others away.
            own.write(|to| unsafe { to.overwrite(&mended) });
            Ok(Value::Array(own.clone()))
        }
        _ => args.answer(mended),
    }
}

fn replacement(args: &Args, name: &str, default: f64) -> Result<Arg> {
    match args.get(name) {
        None => Ok(Arg::Weak(Num::Float(default))),
        Some(_) => args.operand(name),
    }
}

/// The largest finite number of a float type, or of a complex type's parts.
fn largest(dtype: DType) -> f64 {
    match dtype.real() {
        DType::F16 => 65504.0,
        DType::F32 => f32::MAX.into(),
        _ => f64::MAX,
    }
}
