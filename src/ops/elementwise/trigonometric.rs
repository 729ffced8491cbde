//! Trigonometric and hyperbolic functions.

use super::kernel::{Loop, Watch};
use super::loops::loops;
use super::{USUAL, Ufunc, drive};
use crate::chunk::math::{Math, RealMath};
use crate::chunk::{Element, c64, c128, f16};

const TRIG: Ufunc = Ufunc { watch: Watch::Overflow, cost: 1.5, ..USUAL };

/// The rows of functions of one argument that real and complex elements have.
macro_rules! both {
    ($($name:literal $aliases:tt $f:ident $watch:ident $cost:literal $doc:literal $examples:literal;)*) => {
        [$(Ufunc {
            name: $name,
            aliases: &$aliases,
            doc: $doc,
            examples: $examples,
            loops: &[loops!(run float: 1 Math::$f), loops!(run complex: 1 Math::$f)],
            watch: Watch::$watch,
            cost: $cost,
            ..USUAL
        },)*
        Ufunc {
            name: "arctan2",
            aliases: &["atan2"],
            doc: "Angle of the point (x2, x1) in radians, from -pi to pi.",
            examples: "
>>> np.arctan2([0., 1.], [1., 0.])
array([0.        , 1.57079633])
>>> np.arctan2(-1, -1) * 180 / np.pi
-135.0
",
            loops: &[loops!(run float: 2 RealMath::atan2)],
            cost: 3.0,
            ..TRIG
        },
        Ufunc {
            name: "deg2rad",
            aliases: &["radians"],
            doc: "Degrees as radians.",
            examples: "
>>> np.deg2rad(180)
3.141592653589793
>>> np.radians([0, 90])
array([0.        , 1.57079633])
",
            loops: &[loops!(float: (T) -> T, |a| a * (std::f64::consts::PI / 180.0) as T)],
            cost: 0.3,
            watch: Watch::Quiet,
            ..TRIG
        },
        Ufunc {
            name: "rad2deg",
            aliases: &["degrees"],
            doc: "Radians as degrees.",
            examples: "
>>> np.rad2deg(np.pi / 2)
90.0
>>> np.degrees([0, 1])
array([ 0.        , 57.29577951])
",
            loops: &[loops!(float: (T) -> T, |a| a * (180.0 / std::f64::consts::PI) as T)],
            cost: 0.3,
            watch: Watch::Flags,
            ..TRIG
        }]
    };
}

/// The rows of trigonometric and hyperbolic functions.
pub const UFUNCS: &[Ufunc] = &both! {
    "sin" [] sin Overflow 1.5
    "Sine of radians."
    "
>>> np.sin(np.pi / 2)
1.0
>>> np.sin(np.array((0., 30., 45., 60., 90.)) * np.pi / 180.)
array([0.        , 0.5       , 0.70710678, 0.8660254 , 1.        ])
";

    "cos" [] cos Overflow 1.5
    "Cosine of radians."
    "
>>> np.cos([0, np.pi / 2, np.pi])
array([ 1.000000e+00,  6.123234e-17, -1.000000e+00])
>>> np.cos(da.zeros(4, chunks=2)).compute()
array([1., 1., 1., 1.])
";

    "tan" [] tan Overflow 2.0
    "Tangent of radians."
    "
>>> np.tan([-np.pi, np.pi / 4])
array([1.2246468e-16, 1.0000000e+00])
";

    "arcsin" ["asin"] asin Overflow 2.0
    "Inverse sine, in radians from -pi/2 to pi/2; nan, with a warning, for reals outside [-1, 1]."
    "
>>> np.arcsin([1, 0, -1])
array([ 1.57079633,  0.        , -1.57079633])
";

    "arccos" ["acos"] acos Overflow 2.0
    "Inverse cosine, in radians from 0 to pi; nan, with a warning, for reals outside [-1, 1]."
    "
>>> np.arccos([1, -1])
array([0.        , 3.14159265])
";

    "arctan" ["atan"] atan Overflow 2.0
    "Inverse tangent, in radians from -pi/2 to pi/2."
    "
>>> np.arctan([0, 1])
array([0.        , 0.78539816])
";

    "sinh" [] sinh Overflow 2.0
    "Hyperbolic sine."
    "
>>> np.sinh([0, 1])
array([0.        , 1.17520119])
";

    "cosh" [] cosh Overflow 2.0
    "Hyperbolic cosine."
    "
>>> np.cosh([0, 1])
array([1.        , 1.54308063])
";

    "tanh" [] tanh Overflow 2.0
    "Hyperbolic tangent."
    "
>>> np.tanh([0, 1])
array([0.        , 0.76159416])
";

    "arcsinh" ["asinh"] asinh Overflow 2.5
    "Inverse hyperbolic sine."
    "
>>> np.arcsinh([np.e, 10.0])
array([1.72538256, 2.99822295])
";

    "arccosh" ["acosh"] acosh Overflow 2.5
    "Inverse hyperbolic cosine; nan, with a warning, for reals below 1."
    "
>>> np.arccosh([np.e, 10.0])
array([1.65745445, 2.99322285])
";

    "arctanh" ["atanh"] atanh Divide 2.5
    "Inverse hyperbolic tangent; nan, with a warning, for reals outside [-1, 1]."
    "
>>> np.arctanh([0, -0.5])
array([ 0.        , -0.54930614])
";
};
