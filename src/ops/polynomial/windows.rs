//! Windows: weights that taper off towards both ends of a row.

use crate::array::{Plain, Value, convert};
use crate::chunk::Block;
use crate::diag::Result;
use crate::ops::compose::{apply, apply2};
use crate::ops::{Args, Family, Op, Place};

const WINDOW: Op = Op::of(Family::Creation, &[Place::Np]);

/// The rows of the windows.
pub static WINDOWS: &[Op] = &[
    Op {
        name: "bartlett",
        params: "M",
        doc: "The Bartlett window: a triangle that is zero at its ends.",
        examples: "
>>> np.bartlett(5)
array([0. , 0.5, 1. , 0.5, 0. ])
",
        build: |args| window(args, |n, m| if n <= 0.0 { 1.0 + n / (m - 1.0) } else { 1.0 - n / (m - 1.0) }),
        ..WINDOW
    },
    Op {
        name: "blackman",
        params: "M",
        doc: "The Blackman window: a sum of three cosines that leaks little.",
        examples: "
>>> np.blackman(5).round(6)
array([-0.  ,  0.34,  1.  ,  0.34, -0.  ])
",
        build: |args| {
            window(args, |n, m| {
                let turn = std::f64::consts::PI * n / (m - 1.0);
                0.42 + 0.5 * turn.cos() + 0.08 * (2.0 * std::f64::consts::PI * n / (m - 1.0)).cos()
            })
        },
        ..WINDOW
    },
    Op {
        name: "hamming",
        params: "M",
        doc: "The Hamming window: a raised cosine that does not reach zero.",
        examples: "
>>> np.hamming(5)
array([0.08, 0.54, 1.  , 0.54, 0.08])
",
        build: |args| window(args, |n, m| 0.54 + 0.46 * (std::f64::consts::PI * n / (m - 1.0)).cos()),
        ..WINDOW
    },
    Op {
        name: "hanning",
        params: "M",
        doc: "The Hann window: a raised cosine that is zero at its ends.",
        examples: "
>>> np.hanning(5)
array([0. , 0.5, 1. , 0.5, 0. ])
",
        build: |args| window(args, |n, m| 0.5 + 0.5 * (std::f64::consts::PI * n / (m - 1.0)).cos()),
        ..WINDOW
    },
    Op {
        name: "kaiser",
        params: "M, beta",
        doc: "The Kaiser window, whose shape `beta` chooses: 0 is a rectangle, 14 leaks very little.",
        examples: "
>>> np.kaiser(3, 14).round(7)
array([7.7e-06, 1.0e+00, 7.7e-06])
>>> np.kaiser(3, 0)
array([1., 1., 1.])
",
        build: kaiser,
        ..WINDOW
    },
];

/// The weights at the places `1 - M, 3 - M, ..., M - 1`.
fn window(args: &mut Args, weight: fn(f64, f64) -> f64) -> Result<Value> {
    let m = args.float("M")?.unwrap_or(0.0);
    let weights: Vec<f64> = match m {
        m if m < 1.0 => Vec::new(),
        1.0 => vec![1.0],
        m => (0..m.ceil() as i64).map(|k| weight(1.0 - m + 2.0 * k as f64, m)).collect(),
    };
    Ok(row(&weights))
}

fn row(numbers: &[f64]) -> Value {
    Value::Array(Plain::new(Block::from_slice(&[numbers.len()], numbers)))
}

fn kaiser(args: &mut Args) -> Result<Value> {
    let (m, beta) = (args.float("M")?.unwrap_or(0.0), args.float("beta")?.unwrap_or(0.0));
    if m <= 1.0 {
        return Ok(row(if m < 1.0 { &[] } else { &[1.0] }));
    }
    let middle = (m - 1.0) / 2.0;
    let at = |n: f64| beta * (1.0 - ((n - middle) / middle).powi(2)).sqrt();
    let places: Vec<f64> = (0..m.ceil() as i64).map(|n| at(n as f64)).collect();
    let heights = apply("i0", &[row(&places)])?;
    let top = apply("i0", &[Value::Float(beta)])?;
    args.answer(convert::whole(apply2("divide", &heights, &top)?.compute()?))
}
